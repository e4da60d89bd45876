//! Administrators hide posts, terms and readers, undo it, and see who did what.

use std::fs;

use groundswell_hub::{MAX_ENTRIES, MAX_REASON, MAX_TERM, MIN_TOKEN};
use groundswell_text::MAX_RULE_WORDS;
use reqwest::{Method, Response};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::common::{TestHub, body, check_problem, post};

fn token() -> String {
    "t".repeat(MIN_TOKEN)
}

async fn start() -> TestHub {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("administrators");
    fs::write(&file, token()).unwrap();
    TestHub::start_in(dir, |config| config.administration_token = Some(file)).await
}

async fn ask(hub: &TestHub, method: Method, path: &str, reason: &str) -> Response {
    let request = hub.request(method, &format!("/v1/admin/{path}"));
    let request = request.bearer_auth(token());
    let request = request.header("Content-Type", "application/json");
    let request = request.body(json!({ "reason": reason }).to_string());
    request.send().await.unwrap()
}

async fn done(hub: &TestHub, method: Method, path: &str, reason: &str) -> Value {
    let answer = ask(hub, method, path, reason).await;
    assert_eq!(answer.status(), 200, "{path}");
    body(answer).await
}

async fn get(hub: &TestHub, path: &str) -> Value {
    let request = hub.request(Method::GET, &format!("/v1/admin/{path}"));
    let answer = request.bearer_auth(token()).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    body(answer).await
}

#[tokio::test]
async fn a_hidden_post_shows_nothing_takes_nothing_and_comes_back_as_it_was() {
    let hub = start().await;
    let (ann, bob) = (hub.reader().await, hub.reader().await);
    hub.rate("team", post(1), &ann, 1).await;
    let path = format!("spaces/team/posts/{}/hidden", post(1));
    let stream = format!("/v1/spaces/team/stream?posts={}", post(1));
    let mut stream = hub.get(&stream).await;
    done(&hub, Method::PUT, &path, "names a colleague").await;
    let tallies = hub.tallies("team", &[post(1)], None).await;
    assert_eq!(tallies, json!({ "tallies": [null] }));
    let refused = hub.put("team", post(1), &bob, "{\"value\":1}");
    check_problem(refused.send().await.unwrap(), 403, "post-hidden").await;
    // Open pages are told.
    let mut told = String::new();
    while !told.contains("\"tally\":null") {
        let chunk = stream.chunk().await.unwrap().expect("the stream goes on");
        told.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    // Also after a restart.
    let hub = TestHub::start_in(hub.stop().await, |config| {
        config.administration_token = Some(config.database.with_file_name("administrators"));
    });
    let hub = hub.await;
    let tallies = hub.tallies("team", &[post(1)], None).await;
    assert_eq!(tallies, json!({ "tallies": [null] }));
    done(&hub, Method::DELETE, &path, "").await;
    hub.rate("team", post(1), &bob, 1).await;
    let tallies = hub.tallies("team", &[post(1)], Some(&ann)).await;
    assert_eq!(tallies, json!({ "tallies": [{ "1": 2 }], "mine": [1] }));
}

#[tokio::test]
async fn a_hidden_readers_ratings_do_not_count_until_they_are_shown_again() {
    let hub = start().await;
    let (ann, bob) = (hub.reader().await, hub.reader().await);
    for n in 1..=3 {
        hub.rate("votes", post(n), &ann, -1).await;
    }
    hub.rate("votes", post(1), &bob, 1).await;
    let active = get(&hub, "spaces/votes/readers").await;
    let loudest = &active["readers"][0];
    assert_eq!(
        (&loudest["ratings"], &loudest["hidden"]),
        (&json!(3), &json!(false))
    );
    let path = format!(
        "spaces/votes/readers/{}/hidden",
        loudest["reader"].as_str().unwrap()
    );
    // Twice is as good as once.
    for _ in 0..2 {
        done(&hub, Method::PUT, &path, "").await;
    }
    let posts = [post(1), post(2), post(4)];
    let tallies = hub.tallies("votes", &posts, None).await;
    assert_eq!(tallies, json!({ "tallies": [{ "1": 1 }, {}, {}] }));
    // They may go on, see their own, and do not learn of it from what they are answered.
    let answer = hub.rate("votes", post(4), &ann, -1).await;
    assert_eq!(answer["mine"], -1);
    let tallies = hub.tallies("votes", &posts, Some(&ann)).await;
    assert_eq!(
        tallies,
        json!({ "tallies": [{ "1": 1 }, {}, {}], "mine": [-1, -1, -1] })
    );
    // Another space knows nothing of it.
    hub.rate("team", post(1), &ann, 1).await;
    let tallies = hub.tallies("team", &[post(1)], None).await;
    assert_eq!(tallies, json!({ "tallies": [{ "1": 1 }] }));
    let hub = TestHub::start_in(hub.stop().await, |config| {
        config.administration_token = Some(config.database.with_file_name("administrators"));
    });
    let hub = hub.await;
    hub.rate("votes", post(2), &ann, 1).await;
    for _ in 0..2 {
        done(&hub, Method::DELETE, &path, "").await;
    }
    let tallies = hub.tallies("votes", &posts, None).await;
    assert_eq!(
        tallies,
        json!({ "tallies": [{ "-1": 1, "1": 1 }, { "1": 1 }, { "-1": 1 }] })
    );
}

#[tokio::test]
async fn hidden_terms_are_told_to_every_widget_of_the_space() {
    let hub = start().await;
    let terms = async |space: &str| {
        let answer = hub.get(&format!("/v1/spaces/{space}")).await;
        body(answer).await["hidden_terms"].clone()
    };
    for term in ["kündigung", "a%2Fb", "a"] {
        done(
            &hub,
            Method::PUT,
            &format!("spaces/team/terms/{term}/hidden"),
            "",
        )
        .await;
    }
    assert_eq!(terms("team").await, json!(["a", "a/b", "kündigung"]));
    assert_eq!(terms("votes").await, json!([]));
    done(&hub, Method::DELETE, "spaces/team/terms/a/hidden", "").await;
    assert_eq!(terms("team").await, json!(["a/b", "kündigung"]));
}

#[tokio::test]
async fn a_term_that_no_widget_could_hide_is_refused_with_the_reason() {
    let hub = start().await;
    let long = "x".repeat(MAX_TERM + 1);
    let wordy = ["w"; MAX_RULE_WORDS + 1].join("%20");
    for (term, why) in [
        ("%20", "no word"),
        ("%21%3F", "no word"),
        (&long, "longer"),
        (&wordy, "more than 8 words"),
        ("gossip,%20rumours", "more than one term"),
        ("gossip%3B", "more than one term"),
        ("gossip%0Arumours", "cannot be seen"),
        ("a%E2%80%AEb", "cannot be seen"),
    ] {
        let path = format!("spaces/team/terms/{term}/hidden");
        let answer = ask(&hub, Method::PUT, &path, "").await;
        let problem = check_problem(answer, 400, "malformed-term").await;
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(why), "{term}: {detail}");
    }
    let space = body(hub.get("/v1/spaces/team").await).await;
    assert_eq!(space["hidden_terms"], json!([]));
    assert_eq!(get(&hub, "audit").await["entries"], json!([]));
}

#[tokio::test]
async fn a_term_that_an_older_hub_hid_is_shown_again() {
    let hub = start().await;
    done(&hub, Method::PUT, "spaces/team/terms/gossip/hidden", "").await;
    let dir = hub.stop().await;
    let disk = Connection::open(dir.path().join("hub.db")).unwrap();
    disk.execute("UPDATE hidden_terms SET term = 'gossip, rumours'", [])
        .unwrap();
    drop(disk);
    let hub = TestHub::start_in(dir, |config| {
        config.administration_token = Some(config.database.with_file_name("administrators"));
    });
    let hub = hub.await;
    let terms = async || body(hub.get("/v1/spaces/team").await).await["hidden_terms"].clone();
    assert_eq!(terms().await, json!(["gossip, rumours"]));
    let path = "spaces/team/terms/gossip,%20rumours/hidden";
    done(&hub, Method::DELETE, path, "").await;
    assert_eq!(terms().await, json!([]));
}

#[tokio::test]
async fn the_log_says_who_did_what_and_why() {
    let hub = start().await;
    let made = done(
        &hub,
        Method::PUT,
        "spaces/team/terms/x/hidden",
        "<b>rude</b>",
    )
    .await;
    assert_eq!(made["action"], "hide-term");
    done(&hub, Method::DELETE, "spaces/team/terms/x/hidden", "").await;
    let log = get(&hub, "audit").await;
    let actions: Vec<_> = log["entries"].as_array().unwrap().iter().collect();
    assert_eq!(actions.len(), 2);
    assert_eq!(actions[0]["action"], "show-term");
    assert_eq!(*actions[1], made);
    assert_eq!(made["reason"], "<b>rude</b>");
    assert_eq!(made["actor"], "administration token");
    let older = get(&hub, &format!("audit?limit=1&before={}", actions[0]["id"])).await;
    assert_eq!(older["entries"], json!([made]));
}

#[tokio::test]
async fn only_administrators_administer() {
    let hub = start().await;
    let reader = hub.reader().await;
    let hidden = format!("/v1/admin/spaces/team/posts/{}/hidden", post(1));
    for bearer in [&reader, "", &"x".repeat(MIN_TOKEN)] {
        for (method, path) in [
            (Method::PUT, hidden.as_str()),
            (Method::DELETE, &hidden),
            (Method::GET, "/v1/admin/audit"),
            (Method::GET, "/v1/admin/spaces/team/readers"),
        ] {
            let answer = hub.request(method, path).bearer_auth(bearer).send().await;
            check_problem(answer.unwrap(), 403, "administrators-only").await;
        }
    }
    let without = TestHub::start().await;
    let answer = without.request(Method::GET, "/v1/admin/audit");
    let answer = answer.bearer_auth(token()).send().await.unwrap();
    check_problem(answer, 403, "administrators-only").await;
}

#[tokio::test]
async fn what_is_no_post_term_or_reader_is_refused_by_name() {
    let hub = start().await;
    for (path, name) in [
        (
            "spaces/team/posts/nonsense/hidden".to_owned(),
            "unknown-post",
        ),
        (
            "spaces/team/readers/00ff/hidden".to_owned(),
            "unknown-reader",
        ),
        (
            format!("spaces/team/readers/{}/hidden", "g".repeat(32)),
            "unknown-reader",
        ),
        ("spaces/nowhere/terms/a/hidden".to_owned(), "unknown-space"),
    ] {
        check_problem(ask(&hub, Method::PUT, &path, "").await, 404, name).await;
    }
    let long = format!("spaces/team/terms/{}/hidden", "x".repeat(MAX_TERM + 1));
    let answer = ask(&hub, Method::DELETE, &long, "").await;
    check_problem(answer, 404, "unknown-term").await;
    let fits = format!("spaces/team/terms/{}/hidden", "x".repeat(MAX_TERM));
    done(&hub, Method::PUT, &fits, &"r".repeat(MAX_REASON)).await;
    let wordy = ask(&hub, Method::PUT, &fits, &"r".repeat(MAX_REASON + 1)).await;
    check_problem(wordy, 422, "text-too-long").await;
    for query in [
        "limit=0",
        "limit=x",
        "before=x",
        &format!("limit={}", MAX_ENTRIES + 1),
    ] {
        let request = hub.request(Method::GET, &format!("/v1/admin/audit?{query}"));
        let answer = request.bearer_auth(token()).send().await.unwrap();
        check_problem(answer, 400, "malformed-query").await;
    }
}
