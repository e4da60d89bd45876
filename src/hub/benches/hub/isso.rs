//! Isso, the peer that is like the hub in being one small server on SQLite, as its documents deploy it.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::load::{Requests, once};
use crate::process::Server;
use crate::rates::Contender;
use crate::requests;

/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(30);

/// Worker processes.
const WORKERS: &str = "4";

/// Where `cargo xtask bench hub -- --peers` installs it.
fn home() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("isso")
}

/// Starts it and gives it the comments that are rated and read.
pub async fn start() -> anyhow::Result<Contender> {
    let program = home().join("bin/gunicorn");
    ensure!(
        program.exists(),
        "isso is not installed: `cargo xtask bench hub -- --peers` does that first"
    );
    let dir = crate::scratch()?;
    let address = free_address()?;
    let settings = dir.path().join("isso.conf");
    let database = dir.path().join("isso.db");
    let text = format!(
        "[general]\ndbpath = {}\nhost = http://{address}/\n[server]\ntrusted-proxies = 127.0.0.1\n",
        database.display()
    );
    std::fs::write(&settings, text)?;
    let mut command = Command::new(program);
    command.args([
        "--workers",
        WORKERS,
        "--preload",
        "--log-level=error",
        "--bind",
    ]);
    command
        .arg(address.to_string())
        .arg("isso.run")
        .env("ISSO_SETTINGS", settings);
    let server = Server::told(command, address)?;
    accepts(address).await?;
    let comments = comments(address).await?;
    Ok(Contender {
        name: "isso",
        ratings: likes(address, comments),
        page: (Arc::new(|_| Vec::new()), 0),
        reads: read(address),
        next: Arc::default(),
        token: None,
        keeps_up: false,
        server,
        _dir: dir,
    })
}

/// An address that nobody listens at; nothing else on this machine is about to.
fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

async fn accepts(address: SocketAddr) -> anyhow::Result<()> {
    let start = Instant::now();
    while let Err(error) = TcpStream::connect(address).await {
        ensure!(start.elapsed() < PATIENCE, "isso does not start: {error}");
        sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

/// As many comments as the hub has posts in one read; their numbers.
async fn comments(address: SocketAddr) -> anyhow::Result<Vec<u64>> {
    let mut numbers = Vec::new();
    for n in 0..requests::READ {
        let body = format!(
            r#"{{"text":"Comment {n} on the canteen and the bicycle sheds.","author":"a{n}","title":"page"}}"#
        );
        let request = posted(address, "/new?uri=/page", n, &body);
        let said: Value = serde_json::from_slice(&once(address, &request, 201).await?)?;
        let number = said.get("id").and_then(Value::as_u64);
        numbers.push(number.with_context(|| format!("no comment but {said}"))?);
    }
    Ok(numbers)
}

/// Likes of the comments in turn; each comment's come from a network each, for that is a reader here.
fn likes(address: SocketAddr, comments: Vec<u64>) -> Requests {
    Arc::new(move |n| {
        let count = comments.len() as u64;
        let comment = usize::try_from(n % count)
            .ok()
            .and_then(|n| comments.get(n));
        let path = format!("/id/{}/like", comment.copied().unwrap_or(0));
        posted(address, &path, 1_000 + n / count, "{}")
    })
}

fn posted(address: SocketAddr, path: &str, network: u64, body: &str) -> Vec<u8> {
    let (high, low) = (network >> 8 & 255, network & 255);
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\n\
         x-forwarded-for: 10.{high}.{low}.1\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

fn read(address: SocketAddr) -> Requests {
    let request = format!("GET /?uri=/page&nested_limit=5 HTTP/1.1\r\nhost: {address}\r\n\r\n");
    Arc::new(move |_| request.clone().into_bytes())
}
