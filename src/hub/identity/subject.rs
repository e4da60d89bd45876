//! People whom somebody vouches for: from the name that a way of signing on gives them to the identity
//! under which they rate.

use std::fmt;

use hmac::Mac as _;

use super::reader::{ID_LEN, Reader};
use crate::key::{KeyRing, Keyed};

/// Bytes in the longest name of a person.
pub const MAX_SUBJECT: usize = 255;

/// Whose names they are. Two ways of signing on may give one name to different people; they are the same
/// people only where the operator says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum People {
    /// Known to one way of signing on, and there by one issuer.
    Way(&'static str, String),
    /// What the operator calls them, for several ways.
    Named(String),
}

/// A name that no person can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubjectError;

impl fmt::Display for SubjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "a name has 1 to {MAX_SUBJECT} bytes, all of them visible"
        )
    }
}

/// Leads from names to readers. No name is ever kept.
pub struct Subjects(Keyed);

impl Subjects {
    /// Under the oldest of the keys: a person stays the same reader when a key is added.
    pub fn new(keys: &KeyRing) -> Self {
        let first = keys.oldest_first().next().unwrap_or(keys.newest());
        Self(first.derive("groundswell person"))
    }

    /// The reader who this person is.
    pub fn reader(&self, people: &People, name: &str) -> Result<Reader, SubjectError> {
        if !is_name(name) {
            return Err(SubjectError);
        }
        let parts = match people {
            People::Way(way, issuer) => ["way", way, issuer, name],
            People::Named(people) => ["named", people, "", name],
        };
        let mut hashing = self.0.clone();
        for part in parts {
            // With its length before it, no part can pass for the end of another.
            hashing.update(&(part.len() as u64).to_be_bytes());
            hashing.update(part.as_bytes());
        }
        let hash = hashing.finalize().into_bytes();
        Ok(Reader {
            id: hash.first_chunk().copied().unwrap_or([0; ID_LEN]),
            verified: true,
        })
    }
}

/// Whether a person can be called so.
pub fn is_name(name: &str) -> bool {
    let visible = |c: char| c == ' ' || !(c.is_whitespace() || c.is_control());
    let fits = (1..=MAX_SUBJECT).contains(&name.len());
    let bare = name.trim() == name;
    fits && bare && name.chars().all(visible)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(keys: &[u8], people: &People, name: &str) -> Result<Reader, SubjectError> {
        Subjects::new(&KeyRing::of_bytes(keys)).reader(people, name)
    }

    fn way(way: &'static str, issuer: &str) -> People {
        People::Way(way, issuer.into())
    }

    #[test]
    fn a_name_is_another_person_under_another_way_or_issuer() {
        let anna = reader(&[1], &way("proxy", ""), "anna").unwrap();
        assert!(anna.verified);
        assert_eq!(reader(&[1], &way("proxy", ""), "anna").unwrap(), anna);
        for (people, name) in [
            (way("proxy", ""), "bob"),
            (way("page", ""), "anna"),
            (way("page", "https://a.example"), "anna"),
            (way("page", "https://b.example"), "anna"),
            (way("prox", "y"), "anna"),
            (People::Named("proxy".into()), "anna"),
            (People::Named(String::new()), "anna"),
        ] {
            assert_ne!(reader(&[1], &people, name).unwrap(), anna, "{people:?}");
        }
    }

    #[test]
    fn a_person_stays_the_same_when_a_key_is_added() {
        let people = way("proxy", "");
        let before = reader(&[1], &people, "anna").unwrap();
        assert_eq!(reader(&[3, 2, 1], &people, "anna").unwrap(), before);
        assert_ne!(reader(&[2], &people, "anna").unwrap(), before);
    }

    #[test]
    fn what_no_person_is_called_is_refused() {
        let long = "x".repeat(MAX_SUBJECT + 1);
        for name in [
            "",
            " anna",
            "anna ",
            "an\nna",
            "an\u{0}na",
            "an\u{a0}na",
            &long,
        ] {
            let refused = reader(&[1], &way("proxy", ""), name);
            assert_eq!(refused.unwrap_err(), SubjectError, "{name:?}");
        }
        for name in ["anna", "Anna Müller", "CORP\\anna", &long[1..]] {
            assert!(reader(&[1], &way("proxy", ""), name).is_ok(), "{name:?}");
        }
    }
}
