//! Languages whose stemmer is taken as it is, or that have none.

use std::borrow::Cow;

use snowball_stemmers_rs::{Algorithm, Stemmer};

/// Snowball's stemmer.
pub(crate) fn russian(word: &str) -> Cow<'_, str> {
    Stemmer::create(Algorithm::Russian).stem(word)
}

/// For languages whose words do not change, and those where no rule is right often enough.
pub(crate) fn none(word: &str) -> Cow<'_, str> {
    Cow::Borrowed(word)
}
