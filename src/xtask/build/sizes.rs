//! What the files of `dist/` weigh, as a table for people and as JSON.

use std::fmt;

use serde::Serialize;

use super::layout;

/// Bytes of one file, as it is and as it travels.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FileSize {
    /// The name in `dist/`.
    pub file: String,
    /// Bytes uncompressed.
    pub raw: usize,
    /// Bytes as `.gz`.
    pub gzip: usize,
    /// Bytes as `.br`.
    pub brotli: usize,
}

impl FileSize {
    /// A file that travels as it is.
    pub fn uncompressed(file: &str, size: usize) -> Self {
        Self {
            file: file.to_owned(),
            raw: size,
            gzip: size,
            brotli: size,
        }
    }
}

/// Bytes of every file, of what a first view loads, and of the layout as a module of its own.
#[derive(Debug, Serialize)]
pub struct Sizes {
    files: Vec<FileSize>,
    first_view: FileSize,
    layout: FileSize,
    /// What is within the module.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<FileSize>,
}

impl Sizes {
    /// Adds up what a page loads at a reader's first visit, loader, module and WebAssembly, and what one loads that
    /// lays out words and nothing else.
    pub fn new(files: Vec<FileSize>) -> Self {
        Self {
            first_view: sum("first view", &files, |size| is_loaded_first(&size.file)),
            layout: sum("layout alone", &files, layout::is_part),
            files,
            parts: Vec::new(),
        }
    }

    /// Says what a part of the module weighs.
    pub fn add_part(&mut self, part: FileSize) {
        self.parts.push(part);
    }
}

fn sum(name: &str, files: &[FileSize], counts: impl Fn(&FileSize) -> bool) -> FileSize {
    let mut sum = FileSize::uncompressed(name, 0);
    for size in files.iter().filter(|size| counts(size)) {
        sum.raw += size.raw;
        sum.gzip += size.gzip;
        sum.brotli += size.brotli;
    }
    sum
}

/// The module's stable name is for pages that import it themselves, and never loaded by the tag.
fn is_loaded_first(file: &str) -> bool {
    file == "groundswell.js" || file.starts_with("groundswell-")
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.files.iter().chain(&self.parts);
        let longest = rows.map(|size| size.file.len()).max();
        let sums = [&self.first_view, &self.layout];
        let width = longest.unwrap_or(0).max(self.layout.file.len());
        write!(
            f,
            "{:width$}  {:>9}  {:>9}  {:>9}",
            "file", "raw", "gzip", "brotli"
        )?;
        let files = self.files.iter().chain(sums);
        for size in files.chain(&self.parts) {
            write!(
                f,
                "\n{:width$}  {:>9}  {:>9}  {:>9}",
                size.file,
                grouped(size.raw),
                grouped(size.gzip),
                grouped(size.brotli)
            )?;
        }
        Ok(())
    }
}

/// A number with its thousands set apart.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(file: &str, raw: usize) -> FileSize {
        FileSize {
            file: file.to_owned(),
            raw,
            gzip: raw / 2,
            brotli: raw / 4,
        }
    }

    #[test]
    fn the_table_lines_up_and_ends_with_the_sums() {
        let sizes = Sizes::new(vec![
            size("groundswell-0.wasm", 1_234_000),
            size("groundswell.js", 400),
            size("groundswell.mjs", 80),
            size("layout-0.wasm", 16_000),
            size("layout.d.mts", 40),
            size("layout.mjs", 4000),
            size("locales/de.json", 8000),
        ]);
        assert_eq!(
            sizes.to_string(),
            "\
file                      raw       gzip     brotli
groundswell-0.wasm  1,234,000    617,000    308,500
groundswell.js            400        200        100
groundswell.mjs            80         40         20
layout-0.wasm          16,000      8,000      4,000
layout.d.mts               40         20         10
layout.mjs              4,000      2,000      1,000
locales/de.json         8,000      4,000      2,000
first view          1,234,400    617,200    308,600
layout alone           20,000     10,000      5,000"
        );
    }

    #[test]
    fn parts_come_last() {
        let mut sizes = Sizes::new(vec![size("groundswell.js", 400)]);
        sizes.add_part(size("words", 80));
        let table = sizes.to_string();
        assert!(
            table.ends_with("words                  80         40         20"),
            "{table}"
        );
    }

    #[test]
    fn thousands_are_set_apart() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (123_456, "123,456"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }
}
