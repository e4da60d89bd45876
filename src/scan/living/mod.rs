//! Pages that change: what a scan learnt of a page, and reading a part that changed by that alone.
//!
//! A scan weighs the whole page. When a post is added to a thousand, nearly all of that is known: what
//! a post's element looks like, where its text is, which words are the engine's. [`Living::look`] reads
//! a part of the page by this, with the code that a scan reads with; [`Living::change`] takes over what
//! changed. Both say `None` where only a scan can tell.
//!
//! Invariant: what they say is what a scan of the whole page would say, but for what a post answers.
//! Whatever could tip the scales of one (a text that becomes the engine's, a shared name, the mark of
//! another engine) makes them say `None`, and after many changes a scan is due in any case.

mod find;
mod learn;
mod look;
mod looks;
mod set;

use crate::body::Saying;
use crate::engines;
use crate::post::Post;
use crate::snapshot::NodeId;
use crate::words::Hash;

pub(crate) use learn::{Habits, Learnt};
use set::Set;

/// Changes after which a scan is due, beside half the records of the page.
const MOST_CHANGES: usize = 16;

/// Share of a page's records, in percent, that may be gone at once.
const MOST_GONE: usize = 30;

/// A record of the page, by a number that it keeps while it is there.
pub type Key = u32;

/// What was learnt of a page.
#[derive(Default)]
pub struct Living {
    /// What is known of the engines that wrote the page.
    rows: engines::Rows,
    sets: Vec<Set>,
    /// By key.
    records: Vec<Option<Known>>,
    /// What the records are called, ascending.
    names: Vec<Hash>,
    /// Records that the scan found.
    learnt: usize,
    /// Records that came or went since.
    changes: usize,
    /// Whether nothing but a scan will do.
    is_blind: bool,
}

struct Known {
    span: Span,
    /// `None`: of a set from which nothing can be learnt.
    set: Option<usize>,
    /// Whether it is in another record of its set.
    is_nested: bool,
    name: Hash,
    said: Vec<Saying>,
}

/// Where a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its first element, which for most holds all of it.
    pub first: NodeId,
    /// Its last element: the same, or a later sibling.
    pub last: NodeId,
}

/// A record in a part of the page.
pub struct Seen {
    /// The post, with its nodes in the part's snapshot and without what it answers; `None` if nothing is left
    /// of it without quotes, buttons and hidden text.
    pub post: Option<Post>,
    /// Where the record is.
    pub span: Span,
    known: Known,
}

impl Living {
    /// Where every record is that a scan found, by key.
    pub fn spans(&self) -> impl Iterator<Item = Span> {
        self.records.iter().flatten().map(|known| known.span)
    }

    /// Takes over that records went and others came. The keys of those that came, in their order.
    pub fn change(&mut self, gone: &[Key], came: &[&Seen]) -> Option<Vec<Key>> {
        let there = self.names.len();
        let lost = gone.len().saturating_sub(came.len());
        self.changes += gone.len().max(came.len());
        if lost * 100 > there * MOST_GONE || self.changes > MOST_CHANGES + self.learnt / 2 {
            return None;
        }
        let before: Vec<_> = self.sets.iter().map(Set::scales).collect();
        for key in gone {
            self.forget(*key)?;
        }
        let mut keys = Vec::with_capacity(came.len());
        for seen in came {
            keys.push(self.take(seen)?);
        }
        let is_steady = self.sets.iter().all(Set::is_steady);
        let after = self.sets.iter().map(Set::scales);
        (is_steady && after.eq(before)).then_some(keys)
    }

    fn forget(&mut self, key: Key) -> Option<()> {
        let known = self.records.get_mut(key as usize)?.take()?;
        let set = self.sets.get_mut(known.set?)?;
        // What was taken for no post because of others may be one without them.
        if !set.is_trusted() {
            return None;
        }
        set.forget(&known)?;
        if let Ok(place) = self.names.binary_search(&known.name) {
            self.names.remove(place);
        }
        Some(())
    }

    fn take(&mut self, seen: &Seen) -> Option<Key> {
        let known = &seen.known;
        self.sets.get_mut(known.set?)?.take(known)?;
        if seen.post.is_some() {
            // Two of one name: what each is called then, all of them decide.
            let place = self.names.binary_search(&known.name).err()?;
            self.names.insert(place, known.name);
        }
        let key = Key::try_from(self.records.len()).ok()?;
        self.records.push(Some(Known {
            said: known.said.clone(),
            ..*known
        }));
        Some(key)
    }
}

#[cfg(all(test, feature = "html"))]
mod tests;
