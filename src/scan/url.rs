//! Addresses, taken apart and put together as far as posts need it.

use std::borrow::Cow;

/// An `http` or `https` address in its parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Url<'a> {
    pub(crate) scheme: &'a str,
    /// Host with port, without user.
    pub(crate) host: &'a str,
    pub(crate) path: &'a str,
    pub(crate) query: Option<&'a str>,
    pub(crate) fragment: Option<&'a str>,
}

impl<'a> Url<'a> {
    /// The parts of an absolute address; `None` for anything but `http` and `https`.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let (scheme, rest) = text.trim().split_once("://")?;
        if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
            return None;
        }
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (host, rest) = rest.split_at(end);
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        let (rest, fragment) = split(rest, '#');
        let (path, query) = split(rest, '?');
        // Neither dots nor a port alone are a host.
        let name = host.split(':').next().unwrap_or_default();
        (!name.trim_matches('.').is_empty()).then_some(Self {
            scheme,
            host,
            path,
            query,
            fragment,
        })
    }
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at)
        .map_or((text, None), |(before, after)| (before, Some(after)))
}

/// `reference` as an absolute address, as seen from `base`; `None` where it leads to no page.
///
/// As browsers do it, with one exception: what has spaces inside is no address here, since pages
/// put all sorts of texts where an address is due.
pub(crate) fn join(base: &str, reference: &str) -> Option<String> {
    let reference = cleaned(reference);
    let reference = reference.as_ref();
    if reference.contains(char::is_whitespace) {
        return None;
    }
    if Url::parse(reference).is_some() {
        return Some(reference.to_owned());
    }
    let from = Url::parse(base)?;
    let reference = match scheme_of(reference) {
        // `https:page` is relative where the scheme is the same.
        Some(scheme) if scheme.eq_ignore_ascii_case(from.scheme) => {
            reference.get(scheme.len() + 1..)?
        }
        Some(_) => return None,
        None => reference,
    };
    let origin = [from.scheme, "://", from.host].concat();
    if let Some(rest) = reference.strip_prefix("//") {
        return Some([from.scheme, "://", rest].concat());
    }
    if reference.starts_with('#') || reference.is_empty() {
        let page = base.trim().split('#').next().unwrap_or(base);
        return Some([page, reference].concat());
    }
    if reference.starts_with('?') {
        return Some([&origin, from.path, reference].concat());
    }
    let end = reference.find(['?', '#']).unwrap_or(reference.len());
    let (path, rest) = reference.split_at(end);
    let folder = from.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let path = if path.starts_with('/') {
        path.to_owned()
    } else {
        [folder, "/", path].concat()
    };
    Some([&origin, &without_dots(&path), rest].concat())
}

/// A reference without what browsers leave out of it: space around it, line breaks and tabs
/// anywhere; backslashes in its path are slashes.
fn cleaned(reference: &str) -> Cow<'_, str> {
    let reference = reference.trim();
    if !reference.contains(['\n', '\r', '\t', '\\']) {
        return Cow::Borrowed(reference);
    }
    let mut in_path = true;
    let kept = reference.chars().filter_map(|c| {
        in_path &= !matches!(c, '?' | '#');
        match c {
            '\n' | '\r' | '\t' => None,
            '\\' if in_path => Some('/'),
            other => Some(other),
        }
    });
    Cow::Owned(kept.collect())
}

fn scheme_of(reference: &str) -> Option<&str> {
    let (scheme, _) = reference.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    is_scheme.then_some(scheme)
}

/// A path with its `.` and `..` segments followed.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." {
                    kept.pop();
                }
                if last {
                    kept.push("");
                }
            }
            _ => kept.push(segment),
        }
    }
    ["/", &kept.join("/")].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_like_a_browser() {
        let base = "https://a.test/forum/topic?id=3#p1";
        for (reference, expected) in [
            ("post/5", Some("https://a.test/forum/post/5")),
            ("./post?x=1#y", Some("https://a.test/forum/post?x=1#y")),
            ("../x/./y/..", Some("https://a.test/x/")),
            ("../../../x", Some("https://a.test/x")),
            ("/x", Some("https://a.test/x")),
            ("\\x\\y?a\\b", Some("https://a.test/x/y?a\\b")),
            (" /x\n/y\t ", Some("https://a.test/x/y")),
            ("//b.test/x", Some("https://b.test/x")),
            ("?id=4", Some("https://a.test/forum/topic?id=4")),
            ("#p2", Some("https://a.test/forum/topic?id=3#p2")),
            ("", Some("https://a.test/forum/topic?id=3")),
            ("http://c.test", Some("http://c.test")),
            ("https:post/5", Some("https://a.test/forum/post/5")),
            ("javascript:void(0)", None),
            ("mailto:a@b.test", None),
            ("not an address", None),
        ] {
            assert_eq!(join(base, reference).as_deref(), expected, "{reference}");
        }
    }

    #[test]
    fn takes_an_address_apart() {
        let url = Url::parse("HTTPS://me@a.test:8080/p/q?r#s?t").unwrap();
        assert_eq!((url.host, url.path), ("a.test:8080", "/p/q"));
        assert_eq!((url.query, url.fragment), (Some("r"), Some("s?t")));
        assert_eq!(Url::parse("ftp://a.test/"), None);
        assert_eq!(Url::parse("http://[::1]:80/").unwrap().host, "[::1]:80");
        for without_host in [
            "https:///p",
            "https://.",
            "https://me@..:443/",
            "http://:80",
        ] {
            assert_eq!(Url::parse(without_host), None);
        }
    }
}
