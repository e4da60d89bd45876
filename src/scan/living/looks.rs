//! What the elements of records look like, and where records are.

use super::Span;
use crate::record::{Context, Record};
use crate::snapshot::NodeId;
use crate::survey::clue;
use crate::tags::Attr;
use crate::words::Hash;

/// What an element and the one around it look like: tags, and classes without numbers.
pub(super) fn look(cx: &Context, id: NodeId) -> Hash {
    let around = cx
        .page
        .parent(id)
        .map_or(Hash::START, |up| own_look(cx, up));
    around.number(own_look(cx, id).0)
}

pub(super) fn own_look(cx: &Context, id: NodeId) -> Hash {
    let plain = |class: &&str| !class.bytes().any(|b| b.is_ascii_digit());
    let classes = cx.page.classes(id).filter(plain);
    let sum = classes.fold(0, |sum: u64, class| sum.wrapping_add(Hash::of(class).0));
    let described = [Attr::ItemType, Attr::ItemProp, Attr::Role];
    let described = described.map(|name| cx.page.attr(id, name).unwrap_or(""));
    let look = Hash::START.number(cx.page.tag(id) as u64).number(sum);
    described.iter().fold(look, |look, value| look.text(value))
}

/// The elements of a record that are siblings and seen; of most there is one.
pub(super) fn elements(cx: &Context, record: &Record) -> impl Iterator<Item = NodeId> {
    let next =
        |id: &NodeId| Some(cx.page.end(*id)).filter(|next| *next < record.end && *next > *id);
    let siblings = std::iter::successors(Some(record.root), next);
    siblings.filter(|id| !cx.page.is_text(*id) && !cx.survey.has(*id, clue::SKIP))
}

pub(super) fn span(cx: &Context, record: &Record) -> Span {
    Span {
        first: record.root,
        last: elements(cx, record).last().unwrap_or(record.root),
    }
}

/// Whether a record is several siblings.
pub(super) fn is_run(cx: &Context, record: &Record) -> bool {
    record.end != cx.page.end(record.root)
}

/// Which of these records, in document order, are in others of them.
pub(super) fn nested(records: &[&Record]) -> Vec<bool> {
    let mut end = 0;
    let is_nested = |record: &&Record| {
        let is_nested = record.root < end;
        end = end.max(record.end);
        is_nested
    };
    records.iter().map(is_nested).collect()
}
