//! Terms and their weights.
//!
//! A post in which a term occurs `n` times gives it
//!
//! ```text
//! gain(n) = n * (K + 1) / (n + K)        1, 1.7, 2.1, 2.5, ... never 5; K = 4
//! ```
//!
//! and with `f` the lens's factor for a post, a term in `p` posts weighs
//!
//! ```text
//! weight = sum over authors of damped(sum over posts of (f * lead * gain(n)))  *  p / (p + S)  *  surprise        S = 1/4
//! lead   = 1 + L * (D^first - D^last)        L = 2, D = 0.94
//! ```
//!
//! The gain is the saturating term frequency of BM25 (S. Robertson, H. Zaragoza, "The Probabilistic
//! Relevance Framework: BM25 and Beyond", Foundations and Trends in Information Retrieval 3, 2009,
//! section 3.4): however often one post says a word, five that say it once weigh more. What one author's
//! posts give a term saturates in the same way (`damped`): a dozen people who say it once pass whoever says
//! it always. Two parts of BM25 are absent on purpose. What few posts say does not gain (its inverse
//! document frequency): a cloud shows what everybody talks about; words that everybody says everywhere
//! give way to the surprise of a term, how much more the page says it than its language does
//! (`background.rs`). Short posts do not gain (its length normalisation): on a page of one article and
//! many remarks, a remark's every word would pass the article's subject. `p / (p + S)` is a slight
//! preference for what several people say: of two terms with the same sum the one in more posts wins,
//! and a term said in one post alone gives up a fifth.
//!
//! What a post is about it says soon: `first` is how many words and gaps come before the term is said first,
//! `last` that of the post's term that comes last. A term at the head of a long post so has three times its
//! gain, one after 11 words double, and those of a short remark, where nothing is far from the end, hardly
//! more than without. That the place of a word tells its worth was shown by H. Edmundson, "New Methods in
//! Automatic Extracting", Journal of the ACM 16, 1969; of the place where a phrase is said first by I. Witten
//! et al., "KEA: Practical Automatic Keyphrase Extraction", Digital Libraries 1999.
//!
//! The factor of `Frequent` is 1. That of `Valued` is the square root of the odds that readers find the
//! post good against the page's odds, that of `Divided` how much more readers differ about the post than
//! about the page's others (`divided.rs`), both between 1/4 and 4. It is 1 for a post nobody judged, so
//! that without ratings these lenses agree. `Trending` asks another question (`trending.rs`): a term's
//! weight is how sure it is that more say it than before.

use std::iter::successors;

use crate::background::surprise;
use crate::divided::Division;
use crate::goodness::odds_ratio;
use crate::judgement::Judgement;
use crate::lens::Lens;
use crate::order::{first, heaviest_first, sorted};
use crate::prior::Prior;
use crate::trending::rises;

/// Where a term's gain within one post is at half its bound, in occurrences. More serves pages of one article
/// better, as the keyword bench shows, less those of many posts, which nobody should own.
const K: f64 = 4.0;

/// What a term in a single post gives up, against its own posts.
const S: f64 = 0.25;

/// The least and the most that judgements may make of a post.
const FACTORS: (f64, f64) = (0.25, 4.0);

/// What a term gains by being said at once, and how much of that is left from one word to the next. Chosen by the half of
/// the keyword bench's documents that is for choosing; from half to double they come to the same.
const L: f64 = 2.0;
const D: f64 = 0.94;

/// From this word on nothing is left of it that is worth counting.
const END_OF_LEAD: usize = 128;

/// What one author may give a term undamped, the bound of one post's gain, and how much more at the most.
const UNDAMPED: f64 = K + 1.0;
const DAMPED: f64 = 9.0;

/// Terms from this number on are left out: term numbers are dense, and a table is held for them.
pub const MAX_TERM: u32 = 1 << 20;

/// Parts of one that sums tell apart. Sums are whole numbers because the sum of floats depends on
/// their order, and with it would the cloud depend on the order of posts.
const PARTS: f64 = (1_u32 << 24) as f64;

/// A post as it is weighed. The default says nothing, and nothing is known of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct PostTerms<'a> {
    /// Term numbers and how often each occurs; each term once.
    pub terms: &'a [(u32, u32)],
    /// Of each of these terms how many words and gaps come before it is said first; none for those that this is too short for, all
    /// of which are read as coming last.
    pub firsts: &'a [u32],
    /// What readers said of the post.
    pub judgement: Judgement,
    /// How they differed.
    pub division: Division,
    /// When it was written, in seconds since 1970; told apart by the second.
    pub time: Option<f64>,
    /// Who wrote it, by any number but 0, which is nobody known.
    pub author: u32,
}

/// A term with what it weighs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeighedTerm {
    /// The term's number.
    pub term: u32,
    /// Finite and more than 0; compares within one call, and has no unit.
    pub weight: f32,
    /// Occurrences in all posts.
    pub count: u32,
    /// Posts in which it occurs.
    pub posts: u32,
}

/// The terms of `posts` as seen through `lens`, heaviest first; ties by term number; at most `limit`.
///
/// `zipf` says how common a term is in its language: the decimal logarithm of how often a thousand
/// million words say it, about 3 to 8; 0 where that is not known, which counts as rare.
pub fn weigh(
    lens: Lens,
    posts: &[PostTerms<'_>],
    zipf: &dyn Fn(u32) -> f32,
    limit: usize,
) -> Vec<WeighedTerm> {
    let sums = sums(lens, posts);
    let weights = match lens {
        Lens::Trending => rises(posts, sums.len()),
        _ => weights(&sums, zipf),
    };
    let shown = (0..).zip(&weights).filter(|&(_, &weight)| weight > 0.0);
    let keys = shown.map(|(term, &weight)| heaviest_first(weight, term));
    let weighed = first(keys, limit);
    weighed
        .filter_map(|term| {
            let (sum, &weight) = (sums.get(term as usize)?, weights.get(term as usize)?);
            Some(WeighedTerm {
                term,
                weight,
                count: sum.count,
                posts: sum.posts,
            })
        })
        .collect()
}

/// What the posts say of each term.
fn sums(lens: Lens, posts: &[PostTerms<'_>]) -> Vec<Sum> {
    let prior = Prior::of(posts.iter().map(|post| post.judgement));
    let mean = Division::mean(posts.iter().map(|post| post.division));
    let factor = |post: &PostTerms<'_>| match lens {
        Lens::Frequent | Lens::Trending => 1.0,
        Lens::Valued => odds_ratio(post.judgement, &prior).sqrt(),
        Lens::Divided => post.division.against(mean),
    };
    let mut sums = vec![Sum::default(); table_len(posts)];
    let leads: Vec<f64> = successors(Some(L), |lead| Some(lead * D))
        .take(END_OF_LEAD)
        .collect();
    let lead = |first: Option<&u32>| {
        first
            .and_then(|&first| leads.get(first as usize))
            .copied()
            .unwrap_or(0.0)
    };
    let authors = (0..)
        .zip(posts)
        .map(|(at, post)| u64::from(post.author) << 32 | at);
    for post in sorted(authors.collect()).filter_map(|at| posts.get(at as usize)) {
        let factor = factor(post).clamp(FACTORS.0, FACTORS.1);
        let least = lead(post.firsts.iter().max());
        for (at, &(term, count)) in post.terms.iter().enumerate() {
            if let Some(sum) = sums.get_mut(term as usize) {
                let lead = (lead(post.firsts.get(at)) - least).max(0.0);
                sum.add(count, factor * (1.0 + lead), post.author);
            }
        }
    }
    for sum in &mut sums {
        sum.close();
    }
    sums
}

/// As at the head of this file.
fn weights(sums: &[Sum], zipf: &dyn Fn(u32) -> f32) -> Vec<f32> {
    let all = sums
        .iter()
        .fold(0_u64, |all, sum| all.saturating_add(sum.plain.sum));
    let weight = |(term, sum): (u32, &Sum)| match sum.posts {
        0 => 0.0,
        posts => {
            let posts = f64::from(posts);
            let spread = posts / (posts + S);
            let surprise = surprise(whole(sum.plain.sum), whole(all), zipf(term));
            (whole(sum.weighted.sum) * spread * surprise) as f32
        }
    };
    (0..).zip(sums).map(weight).collect()
}

/// How long a table holds every term of `posts` below [`MAX_TERM`].
fn table_len(posts: &[PostTerms<'_>]) -> usize {
    let terms = posts.iter().flat_map(|post| post.terms);
    terms
        .map(|&(term, _)| term)
        .filter(|&term| term < MAX_TERM)
        .max()
        .map_or(0, |last| last as usize + 1)
}

/// What one post gives a term that it says `count` times, before the lens.
fn gain(count: u32) -> f64 {
    let count = f64::from(count);
    count * (K + 1.0) / (count + K)
}

/// What is left of all that one author gives a term; it goes on growing, to 14 at the most.
fn damped(gains: f64) -> f64 {
    // As nearly all are.
    if gains <= UNDAMPED {
        return gains;
    }
    let more = gains - UNDAMPED;
    UNDAMPED + more * DAMPED / (more + DAMPED)
}

fn parts(figure: f64) -> u64 {
    (figure * PARTS) as u64
}

fn whole(parts: u64) -> f64 {
    parts as f64 / PARTS
}

/// What is known of a term while posts go by, those of one author together.
#[derive(Clone, Copy, Default)]
struct Sum {
    /// The gains times the factors of their posts.
    weighted: Gains,
    /// The gains alone.
    plain: Gains,
    author: u32,
    count: u32,
    posts: u32,
}

/// Gains in [`PARTS`].
#[derive(Clone, Copy, Default)]
struct Gains {
    sum: u64,
    /// Those of the author at hand.
    of_author: u64,
}

impl Gains {
    fn add(&mut self, gain: f64) {
        self.of_author = self.of_author.saturating_add(parts(gain));
    }

    fn close(&mut self) {
        let of_author = std::mem::take(&mut self.of_author);
        self.sum = self.sum.saturating_add(parts(damped(whole(of_author))));
    }
}

impl Sum {
    fn add(&mut self, count: u32, factor: f64, author: u32) {
        if count == 0 {
            return;
        }
        if author == 0 || author != self.author {
            self.close();
            self.author = author;
        }
        let gain = gain(count);
        self.weighted.add(gain * factor);
        self.plain.add(gain);
        self.count = self.count.saturating_add(count);
        self.posts = self.posts.saturating_add(1);
    }

    /// The author at hand has no more posts.
    fn close(&mut self) {
        self.weighted.close();
        self.plain.close();
    }
}

#[cfg(test)]
#[path = "weigh_tests.rs"]
mod tests;
