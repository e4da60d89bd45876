//! What a start needs of a database: its spaces have rows, and how all posts stand comes into memory.

use std::collections::HashSet;

use groundswell_protocol::PostId;
use rusqlite::{Connection, OptionalExtension as _};

use super::memory::{Known, Memory};
use super::open_error::OpenError;
use super::writer::SpaceRow;
use super::{Counted, Place, Standing};
use crate::clock::Hour;
use crate::identity::ReaderHash;
use crate::space::{Space, SpaceIndex};

pub fn find_space(connection: &Connection, space: &Space) -> Result<SpaceRow, OpenError> {
    let sql = "SELECT id, kind FROM spaces WHERE name = ?1";
    let found: Option<(i64, String)> = connection
        .query_row(sql, [space.id.as_str()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let Some((row, kind)) = found else {
        let sql = "INSERT INTO spaces (name, kind) VALUES (?1, ?2)";
        connection.execute(sql, [space.id.as_str(), space.kind.name()])?;
        let row = connection.last_insert_rowid();
        return Ok(SpaceRow {
            row,
            kind: space.kind,
        });
    };
    if kind != space.kind.name() {
        change_kind(connection, row, space, kind)?;
    }
    Ok(SpaceRow {
        row,
        kind: space.kind,
    })
}

/// A space may become of another kind as long as nobody's rating would lose its meaning.
fn change_kind(
    connection: &Connection,
    row: i64,
    space: &Space,
    kind: String,
) -> Result<(), OpenError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM tallies JOIN posts ON posts.id = tallies.post \
               WHERE posts.space = ?1 AND tallies.count > 0)";
    if connection.query_row(sql, [row], |row| row.get(0))? {
        return Err(OpenError::OtherKind {
            space: space.id.clone(),
            stored: kind,
            wanted: space.kind,
        });
    }
    let sql = "UPDATE spaces SET kind = ?1 WHERE id = ?2";
    connection.execute(sql, (space.kind.name(), row))?;
    Ok(())
}

pub fn sequence(connection: &Connection) -> Result<u64, rusqlite::Error> {
    let sql = "SELECT value FROM meta WHERE name = 'sequence'";
    let known: Option<i64> = connection.query_row(sql, [], |row| row.get(0)).optional()?;
    Ok(known.unwrap_or(0).cast_unsigned())
}

/// How every post of the configured spaces stands.
pub fn load(connection: &Connection, spaces: &[SpaceRow]) -> Result<Memory, OpenError> {
    let memory = Memory::new(spaces.len());
    let sql = "SELECT posts.id, identity, changed, looks, born, hidden, sealed, \
               tallies.verified, tallies.value, tallies.count FROM posts \
               LEFT JOIN tallies ON tallies.post = posts.id WHERE posts.space = ?1 \
               ORDER BY posts.id";
    let mut select = connection.prepare(sql)?;
    for (index, space) in spaces.iter().enumerate() {
        let mut rows = select.query([space.row])?;
        while let Some(row) = rows.next()? {
            let place = Place {
                space: SpaceIndex(index),
                post: PostId::from_bytes(row.get(1)?),
            };
            let mut known = match memory.get(place) {
                Some(known) => known,
                None => read_post(row)?,
            };
            if let Some(verified) = row.get::<_, Option<bool>>(7)? {
                let value: i8 = row.get(8)?;
                if !space.kind.values().contains(&value) {
                    return Err(OpenError::Damaged("a tally has a value that no rating has"));
                }
                let counted = &mut known.standing.counted;
                counted.tally_mut(verified).set(value, row.get(9)?);
            }
            memory.put(place, known);
        }
    }
    Ok(memory)
}

fn read_post(row: &rusqlite::Row<'_>) -> Result<Known, rusqlite::Error> {
    let counted = Counted {
        changed: row.get::<_, i64>(2)?.cast_unsigned(),
        hidden: row.get(5)?,
        ..Counted::default()
    };
    let standing = Standing {
        counted,
        looks: row.get(3)?,
        born: Hour(row.get(4)?),
        sealed: row.get(6)?,
    };
    Ok(Known {
        row: row.get(0)?,
        standing,
    })
}

pub fn load_hidden_terms(
    connection: &Connection,
    spaces: &[SpaceRow],
    memory: &Memory,
) -> Result<(), rusqlite::Error> {
    let mut select = connection.prepare("SELECT term FROM hidden_terms WHERE space = ?1")?;
    for (index, space) in spaces.iter().enumerate() {
        let mut rows = select.query([space.row])?;
        while let Some(row) = rows.next()? {
            memory.hide_term(SpaceIndex(index), &row.get::<_, String>(0)?, true);
        }
    }
    Ok(())
}

/// Readers whose ratings are kept and do not count.
pub fn hidden_readers(
    connection: &Connection,
    spaces: &[SpaceRow],
) -> Result<HashSet<(SpaceIndex, ReaderHash)>, rusqlite::Error> {
    let mut hidden = HashSet::new();
    let mut select = connection.prepare("SELECT reader FROM hidden_readers WHERE space = ?1")?;
    for (index, space) in spaces.iter().enumerate() {
        let mut rows = select.query([space.row])?;
        while let Some(row) = rows.next()? {
            hidden.insert((SpaceIndex(index), ReaderHash::from_bytes(row.get(0)?)));
        }
    }
    Ok(hidden)
}
