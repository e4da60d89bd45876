//! A post on its way: where it is and what is known of it so far.

use std::ops::Range;

use crate::order::{self, Key};
use crate::post::{Evidence, PostKind};
use crate::report::Notes;
use crate::snapshot::{NodeId, PageSnapshot};
use crate::survey::{Sums, Survey};
use crate::turns::{self, Pause};

/// The page together with what was seen of it at first sight.
pub(crate) struct Context<'a> {
    pub(crate) page: &'a PageSnapshot,
    pub(crate) survey: Survey,
    /// What is left out on the way.
    pub(crate) notes: Notes,
}

impl<'a> Context<'a> {
    pub(crate) fn new(page: &'a PageSnapshot) -> Self {
        Self::with(
            page,
            turns::at_once(Survey::of(page, &mut turns::never)).unwrap_or_default(),
        )
    }

    pub(crate) async fn in_turns(page: &'a PageSnapshot, pause: Pause<'_>) -> Self {
        Self::with(page, Survey::of(page, pause).await)
    }

    fn with(page: &'a PageSnapshot, survey: Survey) -> Self {
        Self {
            page,
            survey,
            notes: Notes::default(),
        }
    }
}

/// One post as a step found it. What the step did not say is filled in later.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) root: NodeId,
    /// One past the last node.
    pub(crate) end: NodeId,
    pub(crate) kind: PostKind,
    pub(crate) evidence: Evidence,
    /// Where the time is, if that is known and the time is not.
    pub(crate) time_place: Option<NodeId>,
    /// The engine whose row of the table told where its parts are.
    pub(crate) engine: Option<&'static str>,
    /// The element that holds the text and little else.
    pub(crate) body: Option<NodeId>,
    /// The element at whose end its control goes, where that is not the body.
    pub(crate) control: Option<NodeId>,
    pub(crate) title: Option<String>,
    pub(crate) author: Option<String>,
    /// The text that is the author's name, where nothing marks it as one.
    pub(crate) author_place: Option<NodeId>,
    /// The author by a description that is not on the page itself.
    pub(crate) hearsay: Option<String>,
    /// As it was written for machines.
    pub(crate) time: Option<String>,
    /// As people read it. Sites show it in many ways, so it is no part of a post's identity.
    pub(crate) shown_time: Option<String>,
    pub(crate) permalink: Option<String>,
    pub(crate) likes: Option<i32>,
    /// A node in the post that a description says it answers.
    pub(crate) answers: Option<NodeId>,
}

impl Record {
    pub(crate) fn new(
        page: &PageSnapshot,
        root: NodeId,
        kind: PostKind,
        evidence: Evidence,
    ) -> Self {
        Self {
            root,
            end: page.end(root),
            kind,
            evidence,
            time_place: None,
            engine: None,
            body: None,
            control: None,
            title: None,
            author: None,
            author_place: None,
            hearsay: None,
            time: None,
            shown_time: None,
            permalink: None,
            likes: None,
            answers: None,
        }
    }

    /// What they are sorted by: the order of the page, what contains before what is contained.
    pub(crate) fn order(&self) -> Key {
        (self.root.into(), (!self.end).into())
    }

    pub(crate) fn range(&self) -> Range<NodeId> {
        self.root..self.end
    }

    pub(crate) fn contains(&self, other: &Self) -> bool {
        self.root <= other.root && other.end <= self.end
    }
}

/// The nodes of a record without those of records inside it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Region {
    pub(crate) range: Range<NodeId>,
    /// Inside `range`, ascending, apart from each other.
    pub(crate) holes: Vec<Range<NodeId>>,
}

impl Region {
    pub(crate) fn nodes(&self) -> impl Iterator<Item = NodeId> {
        let mut holes = self.holes.iter().peekable();
        let mut next = self.range.start;
        std::iter::from_fn(move || {
            while let Some(hole) = holes.next_if(|hole| hole.start <= next) {
                next = next.max(hole.end);
            }
            let id = Some(next).filter(|id| *id < self.range.end);
            next += 1;
            id
        })
    }

    /// What is in the region.
    pub(crate) fn sums(&self, survey: &Survey) -> Sums {
        self.sums_in(survey, self.range.clone())
    }

    /// The part of this region that is in `range`.
    pub(crate) fn within(&self, range: Range<NodeId>) -> Self {
        Self {
            holes: self.holes_in(&range).to_vec(),
            range,
        }
    }

    /// What is in the part of this region that is in `range`.
    pub(crate) fn sums_in(&self, survey: &Survey, range: Range<NodeId>) -> Sums {
        let holes = self
            .holes_in(&range)
            .iter()
            .map(|hole| survey.sums(hole.clone()));
        survey
            .sums(range.clone())
            .minus(holes.fold(Sums::default(), Sums::plus))
    }

    fn holes_in(&self, range: &Range<NodeId>) -> &[Range<NodeId>] {
        let from = self.holes.partition_point(|hole| hole.start < range.start);
        let to = self.holes.partition_point(|hole| hole.end <= range.end);
        self.holes.get(from..to).unwrap_or(&[])
    }
}

/// The regions of records that are sorted by place.
pub(crate) fn regions(records: &[Record]) -> Vec<Region> {
    let mut regions: Vec<Region> = records
        .iter()
        .map(|record| Region {
            range: record.range(),
            holes: Vec::new(),
        })
        .collect();
    let mut open: Vec<usize> = Vec::new();
    for (place, record) in records.iter().enumerate() {
        while open
            .last()
            .is_some_and(|up| records.get(*up).is_none_or(|up| up.end <= record.root))
        {
            open.pop();
        }
        if let Some(above) = open.last().and_then(|up| regions.get_mut(*up)) {
            above.holes.push(record.range());
        }
        open.push(place);
    }
    regions
}

/// Document order; what contains comes before what is contained.
pub(crate) fn sort(records: &mut [Record]) {
    order::sort_by(records, Record::order);
}
