//! All of this crate that the page uses, as a module of its own: `cargo xtask bench size` weighs it.
#![allow(unsafe_code, reason = "a name for an export")]

mod part;

use std::rc::Rc;

use groundswell_text::{
    Language, Pack, Rules, Segmenter, Stemmer, Together, Unread, Vocabulary, occurrences,
};

/// Stands for the browser, and for the files of languages.
#[derive(Debug)]
struct Page;

impl Segmenter for Page {
    fn word_ends(&self, runs: &str, _: Language) -> Option<Vec<usize>> {
        Some(runs.char_indices().map(|(at, _)| at).collect())
    }

    fn compose(&self, form: &str) -> Option<String> {
        Some(form.to_owned())
    }
}

impl Stemmer for Page {
    fn stem(&self, words: &str) -> Option<String> {
        Some(words.to_owned())
    }
}

/// Counts each line of the text as a post.
#[unsafe(no_mangle)]
pub extern "C" fn run() -> u32 {
    part::on_input(|text| {
        let mut vocabulary = Vocabulary::with_segmenter(Rc::new(Page));
        let mut rules = Rules::default();
        rules.add_stop_words(text, &mut |_, _| {});
        rules.add_synonyms(text, &mut |_, _| {});
        rules.add_hidden_terms(text, &mut |_, _| {});
        vocabulary.set_rules(rules);
        let language = Language::guess(text, Language::from_tag(text));
        let mut readings = Vec::new();
        for post in text.lines() {
            let mut unread = Unread::new(post.to_owned(), language);
            readings.push(loop {
                if let Some(reading) = vocabulary.read_some(&mut unread) {
                    break reading;
                }
            });
        }
        let pack = Pack::new(language, text, Box::new(Page));
        while vocabulary.is_open(language) && vocabulary.settle_some(&pack) {}
        while vocabulary.settle_some_plainly(language) {}
        let mut counting = Together::new(readings);
        while counting.step(&mut vocabulary) {}
        let counts = counting.counts();
        let said = counts.iter().flatten().map(|counted| {
            let places = occurrences(text, language, counted.term, &vocabulary);
            places.len()
                + vocabulary.label(counted.term).len()
                + vocabulary.common(counted.term) as usize
        });
        said.sum::<usize>() + vocabulary.hidden().len()
    })
}
