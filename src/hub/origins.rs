//! Which pages may use the hub: same-origin rules, cross-origin headers and preflights.
//!
//! Browsers name the page's origin in every request that could do harm. A request without one comes
//! from the hub's own page, or from no browser at all. No cookie is ever used, so a page that is let
//! in gains no more than what its own credential gives it.

use std::fmt;

use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD,
    AUTHORIZATION, HOST, ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::Error;
use crate::hub::SharedHub;

/// What a page of another origin may see of an answer's head, besides what every page may.
const SHOWN_HEADERS: &str = "ETag, Retry-After, X-Request-Id";

/// What says that a request is meant, where it brings no token.
const OWN_HEADER: HeaderName = HeaderName::from_static("groundswell-request");

/// How long a browser may remember a preflight's answer, in seconds.
const PREFLIGHT_SECONDS: u32 = 600;

/// The origins that the operator allows, besides the hub's own.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    allowed: Vec<String>,
    /// Pages of every origin may read what anybody may read.
    all_read: bool,
}

/// The text is no origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseOriginError;

impl fmt::Display for ParseOriginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("is no origin: scheme, host and port only, such as https://intranet.example")
    }
}

/// What a request's origin may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// The hub's own page, or no page at all.
    Own,
    /// Everything, with cross-origin headers.
    Allowed,
    /// Read as nobody in particular.
    Reading,
    /// Nothing that a browser would let through.
    Stranger,
}

impl Origins {
    /// Lets pages of this origin use the hub; `*` lets pages of every origin read.
    ///
    /// # Errors
    /// Where the text is no origin as browsers send it.
    pub fn allow(&mut self, text: &str) -> Result<(), ParseOriginError> {
        if text == "*" {
            self.all_read = true;
            return Ok(());
        }
        let origin = text.trim_end_matches('/').to_ascii_lowercase();
        let authority = authority(&origin).ok_or(ParseOriginError)?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
        if authority.is_empty() || !authority.chars().all(plain) {
            return Err(ParseOriginError);
        }
        self.allowed.push(origin);
        Ok(())
    }

    /// Whether pages of this origin may do everything.
    pub(crate) fn allows(&self, origin: &str) -> bool {
        self.allowed.iter().any(|allowed| allowed == origin)
    }

    /// Whether a request comes from the hub's own page, or from no page at all.
    pub(crate) fn is_own(&self, headers: &HeaderMap) -> bool {
        self.standing(headers) == Standing::Own
    }

    fn standing(&self, headers: &HeaderMap) -> Standing {
        let Some(origin) = headers.get(ORIGIN) else {
            return Standing::Own;
        };
        let Ok(origin) = origin.to_str() else {
            return Standing::Stranger;
        };
        // A page cannot set this header, and a proxy that puts another name into `Host` leaves it.
        if headers
            .get("sec-fetch-site")
            .is_some_and(|site| site == "same-origin")
        {
            return Standing::Own;
        }
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        let own = authority(origin).is_some_and(|authority| {
            host.is_some_and(|host| !host.is_empty() && host.eq_ignore_ascii_case(authority))
        });
        if own {
            Standing::Own
        } else if self.allows(origin) {
            Standing::Allowed
        } else if self.all_read {
            Standing::Reading
        } else {
            Standing::Stranger
        }
    }
}

/// Host and port of an origin.
fn authority(origin: &str) -> Option<&str> {
    origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"))
}

/// Answers preflights, turns strangers away, and tells the browser what the page may see.
pub async fn guard(State(hub): State<SharedHub>, request: Request, next: Next) -> Response {
    let standing = hub.origins.standing(request.headers());
    let origin = request.headers().get(ORIGIN).cloned();
    let mut response = if is_preflight(&request) {
        preflight(standing, request.headers())
    } else if reads(request.method()) {
        next.run(request).await
    } else if !matches!(standing, Standing::Own | Standing::Allowed) {
        Error::ForbiddenOrigin.into_response()
    } else if !is_meant(request.headers()) {
        Error::ForbiddenRequest.into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.append(VARY, HeaderValue::from_static("Origin"));
    if matches!(standing, Standing::Allowed | Standing::Reading) {
        let names = HeaderValue::from_static(SHOWN_HEADERS);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, names);
    }
    match (standing, origin) {
        (Standing::Allowed, Some(origin)) => {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        }
        (Standing::Reading, _) => {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        }
        _ => {}
    }
    response
}

fn reads(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether a request that changes something was made by a program that meant to: a form, a picture or a
/// link of a foreign page cannot set these, even where the reader's browser signs on for it.
fn is_meant(headers: &HeaderMap) -> bool {
    headers.contains_key(OWN_HEADER) || headers.contains_key(AUTHORIZATION)
}

fn is_preflight(request: &Request) -> bool {
    let headers = request.headers();
    *request.method() == Method::OPTIONS
        && headers.contains_key(ORIGIN)
        && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

fn preflight(standing: Standing, headers: &HeaderMap) -> Response {
    let method = headers.get(ACCESS_CONTROL_REQUEST_METHOD);
    let reading = method.is_some_and(|method| method == "GET" || method == "HEAD");
    let (methods, names) = match standing {
        Standing::Own | Standing::Allowed => (
            "GET, HEAD, POST, PUT, DELETE",
            "Authorization, Content-Type, Groundswell-Order, Groundswell-Request, Last-Event-ID",
        ),
        // Who reads as nobody in particular brings no credential.
        Standing::Reading if reading => ("GET, HEAD", "Content-Type, Last-Event-ID"),
        _ => return Error::ForbiddenOrigin.into_response(),
    };
    let mut response = StatusCode::NO_CONTENT.into_response();
    let answer = response.headers_mut();
    let value = HeaderValue::from_static;
    answer.insert(ACCESS_CONTROL_ALLOW_METHODS, value(methods));
    answer.insert(ACCESS_CONTROL_ALLOW_HEADERS, value(names));
    answer.insert(ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS.into());
    answer.append(
        VARY,
        value("Access-Control-Request-Method, Access-Control-Request-Headers"),
    );
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(allowed: &[&str], origin: &str, expected: Standing) {
        let mut origins = Origins::default();
        for text in allowed {
            origins.allow(text).unwrap();
        }
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static("hub.example:8300"));
        headers.insert(ORIGIN, origin.parse().unwrap());
        assert_eq!(origins.standing(&headers), expected, "{allowed:?} {origin}");
    }

    #[test]
    fn an_origin_has_the_standing_that_the_operator_gave_it() {
        check(&[], "http://hub.example:8300", Standing::Own);
        check(&[], "http://hub.example:8301", Standing::Stranger);
        check(&[], "http://evil.hub.example:8300", Standing::Stranger);
        check(&[], "null", Standing::Stranger);
        let one = &["https://Intranet.example/"];
        check(one, "https://intranet.example", Standing::Allowed);
        check(one, "http://intranet.example", Standing::Stranger);
        check(one, "https://intranet.example.evil", Standing::Stranger);
        check(&["*"], "https://intranet.example", Standing::Reading);
        check(&["*"], "null", Standing::Reading);
        let both = &["*", "https://intranet.example"];
        check(both, "https://intranet.example", Standing::Allowed);
    }

    #[test]
    fn the_browser_is_believed_where_a_proxy_changed_the_hosts_name() {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static("127.0.0.1:8300"));
        headers.insert(ORIGIN, HeaderValue::from_static("https://intranet.example"));
        for (site, expected) in [
            ("same-origin", Standing::Own),
            ("same-site", Standing::Stranger),
            ("cross-site", Standing::Stranger),
        ] {
            headers.insert("sec-fetch-site", HeaderValue::from_static(site));
            assert_eq!(Origins::default().standing(&headers), expected, "{site}");
        }
    }

    #[test]
    fn only_origins_can_be_allowed() {
        for text in [
            "",
            "intranet",
            "https://",
            "https://a/b",
            "ftp://a",
            "null",
            "https://*.a",
        ] {
            assert_eq!(
                Origins::default().allow(text),
                Err(ParseOriginError),
                "{text}"
            );
        }
    }
}
