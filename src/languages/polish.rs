//! Polish: Snowball's stemmer, with the plural of men mended.

use std::borrow::Cow;

use snowball_stemmers_rs::{Algorithm, Stemmer};

use crate::endings::{with, without};

/// What inflections of `word` share.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    // "klienci", "studenci".
    without(word, &["enci"], 2).map_or_else(
        || Stemmer::create(Algorithm::Polish).stem(word),
        |rest| Cow::Owned(with(rest, "ent")),
    )
}
