//! Why a database cannot be used, in words for the operator.

use std::fmt;
use std::path::PathBuf;

use groundswell_protocol::{RatingKind, SpaceId};
use rusqlite::{ErrorCode, ffi};

/// Why the database cannot be used.
#[derive(Debug)]
pub enum OpenError {
    /// SQLite failed.
    Sqlite(rusqlite::Error),
    /// A hub of a later version wrote it.
    Newer(i32),
    /// It is a database, but no hub's.
    Foreign,
    /// Another hub has it open.
    InUse(PathBuf),
    /// Its file cannot be made.
    Create(std::io::Error),
    /// Its lock file cannot be made.
    Lock(PathBuf, std::io::Error),
    /// The keys are not those under which its readers are stored.
    OtherKey,
    /// It holds ratings of another kind than the configuration says.
    OtherKind {
        /// The space.
        space: SpaceId,
        /// The kind that is stored.
        stored: String,
        /// The kind in the configuration.
        wanted: RatingKind,
    },
    /// What it holds cannot be.
    Damaged(&'static str),
    /// The writer's thread cannot be started.
    Thread(std::io::Error),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(error) => describe(error, f),
            Self::Newer(version) => write!(
                f,
                "it has schema {version}, made by a later version of the hub: run that one"
            ),
            Self::Foreign => f.write_str("it is not a hub's database; choose another file"),
            Self::InUse(lock) => write!(
                f,
                "another hub is running on it (it holds {})",
                lock.display()
            ),
            Self::Create(error) => write!(f, "{error}"),
            Self::Lock(lock, error) => write!(f, "lock file {}: {error}", lock.display()),
            Self::OtherKey => f.write_str(
                "its readers are stored under another key: restore the key file that belongs to it, with \
                 every key that was ever in it",
            ),
            Self::OtherKind {
                space,
                stored,
                wanted,
            } => write!(
                f,
                "space '{space}' holds ratings of kind '{stored}' and cannot become '{wanted}'"
            ),
            Self::Damaged(what) => write!(f, "it is damaged: {what}"),
            Self::Thread(error) => write!(f, "its writer cannot start: {error}"),
        }
    }
}

/// SQLite's own words, with what it does not say.
fn describe(error: &rusqlite::Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let why = match error.sqlite_error_code() {
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly) => {
            "its directory cannot be written, where SQLite keeps its log: "
        }
        Some(ErrorCode::SystemIoFailure) if lacks_room(error) => {
            "the disk has no room for SQLite's index beside it: "
        }
        _ => "",
    };
    write!(f, "{why}{error}")
}

/// The index of the log is the first file to grow, before anything is written.
fn lacks_room(error: &rusqlite::Error) -> bool {
    error
        .sqlite_error()
        .is_some_and(|error| error.extended_code == ffi::SQLITE_IOERR_SHMSIZE)
}

impl std::error::Error for OpenError {}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: i32, expected: &str) {
        let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
        let said = OpenError::from(error).to_string();
        assert!(said.contains(expected), "{said}");
    }

    #[test]
    fn what_sqlite_does_not_say_is_said() {
        check(ffi::SQLITE_CANTOPEN, "its directory cannot be written");
        check(ffi::SQLITE_READONLY, "its directory cannot be written");
        check(ffi::SQLITE_IOERR_SHMSIZE, "no room");
    }
}
