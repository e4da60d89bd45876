//! A saved page, and the files beside it.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use tower_http::services::ServeDir;

use super::rewrite::{Changes, Rewriter, Tag, begins_as_utf16};
use super::{Notes, PreviewError, site};
use crate::assets;
use crate::error::{Error, method_not_allowed};

/// Longest saved page.
const MAX_FILE: u64 = 64 * 1024 * 1024;

/// How much of a file is looked at to see whether it is a page.
const SAMPLE: usize = 1024;

/// The file's true path, if it is a page.
pub fn check(path: PathBuf) -> Result<PathBuf, PreviewError> {
    let path = fs::canonicalize(&path).map_err(|error| PreviewError::File(path, error))?;
    let io = |error| PreviewError::File(path.clone(), error);
    let metadata = fs::metadata(&path).map_err(io)?;
    let not_html = |why| Err(PreviewError::NotHtml(path.clone(), why));
    if metadata.is_dir() {
        return not_html("is a directory; name an HTML file in it");
    }
    if metadata.len() > MAX_FILE {
        return not_html("is larger than any page");
    }
    let mut sample = vec![0; SAMPLE];
    let mut file = fs::File::open(&path).map_err(io)?;
    let read = file.read(&mut sample).map_err(io)?;
    sample.truncate(read);
    if begins_as_utf16(&sample) {
        return not_html("is in UTF-16; save it as UTF-8");
    }
    if !looks_like_html(&sample, &path) {
        return not_html("is no HTML");
    }
    Ok(path)
}

/// A page begins with a tag, or at least says by its name that it is one, and has no zero bytes.
fn looks_like_html(sample: &[u8], path: &Path) -> bool {
    let text = sample.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(sample);
    let named = path.extension().and_then(|e| e.to_str()).is_some_and(|e| {
        ["html", "htm", "xhtml"]
            .iter()
            .any(|known| e.eq_ignore_ascii_case(known))
    });
    let start = text.trim_ascii_start();
    let known = ["<!doctype html", "<html", "<head", "<body", "<!--"];
    let begins = known.iter().any(|known| {
        let head = start.get(..known.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(known.as_bytes()))
    });
    (named || begins) && !sample.contains(&0)
}

struct Saved {
    path: PathBuf,
    folder: PathBuf,
    siblings: ServeDir,
    tag: Tag,
    notes: Notes,
}

/// Shows the page at `/` and under its own name, and the files of its folder beside it.
pub fn router(path: PathBuf, tag: Tag, notes: Notes) -> Router {
    let folder = path.parent().unwrap_or(Path::new("/")).to_owned();
    let saved = Saved {
        siblings: ServeDir::new(&folder).append_index_html_on_directories(false),
        path,
        folder,
        tag,
        notes,
    };
    Router::new().fallback(show).with_state(Arc::new(saved))
}

async fn show(State(saved): State<Arc<Saved>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        return method_not_allowed("GET, HEAD");
    }
    let path = parts.uri.path();
    if path == "/" {
        return saved.page().await;
    }
    match saved.resolve(path) {
        Some(file) if file == saved.path => saved.page().await,
        Some(_) => assets::find(Some(&saved.siblings), &parts)
            .await
            .unwrap_or_else(|| Error::UnknownPath.into_response()),
        None => Error::UnknownPath.into_response(),
    }
}

impl Saved {
    /// The file that a path leads to, if it is in the folder: a link there may lead out of it.
    fn resolve(&self, path: &str) -> Option<PathBuf> {
        if !assets::is_plain(path) {
            return None;
        }
        let name = percent_encoding::percent_decode_str(path.trim_start_matches('/'));
        let name = name.decode_utf8().ok()?;
        let file = fs::canonicalize(self.folder.join(&*name)).ok()?;
        file.starts_with(&self.folder).then_some(file)
    }

    /// The page as it is now: an owner may edit it and look again.
    async fn page(&self) -> Response {
        let bytes = match tokio::fs::read(&self.path).await {
            Ok(bytes) => bytes,
            Err(error) => return Error::Internal(error.to_string()).into_response(),
        };
        let notes = Arc::clone(&self.notes);
        let mut rewriter = Rewriter::new(Changes {
            tag: Some(self.tag.clone()),
            links: None,
            on_policy: Arc::new(move || notes(site::META_POLICY_NOTE)),
        });
        let mut shown = rewriter.write(&bytes);
        shown.extend(rewriter.end());
        let headers = [
            (CONTENT_TYPE, content_type(&bytes)),
            (CACHE_CONTROL, "no-store"),
        ];
        (headers, shown).into_response()
    }
}

/// A page that was saved lost the header that named its character set. Text beyond ASCII that reads as
/// UTF-8 is UTF-8; else the browser finds out as it would with the file.
fn content_type(page: &[u8]) -> &'static str {
    if !page.is_ascii() && std::str::from_utf8(page).is_ok() {
        "text/html; charset=utf-8"
    } else {
        "text/html"
    }
}

#[cfg(test)]
mod tests {
    use super::content_type;

    #[test]
    fn a_saved_page_is_utf_8_where_it_reads_as_such() {
        assert_eq!(
            content_type("<p>Größe".as_bytes()),
            "text/html; charset=utf-8"
        );
        assert_eq!(content_type(b"<p>Gr\xf6\xdfe"), "text/html");
        assert_eq!(content_type(b"<p>plain"), "text/html");
    }
}
