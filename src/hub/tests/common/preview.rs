//! A preview on a free port.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};

use groundswell_hub::Preview;
use groundswell_protocol::RatingKind;
use reqwest::{Client, Method, RequestBuilder, Response};
use tempfile::TempDir;
use tokio::net::TcpListener;

/// The tag that a preview adds.
pub const TAG: &str = "<script async src=\"/groundswell/groundswell.js\" data-space=\"try\" \
                       data-rating=\"useful\"></script>";

pub struct TestPreview {
    pub address: SocketAddr,
    pub client: Client,
    notes: Arc<Mutex<Vec<String>>>,
    _dist: TempDir,
}

fn dist() -> TempDir {
    let dist = tempfile::tempdir().unwrap();
    std::fs::write(dist.path().join("groundswell.js"), "'widget'").unwrap();
    dist
}

fn preview(target: &str, dist: &Path, notes: &Arc<Mutex<Vec<String>>>) -> Result<Preview, String> {
    let notes = Arc::clone(notes);
    let note = move |text: &str| notes.lock().unwrap().push(text.to_owned());
    let preview = Preview::new(target, RatingKind::Useful, dist.into(), Arc::new(note));
    preview.map_err(|error| error.to_string())
}

/// Why this target is not shown.
pub fn refused(target: &str) -> String {
    preview(target, dist().path(), &Arc::default())
        .map(|_| ())
        .unwrap_err()
}

impl TestPreview {
    /// Runs until the test ends.
    pub async fn start(target: &str) -> Self {
        let (dist, notes) = (dist(), Arc::default());
        let preview = preview(target, dist.path(), &notes).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            preview
                .serve(listener, std::future::pending())
                .await
                .unwrap();
        });
        Self {
            address,
            client: super::client(),
            notes,
            _dist: dist,
        }
    }

    pub fn notes(&self) -> Vec<String> {
        self.notes.lock().unwrap().clone()
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
}
