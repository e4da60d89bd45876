//! What holds for every request: an id, a line in the log where one is wanted, and figures.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::X_CONTENT_TYPE_OPTIONS;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::set_header::SetResponseHeaderLayer;
use tracing::Instrument as _;

use crate::error::Refusal;
use crate::hub::SharedHub;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What the figures call every path that is no route: files, and what is not there.
const NO_ROUTE: &str = "files";

/// Runs the request inside a span that has its id, which is in the answer too, and counts it for the
/// hub whose it is.
///
/// An id that the request brought is not taken over: anybody could write anything into the log by it.
pub async fn trace(State(hub): State<Option<SharedHub>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = next_id();
    // The path may name what somebody reads, so it stays out of the log unless asked for.
    let span = tracing::error_span!("request", id, method = %request.method());
    tracing::debug!(parent: &span, uri = %request.uri());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).instrument(span.clone()).await;
    if let Some(hub) = hub {
        let route = route.as_ref().map_or(NO_ROUTE, MatchedPath::as_str);
        span.in_scope(|| observe(&hub, route, &response, began));
    }
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    response
}

/// Counts a request, and tells it in the log where that is wanted: by its route, which is the same for
/// every post, never by its path.
fn observe(hub: &SharedHub, route: &str, response: &Response, began: Instant) {
    let status = response.status().as_u16();
    hub.metrics.answered(route, status);
    if let Some(Refusal(reason)) = response.extensions().get() {
        hub.metrics.refused(reason);
    }
    if hub.log_requests {
        let seconds = began.elapsed().as_secs_f64();
        tracing::info!(route, status, seconds, "answered");
    }
}

/// Browsers are to believe what the answer says it is.
pub fn believe_type() -> SetResponseHeaderLayer<HeaderValue> {
    let nosniff = HeaderValue::from_static("nosniff");
    SetResponseHeaderLayer::overriding(X_CONTENT_TYPE_OPTIONS, nosniff)
}

/// Not to be met again in this log: a random start for each run, then counted.
fn next_id() -> String {
    static RUN: OnceLock<u32> = OnceLock::new();
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let run = RUN.get_or_init(|| getrandom::u32().unwrap_or(0));
    format!("{run:08x}-{:x}", COUNT.fetch_add(1, Ordering::Relaxed))
}
