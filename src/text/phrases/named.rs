//! The phrases by which posts are cut: their words, and how they are written.

use super::finder::Cut;
use super::grams::{Gram, Grams};
use super::sequence::{Text, word_of};
use crate::vocabulary::{FormId, Word};

/// A phrase of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// Its words, small ones between its terms among them.
    pub words: Vec<Word>,
    /// How it is written mostly; several where they are used alike.
    pub labels: Vec<Vec<FormId>>,
}

/// Phrases, numbered in the order of their first use.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// Where phrases stand, in the order of the text; with their numbers in place of those of grams.
    pub(super) cuts: Vec<Cut>,
    /// Of each term how often it is used within phrases.
    pub(super) within: Vec<u32>,
    /// By gram the number of its phrase; [`NONE`] where it has none.
    numbers: Vec<u32>,
    phrases: Vec<Spelled>,
    written: Grams,
}

/// Where a phrase stands first, and the ways to write it, as numbers of [`Named::written`].
#[derive(Debug)]
struct Spelled {
    cut: Cut,
    spellings: Vec<usize>,
}

const NONE: u32 = u32::MAX;

impl Named {
    /// Takes note of a phrase where it stands.
    pub(super) fn add(&mut self, text: &Text, cut: Cut) {
        self.within.resize(text.uses.len(), 0);
        for term in cut.range().filter_map(|at| text.term(at)) {
            if let Some(within) = self.within.get_mut(term as usize) {
                *within += 1;
            }
        }
        let number = self.number(cut);
        self.cuts.push(Cut {
            gram: number,
            ..cut
        });
        let spelling = self.written.add(&text.forms, cut.range());
        if let Some(known) = self.phrases.get_mut(number as usize) {
            let known = &mut known.spellings;
            known.extend(spelling.filter(|spelling| !known.contains(spelling)));
        }
    }

    fn number(&mut self, cut: Cut) -> u32 {
        let at = cut.gram as usize;
        if at >= self.numbers.len() {
            self.numbers.resize(at + 1, NONE);
        }
        let Some(number) = self.numbers.get_mut(at) else {
            return NONE;
        };
        if *number == NONE {
            *number = self.phrases.len() as u32;
            self.phrases.push(Spelled {
                cut,
                spellings: Vec::new(),
            });
        }
        *number
    }

    pub(super) fn phrases(&self, text: &Text) -> impl Iterator<Item = Phrase> {
        self.phrases.iter().map(|Spelled { cut, spellings }| {
            let words = text.atoms.get(cut.range()).unwrap_or_default();
            let written = || spellings.iter().filter_map(|&at| self.written.get(at));
            let most = written().map(|gram| gram.uses).max();
            let labels = written().filter(|gram| Some(gram.uses) == most);
            let forms = |gram: &Gram| text.forms.get(gram.range()).map(<[_]>::to_vec);
            Phrase {
                words: words.iter().map(|&atom| word_of(atom)).collect(),
                labels: labels.filter_map(forms).collect(),
            }
        })
    }
}
