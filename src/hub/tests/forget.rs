//! What the hub forgets: the raters of old posts, and one reader on demand.

use std::path::Path;
use std::process::{Command, Output};

use crate::common::process::Process;
use crate::common::{TestHub, body, check_problem, client, list, post, rating};
use groundswell_hub::{Hub, Whose};
use rusqlite::Connection;
use serde_json::json;

fn number(dir: &Path, sql: &str) -> i64 {
    let connection = Connection::open(dir.join("hub.db")).unwrap();
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

async fn look(hub: &TestHub, token: &str, posts: &[u64]) {
    let posts: Vec<_> = posts.iter().map(|n| post(*n).to_string()).collect();
    let request = hub.request(reqwest::Method::POST, "/v1/spaces/team/looks");
    let request = request
        .bearer_auth(token)
        .header("Content-Type", "application/json");
    let request = request.header("Groundswell-Request", "1");
    let answer = request
        .body(json!({ "posts": posts }).to_string())
        .send()
        .await;
    assert_eq!(answer.unwrap().status(), 204);
}

#[tokio::test]
async fn of_old_posts_only_the_tally_is_kept() {
    let hub = TestHub::start().await;
    let (ann, bob) = (hub.reader().await, hub.reader().await);
    for token in [&ann, &bob] {
        hub.rate("team", post(1), token, 1).await;
        hub.rate("team", post(2), token, 1).await;
        hub.rate("votes", post(1), token, -1).await;
    }
    let before = hub.tallies("team", &[post(1), post(2)], None).await;
    let dir = hub.stop().await;
    let disk = Connection::open(dir.path().join("hub.db")).unwrap();
    let old = "UPDATE posts SET born = 400000 WHERE identity = ?1";
    disk.execute(old, [post(1).as_bytes()]).unwrap();
    disk.execute("INSERT INTO looked (day, mark) VALUES (1, 1)", [])
        .unwrap();
    drop(disk);
    let hub = TestHub::start_in(dir, |config| config.spaces[0].seal_after_days = Some(30)).await;
    // Sealing goes on beside the answering.
    while number(hub.dir.path(), "SELECT count(*) FROM ratings") != 4 {
        tokio::task::yield_now().await;
    }
    assert_eq!(number(hub.dir.path(), "SELECT count(*) FROM looked"), 0);
    let request = hub.put("team", post(1), &ann, "{\"value\":1}");
    check_problem(request.send().await.unwrap(), 403, "post-sealed").await;
    let after = hub.tallies("team", &[post(1), post(2)], Some(&ann)).await;
    assert_eq!(after["tallies"], before["tallies"]);
    assert_eq!(after["mine"], json!([null, 1]));
    // Only where the space wants it.
    let votes = hub.tallies("votes", &[post(1)], Some(&ann)).await;
    assert_eq!(votes["mine"], json!([-1]));
    let database = hub.dir.path().join("hub.db");
    assert_eq!(
        groundswell_hub::check(&database, None).unwrap().faults,
        [""; 0]
    );
    let dir = hub.stop().await;
    let hub = TestHub::start_in(dir, |_| {}).await;
    let request = hub.put("team", post(1), &ann, "{\"value\":1}");
    check_problem(request.send().await.unwrap(), 403, "post-sealed").await;
}

fn erase(dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_groundswell"));
    command
        .arg("erase")
        .args(arguments)
        .arg("--database")
        .arg(dir.join("hub.db"));
    command.args(["--space", "team,votes:updown,films:stars"]);
    command.output().unwrap()
}

#[tokio::test]
async fn a_reader_is_erased_with_the_tallies_following() {
    let hub = TestHub::start().await;
    let (ann, bob) = (hub.reader().await, hub.reader().await);
    for token in [&ann, &bob] {
        hub.rate("team", post(1), token, 1).await;
        hub.rate("films", post(1), token, 5).await;
        look(&hub, token, &[1]).await;
    }
    hub.rate("films", post(2), &ann, 3).await;
    for token in [&ann, &bob] {
        let removal = hub.delete("votes", post(1), token);
        let removal = removal.header("Groundswell-Order", "1 1").send().await;
        assert_eq!(removal.unwrap().status(), 200);
    }
    let token = hub.dir.path().join("token");
    std::fs::write(&token, format!("{ann}\n")).unwrap();
    let token = token.to_str().unwrap();
    // A hub that serves keeps tallies in memory: they would be wrong.
    let refused = erase(hub.dir.path(), &["--token-file", token]);
    let words = String::from_utf8(refused.stderr).unwrap();
    assert!(words.contains("another hub is running"), "{words}");
    let dir = hub.stop().await;
    let erased = erase(dir.path(), &["--token-file", token]);
    let words = String::from_utf8(erased.stdout).unwrap();
    assert!(words.starts_with("erased: 3 ratings"), "{words}");
    assert_eq!(number(dir.path(), "SELECT count(*) FROM looked"), 1);
    assert_eq!(number(dir.path(), "SELECT count(*) FROM removals"), 1);
    let said = "SELECT count(*) FROM audit WHERE action = 'erase-reader' AND about = ''";
    assert_eq!(number(dir.path(), said), 1);
    let database = dir.path().join("hub.db");
    assert_eq!(
        groundswell_hub::check(&database, None).unwrap().faults,
        [""; 0]
    );
    let hub = TestHub::start_in(dir, |_| {}).await;
    let posts = [post(1), post(2)];
    let films = hub.tallies("films", &posts, Some(&ann)).await;
    assert_eq!(
        films,
        json!({ "tallies": [{ "5": 1 }, {}], "mine": [null, null] })
    );
    let path = format!("/v1/spaces/team/tallies?posts={}", list(&posts[..1]));
    let team = body(hub.get(&path).await).await;
    assert_eq!(team["tallies"], json!([{ "1": 1 }]));
}

#[tokio::test]
async fn a_hidden_reader_is_erased_by_the_stored_hash_and_from_the_log() {
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    hub.rate("team", post(1), &token, 1).await;
    let dir = hub.stop().await;
    let disk = Connection::open(dir.path().join("hub.db")).unwrap();
    let sql = "SELECT lower(hex(reader)) FROM ratings";
    let reader: String = disk.query_row(sql, [], |row| row.get(0)).unwrap();
    let hide = format!(
        "INSERT INTO hidden_readers SELECT posts.space, reader FROM ratings \
         JOIN posts ON posts.id = ratings.post; UPDATE tallies SET count = 0; \
         INSERT INTO audit (at, actor, action, space, about, reason) \
         VALUES (1, 'ann', 'hide-reader', 'team', '{reader}', 'spam')"
    );
    disk.execute_batch(&hide).unwrap();
    drop(disk);
    let erased = erase(dir.path(), &["--reader", &reader]);
    assert!(
        erased.status.success(),
        "{}",
        String::from_utf8_lossy(&erased.stderr)
    );
    for table in ["ratings", "hidden_readers", "looked"] {
        let count = format!("SELECT count(*) FROM {table}");
        assert_eq!(number(dir.path(), &count), 0, "{table}");
    }
    let named = format!("SELECT count(*) FROM audit WHERE about = '{reader}'");
    assert_eq!(number(dir.path(), &named), 0);
    let database = dir.path().join("hub.db");
    assert_eq!(
        groundswell_hub::check(&database, None).unwrap().faults,
        [""; 0]
    );
}

#[tokio::test]
async fn a_reader_who_signed_on_is_erased_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let proxy = [
        "--set",
        "identity.proxy.header=Groundswell-User",
        "--set",
        "identity.proxy.networks=127.0.0.1",
    ];
    let mut flags = vec!["--space", "team,votes:updown,films:stars"];
    flags.extend(proxy);
    let mut hub = Process::start(dir.path(), &flags);
    for name in ["ann", "bob"] {
        let request = client().put(format!("{}{}", hub.base, rating("films", post(1))));
        let request = request
            .header("Groundswell-Request", "1")
            .header("Groundswell-User", name);
        let request = request
            .header("Content-Type", "application/json")
            .body("{\"value\":4}");
        assert_eq!(request.send().await.unwrap().status(), 200);
    }
    hub.terminate();
    assert!(hub.child.wait().unwrap().success());
    let who = [&["--name", "ann", "--way", "proxy"], &proxy[..]].concat();
    let words = String::from_utf8(erase(dir.path(), &who).stdout).unwrap();
    assert!(words.starts_with("erased: 1 ratings"), "{words}");
    assert_eq!(number(dir.path(), "SELECT count(*) FROM ratings"), 1);
    let other = erase(dir.path(), &["--name", "ann", "--way", "page-token"]);
    assert!(!other.status.success());
}

#[tokio::test]
async fn nobody_is_erased_by_mistake() {
    let dir = TestHub::start().await.stop().await;
    let mut config = groundswell_hub::Config::check(crate::common::settings(dir.path())).unwrap();
    config.dist = None;
    let hub = Hub::open(config).unwrap();
    for whose in [Whose::Token("forged".into()), Whose::Stored("ff".into())] {
        assert!(hub.erase(&whose).await.is_err());
    }
    let unknown = Whose::Stored("00".repeat(16));
    assert_eq!(hub.erase(&unknown).await, Ok(0));
    let neither = erase(dir.path(), &[]);
    assert!(!neither.status.success());
}
