//! `cargo xtask bench`: what can be measured, by name.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::build::{self, Profile};
use crate::tools::{browsers, isso};
use crate::workspace::Workspace;
use crate::{cloud, command, keywords, ui};

#[derive(clap::Args)]
pub struct Options {
    /// What to measure
    name: Option<String>,
    /// Write the figures to this file as JSON, where the bench can
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Arguments for the measuring program itself
    #[arg(last = true)]
    args: Vec<OsString>,
}

struct Bench {
    name: &'static str,
    about: &'static str,
    measure: Measure,
}

enum Measure {
    /// What `dist/` weighs.
    Size,
    /// A program of a crate that prints a table, run optimised by these arguments of cargo.
    Table(&'static [&'static str]),
    /// Layouts of word clouds in a browser.
    Cloud,
    /// How fast text is counted natively and in a browser.
    Text,
    /// What looking at pages costs in a browser, then how much of what they say is found.
    Pages,
    /// What a page costs in a browser while it changes.
    Living,
    /// What readers of a long page notice on a slow machine.
    Page,
    /// A page's first terms beside those of YAKE.
    Keywords,
    /// The same of a program that takes `--json FILE` as well, and measures what is installed at
    /// `--peers`.
    Figures(&'static [&'static str]),
}

const BENCHES: &[Bench] = &[
    Bench {
        name: "size",
        about: "bytes that a page loads, as they are and compressed",
        measure: Measure::Size,
    },
    Bench {
        name: "cloud",
        about: "layout of word clouds beside d3-cloud and others: CPU in Chromium; -- --help says more",
        measure: Measure::Cloud,
    },
    Bench {
        name: "text",
        about: "text to terms, natively and in Chromium, beside finding the words and nothing else there",
        measure: Measure::Text,
    },
    Bench {
        name: "scan",
        about: "posts found on pages: CPU in Chromium, and share right; a folder of saved pages after --",
        measure: Measure::Pages,
    },
    Bench {
        name: "living",
        about: "posts added to pages of a thousand, and pages of five thousand: CPU in Chromium",
        measure: Measure::Living,
    },
    Bench {
        name: "page",
        about: "a forum of a thousand posts in Chromium at a quarter of its speed: how long it is held up, and answers",
        measure: Measure::Page,
    },
    Bench {
        name: "keywords",
        about: "a page's first terms beside YAKE's, against what its authors say it is about",
        measure: Measure::Keywords,
    },
    Bench {
        name: "rank",
        about: "which order lets the useful rise, in a simulated world of readers",
        measure: Measure::Table(&[
            "run",
            "--release",
            "--package=groundswell-rank",
            "--example=simulation",
        ]),
    },
    Bench {
        name: "hub",
        about: "the hub beside the least a server can do: CPU, memory, waiting; -- --help says more",
        measure: Measure::Figures(&["bench", "--package=groundswell-hub", "--bench=hub"]),
    },
];

/// Runs the bench that was named, or lists all.
pub fn run(workspace: &Workspace, options: &Options) -> anyhow::Result<()> {
    let Some(name) = &options.name else {
        ui::result(list());
        return Ok(());
    };
    let Some(bench) = BENCHES.iter().find(|bench| bench.name == name) else {
        bail!("there is no bench '{name}'; there are\n{}", list());
    };
    match bench.measure {
        Measure::Size => size(workspace, options),
        Measure::Table(_)
        | Measure::Text
        | Measure::Pages
        | Measure::Living
        | Measure::Page
        | Measure::Keywords
            if options.json.is_some() =>
        {
            bail!("the bench '{name}' prints a table and writes no JSON")
        }
        Measure::Table(args) => command::show(&mut program(workspace, args, options)),
        Measure::Cloud => cloud::run(workspace, &options.args, options.json.as_deref()),
        Measure::Text => text(workspace, options),
        Measure::Pages => pages(workspace, options),
        Measure::Living => with_hub(workspace, options, "living"),
        Measure::Page => with_hub(workspace, options, "page"),
        Measure::Keywords => keywords::run(workspace),
        Measure::Figures(args) => {
            if options.args.iter().any(|arg| arg == "--peers") {
                isso::ensure(workspace)?;
            }
            let mut program = program(workspace, args, options);
            if let Some(file) = &options.json {
                // Cargo runs a bench in the folder of its crate.
                program.arg("--json").arg(std::path::absolute(file)?);
            }
            command::show(&mut program)
        }
    }
}

/// The measuring program by these arguments of cargo, with those of its own.
fn program(workspace: &Workspace, args: &[&str], options: &Options) -> Command {
    let mut cargo = command::cargo();
    cargo.current_dir(workspace.root()).args(args);
    cargo.arg("--").args(&options.args);
    cargo
}

/// Counts text without a browser.
const THROUGHPUT: &[&str] = &[
    "run",
    "--release",
    "--package=groundswell-text",
    "--example=throughput",
];

fn text(workspace: &Workspace, options: &Options) -> anyhow::Result<()> {
    build::make(workspace, Profile::Widget)?;
    let floor = build::make_floor(workspace)?;
    let mut page = in_chromium(workspace, "text")?;
    ui::step("Counting without a browser", || {
        command::show(&mut program(workspace, THROUGHPUT, options))
    })?;
    ui::step("Counting in Chromium", || {
        command::show(page.env("GROUNDSWELL_FLOOR", floor))
    })
}

fn with_hub(workspace: &Workspace, options: &Options, example: &str) -> anyhow::Result<()> {
    build::make(workspace, Profile::Widget)?;
    let mut cargo = command::cargo();
    cargo.current_dir(workspace.root());
    command::show(cargo.args(["build", "--package=groundswell-hub", "--bins"]))?;
    let hub = workspace.hub_program(false);
    let mut cargo = in_chromium(workspace, example)?;
    command::show(cargo.args(&options.args).env("GROUNDSWELL_HUB_BIN", hub))
}

/// A program of the end-to-end tests that measures what was built last in Chromium.
fn in_chromium(workspace: &Workspace, example: &str) -> anyhow::Result<Command> {
    let browsers = browsers::ensure(workspace)?;
    let mut cargo = command::cargo();
    cargo
        .current_dir(workspace.root())
        .args([
            "run",
            "--package=groundswell-tests",
            "--example",
            example,
            "--",
        ])
        .env("GROUNDSWELL_DIST", workspace.dist())
        .env("GROUNDSWELL_DEMO", workspace.demo_pages())
        .env("CHROMIUM", &browsers.chromium.program)
        .env("CHROMEDRIVER", &browsers.chromium.driver);
    Ok(cargo)
}

/// Where saved pages with what they say are looked for when no folder is named.
const SAVED_PAGES: &str = "../shared/pages";

/// Judges pages that come with what they say.
const JUDGE: &[&str] = &[
    "run",
    "--release",
    "--package=groundswell-scan",
    "--features=html",
    "--example=judge",
];

fn pages(workspace: &Workspace, options: &Options) -> anyhow::Result<()> {
    build::make(workspace, Profile::Widget)?;
    let named = options.args.first().map(PathBuf::from);
    let saved = workspace.source(SAVED_PAGES);
    let folder = named.or_else(|| saved.exists().then_some(saved));
    let folder = folder.unwrap_or_else(|| workspace.demo_pages());
    let mut cargo = in_chromium(workspace, "scan")?;
    cargo.arg(&folder).env(
        "GROUNDSWELL_READABILITY",
        workspace.source("node_modules/@mozilla/readability/Readability.js"),
    );
    command::show(&mut cargo)?;
    if !has_gold(&folder)? {
        return Ok(());
    }
    let mut cargo = command::cargo();
    cargo
        .current_dir(workspace.root())
        .args(JUDGE)
        .arg("--")
        .arg(&folder);
    command::show(&mut cargo)
}

/// Whether the pages of a folder come with what they say.
fn has_gold(folder: &Path) -> anyhow::Result<bool> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    Ok(paths.any(|path| {
        path.extension().is_some_and(|ending| ending == "json")
            && path.with_extension("html").exists()
    }))
}

fn size(workspace: &Workspace, options: &Options) -> anyhow::Result<()> {
    let mut sizes = build::make(workspace, Profile::Widget)?;
    sizes.add_part(build::weigh_text(workspace)?);
    ui::result(&sizes);
    let Some(file) = &options.json else {
        return Ok(());
    };
    let json = serde_json::to_string_pretty(&sizes).context("sizes as JSON")?;
    fs::write(file, json + "\n").with_context(|| format!("cannot write {}", file.display()))
}

fn list() -> String {
    let lines = BENCHES
        .iter()
        .map(|bench| format!("  {:8} {}", bench.name, bench.about));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_lists_the_known_ones() {
        let options = Options {
            name: Some("speed".to_owned()),
            json: None,
            args: vec![],
        };
        let error = run(&Workspace::find().unwrap(), &options)
            .unwrap_err()
            .to_string();
        for bench in BENCHES {
            assert!(error.contains(bench.name), "{error}");
        }
    }
}
