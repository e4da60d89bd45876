//! Dutch: plurals meet their singular and adjectives each other; spelling is mended as Dutch does it.

use std::borrow::Cow;

use crate::endings::{ends, has_letters, with, without};

/// What stands before the `s` of a plural.
const BEFORE_S: [&str; 15] = [
    "aar", "er", "el", "em", "en", "or", "ie", "je", "ge", "te", "eau", "p", "m", "eur", "k",
];

/// What inflections of `word` share.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    let mut rest = word.strip_suffix("'s").unwrap_or(word);
    if let Some(quality) = without(rest, &["heden"], 2) {
        return Cow::Owned(with(quality, "heid"));
    }
    // Not "grens" and "mens".
    if let Some(singular) = without(rest, &["s"], 4)
        && ends(singular, &BEFORE_S)
        && (has_letters(singular, 5) || !singular.ends_with("en"))
    {
        rest = singular;
    }
    match without(rest, &["en", "e"], 3) {
        Some(shorter) if shorter.ends_with(|c| !is_vowel(c)) => Cow::Owned(closed(single(shorter))),
        _ => Cow::Owned(closed(rest)),
    }
}

/// Without one of two consonants at the end.
fn single(word: &str) -> &str {
    let mut last = word.chars().rev();
    match (last.next(), last.next()) {
        (Some(last), Some(before)) if last == before => &word[..word.len() - last.len_utf8()],
        _ => word,
    }
}

/// One spelling for the end of a word: `z` and `v` sound like `s` and `f` there, and a long vowel is written
/// twice ("taak", "taken").
fn closed(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if let Some(last) = letters.last_mut() {
        *last = match *last {
            'z' => 's',
            'v' => 'f',
            last => last,
        };
    }
    if let [.., a, b, end] = letters[..]
        && a == b
        && matches!(a, 'a' | 'e' | 'o' | 'u')
        && !is_vowel(end)
    {
        letters.remove(letters.len() - 2);
    }
    letters.into_iter().collect()
}

const fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'ë' | 'é' | 'ï')
}
