//! What one reader said about the posts of a page: asked whenever somebody opens one.

use rusqlite::{Connection, OptionalExtension as _};

use crate::identity::ReaderHash;

/// The reader's other ratings that are read past for each post that is asked about. Going from row to
/// row is that much faster than looking one up; few readers have rated so much between two posts of a
/// page that it is not worth it.
const PASSED_PER_POST: usize = 4;

/// The reader's values for posts given by their rows, in their order.
pub fn own(
    connection: &Connection,
    reader: ReaderHash,
    posts: &[Option<i64>],
) -> Result<Vec<Option<i64>>, rusqlite::Error> {
    let found = match between(connection, reader, posts)? {
        Some(ratings) => {
            let value = |post: &Option<i64>| {
                let found = ratings.binary_search_by_key(&(*post)?, |(post, _)| *post);
                ratings.get(found.ok()?).map(|(_, value)| *value)
            };
            posts.iter().map(value).collect()
        }
        None => one_by_one(connection, reader, posts)?,
    };
    Ok(found)
}

/// All that the reader said from the first to the last of the posts, by post; none if it is too much.
fn between(
    connection: &Connection,
    reader: ReaderHash,
    posts: &[Option<i64>],
) -> Result<Option<Vec<(i64, i64)>>, rusqlite::Error> {
    let known = || posts.iter().flatten();
    let (Some(first), Some(last)) = (known().min(), known().max()) else {
        return Ok(Some(Vec::new()));
    };
    let sql = "SELECT post, value FROM ratings WHERE reader = ?1 AND post BETWEEN ?2 AND ?3 \
               ORDER BY post";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query((reader.as_bytes(), first, last))?;
    let mut ratings = Vec::new();
    while let Some(row) = rows.next()? {
        if ratings.len() > posts.len() * PASSED_PER_POST {
            return Ok(None);
        }
        ratings.push((row.get(0)?, row.get(1)?));
    }
    Ok(Some(ratings))
}

fn one_by_one(
    connection: &Connection,
    reader: ReaderHash,
    posts: &[Option<i64>],
) -> Result<Vec<Option<i64>>, rusqlite::Error> {
    let sql = "SELECT value FROM ratings WHERE reader = ?1 AND post = ?2";
    let mut select = connection.prepare_cached(sql)?;
    let mut value = |post: &Option<i64>| match post {
        Some(post) => {
            let found = select.query_row((reader.as_bytes(), post), |row| row.get(0));
            found.optional()
        }
        None => Ok(None),
    };
    posts.iter().map(&mut value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rated(ratings: impl IntoIterator<Item = (u8, i64, i64)>) -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        let sql = "CREATE TABLE ratings (reader BLOB, post INTEGER, value INTEGER, \
                   PRIMARY KEY (reader, post)) WITHOUT ROWID";
        connection.execute_batch(sql).unwrap();
        for (reader, post, value) in ratings {
            let sql = "INSERT OR REPLACE INTO ratings VALUES (?1, ?2, ?3)";
            connection
                .execute(sql, ([reader; 16], post, value))
                .unwrap();
        }
        connection
    }

    #[test]
    fn a_reader_who_rated_much_more_than_the_page_is_read_one_by_one() {
        let connection = rated((0..1_000).map(|post| (1, post, post % 5)));
        let reader = ReaderHash::from_bytes([1; 16]);
        let far = [Some(999), None, Some(0)];
        assert_eq!(between(&connection, reader, &far).unwrap(), None);
        assert_eq!(
            own(&connection, reader, &far).unwrap(),
            [Some(4), None, Some(0)]
        );
        let near = [Some(7), Some(9)];
        assert!(between(&connection, reader, &near).unwrap().is_some());
        assert_eq!(own(&connection, reader, &near).unwrap(), [Some(2), Some(4)]);
    }

    proptest! {
        #[test]
        fn both_ways_find_the_same(
            ratings in prop::collection::vec((1..3_u8, 0..60_i64, -1..=5_i64), 0..120),
            posts in prop::collection::vec(prop::option::of(0..60_i64), 0..12),
        ) {
            let connection = rated(ratings);
            let reader = ReaderHash::from_bytes([1; 16]);
            let found = own(&connection, reader, &posts).unwrap();
            prop_assert_eq!(found, one_by_one(&connection, reader, &posts).unwrap());
        }
    }
}
