//! German: Snowball's stemmer, with what it takes for an inflection and is none kept from it.

use std::borrow::Cow;

use snowball_stemmers_rs::{Algorithm, Stemmer};

use crate::endings::{ends, has_letters, with, without};

const WHOLE: [&str; 1] = ["modern"];

/// What inflections of `word` share.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    if WHOLE.contains(&word) || word.ends_with("erin") {
        return Cow::Borrowed(word);
    }
    if let Some(rest) = without(word, &["innen"], 4) {
        return Cow::Owned(with(rest, "in"));
    }
    if let Some(doer) = without(word, &["ern", "ers", "er"], 3).filter(|doer| is_doer(doer)) {
        return Cow::Owned(with(doer, "er"));
    }
    // "Büros", but not "kostenlos".
    let one = without(word, &["os"], 3).filter(|rest| !rest.ends_with('l') && *rest != "cha");
    let word = if one.is_some() {
        &word[..word.len() - 1]
    } else {
        word
    };
    Stemmer::create(Algorithm::German).stem(word)
}

/// Whether what stands before an `er` makes it the end of one who does something or a thing that does
/// ("Drucker"), and no plural: those have an umlaut where there can be one ("Häuser").
fn is_doer(rest: &str) -> bool {
    let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'ä' | 'ö' | 'ü');
    if rest.ends_with(is_vowel) || !has_letters(rest, 3) {
        return false;
    }
    let Some(at) = rest.rfind(is_vowel) else {
        return false;
    };
    // "neuer", "Häuser".
    let is_second = rest[..at].ends_with(['e', 'ä']);
    ends(rest, &["beit", "leit"]) || rest[at..].starts_with(['a', 'o', 'u']) && !is_second
}
