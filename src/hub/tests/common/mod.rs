//! A real hub on a free port, and a client that speaks to it.

pub mod chance;
pub mod events;
#[cfg(feature = "oidc")]
pub mod issuer;
pub mod preview;
pub mod process;
pub mod signer;

use std::net::SocketAddr;
use std::path::Path;

use groundswell_hub::{Config, Hub, Quotas, Settings, StartError};
use groundswell_protocol::PostId;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A hub that runs until it is dropped.
pub struct TestHub {
    pub dir: TempDir,
    pub address: SocketAddr,
    pub client: Client,
    stop: Option<oneshot::Sender<()>>,
    running: Option<JoinHandle<()>>,
}

pub fn client() -> Client {
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    let client = Client::builder().no_proxy();
    client
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

pub fn settings(dir: &Path) -> Settings {
    let mut settings = Settings::default();
    settings.set("database", dir.join("hub.db").to_str().unwrap());
    settings.set("spaces", "team,votes:updown,films:stars");
    settings
}

impl TestHub {
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), change).await
    }

    pub async fn start_in(dir: TempDir, change: impl FnOnce(&mut Config)) -> Self {
        let hub = Self::try_start_in(dir, client(), change).await;
        hub.unwrap_or_else(|(error, _)| panic!("{error}"))
    }

    /// The hub, or why it does not start.
    pub async fn try_start_in(
        dir: TempDir,
        client: Client,
        change: impl FnOnce(&mut Config),
    ) -> Result<Self, (StartError, TempDir)> {
        let mut config = Config::check(settings(dir.path())).unwrap();
        config.dist = None;
        // Tests are many readers at one address, and quicker than people.
        config.quotas = Quotas::NONE;
        change(&mut config);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let hub = match Hub::open(config) {
            Ok(hub) => hub,
            Err(error) => return Err((error, dir)),
        };
        let running = tokio::spawn(hub.serve(listener, async {
            stopped.await.ok();
        }));
        Ok(Self {
            dir,
            address,
            client,
            stop: Some(stop),
            running: Some(running),
        })
    }

    /// Stops the hub and waits until it has; gives its directory back.
    pub async fn stop(mut self) -> TempDir {
        self.stop.take().unwrap().send(()).ok();
        self.running.take().unwrap().await.unwrap();
        self.dir
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.url(path))
    }

    pub async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    pub async fn reader(&self) -> String {
        let answer = self.request(Method::POST, "/v1/readers");
        let answer = answer.header("Groundswell-Request", "1").send().await;
        let answer = answer.unwrap();
        assert_eq!(answer.status(), 201);
        let token = &body(answer).await["token"];
        token.as_str().unwrap().to_owned()
    }

    pub fn put(&self, space: &str, post: PostId, token: &str, json: &str) -> RequestBuilder {
        self.request(Method::PUT, &rating(space, post))
            .header("Authorization", format!("Bearer {token}"))
            .header("Content-Type", "application/json")
            .body(json.to_owned())
    }

    pub fn delete(&self, space: &str, post: PostId, token: &str) -> RequestBuilder {
        self.request(Method::DELETE, &rating(space, post))
            .header("Authorization", format!("Bearer {token}"))
    }

    /// Rates, and gives what the hub says then.
    pub async fn rate(&self, space: &str, post: PostId, token: &str, value: i64) -> Value {
        let json = json!({ "value": value }).to_string();
        let answer = self.put(space, post, token, &json).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        without_number(body(answer).await)
    }

    pub async fn tallies(&self, space: &str, posts: &[PostId], token: Option<&str>) -> Value {
        let path = format!("/v1/spaces/{space}/tallies?posts={}", list(posts));
        let mut request = self.request(Method::GET, &path);
        if let Some(token) = token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        without_number(body(answer).await)
    }
}

/// What is said besides the number of a change.
pub fn without_number(mut said: Value) -> Value {
    let number = said.as_object_mut().unwrap().remove("seq");
    assert!(number.unwrap().is_u64());
    said
}

pub fn post(n: u64) -> PostId {
    PostId::from_locator(&format!("intranet.example/blog/{n}"))
}

pub fn rating(space: &str, post: PostId) -> String {
    format!("/v1/spaces/{space}/posts/{post}/rating")
}

pub fn list(posts: &[PostId]) -> String {
    let texts: Vec<_> = posts.iter().map(ToString::to_string).collect();
    texts.join(",")
}

pub async fn body(answer: Response) -> Value {
    serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
}

pub fn header<'a>(answer: &'a Response, name: &str) -> Option<&'a str> {
    answer.headers().get(name).map(|v| v.to_str().unwrap())
}

/// The answer is this problem, in the form every problem has.
pub async fn check_problem(answer: Response, status: u16, name: &str) -> Value {
    assert_eq!(answer.status(), status, "{name}");
    assert_eq!(
        header(&answer, "content-type"),
        Some("application/problem+json")
    );
    assert_eq!(header(&answer, "x-content-type-options"), Some("nosniff"));
    assert!(header(&answer, "x-request-id").is_some());
    let problem = body(answer).await;
    assert_eq!(problem["type"], format!("/problems/{name}"));
    assert_eq!(problem["status"], status);
    assert!(!problem["title"].as_str().unwrap().is_empty());
    assert!(!problem["detail"].as_str().unwrap().is_empty());
    problem
}
