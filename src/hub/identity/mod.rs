//! Who is asking: the one place where a request becomes a reader, whatever the way of signing on.
//!
//! Each way gives a name that somebody vouches for; `subject` makes a reader of it, and from there on no
//! way differs from another. What is stored of a reader is up to `hashes`.

mod hashes;
#[cfg(feature = "oidc")]
mod login;
mod page_token;
mod proxy;
mod public_key;
mod reader;
mod secret;
mod session;
mod sign_on;
mod signatures;
mod subject;
mod token;

use std::fmt;
use std::io;
use std::path::PathBuf;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use groundswell_protocol::{PostId, SpaceId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::{Day, unix_seconds};
use crate::config::IdentityConfig;
use crate::error::Error;
use crate::hub::SharedHub;
use crate::key::{KeyError, KeyRing};

use hashes::Hashes;
pub use page_token::PageToken;
use proxy::Proxy;
use session::Sessions;
use subject::Subjects;
use token::KeyFault;

pub use hashes::Link;
#[cfg(feature = "oidc")]
pub use login::{Arrival, COOKIE as LOGIN_COOKIE, Login, LoginError};
pub use page_token::MAX_PAGE_TOKEN;
pub use proxy::MIN_PROXY_SECRET;
pub use reader::{HASH_LEN, Reader, ReaderHash};
pub use session::{Session, VERIFIED_LIFE};
pub use sign_on::SignOn;
pub use subject::{MAX_SUBJECT, is_name};
pub use token::MIN_SECRET;

/// Tells who is asking, and what the store knows them as.
pub struct Identity {
    sessions: Sessions,
    hashes: Hashes,
    subjects: Subjects,
    anonymous: bool,
    proxy: Option<Proxy>,
    page_token: Option<PageToken>,
    #[cfg(feature = "oidc")]
    login: Option<Login>,
}

/// Why there is no telling.
#[derive(Debug)]
pub enum OpenError {
    /// A file that is a secret cannot be used.
    Secret(KeyError),
    /// A secret has fewer bytes than it must: how many, and how many it must have.
    ShortSecret(PathBuf, usize, usize),
    /// A file cannot be read.
    Read(PathBuf, io::Error),
    /// A file holds no key that can be used.
    Key(PathBuf, KeyFault),
    /// The provider cannot be asked.
    #[cfg(feature = "oidc")]
    Client(reqwest::Error),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret(KeyError::Missing(path)) => {
                write!(f, "secret file {} is not there", path.display())
            }
            Self::Secret(KeyError::WrongLength(path, len)) => {
                write!(
                    f,
                    "secret file {} has {len} bytes: too many",
                    path.display()
                )
            }
            Self::Secret(error) => error.fmt(f),
            Self::ShortSecret(path, len, least) => write!(
                f,
                "secret file {} has {len} bytes, a secret has at least {least}",
                path.display()
            ),
            Self::Read(path, error) => write!(f, "key file {}: {error}", path.display()),
            Self::Key(path, fault) => write!(f, "key file {}: {fault}", path.display()),
            #[cfg(feature = "oidc")]
            Self::Client(error) => write!(f, "no asking the OpenID provider: {error}"),
        }
    }
}

impl std::error::Error for OpenError {}

/// The ways of signing on that a hub offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Ways {
    anonymous: bool,
    proxy: bool,
    page_token: bool,
    login: bool,
}

impl Identity {
    /// Reads the secrets and keys that `config` names.
    pub fn open(config: &IdentityConfig, keys: &KeyRing) -> Result<Self, OpenError> {
        let proxy = config.proxy.as_ref();
        let proxy = proxy.map(|config| Proxy::open(config, keys.newest()));
        let page_token = config.page_token.as_ref().map(PageToken::open);
        #[cfg(feature = "oidc")]
        let login = config.login.as_ref();
        #[cfg(feature = "oidc")]
        let login = login.map(|config| Login::open(config, keys.newest()));
        Ok(Self {
            sessions: Sessions::new(keys, config.older_sessions),
            hashes: Hashes::new(keys),
            subjects: Subjects::new(keys),
            anonymous: config.anonymous,
            proxy: proxy.transpose()?,
            page_token: page_token.transpose()?,
            #[cfg(feature = "oidc")]
            login: login.transpose()?,
        })
    }

    /// The ways of signing on.
    pub fn ways(&self) -> Ways {
        Ways {
            anonymous: self.anonymous,
            proxy: self.proxy.is_some(),
            page_token: self.page_token.is_some(),
            #[cfg(feature = "oidc")]
            login: self.login.is_some(),
            #[cfg(not(feature = "oidc"))]
            login: false,
        }
    }

    /// Whether there is a way by which somebody vouches for readers, so that others count apart.
    pub fn verifies(&self) -> bool {
        let ways = self.ways();
        ways.proxy || ways.page_token || ways.login
    }

    /// Who asks, if it is anybody: whom the proxy names, or else whose session the request carries.
    fn asking(&self, parts: &Parts) -> Result<Option<Reader>, Error> {
        if let Some(reader) = self.named_by_proxy(parts)? {
            return Ok(Some(reader));
        }
        let session = bearer(&parts.headers).and_then(|token| self.session(token, unix_seconds()));
        Ok(session.map(|session| session.reader))
    }

    /// Who asks, if somebody vouches for them and did so lately: the proxy with this very request, or else
    /// whoever signed them on within [`VERIFIED_LIFE`]. A session that was renewed since is too old.
    pub fn lately_vouched_for(&self, parts: &Parts) -> Result<Option<Reader>, Error> {
        if let Some(reader) = self.named_by_proxy(parts)? {
            return Ok(Some(reader));
        }
        let now = unix_seconds();
        let session = bearer(&parts.headers).and_then(|token| self.session(token, now));
        let session = session.filter(|session| {
            session.reader.verified && now < session.signed_on.saturating_add(VERIFIED_LIFE)
        });
        Ok(session.map(|session| session.reader))
    }

    /// Whom this hub gave the token, expired or not.
    pub fn holder(&self, token: &str) -> Option<Reader> {
        let session = self.sessions.verify(token, 0);
        session.map(|session| session.reader)
    }

    /// Whom a way of signing on means by a name; nobody where it is not configured or the name no name.
    pub fn person(&self, way: SignOn, name: &str) -> Option<Reader> {
        let (people, name) = match way {
            SignOn::Proxy => {
                let proxy = self.proxy.as_ref()?;
                (&proxy.people, proxy.written(name))
            }
            SignOn::PageToken => (&self.page_token.as_ref()?.people, name.to_owned()),
            #[cfg(feature = "oidc")]
            SignOn::Login => (&self.login.as_ref()?.people, name.to_owned()),
        };
        self.subjects.reader(people, &name).ok()
    }

    fn session(&self, token: &str, now: u64) -> Option<Session> {
        let session = self.sessions.verify(token, now)?;
        (session.reader.verified || self.anonymous).then_some(session)
    }

    fn named_by_proxy(&self, parts: &Parts) -> Result<Option<Reader>, Error> {
        let Some(proxy) = &self.proxy else {
            return Ok(None);
        };
        let Some(name) = proxy.user(parts)? else {
            return Ok(None);
        };
        let reader = self.subjects.reader(&proxy.people, &name);
        reader.map(Some).map_err(|_| Error::MalformedProxyHeader)
    }

    /// A session for whoever asks for one and is known: by the proxy, by a page's token or by a session
    /// that has not expired.
    pub fn sign_on(&self, parts: &Parts) -> Result<Option<Session>, Error> {
        let now = unix_seconds();
        if let Some(reader) = self.named_by_proxy(parts)? {
            return Ok(Some(Session::begin(reader, now)));
        }
        let Some(token) = bearer(&parts.headers) else {
            return Ok(None);
        };
        if page_token::looks_like_one(token) {
            let reader = self.named_by_page(token, now)?;
            return Ok(Some(Session::begin(reader, now)));
        }
        let session = self.session(token, now);
        Ok(session.map(|session| session.renew(now)))
    }

    fn named_by_page(&self, token: &str, now: u64) -> Result<Reader, Error> {
        let refused = |why: &dyn fmt::Debug| {
            tracing::warn!(?why, "refused a page's token");
            Error::PageTokenRefused
        };
        let way = self.page_token.as_ref();
        let way = way.ok_or_else(|| refused(&"pages sign nobody on here"))?;
        let claims = way.check(token, now).map_err(|why| refused(&why))?;
        let reader = self.subjects.reader(&way.people, &claims.sub);
        reader.map_err(|_| refused(&token::Refusal::UnfitSubject))
    }

    /// The provider at which readers sign on.
    #[cfg(feature = "oidc")]
    pub fn login(&self) -> Option<&Login> {
        self.login.as_ref()
    }

    /// A session for whoever signed on at the provider; none for a name that nobody has.
    #[cfg(feature = "oidc")]
    pub fn arrived(&self, login: &Login, subject: &str) -> Option<Session> {
        let reader = self.subjects.reader(&login.people, subject).ok()?;
        Some(Session::begin(reader, unix_seconds()))
    }

    /// A session for a new reader whom nobody vouches for, where the hub takes such.
    pub fn newcomer(&self) -> Result<Session, Error> {
        if !self.anonymous {
            return Err(Error::SignOnRequired);
        }
        let reader = Reader::random().map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Session::begin(reader, unix_seconds()))
    }

    /// The token that stands for a session.
    pub fn token(&self, session: &Session) -> String {
        self.sessions.sign(session)
    }

    /// What the store knows a reader as.
    pub fn hash(&self, space: &SpaceId, reader: Reader) -> ReaderHash {
        self.hashes.reader(space, reader)
    }

    /// What the store knows a look as.
    pub fn mark(&self, space: &SpaceId, reader: Reader, post: PostId, day: Day) -> i64 {
        self.hashes.mark(space, reader, post, day)
    }

    /// What the store knows the sender of a reader's request as.
    pub fn sender(&self, space: &SpaceId, reader: Reader, sender: u64) -> i64 {
        self.hashes.sender(space, reader, sender)
    }

    /// What decides the order of a space's posts for a reader and a day.
    pub fn order(&self, space: &SpaceId, reader: Option<Reader>, day: Day) -> [u8; HASH_LEN] {
        self.hashes.order(space, reader, day)
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
        hub.identity.asking(parts)?.ok_or(Error::NoCredential)
    }
}

/// The reader, where one may read without being anybody.
pub struct AnyReader(pub Option<Reader>);

impl FromRequestParts<SharedHub> for AnyReader {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, hub: &SharedHub) -> Result<Self, Error> {
        hub.identity.asking(parts).map(Self)
    }
}
