//! A module with what the rest of a page has anyway: `cargo xtask bench size` takes its weight from that of `part-all`.
#![allow(unsafe_code, reason = "a name for an export")]

mod part;

/// Searches, slices and shows texts, knows letters, sorts numbers and finds a logarithm, as other crates in the
/// page do.
#[unsafe(no_mangle)]
pub extern "C" fn run() -> u32 {
    part::on_input(|text| {
        let words = text.split_whitespace().map(str::to_owned);
        let words: Vec<String> = words.filter(|word| !word.contains("://")).collect();
        let letters = |word: &String| word[1..].chars().filter(|c| c.is_alphanumeric()).count();
        let mut keys: Vec<u64> = words.iter().map(|word| letters(word) as u64).collect();
        keys.sort_unstable();
        let logarithm = keys.first().map_or(0.0, |key| libm::log(*key as f64));
        format!("{words:?}").len() + logarithm as usize
    })
}
