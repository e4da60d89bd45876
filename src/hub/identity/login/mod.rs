//! Readers who sign on at an OpenID provider (OpenID Connect Core 1.0, authorization code flow with PKCE).
//!
//! Between leaving for the provider and coming back, the reader's browser keeps a signed cookie; the hub
//! keeps nothing. What the provider is told and what it must tell again is derived from it, so that an
//! answer fits the one browser that asked.

mod provider;
mod state;

use std::fmt;

use reqwest::Url;

use super::subject::People;
use super::token::Refusal;
use super::{OpenError, secret::read_secret};
use crate::config::LoginConfig;
use crate::key::Key;

use provider::Provider;
use state::States;

pub use state::COOKIE;

/// Bytes in the longest query with which a browser may come back.
pub const MAX_QUERY: usize = 4_096;

/// Signs readers on at one provider.
pub struct Login {
    provider: Provider,
    states: States,
    address: Url,
    pub people: People,
}

/// Where a browser is to go, and what it is to keep until it comes back.
pub struct Departure {
    pub to: String,
    pub cookie: String,
}

/// Who came back, and the origin of the page that sent them.
pub struct Arrival {
    pub subject: String,
    pub origin: String,
}

/// Why somebody is not signed on. Says nothing about who.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginError {
    /// The provider, or the reader there, said no.
    Denied,
    /// The browser does not come back from where this hub sent it, or too late.
    Strange(&'static str),
    /// The provider cannot be reached, or says what no provider says.
    Provider(&'static str),
    /// The provider's token is not taken.
    Token(Refusal),
}

impl Login {
    pub fn open(config: &LoginConfig, key: &Key) -> Result<Self, OpenError> {
        let secret = config.client_secret.as_deref();
        let secret = secret.map(|path| read_secret(path, 1)).transpose()?;
        let people = config.people.clone().map(People::Named);
        let issuer = config.issuer.to_string();
        Ok(Self {
            provider: Provider::new(config, secret).map_err(OpenError::Client)?,
            states: States::new(key),
            address: config.address.clone(),
            people: people.unwrap_or(People::Way("login", issuer)),
        })
    }

    /// Whether pages of this origin are the hub's own, as browsers see them.
    pub fn is_own(&self, origin: &str) -> bool {
        self.address.origin().ascii_serialization() == origin
    }

    fn callback(&self) -> String {
        format!("{}v1/login/callback", self.address)
    }

    /// Sends a browser to the provider, on behalf of a page of `origin`. `now` is in seconds since 1970.
    pub async fn begin(&self, origin: &str, now: u64) -> Result<Departure, LoginError> {
        let (state, value) = self.states.begin(origin, now);
        let state = state.map_err(|_| LoginError::Provider("no random numbers"))?;
        let callback = self.callback();
        let to = self.provider.sign_on_address(&callback, &state).await?;
        Ok(Departure {
            to,
            cookie: self.cookie(&value, state::LIFE),
        })
    }

    /// The cookie for the way there and back, and for no other path.
    fn cookie(&self, value: &str, seconds: u64) -> String {
        let path = self.address.path();
        let secure = if self.address.scheme() == "https" {
            "; Secure"
        } else {
            ""
        };
        format!(
            "{COOKIE}={value}; Path={path}v1/login; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
        )
    }

    /// The cookie that ends the one of [`begin`](Self::begin).
    pub fn no_cookie(&self) -> String {
        self.cookie("", 0)
    }

    /// Takes a browser back: what the provider gave it in `query`, and the value of its cookie.
    pub async fn finish(
        &self,
        query: &str,
        cookie: Option<&str>,
        now: u64,
    ) -> Result<Arrival, LoginError> {
        let state = cookie.and_then(|value| self.states.read(value, now));
        let state = state.ok_or(LoginError::Strange("no login was begun, or too long ago"))?;
        let answer = Answer::read(query)?;
        if answer.state.as_deref() != Some(state.name().as_str()) {
            return Err(LoginError::Strange("the answer is to another question"));
        }
        self.provider.check_issuer(answer.issuer.as_deref()).await?;
        let code = match (answer.denied, answer.code) {
            (false, Some(code)) => code,
            _ => return Err(LoginError::Denied),
        };
        let callback = self.callback();
        let subject = self.provider.redeem(&code, &callback, &state, now).await?;
        Ok(Arrival {
            subject,
            origin: state.origin,
        })
    }
}

/// What the provider lets a browser bring (RFC 6749, section 4.1.2; RFC 9207).
#[derive(Default)]
struct Answer {
    state: Option<String>,
    code: Option<String>,
    issuer: Option<String>,
    denied: bool,
}

impl Answer {
    fn read(query: &str) -> Result<Self, LoginError> {
        if query.len() > MAX_QUERY {
            return Err(LoginError::Strange("the answer is too long"));
        }
        let mut address = Url::parse("http://localhost/")
            .map_err(|_| LoginError::Strange("the answer is no query"))?;
        address.set_query(Some(query));
        let mut answer = Self::default();
        for (name, value) in address.query_pairs() {
            let place = match &*name {
                "state" => &mut answer.state,
                "code" => &mut answer.code,
                "iss" => &mut answer.issuer,
                "error" => {
                    answer.denied = true;
                    continue;
                }
                _ => continue,
            };
            if place.replace(value.into_owned()).is_some() {
                return Err(LoginError::Strange("the answer says something twice"));
            }
        }
        Ok(answer)
    }
}

impl fmt::Display for LoginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Denied => f.write_str("the provider said no"),
            Self::Strange(why) | Self::Provider(why) => f.write_str(why),
            Self::Token(why) => write!(f, "the provider's token is not taken: {why:?}"),
        }
    }
}
