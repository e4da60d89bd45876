//! What a rating and a read cost the hub, beside the floor and other servers, in rounds taken in turn.

use std::hint::black_box;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use anyhow::Context as _;
use flate2::Compression;
use flate2::write::GzEncoder;
use rustix::time::{ClockId, clock_gettime};
use tempfile::TempDir;

use crate::load::{Connection, Load, Outcome, Requests, Until, header, once, run};
use crate::process::Server;
use crate::report::Figure;
use crate::requests::hub_rating;
use crate::{floor, requests};

/// Readers who rate: so many that the limits on any one of them are not met.
const READERS: u64 = 10_000;

/// The reader whose own ratings are read: nine of the page.
const RATER: usize = 20;

/// Connections that rate at a time. Fewer share a commit, so each rating costs more.
const RATING: usize = 64;

/// Connections that read at a time.
const READING: usize = 16;

/// Ratings a second where waiting for a reply is measured: what two slow cores still do at leisure.
const RATING_RATE: u32 = 500;

/// Reads a second where waiting for a reply is measured.
const READING_RATE: u32 = 1_000;

/// How long and how often.
#[derive(Clone, Copy)]
pub struct Options {
    pub rounds: usize,
    /// Length of each measurement.
    pub length: Duration,
    pub readers: u64,
}

impl Options {
    pub fn new(rounds: usize, quick: bool) -> Self {
        let (length, readers) = if quick {
            (Duration::from_millis(500), 200)
        } else {
            (Duration::from_secs(4), READERS)
        };
        Self {
            rounds,
            length,
            readers,
        }
    }

    fn closed(&self, connections: usize) -> Load {
        Load {
            connections,
            until: Until::Time(self.length),
            rate: None,
        }
    }

    fn open(&self, connections: usize, rate: u32) -> Load {
        Load {
            rate: Some(rate),
            ..self.closed(connections)
        }
    }
}

/// A server that is ready to be loaded.
pub struct Contender {
    pub name: &'static str,
    pub server: Server,
    pub ratings: Requests,
    /// Ratings that make the page that is read what it is, and their number.
    pub page: (Requests, u64),
    pub reads: Requests,
    /// The number of the next rating: none may come twice.
    pub next: Arc<AtomicU64>,
    /// The credential of a reader who rated some posts of the page.
    pub token: Option<String>,
    /// Whether it can be asked at the rates at which waiting is measured.
    pub keeps_up: bool,
    /// Goes with the server.
    pub _dir: TempDir,
}

impl Contender {
    pub async fn hub(options: &Options) -> anyhow::Result<Self> {
        let dir = crate::scratch()?;
        let server = Server::hub(dir.path())?;
        let readers = requests::readers(server.address, options.readers).await?;
        Ok(Self {
            name: "hub",
            ratings: requests::hub_ratings(&readers),
            token: readers.get(RATER).cloned(),
            page: requests::page(move |reader, post| hub_rating(&readers, reader, post)),
            reads: requests::read("/v1/spaces/default/tallies", ""),
            next: Arc::default(),
            keeps_up: true,
            server,
            _dir: dir,
        })
    }

    pub fn floor(options: &Options) -> anyhow::Result<Self> {
        let dir = crate::scratch()?;
        Ok(Self {
            name: floor::AXUM,
            server: Server::floor(floor::AXUM, dir.path())?,
            ratings: requests::floor_ratings(options.readers),
            page: requests::page(requests::floor_rating),
            token: None,
            reads: requests::read("/tallies", ""),
            next: Arc::default(),
            keeps_up: true,
            _dir: dir,
        })
    }
}

/// Acknowledged ratings: CPU time of each, how many, and how long they are waited for.
pub async fn ratings(contenders: &[Contender], options: Options) -> anyhow::Result<Vec<Figure>> {
    let mut cpu = Figure::new(format!("rating, {RATING} connections: CPU"), "us").at_most(60.0);
    let mut rate = Figure::new(format!("rating, {RATING} connections: how many"), "1/s");
    let of = format!("rating, {RATING_RATE}/s: 99 in 100 within");
    let mut wait = Figure::new(of, "ms");
    for _ in 0..options.rounds {
        for contender in contenders {
            let outcome = contender.rate(options.closed(RATING)).await?;
            cpu.add(contender.name, outcome.cpu_per_reply());
            rate.add(contender.name, outcome.replies_per_second());
        }
        for contender in contenders.iter().filter(|contender| contender.keeps_up) {
            let outcome = contender.rate(options.open(RATING, RATING_RATE)).await?;
            wait.add(contender.name, outcome.p99());
        }
    }
    Ok(vec![cpu, rate, wait])
}

/// Reads of a page's tallies: CPU time of each, how many, and how long they are waited for.
pub async fn reads(contenders: &[Contender], options: Options) -> anyhow::Result<Vec<Figure>> {
    let posts = requests::READ;
    let mut cpu = Figure::new(format!("read of {posts} posts: CPU"), "us").at_most(30.0);
    let mut rate = Figure::new(format!("read of {posts} posts: how many"), "1/s");
    let of = format!("read of {posts} posts, {READING_RATE}/s: 99 in 100 within");
    let mut wait = Figure::new(of, "ms");
    let mut bytes = Figure::new(format!("read of {posts} posts: bytes"), "B");
    let mut gzip = Figure::new(format!("read of {posts} posts: bytes, gzip"), "B").at_most(300.0);
    let mut packing = Figure::new("the same on top, if the server packs: CPU", "us");
    for contender in contenders {
        contender.fill_page().await?;
        let body = once(contender.server.address, &(contender.reads)(0), 200).await?;
        bytes.add(contender.name, body.len() as f64);
        gzip.add(
            contender.name,
            compressed(&body, Compression::best())?.len() as f64,
        );
        for _ in 0..options.rounds {
            packing.add(contender.name, packing_time(&body)?);
        }
    }
    for _ in 0..options.rounds {
        for contender in contenders {
            let outcome = contender.read(options.closed(READING), 200).await?;
            cpu.add(contender.name, outcome.cpu_per_reply());
            rate.add(contender.name, outcome.replies_per_second());
        }
        for contender in contenders.iter().filter(|contender| contender.keeps_up) {
            let load = options.open(READING, READING_RATE);
            let outcome = contender.read(load, 200).await?;
            wait.add(contender.name, outcome.p99());
        }
    }
    Ok(vec![cpu, rate, wait, bytes, gzip, packing])
}

/// What only the hub does: says that nothing changed, and what a reader said themselves.
pub async fn hub_reads(hub: &Contender, options: Options) -> anyhow::Result<Vec<Figure>> {
    let mut connection = Connection::to(hub.server.address);
    let reply = connection.ask(&(hub.reads)(0)).await?;
    let tag = header(str::from_utf8(reply.head)?, "etag").context("no entity tag")?;
    let known = format!("if-none-match: {tag}\r\n");
    let token = hub.token.as_ref().context("no credential")?;
    let posts = requests::READ;
    let kinds = [
        ("unchanged", known, 304),
        (
            "with one's own",
            format!("authorization: Bearer {token}\r\n"),
            200,
        ),
    ];
    let mut figures = Vec::new();
    for (kind, header, status) in kinds {
        let mut figure = Figure::new(format!("read of {posts} posts, {kind}: CPU"), "us");
        let reads = requests::read("/v1/spaces/default/tallies", &header);
        for _ in 0..options.rounds {
            let load = options.closed(READING);
            let outcome = run(&hub.server, load, &reads, &Arc::default(), status).await?;
            figure.add(hub.name, outcome.cpu_per_reply());
        }
        figures.push(figure);
    }
    Ok(figures)
}

impl Contender {
    async fn rate(&self, load: Load) -> anyhow::Result<Outcome> {
        let outcome = run(&self.server, load, &self.ratings, &self.next, 200).await;
        outcome.with_context(|| format!("ratings of {}", self.name))
    }

    async fn fill_page(&self) -> anyhow::Result<()> {
        let (ratings, count) = &self.page;
        let load = Load {
            connections: RATING,
            until: Until::Count(*count),
            rate: None,
        };
        run(&self.server, load, ratings, &Arc::default(), 200).await?;
        Ok(())
    }

    async fn read(&self, load: Load, status: u16) -> anyhow::Result<Outcome> {
        let outcome = run(&self.server, load, &self.reads, &Arc::default(), status).await;
        outcome.with_context(|| format!("reads of {}", self.name))
    }
}

/// `body` as gzip.
fn compressed(body: &[u8], level: Compression) -> anyhow::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(body)?;
    Ok(encoder.finish()?)
}

/// CPU time of making `body` gzip as servers do, in microseconds. This thread does nothing else meanwhile.
fn packing_time(body: &[u8]) -> anyhow::Result<f64> {
    const TIMES: u32 = 2_000;
    let before = clock_gettime(ClockId::ThreadCPUTime);
    for _ in 0..TIMES {
        black_box(compressed(black_box(body), Compression::default())?);
    }
    let spent = Duration::try_from(clock_gettime(ClockId::ThreadCPUTime) - before)?;
    Ok(spent.as_secs_f64() * 1e6 / f64::from(TIMES))
}
