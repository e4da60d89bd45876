//! The records of one set in a part of a page, by what they look like.

use super::look::told;
use super::looks::{elements, look, own_look};
use super::set::Set;
use crate::post::{Evidence, PostKind};
use crate::record::{Context, Record, regions};
use crate::snapshot::NodeId;
use crate::survey::clue;
use crate::{owner, repeated, semantic};

impl Set {
    /// The records of this set in a part, but for those that say so of themselves or that rows see. `None`: there may be
    /// some of which it is not sure.
    pub(super) fn records_in(&self, cx: &Context, from: NodeId) -> Option<Vec<Record>> {
        let looks_so = |id: NodeId| self.looks_so(look(cx, id));
        let described = match self.evidence {
            Evidence::Owner => owner::records(cx),
            Evidence::Semantic => semantic::records(cx),
            Evidence::Repeated => return self.mined_in(cx, from),
            _ => return Some(Vec::new()),
        };
        let mut kept = Vec::new();
        for record in told(cx, from, described) {
            if !looks_so(record.root) || record.kind == PostKind::Article {
                return None;
            }
            kept.push(record);
        }
        Some(kept)
    }

    /// The records of a mined set in a part.
    fn mined_in(&self, cx: &Context, from: NodeId) -> Option<Vec<Record>> {
        let elements = || (from..cx.page.all().end).filter(|id| !cx.page.is_text(*id));
        let alike: Vec<NodeId> = elements()
            .filter(|id| self.looks_so(look(cx, *id)))
            .collect();
        let is_strange = |id: NodeId| {
            self.own_looks.contains(&own_look(cx, id))
                && !cx.survey.has(id, clue::SKIP)
                && alike.binary_search(&id).is_err()
        };
        let mut marked = elements().filter(|id| cx.page.classes(*id).next().is_some());
        if marked.any(is_strange) {
            return None;
        }
        if self.run.is_empty() {
            return Some(mined(cx, &alike));
        }
        self.runs_in(cx, from, &alike)
    }

    /// The records of a set of runs in a part, which must be such runs and nothing else.
    fn runs_in(&self, cx: &Context, from: NodeId, heads: &[NodeId]) -> Option<Vec<Record>> {
        if heads.is_empty() {
            return Some(Vec::new());
        }
        let up = cx.page.parent(from)?;
        let siblings = cx.page.children(up);
        let siblings: Vec<NodeId> = siblings
            .filter(|id| *id >= from && !cx.page.is_text(*id) && !cx.survey.has(*id, clue::SKIP))
            .collect();
        let mut records = Vec::new();
        for run in siblings.chunks(self.run.len()) {
            let (first, last) = (*run.first()?, *run.last()?);
            let mut record = Record::new(cx.page, first, PostKind::Post, Evidence::Repeated);
            record.end = cx.page.end(last);
            let looks = elements(cx, &record).map(|id| own_look(cx, id));
            if !looks.eq(self.run.iter().copied()) || heads.binary_search(&first).is_err() {
                return None;
            }
            records.push(repeated::another_run(cx, record)?);
        }
        Some(records)
    }
}

/// Which of these elements are posts like those that repeat on the page.
fn mined(cx: &Context, alike: &[NodeId]) -> Vec<Record> {
    let all: Vec<Record> = alike
        .iter()
        .map(|id| Record::new(cx.page, *id, PostKind::Post, Evidence::Repeated))
        .collect();
    let own = regions(&all)
        .into_iter()
        .map(|region| region.sums(&cx.survey));
    let posts = alike.iter().zip(own);
    posts
        .filter_map(|(id, own)| repeated::another(cx, *id, own))
        .collect()
}
