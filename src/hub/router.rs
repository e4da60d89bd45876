//! Every path of the hub, on one screen.

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, any, get, post, put};
use tower_http::catch_panic::CatchPanicLayer;

#[cfg(feature = "oidc")]
use crate::api::login;
use crate::api::{
    MAX_BODY, administration, find, health, looks, openapi, ratings, readers, spaces, stream,
    tallies, top,
};
use crate::error::Error;
use crate::hub::Hub;
use crate::{assets, metrics, origins, request};

/// The hub's paths. They hold wherever a proxy mounts them: nothing the hub says is an absolute path.
pub fn router(hub: Arc<Hub>) -> Router {
    // One flat router: a nested one would parse the address of each request, long as a read's is, again.
    let described = described_paths().into_iter();
    let api = described.fold(Router::new(), |api, (path, answer)| api.route(path, answer));
    let api = api
        .route("/v1/openapi.json", get(openapi::show))
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

/// The paths that the hub describes. A test holds them against the description.
fn described_paths() -> Vec<(&'static str, MethodRouter<Arc<Hub>>)> {
    use administration as a;
    vec![
        ("/v1/readers", post(readers::create)),
        #[cfg(feature = "oidc")]
        ("/v1/login", get(login::begin)),
        #[cfg(feature = "oidc")]
        ("/v1/login/callback", get(login::finish)),
        ("/v1/spaces/{space}", get(spaces::show)),
        ("/v1/spaces/{space}/tallies", get(tallies::list)),
        ("/v1/spaces/{space}/top", get(top::list)),
        ("/v1/spaces/{space}/looks", post(looks::add)),
        ("/v1/spaces/{space}/stream", get(stream::open)),
        (
            "/v1/spaces/{space}/posts/{post}/rating",
            put(ratings::set).delete(ratings::remove),
        ),
        ("/v1/admin/audit", get(a::audit)),
        ("/v1/admin/spaces/{space}/readers", get(a::readers)),
        ("/v1/admin/spaces/{space}/readers/find", post(find::find)),
        (
            "/v1/admin/spaces/{space}/posts/{post}/hidden",
            put(a::hide_post).delete(a::show_post),
        ),
        (
            "/v1/admin/spaces/{space}/terms/{term}/hidden",
            put(a::hide_term).delete(a::show_term),
        ),
        (
            "/v1/admin/spaces/{space}/readers/{reader}/hidden",
            put(a::hide_reader).delete(a::show_reader),
        ),
    ]
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
    use std::collections::{BTreeMap, BTreeSet};

    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt as _;

    /// A path with something in place of the names in it, and a method that none has: the refusal says
    /// which there are.
    async fn methods(router: &Router, path: &str) -> BTreeSet<String> {
        let parts = path.split('/');
        let part = |part: &str| if part.starts_with('{') { "x" } else { part }.to_owned();
        let path = parts.map(part).collect::<Vec<_>>().join("/");
        let request = Request::builder().method("TRACE").uri(path);
        let request = request.body(Body::empty()).unwrap();
        let request = router.clone().oneshot(request).await.unwrap();
        let allow = request.headers()["allow"].to_str().unwrap();
        let methods = allow.split(',').map(|method| method.trim().to_lowercase());
        // What reads can be asked for its head.
        methods.filter(|method| method != "head").collect()
    }

    #[tokio::test]
    async fn every_path_is_described_with_its_methods() {
        let dir = tempfile::tempdir().unwrap();
        let space = crate::Space::new(groundswell_protocol::SpaceId::default(), Default::default());
        let config = crate::Config::new(dir.path().join("hub.db"), vec![space]);
        let router = router(Arc::new(Hub::open(config).unwrap()));
        let mut answered = BTreeMap::new();
        for (path, _) in described_paths() {
            answered.insert(path.to_owned(), methods(&router, path).await);
        }
        let document = openapi::document().to_json().unwrap();
        let document: serde_json::Value = serde_json::from_str(&document).unwrap();
        let described = document["paths"].as_object().unwrap().iter();
        let described = described.map(|(path, item)| {
            let methods = item.as_object().unwrap().keys();
            (format!("/v1{path}"), methods.cloned().collect())
        });
        let described: BTreeMap<String, BTreeSet<String>> = described.collect();
        assert_eq!(answered, described);
        assert_eq!(answered.contains_key("/v1/login"), cfg!(feature = "oidc"));
    }

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
