//! What a text says, word by word, and the terms it comes to.

use std::rc::Rc;

use crate::vocabulary::{FormId, TermId, Vocabulary, Word};

/// Stands in a [`Reading`] where words are not side by side: between sentences and clauses, at line ends and
/// quotes, for what was left out.
pub const GAP: FormId = FormId::MAX;

/// The words of one text in order. What they mean is known by the [`Vocabulary`] that read them, once their
/// language is settled. To clone it costs nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading(pub(crate) Rc<[FormId]>);

impl Reading {
    /// The forms in order, with a [`GAP`] wherever two are not side by side.
    pub fn forms(&self) -> &[FormId] {
        &self.0
    }
}

/// A term of one post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermCount {
    /// Which term.
    pub term: TermId,
    /// How often the post says it; at least 1.
    pub count: u32,
    /// How many words and gaps stand before where the post says it first.
    pub first: u32,
}

impl Vocabulary {
    /// The terms that a reading says, sorted by term. Words of a language that is not settled yet are left out.
    pub fn counts(&mut self, reading: &Reading) -> Vec<TermCount> {
        while self.apply_some_rules() {}
        let mut tally = std::mem::take(&mut self.tally);
        let mut at = 0;
        while let Some(forms) = reading.forms().get(at..).filter(|rest| !rest.is_empty()) {
            let (form, taken) = self.take(forms);
            if let Word::Term(term) = self.word(form) {
                tally.add(term, at);
            }
            at += taken;
        }
        let counts = tally.take();
        self.tally = tally;
        counts
    }
}
