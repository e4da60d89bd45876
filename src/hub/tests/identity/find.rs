//! Finding the reader whom an administrator knows by name.

use std::fs;
use std::io::Read as _;

use groundswell_hub::{MAX_BODY, MAX_SUBJECT, Names};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::administrators::{HEADER, by_token, proxy, start_in};
use super::rotation::add_key;
use super::{session, token};
use crate::common::process::Process;
use crate::common::signer::Signer;
use crate::common::{TestHub, body, check_problem, client, post, rating};

fn ask(hub: &TestHub, space: &str, json: impl Into<String>) -> RequestBuilder {
    let path = format!("/v1/admin/spaces/{space}/readers/find");
    let request = hub.request(Method::POST, &path).body(json.into());
    by_token(request.header("Content-Type", "application/json"))
}

fn named(subject: &str) -> String {
    json!({ "subject": subject }).to_string()
}

pub async fn find(hub: &TestHub, space: &str, subject: &str) -> Value {
    let found = ask(hub, space, named(subject)).send().await.unwrap();
    assert_eq!(found.status(), 200, "{subject}");
    body(found).await
}

async fn check_nobody(hub: &TestHub, space: &str, subject: &str) {
    let answer = ask(hub, space, named(subject)).send().await.unwrap();
    let problem = check_problem(answer, 404, "unknown-reader").await;
    assert!(problem["detail"].as_str().unwrap().contains("this name"));
}

/// Rates as whom the proxy names.
async fn rate(hub: &TestHub, user: &str, n: u64) {
    let request = hub.request(Method::PUT, &rating("team", post(n)));
    let request = request
        .header("Content-Type", "application/json")
        .header("Groundswell-Request", "1")
        .header(HEADER, user)
        .body("{\"value\":1}");
    assert_eq!(request.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_person_is_found_by_name_and_hidden_by_what_was_found() {
    let signer = Signer::hs256();
    let dir = tempfile::tempdir().unwrap();
    let mut hub = start_in(dir, &signer, |_| {}).await;
    rate(&hub, "cem", 1).await;
    rate(&hub, "cem", 2).await;
    rate(&hub, "dora", 1).await;
    // Also under keys that were added since.
    for key in [2, 3] {
        let found = find(&hub, "team", "cem").await;
        let handle = found["readers"][0]["reader"].as_str().unwrap();
        let expected = json!({ "readers": [{
            "reader": handle, "ratings": 2, "verified": true, "hidden": false, "ways": ["proxy"],
        }] });
        assert_eq!(found, expected);
        let most = by_token(hub.request(Method::GET, "/v1/admin/spaces/team/readers?limit=1"));
        let most = body(most.send().await.unwrap()).await;
        assert_eq!(most["readers"][0]["reader"], handle);
        let dir = hub.stop().await;
        add_key(dir.path(), key);
        hub = start_in(dir, &signer, |_| {}).await;
    }
    let found = find(&hub, "team", "cem").await;
    let handle = found["readers"][0]["reader"].as_str().unwrap();
    let path = format!("/v1/admin/spaces/team/readers/{handle}/hidden");
    let hidden = by_token(hub.request(Method::PUT, &path)).send().await;
    assert_eq!(hidden.unwrap().status(), 200);
    let tallies = hub.tallies("team", &[post(1), post(2)], None).await;
    assert_eq!(tallies["tallies"], json!([{ "1": 1 }, {}]));
    let found = find(&hub, "team", "cem").await;
    assert_eq!(found["readers"][0]["hidden"], true);
}

#[tokio::test]
async fn nobody_is_found_where_nobody_is_known() {
    let signer = Signer::hs256();
    let dir = tempfile::tempdir().unwrap();
    let hub = start_in(dir, &signer, |_| {}).await;
    rate(&hub, "cem", 1).await;
    let longest = "x".repeat(MAX_SUBJECT);
    let wide = "ä".repeat(MAX_SUBJECT);
    for subject in [
        "dora",
        "Cem",
        "proxy:cem",
        "",
        " cem",
        "c\u{0}em",
        &longest,
        &wide,
    ] {
        check_nobody(&hub, "team", subject).await;
    }
    check_nobody(&hub, "votes", "cem").await;
    let dir = hub.stop().await;
    // A hub of which nobody has a name any more.
    let hub = start_in(dir, &signer, |config| {
        config.identity.proxy = None;
        config.identity.page_token = None;
        config.administrators.clear();
    });
    check_nobody(&hub.await, "team", "cem").await;
}

#[tokio::test]
async fn ways_that_name_different_people_give_each_of_them() {
    for people in [None, Some("staff".to_owned())] {
        let signer = Signer::hs256();
        let dir = tempfile::tempdir().unwrap();
        let hub = start_in(dir, &signer, |config| {
            let mut proxy = proxy(Names::User);
            proxy.people.clone_from(&people);
            config.identity.proxy = Some(proxy);
            config
                .identity
                .page_token
                .as_mut()
                .unwrap()
                .people
                .clone_from(&people);
        });
        let hub = hub.await;
        rate(&hub, "CORP\\Cem", 1).await;
        let page_token = signer.token(None, &super::page_token::claims("cem"));
        let page = session(&hub, Some(&page_token)).await;
        hub.rate("team", post(2), token(&page), 1).await;
        let found = find(&hub, "team", "cem").await;
        let ways = found["readers"].as_array().unwrap().iter();
        let ways = ways.map(|reader| reader["ways"].clone()).collect::<Value>();
        let expected = match people {
            None => json!([["proxy"], ["page-token"]]),
            Some(_) => json!([["proxy", "page-token"]]),
        };
        assert_eq!(ways, expected);
        // The name as the company writes it is the proxy's to understand.
        let found = find(&hub, "team", "CORP\\Cem").await;
        assert_eq!(found["readers"][0]["ways"][0], "proxy");
    }
}

#[tokio::test]
async fn only_administrators_find_and_only_what_was_meant_is_read() {
    let signer = Signer::hs256();
    let dir = tempfile::tempdir().unwrap();
    let hub = start_in(dir, &signer, |_| {}).await;
    rate(&hub, "cem", 1).await;
    let path = "/v1/admin/spaces/team/readers/find";
    let bare = || hub.request(Method::POST, path).body(named("cem"));
    let bare = || bare().header("Content-Type", "application/json");
    let answer = bare().send().await.unwrap();
    check_problem(answer, 403, "forbidden-request").await;
    let reader = hub.reader().await;
    let answer = bare().bearer_auth(reader).send().await.unwrap();
    check_problem(answer, 403, "administrators-only").await;
    let user = |name| {
        bare()
            .header("Groundswell-Request", "1")
            .header(HEADER, name)
    };
    let answer = user("cem").send().await.unwrap();
    check_problem(answer, 403, "administrators-only").await;
    assert_eq!(user("anna").send().await.unwrap().status(), 200);
    let long = named(&"x".repeat(MAX_SUBJECT + 1));
    let large = named(&"x".repeat(MAX_BODY));
    for (space, json, status, name) in [
        ("nowhere", named("cem"), 404, "unknown-space"),
        ("team", "{}".into(), 400, "malformed-json"),
        ("team", "{\"subject\":7}".into(), 400, "malformed-json"),
        ("team", "[\"cem\"]".into(), 400, "malformed-json"),
        ("team", long, 422, "text-too-long"),
        ("team", large, 413, "body-too-large"),
    ] {
        let answer = ask(&hub, space, json).send().await.unwrap();
        check_problem(answer, status, name).await;
    }
    let request = by_token(hub.request(Method::POST, path)).body(named("cem"));
    check_problem(request.send().await.unwrap(), 415, "unsupported-media-type").await;
    let request = by_token(hub.request(Method::GET, path)).send().await;
    check_problem(request.unwrap(), 405, "method-not-allowed").await;
}

#[tokio::test]
async fn the_name_is_in_no_log() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("administrators");
    fs::write(&file, "t".repeat(32)).unwrap();
    let token_file = format!("administration.token_file={}", file.display());
    let set = [
        "log.level=debug",
        "log.requests=true",
        "identity.proxy.header=Remote-User",
        "identity.proxy.networks=127.0.0.1",
        "administration.subjects=proxy:theodora",
        &token_file,
    ];
    let flags: Vec<_> = set.iter().flat_map(|set| ["--set", set]).collect();
    let mut hub = Process::start(dir.path(), &flags);
    let ask = |json: &str| {
        let path = "/v1/admin/spaces/default/readers/find";
        let request = client().post(format!("{}{path}", hub.base));
        let request = request.header("Content-Type", "application/json");
        request.body(json.to_owned())
    };
    for json in [named("theodora"), "{\"subject\":[\"theodora\"]}".into()] {
        let by_token = ask(&json).bearer_auth("t".repeat(32));
        assert!(by_token.send().await.unwrap().status().is_client_error());
        let by_name = ask(&json).header("Groundswell-Request", "1");
        let by_name = by_name.header(HEADER, "theodora");
        assert!(by_name.send().await.unwrap().status().is_client_error());
    }
    hub.terminate();
    let mut log = String::new();
    let mut stderr = hub.child.stderr.take().unwrap();
    stderr.read_to_string(&mut log).unwrap();
    assert!(log.contains("readers/find"), "{log}");
    assert!(!log.contains("theodora"), "{log}");
}
