//! A hub that holds a million ratings: whether a rating costs more then, and how soon it serves again
//! after it was killed.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use rusqlite::Connection;
use serde_json::Value;

use crate::load::{Load, Requests, Until, once, run};
use crate::process::Server;
use crate::report::Figure;
use crate::{floor, requests};

/// Ratings that come before the one that is measured.
const STORED: u32 = 1_000_000;

/// Posts that they are of where the hub is killed.
const POSTS: u32 = 50_000;

/// Ratings in one round, each by another reader.
const ROUND: u64 = 10_000;

/// Connections that rate at a time.
const RATING: usize = 64;

/// How long ratings come before the hub is killed.
const UNDER_WAY: Duration = Duration::from_millis(500);

/// The post that has all the ratings, or its share of them.
const FULL: u64 = 0;

/// How much of it all.
#[derive(Clone, Copy)]
pub struct Options {
    pub rounds: usize,
    pub stored: u32,
    pub posts: u32,
    pub round: u64,
}

impl Options {
    pub fn new(rounds: usize, quick: bool) -> Self {
        let scale = if quick { 50 } else { 1 };
        Self {
            rounds,
            stored: STORED / scale,
            posts: POSTS / scale,
            round: ROUND / u64::from(scale),
        }
    }
}

/// CPU time of a rating of a post that everybody has rated, beside one of a post that nobody has.
pub async fn popular(options: Options) -> anyhow::Result<Vec<Figure>> {
    let dir = crate::scratch()?;
    let hub = filled(dir.path(), 1, options.stored).await?;
    let rounds = options.rounds as u64;
    let readers = requests::readers(hub.address, rounds * options.round).await?;
    let name = format!("rating of a post of {}: CPU", options.stored);
    let mut figure = Figure::new(name, "us");
    for round in 0..rounds {
        for (of, post) in [("full", FULL), ("empty", 1 + round)] {
            let (readers, first) = (Arc::clone(&readers), round * options.round);
            let ratings: Requests =
                Arc::new(move |n| requests::hub_rating(&readers, first + n, post));
            let load = Load {
                connections: RATING,
                until: Until::Count(options.round),
                rate: None,
            };
            let outcome = run(&hub, load, &ratings, &Arc::default(), 200).await?;
            figure.add(of, outcome.cpu_per_reply());
        }
    }
    let ratio = figure.ratios(0, 1);
    let mut ratios = Figure::new("the same, beside a post of none", "x").at_most(1.1);
    for ratio in ratio {
        ratios.add("hub", ratio);
    }
    Ok(vec![figure, ratios])
}

/// From the start of a process that follows a killed one to its first reply with tallies.
pub async fn restart(options: Options) -> anyhow::Result<Vec<Figure>> {
    let each = options.stored / options.posts;
    let name = format!(
        "start after a kill, {} ratings: serves after",
        options.stored
    );
    let mut figure = Figure::new(name, "ms").at_most(300.0);
    let (hub_dir, floor_dir) = (crate::scratch()?, crate::scratch()?);
    let mut hub = filled(hub_dir.path(), options.posts, each).await?;
    let mut floor = filled_floor(floor_dir.path(), options.posts, each)?;
    let hub_read = requests::read_one("/v1/spaces/default/tallies", FULL);
    let floor_read = requests::read_one("/tallies", FULL);
    let readers = requests::readers(hub.address, options.round).await?;
    let hub_ratings = requests::hub_ratings(&readers);
    let floor_ratings = requests::floor_ratings(options.round);
    let (hub_next, floor_next) = (Arc::default(), Arc::default());
    for _ in 0..options.rounds {
        kill_under_load(&mut hub, &hub_ratings, &hub_next).await;
        let start = Instant::now();
        hub = Server::hub(hub_dir.path())?;
        once(hub.address, &hub_read, 200).await?;
        figure.add("hub", start.elapsed().as_secs_f64() * 1e3);
        kill_under_load(&mut floor, &floor_ratings, &floor_next).await;
        let start = Instant::now();
        floor = Server::floor(floor::AXUM, floor_dir.path())?;
        once(floor.address, &floor_read, 200).await?;
        figure.add("axum, counting anew", start.elapsed().as_secs_f64() * 1e3);
    }
    Ok(vec![figure])
}

async fn kill_under_load(server: &mut Server, ratings: &Requests, next: &Arc<AtomicU64>) {
    let load = Load {
        connections: RATING,
        until: Until::Time(UNDER_WAY * 10),
        rate: None,
    };
    // The load ends with the server; what it came to is of no interest.
    let loading = run(server, load, ratings, next, 200);
    tokio::time::timeout(UNDER_WAY, loading).await.ok();
    server.kill();
}

/// A running hub that holds so many posts, each with so many ratings.
async fn filled(dir: &Path, posts: u32, each: u32) -> anyhow::Result<Server> {
    let hub = Server::hub(dir)?;
    let readers = requests::readers(hub.address, 1).await?;
    once(hub.address, &requests::hub_rating(&readers, 0, FULL), 200).await?;
    drop(hub);
    let copied = copy(&dir.join("hub.db"), posts, each);
    copied.context("the tables are not those that this bench knows")?;
    let hub = Server::hub(dir)?;
    let read = requests::read_one("/v1/spaces/default/tallies", FULL);
    let said: Value = serde_json::from_slice(&once(hub.address, &read, 200).await?)?;
    let count = said.pointer("/tallies/0/1").and_then(Value::as_u64);
    ensure!(
        count == Some(each.into()),
        "{each} ratings were stored, the hub says {said}"
    );
    Ok(hub)
}

/// Multiplies the one rating of a database, of one post by one reader: over HTTP a million take minutes.
/// Whatever else the rows hold is copied as it is.
fn copy(database: &Path, posts: u32, each: u32) -> rusqlite::Result<()> {
    let mut connection = Connection::open(database)?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    let transaction = connection.transaction()?;
    let numbers = "WITH RECURSIVE numbers (n) AS \
                   (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?1)";
    let columns = |table: &str, new: &[(&str, &str)]| -> rusqlite::Result<(String, String)> {
        let mut select = transaction.prepare("SELECT name FROM pragma_table_info(?1)")?;
        let names = select.query_map([table], |row| row.get::<_, String>(0))?;
        let names = names.collect::<Result<Vec<_>, _>>()?;
        let value = |name: &String| {
            let new = new.iter().find(|(column, _)| column == name);
            new.map_or_else(|| format!("{table}.{name}"), |(_, value)| (*value).into())
        };
        let values: Vec<_> = names.iter().map(value).collect();
        Ok((names.join(", "), values.join(", ")))
    };
    let (names, values) = columns("posts", &[("id", "NULL"), ("identity", "randomblob(16)")])?;
    let sql = format!("{numbers} INSERT INTO posts ({names}) SELECT {values} FROM posts, numbers");
    if posts > 1 {
        transaction.execute(&sql, [posts - 1])?;
    }
    let (names, values) = columns("tallies", &[("post", "posts.id"), ("count", "?1")])?;
    let sql = format!(
        "INSERT INTO tallies ({names}) SELECT {values} FROM tallies, posts \
         WHERE posts.id <> tallies.post"
    );
    transaction.execute(&sql, [each])?;
    transaction.execute("UPDATE tallies SET count = ?1", [each])?;
    let (names, values) = columns("ratings", &[("post", "posts.id"), ("reader", "key")])?;
    // In the order of the table's key, which is much faster than in that of the posts.
    let sql = format!(
        "{numbers} INSERT INTO ratings ({names}) SELECT {values} FROM ratings, \
         (SELECT id, randomblob(16) AS key FROM posts, numbers) AS posts \
         WHERE posts.id <> ratings.post ORDER BY key"
    );
    transaction.execute(&sql, [each])?;
    let sql = sql.replace("posts.id <> ratings.post", "posts.id = ratings.post");
    if each > 1 {
        transaction.execute(&sql, [each - 1])?;
    }
    transaction.commit()?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}

/// The floor with as many ratings.
fn filled_floor(dir: &Path, posts: u32, each: u32) -> anyhow::Result<Server> {
    let mut connection = floor::open(dir)?;
    let transaction = connection.transaction()?;
    let sql = "WITH RECURSIVE numbers (n) AS \
               (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ?1) \
               INSERT INTO ratings (reader, post, value) \
               SELECT n + ?2, printf('post number %010d', n % ?3), 1 FROM numbers";
    // Readers who rate while the floor runs have smaller numbers.
    transaction.execute(sql, (posts * each, STORED, posts))?;
    transaction.commit()?;
    drop(connection);
    Server::floor(floor::AXUM, dir)
}
