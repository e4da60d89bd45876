//! What is wrong with the settings, and where it was written.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// Where a value was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Source {
    /// Nowhere.
    #[default]
    Default,
    /// In a line of a file, counted from 1.
    File(Arc<Path>, usize),
    /// In a variable of the environment.
    Variable(String),
    /// By a flag.
    Flag(&'static str),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path, line) => write!(f, "{}:{line}", path.display()),
            Self::Variable(name) => f.write_str(name),
            Self::Flag(flag) => f.write_str(flag),
        }
    }
}

/// One thing that is wrong with the settings. Its text names the setting, what was written, where, and
/// why it cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    setting: String,
    value: Option<String>,
    source: Source,
    why: String,
}

impl Fault {
    pub(super) fn new(
        key: &str,
        value: Option<String>,
        source: Source,
        why: impl fmt::Display,
    ) -> Self {
        // The line of the file says which of several tables is meant.
        let named = key.split('.').filter(|part| part.parse::<usize>().is_err());
        Self {
            setting: named.collect::<Vec<_>>().join("."),
            value,
            source,
            why: why.to_string(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            setting,
            value,
            source,
            why,
        } = self;
        match value {
            Some(value) => write!(f, "{setting} '{value}' ({source}): {why}"),
            None => write!(f, "{setting} ({source}): {why}"),
        }
    }
}
