//! `cargo xtask bench cloud`: our layout of word clouds beside d3-cloud, wordcloud2.js and echarts-wordcloud in
//! Chromium.
//!
//! Here is what the bench needs: the peers from npm, fonts, our layout as it ships. `bench.mjs` measures, in the pages
//! of `page/`, what the adapters in `engines/` lay out; `words/` are the words.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::tools::{apt, browsers, npm};
use crate::workspace::Workspace;
use crate::{build, command, ui};

/// The font for Chinese in which all engines draw, as Debian and fontconfig call it.
const CHINESE_FONT: &str = "fonts-noto-cjk";
const CHINESE: &str = "Noto Sans CJK SC";

/// The measuring program, and where the peers are put.
const SOURCES: &str = "src/xtask/cloud";
const HOME: &str = "cloud-bench";

/// d3-cloud as a script for pages, from npm.
pub fn d3_cloud(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let modules = npm::ensure_packages_of(&workspace.source(SOURCES), &workspace.target(HOME))?;
    Ok(modules.join("d3-cloud/build/d3.layout.cloud.js"))
}

/// Measures as `args` tell (`choice.mjs`), prints a table, and writes the figures to `json` if it is named.
pub fn run(workspace: &Workspace, args: &[OsString], json: Option<&Path>) -> anyhow::Result<()> {
    npm::ensure_packages(workspace)?;
    let sources = workspace.source(SOURCES);
    let home = workspace.target(HOME);
    let modules = npm::ensure_packages_of(&sources, &home)?;
    let chromium = browsers::ensure_chromium()?;
    ensure_chinese_font()?;
    let ours = home.join("ours");
    ui::step("Making our layout as pages load it", || {
        build::make_layout(workspace, ours.clone())
    })?;
    let places = json!({
        "chromium": chromium,
        "modules": modules,
        "tools": workspace.source("node_modules"),
        "ours": ours,
        "pictures": home.join("pictures"),
        "figures": json,
    });
    let mut bench = npm::node();
    bench.arg(sources.join("bench.mjs")).arg(places.to_string());
    command::show(bench.args(args))
}

/// Without it, Chinese words would be other words on each machine, or boxes of one size.
fn ensure_chinese_font() -> anyhow::Result<()> {
    let mut list = Command::new("fc-list");
    if command::output(list.arg(CHINESE)).is_ok_and(|fonts| !fonts.trim().is_empty()) {
        return Ok(());
    }
    apt::install(&[CHINESE_FONT])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The words of the largest cloud, and some that come new when it changes.
    const WORDS: usize = 3_008;

    #[test]
    fn every_list_has_words_for_the_largest_cloud_heaviest_first() {
        let folder = Workspace::find().unwrap().source(SOURCES).join("words");
        for name in ["en", "zh", "ar"] {
            let list = std::fs::read_to_string(folder.join(name).with_extension("txt")).unwrap();
            let lines = list.lines().map(|line| line.split_once(' ').unwrap());
            let (words, weights): (BTreeSet<_>, Vec<f64>) = lines
                .map(|(word, weight)| (word, weight.parse::<f64>().unwrap()))
                .unzip();
            assert_eq!(words.len(), WORDS, "{name} has every word once");
            assert!(weights.is_sorted_by(|a, b| a >= b && *b > 0.0), "{name}");
        }
    }
}
