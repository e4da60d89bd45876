//! The client: plain HTTP/1.1 over kept connections, cheap enough to leave the machine to the server.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until};

use crate::process::Server;

/// How long any single reply may take. Slower is broken, not slow.
const PATIENCE: Duration = Duration::from_secs(60);

/// One connection, opened again whenever the server closed it.
pub struct Connection {
    address: SocketAddr,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
}

/// A reply, as it lies in the connection's buffer.
pub struct Reply<'a> {
    pub status: u16,
    pub head: &'a [u8],
    pub body: &'a [u8],
}

impl Connection {
    pub fn to(address: SocketAddr) -> Self {
        Self {
            address,
            stream: None,
            buffer: Vec::with_capacity(4096),
        }
    }

    /// Sends `request`, whole as it is, and waits for the whole reply.
    pub async fn ask(&mut self, request: &[u8]) -> anyhow::Result<Reply<'_>> {
        let exchange = self.exchange(request);
        let replied = tokio::time::timeout(PATIENCE, exchange).await;
        let (head, end) = replied.context("no reply for a minute")??;
        let (head, rest) = self.buffer.split_at(head);
        let status = head
            .get(9..12)
            .and_then(|status| str::from_utf8(status).ok());
        let status = status.and_then(|status| status.parse().ok());
        Ok(Reply {
            status: status.context("no status")?,
            head,
            body: rest.get(..end).unwrap_or(rest),
        })
    }

    /// Lengths of the reply's head and body.
    async fn exchange(&mut self, request: &[u8]) -> anyhow::Result<(usize, usize)> {
        self.buffer.clear();
        if self.stream.is_none() {
            let stream = TcpStream::connect(self.address).await?;
            stream.set_nodelay(true)?;
            self.stream = Some(stream);
        }
        let stream = self.stream.as_mut().context("no connection")?;
        stream.write_all(request).await?;
        let head = loop {
            if stream.read_buf(&mut self.buffer).await? == 0 {
                bail!("the server closed the connection instead of replying");
            }
            if let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let text = str::from_utf8(self.buffer.get(..head).unwrap_or_default())?;
        let bodyless = ["HTTP/1.1 204", "HTTP/1.1 304"];
        let body = if bodyless.iter().any(|status| text.starts_with(status)) {
            0
        } else {
            let length = header(text, "content-length").context("a reply without its length")?;
            length.parse::<usize>()?
        };
        let closes = header(text, "connection").is_some_and(|v| v.eq_ignore_ascii_case("close"));
        while self.buffer.len() < head + body {
            if stream.read_buf(&mut self.buffer).await? == 0 {
                bail!("the reply ended early");
            }
        }
        if closes {
            self.stream = None;
        }
        Ok((head, body))
    }
}

/// The value of a header in the text of a reply's head.
pub fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// Makes the bytes of request number `n`. No two numbers may give a rating twice.
pub type Requests = Arc<dyn Fn(u64) -> Vec<u8> + Send + Sync>;

/// How to load a server.
#[derive(Clone, Copy)]
pub struct Load {
    pub connections: usize,
    pub until: Until,
    /// Requests a second, whatever becomes of them. Without it each connection asks again as soon as
    /// it has its reply.
    pub rate: Option<u32>,
}

/// When a load ends.
#[derive(Clone, Copy)]
pub enum Until {
    /// No request is sent after this time.
    Time(Duration),
    /// So many requests are sent.
    Count(u64),
}

/// What a load came to. Every reply was a good one.
pub struct Outcome {
    pub replies: u64,
    pub wall: Duration,
    /// CPU time of the server meanwhile.
    pub cpu: Duration,
    /// Time to each reply, ascending; under a rate, from when the request was due.
    pub times: Vec<Duration>,
}

impl Outcome {
    /// CPU time of the server for a reply, in microseconds.
    pub fn cpu_per_reply(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / self.replies.max(1) as f64
    }

    pub fn replies_per_second(&self) -> f64 {
        self.replies as f64 / self.wall.as_secs_f64()
    }

    /// The time that only one reply in a hundred took longer than, in milliseconds.
    pub fn p99(&self) -> f64 {
        percentile(&self.times, 99)
    }
}

/// The `percent`th percentile of ascending times, in milliseconds.
pub fn percentile(times: &[Duration], percent: usize) -> f64 {
    let time = times.get((times.len() * percent / 100).min(times.len().saturating_sub(1)));
    time.map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
}

/// Loads the server with requests numbered from where `next` stands.
///
/// # Errors
/// At the first reply that has another status than `good`: a figure of refusals means nothing.
pub async fn run(
    server: &Server,
    load: Load,
    requests: &Requests,
    next: &Arc<AtomicU64>,
    good: u16,
) -> anyhow::Result<Outcome> {
    let slots = Arc::new(AtomicU64::new(0));
    let before = server.cpu()?;
    let start = Instant::now();
    let clients = (0..load.connections).map(|_| {
        let client = Client {
            connection: Connection::to(server.address),
            load,
            start,
            slots: Arc::clone(&slots),
            requests: Arc::clone(requests),
            next: Arc::clone(next),
            good,
        };
        tokio::spawn(client.run())
    });
    let clients: Vec<_> = clients.collect();
    let mut times = Vec::new();
    for client in clients {
        times.append(&mut client.await??);
    }
    let (wall, cpu) = (start.elapsed(), server.cpu()?.saturating_sub(before));
    times.sort_unstable();
    Ok(Outcome {
        replies: times.len() as u64,
        wall,
        cpu,
        times,
    })
}

struct Client {
    connection: Connection,
    load: Load,
    start: Instant,
    slots: Arc<AtomicU64>,
    requests: Requests,
    next: Arc<AtomicU64>,
    good: u16,
}

impl Client {
    async fn run(mut self) -> anyhow::Result<Vec<Duration>> {
        let mut times = Vec::new();
        while let Some(due) = self.due().await {
            let request = (self.requests)(self.next.fetch_add(1, Ordering::Relaxed));
            let reply = self.connection.ask(&request).await?;
            if reply.status != self.good {
                let body = String::from_utf8_lossy(reply.body);
                bail!(
                    "status {} where {} is right: {body}",
                    reply.status,
                    self.good
                );
            }
            times.push(due.elapsed());
        }
        Ok(times)
    }

    /// When the next request is due, once that time has come; none after the end.
    async fn due(&self) -> Option<Instant> {
        let slot = self.slots.fetch_add(1, Ordering::Relaxed);
        let due = match self.load.rate {
            Some(rate) => self.start + Duration::from_secs(slot) / rate,
            None => Instant::now(),
        };
        let over = match self.load.until {
            Until::Time(length) => due >= self.start + length,
            Until::Count(count) => slot >= count,
        };
        if over {
            return None;
        }
        sleep_until(due).await;
        Some(due)
    }
}

/// Sends one request on a connection of its own; gives the body of the good reply.
pub async fn once(address: SocketAddr, request: &[u8], good: u16) -> anyhow::Result<Vec<u8>> {
    let mut connection = Connection::to(address);
    let reply = connection.ask(request).await?;
    if reply.status != good {
        let body = String::from_utf8_lossy(reply.body);
        bail!("status {} where {good} is right: {body}", reply.status);
    }
    Ok(reply.body.to_vec())
}
