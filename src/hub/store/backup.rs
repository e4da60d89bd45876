//! `groundswell backup`: the database as it was at one moment, in one file, while the hub goes on.
//!
//! The copy is written anew rather than page by page: nothing that was deleted is in it, and a page that
//! cannot be read stops it. The key is not in it; whoever has both can tell who rated alike.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::check::{CheckError, Findings, check, open};
use super::migrate::version;
use super::open_error::OpenError;
use crate::key::sync_parent;

/// Why there is no backup. The destination is then as it was.
#[derive(Debug)]
pub enum BackupError {
    /// The database cannot be read.
    Database(PathBuf, OpenError),
    /// The destination is there already, and may not be replaced.
    Exists(PathBuf),
    /// The destination is the database itself.
    Itself(PathBuf),
    /// The destination cannot be written.
    Destination(PathBuf, io::Error),
    /// The copy cannot be checked.
    Check(CheckError),
    /// The copy is not sound, as the database it was made of.
    Unsound(PathBuf, Vec<String>),
}

impl fmt::Display for BackupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(path, error) => write!(f, "database {}: {error}", path.display()),
            Self::Exists(path) => write!(
                f,
                "{} is there already; --force replaces it",
                path.display()
            ),
            Self::Itself(path) => write!(f, "{} is the database itself", path.display()),
            Self::Destination(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Check(error) => error.fmt(f),
            Self::Unsound(path, faults) => write!(
                f,
                "database {} is damaged, nothing was kept of the copy: {}",
                path.display(),
                faults.join("; ")
            ),
        }
    }
}

impl std::error::Error for BackupError {}

/// Copies the database to `destination` while a hub may be writing to it, and checks the copy. Everything
/// that was acknowledged before is in it.
///
/// # Errors
/// [`BackupError`]; the destination appears whole or, then, not at all.
pub fn backup(database: &Path, destination: &Path, replace: bool) -> Result<Findings, BackupError> {
    if same_file(database, destination) {
        return Err(BackupError::Itself(destination.to_owned()));
    }
    if !replace && destination.exists() {
        return Err(BackupError::Exists(destination.to_owned()));
    }
    let failed = |error| BackupError::Destination(destination.to_owned(), error);
    // Beside the destination, where a rename is one step; readable by its owner only.
    let draft = NamedTempFile::with_prefix_in(".groundswell-backup-", parent(destination));
    let draft = draft.map_err(failed)?;
    // SQLite takes the name as text.
    let name = draft.path().to_str().ok_or(io::ErrorKind::InvalidInput);
    copy(database, name.map_err(|kind| failed(kind.into()))?)?;
    let findings = check(draft.path(), None).map_err(BackupError::Check)?;
    if !findings.faults.is_empty() {
        return Err(BackupError::Unsound(database.to_owned(), findings.faults));
    }
    draft.as_file().sync_all().map_err(failed)?;
    let kept = if replace {
        draft.persist(destination)
    } else {
        draft.persist_noclobber(destination)
    };
    kept.map_err(|error| failed(error.error))?;
    sync_parent(destination).map_err(failed)?;
    Ok(findings)
}

fn copy(database: &Path, draft: &str) -> Result<(), BackupError> {
    let failed = |error| BackupError::Database(database.to_owned(), error);
    let connection = open(database).map_err(failed)?;
    version(&connection).map_err(failed)?;
    // One statement, with a reading transaction of its own: the hub's writer never waits for it.
    let copied = connection
        .execute_batch("COMMIT")
        .and_then(|()| connection.execute("VACUUM INTO ?1", [draft]));
    copied.map(|_| ()).map_err(|error| failed(error.into()))
}

fn same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}
