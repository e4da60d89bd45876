//! How the parts of `[identity]` are written.

use std::net::IpAddr;
use std::str::FromStr;

use axum::http::HeaderName;
use ipnet::IpNet;
use reqwest::Url;

use super::{KeyFormat, Names};

/// Headers that are somebody else's business: whoever may set them could be anybody.
const TAKEN: &[&str] = &[
    "accept",
    "authorization",
    "connection",
    "content-type",
    "cookie",
    "forwarded",
    "host",
    "origin",
    "referer",
    "user-agent",
    "x-forwarded-for",
];

/// A network, or one address.
pub struct Network(pub IpNet);

impl FromStr for Network {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let network = text.parse::<IpNet>().ok();
        let network = network.or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
        let network = network.ok_or("is no network, such as 10.0.0.7 or 10.0.0.0/24")?;
        Ok(Self(network.trunc()))
    }
}

pub struct Header(pub HeaderName);

impl FromStr for Header {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let header = text.parse::<HeaderName>().map_err(|_| "is no header")?;
        let name = header.as_str();
        if TAKEN.contains(&name) || name.starts_with("sec-") || name.contains('_') {
            return Err("cannot be the header that names readers");
        }
        Ok(Self(header))
    }
}

/// Text that is not empty.
pub struct Text(pub String);

impl FromStr for Text {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Err("is empty");
        }
        Ok(Self(text.to_owned()))
    }
}

/// A provider's address. Others could read and change what goes to it in the clear, so that is only for one
/// on this very machine.
pub struct Issuer(pub String);

impl FromStr for Issuer {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(|_| "is no address")?;
        let here = ["127.0.0.1", "[::1]", "localhost"];
        let here = url.host_str().is_some_and(|host| here.contains(&host));
        if url.scheme() != "https" && !(url.scheme() == "http" && here) {
            return Err("is no https address");
        }
        if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
            return Err("is more than scheme, host and path");
        }
        Ok(Self(text.to_owned()))
    }
}

/// The hub's own address, as browsers see it.
pub struct Address(pub Url);

impl FromStr for Address {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut url = Url::parse(text).map_err(|_| "is no address")?;
        let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        if !matches!(url.scheme(), "http" | "https") || !plain {
            return Err("is no address such as https://intranet.example/groundswell/");
        }
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        // Both would end the path of a cookie.
        if url.path().contains([';', ',']) {
            return Err("has a path that no cookie can have");
        }
        Ok(Self(url))
    }
}

/// What several ways of signing on may share.
pub struct People(pub String);

impl FromStr for People {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
        if text.is_empty() || text.len() > 64 || !text.chars().all(plain) {
            return Err("is no name of up to 64 letters, digits, '-', '.' and '_'");
        }
        Ok(Self(text.to_owned()))
    }
}

impl FromStr for Names {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "exact" => Ok(Self::Exact),
            "account" => Ok(Self::Account),
            "user" => Ok(Self::User),
            _ => Err("is none of exact, account, user"),
        }
    }
}

impl FromStr for KeyFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "HS256" => Ok(Self::Hs256),
            "RS256" => Ok(Self::Rs256),
            "EdDSA" => Ok(Self::EdDsa),
            "JWKS" => Ok(Self::Jwks),
            _ => Err("is none of HS256, RS256, EdDSA, JWKS"),
        }
    }
}
