//! What fuzzing reaches beside the public surface: the router without a server, and each reader of
//! outside data alone. Behind the feature `fuzzing`, and no promise to anybody.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::http::HeaderMap;
use groundswell_protocol::RatingKind;

use crate::client_address::Forwarding;
use crate::config::PageTokenConfig;
use crate::hub::Hub;
use crate::identity::PageToken;
use crate::preview::{Changes, Links, Rewriter, Tag};
use crate::store::{Format, Import, Imported, LineError, Sink, Source};

pub use crate::client_address::Peer;

/// Where a preview would listen.
const PREVIEW: SocketAddr = SocketAddr::new(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8301);

/// The hub's paths. Whoever asks adds a [`Peer`] to the extensions of the request, as a connection does.
pub fn router(hub: Arc<Hub>) -> Router {
    crate::router::router(hub)
}

/// Whom a request comes from, by its connection and its headers.
pub fn client(forwarding: &Forwarding, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    forwarding.client(peer, headers)
}

/// Takes in the records of an export, and leaves the hub open. What it answers may still be as before.
///
/// # Errors
/// [`LineError`], with the line that is wrong.
pub async fn import(hub: &Hub, import: Import) -> Result<Imported, LineError> {
    hub.store.import(import).await
}

/// Reads every record and writes it anew in another format.
///
/// # Errors
/// [`LineError`], with the line that is wrong.
pub fn convert(records: &[u8], from: Format, to: Format) -> Result<Vec<u8>, LineError> {
    let mut written = Vec::new();
    let failed = |error: io::Error| LineError {
        line: 0,
        why: error.to_string(),
    };
    let mut sink = Sink::new(to, &mut written).map_err(failed)?;
    let mut source = Source::new(from, records);
    while let Some((_, record)) = source.next()? {
        sink.write(&record).map_err(failed)?;
    }
    sink.flush().map_err(failed)?;
    drop(sink);
    Ok(written)
}

/// Who takes the tokens of pages.
pub struct PageTokens(PageToken);

impl PageTokens {
    /// Reads the keys; none where one cannot be used.
    pub fn open(config: &PageTokenConfig) -> Option<Self> {
        PageToken::open(config).ok().map(Self)
    }

    /// Whom a token names, `now` being in seconds since 1970; nobody where it is not taken.
    pub fn subject(&self, token: &str, now: u64) -> Option<String> {
        self.0.check(token, now).ok().map(|claims| claims.sub)
    }
}

/// A page as `groundswell try` shows it.
pub struct Shown {
    /// Its bytes.
    pub page: Vec<u8>,
    /// Whether a policy of its own was taken out.
    pub had_policy: bool,
}

/// Shows a page that comes in these parts, with its links to `origin` kept inside the preview.
pub fn show<'a>(parts: impl Iterator<Item = &'a [u8]>, origin: Option<&str>) -> Shown {
    let had_policy = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&had_policy);
    let mut rewriter = Rewriter::new(Changes {
        tag: Some(Tag::new(RatingKind::Useful, PREVIEW)),
        links: origin.and_then(Links::new),
        on_policy: Arc::new(move || seen.store(true, Ordering::Relaxed)),
    });
    let mut page: Vec<u8> = parts.flat_map(|part| rewriter.write(part)).collect();
    page.extend(rewriter.end());
    Shown {
        page,
        had_policy: had_policy.load(Ordering::Relaxed),
    }
}
