//! Posts that a template writes a little differently: the first of a thread, one's own, a
//! moderator's. They have the same body as the others of their set.

use crate::found::Found;
use crate::record::{Context, Record};
use crate::snapshot::NodeId;
use crate::survey::clue;
use crate::words::Hash;

/// Records a set has before its bodies are taken for a pattern.
const MIN_RECORDS: usize = 2;

/// How far above a body its record may begin.
const MAX_LEVELS: usize = 12;

/// Records outside of every known one whose body looks like those of `set`.
pub(crate) fn records(cx: &Context, found: &Found, set: &[Record]) -> Vec<Record> {
    let Some(look) = common_look(cx, set) else {
        return Vec::new();
    };
    let taken = found.outermost();
    let mut kin = Vec::new();
    for body in cx.page.all() {
        if cx.page.is_text(body) || look_of(cx, body) != Some(look) {
            continue;
        }
        let at = taken.partition_point(|range| range.end <= body);
        let is_free = taken
            .get(at)
            .is_none_or(|range| cx.page.end(body) <= range.start);
        let unread = cx.survey.has(body, clue::SKIP | clue::QUOTE | clue::FORM);
        if is_free && !unread && cx.survey.sums(cx.page.subtree(body)).words > 0 {
            kin.extend(around(cx, &taken, body, set));
        }
    }
    kin.dedup_by_key(|record: &mut Record| record.root);
    kin
}

/// Tag and classes of an element that has classes.
fn look_of(cx: &Context, body: NodeId) -> Option<Hash> {
    let sum = cx.survey.class(body).plain?;
    Some(Hash::START.number(cx.page.tag(body) as u64).number(sum))
}

/// The look that nearly all bodies of a set have.
fn common_look(cx: &Context, set: &[Record]) -> Option<Hash> {
    let mut looks: Vec<Hash> = set
        .iter()
        .filter_map(|record| look_of(cx, record.body?))
        .collect();
    looks.sort_unstable();
    let most = looks
        .chunk_by(|a, b| a == b)
        .max_by_key(|group| group.len())?;
    let enough = set.len() >= MIN_RECORDS && most.len() * 10 >= set.len() * 8;
    most.first().copied().filter(|_| enough)
}

/// The record around a body: the highest element that holds no known record, if an author or a
/// time is in it.
fn around(
    cx: &Context,
    taken: &[std::ops::Range<NodeId>],
    body: NodeId,
    set: &[Record],
) -> Option<Record> {
    let like = set.first()?;
    let is_free = |up: &NodeId| {
        let at = taken.partition_point(|range| range.end <= *up);
        taken
            .get(at)
            .is_none_or(|range| cx.page.end(*up) <= range.start)
    };
    let tells = |id: &NodeId| {
        let sums = cx.survey.sums(cx.page.subtree(*id));
        sums.times + sums.authors > 0
    };
    let free = std::iter::once(body)
        .chain(cx.page.ancestors(body))
        .take(MAX_LEVELS)
        .take_while(is_free);
    let root = free
        .filter(tells)
        .find(|id| cx.survey.sums(cx.page.subtree(*id)).times > 0)?;
    let mut record = Record::new(cx.page, root, like.kind, like.evidence);
    record.body = Some(body);
    Some(record)
}
