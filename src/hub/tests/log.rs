//! What the log tells, and what it keeps to itself.

use std::io::Read as _;

use crate::common::process::Process;
use crate::common::{body, client, header, post, rating};
use serde_json::Value;

/// Everything that the hub's process wrote to its log, line by line, until it ended.
fn lines(mut hub: Process) -> Vec<Value> {
    hub.terminate();
    let mut text = String::new();
    let mut stderr = hub.child.stderr.take().unwrap();
    stderr.read_to_string(&mut text).unwrap();
    assert!(hub.child.wait().unwrap().success());
    let line = |line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
    text.lines().map(line).collect()
}

#[cfg(unix)]
#[tokio::test]
async fn the_log_has_no_personal_data() {
    let dir = tempfile::tempdir().unwrap();
    let set = ["log.format=json", "log.level=info", "log.requests=true"];
    let flags = set.iter().flat_map(|set| ["--set", set]);
    let hub = Process::start(dir.path(), &flags.collect::<Vec<_>>());
    let client = client();
    let url = |path: &str| format!("{}{path}", hub.base);

    let answer = client.post(url("/v1/readers"));
    let answer = answer.header("Groundswell-Request", "1");
    let answer = answer.send().await.unwrap();
    let token = body(answer).await["token"].as_str().unwrap().to_owned();
    let rate = |token: &str, value: &str| {
        let request = client.put(url(&rating("default", post(1))));
        let request = request
            .bearer_auth(token)
            .header("X-Forwarded-For", "192.0.2.7");
        let request = request.header("Content-Type", "application/json");
        request.body(value.to_owned()).send()
    };
    let rated = rate(&token, "{\"value\":1}").await.unwrap();
    assert_eq!(rated.status(), 200);
    assert_eq!(rate(&token, "{\"value\":9}").await.unwrap().status(), 422);
    assert_eq!(rate("forged", "{\"value\":1}").await.unwrap().status(), 401);
    let path = format!("/v1/spaces/default/tallies?posts={}", post(1));
    client
        .get(url(&path))
        .bearer_auth(&token)
        .send()
        .await
        .unwrap();
    client.get(url("/secret-page")).send().await.unwrap();

    let id = header(&rated, "x-request-id").unwrap().to_owned();
    let lines = lines(hub);
    let text: String = lines.iter().map(Value::to_string).collect();
    let post = post(1).to_string();
    let kept = [
        "127.0.0.1",
        "192.0.2.7",
        &token,
        "forged",
        &post,
        "secret-page",
        "\"9\"",
    ];
    for personal in kept {
        assert!(!text.contains(personal), "{personal}: {text}");
    }
    let told = lines.iter().find(|line| line["span"]["id"] == id.as_str());
    let told = told.unwrap_or_else(|| panic!("no line of {id}: {text}"));
    assert_eq!(told["status"], 200);
    assert_eq!(told["route"], "/v1/spaces/{space}/posts/{post}/rating");
}

#[cfg(unix)]
#[tokio::test]
async fn requests_are_told_only_where_that_is_wanted() {
    let dir = tempfile::tempdir().unwrap();
    let set = ["--set", "log.format=json", "--set", "log.level=info"];
    let hub = Process::start(dir.path(), &set);
    client()
        .get(format!("{}/healthz", hub.base))
        .send()
        .await
        .unwrap();
    let lines = lines(hub);
    assert!(lines.iter().any(|line| line["message"] == "stopping"));
    assert!(
        !lines.iter().any(|line| line["route"].is_string()),
        "{lines:?}"
    );
}
