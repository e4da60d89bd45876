//! Which runs of words are phrases, and where texts are cut by them.

use std::ops::Range;

use super::MAX_TERMS_OF_PHRASE;
use super::grams::{Gram, Grams};
use super::pair::Pair;
use super::sequence::Text;

/// A phrase is used so often at the least: on a page of few words, and on others.
const MIN_USES: [u32; 2] = [2, 3];

/// A page of so many terms is no page of few words.
const LONG_PAGE: usize = 2_000;

/// The least log-likelihood ratio of a link: chance makes one in a thousand (of chi square with one
/// degree of freedom).
const MIN_RATIO: f64 = 10.83;

/// The least normalised pointwise mutual information of two terms side by side, and of two with small
/// words between, which stand beside everything.
const MIN_CLOSENESS: [f64; 2] = [0.35, 0.6];

const NONE: u32 = u32::MAX;

/// Links, chains and the phrases among them.
#[derive(Debug, Default)]
pub(super) struct Finder {
    grams: Grams,
    /// By where a term stands, the number of its gram with the next one; [`NONE`] where there is none.
    pairs: Vec<u32>,
    min_uses: u32,
    /// How many grams were judged.
    pub(super) judged: usize,
}

/// A phrase where it stands: its place and its gram.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) gram: u32,
}

impl Cut {
    fn of(range: Range<usize>, gram: usize) -> Self {
        Self {
            start: range.start as u32,
            end: range.end as u32,
            gram: gram as u32,
        }
    }

    pub(super) fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl Finder {
    pub(super) fn begin(&mut self, text: &Text) {
        let [few, many] = MIN_USES;
        self.pairs = vec![NONE; text.len()];
        self.min_uses = if text.terms < LONG_PAGE { few } else { many };
    }

    /// How many runs of terms were counted.
    pub(super) fn len(&self) -> usize {
        self.grams.len()
    }

    /// Counts the pairs of terms that follow each other.
    pub(super) fn add_pairs(&mut self, text: &Text, part: Range<usize>) {
        for at in part {
            // What is rare by itself is rare beside others too.
            let is_rare = |at: usize| text.uses(at) < f64::from(self.min_uses);
            if is_rare(at) {
                continue;
            }
            let next = text.next(at).filter(|&next| !is_rare(next));
            let gram = next.and_then(|next| self.grams.add(&text.atoms, at..next + 1));
            if let (Some(pair), Some(gram)) = (self.pairs.get_mut(at), gram) {
                *pair = gram as u32;
            }
        }
    }

    /// Keeps the pairs that are links.
    pub(super) fn link(&mut self, part: Range<usize>) {
        for pair in self.pairs.get_mut(part).unwrap_or_default() {
            let gram = self.grams.get(*pair as usize);
            if gram.is_none_or(|gram| gram.strength.is_none()) {
                *pair = NONE;
            }
        }
    }

    /// Counts runs of `terms` terms that links join.
    pub(super) fn add_chains(&mut self, text: &Text, part: Range<usize>, terms: usize) {
        for at in part {
            if let Some(end) = self.chain_end(text, at, terms) {
                self.grams.add(&text.atoms, at..end);
            }
        }
    }

    /// Decides which of some runs of `terms` terms are phrases.
    pub(super) fn judge(&mut self, text: &Text, part: Range<usize>, terms: usize) {
        self.judged = part.end;
        for at in part {
            let verdict = self.grams.get(at).and_then(|gram| match terms {
                2 => self.link_strength(text, gram),
                _ => self.chain_strength(text, gram),
            });
            if let Some(gram) = self.grams.get_mut(at) {
                gram.strength = verdict;
            }
        }
    }

    fn link_strength(&self, text: &Text, gram: &Gram) -> Option<f64> {
        let (first, last) = (gram.range().start, gram.range().end - 1);
        if gram.uses < self.min_uses || text.atom(first) == text.atom(last) {
            return None;
        }
        let [beside, apart] = MIN_CLOSENESS;
        let closeness = if gram.range().len() > 2 {
            apart
        } else {
            beside
        };
        let pair = Pair {
            both: f64::from(gram.uses),
            one: text.uses(first),
            other: text.uses(last),
            all: text.terms as f64,
        };
        let is_link = pair.closeness() >= closeness && pair.ratio() >= MIN_RATIO;
        is_link.then(|| pair.ratio())
    }

    /// A longer phrase is as strong as the stronger of the two that are one term shorter.
    fn chain_strength(&self, text: &Text, gram: &Gram) -> Option<f64> {
        let Range { start, end } = gram.range();
        let is_term = |&at: &usize| text.term(at).is_some();
        let head_end = (start..end - 1).rev().find(is_term)?;
        let head = self.gram(text, start..head_end + 1)?;
        let tail = self.gram(text, text.next(start)?..end)?;
        let (head, tail) = (self.grams.get(head)?, self.grams.get(tail)?);
        let is_phrase = gram.uses >= self.min_uses && gram.uses * 2 >= head.uses.min(tail.uses);
        is_phrase.then(|| {
            head.strength
                .unwrap_or(0.0)
                .max(tail.strength.unwrap_or(0.0))
        })
    }

    /// The number of the link at `at`, whether it is still a phrase by itself or not.
    fn pair(&self, at: usize) -> Option<usize> {
        let pair = self.pairs.get(at).copied().filter(|&pair| pair != NONE);
        pair.map(|pair| pair as usize)
    }

    /// Where a run of `terms` terms from `at` on ends, if links join them all.
    fn chain_end(&self, text: &Text, at: usize, terms: usize) -> Option<usize> {
        let last = (1..terms).try_fold(at, |end, _| {
            self.pair(end)?;
            text.next(end)
        });
        last.map(|last| last + 1)
    }

    fn gram(&self, text: &Text, range: Range<usize>) -> Option<usize> {
        self.grams.find(&text.atoms, text.atoms.get(range)?)
    }

    fn strength(&self, gram: usize) -> Option<f64> {
        self.grams.get(gram)?.strength
    }

    /// Calls `found` with each phrase by which the text is cut in `part`, where nothing is cut yet; where the last
    /// one ends, or 0.
    pub(super) fn cut(
        &mut self,
        text: &Text,
        part: Range<usize>,
        found: &mut dyn FnMut(&mut Self, Cut),
    ) -> usize {
        let Range { start: mut at, end } = part;
        while at < end {
            let cut = self.pair(at).and_then(|pair| self.phrase(text, at, pair));
            at = cut.map_or(at + 1, |cut| cut.end as usize);
            if let Some(cut) = cut {
                found(self, cut);
            }
        }
        at
    }

    pub(super) fn use_phrase(&mut self, cut: &Cut) {
        if let Some(gram) = self.grams.get_mut(cut.gram as usize) {
            gram.cuts += 1;
        }
    }

    /// What the text is hardly cut by is no phrase.
    pub(super) fn drop_rare(&mut self, part: Range<usize>) {
        for at in part {
            if let Some(gram) = self.grams.get_mut(at) {
                let cuts = std::mem::take(&mut gram.cuts);
                gram.strength = gram.strength.filter(|_| cuts >= self.min_uses);
            }
        }
    }

    /// The phrase that the text is cut by at `at`, where a link stands.
    fn phrase(&self, text: &Text, at: usize, pair: usize) -> Option<Cut> {
        for terms in (3..=MAX_TERMS_OF_PHRASE).rev() {
            let range = at..self.chain_end(text, at, terms).unwrap_or(at);
            let gram = if range.is_empty() {
                None
            } else {
                self.gram(text, range.clone())
            };
            if let Some(gram) = gram.filter(|&gram| self.strength(gram).is_some()) {
                return Some(Cut::of(range, gram));
            }
        }
        let own = self.strength(pair)?;
        let second = text.next(at)?;
        let closer = self.pair(second).and_then(|pair| self.strength(pair));
        let is_closest = closer.is_none_or(|closer| closer <= own);
        is_closest.then(|| Cut::of(at..second + 1, pair))
    }
}
