//! Every path of the hub, on one screen.

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get, post, put};
use tower_http::catch_panic::CatchPanicLayer;

use crate::api::{
    MAX_BODY, administration, health, looks, openapi, ratings, readers, spaces, stream, tallies,
    top,
};
use crate::error::Error;
use crate::hub::Hub;
use crate::{assets, metrics, origins, request};

/// The hub's paths. They hold wherever a proxy mounts them: nothing the hub says is an absolute path.
pub fn router(hub: Arc<Hub>) -> Router {
    // Whole paths: a nested router would parse the address of each request, long as a read's is, again.
    let api = Router::new()
        .route("/v1/readers", post(readers::create))
        .route("/v1/openapi.json", get(openapi::show))
        .route("/v1/spaces/{space}", get(spaces::show))
        .route("/v1/spaces/{space}/tallies", get(tallies::list))
        .route("/v1/spaces/{space}/top", get(top::list))
        .route("/v1/spaces/{space}/looks", post(looks::add))
        .route("/v1/spaces/{space}/stream", get(stream::open))
        .route(
            "/v1/spaces/{space}/posts/{post}/rating",
            put(ratings::set).delete(ratings::remove),
        )
        .nest("/v1/admin", administration_paths())
        .merge(login_paths())
        .route("/v1/{*unknown}", any(async || Error::UnknownPath))
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        .layer(from_fn_with_state(Arc::clone(&hub), origins::guard));
    let router = Router::new()
        .merge(api)
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::show))
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        .fallback(assets::serve);
    let router = router.layer((request::believe_type(), DefaultBodyLimit::max(MAX_BODY)));
    guarded(router, Some(&hub)).with_state(hub)
}

/// The one path of the listener for figures.
pub fn figures(hub: Arc<Hub>) -> Router {
    let router = Router::new().route("/metrics", get(metrics::show_all));
    let router = router.fallback(async || Error::UnknownPath);
    guarded(router, None).with_state(hub)
}

/// What administrators can do.
fn administration_paths() -> Router<Arc<Hub>> {
    use administration as a;
    Router::new()
        .route("/audit", get(administration::audit))
        .route("/spaces/{space}/readers", get(administration::readers))
        .route(
            "/spaces/{space}/posts/{post}/hidden",
            put(a::hide_post).delete(a::show_post),
        )
        .route(
            "/spaces/{space}/terms/{term}/hidden",
            put(a::hide_term).delete(a::show_term),
        )
        .route(
            "/spaces/{space}/readers/{reader}/hidden",
            put(a::hide_reader).delete(a::show_reader),
        )
}

/// The way to an OpenID provider and back.
#[cfg(feature = "oidc")]
fn login_paths() -> Router<Arc<Hub>> {
    use crate::api::login;
    Router::new()
        .route("/v1/login", get(login::begin))
        .route("/v1/login/callback", get(login::finish))
}

#[cfg(not(feature = "oidc"))]
fn login_paths() -> Router<Arc<Hub>> {
    Router::new()
}

/// What holds for every path of every server: panics are answered, answers can be found in the log.
/// Those of a hub are counted.
pub fn guarded<S>(router: Router<S>, hub: Option<&Arc<Hub>>) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    let trace = from_fn_with_state(hub.cloned(), request::trace);
    router.layer((trace, CatchPanicLayer::custom(panicked)))
}

fn panicked(payload: Box<dyn Any + Send + 'static>) -> Response {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
    Error::Internal(format!("panic: {}", text.unwrap_or("without a text"))).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt as _;

    #[tokio::test]
    async fn a_panic_is_answered_and_the_next_request_too() {
        let panics = get(async || -> &'static str { panic!("secret of the hub") });
        let router = Router::new().route("/panic", panics);
        let router = guarded(router.route("/fine", get(async || "fine")), None);
        let ask = |path: &str| {
            let request = Request::get(path).body(Body::empty()).unwrap();
            router.clone().oneshot(request)
        };
        let answer = ask("/panic").await.unwrap();
        assert_eq!(answer.status(), 500);
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        assert!(answer.headers().contains_key("x-request-id"));
        let body = axum::body::to_bytes(answer.into_body(), MAX_BODY).await;
        let body = String::from_utf8(body.unwrap().into()).unwrap();
        assert!(!body.contains("secret"), "{body}");
        assert_eq!(ask("/fine").await.unwrap().status(), 200);
    }
}
