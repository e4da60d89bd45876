//! A reader, as a request names them and as the store knows them.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// Bytes that make up a reader's identity.
pub const ID_LEN: usize = 16;

/// Bytes in a [`ReaderHash`].
pub const HASH_LEN: usize = 16;

/// A reader, as their own credential names them. Never stored, never shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reader {
    pub(super) id: [u8; ID_LEN],
    /// Whether somebody vouches for the reader.
    pub verified: bool,
}

impl Reader {
    /// Somebody new, whom nobody vouches for.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut id = [0; ID_LEN];
        getrandom::fill(&mut id)?;
        Ok(Self {
            id,
            verified: false,
        })
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reader(..)")
    }
}

/// A reader, as the store knows them in one space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReaderHash([u8; HASH_LEN]);

impl ReaderHash {
    /// The hash as bytes, for a key in a store.
    pub const fn as_bytes(&self) -> &[u8; HASH_LEN] {
        &self.0
    }

    /// The hash with exactly these bytes, as a store kept them.
    pub const fn from_bytes(bytes: [u8; HASH_LEN]) -> Self {
        Self(bytes)
    }
}

/// As text: 32 hexadecimal digits, for administrators.
impl fmt::Display for ReaderHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for ReaderHash {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let digit = |c: u8| {
            char::from(c)
                .to_digit(16)
                .and_then(|d| u8::try_from(d).ok())
        };
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        let byte = |[high, low]: &[u8; 2]| Some(digit(*high)? << 4 | digit(*low)?);
        let bytes: Option<Vec<u8>> = pairs.iter().map(byte).collect();
        let bytes = bytes.filter(|_| rest.is_empty());
        let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or(Error::UnknownReader)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_new_is_somebody_else() {
        assert_ne!(Reader::random().unwrap(), Reader::random().unwrap());
    }
}
