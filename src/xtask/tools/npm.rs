//! Node and the packages taken from npm, as `package-lock.json` holds them: Binaryen and esbuild for building, axe-core for testing,
//! Readability for measuring beside it. What else is measured has a lock file of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::Context as _;

use super::{announce, apt, find_on_path};
use crate::workspace::Workspace;
use crate::{command, ui};

/// Installs the packages when they are missing or older than the lock file.
pub fn ensure_packages(workspace: &Workspace) -> anyhow::Result<()> {
    // npm writes its own record last: an installation that broke off has none.
    let installed = workspace.source("node_modules/.package-lock.json");
    let wanted = lock_file(workspace);
    ensure_node()?;
    if is_current(&installed, &wanted) {
        return Ok(());
    }
    ui::step("Installing the build tools from npm", || {
        install(workspace.root())
    })
}

/// Installs the packages of a lock file elsewhere in the sources into `home`, and gives the folder that they
/// are in.
pub fn ensure_packages_of(from: &Path, home: &Path) -> anyhow::Result<PathBuf> {
    let modules = home.join("node_modules");
    ensure_node()?;
    let installed = modules.join(".package-lock.json");
    if is_current(&installed, &from.join("package-lock.json")) {
        return Ok(modules);
    }
    fs::create_dir_all(home).with_context(|| format!("cannot create {}", home.display()))?;
    for name in ["package.json", "package-lock.json"] {
        fs::copy(from.join(name), home.join(name))
            .with_context(|| format!("cannot copy {name} to {}", home.display()))?;
    }
    ui::step("Installing what is measured beside from npm", || {
        install(home)
    })?;
    Ok(modules)
}

/// Installs what the lock file in `folder` names.
fn install(folder: &Path) -> anyhow::Result<()> {
    let mut npm = Command::new("npm");
    // No package needs its install script, and nobody else's shall run.
    npm.current_dir(folder)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    command::show(&mut npm)
}

/// Installs Node and npm where there is none.
fn ensure_node() -> anyhow::Result<()> {
    if find_on_path(&["node"]).is_none() || find_on_path(&["npm"]).is_none() {
        apt::install(&["nodejs", "npm"])?;
        announce(Path::new("node"));
    }
    Ok(())
}

/// Node itself.
pub fn node() -> Command {
    Command::new("node")
}

/// What says which packages are installed, to the last byte.
pub fn lock_file(workspace: &Workspace) -> PathBuf {
    workspace.source("package-lock.json")
}

/// A program of an installed package.
pub fn program(workspace: &Workspace, name: &str) -> Command {
    Command::new(workspace.source("node_modules/.bin").join(name))
}

fn is_current(installed: &Path, wanted: &Path) -> bool {
    let modified = |path: &Path| -> Option<SystemTime> { fs::metadata(path).ok()?.modified().ok() };
    match (modified(installed), modified(wanted)) {
        (Some(installed), Some(wanted)) => installed >= wanted,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn packages_older_than_the_lock_file_are_installed_again() {
        let folder = tempfile::tempdir().unwrap();
        let [installed, wanted] = ["installed", "wanted"].map(|name| folder.path().join(name));
        let touch = |path: &Path, seconds| {
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            fs::File::create(path).unwrap().set_modified(time).unwrap();
        };
        touch(&wanted, 100);
        assert!(!is_current(&installed, &wanted));
        touch(&installed, 101);
        assert!(is_current(&installed, &wanted));
        touch(&wanted, 102);
        assert!(!is_current(&installed, &wanted));
    }

    #[test]
    fn the_lock_file_pins_contents_and_names_no_registry() {
        for file in ["package-lock.json", "src/xtask/cloud/package-lock.json"] {
            let lock = fs::read_to_string(Workspace::find().unwrap().source(file)).unwrap();
            let lock: serde_json::Value = serde_json::from_str(&lock).unwrap();
            for (path, package) in lock["packages"].as_object().unwrap() {
                assert!(
                    package.get("resolved").is_none(),
                    "{path} names where it came from"
                );
                let is_root = path.is_empty();
                assert_eq!(package.get("integrity").is_none(), is_root, "{path}");
            }
        }
    }
}
