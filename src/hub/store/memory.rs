//! How all posts stand, in memory. Reads are answered from here and touch no file.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use foldhash::fast::RandomState;
use groundswell_protocol::PostId;

use super::{Place, Standing};
use crate::space::SpaceIndex;

/// A post that has a row in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    pub row: i64,
    pub standing: Standing,
}

/// Clients choose identities, so the hash is seeded anew in every process; it need not be as strong as
/// the standard one, which takes longer for the posts of a page than all else that a read looks up.
type Posts = HashMap<PostId, Known, RandomState>;

/// Invariant: what is here is committed. The writer alone changes it.
pub struct Memory {
    spaces: Vec<RwLock<Posts>>,
    hidden_terms: RwLock<BTreeSet<(SpaceIndex, String)>>,
    sequence: AtomicU64,
}

impl Memory {
    pub fn new(spaces: usize) -> Self {
        Self {
            spaces: (0..spaces).map(|_| RwLock::default()).collect(),
            hidden_terms: RwLock::default(),
            sequence: AtomicU64::new(0),
        }
    }

    /// Every change up to this number can be read here.
    pub fn sequence(&self) -> u64 {
        self.sequence.load(Ordering::Acquire)
    }

    /// Says that every change up to this number was put.
    pub fn reach(&self, sequence: u64) {
        self.sequence.store(sequence, Ordering::Release);
    }

    pub fn get(&self, place: Place) -> Option<Known> {
        self.read(place.space)?.get(&place.post).copied()
    }

    /// One consistent look at many posts.
    pub fn get_all(&self, space: SpaceIndex, posts: &[PostId]) -> Vec<Option<Known>> {
        let Some(known) = self.read(space) else {
            return vec![None; posts.len()];
        };
        posts.iter().map(|post| known.get(post).copied()).collect()
    }

    /// One consistent look at all posts of a space.
    pub fn each(&self, space: SpaceIndex, visit: &mut dyn FnMut(PostId, &Standing)) {
        let posts = self.read(space);
        for (post, known) in posts.iter().flat_map(|posts| posts.iter()) {
            visit(*post, &known.standing);
        }
    }

    pub fn put(&self, place: Place, known: Known) {
        if let Some(mut posts) = self.write(place.space) {
            posts.insert(place.post, known);
        }
    }

    /// Leaves a term out of a space's clouds, or no longer.
    pub fn hide_term(&self, space: SpaceIndex, term: &str, hide: bool) {
        let hidden = self.hidden_terms.write();
        let mut hidden = hidden.unwrap_or_else(PoisonError::into_inner);
        let key = (space, term.to_owned());
        if hide {
            hidden.insert(key);
        } else {
            hidden.remove(&key);
        }
    }

    /// The terms left out of a space's clouds, in order.
    pub fn hidden_terms(&self, space: SpaceIndex) -> Vec<String> {
        let hidden = self.hidden_terms.read();
        let hidden = hidden.unwrap_or_else(PoisonError::into_inner);
        let own = hidden.range((space, String::new())..);
        let own = own.take_while(|(of, _)| *of == space);
        own.map(|(_, term)| term.clone()).collect()
    }

    // A panic while the lock is held cannot leave a half-written entry: entries are `Copy` values.
    fn read(&self, space: SpaceIndex) -> Option<RwLockReadGuard<'_, Posts>> {
        let posts = self.spaces.get(space.0)?;
        Some(posts.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write(&self, space: SpaceIndex) -> Option<RwLockWriteGuard<'_, Posts>> {
        let posts = self.spaces.get(space.0)?;
        Some(posts.write().unwrap_or_else(PoisonError::into_inner))
    }
}
