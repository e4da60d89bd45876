//! What reading words adds to the page's module, and the least that it can cost: by modules made for that.

use std::fs;
use std::path::PathBuf;

use anyhow::Context as _;

use super::publish::weight;
use super::sizes::FileSize;
use super::{Profile, wasm};
use crate::workspace::Workspace;

/// The modules: all of reading words, finding their boundaries alone, and what the rest of the page has anyway.
const MODULES: [&str; 3] = ["part-all", "part-floor", "part-none"];

/// What all that reads words weighs, less what the rest of the page has anyway.
pub fn weigh_text(workspace: &Workspace) -> anyhow::Result<FileSize> {
    let [all, _, none] = make(workspace)?.map(|path| {
        let wasm = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        weight("", &wasm)
    });
    let (all, none) = (all?, none?);
    Ok(FileSize {
        file: "of these, words".to_owned(),
        raw: all.raw.saturating_sub(none.raw),
        gzip: all.gzip.saturating_sub(none.gzip),
        brotli: all.brotli.saturating_sub(none.brotli),
    })
}

/// A module that finds the boundaries of words and does nothing else.
pub fn make_floor(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let [_, floor, _] = make(workspace)?;
    Ok(floor)
}

/// Compiles the modules, each made small.
fn make(workspace: &Workspace) -> anyhow::Result<[PathBuf; MODULES.len()]> {
    let examples = MODULES.map(|name| format!("--example={name}"));
    let mut what: Vec<&str> = examples.iter().map(String::as_str).collect();
    what.push("--package=groundswell-text");
    let compiled = wasm::cargo_build(workspace, Profile::Widget, &what)?.join("examples");
    let kept = workspace.target("parts");
    fs::create_dir_all(&kept).with_context(|| format!("cannot create {}", kept.display()))?;
    let paths = MODULES.map(|name| kept.join(name).with_extension("wasm"));
    for (name, path) in MODULES.iter().zip(&paths) {
        let module = compiled.join(name.replace('-', "_")).with_extension("wasm");
        wasm::wasm_opt(workspace, wasm::OPTIMISATION, &module, path)?;
    }
    Ok(paths)
}
