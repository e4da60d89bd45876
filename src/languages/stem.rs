//! Languages that have no stemmer.

use std::borrow::Cow;

/// For languages whose words do not change, and those where no rule is right often enough.
pub(crate) fn none(word: &str) -> Cow<'_, str> {
    Cow::Borrowed(word)
}
