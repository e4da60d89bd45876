//! French: plurals meet their singular, and feminine adjectives their masculine where no noun ends so.

use std::borrow::Cow;

use crate::endings::{ends, has_letters, with, without};

/// Words whose last `s` is in the singular, where there is another word without it.
const SINGULAR: [&str; 5] = ["cours", "fois", "fonds", "mois", "sens"];

/// Endings of feminine adjectives, of which the last two letters go: "végétarienne".
const DOUBLED: [&str; 3] = ["ienne", "onnelle", "ielle"];

/// What inflections of `word` share.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    if !has_letters(word, 4) || SINGULAR.contains(&word) {
        return Cow::Borrowed(word);
    }
    if word == "travaux" {
        return Cow::Borrowed("travail");
    }
    if ends(word, &["eaux", "eux", "yaux"]) {
        return Cow::Borrowed(&word[..word.len() - 1]);
    }
    if let Some(rest) = without(word, &["aux"], 2) {
        return Cow::Owned(with(rest, "al"));
    }
    let singular = match word.strip_suffix('s') {
        Some(rest) if !ends(rest, &["s", "u", "i"]) || ends(rest, &["eau", "ui", "oi", "ai"]) => {
            rest
        }
        _ => word.strip_suffix("is").map_or(word, |_| plural_in_is(word)),
    };
    Cow::Borrowed(masculine(singular))
}

/// "amis" is the plural of "ami", "avis" and "permis" of nothing.
fn plural_in_is(word: &str) -> &str {
    if ends(word, &["vis", "mis", "ris", "lis", "pis", "tis"]) && word != "amis" {
        return word;
    }
    &word[..word.len() - 1]
}

fn masculine(word: &str) -> &str {
    if ends(word, &DOUBLED) {
        &word[..word.len() - 2]
    } else if has_letters(word, 7) && ends(word, &["ante", "ente", "ale"]) {
        &word[..word.len() - 1]
    } else {
        word
    }
}
