//! The name of a space.

use std::fmt;
use std::str::FromStr;

/// Longest name of a space, in characters.
pub const MAX_SPACE_LEN: usize = 64;

/// Names a community whose posts and ratings are pooled.
///
/// 1 to [`MAX_SPACE_LEN`] of `a-z`, `0-9` and `-`, not beginning or ending with `-`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpaceId(String);

impl SpaceId {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for SpaceId {
    /// The space of a page that names none.
    fn default() -> Self {
        Self("default".to_owned())
    }
}

impl fmt::Display for SpaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text cannot be the name of a space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseSpaceError;

impl fmt::Display for ParseSpaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the name of a space is 1 to {MAX_SPACE_LEN} of a-z, 0-9 and '-', \
             with no '-' at its ends"
        )
    }
}

impl std::error::Error for ParseSpaceError {}

impl FromStr for SpaceId {
    type Err = ParseSpaceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let fits = !text.is_empty()
            && text.len() <= MAX_SPACE_LEN
            && text.bytes().all(allowed)
            && !text.starts_with('-')
            && !text.ends_with('-');
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(ParseSpaceError)
        }
    }
}

#[cfg(feature = "serde")]
crate::text_serde!(SpaceId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_plain_names_only() {
        for good in ["a", "engineering", "team-4", &"x".repeat(MAX_SPACE_LEN)] {
            assert_eq!(
                good.parse::<SpaceId>().map(|s| s.to_string()),
                Ok(good.to_owned())
            );
        }
        for bad in [
            "",
            "-a",
            "a-",
            "A",
            "a b",
            "ä",
            "a/b",
            "..",
            &"x".repeat(MAX_SPACE_LEN + 1),
        ] {
            assert_eq!(bad.parse::<SpaceId>(), Err(ParseSpaceError), "{bad}");
        }
    }

    #[test]
    fn the_default_is_a_name_that_parses() {
        assert_eq!(SpaceId::default().as_str().parse(), Ok(SpaceId::default()));
    }
}
