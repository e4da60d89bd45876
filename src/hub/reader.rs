//! Who is rating: the anonymous reader's credential, and the hash under which ratings are stored.
//!
//! A credential is the hub's own signature over a random identity, so that checking one needs no
//! store. It says nothing about the person, and the hub keeps no list of those it issued.

use std::fmt;
use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use groundswell_protocol::{PostId, SpaceId};
use hmac::Mac as _;

use crate::clock::Day;
use crate::error::Error;
use crate::hub::SharedHub;
use crate::key::{Key, Keyed};

/// The first byte of a credential. Another layout gets another number.
const VERSION: u8 = 1;

const ID_LEN: usize = 16;
const TIME_LEN: usize = 8;
const MAC_LEN: usize = 32;

/// What the signature covers: version, identity, time of issue.
const SIGNED_LEN: usize = 1 + ID_LEN + TIME_LEN;

/// Bytes in a credential; 76 characters as text.
const LEN: usize = SIGNED_LEN + MAC_LEN;

/// Bytes in a [`ReaderHash`].
const HASH_LEN: usize = 16;

/// A reader, as their own credential names them. Never stored.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reader {
    id: [u8; ID_LEN],
    /// Whether somebody vouches for the reader.
    pub verified: bool,
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

/// Issues and checks credentials, and hashes readers for the store.
pub struct Credentials {
    signing: Keyed,
    hashing: Keyed,
    marking: Keyed,
    ordering: Keyed,
}

impl Credentials {
    /// Credentials under this key; under another key none of them is valid.
    pub fn new(key: &Key) -> Self {
        Self {
            signing: key.derive("groundswell reader credential"),
            hashing: key.derive("groundswell stored reader"),
            marking: key.derive("groundswell look"),
            ordering: key.derive("groundswell order"),
        }
    }

    /// A credential for a reader who has none. `now` is in seconds since 1970.
    pub fn issue(&self, now: u64) -> Result<String, getrandom::Error> {
        let mut id = [0; ID_LEN];
        getrandom::fill(&mut id)?;
        Ok(self.sign(id, now))
    }

    fn sign(&self, id: [u8; ID_LEN], issued: u64) -> String {
        let mut bytes = Vec::with_capacity(LEN);
        bytes.push(VERSION);
        bytes.extend_from_slice(&id);
        bytes.extend_from_slice(&issued.to_be_bytes());
        let mac = self.signing.clone().chain_update(&bytes).finalize();
        bytes.extend_from_slice(&mac.into_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The reader whom this hub gave `token`, or none. Takes the same time for every wrong signature.
    pub fn verify(&self, token: &str) -> Option<Reader> {
        let bytes: [u8; LEN] = URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
        let (signed, mac) = bytes.split_at_checked(SIGNED_LEN)?;
        let signing = self.signing.clone().chain_update(signed);
        signing.verify_slice(mac).ok()?;
        let (version, rest) = signed.split_first()?;
        let id = rest.first_chunk()?;
        (*version == VERSION).then_some(Reader {
            id: *id,
            verified: false,
        })
    }

    /// What the store keeps instead of the reader. Each space has its own, so that even the hub's
    /// files do not tell that two spaces share a reader.
    pub fn hash(&self, space: &SpaceId, reader: Reader) -> ReaderHash {
        // The identity has a fixed length: no two pairs of space and reader give the same bytes.
        let hashing = self.hashing.clone().chain_update(reader.id);
        let hash = hashing.chain_update(space.as_str()).finalize().into_bytes();
        let mut bytes = [0; HASH_LEN];
        for (to, from) in bytes.iter_mut().zip(hash) {
            *to = from;
        }
        ReaderHash(bytes)
    }

    /// A number that only this look of this reader has: a reader, a post, a day. It cannot be led back
    /// to the reader, nor from one day's to another's.
    pub fn mark(&self, space: &SpaceId, reader: Reader, post: PostId, day: Day) -> i64 {
        let marking = self.marking.clone().chain_update(reader.id);
        let marking = marking.chain_update(post.as_bytes());
        let marking = marking.chain_update(day.0.to_be_bytes());
        let hash = marking.chain_update(space.as_str()).finalize().into_bytes();
        let head = hash.first_chunk().copied().unwrap_or_default();
        i64::from_be_bytes(head)
    }

    /// What decides the order of a space's posts for a reader and a day; for nobody in particular where
    /// there is no reader. Nobody can tell it beforehand, so nobody can make a post come first.
    pub fn order(&self, space: &SpaceId, reader: Option<Reader>, day: Day) -> [u8; HASH_LEN] {
        let ordering = self.ordering.clone();
        let ordering = match reader {
            Some(reader) => ordering.chain_update([1]).chain_update(reader.id),
            None => ordering.chain_update([0]),
        };
        let ordering = ordering.chain_update(day.0.to_be_bytes());
        let hash = ordering
            .chain_update(space.as_str())
            .finalize()
            .into_bytes();
        hash.first_chunk().copied().unwrap_or_default()
    }

    fn of_request(&self, headers: &HeaderMap) -> Option<Reader> {
        self.verify(bearer(headers)?)
    }
}

/// The token of a request that has exactly one.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return None;
    };
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("Bearer")
        .then_some(token.trim())
}

/// The reader, where one is needed: without a valid credential the request ends here.
impl FromRequestParts<SharedHub> for Reader {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, hub: &SharedHub) -> Result<Self, Error> {
        hub.credentials
            .of_request(&parts.headers)
            .ok_or(Error::NoCredential)
    }
}

/// The reader, where one may read without being anybody.
pub struct AnyReader(pub Option<Reader>);

impl FromRequestParts<SharedHub> for AnyReader {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, hub: &SharedHub) -> Result<Self, Error> {
        Ok(Self(hub.credentials.of_request(&parts.headers)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn credentials(byte: u8) -> Credentials {
        Credentials::new(&Key::of_bytes([byte; 32]))
    }

    fn reader(id: [u8; ID_LEN]) -> Reader {
        Reader {
            id,
            verified: false,
        }
    }

    #[test]
    fn a_look_has_its_own_mark() {
        let mark = |space: &str, id, post: &str, day| {
            let (space, post) = (space.parse().unwrap(), PostId::from_locator(post));
            credentials(1).mark(&space, reader([id; ID_LEN]), post, Day(day))
        };
        let look = mark("a", 1, "x", 1);
        assert_eq!(look, mark("a", 1, "x", 1));
        for other in [
            mark("b", 1, "x", 1),
            mark("a", 2, "x", 1),
            mark("a", 1, "y", 1),
            mark("a", 1, "x", 2),
        ] {
            assert_ne!(look, other);
        }
    }

    #[test]
    fn a_credential_is_good_under_the_key_that_issued_it_only() {
        let token = credentials(1).issue(1_800_000_000).unwrap();
        assert_eq!(token.len(), 76);
        assert!(credentials(1).verify(&token).is_some());
        assert!(credentials(2).verify(&token).is_none());
    }

    #[test]
    fn every_reader_is_another() {
        let credentials = credentials(1);
        let issue = || credentials.verify(&credentials.issue(0).unwrap()).unwrap();
        assert_ne!(issue().id, issue().id);
    }

    #[test]
    fn a_reader_has_another_hash_in_another_space_and_under_another_key() {
        let hash = |key, space: &str, id| {
            let space = space.parse().unwrap();
            credentials(key).hash(&space, reader([id; ID_LEN]))
        };
        assert_eq!(hash(1, "a", 1), hash(1, "a", 1));
        assert_ne!(hash(1, "a", 1), hash(1, "b", 1));
        assert_ne!(hash(1, "a", 1), hash(1, "a", 2));
        assert_ne!(hash(1, "a", 1), hash(2, "a", 1));
    }

    #[test]
    fn a_later_layout_is_not_taken_for_this_one() {
        let credentials = credentials(1);
        let token = credentials.sign([3; ID_LEN], 5);
        let mut bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
        bytes.truncate(SIGNED_LEN);
        bytes[0] = 2;
        let mac = credentials.signing.clone().chain_update(&bytes).finalize();
        bytes.extend_from_slice(&mac.into_bytes());
        assert!(credentials.verify(&URL_SAFE_NO_PAD.encode(bytes)).is_none());
    }

    proptest! {
        #[test]
        fn reading_a_credential_never_panics(token in "\\PC{0,100}") {
            prop_assert!(credentials(1).verify(&token).is_none());
        }

        #[test]
        fn only_what_was_issued_is_accepted(id: [u8; ID_LEN], at: u64, place in 0..LEN, flip in 1..=255_u8) {
            let credentials = credentials(1);
            let token = credentials.sign(id, at);
            prop_assert_eq!(credentials.verify(&token), Some(reader(id)));
            let mut bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
            bytes[place] ^= flip;
            prop_assert_eq!(credentials.verify(&URL_SAFE_NO_PAD.encode(&bytes)), None);
            bytes.truncate(place);
            prop_assert_eq!(credentials.verify(&URL_SAFE_NO_PAD.encode(bytes)), None);
        }
    }
}
