//! The reverse proxies that the hub's examples are for.

use std::path::PathBuf;

use anyhow::Context as _;

use super::{announce, apt, find};

/// Proxies that are installed.
pub struct Proxies {
    pub nginx: PathBuf,
    pub caddy: PathBuf,
    pub apache: PathBuf,
}

/// Finds or installs all of them.
pub fn ensure() -> anyhow::Result<Proxies> {
    let packages = [
        (nginx(), "nginx"),
        (caddy(), "caddy"),
        // The program without the service.
        (apache(), "apache2-bin"),
    ];
    let missing = packages.iter().filter(|(found, _)| found.is_none());
    let missing: Vec<_> = missing.map(|(_, package)| *package).collect();
    if !missing.is_empty() {
        apt::install(&missing)?;
    }
    let proxies = Proxies {
        nginx: nginx().context("Debian's nginx is installed but not to be found")?,
        caddy: caddy().context("Debian's caddy is installed but not on PATH")?,
        apache: apache().context("Debian's apache2 is installed but not to be found")?,
    };
    for proxy in [&proxies.nginx, &proxies.caddy, &proxies.apache] {
        announce(proxy);
    }
    Ok(proxies)
}

fn nginx() -> Option<PathBuf> {
    find("NGINX", &["nginx"]).or_else(|| system("nginx"))
}

fn caddy() -> Option<PathBuf> {
    find("CADDY", &["caddy"])
}

fn apache() -> Option<PathBuf> {
    find("APACHE", &["apache2", "httpd"]).or_else(|| system("apache2"))
}

/// Debian keeps servers where not everybody's `PATH` leads.
fn system(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from("/usr/sbin").join(name);
    path.is_file().then_some(path)
}
