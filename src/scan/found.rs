//! What was found so far, and how a new set of records stands to it.

use std::ops::Range;

use crate::order;
use crate::post::{Evidence, PostKind};
use crate::record::{Context, Record, Region, regions, sort};
use crate::report::Reason;
use crate::snapshot::NodeId;

/// The records of a page, each knowing which set it came in.
#[derive(Default)]
pub(crate) struct Found {
    /// In document order.
    pub(crate) records: Vec<Record>,
    /// The set of each record, in the same order.
    pub(crate) sets: Vec<usize>,
    /// The place of the innermost record around each, in the same order.
    outer: Vec<Option<usize>>,
    next_set: usize,
}

impl Found {
    /// What one set has, and nothing else is looked for.
    pub(crate) fn of(mut set: Vec<Record>) -> Self {
        let mut found = Self::default();
        sort(&mut set);
        found.insert(set);
        found
    }

    pub(crate) fn regions(&self) -> Vec<Region> {
        regions(&self.records)
    }

    pub(crate) fn set_count(&self) -> usize {
        self.next_set
    }

    pub(crate) fn of_set(&self, set: usize) -> impl Iterator<Item = &Record> {
        let of_set = move |(_, number): &(&Record, &usize)| **number == set;
        self.records
            .iter()
            .zip(&self.sets)
            .filter(of_set)
            .map(|(record, _)| record)
    }

    pub(crate) fn of_kind(&self, kind: PostKind) -> impl Iterator<Item = &Record> {
        self.records
            .iter()
            .filter(move |record| record.kind == kind)
    }

    /// The stretches of the page that are taken, apart from each other.
    pub(crate) fn outermost(&self) -> Vec<Range<NodeId>> {
        let mut taken: Vec<Range<NodeId>> = Vec::new();
        for record in &self.records {
            if taken.last().is_none_or(|before| before.end <= record.root) {
                taken.push(record.range());
            }
        }
        taken
    }

    pub(crate) fn article_count(&self) -> usize {
        let is_article = |record: &&Record| record.kind == PostKind::Article;
        self.records.iter().filter(is_article).count()
    }

    /// The article, if there is one and no other.
    pub(crate) fn only_article(&mut self) -> Option<&mut Record> {
        let is_article = |record: &&mut Record| record.kind == PostKind::Article;
        let mut articles = self.records.iter_mut().filter(is_article);
        articles.next().filter(|_| articles.next().is_none())
    }

    /// Takes in what a set adds. What is already known under stronger evidence stays as it is;
    /// what only wraps a known record, or is a piece of one, is left out.
    pub(crate) fn accept(&mut self, cx: &Context, mut set: Vec<Record>) {
        sort(&mut set);
        set.dedup_by_key(|record| record.root);
        if set.len() >= 2 && !is_mined(&set) {
            self.widen_described(&set);
        }
        let told = self.told(&set);
        let is_new = |record: &&Record| self.is_new(cx, record, &set, &told);
        let fresh: Vec<Record> = set.iter().filter(is_new).cloned().collect();
        if is_mined(&set) && !self.adds(cx, &fresh, &set) {
            let reason = if fresh.len() * 2 < set.len() {
                Reason::Part
            } else {
                Reason::Elsewhere
            };
            cx.notes.leave_out_records(reason, &fresh);
            return;
        }
        if fresh.is_empty() {
            return;
        }
        self.insert(fresh);
    }

    /// Takes in a set as it is.
    pub(crate) fn insert(&mut self, set: Vec<Record>) {
        let number = self.next_set;
        self.next_set += 1;
        self.sets.extend(set.iter().map(|_| number));
        self.records.extend(set);
        self.arrange();
    }

    /// Puts the records in order after some were added or changed their place.
    pub(crate) fn arrange(&mut self) {
        let known = self.records.drain(..).zip(self.sets.drain(..));
        let mut all: Vec<(Record, usize)> = known.collect();
        order::sort_by(&mut all, |(record, _)| record.order());
        (self.records, self.sets) = all.into_iter().unzip();
        self.outer = outer(&self.records);
    }

    /// Whether what is new of a mined set is a set of its own, and has to do with what is known: a
    /// page has one discussion, and what repeats elsewhere on it is its frame.
    fn adds(&self, cx: &Context, fresh: &[Record], set: &[Record]) -> bool {
        if self.is_confirmed(set) && fresh.len() * 3 <= set.len() {
            return fresh.iter().all(|new| new.kind != PostKind::Article);
        }
        if fresh.len() < 2 || fresh.len() * 2 < set.len() {
            return false;
        }
        let is_turn = |known: &&Record| known.kind != PostKind::Article;
        let discussed: Vec<&Record> = self.records.iter().filter(is_turn).collect();
        if discussed.len() < 2 {
            return self.records.len() < 2 || fresh.iter().all(|new| new.kind == PostKind::Comment);
        }
        let mut places: Vec<NodeId> = discussed.iter().flat_map(|known| near(cx, known)).collect();
        places.sort_unstable();
        let is_near = |new: &Record| near(cx, new).any(|up| places.binary_search(&up).is_ok());
        let related = fresh.iter().filter(|new| {
            let above = self
                .around(new)
                .and_then(|known| self.records.get(known))
                .is_some_and(|known| known.kind != PostKind::Article);
            above || !self.inside(new).is_empty() || is_near(new)
        });
        related.count() * 2 >= fresh.len()
    }

    /// Whether most of a mined set is what an engine's row sees: where its names miss some posts of
    /// the same list, as in a theme of somebody's own, the list tells them; where it misses many, they
    /// are something else, such as a log of what was done.
    fn is_confirmed(&self, set: &[Record]) -> bool {
        let is_same = |new: &&Record| {
            let known = self.inside(new).first();
            known.is_some_and(|known| known.engine.is_some() && known.range() == new.range())
        };
        let same = set.iter().filter(is_same).count();
        same >= 2 && same * 2 >= set.len()
    }

    /// For each known record, how many of a set are in it and in none inside it.
    fn told(&self, set: &[Record]) -> Vec<u32> {
        let mut told = vec![0; self.records.len()];
        for record in set {
            if let Some(count) = self.around(record).and_then(|known| told.get_mut(known)) {
                *count += 1;
            }
        }
        told
    }

    fn is_new(&self, cx: &Context, record: &Record, set: &[Record], told: &[u32]) -> bool {
        let inside = self.inside(record);
        if inside.iter().any(|known| known.range() == record.range()) {
            return false;
        }
        if let [only] = inside
            && !is_around_more(cx, record, only)
        {
            return false;
        }
        if is_mined(set) && !inside.is_empty() && !self.may_hold(cx, record, inside) {
            return false;
        }
        let around = self.around(record);
        let known = around.and_then(|at| Some((self.records.get(at)?, *told.get(at)?)));
        known.is_none_or(|(known, told)| is_said_in(cx, known, record, set, told))
    }

    /// Whether a mined record can hold known ones: comments on it, and not all there are.
    fn may_hold(&self, cx: &Context, record: &Record, inside: &[Record]) -> bool {
        let is_comment = |known: &Record| known.kind == PostKind::Comment;
        let whole = inside.len() >= 3 && inside.len() * 10 > self.records.len() * 9;
        inside.iter().all(is_comment) && !whole && has_own_words(cx, record, inside)
    }

    /// A description joined to its text does not know where the record around it begins; a set
    /// that wraps it does.
    fn widen_described(&mut self, set: &[Record]) {
        for record in set {
            let from = self
                .records
                .partition_point(|known| known.root < record.root);
            let to = self
                .records
                .partition_point(|known| known.root < record.end);
            if let Some([only]) = self.records.get_mut(from..to)
                && only.evidence == Evidence::JsonLd
                && only.end <= record.end
            {
                (only.root, only.end) = (record.root, record.end);
            }
        }
    }

    /// The known records in a new one.
    fn inside(&self, record: &Record) -> &[Record] {
        let from = self
            .records
            .partition_point(|known| known.root < record.root);
        let to = self
            .records
            .partition_point(|known| known.root < record.end);
        self.records.get(from..to).unwrap_or(&[])
    }

    /// The place of the innermost known record that a new one is in.
    fn around(&self, record: &Record) -> Option<usize> {
        let before = self
            .records
            .partition_point(|known| known.root <= record.root);
        let mut place = before.checked_sub(1);
        while let Some(known) = place.and_then(|at| self.records.get(at)) {
            if known.contains(record) {
                return place;
            }
            place = place.and_then(|at| self.outer.get(at).copied().flatten());
        }
        None
    }
}

/// For each record, sorted by place, the place of the innermost one around it.
fn outer(records: &[Record]) -> Vec<Option<usize>> {
    let mut open: Vec<(usize, NodeId)> = Vec::new();
    let mut outer = Vec::with_capacity(records.len());
    for (place, record) in records.iter().enumerate() {
        while open.last().is_some_and(|(_, end)| *end <= record.root) {
            open.pop();
        }
        outer.push(open.last().map(|(up, _)| *up));
        open.push((place, record.end));
    }
    outer
}

fn is_mined(set: &[Record]) -> bool {
    set.first()
        .is_some_and(|record| record.evidence == Evidence::Repeated)
}

/// The two elements around a record.
fn near(cx: &Context, record: &Record) -> impl Iterator<Item = NodeId> {
    cx.page.ancestors(record.root).take(2)
}

/// Whether a record says more than the one known record inside it.
fn is_around_more(cx: &Context, record: &Record, only: &Record) -> bool {
    let all = cx.survey.sums(record.range());
    let inner = cx.survey.sums(only.range());
    let own = all.minus(inner);
    record.kind != only.kind && own.plain >= inner.plain.max(20)
}

/// Whether a record has words of its own beside the known ones in it.
fn has_own_words(cx: &Context, record: &Record, inside: &[Record]) -> bool {
    let mut region = Region {
        range: record.range(),
        holes: Vec::new(),
    };
    for known in inside {
        if region
            .holes
            .last()
            .is_none_or(|hole| hole.end <= known.root)
        {
            region.holes.push(known.range());
        }
    }
    let own = region.sums(&cx.survey);
    own.plain >= 4 && own.times + own.authors > 0
}

/// Whether a record inside a known one is something said to it, not a piece of it; `told` records
/// of the set stand there.
fn is_said_in(cx: &Context, known: &Record, record: &Record, set: &[Record], told: u32) -> bool {
    let sums = cx.survey.sums(record.range());
    if is_mined(set) {
        let reply = record.kind == PostKind::Comment && set.len() >= 3;
        let nested = match known.kind {
            PostKind::Comment => reply && told >= 2,
            PostKind::Post => reply,
            PostKind::Article => reply || told >= 2,
        };
        return nested && sums.times + sums.authors > 0;
    }
    let may_hold = known.kind != PostKind::Comment || record.kind == PostKind::Comment;
    may_hold && (told >= 2 || record.kind == PostKind::Comment)
}
