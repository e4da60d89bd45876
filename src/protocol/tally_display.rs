//! When readers see how others rated.

use std::fmt;
use std::str::FromStr;

/// Whether a reader sees a post's tally before having rated it.
///
/// Whoever sees that others approve approves more readily: one up-vote that researchers had planted made the next a
/// third more likely, and raised the final score by a quarter (Muchnik, Aral and Taylor, Science 341, 2013, pages 647
/// to 651).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TallyDisplay {
    /// Everybody sees it.
    #[default]
    Always,
    /// Who has rated the post sees it.
    AfterRating,
}

impl TallyDisplay {
    /// Both, in the order in which they are documented.
    pub const ALL: [Self; 2] = [Self::Always, Self::AfterRating];

    /// The name used in attributes, settings and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::AfterRating => "after-rating",
        }
    }
}

impl fmt::Display for TallyDisplay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(feature = "serde")]
crate::text_serde!(TallyDisplay);

/// The text names no [`TallyDisplay`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseTallyDisplayError;

impl fmt::Display for ParseTallyDisplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("tallies are shown always or after-rating")
    }
}

impl std::error::Error for ParseTallyDisplayError {}

impl FromStr for TallyDisplay {
    type Err = ParseTallyDisplayError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|display| display.name() == text)
            .ok_or(ParseTallyDisplayError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for display in TallyDisplay::ALL {
            assert_eq!(display.to_string().parse(), Ok(display));
        }
        assert_eq!("".parse::<TallyDisplay>(), Err(ParseTallyDisplayError));
        assert_eq!("never".parse::<TallyDisplay>(), Err(ParseTallyDisplayError));
    }
}
