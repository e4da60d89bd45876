//! The one thread that writes. It takes whatever is waiting, commits it in one transaction, and only
//! then tells the readers' requests: many ratings share one wait for the disk.

use std::collections::HashMap;
use std::sync::Arc;

use groundswell_protocol::{RatingKind, RatingValue, Tally};
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::memory::{Known, Memory};
use super::{Change, Counted, Judgement, Place, StoreError};
use crate::feed::Feed;

/// Most ratings in one transaction: bounds how long the first of them waits for the last.
pub const MAX_BATCH: usize = 512;

/// A judgement, and whom to tell when it is durable.
pub struct Order {
    pub judgement: Judgement,
    pub done: oneshot::Sender<Result<Counted, StoreError>>,
}

/// A space's row and kind.
#[derive(Clone, Copy)]
pub struct SpaceRow {
    pub row: i64,
    pub kind: RatingKind,
}

/// What the writer works with.
pub struct Writer {
    pub connection: Connection,
    pub spaces: Vec<SpaceRow>,
    /// The number of the last change.
    pub sequence: u64,
    pub memory: Arc<Memory>,
    pub feed: Arc<Feed>,
}

impl Writer {
    /// Writes until nobody can order any more.
    pub fn run(mut self, mut orders: mpsc::Receiver<Order>) {
        let mut batch = Vec::with_capacity(MAX_BATCH);
        while orders.blocking_recv_many(&mut batch, MAX_BATCH) > 0 {
            self.serve(&mut batch);
        }
    }

    fn serve(&mut self, batch: &mut Vec<Order>) {
        match self.commit(batch) {
            Ok(committed) => {
                self.adopt(&committed);
                for order in batch.drain(..) {
                    // As the whole batch left it: the number must tell of this very tally.
                    let known = self.memory.get(order.judgement.place);
                    let counted = known.map(|known| known.counted).unwrap_or_default();
                    // A client that has gone away does not wait for its answer.
                    order.done.send(Ok(counted)).ok();
                }
            }
            Err(error) => {
                let error = StoreError::Failed(error.to_string());
                for order in batch.drain(..) {
                    order.done.send(Err(error.clone())).ok();
                }
            }
        }
    }

    /// All of the batch or, on an error, nothing of it: a dropped transaction is rolled back.
    fn commit(&mut self, batch: &[Order]) -> Result<Committed, rusqlite::Error> {
        let behavior = TransactionBehavior::Immediate;
        let transaction = self.connection.transaction_with_behavior(behavior)?;
        let mut work = Work {
            transaction,
            spaces: &self.spaces,
            memory: &self.memory,
            drafts: HashMap::new(),
            touched: Vec::new(),
        };
        for order in batch {
            work.judge(&order.judgement)?;
        }
        work.finish(self.sequence)
    }

    /// Memory first, feed second: whoever hears of a change can already read it.
    fn adopt(&mut self, committed: &Committed) {
        self.sequence = committed.sequence;
        for (place, known) in &committed.known {
            self.memory.put(*place, *known);
        }
        self.memory.reach(committed.sequence);
        self.feed.publish(&committed.changes);
    }
}

/// What a committed batch means for everybody else.
struct Committed {
    /// Every post of the batch that has a row, changed or not.
    known: Vec<(Place, Known)>,
    changes: Vec<Change>,
    sequence: u64,
}

/// A post within the batch.
#[derive(Clone, Copy)]
struct Draft {
    row: Option<i64>,
    before: Counted,
    after: Tally,
}

/// A transaction under way.
struct Work<'a> {
    transaction: Transaction<'a>,
    spaces: &'a [SpaceRow],
    memory: &'a Memory,
    drafts: HashMap<Place, Draft>,
    /// The keys of `drafts` in the order of their first judgement.
    touched: Vec<Place>,
}

impl Work<'_> {
    fn judge(&mut self, judgement: &Judgement) -> Result<(), rusqlite::Error> {
        let Judgement {
            place,
            reader,
            value,
        } = *judgement;
        let space = self.space(place)?;
        let mut draft = self.draft(place);
        let row = match (draft.row, value) {
            (Some(row), _) => row,
            // Taking back what was never given leaves no trace.
            (None, None) => return Ok(()),
            (None, Some(_)) => self.insert_post(space, place)?,
        };
        draft.row = Some(row);
        let before = self.rating(space.kind, row, reader.as_bytes())?;
        if before != value {
            self.set_rating(row, reader.as_bytes(), value)?;
            draft.after.change(before, value);
        }
        self.drafts.insert(place, draft);
        Ok(())
    }

    fn space(&self, place: Place) -> Result<SpaceRow, rusqlite::Error> {
        let space = self.spaces.get(place.space.0).copied();
        space.ok_or(rusqlite::Error::QueryReturnedNoRows)
    }

    fn draft(&mut self, place: Place) -> Draft {
        let (memory, touched) = (self.memory, &mut self.touched);
        *self.drafts.entry(place).or_insert_with(|| {
            touched.push(place);
            let known = memory.get(place);
            let before = known.map_or_else(Counted::default, |known| known.counted);
            Draft {
                row: known.map(|known| known.row),
                before,
                after: before.tally,
            }
        })
    }

    fn insert_post(&self, space: SpaceRow, place: Place) -> Result<i64, rusqlite::Error> {
        let sql = "INSERT INTO posts (space, identity, changed) VALUES (?1, ?2, 0)";
        let mut insert = self.transaction.prepare_cached(sql)?;
        insert.insert((space.row, place.post.as_bytes()))
    }

    fn rating(
        &self,
        kind: RatingKind,
        post: i64,
        reader: &[u8; 16],
    ) -> Result<Option<RatingValue>, rusqlite::Error> {
        let sql = "SELECT value FROM ratings WHERE reader = ?1 AND post = ?2";
        let mut select = self.transaction.prepare_cached(sql)?;
        let value: Option<i64> = select
            .query_row((reader, post), |row| row.get(0))
            .optional()?;
        value
            .map(|value| {
                RatingValue::new(kind, value)
                    .map_err(|_| rusqlite::Error::IntegralValueOutOfRange(0, value))
            })
            .transpose()
    }

    fn set_rating(
        &self,
        post: i64,
        reader: &[u8; 16],
        value: Option<RatingValue>,
    ) -> Result<(), rusqlite::Error> {
        let Some(value) = value else {
            let sql = "DELETE FROM ratings WHERE reader = ?1 AND post = ?2";
            self.transaction
                .prepare_cached(sql)?
                .execute((reader, post))?;
            return Ok(());
        };
        let sql = "INSERT INTO ratings (reader, post, value) VALUES (?1, ?2, ?3) \
                   ON CONFLICT DO UPDATE SET value = excluded.value";
        let mut upsert = self.transaction.prepare_cached(sql)?;
        upsert.execute((reader, post, value.get()))?;
        Ok(())
    }

    /// Writes the tallies, numbers the changes, and commits.
    fn finish(self, mut sequence: u64) -> Result<Committed, rusqlite::Error> {
        let (mut known, mut changes) = (Vec::new(), Vec::new());
        for place in &self.touched {
            let Some(draft) = self.drafts.get(place) else {
                continue;
            };
            let Some(row) = draft.row else { continue };
            let mut counted = draft.before;
            if draft.after != draft.before.tally {
                sequence += 1;
                counted = Counted {
                    tally: draft.after,
                    changed: sequence,
                };
                self.write_tally(self.space(*place)?.kind, row, draft, sequence)?;
                changes.push(Change {
                    place: *place,
                    counted,
                });
            }
            known.push((*place, Known { row, counted }));
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

    fn write_tally(
        &self,
        kind: RatingKind,
        post: i64,
        draft: &Draft,
        changed: u64,
    ) -> Result<(), rusqlite::Error> {
        let sql = "INSERT INTO tallies (post, value, count) VALUES (?1, ?2, ?3) \
                   ON CONFLICT DO UPDATE SET count = excluded.count";
        let mut upsert = self.transaction.prepare_cached(sql)?;
        for value in kind.values() {
            let count = draft.after.count(*value);
            if count != draft.before.tally.count(*value) {
                upsert.execute((post, value, count))?;
            }
        }
        let sql = "UPDATE posts SET changed = ?1 WHERE id = ?2";
        let mut update = self.transaction.prepare_cached(sql)?;
        update.execute((changed.cast_signed(), post))?;
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
