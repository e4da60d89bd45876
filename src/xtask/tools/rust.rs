//! What belongs to the Rust toolchain: the WebAssembly target, and programs that cargo installs.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use super::find_on_path;
use crate::{command, ui};

/// The target that browsers run.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Installs the standard library for [`WASM_TARGET`] when it is missing.
pub fn ensure_wasm_target() -> anyhow::Result<()> {
    let sysroot = command::output(Command::new("rustc").args(["--print", "sysroot"]))?;
    let library = Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(WASM_TARGET)
        .join("lib");
    if library.exists() {
        return Ok(());
    }
    if find_on_path(&["rustup"]).is_none() {
        bail!(
            "this Rust lacks the target {WASM_TARGET}; with rustup: rustup target add {WASM_TARGET}"
        );
    }
    ui::step("Installing Rust's WebAssembly target", || {
        command::show(Command::new("rustup").args(["target", "add", WASM_TARGET]))
    })
}

/// Installs exactly this version of a crate's program into `root`, below which it lies in `bin/`.
pub fn install_program(name: &str, version: &str, root: &Path) -> anyhow::Result<PathBuf> {
    let mut cargo = command::cargo();
    cargo
        .args(["install", "--locked", name, "--version", version, "--root"])
        .arg(root)
        // Its own folder: the workspace's lock and profiles are not for it.
        .env("CARGO_TARGET_DIR", root.join("build"));
    ui::step(
        &format!("Installing {name} {version} (compiles it, once)"),
        || command::show(&mut cargo),
    )
    .with_context(|| format!("cannot install {name}"))?;
    Ok(root
        .join("bin")
        .join(name)
        .with_extension(std::env::consts::EXE_EXTENSION))
}
