//! The one thread that writes. It takes whatever is waiting, commits it in one transaction, and only
//! then tells the readers' requests: many ratings share one wait for the disk.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use groundswell_protocol::{RatingKind, RatingValue};
use rusqlite::{Connection, ErrorCode, ffi};
use tokio::sync::{mpsc, oneshot};

use super::batch::{Batch, Committed};
use super::memory::Memory;
use super::{Judged, Judgement, Looks, StoreError};
use crate::feed::Feed;
use crate::identity::ReaderHash;
use crate::metrics::Metrics;
use crate::space::SpaceIndex;

/// Most orders in one transaction: bounds how long the first of them waits for the last.
pub const MAX_BATCH: usize = 512;

/// Something to be written, and whom to tell when it is durable.
pub enum Order {
    Rate {
        judgement: Judgement,
        done: oneshot::Sender<Result<Judged, StoreError>>,
    },
    Look {
        looks: Looks,
        done: oneshot::Sender<Result<(), StoreError>>,
    },
    /// Something rare, with the writer to itself.
    Task(Task),
}

/// Runs on the writer's thread, between two batches.
pub type Task = Box<dyn FnOnce(&mut Writer) + Send>;

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
    /// Readers whose ratings are kept and do not count.
    pub hidden_readers: HashSet<(SpaceIndex, ReaderHash)>,
    pub memory: Arc<Memory>,
    pub feed: Arc<Feed>,
    pub metrics: Arc<Metrics>,
}

impl Writer {
    /// Writes until nobody can order any more.
    pub fn run(mut self, mut orders: mpsc::Receiver<Order>) {
        let mut waiting = Vec::with_capacity(MAX_BATCH);
        while orders.blocking_recv_many(&mut waiting, MAX_BATCH) > 0 {
            let mut batch = Vec::with_capacity(waiting.len());
            for order in waiting.drain(..) {
                match order {
                    // In turn: what was ordered before it is done before it.
                    Order::Task(task) => {
                        self.serve(&mut batch);
                        task(&mut self);
                    }
                    order => batch.push(order),
                }
            }
            self.serve(&mut batch);
        }
    }

    fn serve(&mut self, batch: &mut Vec<Order>) {
        if batch.is_empty() {
            return;
        }
        let began = Instant::now();
        match self.commit(batch) {
            Ok((committed, verdicts)) => {
                self.adopt(&committed);
                self.count(batch, &verdicts, began.elapsed());
                for (order, verdict) in batch.drain(..).zip(verdicts) {
                    self.answer(order, verdict);
                }
            }
            // Somewhere is damage that not all of them may have met: they are not to suffer for each other.
            Err(error) if batch.len() > 1 && may_be_of_one(&error) => {
                let mut rest = batch.split_off(batch.len() / 2);
                self.serve(batch);
                self.serve(&mut rest);
            }
            Err(error) => {
                let error = StoreError::from(error);
                for order in batch.drain(..) {
                    self.answer(order, Err(error.clone()));
                }
            }
        }
    }

    /// All of the batch or, on an error, nothing of it: a dropped transaction is rolled back.
    fn commit(&mut self, orders: &[Order]) -> Result<(Committed, Vec<Verdict>), rusqlite::Error> {
        let mut verdicts = Vec::with_capacity(orders.len());
        let sequence = self.sequence;
        let mut batch = Batch::begin(
            &mut self.connection,
            &self.spaces,
            &self.hidden_readers,
            &self.memory,
        )?;
        for order in orders {
            verdicts.push(match order {
                Order::Rate { judgement, .. } => batch.judge(judgement)?,
                Order::Look { looks, .. } => batch.look(looks)?,
                Order::Task(_) => Ok(None),
            });
        }
        Ok((batch.finish(sequence)?, verdicts))
    }

    fn count(&self, batch: &[Order], verdicts: &[Verdict], took: Duration) {
        let (mut ratings, mut looks) = (0, 0);
        for (order, verdict) in batch.iter().zip(verdicts) {
            match order {
                Order::Rate { .. } => ratings += usize::from(verdict.is_ok()),
                Order::Look { .. } => looks += usize::from(verdict.is_ok()),
                Order::Task(_) => {}
            }
        }
        self.metrics.committed(ratings, looks, took);
    }

    /// Memory first, feed second: whoever hears of a change can already read it.
    pub fn adopt(&mut self, committed: &Committed) {
        self.sequence = committed.sequence;
        for (place, known) in &committed.known {
            self.memory.put(*place, *known);
        }
        self.memory.reach(committed.sequence);
        self.feed.publish(&committed.changes);
    }

    /// A client that has gone away does not wait for its answer.
    fn answer(&self, order: Order, verdict: Verdict) {
        match order {
            Order::Rate { judgement, done } => {
                // As the whole batch left it: the number must tell of this very tally.
                let known = self.memory.get(judgement.place);
                let counted = known.map(|known| known.standing.counted);
                let counted = counted.unwrap_or_default();
                done.send(verdict.map(|mine| Judged { counted, mine })).ok();
            }
            Order::Look { done, .. } => {
                done.send(verdict.map(|_| ())).ok();
            }
            Order::Task(_) => {}
        }
    }
}

/// Whether the error comes of what is stored about one order. A disk that is full, locked or gone is the
/// same for all, and to find that out again for each of them would keep everybody waiting.
fn may_be_of_one(error: &rusqlite::Error) -> bool {
    let Some(error) = error.sqlite_error() else {
        // What was read is no rating.
        return true;
    };
    let reading = [
        ffi::SQLITE_IOERR_READ,
        ffi::SQLITE_IOERR_SHORT_READ,
        ffi::SQLITE_IOERR_DATA,
    ];
    match error.code {
        ErrorCode::DatabaseCorrupt | ErrorCode::ConstraintViolation | ErrorCode::TypeMismatch => {
            true
        }
        ErrorCode::SystemIoFailure => reading.contains(&error.extended_code),
        _ => false,
    }
}

/// Whether one order of a batch was carried out; a refused one has changed nothing. With what the reader's
/// rating is now, where it is about one.
pub type Verdict = Result<Option<RatingValue>, StoreError>;
