//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use groundswell_hub::{DEFAULT_DIST, Settings};
use groundswell_protocol::RatingKind;

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
    #[command(after_long_help = LOG_HELP)]
    Serve(ServeArgs),

    /// Show Groundswell on a page that does not have it yet, without touching the page
    ///
    /// Opens a saved HTML file, or passes a running site through, on this computer only, and adds the
    /// script tag on the way. Ratings are kept until it ends.
    Try(TryArgs),
}

const LOG_HELP: &str = "\
The log goes to standard error. GROUNDSWELL_LOG sets how much is told: error, warn, info (the default) \
or debug.";

#[derive(Args)]
pub struct TryArgs {
    // Set here, because rustdoc would want the address to be a link.
    #[arg(
        value_name = "FILE|URL",
        help = "Saved page, or the address of one: page.html, https://intranet.example/blog/"
    )]
    pub page: String,

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

/// Every flag can also be given by the environment variable beside it.
#[derive(Args)]
pub struct ServeArgs {
    /// Address and port to listen on [default: 127.0.0.1:8300]
    #[arg(long, env = "GROUNDSWELL_LISTEN", value_name = "ADDRESS:PORT")]
    listen: Option<String>,

    /// SQLite file that holds the ratings; made at the first start [default: groundswell.db]
    #[arg(long, env = "GROUNDSWELL_DATABASE", value_name = "FILE")]
    database: Option<PathBuf>,

    /// Secret key; made at the first start, readable by its owner only [default: beside the database]
    ///
    /// Back it up apart from the database. Whoever has both can tell which ratings come from the same
    /// reader; without the key nobody can rate as the reader they were.
    #[arg(long, env = "GROUNDSWELL_KEY", value_name = "FILE")]
    key: Option<PathBuf>,

    /// A space, and how its posts are rated: useful, updown or stars [default: default:useful]
    #[arg(
        long = "space",
        env = "GROUNDSWELL_SPACES",
        value_name = "NAME[:KIND]",
        value_delimiter = ','
    )]
    spaces: Vec<String>,

    /// An origin whose pages may rate here, besides the hub's own; '*' lets pages of any origin read
    #[arg(
        long = "origin",
        env = "GROUNDSWELL_ORIGINS",
        value_name = "ORIGIN",
        value_delimiter = ','
    )]
    origins: Vec<String>,

    /// Directory of the widget's files [default: target/dist, if it is there]
    #[arg(long, env = "GROUNDSWELL_DIST", value_name = "DIR")]
    dist: Option<PathBuf>,

    /// Directory of pages to serve at / beside the hub, for demonstrations and tests
    #[arg(long, env = "GROUNDSWELL_PAGES", value_name = "DIR")]
    pages: Option<PathBuf>,

    /// File with a token of 32 characters or more; whoever sends it may hide posts, terms and readers
    #[arg(long, env = "GROUNDSWELL_ADMINISTRATION_TOKEN", value_name = "FILE")]
    administration_token: Option<PathBuf>,
}

impl From<ServeArgs> for Settings {
    fn from(args: ServeArgs) -> Self {
        Self {
            listen: args.listen,
            database: args.database,
            key: args.key,
            spaces: args.spaces,
            origins: args.origins,
            dist: args.dist,
            pages: args.pages,
            administration_token: args.administration_token,
        }
    }
}
