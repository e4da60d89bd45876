//! Terms of several words: what stands together more often than its words' frequencies explain.
//!
//! Input are the words of all posts of a page as numbers, in their order; which words these are, and how a
//! phrase becomes a term, is the business of `together.rs`. Three steps, each linear in the words:
//!
//! 1. **Links.** Two terms that follow each other, with at most two small words between ("Bank of
//!    England"), are linked when they do so `MIN_USES` times at least and the log-likelihood ratio against
//!    their independence (T. Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence",
//!    Computational Linguistics 19, 1993) passes `MIN_RATIO`. As that grows with the page, it says that
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
//!
//! All of it is done a part at a time ([`Search::step`]), so that a page can react in between. Which phrases
//! there are and what is counted does not depend on the order of the posts.

mod counting;
mod finder;
mod grams;
mod named;
mod pair;
mod search;
mod sequence;

pub(crate) use counting::Counting;
pub(crate) use named::Phrase;
pub(crate) use search::Search;

/// The most terms of a phrase.
pub const MAX_TERMS_OF_PHRASE: usize = 4;

/// Words that are looked at before somebody is asked whether there is time for more: on a slow machine about a
/// millisecond.
pub(crate) const STRIDE: usize = 1 << 12;

#[cfg(test)]
mod tests;
