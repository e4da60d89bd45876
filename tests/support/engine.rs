//! The browsers and how each is started for a test.

use std::path::Path;
use std::process::Stdio;

use serde_json::{Map, Value, json};
use tokio::process::Command;

use crate::given::given;
use crate::program::Program;

/// A name that every browser under test takes for this machine. Unlike `localhost` it is no place that
/// browsers trust without TLS.
pub const INTRANET: &str = "intranet.test";

/// The folder within the stage's in which browsers keep what they download.
pub const DOWNLOADS: &str = "downloads";

/// A browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, through chromedriver.
    Chromium,
    /// Firefox, through geckodriver.
    Firefox,
}

/// How a reader's browser differs from others.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// Device pixels per CSS pixel.
    pub scale: u32,
    /// The window's width, in CSS px.
    pub width: u32,
    /// The window's height, in CSS px.
    pub height: u32,
    /// The folder of its profile within the stage's, for a browser that is started more than once.
    pub profile: Option<&'static str>,
    /// Whether its pointer is a finger.
    pub touch: bool,
    /// Whether it refuses cookies of other sites than the page's.
    pub refuses_foreign_cookies: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            scale: 1,
            width: 1280,
            height: 900,
            profile: None,
            touch: false,
            refuses_foreign_cookies: false,
        }
    }
}

impl Engine {
    /// Starts a driver for one session; geckodriver has no more than one. Its address is given back.
    /// Driver and browser have their temporary files in `folder`.
    pub async fn start_driver(self, folder: &Path) -> (Program, String) {
        let mut command = Command::new(given(match self {
            Self::Chromium => "CHROMEDRIVER",
            Self::Firefox => "GECKODRIVER",
        }));
        match self {
            Self::Chromium => command.arg("--port=0"),
            Self::Firefox => command.args(["--port", "0", "--websocket-port", "0"]),
        };
        command.env("TMPDIR", folder).stderr(Stdio::null());
        Program::start(&mut command, |line| self.driver_address(line)).await
    }

    /// The address in the line that says that the driver is ready.
    fn driver_address(self, line: &str) -> Option<String> {
        let (_, port) = match self {
            Self::Chromium => line.split_once("was started successfully on port ")?,
            Self::Firefox => line.split_once("Listening on 127.0.0.1:")?,
        };
        Some(["http://127.0.0.1:", port.trim_end_matches('.')].concat())
    }

    /// What a session asks of the driver: no window, nothing from outside, and a new profile unless that
    /// of an earlier session is in `folder`.
    pub fn capabilities(self, setup: Setup, folder: &Path) -> Map<String, Value> {
        let Setup {
            scale,
            width,
            height,
            profile,
            touch,
            refuses_foreign_cookies,
        } = setup;
        // As each browser numbers them: a coarse pointer, or a fine one that hovers.
        let (chromium_pointer, firefox_pointer) = if touch { (2, 1) } else { (4, 6) };
        let mut options = match self {
            Self::Chromium => json!({
                "webSocketUrl": true,
                "goog:loggingPrefs": { "browser": "ALL" },
                "goog:chromeOptions": {
                    "binary": given("CHROMIUM"),
                    "args": [
                        "--headless=new",
                        // Chromium's sandbox does not start for root, nor in most containers.
                        "--no-sandbox",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-quic",
                        "--disable-sync",
                        "--no-first-run",
                        // A company's page without TLS: no context that browsers call secure.
                        format!("--host-resolver-rules=MAP {INTRANET} 127.0.0.1"),
                        "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable",
                        format!("--force-device-scale-factor={scale}"),
                        format!("--window-size={width},{height}"),
                        format!("--blink-settings=primaryPointerType={chromium_pointer}"),
                    ],
                    "prefs": {
                        "profile.block_third_party_cookies": refuses_foreign_cookies,
                        "download.default_directory": folder.join(DOWNLOADS),
                    },
                },
            }),
            Self::Firefox => json!({
                "webSocketUrl": true,
                "moz:firefoxOptions": {
                    "binary": given("FIREFOX"),
                    "args": ["-headless", format!("--width={width}"), format!("--height={height}")],
                    "prefs": {
                        "app.normandy.enabled": false,
                        // 2: to the folder that is named.
                        "browser.download.folderList": 2,
                        "browser.download.dir": folder.join(DOWNLOADS),
                        "app.update.auto": false,
                        "datareporting.policy.dataSubmissionEnabled": false,
                        "extensions.update.enabled": false,
                        // 1: none of other sites. 5: those of other sites apart, by the page's site.
                        "network.cookie.cookieBehavior": if refuses_foreign_cookies { 1 } else { 5 },
                        "layout.css.devPixelsPerPx": scale.to_string(),
                        "ui.primaryPointerCapabilities": firefox_pointer,
                        "network.captive-portal-service.enabled": false,
                        "network.connectivity-service.enabled": false,
                        "network.dns.localDomains": INTRANET,
                    },
                },
            }),
        };
        if let Some(profile) = profile {
            let path = folder.join(profile);
            std::fs::create_dir_all(&path).unwrap();
            self.use_profile(&mut options, &path);
        }
        let Value::Object(capabilities) = options else {
            unreachable!("an object is written above")
        };
        capabilities
    }

    fn use_profile(self, options: &mut Value, path: &Path) {
        let (vendor, own) = match self {
            Self::Chromium => (
                "goog:chromeOptions",
                vec![format!("--user-data-dir={}", path.display())],
            ),
            Self::Firefox => (
                "moz:firefoxOptions",
                vec!["-profile".to_owned(), path.display().to_string()],
            ),
        };
        let Value::Array(args) = &mut options[vendor]["args"] else {
            unreachable!("a list of arguments is written above")
        };
        args.extend(own.into_iter().map(Value::String));
    }
}
