//! Requests that the tests make themselves, past the browser.

use axum::body::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

/// The JSON that `url` answers with.
pub async fn get(url: &str) -> Value {
    send(Request::get(url).body(Full::default()).unwrap()).await
}

/// The JSON that `url` answers with to `body`.
pub async fn post(url: &str, body: &Value) -> Value {
    let request = Request::post(url)
        .header("content-type", "application/json")
        .header("groundswell-request", "1");
    send(request.body(Full::from(body.to_string())).unwrap()).await
}

/// The JSON that `url` answers with to `body` from the holder of `token`.
pub async fn put(url: &str, token: &str, body: &Value) -> Value {
    let request = Request::put(url)
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {token}"));
    send(request.body(Full::from(body.to_string())).unwrap()).await
}

async fn send(request: Request<Full<Bytes>>) -> Value {
    let about = format!("{} {}", request.method(), request.uri());
    let client = Client::builder(TokioExecutor::new()).build_http();
    let answer = client.request(request).await;
    let answer = answer.unwrap_or_else(|error| panic!("{about}: {error}"));
    let status = answer.status();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    assert!(
        status.is_success(),
        "{about}: {status} {}",
        String::from_utf8_lossy(&body)
    );
    serde_json::from_slice(&body).unwrap()
}
