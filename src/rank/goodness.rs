//! How good readers find a post, and how sure one can be of it: the figures that are shown.
//!
//! The interval is Wilson's score interval for as many readers as make a share with the mean and
//! variance of what is known. It stays within 0 and 1, and comes near the distribution's own quantiles
//! without the special functions they cost.

use crate::evidence::Evidence;
use crate::posterior::{Posterior, Weights, odds};
use crate::prior::Prior;
use crate::wilson::score_interval;

/// Standard deviations to either end of a [`Goodness`]: 95 % lie between them.
const Z: f64 = 1.96;

/// Standard deviations below the mean of what is as good as certain (90 %).
const Z_SURE: f64 = 1.28;

/// The share of readers that finds a post good, or the mean of its stars where 0 is one star and 1
/// is five: `low <= share <= high`, all from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goodness {
    /// What is expected.
    pub share: f64,
    /// Less than this is hardly possible (2.5 %).
    pub low: f64,
    /// More than this is hardly possible (2.5 %).
    pub high: f64,
    /// Standard deviation of what is possible.
    pub deviation: f64,
}

impl Goodness {
    /// What the post is worth for as good as certain, from 0 to 1: 1.28 standard deviations below
    /// what is expected, "best rated" for stars.
    pub fn sure(&self) -> f64 {
        (self.share - Z_SURE * self.deviation).max(0.0)
    }
}

/// What `evidence` makes of what was expected by `prior`.
///
/// With no evidence at all it is the prior itself.
pub fn goodness(evidence: impl Into<Evidence>, prior: &Prior) -> Goodness {
    let posterior = Posterior::new(&evidence.into(), prior, Weights::PLAIN);
    let (share, variance) = (posterior.mean(), posterior.variance());
    let (low, high) = score_interval(share, alike(share, variance), Z);
    Goodness {
        share,
        low: low.min(share),
        high: high.max(share),
        deviation: variance.sqrt(),
    }
}

/// How many readers who find good or do not make a share with this mean and variance: the total of
/// the parameters of the Beta distribution that has them.
fn alike(mean: f64, variance: f64) -> f64 {
    if variance > 0.0 {
        (mean * (1.0 - mean) / variance - 1.0).max(0.0)
    } else {
        f64::MAX
    }
}

/// How much better than expected readers find a post: its odds of being found good against the
/// prior's. 1 without any judgement, more than 0 always.
///
/// Odds, since shares would not do: on a page that finds nearly everything good no share can be much
/// above the mean, but the odds of the best posts are still many times its odds.
pub(crate) fn odds_ratio(evidence: impl Into<Evidence>, prior: &Prior) -> f64 {
    let posterior = Posterior::new(&evidence.into(), prior, Weights::PLAIN);
    odds(&posterior.parameters) / odds(&prior.shares())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judgement::Judgement;
    use proptest::prelude::*;

    fn judged(good: f32, rated: f32) -> Judgement {
        Judgement {
            good,
            rated,
            looks: 0.0,
        }
    }

    fn check(evidence: impl Into<Evidence>, prior: (f64, f64), share: f64) {
        let (mean, strength) = prior;
        let found = goodness(evidence, &Prior::new(mean, strength)).share;
        assert!((found - share).abs() < 1e-9, "{found} is not {share}");
    }

    #[test]
    fn ratings_move_the_expected_share() {
        check(judged(0.0, 0.0), (0.5, 4.0), 0.5);
        check(judged(1.0, 1.0), (0.5, 4.0), 3.0 / 5.0);
        check(judged(0.0, 1.0), (0.5, 4.0), 2.0 / 5.0);
        check(judged(90.0, 100.0), (0.5, 4.0), 92.0 / 104.0);
        // Stars: three ratings of 5, 4 and 2 stars are 1 + 3/4 + 1/4 good ones.
        check(judged(2.0, 3.0), (0.5, 4.0), 4.0 / 7.0);
        check(Evidence::stars([0, 1, 0, 1, 1], 0), (0.5, 4.0), 4.0 / 7.0);
        check(judged(f32::NAN, f32::NAN), (0.5, 4.0), 0.5);
        check(judged(1.0, 1.0), (f64::NAN, f64::NAN), 1.01 / 2.0);
    }

    #[test]
    fn silence_of_those_who_looked_counts_against_a_post() {
        check(Evidence::useful(8, 100), (0.5, 4.0), 10.0 / 104.0);
        check(Evidence::useful(8, 16), (0.5, 4.0), 10.0 / 20.0);
        // Not where they could have given stars and did not.
        check(Evidence::stars([0, 0, 0, 0, 4], 100), (0.5, 4.0), 6.0 / 8.0);
    }

    #[test]
    fn stars_have_the_moments_of_the_dirichlet_distribution() {
        // Every answer alike, worth 5 readers, and 3, 1, 4, 1 and 5 ratings: parameters 4, 2, 5, 2, 6.
        // By SciPy 1.17, stats.dirichlet([4, 2, 5, 2, 6]): w.mean() and sqrt(w.cov().w) with
        // w = (0, 1/4, 1/2, 3/4, 1).
        let evidence = Evidence::stars([3, 1, 4, 1, 5], 0);
        let found = goodness(evidence, &Prior::evenly(5.0));
        assert!((found.share - STARS_MEAN).abs() < 1e-12, "{found:?}");
        assert!(
            (found.deviation - STARS_DEVIATION).abs() < 1e-12,
            "{found:?}"
        );
        assert!((found.sure() - (STARS_MEAN - 1.28 * STARS_DEVIATION)).abs() < 1e-12);
    }

    const STARS_MEAN: f64 = 0.5526315789473684;
    const STARS_DEVIATION: f64 = 0.0842516347030638;

    #[test]
    fn the_interval_comes_near_the_exact_one() {
        // 2.5 % and 97.5 % quantiles by SciPy 1.17, stats.beta(a, b).interval(0.95).
        for (a, b, low, high) in INTERVALS {
            let found = goodness(
                Evidence::useful(a - 1.0, a + b - 2.0),
                &Prior::new(0.5, 2.0),
            );
            let worst = (low - found.low).abs().max((high - found.high).abs());
            assert!(worst < 0.06, "Beta({a}, {b}): off by {worst}");
        }
    }

    const INTERVALS: [(f64, f64, f64, f64); 5] = [
        (2.0, 2.0, 0.094299, 0.905701),
        (2.0, 8.0, 0.028145, 0.482497),
        (9.0, 2.0, 0.554984, 0.974789),
        (5.0, 3.0, 0.290421, 0.901012),
        (60.0, 40.0, 0.502782, 0.693427),
    ];

    fn any_evidence() -> impl Strategy<Value = Evidence> {
        let two = any::<(f64, f64, f64)>();
        let stars = any::<([f64; 5], f64)>();
        prop_oneof![
            two.prop_map(|(up, down, looks)| Evidence::updown(up, down, looks)),
            stars.prop_map(|(counts, looks)| Evidence::stars(counts, looks)),
        ]
    }

    proptest! {
        #[test]
        fn is_a_share_whatever_comes(
            evidence in any_evidence(), space in proptest::collection::vec(any_evidence(), 0..5),
            mean: f64, strength: f64,
        ) {
            for prior in [Prior::new(mean, strength), Prior::of(space)] {
                let found = goodness(evidence, &prior);
                prop_assert!(0.0 <= found.low && found.low <= found.share);
                prop_assert!(found.share <= found.high && found.high <= 1.0);
                prop_assert!((0.0..=0.5).contains(&found.deviation));
                prop_assert!((0.0..=found.share).contains(&found.sure()));
                let odds = odds_ratio(evidence, &prior);
                prop_assert!(odds.is_finite() && odds > 0.0);
            }
        }

        #[test]
        fn more_good_ratings_are_never_worse(
            (up, down, looks) in (0.0..1e6, 0.0..1e6, 0.0..1e6), more in 0.0..1e6,
            mean: f64, strength: f64,
        ) {
            let prior = Prior::new(mean, strength);
            let [before, after] = [up, up + more].map(|up| Evidence::updown(up, down, looks));
            prop_assert!(odds_ratio(after, &prior) >= odds_ratio(before, &prior));
            let [before, after] = [before, after].map(|evidence| goodness(evidence, &prior));
            // Rounding aside.
            prop_assert!(after.share >= before.share - 1e-12);
            prop_assert!(after.low >= before.low - 1e-12);
            prop_assert!(after.high >= before.high - 1e-12);
        }

        #[test]
        fn a_rating_with_more_stars_is_never_worse(
            counts: [u16; 5], (less, more) in (0_usize..5, 0_usize..5), looks: u16,
        ) {
            let prior = Prior::evenly(4.0);
            let with = |stars: usize| {
                let mut counts = counts.map(f64::from);
                counts[stars] += 1.0;
                goodness(Evidence::stars(counts, looks), &prior).share
            };
            prop_assert!(with(less.max(more)) >= with(less.min(more)));
        }
    }
}
