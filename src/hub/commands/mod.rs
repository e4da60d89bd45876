//! One file per command of `groundswell`, and what they share: how a command fails, and what it says.

pub mod backup;
pub mod check;
pub mod erase;
pub mod export;
pub mod import;
pub mod serve;
pub mod try_page;

use std::fmt;
use std::io::{self, Write as _};
use std::net::SocketAddr;

use groundswell_hub::{Config, Settings};
use tokio::net::TcpListener;

/// Why the command did not do its work, one sentence a line.
#[derive(Debug)]
pub struct Failure(pub Vec<String>);

impl Failure {
    fn of(error: impl fmt::Display) -> Self {
        Self(vec![error.to_string()])
    }
}

/// The settings, where all of them are good.
fn settled(settings: Settings) -> Result<Config, Failure> {
    explained(settings).map(|(config, _)| config)
}

/// The settings, where all of them are good, and how each came out.
fn explained(settings: Settings) -> Result<(Config, String), Failure> {
    let faults = |faults: Vec<_>| Failure(faults.iter().map(ToString::to_string).collect());
    Config::explain(settings).map_err(faults)
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|error| Failure::of(format_args!("cannot listen on {address}: {error}")))
}

fn address(listener: &TcpListener, scheme: &str) -> Result<String, Failure> {
    let address = listener.local_addr().map_err(Failure::of)?;
    Ok(format!("{scheme}://{address}/"))
}

/// One line for whoever started the command; a program may wait for it.
fn announce(line: &str) -> Result<(), Failure> {
    writeln!(io::stdout(), "{line}").map_err(Failure::of)
}

/// A sentence for the person in front of the screen.
pub fn complain(line: &str) {
    // Nobody is left to be told when standard error is gone.
    writeln!(io::stderr(), "groundswell: {line}").ok();
}
