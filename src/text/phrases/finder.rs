//! Finding phrases, step by step.

use std::ops::Range;

use super::counting::Counting;
use super::grams::{Gram, Grams};
use super::pair::Pair;
use super::sequence::Text;
use super::{MAX_TERMS_OF_PHRASE, Phrases};

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

/// How often the texts are cut while phrases with too few uses go.
const ROUNDS: usize = 3;

const NONE: u32 = u32::MAX;

pub(super) struct Finder<'a> {
    pub(super) text: &'a Text,
    pub(super) grams: Grams,
    /// By where a term stands, the number of its gram with the next one; [`NONE`] where there is none.
    pairs: Vec<u32>,
    min_uses: u32,
}

/// A phrase where it stands: its place and its gram.
pub(super) struct Cut {
    pub range: Range<usize>,
    pub gram: usize,
}

impl<'a> Finder<'a> {
    pub(super) fn of(text: &'a Text) -> Self {
        let [few, many] = MIN_USES;
        Self {
            text,
            grams: Grams::default(),
            pairs: vec![NONE; text.atoms.len()],
            min_uses: if text.terms < LONG_PAGE { few } else { many },
        }
    }

    /// The first step: which terms belong together.
    pub(super) fn link(&mut self) {
        for at in self.text.places() {
            // What is rare by itself is rare beside others too.
            let next = self.text.next(at).filter(|&next| {
                let rarer = self.text.uses(at).min(self.text.uses(next));
                rarer >= f64::from(self.min_uses)
            });
            let gram = next.and_then(|next| self.grams.add(&self.text.atoms, at..next + 1));
            if let (Some(pair), Some(gram)) = (self.pairs.get_mut(at), gram) {
                *pair = gram as u32;
            }
        }
        self.judge(0, Self::link_strength);
        for pair in &mut self.pairs {
            let gram = self.grams.get(*pair as usize);
            if gram.is_none_or(|gram| gram.strength.is_none()) {
                *pair = NONE;
            }
        }
    }

    /// The second step: phrases of more than two terms.
    pub(super) fn chain(&mut self) {
        for terms in 3..=MAX_TERMS_OF_PHRASE {
            let known = self.grams.len();
            for at in 0..self.text.atoms.len() {
                if let Some(end) = self.chain_end(at, terms) {
                    self.grams.add(&self.text.atoms, at..end);
                }
            }
            self.judge(known, Self::chain_strength);
        }
    }

    /// Decides about the grams from number `known` on.
    fn judge(&mut self, known: usize, strength: impl Fn(&Self, &Gram) -> Option<f64>) {
        for at in known..self.grams.len() {
            let verdict = self.grams.get(at).and_then(|gram| strength(self, gram));
            if let Some(gram) = self.grams.get_mut(at) {
                gram.strength = verdict;
            }
        }
    }

    fn link_strength(&self, gram: &Gram) -> Option<f64> {
        let (first, last) = (gram.range.start, gram.range.end - 1);
        if gram.uses < self.min_uses || self.text.atom(first) == self.text.atom(last) {
            return None;
        }
        let [beside, apart] = MIN_CLOSENESS;
        let closeness = if gram.range.len() > 2 { apart } else { beside };
        let pair = Pair {
            both: f64::from(gram.uses),
            one: self.text.uses(first),
            other: self.text.uses(last),
            all: self.text.terms as f64,
        };
        let is_link = pair.closeness() >= closeness && pair.ratio() >= MIN_RATIO;
        is_link.then(|| pair.ratio())
    }

    /// A longer phrase is as strong as the stronger of the two that are one term shorter.
    fn chain_strength(&self, gram: &Gram) -> Option<f64> {
        let Range { start, end } = gram.range;
        let is_term = |&at: &usize| self.text.term(at).is_some();
        let head_end = (start..end - 1).rev().find(is_term)?;
        let head = self.gram(start..head_end + 1)?;
        let tail = self.gram(self.text.next(start)?..end)?;
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
    fn chain_end(&self, at: usize, terms: usize) -> Option<usize> {
        let last = (1..terms).try_fold(at, |end, _| {
            self.pair(end)?;
            self.text.next(end)
        });
        last.map(|last| last + 1)
    }

    fn gram(&self, range: Range<usize>) -> Option<usize> {
        self.grams
            .find(&self.text.atoms, self.text.atoms.get(range)?)
    }

    fn strength(&self, gram: usize) -> Option<f64> {
        self.grams.get(gram)?.strength
    }

    /// The third step: which phrases are left when none overlap.
    pub(super) fn settle(&mut self) {
        for _ in 0..ROUNDS {
            self.grams.iter_mut().for_each(|gram| gram.uses = 0);
            for cut in self.cuts() {
                if let Some(gram) = self.grams.get_mut(cut.gram) {
                    gram.uses += 1;
                }
            }
            for gram in self.grams.iter_mut() {
                gram.strength = gram.strength.filter(|_| gram.uses >= self.min_uses);
            }
        }
    }

    /// Where phrases stand when the texts are cut.
    fn cuts(&self) -> Vec<Cut> {
        let mut cuts = Vec::new();
        let mut at = 0;
        while at < self.text.atoms.len() {
            let cut = self.pair(at).and_then(|pair| self.cut(at, pair));
            at = cut.as_ref().map_or(at + 1, |cut| cut.range.end);
            cuts.extend(cut);
        }
        cuts
    }

    /// The phrase that the text is cut by at `at`, where a link stands.
    fn cut(&self, at: usize, pair: usize) -> Option<Cut> {
        for terms in (3..=MAX_TERMS_OF_PHRASE).rev() {
            let range = at..self.chain_end(at, terms).unwrap_or(at);
            let gram = if range.is_empty() {
                None
            } else {
                self.gram(range.clone())
            };
            if let Some(gram) = gram.filter(|&gram| self.strength(gram).is_some()) {
                return Some(Cut { range, gram });
            }
        }
        let own = self.strength(pair)?;
        let second = self.text.next(at)?;
        let closer = self.pair(second).and_then(|pair| self.strength(pair));
        closer.is_none_or(|closer| closer <= own).then_some(Cut {
            range: at..second + 1,
            gram: pair,
        })
    }

    pub(super) fn phrases(&self, lens: impl Iterator<Item = usize>) -> Phrases {
        let cuts = self.cuts();
        let mut counting = Counting::of(self, &cuts);
        let mut cuts = cuts.into_iter().peekable();
        let mut at = 0;
        for len in lens {
            let end = at + len;
            while let Some(cut) = cuts.next_if(|cut| cut.range.end <= end) {
                counting.count_terms(at..cut.range.start, false);
                counting.count_terms(cut.range.clone(), true);
                at = cut.range.end;
                counting.count_phrase(cut);
            }
            counting.count_terms(at..end, false);
            counting.end_post();
            at = end + 1;
        }
        counting.finish()
    }
}
