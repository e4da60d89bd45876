//! What readers said of one post, as counts by worth: the common ground of all kinds of rating.
//!
//! Every answer is worth a share of the way from the worst to the best: of five stars 0, 1/4, 1/2, 3/4
//! and 1; where there is one button or two, 0 and 1. What a post is worth to its readers is then the
//! mean of the shares in which they give these answers, whichever the kind (`posterior.rs`).

use crate::judgement::{Judgement, possible};

/// How many different answers are told apart.
pub(crate) const LEVELS: usize = 5;

/// What each answer is worth.
pub(crate) const WORTH: [f64; LEVELS] = [0.0, 0.25, 0.5, 0.75, 1.0];

/// What readers said of one post, made fit to reckon with.
///
/// Counts need not be whole: sums that fade with time ([`FadingSum`](crate::FadingSum)) are counts
/// too. Figures that cannot be are read in the nearest way that can, as in [`Judgement`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    /// Answers by [`WORTH`].
    pub(crate) answers: [f64; LEVELS],
    /// Readers who saw the post and gave no answer, where silence is none (stars).
    pub(crate) silent: f64,
    /// Whether all five answers can be given.
    pub(crate) stars: bool,
}

impl Evidence {
    /// `good` of `looks` readers pressed the only button; who looked and did not press found the post
    /// not useful. A press is a look, even when the looks have not arrived yet.
    pub fn useful(good: impl Into<f64>, looks: impl Into<f64>) -> Self {
        Self::updown(good, 0.0, looks)
    }

    /// `up` and `down` votes of `looks` readers. A vote down is a look and no more: it weighs as much
    /// as silence, so that a few angry readers cannot bury what many walked past.
    pub fn updown(up: impl Into<f64>, down: impl Into<f64>, looks: impl Into<f64>) -> Self {
        let (up, down) = (possible(up.into()), possible(down.into()));
        Self::two(up, possible(looks.into()).max(up + down) - up)
    }

    /// Ratings from one star to five, and how many readers looked. Who looks and gives no stars has
    /// not said how many, so looks have no part in the figures shown; they make the drawn order more
    /// sure, slowly, that nothing out of the ordinary is to be expected ([`draw`](crate::draw)).
    pub fn stars<N: Into<f64>>(counts: [N; 5], looks: impl Into<f64>) -> Self {
        let answers = counts.map(|count| possible(count.into()));
        Self {
            answers,
            silent: (possible(looks.into()) - answers.iter().sum::<f64>()).max(0.0),
            stars: true,
        }
    }

    fn two(good: f64, bad: f64) -> Self {
        Self {
            answers: [bad, 0.0, 0.0, 0.0, good],
            silent: 0.0,
            stars: false,
        }
    }
}

impl From<Judgement> for Evidence {
    fn from(judgement: Judgement) -> Self {
        let rated = possible(judgement.rated.into());
        let good = possible(judgement.good.into()).min(rated);
        Self::two(good, possible(judgement.looks.into()).max(rated) - good)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judgement::MAX_JUDGED;

    fn check(evidence: Evidence, bad: f64, good: f64) {
        assert_eq!(evidence.answers, [bad, 0.0, 0.0, 0.0, good]);
        assert_eq!(evidence.silent, 0.0);
    }

    #[test]
    fn silence_of_those_who_looked_is_an_answer() {
        check(Evidence::useful(3, 20), 17.0, 3.0);
        check(Evidence::useful(3, 1), 0.0, 3.0);
        check(Evidence::updown(3, 4, 20), 17.0, 3.0);
        check(Evidence::updown(3, 4, 0), 4.0, 3.0);
    }

    #[test]
    fn silence_is_no_number_of_stars() {
        let rated = Evidence::stars([1, 0, 2, 0, 3], 26);
        assert_eq!(
            (rated.answers, rated.silent),
            ([1.0, 0.0, 2.0, 0.0, 3.0], 20.0)
        );
        assert_eq!(Evidence::stars([9, 0, 0, 0, 0], 2).silent, 0.0);
    }

    #[test]
    fn impossible_figures_are_read_as_the_nearest_possible_ones() {
        check(Evidence::useful(f64::NAN, f64::NAN), 0.0, 0.0);
        check(Evidence::useful(-1.0, f64::NEG_INFINITY), 0.0, 0.0);
        check(
            Evidence::updown(f64::INFINITY, 1e300, 0),
            MAX_JUDGED.into(),
            MAX_JUDGED.into(),
        );
        let stars = Evidence::stars([f64::NAN, f64::INFINITY, -1.0, 0.0, 1.0], f64::INFINITY);
        assert_eq!(stars.answers, [0.0, MAX_JUDGED.into(), 0.0, 0.0, 1.0]);
        assert_eq!(stars.silent, 0.0);
    }

    #[test]
    fn judgements_are_evidence() {
        let judged = |good, rated, looks| Judgement { good, rated, looks }.into();
        check(judged(3.0, 4.0, 0.0), 1.0, 3.0);
        check(judged(3.0, 4.0, 20.0), 17.0, 3.0);
        check(judged(3.0, 4.0, 1.0), 1.0, 3.0);
        check(judged(5.0, 4.0, 0.0), 0.0, 4.0);
        check(judged(-1.0, 4.0, -9.0), 4.0, 0.0);
        check(judged(f32::NAN, f32::NAN, f32::NAN), 0.0, 0.0);
        check(
            judged(f32::MAX, f32::INFINITY, f32::NEG_INFINITY),
            0.0,
            MAX_JUDGED.into(),
        );
    }
}
