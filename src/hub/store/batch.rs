//! One transaction of the writer: what readers said, checked against what is stored, with the tallies
//! that follow from it.

use std::collections::{HashMap, HashSet};

use groundswell_protocol::{RatingKind, RatingValue, Tally};
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior};

use super::memory::{Known, Memory};
use super::writer::{SpaceRow, Verdict};
use super::{Change, Counted, Judgement, Place, Standing, StoreError};
use crate::clock::Hour;
use crate::identity::ReaderHash;
use crate::space::SpaceIndex;

/// What a committed batch means for everybody else.
pub struct Committed {
    /// Every post of the batch that has a row, changed or not.
    pub known: Vec<(Place, Known)>,
    pub changes: Vec<Change>,
    pub sequence: u64,
}

/// A post within the batch.
#[derive(Clone, Copy)]
pub struct Draft {
    pub row: Option<i64>,
    pub before: Standing,
    pub after: Standing,
}

/// A transaction under way.
pub struct Batch<'a> {
    pub transaction: Transaction<'a>,
    pub spaces: &'a [SpaceRow],
    hidden_readers: &'a HashSet<(SpaceIndex, ReaderHash)>,
    memory: &'a Memory,
    drafts: HashMap<Place, Draft>,
    /// The keys of `drafts` in the order of their first mention.
    touched: Vec<Place>,
}

/// A rating as it is stored.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stored {
    value: RatingValue,
    verified: bool,
}

impl<'a> Batch<'a> {
    pub fn begin(
        connection: &'a mut Connection,
        spaces: &'a [SpaceRow],
        hidden_readers: &'a HashSet<(SpaceIndex, ReaderHash)>,
        memory: &'a Memory,
    ) -> Result<Self, rusqlite::Error> {
        Ok(Self {
            transaction: connection.transaction_with_behavior(TransactionBehavior::Immediate)?,
            spaces,
            hidden_readers,
            memory,
            drafts: HashMap::new(),
            touched: Vec::new(),
        })
    }

    /// Sets or takes back a rating.
    pub fn judge(&mut self, judgement: &Judgement) -> Result<Verdict, rusqlite::Error> {
        let (place, reader) = (judgement.place, judgement.reader);
        let space = self.space(place.space)?;
        let mut draft = self.draft(place);
        if draft.after.counted.hidden {
            return Ok(Err(StoreError::Hidden));
        }
        if draft.after.sealed {
            return Ok(Err(StoreError::Sealed));
        }
        // Taking back what was never given leaves no trace.
        if draft.row.is_none() && judgement.value.is_none() {
            return Ok(Ok(()));
        }
        let row = self.row(place, &mut draft, judgement.now)?;
        let before = self.stored(space.kind, row, reader)?;
        let after = judgement.value.map(|value| Stored {
            value,
            verified: judgement.verified,
        });
        if before != after {
            self.set_rating(row, judgement, after)?;
            if !self.hidden_readers.contains(&(place.space, reader)) {
                move_rating(&mut draft.after.counted, before, after);
            }
        }
        self.drafts.insert(place, draft);
        Ok(Ok(()))
    }

    pub fn space(&self, space: SpaceIndex) -> Result<SpaceRow, rusqlite::Error> {
        let space = self.spaces.get(space.0).copied();
        space.ok_or(rusqlite::Error::QueryReturnedNoRows)
    }

    /// The post as this batch left it so far.
    pub fn draft(&mut self, place: Place) -> Draft {
        let (memory, touched) = (self.memory, &mut self.touched);
        *self.drafts.entry(place).or_insert_with(|| {
            touched.push(place);
            let known = memory.get(place);
            let before = known.map_or_else(Standing::default, |known| known.standing);
            Draft {
                row: known.map(|known| known.row),
                before,
                after: before,
            }
        })
    }

    /// Puts back what [`draft`](Self::draft) gave, changed.
    pub fn redraft(&mut self, place: Place, draft: Draft) {
        self.drafts.insert(place, draft);
    }

    /// The post's row; made now if there is none yet.
    pub fn row(&self, place: Place, draft: &mut Draft, now: Hour) -> Result<i64, rusqlite::Error> {
        if let Some(row) = draft.row {
            return Ok(row);
        }
        let sql = "INSERT INTO posts (space, identity, changed, born) VALUES (?1, ?2, 0, ?3)";
        let mut insert = self.transaction.prepare_cached(sql)?;
        let space = self.space(place.space)?.row;
        let row = insert.insert((space, place.post.as_bytes(), now.0))?;
        draft.row = Some(row);
        draft.after.born = now;
        Ok(row)
    }

    fn stored(
        &self,
        kind: RatingKind,
        post: i64,
        reader: ReaderHash,
    ) -> Result<Option<Stored>, rusqlite::Error> {
        let sql = "SELECT value, verified FROM ratings WHERE reader = ?1 AND post = ?2";
        let mut select = self.transaction.prepare_cached(sql)?;
        let found: Option<(i64, bool)> = select
            .query_row((reader.as_bytes(), post), |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let Some((value, verified)) = found else {
            return Ok(None);
        };
        match RatingValue::new(kind, value) {
            Ok(value) => Ok(Some(Stored { value, verified })),
            Err(_) => Err(rusqlite::Error::IntegralValueOutOfRange(0, value)),
        }
    }

    fn set_rating(
        &self,
        post: i64,
        judgement: &Judgement,
        after: Option<Stored>,
    ) -> Result<(), rusqlite::Error> {
        let reader = judgement.reader.as_bytes();
        let Some(Stored { value, verified }) = after else {
            let sql = "DELETE FROM ratings WHERE reader = ?1 AND post = ?2";
            self.transaction
                .prepare_cached(sql)?
                .execute((reader, post))?;
            return Ok(());
        };
        let sql = "INSERT INTO ratings (reader, post, value, verified, day) \
                   VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET \
                   value = excluded.value, verified = excluded.verified, day = excluded.day";
        let mut upsert = self.transaction.prepare_cached(sql)?;
        upsert.execute((reader, post, value.get(), verified, judgement.now.day().0))?;
        Ok(())
    }

    /// Writes how the posts stand now, numbers the changes, and commits.
    pub fn finish(self, mut sequence: u64) -> Result<Committed, rusqlite::Error> {
        let (mut known, mut changes) = (Vec::new(), Vec::new());
        for place in &self.touched {
            let Some(draft) = self.drafts.get(place) else {
                continue;
            };
            let Some(row) = draft.row else { continue };
            let mut standing = draft.after;
            if standing.counted != draft.before.counted {
                sequence += 1;
                standing.counted.changed = sequence;
                self.write_tallies(self.space(place.space)?.kind, row, draft)?;
                changes.push(Change {
                    place: *place,
                    counted: standing.counted,
                });
            }
            if standing != draft.before {
                self.write_standing(row, &standing)?;
            }
            known.push((*place, Known { row, standing }));
        }
        if !changes.is_empty() {
            self.write_sequence(sequence)?;
        }
        self.transaction.commit()?;
        Ok(Committed {
            known,
            changes,
            sequence,
        })
    }

    fn write_tallies(
        &self,
        kind: RatingKind,
        post: i64,
        draft: &Draft,
    ) -> Result<(), rusqlite::Error> {
        let (before, after) = (&draft.before.counted, &draft.after.counted);
        self.write_tally(kind, post, true, &before.verified, &after.verified)?;
        self.write_tally(kind, post, false, &before.unverified, &after.unverified)
    }

    fn write_tally(
        &self,
        kind: RatingKind,
        post: i64,
        verified: bool,
        before: &Tally,
        after: &Tally,
    ) -> Result<(), rusqlite::Error> {
        let sql = "INSERT INTO tallies (post, verified, value, count) VALUES (?1, ?2, ?3, ?4) \
                   ON CONFLICT DO UPDATE SET count = excluded.count";
        for value in kind.values() {
            let count = after.count(*value);
            if count != before.count(*value) {
                let mut upsert = self.transaction.prepare_cached(sql)?;
                upsert.execute((post, verified, value, count))?;
            }
        }
        Ok(())
    }

    fn write_standing(&self, post: i64, standing: &Standing) -> Result<(), rusqlite::Error> {
        let sql =
            "UPDATE posts SET changed = ?1, looks = ?2, hidden = ?3, sealed = ?4 WHERE id = ?5";
        let mut update = self.transaction.prepare_cached(sql)?;
        let Standing {
            counted,
            looks,
            sealed,
            ..
        } = *standing;
        let changed = counted.changed.cast_signed();
        update.execute((changed, looks, counted.hidden, sealed, post))?;
        Ok(())
    }

    fn write_sequence(&self, sequence: u64) -> Result<(), rusqlite::Error> {
        let sql = "INSERT INTO meta (name, value) VALUES ('sequence', ?1) \
                   ON CONFLICT DO UPDATE SET value = excluded.value";
        let mut upsert = self.transaction.prepare_cached(sql)?;
        upsert.execute([sequence.cast_signed()])?;
        Ok(())
    }
}

/// One reader's rating leaves the tally it was in and enters the one it is in now.
fn move_rating(counted: &mut Counted, before: Option<Stored>, after: Option<Stored>) {
    if let Some(before) = before {
        let tally = counted.tally_mut(before.verified);
        tally.change(Some(before.value), None);
    }
    if let Some(after) = after {
        let tally = counted.tally_mut(after.verified);
        tally.change(None, Some(after.value));
    }
}
