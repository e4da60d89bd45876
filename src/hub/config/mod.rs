//! What an operator can set, and the check that says everything that is wrong with it at once.
//!
//! [`Settings`] is what was written, by whatever source; [`Config`] is what was found good. Nothing is
//! opened or created here, and no secret passes through: settings name the files that hold them.

mod administration;
mod fault;
mod file;
mod identity;
mod limits;
mod log;
mod metrics;
mod quotas;
mod settings;
mod spaces;
mod tls;

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::client_address::Forwarding;
use crate::origins::{Origins, ParseOriginError};
use crate::quota::Quotas;
use crate::space::Space;

pub use administration::{MAX_ADMINISTRATORS, Person};
pub use fault::Fault;
pub use identity::{
    DEFAULT_SKEW, IdentityConfig, KeyFile, KeyFormat, LoginConfig, Names, PageTokenConfig,
    ProxyConfig,
};
pub use limits::Limits;
pub use log::{LogConfig, LogFormat};
pub use metrics::MetricsConfig;
pub use settings::Settings;
pub use tls::TlsConfig;

/// Where the hub listens unless told otherwise.
pub const DEFAULT_LISTEN: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8300);

/// The database unless told otherwise.
pub const DEFAULT_DATABASE: &str = "groundswell.db";

/// The widget's files unless told otherwise, if they are there.
pub const DEFAULT_DIST: &str = "target/dist";

/// Settings that were found good.
#[derive(Clone, Debug)]
pub struct Config {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// The SQLite file.
    pub database: PathBuf,
    /// The key file.
    pub key: PathBuf,
    /// The spaces, no name twice, at least one.
    pub spaces: Vec<Space>,
    /// Origins whose pages may use the hub.
    pub origins: Origins,
    /// Whose word about addresses is taken.
    pub forwarding: Forwarding,
    /// How readers may sign on.
    pub identity: IdentityConfig,
    /// The directory of the widget's files.
    pub dist: Option<PathBuf>,
    /// A directory of pages to serve beside the hub.
    pub pages: Option<PathBuf>,
    /// The file with the token that lets whoever has it administer.
    pub administration_token: Option<PathBuf>,
    /// Who administers by signing on.
    pub administrators: Vec<Person>,
    /// How much the hub takes on at a time.
    pub limits: Limits,
    /// How often somebody may ask.
    pub quotas: Quotas,
    /// What the log tells, and how.
    pub log: LogConfig,
    /// Who may read the figures.
    pub metrics: MetricsConfig,
    /// The hub's own certificate; without one it speaks plainly, as behind a proxy.
    pub tls: Option<TlsConfig>,
}

impl Config {
    /// A hub of this database and these spaces, all else by default.
    pub fn new(database: PathBuf, spaces: Vec<Space>) -> Self {
        Self {
            listen: DEFAULT_LISTEN,
            key: database.with_extension("key"),
            database,
            spaces,
            origins: Origins::default(),
            forwarding: Forwarding::default(),
            identity: IdentityConfig::default(),
            dist: None,
            pages: None,
            administration_token: None,
            administrators: Vec::new(),
            limits: Limits::default(),
            quotas: Quotas::default(),
            log: LogConfig::default(),
            metrics: MetricsConfig::default(),
            tls: None,
        }
    }

    /// Checks all settings.
    ///
    /// # Errors
    /// Everything that is wrong, not only the first.
    pub fn check(settings: Settings) -> Result<Self, Vec<Fault>> {
        Self::explain(settings).map(|(config, _)| config)
    }

    /// Checks all settings, and says how each came out and where it is from, as a settings file.
    ///
    /// # Errors
    /// Everything that is wrong, not only the first.
    pub fn explain(mut settings: Settings) -> Result<(Self, String), Vec<Fault>> {
        let config = Self::read(&mut settings);
        let faults = settings.faults();
        if faults.is_empty() {
            Ok((config, settings.describe()))
        } else {
            Err(faults)
        }
    }

    fn read(settings: &mut Settings) -> Self {
        let listen = settings.parsed_or("listen", Listen(DEFAULT_LISTEN)).0;
        let database = file(settings, "database", DEFAULT_DATABASE.into());
        let key = file(settings, "key", database.with_extension("key"));
        if key == database {
            settings.fault("key", "is the database's file");
        }
        let spaces = spaces::read(settings);
        let origins = origins(settings);
        let identity = identity::read(settings, listen);
        Self {
            listen,
            key,
            database,
            spaces,
            origins,
            forwarding: identity::forwarding(settings, &identity),
            administrators: administration::read(settings, &identity),
            identity,
            dist: directory(settings, "dist").or_else(default_dist),
            pages: directory(settings, "pages"),
            administration_token: settings.path("administration.token_file"),
            limits: Limits::read(settings),
            quotas: Quotas::read(settings),
            log: LogConfig::read(settings),
            metrics: MetricsConfig::read(settings),
            tls: TlsConfig::read(settings),
        }
    }
}

/// The directory that `cargo xtask build` fills, if it did.
fn default_dist() -> Option<PathBuf> {
    let dist = PathBuf::from(DEFAULT_DIST);
    dist.is_dir().then_some(dist)
}

/// An address and port, with an error that says how to write one.
struct Listen(SocketAddr);

impl std::str::FromStr for Listen {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let why = "is no address and port, such as 127.0.0.1:8300 or [::1]:8300";
        text.parse().map(Self).map_err(|_| why)
    }
}

impl std::fmt::Display for Listen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The text of an origin, such as can be allowed.
struct Origin(String);

impl std::str::FromStr for Origin {
    type Err = ParseOriginError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Origins::default().allow(text)?;
        Ok(Self(text.to_owned()))
    }
}

fn origins(settings: &mut Settings) -> Origins {
    let mut origins = Origins::default();
    for Origin(text) in settings.list("origins").unwrap_or_default() {
        if let Err(why) = origins.allow(&text) {
            settings.fault("origins", why);
        }
    }
    origins
}

/// The file itself may be made at the first start; its directory may not.
fn file(settings: &mut Settings, key: &str, default: PathBuf) -> PathBuf {
    let path = settings.path_or(key, default);
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
    if path.is_dir() {
        settings.fault(key, format_args!("{} is a directory", path.display()));
    } else if let Some(parent) = parent.filter(|parent| !parent.is_dir()) {
        let why = format_args!("there is no directory {}", parent.display());
        settings.fault(key, why);
    }
    path
}

fn directory(settings: &mut Settings, key: &str) -> Option<PathBuf> {
    let path = settings.path(key)?;
    if !path.is_dir() {
        settings.fault(key, format_args!("{} is no directory", path.display()));
    }
    Some(path)
}

#[cfg(test)]
mod tests;
