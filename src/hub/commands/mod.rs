//! The commands that do one thing and end, a file each, and how they speak to whoever called them.

pub mod backup;
pub mod check;

use std::fmt;
use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::Args;
use groundswell_hub::DEFAULT_DATABASE;

/// Why a command did not do its work, one sentence a line.
pub struct Failure(pub Vec<String>);

impl Failure {
    /// One sentence.
    pub fn of(error: impl fmt::Display) -> Self {
        Self(vec![error.to_string()])
    }
}

/// The database that a command works on, and its key.
#[derive(Args)]
pub struct Stored {
    /// SQLite file that holds the ratings
    #[arg(long, env = "GROUNDSWELL_DATABASE", value_name = "FILE", default_value = DEFAULT_DATABASE)]
    pub database: PathBuf,

    /// Secret key of the database [default: beside the database]
    #[arg(long, env = "GROUNDSWELL_KEY", value_name = "FILE")]
    key: Option<PathBuf>,
}

impl Stored {
    /// The key's file.
    pub fn key(&self) -> PathBuf {
        let beside = || self.database.with_extension("key");
        self.key.clone().unwrap_or_else(beside)
    }
}

/// One line on standard output; a program may wait for it.
pub fn announce(line: &str) -> Result<(), Failure> {
    writeln!(io::stdout(), "{line}").map_err(Failure::of)
}

/// One line on standard error.
pub fn complain(line: &str) {
    // Nobody is left to be told when standard error is gone.
    writeln!(io::stderr(), "groundswell: {line}").ok();
}
