//! Russian: Snowball's stemmer, and which cases name no word.

use std::borrow::Cow;

use snowball_stemmers_rs::{Algorithm, Stemmer};

use crate::endings::{ends, oblique};

/// Endings of cases other than the nominative, of nouns and adjectives.
const CASES: [&str; 31] = [
    "у", "ю", "ом", "ем", "ой", "ей", "ам", "ям", "ах", "ях", "ами", "ями", "ов", "ев", "ого",
    "его", "ому", "ему", "ым", "им", "ых", "их", "ыми", "ими", "ью", "ии", "ией", "иям", "иях",
    "иями", "ию",
];

/// What the genitive of masculine nouns ends in, and hardly the nominative of feminine ones.
const MASCULINE: [&str; 30] = [
    "тора",
    "тера",
    "вера",
    "ента",
    "иста",
    "изма",
    "екта",
    "укта",
    "акта",
    "айла",
    "диска",
    "списка",
    "здела",
    "тдела",
    "проса",
    "пуска",
    "каза",
    "ступа",
    "смотра",
    "хода",
    "евода",
    "ывода",
    "крана",
    "плана",
    "бука",
    "языка",
    "дреса",
    "урса",
    "цесса",
    "теля",
];

/// What inflections of `word` share.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    let stem = Stemmer::create(Algorithm::Russian).stem(word);
    if ends(word, &CASES) || ends(word, &MASCULINE) && word != "вера" {
        oblique(stem, word)
    } else {
        stem
    }
}
