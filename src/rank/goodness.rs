//! How good readers find a post, and how sure one can be of it.
//!
//! The share `p` of readers who find a post good has a Beta distribution. Before anybody says
//! anything it is the page's own, `Beta(a, b)`, in which `a = mean * strength` and `b = strength - a`:
//! as if `strength` readers had judged the post as the page is judged on average. Each reader who finds
//! the post good adds one to `a`, each who could have and did not adds one to `b`, and what is then
//! expected of `p` is `a / (a + b)`. (A. Gelman et al., "Bayesian Data Analysis", 3rd edition, 2.4.)
//! So one rating moves a new post a little and can never carry it past one that hundreds found good.
//!
//! The interval is Wilson's score interval for `a` of `a + b` readers, which stays within 0 and 1 and
//! comes near the Beta's own quantiles without the special functions they cost.

use crate::judgement::{Evidence, Judgement, possible};
use crate::wilson::score_interval;

/// Standard deviations to either end of a [`Goodness`]: 95 % lie between them.
const Z: f64 = 1.96;

/// How many readers the page's mean stands for on a post that nobody has judged, at the least.
const MIN_STRENGTH: f64 = 4.0;

/// How many good judgements it stands for, at the least: where few who look press the button, a share
/// of a judgement would be all that stands between a new post's first press and the top.
const MIN_GOOD: f64 = 2.0;

/// Between these lies every prior mean: at 0 or 1 no rating could move a post any more.
const MEANS: (f64, f64) = (0.01, 0.95);

/// The most readers that a prior may stand for.
const MAX_STRENGTH: f64 = 1e6;

/// What is expected of a post before anybody judged it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    /// The share of readers expected to find it good; held between 0.01 and 0.95.
    pub mean: f32,
    /// How many readers' judgements that expectation weighs; held between 1 and a million.
    pub strength: f32,
}

impl Default for Prior {
    /// Nothing is known of the page either: half and half, worth four readers.
    fn default() -> Self {
        Self {
            mean: 0.5,
            strength: MIN_STRENGTH as f32,
        }
    }
}

impl Prior {
    /// What posts like these are expected to be: their mean over all ratings.
    ///
    /// Itself drawn towards the default by four readers, so that the first rating on a page does not
    /// settle what the page is like. Whole numbers are summed, so the order of posts does not matter.
    pub fn of(judgements: impl IntoIterator<Item = Judgement>) -> Self {
        let (mut good, mut trials) = (0_u64, 0_u64);
        for judgement in judgements {
            let evidence = Evidence::from(judgement);
            good = good.saturating_add(parts(evidence.good));
            trials = trials.saturating_add(parts(evidence.trials));
        }
        let (good, trials) = (good as f64 / PARTS, trials as f64 / PARTS);
        let known = Self::default();
        let mean = (good + f64::from(known.mean) * MIN_STRENGTH) / (trials + MIN_STRENGTH);
        let mean = mean.clamp(MEANS.0, MEANS.1);
        Self {
            mean: mean as f32,
            strength: (MIN_GOOD / mean).max(MIN_STRENGTH) as f32,
        }
    }

    /// The good and the bad judgements that this stands for; both more than 0.
    fn pseudo_counts(self) -> (f64, f64) {
        let mean = possible(self.mean).clamp(MEANS.0, MEANS.1);
        let strength = possible(self.strength).clamp(1.0, MAX_STRENGTH);
        (mean * strength, (1.0 - mean) * strength)
    }
}

/// Parts of one rating that sums tell apart: stars are fractions.
const PARTS: f64 = 4096.0;

fn parts(figure: f64) -> u64 {
    (figure * PARTS) as u64
}

/// The share of readers that finds a post good: `low <= mean <= high`, all from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goodness {
    /// What is expected.
    pub mean: f32,
    /// Less than this is hardly possible (2.5 %).
    pub low: f32,
    /// More than this is hardly possible (2.5 %).
    pub high: f32,
}

/// What `judgement` makes of what was expected by `prior`; see the head of this file for the formula.
///
/// With no judgement at all it is the prior itself.
pub fn goodness(judgement: Judgement, prior: Prior) -> Goodness {
    let (good, bad) = posterior(judgement, prior);
    let total = good + bad;
    let mean = good / total;
    let (low, high) = score_interval(mean, total, Z);
    Goodness {
        mean: mean as f32,
        low: low.min(mean) as f32,
        high: high.max(mean) as f32,
    }
}

/// How much better than expected readers find a post: its odds of being found good against the
/// prior's, `(a' / b') / (a / b)`. 1 without any judgement, more than 0 always.
///
/// Odds, since shares would not do: on a page that finds nearly everything good no share can be much
/// above the mean, but the odds of the best posts are still many times its odds.
pub(crate) fn odds_ratio(judgement: Judgement, prior: Prior) -> f64 {
    let (a, b) = prior.pseudo_counts();
    let (good, bad) = posterior(judgement, prior);
    (good / a) / (bad / b)
}

/// The good and the bad judgements after those of `judgement`.
fn posterior(judgement: Judgement, prior: Prior) -> (f64, f64) {
    let (a, b) = prior.pseudo_counts();
    let Evidence { good, trials } = judgement.into();
    (a + good, b + (trials - good))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn judged(good: f32, rated: f32) -> Judgement {
        Judgement {
            good,
            rated,
            looks: 0.0,
        }
    }

    fn check(judgement: Judgement, prior: (f32, f32), mean: f32) {
        let (expected, strength) = prior;
        let prior = Prior {
            mean: expected,
            strength,
        };
        let found = goodness(judgement, prior).mean;
        assert!((found - mean).abs() < 1e-5, "{judgement:?}: {found}");
    }

    #[test]
    fn ratings_move_the_expected_share() {
        check(judged(0.0, 0.0), (0.5, 4.0), 0.5);
        check(judged(1.0, 1.0), (0.5, 4.0), 3.0 / 5.0);
        check(judged(0.0, 1.0), (0.5, 4.0), 2.0 / 5.0);
        check(judged(90.0, 100.0), (0.5, 4.0), 92.0 / 104.0);
        // Stars: three ratings of 5, 4 and 2 stars are 1 + 3/4 + 1/4 good ones.
        check(judged(2.0, 3.0), (0.5, 4.0), 4.0 / 7.0);
        check(judged(f32::NAN, f32::NAN), (0.5, 4.0), 0.5);
        check(judged(1.0, 1.0), (f32::NAN, f32::NAN), 1.01 / 2.0);
    }

    #[test]
    fn silence_of_those_who_looked_counts_against_a_post() {
        let seen_by_all = Judgement {
            looks: 100.0,
            ..judged(8.0, 8.0)
        };
        let seen_by_few = Judgement {
            looks: 16.0,
            ..judged(8.0, 8.0)
        };
        check(seen_by_all, (0.5, 4.0), 10.0 / 104.0);
        check(seen_by_few, (0.5, 4.0), 10.0 / 20.0);
    }

    #[test]
    fn a_page_is_known_by_its_posts() {
        assert_eq!(Prior::of([]), Prior::default());
        // (30 + 2) / (60 + 4)
        let even = Prior::of([judged(10.0, 20.0), judged(20.0, 40.0)]);
        assert_eq!((even.mean, even.strength), (0.5, 4.0));
        // Nobody disagrees: 1002 / 1004 would let no post be better than another.
        let kind = Prior::of([judged(1000.0, 1000.0)]);
        assert_eq!((kind.mean, kind.strength), (0.95, 4.0));
        // One in twenty presses: (48 + 2) / (996 + 4), worth the 40 readers that give two presses.
        let shy = Prior::of([Judgement {
            looks: 996.0,
            ..judged(48.0, 48.0)
        }]);
        assert_eq!((shy.mean, shy.strength), (0.05, 40.0));
    }

    #[test]
    fn the_interval_comes_near_the_exact_one() {
        // 2.5 % and 97.5 % quantiles of Beta(a, b), found by summing its density in small steps.
        for (a, b) in [(2.0, 2.0), (2.0, 8.0), (9.0, 2.0), (5.0, 3.0), (60.0, 40.0)] {
            let (low, high) = exact_interval(a, b);
            let (near_low, near_high) = score_interval(a / (a + b), a + b, Z);
            let worst = (low - near_low).abs().max((high - near_high).abs());
            assert!(worst < 0.06, "Beta({a}, {b}): off by {worst}");
        }
    }

    fn exact_interval(a: f64, b: f64) -> (f64, f64) {
        const STEPS: u32 = 100_000;
        let at = |step: u32| (f64::from(step) + 0.5) / f64::from(STEPS);
        let density = |x: f64| ((a - 1.0) * x.ln() + (b - 1.0) * (1.0 - x).ln()).exp();
        let whole: f64 = (0..STEPS).map(|step| density(at(step))).sum();
        let quantile = |share: f64| {
            let mut sum = 0.0;
            let reached = (0..STEPS).find(|&step| {
                sum += density(at(step));
                sum >= share * whole
            });
            at(reached.unwrap())
        };
        (quantile(0.025), quantile(0.975))
    }

    fn any_judgement() -> impl Strategy<Value = Judgement> {
        (any::<f32>(), any::<f32>(), any::<f32>()).prop_map(|(good, rated, looks)| Judgement {
            good,
            rated,
            looks,
        })
    }

    proptest! {
        #[test]
        fn is_a_share_whatever_comes(
            judgement in any_judgement(), page in proptest::collection::vec(any_judgement(), 0..5),
            mean: f32, strength: f32,
        ) {
            for prior in [Prior { mean, strength }, Prior::of(page)] {
                let Goodness { mean, low, high } = goodness(judgement, prior);
                prop_assert!(0.0 <= low && low <= mean && mean <= high && high <= 1.0);
                let odds = odds_ratio(judgement, prior);
                prop_assert!(odds.is_finite() && odds > 0.0);
            }
        }

        #[test]
        fn more_good_ratings_are_never_worse(
            judgement in any_judgement(), more in 0.0_f32..1e6, mean: f32, strength: f32,
        ) {
            let prior = Prior { mean, strength };
            let better = Judgement { good: judgement.good.max(0.0) + more, ..judgement };
            let (before, after) = (goodness(judgement, prior), goodness(better, prior));
            prop_assert!(after.mean >= before.mean);
            prop_assert!(odds_ratio(better, prior) >= odds_ratio(judgement, prior));
        }
    }
}
