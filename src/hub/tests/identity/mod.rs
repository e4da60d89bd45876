//! Who is asking: each way of signing on, and what it must refuse.

mod administrators;
mod find;
#[cfg(feature = "oidc")]
mod login;
mod page_token;
mod proxy;
mod rotation;
mod sessions;

use reqwest::{Method, Response};
use serde_json::Value;

use crate::common::{TestHub, body};

/// What `POST /v1/readers` answers to this bearer.
pub async fn sign_on(hub: &TestHub, bearer: Option<&str>) -> Response {
    let mut request = hub.request(Method::POST, "/v1/readers");
    request = request.header("Groundswell-Request", "1");
    if let Some(token) = bearer {
        request = request.bearer_auth(token);
    }
    request.send().await.unwrap()
}

/// The session that this bearer gets.
pub async fn session(hub: &TestHub, bearer: Option<&str>) -> Value {
    let answer = sign_on(hub, bearer).await;
    assert_eq!(answer.status(), 201);
    body(answer).await
}

pub fn token(session: &Value) -> &str {
    session["token"].as_str().unwrap()
}
