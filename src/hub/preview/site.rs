//! A running site, passed through. Only its own origin is ever asked.

use std::fmt::Write as _;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody as _};
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_RANGES, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH,
    CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY_REPORT_ONLY, CONTENT_TYPE, ETAG, HOST,
    IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION, ORIGIN, RANGE, REFERER, SET_COOKIE,
    STRICT_TRANSPORT_SECURITY,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::{self, BoxStream, Stream, StreamExt as _};
use reqwest::{Client, Url, redirect};

use super::headers::{charset, is_html, local_cookie, remove_hop_by_hop};
use super::links::Links;
use super::rewrite::{Changes, Rewriter, Tag, begins_as_utf16, is_ascii_compatible};
use super::{Notes, PreviewError};
use crate::error::Error;

/// How long to try to reach the site.
const CONNECT_PATIENCE: Duration = Duration::from_secs(10);

/// How long the site may stay silent in the middle of an answer.
const READ_PATIENCE: Duration = Duration::from_secs(60);

/// What to say about a page that carries its policy in itself.
pub const META_POLICY_NOTE: &str = "note: the page sets a Content-Security-Policy in a meta tag, left \
    out here. To carry Groundswell it must allow: script-src HUB 'wasm-unsafe-eval'; connect-src HUB \
    (HUB is the address of your hub)";

/// The address of a page, if it is one that can be shown.
pub fn parse(text: &str) -> Result<Url, PreviewError> {
    let refuse = |why| PreviewError::Address(text.to_owned(), why);
    let url = Url::parse(text).map_err(|_| refuse("is no address"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refuse("is no http or https address"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refuse("must not contain a name or password"));
    }
    Ok(url)
}

struct Site {
    client: Client,
    origin: String,
    /// The preview's own origins, as a browser would name them.
    own: [String; 2],
    links: Links,
    tag: Tag,
    notes: Notes,
    told_of_policy: Arc<AtomicBool>,
}

/// Passes every path on to the origin of `url`.
pub fn router(
    url: &Url,
    address: SocketAddr,
    tag: Tag,
    notes: Notes,
) -> Result<Router, PreviewError> {
    let origin = url.origin().ascii_serialization();
    let links = Links::new(&origin);
    let site = Site {
        client: client().map_err(|error| PreviewError::Client(chain(&error)))?,
        own: [
            format!("http://{address}"),
            format!("http://localhost:{}", address.port()),
        ],
        links: links.ok_or_else(|| PreviewError::Address(origin.clone(), "is no origin"))?,
        origin,
        tag,
        notes,
        told_of_policy: Arc::default(),
    };
    Ok(Router::new().fallback(pass).with_state(Arc::new(site)))
}

fn client() -> Result<Client, reqwest::Error> {
    // A second preview in one process finds the provider there already.
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    Client::builder()
        .redirect(redirect::Policy::none())
        // The environment may name a proxy; nothing but the site is to be asked.
        .no_proxy()
        .connect_timeout(CONNECT_PATIENCE)
        .read_timeout(READ_PATIENCE)
        .build()
}

async fn pass(State(site): State<Arc<Site>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let address = format!("{}{path}", site.origin);
    // A target such as `*` would run into the host's name.
    let same =
        Url::parse(&address).is_ok_and(|url| url.origin().ascii_serialization() == site.origin);
    if !path.starts_with('/') || !same {
        return Error::UnknownPath.into_response();
    }
    let shown_as = Shown::of(&parts);
    let mut request = site
        .client
        .request(parts.method.clone(), address)
        .headers(site.request_headers(&parts, shown_as));
    if !body.is_end_stream() {
        request = request.body(reqwest::Body::wrap_stream(body.into_data_stream()));
    }
    match request.send().await {
        Ok(answer) => site.answer(answer, shown_as),
        Err(error) => site.unreachable(&error),
    }
}

/// What the browser will do with the answer, as far as the request tells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Page,
    Frame,
    /// Read by a script, or no document at all.
    Other,
}

impl Shown {
    fn of(parts: &Parts) -> Self {
        let text = |name: &str| parts.headers.get(name).and_then(|v| v.to_str().ok());
        match text("sec-fetch-dest") {
            Some("document") => Self::Page,
            Some("iframe" | "frame") => Self::Frame,
            Some(_) => Self::Other,
            // An older browser; a script would hardly ask for HTML first.
            None if text(ACCEPT.as_str()).is_none_or(|a| a.contains("text/html") || a == "*/*") => {
                Self::Page
            }
            None => Self::Other,
        }
    }
}

impl Site {
    fn request_headers(&self, parts: &Parts, shown_as: Shown) -> HeaderMap {
        let mut headers = parts.headers.clone();
        remove_hop_by_hop(&mut headers);
        headers.remove(HOST);
        if parts.headers.contains_key("transfer-encoding") {
            headers.remove(CONTENT_LENGTH);
        }
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        if shown_as != Shown::Other {
            // What the browser keeps is the page as it was shown, not as the site knows it.
            for name in [IF_NONE_MATCH, IF_MODIFIED_SINCE, RANGE] {
                headers.remove(name);
            }
        }
        for name in [ORIGIN, REFERER] {
            let foreign = headers
                .get(&name)
                .and_then(|value| self.as_seen_by_site(value));
            if let Some(value) = foreign {
                headers.insert(name, value);
            }
        }
        headers
    }

    /// The preview's own address as the site's.
    fn as_seen_by_site(&self, value: &HeaderValue) -> Option<HeaderValue> {
        let text = value.to_str().ok()?;
        let rest = self
            .own
            .iter()
            .find_map(|own| text.strip_prefix(own.as_str()))?;
        format!("{}{rest}", self.origin).parse().ok()
    }

    fn answer(&self, answer: reqwest::Response, shown_as: Shown) -> Response {
        let status = answer.status();
        let mut headers = answer.headers().clone();
        let is_page = shown_as != Shown::Other && is_html(&headers);
        self.answer_headers(&mut headers, is_page);
        let bytes = answer
            .bytes_stream()
            .map(|chunk| chunk.map_err(io::Error::other));
        let body = if is_page && self.can_rewrite(&headers) {
            for name in [CONTENT_LENGTH, ETAG, LAST_MODIFIED, ACCEPT_RANGES] {
                headers.remove(name);
            }
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            Body::from_stream(rewritten(bytes.boxed(), self.changes(shown_as)))
        } else {
            Body::from_stream(bytes)
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        response
    }

    fn changes(&self, shown_as: Shown) -> Changes {
        let notes = Arc::clone(&self.notes);
        let told = Arc::clone(&self.told_of_policy);
        Changes {
            tag: (shown_as == Shown::Page).then(|| self.tag.clone()),
            links: Some(self.links.clone()),
            on_policy: Arc::new(move || {
                if !told.swap(true, Ordering::SeqCst) {
                    notes(META_POLICY_NOTE);
                }
            }),
        }
    }

    fn answer_headers(&self, headers: &mut HeaderMap, is_page: bool) {
        remove_hop_by_hop(headers);
        headers.remove(STRICT_TRANSPORT_SECURITY);
        headers.remove("alt-svc");
        headers.remove(CONTENT_SECURITY_POLICY_REPORT_ONLY);
        if headers.remove(CONTENT_SECURITY_POLICY).is_some() && is_page {
            self.tell_of_policy();
        }
        let location = headers.get(LOCATION).and_then(|value| value.to_str().ok());
        if let Some(location) = location.map(str::to_owned) {
            self.localise(headers, &location);
        }
        let cookies: Vec<_> = headers
            .get_all(SET_COOKIE)
            .iter()
            .map(local_cookie)
            .collect();
        headers.remove(SET_COOKIE);
        for cookie in cookies {
            headers.append(SET_COOKIE, cookie);
        }
    }

    fn localise(&self, headers: &mut HeaderMap, location: &str) {
        if let Some(local) = self.links.local(location).and_then(|l| l.parse().ok()) {
            headers.insert(LOCATION, local);
        } else if location.contains("://") {
            let text = format!("note: the site leads to {location}, which is not shown here");
            (self.notes)(&text);
        }
    }

    fn tell_of_policy(&self) {
        if !self.told_of_policy.swap(true, Ordering::SeqCst) {
            (self.notes)(
                "note: the site sends a Content-Security-Policy, left out here. To carry Groundswell \
                 it must allow: script-src HUB 'wasm-unsafe-eval'; connect-src HUB (HUB is the address \
                 of your hub)",
            );
        }
    }

    fn can_rewrite(&self, headers: &HeaderMap) -> bool {
        if headers.contains_key(CONTENT_ENCODING) {
            (self.notes)("note: a page came compressed in an unknown way and is shown as it is");
            return false;
        }
        if !is_ascii_compatible(charset(headers)) {
            (self.notes)("note: a page's character set cannot be rewritten; it is shown as it is");
            return false;
        }
        true
    }

    /// A page that says why there is none.
    fn unreachable(&self, error: &reqwest::Error) -> Response {
        let why = chain(error);
        (self.notes)(&format!("cannot reach {}: {why}", self.origin));
        let mut page =
            String::from("<!doctype html><meta charset=utf-8><title>Not reached</title>");
        write!(
            page,
            "<h1>The site could not be reached</h1><p>{} did not answer.</p><p><code>{}</code></p>\
             <p>Can you open it without this preview, from this computer?</p>",
            escape(&self.origin),
            escape(&why)
        )
        .ok();
        let headers = [
            (CONTENT_TYPE, "text/html; charset=utf-8"),
            (CACHE_CONTROL, "no-store"),
        ];
        (StatusCode::BAD_GATEWAY, headers, page).into_response()
    }
}

/// The page, rewritten as it arrives. What begins as UTF-16 without having said so goes through.
fn rewritten(
    bytes: BoxStream<'static, io::Result<axum::body::Bytes>>,
    changes: Changes,
) -> impl Stream<Item = io::Result<Vec<u8>>> + Send + 'static {
    struct Passing {
        bytes: BoxStream<'static, io::Result<axum::body::Bytes>>,
        rewriter: Option<Rewriter>,
        begun: bool,
        ended: bool,
    }
    let passing = Passing {
        bytes,
        rewriter: Some(Rewriter::new(changes)),
        begun: false,
        ended: false,
    };
    stream::unfold(passing, |mut passing| async move {
        if passing.ended {
            return None;
        }
        let shown = match passing.bytes.next().await {
            Some(Ok(chunk)) => {
                if !passing.begun && begins_as_utf16(&chunk) {
                    passing.rewriter = None;
                }
                passing.begun = true;
                match &mut passing.rewriter {
                    Some(rewriter) => Ok(rewriter.write(&chunk)),
                    None => Ok(chunk.to_vec()),
                }
            }
            Some(Err(error)) => {
                passing.ended = true;
                Err(error)
            }
            None => {
                passing.ended = true;
                Ok(passing
                    .rewriter
                    .as_mut()
                    .map_or_else(Vec::new, Rewriter::end))
            }
        };
        Some((shown, passing))
    })
}

/// The error with its causes, which hold what a person can act on.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(text, ": {error}").ok();
        cause = error.source();
    }
    text
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_can_be_shown() {
        for text in ["ftp://a", "http://", "https://me:secret@a", "://"] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert_eq!(parse("https://a/b?c").unwrap().path(), "/b");
    }
}
