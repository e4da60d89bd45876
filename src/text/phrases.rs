//! Terms of several words: what stands together more often than its words' frequencies explain.
//!
//! Input are the words of all posts of a page as numbers, in their order; which words these are, and how a
//! phrase becomes a term, is the business of `vocabulary.rs`. Three steps, each linear in the words:
//!
//! 1. **Links.** Two terms that follow each other, with at most two small words between ("Bank of
//!    England"), are linked when they do so [`MIN_USES`] times at least and the log-likelihood ratio against
//!    their independence (T. Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence",
//!    Computational Linguistics 19, 1993) passes [`MIN_RATIO`]. As that grows with the page, it says that
//!    chance plays no part, and not how close the two are: that says normalised pointwise mutual information
//!    (G. Bouma, "Normalized (Pointwise) Mutual Information in Collocation Extraction", GSCL 2009), 1 for
//!    words that are nowhere without each other, 0 for those that meet by chance.
//! 2. **Chains.** Links in a row make phrases of up to [`MAX_TERMS_OF_PHRASE`] terms, where the longer phrase
//!    makes up half the uses of the rarer of the two shorter ones within it (after the C-value of K. Frantzi,
//!    S. Ananiadou, H. Mima, International Journal on Digital Libraries 3, 2000: what is mostly part of
//!    something longer is no term).
//! 3. **Uses.** Every text is cut from left to right into the longest phrases; where two overlap, the closer
//!    link wins. What then is left with too few uses is dropped, and the texts are cut again.
//!
//! A word that is mostly said within phrases is counted outside of them alone; any other is counted
//! wherever it stands: "open source" leaves no "source" behind where nobody speaks of other sources.

use std::ops::Range;

use crate::grams::{Gram, Grams};
use crate::reading::GAP;
use crate::vocabulary::{FormId, TermId, Word};

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

/// The most terms of a phrase.
pub const MAX_TERMS_OF_PHRASE: usize = 4;

/// The most small words between two terms of a phrase.
const MAX_SMALL: usize = 2;

/// How often the texts are cut while phrases with too few uses go.
const ROUNDS: usize = 3;

/// A phrase of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Its words, small ones between its terms among them.
    pub words: Vec<Word>,
    /// How it is written mostly; several where they are used alike.
    pub labels: Vec<Vec<FormId>>,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    /// A term of one word.
    Term(TermId),
    /// A phrase, by its place in [`Phrases::phrases`].
    Phrase(usize),
}

/// The phrases of a page, and what its posts say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phrases {
    /// In the order of their first use.
    pub phrases: Vec<Phrase>,
    /// What each sequence says how often, sorted.
    pub counts: Vec<Vec<(Counted, u32)>>,
}

/// The phrases in `sequences`, one for each post: its forms in the order of the text, with [`GAP`]s.
///
/// Which phrases there are and what is counted does not depend on the order of the sequences.
pub fn find_phrases(sequences: &[&[FormId]], word: &dyn Fn(FormId) -> Word) -> Phrases {
    let text = Text::of(sequences, word);
    let mut found = Finder::of(&text);
    found.link();
    found.chain();
    found.settle();
    found.phrases(sequences.iter().map(|forms| forms.len()))
}

/// All sequences, one after the other, each with a gap at its end.
struct Text {
    forms: Vec<FormId>,
    /// Of each form what it is, as a number: see [`atom`].
    atoms: Vec<u32>,
    /// Uses of each term.
    uses: Vec<u32>,
    terms: usize,
}

/// A word as a number: terms are even, small words odd.
fn atom(word: Word) -> u32 {
    match word {
        Word::Term(term) if term < u32::MAX / 2 => term * 2,
        Word::Small(small) if small < u32::MAX / 2 => small * 2 + 1,
        _ => GAP,
    }
}

fn word_of(atom: u32) -> Word {
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
    fn of(sequences: &[&[FormId]], word: &dyn Fn(FormId) -> Word) -> Self {
        let len = sequences.iter().map(|forms| forms.len() + 1).sum();
        let mut text = Self {
            forms: Vec::with_capacity(len),
            atoms: Vec::with_capacity(len),
            uses: Vec::new(),
            terms: 0,
        };
        for forms in sequences {
            for &form in *forms {
                text.push(form, if form == GAP { GAP } else { atom(word(form)) });
            }
            text.push(GAP, GAP);
        }
        text
    }

    fn push(&mut self, form: FormId, atom: u32) {
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

    fn atom(&self, at: usize) -> u32 {
        self.atoms.get(at).copied().unwrap_or(GAP)
    }

    fn term(&self, at: usize) -> Option<TermId> {
        term_of(self.atom(at))
    }

    /// Where the term stands that follows the one at `at`.
    fn next(&self, at: usize) -> Option<usize> {
        let mut next = at + 1;
        while next <= at + MAX_SMALL && matches!(word_of(self.atom(next)), Word::Small(_)) {
            next += 1;
        }
        self.term(next).map(|_| next)
    }

    fn uses(&self, at: usize) -> f64 {
        let uses = self.term(at).and_then(|term| self.uses.get(term as usize));
        f64::from(uses.copied().unwrap_or_default())
    }

    /// Where terms stand.
    fn places(&self) -> impl Iterator<Item = usize> {
        let is_term = |&(_, &atom): &(usize, &u32)| term_of(atom).is_some();
        self.atoms
            .iter()
            .enumerate()
            .filter(is_term)
            .map(|(at, _)| at)
    }
}

/// How often two terms are used, together and each.
struct Pair {
    both: f64,
    one: f64,
    other: f64,
    /// Uses of all terms.
    all: f64,
}

impl Pair {
    /// Half of Dunning's ratio is the sum over the table of who stands beside whom of
    /// `found * ln(found / expected)`.
    fn ratio(&self) -> f64 {
        let part = |found: f64, expected: f64| match found {
            found if found <= 0.0 || expected <= 0.0 => 0.0,
            found => found * libm::log(found / expected),
        };
        let (no_one, no_other) = (self.all - self.one, self.all - self.other);
        let neither = self.all - self.one - self.other + self.both;
        2.0 * (part(self.both, self.one * self.other / self.all)
            + part(self.one - self.both, self.one * no_other / self.all)
            + part(self.other - self.both, no_one * self.other / self.all)
            + part(neither, no_one * no_other / self.all))
    }

    /// From -1 through 0, independent, to 1, never apart.
    fn closeness(&self) -> f64 {
        let surprise = libm::log(self.all / self.both);
        if surprise <= 0.0 {
            return 0.0;
        }
        libm::log(self.both * self.all / (self.one * self.other)) / surprise
    }
}

struct Finder<'a> {
    text: &'a Text,
    grams: Grams,
    min_uses: u32,
}

impl<'a> Finder<'a> {
    fn of(text: &'a Text) -> Self {
        let [few, many] = MIN_USES;
        Self {
            text,
            grams: Grams::default(),
            min_uses: if text.terms < LONG_PAGE { few } else { many },
        }
    }

    /// The first step: which terms belong together.
    fn link(&mut self) {
        for at in self.text.places() {
            if let Some(next) = self.text.next(at) {
                self.grams.add(&self.text.atoms, at..next + 1);
            }
        }
        self.judge(0, Self::link_strength);
    }

    /// The second step: phrases of more than two terms.
    fn chain(&mut self) {
        for terms in 3..=MAX_TERMS_OF_PHRASE {
            let known = self.grams.len();
            for at in self.text.places() {
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
        let [beside, apart] = MIN_CLOSENESS;
        let closeness = if gram.range.len() > 2 { apart } else { beside };
        let pair = Pair {
            both: f64::from(gram.uses),
            one: self.text.uses(first),
            other: self.text.uses(last),
            all: self.text.terms as f64,
        };
        let is_link = gram.uses >= self.min_uses
            && self.text.atom(first) != self.text.atom(last)
            && pair.closeness() >= closeness
            && pair.ratio() >= MIN_RATIO;
        is_link.then(|| pair.ratio())
    }

    /// A longer phrase is as strong as the stronger of the two that are one term shorter.
    fn chain_strength(&self, gram: &Gram) -> Option<f64> {
        let Range { start, end } = gram.range;
        let head_end = (start..end - 1)
            .rev()
            .find(|&at| self.text.term(at).is_some())?;
        let head = self.gram(start..head_end + 1)?;
        let tail = self.gram(self.text.next(start)?..end)?;
        let is_phrase = gram.uses >= self.min_uses && gram.uses * 2 >= head.uses.min(tail.uses);
        is_phrase.then(|| {
            head.strength
                .unwrap_or(0.0)
                .max(tail.strength.unwrap_or(0.0))
        })
    }

    /// Where a run of `terms` terms from `at` on ends, if links join them all.
    fn chain_end(&self, at: usize, terms: usize) -> Option<usize> {
        let last = (1..terms).try_fold(at, |end, _| {
            let next = self.text.next(end)?;
            self.strength(end..next + 1).map(|_| next)
        });
        last.map(|last| last + 1)
    }

    fn gram(&self, range: Range<usize>) -> Option<&Gram> {
        let letters = self.text.atoms.get(range)?;
        self.grams.get(self.grams.find(&self.text.atoms, letters)?)
    }

    fn strength(&self, range: Range<usize>) -> Option<f64> {
        self.gram(range)?.strength
    }

    /// The third step: which phrases are left when none overlap.
    fn settle(&mut self) {
        for _ in 0..ROUNDS {
            self.grams.iter_mut().for_each(|gram| gram.uses = 0);
            for range in self.cuts() {
                self.grams.add(&self.text.atoms, range);
            }
            for gram in self.grams.iter_mut() {
                gram.strength = gram.strength.filter(|_| gram.uses >= self.min_uses);
            }
        }
    }

    /// Where phrases stand when the texts are cut.
    fn cuts(&self) -> Vec<Range<usize>> {
        let mut cuts = Vec::new();
        let mut at = 0;
        while at < self.text.atoms.len() {
            let end = self.phrase_end(at);
            cuts.extend(end.map(|end| at..end));
            at = end.unwrap_or(at + 1);
        }
        cuts
    }

    /// Where the phrase ends that the text is cut by at `at`.
    fn phrase_end(&self, at: usize) -> Option<usize> {
        self.text.term(at)?;
        let second = self.text.next(at)?;
        for terms in (3..=MAX_TERMS_OF_PHRASE).rev() {
            let last = (1..terms).try_fold(at, |end, _| self.text.next(end));
            if let Some(last) = last.filter(|&last| self.strength(at..last + 1).is_some()) {
                return Some(last + 1);
            }
        }
        let own = self.strength(at..second + 1)?;
        let third = self.text.next(second);
        let closer = third.and_then(|third| self.strength(second..third + 1));
        closer
            .is_none_or(|closer| closer <= own)
            .then_some(second + 1)
    }

    fn phrases(&self, lens: impl Iterator<Item = usize>) -> Phrases {
        let cuts = self.cuts();
        let mut counting = Counting::of(self.text, &cuts);
        let mut cuts = cuts.into_iter().peekable();
        let mut at = 0;
        for len in lens {
            let end = at + len;
            let mut said = Vec::new();
            while let Some(cut) = cuts.next_if(|cut| cut.end <= end) {
                counting.count_terms(at..cut.start, false, &mut said);
                counting.count_terms(cut.clone(), true, &mut said);
                at = cut.end;
                said.extend(counting.name(cut).map(Counted::Phrase));
            }
            counting.count_terms(at..end, false, &mut said);
            counting.phrases.counts.push(counted(said));
            at = end + 1;
        }
        counting.finish()
    }
}

/// Puts together what posts say.
struct Counting<'a> {
    text: &'a Text,
    /// Of each term how often it is used within phrases.
    within: Vec<u32>,
    phrases: Phrases,
    names: Grams,
    written: Grams,
    /// The ways to write each phrase, as numbers of `written`.
    spellings: Vec<Vec<usize>>,
}

impl<'a> Counting<'a> {
    fn of(text: &'a Text, cuts: &[Range<usize>]) -> Self {
        let mut within = vec![0; text.uses.len()];
        for term in cuts
            .iter()
            .cloned()
            .flatten()
            .filter_map(|at| text.term(at))
        {
            if let Some(within) = within.get_mut(term as usize) {
                *within += 1;
            }
        }
        Self {
            text,
            within,
            phrases: Phrases::default(),
            names: Grams::default(),
            written: Grams::default(),
            spellings: Vec::new(),
        }
    }

    /// Counts the terms in `range`, where they are counted; `inside` a phrase that is for those alone that
    /// are mostly said outside of any.
    fn count_terms(&self, range: Range<usize>, inside: bool, said: &mut Vec<Counted>) {
        for at in range {
            let Some(term) = self.text.term(at) else {
                continue;
            };
            let within = self.within.get(term as usize).copied().unwrap_or_default();
            if !inside || f64::from(within) * 2.0 < self.text.uses(at) {
                said.push(Counted::Term(term));
            }
        }
    }

    /// The number of the phrase in `cut`, whose way of writing is noted.
    fn name(&mut self, cut: Range<usize>) -> Option<usize> {
        let name = self.names.add(&self.text.atoms, cut.clone())?;
        if name == self.spellings.len() {
            let words = self.text.atoms.get(cut.clone()).unwrap_or_default();
            self.phrases.phrases.push(Phrase {
                words: words.iter().map(|&atom| word_of(atom)).collect(),
                labels: Vec::new(),
            });
            self.spellings.push(Vec::new());
        }
        let spelling = self.written.add(&self.text.forms, cut);
        let known = self.spellings.get_mut(name)?;
        known.extend(spelling.filter(|spelling| !known.contains(spelling)));
        Some(name)
    }

    fn finish(mut self) -> Phrases {
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

/// How often each is said, sorted.
fn counted(mut said: Vec<Counted>) -> Vec<(Counted, u32)> {
    said.sort_unstable();
    let mut counts: Vec<(Counted, u32)> = Vec::new();
    for counted in said {
        match counts.last_mut() {
            Some((last, count)) if *last == counted => *count += 1,
            _ => counts.push((counted, 1)),
        }
    }
    counts
}

#[cfg(test)]
#[path = "phrases_tests.rs"]
mod tests;
