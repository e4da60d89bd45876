//! Who administers the spaces: whoever brings the administration token, and readers who are listed.
//!
//! A reader is matched by the identity that signing on gave them, from any way and under any key; their
//! name is in no answer and no log. What makes a token of theirs less worth stealing: a page of another
//! origin cannot administer with it, and it ends when they have not signed on for half a day.

use std::collections::HashSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use groundswell_protocol::SpaceId;
use hmac::Mac as _;

use crate::error::Error;
use crate::hub::{Hub, SharedHub};
use crate::identity::{Reader, bearer};
use crate::key::{Key, Keyed};
use crate::store::Actor;

/// Fewest characters of an administration token: nobody guesses that many.
pub const MIN_TOKEN: usize = 32;

/// Most characters of an administration token.
pub const MAX_TOKEN: usize = 512;

/// The check of who is an administrator.
pub struct Administrators {
    hashing: Keyed,
    /// The hash of the token: comparing hashes tells nothing about how much of a guess was right.
    token: Option<Vec<u8>>,
    people: HashSet<Reader>,
}

/// Why a token file cannot be used.
#[derive(Debug)]
pub enum TokenError {
    /// It cannot be read.
    Io(PathBuf, io::Error),
    /// It holds too few or too many characters, or such as no header can carry.
    Unfit(PathBuf),
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(path, error) => {
                write!(f, "administration token file {}: {error}", path.display())
            }
            Self::Unfit(path) => write!(
                f,
                "administration token file {}: a token is {MIN_TOKEN} to {MAX_TOKEN} letters, \
                 digits and signs on one line",
                path.display()
            ),
        }
    }
}

impl std::error::Error for TokenError {}

impl Administrators {
    /// Whoever brings the token in `file`, and these people once they have signed on.
    pub fn open(
        key: &Key,
        file: Option<&Path>,
        people: HashSet<Reader>,
    ) -> Result<Self, TokenError> {
        let hashing = key.derive("groundswell administration token");
        let token = file.map(read_token).transpose()?;
        let hash = |token: String| {
            let hash = hashing.clone().chain_update(token).finalize();
            hash.into_bytes().to_vec()
        };
        let token = token.map(hash);
        Ok(Self {
            hashing,
            token,
            people,
        })
    }

    fn is_token(&self, headers: &HeaderMap) -> bool {
        let (Some(token), Some(shown)) = (self.token.as_deref(), bearer(headers)) else {
            return false;
        };
        let hashing = self.hashing.clone().chain_update(shown);
        hashing.verify_slice(token).is_ok()
    }

    /// Whoever nobody vouches for is no administrator, whatever the list says.
    fn has(&self, reader: Reader) -> bool {
        reader.verified && self.people.contains(&reader)
    }
}

fn read_token(path: &Path) -> Result<String, TokenError> {
    let text = fs::read_to_string(path).map_err(|error| TokenError::Io(path.to_owned(), error))?;
    let token = text.trim_ascii();
    let fits = (MIN_TOKEN..=MAX_TOKEN).contains(&token.len())
        && token.bytes().all(|byte| byte.is_ascii_graphic());
    if fits {
        Ok(token.to_owned())
    } else {
        Err(TokenError::Unfit(path.to_owned()))
    }
}

/// Somebody who may administer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Administrator {
    /// Whoever has the token.
    TokenHolder,
    /// A reader who is listed.
    Reader(Reader),
}

impl Administrator {
    /// Who it is, as the log of this space names them.
    pub fn actor(self, hub: &Hub, space: &SpaceId) -> Actor {
        match self {
            Self::TokenHolder => Actor::TokenHolder,
            Self::Reader(reader) => Actor::Reader(hub.identity.hash(space, reader)),
        }
    }
}

impl FromRequestParts<SharedHub> for Administrator {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, hub: &SharedHub) -> Result<Self, Error> {
        if hub.administrators.is_token(&parts.headers) {
            return Ok(Self::TokenHolder);
        }
        let reader = hub.identity.lately_vouched_for(parts)?;
        let reader = reader.filter(|reader| hub.administrators.has(*reader));
        // Pages of other origins hold tokens of their readers: none of them is to act for an administrator
        // who reads there.
        reader
            .filter(|_| hub.origins.is_own(&parts.headers))
            .map(Self::Reader)
            .ok_or(Error::NotAdministrator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header::AUTHORIZATION;
    use axum::http::{HeaderName, HeaderValue, Request};
    use groundswell_protocol::RatingKind;

    use crate::client_address::Networks;
    use crate::clock::unix_seconds;
    use crate::config::{Config, Names, ProxyConfig};
    use crate::identity::{Session, SignOn, VERIFIED_LIFE};
    use crate::space::Space;

    fn open(text: &str) -> Result<Administrators, TokenError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("token");
        fs::write(&path, text).unwrap();
        Administrators::open(&Key::of_bytes([1; 32]), Some(&path), HashSet::new())
    }

    fn admits(administrators: &Administrators, value: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_str(value).unwrap());
        administrators.is_token(&headers)
    }

    #[test]
    fn only_the_token_admits() {
        let token = "a".repeat(MIN_TOKEN);
        let administrators = open(&format!("{token}\n")).unwrap();
        assert!(admits(&administrators, &format!("Bearer {token}")));
        for other in ["Bearer ", "Bearer a", &token, &format!("Bearer {token}a")] {
            assert!(!admits(&administrators, other), "{other}");
        }
        assert!(!administrators.is_token(&HeaderMap::new()));
    }

    #[test]
    fn without_a_token_nobody_is_an_administrator() {
        let none = Administrators::open(&Key::of_bytes([1; 32]), None, HashSet::new()).unwrap();
        assert!(!admits(&none, "Bearer "));
    }

    #[test]
    fn somebody_whom_nobody_vouches_for_is_no_administrator() {
        let anonymous = Reader::random().unwrap();
        let key = Key::of_bytes([1; 32]);
        let listed = Administrators::open(&key, None, HashSet::from([anonymous])).unwrap();
        assert!(!listed.has(anonymous));
    }

    /// A hub whose proxy names readers, and where Anna of them administers.
    fn hub(dir: &Path) -> SharedHub {
        let space = Space::new(SpaceId::default(), RatingKind::Useful);
        let mut config = Config::new(dir.join("hub.db"), vec![space]);
        config.identity.proxy = Some(ProxyConfig {
            header: HeaderName::from_static("remote-user"),
            networks: Networks::new(Vec::new()),
            secret: None,
            names: Names::Exact,
            people: None,
        });
        config.administrators = vec!["proxy:anna".parse().unwrap()];
        SharedHub::new(Hub::open(config).unwrap())
    }

    #[tokio::test]
    async fn a_session_administers_for_half_a_day_and_no_longer_for_being_renewed() {
        let dir = tempfile::tempdir().unwrap();
        let hub = hub(dir.path());
        let reader = hub.identity.person(SignOn::Proxy, "anna").unwrap();
        let now = unix_seconds();
        let admits = async |since: u64| {
            let session = Session::begin(reader, now - since).renew(now);
            let token = hub.identity.token(&session);
            let request = Request::get("/").header(AUTHORIZATION, format!("Bearer {token}"));
            let mut parts = request.body(()).unwrap().into_parts().0;
            let reads = Reader::from_request_parts(&mut parts, &hub).await;
            assert!(reads.is_ok_and(|asking| asking == reader));
            let asking = Administrator::from_request_parts(&mut parts, &hub).await;
            asking.is_ok_and(|asking| asking == Administrator::Reader(reader))
        };
        assert!(admits(0).await && admits(VERIFIED_LIFE - 60).await);
        assert!(!admits(VERIFIED_LIFE).await && !admits(2 * VERIFIED_LIFE).await);
    }

    #[test]
    fn a_token_that_can_be_guessed_or_not_be_sent_is_refused() {
        for text in [
            "",
            &"a".repeat(MIN_TOKEN - 1),
            &"a".repeat(MAX_TOKEN + 1),
            &format!("{} {}", "a".repeat(MIN_TOKEN), "b"),
            &"ä".repeat(MIN_TOKEN),
        ] {
            assert!(matches!(open(text), Err(TokenError::Unfit(_))), "{text}");
        }
    }
}
