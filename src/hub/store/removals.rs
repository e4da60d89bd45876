//! Ratings that were taken back: remembered for a while, so that a request that gave one and comes late
//! does not bring it back.

use rusqlite::{Connection, OptionalExtension as _};

use super::batch::Batch;
use super::sqlite::SqliteStore;
use super::{Stamp, StoreError};
use crate::clock::Day;
use crate::identity::ReaderHash;

/// Days for which a removal is remembered. No network holds a request for so long, and a proxy that does
/// has lost it.
pub const REMOVAL_DAYS: u32 = 7;

/// Most removals deleted in one transaction: so long do ratings wait.
const STEP: u32 = 500;

impl Batch<'_> {
    /// The request by which the reader took back a rating of the post, if that is remembered.
    pub fn removal(&self, reader: ReaderHash, post: i64) -> Result<Option<Stamp>, rusqlite::Error> {
        let sql = "SELECT sender, number FROM removals WHERE reader = ?1 AND post = ?2";
        let mut select = self.transaction.prepare_cached(sql)?;
        let stamp = select.query_row((reader.as_bytes(), post), |row| {
            Ok(Stamp {
                sender: row.get(0)?,
                number: row.get(1)?,
            })
        });
        stamp.optional()
    }

    pub fn remember_removal(
        &self,
        reader: ReaderHash,
        post: i64,
        stamp: Stamp,
        today: Day,
    ) -> Result<(), rusqlite::Error> {
        let sql = "INSERT INTO removals (reader, post, sender, number, day) \
                   VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET \
                   sender = excluded.sender, number = excluded.number, day = excluded.day";
        let mut upsert = self.transaction.prepare_cached(sql)?;
        let Stamp { sender, number } = stamp;
        upsert.execute((reader.as_bytes(), post, sender, number, today.0))?;
        Ok(())
    }

    pub fn forget_removal(&self, reader: ReaderHash, post: i64) -> Result<(), rusqlite::Error> {
        let sql = "DELETE FROM removals WHERE reader = ?1 AND post = ?2";
        let mut delete = self.transaction.prepare_cached(sql)?;
        delete.execute((reader.as_bytes(), post))?;
        Ok(())
    }
}

/// Deletes removals that are old enough or that a wrong clock made, and those of sealed posts, which take
/// no more ratings, early or late.
pub async fn forget_removals(store: &SqliteStore, today: Day) -> Result<(), StoreError> {
    while store
        .task(move |writer| Ok(forget_some(&writer.connection, today)?))
        .await?
        > 0
    {}
    Ok(())
}

fn forget_some(connection: &Connection, today: Day) -> Result<usize, rusqlite::Error> {
    let sql = "DELETE FROM removals WHERE (reader, post) IN (\
               SELECT reader, post FROM removals WHERE day < ?1 OR day > ?2 \
               UNION SELECT reader, post FROM removals JOIN posts ON posts.id = removals.post \
               WHERE posts.sealed LIMIT ?3)";
    let mut delete = connection.prepare_cached(sql)?;
    let first = today.0.saturating_sub(REMOVAL_DAYS);
    delete.execute((first, today.0.saturating_add(1), STEP))
}
