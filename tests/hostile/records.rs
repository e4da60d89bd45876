//! Any file of records, as JSON Lines and as CSV: what can be read is written so that it reads the same.

use groundswell_hub::Format;
use groundswell_hub::fuzzing::convert;

/// Takes a file; one that begins as an object does is JSON Lines.
pub fn run(data: &[u8]) {
    let from = match data.first() {
        Some(b'{') => Format::JsonLines,
        _ => Format::Csv,
    };
    let Ok(lines) = convert(data, from, Format::JsonLines) else {
        return;
    };
    let cells = convert(&lines, Format::JsonLines, Format::Csv).expect("what was just written");
    let back = convert(&cells, Format::Csv, Format::JsonLines).expect("what was just written");
    assert_eq!(text(&back), text(&lines));
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
