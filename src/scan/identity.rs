//! What a post is called, so that its ratings find it again. The rules are in the crate's docs,
//! under "Identity"; this file is their only implementation, and `canonical` what they say of
//! addresses.

use crate::canonical::{canonical, route};
use crate::order;
use crate::post::PostKind;
use crate::snapshot::PageSnapshot;
use crate::url::Url;
use crate::words::{self, Hash};

/// Words of a post's text that go into the hash of a post without an address. A post with fewer is
/// told from others that say the same by its time.
const HASHED_WORDS: usize = 12;

/// Words that engines put before the number of a post. A name made of these and one number says no
/// more than the number: `div-comment-12`, `comment-12` and `c12` are one post's.
const ENGINE_WORDS: &[&str] = &[
    "a",
    "answer",
    "article",
    "c",
    "cid",
    "cmt",
    "comm",
    "comment",
    "commentid",
    "comments",
    "dd",
    "div",
    "entry",
    "id",
    "item",
    "js",
    "li",
    "m",
    "message",
    "messages",
    "msg",
    "node",
    "note",
    "p",
    "pid",
    "post",
    "postcount",
    "posts",
    "question",
    "r",
    "reply",
    "row",
    "status",
    "td",
    "tr",
    "u",
];

/// What all posts of a page have in common for naming them.
#[derive(Clone, Debug)]
pub(crate) struct Place<'a> {
    page: &'a PageSnapshot,
    /// What the page's own address is without what does not matter.
    here: Option<String>,
    /// The same without its route, of a page that is at one: what its links to places in itself have for it.
    without_route: Option<String>,
    /// What the page is called.
    name: String,
}

impl<'a> Place<'a> {
    pub(crate) fn of(page: &'a PageSnapshot) -> Self {
        let (before, fragment) = page.url().split_once('#').unwrap_or((page.url(), ""));
        let (route, _) = route(fragment);
        Self {
            page,
            here: canonical(page.url()),
            without_route: route.and_then(|_| canonical(before)),
            name: page.under_first_host(crate::canonical::page_name(page)),
        }
    }

    /// Whether an address leads to this page, or into it.
    pub(crate) fn is_here(&self, address: &str) -> bool {
        self.here.is_some() && canonical(address) == self.here
    }

    /// The name of the page at an address; this page has one name however it was reached.
    fn name_of(&self, address: &str) -> Option<String> {
        let name = canonical(address);
        match &name {
            Some(_) if name == self.here || name == self.without_route => Some(self.name.clone()),
            _ => Some(self.page.under_first_host(name?)),
        }
    }
}

/// What is known of a post for naming it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts<'a> {
    pub(crate) kind: PostKind,
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

/// The names a post could have, the best first; the last is its hash.
pub(crate) fn names(place: &Place, facts: &Facts) -> Vec<String> {
    let mut names = Vec::new();
    names.extend(by_address(place, facts));
    if facts.is_page && !place.name.is_empty() {
        names.push(place.name.clone());
    }
    if let Some(id) = facts.native_id {
        names.push([&place.name, "#", engine_name(id)].concat());
    }
    names.push(hashed(place, facts));
    names.dedup();
    names
}

/// Its permalink as a name. A link to nothing but the site, or to the page where the post is only
/// one of several, names none.
fn by_address(place: &Place, facts: &Facts) -> Option<String> {
    let permalink = facts.permalink?;
    let url = Url::parse(permalink)?;
    let mut name = place.name_of(permalink)?;
    let is_here = name == place.name;
    let is_article = facts.kind == PostKind::Article;
    let (_, fragment) = route(url.fragment.unwrap_or(""));
    let fragment = Some(fragment).filter(|fragment| is_native(fragment));
    match fragment {
        Some(_) if facts.is_page || is_article && !is_here => {}
        Some(fragment) => {
            name.push('#');
            name.push_str(engine_name(fragment));
            return Some(name);
        }
        None => {}
    }
    let is_site = !name.contains(['/', '?']);
    let says_it = || {
        facts
            .native_id
            .is_none_or(|id| names_in(&name, engine_name(id)))
    };
    (facts.is_page && is_here || !is_site && (!is_here || says_it())).then_some(name)
}

/// Whether a name has `part` in it, not as a piece of a longer number or word.
fn names_in(name: &str, part: &str) -> bool {
    name.split(|c: char| !c.is_alphanumeric())
        .any(|word| word == part)
}

/// The name of a post that has none or shares it: page, author and first words; of short posts the
/// time as well.
fn hashed(place: &Place, facts: &Facts) -> String {
    let mut hash = Hash::START.text(facts.author.unwrap_or(""));
    let mut count = 0;
    for word in words::words(facts.text).take(HASHED_WORDS) {
        hash = hash.text(word);
        count += 1;
    }
    if count < HASHED_WORDS {
        hash = hash.text(facts.text).text(facts.time.unwrap_or(""));
    }
    let mut name = [&place.name, "#~"].concat();
    push_hex(&mut name, hash.0);
    name
}

/// Names an engine gave have a number.
fn is_native(fragment: &str) -> bool {
    fragment.bytes().any(|b| b.is_ascii_digit()) && !fragment.contains(['=', '/', '!'])
}

/// What of an engine's name for a post tells it from others.
pub(crate) fn engine_name(name: &str) -> &str {
    let words = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = name.get(words.len()..).unwrap_or("");
    let known = |word: &str| {
        ENGINE_WORDS
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known))
    };
    if !number.is_empty() && words::parts(words).all(known) {
        number
    } else {
        name
    }
}

fn push_hex(out: &mut String, number: u64) {
    for shift in (0..16).rev() {
        let digit = (number >> (shift * 4) & 0xf) as u32;
        out.extend(char::from_digit(digit, 16));
    }
}

/// Gives every post a locator of its own. Posts that share one take their next name, all of them:
/// which came first on the page must not matter. `None` is for a post shown twice.
pub(crate) fn settle(place: &Place, facts: &[Facts]) -> Vec<Option<String>> {
    let named: Vec<Vec<String>> = facts.iter().map(|facts| names(place, facts)).collect();
    settle_named(&named, facts)
}

/// The same of posts whose [`names`] are known.
pub(crate) fn settle_named(names: &[Vec<String>], facts: &[Facts]) -> Vec<Option<String>> {
    let texts: Vec<Hash> = facts.iter().map(|facts| Hash::of(facts.text)).collect();
    let mut ranks = vec![0; facts.len()];
    loop {
        let current = current(names, &ranks);
        let mut moved = false;
        for group in shared(&current) {
            let text_of = |post: &usize| texts.get(*post);
            let first = group.first().and_then(text_of);
            if group.iter().all(|post| text_of(post) == first) {
                continue;
            }
            for post in group {
                let last = names.get(post).map_or(0, |names| names.len() - 1);
                if let Some(rank) = ranks.get_mut(post).filter(|rank| **rank < last) {
                    *rank += 1;
                    moved = true;
                }
            }
        }
        if !moved {
            break;
        }
    }
    let current = current(names, &ranks);
    let again: Vec<usize> = shared(&current)
        .into_iter()
        .flat_map(|group| group.into_iter().skip(1))
        .collect();
    let mut settled: Vec<Option<String>> = current
        .iter()
        .map(|name| Some((*name).to_owned()))
        .collect();
    for post in again {
        if let Some(name) = settled.get_mut(post) {
            *name = None;
        }
    }
    settled
}

fn current<'a>(names: &'a [Vec<String>], ranks: &[usize]) -> Vec<&'a str> {
    let name =
        |(names, rank): (&'a Vec<String>, &usize)| names.get(*rank).map_or("", String::as_str);
    names.iter().zip(ranks).map(name).collect()
}

/// The places, ascending, of texts that occur more than once.
fn shared(texts: &[&str]) -> Vec<Vec<usize>> {
    order::texts(texts.iter().copied())
        .chunk_by(|(a, _), (b, _)| a == b)
        .filter(|same| same.len() > 1)
        .map(|same| same.iter().map(|(_, place)| *place).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NONE: Facts = Facts {
        kind: PostKind::Comment,
        permalink: None,
        native_id: None,
        author: None,
        time: None,
        text: "one two",
        is_page: false,
    };

    fn page(url: &str) -> PageSnapshot {
        PageSnapshot::from_parts(url, &[], "")
    }

    fn check(facts: Facts, expected: &str) {
        let page = page("http://a.test/t?page=2");
        assert_eq!(names(&Place::of(&page), &facts)[0], expected, "{facts:?}");
    }

    #[test]
    fn a_post_is_called_by_its_address() {
        let at = |permalink| Facts {
            permalink: Some(permalink),
            native_id: Some("c7"),
            ..NONE
        };
        check(at("http://a.test/t?page=2#c7"), "a.test/t#7");
        check(at("http://a.test/t?page=3#div-comment-7"), "a.test/t#7");
        check(at("http://a.test/item?id=7"), "a.test/item?id=7");
        check(at("http://a.test/x#more"), "a.test/x");
        let article = Facts {
            kind: PostKind::Article,
            ..at("http://a.test/x#more-9")
        };
        check(article, "a.test/x");
    }

    #[test]
    fn a_link_to_the_page_or_site_names_no_post_on_it() {
        let at = |permalink, native_id| Facts {
            permalink: Some(permalink),
            native_id,
            ..NONE
        };
        check(at("http://a.test/t", Some("c7")), "a.test/t#7");
        check(at("http://a.test/", Some("c7")), "a.test/t#7");
        let page = page("http://a.test/item?id=7");
        let own = at("http://a.test/item?id=7", Some("7"));
        assert_eq!(names(&Place::of(&page), &own)[0], "a.test/item?id=7");
    }

    #[test]
    fn what_an_app_shows_by_a_route_is_a_page_of_its_own() {
        let at = |url: &str, permalink| {
            let page = page(url);
            let facts = Facts {
                permalink,
                native_id: Some("c7"),
                ..NONE
            };
            names(&Place::of(&page), &facts)[0].clone()
        };
        let topic = "http://a.test/app/#/topic/5?utm_source=mail";
        for permalink in [
            None,
            Some("http://a.test/app/#c7"),
            Some("http://a.test/app/#/topic/5#c7"),
            Some("http://a.test/app/"),
        ] {
            assert_eq!(
                at(topic, permalink),
                "a.test/app#/topic/5#7",
                "{permalink:?}"
            );
        }
        assert_eq!(
            at("http://a.test/app#!/topic/6/", None),
            "a.test/app#/topic/6#7"
        );
        assert_eq!(
            at(topic, Some("http://a.test/app#/post/7")),
            "a.test/app#/post/7"
        );
        for home in [
            "http://a.test/app",
            "http://a.test/app#/",
            "http://a.test/app#top",
        ] {
            assert_eq!(at(home, None), "a.test/app#7", "{home}");
        }
    }

    #[test]
    fn a_post_without_address_is_called_by_its_id_or_words() {
        check(
            Facts {
                native_id: Some("c7"),
                ..NONE
            },
            "a.test/t#7",
        );
        check(
            Facts {
                is_page: true,
                kind: PostKind::Article,
                ..NONE
            },
            "a.test/t",
        );
        let page = page("http://a.test/t");
        let hash = |facts: Facts| names(&Place::of(&page), &facts)[0].clone();
        assert!(hash(NONE).starts_with("a.test/t#~"));
        let others = [
            Facts {
                author: Some("Ann"),
                ..NONE
            },
            Facts {
                time: Some("2024-01-01"),
                ..NONE
            },
            Facts {
                text: "one two three",
                ..NONE
            },
        ];
        for other in others {
            assert_ne!(hash(other), hash(NONE), "{other:?}");
        }
        // The time of a long post may be shown as "two hours ago", and is not needed.
        let long = Facts {
            text: "a b c d e f g h i j k l m",
            ..NONE
        };
        assert_eq!(
            hash(long),
            hash(Facts {
                time: Some("2024-01-01"),
                ..long
            })
        );
    }

    #[test]
    fn the_number_is_what_counts_in_an_engines_name() {
        for (name, expected) in [
            ("comment-12", "12"),
            ("js-post-12", "12"),
            ("Comment_26976", "26976"),
            ("postcount77", "77"),
            ("12", "12"),
            ("CRwfoZbHEDFLKFSa6", "CRwfoZbHEDFLKFSa6"),
            ("section-2", "section-2"),
            ("post-12-3", "post-12-3"),
            ("q4", "q4"),
        ] {
            assert_eq!(engine_name(name), expected);
        }
    }

    #[test]
    fn posts_that_share_a_name_take_their_next() {
        let page = page("http://a.test/");
        let place = Place::of(&page);
        let facts = |permalink, id, text| Facts {
            permalink: Some(permalink),
            native_id: Some(id),
            text,
            ..NONE
        };
        let all = [
            facts("http://a.test/t", "c1", "one"),
            facts("http://a.test/t", "c2", "two"),
            facts("http://a.test/u", "c3", "three"),
            facts("http://a.test/v", "c4", "four"),
            facts("http://a.test/v", "c4", "five"),
        ];
        let settled: Vec<_> = settle(&place, &all).into_iter().flatten().collect();
        assert_eq!(settled[..3], ["a.test#1", "a.test#2", "a.test/u"]);
        assert!(settled[3].contains("#~") && settled[4].contains("#~"));
        assert_ne!(settled[3], settled[4]);
    }

    #[test]
    fn a_post_shown_twice_is_one_post() {
        let page = page("http://a.test/");
        let twice = Facts {
            permalink: Some("http://a.test/t"),
            ..NONE
        };
        let settled = settle(&Place::of(&page), &[twice, twice, NONE, NONE]);
        assert_eq!(settled[0].as_deref(), Some("a.test/t"));
        assert_eq!((&settled[1], &settled[3]), (&None, &None));
        assert!(settled[2].is_some());
    }

    #[test]
    fn hosts_that_the_owner_calls_one_are_one() {
        let page = page("http://10.0.0.5/t").with_hosts("intranet.test intranet 10.0.0.5");
        let at = |permalink| Facts {
            permalink: Some(permalink),
            ..NONE
        };
        for address in [
            "http://10.0.0.5/t#c7",
            "https://intranet/t#c7",
            "http://www.intranet.test/t#c7",
        ] {
            assert_eq!(
                names(&Place::of(&page), &at(address))[0],
                "intranet.test/t#7"
            );
        }
        assert_eq!(
            names(&Place::of(&page), &at("http://other.test/t#c7"))[0],
            "other.test/t#7"
        );
    }

    proptest! {
        #[test]
        fn no_two_posts_share_a_locator(
            posts in prop::collection::vec(("(http://a.test/[tu]?(#c[12])?)?", "([ab]?1)?", "[xy ]{0,3}"), 0..8),
            turn in 0_usize..8,
        ) {
            let page = page("http://a.test/");
            let place = Place::of(&page);
            let some = |text| Some(text).filter(|text: &&String| !text.is_empty()).map(String::as_str);
            let mut facts: Vec<Facts> = posts.iter().map(|(permalink, id, text)| Facts {
                permalink: some(permalink), native_id: some(id), text, ..NONE
            }).collect();
            let mut locators: Vec<String> = settle(&place, &facts).into_iter().flatten().collect();
            let before = locators.len();
            locators.sort();
            locators.dedup();
            prop_assert_eq!(locators.len(), before);

            facts.rotate_left(turn.min(posts.len()));
            let mut turned: Vec<String> = settle(&place, &facts).into_iter().flatten().collect();
            turned.sort();
            prop_assert_eq!(turned, locators, "order is no part of it");
        }
    }
}
