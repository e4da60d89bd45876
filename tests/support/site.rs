//! A web server that is not the hub: for pages of another origin, and for pages while the hub is away.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use tokio::net::TcpListener;

use crate::given;

/// A running server. It ends after the scenario, as pages may ask it for something until they are closed.
/// Besides its own pages it has the widget's built files and the sample intranet.
pub struct Site {
    origin: String,
    pages: Pages,
}

type Pages = Arc<Mutex<HashMap<String, (String, &'static str)>>>;

impl Site {
    /// Starts a server on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let pages = Pages::default();
        let router = Router::new().fallback(answer).with_state(pages.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { origin, pages }
    }

    /// The origin of the site's pages.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Serves `html` at `path`, before whatever file there is, and gives its address.
    pub fn page(&self, path: &str, html: String) -> String {
        self.page_under(path, html, "")
    }

    /// Serves a page under a `Content-Security-Policy`.
    pub fn page_under(&self, path: &str, html: String, policy: &'static str) -> String {
        let mut pages = self.pages.lock().unwrap();
        pages.insert(path.to_owned(), (html, policy));
        format!("{}/{path}", self.origin)
    }
}

async fn answer(State(pages): State<Pages>, request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let page = pages.lock().unwrap().get(path).cloned();
    if let Some((html, policy)) = page {
        let headers = [
            (CONTENT_TYPE, "text/html"),
            (CONTENT_SECURITY_POLICY, policy),
        ];
        return (headers, html).into_response();
    }
    for folder in [given::dist(), given::demo_pages()] {
        if let Ok(bytes) = tokio::fs::read(folder.join(path)).await {
            let headers = [
                (CONTENT_TYPE, media_type(Path::new(path))),
                // As the hub does: pages of every origin may load the widget.
                (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
            ];
            return (headers, bytes).into_response();
        }
    }
    StatusCode::NOT_FOUND.into_response()
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html",
        Some("js" | "mjs") => "text/javascript",
        Some("css") => "text/css",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}
