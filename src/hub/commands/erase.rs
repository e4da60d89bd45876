//! `groundswell erase`.

use clap::{Args, ValueEnum};
use groundswell_hub::{Hub, SignOn, Whose};

use super::{Failure, announce, settled};
use crate::cli::DataArgs;

#[derive(Args)]
#[group(id = "whose", required = true, multiple = false)]
struct WhoseArgs {
    /// File with the reader's token, as their browser keeps it
    #[arg(long, value_name = "FILE")]
    token_file: Option<std::path::PathBuf>,

    /// The name under which the reader signs on
    #[arg(long, value_name = "NAME", requires = "way")]
    name: Option<String>,

    /// The reader as the hub stores them, 32 hexadecimal digits
    #[arg(long, value_name = "HEX")]
    reader: Option<String>,
}

/// How a reader signs on.
#[derive(Clone, Copy, ValueEnum)]
enum WayArg {
    /// Through the proxy in front of the hub
    Proxy,
    /// By a token of the page
    PageToken,
    /// At the OpenID provider; the name is the `sub` of its tokens
    #[cfg(feature = "oidc")]
    Login,
}

#[derive(Args)]
pub struct EraseArgs {
    #[command(flatten)]
    whose: WhoseArgs,

    /// How the reader of that name signs on
    #[arg(long, value_enum, requires = "name")]
    way: Option<WayArg>,

    #[command(flatten)]
    data: DataArgs,
}

pub async fn run(args: EraseArgs) -> Result<(), Failure> {
    let whose = whose(args.whose, args.way)?;
    let hub = Hub::open(settled(args.data.settings())?).map_err(Failure::of)?;
    let ratings = hub.erase(&whose).await.map_err(Failure::of)?;
    announce(&format!(
        "erased: {ratings} ratings and all else that was kept of the reader"
    ))
}

fn whose(args: WhoseArgs, way: Option<WayArg>) -> Result<Whose, Failure> {
    if let (Some(name), Some(way)) = (args.name, way) {
        let way = match way {
            WayArg::Proxy => SignOn::Proxy,
            WayArg::PageToken => SignOn::PageToken,
            #[cfg(feature = "oidc")]
            WayArg::Login => SignOn::Login,
        };
        return Ok(Whose::Named(way, name));
    }
    let Some(file) = args.token_file else {
        return Ok(Whose::Stored(args.reader.unwrap_or_default()));
    };
    let token = std::fs::read_to_string(&file);
    let told = |error| Failure::of(format_args!("{}: {error}", file.display()));
    Ok(Whose::Token(token.map_err(told)?.trim().to_owned()))
}
