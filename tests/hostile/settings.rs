//! Any settings file: every fault is a sentence with its line, and what is found good is told as a file
//! that is found good again.

use std::fs;
use std::sync::LazyLock;

use groundswell_hub::{Config, Settings};
use tempfile::TempDir;

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a folder"));

/// Takes a file.
pub fn run(data: &[u8]) {
    let Some(told) = read(data) else { return };
    let again = read(told.as_bytes());
    let again = again.unwrap_or_else(|| panic!("not found good again:\n{told}"));
    assert_eq!(values(&told), values(&again));
}

/// How the settings came out, if they are good.
fn read(file: &[u8]) -> Option<String> {
    let path = FOLDER.path().join("hub.toml");
    fs::write(&path, file).expect("a file in a folder of our own");
    let mut settings = Settings::default();
    settings.file(&path);
    match Config::explain(settings) {
        Ok((_, told)) => Some(told),
        Err(faults) => {
            let told: Vec<_> = faults.iter().map(ToString::to_string).collect();
            assert!(
                !told.is_empty() && told.iter().all(|fault| fault.contains("): ")),
                "{told:?}"
            );
            None
        }
    }
}

/// The settings without the places where they were written.
fn values(told: &str) -> Vec<&str> {
    let value = |line| str::rsplit_once(line, "  # ").map_or(line, |(value, _)| value);
    told.lines().map(value).collect()
}
