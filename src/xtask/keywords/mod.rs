//! `cargo xtask bench keywords`: our first terms of documents, and YAKE's, against what the authors say they are
//! about.
//!
//! The documents are LibreOffice's help from Debian's packages (MPL-2.0), which comes in many languages with the
//! headings of an index for every page. They are unpacked beside what is built and are no part of this project.

use std::process::Command;

use crate::command;
use crate::tools::{apt, python};
use crate::workspace::Workspace;

/// The versions that are measured: figures of others are no figures of these.
const PACKAGES: &[&str] = &["yake==0.7.3", "snowballstemmer==3.1.1"];

/// What is judged, by language and Debian's name for it.
const LANGUAGES: [(&str, &str); 3] = [("en", "en-us"), ("de", "de"), ("fr", "fr")];

const EXAMPLE: &[&str] = &[
    "--release",
    "--package=groundswell-text",
    "--example=keywords",
];

/// Judges and prints a table.
pub fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let programs = python::ensure(&workspace.target("tmp/keywords/python"), "YAKE", PACKAGES)?;
    let help = workspace.target("tmp/keywords/help");
    let packages = LANGUAGES.map(|(_, name)| format!("libreoffice-help-{name}"));
    apt::unpack(&packages, &help)?;
    let mut cargo = command::cargo();
    cargo
        .current_dir(workspace.root())
        .arg("build")
        .args(EXAMPLE);
    command::show(&mut cargo)?;
    let mut judge = Command::new(programs.join("python"));
    judge
        .arg(workspace.source("src/xtask/keywords/judge.py"))
        .arg(workspace.target("release/examples/keywords"))
        .arg(help.join("usr/share/libreoffice/help"))
        .args(LANGUAGES.map(|(language, _)| language));
    command::show(&mut judge)
}
