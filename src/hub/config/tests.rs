//! Whole settings, from what was written to what came of it.

use super::*;

use std::fs;
use std::path::Path;

use groundswell_protocol::{RatingKind, SpaceId};
use groundswell_text::{MAX_RULE_LEN, MAX_RULE_WORDS, MAX_RULES};
use proptest::prelude::*;

fn faults(settings: Settings) -> Vec<String> {
    let faults = Config::check(settings).unwrap_err();
    faults.iter().map(ToString::to_string).collect()
}

fn set(pairs: &[(&str, &str)]) -> Settings {
    let mut settings = Settings::default();
    for (key, value) in pairs {
        settings.set(key, *value);
    }
    settings
}

/// Settings of a file, which lies in a folder of its own.
fn file(text: &str) -> (Settings, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("hub.toml");
    fs::write(&path, text).unwrap();
    let mut settings = Settings::default();
    settings.file(&path);
    (settings, dir)
}

/// The faults of a file, without its folder.
fn file_faults(text: &str) -> Vec<String> {
    let (settings, dir) = file(text);
    let folder = format!("{}/", dir.path().display());
    let faults = faults(settings);
    faults.iter().map(|f| f.replace(&folder, "")).collect()
}

fn variables(pairs: &[(&str, &str)]) -> Vec<(std::ffi::OsString, std::ffi::OsString)> {
    pairs
        .iter()
        .map(|(name, value)| (name.into(), value.into()))
        .collect()
}

#[test]
fn nothing_need_be_set() {
    let config = Config::check(Settings::default()).unwrap();
    assert_eq!(config.listen, DEFAULT_LISTEN);
    assert_eq!(config.key, Path::new("groundswell.key"));
    assert_eq!(config.spaces.len(), 1);
    assert_eq!(config.spaces[0].id, SpaceId::default());
    assert_eq!(config.spaces[0].kind, RatingKind::Useful);
}

#[test]
fn the_key_lies_beside_its_database() {
    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("ratings.sqlite");
    let config = Config::check(set(&[("database", database.to_str().unwrap())]));
    assert_eq!(config.unwrap().key, dir.path().join("ratings.key"));
}

#[test]
fn every_fault_is_named_at_once() {
    let faults = faults(set(&[
        ("listen", "8300"),
        ("database", "no/such/place/hub.db"),
        ("key", "/"),
        ("spaces", "Team,a:thumbs,a,a:stars"),
        ("origins", "intranet.example"),
        ("dist", "no/such/dist"),
        ("pages", "Cargo.toml"),
        ("limits.queue", "0"),
        ("limits.que", "1"),
    ]));
    let settings: Vec<_> = faults.iter().filter_map(|f| f.split(' ').next()).collect();
    assert_eq!(
        settings,
        [
            "listen",
            "database",
            "key",
            "spaces",
            "spaces",
            "spaces",
            "origins",
            "dist",
            "pages",
            "limits.queue",
            "limits.que"
        ]
    );
    assert!(
        faults.contains(&"spaces (--set): names 'a' twice".into()),
        "{faults:?}"
    );
    let queue = "limits.queue '0' (--set): is no whole number from 1 to 1000000";
    assert!(faults.contains(&queue.into()), "{faults:?}");
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let (mut settings, _dir) = file("[limits]\nqueue = 1\nstreams = 1\nconnections = 1\n");
    settings.environment(variables(&[
        ("GROUNDSWELL_LIMITS_STREAMS", "2"),
        ("GROUNDSWELL_LIMITS_CONNECTIONS", "2"),
        ("HOME", "3"),
    ]));
    settings.set("limits.connections", "3");
    let (config, text) = Config::explain(settings).unwrap();
    let Limits {
        queue,
        streams,
        connections,
        ..
    } = config.limits;
    assert_eq!((queue, streams, connections), (1, 2, 3));
    assert!(text.contains("hub.toml:2\n"), "{text}");
    assert!(
        text.contains("streams = 2  # GROUNDSWELL_LIMITS_STREAMS\n"),
        "{text}"
    );
    assert!(text.contains("connections = 3  # --set\n"), "{text}");
    assert!(
        text.contains("listen = \"127.0.0.1:8300\"  # default\n"),
        "{text}"
    );
}

#[test]
fn what_the_hub_prints_of_its_settings_is_a_file_that_says_the_same() {
    let text = "listen = '127.0.0.1:9'\ndatabase = 'hub.db'\norigins = ['https://a.example']\n\
                [[space]]\nname = 'a'\n[[space]]\nname = 'b'\nrating = 'stars'\nhalf_life_days = 30\n";
    let (first, dir) = file(text);
    let (config, text) = Config::explain(first).unwrap();
    assert_eq!(config.spaces[1].kind, RatingKind::Stars);
    assert_eq!(config.spaces[1].half_life_days, Some(30));
    fs::write(dir.path().join("hub.toml"), &text).unwrap();
    let mut again = Settings::default();
    again.file(&dir.path().join("hub.toml"));
    let (again, _) = Config::explain(again).unwrap_or_else(|faults| panic!("{faults:?}\n{text}"));
    assert_eq!(format!("{again:?}"), format!("{config:?}"));
}

#[test]
fn a_fault_in_the_file_is_told_with_its_line() {
    assert_eq!(
        file_faults(
            "listen = 8300\n\n[limits]\nqueue = \"10\"\nqueu = 1\n[[space]]\nrating = 'a'\n"
        ),
        [
            "listen '8300' (hub.toml:1): is no text",
            "space.name (hub.toml:7): is missing",
            "space.rating 'a' (hub.toml:7): a rating is one of useful, updown, stars",
            "limits.queue '10' (hub.toml:4): is no whole number from 1 to 1000000",
            "limits.queu (hub.toml:5): is no setting of the hub",
        ]
    );
}

#[test]
fn a_file_that_is_no_toml_is_told_with_its_line() {
    let faults = file_faults("listen = \n");
    assert!(faults[0].starts_with("config (hub.toml:1): "), "{faults:?}");
    let mut missing = Settings::default();
    missing.file(Path::new("no/such/hub.toml"));
    assert!(self::faults(missing)[0].starts_with("config 'no/such/hub.toml' (--config): cannot"));
}

#[test]
fn paths_of_the_file_are_seen_from_its_folder() {
    let (settings, dir) = file("database = 'hub.db'\nkey = '/hub.key'\n");
    let config = Config::check(settings).unwrap();
    assert_eq!(config.database, dir.path().join("hub.db"));
    assert_eq!(config.key, Path::new("/hub.key"));
}

#[test]
fn a_variable_below_a_sections_name_must_be_a_setting() {
    let mut settings = Settings::default();
    let unknown = [("GROUNDSWELL_LIMITS_QEUE", "2"), ("GROUNDSWELL_ELSE", "")];
    settings.environment(variables(&unknown));
    let name = "GROUNDSWELL_LIMITS_QEUE";
    assert_eq!(
        faults(settings),
        [format!("{name} ({name}): is no setting of the hub")]
    );
}

#[test]
fn a_space_says_how_it_is_judged() {
    let spaces = Config::check(set(&[("spaces", "a,b:updown,c:stars")]))
        .unwrap()
        .spaces;
    let kinds: Vec<_> = spaces.iter().map(|space| space.kind).collect();
    assert_eq!(kinds, RatingKind::ALL);
}

#[test]
fn a_space_has_stop_words_and_synonyms() {
    let text = "[[space]]\nname = 'team'\nstop_words = ['hello', 'dear; regards']\n\
                synonyms = ['TV = telly, television', 'VPN = Virtual Private Network']\n\
                [[space]]\nname = 'votes'\n";
    let (config, told) = Config::explain(file(text).0).unwrap();
    let [team, votes] = config.spaces.as_slice() else {
        unreachable!("{told}");
    };
    assert_eq!(team.stop_words, ["hello", "dear; regards"]);
    let synonyms = ["TV = telly, television", "VPN = Virtual Private Network"];
    assert_eq!(team.synonyms, synonyms);
    assert_eq!((votes.stop_words.len(), votes.synonyms.len()), (0, 0));
    let (again, _) = Config::explain(file(&told).0).unwrap();
    assert_eq!(again.spaces, config.spaces);
}

#[test]
fn words_that_no_widget_could_use_are_refused_by_space_and_entry() {
    let space = |words: &str| file_faults(&format!("[[space]]\nname = 'team'\n{words}\n"));
    let long = "x".repeat(MAX_RULE_LEN + 1);
    let wordy = ["w"; MAX_RULE_WORDS + 1].join(" ");
    for (words, bad, why) in [
        (
            "stop_words = ['a', 'best regards']",
            "best regards",
            "more than one word",
        ),
        ("stop_words = ['']", "", "has no word in it"),
        ("stop_words = [' , ']", " , ", "has no word in it"),
        ("stop_words = ['a', '?']", "?", "has no word in it"),
        (
            &format!("stop_words = ['{long}']"),
            &long,
            "longer than 100 characters",
        ),
        (
            "synonyms = ['TV = telly', 'VPN']",
            "VPN",
            "does not say what means the same",
        ),
        (
            "synonyms = ['a = b = c']",
            "a = b = c",
            "does not say what means the same",
        ),
        ("synonyms = ['']", "", "has no word in it"),
        ("synonyms = ['TV = telly, ?']", "?", "has no word in it"),
        (
            &format!("synonyms = ['a = b, {wordy}']"),
            &wordy,
            "more than 8 words",
        ),
    ] {
        let faults = space(words);
        let setting = words.split(' ').next().unwrap();
        let head = format!("space.{setting} (hub.toml:3): '{bad}' of space 'team' ");
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(
            faults[0].starts_with(&head) && faults[0].contains(why),
            "{faults:?}"
        );
    }
    let faults = space("stop_words = 'hello'");
    assert_eq!(
        faults,
        ["space.stop_words 'hello' (hub.toml:3): is no list"]
    );
    let faults = space("synonyms = [5]");
    assert_eq!(faults, ["space.synonyms '5' (hub.toml:3): is no text"]);
}

#[test]
fn a_space_has_no_more_rules_for_words_than_a_widget_takes() {
    let space = |setting: &str, entry: &str, times: usize| {
        let entries = format!("'{entry}',").repeat(times);
        file(&format!(
            "[[space]]\nname = 'team'\n{setting} = [{entries}]\n"
        ))
        .0
    };
    for (setting, entry, most) in [
        ("stop_words", "a", MAX_RULES),
        ("synonyms", "a = b", MAX_RULES / 2),
    ] {
        Config::check(space(setting, entry, most)).unwrap();
        let faults = faults(space(setting, entry, most + 1));
        assert!(
            faults[0].contains("of space 'team' is beyond the first 1000"),
            "{faults:?}"
        );
    }
}

#[test]
fn a_key_in_the_database_is_none() {
    let faults = faults(set(&[("database", "hub.db"), ("key", "hub.db")]));
    assert_eq!(faults, ["key (--set): is the database's file"]);
}

#[test]
fn every_setting_is_in_the_book() {
    let book = include_str!("../docs/operation.md");
    // What is looked for only where something else is written.
    let (mut settings, _dir) = file(
        "[[space]]\nname = 'a'\n[identity.login]\nissuer = 'https://a.example'\n\
         [[identity.page_token.key]]\nid = 'a'\n",
    );
    Config::read(&mut settings);
    for key in settings.known() {
        assert!(
            book.contains(&format!("`{key}`")),
            "operation.md does not tell of {key}"
        );
    }
}

const PROXY: &str = "[identity.proxy]\nheader = 'Remote-User'\nnetworks = ['127.0.0.1']\n";

#[test]
fn administrators_are_people_who_can_sign_on() {
    let subjects = "[administration]\nsubjects = ['proxy:CORP\\Anna', 'proxy:bob']";
    let (mut settings, _dir) = file(&format!("{subjects}\n{PROXY}"));
    let config = Config::check(settings.clone()).unwrap();
    let people = config.administrators.iter().map(|person| &*person.name);
    assert_eq!(people.collect::<Vec<_>>(), ["CORP\\Anna", "bob"]);
    // The environment wins over the file, a flag over both.
    settings.environment(variables(&[(
        "GROUNDSWELL_ADMINISTRATION_SUBJECTS",
        "proxy:cem",
    )]));
    let config = Config::check(settings.clone()).unwrap();
    assert_eq!(config.administrators[0].name, "cem");
    settings.set("administration.subjects", "proxy:dora, proxy:eve");
    let config = Config::check(settings).unwrap();
    assert_eq!(config.administrators.len(), 2);
    assert_eq!(config.administrators[1].name, "eve");
}

#[test]
fn administrators_who_could_never_sign_on_are_refused_all_at_once() {
    let subjects = |list: &str| format!("[administration]\nsubjects = [{list}]\n");
    let faults = file_faults(&subjects(
        "'proxy:anna', 'page-token:bob', 'page-token:cem'",
    ));
    assert_eq!(
        faults,
        [
            "administration.subjects (hub.toml:2): has somebody of 'proxy:', and there is no \
             [identity.proxy]",
            "administration.subjects (hub.toml:2): has somebody of 'page-token:', and there is no \
             [identity.page_token]",
        ]
    );
    let faults = file_faults(&format!(
        "{}{PROXY}",
        subjects("'anna', 'proxy:', 'proxy:bob'")
    ));
    assert_eq!(faults.len(), 2, "{faults:?}");
    let nameless = format!("{}{PROXY}names = 'user'", subjects("'proxy:CORP\\'"));
    let faults = file_faults(&nameless);
    assert!(faults[0].contains("no proxy gives"), "{faults:?}");
    let faults = file_faults(&format!("{}{PROXY}", subjects("'proxy:anna,bob'")));
    assert!(faults[0].contains("no proxy gives"), "{faults:?}");
    let many = vec!["'proxy:anna'"; MAX_ADMINISTRATORS];
    Config::check(file(&format!("{}{PROXY}", subjects(&many.join(",")))).0).unwrap();
    let many = vec!["'proxy:anna'"; MAX_ADMINISTRATORS + 1];
    let faults = file_faults(&format!("{}{PROXY}", subjects(&many.join(","))));
    assert!(faults[0].contains("more than 1000"), "{faults:?}");
}

#[test]
fn the_pace_of_streams_is_ten_writes_a_second_or_fewer() {
    let pace = |text| Config::check(set(&[("limits.pace_milliseconds", text)]));
    assert_eq!(pace("100").unwrap().limits.pace.as_millis(), 100);
    assert_eq!(pace("10000").unwrap().limits.pace.as_secs(), 10);
    for text in ["99", "10001", "0", "x"] {
        assert_eq!(pace(text).unwrap_err().len(), 1, "{text}");
    }
    let pace = Config::check(Settings::default()).unwrap().limits.pace;
    assert_eq!(pace.as_millis(), 100);
}

#[test]
fn the_book_has_the_limits_that_hold() {
    let book = include_str!("../docs/operation.md");
    let (_, effective) = Config::explain(Settings::default()).unwrap();
    let (_, limits) = effective.split_once("\n[limits]\n").unwrap();
    let (limits, _) = limits.split_once("\n\n").unwrap();
    assert!(limits.lines().count() > 5);
    for line in limits.lines() {
        let (setting, _) = line.split_once("  #").unwrap();
        let (name, value) = setting.split_once(" = ").unwrap();
        let row = format!("| `limits.{name}` | {value} |");
        assert!(book.contains(&row), "operation.md does not say {row}");
    }
}

proptest! {
    #[test]
    fn any_file_is_read_or_refused(text in "(\\PC|[\\n=\\[\\]\"'.#a-z]){0,80}") {
        let (settings, _dir) = file(&text);
        Config::check(settings).ok();
    }
}

#[test]
fn quotas_are_set_one_by_one_and_nought_is_no_limit() {
    let usual = Quotas::default();
    let mut settings = Settings::default();
    settings.set("quotas.reader_per_minute", "0");
    settings.set("quotas.space_per_minute", "7");
    settings.set("quotas.reads_burst", "9");
    let quotas = Config::check(settings).unwrap().quotas;
    assert_eq!(quotas.reader, None);
    let space = quotas.space.unwrap();
    assert_eq!((space.per_minute.get(), space.burst.get()), (7, 7));
    let reads = quotas.reads.unwrap();
    assert_eq!(reads.per_minute, usual.reads.unwrap().per_minute);
    assert_eq!(reads.burst.get(), 9);
    assert_eq!(quotas.network, usual.network);
}
