//! What the hub costs: `cargo bench -p groundswell-hub --bench hub -- [WHAT...]`.
//!
//! Client and servers share one machine. What counts first is CPU time of the server's process, which
//! hardly moves with what else the machine does; beside each figure stands that of a peer in the same
//! run, because a time alone says nothing of another machine.
#![cfg(target_os = "linux")]
#![allow(
    missing_docs,
    clippy::print_stdout,
    reason = "a program that prints a table"
)]

mod floor;
mod isso;
mod load;
mod million;
mod process;
mod rates;
mod report;
mod requests;
mod streams;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Parser, ValueEnum};
use tempfile::TempDir;

use rates::Contender;
use report::{Figure, Report};

/// Rounds that each figure is the median of.
const ROUNDS: usize = 3;

/// Files that are open besides one for each stream.
const FILES: u64 = 500;

/// Measures the hub beside its peers, on one machine.
#[derive(Parser)]
struct Options {
    /// What to measure; everything unless told otherwise
    what: Vec<What>,

    /// A few seconds for each, to see that it works; the figures mean nothing
    #[arg(long)]
    quick: bool,

    /// Rounds that each figure is the median of [default: 3]
    #[arg(long)]
    rounds: Option<usize>,

    /// Open streams
    #[arg(long, default_value_t = 10_000)]
    streams: usize,

    /// Measure Isso as well; cargo xtask bench hub -- --peers installs it first
    #[arg(long)]
    peers: bool,

    /// Write the figures of every round to this file as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,

    /// What cargo passes to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Acknowledged ratings
    Ratings,
    /// Reads of a page's tallies
    Reads,
    /// Open live streams
    Streams,
    /// Ratings of a post that a million have rated
    Popular,
    /// Serving again after a kill
    Restart,
}

fn main() -> anyhow::Result<()> {
    let mut args = std::env::args_os().skip(1);
    if args.next().is_some_and(|first| first == "floor") {
        let kind = args.next().context("no floor is named")?;
        let dir = args.next().context("no directory is named")?;
        return floor::serve(&kind.to_string_lossy(), Path::new(&dir));
    }
    let options = Options::parse();
    // One thread: the client is to leave the other cores to the server.
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build()?.block_on(measure(&options))
}

async fn measure(options: &Options) -> anyhow::Result<()> {
    let mut report = Report::begin(options.quick);
    for what in What::value_variants() {
        if options.what.is_empty() || options.what.contains(what) {
            report.figures.append(&mut options.measure(*what).await?);
        }
    }
    report.end();
    println!("{report}");
    if !options.peers {
        println!("Isso is left out: `cargo xtask bench hub -- --peers` installs and measures it.");
    }
    if let Some(file) = &options.json {
        let json = serde_json::to_string_pretty(&report)?;
        std::fs::write(file, json + "\n").with_context(|| file.display().to_string())?;
    }
    Ok(())
}

impl Options {
    fn rounds(&self) -> usize {
        let default = if self.quick { 1 } else { ROUNDS };
        self.rounds.unwrap_or(default)
    }

    async fn measure(&self, what: What) -> anyhow::Result<Vec<Figure>> {
        let options = rates::Options::new(self.rounds(), self.quick);
        let million = million::Options::new(self.rounds(), self.quick);
        match what {
            What::Ratings => rates::ratings(&self.contenders(&options).await?, options).await,
            What::Reads => {
                let contenders = self.contenders(&options).await?;
                let mut figures = rates::reads(&contenders, options).await?;
                if let [hub, ..] = &*contenders {
                    figures.append(&mut rates::hub_reads(hub, options).await?);
                }
                Ok(figures)
            }
            What::Streams => self.streams().await,
            What::Popular => million::popular(million).await,
            What::Restart => million::restart(million).await,
        }
    }

    async fn contenders(&self, options: &rates::Options) -> anyhow::Result<Vec<Contender>> {
        let mut contenders = vec![Contender::hub(options).await?, Contender::floor(options)?];
        if self.peers {
            contenders.push(isso::start().await?);
        }
        Ok(contenders)
    }

    async fn streams(&self) -> anyhow::Result<Vec<Figure>> {
        let options = streams::Options {
            streams: if self.quick { 500 } else { self.streams },
            ratings: if self.quick { 3 } else { 15 },
        };
        process::allow_open_files(options.streams as u64 + FILES)?;
        streams::measure(options, self.rounds()).await
    }
}

/// A directory on the disk that cargo builds on; the system's own may be in memory, where syncing
/// costs nothing.
fn scratch() -> anyhow::Result<TempDir> {
    let dir = TempDir::with_prefix_in("bench-", env!("CARGO_TARGET_TMPDIR"));
    dir.context("no directory for the databases")
}
