//! Who administers the spaces: whoever brings the administration token.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use hmac::Mac as _;

use crate::error::Error;
use crate::hub::SharedHub;
use crate::identity::bearer;
use crate::key::{Key, Keyed};

/// Fewest characters of an administration token: nobody guesses that many.
pub const MIN_TOKEN: usize = 32;

/// Most characters of an administration token.
pub const MAX_TOKEN: usize = 512;

/// What the log calls whoever brought the token.
const TOKEN_HOLDER: &str = "administration token";

/// The check of who is an administrator.
pub struct Administrators {
    hashing: Keyed,
    /// The hash of the token: comparing hashes tells nothing about how much of a guess was right.
    token: Option<Vec<u8>>,
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
    /// Whoever brings the token in `file`; nobody where there is none.
    pub fn open(key: &Key, file: Option<&Path>) -> Result<Self, TokenError> {
        let hashing = key.derive("groundswell administration token");
        let token = file.map(read_token).transpose()?;
        let hash = |token: String| {
            let hash = hashing.clone().chain_update(token).finalize();
            hash.into_bytes().to_vec()
        };
        let token = token.map(hash);
        Ok(Self { hashing, token })
    }

    /// Who asks, as the log will call them, if they are an administrator.
    fn of_request(&self, headers: &HeaderMap) -> Option<Administrator> {
        let token = self.token.as_deref()?;
        let hashing = self.hashing.clone().chain_update(bearer(headers)?);
        hashing.verify_slice(token).ok()?;
        Some(Administrator {
            name: TOKEN_HOLDER.to_owned(),
        })
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
pub struct Administrator {
    pub name: String,
}

impl FromRequestParts<SharedHub> for Administrator {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, hub: &SharedHub) -> Result<Self, Error> {
        hub.administrators
            .of_request(&parts.headers)
            .ok_or(Error::NotAdministrator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use axum::http::header::AUTHORIZATION;

    fn open(text: &str) -> Result<Administrators, TokenError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("token");
        fs::write(&path, text).unwrap();
        Administrators::open(&Key::of_bytes([1; 32]), Some(&path))
    }

    fn admits(administrators: &Administrators, value: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_str(value).unwrap());
        administrators.of_request(&headers).is_some()
    }

    #[test]
    fn only_the_token_admits() {
        let token = "a".repeat(MIN_TOKEN);
        let administrators = open(&format!("{token}\n")).unwrap();
        assert!(admits(&administrators, &format!("Bearer {token}")));
        for other in ["Bearer ", "Bearer a", &token, &format!("Bearer {token}a")] {
            assert!(!admits(&administrators, other), "{other}");
        }
        assert!(administrators.of_request(&HeaderMap::new()).is_none());
    }

    #[test]
    fn without_a_token_nobody_is_an_administrator() {
        let none = Administrators::open(&Key::of_bytes([1; 32]), None).unwrap();
        assert!(!admits(&none, "Bearer "));
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
