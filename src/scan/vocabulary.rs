//! Records that a page describes by a vocabulary in its markup, whatever the vocabulary is.

use crate::author;
use crate::dates;
use crate::likes;
use crate::order;
use crate::post::{Evidence, PostKind};
use crate::read;
use crate::record::{Context, Record};
use crate::report::Reason;
use crate::snapshot::NodeId;
use crate::survey::{Sums, clue, machine_time};
use crate::tags::Attr;
use crate::words::{self, Hash};

/// References to other elements that one post makes.
const MAX_REFERENCES: usize = 16;

/// Nodes read because of such references, on one page.
const MAX_REFERRED: usize = 20_000;

/// What an element says its text, or its attribute, is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Property {
    Body,
    Title,
    Author,
    Time,
    Permalink,
    Likes,
}

/// What an element opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// A post.
    Post(PostKind),
    /// Something else whose properties are not the post's: a person, a rating, a video.
    Other,
}

/// A way of describing posts.
pub(crate) struct Vocabulary {
    pub(crate) evidence: Evidence,
    /// The attributes, as bits of [`held`](crate::attributes::held), without which an element opens nothing; 0 if there are none.
    pub(crate) needs: u16,
    /// What the element opens, given what it is in.
    pub(crate) scope: fn(&Context, NodeId, inside: Option<PostKind>) -> Option<Scope>,
    pub(crate) property: fn(&Context, NodeId) -> Option<Property>,
    /// What the element that opens a post says that the post's address is.
    pub(crate) address: for<'a> fn(&'a Context, NodeId) -> Option<&'a str>,
}

struct Open {
    end: NodeId,
    /// The record's place, if it is one.
    record: Option<usize>,
}

/// Every record on the page that `vocabulary` describes, in document order.
pub(crate) fn records(cx: &Context, vocabulary: &Vocabulary) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    if vocabulary.needs != 0 && !cx.survey.any_holds(vocabulary.needs) {
        return records;
    }
    for id in cx.page.all() {
        while open.last().is_some_and(|scope| scope.end <= id) {
            open.pop();
        }
        if cx.page.is_text(id) || cx.page.is_hidden(id) && !is_machine_only(cx, id) {
            continue;
        }
        if let Some(record) = open.last().and_then(|scope| scope.record)
            && let Some(record) = records.get_mut(record)
            && !cx.survey.has(id, clue::QUOTE)
            && let Some(property) = (vocabulary.property)(cx, id)
        {
            set(cx, record, property, id);
        }
        let inside = open.iter().rev().find_map(|scope| scope.record);
        let inside = inside
            .and_then(|place| records.get(place))
            .map(|record| record.kind);
        let scope = (vocabulary.scope)(cx, id, inside);
        let record = match scope {
            None => continue,
            Some(Scope::Other) => None,
            Some(Scope::Post(kind)) => {
                let mut record = Record::new(cx.page, id, kind, vocabulary.evidence);
                let address = (vocabulary.address)(cx, id);
                record.permalink = address.and_then(|address| cx.page.join(address));
                records.push(record);
                Some(records.len() - 1)
            }
        };
        open.push(Open {
            end: cx.page.end(id),
            record,
        });
    }
    refer(cx, vocabulary, &mut records);
    records
}

/// Notes what stands elsewhere on the page and belongs to a record by `itemref`. References in what
/// is referred to are not followed.
fn refer(cx: &Context, vocabulary: &Vocabulary, records: &mut [Record]) {
    let mut ids: Option<Vec<(Hash, NodeId)>> = None;
    let mut left = MAX_REFERRED;
    for record in records {
        let Some(references) = cx.page.attr(record.root, Attr::ItemRef) else {
            continue;
        };
        let ids = ids.get_or_insert_with(|| ids_of(cx));
        for name in references.split_ascii_whitespace().take(MAX_REFERENCES) {
            let hash = Hash::of(name);
            let at = ids.partition_point(|(known, _)| *known < hash);
            let Some((_, start)) = ids.get(at).filter(|(known, _)| *known == hash) else {
                continue;
            };
            let mut id = *start;
            while id < cx.page.end(*start) && left > 0 {
                left -= 1;
                if let Some(property) = (vocabulary.property)(cx, id)
                    && (property != Property::Body || record.range().contains(&id))
                {
                    set(cx, record, property, id);
                }
                let opens = (vocabulary.scope)(cx, id, Some(record.kind)).is_some();
                id = if opens { cx.page.end(id) } else { id + 1 };
            }
        }
    }
}

fn ids_of(cx: &Context) -> Vec<(Hash, NodeId)> {
    let named = |id| Some((Hash::of(cx.page.attr(id, Attr::Id)?), id));
    let mut ids: Vec<_> = cx.page.all().filter_map(named).collect();
    order::sort_by(&mut ids, |(id, _)| (id.0, 0));
    ids
}

/// `meta` and `link` are never shown and speak all the same.
fn is_machine_only(cx: &Context, id: NodeId) -> bool {
    use crate::tags::Tag;
    matches!(cx.page.tag(id), Tag::Meta | Tag::Link)
}

/// Notes what element `id` says of the record; the first word counts.
fn set(cx: &Context, record: &mut Record, property: Property, id: NodeId) {
    let page = cx.page;
    match property {
        Property::Body if !is_machine_only(cx, id) => {
            record.body.get_or_insert(id);
        }
        Property::Body => {}
        Property::Title => keep(&mut record.title, Some(value(cx, id))),
        Property::Author => keep(&mut record.author, author::clean_name(&name(cx, id))),
        Property::Time => {
            let time = machine_time(page, id).or_else(|| dates::to_iso(&value(cx, id)));
            keep(&mut record.time, time);
        }
        Property::Permalink => {
            let href = page.attr(id, Attr::Href).or(page.attr(id, Attr::Content));
            let href = href.filter(|href| !is_image(href));
            keep(&mut record.permalink, href.and_then(|href| page.join(href)));
        }
        Property::Likes => {
            let likes = likes::number(&value(cx, id));
            record.likes = record.likes.or(likes);
        }
    }
}

fn is_image(href: &str) -> bool {
    let path = href
        .split(['?', '#'])
        .next()
        .unwrap_or(href)
        .to_ascii_lowercase();
    ["jpg", "jpeg", "png", "gif", "webp", "svg"]
        .iter()
        .any(|ending| path.ends_with(ending))
}

fn keep(place: &mut Option<String>, value: Option<String>) {
    if place.is_none() {
        *place = value.filter(|value| !value.is_empty());
    }
}

/// What an element says: its `content`, else its text.
fn value(cx: &Context, id: NodeId) -> String {
    match cx.page.attr(id, Attr::Content) {
        Some(content) => words::squeeze(content),
        None => read::line(cx, id),
    }
}

/// A person's name: that of a nested description, else the element's own value.
pub(crate) fn name(cx: &Context, id: NodeId) -> String {
    let is_name = |id: &NodeId| {
        cx.page.attr(*id, Attr::ItemProp) == Some("name")
            || cx
                .page
                .classes(*id)
                .any(|class| class == "p-name" || class == "fn")
    };
    value(cx, cx.page.subtree(id).find(is_name).unwrap_or(id))
}

/// Whether a record has words, and says by whom or when; `own` is what is in it and in no other.
pub(crate) fn is_told(cx: &Context, record: &Record, own: Sums) -> bool {
    let told = record.author.is_some() || record.time.is_some() || own.times + own.authors > 0;
    own.words > 0 && told && !cx.survey.has(record.root, clue::SKIP | clue::QUOTE)
}

/// Keeps a set only if it does what it promises: most of its records have words, and say by whom or
/// when. What is left out of a kept set are its empty records.
pub(crate) fn reliable(cx: &Context, mut records: Vec<Record>) -> Vec<Record> {
    let regions = crate::record::regions(&records);
    let mut regions = regions.iter();
    let mut kept = 0;
    let total = records.len();
    records.retain(|record| {
        let sums = regions
            .next()
            .map(|region| region.sums(&cx.survey))
            .unwrap_or_default();
        let good = is_told(cx, record, sums);
        kept += usize::from(good);
        good
    });
    if kept * 10 < total * 6 {
        cx.notes.leave_out_records(Reason::Unreliable, &records);
        records.clear();
    }
    records
}
