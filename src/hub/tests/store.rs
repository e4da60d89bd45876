//! What is on the disk, and what happens when the disk fails.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::common::{TestHub, check_problem, header, post};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use groundswell_hub::{Config, Hub};
use rusqlite::Connection;
use serde_json::json;

fn open(dir: &Path) -> Connection {
    Connection::open(dir.join("hub.db")).unwrap()
}

fn refusal(dir: &Path, change: impl FnOnce(&mut Config)) -> String {
    let mut config = Config::check(crate::common::settings(dir)).unwrap();
    change(&mut config);
    Hub::open(config).map(|_| ()).unwrap_err().to_string()
}

#[tokio::test]
async fn everything_is_there_after_a_restart() {
    let hub = TestHub::start().await;
    let (ann, bob) = (hub.reader().await, hub.reader().await);
    hub.rate("films", post(1), &ann, 5).await;
    hub.rate("films", post(1), &bob, 3).await;
    hub.rate("votes", post(2), &ann, -1).await;
    let hub = TestHub::start_in(hub.stop().await, |_| {}).await;
    let films = hub.tallies("films", &[post(1)], Some(&ann)).await;
    assert_eq!(
        films,
        json!({ "tallies": [{ "3": 1, "5": 1 }], "mine": [5] })
    );
    let votes = hub.tallies("votes", &[post(2)], Some(&bob)).await;
    assert_eq!(votes, json!({ "tallies": [{ "-1": 1 }], "mine": [null] }));
    // Nobody becomes another reader by the restart.
    let again = hub.rate("films", post(1), &ann, 4).await;
    assert_eq!(again["tally"], json!({ "3": 1, "4": 1 }));
}

#[tokio::test]
async fn the_database_alone_does_not_tell_who_rated() {
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    hub.rate("team", post(1), &token, 1).await;
    let credential = URL_SAFE_NO_PAD.decode(&token).unwrap();
    let key = fs::read(hub.dir.path().join("hub.key")).unwrap();
    let mut bytes = Vec::new();
    // The log as well: it holds what is not yet in the main file.
    for name in ["hub.db", "hub.db-wal"] {
        bytes.extend(fs::read(hub.dir.path().join(name)).unwrap());
    }
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(holds(post(1).as_bytes()), "the rating is in these files");
    for secret in [
        &credential[1..17],
        &credential[25..41],
        &key[..16],
        &token.as_bytes()[..16],
    ] {
        assert!(!holds(secret));
    }
}

#[tokio::test]
async fn a_disk_that_fails_costs_an_answer_and_no_rating() {
    let hub = TestHub::start().await;
    let (ann, bob) = (hub.reader().await, hub.reader().await);
    hub.rate("team", post(1), &ann, 1).await;
    let disk = open(hub.dir.path());
    disk.execute_batch(
        "CREATE TRIGGER full BEFORE INSERT ON tallies BEGIN SELECT RAISE(ABORT, 'disk full'); END",
    )
    .unwrap();
    for n in [1, 2] {
        let request = hub.put("team", post(n), &bob, "{\"value\":1}");
        let answer = request.send().await.unwrap();
        assert!(header(&answer, "retry-after").is_some());
        let problem = check_problem(answer, 503, "storage-unavailable").await;
        assert!(!problem.to_string().contains("disk full"));
    }
    let both = [post(1), post(2)];
    let tallies = hub.tallies("team", &both, Some(&bob)).await;
    assert_eq!(
        tallies,
        json!({ "tallies": [{ "1": 1 }, {}], "mine": [null, null] })
    );
    disk.execute_batch("DROP TRIGGER full").unwrap();
    hub.rate("team", post(1), &bob, 1).await;
    hub.rate("team", post(2), &bob, 1).await;
    let tallies = hub.tallies("team", &both, Some(&bob)).await;
    assert_eq!(
        tallies,
        json!({ "tallies": [{ "1": 2 }, { "1": 1 }], "mine": [1, 1] })
    );
}

#[tokio::test]
async fn a_full_queue_turns_ratings_away_and_counts_the_rest() {
    let hub = Arc::new(TestHub::start_with(|config| config.limits.queue = 1).await);
    let disk = open(hub.dir.path());
    // While this holds the database, the writer waits with one rating in hand and one in the queue.
    disk.execute_batch("BEGIN IMMEDIATE").unwrap();
    let (answers, mut done) = tokio::sync::mpsc::channel(8);
    for _ in 0..8 {
        let (hub, answers) = (Arc::clone(&hub), answers.clone());
        let token = hub.reader().await;
        tokio::spawn(async move {
            let request = hub.put("team", post(1), &token, "{\"value\":1}");
            let answer = request.send().await.unwrap();
            answers.send(answer).await.unwrap();
        });
    }
    drop(answers);
    let first = done.recv().await.unwrap();
    assert!(header(&first, "retry-after").is_some());
    check_problem(first, 503, "busy").await;
    disk.execute_batch("ROLLBACK").unwrap();
    let mut stored = 0;
    while let Some(answer) = done.recv().await {
        stored += u32::from(answer.status() == 200);
    }
    assert!(stored > 0);
    let tallies = hub.tallies("team", &[post(1)], None).await;
    assert_eq!(tallies, json!({ "tallies": [{ "1": stored }] }));
}

#[tokio::test]
async fn a_hub_refuses_what_would_make_its_ratings_wrong() {
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    hub.rate("votes", post(1), &token, -1).await;
    let in_use = refusal(hub.dir.path(), |_| {});
    assert!(in_use.contains("another hub is running"), "{in_use}");
    let dir = hub.stop().await;
    let stars = refusal(dir.path(), |config| {
        config.spaces[1].kind = "stars".parse().unwrap();
    });
    assert!(
        stars.contains("'votes' holds ratings of kind 'updown'"),
        "{stars}"
    );
    let key = dir.path().join("hub.key");
    let bytes = fs::read(&key).unwrap();
    fs::remove_file(&key).unwrap();
    let missing = refusal(dir.path(), |_| {});
    assert!(
        missing.contains("is not there, but the database is"),
        "{missing}"
    );
    assert!(
        !key.exists(),
        "a new key would hide that the old one is lost"
    );
    let other = refusal(dir.path(), |config| {
        let other = dir.path().join("other.key");
        fs::copy(restore(&key, &[9; 32]), &other).unwrap();
        config.key = other;
    });
    assert!(other.contains("another key"), "{other}");
    restore(&key, &bytes);
    TestHub::start_in(dir, |_| {}).await.stop().await;
}

fn restore<'a>(key: &'a Path, bytes: &[u8]) -> &'a Path {
    use std::os::unix::fs::PermissionsExt as _;
    fs::write(key, bytes).unwrap();
    fs::set_permissions(key, fs::Permissions::from_mode(0o600)).unwrap();
    key
}

#[tokio::test]
async fn a_space_without_ratings_may_change_its_kind() {
    let dir = TestHub::start().await.stop().await;
    let hub = TestHub::start_in(dir, |config| {
        config.spaces[1].kind = "stars".parse().unwrap();
    });
    let hub = hub.await;
    let token = hub.reader().await;
    let rated = hub.rate("votes", post(1), &token, 5).await;
    assert_eq!(rated["tally"], json!({ "5": 1 }));
}

#[tokio::test]
async fn stored_tallies_are_what_the_ratings_add_up_to() {
    let hub = TestHub::start().await;
    let readers = [hub.reader().await, hub.reader().await, hub.reader().await];
    for (n, token) in readers.iter().enumerate() {
        for value in [1, 5, 3 + i64::try_from(n).unwrap() % 2] {
            hub.rate("films", post(1), token, value).await;
        }
    }
    let dir = hub.stop().await;
    let differences = "SELECT count(*) FROM (
        SELECT post, value, count FROM tallies WHERE count > 0
        EXCEPT SELECT post, value, count(*) FROM ratings GROUP BY post, value)";
    let differences: i64 = open(dir.path())
        .query_row(differences, [], |row| row.get(0))
        .unwrap();
    assert_eq!(differences, 0);
}

#[cfg(unix)]
#[tokio::test]
async fn the_hubs_files_are_its_owners_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    hub.rate("team", post(1), &token, 1).await;
    for name in [
        "hub.db",
        "hub.db-wal",
        "hub.db-shm",
        "hub.db.lock",
        "hub.key",
    ] {
        let metadata = fs::metadata(hub.dir.path().join(name)).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o077, 0, "{name}");
    }
}
