//! A hub that takes every way of signing on but a provider's, and the people who speak to it.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderName, Method, Request};
use groundswell_hub::fuzzing::{Peer, router};
use groundswell_hub::{Config, Hub, Names, Networks, ProxyConfig, Quotas, Settings};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

use super::Sent;
use super::description::Description;
use super::judge::{Answer, judge};
use crate::page_token;

/// The proxy that signs readers on, and somebody else.
pub const PROXY: &str = "10.0.0.1";
pub const STRANGER: &str = "203.0.113.7";

/// The header in which the proxy names readers.
pub const PROXY_HEADER: &str = "x-remote-user";

/// A page of this origin may use the hub.
pub const ORIGIN: &str = "https://blog.example";

/// Bytes of the longest answer; the description of the hub itself is the longest.
const MAX_ANSWER: usize = 4 << 20;

const ADMINISTRATOR: &str = "administrator-of-the-fuzz-targets-thirty-two-or-more";

/// What people say to be known.
pub struct People {
    /// A reader whom nobody vouches for.
    pub reader: String,
    /// A reader whom a page named, once signed on.
    pub verified: String,
    /// A page's token.
    pub page: String,
    /// An administrator.
    pub administrator: String,
}

/// The hub and all that is needed to ask it.
pub struct Stage {
    pub description: Description,
    pub people: People,
    /// How many inputs it has answered.
    pub inputs: usize,
    router: Router,
    runtime: Runtime,
    _folder: TempDir,
}

impl Stage {
    /// A hub without ratings.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let hub = Hub::open(config(folder.path())).expect("a hub");
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let mut stage = Self {
            description: Description {
                operations: Vec::new(),
                fields: Vec::new(),
            },
            people: People {
                reader: String::new(),
                verified: String::new(),
                page: page_token::good(page_token::unix_seconds()),
                administrator: ADMINISTRATOR.into(),
            },
            inputs: 0,
            router: router(Arc::new(hub)),
            runtime: runtime.enable_all().build().expect("a runtime"),
            _folder: folder,
        };
        let document = stage.body(Method::GET, "/v1/openapi.json", None);
        stage.description = Description::read(&document);
        stage.people.reader = stage.sign_on(None);
        stage.people.verified = stage.sign_on(Some(&stage.people.page));
        stage
    }

    /// Sends a request, and panics where its answer is wrong.
    pub fn ask(&self, sent: Sent) {
        let Sent { peer, request } = sent;
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let headers = request.headers().clone();
        let answer = self.answer(peer, request);
        let operation = self.description.find(&method, uri.path());
        if let Err(why) = judge(&method, uri.path(), operation, &answer) {
            let body = String::from_utf8_lossy(&answer.body);
            panic!(
                "{why}\n{method} {uri} from {peer}\n{headers:?}\nwas answered {} {:?}\n{body}",
                answer.status, answer.headers
            );
        }
    }

    fn answer(&self, peer: IpAddr, mut request: Request<Body>) -> Answer {
        request.extensions_mut().insert(Peer(peer));
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await;
            let (parts, body) = response.unwrap_or_else(|never| match never {}).into_parts();
            let body = to_bytes(body, MAX_ANSWER).await.expect("a whole body");
            Answer {
                status: parts.status,
                headers: parts.headers,
                body,
            }
        })
    }

    fn body(&self, method: Method, path: &str, token: Option<&str>) -> Value {
        let mut request = Request::builder().method(method).uri(path);
        request = request.header("groundswell-request", "1");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let request = request.body(Body::empty()).expect("a request");
        let answer = self.answer(STRANGER.parse().expect("an address"), request);
        assert!(answer.status.is_success(), "{path}: {}", answer.status);
        serde_json::from_slice(&answer.body).expect("JSON")
    }

    fn sign_on(&self, token: Option<&str>) -> String {
        let session = self.body(Method::POST, "/v1/readers", token);
        session["token"].as_str().expect("a token").to_owned()
    }
}

fn config(folder: &Path) -> Config {
    let mut settings = Settings::default();
    let database = folder.join("hub.db");
    settings.set("database", database.to_str().expect("a path in UTF-8"));
    settings.set("spaces", "team,votes:updown,films:stars");
    settings.set("origins", ORIGIN);
    let mut config = Config::check(settings).expect("good settings");
    let administrators = folder.join("administrators");
    page_token::write_private(&administrators, ADMINISTRATOR);
    let pages = folder.join("pages");
    std::fs::create_dir(&pages).expect("a folder");
    std::fs::write(pages.join("index.html"), "<p>A page").expect("a file");
    std::fs::write(pages.join("a.txt"), "text").expect("a file");
    config.administration_token = Some(administrators);
    config.dist = None;
    config.pages = Some(pages);
    config.quotas = Quotas::NONE;
    config.identity.page_token = Some(page_token::config(folder));
    config.identity.proxy = Some(ProxyConfig {
        header: HeaderName::from_static(PROXY_HEADER),
        networks: Networks::new(vec![PROXY.parse::<IpAddr>().expect("an address").into()]),
        secret: None,
        names: Names::Account,
        people: None,
    });
    config.metrics.networks =
        Networks::new(vec![PROXY.parse::<IpAddr>().expect("an address").into()]);
    config
}
