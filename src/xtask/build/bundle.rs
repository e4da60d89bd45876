//! Scripts: bundled and minified by esbuild, which `bundle.mjs` drives.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use serde::Serialize;
use serde_json::{Value, json};

use super::Profile;
use crate::command;
use crate::tools::npm;
use crate::workspace::Workspace;

/// One script of `www/` with everything it imports.
pub struct Bundle {
    /// The script that imports the others.
    pub entry: PathBuf,
    /// How the page runs it.
    pub format: Format,
    /// Files that are imported under a bare name.
    pub alias: BTreeMap<&'static str, PathBuf>,
    /// Names in the scripts that stand for a text known to the build only.
    pub define: BTreeMap<&'static str, String>,
    /// Imports that stay such: files beside the script.
    pub external: Vec<&'static str>,
}

/// How a page runs a script.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// As an ES module.
    Esm,
    /// As a classic script that leaves no names behind.
    Iife,
}

impl Bundle {
    /// The bundled script.
    pub fn run(&self, workspace: &Workspace, profile: Profile) -> anyhow::Result<Vec<u8>> {
        if !self.entry.exists() {
            bail!("there is no {} to bundle", self.entry.display());
        }
        let outfile = workspace.target("widget").join("bundle.js");
        let mut node = npm::node();
        node.arg(workspace.source("src/xtask/build/bundle.mjs"))
            .arg(self.order(&outfile, profile).to_string());
        command::show(&mut node)
            .with_context(|| format!("cannot bundle {}", self.entry.display()))?;
        fs::read(&outfile).with_context(|| format!("cannot read {}", outfile.display()))
    }

    /// What `bundle.mjs` is told.
    fn order(&self, outfile: &PathBuf, profile: Profile) -> Value {
        // esbuild takes JavaScript expressions: a text is one with its quotation marks.
        let define: BTreeMap<_, _> = self
            .define
            .iter()
            .map(|(name, text)| (name, json!(text).to_string()))
            .collect();
        json!({
            "entry": self.entry,
            "outfile": outfile,
            "format": self.format,
            "minify": profile == Profile::Widget,
            "alias": self.alias,
            "define": define,
            "external": self.external,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_expressions() {
        let bundle = Bundle {
            entry: "loader.js".into(),
            format: Format::Iife,
            alias: [].into(),
            define: [("MODULE_FILE", "a.mjs".to_owned())].into(),
            external: vec!["./layout.mjs"],
        };
        let order = bundle.order(&"out.js".into(), Profile::Widget);
        assert_eq!(order["define"]["MODULE_FILE"], "\"a.mjs\"");
        assert_eq!(order["external"][0], "./layout.mjs");
        assert_eq!(order["format"], "iife");
        assert_eq!(order["minify"], true);
    }
}
