//! Who may read the figures: `[metrics]`.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use ipnet::IpNet;

use super::Listen;
use super::settings::Settings;
use crate::client_address::{Forwarding, Networks};

/// Who may read the figures.
#[derive(Clone, Debug)]
pub struct MetricsConfig {
    /// A listener for nothing else; then the hub's own address has no figures.
    pub listen: Option<SocketAddr>,
    /// Who may read them on the hub's own address. Default: this machine.
    pub networks: Networks,
}

impl Default for MetricsConfig {
    fn default() -> Self {
        Self {
            listen: None,
            networks: Forwarding::default().proxies,
        }
    }
}

impl MetricsConfig {
    pub(super) fn read(settings: &mut Settings) -> Self {
        let listen = settings.parsed("metrics.listen");
        let networks = networks(settings, "metrics.networks");
        if listen.is_some() && networks.is_some() {
            let why =
                "says who may read the figures on the hub's address, but metrics.listen moves them";
            settings.fault("metrics.networks", why);
        }
        Self {
            listen: listen.map(|Listen(listen)| listen),
            networks: networks.unwrap_or_else(|| Self::default().networks),
        }
    }
}

/// A network as `ADDRESS` or `ADDRESS/BITS`.
struct Network(IpNet);

impl FromStr for Network {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let network = text.parse::<IpNet>();
        let network = network.or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        network
            .map(Self)
            .map_err(|_| "is no network, such as 10.0.0.0/8 or fd00::/8")
    }
}

/// A list of networks.
pub(super) fn networks(settings: &mut Settings, key: &str) -> Option<Networks> {
    let networks = settings.list(key)?.into_iter();
    Some(Networks::new(
        networks.map(|Network(network)| network).collect(),
    ))
}
