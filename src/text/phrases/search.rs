//! The search for phrases, a part at a time.

use std::ops::Range;

use super::counting::Counting;
use super::finder::Finder;
use super::named::{Named, Phrase};
use super::sequence::Text;
use super::{MAX_TERMS_OF_PHRASE, STRIDE};
use crate::vocabulary::{FormId, Word};

/// How often the texts are cut while phrases with too few uses go.
const ROUNDS: usize = 3;

/// What is being done with each word or phrase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    /// Runs of so many terms are counted. There is text to come before that.
    #[default]
    Begin,
    Runs(usize),
    /// Which of them are phrases.
    Strengths(usize),
    Links,
    /// The texts are cut into phrases, and again.
    Cuts(usize),
    Uses(usize),
    /// And at last with their names.
    Names,
    Done,
}

/// A search for the phrases of posts.
#[derive(Debug, Default)]
pub(crate) struct Search {
    text: Text,
    finder: Finder,
    named: Named,
    stage: Stage,
    /// The next word or phrase of the stage.
    at: usize,
}

impl Search {
    /// Adds a word to the post at hand.
    pub fn push(&mut self, form: FormId, word: Word) {
        self.text.push(form, word);
    }

    /// The next word begins another post.
    pub fn end_post(&mut self) {
        self.text.end_post();
    }

    /// Does a part of the work, once all words are there: about [`STRIDE`] words. Whether there is more to do.
    pub fn step(&mut self) -> bool {
        let len = match self.stage {
            Stage::Strengths(_) | Stage::Uses(_) => self.finder.len(),
            Stage::Begin | Stage::Done => 0,
            _ => self.text.len(),
        };
        let end = len.min(self.at + STRIDE);
        self.at = self.work(self.at..end).max(end);
        if self.at >= len {
            self.turn();
        }
        self.stage != Stage::Done
    }

    /// Does what is being done to the words or phrases at `part`; where it got to.
    fn work(&mut self, part: Range<usize>) -> usize {
        let (text, finder) = (&self.text, &mut self.finder);
        match self.stage {
            Stage::Runs(2) => finder.add_pairs(text, part),
            Stage::Runs(terms) => finder.add_chains(text, part, terms),
            Stage::Strengths(terms) => finder.judge(text, part, terms),
            Stage::Links => finder.link(part),
            Stage::Cuts(_) => {
                return finder.cut(text, part, &mut |finder, cut| finder.use_phrase(&cut));
            }
            Stage::Uses(_) => finder.drop_rare(part),
            Stage::Names => {
                let named = &mut self.named;
                return finder.cut(text, part, &mut |_, cut| named.add(text, cut));
            }
            Stage::Begin | Stage::Done => {}
        }
        0
    }

    /// Goes on to what is to be done next.
    fn turn(&mut self) {
        self.at = 0;
        self.stage = match self.stage {
            Stage::Begin => {
                self.finder.begin(&self.text);
                Stage::Runs(2)
            }
            Stage::Runs(terms) => {
                self.at = self.finder.judged;
                Stage::Strengths(terms)
            }
            Stage::Strengths(2) => Stage::Links,
            Stage::Strengths(MAX_TERMS_OF_PHRASE) => Stage::Cuts(1),
            Stage::Links => Stage::Runs(3),
            Stage::Strengths(terms) => Stage::Runs(terms + 1),
            Stage::Cuts(round) => Stage::Uses(round),
            Stage::Uses(ROUNDS) => Stage::Names,
            Stage::Uses(round) => Stage::Cuts(round + 1),
            Stage::Names | Stage::Done => Stage::Done,
        };
    }

    /// The phrases that were found, in the order of their first use.
    pub fn phrases(&self) -> impl Iterator<Item = Phrase> {
        self.named.phrases(&self.text)
    }

    /// Goes on to count what the posts say. `terms` are what the phrases are counted as, in their order.
    pub fn count(self, terms: Vec<Option<u32>>) -> Counting {
        Counting::of(self.text, self.named, terms)
    }
}
