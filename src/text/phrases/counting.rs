//! What posts say, once it is known where phrases stand.

use std::ops::Range;

use super::STRIDE;
use super::finder::Cut;
use super::named::Named;
use super::sequence::Text;
use crate::reading::TermCount;
use crate::tally::Tally;

/// The counting of posts, a part at a time.
#[derive(Debug)]
pub(crate) struct Counting {
    text: Text,
    named: Named,
    /// What each phrase is counted as.
    terms: Vec<Option<u32>>,
    tally: Tally,
    /// The next word, phrase and end of a post.
    at: usize,
    cut: usize,
    post: usize,
    /// Where the post begins.
    start: usize,
    counts: Vec<Vec<TermCount>>,
}

impl Counting {
    pub(super) fn of(text: Text, named: Named, terms: Vec<Option<u32>>) -> Self {
        Self {
            counts: Vec::with_capacity(text.ends.len()),
            text,
            named,
            terms,
            tally: Tally::default(),
            at: 0,
            cut: 0,
            post: 0,
            start: 0,
        }
    }

    /// Counts about [`STRIDE`] words; whether there are more.
    pub fn step(&mut self) -> bool {
        let most = self.at + STRIDE;
        while self.at < most {
            let Some(&end) = self.text.ends.get(self.post) else {
                return false;
            };
            let cut = self.named.cuts.get(self.cut).copied();
            let part_end = end.min(most);
            match cut.filter(|cut| (cut.start as usize) < part_end) {
                Some(cut) => {
                    self.count_terms(self.at..cut.start as usize, false);
                    self.count_phrase(cut);
                    self.at = cut.end as usize;
                    self.cut += 1;
                }
                None => {
                    self.count_terms(self.at..part_end, false);
                    self.at = part_end;
                }
            }
            if self.at >= end {
                // Over the gap there.
                self.at = end + 1;
                self.start = self.at;
                self.post += 1;
                self.counts.push(self.tally.take());
            }
        }
        self.post < self.text.ends.len()
    }

    /// What each post says, sorted by term.
    pub fn counts(self) -> Vec<Vec<TermCount>> {
        self.counts
    }

    /// Counts the terms in `range`, where they are counted; `inside` a phrase those alone that are mostly said
    /// outside of any.
    fn count_terms(&mut self, range: Range<usize>, inside: bool) {
        for at in range {
            let Some(term) = self.text.term(at) else {
                continue;
            };
            let is_counted = !inside || {
                let within = self.named.within.get(term as usize).copied();
                f64::from(within.unwrap_or_default()) * 2.0 < self.text.uses(at)
            };
            if is_counted {
                self.tally.add(term, at - self.start);
            }
        }
    }

    fn count_phrase(&mut self, cut: Cut) {
        self.count_terms(cut.range(), true);
        if let Some(&Some(term)) = self.terms.get(cut.gram as usize) {
            self.tally.add(term, cut.range().start - self.start);
        }
    }
}
