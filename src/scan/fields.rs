//! Author, time, address, title, likes and language, looked for inside a record.

use crate::post::PostKind;
use crate::read;
use crate::record::{Context, Record, Region};
use crate::snapshot::{NodeId, PageSnapshot};
use crate::survey::{clue, leads_to_person, machine_time, native_id};
use crate::tags::{Attr, Tag};
use crate::url::{self, Url};
use crate::words;

/// Longest name of an author, in bytes.
const MAX_NAME: usize = 100;

/// Longest title, in bytes.
const MAX_TITLE: usize = 300;

/// How many nodes before a record an anchor that names it may be.
const ANCHOR_REACH: NodeId = 3;

/// Fills in what the record's own evidence did not say.
pub(crate) fn fill(cx: &Context, record: &mut Record, region: &Region) {
    let body = record.body.map_or(0..0, |body| cx.page.subtree(body));
    let around: Vec<NodeId> = region
        .nodes()
        .filter(|id| !body.contains(id) || body.start == region.range.start)
        .collect();
    let around = || around.iter().copied();
    record.author = record.author.take().or_else(|| author(cx, around()));
    record.time = record.time.take().or_else(|| time(cx, around()));
    record.permalink = record
        .permalink
        .take()
        .or_else(|| permalink(cx, record, around()));
    record.likes = record.likes.or_else(|| likes(cx, around()));
    if record.title.is_none() && record.kind != PostKind::Comment {
        record.title = title(cx, around());
    }
}

/// The best marked name; of equally good ones the first.
fn author(cx: &Context, around: impl Iterator<Item = NodeId>) -> Option<String> {
    let mut best: Option<(u32, String)> = None;
    for id in around {
        if !cx.survey.has(id, clue::AUTHOR) || cx.survey.has(id, clue::SKIP | clue::QUOTE) {
            continue;
        }
        let weight = author_weight(cx.page, id);
        if best.as_ref().is_none_or(|(before, _)| *before < weight)
            && let Some(name) = author_name(cx, id)
        {
            best = Some((weight, name));
        }
    }
    best.map(|(_, name)| name)
}

fn author_weight(page: &PageSnapshot, id: NodeId) -> u32 {
    let rel = page.attr(id, Attr::Rel).unwrap_or("");
    let prop = page.attr(id, Attr::ItemProp).unwrap_or("");
    let person = page
        .subtree(id)
        .any(|id| page.attr(id, Attr::Href).is_some_and(leads_to_person));
    let named = rel.split_ascii_whitespace().any(|word| word == "author")
        || matches!(prop, "author" | "creator" | "name")
        || page
            .classes(id)
            .any(|class| matches!(class, "username" | "author" | "fn" | "p-author"));
    2 * u32::from(named) + u32::from(person)
}

/// The name in an author's element, without "by" and "says": what the page calls a name, else the text
/// of its first link, else all of it.
fn author_name(cx: &Context, id: NodeId) -> Option<String> {
    let by_class = |id: &NodeId| {
        cx.page
            .classes(*id)
            .any(|class| matches!(class, "fn" | "p-name" | "username"))
            || cx.page.attr(*id, Attr::ItemProp) == Some("name")
    };
    let is_link = |id: &NodeId| cx.page.tag(*id) == Tag::A;
    let inner = cx
        .page
        .subtree(id)
        .find(by_class)
        .or_else(|| cx.page.subtree(id).find(is_link));
    let texts = [inner.unwrap_or(id), id].map(|id| read::line(cx, id));
    texts.iter().find_map(|text| clean_name(text))
}

/// A name without what stands around names; `None` if it can be none.
pub(crate) fn clean_name(text: &str) -> Option<String> {
    const BEFORE: &[&str] = &[
        "by ",
        "von ",
        "par ",
        "por ",
        "posted by ",
        "от ",
        "автор: ",
        "author: ",
    ];
    let mut name = text.trim();
    for before in BEFORE {
        if let Some(start) = name.get(..before.len())
            && start.to_lowercase() == *before
        {
            name = name.get(before.len()..).unwrap_or(name).trim();
        }
    }
    let name = name
        .trim_end_matches(|c: char| matches!(c, ':' | ',' | '|' | '·' | '•') || words::is_space(c));
    let readable = name.chars().any(char::is_alphanumeric);
    (readable && name.len() <= MAX_NAME).then(|| name.to_owned())
}

/// The first time for machines.
fn time(cx: &Context, around: impl Iterator<Item = NodeId>) -> Option<String> {
    around
        .filter(|id| cx.survey.has(*id, clue::TIME) && !cx.survey.has(*id, clue::QUOTE))
        .find_map(|id| match cx.page.is_text(id) {
            true => crate::dates::to_iso(cx.page.text(id)).filter(|iso| iso.contains('-')),
            false => machine_time(cx.page, id),
        })
}

/// The link that leads to the record itself, or the fragment of its id.
fn permalink(
    cx: &Context,
    record: &Record,
    around: impl Iterator<Item = NodeId>,
) -> Option<String> {
    let own_id = own_anchor(cx.page, record);
    let mut best: Option<(u32, String)> = None;
    for id in around {
        if cx.page.tag(id) != Tag::A || cx.survey.has(id, clue::QUOTE) {
            continue;
        }
        let Some(href) = cx.page.attr(id, Attr::Href) else {
            continue;
        };
        let weight = link_weight(cx, record, id, href, own_id);
        if weight > 0
            && best.as_ref().is_none_or(|(before, _)| *before < weight)
            && let Some(link) = url::join(cx.page.url(), href)
        {
            best = Some((weight, link));
        }
    }
    best.map(|(_, link)| link).or_else(|| {
        let id = own_id?;
        url::join(cx.page.url(), &["#", id].concat())
    })
}

/// How surely a link leads to the record it is in.
fn link_weight(cx: &Context, record: &Record, id: NodeId, href: &str, own: Option<&str>) -> u32 {
    let page = cx.page;
    let rel = page.attr(id, Attr::Rel).unwrap_or("");
    let fragment = href.split_once('#').map(|(_, fragment)| fragment);
    let has_rel = |name| rel.split_ascii_whitespace().any(|word| word == name);
    let wraps_time = cx.survey.sums(page.subtree(id)).times > 0
        || cx.survey.has(id, clue::IN_TIME)
        || page
            .parent(id)
            .is_some_and(|up| cx.survey.has(up, clue::IN_TIME));
    let heads = page.tag(id) == Tag::A
        && record.kind == PostKind::Article
        && page
            .ancestors(id)
            .take(3)
            .any(|up| page.tag(up).is_heading());
    let leads_away = Url::parse(href).is_some_and(|there| {
        Url::parse(page.url()).is_some_and(|here| !same_host(here.host, there.host))
    });
    if leads_person_or_nowhere(href) || leads_away {
        0
    } else if has_rel("bookmark") || page.classes(id).any(|class| class == "u-url") {
        5
    } else if fragment.is_some_and(|name| own.is_some_and(|own| same_number(name, own))) {
        4
    } else if heads || wraps_time {
        3
    } else if page
        .classes(id)
        .any(|class| class.to_ascii_lowercase().contains("permalink"))
    {
        2
    } else {
        0
    }
}

/// Whether two names are one but for how the engine writes it: `post949757`, `post_949757`.
fn same_number(a: &str, b: &str) -> bool {
    let digits = |name: &str| {
        name.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let number = digits(a);
    a == b || !number.is_empty() && number == digits(b)
}

fn leads_person_or_nowhere(href: &str) -> bool {
    href.is_empty() || href == "#" || leads_to_person(href) && !href.contains("/status/")
}

fn same_host(a: &str, b: &str) -> bool {
    let plain = |host: &str| host.to_lowercase().trim_start_matches("www.").to_owned();
    plain(a) == plain(b)
}

/// The id or anchor name by which a fragment reaches the record: its own, one right inside, or
/// one just before.
pub(crate) fn own_anchor<'a>(page: &'a PageSnapshot, record: &Record) -> Option<&'a str> {
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
        .or_else(|| (record.root..record.end).filter(is_anchor).find_map(named))
        .or_else(|| (record.root..record.end).take(12).find_map(named))
}

/// What the engine calls the record, whether or not a fragment can reach it.
pub(crate) fn engine_id<'a>(page: &'a PageSnapshot, record: &Record) -> Option<&'a str> {
    native_id(page, record.root).or_else(|| own_anchor(page, record))
}

/// A number in an element named after likes.
fn likes(cx: &Context, around: impl Iterator<Item = NodeId>) -> Option<u32> {
    const NAMES: &[&str] = &[
        "likes",
        "like",
        "score",
        "votes",
        "vote",
        "upvotes",
        "points",
        "karma",
        "rating",
        "upvotecount",
    ];
    around
        .filter(|id| {
            let names = cx
                .page
                .classes(*id)
                .chain(cx.page.attr(*id, Attr::ItemProp));
            names
                .flat_map(words::parts)
                .any(|part| NAMES.iter().any(|name| part.eq_ignore_ascii_case(name)))
        })
        .find_map(|id| {
            let text = cx
                .page
                .subtree(id)
                .take(8)
                .map(|id| cx.page.text(id))
                .collect::<String>();
            let digits = text.trim().trim_start_matches('+');
            let digits = digits
                .split(|c: char| !c.is_ascii_digit())
                .next()
                .unwrap_or("");
            digits.parse().ok()
        })
}

fn title(cx: &Context, mut around: impl Iterator<Item = NodeId>) -> Option<String> {
    around.find_map(|id| {
        let heading = cx.page.tag(id).is_heading() && !cx.survey.has(id, clue::SKIP | clue::QUOTE);
        let text = heading.then(|| read::line(cx, id))?;
        (!text.is_empty() && text.len() <= MAX_TITLE).then_some(text)
    })
}

/// The language declared nearest to a node.
pub(crate) fn lang(page: &PageSnapshot, id: NodeId) -> Option<String> {
    let declared = |id| {
        page.attr(id, Attr::Lang)
            .map(str::trim)
            .filter(|lang| !lang.is_empty())
    };
    std::iter::once(id)
        .chain(page.ancestors(id))
        .find_map(declared)
        .map(str::to_owned)
}
