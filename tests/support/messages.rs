//! What pages complain about: console messages, uncaught exceptions, failed loads, broken policies.

use serde_json::Value;

/// What Firefox says where no server answers, of cross-origin requests, event streams and loads.
const NETWORK: [&str; 3] = [
    "CORS request did not succeed",
    "can’t establish a connection to the server",
    "was interrupted while the page was loading",
];

/// How grave a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Something went wrong.
    Error,
    /// Somebody should know.
    Warning,
    /// Nothing to complain about.
    Other,
}

/// One message of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// How grave it is.
    pub level: Level,
    /// What it says.
    pub text: String,
    /// Whether the browser says that something could not be loaded.
    pub network: bool,
}

impl Message {
    /// Reads a `log.Entry` of WebDriver BiDi: console calls and exceptions; in Firefox what the browser
    /// itself says, too.
    pub fn from_entry(entry: &Value) -> Self {
        let level = match entry["level"].as_str() {
            Some("error") => Level::Error,
            Some("warn") => Level::Warning,
            _ => Level::Other,
        };
        let text = entry["text"].as_str().unwrap_or_default().to_owned();
        let network = NETWORK.iter().any(|words| text.contains(words));
        Self {
            level,
            text,
            network,
        }
    }

    /// Reads an entry of chromedriver's log, which also knows what the browser itself says. `None` for
    /// what [`Message::from_entry`] tells.
    pub fn from_chromium_log(entry: &Value) -> Option<Self> {
        let source = entry["source"].as_str().unwrap_or_default();
        if matches!(source, "console-api" | "javascript") {
            return None;
        }
        let level = match entry["level"].as_str() {
            Some("SEVERE") => Level::Error,
            Some("WARNING") => Level::Warning,
            _ => Level::Other,
        };
        let text = entry["message"].as_str().unwrap_or_default().to_owned();
        Some(Self {
            level,
            text,
            network: source == "network",
        })
    }

    /// Whether a test that did not expect it must fail: errors, and whatever Groundswell says.
    pub fn is_complaint(&self) -> bool {
        self.level == Level::Error
            || (self.level == Level::Warning && self.text.contains("Groundswell"))
    }
}
