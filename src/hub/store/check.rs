//! `groundswell check`: whether a database is sound, and whether it says what its ratings say.
//!
//! Reads only, in one transaction, so that a hub may go on writing meanwhile.

use std::fmt;
use std::path::{Path, PathBuf};

use groundswell_protocol::{PostId, RatingKind};
use rusqlite::{Connection, OpenFlags, Row};

use super::migrate::{newest, version};
use super::open_error::OpenError;
use super::rekey::{fingerprints, known_fingerprint};
use crate::key::{KeyError, KeyRing};

/// Most faults of one sort that are told one by one.
const MAX_FAULTS: usize = 20;

/// Tallies that are not what the ratings add up to. Of a sealed post the ratings are gone; ratings of
/// hidden readers do not count.
const WRONG_TALLIES: &str = "
    WITH counted AS (
        SELECT ratings.post, ratings.verified, ratings.value, count(*) AS count
        FROM ratings JOIN posts ON posts.id = ratings.post
        WHERE NOT EXISTS (SELECT 1 FROM hidden_readers WHERE hidden_readers.space = posts.space
                          AND hidden_readers.reader = ratings.reader)
        GROUP BY ratings.post, ratings.verified, ratings.value
    ), told AS (
        SELECT post, verified, value, count FROM tallies
        WHERE count > 0 AND NOT (SELECT sealed FROM posts WHERE posts.id = tallies.post)
    ), wrong AS (
        SELECT post FROM (SELECT * FROM counted EXCEPT SELECT * FROM told)
        UNION SELECT post FROM (SELECT * FROM told EXCEPT SELECT * FROM counted)
    )
    SELECT spaces.name, posts.identity FROM wrong
    JOIN posts ON posts.id = wrong.post JOIN spaces ON spaces.id = posts.space";

/// Ratings that are there and were taken back.
const BOTH: &str = "
    SELECT spaces.name, posts.identity FROM removals
    JOIN ratings ON ratings.reader = removals.reader AND ratings.post = removals.post
    JOIN posts ON posts.id = removals.post JOIN spaces ON spaces.id = posts.space";

/// Numbers that two posts' last changes share.
const SHARED_NUMBERS: &str =
    "SELECT changed, count(*) FROM posts WHERE changed > 0 GROUP BY changed HAVING count(*) > 1";

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// What is wrong, a sentence each; none when the database is sound.
    pub faults: Vec<String>,
    /// What could not be checked, and why.
    pub notes: Vec<String>,
    /// The schema of the database.
    pub schema: i32,
    /// How many posts it knows.
    pub posts: u64,
    /// How many ratings it holds.
    pub ratings: u64,
    /// The number of the last change.
    pub sequence: u64,
}

/// Why a database cannot be checked at all.
#[derive(Debug)]
pub struct CheckError(PathBuf, OpenError);

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "database {}: {}", self.0.display(), self.1)
    }
}

impl std::error::Error for CheckError {}

/// Checks the database, and whether the key is its own if one is named. Takes the time of reading all of it.
///
/// # Errors
/// [`CheckError`] where there is no database of a hub to check. What is wrong inside is a finding.
pub fn check(database: &Path, key: Option<&Path>) -> Result<Findings, CheckError> {
    let failed = |error| CheckError(database.to_owned(), error);
    let connection = open(database).map_err(failed)?;
    let schema = version(&connection).map_err(failed)?;
    if schema > newest() {
        return Err(failed(OpenError::Newer(schema)));
    }
    let mut check = Check {
        connection,
        findings: Findings {
            schema,
            ..Findings::default()
        },
    };
    check.structure();
    if schema == newest() {
        check.content();
    } else {
        let note = format!(
            "schema {schema} is older than this hub's, {}: its tallies were not recounted",
            newest()
        );
        check.findings.notes.push(note);
    }
    if let Some(key) = key {
        check.key(key);
    }
    Ok(check.findings)
}

/// Opens a database for reading, at one moment for as long as the connection is there.
pub fn open(database: &Path) -> Result<Connection, OpenError> {
    // SQLite's own words for this do not say what is missing.
    std::fs::metadata(database).map_err(OpenError::Create)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(database, flags)?;
    connection.busy_timeout(super::sqlite::LOCK_WAIT)?;
    connection.execute_batch("BEGIN")?;
    Ok(connection)
}

struct Check {
    connection: Connection,
    findings: Findings,
}

impl Check {
    /// Pages, trees and references, which SQLite checks itself.
    fn structure(&mut self) {
        let sql = format!("PRAGMA integrity_check({MAX_FAULTS})");
        self.each(&sql, |row| {
            let line: String = row.get(0)?;
            Ok((line != "ok").then_some(line))
        });
        self.each("PRAGMA foreign_key_check", |row| {
            let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
            Ok(Some(format!(
                "a row of {table} belongs to nothing in {parent}"
            )))
        });
    }

    /// What only the hub knows must be.
    fn content(&mut self) {
        self.each("SELECT name, kind FROM spaces", |row| {
            let (name, kind): (String, String) = (row.get(0)?, row.get(1)?);
            let unknown = kind.parse::<RatingKind>().is_err();
            Ok(unknown.then(|| format!("space '{name}' is of the unknown kind '{kind}'")))
        });
        for kind in RatingKind::ALL {
            self.values(kind);
        }
        self.each(WRONG_TALLIES, |row| {
            let (space, post) = (row.get::<_, String>(0)?, PostId::from_bytes(row.get(1)?));
            Ok(Some(format!(
                "space '{space}', post {post}: the tally is not what the ratings add up to"
            )))
        });
        self.each(BOTH, |row| {
            let (space, post) = (row.get::<_, String>(0)?, PostId::from_bytes(row.get(1)?));
            Ok(Some(format!(
                "space '{space}', post {post}: a rating is there that was taken back"
            )))
        });
        self.each(SHARED_NUMBERS, |row| {
            let number: i64 = row.get(0)?;
            Ok(Some(format!(
                "change {number} is that of more than one post"
            )))
        });
        self.findings.posts = self.number("SELECT count(*) FROM posts");
        self.findings.ratings = self.number("SELECT count(*) FROM ratings");
        let sequence = "SELECT ifnull(max(value), 0) FROM meta WHERE name = 'sequence'";
        self.findings.sequence = self.number(sequence);
        let last = self.number("SELECT ifnull(max(changed), 0) FROM posts");
        if last > self.findings.sequence {
            let sequence = self.findings.sequence;
            self.fault(format!(
                "change {last} was made, but numbers only went up to {sequence}"
            ));
        }
    }

    /// Ratings that no rating of this kind can be.
    fn values(&mut self, kind: RatingKind) {
        let values: Vec<String> = kind.values().iter().map(ToString::to_string).collect();
        let sql = format!(
            "SELECT spaces.name, ratings.value, count(*) FROM ratings \
             JOIN posts ON posts.id = ratings.post JOIN spaces ON spaces.id = posts.space \
             WHERE spaces.kind = '{}' AND ratings.value NOT IN ({}) GROUP BY 1, 2",
            kind.name(),
            values.join(", "),
        );
        self.each(&sql, |row| {
            let (space, value, count): (String, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Some(format!(
                "space '{space}': {count} ratings have the value {value}"
            )))
        });
    }

    fn key(&mut self, path: &Path) {
        let keys = match KeyRing::open(path) {
            Ok(keys) => keys,
            Err(KeyError::Missing(path)) => {
                let note = format!("key file {} is not there: not checked", path.display());
                return self.findings.notes.push(note);
            }
            Err(error) => return self.fault(error.to_string()),
        };
        match known_fingerprint(&self.connection) {
            Ok(Some(known)) if fingerprints(&keys).contains(&known) => {}
            Ok(Some(_)) => self.fault(format!(
                "key file {}: is another database's",
                path.display()
            )),
            Ok(None) => self
                .findings
                .notes
                .push("no hub has finished its first start".into()),
            Err(error) => self.fault(error.to_string()),
        }
    }

    /// Runs a query each of whose rows may be a fault. That it cannot be run is one, too.
    fn each(
        &mut self,
        sql: &str,
        fault: impl Fn(&Row<'_>) -> Result<Option<String>, rusqlite::Error>,
    ) {
        let mut faults = Vec::new();
        let done = self.connection.prepare(sql).and_then(|mut select| {
            let mut rows = select.query([])?;
            while let Some(row) = rows.next()? {
                faults.extend(fault(row)?);
                if faults.len() == MAX_FAULTS {
                    break;
                }
            }
            Ok(())
        });
        // What was found before it broke off is told too.
        faults.extend(done.err().map(|error| error.to_string()));
        faults.into_iter().for_each(|fault| self.fault(fault));
    }

    fn number(&mut self, sql: &str) -> u64 {
        let number = self
            .connection
            .query_row(sql, [], |row| row.get::<_, i64>(0));
        number.map(i64::cast_unsigned).unwrap_or_else(|error| {
            self.fault(error.to_string());
            0
        })
    }

    fn fault(&mut self, fault: String) {
        if !self.findings.faults.contains(&fault) {
            self.findings.faults.push(fault);
        }
    }
}
