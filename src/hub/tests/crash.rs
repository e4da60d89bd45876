//! The hub's process, killed under load: what was acknowledged is there, and nothing is there twice.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::common::{body, client, post, rating};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::sync::mpsc;

/// How often the hub is killed.
const CYCLES: u64 = 4;

/// Acknowledged ratings before each kill; the kill comes while others are under way.
const ACKNOWLEDGED: usize = 60;

const RATERS: u64 = 8;

/// A hub in a process of its own.
struct Process {
    child: Child,
    base: String,
}

impl Process {
    fn start(dir: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_groundswell"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--database"]);
        command.arg(dir.join("hub.db")).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut line).unwrap();
        let base = line.trim().strip_prefix("listening on ").unwrap();
        let base = base.trim_end_matches('/').to_owned();
        Self { child, base }
    }

    /// SIGKILL: nothing of the process runs any more.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

async fn credential(client: &Client, base: &str) -> String {
    let answer = client.post(format!("{base}/v1/readers")).send().await;
    let answer = body(answer.unwrap()).await;
    answer["token"].as_str().unwrap().to_owned()
}

/// Rates post `n` as the reader; what was acknowledged, or nothing if the hub died first.
async fn rate(client: &Client, base: &str, token: &str, n: u64) -> Option<Value> {
    let request = client.put(format!("{base}{}", rating("default", post(n))));
    let request = request.bearer_auth(token).body("{\"value\":1}");
    let request = request.header("Content-Type", "application/json");
    let answer = request.send().await.ok()?;
    assert_eq!(answer.status(), 200);
    serde_json::from_slice(&answer.bytes().await.ok()?).ok()
}

async fn tally(client: &Client, base: &str, n: u64) -> Value {
    let path = format!("{base}/v1/spaces/default/tallies?posts={}", post(n));
    let answer = client.get(path).send().await.unwrap();
    body(answer).await["tallies"][0]["1"].clone()
}

#[tokio::test]
async fn a_killed_hub_loses_nothing_that_it_acknowledged_and_doubles_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let client = client();
    let mut hub = Process::start(dir.path());
    let mut tokens = Vec::new();
    for _ in 0..RATERS {
        tokens.push(credential(&client, &hub.base).await);
    }
    // Every rater rates post 0, 1, 2, ... in turn; `sent` and `acknowledged` count posts per rater.
    let mut acknowledged = vec![0; tokens.len()];
    let mut sent = vec![0; tokens.len()];
    for _ in 0..CYCLES {
        let (told, mut heard) = mpsc::unbounded_channel();
        let raters = tokens.iter().zip(&acknowledged).map(|(token, first)| {
            let (client, base, token) = (client.clone(), hub.base.clone(), token.clone());
            let (told, first) = (told.clone(), *first);
            tokio::spawn(async move {
                let mut next = first;
                while let Some(answer) = rate(&client, &base, &token, next).await {
                    assert_eq!(answer["mine"], 1);
                    next += 1;
                    told.send(()).ok();
                }
                next
            })
        });
        let raters: Vec<_> = raters.collect();
        for _ in 0..ACKNOWLEDGED {
            heard.recv().await.unwrap();
        }
        hub.kill();
        for (n, rater) in raters.into_iter().enumerate() {
            acknowledged[n] = rater.await.unwrap();
            sent[n] = acknowledged[n] + 1;
        }
        hub = Process::start(dir.path());
        for n in 0..*sent.iter().max().unwrap() {
            let count = |of: &[u64]| of.iter().filter(|posts| n < **posts).count();
            let found = tally(&client, &hub.base, n).await.as_u64().unwrap_or(0);
            let found = usize::try_from(found).unwrap();
            let (least, most) = (count(&acknowledged), count(&sent));
            assert!(
                (least..=most).contains(&found),
                "{n}: {least} {found} {most}"
            );
        }
    }
    // Sent again, as an outbox would that never heard: each counts once.
    let last = *sent.iter().max().unwrap();
    for n in 0..last {
        for (token, sent) in tokens.iter().zip(&sent) {
            if n < *sent {
                rate(&client, &hub.base, token, n).await.unwrap();
            }
        }
        let expected = sent.iter().filter(|posts| n < **posts).count();
        assert_eq!(tally(&client, &hub.base, n).await, json!(expected));
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_hub_that_is_asked_to_stop_ends_well() {
    let dir = tempfile::tempdir().unwrap();
    let mut hub = Process::start(dir.path());
    let client = client();
    let path = format!("{}/v1/spaces/default/stream?posts={}", hub.base, post(1));
    let mut stream = client.get(path).send().await.unwrap();
    let pid = hub.child.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &pid]).status();
    assert!(sent.unwrap().success());
    while stream
        .chunk()
        .await
        .expect("a stream ends politely")
        .is_some()
    {}
    assert!(hub.child.wait().unwrap().success());
    assert!(
        !dir.path().join("hub.db-wal").exists(),
        "the log is folded in"
    );
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
    let named = ["listen 'here'", "space 'Team'", "origin 'intranet'"];
    assert!(named.iter().all(|fault| text.contains(fault)), "{text}");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}
