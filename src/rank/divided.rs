//! How much readers differ about a post.
//!
//! Ratings at worths between 0 and 1 have a variance of at most 1/4, when half of them say 0 and the other
//! half 1. Four times the variance is therefore a measure of polarisation from 0, all agree, to 1, two
//! camps (dispersion, the first of the four principles of P. DiMaggio, J. Evans, B. Bryson, "Have Americans' Social
//! Attitudes Become More Polarized?", American Journal of Sociology 102, 1996). Of votes up and down with
//! a share `s` up it is `4 s (1 - s)`.
//!
//! Of few ratings it says little: two that differ are two camps by chance. It is therefore drawn towards
//! the mean of the posts around, worth [`STRENGTH`] ratings:
//!
//! ```text
//! shrunk = (n * polarisation + STRENGTH * mean) / (n + STRENGTH)
//! ```
//!
//! which is the mean that a posterior has whose prior was seen in so many ratings (empirical Bayes).

use crate::judgement::possible;

/// How many ratings the mean of the posts around stands for.
const STRENGTH: f64 = 8.0;

/// What is expected before any post was rated: of ten readers one sees it otherwise, about.
const EXPECTED: f64 = 0.4;

/// How many ratings that expectation stands for.
const EXPECTED_STRENGTH: f64 = 16.0;

/// The least that posts are taken to differ on the whole, so that where nobody does, one who begins is
/// not an uproar.
const LEAST: f64 = 0.1;

/// The ratings of one post, as to how they differ. The default is a post that nobody rated.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Division {
    raters: f64,
    /// From 0 to 1.
    polarisation: f64,
}

impl Division {
    /// From ratings, each value's worth between 0 and 1 with how many gave it.
    ///
    /// Where there is a single button nobody can differ, and this says 0.
    pub fn of(ratings: impl IntoIterator<Item = (f32, u32)>) -> Self {
        let (mut raters, mut sum, mut squares) = (0.0, 0.0, 0.0);
        for (worth, count) in ratings {
            let (worth, count) = (possible(f64::from(worth)).min(1.0), f64::from(count));
            raters += count;
            sum += count * worth;
            squares += count * worth * worth;
        }
        if raters == 0.0 {
            return Self::default();
        }
        let mean = sum / raters;
        let variance = squares / raters - mean * mean;
        Self {
            raters: possible(raters),
            polarisation: (4.0 * variance).clamp(0.0, 1.0),
        }
    }

    /// What is expected of posts like these: from [`LEAST`] to 1. The order of posts does not matter.
    pub(crate) fn mean(posts: impl Iterator<Item = Self>) -> f64 {
        let parts = |figure: f64| (figure * 4096.0) as u64;
        let (mut raters, mut sum) = (0_u64, 0_u64);
        for post in posts {
            raters = raters.saturating_add(parts(post.raters));
            sum = sum.saturating_add(parts(post.raters * post.polarisation));
        }
        let (raters, sum) = (raters as f64 / 4096.0, sum as f64 / 4096.0);
        let mean = (sum + EXPECTED * EXPECTED_STRENGTH) / (raters + EXPECTED_STRENGTH);
        mean.clamp(LEAST, 1.0)
    }

    /// How much more readers differ than they do about the posts around; 1 for a post nobody rated.
    pub(crate) fn against(self, mean: f64) -> f64 {
        let shrunk = (self.raters * self.polarisation + STRENGTH * mean) / (self.raters + STRENGTH);
        shrunk / mean
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn votes(down: u32, up: u32) -> Division {
        Division::of([(0.0, down), (1.0, up)])
    }

    #[test]
    fn polarisation_is_four_times_the_variance() {
        let check = |ratings: &[(f32, u32)], expected: f64| {
            let found = Division::of(ratings.iter().copied()).polarisation;
            assert!((found - expected).abs() < 1e-9, "{found} not {expected}");
        };
        check(&[(0.0, 10), (1.0, 10)], 1.0);
        check(&[(0.0, 5), (1.0, 15)], 0.75);
        check(&[(1.0, 9)], 0.0);
        // Stars: two camps; all on three; one on each: variance 1/8.
        check(&[(0.0, 4), (1.0, 4)], 1.0);
        check(&[(0.5, 8)], 0.0);
        check(&[(0.0, 1), (0.25, 1), (0.5, 1), (0.75, 1), (1.0, 1)], 0.5);
        check(&[], 0.0);
    }

    #[test]
    fn few_ratings_are_drawn_to_the_mean() {
        let check = |post: Division, expected: f64| {
            let found = post.against(0.4);
            assert!((found - expected).abs() < 1e-9, "{found} not {expected}");
        };
        // (2 * 1 + 8 * 0.4) / 10 / 0.4 and (40 + 3.2) / 48 / 0.4.
        check(votes(1, 1), 1.3);
        check(votes(20, 20), 2.25);
        // Twenty of one mind: 3.2 / 28 / 0.4.
        check(votes(0, 20), 0.285_714_285_714_285_7);
        check(Division::default(), 1.0);
    }

    #[test]
    fn the_mean_is_that_of_all_ratings() {
        // (40 * 1 + 10 * 0 + 16 * 0.4) / (50 + 16).
        let mean = Division::mean([votes(20, 20), votes(0, 10)].into_iter());
        assert!((mean - 46.4 / 66.0).abs() < 1e-3, "{mean}");
        assert!((Division::mean([].into_iter()) - EXPECTED).abs() < 1e-9);
        assert_eq!(Division::mean([votes(0, 1_000_000)].into_iter()), LEAST);
    }

    proptest! {
        #[test]
        fn always_within_bounds(ratings: Vec<(f32, u32)>, mean in LEAST..1.0) {
            let post = Division::of(ratings);
            prop_assert!((0.0..=1.0).contains(&post.polarisation), "{:?}", post);
            let against = post.against(mean);
            prop_assert!((0.0..=1.0 / LEAST).contains(&against));
        }
    }
}
