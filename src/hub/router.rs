//! Every path of the hub, on one screen.

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post, put};
use tower_http::catch_panic::CatchPanicLayer;

use crate::api::{MAX_BODY, health, ratings, readers, spaces, stream, tallies};
use crate::error::Error;
use crate::hub::{Hub, SharedHub};
use crate::{assets, origins, request};

/// The hub's paths. They hold wherever a proxy mounts them: nothing the hub says is an absolute path.
pub fn router(hub: Arc<Hub>) -> Router {
    let api = Router::new()
        .route("/readers", post(readers::create))
        .route("/spaces/{space}", get(spaces::show))
        .route("/spaces/{space}/tallies", get(tallies::list))
        .route("/spaces/{space}/stream", get(stream::open))
        .route(
            "/spaces/{space}/posts/{post}/rating",
            put(ratings::set).delete(ratings::remove),
        )
        .fallback(async || Error::UnknownPath)
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        .layer(from_fn_with_state(Arc::clone(&hub), origins::guard));
    let router = Router::new()
        .nest("/v1", api)
        .route("/healthz", get(health::show))
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        .fallback(assets::serve);
    guarded(router).with_state(hub)
}

/// What holds for every path: bodies are bounded, panics are answered, answers can be found in the log.
fn guarded(router: Router<SharedHub>) -> Router<SharedHub> {
    router
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(request::trace))
}

fn panicked(payload: Box<dyn Any + Send + 'static>) -> Response {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
    Error::Internal(format!("panic: {}", text.unwrap_or("without a text"))).into_response()
}
