//! `groundswell backup`.

use std::path::PathBuf;

use clap::Args;

use super::check::describe;
use super::{Failure, announce, settled};
use crate::cli::DataArgs;

#[derive(Args)]
pub struct BackupArgs {
    /// File to write
    #[arg(value_name = "FILE")]
    destination: PathBuf,

    #[command(flatten)]
    data: DataArgs,

    /// Replace the file if it is there
    #[arg(long)]
    force: bool,
}

pub fn run(args: BackupArgs) -> Result<(), Failure> {
    let config = settled(args.data.settings())?;
    let copied = groundswell_hub::backup(&config.database, &args.destination, args.force);
    let findings = copied.map_err(Failure::of)?;
    let name = args.destination.display();
    announce(&format!("{name}: sound, {}", describe(&findings)))?;
    announce(&format!(
        "the key is not in it: back up {} apart, in another place",
        config.key.display()
    ))
}
