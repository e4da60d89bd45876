//! The widget as WebAssembly: compiled by cargo, given its glue by wasm-bindgen, made small by
//! Binaryen.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::Profile;
use super::publish::content_hash;
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

/// How `wasm-opt` goes about it. `-Oz` by measuring: 527,750 bytes, with `-Os` 530,210, with `-O3`
/// 535,597, all of them 183 KB in Brotli; several rounds take twice the time for a tenth of a percent.
///
/// A function with one caller is put into it only when it is small. The module without this is smaller
/// and compresses worse: 761,890 bytes are 271,856 in Brotli, and 771,465 bytes 260,584. No limit
/// between 0 and 40 comes to more than a kilobyte and a half over that. What functions do told of them is 0.3 KB, and
/// functions of one name beside each other, which are alike, 2.2: 302,650 bytes in Brotli come to 300,123.
pub const OPTIMISATION: &[&str] = &[
    "--generate-global-effects",
    "-Oz",
    "--one-caller-inline-max-function-size=20",
    "--reorder-functions-by-name",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// The same for a module that nothing binds and that is small: control flow taken apart and put together again, and what
/// functions do told of them, are 0.4 of the layout's 12.6 KB. Nothing is at the first kilobyte of memory, which is the
/// far end of the stack.
pub const OPTIMISATION_OF_SMALL: &[&str] = &[
    "--low-memory-unused",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--generate-global-effects",
    "-Oz",
    "--one-caller-inline-max-function-size=20",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
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
    let widget = ["--package=groundswell-widget", "--lib"];
    let folder = cargo_build(workspace, profile, &widget)?;
    Ok(folder.join(NAME).with_extension("wasm"))
}

/// Compiles for WebAssembly what `what` asks cargo for; the folder that it is in.
pub fn cargo_build(
    workspace: &Workspace,
    profile: Profile,
    what: &[&str],
) -> anyhow::Result<PathBuf> {
    cargo(workspace, profile, &[&["build"], what].concat(), &[])
}

/// The same of a single thing, for which LLVM is told `how`.
pub fn cargo_rustc(
    workspace: &Workspace,
    profile: Profile,
    what: &[&str],
    how: &[&str],
) -> anyhow::Result<PathBuf> {
    let told: Vec<_> = how.iter().map(|arg| format!("-Cllvm-args={arg}")).collect();
    cargo(workspace, profile, &[&["rustc"], what].concat(), &told)
}

fn cargo(
    workspace: &Workspace,
    profile: Profile,
    what: &[&str],
    rustc: &[String],
) -> anyhow::Result<PathBuf> {
    rust::ensure_wasm_target()?;
    let (name, folder) = match profile {
        Profile::Widget => ("widget", "widget"),
        Profile::Dev => ("dev", "debug"),
    };
    let mut cargo = command::cargo();
    cargo.current_dir(workspace.root()).args(what).args([
        "--target",
        rust::WASM_TARGET,
        "--profile",
        name,
    ]);
    if !rustc.is_empty() {
        cargo.arg("--").args(rustc);
    }
    // The profile's own stripping takes away the list of features that wasm-bindgen fits the glue
    // to, and the names of functions; what else it takes, Binaryen takes too.
    cargo.env("CARGO_PROFILE_WIDGET_STRIP", "none");
    command::show(&mut cargo)?;
    Ok(workspace.target(rust::WASM_TARGET).join(folder))
}

/// Writes the glue to the target directory's `widget/`.
pub fn bindgen(workspace: &Workspace, profile: Profile, module: &Path) -> anyhow::Result<Glue> {
    write_glue(&workspace.target("widget"), NAME, profile, module)
}

/// Writes the glue to `folder`, anew: snippets that are gone must not stay.
fn write_glue(folder: &Path, name: &str, profile: Profile, module: &Path) -> anyhow::Result<Glue> {
    clear(folder)?;
    let mut args: Vec<OsString> = vec!["wasm-bindgen".into(), module.into()];
    args.extend(["--target", "web", "--out-name", name].map(Into::into));
    args.extend(["--out-dir".into(), folder.into()]);
    // The module is told where its wasm lies, under a name that only the build knows.
    args.push("--omit-default-module-path".into());
    match profile {
        Profile::Widget => args.push("--remove-producers-section".into()),
        Profile::Dev => args.extend(["--debug", "--keep-debug"].map(Into::into)),
    }
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(args)
        .context("wasm-bindgen cannot make the glue")?;
    Ok(Glue {
        script: folder.join(name).with_extension("js"),
        wasm: folder.join(format!("{name}_bg.wasm")),
    })
}

/// Runs `wasm-opt` over the widget's module; the path of the smaller one.
///
/// That takes ten seconds and more, so its result is kept for as long as nothing it depends on changes.
pub fn optimise(workspace: &Workspace, glue: &Glue) -> anyhow::Result<PathBuf> {
    let folder = workspace.target("widget-optimised");
    let npm_lock = read(&npm::lock_file(workspace))?;
    let name = optimised_name(&read(&glue.wasm)?, OPTIMISATION, &npm_lock);
    let optimised = folder.join(name);
    if optimised.exists() {
        ui::note("nothing has changed");
        return Ok(optimised);
    }
    clear(&folder)?;
    wasm_opt(workspace, OPTIMISATION, &glue.wasm, &optimised)?;
    Ok(optimised)
}

/// Writes what `wasm-opt`, told `how`, makes of the module at `from` to `to`, all of it or nothing.
pub fn wasm_opt(workspace: &Workspace, how: &[&str], from: &Path, to: &Path) -> anyhow::Result<()> {
    let folder = to.parent().unwrap_or(to);
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let unfinished = to.with_extension("unfinished");
    let mut wasm_opt = npm::program(workspace, "wasm-opt");
    wasm_opt.args(WASM_FEATURES).args(how);
    command::show(wasm_opt.arg(from).arg("-o").arg(&unfinished))?;
    fs::rename(&unfinished, to).with_context(|| format!("cannot keep {}", to.display()))
}

/// A name that is another for another module, other options or another Binaryen.
fn optimised_name(module: &[u8], how: &[&str], npm_lock: &[u8]) -> String {
    let options = [WASM_FEATURES, how].concat().join(" ");
    let all = [module, npm_lock, options.as_bytes()].map(content_hash);
    format!("{}.wasm", content_hash(all.concat().as_bytes()))
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn clear(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot clear {}", folder.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_fits_its_module_and_tools_only() {
        let name = optimised_name(b"module", OPTIMISATION, b"lock");
        assert_eq!(name, optimised_name(b"module", OPTIMISATION, b"lock"));
        assert_ne!(name, optimised_name(b"modulel", OPTIMISATION, b"ock"));
        assert_ne!(name, optimised_name(b"module", OPTIMISATION, b"lock 2"));
        let other = optimised_name(b"module", OPTIMISATION_OF_SMALL, b"lock");
        assert_ne!(name, other);
    }
}
