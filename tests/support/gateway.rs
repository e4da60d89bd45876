//! A proxy before the hub that watches streams and looks, where `proxy` watches ratings: it notes what passes, can
//! hold streams back and lose looks.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use futures_util::StreamExt as _;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep};

/// How long a condition may take to come true.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often a condition is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// A request that passed, and how it was answered.
#[derive(Clone, Debug)]
pub struct Passed {
    /// How it was asked.
    pub method: Method,
    /// What for, with the query.
    pub path: String,
    /// What came with it.
    pub body: Bytes,
    /// The status of the answer.
    pub status: StatusCode,
}

/// A running gateway. It ends after the scenario, as pages may ask it for something until they are closed.
pub struct Gateway {
    origin: String,
    shared: Arc<Shared>,
}

struct Shared {
    hub: String,
    client: Client<HttpConnector, Body>,
    holds: AtomicBool,
    loses: AtomicBool,
    loses_languages: AtomicBool,
    stalls_locales: AtomicBool,
    open: Arc<AtomicUsize>,
    passed: Mutex<Vec<Passed>>,
}

/// Counts a stream for as long as it is open.
struct Counted(Arc<AtomicUsize>);

impl Counted {
    fn new(open: &Arc<AtomicUsize>) -> Self {
        open.fetch_add(1, Ordering::SeqCst);
        Self(open.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Gateway {
    /// Starts a gateway on a free port before the hub at `hub`, an address that ends with `/`.
    pub async fn start(hub: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            hub: hub.trim_end_matches('/').to_owned(),
            client: Client::builder(TokioExecutor::new()).build_http(),
            holds: AtomicBool::default(),
            loses: AtomicBool::default(),
            loses_languages: AtomicBool::default(),
            stalls_locales: AtomicBool::default(),
            open: Arc::default(),
            passed: Mutex::default(),
        });
        let router = Router::new().fallback(pass).with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { origin, shared }
    }

    /// The address of `path` through this gateway.
    pub fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.origin)
    }

    /// From now on no byte of a stream passes.
    pub fn hold_streams(&self) {
        self.shared.holds.store(true, Ordering::SeqCst);
    }

    /// From now on looks get lost, or no longer.
    pub fn lose_looks(&self, lost: bool) {
        self.shared.loses.store(lost, Ordering::SeqCst);
    }

    /// From now on no file of a language passes, be it of posts or of the interface.
    pub fn lose_languages(&self) {
        self.shared.loses_languages.store(true, Ordering::SeqCst);
    }

    /// From now on no file of the interface's words is answered.
    pub fn stall_locales(&self) {
        self.shared.stalls_locales.store(true, Ordering::SeqCst);
    }

    /// What has passed so far.
    pub fn passed(&self) -> Vec<Passed> {
        self.shared.passed.lock().unwrap().clone()
    }

    /// Waits until so many streams are open.
    pub async fn wait_for_streams(&self, wanted: usize) {
        self.wait(&format!("{wanted} open streams"), || {
            self.shared.open.load(Ordering::SeqCst) == wanted
        })
        .await;
    }

    /// Waits until a request has passed that `is_it`.
    pub async fn wait_for(&self, what: &str, is_it: impl Fn(&Passed) -> bool) {
        self.wait(what, || self.passed().iter().any(&is_it)).await;
    }

    async fn wait(&self, what: &str, is_so: impl Fn() -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !is_so() {
            let open = &self.shared.open;
            assert!(Instant::now() < deadline, "not {what}: {open:?} are open");
            sleep(LOOK_EVERY).await;
        }
    }
}

async fn pass(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let passes = pass_on(shared, parts.clone(), body);
    if parts.method == Method::GET {
        passes.await
    } else {
        // Whoever asks for a change may be gone before there is an answer, with the page.
        tokio::spawn(passes).await.unwrap()
    }
}

async fn pass_on(shared: Arc<Shared>, mut parts: Parts, body: Bytes) -> Response {
    let path = parts.uri.to_string();
    let mut note = Passed {
        method: parts.method.clone(),
        path: path.clone(),
        body: body.clone(),
        status: StatusCode::OK,
    };
    let streams = path.contains("/stream?");
    let counted = streams.then(|| Counted::new(&shared.open));
    if streams && shared.holds.load(Ordering::SeqCst) {
        // Until the browser gives up.
        std::future::pending::<()>().await;
    }
    if path.starts_with("/locales/") && shared.stalls_locales.load(Ordering::SeqCst) {
        std::future::pending::<()>().await;
    }
    let is_lost = path.ends_with("/looks") && shared.loses.load(Ordering::SeqCst)
        || ["/lang/", "/locales/"]
            .iter()
            .any(|folder| path.starts_with(folder))
            && shared.loses_languages.load(Ordering::SeqCst);
    if is_lost {
        note.status = StatusCode::BAD_GATEWAY;
        shared.passed.lock().unwrap().push(note);
        return StatusCode::BAD_GATEWAY.into_response();
    }
    parts.uri = [&shared.hub, path.as_str()]
        .concat()
        .parse::<Uri>()
        .unwrap();
    let request = Request::from_parts(parts, Body::from(body));
    // The hub being away is what a proxy has this status for.
    let Ok(answer) = shared.client.request(request).await else {
        return StatusCode::BAD_GATEWAY.into_response();
    };
    note.status = answer.status();
    shared.passed.lock().unwrap().push(note);
    let (parts, body) = answer.into_parts();
    let body = Body::new(body).into_data_stream().map(move |bytes| {
        let _ = &counted;
        bytes
    });
    Response::from_parts(parts, Body::from_stream(body))
}
