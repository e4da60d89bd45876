//! Signing on at an OpenID provider: the way there and back, as a browser goes it.

use groundswell_hub::{Config, DEFAULT_SKEW, LoginConfig};
use reqwest::{Method, Response, Url};
use serde_json::{Value, json};

use super::token;
use crate::common::issuer::{CLIENT, SECRET, SUBJECT, TestIssuer, Wrong};
use crate::common::signer::{Signer, now, write_private};
use crate::common::{TestHub, body, check_problem, header, post};

const OWN: &str = "https://intranet.example";
const FRIEND: &str = "https://blog.example";
const ADDRESS: &str = "https://intranet.example/groundswell/";

async fn start(issuer: &TestIssuer) -> TestHub {
    start_with(issuer, |_| {}).await
}

async fn start_with(issuer: &TestIssuer, change: impl FnOnce(&mut Config)) -> TestHub {
    let dir = tempfile::tempdir().unwrap();
    let secret = dir.path().join("client-secret");
    write_private(&secret, format!("{SECRET}\n").as_bytes());
    let login = LoginConfig {
        issuer: issuer.name().into(),
        address: Url::parse(ADDRESS).unwrap(),
        client_id: CLIENT.into(),
        client_secret: Some(secret),
        endpoints: Vec::new(),
        skew: DEFAULT_SKEW,
        people: None,
    };
    TestHub::start_in(dir, |config| {
        config.identity.login = Some(login);
        config.origins.allow(FRIEND).unwrap();
        change(config);
    })
    .await
}

/// What the browser has after it has left the hub.
struct Left {
    to: Url,
    cookie: String,
}

async fn begin(hub: &TestHub, origin: &str) -> Response {
    let answer = hub.get(&format!("/v1/login?origin={origin}")).await;
    check_described(hub, "/login", &answer).await;
    answer
}

/// What the hub answers is in its own description.
async fn check_described(hub: &TestHub, path: &str, answer: &Response) {
    let document = body(hub.get("/v1/openapi.json").await).await;
    let answers = &document["paths"][path]["get"]["responses"];
    let described = &answers[answer.status().as_str()];
    assert!(described.is_object(), "{path} {}", answer.status());
    let kind = header(answer, "content-type").and_then(|kind| kind.split(';').next());
    let kinds = described["content"].as_object();
    match kind {
        Some(kind) => assert!(kinds.unwrap().contains_key(kind), "{path} {kind}"),
        None => assert!(kinds.is_none_or(serde_json::Map::is_empty), "{path}"),
    }
    for name in described["headers"].as_object().into_iter().flatten() {
        assert!(header(answer, name.0).is_some(), "{path} {}", name.0);
    }
}

async fn leave(hub: &TestHub) -> Left {
    let answer = begin(hub, FRIEND).await;
    assert_eq!(answer.status(), 303);
    let cookie = header(&answer, "set-cookie").unwrap();
    Left {
        to: Url::parse(header(&answer, "location").unwrap()).unwrap(),
        cookie: cookie.split(';').next().unwrap().to_owned(),
    }
}

/// Signs on at the provider; the query with which the browser comes back to the hub.
async fn sign_on(hub: &TestHub, left: &Left) -> String {
    let answer = hub.client.get(left.to.clone()).send().await.unwrap();
    let back = Url::parse(header(&answer, "location").unwrap()).unwrap();
    assert!(
        back.as_str()
            .starts_with(&format!("{ADDRESS}v1/login/callback?"))
    );
    back.query().unwrap().to_owned()
}

async fn come_back(hub: &TestHub, query: &str, cookie: Option<&str>) -> Response {
    let mut request = hub.request(Method::GET, &format!("/v1/login/callback?{query}"));
    if let Some(cookie) = cookie {
        request = request.header("Cookie", cookie);
    }
    let answer = request.send().await.unwrap();
    check_described(hub, "/login/callback", &answer).await;
    answer
}

async fn all_the_way(hub: &TestHub) -> Response {
    let left = leave(hub).await;
    let query = sign_on(hub, &left).await;
    come_back(hub, &query, Some(&left.cookie)).await
}

/// What the page tells its opener, and the one origin that may hear it.
async fn told(answer: Response) -> (Value, String) {
    assert_eq!(answer.status(), 200);
    let html = answer.text().await.unwrap();
    let (_, call) = html.split_once("opener.postMessage(").unwrap();
    let (call, _) = call.split_once("); close()").unwrap();
    let parts: Value = serde_json::from_str(&format!("[{call}]")).unwrap();
    (parts[0].clone(), parts[1].as_str().unwrap().to_owned())
}

async fn check_refused(hub: &TestHub, answer: Response, status: u16, why: &str) {
    assert_eq!(answer.status(), status, "{why}");
    let html = answer.text().await.unwrap();
    assert!(
        html.contains("not signed on") && !html.contains("postMessage"),
        "{why}"
    );
    let tallies = hub.tallies("team", &[post(1)], None).await;
    assert_eq!(tallies["tallies"], json!([{}]));
}

#[tokio::test]
async fn whoever_signs_on_is_the_same_reader_each_time() {
    let issuer = TestIssuer::start().await;
    let hub = start(&issuer).await;
    for _ in 0..2 {
        let (message, origin) = told(all_the_way(&hub).await).await;
        assert_eq!(origin, FRIEND);
        assert_eq!(message["type"], "groundswell:signed-on");
        assert_eq!(message["verified"], true);
        let life = message["expires"].as_i64().unwrap() - now();
        assert!((12 * 3_600 - 60..=12 * 3_600).contains(&life), "{life}");
        let rated = hub.rate("team", post(1), token(&message), 1).await;
        assert_eq!(rated["tally"], json!({ "1": 1 }));
    }
    let space = body(hub.get("/v1/spaces/team").await).await;
    assert_eq!(space["sign_on"]["login"], true);
}

#[tokio::test]
async fn whoever_signed_on_may_administer_and_is_found_by_the_providers_name() {
    let issuer = TestIssuer::start().await;
    let hub = start_with(&issuer, |config| {
        config.administrators = vec![format!("login:{SUBJECT}").parse().unwrap()];
    });
    let hub = hub.await;
    let (message, _) = told(all_the_way(&hub).await).await;
    hub.rate("team", post(1), token(&message), 1).await;
    let find = || {
        let request = hub.request(Method::POST, "/v1/admin/spaces/team/readers/find");
        request
            .header("Content-Type", "application/json")
            .bearer_auth(token(&message))
            .body(json!({ "subject": SUBJECT }).to_string())
    };
    let answer = find().send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let reader = &body(answer).await["readers"][0];
    assert_eq!(
        (&reader["ratings"], &reader["ways"]),
        (&json!(1), &json!(["login"]))
    );
    // The page that the session was handed to is another origin's.
    let answer = find().header("Origin", FRIEND).send().await.unwrap();
    check_problem(answer, 403, "administrators-only").await;
}

#[tokio::test]
async fn the_provider_may_sign_with_rsa() {
    let issuer = TestIssuer::start().await;
    issuer.changes_keys("rsa", Signer::rs256());
    let hub = start(&issuer).await;
    told(all_the_way(&hub).await).await;
}

#[tokio::test]
async fn a_provider_may_change_its_keys_and_is_not_asked_for_them_at_every_forgery() {
    let issuer = TestIssuer::start().await;
    let hub = start(&issuer).await;
    told(all_the_way(&hub).await).await;
    issuer.changes_keys("second", Signer::ed_dsa());
    told(all_the_way(&hub).await).await;
    assert_eq!(issuer.asked("keys"), 2);
    issuer.changes_keys("third", Signer::ed_dsa());
    for _ in 0..3 {
        assert_eq!(all_the_way(&hub).await.status(), 400);
    }
    assert_eq!(issuer.asked("keys"), 2);
}

#[tokio::test]
async fn the_provider_is_asked_what_it_must_be_asked_and_no_more() {
    let issuer = TestIssuer::start().await;
    let hub = start(&issuer).await;
    let left = leave(&hub).await;
    let asked: std::collections::HashMap<_, _> = left.to.query_pairs().into_owned().collect();
    assert_eq!(asked["response_type"], "code");
    assert_eq!(asked["code_challenge_method"], "S256");
    assert_eq!(asked["redirect_uri"], format!("{ADDRESS}v1/login/callback"));
    assert_eq!(asked["scope"], "openid");
    assert_eq!(asked.len(), 8);
    for name in ["state", "nonce", "code_challenge"] {
        assert_eq!(asked[name].len(), 43, "{name}");
    }
    told(all_the_way(&hub).await).await;
    assert_eq!(
        (issuer.asked("configuration"), issuer.asked("keys")),
        (1, 1)
    );
}

#[tokio::test]
async fn the_cookie_is_for_the_way_there_and_back_alone() {
    let issuer = TestIssuer::start().await;
    let hub = start(&issuer).await;
    let answer = begin(&hub, FRIEND).await;
    let cookie = header(&answer, "set-cookie").unwrap();
    for part in [
        "Path=/groundswell/v1/login;",
        "HttpOnly",
        "SameSite=Lax",
        "Secure",
        "Max-Age=600",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    // It makes nobody a reader.
    let request = hub.put("team", post(1), "", "{\"value\":1}");
    let answer = request.header("Cookie", cookie).send().await.unwrap();
    check_problem(answer, 401, "credential-required").await;
    let answer = all_the_way(&hub).await;
    assert!(header(&answer, "set-cookie").unwrap().contains("Max-Age=0"));
}

#[tokio::test]
async fn the_page_that_comes_back_does_one_thing_and_cannot_be_framed() {
    let issuer = TestIssuer::start().await;
    let hub = start(&issuer).await;
    let answer = all_the_way(&hub).await;
    let policy = header(&answer, "content-security-policy")
        .unwrap()
        .to_owned();
    for part in [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "script-src 'nonce-",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert_eq!(header(&answer, "x-frame-options"), Some("DENY"));
    assert_eq!(header(&answer, "cache-control"), Some("no-store"));
    assert_eq!(header(&answer, "referrer-policy"), Some("no-referrer"));
    let (_, nonce) = policy.split_once("'nonce-").unwrap();
    let (nonce, _) = nonce.split_once('\'').unwrap();
    let html = answer.text().await.unwrap();
    assert!(html.contains(&format!("<script nonce=\"{nonce}\">")));
}

#[tokio::test]
async fn only_pages_that_may_rate_can_ask() {
    let issuer = TestIssuer::start().await;
    let hub = start(&issuer).await;
    assert_eq!(begin(&hub, OWN).await.status(), 303);
    for origin in [
        "https://evil.example",
        "null",
        "*",
        "https://blog.example.evil",
        "http://blog.example",
    ] {
        check_problem(begin(&hub, origin).await, 403, "forbidden-origin").await;
    }
    check_problem(hub.get("/v1/login").await, 400, "malformed-query").await;
    let twice = format!("/v1/login?origin={FRIEND}&origin=https://evil.example");
    check_problem(hub.get(&twice).await, 400, "malformed-query").await;
    let without = TestHub::start().await;
    check_problem(begin(&without, FRIEND).await, 404, "unknown-path").await;
    let back = come_back(&without, "code=x", None).await;
    check_problem(back, 404, "unknown-path").await;
}

#[tokio::test]
async fn an_answer_is_for_the_browser_that_asked() {
    let issuer = TestIssuer::start().await;
    let hub = start(&issuer).await;
    let (mine, theirs) = (leave(&hub).await, leave(&hub).await);
    let query = sign_on(&hub, &theirs).await;
    let answer = come_back(&hub, &query, Some(&mine.cookie)).await;
    check_refused(&hub, answer, 400, "another browser's answer").await;
    let answer = come_back(&hub, &query, None).await;
    check_refused(&hub, answer, 400, "no cookie").await;
    let both = format!("{}; {}", theirs.cookie, mine.cookie);
    let answer = come_back(&hub, &query, Some(&both)).await;
    check_refused(&hub, answer, 400, "two cookies").await;
    let answer = come_back(&hub, &format!("{query}&state=x"), Some(&theirs.cookie)).await;
    check_refused(&hub, answer, 400, "two states").await;
    let long = format!("{query}&x={}", "x".repeat(5_000));
    let answer = come_back(&hub, &long, Some(&theirs.cookie)).await;
    check_refused(&hub, answer, 400, "too long").await;
    assert_eq!(issuer.asked("token"), 0);
    told(come_back(&hub, &query, Some(&theirs.cookie)).await).await;
    // The code was good once.
    let answer = come_back(&hub, &query, Some(&theirs.cookie)).await;
    assert_eq!(answer.status(), 502);
    assert_eq!(issuer.asked("token"), 2);
}

#[tokio::test]
async fn what_the_provider_says_wrongly_signs_nobody_on() {
    let issuer = TestIssuer::start().await;
    let hub = start(&issuer).await;
    told(all_the_way(&hub).await).await;
    for wrong in [
        Wrong::Nonce,
        Wrong::NoNonce,
        Wrong::Audience,
        Wrong::AnotherClientsToken,
        Wrong::Expired,
        Wrong::Signature,
        Wrong::Algorithm,
        Wrong::TokensIssuer,
        Wrong::AnswersIssuer,
        Wrong::NoIssuer,
        Wrong::Subject,
        Wrong::Denied,
    ] {
        issuer.does_wrong(wrong);
        let answer = all_the_way(&hub).await;
        check_refused(&hub, answer, 400, &format!("{wrong:?}")).await;
    }
    issuer.does_wrong(Wrong::Nothing);
    told(all_the_way(&hub).await).await;
}

#[tokio::test]
async fn a_provider_that_is_not_the_pinned_one_is_not_asked_further() {
    for wrong in [
        Wrong::OwnName,
        Wrong::KeysElsewhere,
        Wrong::Endless,
        Wrong::Moved,
    ] {
        let issuer = TestIssuer::start().await;
        issuer.does_wrong(wrong);
        let hub = start(&issuer).await;
        check_refused(&hub, begin(&hub, FRIEND).await, 502, &format!("{wrong:?}")).await;
        assert_eq!(issuer.asked("keys"), 0, "{wrong:?}");
        // The next one to try finds it mended.
        issuer.does_wrong(Wrong::Nothing);
        told(all_the_way(&hub).await).await;
    }
}

#[tokio::test]
async fn a_provider_that_is_away_is_told_as_such() {
    let issuer = TestIssuer::start().await;
    let hub = start(&issuer).await;
    drop(issuer);
    check_refused(&hub, begin(&hub, FRIEND).await, 502, "away").await;
}
