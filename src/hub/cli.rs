//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use groundswell_hub::{DEFAULT_DIST, Settings};
use groundswell_protocol::RatingKind;

use crate::commands::{backup, check, erase, export, import};

/// Shared ratings and word clouds for the pages you already have.
#[derive(Parser)]
#[command(name = "groundswell", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Run the hub
    ///
    /// Keeps the ratings of your pages in one SQLite file and serves the widget's files. Put it behind
    /// your intranet's proxy, at a path such as /groundswell/, and add one script tag to your pages.
    #[command(after_long_help = SETTINGS_HELP)]
    Serve(ServeArgs),

    /// Show Groundswell on a page that does not have it yet, without touching the page
    ///
    /// Opens a saved HTML file, or passes a running site through, on this computer only, and adds the
    /// script tag on the way. Ratings are kept until it ends.
    Try(TryArgs),

    /// Copy the database into one file while the hub goes on
    ///
    /// Everything that was acknowledged before is in the copy, which is checked before it gets its name.
    /// The key is not in it: back it up apart, in another place. To restore, stop the hub and put both
    /// back; remove files named like the database with -wal and -shm added.
    Backup(backup::BackupArgs),

    /// Check that a database is sound, and that it counts what was rated
    ///
    /// Reads every page and recounts every tally, also while the hub runs. Ends with status 1 when
    /// something is wrong.
    Check(check::CheckArgs),

    /// Write ratings, posts and tallies as JSON Lines or CSV, also while the hub runs
    ///
    /// Readers are the hashes that the database has. The key, the log of administrators and looks of the
    /// day are not in it.
    Export(export::ExportArgs),

    /// Take in what export wrote, all of it or nothing
    ///
    /// Stop the hub first. Of two ratings of one reader and post the later day's counts; importing a file
    /// again changes nothing.
    Import(import::ImportArgs),

    /// Forget one reader: their ratings in every space, and all else that is kept of them
    ///
    /// The tallies follow. Stop the hub first; pages keep new ratings until it is back. Copies of the
    /// database made before still hold the reader.
    Erase(erase::EraseArgs),
}

const SETTINGS_HELP: &str = "\
Every setting can be given in the file, by a variable of the environment (limits.queue is \
GROUNDSWELL_LIMITS_QUEUE) and by a flag; flags win over the environment, the environment over the file.

The log goes to standard error. GROUNDSWELL_LOG_LEVEL sets how much is told: error, warn, info (the \
default) or debug.";

#[derive(Args)]
pub struct TryArgs {
    // Set here, because rustdoc would want the address to be a link.
    #[arg(
        value_name = "FILE|URL",
        help = "Saved page, or the address of one: page.html, https://intranet.example/blog/"
    )]
    pub page: String,

    /// Print what is found on a saved page, why, and what is left out, and end
    #[arg(long)]
    pub report: bool,

    /// Address and port to listen on; of this computer only
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8301")]
    pub listen: SocketAddr,

    /// How posts are rated: useful, updown or stars
    #[arg(long, value_name = "KIND", default_value_t)]
    pub rating: RatingKind,

    /// Directory of the widget's files
    #[arg(long, env = "GROUNDSWELL_DIST", value_name = "DIR", default_value = DEFAULT_DIST)]
    pub dist: PathBuf,
}

/// Where the hub's settings and its data are.
#[derive(Args)]
pub struct DataArgs {
    /// Settings file in TOML; flags and environment win over it
    #[arg(long, env = "GROUNDSWELL_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,

    /// Any setting of the file, such as limits.queue=8192
    #[arg(long, value_name = "KEY=VALUE", value_parser = key_and_value)]
    set: Vec<(String, String)>,

    /// SQLite file that holds the ratings; made at the first start [default: groundswell.db]
    #[arg(long, value_name = "FILE")]
    database: Option<String>,

    /// Secret key; made at the first start, readable by its owner only [default: beside the database]
    ///
    /// Back it up apart from the database. Whoever has both can tell which ratings come from the same
    /// reader; without the key nobody can rate as the reader they were.
    #[arg(long, value_name = "FILE")]
    key: Option<String>,

    /// A space, and how its posts are rated: useful, updown or stars [default: default:useful]
    #[arg(long = "space", value_name = "NAME[:KIND]", value_delimiter = ',')]
    spaces: Vec<String>,
}

#[derive(Args)]
pub struct ServeArgs {
    #[command(flatten)]
    data: DataArgs,

    /// Check the settings, print what they come to, and end without opening anything
    #[arg(long)]
    pub check: bool,

    /// Address and port to listen on [default: 127.0.0.1:8300]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,

    /// An origin whose pages may rate here, besides the hub's own; '*' lets pages of any origin read
    #[arg(long = "origin", value_name = "ORIGIN", value_delimiter = ',')]
    origins: Vec<String>,

    /// Directory of the widget's files [default: target/dist, if it is there]
    #[arg(long, value_name = "DIR")]
    dist: Option<String>,

    /// Directory of pages to serve at / beside the hub, for demonstrations and tests
    #[arg(long, value_name = "DIR")]
    pages: Option<String>,
}

fn key_and_value(text: &str) -> Result<(String, String), &'static str> {
    let pair = text.split_once('=').ok_or("is not KEY=VALUE")?;
    Ok((pair.0.trim().to_owned(), pair.1.trim().to_owned()))
}

impl DataArgs {
    /// The settings of file and environment, with these flags on top.
    pub fn settings(self) -> Settings {
        let mut settings = Settings::default();
        if let Some(config) = self.config {
            settings.file(&config);
        }
        settings.environment(std::env::vars_os());
        for (key, value) in self.set {
            settings.set(&key, value);
        }
        set(&mut settings, "--database", self.database);
        set(&mut settings, "--key", self.key);
        if !self.spaces.is_empty() {
            settings.set_list("--space", "spaces", self.spaces);
        }
        settings
    }
}

impl From<ServeArgs> for Settings {
    fn from(args: ServeArgs) -> Self {
        let mut settings = args.data.settings();
        set(&mut settings, "--listen", args.listen);
        set(&mut settings, "--dist", args.dist);
        set(&mut settings, "--pages", args.pages);
        if !args.origins.is_empty() {
            settings.set_list("--origin", "origins", args.origins);
        }
        settings
    }
}

/// A flag that bears its setting's name.
fn set(settings: &mut Settings, flag: &'static str, value: Option<String>) {
    if let Some(value) = value {
        settings.set_flag(flag, flag.trim_start_matches('-'), value);
    }
}
