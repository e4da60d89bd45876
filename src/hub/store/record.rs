//! What an export holds, a record a line: JSON Lines, or CSV with one column for each field.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};

use groundswell_protocol::{RatingKind, SpaceId};
use serde::{Deserialize, Serialize};

/// Bytes of the longest line that is read.
pub const MAX_LINE: usize = 16 << 10;

/// The layout of records; another gets another number.
pub const VERSION: u32 = 1;

/// How records are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    #[default]
    JsonLines,
    /// Comma-separated values, as RFC 4180 has them.
    Csv,
}

/// What a record tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The hub: `version`, and `key`, the fingerprint of its key. The first record.
    Hub,
    /// A space: `rating`, the kind of its ratings.
    Space,
    /// A post: `looks`, `hidden`, `sealed`, and `born`, in hours since 1970.
    Post,
    /// How many readers gave a post a `value`: `verified`, `count`.
    Tally,
    /// What a `reader` said of a post: `value`, `verified`, and `day`, in days since 1970.
    Rating,
    /// A `reader` whose ratings do not count.
    HiddenReader,
    /// A `term` that is left out of clouds.
    HiddenTerm,
}

/// One line of an export. What a record's type has no use for is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    #[serde(rename = "type")]
    pub kind: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub space: Option<SpaceId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<RatingKind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reader: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<i8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looks: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<String>,
}

/// The columns of the CSV form, in the order of the fields.
const COLUMNS: [&str; 16] = [
    "type", "version", "key", "space", "rating", "post", "reader", "value", "verified", "count",
    "day", "born", "looks", "hidden", "sealed", "term",
];

impl Record {
    /// A record of this type, with nothing in it yet.
    pub fn new(kind: Kind, space: Option<&SpaceId>) -> Self {
        Self {
            kind,
            space: space.cloned(),
            version: None,
            key: None,
            rating: None,
            post: None,
            reader: None,
            value: None,
            verified: None,
            count: None,
            day: None,
            born: None,
            looks: None,
            hidden: None,
            sealed: None,
            term: None,
        }
    }

    /// The record's cells. Texts from outside are guarded: a program for tables takes a cell that begins
    /// with certain signs for a formula.
    fn cells(&self) -> [String; COLUMNS.len()] {
        let kind = serde_json::to_value(self.kind).ok();
        let kind = kind.as_ref().and_then(|kind| kind.as_str());
        [
            kind.unwrap_or_default().to_owned(),
            cell(self.version.as_ref()),
            cell(self.key.as_ref()),
            cell(self.space.as_ref()),
            cell(self.rating.as_ref()),
            guard(&cell(self.post.as_ref())),
            cell(self.reader.as_ref()),
            cell(self.value.as_ref()),
            cell(self.verified.as_ref()),
            cell(self.count.as_ref()),
            cell(self.day.as_ref()),
            cell(self.born.as_ref()),
            cell(self.looks.as_ref()),
            cell(self.hidden.as_ref()),
            cell(self.sealed.as_ref()),
            guard(&cell(self.term.as_ref())),
        ]
    }
}

fn cell<T: ToString>(value: Option<&T>) -> String {
    value.map(T::to_string).unwrap_or_default()
}

/// An apostrophe before what might be taken for a formula, and before an apostrophe.
fn guard(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn unguard(text: &mut Option<String>) {
    if let Some(plain) = text.as_deref().and_then(|text| text.strip_prefix('\'')) {
        *text = Some(plain.to_owned());
    }
}

/// Where records are written to.
pub enum Sink<W: Write> {
    Lines(W),
    Csv(Box<csv::Writer<W>>),
}

impl<W: Write> Sink<W> {
    pub fn new(format: Format, to: W) -> io::Result<Self> {
        match format {
            Format::JsonLines => Ok(Self::Lines(to)),
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(to);
                writer.write_record(COLUMNS)?;
                Ok(Self::Csv(Box::new(writer)))
            }
        }
    }

    pub fn write(&mut self, record: &Record) -> io::Result<()> {
        match self {
            Self::Lines(to) => {
                serde_json::to_writer(&mut *to, record)?;
                to.write_all(b"\n")
            }
            Self::Csv(writer) => Ok(writer.write_record(record.cells())?),
        }
    }

    pub fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Lines(to) => to.flush(),
            Self::Csv(writer) => writer.flush(),
        }
    }
}

/// Why a line cannot be imported. Nothing of its file was then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineError {
    /// Counted from 1; 0 where it is no line's fault.
    pub line: u64,
    /// A sentence.
    pub why: String,
}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "nothing was imported: {}", self.why),
            line => write!(
                f,
                "nothing was imported, because of line {line}: {}",
                self.why
            ),
        }
    }
}

impl std::error::Error for LineError {}

impl LineError {
    pub(super) fn new(line: u64, why: impl ToString) -> Self {
        Self {
            line,
            why: why.to_string(),
        }
    }
}

/// Reads records one after the other, with the line of each.
pub enum Source<R: Read> {
    Lines(BufReader<ShortLines<R>>, u64),
    Csv(Box<csv::Reader<ShortLines<R>>>, Option<csv::StringRecord>),
}

impl<R: Read> Source<R> {
    pub fn new(format: Format, from: R) -> Self {
        let lines = ShortLines { from, since: 0 };
        match format {
            Format::JsonLines => Self::Lines(BufReader::new(lines), 0),
            Format::Csv => Self::Csv(Box::new(csv::Reader::from_reader(lines)), None),
        }
    }

    pub fn next(&mut self) -> Result<Option<(u64, Record)>, LineError> {
        match self {
            Self::Lines(from, line) => {
                let mut text = String::new();
                *line += 1;
                let failed = |why: &dyn ToString| LineError::new(*line, why.to_string());
                if from.read_line(&mut text).map_err(|error| failed(&error))? == 0 {
                    return Ok(None);
                }
                let record = serde_json::from_str(&text).map_err(|error| failed(&error))?;
                Ok(Some((*line, record)))
            }
            Self::Csv(from, headers) => next_cells(from, headers),
        }
    }
}

fn next_cells<R: Read>(
    from: &mut csv::Reader<ShortLines<R>>,
    headers: &mut Option<csv::StringRecord>,
) -> Result<Option<(u64, Record)>, LineError> {
    let failed = |error: csv::Error| {
        let line = error.position().map_or(1, csv::Position::line);
        LineError::new(line, error)
    };
    let headers = match headers {
        Some(headers) => headers,
        None => headers.insert(from.headers().map_err(failed)?.clone()),
    };
    let mut cells = csv::StringRecord::new();
    if !from.read_record(&mut cells).map_err(failed)? {
        return Ok(None);
    }
    let line = cells.position().map_or(0, csv::Position::line);
    let record = cells.deserialize::<Record>(Some(headers));
    let mut record = record.map_err(|error| LineError::new(line, error))?;
    unguard(&mut record.post);
    unguard(&mut record.term);
    Ok(Some((line, record)))
}

/// Fails at a line that is longer than any record: memory stays bounded, whatever the file is.
pub struct ShortLines<R> {
    from: R,
    /// Bytes since the last line ended.
    since: usize,
}

impl<R: Read> Read for ShortLines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        for byte in buffer.iter().take(read) {
            self.since = if *byte == b'\n' { 0 } else { self.since + 1 };
            if self.since > MAX_LINE {
                let why = format!("a line is longer than {MAX_LINE} bytes");
                return Err(io::Error::new(io::ErrorKind::InvalidData, why));
            }
        }
        Ok(read)
    }
}
