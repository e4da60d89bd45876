//! The widget as WebAssembly: compiled by cargo, given its glue by wasm-bindgen, made small by
//! Binaryen.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::Profile;
use crate::tools::{npm, rust};
use crate::workspace::Workspace;
use crate::{command, ui};

/// The name of wasm-bindgen's output, and of the widget's library.
const NAME: &str = "groundswell_widget";

/// What rustc's default for WebAssembly uses beyond the first version of the standard. Binaryen
/// takes a module only when each is named; naming more would let it use what browsers may lack.
const WASM_FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What wasm-bindgen makes of the compiled widget.
pub struct Glue {
    /// The ES module that loads and wraps the WebAssembly.
    pub script: PathBuf,
    /// The WebAssembly that fits this script.
    pub wasm: PathBuf,
}

/// Refuses to go on when glue and module would be made by two versions of wasm-bindgen.
pub fn check_versions(workspace: &Workspace) -> anyhow::Result<()> {
    let library = workspace.locked_version("wasm-bindgen")?;
    let tool = workspace.locked_version("wasm-bindgen-cli")?;
    if library != tool {
        bail!(
            "the widget links wasm-bindgen {library} but xtask makes the glue with {tool}: \
             set wasm-bindgen-cli in src/xtask/Cargo.toml to \"={library}\""
        );
    }
    Ok(())
}

/// Compiles the widget; the path of the module.
pub fn compile(workspace: &Workspace, profile: Profile) -> anyhow::Result<PathBuf> {
    rust::ensure_wasm_target()?;
    let (name, folder) = match profile {
        Profile::Widget => ("widget", "widget"),
        Profile::Dev => ("dev", "debug"),
    };
    let mut cargo = command::cargo();
    cargo.current_dir(workspace.root()).args([
        "build",
        "--package=groundswell-widget",
        "--lib",
        "--target",
        rust::WASM_TARGET,
        "--profile",
        name,
    ]);
    // The profile's own stripping takes away the list of features that wasm-bindgen fits the glue
    // to; what else it takes, Binaryen takes too.
    cargo.env("CARGO_PROFILE_WIDGET_STRIP", "none");
    command::show(&mut cargo)?;
    Ok(workspace
        .target(rust::WASM_TARGET)
        .join(folder)
        .join(NAME)
        .with_extension("wasm"))
}

/// Writes the glue to the target directory's `widget/`, anew: snippets that are gone must not stay.
pub fn bindgen(workspace: &Workspace, profile: Profile, module: &Path) -> anyhow::Result<Glue> {
    let folder = workspace.target("widget");
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("cannot clear {}", folder.display()))?;
    }
    let mut args: Vec<OsString> = vec!["wasm-bindgen".into(), module.into()];
    args.extend(["--target", "web", "--out-name", NAME].map(Into::into));
    args.extend(["--out-dir".into(), folder.clone().into()]);
    // The module is told where its wasm lies, under a name that only the build knows.
    args.push("--omit-default-module-path".into());
    match profile {
        Profile::Widget => args.push("--remove-producers-section".into()),
        Profile::Dev => args.extend(["--debug", "--keep-debug"].map(Into::into)),
    }
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(args)
        .context("wasm-bindgen cannot make the glue")?;
    Ok(Glue {
        script: folder.join(NAME).with_extension("js"),
        wasm: folder.join(format!("{NAME}_bg.wasm")),
    })
}

/// Runs `wasm-opt` over the module; the path of the smaller one.
pub fn optimise(workspace: &Workspace, glue: &Glue) -> anyhow::Result<PathBuf> {
    let optimised = glue.wasm.with_extension("opt.wasm");
    let mut wasm_opt = npm::program(workspace, "wasm-opt");
    wasm_opt
        .args(WASM_FEATURES)
        .args([
            "-Oz",
            "--strip-debug",
            "--strip-producers",
            "--strip-target-features",
        ])
        .arg(&glue.wasm)
        .arg("-o")
        .arg(&optimised);
    command::show(&mut wasm_opt)?;
    let size = |path: &Path| fs::metadata(path).map_or(0, |file| file.len());
    ui::note(format_args!(
        "{} bytes, {} before",
        size(&optimised),
        size(&glue.wasm)
    ));
    Ok(optimised)
}
