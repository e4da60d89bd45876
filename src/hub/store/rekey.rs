//! The keys under which a database's readers are stored: recognising them, and moving on to new ones.
//!
//! Everything that names a reader moves in one transaction, before anybody can rate: at no time is a
//! reader known under two hashes, so nobody counts twice.

use std::collections::HashMap;

use hmac::Mac as _;
use rusqlite::{Connection, OptionalExtension as _};

use super::hiding::Actor;
use super::open_error::OpenError;
use crate::identity::{HASH_LEN, Link, ReaderHash};
use crate::key::{Key, KeyRing};

/// Bytes of the fingerprint by which a database knows its keys.
const FINGERPRINT_LEN: usize = 8;

/// By this a database knows its keys.
pub type Fingerprint = Vec<u8>;

/// Makes sure that the readers are stored under all of these keys. A database under other keys would know
/// none of its readers again, and count them twice.
pub fn bring_to(connection: &Connection, keys: &KeyRing) -> Result<(), OpenError> {
    let fingerprints = fingerprints(keys);
    let Some(known) = known_fingerprint(connection)? else {
        return remember(connection, fingerprints.last());
    };
    let known = fingerprints.iter().position(|one| *one == known);
    let stored_under = known.ok_or(OpenError::OtherKey)? + 1;
    for key in keys.oldest_first().skip(stored_under) {
        rehash(connection, &Link::new(key))?;
        tracing::info!("readers are stored under one more key");
    }
    remember(connection, fingerprints.last())
}

/// The fingerprint of the database's keys; none before its first start is over.
pub fn known_fingerprint(connection: &Connection) -> Result<Option<Fingerprint>, rusqlite::Error> {
    let sql = "SELECT value FROM meta WHERE name = 'key'";
    connection.query_row(sql, [], |row| row.get(0)).optional()
}

/// For every key, in the order in which they were made, the fingerprint of it with all before it.
pub fn fingerprints(keys: &KeyRing) -> Vec<Fingerprint> {
    let mut before = Fingerprint::new();
    let fingerprint = |key: &Key| {
        let hashing = key.derive("groundswell key fingerprint");
        let hash = hashing.chain_update(&before).finalize().into_bytes();
        before = hash.into_iter().take(FINGERPRINT_LEN).collect();
        before.clone()
    };
    keys.oldest_first().map(fingerprint).collect()
}

fn remember(connection: &Connection, fingerprint: Option<&Fingerprint>) -> Result<(), OpenError> {
    let sql = "INSERT INTO meta (name, value) VALUES ('key', ?1) \
               ON CONFLICT DO UPDATE SET value = excluded.value";
    connection.execute(sql, [fingerprint])?;
    Ok(())
}

fn rehash(connection: &Connection, link: &Link) -> Result<(), OpenError> {
    rehash_senders(connection, link)?;
    for table in ["ratings", "removals", "hidden_readers"] {
        let mut select = connection.prepare(&format!("SELECT DISTINCT reader FROM {table}"))?;
        let readers = select.query_map([], |row| row.get::<_, [u8; HASH_LEN]>(0))?;
        let readers = readers.collect::<Result<Vec<_>, _>>()?;
        let sql = format!("UPDATE {table} SET reader = ?2 WHERE reader = ?1");
        let mut update = connection.prepare(&sql)?;
        for before in readers {
            let after = link.reader(ReaderHash::from_bytes(before));
            update.execute((before, after.as_bytes()))?;
        }
    }
    rehash_audit(connection, link)?;
    rehash_marks(connection, link)
}

/// While the readers have their hashes of before: a reader's rows lie beside each other.
fn rehash_senders(connection: &Connection, link: &Link) -> Result<(), OpenError> {
    for table in ["ratings", "removals"] {
        let sql = format!("SELECT DISTINCT reader, sender FROM {table} WHERE sender IS NOT NULL");
        let mut select = connection.prepare(&sql)?;
        let senders = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let senders = senders.collect::<Result<Vec<([u8; HASH_LEN], i64)>, _>>()?;
        let sql = format!("UPDATE {table} SET sender = ?3 WHERE reader = ?1 AND sender = ?2");
        let mut update = connection.prepare(&sql)?;
        for (reader, sender) in senders {
            update.execute((reader, sender, link.sender(sender)))?;
        }
    }
    Ok(())
}

/// The log names readers too: whoever is erased later is to be found there.
fn rehash_audit(connection: &Connection, link: &Link) -> Result<(), OpenError> {
    let mut select =
        connection.prepare("SELECT DISTINCT about FROM audit WHERE action LIKE '%-reader'")?;
    let named = select.query_map([], |row| row.get::<_, String>(0))?;
    let named = named.collect::<Result<Vec<_>, _>>()?;
    let sql = "UPDATE audit SET about = ?2 WHERE about = ?1 AND action LIKE '%-reader'";
    let mut update = connection.prepare(sql)?;
    for before in named {
        // An erased reader has no name there any more.
        if let Ok(reader) = before.parse::<ReaderHash>() {
            update.execute((before, link.reader(reader).to_string()))?;
        }
    }
    rehash_actors(connection, link)
}

/// So does an administrator who acted: under their new hash they are still the same.
fn rehash_actors(connection: &Connection, link: &Link) -> Result<(), OpenError> {
    let mut select = connection.prepare("SELECT DISTINCT actor FROM audit")?;
    let actors = select.query_map([], |row| row.get::<_, String>(0))?;
    let actors = actors.collect::<Result<Vec<_>, _>>()?;
    let mut update = connection.prepare("UPDATE audit SET actor = ?2 WHERE actor = ?1")?;
    for before in actors {
        if let Some(reader) = Actor::reader(&before) {
            let after = Actor::Reader(link.reader(reader)).to_string();
            update.execute((before, after))?;
        }
    }
    Ok(())
}

fn rehash_marks(connection: &Connection, link: &Link) -> Result<(), OpenError> {
    let mut select = connection.prepare("SELECT day, mark FROM looked")?;
    let looked = select.query_map([], |row| Ok((row.get(1)?, row.get(0)?)))?;
    let looked = looked.collect::<Result<HashMap<i64, i64>, _>>()?;
    // One mark may become what another one is: away with all before the first is written.
    connection.execute("DELETE FROM looked", [])?;
    let sql = "INSERT OR IGNORE INTO looked (day, mark) VALUES (?1, ?2)";
    let mut insert = connection.prepare(sql)?;
    for (mark, day) in looked {
        insert.execute((day, link.mark(mark)))?;
    }
    Ok(())
}
