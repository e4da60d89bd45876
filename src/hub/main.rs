//! The hub's command line. What it does is in the library; here are arguments, signals and the log.

mod cli;
mod commands;

use std::io::{self, IsTerminal as _};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser as _;
use groundswell_hub::{Config, Hub, Notes, Preview, Settings};
use tokio::net::TcpListener;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use cli::{Cli, Command, ServeArgs, TryArgs};
use commands::{Failure, announce, complain};

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    log_to_stderr();
    let result = match cli.command {
        Command::Serve(args) => serve(args).await,
        Command::Try(args) => preview(args).await,
        Command::Backup(args) => commands::backup::run(args),
        Command::Check(args) => commands::check::run(args),
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

/// `GROUNDSWELL_LOG` says what is told: a level, or levels by module.
fn log_to_stderr() {
    let wanted = std::env::var("GROUNDSWELL_LOG").ok();
    let wanted = wanted.and_then(|wanted| wanted.parse::<Targets>().ok());
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .with_filter(wanted.unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO)));
    tracing_subscriber::registry().with(lines).init();
}

async fn serve(args: ServeArgs) -> Result<(), Failure> {
    let check = args.check;
    let (config, effective) = Config::explain(Settings::from(args))
        .map_err(|faults| Failure(faults.iter().map(ToString::to_string).collect()))?;
    if check {
        return announce(&effective);
    }
    let listener = bind(config.listen).await?;
    let hub = Hub::open(config).map_err(Failure::of)?;
    announce(&format!("listening on {}", address(&listener)?))?;
    hub.serve(listener, asked_to_stop()).await;
    Ok(())
}

async fn preview(args: TryArgs) -> Result<(), Failure> {
    if !args.listen.ip().is_loopback() {
        let why = "is not of this computer only; whoever reached it could read the page through it";
        return Err(Failure::of(format_args!("--listen {}: {why}", args.listen)));
    }
    let notes: Notes = Arc::new(complain);
    let preview = Preview::new(&args.page, args.rating, args.dist, notes).map_err(Failure::of)?;
    let listener = bind(args.listen).await?;
    let address = address(&listener)?;
    let page = preview.path().trim_start_matches('/');
    announce(&format!("listening on {address}{page}"))?;
    complain(&preview.describe());
    let served = preview.serve(listener, asked_to_stop()).await;
    served.map_err(Failure::of)
}

async fn bind(address: std::net::SocketAddr) -> Result<TcpListener, Failure> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|error| Failure::of(format_args!("cannot listen on {address}: {error}")))
}

fn address(listener: &TcpListener) -> Result<String, Failure> {
    let address = listener.local_addr().map_err(Failure::of)?;
    Ok(format!("http://{address}/"))
}

/// Done at Ctrl-C, or when the service manager says so.
async fn asked_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupt => {}
        () = terminated() => {}
    }
    tracing::info!("stopping");
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
