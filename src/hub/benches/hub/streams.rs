//! Many open streams: memory of each, CPU time of a delivery, and when the last ones hear of a rating.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use crate::floor;
use crate::load::{once, percentile};
use crate::process::Server;
use crate::report::Figure;
use crate::requests;

/// Posts that each stream watches: those in sight on a page.
const WATCHED: u64 = 20;

/// Streams that are open before memory is read first, so that code and buffers that any stream needs
/// are not charged to those that follow.
const FIRST: usize = 50;

/// Streams that are being opened at a time: fewer than a listener's queue takes.
const OPENING: usize = 64;

/// How long the slowest delivery may take before it counts as lost.
const PATIENCE: Duration = Duration::from_secs(20);

/// The pause between two ratings, so that each is a delivery of its own.
const PAUSE: Duration = Duration::from_millis(300);

/// What to do.
#[derive(Clone, Copy)]
pub struct Options {
    pub streams: usize,
    pub ratings: u64,
}

/// The hub beside axum's streams and bare sockets.
pub async fn measure(options: Options, rounds: usize) -> anyhow::Result<Vec<Figure>> {
    let of = format!("{} streams of {WATCHED} posts", options.streams);
    let mut figures = [
        Figure::new(format!("{of}: memory of each"), "KiB").at_most(4.0),
        Figure::new(format!("{of}: CPU per delivery"), "us").at_most(11.0),
        Figure::new(format!("{of}: half heard within"), "ms"),
        Figure::new(format!("{of}: 99 in 100 heard within"), "ms").at_most(800.0),
    ];
    for _ in 0..rounds {
        for server in ["hub", floor::AXUM, floor::SOCKETS] {
            let values = one(server, options).await;
            let values = values.with_context(|| format!("streams of {server}"))?;
            for (figure, value) in figures.iter_mut().zip(values) {
                figure.add(server, value);
            }
        }
    }
    Ok(figures.into())
}

async fn one(name: &str, options: Options) -> anyhow::Result<[f64; 4]> {
    let dir = crate::scratch()?;
    let hub = name == "hub";
    let server = if hub {
        Server::hub(dir.path())?
    } else {
        Server::floor(name, dir.path())?
    };
    let readers = if hub {
        requests::readers(server.address, 1).await?
    } else {
        Arc::default()
    };
    let rating = |post| match hub {
        true => requests::hub_rating(&readers, 0, post),
        false => requests::floor_rating(0, post),
    };
    let path = if hub {
        "/v1/spaces/default/stream"
    } else {
        "/stream"
    };
    let posts = requests::posts(0..WATCHED);
    let request = format!("GET {path}?posts={posts} HTTP/1.1\r\nhost: hub\r\n\r\n");
    let mut crowd = Crowd::new(&server, request);
    crowd.grow(FIRST.min(options.streams / 2)).await?;
    crowd.hear(0, &rating(0)).await?;
    let (before, few) = (server.memory()?, crowd.size());
    crowd.grow(options.streams - few).await?;
    // Memory is read when every stream has delivered: what a delivery leaves behind counts as well.
    crowd.hear(1, &rating(1)).await?;
    let memory = server.memory()?.saturating_sub(before) as f64;
    let cpu = server.cpu()?;
    let mut times = Vec::new();
    for post in 2..2 + options.ratings {
        times.append(&mut crowd.hear(post, &rating(post)).await?);
        sleep(PAUSE).await;
    }
    let cpu = server.cpu()?.saturating_sub(cpu);
    times.sort_unstable();
    Ok([
        memory / (options.streams - few) as f64 / 1024.0,
        cpu.as_secs_f64() * 1e6 / times.len() as f64,
        percentile(&times, 50),
        percentile(&times, 99),
    ])
}

/// All open streams of one server.
struct Crowd<'a> {
    server: &'a Server,
    request: Arc<str>,
    listening: JoinSet<anyhow::Result<()>>,
    heard: Arc<Heard>,
}

/// Which rating is being waited for, and when who heard of it.
#[derive(Default)]
struct Heard {
    wanted: Mutex<String>,
    times: Mutex<Vec<Instant>>,
}

impl<'a> Crowd<'a> {
    fn new(server: &'a Server, request: String) -> Self {
        Self {
            server,
            request: request.into(),
            listening: JoinSet::new(),
            heard: Arc::default(),
        }
    }

    fn size(&self) -> usize {
        self.listening.len()
    }

    /// Opens `more` streams; returns when the server has accepted all of them.
    async fn grow(&mut self, more: usize) -> anyhow::Result<()> {
        let opening = Arc::new(Semaphore::new(OPENING));
        let mut opened = JoinSet::new();
        for _ in 0..more {
            let turn = Arc::clone(&opening).acquire_owned().await?;
            let (address, request) = (self.server.address, Arc::clone(&self.request));
            opened.spawn(async move {
                let _turn = turn;
                open(address, &request).await
            });
        }
        while let Some(stream) = opened.join_next().await {
            let heard = Arc::clone(&self.heard);
            self.listening.spawn(listen(stream??, heard));
        }
        Ok(())
    }

    /// Rates `post`; gives how long after that each stream heard of it.
    async fn hear(&mut self, post: u64, rating: &[u8]) -> anyhow::Result<Vec<Duration>> {
        *lock(&self.heard.wanted) = format!("\"post\":\"{}\"", requests::post(post));
        lock(&self.heard.times).clear();
        let start = Instant::now();
        once(self.server.address, rating, 200).await?;
        let all = async {
            while lock(&self.heard.times).len() < self.size() {
                sleep(Duration::from_millis(10)).await;
            }
        };
        let everybody = timeout(PATIENCE, all).await.is_ok();
        if let Some(ended) = self.listening.try_join_next() {
            ended??;
        }
        let times = std::mem::take(&mut *lock(&self.heard.times));
        ensure!(
            everybody && times.len() == self.size(),
            "{} of {} streams heard of a rating",
            times.len(),
            self.size()
        );
        Ok(times.into_iter().map(|time| time - start).collect())
    }
}

/// Opens one stream and waits for the first bytes: it is accepted then.
async fn open(address: std::net::SocketAddr, request: &str) -> anyhow::Result<TcpStream> {
    let stream = TcpStream::connect(address).await?;
    let mut rest = request.as_bytes();
    while !rest.is_empty() {
        stream.writable().await?;
        if let Ok(written) = stream.try_write(rest) {
            rest = rest.get(written..).unwrap_or_default();
        }
    }
    let mut begin = [0; 12];
    let seen = timeout(PATIENCE, stream.peek(&mut begin)).await??;
    let begin = begin.get(..seen).unwrap_or_default();
    ensure!(
        begin == b"HTTP/1.1 200",
        "a stream was refused: {}",
        String::from_utf8_lossy(begin)
    );
    Ok(stream)
}

/// Reads for ever, and notes when a line tells of the wanted rating.
async fn listen(stream: TcpStream, heard: Arc<Heard>) -> anyhow::Result<()> {
    let mut line = Vec::new();
    loop {
        stream.readable().await?;
        let mut bytes = [0; 4096];
        let read = match stream.try_read(&mut bytes) {
            Ok(0) => bail!("the server ended a stream"),
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => continue,
            Err(error) => return Err(error.into()),
        };
        let now = Instant::now();
        for piece in bytes
            .get(..read)
            .unwrap_or_default()
            .split_inclusive(|b| *b == b'\n')
        {
            line.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                if line.starts_with(b"data:") && tells(&line, &lock(&heard.wanted)) {
                    lock(&heard.times).push(now);
                }
                line.clear();
            }
        }
        if line.is_empty() {
            // Ten thousand kept buffers are the client's, but the machine's all the same.
            line = Vec::new();
        }
    }
}

fn tells(line: &[u8], wanted: &str) -> bool {
    line.windows(wanted.len())
        .any(|part| part == wanted.as_bytes())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
