//! Hindi: plural and oblique endings of nouns are taken off.

use std::borrow::Cow;

use crate::endings::{ends, oblique, with, without};

/// Consonants of a word that can lose a last vowel: "कमरा", but not "खाना", beside which there is "खान".
const LONG: usize = 3;

/// What inflections of `word` share.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    let stem = direct(word);
    if word.ends_with("ों") {
        oblique(stem, word)
    } else {
        stem
    }
}

fn direct(word: &str) -> Cow<'_, str> {
    if let Some(rest) = without(word, &["ियों", "ियाँ", "ियां"], 1) {
        return Cow::Owned(with(rest, "ी"));
    }
    let plurals = ["ओं", "एँ", "एं"];
    let mut rest = without(word, &plurals, 2).filter(|rest| rest.ends_with('ा'));
    if rest.is_none() && !ends(word, &plurals) {
        rest = without(word, &["ों", "ें"], 2);
    }
    let rest = rest.unwrap_or(word);
    let is_consonant = |c: &char| matches!(c, '\u{915}'..='\u{939}' | '\u{958}'..='\u{95f}');
    if rest.chars().filter(is_consonant).count() < LONG {
        return Cow::Borrowed(rest);
    }
    Cow::Borrowed(rest.strip_suffix(['ा', 'े']).unwrap_or(rest))
}
