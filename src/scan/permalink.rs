//! The addresses of posts, found for all records of a set at once.
//!
//! Engines put a post's own link at the same place in every post; it differs from post to post
//! where a link to the thread does not. So a place in the records is chosen, not a link in each.

use crate::canonical;
use crate::identity::engine_name;
use crate::order;
use crate::post::PostKind;
use crate::record::{Context, Record, Region};
use crate::snapshot::{NodeId, PageSnapshot};
use crate::survey::{clue, leads_to_person, native_id};
use crate::tags::{Attr, Tag};
use crate::url::{self, Url};
use crate::words::{self, Hash};

/// How many nodes before a record an anchor that names it may be.
const ANCHOR_REACH: NodeId = 3;

/// How many nodes inside a record an id may be that is the record's own.
const ID_REACH: usize = 12;

/// How many elements above a link say where in its record it is.
const PLACE_LEVELS: usize = 16;

/// Longest address of a post, in bytes.
const MAX_ADDRESS: usize = 2_000;

/// Words in addresses that do something to a post instead of leading to it.
const ACTIONS: &[&str] = &[
    "add",
    "addreply",
    "approve",
    "ban",
    "cite",
    "compose",
    "delete",
    "downvote",
    "edit",
    "email",
    "fave",
    "feed",
    "flag",
    "hide",
    "ignore",
    "ip",
    "like",
    "likes",
    "login",
    "mailto",
    "modcp",
    "newreply",
    "pm",
    "posting",
    "quote",
    "rate",
    "react",
    "register",
    "remove",
    "reply",
    "replytocom",
    "report",
    "reports",
    "respond",
    "revisions",
    "rss",
    "save",
    "send",
    "sendmessage",
    "share",
    "signin",
    "signup",
    "subscribe",
    "thank",
    "thanks",
    "tweet",
    "upvote",
    "vote",
    "votes",
    "warn",
];

/// A link that may be a record's own.
struct Candidate {
    /// The place of the record in its set.
    record: usize,
    weight: u32,
    /// Where in the record it is.
    place: Hash,
    address: String,
}

/// Fills in the addresses of the records of one set.
pub(crate) fn fill(cx: &Context, set: &mut [(&mut Record, &Region)]) {
    let mut candidates = Vec::new();
    for (number, (record, region)) in set.iter_mut().enumerate() {
        if record
            .permalink
            .as_deref()
            .is_some_and(|told| is_poor(cx, record, told))
        {
            let told = record.permalink.take();
            gather(cx, number, record, region, &mut candidates);
            record.permalink = told;
        } else if record.permalink.is_none() {
            gather(cx, number, record, region, &mut candidates);
        }
    }
    let chosen = choose(set.len(), candidates);
    let articles = set
        .iter()
        .filter(|(record, _)| record.kind == PostKind::Article)
        .count();
    for ((record, region), address) in set.iter_mut().zip(chosen) {
        let only_article = record.kind == PostKind::Article && articles == 1;
        let told = record.permalink.take();
        record.permalink = address.or(told).or_else(|| {
            let own = own_anchor(cx.page, record, region).filter(|_| !only_article)?;
            url::join(cx.page.url(), &["#", own].concat())
        });
    }
}

/// Whether what a description calls a post's address is only that of the page it is on, or site.
fn is_poor(cx: &Context, record: &Record, told: &str) -> bool {
    let page = canonical::canonical(told);
    let has_fragment = Url::parse(told).is_some_and(|url| url.fragment.is_some());
    let is_site = page
        .as_deref()
        .is_some_and(|page| !page.contains(['/', '?']));
    let is_here = page == canonical::canonical(cx.page.url());
    !has_fragment && (is_site || is_here && record.kind != PostKind::Article)
}

/// Notes every link around a record's text that may be its own.
fn gather(cx: &Context, number: usize, record: &Record, region: &Region, out: &mut Vec<Candidate>) {
    let body = record.body.map_or(0..0, |body| cx.page.subtree(body));
    let own = engine_id(cx.page, record, region);
    let heading = first_heading(cx, record, region);
    let outside = |id: &NodeId| !body.contains(id) || body.start == region.range.start;
    for (reached, id) in region.nodes().filter(outside).enumerate() {
        let told = cx.page.tag(id) == Tag::A && !cx.survey.has(id, clue::QUOTE);
        let href = cx.page.attr(id, Attr::Href).filter(|_| told);
        let weight = href.map_or(0, |href| link_weight(cx, id, href, own, heading));
        let (weight, reference) = match href {
            Some(href) if weight > 0 => (weight, href),
            _ => match said_aside(cx.page, id, own, reached < ID_REACH) {
                Some(address) => (4, address),
                None => continue,
            },
        };
        let is_own = own.is_some_and(|own| reference.strip_prefix('#') == Some(own));
        let address = match is_own {
            true => url::join(cx.page.url(), reference),
            false => cx.page.join(reference),
        };
        if let Some(address) = address.filter(|address| address.len() <= MAX_ADDRESS) {
            out.push(Candidate {
                record: number,
                weight,
                place: place(cx, record.root, id),
                address,
            });
        }
    }
}

/// For each record its link at the place that serves the set best.
fn choose(records: usize, mut candidates: Vec<Candidate>) -> Vec<Option<String>> {
    // An address that several records have is that of none of them.
    let mut addresses: Vec<(Hash, usize)> = candidates
        .iter()
        .map(|found| (Hash::of(&found.address), found.record))
        .collect();
    order::sort_by(&mut addresses, |(hash, record)| (hash.0, *record as u64));
    addresses.dedup();
    let is_single = |address: &str| {
        let hash = Hash::of(address);
        let at = addresses.partition_point(|(known, _)| *known < hash);
        addresses.get(at + 1).is_none_or(|(next, _)| *next != hash)
    };
    candidates.retain(|found| is_single(&found.address));
    order::sort_by(&mut candidates, |found| {
        (found.place.0, found.record as u64)
    });
    let mut scores: Vec<(Hash, u32)> = Vec::new();
    let mut before = None;
    for found in &candidates {
        let at = (found.place, found.record);
        match scores.last_mut().filter(|(place, _)| *place == found.place) {
            Some((_, score)) if before != Some(at) => *score += found.weight,
            Some(_) => {}
            None => scores.push((found.place, found.weight)),
        }
        before = Some(at);
    }
    let score = |found: &Candidate| {
        let at = scores.binary_search_by_key(&found.place, |(place, _)| *place);
        at.ok()
            .and_then(|at| scores.get(at))
            .map_or(0, |(_, score)| *score)
    };
    let mut chosen: Vec<Option<(u32, u32, String)>> = vec![None; records];
    for found in candidates {
        let rank = (score(&found), found.weight);
        if let Some(best) = chosen.get_mut(found.record)
            && best
                .as_ref()
                .is_none_or(|(score, weight, _)| (*score, *weight) < rank)
        {
            *best = Some((rank.0, rank.1, found.address));
        }
    }
    chosen
        .into_iter()
        .map(|best| best.map(|(_, _, address)| address))
        .collect()
}

/// Where in its record an element is: tags and classes, without their numbers, from the root down.
fn place(cx: &Context, root: NodeId, id: NodeId) -> Hash {
    let path = std::iter::once(id)
        .chain(cx.page.ancestors(id))
        .take(PLACE_LEVELS);
    path.take_while(|up| *up > root)
        .fold(Hash::START, |hash, up| {
            let sum = cx.survey.class(up).plain.unwrap_or(0);
            hash.number(cx.page.tag(up) as u64).number(sum)
        })
}

/// The first heading of an article or post: the only one whose link is its own.
fn first_heading(cx: &Context, record: &Record, region: &Region) -> Option<NodeId> {
    let is_heading = |id: &NodeId| {
        cx.page.tag(*id).is_heading() && !cx.survey.has(*id, clue::SKIP | clue::QUOTE)
    };
    let titled = record.kind != PostKind::Comment;
    region.nodes().find(is_heading).filter(|_| titled)
}

/// How surely a link leads to the record it is in; 0 if it does not.
fn link_weight(
    cx: &Context,
    id: NodeId,
    href: &str,
    own: Option<&str>,
    heading: Option<NodeId>,
) -> u32 {
    let page = cx.page;
    let rel = page.attr(id, Attr::Rel).unwrap_or("");
    let has_rel = |name: &str| rel.split_ascii_whitespace().any(|word| word == name);
    let above = || page.ancestors(id).take(2);
    let wraps_time = || {
        cx.survey.sums(page.subtree(id)).times > 0
            || cx.survey.has(id, clue::IN_TIME)
            || above().any(|up| cx.survey.has(up, clue::TIME))
    };
    let named = |id| {
        page.classes(id).flat_map(words::parts).any(|part| {
            part.eq_ignore_ascii_case("permalink") || part.eq_ignore_ascii_case("perma")
        })
    };
    if leads_to_person_or_nowhere(href) || leads_away(page, href) {
        0
    } else if has_rel("bookmark") || page.classes(id).any(|class| class == "u-url") {
        6
    } else if own.is_some_and(|own| names(href, own)) && !acts(href) {
        5
    } else if heading.is_some_and(|heading| {
        page.subtree(heading).contains(&id) || cx.page.subtree(id).contains(&heading)
    }) || wraps_time() && !acts(href)
    {
        4
    } else if (named(id) || above().take(1).any(named)) && !acts(href) {
        2
    } else {
        0
    }
}

/// An address that an element tells to scripts or shows in a field: in an attribute of the record's
/// first elements, or as the value of an input that has the post's name in it.
fn said_aside<'a>(
    page: &'a PageSnapshot,
    id: NodeId,
    own: Option<&str>,
    is_early: bool,
) -> Option<&'a str> {
    const PLACES: &[Attr] = &[Attr::DataPermalink, Attr::DataUrl, Attr::DataHref];
    let value = if page.tag(id) == Tag::Input {
        page.attr(id, Attr::Value)
            .filter(|value| Url::parse(value).is_some())
    } else {
        let told = PLACES.iter().find_map(|place| page.attr(id, *place));
        told.filter(|value| is_early || own.is_some_and(|own| names(value, own)))
    }?;
    let is_own =
        own.is_none_or(|own| names(value, own)) || page.attr(id, Attr::DataPermalink).is_some();
    (is_own && !acts(value) && !leads_to_person_or_nowhere(value) && !leads_away(page, value))
        .then_some(value)
}

/// Whether an address has the name of a post in it: as its fragment, as the value of a parameter or
/// as the last segments of its path.
fn names(href: &str, own: &str) -> bool {
    let own = engine_name(own);
    let is_own = |part: &str| part == own || engine_name(part) == own;
    let (page, fragment) = href.split_once('#').unwrap_or((href, ""));
    let (path, query) = page.split_once('?').unwrap_or((page, ""));
    is_own(fragment)
        || query
            .split(['&', ';'])
            .any(|pair| pair.rsplit('=').next().is_some_and(is_own))
        || path
            .rsplit('/')
            .take(2)
            .any(|segment| segment.rsplit(['-', '.']).take(3).any(is_own))
}

/// Whether an address does something instead of leading somewhere.
fn acts(href: &str) -> bool {
    let page = href.split('#').next().unwrap_or(href);
    page.split(['/', '?', '&', '=', ';', '.']).any(|part| {
        ACTIONS
            .iter()
            .any(|action| part.eq_ignore_ascii_case(action))
    })
}

fn leads_to_person_or_nowhere(href: &str) -> bool {
    let scripted = href.len() > 10
        && href
            .get(..11)
            .is_some_and(|s| s.eq_ignore_ascii_case("javascript:"));
    href.is_empty()
        || href == "#"
        || scripted
        || leads_to_person(href) && !href.contains("/status/")
}

fn leads_away(page: &PageSnapshot, href: &str) -> bool {
    let host = |address| Some(page.under_first_host(canonical::host(Url::parse(address)?)));
    host(href).is_some_and(|there| host(page.url()).is_some_and(|here| here != there))
}

/// The id or anchor name by which a fragment reaches the record: its own, one right inside, or
/// one just before.
fn own_anchor<'a>(page: &'a PageSnapshot, record: &Record, region: &Region) -> Option<&'a str> {
    let numbered = |value: &&str| {
        value.bytes().any(|b| b.is_ascii_digit()) && !value.contains(char::is_whitespace)
    };
    let named = |id: NodeId| {
        let name = page.attr(id, Attr::Name).filter(|_| page.tag(id) == Tag::A);
        page.attr(id, Attr::Id).or(name).filter(numbered)
    };
    let before = (record.root.saturating_sub(ANCHOR_REACH)..record.root)
        .rev()
        .take_while(|id| {
            page.is_text(*id) && page.text(*id).trim().is_empty() || page.tag(*id) == Tag::A
        })
        .find(|id| page.tag(*id) == Tag::A && page.end(*id) <= record.root);
    let is_anchor = |id: &NodeId| page.tag(*id) == Tag::A && page.attr(*id, Attr::Href).is_none();
    named(record.root)
        .or_else(|| before.and_then(named))
        .or_else(|| region.nodes().filter(is_anchor).find_map(named))
        .or_else(|| region.nodes().take(ID_REACH).find_map(named))
}

/// What the engine calls the record, whether or not a fragment can reach it.
pub(crate) fn engine_id<'a>(
    page: &'a PageSnapshot,
    record: &Record,
    region: &Region,
) -> Option<&'a str> {
    native_id(page, record.root).or_else(|| own_anchor(page, record, region))
}
