//! The files of the widget's own words, one for each language but English, which is within the module.

use std::fs;

use anyhow::{Context as _, bail};
use serde_json::Value;

use super::publish::{Staging, content_hash};
use crate::workspace::Workspace;

/// The language within the module.
const WITHIN: &str = "en";

/// What the module has to know to load the files.
pub struct Locales {
    /// The names of the languages, with spaces between.
    pub names: String,
    /// The hash in the names of the files: that of them all, so that the module holds one and not a dozen.
    pub hash: String,
}

/// Adds the files, without the spaces that people read them by.
pub fn stage(workspace: &Workspace, staging: &mut Staging) -> anyhow::Result<Locales> {
    let tables = read(workspace)?;
    let hash = hash(&tables);
    for (name, table) in &tables {
        staging.add(&format!("locales/{name}-{hash}.json"), table.as_bytes())?;
    }
    let names: Vec<_> = tables.into_iter().map(|(name, _)| name).collect();
    Ok(Locales {
        names: names.join(" "),
        hash,
    })
}

/// Each language's name and texts, in the order of the names.
fn read(workspace: &Workspace) -> anyhow::Result<Vec<(String, String)>> {
    let folder = workspace.source("www/locales");
    let entries =
        fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut tables = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let Some(name) = path.file_stem().and_then(|stem| stem.to_str()) else {
            bail!("{} is named after no language", path.display());
        };
        if name == WITHIN {
            continue;
        }
        let text = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let table: Value = serde_json::from_slice(&text)
            .with_context(|| format!("{} is no JSON", path.display()))?;
        tables.push((name.to_owned(), table.to_string()));
    }
    tables.sort();
    Ok(tables)
}

fn hash(tables: &[(String, String)]) -> String {
    let all: Vec<_> = tables
        .iter()
        .map(|(name, table)| [name.as_str(), table].concat())
        .collect();
    content_hash(all.concat().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_text_in_any_language_names_the_files_anew() {
        let tables = |de: &str| {
            [("ar", "{}"), ("de", de)].map(|(name, table)| (name.to_owned(), table.to_owned()))
        };
        let old = hash(&tables("{}"));
        assert_eq!(old, hash(&tables("{}")));
        assert_ne!(old, hash(&tables(r#"{"close":"Zu"}"#)));
    }
}
