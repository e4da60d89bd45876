//! What the log tells, and how: `[log]`.

use std::fmt;
use std::str::FromStr;

use tracing_subscriber::filter::{LevelFilter, Targets};

use super::settings::Settings;

/// What the log tells, and how.
#[derive(Clone, Debug)]
pub struct LogConfig {
    /// How a line is written. Default text.
    pub format: LogFormat,
    /// The least level that is told, as a whole or by module. Default info.
    pub level: Targets,
    /// Whether every answered request is told at level info: method, route, status and time taken, never
    /// the address or what was asked for. Default false.
    pub requests: bool,
}

/// How a line of the log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For programs: one JSON object a line.
    Json,
}

impl FromStr for LogFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("a log's format is text or json"),
        }
    }
}

impl fmt::Display for LogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Json => "json",
        })
    }
}

impl Default for LogConfig {
    fn default() -> Self {
        Self {
            format: LogFormat::default(),
            level: Targets::new().with_default(LevelFilter::INFO),
            requests: false,
        }
    }
}

/// Levels, with an error that says how to write them.
struct Level(Targets);

impl FromStr for Level {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let why =
            "a level is error, warn, info, debug or trace, or module=level with commas between";
        text.parse().map(Self).map_err(|_| why)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl LogConfig {
    /// What the settings say of the log.
    pub fn read(settings: &mut Settings) -> Self {
        let default = Self::default();
        Self {
            format: settings.parsed_or("log.format", default.format),
            level: settings.parsed_or("log.level", Level(default.level)).0,
            requests: settings.truth("log.requests", default.requests),
        }
    }
}
