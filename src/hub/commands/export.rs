//! `groundswell export`.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use groundswell_hub::{Format, export};
use groundswell_protocol::SpaceId;

use super::{Failure, complain, settled};
use crate::cli::DataArgs;

/// How records are written.
#[derive(Clone, Copy, ValueEnum)]
pub enum FormatArg {
    /// One JSON object a line
    Jsonl,
    /// A table, a column for each field
    Csv,
}

impl From<FormatArg> for Format {
    fn from(arg: FormatArg) -> Self {
        match arg {
            FormatArg::Jsonl => Self::JsonLines,
            FormatArg::Csv => Self::Csv,
        }
    }
}

#[derive(Args)]
pub struct ExportArgs {
    /// File to write, readable by its owner only; must not be there yet [default: standard output]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,

    /// How records are written
    #[arg(long, value_enum, default_value_t = FormatArg::Jsonl)]
    format: FormatArg,

    /// One space only
    #[arg(long, value_name = "NAME")]
    only: Option<SpaceId>,

    #[command(flatten)]
    data: DataArgs,
}

pub fn run(args: ExportArgs) -> Result<(), Failure> {
    let config = settled(args.data.settings())?;
    let to: Box<dyn Write> = match &args.file {
        Some(file) => Box::new(create(file)?),
        None => Box::new(io::stdout().lock()),
    };
    let to = BufWriter::new(to);
    let format = args.format.into();
    let written = export(&config.database, args.only.as_ref(), format, to);
    let name = config.database.display();
    let told = |error| Failure::of(format_args!("database {name}: {error}"));
    let records = written.map_err(told)?;
    complain(&format!("{records} records"));
    Ok(())
}

fn create(path: &Path) -> Result<File, Failure> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let file = options.open(path);
    file.map_err(|error| Failure::of(format_args!("{}: {error}", path.display())))
}
