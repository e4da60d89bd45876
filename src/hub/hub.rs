//! A hub that is open: what every request works with.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use metrics_exporter_prometheus::BuildError;
use tokio::net::TcpListener;

use crate::administration::{Administrators, TokenError};
use crate::api::Readiness;
use crate::assets::Assets;
use crate::client_address::{Forwarding, Networks};
use crate::config::{Config, Limits};
use crate::feed::Feed;
use crate::identity::{self, Identity};
use crate::key::{KeyError, KeyRing};
use crate::live::Seats;
use crate::metrics::Metrics;
use crate::origins::Origins;
use crate::quota::Gate;
use crate::space::Spaces;
use crate::store::{OpenError, SqliteStore, Store};
use crate::tls::{Tls, TlsError};

/// What handlers share.
pub type SharedHub = Arc<Hub>;

/// An open hub: its key is read, its database open and loaded.
pub struct Hub {
    pub(crate) spaces: Spaces,
    pub(crate) identity: Identity,
    /// Whether there is a way for readers to sign on, so that ratings without count apart.
    pub(crate) verifies: bool,
    pub(crate) administrators: Administrators,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) feed: Arc<Feed>,
    pub(crate) seats: Arc<Seats>,
    pub(crate) origins: Origins,
    pub(crate) forwarding: Forwarding,
    pub(crate) assets: Assets,
    pub(crate) limits: Limits,
    pub(crate) gate: Gate,
    pub(crate) metrics: Arc<Metrics>,
    /// Who may read the figures on the hub's own address; nobody where they have a listener.
    pub(crate) metrics_for: Option<Networks>,
    pub(crate) tls: Option<Arc<Tls>>,
    pub(crate) figures: Option<TcpListener>,
    pub(crate) readiness: Readiness,
    /// Whether the log tells every request.
    pub(crate) log_requests: bool,
}

/// Why a hub cannot be opened.
#[derive(Debug)]
pub struct StartError(Cause);

#[derive(Debug)]
enum Cause {
    Key(KeyError),
    Token(TokenError),
    Administrator,
    Identity(identity::OpenError),
    Database(PathBuf, OpenError),
    Metrics(BuildError),
    Tls(TlsError),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Key(error) => error.fmt(f),
            Cause::Token(error) => error.fmt(f),
            Cause::Administrator => f.write_str(
                "an administrator is listed who cannot sign on: the way is not set up, or the name unfit",
            ),
            Cause::Metrics(error) => error.fmt(f),
            Cause::Tls(error) => error.fmt(f),
            Cause::Identity(error) => error.fmt(f),
            Cause::Database(path, error) => write!(f, "database {}: {error}", path.display()),
        }
    }
}

impl std::error::Error for StartError {}

impl Hub {
    /// Opens what `config` names. Takes the time of reading every tally; call it where blocking is fine.
    ///
    /// # Errors
    /// [`StartError`] where a key, a secret or the database cannot be used.
    pub fn open(config: Config) -> Result<Self, StartError> {
        let keys = if config.database.exists() {
            KeyRing::open(&config.key)
        } else {
            KeyRing::open_or_create(&config.key)
        };
        let keys = keys.map_err(|error| StartError(Cause::Key(error)))?;
        let identity = Identity::open(&config.identity, &keys);
        let identity = identity.map_err(|error| StartError(Cause::Identity(error)))?;
        let people = config.administrators.iter();
        let people = people.map(|person| identity.person(person.way, &person.name));
        let people: Option<_> = people.collect();
        let people = people.ok_or(StartError(Cause::Administrator))?;
        let token = config.administration_token.as_deref();
        let administrators = Administrators::open(keys.newest(), token, people);
        let administrators = administrators.map_err(|error| StartError(Cause::Token(error)))?;
        let feed = Arc::new(Feed::default());
        let tls = config.tls.map(Tls::open).transpose();
        let tls = tls
            .map_err(|error| StartError(Cause::Tls(error)))?
            .map(Arc::new);
        let metrics = Metrics::new().map_err(|error| StartError(Cause::Metrics(error)))?;
        let metrics = Arc::new(metrics);
        let store = SqliteStore::open(
            &config.database,
            &keys,
            &config.spaces,
            config.limits.queue,
            Arc::clone(&feed),
            Arc::clone(&metrics),
        )
        .map_err(|error| StartError(Cause::Database(config.database.clone(), error)))?;
        Ok(Self {
            spaces: Spaces::new(config.spaces),
            verifies: identity.verifies(),
            identity,
            administrators,
            store: Arc::new(store),
            feed,
            seats: Seats::new(config.limits.streams, config.limits.streams_per_network),
            origins: config.origins,
            forwarding: config.forwarding,
            assets: Assets::new(config.dist, config.pages),
            limits: config.limits,
            gate: Gate::new(config.quotas),
            metrics,
            metrics_for: config
                .metrics
                .listen
                .is_none()
                .then_some(config.metrics.networks),
            tls,
            figures: None,
            readiness: Readiness::default(),
            log_requests: config.log.requests,
        })
    }
}
