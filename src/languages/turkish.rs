//! Turkish: case, possession by a third person and plural are taken off nouns; verbs stay.
//!
//! Snowball's stemmer also takes off what first and second persons own, which many words end in ("eğitim").

use std::borrow::Cow;

use crate::endings::{ends, has_letters, without};

/// Cases after the `n` that follows a possessive.
const OWNED_CASES: [&str; 4] = ["ndan", "nden", "nda", "nde"];
const OWNED_ENDS: [&str; 6] = ["sı", "si", "su", "sü", "ları", "leri"];
const PLACES: [&str; 8] = ["dan", "den", "tan", "ten", "da", "de", "ta", "te"];
const AFTER_VOWEL: [&str; 12] = [
    "nın", "nin", "nun", "nün", "yla", "yle", "ya", "ye", "yı", "yi", "yu", "yü",
];
const AFTER_CONSONANT: [&str; 4] = ["ın", "in", "un", "ün"];

/// Fewest letters that remain when an ending of one vowel, or like a root's own, goes.
const LEAST: usize = 4;

/// What inflections of `word` share.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    let name = word.split('\'').next().unwrap_or(word);
    let mut rest = if ends(name, &["daki", "deki", "taki", "teki"]) {
        &name[..name.len() - 2]
    } else {
        name
    };
    rest = without_case(rest);
    if let Some(owned) = without(rest, &["ları", "leri"], 2) {
        rest = owned;
    } else {
        if let Some(owned) = without(rest, &["sı", "si", "su", "sü"], 3)
            && owned.ends_with(is_vowel)
        {
            rest = owned;
        }
        rest = without(rest, &["lar", "ler"], 2).unwrap_or(rest);
    }
    let root = rest.strip_suffix(['ı', 'i', 'u', 'ü', 'a', 'e']);
    if let Some(root) = root.filter(|root| has_letters(root, LEAST) && !root.ends_with(is_vowel)) {
        rest = root;
    }
    Cow::Owned(voiced(rest))
}

fn without_case(word: &str) -> &str {
    if let Some(rest) = without(word, &OWNED_CASES, LEAST) {
        return rest;
    }
    if let Some(rest) = without(word, &["na", "ne", "nı", "ni", "nu", "nü"], LEAST)
        && ends(rest, &OWNED_ENDS)
    {
        return rest;
    }
    if let Some(rest) = without(word, &PLACES, 3) {
        return rest;
    }
    if let Some(rest) = without(word, &AFTER_VOWEL, 3).filter(|rest| rest.ends_with(is_vowel)) {
        return rest;
    }
    let rest = without(word, &AFTER_CONSONANT, LEAST);
    rest.filter(|rest| !rest.ends_with(is_vowel))
        .unwrap_or(word)
}

/// A last consonant is voiced before a vowel: "kitap", "kitabı". All are written so.
fn voiced(word: &str) -> String {
    let mut stem = word.to_owned();
    if has_letters(word, 4)
        && let Some(last) = stem.pop()
    {
        stem.push(match last {
            'p' => 'b',
            'ç' => 'c',
            't' => 'd',
            'k' | 'ğ' => 'g',
            last => last,
        });
    }
    stem
}

const fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'ı' | 'i' | 'o' | 'ö' | 'u' | 'ü' | 'â' | 'î')
}
