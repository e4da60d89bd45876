//! Posts that have no element of their own: each is a run of siblings, a head that says who and
//! when followed by what was said (`dt` and `dd`, two rows of a table, a line and a paragraph), or
//! followed by its head.

use std::ops::Range;

use crate::order;
use crate::record::Context;
use crate::snapshot::NodeId;
use crate::survey::{Sums, clue};
use crate::words::Hash;

/// Runs that make a group.
const MIN_RUNS: usize = 3;

/// A child of the element that is looked at.
struct Sibling {
    node: NodeId,
    /// Equal for siblings that one template wrote.
    look: Hash,
    sums: Sums,
}

/// Groups of runs, each below one parent, in document order.
pub(crate) fn groups(cx: &Context) -> Vec<Vec<Range<NodeId>>> {
    let unread = clue::SKIP | clue::QUOTE | clue::LINK | clue::CODE;
    let parents = cx.page.all().filter(|id| {
        let sums = cx.survey.sums(cx.page.subtree(*id));
        sums.times.max(sums.authors) as usize >= MIN_RUNS && !cx.survey.has(*id, unread)
    });
    parents
        .flat_map(|parent| groups_below(cx, parent))
        .collect()
}

fn groups_below(cx: &Context, parent: NodeId) -> Vec<Vec<Range<NodeId>>> {
    let siblings: Vec<Sibling> = cx
        .page
        .children(parent)
        .filter(|id| !cx.page.is_text(*id) && !cx.survey.has(*id, clue::SKIP))
        .map(|node| {
            let sums = cx.survey.sums(cx.page.subtree(node));
            let look = look(cx, node, sums);
            Sibling { node, look, sums }
        })
        .collect();
    if siblings.len() < 2 * MIN_RUNS {
        return Vec::new();
    }
    let mut looks: Vec<(Hash, usize)> = siblings
        .iter()
        .enumerate()
        .map(|(place, sibling)| (sibling.look, place))
        .collect();
    order::sort_by(&mut looks, |(look, _)| (look.0, 0));
    looks
        .chunk_by(|a, b| a.0 == b.0)
        .filter_map(|group| {
            let heads: Vec<usize> = group.iter().map(|(_, place)| *place).collect();
            runs(cx, cx.page.end(parent), &siblings, &heads)
        })
        .collect()
}

/// Tag and classes; of an element without classes, what it tells.
fn look(cx: &Context, node: NodeId, sums: Sums) -> Hash {
    let classes = cx.survey.class(node).lasting;
    let look = Hash::START.number(cx.page.tag(node) as u64).number(classes);
    if classes != 0 {
        return look;
    }
    look.byte(u8::from(sums.times > 0))
        .byte(u8::from(sums.authors > 0))
}

/// The runs that the siblings at `heads` begin, or end, if it is they who say who and when, and
/// what stands between belongs to them.
fn runs(
    cx: &Context,
    end: NodeId,
    siblings: &[Sibling],
    heads: &[usize],
) -> Option<Vec<Range<NodeId>>> {
    let told = heads.iter().filter_map(|place| siblings.get(*place));
    let told = told.filter(|head| head.sums.times + head.sums.authors > 0);
    if heads.len() < MIN_RUNS || told.count() * 10 < heads.len() * 9 {
        return None;
    }
    let starts = if end_their_runs(siblings, heads) {
        ends_to_starts(heads)
    } else {
        heads.to_vec()
    };
    let node = |place: usize| siblings.get(place).map_or(end, |sibling| sibling.node);
    let longest = starts.windows(2).map(|pair| match pair {
        [from, to] => to - from,
        _ => 0,
    });
    let longest = longest.max().unwrap_or(1);
    let runs: Vec<Range<NodeId>> = starts
        .iter()
        .enumerate()
        .map(|(number, start)| {
            let next = starts.get(number + 1).copied().unwrap_or(start + longest);
            node(*start)..node(next)
        })
        .collect();
    let spoken = runs.iter().zip(heads).filter(|(run, head)| {
        let head = siblings
            .get(**head)
            .map(|head| head.sums)
            .unwrap_or_default();
        let rest = cx.survey.sums((*run).clone()).minus(head);
        // A row of buttons may follow a whole post; replies with heads of their own are no part.
        let replies = rest.times > 0 && rest.authors > 0;
        rest.words > 0 && (rest.plain >= head.plain || !replies)
    });
    (spoken.count() * 10 >= runs.len() * 8).then_some(runs)
}

/// Whether heads stand below what they are of: what follows a head elsewhere stands before the
/// first, and not after the last.
fn end_their_runs(siblings: &[Sibling], heads: &[usize]) -> bool {
    let look = |place: usize| siblings.get(place).map(|sibling| sibling.look);
    let (Some(first), Some(last)) = (heads.first(), heads.last()) else {
        return false;
    };
    let after = look(first + 1);
    first.checked_sub(1).and_then(look) == after && look(last + 1) != after
}

/// Where runs that end at `heads` begin; the first is as long as the second.
fn ends_to_starts(heads: &[usize]) -> Vec<usize> {
    let [first, second, ..] = heads else {
        return heads.to_vec();
    };
    let begin = (first + 1).saturating_sub(second - first);
    let rest = heads.iter().take(heads.len() - 1).map(|head| head + 1);
    std::iter::once(begin).chain(rest).collect()
}
