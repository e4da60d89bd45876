//! Records that are alike: what they look like, say, and teach of others like them.

use super::looks::{elements, is_run, look, nested, own_look};
use super::{Habits, Known};
use crate::body::Saying;
use crate::post::{Evidence, PostKind};
use crate::record::{Context, Record};
use crate::words::Hash;
use crate::{names, times};

/// Records that a set has before it serves as a pattern: shares of few tip easily.
const MIN_RECORDS: usize = 8;

/// A set of records.
pub(super) struct Set {
    pub(super) evidence: Evidence,
    pub(super) kind: PostKind,
    /// What the elements of its records look like, ascending.
    pub(super) looks: Vec<Hash>,
    /// The same without what is around them, where that alone is evidence.
    pub(super) own_looks: Vec<Hash>,
    /// Of records that are several siblings: what these look like, the first first.
    pub(super) run: Vec<Hash>,
    pub(super) place: Option<Hash>,
    pub(super) names: names::Habit,
    pub(super) times: times::Habit,
    /// What several of its records say, ascending by key.
    shared: Vec<Saying>,
    /// What one of them says, ascending.
    once: Vec<Hash>,
    records: usize,
    /// How many of its records are in others of it.
    nested: usize,
    /// How many had nothing left but sentences of the engine's when all were read, if it has any.
    bare: usize,
    /// Whether its records are told by what they look like.
    is_trusted: bool,
    /// Records that may come or go before what was learnt of names and of times could be otherwise.
    names_hold: usize,
    times_hold: usize,
}

impl Set {
    pub(super) fn of(cx: &Context, members: &[&Record], habits: Habits) -> Self {
        let Habits {
            pattern,
            names,
            times,
        } = habits;
        let mut looks: Vec<Hash> = members.iter().map(|record| look(cx, record.root)).collect();
        looks.sort_unstable();
        looks.dedup();
        let mined = members
            .iter()
            .filter(|record| record.evidence == Evidence::Repeated);
        let mut own_looks: Vec<Hash> = mined.map(|record| own_look(cx, record.root)).collect();
        own_looks.sort_unstable();
        own_looks.dedup();
        let evidence = members
            .first()
            .map_or(Evidence::Density, |record| record.evidence);
        let (bare, repeats) = (pattern.bare, pattern.repeats);
        let (shared, once): (Vec<Saying>, Vec<Saying>) = pattern
            .sayings
            .into_iter()
            .partition(|saying| saying.records > 1);
        let (run, is_alike) = run(cx, members);
        // What was missed by an engine's row is missed again.
        let is_whole = evidence != Evidence::Engine
            || members.iter().all(|record| record.evidence == evidence);
        Self {
            evidence,
            kind: members.first().map_or(PostKind::Post, |record| record.kind),
            looks,
            own_looks,
            run,
            place: pattern.place,
            names_hold: names.holds_for(),
            times_hold: times.holds_for(),
            names,
            times,
            shared,
            once: once.into_iter().map(|saying| saying.key).collect(),
            records: members.len(),
            bare,
            nested: nested(members).into_iter().filter(|is| *is).count(),
            // Whose a sentence is can only be told by all records there.
            is_trusted: is_whole && is_alike && !repeats,
        }
    }

    /// Whether another record of it can be told and read alone.
    pub(super) fn is_pattern(&self) -> bool {
        self.records >= MIN_RECORDS
            && self.is_trusted
            && !matches!(self.evidence, Evidence::JsonLd | Evidence::Density)
    }

    pub(super) fn is_trusted(&self) -> bool {
        self.is_trusted
    }

    /// From now on nothing is read by it.
    pub(super) fn distrust(&mut self) {
        self.is_trusted = false;
        self.looks.clear();
    }

    pub(super) fn looks_so(&self, look: Hash) -> bool {
        self.looks.binary_search(&look).is_ok()
    }

    /// Whether these words at their place are the engine's.
    pub(super) fn is_template(&self, key: Hash) -> bool {
        let place = self.shared.binary_search_by_key(&key, |saying| saying.key);
        let saying = place.ok().and_then(|place| self.shared.get(place));
        saying.is_some_and(|saying| saying.is_template(self.records))
    }

    /// What must not tip: what the engine says and not the authors, whether there are answers, and whether most records
    /// are bare.
    pub(super) fn scales(&self) -> (Vec<Hash>, bool, bool) {
        // What is said once is never the engine's.
        let by_engine = self
            .shared
            .iter()
            .filter(|saying| saying.is_template(self.records));
        (
            by_engine.map(|saying| saying.key).collect(),
            self.nested > 0,
            self.bare * 2 > self.records,
        )
    }

    /// Whether the records in others are so many that the set cannot be taken for one of the outer ones
    /// alone, which have more words each.
    pub(super) fn is_steady(&self) -> bool {
        self.evidence != Evidence::Repeated || self.nested == 0 || self.nested * 4 > self.records
    }

    /// Takes over that a record came; `None` if what was learnt could be otherwise by now.
    pub(super) fn take(&mut self, known: &Known) -> Option<()> {
        self.names_hold = self.names_hold.checked_sub(1)?;
        if !self.times.is_common() {
            self.times_hold = self.times_hold.checked_sub(1)?;
        }
        self.records += 1;
        self.nested += usize::from(known.is_nested);
        for said in &known.said {
            match self
                .shared
                .binary_search_by_key(&said.key, |saying| saying.key)
            {
                Ok(place) => {
                    if let Some(saying) = self.shared.get_mut(place) {
                        saying.records += 1;
                    }
                }
                Err(place) => match self.once.binary_search(&said.key) {
                    Ok(once) => {
                        self.once.remove(once);
                        self.shared.insert(
                            place,
                            Saying {
                                records: 2,
                                ..*said
                            },
                        );
                    }
                    Err(once) => self.once.insert(once, said.key),
                },
            }
        }
        Some(())
    }

    /// Takes over that a record went; `None` if what was learnt could be otherwise by now.
    pub(super) fn forget(&mut self, known: &Known) -> Option<()> {
        self.names_hold = self.names_hold.checked_sub(1)?;
        self.times_hold = self.times_hold.checked_sub(1)?;
        self.records = self.records.saturating_sub(1);
        self.nested -= usize::from(known.is_nested).min(self.nested);
        for said in &known.said {
            let place = self
                .shared
                .binary_search_by_key(&said.key, |saying| saying.key);
            if let Some(saying) = place.ok().and_then(|place| self.shared.get_mut(place)) {
                saying.records = saying.records.saturating_sub(1);
            } else if let Ok(place) = self.once.binary_search(&said.key) {
                self.once.remove(place);
            }
        }
        Some(())
    }
}

/// What the siblings look like that each of these records is, if it is several; and whether all are alike.
fn run(cx: &Context, members: &[&Record]) -> (Vec<Hash>, bool) {
    if !members.iter().any(|record| is_run(cx, record)) {
        return (Vec::new(), true);
    }
    let of = |record: &&Record| elements(cx, record).map(|id| own_look(cx, id)).collect();
    let mut runs = members.iter().map(of);
    let first: Vec<Hash> = runs.next().unwrap_or_default();
    let is_alike = members.first().is_some_and(|record| match record.evidence {
        Evidence::Repeated => runs.all(|run| run == first),
        // A signature tells where a comment ends.
        Evidence::Talk => true,
        _ => false,
    });
    (first, is_alike)
}
