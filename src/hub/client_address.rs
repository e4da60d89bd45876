//! Where a request comes from: the client's address, as far as proxies that are trusted tell it.
//!
//! Anybody can send a header that names an address. It is believed only where the connection itself
//! comes from a listed proxy, and then only as far back as listed proxies wrote it. The address is for
//! limits while the hub runs; it is neither stored nor logged.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use crate::error::Error;
use crate::hub::SharedHub;

/// Most proxies between a client and the hub; whatever is named before them is not looked at.
const MAX_HOPS: usize = 16;

/// One subscriber's addresses, as networks are handed out: limits hold for all of them together.
const PREFIX_V4: u8 = 24;
const PREFIX_V6: u8 = 56;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Networks, as `ADDRESS` or `ADDRESS/BITS`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(Vec<IpNet>);

impl Networks {
    /// These networks.
    pub fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    /// Whether one of them has this address.
    pub fn contain(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &IpNet> {
        self.0.iter()
    }
}

/// The header in which proxies write whom they ask for. Only one: a proxy that writes one passes the
/// other on as its client sent it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ForwardedBy {
    /// `X-Forwarded-For`, a list of addresses.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

impl fmt::Display for ForwardedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::XForwardedFor => "X-Forwarded-For",
            Self::Forwarded => "Forwarded",
        })
    }
}

impl FromStr for ForwardedBy {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let headers = [Self::XForwardedFor, Self::Forwarded];
        let mut headers = headers.into_iter();
        let found = headers.find(|header| header.to_string().eq_ignore_ascii_case(text));
        found.ok_or("is neither X-Forwarded-For nor Forwarded")
    }
}

/// Whose word about addresses is taken, and where it is written.
#[derive(Clone, Debug)]
pub struct Forwarding {
    /// The proxies.
    pub proxies: Networks,
    /// Their header.
    pub header: ForwardedBy,
}

impl Default for Forwarding {
    /// Proxies on this very machine, who write `X-Forwarded-For`.
    fn default() -> Self {
        let loopback = [
            IpNet::V4(Ipv4Net::new_assert(Ipv4Addr::new(127, 0, 0, 0), 8)),
            IpNet::V6(Ipv6Net::new_assert(std::net::Ipv6Addr::LOCALHOST, 128)),
        ];
        Self {
            proxies: Networks(loopback.into()),
            header: ForwardedBy::default(),
        }
    }
}

impl Forwarding {
    /// The last address, seen from the hub, that is none of the trusted proxies.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut address = peer.to_canonical();
        let name = match self.header {
            ForwardedBy::XForwardedFor => X_FORWARDED_FOR,
            ForwardedBy::Forwarded => header::FORWARDED,
        };
        let lines = headers.get_all(name).iter();
        let lines: Vec<&str> = lines.map(|line| line.to_str().unwrap_or("")).collect();
        let hops = lines.iter().rev().flat_map(|line| line.rsplit(','));
        for hop in hops.take(MAX_HOPS) {
            if !self.proxies.contain(address) {
                break;
            }
            let named = match self.header {
                ForwardedBy::XForwardedFor => node(hop),
                ForwardedBy::Forwarded => forwarded_for(hop),
            };
            // A proxy that hides its client answers for it.
            let Some(named) = named else { break };
            address = named.to_canonical();
        }
        address
    }
}

/// The `for` of one element of `Forwarded`.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let mut pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    node(value.trim().trim_matches('"'))
}

/// An address with or without a port. Without brackets, an IPv6 address has no port.
fn node(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    if let Some(bracketed) = text.strip_prefix('[') {
        let (address, _) = bracketed.split_once(']')?;
        return address.parse().ok().map(IpAddr::V6);
    }
    let address = text.parse().ok();
    address.or_else(|| text.rsplit_once(':')?.0.parse().ok().map(IpAddr::V4))
}

/// The other end of the connection that a request came on.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

impl Peer {
    /// Whom the request's connection leads to.
    pub fn of(parts: &Parts) -> Result<Self, Error> {
        let peer = parts.extensions.get::<Self>().copied();
        peer.ok_or_else(|| Error::Internal("a request came on no connection".into()))
    }
}

/// Whom a request comes from.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(IpAddr);

impl ClientAddress {
    /// Whether one of the networks has it.
    pub fn is_in(self, networks: &Networks) -> bool {
        networks.contain(self.0)
    }

    /// The network that limits hold for: an office or a household, not each of its addresses.
    pub fn prefix(self) -> IpNet {
        let bits = match self.0 {
            IpAddr::V4(_) => PREFIX_V4,
            IpAddr::V6(_) => PREFIX_V6,
        };
        IpNet::new(self.0, bits).map_or_else(|_| self.0.into(), |network| network.trunc())
    }
}

impl FromRequestParts<SharedHub> for ClientAddress {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, hub: &SharedHub) -> Result<Self, Error> {
        let Peer(peer) = Peer::of(parts)?;
        Ok(Self(hub.forwarding.client(peer, &parts.headers)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use proptest::prelude::*;

    fn forwarding(header: ForwardedBy, proxies: &[&str]) -> Forwarding {
        let proxies = proxies.iter().map(|text| text.parse().unwrap());
        Forwarding {
            proxies: Networks::new(proxies.collect()),
            header,
        }
    }

    fn client(forwarding: &Forwarding, peer: &str, lines: &[&str]) -> String {
        let name = match forwarding.header {
            ForwardedBy::XForwardedFor => X_FORWARDED_FOR,
            ForwardedBy::Forwarded => header::FORWARDED,
        };
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(&name, HeaderValue::from_str(line).unwrap());
        }
        let client = forwarding.client(peer.parse().unwrap(), &headers);
        client.to_string()
    }

    fn check(peer: &str, lines: &[&str], expected: &str) {
        let proxies = &["10.0.0.0/30", "fd00::1/128"];
        let forwarding = forwarding(ForwardedBy::XForwardedFor, proxies);
        assert_eq!(client(&forwarding, peer, lines), expected, "{lines:?}");
    }

    #[test]
    fn strangers_are_not_believed() {
        check("203.0.113.7", &["198.51.100.1"], "203.0.113.7");
        check("10.0.0.4", &["198.51.100.1"], "10.0.0.4");
    }

    #[test]
    fn the_nearest_address_that_is_no_proxy_is_the_clients() {
        check("10.0.0.1", &[], "10.0.0.1");
        check("10.0.0.1", &["203.0.113.7"], "203.0.113.7");
        check("::ffff:10.0.0.1", &["203.0.113.7"], "203.0.113.7");
        check("10.0.0.1", &["::ffff:203.0.113.7"], "203.0.113.7");
        // What a client wrote itself is left of what the proxy wrote.
        check("10.0.0.1", &["1.1.1.1, 203.0.113.7"], "203.0.113.7");
        check("10.0.0.1", &["1.1.1.1", "203.0.113.7"], "203.0.113.7");
        check(
            "10.0.0.1",
            &["1.1.1.1, 203.0.113.7, 10.0.0.2"],
            "203.0.113.7",
        );
        check("fd00::1", &["2001:db8::5"], "2001:db8::5");
        check("10.0.0.1", &["[2001:db8::5]:443"], "2001:db8::5");
        check("10.0.0.1", &["203.0.113.7:443"], "203.0.113.7");
    }

    #[test]
    fn what_is_no_address_leads_no_further() {
        for line in ["", "unknown", "_hidden", "1.1.1.1, , ", "256.1.1.1", "[::1"] {
            check("10.0.0.1", &[line], "10.0.0.1");
        }
    }

    #[test]
    fn more_proxies_than_there_can_be_are_not_followed() {
        let proxies = ["10.0.0.2"; MAX_HOPS].join(",");
        let line = format!("203.0.113.7,{proxies}");
        check("10.0.0.1", &[&line], "10.0.0.2");
    }

    #[test]
    fn the_standard_header_is_read_where_it_is_chosen_and_only_there() {
        let standard = forwarding(ForwardedBy::Forwarded, &["10.0.0.1/32"]);
        for (line, expected) in [
            ("for=203.0.113.7", "203.0.113.7"),
            ("proto=https; For=\"[2001:db8::5]:4711\"", "2001:db8::5"),
            ("for=1.1.1.1, for=203.0.113.7;by=10.0.0.1", "203.0.113.7"),
            ("host=\"a,b\", for=203.0.113.7", "203.0.113.7"),
            ("for=_secret", "10.0.0.1"),
        ] {
            assert_eq!(client(&standard, "10.0.0.1", &[line]), expected, "{line}");
        }
        let mut headers = HeaderMap::new();
        headers.insert(X_FORWARDED_FOR, HeaderValue::from_static("203.0.113.7"));
        let peer = "10.0.0.1".parse().unwrap();
        assert_eq!(standard.client(peer, &headers), peer);
    }

    #[test]
    fn neighbours_share_a_prefix() {
        let prefix = |text: &str| ClientAddress(text.parse().unwrap()).prefix().to_string();
        assert_eq!(prefix("203.0.113.7"), "203.0.113.0/24");
        assert_eq!(prefix("2001:db8:1:2ff:3::4"), "2001:db8:1:200::/56");
    }

    proptest! {
        #[test]
        fn no_header_brings_the_hub_down(line in "\\PC{0,200}", standard: bool) {
            let header = if standard { ForwardedBy::Forwarded } else { ForwardedBy::XForwardedFor };
            let forwarding = forwarding(header, &["0.0.0.0/0"]);
            if let Ok(value) = HeaderValue::from_str(&line) {
                let name = if standard { header::FORWARDED } else { X_FORWARDED_FOR };
                let headers = HeaderMap::from_iter([(name, value)]);
                forwarding.client("10.0.0.1".parse().unwrap(), &headers);
            }
        }

        #[test]
        fn a_client_cannot_choose_its_address(line in "[0-9a-f:., ]{0,80}") {
            let line = format!("{line},203.0.113.7");
            check("10.0.0.1", &[&line], "203.0.113.7");
        }
    }
}
