//! Where things are: the sources, cargo's target directory and what is made inside it.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use serde::Deserialize;

use crate::command;

/// The workspace's places, as cargo knows them.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

#[derive(Deserialize)]
struct Metadata {
    workspace_root: PathBuf,
    target_directory: PathBuf,
}

impl Workspace {
    /// Asks cargo, which knows every way in which the target directory can be set.
    pub fn find() -> anyhow::Result<Self> {
        let mut cargo = command::cargo();
        cargo.args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--offline",
        ]);
        let answer = command::output(&mut cargo)?;
        let metadata: Metadata =
            serde_json::from_str(&answer).context("cannot read what `cargo metadata` says")?;
        Ok(Self {
            root: metadata.workspace_root,
            target: metadata.target_directory,
        })
    }

    /// A file of the sources.
    pub fn source(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root.join(path)
    }

    /// The folder that holds `Cargo.toml` and `package.json`.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A file in cargo's target directory.
    pub fn target(&self, path: impl AsRef<Path>) -> PathBuf {
        self.target.join(path)
    }

    /// What is served to pages.
    pub fn dist(&self) -> PathBuf {
        self.target("dist")
    }

    /// The sample intranet's pages.
    pub fn demo_pages(&self) -> PathBuf {
        self.target("demo")
    }

    /// The hub's program, as built with cargo's profile `dev` or `release`.
    pub fn hub_program(&self, release: bool) -> PathBuf {
        let folder = if release { "release" } else { "debug" };
        let name = format!("groundswell{}", std::env::consts::EXE_SUFFIX);
        self.target(folder).join(name)
    }

    /// The version that the lock file holds of `package`.
    pub fn locked_version(&self, package: &str) -> anyhow::Result<String> {
        let path = self.source("Cargo.lock");
        let lock = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        let mut versions = versions_in_lock(&lock, package);
        match (versions.next(), versions.next()) {
            (Some(version), None) => Ok(version.to_owned()),
            (None, _) => bail!("Cargo.lock names no package {package}"),
            (Some(_), Some(_)) => bail!("Cargo.lock holds several versions of {package}"),
        }
    }
}

/// Every version of `package` in the text of a lock file.
fn versions_in_lock<'a>(lock: &'a str, package: &str) -> impl Iterator<Item = &'a str> {
    let name = format!("name = \"{package}\"");
    lock.split("[[package]]")
        .filter(move |entry| entry.lines().any(|line| line == name))
        .filter_map(|entry| {
            let line = entry
                .lines()
                .find_map(|line| line.strip_prefix("version = "))?;
            Some(line.trim_matches('"'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_versions_of_exactly_that_package() {
        let lock = "version = 4\n\n\
            [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.1\"\ndependencies = [\n]\n\n\
            [[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.2.2\"\n";
        let versions = |name| versions_in_lock(lock, name).collect::<Vec<_>>();
        assert_eq!(versions("wasm-bindgen"), ["0.2.1"]);
        assert_eq!(versions("wasm"), [""; 0]);
    }

    #[test]
    fn the_glue_is_made_by_the_version_that_the_widget_links() {
        let workspace = Workspace::find().unwrap();
        assert_eq!(
            workspace.locked_version("wasm-bindgen").unwrap(),
            workspace.locked_version("wasm-bindgen-cli").unwrap(),
        );
    }
}
