//! The hub's disk at a power cut: what was acknowledged is there, whatever else is not.
//!
//! A real hub is recorded at work: first start, ratings that are given, changed and taken back, folding the
//! log in, stopping, starting again. Then its disk is cut at many moments, and a real hub opens what is left.

#![allow(clippy::print_stdout, reason = "a run tells its figures")]

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::{fs, io};

use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::chance::Chance;
use crate::common::{TestHub, body, client, list, post};
use crate::disk::power::{Files, Syncs, cut};
use crate::disk::{Disk, Event};

/// Power cuts of a run; `HUB_TEST_POWER_CUTS` sets another number.
const CUTS: u64 = 250;

const SPACE: &str = "films";
const POSTS: u64 = 12;
const READERS: usize = 4;

/// Ratings of each reader between a start and a stop, at least.
const RATINGS: usize = 60;

/// Starts of the recorded hub.
const RUNS: usize = 2;

/// Of so many cuts, one is followed by another while the hub that starts recovers or works.
const TWICE: u64 = 4;

/// One request to rate. The numbers are events of the disk.
#[derive(Clone, Copy)]
struct Asked {
    reader: usize,
    post: u64,
    value: Option<i64>,
    at: usize,
    acknowledged: Option<Acknowledged>,
}

#[derive(Clone, Copy)]
struct Acknowledged {
    at: usize,
    /// The number of the change that the answer told.
    change: u64,
}

/// A hub's work and what it said.
struct Recording {
    key: Vec<u8>,
    tokens: Vec<String>,
    /// In the order of each reader's requests.
    asked: Vec<Asked>,
    events: Vec<Event>,
}

impl Recording {
    /// Where the log is to be folded, each run goes on until it is: while ratings come in, that is.
    async fn make(runs: usize, ratings: usize, folded: bool, seed: u64) -> Self {
        let mut dir = tempfile::tempdir().unwrap();
        let disk = Arc::new(Disk::watch(dir.path()));
        let (mut tokens, mut asked) = (Vec::new(), Vec::new());
        for run in 0..runs {
            let hub = Arc::new(TestHub::start_in(dir, |_| {}).await);
            let (start, database) = (disk.now(), disk.inode("hub.db"));
            while tokens.len() < READERS {
                tokens.push(hub.reader().await);
            }
            let readers = tokens.iter().enumerate().map(|(reader, token)| {
                let (hub, disk, token) = (Arc::clone(&hub), Arc::clone(&disk), token.clone());
                let chance = Chance::new(seed + (run * READERS + reader) as u64);
                let counted = Arc::clone(&disk);
                let enough = move |done| {
                    done >= ratings && (!folded || counted.synced_since(start, database))
                };
                tokio::spawn(rate(hub, disk, reader, token, enough, chance))
            });
            for reader in readers.collect::<Vec<_>>() {
                asked.extend(reader.await.unwrap());
            }
            let hub = Arc::into_inner(hub).unwrap();
            dir = hub.stop().await;
        }
        Self {
            key: fs::read(dir.path().join("hub.key")).unwrap(),
            tokens,
            asked,
            events: Arc::into_inner(disk).unwrap().into_events(),
        }
    }

    /// What the reader's rating of the post may be after a cut: the last that was acknowledged, or one
    /// that was under way.
    fn possible(&self, reader: usize, post: u64, at: usize) -> Vec<Option<i64>> {
        let mut possible = vec![None];
        let of_both = |asked: &&Asked| asked.reader == reader && asked.post == post;
        for asked in self.asked.iter().filter(of_both) {
            if asked.acknowledged.is_some_and(|answer| answer.at <= at) {
                possible.clear();
                possible.push(asked.value);
            } else if asked.at <= at {
                possible.push(asked.value);
            }
        }
        possible
    }

    fn acknowledged(&self, at: usize) -> impl Iterator<Item = Acknowledged> {
        let answers = self.asked.iter().filter_map(|asked| asked.acknowledged);
        answers.filter(move |answer| answer.at <= at)
    }

    /// A moment of the recording; mostly a little after an answer, when most is at stake.
    fn moment(&self, chance: &mut Chance) -> usize {
        let end = self.events.len() + 1;
        if chance.below(3) == 0 {
            return chance.below(end);
        }
        let asked = chance.pick(&self.asked);
        let at = asked.acknowledged.map_or(asked.at, |answer| answer.at);
        (at + chance.below(12)).min(end - 1)
    }
}

/// Rates at random, one after the other.
async fn rate(
    hub: Arc<TestHub>,
    disk: Arc<Disk>,
    reader: usize,
    token: String,
    enough: impl Fn(usize) -> bool,
    mut chance: Chance,
) -> Vec<Asked> {
    let mut done = Vec::new();
    while !enough(done.len()) {
        let n = chance.below(POSTS as usize) as u64;
        let value = chance.pick(&[None, Some(1), Some(2), Some(3), Some(4), Some(5)]);
        let at = disk.now();
        let request = match value {
            Some(value) => hub.put(
                SPACE,
                post(n),
                &token,
                &json!({ "value": value }).to_string(),
            ),
            None => hub.delete(SPACE, post(n), &token),
        };
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let answer = body(answer).await;
        let acknowledged = Acknowledged {
            at: disk.now(),
            change: answer["seq"].as_u64().unwrap(),
        };
        done.push(Asked {
            reader,
            post: n,
            value,
            at,
            acknowledged: Some(acknowledged),
        });
    }
    done
}

/// What the hub did to the disk that a cut left.
struct After {
    events: Vec<Event>,
    /// So many events only tell what was there.
    start: usize,
}

/// Opens what a cut left and holds it against what was said before.
async fn check(
    recording: &Recording,
    files: &Files,
    at: usize,
    client: &Client,
) -> Result<After, String> {
    let dir = tempfile::tempdir().unwrap();
    lay_out(dir.path(), files, &recording.key).unwrap();
    let disk = Disk::watch(dir.path());
    disk.hurry();
    let start = disk.now();
    let started = TestHub::try_start_in(dir, client.clone(), |_| {}).await;
    let hub = started.map_err(|(error, _)| error.to_string())?;
    let result = compare(recording, at, &hub).await;
    let dir = hub.stop().await;
    result?;
    let events = disk.into_events();
    whole(dir.path())?;
    Ok(After { events, start })
}

async fn compare(recording: &Recording, at: usize, hub: &TestHub) -> Result<(), String> {
    let mut sums: Vec<BTreeMap<String, u64>> = vec![BTreeMap::new(); POSTS as usize];
    let mut tallies = Value::Null;
    for (reader, token) in recording.tokens.iter().enumerate() {
        let mut said = read(hub, token).await?;
        for (n, sum) in sums.iter_mut().enumerate() {
            let mine = said["mine"][n].as_i64();
            let possible = recording.possible(reader, n as u64, at);
            if !possible.contains(&mine) {
                return Err(format!(
                    "reader {reader}, post {n}: {mine:?} is none of {possible:?}"
                ));
            }
            if let Some(value) = mine {
                *sum.entry(value.to_string()).or_default() += 1;
            }
        }
        tallies = said["tallies"].take();
    }
    if tallies != json!(sums) {
        return Err(format!("tallies {tallies} of ratings {sums:?}"));
    }
    let new = hub.put(SPACE, post(POSTS), &hub.reader().await, "{\"value\":1}");
    let new = ok(new.send().await.unwrap()).await?["seq"].as_u64();
    let told = recording.acknowledged(at).map(|answer| answer.change).max();
    if new <= told {
        return Err(format!("change {new:?} comes after change {told:?}"));
    }
    Ok(())
}

async fn read(hub: &TestHub, token: &str) -> Result<Value, String> {
    let posts: Vec<_> = (0..POSTS).map(post).collect();
    let path = format!("/v1/spaces/{SPACE}/tallies?posts={}", list(&posts));
    let request = hub.request(Method::GET, &path).bearer_auth(token);
    ok(request.send().await.unwrap()).await
}

async fn ok(answer: Response) -> Result<Value, String> {
    match answer.status().as_u16() {
        200 => Ok(body(answer).await),
        status => Err(format!("{status} {}", body(answer).await)),
    }
}

async fn check_or_keep(recording: &Recording, files: &Files, at: usize, client: &Client) -> After {
    let checked = check(recording, files, at, client).await;
    checked.unwrap_or_else(|why| {
        let kept = TempDir::keep(tempfile::tempdir().unwrap());
        lay_out(&kept, files, &recording.key).unwrap();
        panic!(
            "cut after event {at}: {why}; the disk is in {}",
            kept.display()
        );
    })
}

fn lay_out(dir: &Path, files: &Files, key: &[u8]) -> io::Result<()> {
    for (name, bytes) in files {
        fs::write(dir.join(name), bytes)?;
    }
    let path = dir.join("hub.key");
    fs::write(&path, key)?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600))
}

/// The database is sound after the hub has stopped.
fn whole(dir: &Path) -> Result<(), String> {
    let found = groundswell_hub::check(&dir.join("hub.db"), Some(&dir.join("hub.key")));
    let faults = found.map_err(|error| error.to_string())?.faults;
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.join("; "))
    }
}

fn cuts() -> u64 {
    let wanted = std::env::var("HUB_TEST_POWER_CUTS").ok();
    wanted.map_or(CUTS, |wanted| wanted.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_power_cut_loses_nothing_that_was_acknowledged() {
    let recording = Recording::make(RUNS, RATINGS, true, 1).await;
    let client = client();
    let mut acknowledged = 0;
    for seed in 0..cuts() {
        let mut chance = Chance::new(seed);
        let at = recording.moment(&mut chance);
        let files = cut(&recording.events[..at], Syncs::Kept, seed);
        acknowledged += recording.acknowledged(at).count();
        let after = check_or_keep(&recording, &files, at, &client).await;
        if seed % TWICE == 0 {
            let again = after.start + chance.below(after.events.len() - after.start + 1);
            let files = cut(&after.events[..again], Syncs::Kept, seed);
            check_or_keep(&recording, &files, at, &client).await;
        }
    }
    println!(
        "{} cuts in {} events; {acknowledged} ratings acknowledged before them, 0 lost",
        cuts(),
        recording.events.len(),
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_does_not_sync_loses_ratings_so_this_model_tells() {
    let recording = Recording::make(1, 20, false, 2).await;
    let client = client();
    let at = recording.events.len();
    let mut lost = 0;
    for seed in 0..40 {
        let files = cut(&recording.events[..at], Syncs::Ignored, seed);
        lost += u32::from(check(&recording, &files, at, &client).await.is_err());
    }
    assert!(lost > 0);
}
