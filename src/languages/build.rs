//! Makes one short text of each language's lists, as `data.rs` explains it.

use std::path::Path;
use std::{env, fs, io};

const LISTS: &str = "../text/languages";

const TAGS: [&str; 18] = [
    "en", "de", "fr", "es", "pt", "it", "nl", "sv", "pl", "ru", "tr", "ar", "he", "hi", "zh", "ja",
    "ko", "th",
];

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed={LISTS}");
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    for tag in TAGS {
        let folder = Path::new(LISTS).join(tag);
        let mut data = lines(&folder.join("stop_words.txt"))?.join(" ");
        for band in lines(&folder.join("common_words.txt"))? {
            data.push('\n');
            data.push_str(&band);
        }
        fs::write(Path::new(&out).join(tag).with_extension("txt"), data)?;
    }
    Ok(())
}

/// The lines that are no comments. A language without this list has none.
fn lines(path: &Path) -> io::Result<Vec<String>> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        text => text?,
    };
    let lines = text.lines().map(str::trim);
    let words = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(words.map(str::to_owned).collect())
}
