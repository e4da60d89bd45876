//! Disks that are full, that fail, that cannot be written or that hold damage: the hub says so, loses
//! nothing, and goes on with whatever still can be done.
//!
//! The faults come from the file layer below SQLite, so that these tests need no rights and no real disk of
//! their own.

use std::fs;
use std::path::Path;

use futures_util::future::join_all;
use reqwest::StatusCode;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::common::chance::Chance;
use crate::common::{TestHub, body, check_problem, client, header, list, post};
use crate::disk::{Disk, Fault};

/// A hub on a disk whose faults are ours, with one rating.
struct OnDisk {
    hub: TestHub,
    disk: Disk,
    ann: String,
    bob: String,
}

impl OnDisk {
    async fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let disk = Disk::watch(dir.path());
        let hub = TestHub::start_in(dir, |_| {}).await;
        let (ann, bob) = (hub.reader().await, hub.reader().await);
        hub.rate("team", post(1), &ann, 1).await;
        Self {
            hub,
            disk,
            ann,
            bob,
        }
    }

    /// A rating is turned away, and the hub says what it said before, to readers and streams.
    async fn check_refused(&self, status: u16, name: &str) {
        let request = self.hub.put("team", post(1), &self.bob, "{\"value\":1}");
        let answer = request.send().await.unwrap();
        assert!(header(&answer, "retry-after").is_some());
        check_problem(answer, status, name).await;
        self.check_reads().await;
    }

    async fn check_reads(&self) {
        for (token, mine) in [(&self.ann, json!([1])), (&self.bob, json!([null]))] {
            let said = self.hub.tallies("team", &[post(1)], Some(token)).await;
            assert_eq!(said, json!({ "tallies": [{ "1": 1 }], "mine": mine }));
        }
        let path = format!("/v1/spaces/team/stream?posts={}", list(&[post(1)]));
        let mut stream = self.hub.get(&path).await;
        let mut told = Vec::new();
        while !String::from_utf8_lossy(&told).contains("event: tally") {
            told.extend(stream.chunk().await.unwrap().expect("the stream is open"));
        }
        assert!(
            String::from_utf8(told)
                .unwrap()
                .contains(r#""tally":{"1":1}"#)
        );
    }

    /// Bob's rating, sent once more, counts once; all is there after a restart on a sound disk.
    async fn check_mended(self) {
        self.disk.set(Fault::None);
        self.hub.rate("team", post(1), &self.bob, 1).await;
        let hub = TestHub::start_in(self.hub.stop().await, |_| {}).await;
        for token in [&self.ann, &self.bob] {
            let said = hub.tallies("team", &[post(1)], Some(token)).await;
            assert_eq!(said, json!({ "tallies": [{ "1": 2 }], "mine": [1] }));
        }
        check_whole(hub.stop().await.path());
    }
}

fn check_whole(dir: &Path) {
    let found = groundswell_hub::check(&dir.join("hub.db"), Some(&dir.join("hub.key")));
    assert_eq!(found.unwrap().faults, [""; 0]);
}

#[tokio::test]
async fn a_full_disk_takes_no_rating_until_there_is_room_again() {
    // Nothing fits; a part of the first page; a page and a part of the next.
    for free in [0, 700, 4_096 + 24, 10_000] {
        let on = OnDisk::start().await;
        on.disk.set(Fault::Full(free));
        on.check_refused(507, "storage-full").await;
        on.check_refused(507, "storage-full").await;
        on.check_mended().await;
    }
}

#[tokio::test]
async fn a_disk_that_cannot_be_written_any_more_still_serves() {
    for fault in [Fault::WritesFail, Fault::SyncsFail] {
        let on = OnDisk::start().await;
        on.disk.set(fault);
        on.check_refused(503, "storage-unavailable").await;
        on.check_refused(503, "storage-unavailable").await;
        on.check_mended().await;
    }
}

#[tokio::test]
async fn a_hub_starts_on_a_full_disk_and_serves_what_it_has() {
    let mut on = OnDisk::start().await;
    let dir = on.hub.stop().await;
    on.disk.set(Fault::Full(0));
    on.hub = TestHub::start_in(dir, |_| {}).await;
    on.check_refused(507, "storage-full").await;
    on.check_mended().await;
}

#[tokio::test]
async fn a_first_start_on_a_full_disk_says_so_and_spoils_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let disk = Disk::watch(dir.path());
    disk.set(Fault::Full(10_000));
    let started = TestHub::try_start_in(dir, client(), |_| {}).await;
    let Err((error, dir)) = started else {
        panic!("it started");
    };
    let text = error.to_string();
    assert!(text.contains("hub.db") && text.contains("full"), "{text}");
    disk.set(Fault::None);
    check_whole(TestHub::start_in(dir, |_| {}).await.stop().await.path());
}

/// Everything that is known of a file, to see that nothing touched it.
fn content(dir: &Path) -> Vec<u8> {
    assert!(!dir.join("hub.db-wal").exists());
    fs::read(dir.join("hub.db")).unwrap()
}

#[tokio::test]
async fn damage_is_never_made_into_ratings() {
    let hub = TestHub::start().await;
    let posts: Vec<_> = (0..30).map(post).collect();
    let mut tokens = Vec::new();
    for reader in 0..8 {
        let token = hub.reader().await;
        for n in 0..30 {
            let value = 1 + (n + reader) % 5;
            hub.rate("films", post(n as u64), &token, value).await;
        }
        tokens.push(token);
    }
    let truth = read_all(&hub, &posts, &tokens).await.unwrap();
    let dir = hub.stop().await;
    let sound = content(dir.path());
    let (page, mut chance) = (4_096, Chance::new(3));
    let mut dir = Some(dir);
    let (mut refused, mut failed) = (0, 0);
    for damaged in 0..sound.len() / page {
        let mut bytes = sound.clone();
        let noise = chance.bytes(page);
        bytes[damaged * page..][..page].copy_from_slice(&noise);
        let here = dir.take().unwrap();
        fs::write(here.path().join("hub.db"), &bytes).unwrap();
        match TestHub::try_start_in(here, client(), |_| {}).await {
            Err((error, here)) => {
                refused += 1;
                let text = error.to_string();
                assert!(text.contains("hub.db"), "{text}");
                assert_eq!(content(here.path()), bytes, "page {damaged}");
                dir = Some(here);
            }
            Ok(hub) => {
                match read_all(&hub, &posts, &tokens).await {
                    Some(said) => assert_eq!(said, truth, "page {damaged}"),
                    None => failed += 1,
                }
                dir = Some(hub.stop().await);
            }
        }
    }
    assert!(
        refused > 0 && failed > 0,
        "{refused} refused, {failed} failed"
    );
}

/// Noise on the last page of the ratings: on those of the readers whose hashes are the highest.
fn spoil_last_ratings(dir: &Path) {
    let path = dir.join("hub.db");
    let database = Connection::open(&path).unwrap();
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'ratings'";
    let root: u32 = database.query_row(sql, [], |row| row.get(0)).unwrap();
    database.close().unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let root = &bytes[(root as usize - 1) * 4_096..];
    assert_eq!(root[0], 2, "the ratings fill more than a page");
    let last = u32::from_be_bytes(root[8..12].try_into().unwrap()) as usize;
    let noise = Chance::new(4).bytes(4_096);
    bytes[(last - 1) * 4_096..][..4_096].copy_from_slice(&noise);
    fs::write(&path, bytes).unwrap();
}

#[tokio::test]
async fn a_damaged_rating_keeps_nobody_else_from_rating() {
    const POSTS: u64 = 40;
    const READERS: usize = 12;
    let hub = TestHub::start().await;
    let mut tokens = Vec::new();
    for _ in 0..READERS {
        let token = hub.reader().await;
        for n in 0..POSTS {
            hub.rate("films", post(n), &token, 1).await;
        }
        tokens.push(token);
    }
    let dir = hub.stop().await;
    spoil_last_ratings(dir.path());
    let disk = Disk::watch(dir.path());
    let hub = TestHub::start_in(dir, |_| {}).await;
    let rate = async |token: &String, n, value: i64| {
        let rating = json!({ "value": value }).to_string();
        let answer = hub.put("films", post(n), token, &rating).send().await;
        answer.unwrap().status()
    };
    let mut alone = Vec::new();
    for token in &tokens {
        alone.push(rate(token, POSTS - 1, 2).await);
    }
    for status in [StatusCode::OK, StatusCode::SERVICE_UNAVAILABLE] {
        assert!(alone.contains(&status), "{alone:?}");
    }

    // One is being written while all others come, which are the next batch then.
    disk.hold_syncs(true);
    let well = alone.iter().position(|status| *status == StatusCode::OK);
    let first = rate(&tokens[well.unwrap()], POSTS, 1);
    let others = join_all(tokens.iter().map(|token| rate(token, POSTS - 1, 3)));
    let let_go = async {
        let all = format!("groundswell_queue_orders {READERS}\n");
        while !hub
            .get("/metrics")
            .await
            .text()
            .await
            .unwrap()
            .contains(&all)
        {}
        disk.hold_syncs(false);
    };
    let others = async {
        while !disk.holds_a_sync() {
            tokio::task::yield_now().await;
        }
        others.await
    };
    let (first, together, ()) = tokio::join!(first, others, let_go);
    assert_eq!(first, StatusCode::OK);
    assert_eq!(together, alone);
    let told = hub.tallies("films", &[post(POSTS - 1)], None).await;
    let well = alone
        .iter()
        .filter(|status| **status == StatusCode::OK)
        .count();
    assert_eq!(told["tallies"], json!([{ "1": READERS - well, "3": well }]));
}

/// What the hub says to all readers, unless it says that it cannot.
async fn read_all(
    hub: &TestHub,
    posts: &[groundswell_protocol::PostId],
    tokens: &[String],
) -> Option<Vec<Value>> {
    let mut said = Vec::new();
    for token in tokens {
        let path = format!("/v1/spaces/films/tallies?posts={}", list(posts));
        let request = hub.request(reqwest::Method::GET, &path).bearer_auth(token);
        let answer = request.send().await.unwrap();
        if answer.status() == 503 {
            check_problem(answer, 503, "storage-unavailable").await;
            return None;
        }
        assert_eq!(answer.status(), 200);
        said.push(body(answer).await);
    }
    Some(said)
}
