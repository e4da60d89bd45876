//! `cargo xtask bench`: what can be measured, by name.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::build::{self, Profile};
use crate::tools::isso;
use crate::workspace::Workspace;
use crate::{command, ui};

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
        about: "layout of word clouds: time, and how densely they are packed",
        measure: Measure::Table(&["bench", "--package=groundswell-cloud", "--bench=layout"]),
    },
    Bench {
        name: "text",
        about: "text to terms: time, beside that of finding the words and nothing else",
        measure: Measure::Table(&[
            "run",
            "--release",
            "--package=groundswell-text",
            "--example=throughput",
        ]),
    },
    Bench {
        name: "scan",
        about: "posts found on saved pages: share right, and time; give it their folder after --",
        measure: Measure::Table(&[
            "run",
            "--release",
            "--package=groundswell-scan",
            "--features=html",
            "--example=judge",
        ]),
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
        Measure::Table(_) if options.json.is_some() => {
            bail!("the bench '{name}' prints a table and writes no JSON")
        }
        Measure::Table(args) => command::show(&mut program(workspace, args, options)),
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

fn size(workspace: &Workspace, options: &Options) -> anyhow::Result<()> {
    let sizes = build::make(workspace, Profile::Widget)?;
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
