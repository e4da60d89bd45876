//! Reading `[identity]`. A combination that would let anybody sign on as anybody is refused here, before
//! the hub starts.

use std::net::SocketAddr;

use ipnet::IpNet;
use reqwest::Url;

use super::texts::{Address, Header, Issuer, Network, People, Text};
use super::{
    DEFAULT_SKEW, IdentityConfig, KeyFile, KeyFormat, LoginConfig, Names, PageTokenConfig,
    ProxyConfig,
};
use crate::client_address::{ForwardedBy, Forwarding, Networks};
use crate::config::settings::Settings;

/// Most addresses, as bits of a network, that may name readers without a secret where others can connect.
const MAX_OPEN_BITS: u8 = 8;

/// Most seconds by which clocks may differ.
const MAX_SKEW: u64 = 600;

pub(in crate::config) fn read(settings: &mut Settings, listen: SocketAddr) -> IdentityConfig {
    let anonymous = settings.truth("identity.anonymous", true);
    let config = IdentityConfig {
        anonymous,
        older_sessions: settings.truth("identity.older_sessions", true),
        proxy: proxy(settings, listen),
        page_token: page_token(settings),
        login: login(settings),
    };
    let ways = [
        config.proxy.is_some(),
        config.page_token.is_some(),
        config.login.is_some(),
    ];
    if !anonymous && ways == [false; 3] {
        let why = "is off and there is no other way to sign on: nobody could rate";
        settings.fault("identity.anonymous", why);
    }
    config
}

/// Whose word about addresses is taken: proxies in general, and the one that signs readers on.
pub(in crate::config) fn forwarding(
    settings: &mut Settings,
    identity: &IdentityConfig,
) -> Forwarding {
    let default = Forwarding::default();
    let listed = settings.list::<Network>("proxies");
    let listed = listed.map(|list| list.into_iter().map(|Network(network)| network).collect());
    let mut proxies: Vec<IpNet> =
        listed.unwrap_or_else(|| default.proxies.iter().copied().collect());
    if let Some(proxy) = &identity.proxy {
        proxies.extend(proxy.networks.iter());
    }
    if proxies.iter().any(|network| network.prefix_len() == 0) {
        settings.fault("proxies", EVERYBODY);
    }
    Forwarding {
        proxies: Networks::new(proxies),
        header: settings.parsed_or("forwarded_header", ForwardedBy::default()),
    }
}

const EVERYBODY: &str = "takes everybody for the proxy";

fn proxy(settings: &mut Settings, listen: SocketAddr) -> Option<ProxyConfig> {
    let networks = settings.list::<Network>("identity.proxy.networks");
    let secret = settings.path("identity.proxy.secret_file");
    let names = settings.parsed::<Names>("identity.proxy.names");
    let people = settings.parsed::<People>("identity.proxy.people");
    let header = "identity.proxy.header";
    let header = if networks.is_some() || secret.is_some() || names.is_some() || people.is_some() {
        settings.required::<Header>(header)
    } else {
        settings.parsed::<Header>(header)
    };
    let Header(header) = header?;
    let networks: Vec<_> = networks.unwrap_or_default();
    let networks: Vec<_> = networks
        .into_iter()
        .map(|Network(network)| network)
        .collect();
    if let Some(why) = unsafe_networks(&networks, secret.is_some(), listen) {
        settings.fault("identity.proxy.networks", why);
    }
    Some(ProxyConfig {
        header,
        networks: Networks::new(networks),
        secret,
        names: names.unwrap_or_default(),
        people: people.map(|People(name)| name),
    })
}

/// Why somebody else than the proxy could name readers.
fn unsafe_networks(networks: &[IpNet], secret: bool, listen: SocketAddr) -> Option<&'static str> {
    let bits = |network: &IpNet| network.max_prefix_len() - network.prefix_len();
    if networks.is_empty() {
        Some("is missing: say where the proxy connects from, such as 127.0.0.1")
    } else if networks.iter().any(|network| network.prefix_len() == 0) {
        Some(EVERYBODY)
    } else if !secret
        && !listen.ip().is_loopback()
        && networks.iter().any(|n| bits(n) > MAX_OPEN_BITS)
    {
        Some(
            "takes more than 256 addresses for the proxy: name fewer, set identity.proxy.secret_file, \
             or listen on 127.0.0.1",
        )
    } else {
        None
    }
}

fn page_token(settings: &mut Settings) -> Option<PageTokenConfig> {
    let table = "identity.page_token.key";
    let keys: Vec<_> = (0..settings.tables(table))
        .map(|number| key_file(settings, &format!("{table}.{number}.")))
        .collect();
    let (issuer, audience) = ("identity.page_token.issuer", "identity.page_token.audience");
    let (issuer, audience) = if keys.is_empty() {
        (
            settings.parsed::<Text>(issuer),
            settings.parsed::<Text>(audience),
        )
    } else {
        (
            settings.required::<Text>(issuer),
            settings.required::<Text>(audience),
        )
    };
    let skew = settings.whole(
        "identity.page_token.skew_seconds",
        DEFAULT_SKEW,
        0..=MAX_SKEW,
    );
    let people = settings.parsed::<People>("identity.page_token.people");
    if keys.is_empty() && (issuer.is_some() || audience.is_some()) {
        settings.fault("identity.page_token", "has no [[identity.page_token.key]]");
    }
    let keys: Vec<KeyFile> = keys.into_iter().flatten().collect();
    let same =
        |(n, key): (usize, &KeyFile)| keys.iter().skip(n + 1).any(|other| other.id == key.id);
    let sets = keys.iter().any(|key| key.format == KeyFormat::Jwks);
    if !sets && keys.iter().enumerate().any(same) {
        settings.fault(
            table,
            "has two keys that tokens cannot tell apart: give each an id",
        );
    }
    Some(PageTokenConfig {
        issuer: issuer?.0,
        audience: audience?.0,
        keys,
        skew,
        people: people.map(|People(name)| name),
    })
}

fn login(settings: &mut Settings) -> Option<LoginConfig> {
    let key = |name: &str| format!("identity.login.{name}");
    let issuer = settings.parsed::<Issuer>(&key("issuer"));
    // Without a provider the rest would be without a meaning, and is told to be unknown.
    let Issuer(issuer) = issuer?;
    if !cfg!(feature = "oidc") {
        settings.fault(&key("issuer"), "this hub was built without OpenID Connect");
    }
    let address = settings.required::<Address>(&key("address"));
    let client_id = settings.required::<Text>(&key("client_id"));
    let endpoints = settings
        .list::<Issuer>(&key("endpoints"))
        .unwrap_or_default();
    let origin = |Issuer(text): Issuer| Url::parse(&text).ok();
    let origins = endpoints.into_iter().filter_map(origin);
    let endpoints = origins.map(|url| url.origin().ascii_serialization());
    let people = settings.parsed::<People>(&key("people"));
    let config = LoginConfig {
        issuer,
        endpoints: endpoints.collect(),
        client_secret: settings.path(&key("client_secret_file")),
        skew: settings.whole(&key("skew_seconds"), DEFAULT_SKEW, 0..=MAX_SKEW),
        people: people.map(|People(name)| name),
        address: address?.0,
        client_id: client_id?.0,
    };
    Some(config)
}

fn key_file(settings: &mut Settings, table: &str) -> Option<KeyFile> {
    let file = format!("{table}file");
    let format = settings.required::<KeyFormat>(&format!("{table}format"));
    let id = settings.parsed::<Text>(&format!("{table}id"));
    let path = settings.path(&file);
    if path.is_none() {
        settings.fault(&file, "is missing");
    }
    Some(KeyFile {
        path: path?,
        format: format?,
        id: id.map(|Text(id)| id),
    })
}
