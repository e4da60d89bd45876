//! The floors: the least that a server on the same libraries, or on bare sockets, can do and still
//! answer. They check nobody, bound nothing and log nothing, so no hub can cost less than they do.

use std::collections::HashMap;
use std::convert::Infallible;
use std::path::Path as FilePath;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use anyhow::Context as _;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::{get, put};
use axum::{Json, Router};
use futures_util::stream::{self, Stream};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{broadcast, mpsc, oneshot};

/// axum, one SQLite file with a writer that commits whatever is waiting, tallies in memory.
pub const AXUM: &str = "axum";

/// Streams only, written by hand on bare sockets, one list of all of them.
pub const SOCKETS: &str = "sockets";

/// Most ratings in one transaction, as in the hub.
const MAX_BATCH: usize = 512;

/// Serves one of the floors for ever, with its database in `dir`.
pub fn serve(kind: &str, dir: &FilePath) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("listening on http://{}/", listener.local_addr()?);
        match kind {
            AXUM => on_axum(listener, dir).await,
            SOCKETS => on_sockets(listener).await,
            _ => anyhow::bail!("no floor is called {kind}"),
        }
    })
}

struct Floor {
    counts: RwLock<HashMap<String, u32>>,
    orders: mpsc::Sender<Order>,
    news: broadcast::Sender<String>,
}

struct Order {
    post: String,
    reader: i64,
    done: oneshot::Sender<()>,
}

async fn on_axum(listener: TcpListener, dir: &FilePath) -> anyhow::Result<()> {
    let connection = open(dir)?;
    let counts = count(&connection)?;
    let (orders, waiting) = mpsc::channel(4_096);
    let floor = Arc::new(Floor {
        counts: RwLock::new(counts),
        orders,
        news: broadcast::channel(1_024).0,
    });
    let writing = Arc::clone(&floor);
    std::thread::spawn(move || write(connection, waiting, &writing));
    let router = Router::new()
        .route("/posts/{post}", put(rate))
        .route("/tallies", get(tallies))
        .route("/stream", get(stream))
        .with_state(floor);
    Ok(axum::serve(listener, router).await?)
}

/// The database of the floor in `dir`; makes it where there is none.
pub fn open(dir: &FilePath) -> rusqlite::Result<Connection> {
    let connection = Connection::open(dir.join("floor.db"))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.execute_batch(
        "CREATE TABLE IF NOT EXISTS ratings (reader INTEGER, post TEXT, value INTEGER, \
         PRIMARY KEY (reader, post)) WITHOUT ROWID",
    )?;
    Ok(connection)
}

fn count(connection: &Connection) -> rusqlite::Result<HashMap<String, u32>> {
    let mut select = connection.prepare("SELECT post, count(*) FROM ratings GROUP BY post")?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

async fn rate(
    State(floor): State<Arc<Floor>>,
    Path(post): Path<String>,
    headers: HeaderMap,
) -> StatusCode {
    let reader = headers.get("reader").and_then(|value| value.to_str().ok());
    let Some(reader) = reader.and_then(|reader| reader.parse().ok()) else {
        return StatusCode::BAD_REQUEST;
    };
    let (done, answer) = oneshot::channel();
    let order = Order { post, reader, done };
    if floor.orders.send(order).await.is_err() || answer.await.is_err() {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    StatusCode::OK
}

fn write(mut connection: Connection, mut waiting: mpsc::Receiver<Order>, floor: &Floor) {
    let mut batch = Vec::new();
    while waiting.blocking_recv_many(&mut batch, MAX_BATCH) > 0 {
        // Who waits for a batch that failed is told by the dropped sender.
        let orders = std::mem::take(&mut batch);
        if commit(&mut connection, &orders).is_ok() {
            for order in orders {
                floor.count(&order.post);
                order.done.send(()).ok();
            }
        }
    }
}

fn commit(connection: &mut Connection, orders: &[Order]) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    let sql = "INSERT INTO ratings (reader, post, value) VALUES (?1, ?2, 1)";
    let mut insert = transaction.prepare_cached(sql)?;
    for order in orders {
        insert.execute((order.reader, &order.post))?;
    }
    drop(insert);
    transaction.commit()
}

impl Floor {
    fn count(&self, post: &str) {
        let mut counts = self.counts.write().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(post.to_owned()).or_default();
        *count += 1;
        let news = news(post, *count);
        drop(counts);
        self.news.send(news).ok();
    }
}

fn news(post: &str, count: u32) -> String {
    format!(r#"{{"post":"{post}","tally":{{"1":{count}}},"seq":{count}}}"#)
}

#[derive(Deserialize)]
struct Asked {
    posts: String,
}

#[derive(Serialize)]
struct Tallies {
    tallies: Vec<Tally>,
}

#[derive(Serialize)]
struct Tally {
    #[serde(rename = "1")]
    count: u32,
}

async fn tallies(State(floor): State<Arc<Floor>>, Query(asked): Query<Asked>) -> Json<Tallies> {
    let counts = floor.counts.read().unwrap_or_else(PoisonError::into_inner);
    let count = |post| counts.get(post).copied().unwrap_or(0);
    let tallies = asked.posts.split(',').map(count);
    Json(Tallies {
        tallies: tallies.map(|count| Tally { count }).collect(),
    })
}

async fn stream(
    State(floor): State<Arc<Floor>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let events = stream::unfold(floor.news.subscribe(), |mut news| async move {
        let event = Event::default()
            .event("tally")
            .data(news.recv().await.ok()?);
        Some((Ok(event), news))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

async fn on_sockets(listener: TcpListener) -> anyhow::Result<()> {
    let streams = Arc::new(Mutex::new(Vec::new()));
    loop {
        let (socket, _) = listener.accept().await?;
        let streams = Arc::clone(&streams);
        // A connection that breaks is its client's loss, and the client counts.
        tokio::spawn(async move { on_socket(socket, &streams).await.ok() });
    }
}

/// The first request decides: a stream is kept among the others, a rating is told to all of them.
async fn on_socket(mut socket: TcpStream, streams: &Mutex<Vec<TcpStream>>) -> anyhow::Result<()> {
    socket.set_nodelay(true)?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if socket.read_buf(&mut head).await? == 0 {
            return Ok(());
        }
    }
    let head = str::from_utf8(&head)?;
    let Some(post) = head.strip_prefix("PUT /posts/") else {
        let greeting = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n:\n\n";
        socket.write_all(greeting.as_bytes()).await?;
        lock(streams).push(socket);
        return Ok(());
    };
    let (post, _) = post.split_once(' ').context("no path")?;
    let event = format!("event: tally\ndata: {}\n\n", news(post, 1));
    for stream in lock(streams).iter() {
        stream.try_write(event.as_bytes()).ok();
    }
    let reply = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    Ok(socket.write_all(reply.as_bytes()).await?)
}

fn lock(streams: &Mutex<Vec<TcpStream>>) -> std::sync::MutexGuard<'_, Vec<TcpStream>> {
    streams.lock().unwrap_or_else(PoisonError::into_inner)
}
