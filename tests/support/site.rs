//! A web server that is not the hub: for pages of another origin, and for pages while the hub is away.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::given;
use crate::page::Page;

/// A running server; it ends with this value.
pub struct Site {
    base: String,
    task: JoinHandle<()>,
}

/// What a site answers with.
#[derive(Default)]
pub struct Content {
    pages: HashMap<String, String>,
    folders: Vec<PathBuf>,
}

impl Content {
    /// The widget's built files and the sample intranet.
    pub fn built() -> Self {
        Self {
            pages: HashMap::new(),
            folders: vec![given::dist(), given::demo_pages()],
        }
    }

    /// Adds a page at `path`, which has no slash in front.
    pub fn page(mut self, path: &str, page: &Page) -> Self {
        self.pages.insert(path.to_owned(), page.html());
        self
    }
}

impl Site {
    /// Starts a server on a free port. Pages usually name their hub, and a hub its pages' origin, so
    /// what to serve is asked for once the server's own origin is known.
    pub async fn start(content: impl FnOnce(&str) -> Content) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let content = Arc::new(content(&origin));
        let router = Router::new().fallback(answer).with_state(content);
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            base: origin + "/",
            task,
        }
    }

    /// The address of `path` on this site.
    pub fn url(&self, path: &str) -> String {
        [&self.base, path].concat()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(State(content): State<Arc<Content>>, request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    if let Some(html) = content.pages.get(path) {
        return ([(CONTENT_TYPE, "text/html")], html.clone()).into_response();
    }
    for folder in &content.folders {
        if let Ok(bytes) = tokio::fs::read(folder.join(path)).await {
            let headers = [
                (CONTENT_TYPE, media_type(Path::new(path))),
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
