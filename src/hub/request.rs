//! The request id: in the log beside whatever the request caused, and in the answer.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::Request;
use axum::http::header::X_CONTENT_TYPE_OPTIONS;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::set_header::SetResponseHeaderLayer;
use tracing::Instrument as _;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Runs the request inside a span that has its id.
pub async fn trace(request: Request, next: Next) -> Response {
    let id = next_id();
    // The path may name what somebody reads, so it stays out of the log unless asked for.
    let span = tracing::error_span!("request", id, method = %request.method());
    tracing::debug!(parent: &span, uri = %request.uri());
    let mut response = next.run(request).instrument(span).await;
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    response
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
