//! WebAssembly tests in a browser: wasm-bindgen's test runner and what it tells the browser.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::tools::browsers::Browser;
use crate::workspace::Workspace;

/// A browser that runs the widget's own tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Chromium,
    Firefox,
}

impl Engine {
    pub const ALL: [Self; 2] = [Self::Chromium, Self::Firefox];

    /// The name in messages and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        }
    }

    /// The variable by which the test runner knows the driver.
    pub const fn driver_variable(self) -> &'static str {
        match self {
            Self::Chromium => "CHROMEDRIVER",
            Self::Firefox => "GECKODRIVER",
        }
    }
}

/// Writes what the test runner asks of `browser`; the file for `WASM_BINDGEN_TEST_WEBDRIVER_JSON`.
pub fn write_capabilities(
    workspace: &Workspace,
    engine: Engine,
    browser: &Browser,
) -> anyhow::Result<PathBuf> {
    let folder = workspace.target("webdriver");
    let file = folder.join(engine.name()).with_extension("json");
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&file, capabilities(engine, browser).to_string()))
        .with_context(|| format!("cannot write {}", file.display()))?;
    Ok(file)
}

/// The runner adds what it needs itself: no window, and no sandbox for Chromium, whose sandbox does
/// not start for root.
fn capabilities(engine: Engine, browser: &Browser) -> Value {
    match engine {
        Engine::Chromium => json!({
            "goog:chromeOptions": {
                "binary": browser.program,
                // A test needs nothing from outside, and gets nothing.
                "args": [
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-quic",
                    "--disable-sync",
                    "--no-first-run",
                ],
            },
        }),
        Engine::Firefox => json!({
            "moz:firefoxOptions": {
                "binary": browser.program,
                "prefs": {
                    "app.normandy.enabled": false,
                    "app.update.auto": false,
                    "datareporting.policy.dataSubmissionEnabled": false,
                    "extensions.update.enabled": false,
                    "network.captive-portal-service.enabled": false,
                    "network.connectivity-service.enabled": false,
                },
            },
        }),
    }
}

/// Runs one test file as cargo asks: the file, then the harness's arguments.
pub fn run_wasm_tests(args: Vec<OsString>) -> anyhow::Result<()> {
    let program = OsString::from("wasm-bindgen-test-runner");
    let args = std::iter::once(program).chain(args);
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(args)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_browser_is_told_its_program_under_its_own_name() {
        let browser = Browser {
            program: "/usr/bin/browser".into(),
            driver: "/usr/bin/driver".into(),
        };
        for (engine, options) in [
            (Engine::Chromium, "goog:chromeOptions"),
            (Engine::Firefox, "moz:firefoxOptions"),
        ] {
            let json = capabilities(engine, &browser);
            assert_eq!(json[options]["binary"], "/usr/bin/browser");
            assert_eq!(
                json.as_object().unwrap().len(),
                1,
                "nothing meant for another browser"
            );
        }
    }

    #[test]
    fn chromium_keeps_to_itself() {
        let browser = Browser {
            program: "chromium".into(),
            driver: "chromedriver".into(),
        };
        let json = capabilities(Engine::Chromium, &browser);
        let args = json["goog:chromeOptions"]["args"].as_array().unwrap();
        assert!(args.contains(&json!("--disable-background-networking")));
    }
}
