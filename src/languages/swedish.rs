//! Swedish: what nouns and adjectives end in by number, article and case is taken off.

use std::borrow::Cow;

use crate::endings::{ends, has_letters, oblique, with, without};

/// Words that end like inflections and are none.
const WHOLE: [&str; 9] = [
    "lager", "papper", "order", "budget", "internet", "paket", "planet", "vatten", "organ",
];

/// Definite and plural endings, longer ones first.
const ENDINGS: [&str; 14] = [
    "orna", "arna", "erna", "ena", "ern", "or", "ar", "er", "en", "et", "an", "na", "a", "e",
];

/// Fewest letters that remain.
const LEAST: usize = 3;

/// What the article makes of a noun's end, with the genitive.
const DEFINITE: [&str; 10] = [
    "orna", "arna", "erna", "en", "et", "ens", "ets", "ornas", "arnas", "ernas",
];

/// What inflections of `word` share.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    let stem = indefinite(word);
    if ends(word, &DEFINITE) {
        oblique(stem, word)
    } else {
        stem
    }
}

fn indefinite(word: &str) -> Cow<'_, str> {
    let mut rest = word;
    if let Some(owner) = without(word, &["s"], 5)
        && ends(owner, &["et", "en", "er", "na", "ar", "or", "orn", "eln"])
    {
        rest = owner;
    }
    if WHOLE.contains(&rest) {
        return Cow::Borrowed(rest);
    }
    // "dator", "datorn"; and "cykel", "cykeln", "cyklar".
    if ends(rest, &["torn", "eln"]) {
        rest = &rest[..rest.len() - 1];
    }
    if ends(rest, &["tor"]) {
        return Cow::Borrowed(rest);
    }
    if let Some(root) = without(rest, &["el"], LEAST)
        && has_letters(rest, 5)
    {
        return Cow::Owned(with(root, "l"));
    }
    Cow::Borrowed(without(rest, &ENDINGS, LEAST).unwrap_or(rest))
}
