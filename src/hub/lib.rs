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
mod client_address;
mod clock;
mod config;
mod error;
mod feed;
mod hub;
mod key;
mod origins;
mod preview;
mod quota;
mod reader;
mod request;
mod router;
mod server;
mod space;
mod store;

use std::future::Future;
use std::sync::Arc;

use tokio::net::TcpListener;

pub use administration::{MAX_TOKEN, MIN_TOKEN};
pub use api::{
    MAX_BODY, MAX_CANDIDATES, MAX_ENTRIES, MAX_POSTS_PER_READ, MAX_POSTS_PER_STREAM, MAX_REASON,
    MAX_TERM, MIN_RATERS,
};
pub use client_address::{ForwardedBy, Forwarding, Networks};
pub use config::{Config, DEFAULT_DATABASE, DEFAULT_DIST, DEFAULT_LISTEN, Fault, Limits, Settings};
pub use hub::{Hub, StartError};
pub use origins::{Origins, ParseOriginError};
pub use preview::{Notes, Preview, PreviewError};
pub use quota::{Quota, Quotas};
pub use space::Space;
pub use store::{BackupError, CheckError, Findings, backup, check};

/// Opens the hub and serves it on `listener` until `shutdown` is done; then ends the streams, lets
/// requests finish, and writes what was accepted.
///
/// # Errors
/// [`StartError`] where the key or the database cannot be used. Once open, it serves.
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
    pub async fn serve(self, listener: TcpListener, shutdown: impl Future<Output = ()> + Send) {
        let hub = Arc::new(self);
        let router = router::router(Arc::clone(&hub));
        let limits = hub.limits;
        let housekeeping = tokio::spawn(keep_house(Arc::clone(&hub)));
        let feed = Arc::clone(&hub.feed);
        drop(hub);
        server::run(router, listener, limits, shutdown, || feed.close()).await;
        housekeeping.abort();
    }
}

/// What has to be done now and then, as long as the hub serves.
async fn keep_house(hub: Arc<Hub>) {
    let mut time = tokio::time::interval(quota::HOUSEKEEPING);
    loop {
        time.tick().await;
        hub.gate.tidy();
    }
}
