//! The settings file: TOML, flattened to names such as `limits.queue` and `space.0.name`, each with the
//! line it was written in.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{Fault, Source};
use super::settings::{Value, Written};

/// Bytes in the longest settings file that is read.
const MAX_FILE: u64 = 1 << 20;

/// What the file says, and everything that keeps it from being read.
pub(super) fn read(path: &Path) -> (BTreeMap<String, Written>, Vec<Fault>) {
    let mut written = BTreeMap::new();
    let refused = |why: String| {
        let fault = Fault::new(
            "config",
            Some(path.display().to_string()),
            Source::Flag("--config"),
            why,
        );
        (BTreeMap::new(), vec![fault])
    };
    match fs::metadata(path) {
        Ok(metadata) if metadata.len() > MAX_FILE => {
            return refused(format!("is longer than {MAX_FILE} bytes"));
        }
        _ => {}
    }
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => return refused(format!("cannot be read: {error}")),
    };
    let file = File {
        path: path.into(),
        text: &text,
    };
    let (table, errors) = DeTable::parse_recoverable(&text);
    let faults = errors.iter().map(|error| {
        let source = file.source(error.span().map_or(0, |span| span.start));
        Fault::new("config", None, source, error.message())
    });
    let faults = faults.collect();
    file.flatten("", table.get_ref(), &mut written);
    (written, faults)
}

struct File<'a> {
    path: Arc<Path>,
    text: &'a str,
}

impl File<'_> {
    /// The line of the byte at `place`.
    fn source(&self, place: usize) -> Source {
        let before = self.text.bytes().take(place);
        let line = before.filter(|byte| *byte == b'\n').count() + 1;
        Source::File(Arc::clone(&self.path), line)
    }

    fn flatten(&self, head: &str, table: &DeTable<'_>, written: &mut BTreeMap<String, Written>) {
        for (key, value) in table {
            let name = format!("{head}{}", key.get_ref());
            match value.get_ref() {
                DeValue::Table(table) => self.flatten(&format!("{name}."), table, written),
                DeValue::Array(parts) if parts.iter().any(|part| part.get_ref().is_table()) => {
                    for (index, part) in parts.iter().enumerate() {
                        let name = format!("{name}.{index}");
                        match part.get_ref().as_table() {
                            Some(table) => self.flatten(&format!("{name}."), table, written),
                            None => {
                                written.insert(name, self.written(part));
                            }
                        }
                    }
                }
                _ => {
                    written.insert(name, self.written(value));
                }
            }
        }
    }

    fn written(&self, value: &Spanned<DeValue<'_>>) -> Written {
        let source = self.source(value.span().start);
        let value = match value.get_ref() {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Boolean(truth) => Value::Truth(*truth),
            DeValue::Integer(number) => {
                let parsed = i64::from_str_radix(number.as_str(), number.radix());
                parsed.map_or(Value::Other("a number out of all bounds"), Value::Whole)
            }
            DeValue::Array(parts) => {
                Value::List(parts.iter().map(|part| self.written(part)).collect())
            }
            DeValue::Float(_) => Value::Other("a number with a fraction"),
            DeValue::Datetime(_) => Value::Other("a date"),
            DeValue::Table(_) => Value::Other("a table"),
        };
        Written { value, source }
    }
}
