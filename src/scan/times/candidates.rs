//! The times that a record shows, and how much each looks like that of a post.

use crate::attributes::held;
use crate::dates::{self, Day, MAX_SHOWN, Shown};
use crate::record::{Context, Record, Region};
use crate::snapshot::{NodeId, mark};
use crate::survey::{clue, machine_time};
use crate::tags::{Attr, Tag};
use crate::words::{self, Hash};

use super::hints::{names, standing};

/// Times of a record that are weighed; what comes later is not its own.
pub(super) const MAX_CANDIDATES: usize = 16;

/// Nodes of an element whose text is read as one time.
const MAX_NODES: NodeId = 12;

/// Elements on the way from a time up to its record that tell its place.
const MAX_DEPTH: usize = 12;

/// Words and numbers beside a time in one text, above which it is told and not shown.
const MAX_UNKNOWN: usize = 6;

/// What an owner's mark is worth: more than all else together.
const OWNED: i32 = 1000;

/// Attributes in which pages keep the full time for people.
const TITLES: [Attr; 5] = [
    Attr::Title,
    Attr::DataOriginalTitle,
    Attr::DataTooltip,
    Attr::Datetime,
    Attr::AriaLabel,
];

pub(super) enum Value {
    /// ISO 8601, as it was written for machines.
    Machine(String),
    Shown(Shown),
}

pub(crate) struct Candidate {
    pub(super) value: Value,
    /// Where in its record it stands, the same in records of one make.
    pub(super) place: Hash,
    pub(super) score: u32,
}

/// The times in a record outside its text; if there is none, those that stand in it on their own.
pub(super) fn candidates(cx: &Context, record: &Record, region: &Region) -> Vec<Candidate> {
    let body = record
        .body
        .filter(|body| *body != record.root)
        .map_or(0..0, |body| cx.page.subtree(body));
    let mut found = Vec::new();
    for id in region.nodes().filter(|id| !body.contains(id)) {
        add(cx, record, id, &mut found);
    }
    if found.is_empty() {
        for id in region
            .nodes()
            .filter(|id| body.contains(id) && cx.survey.has(*id, clue::IN_TIME))
        {
            add(cx, record, id, &mut found);
        }
    }
    found
}

fn add(cx: &Context, record: &Record, id: NodeId, found: &mut Vec<Candidate>) {
    if found.len() >= MAX_CANDIDATES || cx.survey.has(id, clue::QUOTE) {
        return;
    }
    let told = held::TIME | held::TITLE | held::CONTENT;
    let machine = || machine_time(cx.page, id);
    let owned = cx.page.marks(id) & mark::TIME != 0;
    let values = [
        cx.survey
            .holds(id, told)
            .then(machine)
            .flatten()
            .map(Value::Machine),
        shown(cx, record, id).map(Value::Shown),
    ];
    for (kind, value) in values.into_iter().enumerate() {
        let Some(value) = value else { continue };
        let standing = if owned {
            Some(OWNED)
        } else {
            standing(cx, record, id)
        };
        let (Some(worth), Some(standing)) = (worth(cx, &value), standing) else {
            continue;
        };
        let place = place(cx, record, id).number(kind as u64);
        found.push(Candidate {
            value,
            place,
            score: (worth + standing).max(1) as u32,
        });
    }
}

/// The time that an element's attributes or a text show to people.
fn shown(cx: &Context, record: &Record, id: NodeId) -> Option<Shown> {
    let page = cx.page;
    if page.is_text(id) {
        return in_text(cx, record, id);
    }
    let has_title = cx.survey.holds(id, held::TITLE | held::LABEL);
    let titled = TITLES
        .iter()
        .filter(|_| has_title)
        .filter_map(|name| page.attr(id, *name))
        .filter(|text| text.len() <= MAX_SHOWN);
    let alone = |shown: &Shown| shown.unknown == 0 && shown.is_dated() && !shown.other;
    if let Some(shown) = titled.filter_map(dates::parse).find(alone) {
        return Some(shown);
    }
    // Day, month and year in elements of their own: their texts alone say nothing.
    let small = page.end(id) - id <= MAX_NODES && page.end(id) - id > 2;
    let marked = small
        && (page.tag(id) == Tag::Time
            || page.marks(id) & mark::TIME != 0
            || names(page, id).is_some_and(|names| names > 0));
    let shown = marked
        .then(|| dates::parse(&spaced_text(cx, id)))
        .flatten()?;
    alone(&shown).then_some(shown)
}

/// The time in a text node, together with what stands beside it if that makes it more precise.
fn in_text(cx: &Context, record: &Record, id: NodeId) -> Option<Shown> {
    let text = cx.page.text(id);
    if text.len() > 2 * MAX_SHOWN {
        return None;
    }
    let alone = dates::parse(text)?;
    let around = cx
        .page
        .ancestors(id)
        .take(2)
        .filter(|up| *up > record.root && cx.page.end(*up) - up <= MAX_NODES);
    let mut readings = around.filter_map(|up| dates::parse(&spaced_text(cx, up)));
    let fuller = |shown: &Shown| {
        shown.precision() > alone.precision() && shown.unknown <= alone.unknown + 2 && !shown.other
    };
    Some(readings.find(fuller).unwrap_or(alone))
}

/// All text of a small element, words of different elements apart.
fn spaced_text(cx: &Context, id: NodeId) -> String {
    let mut text = String::new();
    for id in cx.page.subtree(id) {
        words::push_squeezed(&mut text, cx.page.text(id));
        if !text.is_empty() && !text.ends_with(' ') {
            text.push(' ');
        }
        if text.len() > MAX_SHOWN {
            break;
        }
    }
    text
}

/// How much a value looks like the time of a post; `None` if it does not.
fn worth(cx: &Context, value: &Value) -> Option<i32> {
    let Value::Shown(shown) = value else {
        return Some(40);
    };
    if shown.other || shown.unknown > MAX_UNKNOWN || !dates::is_possible(shown, cx.page.moment()) {
        return None;
    }
    let short = matches!(shown.day, Day::Numbers([.., last], _) if last.digits == 2);
    let vague =
        short || !shown.is_dated() || matches!(shown.day, Day::Past { .. } | Day::Weekday(_));
    if shown.unknown > 0 && vague && !shown.written && shown.minute.is_none() {
        return None;
    }
    let alone = if shown.unknown == 0 {
        8
    } else {
        -2 * shown.unknown as i32
    };
    let labelled = if shown.written { 5 } else { 0 };
    Some(
        10 + 2 * shown.precision() as i32
            + 5 * i32::from(shown.minute.is_some())
            + alone
            + labelled,
    )
}

/// The way from a record down to a node, by tags and, of the last element, classes without numbers.
fn place(cx: &Context, record: &Record, id: NodeId) -> Hash {
    let page = cx.page;
    let element = if page.is_text(id) {
        page.parent(id).unwrap_or(id)
    } else {
        id
    };
    let mut place = Hash::START.number(u64::from(page.is_text(id)));
    for class in page
        .classes(element)
        .filter(|class| !class.bytes().any(|b| b.is_ascii_digit()))
    {
        place = place.text(class);
    }
    for up in std::iter::once(element)
        .chain(page.ancestors(element))
        .take(MAX_DEPTH)
        .take_while(|up| *up > record.root)
    {
        place = place.number(page.tag(up) as u64);
    }
    place
}
