//! The words of all posts of a page as numbers in one row.

use crate::reading::GAP;
use crate::vocabulary::{FormId, TermId, Word};

/// The most small words between two terms of a phrase.
const MAX_SMALL: usize = 2;

/// All posts, one after the other, each with a gap at its end.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub(super) forms: Vec<FormId>,
    /// Of each form what it is, as a number: see [`atom`].
    pub(super) atoms: Vec<u32>,
    /// Where posts end.
    pub(super) ends: Vec<usize>,
    /// Uses of each term.
    pub(super) uses: Vec<u32>,
    /// Uses of all terms.
    pub(super) terms: usize,
}

/// A word as a number: terms are even, small words odd.
fn atom(word: Word) -> u32 {
    match word {
        Word::Term(term) if term < u32::MAX / 2 => term * 2,
        Word::Small(small) if small < u32::MAX / 2 => small * 2 + 1,
        _ => GAP,
    }
}

pub(super) fn word_of(atom: u32) -> Word {
    match term_of(atom) {
        Some(term) => Word::Term(term),
        None if atom == GAP => Word::Gap,
        None => Word::Small(atom / 2),
    }
}

fn term_of(atom: u32) -> Option<TermId> {
    atom.is_multiple_of(2).then_some(atom / 2)
}

impl Text {
    /// How many words and gaps there are.
    pub(super) fn len(&self) -> usize {
        self.atoms.len()
    }

    pub(super) fn end_post(&mut self) {
        self.ends.push(self.len());
        self.push(GAP, Word::Gap);
    }

    pub(super) fn push(&mut self, form: FormId, word: Word) {
        let atom = atom(word);
        self.forms.push(form);
        self.atoms.push(atom);
        if let Some(term) = term_of(atom) {
            self.terms += 1;
            let at = term as usize;
            if at >= self.uses.len() {
                self.uses.resize(at + 1, 0);
            }
            if let Some(uses) = self.uses.get_mut(at) {
                *uses += 1;
            }
        }
    }

    pub(super) fn atom(&self, at: usize) -> u32 {
        self.atoms.get(at).copied().unwrap_or(GAP)
    }

    pub(super) fn term(&self, at: usize) -> Option<TermId> {
        term_of(self.atom(at))
    }

    /// Where the term stands that follows the one at `at`.
    pub(super) fn next(&self, at: usize) -> Option<usize> {
        let mut next = at + 1;
        while next <= at + MAX_SMALL && matches!(word_of(self.atom(next)), Word::Small(_)) {
            next += 1;
        }
        self.term(next).map(|_| next)
    }

    pub(super) fn uses(&self, at: usize) -> f64 {
        let uses = self.term(at).and_then(|term| self.uses.get(term as usize));
        f64::from(uses.copied().unwrap_or_default())
    }
}
