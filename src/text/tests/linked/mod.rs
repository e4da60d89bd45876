//! Counting with the packs that are linked, each made once for all tests of a thread.

use std::cell::RefCell;
use std::collections::HashMap;

use groundswell_text::{Language, Pack, TermCount, Vocabulary};

thread_local! {
    static PACKS: RefCell<HashMap<Language, Option<Pack>>> = RefCell::default();
}

/// Settles what is open in `vocabulary`, words of `language` by its pack.
pub fn settle(vocabulary: &mut Vocabulary, language: Language) {
    PACKS.with_borrow_mut(|packs| {
        let pack = packs
            .entry(language)
            .or_insert_with(|| Pack::linked(language));
        if let Some(pack) = pack {
            vocabulary.settle(pack);
        }
    });
    vocabulary.settle_rest();
}

/// Reads, settles and counts one text.
pub fn count(text: &str, language: Language, vocabulary: &mut Vocabulary) -> Vec<TermCount> {
    let reading = vocabulary.read(text, language);
    settle(vocabulary, language);
    vocabulary.counts(&reading)
}
