//! Databases of earlier versions: each is brought up to date with everything in it, or left as it was.
//!
//! `schemas/` holds one database for each schema before the newest, as the program of that time left it,
//! written as SQL: `sqlite3 hub.db .dump`, with the key, the application's id and the schema's number.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::{TestHub, body, post};
use crate::disk::power::{Files, Syncs, cut};
use crate::disk::{Disk, Event};

/// Posts that the databases may hold.
const POSTS: u64 = 4;

const SPACES: [&str; 3] = ["team", "votes", "films"];

fn fixture(schema: i32) -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.join(format!("tests/schemas/{schema}.sql"))
}

/// Every schema before the one of this hub.
async fn earlier() -> std::ops::Range<i32> {
    let dir = TestHub::start().await.stop().await;
    1..schema(&open(dir.path()))
}

fn open(dir: &Path) -> Connection {
    Connection::open(dir.join("hub.db")).unwrap()
}

fn schema(database: &Connection) -> i32 {
    let version = database.pragma_query_value(None, "user_version", |row| row.get(0));
    version.unwrap()
}

/// A directory as the hub of that schema left it.
fn lay_out(schema: i32) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let sql = fs::read_to_string(fixture(schema)).unwrap();
    let database = open(dir.path());
    let mode = database
        .pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0));
    assert_eq!(mode.unwrap(), "wal");
    database.execute_batch(&sql).unwrap();
    let key = sql.lines().find_map(|line| line.strip_prefix("-- key: "));
    lock_up(dir.path(), &unhex(key.unwrap()));
    dir
}

fn unhex(text: &str) -> Vec<u8> {
    let bytes = (0..text.len()).step_by(2);
    let bytes = bytes.map(|at| u8::from_str_radix(&text[at..at + 2], 16));
    bytes.collect::<Result<_, _>>().unwrap()
}

fn lock_up(dir: &Path, key: &[u8]) {
    let path = dir.join("hub.key");
    fs::write(&path, key).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// What no migration may lose: who gave which rating, when posts changed last, and what is numbered next.
#[derive(Debug, PartialEq)]
struct Kept {
    ratings: Vec<(String, Vec<u8>, Vec<u8>, i64)>,
    changed: Vec<(String, Vec<u8>, i64)>,
    key: Vec<u8>,
    sequence: i64,
}

impl Kept {
    fn of(database: &Connection) -> Self {
        let ratings = "SELECT spaces.name, posts.identity, ratings.reader, ratings.value
            FROM ratings JOIN posts ON posts.id = ratings.post JOIN spaces ON spaces.id = posts.space
            ORDER BY 1, 2, 3";
        let changed = "SELECT spaces.name, posts.identity, posts.changed
            FROM posts JOIN spaces ON spaces.id = posts.space ORDER BY 1, 2";
        let mut ratings = database.prepare(ratings).unwrap();
        let ratings = ratings.query_map([], |row| row.try_into()).unwrap();
        let mut changed = database.prepare(changed).unwrap();
        let changed = changed.query_map([], |row| row.try_into()).unwrap();
        Self {
            ratings: ratings.collect::<Result<_, _>>().unwrap(),
            changed: changed.collect::<Result<_, _>>().unwrap(),
            key: meta(database, "key"),
            sequence: meta(database, "sequence"),
        }
    }

    /// The tallies that these ratings add up to, as a space's hub tells them.
    fn tallies(&self, space: &str) -> Value {
        let tally = |n| {
            let identity = post(n).as_bytes().to_vec();
            let of = self
                .ratings
                .iter()
                .filter(|r| r.0 == space && r.1 == identity);
            let mut tally = BTreeMap::<String, u32>::new();
            for (.., value) in of {
                *tally.entry(value.to_string()).or_default() += 1;
            }
            tally
        };
        json!((0..POSTS).map(tally).collect::<Vec<_>>())
    }
}

fn meta<T: rusqlite::types::FromSql>(database: &Connection, name: &str) -> T {
    let sql = "SELECT value FROM meta WHERE name = ?1";
    database.query_row(sql, [name], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn every_earlier_database_is_brought_up_to_date_with_all_that_is_in_it() {
    for schema in earlier().await {
        assert!(
            fixture(schema).exists(),
            "add a database of schema {schema}"
        );
        let dir = lay_out(schema);
        let before = Kept::of(&open(dir.path()));
        assert!(before.ratings.len() > 20, "there is something to lose");
        let found = groundswell_hub::check(&dir.path().join("hub.db"), None).unwrap();
        assert!(found.faults.is_empty() && found.notes[0].contains("older than this hub's"));
        let hub = TestHub::start_in(dir, |_| {}).await;
        let posts: Vec<_> = (0..POSTS).map(post).collect();
        for space in SPACES {
            let said = hub.tallies(space, &posts, None).await;
            assert_eq!(said["tallies"], before.tallies(space), "{space}");
        }
        let dir = hub.stop().await;
        assert_eq!(Kept::of(&open(dir.path())), before);
        check_sound(dir.path());
        let hub = TestHub::start_in(dir, |_| {}).await;
        let token = hub.reader().await;
        let answer = hub
            .put("team", post(0), &token, "{\"value\":1}")
            .send()
            .await;
        let said = body(answer.unwrap()).await;
        assert_eq!(said["seq"], before.sequence + 1);
    }
}

fn check_sound(dir: &Path) {
    let found = groundswell_hub::check(&dir.join("hub.db"), Some(&dir.join("hub.key")));
    assert_eq!(found.unwrap().faults, [""; 0]);
}

/// What a hub does to the disk when it starts on an earlier database and stops, and where that begins.
async fn record(schema: i32) -> (Vec<Event>, usize) {
    let dir = lay_out(schema);
    let disk = Disk::watch(dir.path());
    disk.hurry();
    let start = disk.now();
    TestHub::start_in(dir, |_| {}).await.stop().await;
    (disk.into_events(), start)
}

#[tokio::test]
async fn a_migration_that_breaks_off_leaves_the_old_database_or_the_new() {
    let (mut old, mut new) = (0, 0);
    for schema in earlier().await {
        let before = Kept::of(&open(lay_out(schema).path()));
        let (events, start) = record(schema).await;
        for at in start..=events.len() {
            for seed in 0..4 {
                let files = cut(&events[..at], Syncs::Kept, seed);
                if breaks_off(&files, schema, &before) {
                    new += 1;
                } else {
                    old += 1;
                }
            }
        }
    }
    assert!(old > 0 && new > 0, "{old} old, {new} new");
}

/// Whether the database is past its old schema; it has all it had in any case, and starts.
fn breaks_off(files: &Files, old: i32, before: &Kept) -> bool {
    let dir = tempfile::tempdir().unwrap();
    let disk = Disk::watch(dir.path());
    disk.hurry();
    for (name, bytes) in files {
        fs::write(dir.path().join(name), bytes).unwrap();
    }
    lock_up(dir.path(), &files["hub.key"]);
    let database = open(dir.path());
    let found = schema(&database);
    assert!(found >= old);
    assert_eq!(Kept::of(&database), *before);
    database.close().unwrap();
    let config = groundswell_hub::Config::check(crate::common::settings(dir.path())).unwrap();
    drop(groundswell_hub::Hub::open(config).unwrap());
    assert_eq!(Kept::of(&open(dir.path())), *before);
    check_sound(dir.path());
    found > old
}
