//! The Groundswell hub: shared ratings over HTTP, kept in one SQLite file.
//!
//! ```no_run
//! use groundswell_hub::{Config, Settings};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let mut settings = Settings::default();
//! settings.set("database", "/var/lib/groundswell/groundswell.db");
//! let config = Config::check(settings).map_err(|faults| faults[0].to_string())?;
//! let listener = tokio::net::TcpListener::bind(config.listen).await?;
//! let stop = async { tokio::signal::ctrl_c().await.unwrap_or(()) };
//! groundswell_hub::serve(config, listener, stop).await?;
//! # Ok(())
//! # }
//! ```

mod administration;
mod api;
mod assets;
mod chores;
mod client_address;
mod clock;
mod config;
mod connection;
mod error;
mod feed;
mod forget;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod hub;
mod identity;
mod key;
mod live;
mod metrics;
mod origins;
mod preview;
mod quota;
mod request;
mod router;
mod server;
mod space;
mod store;
mod term;
mod tls;

use std::future::Future;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::oneshot;

pub use administration::{MAX_TOKEN, MIN_TOKEN};
pub use api::{
    MAX_BODY, MAX_CANDIDATES, MAX_ENTRIES, MAX_POSTS_PER_READ, MAX_POSTS_PER_STREAM, MAX_REASON,
    MIN_RATERS,
};
pub use client_address::{ForwardedBy, Forwarding, Networks};
pub use config::{
    Config, DEFAULT_DATABASE, DEFAULT_DIST, DEFAULT_LISTEN, DEFAULT_SKEW, Fault, IdentityConfig,
    KeyFile, KeyFormat, Limits, LogConfig, LogFormat, LoginConfig, MAX_ADMINISTRATORS,
    MetricsConfig, Names, PageTokenConfig, Person, ProxyConfig, Settings, TlsConfig,
};
pub use forget::{EraseError, Whose};
pub use hub::{Hub, StartError};
pub use identity::SignOn;
pub use identity::{MAX_PAGE_TOKEN, MAX_SUBJECT, MIN_PROXY_SECRET, MIN_SECRET};
pub use origins::{Origins, ParseOriginError};
pub use preview::{Notes, Preview, PreviewError, report_of_file};
pub use quota::{Quota, Quotas};
pub use space::Space;
pub use store::{BackupError, CheckError, Findings, backup, check};
pub use store::{ExportError, Format, Import, Imported, LineError, REMOVAL_DAYS, export};
pub use term::MAX_TERM;
pub use tls::{Tls, TlsError};

/// Opens the hub and serves it on `listener` until `shutdown` is done; then ends the streams, lets
/// requests finish, and writes what was accepted.
///
/// # Errors
/// [`StartError`] where a key, a secret or the database cannot be used. Once open, it serves.
pub async fn serve(
    config: Config,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), StartError> {
    Hub::open(config)?.serve(listener, shutdown).await;
    Ok(())
}

impl Hub {
    /// Serves the open hub on `listener` until `shutdown` is done; see [`serve`].
    pub async fn serve(mut self, listener: TcpListener, shutdown: impl Future<Output = ()> + Send) {
        let figures = self.figures.take();
        let hub = Arc::new(self);
        let limits = hub.limits;
        let (end, ended) = oneshot::channel::<()>();
        let beside = figures.map(|listener| {
            let router = router::figures(Arc::clone(&hub));
            let ended = async { ended.await.unwrap_or(()) };
            tokio::spawn(server::run(router, listener, None, limits, ended, || {}))
        });
        let router = router::router(Arc::clone(&hub));
        hub.serve_router(router, listener, shutdown).await;
        drop(end);
        if let Some(beside) = beside {
            beside.await.ok();
        }
    }

    /// Takes in the records of an export, all or none of them, and ends: open the hub anew to serve them.
    ///
    /// # Errors
    /// [`LineError`], with the line that is wrong.
    pub async fn import(self, import: Import) -> Result<Imported, LineError> {
        self.store.import(import).await
    }

    /// Serves whatever `router` has, with the streams and the chores of this hub.
    async fn serve_router(
        self: Arc<Self>,
        router: axum::Router,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send,
    ) {
        let streams = live::start(&self);
        let chores = tokio::spawn(chores::run(Arc::clone(&self)));
        let (limits, feed) = (self.limits, Arc::clone(&self.feed));
        let tls = self.tls.clone();
        drop(self);
        server::run(router, listener, tls, limits, shutdown, || feed.close()).await;
        streams.join_all().await;
        chores.abort();
        chores.await.ok();
    }

    /// What connections are encrypted with, if they are: for reading the certificate anew.
    pub fn tls(&self) -> Option<Arc<Tls>> {
        self.tls.clone()
    }

    /// Gives the figures a listener of their own, beside the one of [`serve`](Self::serve).
    pub fn figures_on(&mut self, listener: TcpListener) {
        self.figures = Some(listener);
    }
}
