//! How many files the hub may have open, and what it says of it.

#![cfg(unix)]

use std::io::Read as _;

use serde_json::Value;

use crate::common::client;
use crate::common::process::Process;

/// What a hub said of open files, which was started with these limits, and what it may have open.
async fn started(soft: u32, hard: u32, connections: &str) -> (u64, Vec<Value>) {
    let dir = tempfile::tempdir().unwrap();
    let connections = format!("limits.connections={connections}");
    let set = ["log.format=json", "log.level=info", &connections];
    let flags: Vec<_> = set.iter().flat_map(|set| ["--set", set]).collect();
    let mut hub = Process::start_with_files(dir.path(), (soft, hard), &flags);
    let figures = client().get(format!("{}/metrics", hub.base));
    let figures = figures.send().await.unwrap().text().await.unwrap();
    let most = figures
        .lines()
        .find_map(|line| line.strip_prefix("process_max_fds "));
    let most = most.unwrap().parse::<u64>().unwrap();
    hub.terminate();
    let mut text = String::new();
    let mut stderr = hub.child.stderr.take().unwrap();
    stderr.read_to_string(&mut text).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    let about = lines.filter(|line: &Value| line["most"].is_u64());
    (most, about.collect())
}

#[tokio::test]
async fn the_hub_may_open_as_many_files_as_the_system_lets_it() {
    let (most, said) = started(200, 400, "100").await;
    assert_eq!(most, 400);
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(
        (&said[0]["level"], &said[0]["most"]),
        (&"INFO".into(), &400.into())
    );
    // Already as many as there can be.
    let (most, _) = started(400, 400, "100").await;
    assert_eq!(most, 400);
}

#[tokio::test]
async fn too_few_open_files_for_the_streams_are_told() {
    let (most, said) = started(200, 400, "1000").await;
    assert_eq!(most, 400);
    assert_eq!(said.len(), 2, "{said:?}");
    assert_eq!(said[1]["level"], "WARN");
    assert_eq!(said[1]["most"], 400);
    assert!(said[1]["wanted"].as_u64().unwrap() > 1_000);
}
