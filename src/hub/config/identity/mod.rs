//! How readers may sign on: what the settings under `[identity]` come to.

mod read;
mod texts;

use std::path::PathBuf;

use axum::http::HeaderName;
use reqwest::Url;

use crate::client_address::Networks;
use crate::identity::SignOn;

pub(super) use read::{forwarding, read};

/// Seconds by which the clocks of the hub and of whoever signs a token may differ, unless told otherwise.
pub const DEFAULT_SKEW: u64 = 60;

/// How readers may sign on.
#[derive(Clone, Debug)]
pub struct IdentityConfig {
    /// Whether readers may rate whom nobody vouches for. Default yes.
    pub anonymous: bool,
    /// Whether sessions that an older key signed are still taken. Default yes.
    pub older_sessions: bool,
    /// A proxy in front of the hub that signs readers on.
    pub proxy: Option<ProxyConfig>,
    /// The pages themselves, which tell the hub in a signed token who reads them.
    pub page_token: Option<PageTokenConfig>,
    /// An OpenID provider.
    pub login: Option<LoginConfig>,
}

impl IdentityConfig {
    /// Whether readers may sign on in this way.
    pub(super) fn offers(&self, way: SignOn) -> bool {
        match way {
            SignOn::Proxy => self.proxy.is_some(),
            SignOn::PageToken => self.page_token.is_some(),
            #[cfg(feature = "oidc")]
            SignOn::Login => self.login.is_some(),
        }
    }
}

impl Default for IdentityConfig {
    fn default() -> Self {
        Self {
            anonymous: true,
            older_sessions: true,
            proxy: None,
            page_token: None,
            login: None,
        }
    }
}

/// A proxy that signs readers on and says in a header who asks.
#[derive(Clone, Debug)]
pub struct ProxyConfig {
    /// The header. One only: the proxy must take every header that counts from its clients' requests.
    pub header: HeaderName,
    /// Where the proxy's own connections come from.
    pub networks: Networks,
    /// A file with a secret that the proxy shows with every request.
    pub secret: Option<PathBuf>,
    /// What is made of the names.
    pub names: Names,
    /// Whose names they are, where other ways of signing on name the same people.
    pub people: Option<String>,
}

/// What is made of the names that a proxy gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Names {
    /// Nothing: `Anna` and `anna` are two people.
    #[default]
    Exact,
    /// Lower case. `CORP\Anna` becomes `corp\anna`, `Anna@CORP.EXAMPLE` becomes `anna@corp.example`.
    Account,
    /// Lower case without a domain: `CORP\Anna` and `anna@corp.example` both become `anna`. For companies
    /// with one domain only.
    User,
}

impl Names {
    /// A name as names are told apart.
    pub(crate) fn written(self, name: &str) -> String {
        match self {
            Self::Exact => name.to_owned(),
            Self::Account => name.to_lowercase(),
            Self::User => {
                let user = name.split_once('\\').map_or(name, |(_, user)| user);
                let user = user.split_once('@').map_or(user, |(user, _)| user);
                user.to_lowercase()
            }
        }
    }
}

/// Tokens that the pages sign.
#[derive(Clone, Debug)]
pub struct PageTokenConfig {
    /// Who signs them: the claim `iss`.
    pub issuer: String,
    /// Whom they are for: the claim `aud`.
    pub audience: String,
    /// The keys that are taken.
    pub keys: Vec<KeyFile>,
    /// Seconds by which clocks may differ.
    pub skew: u64,
    /// Whose names they are, where other ways of signing on name the same people.
    pub people: Option<String>,
}

/// A file with a key, or with a JWK set of several.
#[derive(Clone, Debug)]
pub struct KeyFile {
    /// The file.
    pub path: PathBuf,
    /// What the key is for.
    pub format: KeyFormat,
    /// The name under which tokens ask for the key.
    pub id: Option<String>,
}

/// What a key file holds. The key decides how a token must be signed, never the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFormat {
    /// A secret of at least 32 bytes.
    Hs256,
    /// A public RSA key of at least 2048 bits, as PEM.
    Rs256,
    /// A public Ed25519 key, as PEM.
    EdDsa,
    /// A JWK set (RFC 7517); each key names its own algorithm.
    Jwks,
}

/// An OpenID provider at which readers sign on.
#[derive(Clone, Debug)]
pub struct LoginConfig {
    /// The provider, as it calls itself.
    pub issuer: String,
    /// The address under which readers' browsers reach the hub; its path ends with `/`.
    pub address: Url,
    /// What the provider calls the hub.
    pub client_id: String,
    /// A file with the secret that the provider gave the hub, if it gave one.
    pub client_secret: Option<PathBuf>,
    /// Further origins on which the provider has its endpoints.
    pub endpoints: Vec<String>,
    /// Seconds by which clocks may differ.
    pub skew: u64,
    /// Whose names they are, where other ways of signing on name the same people.
    pub people: Option<String>,
}

#[cfg(test)]
mod tests;
