//! The texts of `www/locales` and of the owner's view, `www/debug`: each language has what the code asks for, and
//! nothing that it does not.
//!
//! Which plural forms a language has is asked of a real browser, in `browser_tests/texts.rs`; the owner's view has
//! those that the interface has.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// Beginnings of keys whose ends the code has from elsewhere.
const BUILT: &[&str] = &["refused-", "take-"];

/// Keys that `Lens::name` gives.
fn lenses() -> impl Iterator<Item = String> {
    groundswell_rank::Lens::ALL
        .into_iter()
        .map(|lens| lens.name().to_owned())
}

/// What a text is called with after: `Strings` and `Words` take the key first.
const CALLS: &[&str] = &[
    "strings.text(\"",
    "strings.with(\"",
    "strings.count(\"",
    "strings.find(\"",
    ".say(\"",
    "words.text('",
    "texts.text('",
    "texts.count('",
];

/// The folders of texts, below `www`.
const FOLDERS: [&str; 2] = ["locales", "debug"];

type Table = BTreeMap<String, Value>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The tables of a folder below `www`, by language.
fn tables(folder: &str) -> BTreeMap<String, Table> {
    let files = fs::read_dir(root().join("www").join(folder)).unwrap();
    let paths = files.map(|file| file.unwrap().path());
    let json = paths.filter(|path| path.extension().is_some_and(|end| end == "json"));
    json.map(|path| {
        let text = fs::read_to_string(&path).unwrap();
        let table = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        (
            path.file_stem().unwrap().to_str().unwrap().to_owned(),
            table,
        )
    })
    .collect()
}

/// The forms of a text: one, or one for each plural category.
fn forms(text: &Value) -> Vec<(&str, &str)> {
    match text {
        Value::Object(forms) => forms
            .iter()
            .map(|(category, form)| (category.as_str(), form.as_str().unwrap()))
            .collect(),
        text => vec![("other", text.as_str().unwrap())],
    }
}

/// The plural categories for which there are forms, of every text that has such.
fn plurals(table: &Table) -> BTreeSet<BTreeSet<&str>> {
    let counted = table.values().filter(|text| text.is_object());
    counted
        .map(|text| forms(text).iter().map(|(category, _)| *category).collect())
        .collect()
}

/// The names in braces.
fn names(form: &str) -> BTreeSet<&str> {
    let parts = form.split('{').skip(1);
    parts.map(|part| part.split_once('}').unwrap().0).collect()
}

/// Our sources without tests, each as one line without spaces after brackets.
fn sources() -> Vec<String> {
    let mut open = vec![root().join("src/widget"), root().join("www")];
    let mut sources = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() && !["browser_tests", "demo", "debug"].contains(&name) {
                open.push(path);
            } else if [".rs", ".mjs"].iter().any(|end| name.ends_with(end))
                && !name.ends_with("_tests.rs")
            {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
                sources.push(
                    code.split_whitespace()
                        .collect::<Vec<_>>()
                        .join(" ")
                        .replace("( ", "("),
                );
            }
        }
    }
    sources
}

/// The keys that the code calls for by name.
fn called(sources: &[String]) -> BTreeSet<&str> {
    let mut keys = BTreeSet::new();
    for source in sources {
        for call in CALLS {
            for rest in source.split(call).skip(1) {
                let end = rest.find(['"', '\'']).unwrap();
                keys.insert(&rest[..end]);
            }
        }
    }
    keys
}

#[test]
fn every_language_has_the_texts_of_english() {
    for folder in FOLDERS {
        let tables = tables(folder);
        for (language, table) in &tables {
            let [keys, wanted] =
                [table, &tables["en"]].map(|table| table.keys().collect::<BTreeSet<_>>());
            let missing: Vec<_> = wanted.difference(&keys).collect();
            let unknown: Vec<_> = keys.difference(&wanted).collect();
            assert!(
                missing.is_empty() && unknown.is_empty(),
                "{folder}/{language}.json misses {missing:?} and has {unknown:?}"
            );
        }
    }
}

#[test]
fn owners_are_spoken_to_in_every_language_of_the_interface() {
    let [interface, debug] = FOLDERS.map(tables);
    let [languages, wanted] =
        [&debug, &interface].map(|tables| tables.keys().collect::<BTreeSet<_>>());
    assert_eq!(languages, wanted);
    for (language, table) in &debug {
        let like = &interface[language];
        assert_eq!(table["dir"], like["dir"], "{language}");
        assert_eq!(plurals(table), plurals(like), "{language}");
    }
    let script = fs::read_to_string(root().join("www/debug/debug.mjs")).unwrap();
    for language in debug.keys() {
        let import = format!(" from './{language}.json';");
        assert!(script.contains(&import), "nobody reads {language}.json");
    }
}

#[test]
fn every_form_says_what_english_says() {
    for folder in FOLDERS {
        let tables = tables(folder);
        for (language, table) in &tables {
            for (key, text) in table {
                let english = &tables["en"][key];
                assert_eq!(text.is_object(), english.is_object(), "{language}: {key}");
                let wanted: BTreeSet<_> = forms(english)
                    .iter()
                    .flat_map(|(_, form)| names(form))
                    .collect();
                for (category, form) in forms(text) {
                    let missing: Vec<_> = wanted.difference(&names(form)).copied().collect();
                    // A word may stand for the number where there is but one: "twice".
                    let exact = ["zero", "one", "two"].contains(&category) && missing == ["n"];
                    assert!(
                        missing.is_empty() || exact,
                        "{language}: {key}.{category} lacks {missing:?}"
                    );
                    assert!(
                        names(form).is_subset(&wanted),
                        "{language}: {key}.{category}: {form}"
                    );
                }
            }
        }
    }
}

#[test]
fn texts_are_plain() {
    for folder in FOLDERS {
        for (language, table) in tables(folder) {
            for (key, text) in &table {
                for (_, form) in forms(text) {
                    let plain = !form.is_empty()
                        && form.trim() == form
                        && !form.contains(['!', '！', '¡', '<', '"'])
                        && !form.contains("...")
                        && !form.contains("  ");
                    assert!(plain, "{language}: {key}: {form}");
                }
            }
        }
    }
}

#[test]
fn every_text_is_used_and_every_text_that_is_used_exists() {
    let sources = sources();
    let english = &tables("locales")["en"];
    for key in called(&sources) {
        let is_built = BUILT.contains(&key);
        assert!(is_built || english.contains_key(key), "no text for {key}");
    }
    for lens in lenses() {
        assert!(english.contains_key(&lens), "no text for {lens}");
    }
    let lenses: BTreeSet<_> = lenses().collect();
    for key in english.keys() {
        let quoted = ['"', '\''].map(|quote| format!("{quote}{key}{quote}"));
        let named = quoted
            .iter()
            .any(|name| sources.iter().any(|source| source.contains(name)));
        let built = BUILT.iter().any(|start| key.starts_with(start));
        assert!(named || built || lenses.contains(key), "nobody says {key}");
    }
}
