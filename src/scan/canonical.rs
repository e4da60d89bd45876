//! Addresses without what does not matter: two ways of writing the way to one page become one.
//!
//! What is left out is listed here and nowhere else. Leaving out too much makes two posts share
//! their ratings, which is worse than leaving out too little: what may be part of a page's name is
//! left out only with a value that cannot be.

use crate::order;
use crate::snapshot::PageSnapshot;
use crate::tags::{Attr, Tag};
use crate::url::Url;
use crate::words;

/// Query parameters that never say what is on a page: tracking, sessions, words to highlight,
/// which comment to scroll to, how to print.
const DROPPED: &[&str] = &[
    "_",
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "amp",
    "cfid",
    "cftoken",
    "cmpid",
    "commentid_highlight",
    "dclid",
    "fb_comment_id",
    "fbclid",
    "gbraid",
    "gclid",
    "highlight",
    "hilit",
    "icid",
    "igsh",
    "igshid",
    "jsessionid",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "msclkid",
    "ncid",
    "nocache",
    "noredirect",
    "ocid",
    "oscsid",
    "phpsessid",
    "print",
    "printable",
    "ref",
    "ref_src",
    "ref_url",
    "replytocom",
    "rss",
    "s",
    "session",
    "session_id",
    "sessionid",
    "share",
    "showcomment",
    "si",
    "sid",
    "source",
    "spm",
    "srsltid",
    "tmpl",
    "trk",
    "twclid",
    "utm",
    "wbraid",
    "wt_mc",
    "xtor",
    "yclid",
    "zenid",
];

/// Beginnings of such names.
const DROPPED_PREFIXES: &[&str] = &["utm_", "pk_", "mtm_", "matomo_", "hsa_", "itm_", "at_"];

/// Parameters that count pages, posts or days where their value is a number: `?page=about` names a
/// page, `?page=2` is the second of one.
const COUNTING: &[&str] = &[
    "cpage", "from", "limit", "m", "offset", "page", "paged", "pagenum", "per_page", "perpage",
    "pg", "pp", "st", "start",
];

/// Parameters of order, unless their value is a number of some length, which is a name.
const ORDERING: &[&str] = &[
    "dir",
    "direction",
    "order",
    "order_by",
    "orderby",
    "sd",
    "sk",
    "sort",
    "sort_by",
    "sortby",
];

/// Parameters that choose how a page is shown where their value is one of [`SHOWN_AS`].
const SHOWING: &[&str] = &[
    "device",
    "display",
    "format",
    "layout",
    "mode",
    "output",
    "outputtype",
    "view",
];

/// Ways of showing one page.
const SHOWN_AS: &[&str] = &[
    "amp",
    "classic",
    "embed",
    "flat",
    "full",
    "getlastpost",
    "getnewpost",
    "html",
    "hybrid",
    "linear",
    "m",
    "mobile",
    "newest",
    "next",
    "page",
    "previous",
    "print",
    "printable",
    "printer",
    "threaded",
    "unread",
];

/// Labels that hosts have before the name of the site, for some of its readers.
const HOST_PREFIXES: &[&str] = &["www", "m", "mobile", "amp"];

/// The address of a page without what does not matter: scheme, default port, `www.`, index file,
/// final slash, dropped parameters, paging segments and fragment, unless that is a route. The kept parameters
/// are sorted.
pub(crate) fn canonical(url: &str) -> Option<String> {
    let url = Url::parse(url)?;
    let mut out = host(url);
    push_path(&mut out, url.path);
    push_query(&mut out, url.query.unwrap_or(""));
    if let (Some(route), _) = route(url.fragment.unwrap_or("")) {
        let (path, query) = route.split_once('?').unwrap_or((route, ""));
        let mut way = String::new();
        push_path(&mut way, path);
        push_query(&mut way, query);
        if !way.is_empty() {
            out.push('#');
            out.push_str(&way);
        }
    }
    Some(out)
}

/// The route in a fragment, by which an app of a single page says what it shows, and the name of a place
/// in it: `/topic/5` and `c7` of `/topic/5#c7`; of any other fragment no route.
pub(crate) fn route(fragment: &str) -> (Option<&str>, &str) {
    match fragment.strip_prefix('!') {
        None if !fragment.starts_with('/') => (None, fragment),
        route => {
            let route = route.unwrap_or(fragment);
            let (route, name) = route.split_once('#').unwrap_or((route, ""));
            (Some(route), name)
        }
    }
}

/// Appends the parameters of a query that say what is on the page.
fn push_query(out: &mut String, query: &str) {
    let kept: Vec<String> = query
        .split(['&', ';'])
        .filter(|pair| !pair.is_empty())
        .filter_map(parameter)
        .collect();
    let mut kept = order::texts(kept.iter().map(String::as_str));
    kept.dedup_by_key(|(pair, _)| *pair);
    for (place, (pair, _)) in kept.iter().enumerate() {
        out.push(if place == 0 { '?' } else { '&' });
        out.push_str(pair);
    }
}

/// What a site's pages are called by: the address's host in small letters, without default port,
/// final dot and the label for some readers (`www.`, `m.`).
pub(crate) fn host(url: Url) -> String {
    let host = words::lower(url.host);
    let port = if url.scheme.eq_ignore_ascii_case("https") {
        ":443"
    } else {
        ":80"
    };
    let mut host = host
        .strip_suffix(port)
        .unwrap_or(&host)
        .trim_end_matches('.');
    while let Some((label, rest)) = host.split_once('.')
        && HOST_PREFIXES.contains(&label)
        && (rest.contains('.') || label == "www")
    {
        host = rest;
    }
    host.to_owned()
}

/// Appends the segments of a path that say what is on the page.
fn push_path(out: &mut String, path: &str) {
    let mut segments: Vec<&str> = path
        .split(['/', '\\'])
        .map(|segment| segment.split_once(';').map_or(segment, |(name, _)| name))
        .filter(|segment| !segment.is_empty())
        .collect();
    if segments.last().is_some_and(|last| is_index(last)) {
        segments.pop();
    }
    match segments.as_slice() {
        [.., word, number] if is_page_word(word) && is_number(number) => {
            segments.truncate(segments.len() - 2);
        }
        [.., last] if is_page_segment(last) => {
            segments.pop();
        }
        _ => {}
    }
    for segment in segments {
        out.push('/');
        out.push_str(&decoded(segment));
    }
}

fn is_index(segment: &str) -> bool {
    let (name, ending) = segment.split_once('.').unwrap_or((segment, ""));
    matches!(name, "index" | "default")
        && matches!(
            ending,
            "html" | "htm" | "php" | "asp" | "aspx" | "jsp" | "shtml" | "cgi"
        )
}

fn is_page_word(segment: &str) -> bool {
    matches!(segment, "page" | "comment-page")
}

/// `page-5`, `comment-page-2`, `page5`, `page__st__20`.
fn is_page_segment(segment: &str) -> bool {
    let name = segment.trim_end_matches(|c: char| c.is_ascii_digit());
    let word = name.trim_end_matches('-');
    name.len() < segment.len() && (is_page_word(word) || name == "page__st__")
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// A parameter as it is kept, if it is.
fn parameter(pair: &str) -> Option<String> {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let name = name.to_ascii_lowercase();
    let counts = |c: char| c.is_ascii_digit() || matches!(c, ',' | '-');
    let is_count = value.replace("%2C", ",").chars().all(counts) || matches!(value, "last" | "all");
    let is_long = is_number(value) && value.len() > 2;
    let is_way = SHOWN_AS.contains(&value.to_ascii_lowercase().as_str());
    let among = |list: &[&str]| list.contains(&name.as_str());
    let dropped = among(DROPPED)
        || DROPPED_PREFIXES.iter().any(|start| name.starts_with(start))
        || among(COUNTING) && is_count
        || among(ORDERING) && !is_long
        || among(SHOWING) && is_way;
    (!dropped).then(|| match (name.as_str(), value.split_once('.')) {
        // Simple Machines Forum: `topic=5.30` is topic 5 from its 31st post on, and
        // `topic=5.msg77` from that post on.
        ("topic" | "board", Some((number, _))) if is_number(number) => {
            ["topic=", number].concat().replace("topic", &name)
        }
        // vBulletin: `showthread.php?5-Title/page2`.
        _ => decoded(match pair.rsplit_once('/') {
            Some((before, page)) if is_page_segment(page) => before,
            _ => pair,
        }),
    })
}

/// `text` with the characters written out that browsers may or may not have escaped.
pub(crate) fn decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = after
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
            .filter(|byte| {
                !matches!(
                    byte,
                    0..=0x1f | b'/' | b'?' | b'#' | b'&' | b'=' | b'%' | b';' | b'+'
                )
            });
        match escaped {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or(&[]);
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// Segments that a variant of a page has beside those of the page itself.
const VARIANTS: &[&str] = &[
    "amp",
    "embed",
    "full",
    "m",
    "mobile",
    "print",
    "printable",
    "printer",
    "comments",
];

/// The name of the page itself: its own address or, where that is one of several to the same page,
/// the one that its `link rel=canonical` prefers.
///
/// Owners get these links wrong: all pages point to the first one, to the section, to the home page.
/// So one is believed only where the page's own address says as much: it has all the other's
/// segments, and beyond them nothing but words for variants.
pub(crate) fn page_name(page: &PageSnapshot) -> String {
    let Some(own) = canonical(page.url()) else {
        let url = page.url();
        return url.split(['#', '?']).next().unwrap_or("").to_owned();
    };
    preferred(page)
        .and_then(|address| canonical(&address))
        .filter(|preferred| is_variant(&own, preferred))
        .unwrap_or(own)
}

/// What the page says that its address is.
fn preferred(page: &PageSnapshot) -> Option<String> {
    let is_canonical = |id: &u32| {
        let rel = page.attr(*id, Attr::Rel).unwrap_or("");
        page.tag(*id) == Tag::Link
            && rel
                .split_ascii_whitespace()
                .any(|word| word.eq_ignore_ascii_case("canonical"))
    };
    let is_graph =
        |id: &u32| page.tag(*id) == Tag::Meta && page.attr(*id, Attr::Property) == Some("og:url");
    let link = page.all().find(is_canonical);
    let told = link.and_then(|id| page.attr(id, Attr::Href));
    let told = told.or_else(|| page.attr(page.all().find(is_graph)?, Attr::Content));
    page.join(told?)
}

/// Whether `own` plainly leads to the page that `preferred` names; both are canonical.
fn is_variant(own: &str, preferred: &str) -> bool {
    let (own, own_query) = own.split_once('?').unwrap_or((own, ""));
    let (preferred, query) = preferred.split_once('?').unwrap_or((preferred, ""));
    let mut own = own.split('/').filter(|segment| !VARIANTS.contains(segment));
    let mut named = preferred.split('/');
    if own.next() != named.next() {
        return false;
    }
    let (mut common, mut last) = (0, "");
    loop {
        match (own.next(), named.next()) {
            (Some(a), Some(b)) if a == b => (common, last) = (common + 1, b),
            (None, _) => break,
            // The number of a post after that of its topic.
            (Some(a), None) if is_number(a) && is_number(last) && own.next().is_none() => break,
            _ => return false,
        }
    }
    let is_script = last.contains('.') && !last.ends_with("html") && !last.ends_with("htm");
    let numbered = |pair: &str| {
        pair.split_once('=')
            .is_some_and(|(_, value)| is_number(value))
    };
    let drops_number = own_query
        .split('&')
        .any(|pair| numbered(pair) && !query.split('&').any(|kept| kept == pair));
    common > 0 && (own_query.is_empty() || !query.is_empty() || !is_script && !drops_number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_does_not_matter_is_left_out_of_an_address() {
        for (url, expected) in [
            ("https://www.A.test:443/", "a.test"),
            ("https://m.a.test/x", "a.test/x"),
            ("https://m.test/x", "m.test/x"),
            (
                "http://a.test:80/x/index.php?utm_source=m&b=2&a=1#top",
                "a.test/x?a=1&b=2",
            ),
            ("http://a.test:8080/x/;jsessionid=7?sid=9", "a.test:8080/x"),
            ("http://a.test/x;v=1/y", "a.test/x/y"),
            ("http://a.test/topic.5/page-3?sort=new", "a.test/topic.5"),
            ("http://a.test/topic/page/3/", "a.test/topic"),
            ("http://a.test/topic/5-x/page__st__20", "a.test/topic/5-x"),
            ("http://a.test/?p=12&replytocom=3", "a.test?p=12"),
            ("http://a.test/t?start=20&t=2", "a.test/t?t=2"),
            (
                "http://a.test/?page=about&order=1024",
                "a.test?order=1024&page=about",
            ),
            ("http://a.test/?page=0%2C1&order=asc", "a.test"),
            (
                "http://a.test/x?view=article&id=5",
                "a.test/x?id=5&view=article",
            ),
            ("http://a.test/x?view=print&m=1", "a.test/x"),
            ("http://a.test/index.php?topic=5.30", "a.test?topic=5"),
            (
                "http://a.test/index.php?topic=5.msg7;topicseen#msg7",
                "a.test?topic=5&topicseen",
            ),
            ("http://a.test/t.php?5-Title/page2", "a.test/t.php?5-Title"),
            (
                "http://a.test/k%C3%BCche%2fx/%7eann",
                "a.test/küche%2fx/~ann",
            ),
            ("http://a.test/küche%2fx/~ann", "a.test/küche%2fx/~ann"),
        ] {
            assert_eq!(canonical(url).as_deref(), Some(expected), "{url}");
        }
    }

    #[test]
    fn a_preferred_address_is_believed_where_the_own_one_says_as_much() {
        for (own, preferred, believed) in [
            ("a.test/coffee/amp", "a.test/coffee", true),
            ("a.test/amp/coffee", "a.test/coffee", true),
            ("a.test/coffee?x=y", "a.test/coffee", true),
            ("a.test/q/5", "a.test/q/5/which-key", true),
            ("a.test/t/coffee/12/57", "a.test/t/coffee/12", true),
            ("a.test/v.php?f=1&t=2", "a.test/v.php?t=2", true),
            ("a.test/v.php?p=77", "a.test/v.php?t=2", true),
            // All pages point to one.
            ("a.test/coffee", "a.test", false),
            ("a.test/coffee", "a.test/tea", false),
            ("a.test/blog/coffee", "a.test/blog", false),
            ("a.test/blog/12", "a.test/blog", false),
            ("a.test/v.php?t=2", "a.test/v.php", false),
            ("a.test/news?id=5", "a.test/news", false),
            ("a.test/coffee", "b.test/coffee", false),
            ("a.test?p=5", "a.test", false),
        ] {
            assert_eq!(is_variant(own, preferred), believed, "{own} {preferred}");
        }
    }

    proptest! {
        #[test]
        fn canonical_is_stable(path in "[a-z0-9/._;%-]{0,30}", query in "[a-z=&;_%2]{0,20}") {
            let url = format!("http://www.a.test/{path}?{query}");
            let once = canonical(&url).unwrap();
            let with_tracking = canonical(&format!("{url}&utm_source=x&fbclid=y")).unwrap();
            prop_assert_eq!(&with_tracking, &once);
            let other_host = url.replacen("http://www.", "https://", 1);
            prop_assert_eq!(canonical(&other_host).unwrap(), once);
        }
    }
}
