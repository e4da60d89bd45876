//! The score interval of a share.
//!
//! E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of
//! the American Statistical Association 22 (1927). Of the simple intervals it is the one that holds
//! for small counts (L. D. Brown, T. T. Cai, A. DasGupta, "Interval estimation for a binomial
//! proportion", Statistical Science 16, 2001), and it needs no more than a square root.

use crate::judgement::possible;

/// The least share of good ratings that `good` of `total` allow at `z` standard deviations
/// (1.96 for 95 %), from 0 to 1: "best rated" where one must be sure of it.
///
/// 0 when nobody rated. Figures that cannot be are read as in [`Judgement`](crate::Judgement).
pub fn wilson_lower_bound(good: f32, total: f32, z: f32) -> f32 {
    let total = possible(total.into());
    if total <= 0.0 {
        return 0.0;
    }
    let share = possible(good.into()).min(total) / total;
    score_interval(share, total, possible(z.into())).0 as f32
}

/// The score interval of `share` of `total` > 0 trials at `z`; both ends within 0 and 1.
pub(crate) fn score_interval(share: f64, total: f64, z: f64) -> (f64, f64) {
    let z2 = z * z;
    let middle = share * total + z2 / 2.0;
    let reach = z * (share * (1.0 - share) * total + z2 / 4.0).max(0.0).sqrt();
    let width = total + z2;
    (
        ((middle - reach) / width).clamp(0.0, 1.0),
        ((middle + reach) / width).clamp(0.0, 1.0),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(good: f32, total: f32, expected: f32) {
        let bound = wilson_lower_bound(good, total, 1.96);
        assert!((bound - expected).abs() < 1e-4, "{good}/{total}: {bound}");
    }

    #[test]
    fn agrees_with_figures_worked_by_hand() {
        // With z² = 3.8416: (9 + 1.9208 - 1.96 * sqrt(0.9 + 0.9604)) / 13.8416.
        check(9.0, 10.0, 0.59585);
        // (1 + 1.9208 - 1.96 * sqrt(0.9604)) / 4.8416: one good rating alone proves little.
        check(1.0, 1.0, 0.20655);
        check(0.0, 5.0, 0.0);
        check(0.0, 0.0, 0.0);
        check(f32::NAN, 3.0, 0.0);
    }

    #[test]
    fn agrees_with_scipy() {
        // SciPy 1.17: stats.binomtest(good, total).proportion_ci(2 * stats.norm.cdf(z) - 1, "wilson").
        let expected = [
            (9.0, 10.0, 1.96, 0.595_843_614_5, 0.982_124_250_5),
            (3.0, 40.0, 1.2816, 0.036_832_775_8, 0.146_693_641_3),
            (250.0, 1000.0, 1.96, 0.224_152_642_7, 0.277_760_806_6),
            (40.0, 40.0, 1.2816, 0.960_557_156_3, 1.0),
            (1.0, 7.0, 2.5758, 0.017_000_845_5, 0.616_288_976_6),
        ];
        for (good, total, z, low, high) in expected {
            let found = score_interval(good / total, total, z);
            assert!((found.0 - low).abs() < 1e-9, "{good}/{total}: {found:?}");
            assert!((found.1 - high).abs() < 1e-9, "{good}/{total}: {found:?}");
        }
    }

    #[test]
    fn many_ratings_bring_the_bound_to_the_share() {
        check(600_000.0, 1_000_000.0, 0.599_04);
    }

    proptest! {
        #[test]
        fn is_a_share_whatever_comes(good: f32, total: f32, z: f32) {
            let bound = wilson_lower_bound(good, total, z);
            prop_assert!((0.0..=1.0).contains(&bound), "{}", bound);
        }

        #[test]
        fn one_more_good_rating_never_lowers_it(good in 0_u16..1000, bad in 0_u16..1000) {
            let (good, bad) = (f32::from(good), f32::from(bad));
            let before = wilson_lower_bound(good, good + bad, 1.96);
            prop_assert!(wilson_lower_bound(good + 1.0, good + 1.0 + bad, 1.96) >= before);
        }
    }
}
