//! `groundswell export`: ratings, posts and tallies as they were at one moment, a record after the other.
//!
//! Readers are the hashes that the database has; the key is not in it, and neither are the log of
//! administrators, the marks of looks, the order of requests and ratings that were taken back.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;

use groundswell_protocol::{PostId, RatingKind, SpaceId};
use rusqlite::{Connection, Row};

use super::check::open;
use super::migrate::{newest, version};
use super::open_error::OpenError;
use super::record::{Format, Kind, Record, Sink, VERSION};
use super::rekey::known_fingerprint;

/// Why an export broke off.
#[derive(Debug)]
pub enum ExportError {
    /// The database cannot be read.
    Database(OpenError),
    /// An older version of the hub wrote the database.
    Older(i32),
    /// It has no such space.
    Space(SpaceId),
    /// The records cannot be written.
    Write(io::Error),
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(error) => error.fmt(f),
            Self::Older(schema) => write!(
                f,
                "it has schema {schema}: let this version of the hub serve it once"
            ),
            Self::Space(space) => write!(f, "it has no space '{space}'"),
            Self::Write(error) => write!(f, "the export cannot be written: {error}"),
        }
    }
}

impl std::error::Error for ExportError {}

impl From<rusqlite::Error> for ExportError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

/// Writes all that the database holds of one space, or of all of them, to `to`; how many records. A hub
/// may go on writing meanwhile. Memory does not grow with what is written.
///
/// # Errors
/// [`ExportError`]; what was written until then is no whole export.
pub fn export(
    database: &Path,
    space: Option<&SpaceId>,
    format: Format,
    to: impl Write,
) -> Result<u64, ExportError> {
    let connection = open(database).map_err(ExportError::Database)?;
    let schema = version(&connection).map_err(ExportError::Database)?;
    if schema != newest() {
        return Err(ExportError::Older(schema));
    }
    let spaces = spaces(&connection, space)?;
    let mut export = Export {
        connection: &connection,
        sink: Sink::new(format, to)?,
        records: 0,
    };
    export.hub()?;
    for (row, id, kind) in &spaces {
        export.space(*row, id, *kind)?;
    }
    export.sink.flush()?;
    Ok(export.records)
}

type SpaceLine = (i64, SpaceId, RatingKind);

fn spaces(connection: &Connection, only: Option<&SpaceId>) -> Result<Vec<SpaceLine>, ExportError> {
    let damaged = || ExportError::Database(OpenError::Damaged("a space has no name or kind"));
    let mut spaces = Vec::new();
    let mut select = connection.prepare("SELECT id, name, kind FROM spaces ORDER BY id")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (name, kind): (String, String) = (row.get(1)?, row.get(2)?);
        let id = name.parse().map_err(|_| damaged())?;
        if only.is_none_or(|only| *only == id) {
            spaces.push((row.get(0)?, id, kind.parse().map_err(|_| damaged())?));
        }
    }
    match only {
        Some(only) if spaces.is_empty() => Err(ExportError::Space(only.clone())),
        _ => Ok(spaces),
    }
}

struct Export<'a, W: Write> {
    connection: &'a Connection,
    sink: Sink<W>,
    records: u64,
}

impl<W: Write> Export<'_, W> {
    fn write(&mut self, record: &Record) -> Result<(), ExportError> {
        self.records += 1;
        Ok(self.sink.write(record)?)
    }

    fn hub(&mut self) -> Result<(), ExportError> {
        let key = known_fingerprint(self.connection)?.unwrap_or_default();
        let mut record = Record::new(Kind::Hub, None);
        record.version = Some(VERSION);
        record.key = Some(hex(&key));
        self.write(&record)
    }

    fn space(&mut self, row: i64, id: &SpaceId, kind: RatingKind) -> Result<(), ExportError> {
        let mut space = Record::new(Kind::Space, Some(id));
        space.rating = Some(kind);
        self.write(&space)?;
        let sql = "SELECT term FROM hidden_terms WHERE space = ?1 ORDER BY term";
        self.each(sql, row, |line| {
            let mut record = Record::new(Kind::HiddenTerm, Some(id));
            record.term = Some(line.get(0)?);
            Ok(record)
        })?;
        let sql = "SELECT reader FROM hidden_readers WHERE space = ?1 ORDER BY reader";
        self.each(sql, row, |line| {
            let mut record = Record::new(Kind::HiddenReader, Some(id));
            record.reader = Some(hex(&line.get::<_, [u8; 16]>(0)?));
            Ok(record)
        })?;
        self.posts(row, id)?;
        self.ratings(row, id)
    }

    fn posts(&mut self, row: i64, id: &SpaceId) -> Result<(), ExportError> {
        let sql =
            "SELECT identity, born, looks, hidden, sealed FROM posts WHERE space = ?1 ORDER BY id";
        self.each(sql, row, |line| {
            let mut record = Record::new(Kind::Post, Some(id));
            record.post = Some(post(line)?);
            record.born = Some(line.get(1)?);
            record.looks = Some(line.get(2)?);
            record.hidden = Some(line.get(3)?);
            record.sealed = Some(line.get(4)?);
            Ok(record)
        })?;
        let sql = "SELECT identity, tallies.verified, value, count FROM tallies \
                   JOIN posts ON posts.id = tallies.post WHERE space = ?1 AND count > 0 \
                   ORDER BY posts.id, tallies.verified, value";
        self.each(sql, row, |line| {
            let mut record = Record::new(Kind::Tally, Some(id));
            record.post = Some(post(line)?);
            record.verified = Some(line.get(1)?);
            record.value = Some(line.get(2)?);
            record.count = Some(line.get(3)?);
            Ok(record)
        })
    }

    fn ratings(&mut self, row: i64, id: &SpaceId) -> Result<(), ExportError> {
        // In the order of the table: nothing is sorted, and nothing waits in memory.
        let sql = "SELECT identity, reader, value, verified, day FROM ratings \
                   CROSS JOIN posts ON posts.id = ratings.post WHERE space = ?1 \
                   ORDER BY ratings.reader, ratings.post";
        self.each(sql, row, |line| {
            let mut record = Record::new(Kind::Rating, Some(id));
            record.post = Some(post(line)?);
            record.reader = Some(hex(&line.get::<_, [u8; 16]>(1)?));
            record.value = Some(line.get(2)?);
            record.verified = Some(line.get(3)?);
            record.day = Some(line.get(4)?);
            Ok(record)
        })
    }

    /// Writes what `make` makes of every row of a space.
    fn each(
        &mut self,
        sql: &str,
        space: i64,
        make: impl Fn(&Row<'_>) -> Result<Record, rusqlite::Error>,
    ) -> Result<(), ExportError> {
        let mut select = self.connection.prepare(sql)?;
        let mut rows = select.query([space])?;
        while let Some(row) = rows.next()? {
            self.write(&make(row)?)?;
        }
        Ok(())
    }
}

fn post(row: &Row<'_>) -> Result<String, rusqlite::Error> {
    Ok(PostId::from_bytes(row.get(0)?).to_string())
}

/// Bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
