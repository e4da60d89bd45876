//! `groundswell import`.

use std::fs::File;
use std::io;
use std::path::PathBuf;

use clap::Args;
use groundswell_hub::{Hub, Import, Imported};

use super::export::FormatArg;
use super::{Failure, announce, settled};
use crate::cli::DataArgs;

#[derive(Args)]
pub struct ImportArgs {
    /// File to read [default: standard input]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,

    /// How records are written
    #[arg(long, value_enum, default_value_t = FormatArg::Jsonl)]
    format: FormatArg,

    /// Take in readers that are hashed under another key, as strangers whom the hub never meets again
    ///
    /// They cannot change their ratings any more, and rating anew they count once more.
    #[arg(long)]
    foreign: bool,

    #[command(flatten)]
    data: DataArgs,
}

pub async fn run(args: ImportArgs) -> Result<(), Failure> {
    let config = settled(args.data.settings())?;
    let from: Box<dyn io::Read + Send> = match &args.file {
        Some(file) => {
            let told = |error| Failure::of(format_args!("{}: {error}", file.display()));
            Box::new(File::open(file).map_err(told)?)
        }
        None => Box::new(io::stdin()),
    };
    let import = Import {
        from,
        format: args.format.into(),
        foreign: args.foreign,
    };
    let hub = Hub::open(config).map_err(Failure::of)?;
    let imported = hub.import(import).await.map_err(Failure::of)?;
    let Imported {
        ratings,
        posts,
        known,
    } = imported;
    announce(&format!(
        "imported: {ratings} ratings, {posts} posts; {known} records said nothing new"
    ))
}
