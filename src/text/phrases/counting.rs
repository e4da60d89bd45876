//! What posts say, once it is known where phrases stand.

use std::ops::Range;

use super::finder::{Cut, Finder};
use super::grams::{Gram, Grams};
use super::sequence::{Text, word_of};
use super::{Counted, Phrase, Phrases};

/// Puts together what posts say.
pub(super) struct Counting<'a> {
    text: &'a Text,
    /// Of each term how often it is used within phrases.
    within: Vec<u32>,
    /// By gram the number of its phrase.
    names: Vec<usize>,
    phrases: Phrases,
    written: Grams,
    /// The ways to write each phrase, as numbers of `written`.
    spellings: Vec<Vec<usize>>,
    /// How often the post at hand says each term, and each phrase.
    said: [Vec<u32>; 2],
    /// What it says, each once.
    post: Vec<Counted>,
}

impl<'a> Counting<'a> {
    pub(super) fn of(finder: &Finder<'a>, cuts: &[Cut]) -> Self {
        let text = finder.text;
        let mut within = vec![0; text.uses.len()];
        let places = cuts.iter().flat_map(|cut| cut.range.clone());
        for term in places.filter_map(|at| text.term(at)) {
            if let Some(within) = within.get_mut(term as usize) {
                *within += 1;
            }
        }
        Self {
            text,
            within,
            names: vec![usize::MAX; finder.grams.len()],
            phrases: Phrases::default(),
            written: Grams::default(),
            spellings: Vec::new(),
            said: [vec![0; text.uses.len()], Vec::new()],
            post: Vec::new(),
        }
    }

    /// Counts the terms in `range`, where they are counted; `inside` a phrase that is for those alone that
    /// are mostly said outside of any.
    pub(super) fn count_terms(&mut self, range: Range<usize>, inside: bool) {
        for at in range {
            let Some(term) = self.text.term(at) else {
                continue;
            };
            let within = self.within.get(term as usize).copied().unwrap_or_default();
            if !inside || f64::from(within) * 2.0 < self.text.uses(at) {
                self.say(Counted::Term(term));
            }
        }
    }

    fn say(&mut self, counted: Counted) {
        let [terms, phrases] = &mut self.said;
        let count = match counted {
            Counted::Term(term) => terms.get_mut(term as usize),
            Counted::Phrase(at) => phrases.get_mut(at),
        };
        if let Some(count) = count {
            if *count == 0 {
                self.post.push(counted);
            }
            *count += 1;
        }
    }

    pub(super) fn end_post(&mut self) {
        self.post.sort_unstable();
        let [terms, phrases] = &mut self.said;
        let counts = self.post.drain(..).map(|counted| {
            let count = match counted {
                Counted::Term(term) => terms.get_mut(term as usize),
                Counted::Phrase(at) => phrases.get_mut(at),
            };
            (counted, count.map(std::mem::take).unwrap_or_default())
        });
        self.phrases.counts.push(counts.collect());
    }

    /// Counts a phrase and notes how it is written.
    pub(super) fn count_phrase(&mut self, cut: Cut) {
        let Some(name) = self.names.get_mut(cut.gram) else {
            return;
        };
        if *name == usize::MAX {
            *name = self.spellings.len();
            let words = self.text.atoms.get(cut.range.clone()).unwrap_or_default();
            self.phrases.phrases.push(Phrase {
                words: words.iter().map(|&atom| word_of(atom)).collect(),
                labels: Vec::new(),
            });
            self.spellings.push(Vec::new());
            let [_, phrases] = &mut self.said;
            phrases.push(0);
        }
        let name = *name;
        let spelling = self.written.add(&self.text.forms, cut.range);
        if let Some(known) = self.spellings.get_mut(name) {
            known.extend(spelling.filter(|spelling| !known.contains(spelling)));
        }
        self.say(Counted::Phrase(name));
    }

    pub(super) fn finish(mut self) -> Phrases {
        for (phrase, spellings) in self.phrases.phrases.iter_mut().zip(&self.spellings) {
            let written = || spellings.iter().filter_map(|&at| self.written.get(at));
            let most = written().map(|gram| gram.uses).max();
            let labels = written().filter(|gram| Some(gram.uses) == most);
            let forms = |gram: &Gram| self.text.forms.get(gram.range.clone()).map(<[_]>::to_vec);
            phrase.labels = labels.filter_map(forms).collect();
        }
        self.phrases
    }
}
