//! Taking endings off words: what the light stemmers share.

use std::borrow::Cow;

/// `word` without the first of `endings` that it has, where `least` letters remain.
pub(crate) fn without<'w>(word: &'w str, endings: &[&str], least: usize) -> Option<&'w str> {
    let mut rests = endings
        .iter()
        .filter_map(|ending| word.strip_suffix(ending));
    rests.find(|rest| has_letters(rest, least))
}

/// Whether `word` has at least this many letters.
pub(crate) fn has_letters(word: &str, least: usize) -> bool {
    least == 0 || word.chars().nth(least - 1).is_some()
}

/// Whether `word` ends in one of `endings`.
pub(crate) fn ends(word: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| word.ends_with(ending))
}

/// `rest` with another ending.
pub(crate) fn with(rest: &str, ending: &str) -> String {
    let mut word = String::with_capacity(rest.len() + ending.len());
    word.push_str(rest);
    word.push_str(ending);
    word
}

/// The stem of a word that does not name what it means, as one of another case; it says so where there is room.
pub(crate) fn oblique<'w>(stem: Cow<'w, str>, word: &str) -> Cow<'w, str> {
    if stem.len() < word.len() {
        Cow::Owned(with(&stem, "'"))
    } else {
        stem
    }
}
