//! What a text says, word by word, and the terms it comes to.

use crate::vocabulary::{FormId, TermId, Vocabulary, Word};

/// Stands in a [`Reading`] where words are not side by side: between sentences and clauses, at line ends and
/// quotes, for what was left out.
pub const GAP: FormId = FormId::MAX;

/// The words of one text in order. What they mean is known by the [`Vocabulary`] that read them, once their
/// language is settled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading(pub(crate) Vec<FormId>);

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
}

impl Vocabulary {
    /// The terms that a reading says, sorted by term. Words of a language that is not settled yet are left out.
    pub fn counts(&mut self, reading: &Reading) -> Vec<TermCount> {
        self.apply_rules();
        let joined = self.joined(&reading.0);
        let mut said = std::mem::take(&mut self.said);
        let mut counted = std::mem::take(&mut self.counted);
        counted.resize(self.len(), 0);
        for form in joined {
            let Word::Term(term) = self.word(form) else {
                continue;
            };
            if let Some(count) = counted.get_mut(term as usize) {
                if *count == 0 {
                    said.push(term);
                }
                *count += 1;
            }
        }
        said.sort_unstable();
        let counts = said.drain(..).filter_map(|term| {
            let count = std::mem::take(counted.get_mut(term as usize)?);
            Some(TermCount { term, count })
        });
        let counts = counts.collect();
        (self.said, self.counted) = (said, counted);
        counts
    }
}
