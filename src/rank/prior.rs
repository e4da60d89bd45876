//! What is expected of a post before anybody judged it: what the posts around it are like.

use crate::evidence::{Evidence, LEVELS};
use crate::judgement::possible;
use crate::posterior::mean_worth;

/// How many readers' answers the prior stands for on a post that nobody has judged, at the least.
const MIN_STRENGTH: f64 = 4.0;

/// How many good judgements it stands for, at the least: where few who look press the button, a share
/// of a judgement would be all that stands between a new post's first press and the top.
const MIN_GOOD: f64 = 2.0;

/// Between these lies every share of good judgements: at 0 or 1 no rating could move a post any more.
const MEANS: (f64, f64) = (0.01, 0.95);

/// The most readers that a prior may stand for.
const MAX_STRENGTH: f64 = 1e6;

/// What of the stars expected is spread evenly: no rating should be held for impossible.
const EVENLY: f64 = 0.01;

/// What is expected of a post before anybody judged it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    /// The share of each answer; together 1.
    shares: [f64; LEVELS],
    /// How many readers' answers that expectation weighs.
    strength: f64,
}

impl Default for Prior {
    /// Nothing is known of the space either: half good, half not, worth four readers.
    fn default() -> Self {
        Self::new(0.5, MIN_STRENGTH)
    }
}

impl Prior {
    /// A share `mean` of readers finds a post good; an expectation worth `strength` readers.
    ///
    /// The mean is held between 0.01 and 0.95, the strength between 1 and a million.
    pub fn new(mean: f64, strength: f64) -> Self {
        let mean = possible(mean).clamp(MEANS.0, MEANS.1);
        Self {
            shares: [1.0 - mean, 0.0, 0.0, 0.0, mean],
            strength: possible(strength).clamp(1.0, MAX_STRENGTH),
        }
    }

    /// Each number of stars alike; an expectation worth `strength` readers, between 1 and a million.
    pub fn evenly(strength: f64) -> Self {
        Self {
            shares: [1.0 / LEVELS as f64; LEVELS],
            strength: possible(strength).clamp(1.0, MAX_STRENGTH),
        }
    }

    /// What posts like these are expected to be: their mean over all answers.
    ///
    /// Itself drawn towards the default (for stars: towards each alike) by four readers, so that the
    /// first rating in a space does not settle what the space is like. Whole numbers are summed, so the
    /// order of posts does not matter.
    pub fn of<E: Into<Evidence>>(posts: impl IntoIterator<Item = E>) -> Self {
        let mut sums = [0_u64; LEVELS];
        let mut stars = false;
        for evidence in posts.into_iter().map(Into::into) {
            for (sum, answers) in sums.iter_mut().zip(evidence.answers) {
                *sum = sum.saturating_add(parts(answers));
            }
            stars |= evidence.stars;
        }
        let answers = sums.map(|sum| sum as f64 / PARTS);
        if stars {
            Self::of_stars(answers)
        } else {
            Self::of_two(answers)
        }
    }

    fn of_two([bad, .., good]: [f64; LEVELS]) -> Self {
        let mean = (good + 0.5 * MIN_STRENGTH) / (good + bad + MIN_STRENGTH);
        let mean = mean.clamp(MEANS.0, MEANS.1);
        Self::new(mean, (MIN_GOOD / mean).max(MIN_STRENGTH))
    }

    fn of_stars(mut answers: [f64; LEVELS]) -> Self {
        for answer in &mut answers {
            *answer += MIN_STRENGTH / LEVELS as f64;
        }
        let total: f64 = answers.iter().sum();
        let share = |answer| (1.0 - EVENLY) * answer / total + EVENLY / LEVELS as f64;
        Self {
            shares: answers.map(share),
            strength: MIN_STRENGTH,
        }
    }

    /// The share of readers expected to find it good; for stars their mean, from 0 to 1.
    pub fn mean(&self) -> f64 {
        mean_worth(&self.shares)
    }

    /// How many readers' judgements that expectation weighs.
    pub fn strength(&self) -> f64 {
        self.strength
    }

    /// The share of each answer; together 1.
    pub(crate) fn shares(&self) -> [f64; LEVELS] {
        self.shares
    }
}

/// Parts of one answer that sums tell apart: some answers count as fractions.
const PARTS: f64 = 4096.0;

fn parts(figure: f64) -> u64 {
    (figure * PARTS) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_space_is_known_by_its_posts() {
        assert_eq!(Prior::of::<Evidence>([]), Prior::default());
        // (30 + 2) / (60 + 4)
        let even = Prior::of([Evidence::useful(10, 20), Evidence::updown(20, 20, 0)]);
        assert_eq!((even.mean(), even.strength()), (0.5, 4.0));
        // Nobody disagrees: 1002 / 1004 would let no post be better than another.
        let kind = Prior::of([Evidence::useful(1000, 1000)]);
        assert_eq!((kind.mean(), kind.strength()), (0.95, 4.0));
        // One in twenty presses: (48 + 2) / (996 + 4), worth the 40 readers that give two presses.
        let shy = Prior::of([Evidence::useful(48, 996)]);
        assert_eq!((shy.mean(), shy.strength()), (0.05, 40.0));
    }

    #[test]
    fn stars_are_expected_as_they_are_given() {
        let prior = Prior::of([Evidence::stars([0, 0, 6, 0, 10], 90)]);
        // (6 + 0.8) / 20 of three stars, of which a hundredth is spread evenly.
        let expected = [0.0416, 0.0416, 0.3386, 0.0416, 0.5366];
        for (found, expected) in prior.shares().iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{prior:?}");
        }
        assert_eq!(Prior::of([Evidence::stars([0; 5], 0)]), Prior::evenly(4.0));
    }
}
