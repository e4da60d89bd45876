//! `/v1/spaces/{space}/stream`: the tallies of posts, now and from now on, as server-sent events.
//!
//! Only the head is made here. The connection then becomes a stream; see `live/`.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use axum::http::{HeaderValue, Method};
use axum::response::Response;
use futures_util::stream;

use super::extract::{InSpace, PostsToStream};
use crate::client_address::ClientAddress;
use crate::error::Error;
use crate::hub::SharedHub;
use crate::live::Watch;

/// Asks nginx and those who imitate it not to hold events back.
const ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// How posts stand, and every change from now on
#[utoipa::path(
    get, path = "/spaces/{space}/stream", tag = "reader",
    params(
        ("posts" = String, Query, description = "Up to 200 posts, with commas between them",
         pattern = "^[A-Za-z0-9_-]{21}[AQgw](,[A-Za-z0-9_-]{21}[AQgw]){0,199}$"),
        ("since" = Option<u64>, Query, description = "The last change that the client knows"),
        ("Last-Event-ID" = Option<String>, Header, description = "The same, and wins over it")
    ),
    responses((status = 200, description = "Events named `tally` and `reset`", content_type = "text/event-stream"))
)]
pub async fn open(
    State(hub): State<SharedHub>,
    method: Method,
    space: InSpace,
    from: ClientAddress,
    PostsToStream { mut posts, since }: PostsToStream,
) -> Result<Response, Error> {
    hub.gate.read(from.prefix())?;
    // Of unknown length: what is sent to `HEAD` must not say that the stream is empty.
    let body = stream::empty::<Result<Bytes, Infallible>>();
    let mut response = Response::new(Body::from_stream(body));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(ACCEL_BUFFERING, HeaderValue::from_static("no"));
    if method == Method::HEAD {
        return Ok(response);
    }
    let seat = hub.seats.take(from.prefix()).ok_or(Error::TooManyStreams)?;
    posts.sort_unstable();
    posts.dedup();
    response.extensions_mut().insert(Watch {
        feed: Arc::clone(&hub.feed),
        space: space.index,
        posts: posts.into(),
        since,
        seat: Arc::new(seat),
    });
    Ok(response)
}
