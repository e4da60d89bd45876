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

/// `figure` as a count from 0 to [`MAX_JUDGED`].
pub(crate) fn possible(figure: f64) -> f64 {
    // `clamp` keeps NaN; `max` is what turns it into 0.
    figure.max(0.0).min(f64::from(MAX_JUDGED))
}
