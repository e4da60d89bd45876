//! Readers whom the page itself names, in a short-lived token that its server signs.

use std::fs;
use std::path::Path;

use super::OpenError;
use super::secret::{MAX_FILE, read_secret};
use super::subject::People;
use super::token::{Claims, KeyFault, MIN_SECRET, Refusal, Rules, TokenKey, keys_of_set};
use super::{public_key, session};
use crate::config::{KeyFile, KeyFormat, PageTokenConfig};
use crate::key::read_private;

/// Characters in the longest page token.
pub const MAX_PAGE_TOKEN: usize = 4_096;

/// What the hub takes from pages.
pub struct PageToken {
    keys: Vec<TokenKey>,
    rules: Rules,
    pub people: People,
}

impl PageToken {
    pub fn open(config: &PageTokenConfig) -> Result<Self, OpenError> {
        let mut keys = Vec::new();
        for file in &config.keys {
            keys.extend(read_keys(file)?);
        }
        let issuer = config.issuer.clone();
        let named = config.people.clone().map(People::Named);
        Ok(Self {
            keys,
            people: named.unwrap_or_else(|| People::Way("page", issuer.clone())),
            rules: Rules {
                issuer,
                audience: config.audience.clone(),
                skew: config.skew,
                max_len: MAX_PAGE_TOKEN,
                max_life: Some(session::VERIFIED_LIFE),
            },
        })
    }

    /// What the page says, if it is the page that says it.
    pub fn check(&self, token: &str, now: u64) -> Result<Claims, Refusal> {
        self.rules.check(&self.keys, token, now)
    }
}

/// The hub's own tokens have no full stops, a page's have two.
pub fn looks_like_one(token: &str) -> bool {
    token.contains('.')
}

fn read_keys(file: &KeyFile) -> Result<Vec<TokenKey>, OpenError> {
    let (path, id) = (file.path.as_path(), file.id.clone());
    let unfit = |fault| OpenError::Key(path.to_owned(), fault);
    let key = match file.format {
        KeyFormat::Hs256 => TokenKey::secret(id, &read_secret(path, MIN_SECRET)?),
        KeyFormat::Rs256 => {
            let key = public_key::rsa(&read_public(path)?).ok_or(KeyFault::Unknown);
            key.and_then(|key| TokenKey::rsa(id, &key.modulus, &key.exponent))
        }
        KeyFormat::EdDsa => {
            let key = public_key::ed25519(&read_public(path)?).ok_or(KeyFault::Unknown);
            key.and_then(|key| TokenKey::ed25519(id, &key))
        }
        KeyFormat::Jwks => return read_set(path),
    };
    Ok(vec![key.map_err(unfit)?])
}

fn read_set(path: &Path) -> Result<Vec<TokenKey>, OpenError> {
    let keys = keys_of_set(&read_public(path)?);
    let keys = keys.map_err(|error| OpenError::Read(path.to_owned(), error.into()))?;
    if keys.is_empty() {
        return Err(OpenError::Key(path.to_owned(), KeyFault::Unknown));
    }
    if keys.iter().any(TokenKey::is_secret) {
        read_private(path, MAX_FILE).map_err(OpenError::Secret)?;
    }
    Ok(keys)
}

/// Reads what need not be kept from anybody.
fn read_public(path: &Path) -> Result<Vec<u8>, OpenError> {
    let failed = |error| OpenError::Read(path.to_owned(), error);
    let metadata = fs::metadata(path).map_err(failed)?;
    if metadata.len() > MAX_FILE as u64 {
        return Err(OpenError::Key(path.to_owned(), KeyFault::Unknown));
    }
    fs::read(path).map_err(failed)
}
