//! A reverse proxy before a hub, as intranets have them: it passes everything on, notes what is asked of
//! ratings, and can hold them, let them come twice or answer in the hub's place. Who signs on at it is named to the hub.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, COOKIE, RETRY_AFTER, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::{Html, IntoResponse as _, Response};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::Hub;

/// Most bytes of a request's body; a rating has a few.
const MAX_BODY: usize = 64 << 10;

/// An answer of the proxy's own.
#[derive(Clone, Copy, Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its media type.
    pub media_type: &'static str,
    /// Its `Retry-After`, in seconds.
    pub retry_after: Option<u32>,
    /// Its body.
    pub body: &'static str,
}

/// What somebody asked of a rating, and how it was answered.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The post's id.
    pub post: String,
    /// The value to be set; `None` takes the rating back.
    pub value: Option<i64>,
    /// When it came.
    pub at: Instant,
    /// How it was answered; not yet, or to nobody any more, where there is none.
    pub status: Option<u16>,
}

/// A running proxy. It ends after the scenario, as pages may ask it for something until they are closed.
pub struct Proxy {
    base: String,
    inner: Arc<Inner>,
}

struct Inner {
    hub: String,
    client: Client<HttpConnector, Body>,
    asked: Mutex<Vec<Asked>>,
    /// The requests themselves, in the same order.
    requests: Mutex<Vec<(Parts, Bytes)>>,
    answer: Mutex<Option<Answer>>,
    held: watch::Sender<bool>,
}

/// The header in which the proxy says whom it has signed on.
const USER: HeaderName = HeaderName::from_static("remote-user");

/// The proxy's own path at which somebody signs on: their name follows.
const SIGN_ON: &str = "/sign-on/";

impl Proxy {
    /// Starts a proxy before `hub` on a free port; its address has this machine's name `host`.
    pub async fn start(hub: &Hub, host: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{host}:{}/", listener.local_addr().unwrap().port());
        let inner = Arc::new(Inner {
            hub: hub.url("").trim_end_matches('/').to_owned(),
            client: Client::builder(TokioExecutor::new()).build_http(),
            asked: Mutex::default(),
            requests: Mutex::default(),
            answer: Mutex::default(),
            held: watch::Sender::new(false),
        });
        let router = Router::new().fallback(pass).with_state(inner.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { base, inner }
    }

    /// The address of `path`.
    pub fn url(&self, path: &str) -> String {
        [&self.base, path].concat()
    }

    /// From now on ratings are answered so; with `None` by the hub.
    pub fn answer_ratings(&self, answer: Option<Answer>) {
        *self.inner.answer.lock().unwrap() = answer;
    }

    /// From now on ratings are held back, those too that come meanwhile, until they are let go.
    pub fn hold_ratings(&self, held: bool) {
        self.inner.held.send_replace(held);
    }

    /// All that was asked of ratings so far, in order.
    pub fn asked(&self) -> Vec<Asked> {
        self.inner.asked.lock().unwrap().clone()
    }

    /// The request numbered `n` reaches the hub once more, and late; the status of the answer.
    pub async fn repeat(&self, n: usize) -> u16 {
        let (parts, body) = self.inner.requests.lock().unwrap()[n].clone();
        let request = Request::from_parts(parts, body.into());
        self.inner.forward(request).await.status().as_u16()
    }

    /// The values that the hub has stored, in order.
    pub fn landed(&self) -> Vec<Option<i64>> {
        let landed = |one: &Asked| one.status.is_some_and(|status| status < 300);
        let asked = self.asked();
        asked
            .iter()
            .filter(|one| landed(one))
            .map(|one| one.value)
            .collect()
    }
}

async fn pass(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    if let Some(user) = path.strip_prefix(SIGN_ON) {
        return sign_on(user);
    }
    let is_rating = matches!(*request.method(), Method::PUT | Method::DELETE);
    if !(is_rating && path.ends_with("/rating")) {
        return inner.forward(request).await;
    }
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, MAX_BODY).await.unwrap_or_default();
    let number = inner.note(&path, &parts, &body);
    let mut held = inner.held.subscribe();
    held.wait_for(|held| !held).await.unwrap();
    let answer = *inner.answer.lock().unwrap();
    let response = match answer {
        Some(answer) => answer.into_response(),
        None => inner.forward(Request::from_parts(parts, body.into())).await,
    };
    inner.asked.lock().unwrap()[number].status = Some(response.status().as_u16());
    response
}

/// Who has signed on in the browser that asks.
fn user(headers: &HeaderMap) -> Option<HeaderValue> {
    let cookies = headers.get(COOKIE)?.to_str().ok()?;
    let mut cookies = cookies.split("; ");
    let user = cookies.find_map(|cookie| cookie.strip_prefix("user="))?;
    HeaderValue::from_str(user).ok()
}

fn sign_on(user: &str) -> Response {
    let cookie = format!("user={user}; Path=/; HttpOnly; SameSite=Lax");
    let icon = "<link rel=\"icon\" href=\"data:,\">";
    ([(SET_COOKIE, cookie)], Html(icon)).into_response()
}

impl Inner {
    fn note(&self, path: &str, parts: &Parts, body: &Bytes) -> usize {
        let request = (parts.clone(), body.clone());
        self.requests.lock().unwrap().push(request);
        let value = serde_json::from_slice(body).unwrap_or(serde_json::Value::Null);
        let mut asked = self.asked.lock().unwrap();
        asked.push(Asked {
            post: path.rsplit('/').nth(1).unwrap_or_default().to_owned(),
            value: value["value"].as_i64(),
            at: Instant::now(),
            status: None,
        });
        asked.len() - 1
    }

    async fn forward(&self, mut request: Request) -> Response {
        let path = request
            .uri()
            .path_and_query()
            .map_or("/", |path| path.as_str());
        *request.uri_mut() = [&self.hub, path].concat().parse::<Uri>().unwrap();
        // Whatever a client calls itself, the proxy alone says who it is.
        request.headers_mut().remove(USER);
        if let Some(user) = user(request.headers()) {
            request.headers_mut().insert(USER, user);
        }
        match self.client.request(request).await {
            Ok(response) => response.map(Body::new),
            // As proxies answer whose hub is away.
            Err(_) => (StatusCode::BAD_GATEWAY, Html("<h1>Bad gateway</h1>")).into_response(),
        }
    }
}

impl Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap();
        let mut response = (status, [(CONTENT_TYPE, self.media_type)], self.body).into_response();
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
