//! The hub's command line. What it does is in the library; here are arguments, signals and the log.

mod cli;
mod commands;
mod log;
mod open_files;
mod signals;

use std::process::ExitCode;

use clap::Parser as _;

use cli::{Cli, Command};
use commands::{Failure, backup, check, complain, erase, export, import, serve, try_page};

#[tokio::main]
async fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Serve(args) => serve::run(args).await,
        Command::Try(args) => try_page::run(args).await,
        Command::Backup(args) => backup::run(args),
        Command::Check(args) => check::run(args),
        Command::Erase(args) => erase::run(args).await,
        Command::Export(args) => export::run(args),
        Command::Import(args) => import::run(args).await,
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(lines)) => {
            for line in lines {
                complain(&line);
            }
            ExitCode::FAILURE
        }
    }
}
