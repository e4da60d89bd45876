//! `groundswell backup` and `groundswell check`, run as an operator runs them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rusqlite::Connection;
use serde_json::json;

use crate::common::chance::Chance;
use crate::common::{TestHub, post};

fn groundswell(arguments: &[&str], dir: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_groundswell"));
    command.args(arguments).current_dir(dir);
    command.env("GROUNDSWELL_DATABASE", "hub.db");
    command.output().unwrap()
}

/// What a command that did its work said.
fn done(output: &Output) -> String {
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What a command that did not do its work said.
fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A hub that has stopped, with a few ratings.
async fn stopped() -> tempfile::TempDir {
    let hub = TestHub::start().await;
    let (ann, bob) = (hub.reader().await, hub.reader().await);
    hub.rate("films", post(1), &ann, 5).await;
    hub.rate("films", post(1), &bob, 3).await;
    hub.rate("films", post(2), &bob, 3).await;
    hub.rate("team", post(3), &ann, 1).await;
    hub.stop().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_while_serving_holds_everything_acknowledged_before_it() {
    const READERS: usize = 4;
    const POSTS: u64 = 100;
    let hub = Arc::new(TestHub::start().await);
    let going = Arc::new(AtomicBool::new(true));
    let mut tokens = Vec::new();
    for _ in 0..READERS {
        tokens.push(hub.reader().await);
    }
    // Reader by reader, how many posts are rated: 0, 1, 2, ... in turn.
    let rated: Arc<Vec<AtomicU64>> = Arc::new((0..READERS).map(|_| AtomicU64::new(0)).collect());
    let raters = tokens.iter().enumerate().map(|(n, token)| {
        let (hub, token) = (Arc::clone(&hub), token.clone());
        let (rated, going) = (Arc::clone(&rated), Arc::clone(&going));
        tokio::spawn(async move {
            for next in 0..POSTS {
                if going.load(Ordering::SeqCst) {
                    hub.rate("team", post(next), &token, 1).await;
                    rated[n].store(next + 1, Ordering::SeqCst);
                }
            }
        })
    });
    let raters: Vec<_> = raters.collect();
    while rated[0].load(Ordering::SeqCst) < 10 {
        tokio::task::yield_now().await;
    }
    let count = || rated.iter().map(|rated| rated.load(Ordering::SeqCst));
    let before: Vec<u64> = count().collect();
    let dir = hub.dir.path().to_owned();
    let output = tokio::task::spawn_blocking(move || groundswell(&["backup", "copy.db"], &dir));
    let said = done(&output.await.unwrap());
    let after: Vec<u64> = count().map(|rated| rated + 1).collect();
    going.store(false, Ordering::SeqCst);
    for rater in raters {
        rater.await.unwrap();
    }
    assert!(said.contains("copy.db: sound"), "{said}");
    assert!(
        said.contains("the key is not in it: back up hub.key"),
        "{said}"
    );
    let hub = restore(Arc::into_inner(hub).unwrap()).await;
    for (n, token) in tokens.iter().enumerate() {
        let posts: Vec<_> = (0..POSTS).map(post).collect();
        let mine = hub.tallies("team", &posts, Some(token)).await["mine"].take();
        let mine = mine.as_array().unwrap();
        let kept = mine.iter().take_while(|mine| **mine == 1).count();
        assert!(mine[kept..].iter().all(serde_json::Value::is_null));
        assert!((before[n]..=after[n]).contains(&(kept as u64)));
    }
}

/// A hub on the backup and the key, and nothing else.
async fn restore(hub: TestHub) -> TestHub {
    let (old, new) = (hub.stop().await, tempfile::tempdir().unwrap());
    for (from, to) in [("copy.db", "hub.db"), ("hub.key", "hub.key")] {
        fs::copy(old.path().join(from), new.path().join(to)).unwrap();
    }
    TestHub::start_in(new, |_| {}).await
}

#[tokio::test]
async fn a_backup_replaces_nothing_unasked() {
    let dir = stopped().await;
    let other = dir.path().join("copy.db");
    fs::write(&other, "something else").unwrap();
    let said = refused(&groundswell(&["backup", "copy.db"], dir.path()));
    assert!(said.contains("copy.db is there already; --force"), "{said}");
    assert_eq!(fs::read(&other).unwrap(), b"something else");
    for arguments in [
        &["backup", "hub.db"][..],
        &["backup", "./hub.db", "--force"],
    ] {
        let said = refused(&groundswell(arguments, dir.path()));
        assert!(said.contains("the database itself"), "{said}");
    }
    done(&groundswell(&["backup", "copy.db", "--force"], dir.path()));
    done(&groundswell(
        &["check", "--database", "copy.db"],
        dir.path(),
    ));
    let said = refused(&groundswell(&["backup", "no/copy.db"], dir.path()));
    assert!(said.contains("no/copy.db"), "{said}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_backup_is_its_owners_only_and_holds_nothing_that_was_deleted() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = stopped().await;
    let database = Connection::open(dir.path().join("hub.db")).unwrap();
    let sql = "SELECT reader FROM ratings WHERE value = 5";
    let ann: Vec<u8> = database.query_row(sql, [], |row| row.get(0)).unwrap();
    database
        .execute("DELETE FROM ratings WHERE reader = ?1", [&ann])
        .unwrap();
    database
        .execute("DELETE FROM tallies WHERE value = 5", [])
        .unwrap();
    database.close().unwrap();
    done(&groundswell(&["backup", "copy.db"], dir.path()));
    let copy = dir.path().join("copy.db");
    assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o077, 0);
    let holds = |name: &str| {
        let bytes = fs::read(dir.path().join(name)).unwrap();
        bytes.windows(ann.len()).any(|window| window == ann)
    };
    assert!(holds("hub.db"), "SQLite leaves what was deleted");
    assert!(!holds("copy.db"));
}

#[tokio::test]
async fn a_damaged_database_is_not_made_a_backup() {
    let dir = stopped().await;
    spoil(&dir.path().join("hub.db"));
    let said = refused(&groundswell(&["backup", "copy.db"], dir.path()));
    assert!(said.contains("hub.db"), "{said}");
    let names = fs::read_dir(dir.path()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let left: Vec<_> = names.filter(|name| !name.starts_with("hub.")).collect();
    assert!(left.is_empty(), "{left:?}");
}

/// Noise where the ratings are.
fn spoil(path: &Path) {
    let database = Connection::open(path).unwrap();
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'ratings'";
    let page: u32 = database.query_row(sql, [], |row| row.get(0)).unwrap();
    database.close().unwrap();
    let mut bytes = fs::read(path).unwrap();
    bytes[(page as usize - 1) * 4_096..][..4_096].copy_from_slice(&Chance::new(1).bytes(4_096));
    fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn a_sound_database_passes_the_check_while_it_is_served_and_after() {
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    hub.rate("team", post(1), &token, 1).await;
    let said = done(&groundswell(&["check"], hub.dir.path()));
    assert!(said.contains("hub.db: sound, 1 ratings, 1 posts"), "{said}");
    hub.rate("team", post(1), &hub.reader().await, 1).await;
    let dir = hub.stop().await;
    done(&groundswell(&["check"], dir.path()));
    fs::remove_file(dir.path().join("hub.key")).unwrap();
    let said = done(&groundswell(&["check"], dir.path()));
    assert!(
        said.contains("key file hub.key is not there: not checked"),
        "{said}"
    );
    // It only looked.
    let hub = TestHub::try_start_in(dir, crate::common::client(), |_| {}).await;
    assert!(hub.is_err(), "a new key was made");
}

/// The check says this after that was done to the database.
async fn check_finds(expected: &str, sql: &str) {
    let dir = stopped().await;
    let database = Connection::open(dir.path().join("hub.db")).unwrap();
    database.pragma_update(None, "foreign_keys", false).unwrap();
    database.execute_batch(sql).unwrap();
    database.close().unwrap();
    let said = refused(&groundswell(&["check"], dir.path()));
    assert!(said.contains(expected), "{sql}: {said}");
}

#[tokio::test]
async fn the_check_names_what_is_wrong() {
    let wrong = "the tally is not what the ratings add up to";
    let post_1 = format!("space 'films', post {}: {wrong}", post(1));
    check_finds(&post_1, "UPDATE tallies SET count = 2 WHERE value = 5").await;
    check_finds(&post_1, "DELETE FROM tallies WHERE value = 5").await;
    check_finds(wrong, "INSERT INTO tallies VALUES (1, 1, 1, 1)").await;
    check_finds(wrong, "DELETE FROM ratings WHERE value = 5").await;
    check_finds(wrong, "UPDATE ratings SET value = 4 WHERE value = 5").await;
    check_finds(
        "1 ratings have the value 9",
        "UPDATE ratings SET value = 9 WHERE value = 5",
    )
    .await;
    let both = "INSERT INTO removals SELECT reader, post, 1, 1, 1 FROM ratings WHERE value = 5";
    check_finds("a rating is there that was taken back", both).await;
    check_finds("unknown kind", "UPDATE spaces SET kind = 'hearts'").await;
    let rewound = "UPDATE meta SET value = 1 WHERE name = 'sequence'";
    check_finds("change 4 was made, but numbers only went up to 1", rewound).await;
    check_finds(
        "change 7 is that of more than one post",
        "UPDATE posts SET changed = 7",
    )
    .await;
    check_finds(
        "belongs to nothing in posts",
        "DELETE FROM posts WHERE id = 1",
    )
    .await;
    let other_key = "UPDATE meta SET value = x'0102030405060708' WHERE name = 'key'";
    check_finds("hub.key: is another database's", other_key).await;
}

#[tokio::test]
async fn the_check_finds_a_damaged_page() {
    let dir = stopped().await;
    spoil(&dir.path().join("hub.db"));
    let said = refused(&groundswell(&["check"], dir.path()));
    assert!(said.contains("Tree"), "{said}");
}

#[tokio::test]
async fn ratings_that_are_meant_not_to_count_are_no_fault() {
    let dir = stopped().await;
    let database = Connection::open(dir.path().join("hub.db")).unwrap();
    let sealed_and_hidden = "
        UPDATE posts SET sealed = 1 WHERE id = 1;
        DELETE FROM ratings WHERE post = 1;
        INSERT INTO hidden_readers
            SELECT posts.space, reader FROM ratings JOIN posts ON posts.id = post WHERE post = 2;
        UPDATE tallies SET count = 0 WHERE post = 2;";
    database.execute_batch(sealed_and_hidden).unwrap();
    database.close().unwrap();
    done(&groundswell(&["check"], dir.path()));
}

#[test]
fn what_is_no_hubs_database_is_neither_checked_nor_copied() {
    let dir = tempfile::tempdir().unwrap();
    for command in [&["check"][..], &["backup", "copy.db"]] {
        let said = refused(&groundswell(command, dir.path()));
        assert!(said.contains("hub.db: No such file"), "{said}");
    }
    let database = Connection::open(dir.path().join("hub.db")).unwrap();
    database.execute_batch("CREATE TABLE notes (x)").unwrap();
    database.close().unwrap();
    for command in [&["check"][..], &["backup", "copy.db"]] {
        let said = refused(&groundswell(command, dir.path()));
        assert!(said.contains("not a hub's database"), "{said}");
    }
    assert_eq!(json!(fs::read_dir(dir.path()).unwrap().count()), json!(1));
}
