//! The browsers of the tests, their WebDriver programs and the fonts that pages ask for.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::{announce, apt, find, rust};
use crate::workspace::Workspace;

/// Fonts for the scripts of the fixtures: a bare machine has none and would draw empty boxes, which are not words.
const FONTS: &[&str] = &[
    "fonts-dejavu-core",
    "fonts-liberation",
    "fonts-noto-core",
    // Chinese, Japanese and Korean in 2 MB; Noto's are 57.
    "fonts-wqy-microhei",
];

/// Debian does not pack geckodriver.
const GECKODRIVER_VERSION: &str = "0.37.1";

/// WebKit's driver brings along the small browser that it drives, which wants a screen.
const WEBKIT: &[&str] = &["webkit2gtk-driver", "xvfb"];

/// Where Debian keeps programs that nobody calls by name, such as WebKit's: in folders of a library and version in one
/// of the machine's kind.
const LIBRARIES: &str = "/usr/lib";

/// Browsers with their drivers.
pub struct Browsers {
    pub chromium: Browser,
    pub firefox: Browser,
    pub webkit: Browser,
    /// The program that gives a browser a screen that nobody sees.
    pub screen: PathBuf,
}

/// One browser and the program that drives it.
pub struct Browser {
    pub program: PathBuf,
    pub driver: PathBuf,
}

/// Finds or installs all browsers and their drivers.
pub fn ensure(workspace: &Workspace) -> anyhow::Result<Browsers> {
    install_missing()?;
    let browsers = Browsers {
        chromium: Browser {
            program: chromium().context("Debian's chromium is installed but not on PATH")?,
            driver: chromedriver().context("Debian's chromedriver is not on PATH")?,
        },
        firefox: Browser {
            program: firefox().context("Debian's firefox-esr is installed but not on PATH")?,
            driver: geckodriver(workspace)?,
        },
        webkit: Browser {
            program: webkit().context("Debian's WebKit is installed without its MiniBrowser")?,
            driver: webkit_driver().context("Debian's WebKitWebDriver is not on PATH")?,
        },
        screen: screen().context("Debian's Xvfb is installed but not on PATH")?,
    };
    for browser in [&browsers.chromium, &browsers.firefox] {
        announce(&browser.program);
        announce(&browser.driver);
    }
    Ok(browsers)
}

/// Chromium alone, where no driver is needed.
pub fn ensure_chromium() -> anyhow::Result<PathBuf> {
    let mut packages = apt::without(FONTS);
    if chromium().is_none() {
        packages.push("chromium");
    }
    if !packages.is_empty() {
        apt::install(&packages)?;
    }
    let program = chromium().context("Debian's chromium is installed but not on PATH")?;
    announce(&program);
    Ok(program)
}

/// Installs from Debian what is missing.
fn install_missing() -> anyhow::Result<()> {
    let mut packages = apt::without(FONTS);
    if chromium().is_none() || chromedriver().is_none() {
        packages.extend(["chromium", "chromium-driver"]);
    }
    if firefox().is_none() {
        packages.push("firefox-esr");
    }
    if webkit().is_none() || webkit_driver().is_none() || screen().is_none() {
        packages.extend(WEBKIT);
    }
    if packages.is_empty() {
        return Ok(());
    }
    apt::install(&packages)
}

fn chromium() -> Option<PathBuf> {
    find(
        "CHROMIUM",
        &["chromium", "chromium-browser", "google-chrome"],
    )
}

fn chromedriver() -> Option<PathBuf> {
    find("CHROMEDRIVER", &["chromedriver"])
}

fn firefox() -> Option<PathBuf> {
    find("FIREFOX", &["firefox-esr", "firefox"])
}

fn webkit() -> Option<PathBuf> {
    find("WEBKIT", &["MiniBrowser"]).or_else(|| {
        let kinds = inside(Path::new(LIBRARIES));
        let folders = kinds.iter().flat_map(|kind| inside(kind));
        let programs = folders.map(|folder| folder.join("MiniBrowser"));
        programs.filter(|path| path.is_file()).max()
    })
}

/// What is in `folder`; nothing where it cannot be read.
fn inside(folder: &Path) -> Vec<PathBuf> {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

fn webkit_driver() -> Option<PathBuf> {
    find("WEBKITDRIVER", &["WebKitWebDriver"])
}

fn screen() -> Option<PathBuf> {
    find("XVFB", &["Xvfb"])
}

fn geckodriver(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let root = workspace.target("tools");
    let installed = |root: &Path| {
        let path = root
            .join("bin/geckodriver")
            .with_extension(std::env::consts::EXE_EXTENSION);
        path.is_file().then_some(path)
    };
    match find("GECKODRIVER", &["geckodriver"]).or_else(|| installed(&root)) {
        Some(path) => Ok(path),
        None => rust::install_program("geckodriver", GECKODRIVER_VERSION, &root),
    }
}
