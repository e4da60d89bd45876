//! `cargo xtask build`: from the sources to the files that a page loads.
//!
//! The way goes through WebAssembly (`wasm`), scripts (`bundle`) and compressed, content-named files
//! (`publish`); what it all weighs is in `sizes`. Nothing reaches `dist/` unless all of it was made.

mod bundle;
mod imports;
mod languages;
mod layout;
mod locales;
mod parts;
mod plain;
mod publish;
mod sizes;
mod wasm;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::ValueEnum;
use sha2::{Digest as _, Sha384};

pub use self::parts::{make_floor, weigh_text};
pub use self::publish::files;
pub use self::sizes::Sizes;

use self::bundle::{Bundle, Format};
use self::languages::Language;
use self::publish::{Effort, Staging};
use crate::tools::npm;
use crate::ui;
use crate::workspace::Workspace;

/// What the modules' interfaces look like, for editors and compilers.
const TYPES: &[&str] = &["groundswell.d.mts", "layout.d.mts", "d3-cloud.d.mts"];

#[derive(clap::Args)]
pub struct Options {
    /// How the widget is compiled and the scripts are packed
    #[arg(long, value_enum, default_value_t)]
    pub profile: Profile,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Profile {
    /// What ships: small and fast
    #[default]
    Widget,
    /// Quick to build and readable in a browser's debugger
    Dev,
}

/// Builds `dist/` and the sample pages, and prints the table of sizes.
pub fn run(workspace: &Workspace, options: &Options) -> anyhow::Result<Sizes> {
    let sizes = make(workspace, options.profile)?;
    ui::result(&sizes);
    Ok(sizes)
}

/// Builds `dist/` and the sample pages.
pub fn make(workspace: &Workspace, profile: Profile) -> anyhow::Result<Sizes> {
    wasm::check_versions(workspace)?;
    npm::ensure_packages(workspace)?;
    let compiled = ui::step("Compiling the widget to WebAssembly", || {
        wasm::compile(workspace, profile)
    })?;
    let glue = ui::step("Making its JavaScript glue", || {
        let glue = wasm::bindgen(workspace, profile, &compiled)?;
        if profile == Profile::Widget {
            imports::shorten(&glue)?;
        }
        anyhow::Ok(glue)
    })?;
    let wasm = match profile {
        Profile::Widget => ui::step("Optimising the WebAssembly", || {
            wasm::optimise(workspace, &glue)
        })?,
        Profile::Dev => glue.wasm.clone(),
    };
    let languages = ui::step("Compiling what is particular to each language", || {
        languages::make(workspace, profile)
    })?;
    let layout = ui::step("Compiling the layout as a module of its own", || {
        layout::make(workspace, profile)
    })?;
    let staging = ui::step("Bundling the scripts and compressing every file", || {
        stage(workspace, profile, &glue.script, &wasm, &languages, &layout)
    })?;
    let sizes = Sizes::new(staging.publish(&workspace.dist())?);
    copy_demo(workspace)?;
    Ok(sizes)
}

/// Makes the files of the layout as a module of its own in `folder`, as they ship.
pub fn make_layout(workspace: &Workspace, folder: PathBuf) -> anyhow::Result<()> {
    npm::ensure_packages(workspace)?;
    let wasm = layout::make(workspace, Profile::Widget)?;
    let mut staging = Staging::start(folder, Effort::Best)?;
    layout::stage(workspace, &mut staging, &wasm, Profile::Widget)
}

/// Makes every file of `dist/` in a folder beside it. Each file is named by its content, so it must
/// be made after those whose names it holds: first the module's wasm, the loader last.
fn stage(
    workspace: &Workspace,
    profile: Profile,
    glue: &Path,
    wasm: &Path,
    languages: &[Language],
    layout: &[u8],
) -> anyhow::Result<Staging> {
    let effort = match profile {
        Profile::Widget => Effort::Best,
        Profile::Dev => Effort::Quick,
    };
    let mut staging = Staging::start(workspace.target("dist.new"), effort)?;
    let wasm = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let wasm_file = staging.add_hashed("groundswell", "wasm", &wasm)?;

    layout::stage(workspace, &mut staging, layout, profile)?;
    let language_files = languages::stage(&mut staging, languages, profile)?;
    let locales = locales::stage(workspace, &mut staging)?;

    let mut part = |name: &str, entry: &str| {
        let bundle = Bundle {
            entry: workspace.source(entry),
            format: Format::Esm,
            alias: [].into(),
            define: [].into(),
            external: vec![],
        };
        staging.add_hashed(name, "mjs", &bundle.run(workspace, profile)?)
    };
    let debug_file = part("debug", "www/debug/debug.mjs")?;
    let cloud_file = part("cloud", "www/cloud/cloud.mjs")?;
    let take_away_file = part("take-away", "www/cloud/take-away.mjs")?;

    let select_file = part("select", "www/select/select.mjs")?;

    let module = Bundle {
        entry: workspace.source("www/groundswell.mjs"),
        format: Format::Esm,
        alias: [("groundswell-widget", glue.to_owned())].into(),
        define: [
            ("WASM_FILE", wasm_file),
            ("WASM_INTEGRITY", integrity(&wasm)),
            ("CLOUD_FILE", cloud_file),
            ("DEBUG_FILE", debug_file),
            ("SELECT_FILE", select_file),
            ("LANGUAGE_FILES", language_files),
            ("TAKE_AWAY_FILE", take_away_file),
            ("LOCALE_NAMES", locales.names),
            ("LOCALES_HASH", locales.hash),
        ]
        .into(),
        external: vec![],
    };
    let module = module.run(workspace, profile)?;
    let module_file = staging.add_hashed("groundswell", "mjs", &module)?;
    let entry = Bundle {
        entry: workspace.source("www/entry.mjs"),
        format: Format::Esm,
        alias: [].into(),
        define: [].into(),
        external: vec!["./groundswell.mjs", "./layout.mjs"],
    };
    let entry = led_to(entry.run(workspace, profile)?, &module_file)?;
    staging.add("groundswell.mjs", entry.as_bytes())?;

    let loader = Bundle {
        entry: workspace.source("www/loader.js"),
        format: Format::Iife,
        alias: [].into(),
        define: [("MODULE_FILE", module_file)].into(),
        external: vec![],
    };
    staging.add("groundswell.js", &loader.run(workspace, profile)?)?;

    for name in TYPES {
        let path = workspace.source("www").join(name);
        let types = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        staging.add(name, &types)?;
    }
    Ok(staging)
}

/// The script that pages import themselves, under a name that never changes, led to the module.
fn led_to(script: Vec<u8>, module_file: &str) -> anyhow::Result<String> {
    let script = String::from_utf8(script).context("a script is not in UTF-8")?;
    Ok(script.replace("./groundswell.mjs", &format!("./{module_file}")))
}

/// The value of `integrity` with which a browser accepts `content` and nothing else
/// (W3C Subresource Integrity).
fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(content)))
}

/// The sample pages go beside `dist/`: they are shown by the demo and tested, never released.
fn copy_demo(workspace: &Workspace) -> anyhow::Result<()> {
    let (from, to) = (workspace.source("www/demo"), workspace.demo_pages());
    if to.exists() {
        fs::remove_dir_all(&to).with_context(|| format!("cannot clear {}", to.display()))?;
    }
    if from.exists() {
        publish::copy_folder(&from, &to)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integrity_is_what_a_browser_computes() {
        // The SHA-384 of nothing, FIPS 180-4.
        assert_eq!(
            integrity(b""),
            "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb"
        );
    }

    #[test]
    fn the_stable_name_leads_to_the_module() {
        let script = br#"import i from"./groundswell.mjs";export*from"./groundswell.mjs";"#;
        let led = led_to(script.to_vec(), "groundswell-0.mjs").unwrap();
        assert_eq!(led.matches("./groundswell-0.mjs").count(), 2);
        assert!(!led.contains("./groundswell.mjs"));
    }
}
