//! The files of languages: one small WebAssembly module each, without the machinery of panics.
//!
//! A pack that panics ends by `unreachable`, which its page takes for a word that has no stem; there is nobody to
//! read a message. Rust links the code that would write one nevertheless, 0.8 kB of each pack.

use std::fs;

use anyhow::{Context as _, bail};
use groundswell_languages::ALL;
use serde_json::json;

use super::publish::Staging;
use super::{Profile, integrity, plain, wasm};
use crate::workspace::Workspace;

/// Sources and licences of what is in the files.
const NOTICE: &[u8] = include_bytes!("../../text/languages/NOTICE.md");

/// The most that a language may weigh on its way to a page, in bytes of Brotli.
const MAX_BROTLI: usize = 12_288;

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
            Profile::Widget => plain::optimised(workspace, wasm::OPTIMISATION, &path, &kept)?,
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
