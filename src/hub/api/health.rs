//! `/healthz`, whether the process is alive, and `/readyz`, whether it can store and read: for whoever
//! restarts it or routes around it.

use std::time::{Duration, Instant};

use axum::extract::State;
use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::error::Error;
use crate::hub::SharedHub;
use crate::store::{Store, StoreError};

/// How long the outcome of a trial stands: asking often must not keep the disk from its work.
const STANDS: Duration = Duration::from_secs(1);

/// How long a trial may take. Longer, and readers wait as long.
const PATIENCE: Duration = Duration::from_secs(5);

/// The last trial of the store.
#[derive(Default)]
pub struct Readiness(Mutex<Option<Trial>>);

struct Trial {
    at: Instant,
    outcome: Result<(), StoreError>,
}

impl Readiness {
    /// Whether the store can store and read. Those who ask at once share one trial.
    async fn of(&self, store: &dyn Store) -> Result<(), StoreError> {
        let mut last = self.0.lock().await;
        if let Some(trial) = last.as_ref().filter(|trial| trial.at.elapsed() < STANDS) {
            return trial.outcome.clone();
        }
        let outcome = match timeout(PATIENCE, store.probe()).await {
            Ok(outcome) => outcome,
            Err(_) => Err(StoreError::Failed("the writer does not answer".into())),
        };
        let at = Instant::now();
        *last = Some(Trial {
            at,
            outcome: outcome.clone(),
        });
        outcome
    }
}

/// The process runs and answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// The hub can do its work.
pub async fn ready(State(hub): State<SharedHub>) -> Result<&'static str, Error> {
    hub.readiness.of(&*hub.store).await?;
    Ok("ready\n")
}
