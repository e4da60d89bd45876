//! A hub that is asked to stop under load: it answers all that it stores, and stores all that it answers.

#![cfg(unix)]

use crate::common::process::Process;
use crate::common::{body, client, list, post, rating};
use reqwest::Client;
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::mpsc;

const RATERS: usize = 8;

/// Acknowledged ratings before the hub is asked to stop, while others are under way.
const ACKNOWLEDGED: usize = 200;

/// Posts that are read at once.
const PAGE: usize = 100;

/// Hurrying readers are not what this is about.
const FLAGS: [&str; 8] = [
    "--set",
    "quotas.reader_per_minute=0",
    "--set",
    "quotas.network_per_minute=0",
    "--set",
    "quotas.space_per_minute=0",
    "--set",
    "quotas.new_readers_per_minute=0",
];

async fn reader(client: &Client, base: &str) -> String {
    let request = client.post(format!("{base}/v1/readers"));
    let answer = request.header("Groundswell-Request", "1").send().await;
    body(answer.unwrap()).await["token"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// Rates post after post until the hub answers no more; how many were acknowledged.
async fn rate_on(
    client: Client,
    base: String,
    token: String,
    told: mpsc::UnboundedSender<()>,
) -> usize {
    let mut acknowledged = 0;
    loop {
        let path = rating("default", post(acknowledged as u64));
        let request = client.put(format!("{base}{path}")).bearer_auth(&token);
        let request = request
            .header("Content-Type", "application/json")
            .body("{\"value\":1}");
        let Ok(answer) = request.send().await else {
            return acknowledged;
        };
        assert_eq!(answer.status(), 200);
        let Ok(bytes) = answer.bytes().await else {
            return acknowledged;
        };
        let answer: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(answer["mine"], 1);
        acknowledged += 1;
        told.send(()).ok();
    }
}

async fn stop_under_load(signal: &str) {
    let dir: TempDir = tempfile::tempdir().unwrap();
    let mut hub = Process::start(dir.path(), &FLAGS);
    let (told, mut heard) = mpsc::unbounded_channel();
    let mut raters = Vec::new();
    for _ in 0..RATERS {
        let client = client();
        let token = reader(&client, &hub.base).await;
        raters.push(tokio::spawn(rate_on(
            client,
            hub.base.clone(),
            token,
            told.clone(),
        )));
    }
    for _ in 0..ACKNOWLEDGED {
        heard.recv().await.unwrap();
    }
    hub.signal(signal);
    let mut acknowledged = Vec::new();
    for rater in raters {
        acknowledged.push(rater.await.unwrap());
    }
    assert!(hub.child.wait().unwrap().success());
    let hub = Process::start(dir.path(), &FLAGS);
    let posts: Vec<_> = (0..=*acknowledged.iter().max().unwrap()).collect();
    for page in posts.chunks(PAGE) {
        let ids: Vec<_> = page.iter().map(|n| post(*n as u64)).collect();
        let path = format!(
            "{}/v1/spaces/default/tallies?posts={}",
            hub.base,
            list(&ids)
        );
        let found = body(client().get(path).send().await.unwrap()).await;
        for (n, tally) in page.iter().zip(found["tallies"].as_array().unwrap()) {
            let expected = acknowledged.iter().filter(|posts| n < *posts).count();
            let stored = tally["1"].as_u64().unwrap_or(0);
            assert_eq!(stored, expected as u64, "post {n} of {acknowledged:?}");
        }
    }
}

#[tokio::test]
async fn a_service_manager_stops_the_hub_between_ratings() {
    stop_under_load("-TERM").await;
}

#[tokio::test]
async fn ctrl_c_stops_the_hub_between_ratings() {
    stop_under_load("-INT").await;
}
