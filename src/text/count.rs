//! The terms of one text: how often it says each, and where.

use std::ops::Range;

use crate::fold::fold;
use crate::language::Language;
use crate::vocabulary::{TermId, Vocabulary};
use crate::words::for_each_word;

/// A term of one post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermCount {
    /// Which term.
    pub term: TermId,
    /// How often the post says it; at least 1.
    pub count: u32,
}

/// Counts the terms of one post, sorted by term, and adds those that are new to `vocabulary`.
///
/// `text` may be as long as it likes; what it says costs time in proportion. A vocabulary that is full
/// ([`MAX_TERMS`](crate::MAX_TERMS)) still counts the terms it knows.
pub fn count(text: &str, language: Language, vocabulary: &mut Vocabulary) -> Vec<TermCount> {
    let mut form = std::mem::take(&mut vocabulary.form_buffer);
    for_each_word(text, language, &mut form, &mut |word| {
        vocabulary.add(word.form, language, word.opens_sentence);
    });
    vocabulary.form_buffer = form;
    vocabulary.take_counts()
}

/// Where `text` says a term: the range in bytes of every word whose key is `key`, in order.
///
/// A range holds the word as it is written, without a possessive's `'s`. With the language that the
/// text was counted in there are as many as were counted.
pub fn occurrences(text: &str, language: Language, key: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut folded = String::new();
    for_each_word(text, language, &mut String::new(), &mut |word| {
        if may_fold_to(word.form, key) && fold(word.form, language, &mut folded) && folded == key {
            ranges.push(word.range);
        }
    });
    ranges
}

/// A cheap look at whether `form` can have this key at all: folding keeps a first letter of ASCII.
fn may_fold_to(form: &str, key: &str) -> bool {
    match (form.as_bytes().first(), key.as_bytes().first()) {
        (Some(form), Some(key)) => !form.is_ascii() || form.eq_ignore_ascii_case(key),
        _ => false,
    }
}
