//! Forgetting in time: of posts that are old enough only the tallies are kept, and marks of looks go when
//! their days are over.
//!
//! A post is sealed first and takes no more ratings; who rated it is deleted afterwards, in small steps
//! between which ratings of other posts go on, and after a crash at the next start.

use rusqlite::Connection;

use super::batch::Batch;
use super::sqlite::SqliteStore;
use super::writer::Writer;
use super::{Place, StoreError, days_kept};
use crate::clock::{Day, Hour};
use crate::space::SpaceIndex;
use groundswell_protocol::PostId;

/// Most posts sealed, and most rows deleted, in one transaction: so long do ratings wait.
const STEP: usize = 500;

/// Most marks deleted in one transaction: they lie beside each other.
const MARKS: u32 = 5_000;

/// Rows that are looked through at once for ratings of sealed posts.
const WINDOW: u32 = 20_000;

/// What names a rating in the database.
type RatingKey = ([u8; 16], i64);

/// Seals the posts of a space that the hub first heard of before `born_before`; how many.
pub async fn seal(
    store: &SqliteStore,
    space: SpaceIndex,
    born_before: Hour,
) -> Result<usize, StoreError> {
    let mut due = Vec::new();
    store.memory.each(space, &mut |post, standing| {
        if !standing.sealed && standing.born < born_before {
            due.push(post);
        }
    });
    for posts in due.chunks(STEP) {
        let posts = posts.to_vec();
        store
            .task(move |writer| seal_posts(writer, space, &posts))
            .await?;
    }
    Ok(due.len())
}

/// Deletes who rated sealed posts; how many ratings that were.
pub async fn forget_raters(store: &SqliteStore) -> Result<usize, StoreError> {
    let (mut after, mut forgotten) = (Some(([0; 16], 0)), 0);
    while let Some(key) = after {
        let (sealed, last) = store
            .read(move |connection| window(connection, key))
            .await?;
        for keys in sealed.chunks(STEP) {
            let keys = keys.to_vec();
            forgotten += keys.len();
            store.task(move |writer| delete(writer, &keys)).await?;
        }
        after = last;
    }
    Ok(forgotten)
}

/// Deletes the marks of looks of days that are over, or that a wrong clock made.
pub async fn forget_marks(store: &SqliteStore, today: Day) -> Result<(), StoreError> {
    let (first, last) = days_kept(today);
    let sql = "DELETE FROM looked WHERE (day, mark) IN \
               (SELECT day, mark FROM looked WHERE day < ?1 OR day > ?2 LIMIT ?3)";
    let step = move |writer: &mut Writer| {
        let mut delete = writer.connection.prepare_cached(sql)?;
        Ok(delete.execute((first.0, last.0, MARKS))?)
    };
    while store.task(step).await? > 0 {}
    Ok(())
}

fn seal_posts(writer: &mut Writer, space: SpaceIndex, posts: &[PostId]) -> Result<(), StoreError> {
    let mut batch = Batch::begin(
        &mut writer.connection,
        &writer.spaces,
        &writer.hidden_readers,
        &writer.memory,
    )?;
    for post in posts {
        let place = Place { space, post: *post };
        let mut draft = batch.draft(place);
        draft.after.sealed = true;
        batch.redraft(place, draft);
    }
    let committed = batch.finish(writer.sequence)?;
    writer.adopt(&committed);
    Ok(())
}

/// The ratings of sealed posts among the next rows after `key`, and the last of those rows, if there was
/// any.
fn window(
    connection: &Connection,
    key: RatingKey,
) -> Result<(Vec<RatingKey>, Option<RatingKey>), rusqlite::Error> {
    let sql = "SELECT ratings.reader, ratings.post, posts.sealed FROM ratings \
               CROSS JOIN posts ON posts.id = ratings.post \
               WHERE (ratings.reader, ratings.post) > (?1, ?2) \
               ORDER BY ratings.reader, ratings.post LIMIT ?3";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query((key.0, key.1, WINDOW))?;
    let (mut sealed, mut last) = (Vec::new(), None);
    while let Some(row) = rows.next()? {
        let key = (row.get(0)?, row.get(1)?);
        if row.get(2)? {
            sealed.push(key);
        }
        last = Some(key);
    }
    Ok((sealed, last))
}

fn delete(writer: &mut Writer, keys: &[RatingKey]) -> Result<(), StoreError> {
    let transaction = writer.connection.transaction()?;
    let sql = "DELETE FROM ratings WHERE reader = ?1 AND post = ?2";
    for key in keys {
        transaction.prepare_cached(sql)?.execute(*key)?;
    }
    Ok(transaction.commit()?)
}
