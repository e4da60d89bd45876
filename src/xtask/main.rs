//! `cargo xtask`: builds, shows, tests, measures and packs the whole of Groundswell.
//!
//! Here is the command line only; each command has a file of its own. What a command needs that the
//! machine lacks, `tools` installs or names with the command that installs it.

mod api;
mod bench;
mod build;
mod cloud;
mod command;
mod demo;
mod deploy;
mod fuzz;
mod isolation;
mod keywords;
mod ratings;
mod release;
mod seed;
mod test;
mod tools;
mod ui;
mod webdriver;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

/// Builds, shows, tests, measures and packs Groundswell.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build everything a page needs into the target directory's `dist/`.
    ///
    /// Compiles the widget to WebAssembly, optimises it, bundles the scripts, names the files by
    /// their content, compresses each as `.br` and `.gz`, and prints what a page will load.
    Build(build::Options),
    /// Show Groundswell on a sample intranet: builds, starts a hub, gives it readers and ratings.
    ///
    /// Runs until Ctrl-C. The sample's ratings stay in the target directory, so that the next
    /// demo goes on where this one ended.
    Demo(demo::Options),
    /// Run every test, or the parts that are named, installing what they need.
    Test(test::Options),
    /// Measure: without a name, list what can be measured.
    Bench(bench::Options),
    /// Look for inputs that bring down what reads outside data, by libFuzzer.
    ///
    /// What is found lies in the target directory's `fuzz/findings/`: add it to `tests/fuzz/seeds/`,
    /// which every test run takes.
    Fuzz(fuzz::Options),
    /// Pack what is released: hub, page files and licences, with SHA-256 sums.
    Dist,
    /// Run one WebAssembly test file in a browser; cargo calls this.
    #[command(hide = true)]
    TestRunner {
        /// The test file and what cargo passes along with it.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<OsString>,
    },
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            ui::error(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<()> {
    if let Command::TestRunner { args } = cli.command {
        return webdriver::run_wasm_tests(args);
    }
    let workspace = Workspace::find()?;
    match cli.command {
        Command::Build(options) => build::run(&workspace, &options).map(drop),
        Command::Demo(options) => demo::run(&workspace, &options),
        Command::Test(options) => test::run(&workspace, &options),
        Command::Bench(options) => bench::run(&workspace, &options),
        Command::Fuzz(options) => fuzz::run(&workspace, &options),
        Command::Dist => release::run(&workspace),
        Command::TestRunner { .. } => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
