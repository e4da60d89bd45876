//! How an engine's records stand to those that were found already.

use std::ops::Range;

use crate::found::Found;
use crate::order;
use crate::post::PostKind;
use crate::record::{Context, Record, sort};
use crate::snapshot::NodeId;

/// What an engine's record is to what is known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pair {
    /// Nobody knew the post.
    Fresh,
    /// It is the known post at this place.
    Known(usize),
    /// There are several known posts in it: it is none itself.
    Around,
}

/// Fills in, and corrects, known records by what an engine's row says of the same posts. The result
/// is what the row sees and nobody knew.
pub(crate) fn join(cx: &Context, found: &mut Found, mut records: Vec<Record>) -> Vec<Record> {
    sort(&mut records);
    let pairs = pairs(cx, &found.records, &records);
    let mut fresh = Vec::new();
    for (record, pair) in records.into_iter().zip(pairs) {
        match pair {
            Pair::Fresh => fresh.push(record),
            Pair::Around => {}
            Pair::Known(place) => {
                if let Some(known) = found.records.get_mut(place) {
                    correct(known, record);
                }
            }
        }
    }
    found.arrange();
    fresh
}

/// A description says by whom and when, for machines; where the text is, and how one gets to it, a
/// row knows better. Of two engines' rows the first is right.
fn correct(known: &mut Record, by: Record) {
    if known.engine.is_some() {
        return;
    }
    known.engine = by.engine;
    if known.root > by.root || known.end > by.end {
        (known.root, known.end) = (by.root, by.end);
    }
    known.kind = by.kind;
    known.body = by.body;
    known.author = by.author.or(known.author.take());
    known.time = known.time.take().or(by.time);
    known.time_place = known.time_place.or(by.time_place);
    known.permalink = by.permalink.or(known.permalink.take());
    known.title = known.title.take().or(by.title);
    known.likes = by.likes.or(known.likes);
}

/// Pairs up the records of both sides, each sorted by place.
fn pairs(cx: &Context, known: &[Record], engine: &[Record]) -> Vec<Pair> {
    let ranges = |records: &[Record]| records.iter().map(Record::range).collect::<Vec<_>>();
    let bodies: Vec<Range<NodeId>> = engine.iter().map(|record| body(cx, record)).collect();
    let mut pairs = vec![Pair::Fresh; engine.len()];
    let mut claimed = vec![false; known.len()];
    for (place, holder) in innermost(&ranges(engine), &ranges(known))
        .into_iter()
        .enumerate()
    {
        let (Some(holder), Some(record)) = (holder, known.get(place)) else {
            continue;
        };
        let (Some(around), Some(body), Some(pair)) = (
            engine.get(holder),
            bodies.get(holder),
            pairs.get_mut(holder),
        ) else {
            continue;
        };
        let in_body = record.root < body.end && body.start < record.end;
        if in_body || is_comment(record) == is_comment(around) {
            *pair = match pair {
                Pair::Fresh => Pair::Known(place),
                _ => Pair::Around,
            };
            claimed
                .get_mut(place)
                .into_iter()
                .for_each(|claimed| *claimed = true);
        }
    }
    for (place, holder) in innermost(&ranges(known), &bodies).into_iter().enumerate() {
        let (Some(holder), Some(record), Some(pair)) =
            (holder, engine.get(place), pairs.get_mut(place))
        else {
            continue;
        };
        let is_same = known
            .get(holder)
            .is_some_and(|known| is_comment(known) == is_comment(record));
        // Of several posts in a described one, the description is of the first.
        if let Some(claimed) = claimed.get_mut(holder)
            && !*claimed
            && is_same
            && *pair == Pair::Fresh
        {
            *claimed = true;
            *pair = Pair::Known(holder);
        }
    }
    pairs
}

fn body(cx: &Context, record: &Record) -> Range<NodeId> {
    record
        .body
        .map_or_else(|| record.range(), |body| cx.page.subtree(body))
}

fn is_comment(record: &Record) -> bool {
    record.kind == PostKind::Comment
}

/// For each inner range the place of the innermost outer one around it. Outer ranges are sorted,
/// what contains before what is contained.
fn innermost(outer: &[Range<NodeId>], inner: &[Range<NodeId>]) -> Vec<Option<usize>> {
    let mut starts: Vec<(NodeId, usize)> = inner.iter().map(|range| range.start).zip(0..).collect();
    order::sort_by(&mut starts, |(start, _)| ((*start).into(), 0));
    let mut places = vec![None; inner.len()];
    let mut open: Vec<(usize, NodeId)> = Vec::new();
    let mut rest = outer.iter().enumerate().peekable();
    for (_, place) in starts {
        let Some(range) = inner.get(place) else {
            continue;
        };
        while let Some((place, range)) = rest.next_if(|(_, up)| up.start <= range.start) {
            while open.last().is_some_and(|(_, end)| *end <= range.start) {
                open.pop();
            }
            open.push((place, range.end));
        }
        while open.last().is_some_and(|(_, end)| *end <= range.start) {
            open.pop();
        }
        let around = open.iter().rev().find(|(_, end)| *end >= range.end);
        if let Some(found) = places.get_mut(place) {
            *found = around.map(|(place, _)| *place);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_innermost_range_around() {
        let outer = [0..10, 1..5, 2..4, 6..8];
        let inner = [6..8, 3..4, 2..5, 9..10, 11..12, 0..10];
        let expected = [Some(3), Some(2), Some(1), Some(0), None, Some(0)];
        assert_eq!(innermost(&outer, &inner), expected);
    }
}
