//! One transaction of the writer: what readers said, checked against what is stored, with the tallies
//! that follow from it.

use std::collections::{HashMap, HashSet};

use groundswell_protocol::{RatingKind, RatingValue, Tally};
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior};

use super::memory::{Known, Memory};
use super::writer::{SpaceRow, Verdict};
use super::{Change, Counted, Judgement, Place, Stamp, Standing, StoreError};
use crate::clock::{Day, Hour};
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

/// What a reader last said of a post.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Said {
    rating: Option<Stored>,
    /// The request by which the rating was given or taken back, if that is known.
    stamp: Option<Stamp>,
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

    /// Sets or takes back a rating, unless a later request of the same sender came first.
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
        // Taking back what was never given leaves no trace, unless the giving may still be on its way.
        if draft.row.is_none() && judgement.value.is_none() && judgement.stamp.is_none() {
            return Ok(Ok(None));
        }
        let before = match draft.row {
            Some(row) => self.said(space.kind, row, reader)?,
            None => Said::default(),
        };
        if judgement
            .stamp
            .is_some_and(|stamp| stamp.is_overtaken_by(before.stamp))
        {
            return Ok(Ok(before.rating.map(|rating| rating.value)));
        }
        let row = self.row(place, &mut draft, judgement.now)?;
        let after = Said {
            rating: judgement.value.map(|value| Stored {
                value,
                verified: judgement.verified,
            }),
            stamp: judgement.stamp.or(before.stamp),
        };
        if before != after {
            self.say(row, judgement, before, after)?;
            if !self.hidden_readers.contains(&(place.space, reader)) {
                move_rating(&mut draft.after.counted, before.rating, after.rating);
            }
        }
        self.drafts.insert(place, draft);
        Ok(Ok(judgement.value))
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

    fn said(
        &self,
        kind: RatingKind,
        post: i64,
        reader: ReaderHash,
    ) -> Result<Said, rusqlite::Error> {
        let sql = "SELECT value, verified, sender, number FROM ratings \
                   WHERE reader = ?1 AND post = ?2";
        let mut select = self.transaction.prepare_cached(sql)?;
        let found = select.query_row((reader.as_bytes(), post), |row| {
            let stamp = row.get::<_, Option<i64>>(2)?.zip(row.get(3)?);
            Ok((row.get::<_, i64>(0)?, row.get(1)?, stamp))
        });
        let Some((value, verified, stamp)) = found.optional()? else {
            let stamp = self.removal(reader, post)?;
            return Ok(Said {
                rating: None,
                stamp,
            });
        };
        let value = RatingValue::new(kind, value)
            .map_err(|_| rusqlite::Error::IntegralValueOutOfRange(0, value))?;
        Ok(Said {
            rating: Some(Stored { value, verified }),
            stamp: stamp.map(|(sender, number)| Stamp { sender, number }),
        })
    }

    /// Stores what the reader says instead of what they said `before`.
    fn say(
        &self,
        post: i64,
        judgement: &Judgement,
        before: Said,
        after: Said,
    ) -> Result<(), rusqlite::Error> {
        let (reader, today) = (judgement.reader, judgement.now.day());
        if let Some(rating) = after.rating {
            if before.rating.is_none() && before.stamp.is_some() {
                self.forget_removal(reader, post)?;
            }
            return self.set_rating(reader, post, rating, after.stamp, today);
        }
        if before.rating.is_some() {
            let sql = "DELETE FROM ratings WHERE reader = ?1 AND post = ?2";
            let mut delete = self.transaction.prepare_cached(sql)?;
            delete.execute((reader.as_bytes(), post))?;
        }
        match after.stamp {
            Some(stamp) => self.remember_removal(reader, post, stamp, today),
            None => Ok(()),
        }
    }

    fn set_rating(
        &self,
        reader: ReaderHash,
        post: i64,
        rating: Stored,
        stamp: Option<Stamp>,
        today: Day,
    ) -> Result<(), rusqlite::Error> {
        let sql = "INSERT INTO ratings (reader, post, value, verified, day, sender, number) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET \
                   value = excluded.value, verified = excluded.verified, day = excluded.day, \
                   sender = excluded.sender, number = excluded.number";
        let mut upsert = self.transaction.prepare_cached(sql)?;
        let (sender, number) = stamp.map(|stamp| (stamp.sender, stamp.number)).unzip();
        let value = rating.value.get();
        upsert.execute((
            reader.as_bytes(),
            post,
            value,
            rating.verified,
            today.0,
            sender,
            number,
        ))?;
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
