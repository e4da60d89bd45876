//! `groundswell erase`.

use clap::Args;
use groundswell_hub::{Hub, Whose};

use super::{Failure, announce, settled};
use crate::cli::DataArgs;

#[derive(Args)]
#[group(id = "whose", required = true, multiple = false)]
struct WhoseArgs {
    /// File with the reader's token, as their browser keeps it
    #[arg(long, value_name = "FILE")]
    token_file: Option<std::path::PathBuf>,

    /// The reader as the hub stores them, 32 hexadecimal digits
    #[arg(long, value_name = "HEX")]
    reader: Option<String>,
}

#[derive(Args)]
pub struct EraseArgs {
    #[command(flatten)]
    whose: WhoseArgs,

    #[command(flatten)]
    data: DataArgs,
}

pub async fn run(args: EraseArgs) -> Result<(), Failure> {
    let whose = match (args.whose.token_file, args.whose.reader) {
        (Some(file), _) => {
            let token = std::fs::read_to_string(&file);
            let told = |error| Failure::of(format_args!("{}: {error}", file.display()));
            Whose::Token(token.map_err(told)?.trim().to_owned())
        }
        (None, reader) => Whose::Stored(reader.unwrap_or_default()),
    };
    let hub = Hub::open(settled(args.data.settings())?).map_err(Failure::of)?;
    let ratings = hub.erase(&whose).await.map_err(Failure::of)?;
    announce(&format!(
        "erased: {ratings} ratings and all else that was kept of the reader"
    ))
}
