//! Files: what the widget is made of, for pages anywhere, and the pages that a hub may carry itself.

use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, LOCATION, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, request::Parts};
use axum::response::{IntoResponse as _, Response};
use tower::ServiceExt as _;
use tower_http::services::ServeDir;

use crate::error::{Error, method_not_allowed};
use crate::hub::SharedHub;

/// Hex digits of the content hash in a file's name: `name-0123456789abcdef.ext`.
const HASH_DIGITS: usize = 16;

/// Longest path that is looked up; file systems end well before.
const MAX_PATH: usize = 1024;

/// Longest name of a file; what ext4, NTFS and APFS allow.
const MAX_NAME: usize = 255;

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// The directories that are served, the first that has the file first.
pub struct Assets {
    dist: Option<ServeDir>,
    pages: Option<ServeDir>,
}

impl Assets {
    /// Serves the widget's files from `dist` and pages from `pages`.
    pub fn new(dist: Option<PathBuf>, pages: Option<PathBuf>) -> Self {
        let compressed = |dir| ServeDir::new(dir).precompressed_br().precompressed_gzip();
        Self {
            dist: dist.map(compressed),
            pages: pages.map(ServeDir::new),
        }
    }
}

/// Answers every path that is not the API's.
pub async fn serve(State(hub): State<SharedHub>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        return method_not_allowed("GET, HEAD");
    }
    if !is_plain(parts.uri.path()) {
        return Error::UnknownPath.into_response();
    }
    if let Some(mut response) = find(hub.assets.dist.as_ref(), &parts).await {
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, lifetime(parts.uri.path()));
        // The script tag stands on pages of other origins; what it loads is no secret.
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
        return response;
    }
    if let Some(mut response) = find(hub.assets.pages.as_ref(), &parts).await {
        let no_cache = HeaderValue::from_static("no-cache");
        response.headers_mut().insert(CACHE_CONTROL, no_cache);
        return response;
    }
    Error::UnknownPath.into_response()
}

/// The file, if this directory has it.
pub async fn find(dir: Option<&ServeDir>, parts: &Parts) -> Option<Response> {
    let request = Request::from_parts(parts.clone(), Body::empty());
    let found = dir?.clone().oneshot(request).await;
    let mut response = found.unwrap_or_else(|never| match never {}).map(Body::new);
    match response.status() {
        StatusCode::NOT_FOUND => return None,
        StatusCode::INTERNAL_SERVER_ERROR => {
            return Some(Error::Internal("a file cannot be read".into()).into_response());
        }
        _ => {}
    }
    make_relative(&mut response);
    name_script(&mut response);
    let nosniff = HeaderValue::from_static("nosniff");
    response
        .headers_mut()
        .insert(X_CONTENT_TYPE_OPTIONS, nosniff);
    Some(response)
}

/// Whether the path can be a file that is meant to be served: no hidden file, no overlong name.
pub fn is_plain(path: &str) -> bool {
    let hidden =
        |name: &str| name.starts_with('.') || name.starts_with("%2e") || name.starts_with("%2E");
    // The target of a request may also be a host, or an asterisk.
    path.starts_with('/')
        && path.len() <= MAX_PATH
        && !path.contains("%00")
        && path
            .split('/')
            .all(|name| name.len() <= MAX_NAME && !hidden(name))
}

/// Scripts have one type (RFC 9239); the table of extensions has an old one for modules.
fn name_script(response: &mut Response) {
    let headers = response.headers_mut();
    if headers
        .get(CONTENT_TYPE)
        .is_some_and(|found| found == "application/javascript")
    {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/javascript"));
    }
}

/// A redirect to a directory must also hold below whatever path a proxy mounts the hub at.
fn make_relative(response: &mut Response) {
    let Some(location) = response.headers().get(LOCATION) else {
        return;
    };
    let name = location.to_str().ok().and_then(|path| {
        let path = path.split('?').next()?.strip_suffix('/')?;
        Some(format!("./{}/", path.rsplit('/').next()?))
    });
    if let Some(value) = name.and_then(|name| name.parse().ok()) {
        response.headers_mut().insert(LOCATION, value);
    }
}

/// A name with a content hash never means anything else; every other name is asked about each time.
fn lifetime(path: &str) -> HeaderValue {
    HeaderValue::from_static(if is_hashed(path) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    })
}

fn is_hashed(path: &str) -> bool {
    let stem = Path::new(path).file_stem().and_then(|stem| stem.to_str());
    let hash = stem.and_then(|stem| stem.rsplit_once('-'));
    let is_digit = |c: char| c.is_ascii_digit() || matches!(c, 'a'..='f');
    hash.is_some_and(|(_, hash)| hash.len() == HASH_DIGITS && hash.chars().all(is_digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_content_hash_makes_a_name_immutable() {
        assert!(is_hashed("/groundswell-0123456789abcdef.wasm"));
        assert!(is_hashed("/lang/de-0123456789abcdef.bin"));
        for path in [
            "/groundswell.js",
            "/a-0123456789abcde.js",
            "/a-0123456789ABCDEF.js",
            "/0123456789abcdef.js",
            "/a-0123456789abcdefg.js",
        ] {
            assert!(!is_hashed(path), "{path}");
        }
    }

    #[test]
    fn hidden_and_overlong_names_are_not_looked_up() {
        for path in [
            "/.git/config",
            "/a/.env",
            "/%2e%2e/a",
            "/%2Egit",
            "/../a",
            "/a%00",
        ] {
            assert!(!is_plain(path), "{path}");
        }
        assert!(!is_plain(&format!("/{}", "a".repeat(MAX_NAME + 1))));
        assert!(!is_plain(&"/a".repeat(MAX_PATH)));
        assert!(is_plain("/blog/2026/index.html"));
    }
}
