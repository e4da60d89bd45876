//! Whom a request comes from, by headers that anybody can send: nobody can seem to be somebody whom no
//! proxy named.

use std::net::IpAddr;

use arbitrary::{Result, Unstructured};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use groundswell_hub::fuzzing::client;
use groundswell_hub::{ForwardedBy, Forwarding};

const PROXIES: [&str; 3] = ["10.0.0.0/30", "fd00::/64", "192.0.2.7/32"];

const PEERS: [&str; 6] = [
    "10.0.0.1",
    "::ffff:10.0.0.2",
    "fd00::7",
    "10.0.0.4",
    "203.0.113.9",
    "2001:db8::1",
];

/// Most lines of the header.
const MAX_LINES: usize = 5;

/// Takes a choice of peer and header, and then the header's lines.
pub fn run(data: &[u8]) {
    check(Unstructured::new(data)).ok();
}

fn check(mut u: Unstructured<'_>) -> Result<()> {
    let networks = PROXIES.map(|network| network.parse().expect("a network"));
    let (header, name) = *u.choose(&[
        (ForwardedBy::XForwardedFor, "x-forwarded-for"),
        (ForwardedBy::Forwarded, "forwarded"),
    ])?;
    let forwarding = Forwarding {
        proxies: groundswell_hub::Networks::new(networks.to_vec()),
        header,
    };
    let peer: IpAddr = u.choose(&PEERS)?.parse().expect("an address");
    let lines: Vec<&[u8]> = u
        .take_rest()
        .split(|byte| *byte == b'\n')
        .take(MAX_LINES)
        .collect();
    let mut headers = HeaderMap::new();
    for line in &lines {
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.append(HeaderName::from_static(name), value);
        }
    }
    let client = client(&forwarding, peer, &headers);
    assert_eq!(client, client.to_canonical());
    if !forwarding.proxies.contain(peer) {
        assert_eq!(client, peer.to_canonical(), "a stranger was believed");
    } else if client != peer.to_canonical() {
        // Whatever they hold, lines that the nearest proxy did not write are not looked at.
        let last = headers.get_all(name).iter().next_back();
        assert!(
            last.is_some_and(|last| last.to_str().is_ok()),
            "{client} of nothing"
        );
    }
    Ok(())
}
