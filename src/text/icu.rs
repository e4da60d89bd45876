//! Words of scripts without spaces by ICU4X, for programs other than the page.

use icu_normalizer::{ComposingNormalizer, ComposingNormalizerBorrowed};
use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};

use crate::language::Language;
use crate::segment::Segmenter;

/// Finds words as browsers do, by dictionaries that weigh megabytes.
#[derive(Debug)]
pub struct IcuSegmenter {
    words: WordSegmenterBorrowed<'static>,
    composed: ComposingNormalizerBorrowed<'static>,
}

impl IcuSegmenter {
    /// A segmenter with the data that is linked to the program.
    pub fn new() -> Self {
        Self {
            words: WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()),
            composed: ComposingNormalizer::new_nfkc(),
        }
    }
}

impl Default for IcuSegmenter {
    fn default() -> Self {
        Self::new()
    }
}

impl Segmenter for IcuSegmenter {
    fn word_ends(&self, runs: &str, _: Language) -> Option<Vec<usize>> {
        // The first boundary is where the first run begins.
        Some(self.words.segment_str(runs).skip(1).collect())
    }

    fn compose(&self, form: &str) -> Option<String> {
        Some(self.composed.normalize(form).into_owned())
    }
}
