//! A new key: nobody counts twice, and what was stored under the old one is not.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use serde_json::json;

use super::{session, sign_on, token};
use crate::common::signer::{Signer, write_private};
use crate::common::{TestHub, body, post};
use groundswell_hub::{Config, Hub, Whose};

/// What the operator does: a new key before those that are there.
pub fn add_key(dir: &Path, byte: u8) {
    let path = dir.join("hub.key");
    let keys = [vec![byte; 32], fs::read(&path).unwrap()].concat();
    write_private(&path, &keys);
}

fn stored_readers(dir: &Path) -> Vec<Vec<u8>> {
    let database = Connection::open(dir.join("hub.db")).unwrap();
    let sql = "SELECT DISTINCT reader FROM ratings ORDER BY reader";
    let mut select = database.prepare(sql).unwrap();
    let readers = select.query_map([], |row| row.get(0)).unwrap();
    readers.map(Result::unwrap).collect()
}

#[tokio::test]
async fn nobody_counts_twice_after_a_new_key() {
    let signer = Signer::hs256();
    let page_token = || signer.token(None, &super::page_token::claims("anna"));
    let dir = tempfile::tempdir().unwrap();
    let hub = super::page_token::start_in(dir, &signer, |_| {}).await;
    let nobody = session(&hub, None).await;
    let anna = session(&hub, Some(&page_token())).await;
    for reader in [&nobody, &anna] {
        hub.rate("team", post(1), token(reader), 1).await;
    }
    let mut dir = hub.stop().await;
    let mut before = stored_readers(dir.path());
    for key in [2, 3] {
        add_key(dir.path(), key);
        let hub = super::page_token::start_in(dir, &signer, |_| {}).await;
        // Sessions from before, and a new one of the same person.
        let again = session(&hub, Some(&page_token())).await;
        for reader in [&nobody, &anna, &again] {
            let own = hub.tallies("team", &[post(1)], Some(token(reader))).await;
            assert_eq!(own["mine"], json!([1]));
            let rated = hub.rate("team", post(1), token(reader), 1).await;
            assert_eq!(rated["tally"], json!({ "1": 1 }));
            assert_eq!(rated["unverified"], json!({ "1": 1 }));
        }
        dir = hub.stop().await;
        let after = stored_readers(dir.path());
        assert_eq!(after.len(), 2);
        assert!(after.iter().all(|reader| !before.contains(reader)));
        before = after;
    }
}

#[tokio::test]
async fn a_late_request_is_known_after_a_new_key() {
    let hub = TestHub::start().await;
    let reader = session(&hub, None).await;
    let ask = async |hub: &TestHub, number, n, value: Option<i64>| {
        let request = match value {
            Some(value) => {
                let rating = json!({ "value": value }).to_string();
                hub.put("films", post(n), token(&reader), &rating)
            }
            None => hub.delete("films", post(n), token(&reader)),
        };
        let request = request.header("Groundswell-Order", format!("7 {number}"));
        body(request.send().await.unwrap()).await["mine"].clone()
    };
    ask(&hub, 2, 1, Some(4)).await;
    ask(&hub, 3, 2, None).await;
    let dir = hub.stop().await;
    add_key(dir.path(), 2);
    let hub = TestHub::start_in(dir, |_| {}).await;
    assert_eq!(ask(&hub, 1, 1, Some(1)).await, json!(4));
    assert_eq!(ask(&hub, 1, 2, Some(1)).await, json!(null));
    assert_eq!(ask(&hub, 4, 2, Some(1)).await, json!(1));
}

#[tokio::test]
async fn looks_of_today_are_not_counted_again_after_a_new_key() {
    let hub = TestHub::start().await;
    let reader = session(&hub, None).await;
    let look = async |hub: &TestHub| {
        let request = hub.request(reqwest::Method::POST, "/v1/spaces/team/looks");
        let request = request.header("Content-Type", "application/json");
        let request = request.bearer_auth(token(&reader));
        let posts = json!({ "posts": [post(1)] }).to_string();
        assert_eq!(request.body(posts).send().await.unwrap().status(), 204);
        let path = format!("/v1/spaces/team/tallies?posts={}&looks=1", post(1));
        body(hub.get(&path).await).await["looks"].clone()
    };
    assert_eq!(look(&hub).await, json!([1]));
    let dir = hub.stop().await;
    add_key(dir.path(), 2);
    let hub = TestHub::start_in(dir, |_| {}).await;
    assert_eq!(look(&hub).await, json!([1]));
}

#[tokio::test]
async fn a_hidden_reader_stays_hidden_and_can_be_erased_after_a_new_key() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("administrators");
    fs::write(&file, "t".repeat(32)).unwrap();
    let with_administrator = |config: &mut Config| config.administration_token = Some(file.clone());
    let hub = TestHub::start_in(dir, with_administrator).await;
    let reader = session(&hub, None).await;
    hub.rate("team", post(1), token(&reader), 1).await;
    let hash = stored_readers(hub.dir.path()).remove(0);
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let path = format!("/v1/admin/spaces/team/readers/{hash}/hidden");
    let request = hub.request(reqwest::Method::PUT, &path);
    let request = request.bearer_auth("t".repeat(32));
    assert_eq!(request.send().await.unwrap().status(), 200);
    let dir = hub.stop().await;
    add_key(dir.path(), 2);
    let hub = TestHub::start_in(dir, with_administrator).await;
    let tallies = hub.tallies("team", &[post(1)], None).await;
    assert_eq!(tallies["tallies"], json!([{}]));
    let rated = hub.rate("team", post(1), token(&reader), 1).await;
    assert_eq!(rated["tally"], json!({}));
    let dir = hub.stop().await;
    let config = Config::check(crate::common::settings(dir.path())).unwrap();
    let whose = Whose::Token(token(&reader).to_owned());
    assert_eq!(Hub::open(config).unwrap().erase(&whose).await.unwrap(), 1);
    let database = Connection::open(dir.path().join("hub.db")).unwrap();
    let sql = "SELECT count(*) FROM audit WHERE length(about) = 32";
    let named: i64 = database.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(named, 0);
}

#[tokio::test]
async fn sessions_under_a_key_that_leaked_can_be_ended() {
    let hub = TestHub::start().await;
    let before = session(&hub, None).await;
    let dir = hub.stop().await;
    add_key(dir.path(), 2);
    let hub = TestHub::start_in(dir, |config| config.identity.older_sessions = false).await;
    let request = hub.put("team", post(1), token(&before), "{\"value\":1}");
    assert_eq!(request.send().await.unwrap().status(), 401);
    let anew = sign_on(&hub, Some(token(&before))).await;
    let anew = body(anew).await;
    hub.rate("team", post(1), token(&anew), 1).await;
}

#[tokio::test]
async fn a_hub_without_one_of_the_keys_does_not_start() {
    let hub = TestHub::start().await;
    let dir = hub.stop().await;
    let first = fs::read(dir.path().join("hub.key")).unwrap();
    add_key(dir.path(), 2);
    let dir = TestHub::start_in(dir, |_| {}).await.stop().await;
    let refusal = |keys: &[u8]| {
        write_private(&dir.path().join("hub.key"), keys);
        let config = Config::check(crate::common::settings(dir.path())).unwrap();
        Hub::open(config).map(|_| ()).unwrap_err().to_string()
    };
    let second = [2; 32];
    for keys in [&first[..], &second, &[&first[..], &second].concat()] {
        let why = refusal(keys);
        assert!(why.contains("restore the key file"), "{why}");
    }
}
