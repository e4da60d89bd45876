//! The hub's process, killed at any moment: what was acknowledged is there, and nothing is there twice.

#![allow(clippy::print_stdout, reason = "a run tells its figures")]

use std::collections::HashMap;
use std::process::Command;
use std::time::Duration;

use reqwest::{Client, Method};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::JoinHandle;

use crate::common::chance::{Chance, seed};
use crate::common::process::Process;
use crate::common::{body, client, list, post, rating};

/// How often the hub is killed; `HUB_TEST_KILLS` sets another number.
const KILLS: u64 = 40;

const SPACE: &str = "films";
const READERS: usize = 8;
const POSTS: usize = 20;

/// How long a hub works before it is killed, at most.
const WORK: Duration = Duration::from_millis(200);

/// How long a hub starts before it is killed, at most.
const START: Duration = Duration::from_millis(40);

/// How long a hub stops before it is killed, at most.
const STOP: Duration = Duration::from_millis(8);

/// A rating of a post, or none.
type Said = (usize, Option<i64>);

/// One reader: what the hub acknowledged to them, and what it did not answer.
struct Reader {
    token: String,
    acknowledged: HashMap<usize, i64>,
    in_doubt: Option<Said>,
    answers: u64,
    /// The highest number of a change that they were told.
    change: u64,
}

impl Reader {
    /// Rates at random until the hub is gone.
    async fn rate_on(mut self, client: Client, base: String, mut chance: Chance) -> Self {
        // As an outbox does that was not answered; or this reader has changed their mind.
        let mut next = self.in_doubt.take().filter(|_| chance.below(2) == 0);
        loop {
            let value = chance.pick(&[None, Some(1), Some(2), Some(3), Some(4), Some(5)]);
            let said = next.take().unwrap_or((chance.below(POSTS), value));
            if self.rate(&client, &base, said).await.is_none() {
                return self;
            }
        }
    }

    /// Rates a post; nothing when the hub died first.
    async fn rate(&mut self, client: &Client, base: &str, said: Said) -> Option<()> {
        self.in_doubt = Some(said);
        let (n, value) = said;
        let path = rating(SPACE, post(n as u64));
        let method = value.map_or(Method::DELETE, |_| Method::PUT);
        let request = client.request(method, format!("{base}{path}"));
        let mut request = request.bearer_auth(&self.token);
        if let Some(value) = value {
            let json = json!({ "value": value }).to_string();
            request = request
                .header("Content-Type", "application/json")
                .body(json);
        }
        let answer = request.send().await.ok()?;
        assert_eq!(answer.status(), 200);
        let told: Value = serde_json::from_slice(&answer.bytes().await.ok()?).unwrap();
        assert_eq!(told["mine"], json!(value));
        self.keep(n, value);
        self.in_doubt = None;
        self.answers += 1;
        self.change = self.change.max(told["seq"].as_u64().unwrap());
        Some(())
    }

    fn keep(&mut self, n: usize, value: Option<i64>) {
        match value {
            Some(value) => self.acknowledged.insert(n, value),
            None => self.acknowledged.remove(&n),
        };
    }

    /// Whether this may be stored: what was acknowledged last, or what was under way.
    fn may_be(&self, n: usize, stored: Option<i64>) -> bool {
        stored == self.acknowledged.get(&n).copied() || self.in_doubt == Some((n, stored))
    }
}

/// Kills one after the other, and what came of them.
struct Run {
    dir: TempDir,
    client: Client,
    readers: Vec<Reader>,
    chance: Chance,
    kills: u64,
    lost: u64,
    doubled: u64,
}

impl Run {
    async fn begin(seed: u64) -> Self {
        let (dir, client) = (tempfile::tempdir().unwrap(), client());
        let hub = start(&dir);
        let mut readers = Vec::new();
        while readers.len() < READERS {
            let answer = client.post(format!("{}/v1/readers", hub.base));
            let answer = answer.header("Groundswell-Request", "1").send();
            let answer = body(answer.await.unwrap()).await;
            readers.push(Reader {
                token: answer["token"].as_str().unwrap().into(),
                acknowledged: HashMap::new(),
                in_doubt: None,
                answers: 0,
                change: 0,
            });
        }
        Self {
            dir,
            client,
            readers,
            chance: Chance::new(seed),
            kills: 0,
            lost: 0,
            doubled: 0,
        }
    }

    /// A hub works, and is killed: at work or while it stops, and maybe while it starts after that.
    async fn cycle(&mut self) {
        let mut hub = start(&self.dir);
        self.compare(&hub).await;
        let ratings = self.rate_on(&hub);
        self.moment(WORK).await;
        if self.chance.below(4) == 0 {
            hub.terminate();
            self.moment(STOP).await;
        }
        self.kill(&mut hub);
        for rating in ratings {
            self.readers.push(rating.await.unwrap());
        }
        if self.chance.below(3) == 0 {
            let mut starting = Process::spawn(self.dir.path(), &["--space", "films:stars"]);
            self.moment(START).await;
            self.kill(&mut starting);
        }
    }

    fn rate_on(&mut self, hub: &Process) -> Vec<JoinHandle<Reader>> {
        let mut ratings = Vec::new();
        for reader in self.readers.drain(..) {
            let chance = Chance::new(self.chance.next());
            let rating = reader.rate_on(self.client.clone(), hub.base.clone(), chance);
            ratings.push(tokio::spawn(rating));
        }
        ratings
    }

    /// Waits for a moment that is new in every cycle.
    async fn moment(&mut self, longest: Duration) {
        let nanoseconds = self.chance.next() % longest.as_nanos() as u64;
        tokio::time::sleep(Duration::from_nanos(nanoseconds)).await;
    }

    fn kill(&mut self, hub: &mut Process) {
        hub.kill();
        self.kills += 1;
    }

    /// Holds what the hub tells against what it acknowledged. What it tells is acknowledged from then on.
    async fn compare(&mut self, hub: &Process) {
        let posts: Vec<_> = (0..POSTS as u64).map(post).collect();
        let path = format!("/v1/spaces/{SPACE}/tallies?posts={}", list(&posts));
        let mut sums = vec![HashMap::<String, u64>::new(); POSTS];
        let mut told = Value::Null;
        for reader in &mut self.readers {
            let request = self.client.get(format!("{}{path}", hub.base));
            let answer = request.bearer_auth(&reader.token).send().await.unwrap();
            told = body(answer).await;
            assert!(told["seq"].as_u64().unwrap() >= reader.change);
            for (n, sum) in sums.iter_mut().enumerate() {
                let stored = told["mine"][n].as_i64();
                self.lost += u64::from(!reader.may_be(n, stored));
                reader.keep(n, stored);
                if let Some(value) = stored {
                    *sum.entry(value.to_string()).or_default() += 1;
                }
            }
        }
        for (n, sum) in sums.iter().enumerate() {
            self.doubled += u64::from(told["tallies"][n] != json!(sum));
        }
    }
}

fn start(dir: &TempDir) -> Process {
    Process::start(dir.path(), &["--space", "films:stars"])
}

#[tokio::test]
async fn a_killed_hub_loses_nothing_that_it_acknowledged_and_doubles_nothing() {
    let wanted = std::env::var("HUB_TEST_KILLS").ok();
    let wanted = wanted.map_or(KILLS, |wanted| wanted.parse().unwrap());
    let seed = seed();
    println!("seed {seed}");
    let mut run = Run::begin(seed).await;
    while run.kills < wanted {
        run.cycle().await;
    }
    run.compare(&start(&run.dir)).await;
    let database = run.dir.path().join("hub.db");
    let found = groundswell_hub::check(&database, Some(&database.with_extension("key")));
    assert_eq!(found.unwrap().faults, [""; 0]);
    let Run {
        kills,
        lost,
        doubled,
        ..
    } = run;
    let answers: u64 = run.readers.iter().map(|reader| reader.answers).sum();
    println!("{kills} kills: {answers} ratings acknowledged, {lost} lost, {doubled} doubled");
    assert!(answers > kills, "the hub hardly worked");
    assert_eq!((lost, doubled), (0, 0));
}

#[cfg(unix)]
#[tokio::test]
async fn a_hub_that_is_asked_to_stop_ends_well() {
    let run = Run::begin(0).await;
    let mut hub = start(&run.dir);
    let token = &run.readers[0].token;
    let path = format!("{}/v1/spaces/{SPACE}", hub.base);
    let mine = run.client.get(format!("{path}/tallies?posts={}", post(1)));
    mine.bearer_auth(token).send().await.unwrap();
    let stream = run.client.get(format!("{path}/stream?posts={}", post(1)));
    let mut stream = stream.send().await.unwrap();
    hub.terminate();
    while stream
        .chunk()
        .await
        .expect("a stream ends politely")
        .is_some()
    {}
    assert!(hub.child.wait().unwrap().success());
    let log = run.dir.path().join("hub.db-wal");
    assert!(!log.exists(), "the log is folded in");
}

#[test]
fn wrong_settings_are_all_named_and_nothing_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_groundswell"));
    command.current_dir(dir.path());
    command.args(["serve", "--listen", "here", "--space", "Team"]);
    command.env("GROUNDSWELL_ORIGINS", "intranet");
    let output = command.output().unwrap();
    assert!(!output.status.success());
    let text = String::from_utf8(output.stderr).unwrap();
    let named = [
        "listen 'here' (--listen):",
        "spaces 'Team' (--space):",
        "origins 'intranet' (GROUNDSWELL_ORIGINS):",
    ];
    assert!(named.iter().all(|fault| text.contains(fault)), "{text}");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}
