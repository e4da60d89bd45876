//! Where ratings are kept: what the hub asks of a store, whatever database is below.

mod memory;
mod migrate;
mod sqlite;
mod writer;

use std::fmt;

use futures_util::future::BoxFuture;
use groundswell_protocol::{PostId, RatingValue, Tally};

use crate::reader::ReaderHash;
use crate::space::SpaceIndex;

pub use sqlite::{OpenError, SqliteStore};

/// One post of one space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    pub space: SpaceIndex,
    pub post: PostId,
}

/// What one reader says about one post from now on; no value takes the rating back.
#[derive(Clone, Copy, Debug)]
pub struct Judgement {
    pub place: Place,
    pub reader: ReaderHash,
    pub value: Option<RatingValue>,
}

/// The tally of a post, and the number of the change that made it so. Numbers rise with every change
/// of any post and go on rising after a restart; 0 is before the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    pub tally: Tally,
    pub changed: u64,
}

/// A post whose tally has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    pub place: Place,
    pub counted: Counted,
}

/// Why the store did not do what it was asked. Nothing was changed then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// Too much is waiting already.
    Busy,
    /// The database failed.
    Failed(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy => f.write_str("too many ratings are waiting"),
            Self::Failed(why) => f.write_str(why),
        }
    }
}

impl From<StoreError> for crate::error::Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Busy,
            StoreError::Failed(why) => Self::Storage(why),
        }
    }
}

/// A store of ratings. Every change that it makes is published to the feed it was opened with, after
/// the change is durable and after `tallies` tells of it.
pub trait Store: Send + Sync {
    /// Sets or takes back a rating. The tally comes back once the rating is durable, never before; it
    /// may include later ratings as well.
    fn rate(&self, judgement: Judgement) -> BoxFuture<'_, Result<Counted, StoreError>>;

    /// The number of a change that `tallies` tells of, with all before it.
    fn sequence(&self) -> u64;

    /// The tallies of posts, in their order; `None` for a post that nobody ever rated.
    fn tallies(&self, space: SpaceIndex, posts: &[PostId]) -> Vec<Option<Counted>>;

    /// What one reader said about posts, in their order.
    fn own<'a>(
        &'a self,
        space: SpaceIndex,
        reader: ReaderHash,
        posts: &'a [PostId],
    ) -> BoxFuture<'a, Result<Vec<Option<RatingValue>>, StoreError>>;

    /// Whether ratings can be stored, as far as the store knows without trying.
    fn is_ready(&self) -> bool;
}
