//! What the hub does beside answering, for as long as it serves.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::hub::Hub;
use crate::{metrics, quota};

/// How often to look for what is old enough to be forgotten: ages are in days.
const FORGETTING: Duration = Duration::from_secs(6 * 3_600);

/// Runs until it is dropped.
pub async fn run(hub: Arc<Hub>) {
    let mut upkeep = every(metrics::UPKEEP);
    let mut tidying = every(quota::HOUSEKEEPING);
    let mut forgetting = every(FORGETTING);
    loop {
        tokio::select! {
            _ = upkeep.tick() => hub.metrics.keep_up(),
            _ = tidying.tick() => hub.gate.tidy(),
            _ = forgetting.tick() => hub.forget().await,
        }
    }
}

fn every(period: Duration) -> Interval {
    let mut time = interval(period);
    time.set_missed_tick_behavior(MissedTickBehavior::Delay);
    time
}
