//! The log, on standard error: lines to read, or JSON for programs.

use std::io::{self, IsTerminal as _};

use groundswell_hub::{LogConfig, LogFormat};
use tracing_subscriber::Layer as _;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Tells from now on what `config` wants told.
pub fn to_stderr(config: &LogConfig) {
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr);
    let layer = match config.format {
        LogFormat::Text => lines.with_ansi(io::stderr().is_terminal()).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    let layer = layer.with_filter(config.level.clone());
    // A second call would be a mistake of this program; the first log stays.
    tracing_subscriber::registry().with(layer).try_init().ok();
}
