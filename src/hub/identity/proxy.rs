//! Readers whom a proxy in front of the hub has signed on, and whom it names in a header of every
//! request.
//!
//! Anybody can send a header. It is believed only on connections from the proxy itself, and only where
//! nothing about it is odd; what is odd is refused rather than ignored, so that a proxy that lets its
//! clients' headers through does not go unnoticed.

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use hmac::Mac as _;

use super::OpenError;
use super::secret::read_secret;
use super::subject::{MAX_SUBJECT, People};
use crate::client_address::{Networks, Peer};
use crate::config::{Names, ProxyConfig};
use crate::error::Error;
use crate::key::{Key, Keyed};

/// The header in which the proxy shows the secret that it shares with the hub.
pub const SECRET_HEADER: HeaderName = HeaderName::from_static("groundswell-proxy-secret");

/// Fewest bytes in that secret.
pub const MIN_PROXY_SECRET: usize = 16;

/// What the hub knows of the proxy.
pub struct Proxy {
    header: HeaderName,
    networks: Networks,
    hashing: Keyed,
    /// The hash of the secret: comparing hashes tells nothing about how much of a guess was right.
    secret: Option<Vec<u8>>,
    names: Names,
    pub people: People,
}

impl Proxy {
    pub fn open(config: &ProxyConfig, key: &Key) -> Result<Self, OpenError> {
        let hashing = key.derive("groundswell proxy secret");
        let secret = config.secret.as_deref();
        let secret = secret.map(|path| read_secret(path, MIN_PROXY_SECRET));
        let hash = |secret| {
            let hash = hashing.clone().chain_update(secret).finalize();
            hash.into_bytes().to_vec()
        };
        let people = config.people.clone();
        Ok(Self {
            header: config.header.clone(),
            networks: config.networks.clone(),
            secret: secret.transpose()?.map(hash),
            hashing,
            names: config.names,
            people: people.map_or_else(|| People::Way("proxy", String::new()), People::Named),
        })
    }

    /// The name of whoever asks, if the proxy gives one.
    pub fn user(&self, parts: &Parts) -> Result<Option<String>, Error> {
        let headers = &parts.headers;
        if headers.keys().any(|name| self.looks_alike(name)) {
            return Err(refused("another spelling of the header"));
        }
        let mut values = headers.get_all(&self.header).iter();
        let Some(value) = values.next() else {
            return Ok(None);
        };
        let Peer(peer) = Peer::of(parts)?;
        if !self.networks.contain(peer) {
            return Err(refused("the header from elsewhere than the proxy"));
        }
        if !self.shows_secret(headers) {
            return Err(refused("the header without the proxy's secret"));
        }
        if values.next().is_some() || self.is_for_one_hop(headers) {
            return Err(Error::MalformedProxyHeader);
        }
        self.name(value).map(Some)
    }

    /// Servers that hand headers on as variables write `-` and `_` alike, so a client may try to slip one
    /// spelling past a proxy that sets the other.
    fn looks_alike(&self, name: &HeaderName) -> bool {
        let other = name.as_str().replace('_', "-");
        [&self.header, &SECRET_HEADER]
            .iter()
            .any(|header| name != **header && other == header.as_str())
    }

    fn shows_secret(&self, headers: &HeaderMap) -> bool {
        let Some(secret) = self.secret.as_deref() else {
            return true;
        };
        let mut values = headers.get_all(SECRET_HEADER).iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            return false;
        };
        let hashing = self.hashing.clone().chain_update(value.as_bytes());
        hashing.verify_slice(secret).is_ok()
    }

    /// Whether `Connection` says that the header was not meant for the hub.
    fn is_for_one_hop(&self, headers: &HeaderMap) -> bool {
        let lines = headers.get_all(header::CONNECTION).iter();
        let mut names = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(','));
        names.any(|name| name.trim().eq_ignore_ascii_case(self.header.as_str()))
    }

    fn name(&self, value: &HeaderValue) -> Result<String, Error> {
        let text = std::str::from_utf8(value.as_bytes());
        let text = text.map_err(|_| Error::MalformedProxyHeader)?.trim();
        // Proxies join two headers into one by a comma.
        if text.is_empty() || text.len() > MAX_SUBJECT || text.contains(',') {
            return Err(Error::MalformedProxyHeader);
        }
        Ok(self.written(text))
    }

    /// A name as this proxy's names are told apart.
    pub fn written(&self, name: &str) -> String {
        self.names.written(name)
    }
}

/// Why, for the log; without the name, which is somebody's.
fn refused(why: &'static str) -> Error {
    tracing::warn!(why, "refused to sign on through the proxy");
    Error::UntrustedProxyHeader
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;
    use proptest::prelude::*;

    fn proxy(names: Names, secret: Option<&str>) -> Proxy {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secret");
        if let Some(secret) = secret {
            super::super::secret::write_for_test(&path, secret.as_bytes());
        }
        let config = ProxyConfig {
            header: HeaderName::from_static("remote-user"),
            networks: Networks::new(vec!["10.0.0.1/32".parse().unwrap()]),
            secret: secret.map(|_| path),
            names,
            people: None,
        };
        Proxy::open(&config, &Key::of_bytes([1; 32])).unwrap()
    }

    fn ask(proxy: &Proxy, peer: &str, headers: &[(&str, &[u8])]) -> Result<Option<String>, String> {
        let mut request = Request::get("/").body(()).unwrap();
        for (name, value) in headers {
            let name: HeaderName = name.parse().unwrap();
            let value = HeaderValue::from_bytes(value).unwrap();
            request.headers_mut().append(name, value);
        }
        let peer = Peer(peer.parse().unwrap());
        request.extensions_mut().insert(peer);
        let user = proxy.user(&request.into_parts().0);
        user.map_err(|error| format!("{error:?}"))
    }

    fn check(headers: &[(&str, &[u8])], expected: Result<Option<&str>, &str>) {
        let user = ask(&proxy(Names::Exact, None), "10.0.0.1", headers);
        let user = user.as_ref().map(Option::as_deref);
        assert_eq!(user.map_err(String::as_str), expected, "{headers:?}");
    }

    #[test]
    fn the_proxy_names_who_asks() {
        check(&[], Ok(None));
        check(&[("Remote-User", b"anna")], Ok(Some("anna")));
        check(&[("REMOTE-USER", b" anna ")], Ok(Some("anna")));
        check(&[("Remote-User", "Zoë".as_bytes())], Ok(Some("Zoë")));
        check(&[("Remote-User", b"CORP\\anna")], Ok(Some("CORP\\anna")));
    }

    #[test]
    fn nobody_else_does() {
        let headers: &[(&str, &[u8])] = &[("Remote-User", b"anna")];
        for peer in ["10.0.0.2", "127.0.0.1", "::1", "203.0.113.7"] {
            let user = ask(&proxy(Names::Exact, None), peer, headers);
            assert_eq!(user.unwrap_err(), "UntrustedProxyHeader", "{peer}");
        }
        let user = ask(&proxy(Names::Exact, None), "::ffff:10.0.0.1", headers);
        assert_eq!(user.unwrap().as_deref(), Some("anna"));
    }

    #[test]
    fn what_is_odd_is_refused() {
        let malformed = Err("MalformedProxyHeader");
        let user: (&str, &[u8]) = ("remote-user", b"anna");
        check(&[user, ("Remote-User", b"bob")], malformed);
        check(&[user, user], malformed);
        check(&[user, ("Connection", b"close, Remote-User")], malformed);
        let long = "x".repeat(MAX_SUBJECT + 1);
        let values: [&[u8]; 5] = [b"", b" ", b"anna,bob", b"\xff\xfe", long.as_bytes()];
        for value in values {
            check(&[("Remote-User", value)], malformed);
        }
    }

    #[test]
    fn another_spelling_is_refused_whoever_sends_it() {
        let untrusted = Err("UntrustedProxyHeader");
        check(&[("Remote_User", b"anna")], untrusted);
        check(
            &[("Remote-User", b"bob"), ("Remote_User", b"anna")],
            untrusted,
        );
        check(&[("Groundswell_Proxy-Secret", b"x")], untrusted);
        check(&[("Remote-Users", b"anna")], Ok(None));
    }

    #[test]
    fn a_secret_that_is_asked_for_must_be_shown() {
        let secret = "correct horse battery";
        let proxy = proxy(Names::Exact, Some(secret));
        let user: (&str, &[u8]) = ("Remote-User", b"anna");
        let shown = |value: &'static [u8]| ("Groundswell-Proxy-Secret", value);
        let right = shown(b"correct horse battery");
        let known = ask(&proxy, "10.0.0.1", &[user, right]).unwrap();
        assert_eq!(known.as_deref(), Some("anna"));
        let wrong: [&[(&str, &[u8])]; 4] = [
            &[user],
            &[user, shown(b"")],
            &[user, shown(b"correct horse batterz")],
            &[user, right, right],
        ];
        for headers in wrong {
            let refused = ask(&proxy, "10.0.0.1", headers).unwrap_err();
            assert_eq!(refused, "UntrustedProxyHeader", "{headers:?}");
        }
        assert!(ask(&proxy, "10.0.0.2", &[user, right]).is_err());
    }

    #[test]
    fn names_are_told_apart_as_the_operator_says() {
        for (name, account, user) in [
            ("CORP\\Anna", "corp\\anna", "anna"),
            ("Anna@CORP.EXAMPLE", "anna@corp.example", "anna"),
            ("anna", "anna", "anna"),
        ] {
            assert_eq!(proxy(Names::Exact, None).written(name), name);
            assert_eq!(proxy(Names::Account, None).written(name), account);
            assert_eq!(proxy(Names::User, None).written(name), user);
        }
    }

    proptest! {
        #[test]
        fn a_stranger_is_never_believed(name in "[A-Za-z_-]{1,20}", value in "[ -~]{0,40}") {
            let proxy = proxy(Names::Exact, None);
            let headers: &[(&str, &[u8])] = &[(&name, value.as_bytes())];
            let user = ask(&proxy, "10.0.0.2", headers);
            prop_assert!(!matches!(user, Ok(Some(_))));
        }

        #[test]
        fn no_header_brings_the_hub_down(value: Vec<u8>) {
            let proxy = proxy(Names::User, None);
            if HeaderValue::from_bytes(&value).is_ok() {
                ask(&proxy, "10.0.0.1", &[("remote-user", &value)]).ok();
            }
        }
    }
}
