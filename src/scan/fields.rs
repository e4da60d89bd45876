//! Author, title, likes and language, looked for inside a record.

use crate::post::PostKind;
use crate::record::{Context, Record, Region};
use crate::snapshot::{NodeId, PageSnapshot};
use crate::survey::clue;
use crate::tags::Attr;
use crate::{author, likes, read};

/// Longest title, in bytes.
const MAX_TITLE: usize = 300;

/// Fills in what the record's own evidence did not say.
pub(crate) fn fill(cx: &Context, record: &mut Record, region: &Region) {
    let body = record.body.map_or(0..0, |body| cx.page.subtree(body));
    let around: Vec<NodeId> = region
        .nodes()
        .filter(|id| !body.contains(id) || body.start == region.range.start)
        .collect();
    author::fill(cx, record, region, &around);
    let around = || around.iter().copied();
    record.likes = record.likes.or_else(|| likes::find(cx, around()));
    if record.title.is_none() && record.kind != PostKind::Comment {
        record.title = title(cx, around());
    }
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
