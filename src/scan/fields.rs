//! Author, time, title, likes and language, looked for inside a record.

use crate::post::PostKind;
use crate::read;
use crate::record::{Context, Record, Region};
use crate::snapshot::{NodeId, PageSnapshot};
use crate::survey::{clue, leads_to_person, machine_time};
use crate::tags::{Attr, Tag};
use crate::words;

/// Longest name of an author, in bytes.
const MAX_NAME: usize = 100;

/// Longest title, in bytes.
const MAX_TITLE: usize = 300;

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
