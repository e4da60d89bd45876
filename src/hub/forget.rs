//! What the hub forgets: old posts' raters as the spaces want it, and one reader on demand.

use std::fmt;

use groundswell_protocol::SpaceId;

use crate::clock::{Day, Hour, unix_seconds};
use crate::hub::Hub;
use crate::identity::{Reader, ReaderHash, SignOn};
use crate::space::SpaceIndex;
use crate::store::{StoreError, Trace, days_kept};

/// Hours in a day.
const DAY: u32 = 24;

/// One reader, as whoever wants them forgotten knows them.
#[derive(Clone)]
pub enum Whose {
    /// The reader of this credential.
    Token(String),
    /// The reader who signs on in this way, under this name.
    Named(SignOn, String),
    /// The reader whom the store knows by this hash, in whichever space.
    Stored(String),
}

impl fmt::Debug for Whose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Whose(..)")
    }
}

/// Why nobody was erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EraseError {
    /// This hub did not issue the credential.
    Token,
    /// Nobody can have signed on so.
    Name,
    /// The text is no reader's hash.
    Stored,
    /// The store failed.
    Store(String),
}

impl fmt::Display for EraseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token => f.write_str("this hub issued no such token"),
            Self::Name => f.write_str("nobody signs on here in this way under such a name"),
            Self::Stored => f.write_str("a stored reader is 32 hexadecimal digits"),
            Self::Store(why) => write!(f, "nothing was erased: {why}"),
        }
    }
}

impl std::error::Error for EraseError {}

impl Hub {
    /// Erases a reader's ratings in every space, the tallies following, and all else that is kept of them;
    /// how many ratings that were. Sealed posts keep their tallies: nobody knows any more who rated them.
    ///
    /// # Errors
    /// [`EraseError`]; nothing was erased then.
    pub async fn erase(&self, whose: &Whose) -> Result<usize, EraseError> {
        let traces = match whose {
            Whose::Token(token) => {
                self.traces(self.identity.holder(token).ok_or(EraseError::Token)?)
            }
            Whose::Named(way, name) => {
                self.traces(self.identity.person(*way, name).ok_or(EraseError::Name)?)
            }
            Whose::Stored(hash) => {
                let reader: ReaderHash = hash.parse().map_err(|_| EraseError::Stored)?;
                let spaces = self.spaces.each();
                let trace = |(space, _)| Trace {
                    space,
                    reader,
                    marks: Vec::new(),
                };
                spaces.map(trace).collect()
            }
        };
        let erased = self.store.erase(traces, unix_seconds()).await;
        erased.map_err(|error| EraseError::Store(error.to_string()))
    }

    fn traces(&self, reader: Reader) -> Vec<Trace> {
        let spaces = self.spaces.each();
        spaces
            .map(|(index, id)| self.trace(index, id, reader))
            .collect()
    }

    fn trace(&self, space: SpaceIndex, id: &SpaceId, reader: Reader) -> Trace {
        let mut marks = Vec::new();
        let (first, last) = days_kept(Hour::now().day());
        self.store.each(space, &mut |post, _| {
            for day in (first.0..=last.0).map(Day) {
                marks.push((day, self.identity.mark(id, reader, post, day)));
            }
        });
        Trace {
            space,
            reader: self.identity.hash(id, reader),
            marks,
        }
    }

    /// Seals what is old enough now, and deletes what is of no more use.
    pub(crate) async fn forget(&self) {
        if let Err(error) = self.forget_at(Hour::now()).await {
            tracing::warn!(%error, "could not forget all that is due; trying again later");
        }
    }

    async fn forget_at(&self, now: Hour) -> Result<(), StoreError> {
        self.store.forget_marks(now.day()).await?;
        for (space, days) in self.spaces.sealing() {
            let born_before = Hour(now.0.saturating_sub(days.saturating_mul(DAY)));
            let posts = self.store.seal(space, born_before).await?;
            if posts > 0 {
                tracing::info!(posts, "sealed");
            }
        }
        self.store.forget_raters().await?;
        self.store.forget_removals(now.day()).await?;
        Ok(())
    }
}
