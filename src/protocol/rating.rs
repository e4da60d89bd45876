//! One reader's judgement of one post.

use std::fmt;
use std::str::FromStr;

/// How the posts of a space are judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum RatingKind {
    /// One button: 1 or nothing.
    #[default]
    Useful,
    /// Two buttons: 1 or -1.
    UpDown,
    /// One to five stars.
    Stars,
}

impl RatingKind {
    /// Every kind, in the order in which they are documented.
    pub const ALL: [Self; 3] = [Self::Useful, Self::UpDown, Self::Stars];

    /// The values a rating of this kind may have, ascending.
    pub const fn values(self) -> &'static [i8] {
        match self {
            Self::Useful => &[1],
            Self::UpDown => &[-1, 1],
            Self::Stars => &[1, 2, 3, 4, 5],
        }
    }

    /// The name used in attributes, settings and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Useful => "useful",
            Self::UpDown => "updown",
            Self::Stars => "stars",
        }
    }
}

impl fmt::Display for RatingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text names no [`RatingKind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseRatingKindError;

impl fmt::Display for ParseRatingKindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a rating is one of useful, updown, stars")
    }
}

impl std::error::Error for ParseRatingKindError {}

impl FromStr for RatingKind {
    type Err = ParseRatingKindError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == text)
            .ok_or(ParseRatingKindError)
    }
}

/// A value that some kind of rating allows. Taking a rating back is the absence of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RatingValue(i8);

impl RatingValue {
    /// `value` as a rating of `kind`.
    ///
    /// # Errors
    /// [`ValueError`] where the kind has no such value.
    pub fn new(kind: RatingKind, value: i64) -> Result<Self, ValueError> {
        i8::try_from(value)
            .ok()
            .filter(|value| kind.values().contains(value))
            .map(Self)
            .ok_or(ValueError { kind })
    }

    /// The value as a number, -1 to 5.
    pub const fn get(self) -> i8 {
        self.0
    }
}

/// The number is no value of this kind of rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueError {
    /// The kind that was asked for.
    pub kind: RatingKind,
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let allowed = match self.kind {
            RatingKind::Useful => "1",
            RatingKind::UpDown => "-1 or 1",
            RatingKind::Stars => "1, 2, 3, 4 or 5",
        };
        write!(f, "a rating of kind '{}' is {allowed}", self.kind)
    }
}

impl std::error::Error for ValueError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_values_of_a_kind_are_ratings() {
        for kind in RatingKind::ALL {
            for value in -300..300 {
                let allowed = kind.values().iter().any(|v| i64::from(*v) == value);
                assert_eq!(
                    RatingValue::new(kind, value).is_ok(),
                    allowed,
                    "{kind} {value}"
                );
            }
        }
        assert!(
            RatingValue::new(RatingKind::Useful, 257).is_err(),
            "no wrap-around to 1"
        );
    }

    #[test]
    fn names_round_trip() {
        for kind in RatingKind::ALL {
            assert_eq!(kind.name().parse(), Ok(kind));
        }
        assert_eq!("Useful".parse::<RatingKind>(), Err(ParseRatingKindError));
    }
}
