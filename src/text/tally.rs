//! How often a text says which term.

use crate::reading::TermCount;
use crate::vocabulary::TermId;

/// Counts the terms of one text after another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// The terms that the text at hand says, each once, and in the lower half where first; as wide as what is sorted
    /// elsewhere in the page, for each type that the standard library sorts costs kilobytes of wasm.
    said: Vec<u64>,
    /// By term; 0 for all but those.
    counts: Vec<u32>,
}

impl Tally {
    /// Counts a use of `term` behind `before` words.
    pub(crate) fn add(&mut self, term: TermId, before: usize) {
        let at = term as usize;
        if at >= self.counts.len() {
            self.counts.resize(at + 1, 0);
        }
        if let Some(count) = self.counts.get_mut(at) {
            if *count == 0 {
                self.said
                    .push(u64::from(term) << 32 | u64::from(before as u32));
            }
            *count += 1;
        }
    }

    /// What was counted, sorted by term; the next text begins with nothing.
    pub(crate) fn take(&mut self) -> Vec<TermCount> {
        self.said.sort_unstable();
        let counts = &mut self.counts;
        let said = self.said.drain(..).map(|said| {
            let term = (said >> 32) as TermId;
            let count = counts.get_mut(term as usize).map(std::mem::take);
            TermCount {
                term,
                count: count.unwrap_or_default(),
                first: said as u32,
            }
        });
        said.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_counted_in_order_and_forgotten() {
        let mut tally = Tally::default();
        let mut counts = |terms: &[TermId]| {
            (0..).zip(terms).for_each(|(at, &term)| tally.add(term, at));
            let said = tally.take().into_iter();
            said.map(|c| (c.term, c.count, c.first)).collect::<Vec<_>>()
        };
        assert_eq!(counts(&[7, 2, 7, 0]), [(0, 1, 3), (2, 1, 1), (7, 2, 0)]);
        assert_eq!(counts(&[2]), [(2, 1, 0)]);
        assert_eq!(counts(&[]), []);
    }
}
