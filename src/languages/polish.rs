//! Polish: Snowball's stemmer, with the plural of men mended, and which cases name no word.

use std::borrow::Cow;

use snowball_stemmers_rs::{Algorithm, Stemmer};

use crate::endings::{ends, oblique, with, without};

/// Endings of cases other than the nominative, of nouns and adjectives.
const CASES: [&str; 16] = [
    "u", "ów", "ami", "ach", "owi", "om", "ą", "ę", "em", "ego", "emu", "ym", "im", "ych", "ich",
    "ej",
];

/// What inflections of `word` share.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    // "klienci", "studenci".
    let stem = without(word, &["enci"], 2).map_or_else(
        || Stemmer::create(Algorithm::Polish).stem(word),
        |rest| Cow::Owned(with(rest, "ent")),
    );
    if ends(word, &CASES) {
        oblique(stem, word)
    } else {
        stem
    }
}
