//! Reads a page as the engines that wrote it mean it: one pass, in which every element is looked up
//! among the selectors of the engines that were recognised.

use super::selector::{Selector, sign};
use super::table::Row;
use crate::post::PostKind;
use crate::snapshot::{NodeId, PageSnapshot};
use crate::survey::{Survey, clue};
use crate::tags::Attr;
use crate::words;

/// Classes of one element that are looked up.
const MAX_CLASSES: usize = 32;

/// What an element is to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Record,
    Field(Field),
    Quote,
    LeftOut,
}

impl Part {
    /// Whether it is read as text, so that it is nothing where nothing is read.
    fn is_text(self) -> bool {
        matches!(self, Self::Record | Self::Field(Field::Body))
    }
}

/// What a record has one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Body,
    Author,
    Time,
    Link,
    Likes,
    Title,
}

/// How many fields there are.
const FIELDS: usize = 6;

/// One way in which a row says where something is.
struct Slot {
    row: usize,
    /// Which of the row's kinds of records it belongs to.
    block: usize,
    part: Part,
    /// Its place among the row's ways for this part; the first is the best.
    rank: usize,
    selector: Selector,
}

/// Where a field of a record is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    rank: usize,
    pub(super) node: NodeId,
    /// The attribute that says it, if it is not the element's text.
    pub(super) take: Option<Attr>,
}

/// A record as a row sees it.
#[derive(Debug)]
pub(super) struct Hit {
    block: usize,
    pub(super) root: NodeId,
    /// One past the last node.
    pub(super) end: NodeId,
    pub(super) kind: PostKind,
    fields: [Option<Place>; FIELDS],
}

impl Hit {
    pub(super) fn field(&self, field: Field) -> Option<Place> {
        self.fields.get(field as usize).copied().flatten()
    }

    /// Notes where a field is, unless that is known by a better way.
    fn keep(&mut self, field: Field, place: Place) {
        if let Some(known) = self.fields.get_mut(field as usize)
            && known.is_none_or(|known| known.rank > place.rank)
        {
            *known = Some(place);
        }
    }

    fn is_in_body(&self, page: &PageSnapshot, id: NodeId) -> bool {
        self.field(Field::Body)
            .is_some_and(|body| body.node < id && id < page.end(body.node))
    }
}

/// What one row sees on a page, in document order.
#[derive(Default)]
pub(super) struct Sight {
    pub(super) hits: Vec<Hit>,
    pub(super) quotes: Vec<NodeId>,
    pub(super) left_out: Vec<NodeId>,
    /// The records around the current element, the innermost last.
    open: Vec<usize>,
}

/// What the same class attribute always comes to: its classes, as [`sign`]s, and the slots to be tried.
type Known = (u64, Vec<usize>);

/// The rows' selectors, so that those an element can match are found by its classes.
pub(super) struct Matcher {
    slots: Vec<Slot>,
    /// Slots by the class that they need, sorted.
    by_class: Vec<(&'static str, usize)>,
    /// Slots that need no class.
    others: Vec<usize>,
    /// For each row, the kinds of its records.
    kinds: Vec<Vec<PostKind>>,
}

impl Matcher {
    pub(super) fn new(rows: &[&'static Row]) -> Self {
        let mut slots = Vec::new();
        let kinds = rows
            .iter()
            .enumerate()
            .map(|(place, row)| compile(place, row, &mut slots))
            .collect();
        let mut by_class = Vec::new();
        let mut others = Vec::new();
        for (place, slot) in slots.iter().enumerate() {
            match slot.selector.class() {
                Some(class) => {
                    let at = by_class.partition_point(|known| *known < (class, place));
                    by_class.insert(at, (class, place));
                }
                None => others.push(place),
            }
        }
        Self {
            slots,
            by_class,
            others,
            kinds,
        }
    }

    /// What each row sees.
    pub(super) fn look(&self, page: &PageSnapshot, survey: &Survey) -> Vec<Sight> {
        let mut sights: Vec<Sight> = self.kinds.iter().map(|_| Sight::default()).collect();
        let classes = survey.classes();
        // For each of the page's class attributes what an element with it may match, once it is met.
        let mut known: Vec<Option<Known>> = vec![None; classes.count()];
        // For each node the classes of it and of all above it.
        let mut signs = Vec::with_capacity(page.len());
        for id in page.all() {
            let above = page.parent(id).and_then(|up| signs.get(up as usize));
            let mut around = above.copied().unwrap_or(0);
            if page.is_text(id) {
                signs.push(around);
                continue;
            }
            for sight in &mut sights {
                sight.leave(id);
            }
            let known = known.get_mut(classes.number_of(id));
            let known = known.map(|known| known.get_or_insert_with(|| self.gather(page, id)));
            let (own, candidates) = known.map_or((0, &[][..]), |known| (known.0, &known.1));
            around |= own;
            signs.push(around);
            let is_read = !survey.has(id, clue::SKIP);
            for place in candidates {
                if let Some(slot) = self.slots.get(*place)
                    && slot.selector.may_match(around)
                    && (is_read || !slot.part.is_text())
                    && let Some(sight) = sights.get_mut(slot.row)
                    && (slot.part == Part::Record || !sight.open.is_empty())
                    && slot.selector.matches(page, id)
                {
                    self.note(page, id, slot, sight);
                }
            }
        }
        sights
    }

    /// The classes of an element, and the slots that it may match, in the order of the table, but records
    /// first: a record's own element may say something of it.
    fn gather(&self, page: &PageSnapshot, id: NodeId) -> Known {
        let mut candidates = self.others.clone();
        // A few at most, and a sort of its own weighs more than all of this.
        let mut add = |place: usize| {
            let at = candidates.partition_point(|known| *known < place);
            if candidates.get(at) != Some(&place) {
                candidates.insert(at, place);
            }
        };
        for class in page.classes(id).take(MAX_CLASSES) {
            let from = self.by_class.partition_point(|(known, _)| *known < class);
            let same = self.by_class.iter().skip(from);
            same.take_while(|(known, _)| *known == class)
                .for_each(|(_, place)| add(*place));
        }
        let is_record = |place: &usize| {
            let slot = self.slots.get(*place);
            slot.is_some_and(|slot| slot.part == Part::Record)
        };
        let (mut ordered, others): (Vec<_>, Vec<_>) = candidates.into_iter().partition(is_record);
        ordered.extend(others);
        let signs = page.classes(id).fold(0, |all, class| all | sign(class));
        (signs, ordered)
    }

    fn note(&self, page: &PageSnapshot, id: NodeId, slot: &Slot, sight: &mut Sight) {
        if slot.part == Part::Record {
            let kinds = self.kinds.get(slot.row);
            let kind = kinds.and_then(|kinds| kinds.get(slot.block)).copied();
            let meant = slot.selector.meant(page, id);
            sight.enter(meant, slot.block, kind.unwrap_or(PostKind::Post));
            return;
        }
        let inner = sight.open.last().copied();
        let Some(hit) = inner.and_then(|place| sight.hits.get_mut(place)) else {
            return;
        };
        if hit.block != slot.block {
            return;
        }
        match slot.part {
            Part::Record => {}
            // What is outside of the body is no part of the text anyway.
            Part::Quote if hit.is_in_body(page, id) => sight.quotes.push(id),
            Part::LeftOut if hit.is_in_body(page, id) => sight.left_out.push(id),
            Part::Quote | Part::LeftOut => {}
            Part::Field(field) => {
                let place = Place {
                    rank: slot.rank,
                    node: slot.selector.meant(page, id).0,
                    take: slot.selector.take,
                };
                if field != Field::Author || place.take.is_some() || has_text(page, place.node) {
                    hit.keep(field, place);
                }
            }
        }
    }
}

impl Sight {
    /// Closes the records that end before `id`.
    fn leave(&mut self, id: NodeId) {
        let is_over = |place: &usize| {
            let hit = self.hits.get(*place);
            hit.is_none_or(|hit| hit.end <= id)
        };
        while self.open.last().is_some_and(is_over) {
            self.open.pop();
        }
    }

    /// Opens a record; of two ways to open one here, the first in the row counts.
    fn enter(&mut self, (root, end): (NodeId, NodeId), block: usize, kind: PostKind) {
        let is_same = |place: &usize| self.hits.get(*place).is_some_and(|hit| hit.root >= root);
        if self.open.last().is_some_and(is_same) {
            return;
        }
        self.open.push(self.hits.len());
        self.hits.push(Hit {
            block,
            root,
            end,
            kind,
            fields: [None; FIELDS],
        });
    }
}

/// Nodes of a name that are looked through for its text.
const MAX_NAME_NODES: usize = 16;

/// Whether there is anything to read in an element, such as beside a picture of the author.
fn has_text(page: &PageSnapshot, id: NodeId) -> bool {
    let mut inside = page.subtree(id).take(MAX_NAME_NODES);
    inside.any(|id| !words::trim(page.text(id)).is_empty())
}

/// Adds a row's selectors to `slots`; the result is the kinds of its records.
fn compile(row: usize, text: &'static Row, slots: &mut Vec<Slot>) -> Vec<PostKind> {
    let mut kinds = Vec::new();
    for line in text.parts.split(';') {
        let (letter, selectors) = line.trim().split_once(' ').unwrap_or(("", ""));
        let part = match letter {
            "A" | "P" | "C" => Part::Record,
            "b" => Part::Field(Field::Body),
            "a" => Part::Field(Field::Author),
            "t" => Part::Field(Field::Time),
            "l" => Part::Field(Field::Link),
            "n" => Part::Field(Field::Likes),
            "h" => Part::Field(Field::Title),
            "q" => Part::Quote,
            "x" => Part::LeftOut,
            _ => continue,
        };
        if part == Part::Record {
            kinds.push(match letter {
                "A" => PostKind::Article,
                "P" => PostKind::Post,
                _ => PostKind::Comment,
            });
        }
        let block = kinds.len().saturating_sub(1);
        let parsed = selectors.split(',').filter_map(Selector::parse);
        slots.extend(parsed.enumerate().map(|(rank, selector)| Slot {
            row,
            block,
            part,
            rank,
            selector,
        }));
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::table::rows;

    #[test]
    fn every_row_is_of_the_language() {
        for (place, row) in rows().enumerate() {
            for line in row.parts.split(';') {
                let (letter, selectors) = line.trim().split_once(' ').unwrap_or(("", ""));
                assert!(
                    "APCbatlnhqx".contains(letter) && letter.len() == 1,
                    "{}: {line}",
                    row.name
                );
                for selector in selectors.split(',') {
                    assert!(
                        Selector::parse(selector).is_some(),
                        "{}: {selector}",
                        row.name
                    );
                }
            }
            let mut slots = Vec::new();
            let kinds = compile(place, row, &mut slots);
            for block in 0..kinds.len() {
                let body =
                    |slot: &&Slot| slot.block == block && slot.part == Part::Field(Field::Body);
                assert!(
                    slots.iter().any(|slot| body(&slot)),
                    "{} has no body",
                    row.name
                );
            }
            assert!(!kinds.is_empty(), "{} has no records", row.name);
        }
    }
}
