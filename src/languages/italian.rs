//! Italian: plurals meet their singular. Genders stay apart, as "porto" and "porta" are two things.
//!
//! A last `e` is the singular of an `i` ("versione") or the plural of an `a` ("regole"); what stands before it
//! tells which.

use std::borrow::Cow;

use crate::endings::{ends, has_letters, with};

/// Endings of singulars in `e`. The shorter the word, the less they say: "sale" is the plural of "sala".
const SINGULAR: [&str; 15] = [
    "ione", "nte", "tore", "sore", "nore", "lore", "iere", "nese", "cese", "lese", "aese", "mese",
    "ame", "ave", "dine",
];
const LONG_SINGULAR: [&str; 3] = ["ale", "ile", "ore"];
const SINGULAR_WORDS: [&str; 6] = ["legge", "nome", "rete", "notte", "parte", "mese"];

/// What inflections of `word` share.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    if !has_letters(word, 4) {
        return Cow::Borrowed(word);
    }
    // Men of these have an `i` in the plural.
    if word == "collega" || word.ends_with("ista") {
        return Cow::Borrowed(&word[..word.len() - 1]);
    }
    if word.ends_with('a') {
        return Cow::Borrowed(word);
    }
    if let Some(rest) = word.strip_suffix('e') {
        if is_singular(word) {
            return Cow::Borrowed(hard(rest));
        }
        return Cow::Owned(with(hard(rest), "a"));
    }
    let Some(rest) = word.strip_suffix(['o', 'i']) else {
        return Cow::Borrowed(word);
    };
    Cow::Borrowed(hard(rest.strip_suffix('i').unwrap_or(rest)))
}

fn is_singular(word: &str) -> bool {
    ends(word, &SINGULAR)
        || SINGULAR_WORDS.contains(&word)
        || has_letters(word, 6) && ends(word, &LONG_SINGULAR)
}

/// Without the `h` that keeps a consonant hard: "parchi", "banche".
fn hard(rest: &str) -> &str {
    if ends(rest, &["ch", "gh"]) {
        &rest[..rest.len() - 1]
    } else {
        rest
    }
}
