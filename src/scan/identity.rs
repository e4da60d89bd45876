//! What a post is called, so that its ratings find it again. The rules are in the crate's docs,
//! under "Identity"; this file is their only implementation.

use crate::url::Url;
use crate::words::{self, Hash};

/// Words of a post's text that go into the hash of a post without an address.
const HASHED_WORDS: usize = 12;

/// Query parameters that do not change what a page is about: tracking, sessions, paging, order,
/// and which comment to scroll to.
const DROPPED: &[&str] = &[
    "fbclid",
    "gclid",
    "dclid",
    "msclkid",
    "yclid",
    "twclid",
    "igshid",
    "mc_cid",
    "mc_eid",
    "_ga",
    "_gl",
    "ref",
    "ref_src",
    "source",
    "cmpid",
    "icid",
    "share",
    "sid",
    "s",
    "phpsessid",
    "jsessionid",
    "sessionid",
    "session_id",
    "session",
    "oscsid",
    "zenid",
    "cfid",
    "cftoken",
    "page",
    "paged",
    "pg",
    "pagenum",
    "start",
    "offset",
    "limit",
    "per_page",
    "perpage",
    "cpage",
    "sort",
    "sortby",
    "sort_by",
    "order",
    "orderby",
    "order_by",
    "dir",
    "direction",
    "sd",
    "sk",
    "st",
    "pp",
    "view",
    "highlight",
    "hilit",
    "showcomment",
    "replytocom",
    "commentid_highlight",
    "from",
    "utm",
    "noredirect",
    "print",
    "amp",
    "nocache",
    "_",
];

/// The address of a page without what does not matter: scheme, default port, `www.`, index file,
/// final slash, dropped parameters, paging segments and fragment. The kept parameters are sorted.
pub(crate) fn canonical(url: &str) -> Option<String> {
    let url = Url::parse(url)?;
    let mut out = canonical_host(url);
    push_path(&mut out, url.path);
    let mut kept: Vec<&str> = url
        .query
        .unwrap_or("")
        .split(['&', ';'])
        .filter(|pair| !pair.is_empty() && !is_dropped(pair.split('=').next().unwrap_or(pair)))
        .collect();
    kept.sort_unstable();
    kept.dedup();
    for (place, pair) in kept.into_iter().enumerate() {
        out.push(if place == 0 { '?' } else { '&' });
        out.push_str(pair);
    }
    Some(out)
}

fn canonical_host(url: Url) -> String {
    let host = url.host.to_lowercase();
    let port = if url.scheme.eq_ignore_ascii_case("https") {
        ":443"
    } else {
        ":80"
    };
    let host = host
        .strip_suffix(port)
        .unwrap_or(&host)
        .trim_end_matches('.');
    host.strip_prefix("www.").unwrap_or(host).to_owned()
}

/// Appends the segments of a path that say what is on the page.
fn push_path(out: &mut String, path: &str) {
    let path = path.split_once(';').map_or(path, |(path, _)| path);
    let mut segments: Vec<&str> = path
        .split('/')
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
        out.push_str(segment);
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

/// `page-5`, `comment-page-2`, `page5`.
fn is_page_segment(segment: &str) -> bool {
    let name = segment.trim_end_matches(|c: char| c.is_ascii_digit());
    name.len() < segment.len() && is_page_word(name.trim_end_matches('-'))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_dropped(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("utm_") || name.starts_with("pk_") || DROPPED.contains(&name.as_str())
}

/// What is known of a post for naming it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Facts<'a> {
    /// The address of the page it was found on.
    pub(crate) page: &'a str,
    /// Its own absolute address.
    pub(crate) permalink: Option<&'a str>,
    /// What the engine calls its element.
    pub(crate) native_id: Option<&'a str>,
    pub(crate) author: Option<&'a str>,
    pub(crate) time: Option<&'a str>,
    pub(crate) text: &'a str,
    /// It is what the page is about, so that the page's address names it.
    pub(crate) is_page: bool,
}

/// The locator of a post as far as its own facts go; two posts may still share it.
pub(crate) fn locator(facts: &Facts) -> String {
    if let Some(permalink) = facts.permalink
        && let Some(mut locator) = canonical(permalink)
    {
        let fragment = Url::parse(permalink)
            .and_then(|url| url.fragment)
            .unwrap_or("");
        if is_native(fragment) && !facts.is_page {
            locator.push('#');
            locator.push_str(fragment);
        }
        return locator;
    }
    let mut locator = page_name(facts.page);
    if facts.is_page {
        return locator;
    }
    let Some(id) = facts.native_id else {
        return hashed(facts);
    };
    locator.push('#');
    locator.push_str(id);
    locator
}

/// The locator of a post that has no name or shares it: page, author, time and first words.
pub(crate) fn hashed(facts: &Facts) -> String {
    let mut hash = Hash::START
        .text(facts.author.unwrap_or(""))
        .text(facts.time.unwrap_or(""));
    for word in words::words(facts.text).take(HASHED_WORDS) {
        hash = hash.text(word);
    }
    let mut locator = page_name(facts.page);
    locator.push_str("#~");
    push_hex(&mut locator, hash.0);
    locator
}

fn page_name(url: &str) -> String {
    canonical(url).unwrap_or_else(|| url.split(['#', '?']).next().unwrap_or("").to_owned())
}

/// Names an engine gave: they have a number, or are long enough to be a key.
fn is_native(fragment: &str) -> bool {
    fragment.bytes().any(|b| b.is_ascii_digit()) && !fragment.contains(['=', '/', '!'])
}

fn push_hex(out: &mut String, number: u64) {
    for shift in (0..16).rev() {
        let digit = (number >> (shift * 4) & 0xf) as u32;
        out.extend(char::from_digit(digit, 16));
    }
}

/// Gives every post a locator of its own. Posts that share one fall back to their hash, all of
/// them: which came first on the page must not matter. `None` is for a post shown twice.
pub(crate) fn settle(facts: &[Facts]) -> Vec<Option<String>> {
    let mut locators: Vec<String> = facts.iter().map(locator).collect();
    for place in shared(&locators).concat() {
        if let (Some(locator), Some(facts)) = (locators.get_mut(place), facts.get(place)) {
            *locator = hashed(facts);
        }
    }
    let mut settled: Vec<Option<String>> = locators.iter().cloned().map(Some).collect();
    for place in shared(&locators)
        .iter()
        .flat_map(|places| places.iter().skip(1))
    {
        if let Some(locator) = settled.get_mut(*place) {
            *locator = None;
        }
    }
    settled
}

/// The places, ascending, of texts that occur more than once.
fn shared(texts: &[String]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_unstable_by_key(|place| (texts.get(*place), *place));
    order
        .chunk_by(|a, b| texts.get(*a) == texts.get(*b))
        .filter(|places| places.len() > 1)
        .map(<[usize]>::to_vec)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_does_not_matter_is_left_out_of_an_address() {
        for (url, expected) in [
            ("https://www.A.test:443/", "a.test"),
            (
                "http://a.test:80/x/index.php?utm_source=m&b=2&a=1#top",
                "a.test/x?a=1&b=2",
            ),
            ("http://a.test:8080/x/;jsessionid=7?sid=9", "a.test:8080/x"),
            ("http://a.test/topic.5/page-3?sort=new", "a.test/topic.5"),
            ("http://a.test/topic/page/3/", "a.test/topic"),
            ("http://a.test/?p=12&replytocom=3", "a.test?p=12"),
            ("http://a.test/t?start=20&t=2", "a.test/t?t=2"),
        ] {
            assert_eq!(canonical(url).as_deref(), Some(expected), "{url}");
        }
    }

    #[test]
    fn a_post_is_called_by_its_address_its_id_or_its_words() {
        let page = "http://a.test/t?page=2";
        let none = Facts {
            page,
            text: "one two",
            ..Facts::default()
        };
        for (facts, expected) in [
            (
                Facts {
                    permalink: Some("http://a.test/t?page=2#c7"),
                    ..none
                },
                "a.test/t#c7",
            ),
            (
                Facts {
                    permalink: Some("http://a.test/item?id=7"),
                    ..none
                },
                "a.test/item?id=7",
            ),
            (
                Facts {
                    permalink: Some("http://a.test/x#more"),
                    ..none
                },
                "a.test/x",
            ),
            (
                Facts {
                    native_id: Some("c7"),
                    ..none
                },
                "a.test/t#c7",
            ),
            (
                Facts {
                    is_page: true,
                    ..none
                },
                "a.test/t",
            ),
        ] {
            assert_eq!(locator(&facts), expected);
        }
        assert!(locator(&none).starts_with("a.test/t#~"));
        assert_ne!(
            locator(&none),
            locator(&Facts {
                author: Some("Ann"),
                ..none
            })
        );
    }

    #[test]
    fn posts_that_share_a_name_are_called_by_their_words() {
        let facts = |text| Facts {
            page: "http://a.test/",
            native_id: Some("c1"),
            text,
            ..Facts::default()
        };
        let settled = settle(&[facts("one"), facts("two"), facts("two")]);
        assert!(settled[0].is_some() && settled[1].is_some() && settled[0] != settled[1]);
        assert_eq!(settled[2], None, "the same post shown twice is one post");
        let swapped = settle(&[facts("two"), facts("one")]);
        assert_eq!((&swapped[0], &swapped[1]), (&settled[1], &settled[0]));
    }

    proptest! {
        #[test]
        fn canonical_is_stable(path in "[a-z0-9/._;-]{0,30}", query in "[a-z=&;_]{0,20}") {
            let url = format!("http://www.a.test/{path}?{query}");
            let once = canonical(&url).unwrap();
            let with_tracking = canonical(&format!("{url}&utm_source=x&fbclid=y")).unwrap();
            prop_assert_eq!(&with_tracking, &once);
            let other_host = url.replacen("http://www.", "https://", 1);
            prop_assert_eq!(canonical(&other_host).unwrap(), once);
        }

        #[test]
        fn no_two_posts_share_a_locator(ids in prop::collection::vec("[ab]?1?", 0..8), texts in prop::collection::vec("[xy ]{0,3}", 8)) {
            let facts: Vec<Facts> = ids.iter().zip(&texts).map(|(id, text)| Facts {
                page: "http://a.test/", native_id: Some(id).filter(|id| !id.is_empty()).map(String::as_str), text, ..Facts::default()
            }).collect();
            let mut locators: Vec<String> = settle(&facts).into_iter().flatten().collect();
            let before = locators.len();
            locators.sort();
            locators.dedup();
            prop_assert_eq!(locators.len(), before);
        }
    }
}
