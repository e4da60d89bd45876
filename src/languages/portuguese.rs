//! Portuguese: plurals meet their singular. Genders stay apart, as "porto" and "porta" are two things.

use std::borrow::Cow;

use crate::endings::{ends, has_letters, with, without};

/// What inflections of `word` share.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    if word == "mês" {
        return Cow::Borrowed("mes");
    }
    if !has_letters(word, 4) {
        return Cow::Borrowed(word);
    }
    if let Some(rest) = without(word, &["ões", "ães", "ãos", "ão"], 2) {
        return Cow::Owned(with(rest, "ã"));
    }
    // "móvel" and "fácil" both end in "eis" in the plural, "perfil" in "is".
    if let Some(rest) = without(word, &["éis", "eis", "el", "il"], 2) {
        return Cow::Owned(with(rest, "l"));
    }
    for (plural, singular) in [("ais", "al"), ("óis", "ol"), ("uis", "ul"), ("ns", "m")] {
        if let Some(rest) = without(word, &[plural], 2) {
            return Cow::Owned(with(rest, singular));
        }
    }
    if let Some(rest) = word.strip_suffix("ês") {
        return Cow::Owned(with(rest, "es"));
    }
    if ends(word, &["ís", "us", "ss"]) {
        return Cow::Borrowed(word);
    }
    Cow::Borrowed(without(word, &["es", "e", "s"], 3).unwrap_or(word))
}
