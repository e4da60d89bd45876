//! The layout as a module of its own: a script and a WebAssembly module that know nothing of Groundswell, and
//! one that offers them under the interface of d3-cloud.

use std::fs;

use anyhow::{Context as _, bail};

use super::bundle::{Bundle, Format};
use super::publish::Staging;
use super::sizes::FileSize;
use super::{Profile, integrity, plain, wasm};
use crate::workspace::Workspace;

/// The most that script and WebAssembly may weigh together on their way to a page, in bytes of gzip.
const MAX_GZIP: usize = 15_500;

/// What LLVM is told: loops that keep no pointers beside their counters are smaller, and so is what computes at one place
/// what could be known at another. Functions that come to less where they are called are put there.
const LLVM: &[&str] = &["-disable-lsr", "-enable-pre=false", "-inline-threshold=25"];

/// The script's name, which stands in other people's pages.
const SCRIPT: &str = "layout.mjs";

/// The script that has the interface of d3-cloud.
const ADAPTER: &str = "d3-cloud.mjs";

/// The beginning of the name of the WebAssembly.
const WASM: &str = "layout";

/// Compiles the WebAssembly.
pub fn make(workspace: &Workspace, profile: Profile) -> anyhow::Result<Vec<u8>> {
    let what = ["--package=groundswell-layout", "--example=layout"];
    let how = match profile {
        Profile::Widget => LLVM,
        Profile::Dev => &[],
    };
    let folder = wasm::cargo_rustc(workspace, profile, &what, how)?;
    let compiled = folder.join("examples/layout.wasm");
    let path = match profile {
        Profile::Widget => {
            let (how, kept) = (wasm::OPTIMISATION_OF_SMALL, workspace.target("layout"));
            plain::optimised(workspace, how, &compiled, &kept)?
        }
        Profile::Dev => compiled,
    };
    fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
}

/// Adds the files.
pub fn stage(
    workspace: &Workspace,
    staging: &mut Staging,
    wasm: &[u8],
    profile: Profile,
) -> anyhow::Result<()> {
    let wasm_file = staging.add_hashed(WASM, "wasm", wasm)?;
    let module = Bundle {
        entry: workspace.source("www").join(SCRIPT),
        format: Format::Esm,
        alias: [].into(),
        define: [
            ("WASM_FILE", wasm_file.clone()),
            ("WASM_INTEGRITY", integrity(wasm)),
        ]
        .into(),
        external: vec![],
    };
    staging.add(SCRIPT, &module.run(workspace, profile)?)?;
    let adapter = Bundle {
        entry: workspace.source("www").join(ADAPTER),
        format: Format::Esm,
        alias: [].into(),
        define: [].into(),
        external: vec!["./layout.mjs"],
    };
    staging.add(ADAPTER, &adapter.run(workspace, profile)?)?;
    let weight: usize = [SCRIPT, &wasm_file]
        .iter()
        .filter_map(|name| staging.size(name))
        .map(|size| size.gzip)
        .sum();
    if profile == Profile::Widget && weight > MAX_GZIP {
        bail!("the layout weighs {weight} bytes in gzip, more than {MAX_GZIP}");
    }
    Ok(())
}

/// Whether a file is loaded by a page that lays out by the module.
pub fn is_part(size: &FileSize) -> bool {
    size.file == SCRIPT || (size.file.starts_with("layout-") && size.file.ends_with(".wasm"))
}
