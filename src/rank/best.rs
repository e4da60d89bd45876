//! The order of posts, best rated first.

use crate::goodness::goodness;
use crate::judgement::Judgement;
use crate::order::{heaviest_first, sorted};
use crate::prior::Prior;

/// Indices into `judgements`, best rated first: by the expected share of readers who find the post
/// good, with the mean of these same posts as prior.
///
/// A post that nobody rated has that mean, and so stands below the good and above the bad ones.
/// Posts that are equally good keep the order in which they came.
pub fn best_rated(judgements: &[Judgement]) -> Vec<usize> {
    let prior = Prior::of(judgements.iter().copied());
    let keys = judgements
        .iter()
        .zip(0..)
        .map(|(&judgement, index)| heaviest_first(goodness(judgement, &prior).share as f32, index));
    sorted(keys.collect()).map(|index| index as usize).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(judgements: &[(f32, f32)], expected: &[usize]) {
        let judgements: Vec<_> = judgements
            .iter()
            .map(|&(good, rated)| Judgement {
                good,
                rated,
                looks: 0.0,
            })
            .collect();
        assert_eq!(best_rated(&judgements), expected, "{judgements:?}");
    }

    #[test]
    fn orders_by_what_readers_found() {
        check(&[], &[]);
        check(&[(0.0, 0.0), (0.0, 0.0), (0.0, 0.0)], &[0, 1, 2]);
        // Disliked, unrated, liked.
        check(&[(1.0, 9.0), (0.0, 0.0), (8.0, 9.0)], &[2, 1, 0]);
        // One perfect rating is no match for many good ones.
        check(&[(1.0, 1.0), (90.0, 100.0), (30.0, 80.0)], &[1, 0, 2]);
        // Where there is only one button, more presses are better.
        check(
            &[(2.0, 2.0), (0.0, 0.0), (40.0, 40.0), (7.0, 7.0)],
            &[2, 3, 0, 1],
        );
    }

    proptest! {
        #[test]
        fn names_every_post_once(figures: Vec<(f32, f32, f32)>) {
            let judgements: Vec<_> = figures
                .into_iter()
                .map(|(good, rated, looks)| Judgement { good, rated, looks })
                .collect();
            let mut order = best_rated(&judgements);
            order.sort_unstable();
            prop_assert_eq!(order, (0..judgements.len()).collect::<Vec<_>>());
        }
    }
}
