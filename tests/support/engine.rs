//! The browsers and how each is started for a test.

use std::net::TcpListener;
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

/// The screen of browsers that need one: width, height and bits of a pixel's colour.
const SCREEN: &str = "1920x1400x24";

/// A browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, through chromedriver.
    Chromium,
    /// Firefox, through geckodriver.
    Firefox,
    /// WebKit as GTK's small browser has it, through WebKitWebDriver: without WebDriver BiDi, and on a screen that
    /// nobody sees.
    WebKit,
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
        let (variable, args, ready) = match self {
            Self::Chromium => (
                "CHROMEDRIVER",
                &["--port=0"][..],
                "was started successfully on port ",
            ),
            Self::Firefox => (
                "GECKODRIVER",
                &["--port", "0", "--websocket-port", "0"][..],
                "Listening on 127.0.0.1:",
            ),
            Self::WebKit => return start_webkit(folder).await,
        };
        let mut command = Command::new(given(variable));
        let command = command.args(args).env("TMPDIR", folder);
        let command = command.stderr(Stdio::null());
        let find = |line: &str| {
            let (_, port) = line.split_once(ready)?;
            Some(address(port.trim_end_matches('.')))
        };
        // On a busy machine one may die at birth, as browsers may.
        match Program::try_start(command, find).await {
            Some(started) => started,
            None => Program::start(command, find).await,
        }
    }

    /// Whether the browser has WebDriver BiDi.
    pub fn has_bidi(self) -> bool {
        self != Self::WebKit
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
            Self::WebKit => {
                assert!(
                    scale == 1 && profile.is_none() && !touch && !refuses_foreign_cookies,
                    "WebKit cannot be told {setup:?}"
                );
                json!({
                    "webkitgtk:browserOptions": {
                        "binary": given("WEBKIT"),
                        "args": ["--automation", format!("--geometry={width}x{height}")],
                    },
                })
            }
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
            Self::WebKit => unreachable!("it has no profile"),
        };
        let Value::Array(args) = &mut options[vendor]["args"] else {
            unreachable!("a list of arguments is written above")
        };
        args.extend(own.into_iter().map(Value::String));
    }
}

/// WebKit's driver, beside the screen without which its browser does not start.
async fn start_webkit(folder: &Path) -> (Program, String) {
    let mut screen = Command::new(given("XVFB"));
    screen
        .args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            SCREEN,
            "-nolisten",
            "tcp",
        ])
        .stderr(Stdio::null());
    let (screen, display) = Program::start(&mut screen, |line| Some([":", line].concat())).await;
    let port = free_port();
    let mut driver = Command::new(given("WEBKITDRIVER"));
    driver
        .arg(format!("--port={port}"))
        .env("DISPLAY", display)
        .env("TMPDIR", folder)
        .env("HOME", folder)
        .stderr(Stdio::null());
    let driver = Program::start_silent(&mut driver, port, screen).await;
    (driver, address(&port.to_string()))
}

/// A port that was free just now: the driver takes a number only, and does not say which one it chose.
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().port()
}

fn address(port: &str) -> String {
    ["http://127.0.0.1:", port].concat()
}
