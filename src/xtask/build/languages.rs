//! The files of languages: one small WebAssembly module each, without the machinery of panics.
//!
//! A pack that panics ends by `unreachable`, which its page takes for a word that has no stem; there is nobody to
//! read a message. Rust links the code that would write one nevertheless, 0.8 kB of each pack.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use groundswell_languages::ALL;
use serde_json::json;
use walrus::{FunctionBuilder, FunctionKind, Module};

use super::publish::{Staging, content_hash};
use super::{Profile, integrity, wasm};
use crate::workspace::Workspace;

/// Sources and licences of what is in the files.
const NOTICE: &[u8] = include_bytes!("../../text/languages/NOTICE.md");

/// The most that a language may weigh on its way to a page, in bytes of Brotli.
const MAX_BROTLI: usize = 12_288;

/// Functions of Rust's own that only write about a panic, by parts of their names.
const PANICKING: [&str; 6] = [
    "panicking",
    "rust_begin_unwind",
    "slice_error_fail",
    "handle_alloc_error",
    "unwrap_failed",
    "expect_failed",
];

/// A language's module.
pub struct Language {
    tag: &'static str,
    wasm: Vec<u8>,
}

/// Compiles all languages.
pub fn make(workspace: &Workspace, profile: Profile) -> anyhow::Result<Vec<Language>> {
    let examples = ALL
        .iter()
        .map(|linguist| format!("--example=lang-{}", linguist.tag));
    let what: Vec<String> = examples.collect();
    let mut what: Vec<&str> = what.iter().map(String::as_str).collect();
    what.push("--package=groundswell-languages");
    let compiled = wasm::cargo_build(workspace, profile, &what)?.join("examples");
    let kept = workspace.target("languages");
    let mut languages = Vec::new();
    for tag in ALL.iter().map(|linguist| linguist.tag) {
        let path = compiled.join(format!("lang_{tag}.wasm"));
        let path = match profile {
            Profile::Widget => optimised(workspace, &path, &kept)?,
            Profile::Dev => path,
        };
        let wasm = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        languages.push(Language { tag, wasm });
    }
    Ok(languages)
}

/// Adds the files; by tag their names and what browsers check them against, as JSON.
pub fn stage(
    staging: &mut Staging,
    languages: &[Language],
    profile: Profile,
) -> anyhow::Result<String> {
    let mut files = serde_json::Map::new();
    for Language { tag, wasm } in languages {
        let name = staging.add_hashed(&format!("lang/{tag}"), "wasm", wasm)?;
        let weight = staging.size(&name).map_or(0, |size| size.brotli);
        if profile == Profile::Widget && weight > MAX_BROTLI {
            bail!("{name} weighs {weight} bytes in Brotli, more than {MAX_BROTLI}");
        }
        files.insert((*tag).to_owned(), json!([name, integrity(wasm)]));
    }
    // Whoever gets the files gets to know whose figures are in them.
    staging.add("lang/NOTICE.md", NOTICE)?;
    Ok(serde_json::Value::Object(files).to_string())
}

/// The module at `path` made small. Kept under a name that is another for another module.
fn optimised(workspace: &Workspace, path: &Path, kept: &Path) -> anyhow::Result<PathBuf> {
    let module = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let small = kept.join(format!("{name}-{}.wasm", content_hash(&module)));
    if !small.exists() {
        fs::create_dir_all(kept).with_context(|| format!("cannot create {}", kept.display()))?;
        let plain = kept.join(format!("{name}.wasm"));
        fs::write(&plain, without_panics(&module)?)
            .with_context(|| format!("cannot write {}", plain.display()))?;
        wasm::wasm_opt(workspace, &plain, &small)?;
    }
    Ok(small)
}

/// The module with `unreachable` for the body of each function that only writes about a panic.
fn without_panics(module: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut module = Module::from_buffer(module).context("a language's module is not sound")?;
    let is_panicking = |name: &str| PANICKING.iter().any(|part| name.contains(part));
    let found: Vec<_> = module
        .funcs
        .iter_local()
        .map(|(id, _)| module.funcs.get(id))
        .filter(|function| function.name.as_deref().is_some_and(is_panicking))
        .map(|function| (function.id(), function.ty()))
        .collect();
    for (id, ty) in found {
        let (params, results) = {
            let ty = module.types.get(ty);
            (ty.params().to_vec(), ty.results().to_vec())
        };
        let args = params.iter().map(|&ty| module.locals.add(ty)).collect();
        let mut body = FunctionBuilder::new(&mut module.types, &params, &results);
        body.func_body().unreachable();
        module.funcs.get_mut(id).kind = FunctionKind::Local(body.local_func(args));
    }
    Ok(module.emit_wasm())
}
