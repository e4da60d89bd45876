//! `groundswell try`: Groundswell on a page that does not have it yet, through a local server that
//! adds the script tag. The page, and the site it is from, stay untouched.
//!
//! Everything of ours is below `/groundswell/`, so that it collides with nothing of the site's.

mod file;
mod headers;
mod links;
mod report;
mod rewrite;
mod site;

use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::HOST;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use groundswell_protocol::{RatingKind, SpaceId};
use reqwest::Url;
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::config::Config;
use crate::error::Error;
use crate::hub::{Hub, StartError};
use crate::router;
use crate::space::Space;

pub use report::of_file as report_of_file;
pub(crate) use rewrite::Tag;

#[cfg(feature = "fuzzing")]
pub(crate) use {
    links::Links,
    rewrite::{Changes, Rewriter},
};

/// Where our files and API are.
const MOUNT: &str = "/groundswell";

/// The space of everybody who tries.
const SPACE: &str = "try";

/// Takes each note for whoever runs the preview.
pub type Notes = Arc<dyn Fn(&str) + Send + Sync>;

/// What to show Groundswell on, and how.
pub struct Preview {
    target: Target,
    rating: RatingKind,
    dist: PathBuf,
    notes: Notes,
}

enum Target {
    File(PathBuf),
    Site(Url),
}

/// Why there is nothing to show.
#[derive(Debug)]
pub enum PreviewError {
    /// The address is no page that can be shown.
    Address(String, &'static str),
    /// The file cannot be read.
    File(PathBuf, std::io::Error),
    /// The file can be read, and is no page.
    NotHtml(PathBuf, &'static str),
    /// There is nothing to add to the page.
    NoWidget(PathBuf),
    /// The HTTP client cannot be made.
    Client(String),
    /// The temporary hub cannot be opened.
    Hub(StartError),
    /// There is no room for temporary files.
    Temporary(std::io::Error),
}

impl fmt::Display for PreviewError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(text, why) => write!(f, "{text}: {why}"),
            Self::File(path, error) => write!(f, "{}: {error}", path.display()),
            Self::NotHtml(path, why) => write!(f, "{}: {why}", path.display()),
            Self::NoWidget(dist) => write!(
                f,
                "{} has no groundswell.js: build the widget, or name its directory by --dist",
                dist.display()
            ),
            Self::Client(why) => write!(f, "no HTTP client: {why}"),
            Self::Hub(error) => write!(f, "{error}"),
            Self::Temporary(error) => write!(f, "no temporary directory: {error}"),
        }
    }
}

impl std::error::Error for PreviewError {}

impl Preview {
    /// A preview of `target`, a saved HTML file or the address of a page.
    ///
    /// # Errors
    /// [`PreviewError`] where there is no such file, it is no HTML, the address is none, or `dist` does
    /// not hold the widget. Whether a site can be reached is found out when it is asked.
    pub fn new(
        target: &str,
        rating: RatingKind,
        dist: PathBuf,
        notes: Notes,
    ) -> Result<Self, PreviewError> {
        if !dist.join("groundswell.js").is_file() {
            return Err(PreviewError::NoWidget(dist));
        }
        let target = if target.contains("://") {
            Target::Site(site::parse(target)?)
        } else {
            Target::File(file::check(target.into())?)
        };
        Ok(Self {
            target,
            rating,
            dist,
            notes,
        })
    }

    /// The path to open: a site's page, or `/` for a file.
    pub fn path(&self) -> &str {
        match &self.target {
            Target::File(_) => "/",
            Target::Site(url) => url.path(),
        }
    }

    /// One sentence on what is being done.
    pub fn describe(&self) -> String {
        match &self.target {
            Target::File(path) => format!(
                "showing {} with Groundswell added; the file stays as it is",
                path.display()
            ),
            Target::Site(url) => format!(
                "showing {} with Groundswell added; only this site is asked, and it is not changed",
                url.origin().ascii_serialization()
            ),
        }
    }

    /// Serves the preview on `listener` until `shutdown` is done. Ratings are gone afterwards.
    ///
    /// # Errors
    /// [`PreviewError`] where the temporary hub cannot be opened.
    pub async fn serve(
        self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send,
    ) -> Result<(), PreviewError> {
        let temporary = tempfile::tempdir().map_err(PreviewError::Temporary)?;
        let hub = Arc::new(Hub::open(self.config(&temporary)?).map_err(PreviewError::Hub)?);
        let address = listener.local_addr().map_err(PreviewError::Temporary)?;
        let tag = Tag::new(self.rating, address);
        let page = match self.target {
            Target::File(path) => file::router(path, tag, self.notes),
            Target::Site(url) => site::router(&url, address, tag, self.notes)?,
        };
        let router = Router::new()
            .nest_service(MOUNT, router::router(Arc::clone(&hub)))
            .merge(page)
            .layer(from_fn_with_state(address, own_name_only));
        let router = router::guarded(router, None);
        hub.serve_router(router, listener, shutdown).await;
        Ok(())
    }

    fn config(&self, temporary: &TempDir) -> Result<Config, PreviewError> {
        let id: Result<SpaceId, _> = SPACE.parse();
        let id = id.map_err(|_| PreviewError::Address(SPACE.into(), "is no space"))?;
        let kind = self.rating;
        let database = temporary.path().join("try.db");
        let mut config = Config::new(database, vec![Space::new(id, kind)]);
        config.dist = Some(self.dist.clone());
        Ok(config)
    }
}

/// Refuses requests under any name but this machine's own. A page elsewhere that made its name lead
/// here could otherwise read an intranet through the preview.
async fn own_name_only(
    State(address): State<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let port = address.port();
    let names = [
        address.to_string(),
        format!("localhost:{port}"),
        format!("127.0.0.1:{port}"),
    ];
    let host = request.headers().get(HOST).and_then(|h| h.to_str().ok());
    if host.is_some_and(|host| names.iter().any(|name| name.eq_ignore_ascii_case(host))) {
        next.run(request).await
    } else {
        Error::ForbiddenOrigin.into_response()
    }
}
