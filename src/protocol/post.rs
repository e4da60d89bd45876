//! The identity of a post.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// Bytes in a [`PostId`].
const LEN: usize = 16;

/// Names one post for as long as its page calls it by the same address.
///
/// The text form is 22 characters of URL-safe base64. It says nothing about the page it came from:
/// a hub that is told identities only cannot read addresses out of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PostId([u8; LEN]);

impl PostId {
    /// Characters in the text form.
    pub const TEXT_LEN: usize = 22;

    /// The identity of the post at `locator`, the canonical address that `scan` gives each post.
    ///
    /// The first 128 bits of SHA-256 (FIPS 180-4): an author who may choose an address cannot choose
    /// one that takes over another post's ratings.
    pub fn from_locator(locator: &str) -> Self {
        let digest: [u8; 32] = Sha256::digest(locator.as_bytes()).into();
        let (head, _) = digest.split_at(LEN);
        let mut bytes = [0; LEN];
        bytes.copy_from_slice(head);
        Self(bytes)
    }

    /// The identity with exactly these bytes, as [`as_bytes`](Self::as_bytes) gave them.
    pub const fn from_bytes(bytes: [u8; LEN]) -> Self {
        Self(bytes)
    }

    /// The identity as bytes, for keys in a store.
    pub const fn as_bytes(&self) -> &[u8; LEN] {
        &self.0
    }
}

impl fmt::Display for PostId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for PostId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostId({self})")
    }
}

/// The text is no post's identity: not 22 characters of canonical URL-safe base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParsePostIdError;

impl fmt::Display for ParsePostIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "a post id is {} characters of A-Z, a-z, 0-9, '-' and '_'",
            PostId::TEXT_LEN
        )
    }
}

impl std::error::Error for ParsePostIdError {}

impl FromStr for PostId {
    type Err = ParsePostIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::try_from(text.as_bytes())
    }
}

impl TryFrom<&[u8]> for PostId {
    type Error = ParsePostIdError;

    /// The identity with this text form. The hub parses a hundred for one read, and that was a third
    /// of what a read cost; hence no general decoder.
    fn try_from(text: &[u8]) -> Result<Self, ParsePostIdError> {
        let text: &[u8; Self::TEXT_LEN] = text.try_into().map_err(|_| ParsePostIdError)?;
        let digits = text.map(|character| DIGITS[usize::from(character)]);
        // Three numbers that a machine word holds: shifting all 128 bits takes twice as long.
        let (high, rest) = digits.split_at(10);
        let (middle, low) = rest.split_at(10);
        let number = |digits: &[u8]| {
            let append = |bits: u64, digit: &u8| bits << 6 | u64::from(*digit);
            digits.iter().fold(0, append)
        };
        let (high, middle, low) = (number(high), number(middle), number(low));
        // The last character carries four bits too many: two texts must not name one post.
        if digits.contains(&NO_DIGIT) || low & 15 != 0 {
            return Err(ParsePostIdError);
        }
        let bits = u128::from(high) << 68 | u128::from(middle) << 8 | u128::from(low >> 4);
        Ok(Self(bits.to_be_bytes()))
    }
}

/// What a character that is no digit of URL-safe base64 stands for.
const NO_DIGIT: u8 = u8::MAX;

/// What each character stands for in URL-safe base64 (RFC 4648, section 5).
const DIGITS: [u8; 256] = {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut digits = [NO_DIGIT; 256];
    let mut digit = 0;
    while digit < alphabet.len() {
        digits[alphabet[digit] as usize] = digit as u8;
        digit += 1;
    }
    digits
};

#[cfg(feature = "serde")]
crate::text_serde!(PostId);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_same_locator_gives_the_same_identity_for_ever() {
        // Ratings are stored under this text: a change here would orphan every one of them.
        let id = PostId::from_locator("intranet.example/blog/42#comment-7");
        assert_eq!(id.to_string(), "L7fHzSHija3XpHUcpttO-A");
    }

    #[test]
    fn refuses_what_is_no_identity() {
        for text in [
            "",
            "short",
            "!!!!!!!!!!!!!!!!!!!!!!",
            "AAAAAAAAAAAAAAAAAAAAAAA",
            "ÄÄÄÄÄÄÄÄÄÄÄ",
        ] {
            assert_eq!(text.parse::<PostId>(), Err(ParsePostIdError), "{text}");
        }
        assert!("AAAAAAAAAAAAAAAAAAAAAB".parse::<PostId>().is_err());
    }

    proptest! {
        #[test]
        fn text_form_round_trips(bytes: [u8; LEN]) {
            let id = PostId::from_bytes(bytes);
            prop_assert_eq!(id.to_string().parse(), Ok(id));
        }

        #[test]
        fn parsing_never_panics(text in ".{0,40}") {
            if let Ok(id) = text.parse::<PostId>() {
                prop_assert_eq!(id.to_string(), text);
            }
        }

        #[test]
        fn parsing_agrees_with_the_general_decoder(text in "[A-Za-z0-9_+/=-]{21}[AQgwB_=]") {
            let decoded = URL_SAFE_NO_PAD.decode(&text).ok();
            let parsed = text.parse::<PostId>().ok();
            prop_assert_eq!(parsed.map(|id| id.as_bytes().to_vec()), decoded);
        }
    }
}
