//! `cargo xtask fuzz`: libFuzzer on every function of `tests/hostile`.
//!
//! The programs are built with the stable compiler, whose own flags give libFuzzer the coverage that it
//! goes by, as `cargo fuzz --sanitizer none` does; that tool runs them too. What a run finds worth
//! keeping stays in the target directory, for the next to begin with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::tools::{apt, find};
use crate::workspace::Workspace;
use crate::{command, ui};

/// Where the programs are.
const CRATE: &str = "tests/fuzz";

/// Counters at every edge of the code, and every comparison told.
const COVERAGE: &str = "--cfg fuzzing -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Seconds that one input may take.
const PATIENCE: u32 = 10;

#[derive(clap::Args)]
pub struct Options {
    /// What to fuzz; everything when nothing is named
    targets: Vec<String>,
    /// Inputs to try, for each
    #[arg(long, default_value_t = 100_000)]
    runs: u64,
    /// Where chance begins, to find the same again; otherwise anywhere
    #[arg(long)]
    seed: Option<u32>,
    /// Bytes of an input at most: short ones are tried far more often
    #[arg(long, value_name = "BYTES")]
    longest: Option<u32>,
}

/// Builds what is fuzzed, and runs it until it fails or was tried often enough.
pub fn run(workspace: &Workspace, options: &Options) -> anyhow::Result<()> {
    let known = known(workspace)?;
    let targets = chosen(&options.targets, &known)?;
    let programs = ui::step("Compiling what is fuzzed", || build(workspace))?;
    for target in targets {
        let said = format!("Fuzzing {target}: {} inputs", options.runs);
        ui::step(&said, || fuzz(workspace, &programs, target, options))?;
    }
    Ok(())
}

/// Everything that can be fuzzed.
fn known(workspace: &Workspace) -> anyhow::Result<Vec<String>> {
    let folder = workspace.source(CRATE).join("targets");
    let files =
        fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let stem = |path: PathBuf| Some(path.file_stem()?.to_str()?.to_owned());
    let mut names = Vec::new();
    for file in files {
        names.extend(stem(file?.path()));
    }
    names.sort_unstable();
    Ok(names)
}

fn chosen<'a>(named: &'a [String], known: &'a [String]) -> anyhow::Result<&'a [String]> {
    if let Some(name) = named.iter().find(|name| !known.contains(name)) {
        bail!(
            "nothing here is called '{name}'; there are {}",
            known.join(", ")
        );
    }
    Ok(if named.is_empty() { known } else { named })
}

/// Compiles the programs; their folder.
fn build(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    // libFuzzer is C++.
    if find("CXX", &["c++", "g++", "clang++"]).is_none() {
        apt::install(&["g++"])?;
    }
    take_over_versions(workspace)?;
    let host = host()?;
    let target = workspace.target("fuzz");
    let mut cargo = command::cargo();
    cargo
        .current_dir(workspace.source(CRATE))
        // With a target, so that build scripts and macros are compiled without the flags.
        .args([
            "build",
            "--release",
            "--bins",
            "--target",
            &host,
            "--target-dir",
        ])
        .arg(&target)
        .env("RUSTFLAGS", COVERAGE);
    command::show(&mut cargo)?;
    Ok(target.join(host).join("release"))
}

/// What this machine is called among targets.
fn host() -> anyhow::Result<String> {
    let said = command::output(Command::new("rustc").arg("--version").arg("--verbose"))?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .context("rustc does not say its host")
}

/// Gives the programs' lock file the versions of the workspace's own, so that what is fuzzed is what is
/// shipped. Cargo takes out again what they do not need.
fn take_over_versions(workspace: &Workspace) -> anyhow::Result<()> {
    let path = workspace.source(CRATE).join("Cargo.lock");
    let read = |path: &Path| {
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
    };
    let (whole, own) = (read(&workspace.source("Cargo.lock"))?, read(&path)?);
    fs::write(&path, merged(&whole, &own))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// One lock file with all of another's packages of which it has no version.
fn merged(whole: &str, own: &str) -> String {
    let name = |entry: &str| {
        entry
            .lines()
            .find(|line| line.starts_with("name = "))
            .map(str::to_owned)
    };
    let packages = |lock| str::split(lock, "[[package]]").skip(1);
    let known: Vec<_> = packages(whole).filter_map(name).collect();
    let more = packages(own).filter(|entry| name(entry).is_some_and(|name| !known.contains(&name)));
    let more = more.map(|entry| format!("\n[[package]]{}\n", entry.trim_end()));
    format!("{}\n{}", whole.trim_end(), more.collect::<String>())
}

/// Runs one program in folders of its own.
fn fuzz(
    workspace: &Workspace,
    programs: &Path,
    name: &str,
    options: &Options,
) -> anyhow::Result<()> {
    let source = workspace.source(CRATE);
    let corpus = workspace.target("fuzz/corpus").join(name);
    let findings = workspace.target("fuzz/findings");
    for folder in [&corpus, &findings] {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let scratch = scratch()?;
    let mut program = Command::new(programs.join(name));
    program
        .env("TMPDIR", scratch.path())
        .arg(&corpus)
        .arg(source.join("seeds").join(name))
        .arg(format!("-artifact_prefix={}/{name}-", findings.display()))
        .arg(format!("-runs={}", options.runs))
        .arg(format!("-seed={}", options.seed.unwrap_or(0)))
        .arg(format!("-timeout={PATIENCE}"))
        .arg("-print_final_stats=1");
    if let Some(longest) = options.longest {
        program.arg(format!("-max_len={longest}"));
    }
    let words = source
        .join("dictionaries")
        .join(name)
        .with_extension("dict");
    if words.is_file() {
        program.arg(format!("-dict={}", words.display()));
    }
    command::show(&mut program)
}

/// Where a hub under test keeps its database, gone afterwards however the program ends. In memory where
/// the system has such a folder: the disk would be most of the time.
fn scratch() -> anyhow::Result<tempfile::TempDir> {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    folder.context("a folder for databases")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_the_workspaces_own() {
        let whole = "version = 4\n\n[[package]]\nname = \"axum\"\nversion = \"2\"\n";
        let own = "version = 4\n\n[[package]]\nname = \"axum\"\nversion = \"1\"\n\n\
                   [[package]]\nname = \"libfuzzer-sys\"\nversion = \"1\"\n";
        let both = format!("{whole}\n[[package]]\nname = \"libfuzzer-sys\"\nversion = \"1\"\n");
        assert_eq!(merged(whole, own), both);
        assert_eq!(merged(whole, &both), both);
    }

    #[test]
    fn only_what_is_there_can_be_fuzzed() {
        let known = known(&Workspace::find().unwrap()).unwrap();
        assert!(known.contains(&"requests".to_owned()));
        assert_eq!(chosen(&[], &known).unwrap(), known);
        let error = chosen(&["request".to_owned()], &known).unwrap_err();
        assert!(error.to_string().contains("requests"), "{error}");
    }
}
