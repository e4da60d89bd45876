//! What was written, by file, environment and flags, and how it is read: each setting by its name, each
//! reading with a default and a bound, each mistake kept until all can be told.
//!
//! What the settings mean is the business of whoever reads them. A setting that nobody read is unknown.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fmt;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use super::fault::{Fault, Source};
use super::file;

/// What the variables of the environment begin with.
const VARIABLE: &str = "GROUNDSWELL_";

/// Most days that anything may be set to: a hundred years.
const MAX_DAYS: u32 = 36_525;

/// The settings as they were written. An absent one has its default.
///
/// A setting has one name everywhere: `queue` below `[limits]` in the file, `GROUNDSWELL_LIMITS_QUEUE`
/// in the environment, `limits.queue` in [`set`](Self::set). Flags win over the environment, the
/// environment wins over the file.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    file: BTreeMap<String, Written>,
    variables: BTreeMap<String, Written>,
    flags: BTreeMap<String, Written>,
    read: BTreeSet<String>,
    faults: Vec<Fault>,
    effective: Vec<Effective>,
}

/// A value and where it was written.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub value: Value,
    pub source: Source,
}

#[derive(Clone, Debug)]
pub(super) enum Value {
    /// From a flag or a variable: of the type that its reader takes it for.
    Word(String),
    Text(String),
    Whole(i64),
    Truth(bool),
    List(Vec<Written>),
    /// Something that no setting is, by its name.
    Other(&'static str),
}

/// How a setting came out.
#[derive(Clone, Debug)]
struct Effective {
    key: String,
    value: String,
    source: Source,
}

impl Settings {
    /// Takes the variables that begin with `GROUNDSWELL_`, in place of those taken before.
    pub fn environment(&mut self, variables: impl IntoIterator<Item = (OsString, OsString)>) {
        self.variables.clear();
        for (name, value) in variables {
            let Some(name) = name.to_str().filter(|name| name.starts_with(VARIABLE)) else {
                continue;
            };
            let source = Source::Variable(name.to_owned());
            let value = match value.into_string() {
                Ok(text) => Value::Word(text),
                Err(_) => Value::Other("bytes that are no UTF-8"),
            };
            self.variables
                .insert(name.to_owned(), Written { value, source });
        }
    }

    /// Reads a TOML file, in place of one that was read before. What is wrong with it is told with all
    /// the rest.
    pub fn file(&mut self, path: &Path) {
        let (written, faults) = file::read(path);
        self.file = written;
        self.faults.extend(faults);
    }

    /// Sets one setting, over file and environment. The parts of a list are parted by commas.
    pub fn set(&mut self, key: &str, value: impl Into<String>) {
        self.set_by("--set", key, Value::Word(value.into()));
    }

    /// Sets a list of texts, over file and environment.
    pub fn set_list(&mut self, flag: &'static str, key: &str, values: Vec<String>) {
        let source = Source::Flag(flag);
        let written = |value| Written {
            value: Value::Word(value),
            source: source.clone(),
        };
        let values = values.into_iter().map(written).collect();
        self.set_by(flag, key, Value::List(values));
    }

    /// Sets what the named flag stands for.
    pub fn set_flag(&mut self, flag: &'static str, key: &str, value: impl Into<String>) {
        self.set_by(flag, key, Value::Word(value.into()));
    }

    fn set_by(&mut self, flag: &'static str, key: &str, value: Value) {
        let source = Source::Flag(flag);
        self.flags.insert(key.to_owned(), Written { value, source });
    }

    /// The winning value of a setting, if it was written anywhere.
    fn written(&mut self, key: &str) -> Option<Written> {
        self.read.insert(key.to_owned());
        let found = self.flags.get(key).or_else(|| {
            let variable = self.variables.get(&variable(key));
            variable.or_else(|| self.file.get(key))
        });
        found.cloned()
    }

    /// Where the winning value of a setting was written.
    fn source(&self, key: &str) -> Option<&Source> {
        let file = || self.file.get(key);
        let variable = || self.variables.get(&variable(key)).or_else(file);
        let written = self.flags.get(key).or_else(variable);
        written.map(|written| &written.source)
    }

    /// Where the setting was written, or else the table of the file that should have it.
    fn near(&self, key: &str) -> Source {
        let table = key.rsplit_once('.').map(|(table, _)| format!("{table}."));
        let beside = |table: String| {
            let mut beside = self.file.range(table.clone()..);
            let (name, written) = beside.next()?;
            name.starts_with(&table).then_some(&written.source)
        };
        let source = self.source(key).or_else(|| table.and_then(beside));
        source.cloned().unwrap_or_default()
    }

    /// Keeps a mistake that the readings below do not find: in what two settings mean together, say.
    pub(crate) fn fault(&mut self, key: &str, why: impl fmt::Display) {
        let source = self.near(key);
        self.faults.push(Fault::new(key, None, source, why));
    }

    fn wrong(&mut self, key: &str, written: &Written, why: impl fmt::Display) {
        let value = Some(written.value.to_string());
        let source = written.source.clone();
        self.faults.push(Fault::new(key, value, source, why));
    }

    /// Says how a setting came out, for [`describe`](Self::describe).
    fn came_out(&mut self, key: &str, value: impl Into<toml::Value>) {
        let source = self.source(key).cloned().unwrap_or_default();
        self.effective.push(Effective {
            key: key.to_owned(),
            value: value.into().to_string(),
            source,
        });
    }

    /// A whole number within bounds, if it is set.
    fn bounded(&mut self, key: &str, bounds: RangeInclusive<u64>) -> Option<u64> {
        let written = self.written(key)?;
        let value = written.value.whole();
        let value = value.filter(|value| bounds.contains(value));
        if value.is_none() {
            let (least, most) = bounds.into_inner();
            let why = format!("is no whole number from {least} to {most}");
            self.wrong(key, &written, why);
        }
        value
    }

    /// A whole number within bounds.
    pub(crate) fn whole(&mut self, key: &str, default: u64, bounds: RangeInclusive<u64>) -> u64 {
        let value = self.bounded(key, bounds).unwrap_or(default);
        self.came_out(key, i64::try_from(value).unwrap_or(i64::MAX));
        value
    }

    /// A number of days, 1 to [`MAX_DAYS`], if it is set.
    pub(crate) fn days(&mut self, key: &str) -> Option<u32> {
        let days = self.bounded(key, 1..=u64::from(MAX_DAYS))?;
        let days = u32::try_from(days).unwrap_or(MAX_DAYS);
        self.came_out(key, i64::from(days));
        Some(days)
    }

    /// A number of things within bounds.
    pub(crate) fn count(
        &mut self,
        key: &str,
        default: usize,
        bounds: RangeInclusive<u64>,
    ) -> usize {
        let default = u64::try_from(default).unwrap_or(u64::MAX);
        let value = self.whole(key, default, bounds);
        usize::try_from(value).unwrap_or(usize::MAX)
    }

    /// A time in whole seconds within bounds.
    pub(crate) fn seconds(
        &mut self,
        key: &str,
        default: Duration,
        bounds: RangeInclusive<u64>,
    ) -> Duration {
        Duration::from_secs(self.whole(key, default.as_secs(), bounds))
    }

    /// A time in whole milliseconds within bounds.
    pub(crate) fn milliseconds(
        &mut self,
        key: &str,
        default: Duration,
        bounds: RangeInclusive<u64>,
    ) -> Duration {
        let default = u64::try_from(default.as_millis()).unwrap_or(u64::MAX);
        Duration::from_millis(self.whole(key, default, bounds))
    }

    /// Yes or no.
    pub(crate) fn truth(&mut self, key: &str, default: bool) -> bool {
        let value = match self.written(key) {
            None => default,
            Some(written) => written.value.truth().unwrap_or_else(|| {
                self.wrong(key, &written, "is neither true nor false");
                default
            }),
        };
        self.came_out(key, value);
        value
    }

    /// A value that says itself how it is written; none where it is not or wrongly written.
    pub(crate) fn parsed<T>(&mut self, key: &str) -> Option<T>
    where
        T: FromStr<Err: fmt::Display>,
    {
        let written = self.written(key)?;
        let parsed = self.parse(key, &written)?;
        self.came_out(key, written.value.to_string());
        Some(parsed)
    }

    /// A value that says itself how it is written, or its default.
    pub(crate) fn parsed_or<T>(&mut self, key: &str, default: T) -> T
    where
        T: FromStr<Err: fmt::Display> + fmt::Display,
    {
        match self.parsed(key) {
            Some(value) => value,
            None => {
                if self.source(key).is_none() {
                    self.came_out(key, default.to_string());
                }
                default
            }
        }
    }

    /// A value that must be written.
    pub(crate) fn required<T>(&mut self, key: &str) -> Option<T>
    where
        T: FromStr<Err: fmt::Display>,
    {
        if self.source(key).is_none() {
            self.read.insert(key.to_owned());
            self.fault(key, "is missing");
        }
        self.parsed(key)
    }

    fn parse<T>(&mut self, key: &str, written: &Written) -> Option<T>
    where
        T: FromStr<Err: fmt::Display>,
    {
        let Some(text) = written.value.text() else {
            self.wrong(key, written, "is no text");
            return None;
        };
        match text.parse() {
            Ok(value) => Some(value),
            Err(why) => {
                self.wrong(key, written, why);
                None
            }
        }
    }

    /// Every value of a list that is rightly written; none where there is no list.
    pub(crate) fn list<T>(&mut self, key: &str) -> Option<Vec<T>>
    where
        T: FromStr<Err: fmt::Display>,
    {
        let written = self.written(key)?;
        let Some(parts) = written.value.list(&written.source) else {
            self.wrong(key, &written, "is no list");
            return None;
        };
        let texts: Vec<_> = parts.iter().map(|part| part.value.to_string()).collect();
        self.came_out(key, texts);
        let parsed = parts.iter().filter_map(|part| self.parse(key, part));
        Some(parsed.collect())
    }

    /// A path. One in the file is seen from the file's own folder.
    pub(crate) fn path(&mut self, key: &str) -> Option<PathBuf> {
        let written = self.written(key)?;
        let Some(text) = written.value.text().filter(|text| !text.is_empty()) else {
            self.wrong(key, &written, "is no path");
            return None;
        };
        let path = match &written.source {
            Source::File(file, _) => file.parent().unwrap_or(Path::new("")).join(text),
            _ => PathBuf::from(text),
        };
        self.came_out(key, shown(&path));
        Some(path)
    }

    /// A path, or its default.
    pub(crate) fn path_or(&mut self, key: &str, default: impl Into<PathBuf>) -> PathBuf {
        if let Some(path) = self.path(key) {
            return path;
        }
        let default = default.into();
        if self.source(key).is_none() {
            self.came_out(key, shown(&default));
        }
        default
    }

    /// How many tables `[[key]]` the file has. Their settings are called `key.0.name`.
    pub(crate) fn tables(&self, key: &str) -> usize {
        let head = format!("{key}.");
        let number = |name: &String| {
            let rest = name.strip_prefix(&head)?;
            rest.split('.').next()?.parse::<usize>().ok()
        };
        let numbers = self.file.keys().filter_map(number);
        numbers.max().map_or(0, |last| last.saturating_add(1))
    }

    /// Every mistake there is, unknown settings as well, in the order in which they were read.
    pub(super) fn faults(&mut self) -> Vec<Fault> {
        self.unknown();
        std::mem::take(&mut self.faults)
    }

    /// Every setting that was looked for, as documentation names it.
    #[cfg(test)]
    pub(super) fn known(&self) -> impl Iterator<Item = String> {
        let unnumbered = |key: &String| {
            let named = key.split('.').filter(|part| part.parse::<usize>().is_err());
            named.collect::<Vec<_>>().join(".")
        };
        self.read.iter().map(unnumbered)
    }

    fn unknown(&mut self) {
        let why = "is no setting of the hub";
        let written = self.file.iter().chain(&self.flags);
        let unread = written.filter(|(key, _)| !self.read.contains(*key));
        let mut faults: Vec<_> = unread
            .map(|(key, written)| Fault::new(key, None, written.source.clone(), why))
            .collect();
        // Other programs may have variables that begin alike; below a section's name they may not.
        let sections = self.read.iter().filter_map(|key| key.split_once('.'));
        let sections: BTreeSet<_> = sections
            .map(|(section, _)| variable(section) + "_")
            .collect();
        let known: BTreeSet<_> = self.read.iter().map(|key| variable(key)).collect();
        for (name, written) in &self.variables {
            let ours = sections.iter().any(|section| name.starts_with(section));
            if ours && !known.contains(name) {
                faults.push(Fault::new(name, None, written.source.clone(), why));
            }
        }
        self.faults.extend(faults);
    }

    /// How everything came out, as a settings file that says where each value is from.
    pub(super) fn describe(&self) -> String {
        let mut text = String::new();
        let mut table = String::new();
        let head = self.effective.iter().filter(|e| !e.key.contains('.'));
        let rest = self.effective.iter().filter(|e| e.key.contains('.'));
        for Effective { key, value, source } in head.chain(rest) {
            let (section, name) = key.rsplit_once('.').unwrap_or(("", key));
            if section != table {
                table = section.to_owned();
                text += &match section.rsplit_once('.') {
                    Some((tables, number)) if number.parse::<usize>().is_ok() => {
                        format!("\n[[{tables}]]\n")
                    }
                    _ => format!("\n[{section}]\n"),
                };
            }
            text += &format!("{name} = {value}  # {source}\n");
        }
        text
    }
}

/// A path that means the same wherever it is read.
fn shown(path: &Path) -> String {
    let whole = std::path::absolute(path);
    whole.as_deref().unwrap_or(path).display().to_string()
}

/// The variable of a setting.
fn variable(key: &str) -> String {
    VARIABLE.to_owned() + &key.replace('.', "_").to_ascii_uppercase()
}

impl Value {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Word(text) | Self::Text(text) => Some(text),
            _ => None,
        }
    }

    fn whole(&self) -> Option<u64> {
        match self {
            Self::Whole(number) => u64::try_from(*number).ok(),
            Self::Word(text) => text.parse().ok(),
            _ => None,
        }
    }

    fn truth(&self) -> Option<bool> {
        match self {
            Self::Truth(truth) => Some(*truth),
            Self::Word(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The parts of a list; a word from outside the file has them parted by commas.
    fn list(&self, source: &Source) -> Option<Vec<Written>> {
        match self {
            Self::List(parts) => Some(parts.clone()),
            Self::Word(text) => {
                let parts = text
                    .split(',')
                    .map(str::trim)
                    .filter(|part| !part.is_empty());
                let written = |part: &str| Written {
                    value: Self::Word(part.to_owned()),
                    source: source.clone(),
                };
                Some(parts.map(written).collect())
            }
            _ => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(text) | Self::Text(text) => f.write_str(text),
            Self::Whole(number) => number.fmt(f),
            Self::Truth(truth) => truth.fmt(f),
            Self::List(_) => f.write_str("a list"),
            Self::Other(what) => f.write_str(what),
        }
    }
}
