//! Stemmers: the algorithms of Snowball (M. F. Porter and others, <https://snowballstem.org>) where there is
//! one, and own rules for languages where there is none.

use std::borrow::Cow;

use snowball_stemmers_rs::{Algorithm, Stemmer};

pub(crate) fn german(word: &str) -> Cow<'_, str> {
    Stemmer::create(Algorithm::German).stem(word)
}

pub(crate) fn french(word: &str) -> Cow<'_, str> {
    Stemmer::create(Algorithm::French).stem(word)
}

pub(crate) fn spanish(word: &str) -> Cow<'_, str> {
    Stemmer::create(Algorithm::Spanish).stem(word)
}

pub(crate) fn portuguese(word: &str) -> Cow<'_, str> {
    Stemmer::create(Algorithm::Portuguese).stem(word)
}

pub(crate) fn italian(word: &str) -> Cow<'_, str> {
    Stemmer::create(Algorithm::Italian).stem(word)
}

/// Not the newer one of W. Kraaij and R. Pohlmann, which is twice as large.
pub(crate) fn dutch(word: &str) -> Cow<'_, str> {
    Stemmer::create(Algorithm::DutchPorter).stem(word)
}

pub(crate) fn swedish(word: &str) -> Cow<'_, str> {
    Stemmer::create(Algorithm::Swedish).stem(word)
}

pub(crate) fn polish(word: &str) -> Cow<'_, str> {
    Stemmer::create(Algorithm::Polish).stem(word)
}

pub(crate) fn russian(word: &str) -> Cow<'_, str> {
    Stemmer::create(Algorithm::Russian).stem(word)
}

pub(crate) fn turkish(word: &str) -> Cow<'_, str> {
    Stemmer::create(Algorithm::Turkish).stem(word)
}

pub(crate) fn arabic(word: &str) -> Cow<'_, str> {
    Stemmer::create(Algorithm::Arabic).stem(word)
}

pub(crate) fn hindi(word: &str) -> Cow<'_, str> {
    Stemmer::create(Algorithm::Hindi).stem(word)
}

/// For languages whose words do not change, and those where no rule is right often enough.
pub(crate) fn none(word: &str) -> Cow<'_, str> {
    Cow::Borrowed(word)
}

/// Particles that Korean ties to the end of a noun, longer ones first.
const PARTICLES: [&str; 26] = [
    "에서는",
    "에서도",
    "으로는",
    "으로도",
    "에게서",
    "까지",
    "부터",
    "에서",
    "에게",
    "으로",
    "이나",
    "처럼",
    "보다",
    "마다",
    "조차",
    "께서",
    "하고",
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "의",
    "에",
    "도",
];

/// The fewest syllables of a noun whose particle is taken off: in shorter ones the last is mostly its own.
const MIN_SYLLABLES: usize = 2;

/// Takes one particle off.
pub(crate) fn korean(word: &str) -> Cow<'_, str> {
    let mut stems = PARTICLES
        .iter()
        .filter_map(|particle| word.strip_suffix(particle));
    let stem = stems.find(|stem| stem.chars().count() >= MIN_SYLLABLES);
    Cow::Borrowed(stem.unwrap_or(word))
}
