//! Terms and their weights.
//!
//! A post in which a term occurs `n` times gives it
//!
//! ```text
//! gain(n) = n * (K + 1) / (n + K)        1, 1.5, 1.8, 2, ... never 3; K = 2
//! ```
//!
//! and with `f` the lens's factor for a post, a term in `p` posts weighs
//!
//! ```text
//! weight = sum over posts of (f * gain(n))  *  p / (p + S)        S = 1/4
//! ```
//!
//! The gain is the saturating term frequency of BM25 (S. Robertson, H. Zaragoza, "The Probabilistic
//! Relevance Framework: BM25 and Beyond", Foundations and Trends in Information Retrieval 3, 2009,
//! section 3.4): however often one post says a word, four that say it once weigh more. Two parts of BM25
//! are absent on purpose. Rare words do not gain (its inverse document frequency): a cloud shows what
//! everybody talks about. Short posts do not gain (its length normalisation): on a page of one article
//! and many remarks, a remark's every word would pass the article's subject. The last factor is a slight
//! preference for what several people say: of two terms with the same sum the one in more posts wins,
//! and a term said in one post alone gives up a fifth.
//!
//! The factor of `Frequent` is 1. That of `Valued` is the square root of the odds that readers find
//! the post good against the page's odds, between 1/4 and 4: 1 for a post nobody judged, so that
//! without ratings both lenses agree.

use crate::goodness::odds_ratio;
use crate::judgement::Judgement;
use crate::lens::Lens;
use crate::order::{heaviest_first, sorted};
use crate::prior::Prior;

/// Where a term's gain within one post is at half its bound, in occurrences.
const K: f64 = 2.0;

/// What a term in a single post gives up, against its own posts.
const S: f64 = 0.25;

/// The least and the most that judgements may make of a post.
const FACTORS: (f64, f64) = (0.25, 4.0);

/// Terms from this number on are left out: term numbers are dense, and a table is held for them.
pub const MAX_TERM: u32 = 1 << 20;

/// Parts of one that sums tell apart. Sums are whole numbers because the sum of floats depends on
/// their order, and with it would the cloud depend on the order of posts.
const PARTS: f64 = (1_u32 << 24) as f64;

/// A post as it is weighed.
#[derive(Clone, Copy, Debug)]
pub struct PostTerms<'a> {
    /// Term numbers and how often each occurs; each term once.
    pub terms: &'a [(u32, u32)],
    /// What readers said of the post.
    pub judgement: Judgement,
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
pub fn weigh(lens: Lens, posts: &[PostTerms<'_>], limit: usize) -> Vec<WeighedTerm> {
    let prior = Prior::of(posts.iter().map(|post| post.judgement));
    let mut sums = vec![Sum::default(); table_len(posts)];
    for post in posts {
        let factor = factor(lens, post.judgement, prior);
        for &(term, count) in post.terms {
            if let Some(sum) = sums.get_mut(term as usize) {
                sum.add(count, factor);
            }
        }
    }
    let weights = (0..).zip(&sums).filter(|(_, sum)| sum.posts > 0);
    let keys = weights.map(|(term, sum)| heaviest_first(sum.weight(), term));
    let weighed = sorted(keys.collect()).take(limit);
    weighed
        .filter_map(|term| Some(sums.get(term as usize)?.weighed(term)))
        .collect()
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

/// What `lens` makes of a post: see the head of this file.
fn factor(lens: Lens, judgement: Judgement, prior: Prior) -> f64 {
    match lens {
        Lens::Frequent => 1.0,
        Lens::Valued => odds_ratio(judgement, &prior)
            .sqrt()
            .clamp(FACTORS.0, FACTORS.1),
    }
}

/// What one post gives a term that it says `count` times, before the lens.
fn gain(count: u32) -> f64 {
    let count = f64::from(count);
    count * (K + 1.0) / (count + K)
}

/// What is known of a term while posts go by.
#[derive(Clone, Copy, Default)]
struct Sum {
    /// The gains, in [`PARTS`].
    gains: u64,
    count: u32,
    posts: u32,
}

impl Sum {
    fn add(&mut self, count: u32, factor: f64) {
        if count == 0 {
            return;
        }
        self.gains = self
            .gains
            .saturating_add((gain(count) * factor * PARTS) as u64);
        self.count = self.count.saturating_add(count);
        self.posts = self.posts.saturating_add(1);
    }

    fn weight(&self) -> f32 {
        let posts = f64::from(self.posts);
        (self.gains as f64 / PARTS * posts / (posts + S)) as f32
    }

    fn weighed(&self, term: u32) -> WeighedTerm {
        WeighedTerm {
            term,
            weight: self.weight(),
            count: self.count,
            posts: self.posts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const UNRATED: Judgement = Judgement {
        good: 0.0,
        rated: 0.0,
        looks: 0.0,
    };

    fn rated(good: f32, rated: f32) -> Judgement {
        Judgement {
            good,
            rated,
            looks: 0.0,
        }
    }

    /// `posts` as their terms and judgement; `expected` as term and weight.
    fn check(lens: Lens, posts: &[(&[(u32, u32)], Judgement)], expected: &[(u32, f32)]) {
        let posts: Vec<_> = posts
            .iter()
            .map(|&(terms, judgement)| PostTerms { terms, judgement })
            .collect();
        let weighed = weigh(lens, &posts, usize::MAX);
        let terms: Vec<u32> = weighed.iter().map(|term| term.term).collect();
        let expected_terms: Vec<u32> = expected.iter().map(|&(term, _)| term).collect();
        assert_eq!(terms, expected_terms, "{weighed:?}");
        for (term, &(_, weight)) in weighed.iter().zip(expected) {
            assert!((term.weight - weight).abs() < 1e-4, "{term:?} not {weight}");
        }
    }

    #[test]
    fn frequent_is_damped_within_a_post() {
        // In one post: once 1 * 4/5, twice 1.5 * 4/5, a hundred times 300/102 * 4/5.
        let post: &[(u32, u32)] = &[(0, 1), (1, 2), (2, 100)];
        check(
            Lens::Frequent,
            &[(post, UNRATED)],
            &[(2, 2.352_94), (1, 1.2), (0, 0.8)],
        );
    }

    #[test]
    fn one_post_cannot_own_the_cloud() {
        // Four posts that say 1 once: 4 * 16/17. One post that says 0 a thousand times: under 3 * 4/5.
        let others: (&[(u32, u32)], _) = (&[(1, 1)], UNRATED);
        check(
            Lens::Frequent,
            &[(&[(0, 1000)], UNRATED), others, others, others, others],
            &[(1, 3.764_71), (0, 2.395_21)],
        );
    }

    #[test]
    fn of_equal_sums_the_wider_spread_wins() {
        // 0 four times in one post: gain 2. 1 once in each of two posts: gain 1 + 1.
        check(
            Lens::Frequent,
            &[(&[(0, 4), (1, 1)], UNRATED), (&[(1, 1)], UNRATED)],
            &[(1, 2.0 * 8.0 / 9.0), (0, 2.0 * 4.0 / 5.0)],
        );
    }

    #[test]
    fn valued_rises_and_sinks_with_its_posts() {
        // 9 + 1 good of 20 ratings: the mean is (10 + 2) / 24, so a = b = 2. The odds of 9 of 10 are
        // 11/3 and of 1 of 10 are 3/11; their roots are 1.91485 and 0.52223.
        let posts: &[(&[(u32, u32)], Judgement)] = &[
            (&[(0, 1)], rated(1.0, 10.0)),
            (&[(1, 1)], UNRATED),
            (&[(2, 1)], rated(9.0, 10.0)),
        ];
        let weights = [(2, 1.531_88), (1, 0.8), (0, 0.417_79)];
        check(Lens::Valued, posts, &weights);
        check(Lens::Frequent, posts, &[(0, 0.8), (1, 0.8), (2, 0.8)]);
    }

    #[test]
    fn a_mob_cannot_raise_one_post_without_bound() {
        // All good: the mean is held at 0.95 and a = 3.8; the root of 1 + 1e6/3.8 would be 513.
        check(
            Lens::Valued,
            &[(&[(0, 1)], rated(1e6, 1e6)), (&[(1, 1)], UNRATED)],
            &[(0, 4.0 * 0.8), (1, 0.8)],
        );
    }

    #[test]
    fn what_one_post_says_once_does_not_crowd_a_big_page() {
        // Three thousand posts, each with a word of its own; sixty subjects shared among them.
        let terms: Vec<_> = (0..3000)
            .map(|post| [(post % 60, 1), (1000 + post, 1)])
            .collect();
        let posts: Vec<_> = terms
            .iter()
            .map(|terms| PostTerms {
                terms,
                judgement: UNRATED,
            })
            .collect();
        let weighed = weigh(Lens::Frequent, &posts, 60);
        assert!(
            weighed
                .iter()
                .all(|term| term.posts == 50 && term.term < 60)
        );
    }

    #[test]
    fn terms_out_of_bounds_are_left_out() {
        check(
            Lens::Frequent,
            &[(
                &[(MAX_TERM, 1), (u32::MAX, 9), (3, 0), (MAX_TERM - 1, 1)],
                UNRATED,
            )],
            &[(MAX_TERM - 1, 0.8)],
        );
    }

    /// Posts over few terms, so that terms meet.
    fn pages() -> impl Strategy<Value = Vec<(Vec<(u32, u32)>, Judgement)>> {
        let count = prop_oneof![0_u32..5, Just(u32::MAX)];
        let terms = proptest::collection::vec((0_u32..12, count), 0..8);
        let judgement = (any::<f32>(), any::<f32>(), any::<f32>());
        let tame = (0.0_f32..50.0, 0.0_f32..50.0, 0.0_f32..50.0);
        let judgement = prop_oneof![judgement, tame].prop_map(|(good, rated, looks)| Judgement {
            good,
            rated,
            looks,
        });
        proptest::collection::vec((terms, judgement), 0..12)
    }

    fn borrowed(page: &[(Vec<(u32, u32)>, Judgement)]) -> Vec<PostTerms<'_>> {
        page.iter()
            .map(|(terms, judgement)| PostTerms {
                terms,
                judgement: *judgement,
            })
            .collect()
    }

    proptest! {
        #[test]
        fn weights_are_finite_and_in_order(page in pages(), limit in 0_usize..15) {
            for lens in Lens::ALL {
                let weighed = weigh(lens, &borrowed(&page), limit);
                prop_assert!(weighed.len() <= limit);
                prop_assert!(weighed.iter().all(|term| term.weight.is_finite() && term.weight > 0.0));
                let sorted = weighed.is_sorted_by(|a, b| {
                    a.weight > b.weight || (a.weight == b.weight && a.term < b.term)
                });
                prop_assert!(sorted);
                let all = weigh(lens, &borrowed(&page), usize::MAX);
                prop_assert_eq!(&all[..weighed.len()], &weighed[..]);
            }
        }

        #[test]
        fn the_order_of_posts_does_not_matter(page in pages(), turn in 0_usize..12) {
            let mut turned = page.clone();
            turned.rotate_left(turn.min(page.len()));
            turned.reverse();
            for lens in Lens::ALL {
                let (one, other) = (borrowed(&page), borrowed(&turned));
                prop_assert_eq!(weigh(lens, &one, 100), weigh(lens, &other, 100));
            }
        }

        #[test]
        fn without_ratings_both_lenses_agree(mut page in pages()) {
            for (_, judgement) in &mut page {
                *judgement = UNRATED;
            }
            let posts = borrowed(&page);
            prop_assert_eq!(
                weigh(Lens::Frequent, &posts, 100),
                weigh(Lens::Valued, &posts, 100)
            );
        }
    }
}
