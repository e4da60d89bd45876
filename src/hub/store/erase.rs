//! Forgetting one reader: their ratings, with the tallies following, and every other trace of them.

use groundswell_protocol::RatingValue;
use rusqlite::Transaction;

use super::batch::Batch;
use super::hiding::{ADMINISTRATOR, Actor, ratings_of};
use super::writer::Writer;
use super::{Place, StoreError};
use crate::clock::Day;
use crate::identity::ReaderHash;
use crate::space::SpaceIndex;

/// Who the log says did it: erasing needs no more than the hub's files.
const ACTOR: &str = "operator";

/// A reader of one space, and the marks that their looks may have left.
#[derive(Clone, Debug)]
pub struct Trace {
    pub space: SpaceIndex,
    pub reader: ReaderHash,
    pub marks: Vec<(Day, i64)>,
}

/// Erases all traces in one transaction; how many ratings were among them. `at` is in seconds since 1970.
pub fn erase(writer: &mut Writer, traces: &[Trace], at: u64) -> Result<usize, StoreError> {
    let mut batch = Batch::begin(
        &mut writer.connection,
        &writer.spaces,
        &writer.hidden_readers,
        &writer.memory,
    )?;
    let mut ratings = 0;
    for trace in traces {
        let hidden = writer.hidden_readers.contains(&(trace.space, trace.reader));
        ratings += erase_ratings(&mut batch, trace, hidden)?;
        erase_rest(&batch, trace)?;
    }
    log(&batch.transaction, at)?;
    let committed = batch.finish(writer.sequence)?;
    writer.adopt(&committed);
    for trace in traces {
        writer.hidden_readers.remove(&(trace.space, trace.reader));
    }
    Ok(ratings)
}

/// A hidden reader's ratings are in no tally.
fn erase_ratings(batch: &mut Batch<'_>, trace: &Trace, hidden: bool) -> Result<usize, StoreError> {
    let space = batch.space(trace.space)?;
    for (post, value, verified) in ratings_of(&batch.transaction, space.row, trace.reader)? {
        let value = RatingValue::new(space.kind, value)
            .map_err(|_| StoreError::Failed("a rating has a value that its kind has not".into()))?;
        let place = Place {
            space: trace.space,
            post,
        };
        let mut draft = batch.draft(place);
        // Of a post that is being sealed the tally is what is kept.
        if !hidden && !draft.after.sealed {
            let tally = draft.after.counted.tally_mut(verified);
            tally.change(Some(value), None);
        }
        batch.redraft(place, draft);
    }
    let sql = "DELETE FROM ratings WHERE reader = ?1 \
               AND post IN (SELECT id FROM posts WHERE space = ?2)";
    let transaction = &batch.transaction;
    Ok(transaction.execute(sql, (trace.reader.as_bytes(), space.row))?)
}

fn erase_rest(batch: &Batch<'_>, trace: &Trace) -> Result<(), StoreError> {
    let transaction = &batch.transaction;
    let space = batch.space(trace.space)?.row;
    let sql = "DELETE FROM hidden_readers WHERE space = ?1 AND reader = ?2";
    transaction.execute(sql, (space, trace.reader.as_bytes()))?;
    let sql = "DELETE FROM removals WHERE reader = ?1 \
               AND post IN (SELECT id FROM posts WHERE space = ?2)";
    transaction.execute(sql, (trace.reader.as_bytes(), space))?;
    // That somebody was hidden stays in the log, who it was does not.
    let sql = "UPDATE audit SET about = '' WHERE about = ?1 AND action LIKE '%-reader'";
    transaction.execute(sql, [trace.reader.to_string()])?;
    // As an administrator they stay somebody who was one.
    let sql = "UPDATE audit SET actor = ?2 WHERE actor = ?1";
    let actor = Actor::Reader(trace.reader).to_string();
    transaction.execute(sql, (actor, ADMINISTRATOR))?;
    let sql = "DELETE FROM looked WHERE day = ?1 AND mark = ?2";
    let mut delete = transaction.prepare_cached(sql)?;
    for (day, mark) in &trace.marks {
        delete.execute((day.0, mark))?;
    }
    Ok(())
}

/// That a reader was erased, not who.
fn log(transaction: &Transaction<'_>, at: u64) -> Result<(), rusqlite::Error> {
    let sql = "INSERT INTO audit (at, actor, action, space, about, reason) \
               VALUES (?1, ?2, 'erase-reader', '', '', '')";
    transaction
        .execute(sql, (at.cast_signed(), ACTOR))
        .map(|_| ())
}
