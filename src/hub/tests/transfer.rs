//! Export and import: what goes out comes in again, and nothing that is wrong comes in at all.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::common::{TestHub, client, post, settings};
use groundswell_hub::{Config, Format, Hub, Import, Imported, export};
use proptest::prelude::*;
use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

fn exported(dir: &Path, format: Format) -> String {
    let mut text = Vec::new();
    export(&dir.join("hub.db"), None, format, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

fn open(dir: &Path) -> Hub {
    let mut config = Config::check(settings(dir)).unwrap();
    config.dist = None;
    Hub::open(config).unwrap()
}

async fn import(dir: &Path, format: Format, foreign: bool, text: &str) -> Result<Imported, String> {
    let from = Box::new(std::io::Cursor::new(text.to_owned().into_bytes()));
    let import = Import {
        from,
        format,
        foreign,
    };
    let imported = open(dir).import(import).await;
    imported.map_err(|error| error.to_string())
}

/// An empty hub, with the key of another or one of its own.
fn empty(key_of: Option<&Path>) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    if let Some(other) = key_of {
        std::fs::copy(other.join("hub.key"), dir.path().join("hub.key")).unwrap();
    }
    drop(open(dir.path()));
    dir
}

/// A hub with ratings, looks, something hidden and something sealed.
async fn sample() -> TempDir {
    let hub = TestHub::start().await;
    let readers = [hub.reader().await, hub.reader().await, hub.reader().await];
    for (n, token) in readers.iter().enumerate() {
        hub.rate("votes", post(1), token, if n == 0 { 1 } else { -1 })
            .await;
        hub.rate("films", post(n as u64), token, 4).await;
        hub.rate("team", post(9), token, 1).await;
    }
    let dir = hub.stop().await;
    let disk = Connection::open(dir.path().join("hub.db")).unwrap();
    let hide = "UPDATE posts SET looks = id, hidden = id % 2; \
                INSERT INTO hidden_terms SELECT id, '=cmd|''/c calc''!A1' FROM spaces WHERE name = 'team'; \
                INSERT INTO hidden_terms SELECT id, '''quoted' FROM spaces WHERE name = 'team'";
    disk.execute_batch(hide).unwrap();
    let seal = "UPDATE posts SET sealed = 1 WHERE identity = ?1";
    disk.execute(seal, [post(9).as_bytes()]).unwrap();
    disk.execute_batch("DELETE FROM ratings WHERE post IN (SELECT id FROM posts WHERE sealed = 1)")
        .unwrap();
    drop(disk);
    dir
}

fn check(dir: &Path) {
    let found = groundswell_hub::check(&dir.join("hub.db"), Some(&dir.join("hub.key"))).unwrap();
    assert_eq!(found.faults, [""; 0]);
}

#[tokio::test]
async fn what_goes_out_comes_in_again_in_both_forms() {
    let first = sample().await;
    let all = exported(first.path(), Format::JsonLines);
    for format in [Format::JsonLines, Format::Csv] {
        let second = empty(Some(first.path()));
        let text = exported(first.path(), format);
        let imported = import(second.path(), format, false, &text).await.unwrap();
        assert_eq!(
            imported,
            Imported {
                ratings: 6,
                posts: 5,
                known: 0
            }
        );
        assert_eq!(exported(second.path(), Format::JsonLines), all);
        check(second.path());
        let again = import(second.path(), format, false, &text).await.unwrap();
        assert_eq!(
            again,
            Imported {
                ratings: 0,
                posts: 0,
                known: 11
            }
        );
        assert_eq!(exported(second.path(), Format::JsonLines), all);
    }
}

#[tokio::test]
async fn an_imported_reader_is_the_same_reader() {
    let hub = TestHub::start().await;
    let ann = hub.reader().await;
    hub.rate("films", post(1), &ann, 2).await;
    let first = hub.stop().await;
    let second = empty(Some(first.path()));
    let text = exported(first.path(), Format::JsonLines);
    import(second.path(), Format::JsonLines, false, &text)
        .await
        .unwrap();
    let hub = TestHub::start_in(second, |_| {}).await;
    let rated = hub.rate("films", post(1), &ann, 3).await;
    assert_eq!(rated["tally"], json!({ "3": 1 }));
}

#[tokio::test]
async fn a_rating_that_was_taken_back_comes_in_again_only_as_a_later_one() {
    let hub = TestHub::start().await;
    let ann = hub.reader().await;
    hub.rate("films", post(1), &ann, 2).await;
    let dir = hub.stop().await;
    let text = exported(dir.path(), Format::JsonLines);
    let hub = TestHub::start_in(dir, |_| {}).await;
    let removal = hub.delete("films", post(1), &ann);
    let removal = removal.header("Groundswell-Order", "1 9").send().await;
    assert_eq!(removal.unwrap().status(), 200);
    let dir = hub.stop().await;
    let taken_back = exported(dir.path(), Format::JsonLines);
    let again = import(dir.path(), Format::JsonLines, false, &text).await;
    assert_eq!(again.unwrap().ratings, 0);
    assert_eq!(exported(dir.path(), Format::JsonLines), taken_back);
    let disk = Connection::open(dir.path().join("hub.db")).unwrap();
    disk.execute_batch("UPDATE removals SET day = day - 1")
        .unwrap();
    drop(disk);
    let again = import(dir.path(), Format::JsonLines, false, &text).await;
    assert_eq!(again.unwrap().ratings, 1);
    check(dir.path());
    // What the file knows nothing of is gone: the next request counts, whatever its number.
    let hub = TestHub::start_in(dir, |_| {}).await;
    let rating = hub.put("films", post(1), &ann, "{\"value\":5}");
    let rating = rating
        .header("Groundswell-Order", "1 1")
        .send()
        .await
        .unwrap();
    assert_eq!(crate::common::body(rating).await["mine"], json!(5));
}

#[tokio::test]
async fn no_cell_of_a_table_is_a_formula() {
    let dir = sample().await;
    let text = exported(dir.path(), Format::Csv);
    let mut cells = text.lines().flat_map(|line| line.split(','));
    let formula = |cell: &&str| {
        cell.trim_start_matches('"')
            .starts_with(['=', '+', '@', '-'])
    };
    let found: Vec<_> = cells
        .by_ref()
        .filter(formula)
        .filter(|cell| cell.parse::<i8>().is_err())
        .collect();
    assert_eq!(found, [""; 0]);
    assert!(text.contains("'=cmd"), "{text}");
}

#[tokio::test]
async fn the_key_and_names_stay_at_home() {
    let dir = sample().await;
    let text = exported(dir.path(), Format::JsonLines);
    let key = std::fs::read(dir.path().join("hub.key")).unwrap();
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(!text.contains(&hex[..32]));
}

#[tokio::test]
async fn readers_under_another_key_come_in_as_strangers_only_where_that_is_wanted() {
    let first = sample().await;
    let text = exported(first.path(), Format::JsonLines);
    let second = empty(None);
    let refused = import(second.path(), Format::JsonLines, false, &text).await;
    assert!(
        refused
            .unwrap_err()
            .contains("line 1: its readers are hashed under another key")
    );
    let imported = import(second.path(), Format::JsonLines, true, &text)
        .await
        .unwrap();
    assert_eq!(imported.ratings, 6);
    check(second.path());
}

#[tokio::test]
async fn of_two_ratings_the_later_days_counts() {
    let first = sample().await;
    let text = exported(first.path(), Format::JsonLines);
    let change = |day: i64| {
        let lines = text.lines().map(|line| {
            let mut record: Value = serde_json::from_str(line).unwrap();
            if record["type"] == "rating" && record["space"] == "films" {
                record["value"] = json!(1);
                record["day"] = json!(record["day"].as_i64().unwrap() + day);
            }
            record.to_string() + "\n"
        });
        lines.collect::<String>()
    };
    let earlier = import(first.path(), Format::JsonLines, false, &change(-1))
        .await
        .unwrap();
    assert_eq!(earlier.ratings, 0);
    let later = import(first.path(), Format::JsonLines, false, &change(1))
        .await
        .unwrap();
    assert_eq!(later.ratings, 3);
    check(first.path());
    let hub = TestHub::start_in(first, |_| {}).await;
    let films = hub.tallies("films", &[post(1)], None).await;
    assert_eq!(films["tallies"], json!([{ "1": 1 }]));
}

#[tokio::test]
async fn one_wrong_line_keeps_the_whole_file_out() {
    let first = sample().await;
    let text = exported(first.path(), Format::JsonLines);
    let before = exported(empty(None).path(), Format::JsonLines);
    let long = format!(
        "{{\"type\":\"space\",\"space\":\"{}\"}}",
        "x".repeat(20_000)
    );
    for (wrong, why) in [
        ("{", "EOF"),
        ("{\"type\":\"rumour\"}", "unknown variant"),
        (
            "{\"type\":\"space\",\"space\":\"elsewhere\",\"rating\":\"useful\"}",
            "not configured",
        ),
        (
            "{\"type\":\"space\",\"space\":\"team\",\"rating\":\"stars\"}",
            "of kind 'stars'",
        ),
        (
            "{\"type\":\"space\",\"space\":\"team\",\"colour\":1}",
            "unknown field",
        ),
        ("{\"type\":\"rating\",\"space\":\"team\"}", "has no post"),
        (&long, "longer than"),
        (
            "{\"type\":\"rating\",\"space\":\"team\",\"post\":\"AAAAAAAAAAAAAAAAAAAAAA\"}",
            "no record before this one tells of the post",
        ),
    ] {
        let second = empty(Some(first.path()));
        let file = format!("{text}{wrong}\n");
        let line = text.lines().count() + 1;
        let refused = import(second.path(), Format::JsonLines, false, &file)
            .await
            .unwrap_err();
        assert!(
            refused.contains(&format!("line {line}:")),
            "{wrong}: {refused}"
        );
        assert!(refused.contains(why), "{wrong}: {refused}");
        let after = exported(second.path(), Format::JsonLines);
        assert_eq!(after.lines().count(), before.lines().count(), "{wrong}");
    }
}

fn groundswell(dir: &Path, command: &str, flags: &[&str], input: &[u8]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_groundswell"));
    program
        .arg(command)
        .args(flags)
        .arg("--database")
        .arg(dir.join("hub.db"));
    program.args(["--space", "team,votes:updown,films:stars"]);
    program
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = program.spawn().unwrap();
    // A command that refuses may end before it has read all.
    child.stdin.take().unwrap().write_all(input).ok();
    child.wait_with_output().unwrap()
}

#[tokio::test]
async fn a_hub_that_serves_is_exported_and_not_imported_into() {
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    hub.rate("team", post(1), &token, 1).await;
    let written = groundswell(
        hub.dir.path(),
        "export",
        &["--format", "csv", "--only", "team"],
        b"",
    );
    assert!(written.status.success());
    let text = String::from_utf8(written.stdout).unwrap();
    let kinds = text
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next());
    assert_eq!(
        kinds.collect::<Vec<_>>(),
        ["hub", "space", "post", "tally", "rating"]
    );
    let refused = groundswell(
        hub.dir.path(),
        "import",
        &["--format", "csv"],
        text.as_bytes(),
    );
    assert!(!refused.status.success());
    let dir = hub.stop().await;
    let done = groundswell(dir.path(), "import", &["--format", "csv"], text.as_bytes());
    let words = String::from_utf8(done.stdout).unwrap();
    assert!(
        words.starts_with("imported: 0 ratings, 0 posts;"),
        "{words}"
    );
}

/// Space, reader, post, value.
type Rated = (usize, usize, u64, usize);

/// Rates over HTTP, as readers do.
async fn rate_all(dir: TempDir, ratings: &[Rated]) -> TempDir {
    let spaces: [(&str, &[i64]); 3] = [
        ("team", &[1]),
        ("votes", &[-1, 1]),
        ("films", &[1, 2, 3, 4, 5]),
    ];
    let hub = TestHub::try_start_in(dir, client(), |_| {}).await;
    let hub = hub.map_err(|(error, _)| error).unwrap();
    let mut readers = BTreeMap::new();
    for (space, reader, n, value) in ratings {
        if !readers.contains_key(reader) {
            readers.insert(*reader, hub.reader().await);
        }
        let (name, values) = spaces[*space];
        hub.rate(
            name,
            post(*n),
            &readers[reader],
            values[value % values.len()],
        )
        .await;
    }
    hub.stop().await
}

#[test]
fn any_hub_is_the_same_after_export_and_import() {
    let runtime = Runtime::new().unwrap();
    let rated = (0..3_usize, 0..4_usize, 0..6_u64, 0..5_usize);
    let ratings = prop::collection::vec(rated, 0..25);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 12,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let result = runner.run(&(ratings, any::<bool>()), |(ratings, csv)| {
        let first = runtime.block_on(rate_all(tempfile::tempdir().unwrap(), &ratings));
        let format = if csv { Format::Csv } else { Format::JsonLines };
        let text = exported(first.path(), format);
        let second = empty(Some(first.path()));
        let imported = runtime.block_on(import(second.path(), format, false, &text));
        prop_assert!(imported.is_ok(), "{imported:?}");
        prop_assert_eq!(exported(second.path(), format), text);
        check(second.path());
        Ok(())
    });
    result.unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_file_makes_the_import_panic(lines in prop::collection::vec("(\\PC|[\",{}:\\n]){0,60}", 0..6), csv: bool) {
        let format = if csv { Format::Csv } else { Format::JsonLines };
        let dir = empty(None);
        let runtime = Runtime::new().unwrap();
        let imported = runtime.block_on(import(dir.path(), format, false, &lines.join("\n")));
        prop_assert!(imported.is_err());
    }
}
