//! Where ratings are kept: what the hub asks of a store, whatever database is below.

mod backup;
mod batch;
mod check;
mod erase;
mod export;
mod hiding;
mod import;
mod load;
mod looks;
mod memory;
mod migrate;
mod open_error;
mod own;
mod readers;
mod record;
mod rekey;
mod removals;
mod seal;
mod sqlite;
mod writer;

use std::fmt;

use futures_util::future::BoxFuture;
use groundswell_protocol::{PostId, RatingValue, SpaceId, Tally};

use crate::clock::{Day, Hour};
use crate::identity::ReaderHash;
use crate::space::SpaceIndex;

pub use backup::{BackupError, backup};
pub use check::{CheckError, Findings, check};
pub use erase::Trace;
pub use export::{ExportError, export};
pub use hiding::{Action, ActiveReader, Actor, Entry, Hideable, MAX_HIDDEN_TERMS};
pub use import::{Import, Imported};
pub use open_error::OpenError;
pub use record::{Format, LineError};
#[cfg(feature = "fuzzing")]
pub use record::{Sink, Source};
pub use removals::REMOVAL_DAYS;
pub use sqlite::SqliteStore;

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
    /// Whether somebody vouches for the reader.
    pub verified: bool,
    pub value: Option<RatingValue>,
    /// Which of its sender's requests says so, where the sender keeps count.
    pub stamp: Option<Stamp>,
    pub now: Hour,
}

/// One of the requests of a sender, in the order in which the sender made them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// A keyed hash that one sender has for one reader of one space.
    pub sender: i64,
    pub number: i64,
}

impl Stamp {
    /// Whether the sender had already made a later one, `last`. Of two senders nothing of the kind is known.
    pub fn is_overtaken_by(self, last: Option<Self>) -> bool {
        last.is_some_and(|last| last.sender == self.sender && last.number > self.number)
    }
}

/// What a judgement came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    pub counted: Counted,
    /// The reader's rating now: another one than was asked for where the request was late.
    pub mine: Option<RatingValue>,
}

/// Posts that one reader had on their screen.
#[derive(Clone, Debug)]
pub struct Looks {
    pub space: SpaceIndex,
    /// Each post with a number that only this reader, post and day have.
    pub posts: Vec<(PostId, i64)>,
    pub now: Hour,
}

/// The tallies of a post, and the number of the change that made them so. Numbers rise with every
/// change of any post and go on rising after a restart; 0 is before the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Ratings of readers who signed on.
    pub verified: Tally,
    /// Ratings of readers whom nobody vouches for.
    pub unverified: Tally,
    /// Shows to nobody.
    pub hidden: bool,
    pub changed: u64,
}

impl Counted {
    /// The tally that a rating of such a reader counts in.
    pub fn tally_mut(&mut self, verified: bool) -> &mut Tally {
        if verified {
            &mut self.verified
        } else {
            &mut self.unverified
        }
    }
}

/// Everything the store knows of a post besides who rated it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub counted: Counted,
    /// How many readers had it on their screen, a reader once a day.
    pub looks: u32,
    /// When the hub first heard of it.
    pub born: Hour,
    /// It takes no more ratings, and who rated it is forgotten.
    pub sealed: bool,
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
    /// The disk has no room.
    Full,
    /// The post was hidden by an administrator.
    Hidden,
    /// The post takes no more ratings.
    Sealed,
    /// As many terms are hidden as can be.
    TooManyTerms,
    /// The database failed.
    Failed(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy => f.write_str("too many ratings are waiting"),
            Self::Full => f.write_str("the disk is full"),
            Self::Hidden => f.write_str("the post is hidden"),
            Self::TooManyTerms => f.write_str("too many terms are hidden"),
            Self::Sealed => f.write_str("the post is sealed"),
            Self::Failed(why) => f.write_str(why),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::Full,
            _ => Self::Failed(error.to_string()),
        }
    }
}

impl From<StoreError> for crate::error::Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Busy,
            StoreError::Full => Self::StorageFull,
            StoreError::Hidden => Self::PostHidden,
            StoreError::Sealed => Self::PostSealed,
            StoreError::TooManyTerms => Self::TooManyTerms,
            StoreError::Failed(why) => Self::Storage(why),
        }
    }
}

/// A store of ratings. Every change that it makes is published to the feed it was opened with, after
/// the change is durable and after `standings` tells of it.
pub trait Store: Send + Sync {
    /// Sets or takes back a rating, unless a later request of the same sender did so before. The tally comes
    /// back once the rating is durable, never before; it may include later ratings as well.
    fn rate(&self, judgement: Judgement) -> BoxFuture<'_, Result<Judged, StoreError>>;

    /// Counts looks, each mark once; done once they are durable.
    fn look(&self, looks: Looks) -> BoxFuture<'_, Result<(), StoreError>>;

    /// The number of a change that `standings` tells of, with all before it.
    fn sequence(&self) -> u64;

    /// How posts stand, in their order; `None` for a post that the store never heard of.
    fn standings(&self, space: SpaceIndex, posts: &[PostId]) -> Vec<Option<Standing>>;

    /// Every post of the space, in no order, at one moment. The writer waits for the end of it.
    fn each(&self, space: SpaceIndex, visit: &mut dyn FnMut(PostId, &Standing));

    /// What one reader said about posts, in their order.
    fn own<'a>(
        &'a self,
        space: SpaceIndex,
        reader: ReaderHash,
        posts: &'a [PostId],
    ) -> BoxFuture<'a, Result<Vec<Option<RatingValue>>, StoreError>>;

    /// Hides something or shows it again, and notes who did so.
    fn act(&self, action: Action) -> BoxFuture<'_, Result<Entry, StoreError>>;

    /// The terms that are left out of a space's clouds.
    fn hidden_terms(&self, space: SpaceIndex) -> Vec<String>;

    /// What administrators did, the newest first: before the entry `before`, at most `most`.
    fn audit(
        &self,
        before: Option<i64>,
        most: u32,
    ) -> BoxFuture<'_, Result<Vec<Entry>, StoreError>>;

    /// The readers of a space who rated most, at most `most`.
    fn active_readers(
        &self,
        space: SpaceIndex,
        most: u32,
    ) -> BoxFuture<'_, Result<Vec<ActiveReader>, StoreError>>;

    /// A reader of a space, called `name`; none of whom the store knows nothing there.
    fn known_reader(
        &self,
        space: SpaceIndex,
        name: &SpaceId,
        reader: ReaderHash,
    ) -> BoxFuture<'_, Result<Option<ActiveReader>, StoreError>>;

    /// Erases readers' ratings, with the tallies following, and all else that is kept of them; how many
    /// ratings. `at`, for the log, is in seconds since 1970.
    fn erase(&self, traces: Vec<Trace>, at: u64) -> BoxFuture<'_, Result<usize, StoreError>>;

    /// Takes in the records of an export. What the store answers afterwards may still be as before: it must
    /// be opened anew.
    fn import(&self, import: Import) -> BoxFuture<'_, Result<Imported, LineError>>;

    /// Lets posts of a space that were first heard of before `born_before` take no more ratings; how many.
    fn seal(
        &self,
        space: SpaceIndex,
        born_before: Hour,
    ) -> BoxFuture<'_, Result<usize, StoreError>>;

    /// Deletes who rated sealed posts, not how often they were; how many ratings.
    fn forget_raters(&self) -> BoxFuture<'_, Result<usize, StoreError>>;

    /// Deletes marks of looks that no look of today can meet.
    fn forget_marks(&self, today: Day) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Deletes removals that no request can meet any more.
    fn forget_removals(&self, today: Day) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Tries whether it can write, durably, and read. Nothing that anybody sees is changed.
    fn probe(&self) -> BoxFuture<'_, Result<(), StoreError>>;

    /// How many orders wait to be written.
    fn waiting(&self) -> usize;
}

/// The days whose looks may still be told from looks that counted already: a request may come over
/// midnight, and a clock that was wrong must not stop the counting for ever.
pub fn days_kept(today: Day) -> (Day, Day) {
    (
        Day(today.0.saturating_sub(1)),
        Day(today.0.saturating_add(1)),
    )
}
