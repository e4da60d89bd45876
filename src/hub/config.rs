//! What an operator can set, and the check that says everything that is wrong with it at once.
//!
//! `Settings` is what was written, by whatever source; `Config` is what was found good. Nothing is
//! opened or created here.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use groundswell_protocol::{RatingKind, SpaceId};

use crate::client_address::Forwarding;
use crate::origins::{Origins, ParseOriginError};
use crate::space::Space;

/// Where the hub listens unless told otherwise.
pub const DEFAULT_LISTEN: &str = "127.0.0.1:8300";

/// The database unless told otherwise.
pub const DEFAULT_DATABASE: &str = "groundswell.db";

/// The widget's files unless told otherwise, if they are there.
pub const DEFAULT_DIST: &str = "target/dist";

/// The settings as they were written. An absent one has its default.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Address and port to listen on.
    pub listen: Option<String>,
    /// The SQLite file.
    pub database: Option<PathBuf>,
    /// The key file; by default beside the database, with the extension `key`.
    pub key: Option<PathBuf>,
    /// `NAME` or `NAME:KIND`.
    pub spaces: Vec<String>,
    /// Origins whose pages may rate here, besides the hub's own; `*` lets all read.
    pub origins: Vec<String>,
    /// The directory of the widget's files.
    pub dist: Option<PathBuf>,
    /// A directory of pages to serve beside the hub.
    pub pages: Option<PathBuf>,
    /// The file with the token of administrators.
    pub administration_token: Option<PathBuf>,
}

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
    /// The directory of the widget's files.
    pub dist: Option<PathBuf>,
    /// A directory of pages to serve beside the hub.
    pub pages: Option<PathBuf>,
    /// The file with the token of administrators; without one there are none.
    pub administration_token: Option<PathBuf>,
    /// How much the hub takes on at a time.
    pub limits: Limits,
}

/// How much the hub takes on at a time.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Ratings waiting to be written. Default 4096; the next is answered 503.
    pub queue: usize,
    /// Open streams. Default 10 000; the next is answered 503.
    pub streams: usize,
    /// Open connections. Default 16 384; the next waits to be accepted.
    pub connections: usize,
    /// The pause after which a silent stream says that it is alive. Default 15 s.
    pub keep_alive: Duration,
    /// How long a client may take to send the head of a request. Default 10 s.
    pub head: Duration,
    /// How long a client may take nothing of what is sent to it. Default 30 s.
    pub stall: Duration,
    /// How long requests may go on after the hub was asked to stop. Default 10 s.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            queue: 4_096,
            streams: 10_000,
            connections: 16_384,
            keep_alive: Duration::from_secs(15),
            head: Duration::from_secs(10),
            stall: Duration::from_secs(30),
            drain: Duration::from_secs(10),
        }
    }
}

/// One thing that is wrong with the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    setting: &'static str,
    value: String,
    why: String,
}

impl Fault {
    fn new(setting: &'static str, value: impl fmt::Display, why: impl fmt::Display) -> Self {
        Self {
            setting,
            value: value.to_string(),
            why: why.to_string(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            setting,
            value,
            why,
        } = self;
        write!(f, "{setting} '{value}': {why}")
    }
}

impl Config {
    /// Checks all settings.
    ///
    /// # Errors
    /// Everything that is wrong, not only the first.
    pub fn check(settings: Settings) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let database = settings.database.unwrap_or_else(|| DEFAULT_DATABASE.into());
        let key = settings
            .key
            .unwrap_or_else(|| database.with_extension("key"));
        let listen = check_listen(settings.listen.as_deref(), &mut faults);
        let spaces = check_spaces(&settings.spaces, &mut faults);
        let origins = check_origins(&settings.origins, &mut faults);
        check_file("database", &database, &mut faults);
        check_file("key", &key, &mut faults);
        if key == database {
            faults.push(Fault::new("key", key.display(), "is the database's file"));
        }
        for (setting, directory) in [("dist", &settings.dist), ("pages", &settings.pages)] {
            check_directory(setting, directory.as_deref(), &mut faults);
        }
        let config = Self {
            listen,
            database,
            key,
            spaces,
            origins,
            forwarding: Forwarding::default(),
            dist: settings.dist.or_else(default_dist),
            pages: settings.pages,
            administration_token: settings.administration_token,
            limits: Limits::default(),
        };
        if faults.is_empty() {
            Ok(config)
        } else {
            Err(faults)
        }
    }
}

/// The directory that `cargo xtask build` fills, if it did.
fn default_dist() -> Option<PathBuf> {
    let dist = PathBuf::from(DEFAULT_DIST);
    dist.is_dir().then_some(dist)
}

fn check_listen(written: Option<&str>, faults: &mut Vec<Fault>) -> SocketAddr {
    let written = written.unwrap_or(DEFAULT_LISTEN);
    written.parse().unwrap_or_else(|_| {
        let why = "is no address and port, such as 127.0.0.1:8300 or [::1]:8300";
        faults.push(Fault::new("listen", written, why));
        SocketAddr::from(([127, 0, 0, 1], 0))
    })
}

fn check_spaces(written: &[String], faults: &mut Vec<Fault>) -> Vec<Space> {
    let mut spaces: Vec<Space> = Vec::new();
    for text in written {
        match parse_space(text) {
            Ok(space) if spaces.iter().any(|other| other.id == space.id) => {
                faults.push(Fault::new("space", text, "is named twice"));
            }
            Ok(space) => spaces.push(space),
            Err(why) => faults.push(Fault::new("space", text, why)),
        }
    }
    if written.is_empty() {
        let (id, kind) = (SpaceId::default(), RatingKind::default());
        spaces.push(Space {
            id,
            kind,
            half_life_days: None,
        });
    }
    spaces
}

fn parse_space(text: &str) -> Result<Space, String> {
    let (name, kind) = match text.split_once(':') {
        Some((name, kind)) => (name, kind.parse::<RatingKind>()),
        None => (text, Ok(RatingKind::default())),
    };
    let id = name.parse::<SpaceId>();
    Ok(Space {
        id: id.map_err(|error| error.to_string())?,
        kind: kind.map_err(|error| error.to_string())?,
        half_life_days: None,
    })
}

fn check_origins(written: &[String], faults: &mut Vec<Fault>) -> Origins {
    let mut origins = Origins::default();
    for text in written {
        if let Err(ParseOriginError) = origins.allow(text) {
            faults.push(Fault::new("origin", text, ParseOriginError));
        }
    }
    origins
}

/// The file itself may be made at the first start; its directory may not.
fn check_file(setting: &'static str, path: &Path, faults: &mut Vec<Fault>) {
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
    if path.is_dir() {
        faults.push(Fault::new(setting, path.display(), "is a directory"));
    } else if parent.is_some_and(|parent| !parent.is_dir()) {
        let why = "is in a directory that does not exist";
        faults.push(Fault::new(setting, path.display(), why));
    }
}

fn check_directory(setting: &'static str, path: Option<&Path>, faults: &mut Vec<Fault>) {
    if let Some(path) = path.filter(|path| !path.is_dir()) {
        faults.push(Fault::new(setting, path.display(), "is no directory"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(settings: Settings) -> Vec<String> {
        let faults = Config::check(settings).unwrap_err();
        faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn nothing_need_be_set() {
        let config = Config::check(Settings::default()).unwrap();
        assert_eq!(config.listen.to_string(), DEFAULT_LISTEN);
        assert_eq!(config.key, Path::new("groundswell.key"));
        assert_eq!(config.spaces.len(), 1);
        assert_eq!(config.spaces[0].id, SpaceId::default());
        assert_eq!(config.spaces[0].kind, RatingKind::Useful);
    }

    #[test]
    fn the_key_lies_beside_its_database() {
        let dir = tempfile::tempdir().unwrap();
        let config = Config::check(Settings {
            database: Some(dir.path().join("ratings.sqlite")),
            ..Settings::default()
        });
        assert_eq!(config.unwrap().key, dir.path().join("ratings.key"));
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let faults = faults(Settings {
            listen: Some("8300".into()),
            database: Some("no/such/place/hub.db".into()),
            key: Some("/".into()),
            spaces: ["Team", "a:thumbs", "a", "a:stars"].map(Into::into).into(),
            origins: vec!["intranet.example".into()],
            dist: Some("no/such/dist".into()),
            pages: Some("Cargo.toml".into()),
            administration_token: None,
        });
        let settings: Vec<_> = faults.iter().filter_map(|f| f.split(' ').next()).collect();
        assert_eq!(
            settings,
            [
                "listen", "space", "space", "space", "origin", "database", "key", "dist", "pages"
            ]
        );
        assert!(faults.contains(&"space 'a:stars': is named twice".into()));
    }

    #[test]
    fn a_space_says_how_it_is_judged() {
        let written = ["a", "b:updown", "c:stars"].map(String::from);
        let settings = Settings {
            spaces: written.into(),
            ..Settings::default()
        };
        let spaces = Config::check(settings).unwrap().spaces;
        let kinds: Vec<_> = spaces.iter().map(|space| space.kind).collect();
        assert_eq!(kinds, RatingKind::ALL);
    }

    #[test]
    fn a_key_in_the_database_is_none() {
        let file = PathBuf::from("hub.db");
        let faults = faults(Settings {
            database: Some(file.clone()),
            key: Some(file),
            ..Settings::default()
        });
        assert_eq!(faults, ["key 'hub.db': is the database's file"]);
    }
}
