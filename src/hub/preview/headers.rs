//! Headers on their way through a preview.

use axum::http::header::{CONNECTION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// Headers that are about one connection, not about the message.
const HOP_BY_HOP: &[&str] = &[
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Leaves out what is between the browser and the preview only, or the preview and the site.
pub fn remove_hop_by_hop(headers: &mut HeaderMap) {
    let named = headers.get_all(CONNECTION).iter();
    let named: Vec<HeaderName> = named
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in named {
        headers.remove(name);
    }
    for name in HOP_BY_HOP {
        headers.remove(*name);
    }
}

/// The cookie as this host may set it over plain HTTP.
pub fn local_cookie(cookie: &HeaderValue) -> HeaderValue {
    let parts = cookie.as_bytes().split(|byte| *byte == b';');
    let kept: Vec<_> = parts.filter(|part| is_local(part)).collect();
    HeaderValue::from_bytes(&kept.join(&b';')).unwrap_or_else(|_| cookie.clone())
}

fn is_local(part: &[u8]) -> bool {
    let name = part.split(|byte| *byte == b'=').next().unwrap_or(part);
    let name = name.trim_ascii();
    let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
    let none = part.to_ascii_lowercase().ends_with(b"=none");
    !(is("domain") || is("secure") || is("partitioned") || (is("samesite") && none))
}

/// Whether the answer is a page.
pub fn is_html(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok());
    let essence = value.and_then(|value| value.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("text/html"))
}

/// The character set that the answer's header names.
pub fn charset(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    value.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        is_charset.then(|| value.trim().trim_matches('"'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_come_to_belong_to_the_preview() {
        let local = |cookie: &'static str| local_cookie(&HeaderValue::from_static(cookie));
        assert_eq!(
            local("id=a; Domain=intranet.example; Secure; HttpOnly; Path=/; SameSite=None"),
            "id=a; HttpOnly; Path=/"
        );
        assert_eq!(
            local("secure_id=b; SameSite=Lax"),
            "secure_id=b; SameSite=Lax"
        );
    }

    #[test]
    fn what_a_connection_names_as_its_own_goes_no_further() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("connection", "close, X-Hop"),
            ("x-hop", "a"),
            ("te", "b"),
            ("x-end", "c"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        remove_hop_by_hop(&mut headers);
        let names: Vec<_> = headers.keys().map(HeaderName::as_str).collect();
        assert_eq!(names, ["x-end"]);
    }

    #[test]
    fn a_page_is_known_by_its_type_whatever_the_character_set() {
        let mut headers = HeaderMap::new();
        assert!(!is_html(&headers));
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("Text/HTML; Charset=\"utf-16\""),
        );
        assert!(is_html(&headers));
        assert_eq!(charset(&headers), Some("utf-16"));
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/xhtml+xml"),
        );
        assert!(!is_html(&headers));
    }
}
