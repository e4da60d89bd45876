//! `groundswell import`: records of an export into a database that no hub serves, all or none of them.
//!
//! What is stored already stays where the file does not know better: of two ratings of one reader and post
//! the later day's counts, one that was taken back on that day or later stays so, a post that is sealed stays
//! as it is. Tallies are counted anew from the ratings;
//! the file's are taken for sealed posts only, of which nothing else is left. Importing a file again
//! changes nothing.

use std::io::Read;

use groundswell_protocol::{PostId, RatingKind, RatingValue, SpaceId};
use rusqlite::{OptionalExtension as _, Transaction, TransactionBehavior};

use super::export::hex;
use super::hiding::MAX_HIDDEN_TERMS;
use super::record::{Format, Kind, LineError, Record, Source, VERSION};
use super::rekey::known_fingerprint;
use super::writer::{SpaceRow, Writer};
use crate::identity::ReaderHash;
use crate::term;

/// Posts that the import changed, each with its place in the order of changes; posts that it brought sealed.
const TABLES: &str = "
    CREATE TEMP TABLE touched (n INTEGER PRIMARY KEY, post INTEGER NOT NULL UNIQUE);
    CREATE TEMP TABLE brought_sealed (post INTEGER PRIMARY KEY);";

const FINISH: &str = "
    INSERT OR IGNORE INTO touched (post)
        SELECT ratings.post FROM ratings JOIN posts ON posts.id = ratings.post
        JOIN newly_hidden ON newly_hidden.space = posts.space AND newly_hidden.reader = ratings.reader;
    DELETE FROM tallies WHERE post IN
        (SELECT post FROM touched JOIN posts ON posts.id = touched.post WHERE sealed = 0);
    INSERT INTO tallies (post, verified, value, count)
        SELECT ratings.post, ratings.verified, ratings.value, count(*) FROM ratings
        JOIN posts ON posts.id = ratings.post
        WHERE ratings.post IN (SELECT post FROM touched) AND sealed = 0
        AND NOT EXISTS (SELECT 1 FROM hidden_readers WHERE hidden_readers.space = posts.space
                        AND hidden_readers.reader = ratings.reader)
        GROUP BY ratings.post, ratings.verified, ratings.value;";

/// What became of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Ratings that are new, or later than those that were stored.
    pub ratings: u64,
    /// Posts that are new or changed.
    pub posts: u64,
    /// Records that said nothing new.
    pub known: u64,
}

/// What is imported, and how.
pub struct Import {
    /// The records.
    pub from: Box<dyn Read + Send>,
    /// How they are written.
    pub format: Format,
    /// Whether readers hashed under another key are taken in. None of them can be met again: whoever they
    /// are, the hub knows them as somebody else from now on.
    pub foreign: bool,
}

/// Imports all records, or none where a line is wrong. The memory of the writer is not told.
pub fn import(writer: &mut Writer, import: Import) -> Result<Imported, LineError> {
    let failed = |error: rusqlite::Error| LineError::new(0, error);
    let begun = writer
        .connection
        .transaction_with_behavior(TransactionBehavior::Immediate);
    let transaction = begun.map_err(failed)?;
    transaction.execute_batch(TABLES).map_err(failed)?;
    let hidden =
        "CREATE TEMP TABLE newly_hidden (space INTEGER, reader BLOB, PRIMARY KEY (space, reader))";
    transaction.execute_batch(hidden).map_err(failed)?;
    let mut source = Source::new(import.format, import.from);
    let mut run = Run {
        transaction: &transaction,
        spaces: &writer.spaces,
        foreign: import.foreign,
        begun: false,
        imported: Imported::default(),
    };
    while let Some((line, record)) = source.next()? {
        run.take(&record)
            .map_err(|Wrong(why)| LineError::new(line, why))?;
    }
    if !run.begun {
        return Err(LineError::new(1, "the file is empty"));
    }
    let imported = run.imported;
    finish(&transaction, writer.sequence).map_err(failed)?;
    transaction.commit().map_err(failed)?;
    Ok(imported)
}

fn finish(transaction: &Transaction<'_>, sequence: u64) -> Result<(), rusqlite::Error> {
    transaction.execute_batch(FINISH)?;
    let sql =
        "UPDATE posts SET changed = ?1 + touched.n FROM touched WHERE touched.post = posts.id";
    transaction.execute(sql, [sequence.cast_signed()])?;
    let sql = "INSERT INTO meta (name, value) \
               SELECT 'sequence', ?1 + count(*) FROM touched WHERE true \
               ON CONFLICT DO UPDATE SET value = excluded.value";
    transaction.execute(sql, [sequence.cast_signed()])?;
    transaction
        .execute_batch("DROP TABLE touched; DROP TABLE brought_sealed; DROP TABLE newly_hidden")
}

/// Why a record cannot be imported.
struct Wrong(String);

impl Wrong {
    fn new(why: impl ToString) -> Self {
        Self(why.to_string())
    }
}

impl From<rusqlite::Error> for Wrong {
    fn from(error: rusqlite::Error) -> Self {
        Self(error.to_string())
    }
}

struct Run<'a> {
    transaction: &'a Transaction<'a>,
    spaces: &'a [SpaceRow],
    foreign: bool,
    begun: bool,
    imported: Imported,
}

impl Run<'_> {
    fn take(&mut self, record: &Record) -> Result<(), Wrong> {
        if record.kind == Kind::Hub {
            return self.hub(record);
        }
        if !self.begun {
            return Err(Wrong::new("the first record of an export is of type hub"));
        }
        let space = self.space(needed(record.space.as_ref(), "space")?)?;
        match record.kind {
            Kind::Hub => Ok(()),
            Kind::Space => kind_fits(space, needed(record.rating, "rating")?),
            Kind::Post => self.post(space, record),
            Kind::Tally => self.tally(space, record),
            Kind::Rating => self.rating(space, record),
            Kind::HiddenReader => self.hidden_reader(space, record),
            Kind::HiddenTerm => self.hidden_term(space, record),
        }
    }

    fn hub(&mut self, record: &Record) -> Result<(), Wrong> {
        if record.version != Some(VERSION) {
            return Err(Wrong::new(format!(
                "only version {VERSION} of exports can be imported"
            )));
        }
        let own = known_fingerprint(self.transaction)?.unwrap_or_default();
        let key = needed(record.key.as_deref(), "key")?;
        if key != hex(&own) && !self.foreign {
            let why = "its readers are hashed under another key: use that key, or take them in as \
                       strangers by --foreign";
            return Err(Wrong::new(why));
        }
        self.begun = true;
        Ok(())
    }

    fn space(&self, id: &SpaceId) -> Result<SpaceRow, Wrong> {
        let sql = "SELECT id FROM spaces WHERE name = ?1";
        let mut select = self.transaction.prepare_cached(sql)?;
        let row: Option<i64> = select
            .query_row([id.as_str()], |row| row.get(0))
            .optional()?;
        let known = self.spaces.iter().find(|space| Some(space.row) == row);
        let why = || Wrong::new(format!("the hub is not configured with a space '{id}'"));
        known.copied().ok_or_else(why)
    }

    fn post(&mut self, space: SpaceRow, record: &Record) -> Result<(), Wrong> {
        let post = self.identity(record)?;
        let fields = (
            space.row,
            post.as_bytes(),
            needed(record.born, "born")?,
            needed(record.looks, "looks")?,
            needed(record.hidden, "hidden")?,
            needed(record.sealed, "sealed")?,
        );
        let known = self.row(space, post)?;
        let sql = "INSERT INTO posts (space, identity, changed, born, looks, hidden, sealed) \
                   VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET \
                   born = min(born, excluded.born), looks = max(looks, excluded.looks), \
                   hidden = max(hidden, excluded.hidden) \
                   WHERE excluded.born < born OR excluded.looks > looks OR excluded.hidden > hidden";
        let changed = self.transaction.prepare_cached(sql)?.execute(fields)?;
        let Some((row, _)) = self.row(space, post)? else {
            return Err(Wrong::new("the post was not stored"));
        };
        if known.is_none() && record.sealed == Some(true) {
            let sql = "INSERT INTO brought_sealed (post) VALUES (?1)";
            self.transaction.prepare_cached(sql)?.execute([row])?;
        }
        self.count(changed > 0, |imported| &mut imported.posts);
        if changed > 0 { self.touch(row) } else { Ok(()) }
    }

    fn tally(&self, space: SpaceRow, record: &Record) -> Result<(), Wrong> {
        let (row, _) = self.known_post(space, record)?;
        let value = value(space.kind, record)?;
        let sql = "INSERT OR REPLACE INTO tallies (post, verified, value, count) \
                   SELECT post, ?2, ?3, ?4 FROM brought_sealed WHERE post = ?1";
        let verified = needed(record.verified, "verified")?;
        let count = needed(record.count, "count")?;
        let mut insert = self.transaction.prepare_cached(sql)?;
        insert.execute((row, verified, value.get(), count))?;
        Ok(())
    }

    fn rating(&mut self, space: SpaceRow, record: &Record) -> Result<(), Wrong> {
        let (row, sealed) = self.known_post(space, record)?;
        let value = value(space.kind, record)?;
        let reader = reader(record)?;
        let verified = needed(record.verified, "verified")?;
        let day = needed(record.day, "day")?;
        let changed = if sealed {
            0
        } else {
            let sql = "INSERT INTO ratings (reader, post, value, verified, day) \
                       SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM removals \
                           WHERE reader = ?1 AND post = ?2 AND day >= ?5) \
                       ON CONFLICT DO UPDATE SET value = excluded.value, \
                       verified = excluded.verified, day = excluded.day, \
                       sender = NULL, number = NULL WHERE excluded.day > day";
            let mut upsert = self.transaction.prepare_cached(sql)?;
            upsert.execute((reader.as_bytes(), row, value.get(), verified, day))?
        };
        if changed > 0 {
            let sql = "DELETE FROM removals WHERE reader = ?1 AND post = ?2";
            let mut delete = self.transaction.prepare_cached(sql)?;
            delete.execute((reader.as_bytes(), row))?;
        }
        self.count(changed > 0, |imported| &mut imported.ratings);
        if changed > 0 { self.touch(row) } else { Ok(()) }
    }

    fn hidden_reader(&mut self, space: SpaceRow, record: &Record) -> Result<(), Wrong> {
        let reader = reader(record)?;
        let sql = "INSERT OR IGNORE INTO hidden_readers (space, reader) VALUES (?1, ?2)";
        let key = (space.row, reader.as_bytes());
        let changed = self.transaction.execute(sql, key)?;
        if changed > 0 {
            let sql = "INSERT OR IGNORE INTO newly_hidden (space, reader) VALUES (?1, ?2)";
            self.transaction.execute(sql, key)?;
        }
        Ok(())
    }

    fn hidden_term(&mut self, space: SpaceRow, record: &Record) -> Result<(), Wrong> {
        let term = needed(record.term.as_deref(), "term")?;
        let wrong = |why| Wrong::new(format!("the term {why}"));
        let term = term::to_hide(term).map_err(wrong)?;
        let sql = "INSERT OR IGNORE INTO hidden_terms (space, term) VALUES (?1, ?2)";
        self.transaction.execute(sql, (space.row, term))?;
        let sql = "SELECT count(*) FROM hidden_terms WHERE space = ?1";
        let count: i64 = self
            .transaction
            .query_row(sql, [space.row], |row| row.get(0))?;
        if usize::try_from(count).is_ok_and(|count| count > MAX_HIDDEN_TERMS) {
            return Err(Wrong::new(format!(
                "a space has at most {MAX_HIDDEN_TERMS} hidden terms"
            )));
        }
        Ok(())
    }

    fn identity(&self, record: &Record) -> Result<PostId, Wrong> {
        let post = needed(record.post.as_ref(), "post")?;
        post.parse::<PostId>().map_err(Wrong::new)
    }

    /// Row of a post, and whether it is sealed.
    fn row(&self, space: SpaceRow, post: PostId) -> Result<Option<(i64, bool)>, Wrong> {
        let sql = "SELECT id, sealed FROM posts WHERE space = ?1 AND identity = ?2";
        let mut select = self.transaction.prepare_cached(sql)?;
        let found = select.query_row((space.row, post.as_bytes()), |row| {
            Ok((row.get(0)?, row.get(1)?))
        });
        Ok(found.optional()?)
    }

    fn known_post(&self, space: SpaceRow, record: &Record) -> Result<(i64, bool), Wrong> {
        let known = self.row(space, self.identity(record)?)?;
        known.ok_or_else(|| Wrong::new("no record before this one tells of the post"))
    }

    fn touch(&self, row: i64) -> Result<(), Wrong> {
        let sql = "INSERT OR IGNORE INTO touched (post) VALUES (?1)";
        self.transaction.prepare_cached(sql)?.execute([row])?;
        Ok(())
    }

    fn count(&mut self, new: bool, of: impl Fn(&mut Imported) -> &mut u64) {
        if new {
            *of(&mut self.imported) += 1;
        } else {
            self.imported.known += 1;
        }
    }
}

fn needed<T>(field: Option<T>, name: &str) -> Result<T, Wrong> {
    field.ok_or_else(|| Wrong::new(format!("the record has no {name}")))
}

fn kind_fits(space: SpaceRow, kind: RatingKind) -> Result<(), Wrong> {
    if space.kind == kind {
        Ok(())
    } else {
        let why = format!(
            "its ratings are of kind '{kind}', here they are '{}'",
            space.kind
        );
        Err(Wrong::new(why))
    }
}

fn value(kind: RatingKind, record: &Record) -> Result<RatingValue, Wrong> {
    let value = needed(record.value, "value")?;
    RatingValue::new(kind, value.into()).map_err(|error| Wrong::new(error.to_string()))
}

fn reader(record: &Record) -> Result<ReaderHash, Wrong> {
    let reader = needed(record.reader.as_deref(), "reader")?;
    let why = || Wrong::new("a reader is 32 hexadecimal digits");
    reader.parse().map_err(|_| why())
}
