//! What a page calls a time: names of the elements around it and the words before it.

use crate::dates;
use crate::record::{Context, Record};
use crate::snapshot::NodeId;
use crate::subject;
use crate::survey::clue;
use crate::tags::{Attr, Tag};
use crate::words;

/// How far up the elements around a time speak for it.
const MAX_LEVELS: usize = 6;

/// Nodes before a time in which what it is called is looked for.
const LABEL_REACH: NodeId = 16;

/// Longest text, in bytes, that is a label of a time.
const MAX_LABEL: usize = 60;

/// How much the elements around a time, and what stands before it, speak for it; `None` if they say
/// that it is the time of something else.
pub(super) fn standing(cx: &Context, record: &Record, id: NodeId) -> Option<i32> {
    let mut score = 0;
    let around = std::iter::once(id)
        .chain(cx.page.ancestors(id))
        .take(MAX_LEVELS)
        .take_while(|up| *up > record.root);
    for (level, up) in around.enumerate() {
        score += names(cx, up)? >> level.min(3);
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
pub(super) fn names(cx: &Context, id: NodeId) -> Option<i32> {
    const TIMES: &[&str] = &[
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
    ];
    // Joined as "join-date", "lastEdit" or "registered".
    const OTHERS: &[&str] = &[
        "joindate",
        "joined",
        "registered",
        "regdate",
        "registerdate",
        "registrationdate",
        "registration",
        "membersince",
        "edited",
        "editdate",
        "edittime",
        "editnote",
        "editnotice",
        "editinfo",
        "editedby",
        "lastedit",
        "lastedited",
        "lastpost",
        "lastreply",
        "lastactivity",
        "lastactive",
        "lastseen",
        "lastvisit",
        "lastupdate",
        "lastupdated",
        "lastmodified",
        "birthday",
        "birthdate",
        "startdate",
        "enddate",
        "eventdate",
        "expires",
    ];
    const LATER: &[&str] = &["updated", "modified", "datemodified", "dateupdated"];
    let page = cx.page;
    if page.is_text(id) {
        return Some(0);
    }
    let named = [Attr::Id, Attr::ItemProp, Attr::Property]
        .into_iter()
        .filter_map(|name| page.attr(id, name));
    let (mut time, mut other, mut later) = (false, false, false);
    for name in page.classes(id).take(subject::MAX_CLASSES).chain(named) {
        let mut before = "";
        for part in words::parts(name) {
            let is = |list: &[&str]| list.iter().any(|word| part.eq_ignore_ascii_case(word));
            let both = |list: &[&str]| list.iter().any(|word| is_joined(word, before, part));
            time |= is(TIMES);
            other |= is(OTHERS) || both(OTHERS);
            later |= is(LATER);
            before = part;
        }
    }
    match (time, other, later) {
        (_, true, _) => None,
        (true, ..) => Some(6),
        (.., true) => Some(-10),
        _ => Some(0),
    }
}

/// Whether a word is two parts of a name, one after the other.
fn is_joined(word: &str, first: &str, second: &str) -> bool {
    let (start, end) = word.split_at_checked(first.len()).unwrap_or((word, ""));
    !first.is_empty() && start.eq_ignore_ascii_case(first) && end.eq_ignore_ascii_case(second)
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
        let text = page.text(before).trim();
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
