//! What readers said of one post, and how such figures are made fit to reckon with.

/// The most ratings or looks of one post that are told apart; more count as this many.
pub const MAX_JUDGED: f32 = 1e9;

/// What readers said of a post. The default is a post of which nothing is known.
///
/// Figures that cannot be are read in the nearest way that can: not-a-number and less than nothing
/// as 0, more than [`MAX_JUDGED`] as that, more good ratings than ratings as all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Judgement {
    /// Ratings that found it good: presses of "useful", votes up, or for stars the sum of each
    /// rating's share of the way from the worst value to the best.
    pub good: f32,
    /// All ratings.
    pub rated: f32,
    /// Readers who had it on their screen, where silence is an answer: with a single button, who
    /// looks and does not press has not found it useful. 0 is unknown, and also what to give for
    /// `updown` and `stars`, where those who disagree have a button for it.
    pub looks: f32,
}

/// A [`Judgement`] with its figures made possible.
#[derive(Clone, Copy)]
pub(crate) struct Evidence {
    /// How many found the post good.
    pub good: f64,
    /// How many could have. Invariant: never less than `good`.
    pub trials: f64,
}

impl From<Judgement> for Evidence {
    fn from(judgement: Judgement) -> Self {
        let rated = possible(judgement.rated);
        Self {
            good: possible(judgement.good).min(rated),
            trials: possible(judgement.looks).max(rated),
        }
    }
}

/// `figure` as a count from 0 to [`MAX_JUDGED`].
pub(crate) fn possible(figure: f32) -> f64 {
    // `clamp` keeps NaN; `max` is what turns it into 0.
    f64::from(figure.max(0.0)).clamp(0.0, f64::from(MAX_JUDGED))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(judgement: (f32, f32, f32), good: f64, trials: f64) {
        let (g, rated, looks) = judgement;
        let evidence = Evidence::from(Judgement {
            good: g,
            rated,
            looks,
        });
        assert_eq!((evidence.good, evidence.trials), (good, trials));
    }

    #[test]
    fn impossible_figures_are_read_as_the_nearest_possible_ones() {
        check((3.0, 4.0, 0.0), 3.0, 4.0);
        check((3.0, 4.0, 20.0), 3.0, 20.0);
        // A rating is a look, even when the looks have not arrived yet.
        check((3.0, 4.0, 1.0), 3.0, 4.0);
        check((5.0, 4.0, 0.0), 4.0, 4.0);
        check((-1.0, 4.0, -9.0), 0.0, 4.0);
        check((f32::NAN, f32::NAN, f32::NAN), 0.0, 0.0);
        let most = f64::from(MAX_JUDGED);
        check((f32::MAX, f32::INFINITY, f32::NEG_INFINITY), most, most);
    }
}
