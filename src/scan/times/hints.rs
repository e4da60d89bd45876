//! What a page calls a time: names of the elements around it and the words before it.

use crate::dates;
use crate::record::{Context, Record};
use crate::snapshot::{NodeId, PageSnapshot};
use crate::subject;
use crate::survey::clue;
use crate::tags::{Attr, Tag};
use crate::words::{self, Names};

/// How far up the elements around a time speak for it.
const MAX_LEVELS: usize = 6;

/// Nodes before a time in which what it is called is looked for.
const LABEL_REACH: NodeId = 16;

/// Longest text, in bytes, that is a label of a time.
const MAX_LABEL: usize = 60;

/// Times of something that is no post, joined as "join-date", "lastPost" or "registered".
static OTHERS: Names = Names::of(&[
    "joindate",
    "joined",
    "registered",
    "regdate",
    "registerdate",
    "registrationdate",
    "registration",
    "membersince",
    "lastpost",
    "lastreply",
    "lastactivity",
    "lastactive",
    "lastseen",
    "lastvisit",
    "birthday",
    "birthdate",
    "startdate",
    "enddate",
    "eventdate",
    "expires",
]);

/// Times at which a post was changed.
static EDITED: Names = Names::of(&[
    "edited",
    "editdate",
    "edittime",
    "editnote",
    "editnotice",
    "editinfo",
    "editedby",
    "lastedit",
    "lastedited",
    "lastupdate",
    "lastupdated",
    "lastmodified",
]);

/// How much the elements around a time, and what stands before it, speak for it; `None` if they say
/// that it is the time of something else.
pub(super) fn standing(cx: &Context, record: &Record, id: NodeId) -> Option<i32> {
    let mut score = 0;
    let around = std::iter::once(id)
        .chain(cx.page.ancestors(id))
        .take(MAX_LEVELS)
        .take_while(|up| *up > record.root);
    for (level, up) in around.enumerate() {
        score += names(cx.page, up)? >> level.min(3);
        let near = level < 3;
        score += 8 * i32::from(near && cx.page.tag(up) == Tag::Time);
        score +=
            4 * i32::from(near && cx.page.tag(up) == Tag::A && cx.survey.has(up, clue::ANCHOR));
    }
    match label_before(cx, record, id) {
        Some(false) => None,
        Some(true) => Some(score + 5),
        None => Some(score),
    }
}

/// What the names of an element say about a time in it; `None` that it is another time.
pub(super) fn names(page: &PageSnapshot, id: NodeId) -> Option<i32> {
    static TIMES: Names = Names::of(&[
        "date",
        "time",
        "timestamp",
        "datetime",
        "published",
        "posted",
        "postdate",
        "created",
        "ago",
        "age",
        "relativetime",
        "timeago",
        "pubdate",
        "datecreated",
        "datepublished",
        "commenttime",
        "datum",
        "fecha",
        "permalink",
        "postdetails",
    ]);
    static LATER: Names = Names::of(&["updated", "modified", "datemodified", "dateupdated"]);
    if page.is_text(id) {
        return Some(0);
    }
    let (mut time, mut other, mut later) = (false, false, false);
    for name in named(page, id) {
        other |= has_word(name, &OTHERS) || has_word(name, &EDITED);
        for part in words::parts(name) {
            time |= TIMES.have(part);
            later |= LATER.have(part);
        }
    }
    match (time, other, later) {
        (_, true, _) => None,
        (true, ..) => Some(6),
        (.., true) => Some(-10),
        _ => Some(0),
    }
}

/// Whether the names of an element say that a time in it is that of no post at all.
pub(crate) fn is_elsewhere(page: &PageSnapshot, id: NodeId) -> bool {
    named(page, id).any(|name| has_word(name, &OTHERS))
}

fn named(page: &PageSnapshot, id: NodeId) -> impl Iterator<Item = &str> {
    let others = [Attr::Id, Attr::ItemProp, Attr::Property]
        .into_iter()
        .filter_map(move |name| page.attr(id, name));
    page.classes(id).take(subject::MAX_CLASSES).chain(others)
}

/// Whether a name has one of these words as a part of it, or as two that follow one another.
fn has_word(name: &str, list: &Names) -> bool {
    let mut before = "";
    words::parts(name).any(|part| {
        let found = list.have(part) || list.have_joined(before, part);
        before = part;
        found
    })
}

/// What the words just before a time call it.
fn label_before(cx: &Context, record: &Record, id: NodeId) -> Option<bool> {
    let page = cx.page;
    let block = page
        .ancestors(id)
        .take(MAX_LEVELS)
        .find(|up| page.tag(*up).is_block())
        .unwrap_or(record.root);
    // The name of a cell stands in the cell before it.
    let cell = matches!(page.tag(block), Tag::Dd | Tag::Td);
    let least = record.root.max(id.saturating_sub(LABEL_REACH));
    for before in (least..id).rev() {
        let text = words::trim(page.text(before));
        if text.is_empty() {
            continue;
        }
        let apart = before < block;
        if apart && !cell || text.len() > MAX_LABEL || cx.survey.has(before, clue::IN_TIME) {
            return None;
        }
        let label = dates::label(text);
        if label.is_some() || apart {
            return label;
        }
    }
    None
}
