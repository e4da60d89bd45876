//! The hub's own tokens, and the switch for anonymous readers.

use groundswell_hub::Config;
use reqwest::Method;
use serde_json::json;

use super::{session, sign_on, token};
use crate::common::signer::{Signer, now};
use crate::common::{TestHub, body, check_problem, post};

#[tokio::test]
async fn an_anonymous_reader_is_known_for_400_days() {
    let hub = TestHub::start().await;
    let begun = now();
    let session = session(&hub, None).await;
    assert_eq!(session["verified"], false);
    let life = session["expires"].as_i64().unwrap() - begun;
    assert!((400 * 86_400..400 * 86_400 + 60).contains(&life), "{life}");
}

#[tokio::test]
async fn renewing_keeps_the_reader() {
    let hub = TestHub::start().await;
    let first = session(&hub, None).await;
    hub.rate("team", post(1), token(&first), 1).await;
    let renewed = session(&hub, Some(token(&first))).await;
    let rated = hub.rate("team", post(1), token(&renewed), 1).await;
    assert_eq!(rated["tally"], json!({ "1": 1 }));
    let other = session(&hub, Some("no-token")).await;
    let rated = hub.rate("team", post(1), token(&other), 1).await;
    assert_eq!(rated["tally"], json!({ "1": 2 }));
}

#[tokio::test]
async fn a_space_says_how_its_readers_sign_on() {
    let hub = TestHub::start().await;
    let space = body(hub.get("/v1/spaces/team").await).await;
    let ways = json!({ "anonymous": true, "proxy": false, "page_token": false, "login": false });
    assert_eq!(space["sign_on"], ways);
}

#[tokio::test]
async fn where_readers_must_sign_on_nobody_rates_without() {
    let hub = TestHub::start().await;
    let before = session(&hub, None).await;
    let dir = hub.stop().await;
    let signer = Signer::hs256();
    let hub = super::page_token::start_in(dir, &signer, |config: &mut Config| {
        config.identity.anonymous = false;
    })
    .await;
    for bearer in [None, Some("no-token"), Some(token(&before))] {
        let answer = sign_on(&hub, bearer).await;
        check_problem(answer, 401, "sign-on-required").await;
    }
    // Nor with a session from before.
    let request = hub.put("team", post(1), token(&before), "{\"value\":1}");
    let answer = request.send().await.unwrap();
    check_problem(answer, 401, "credential-required").await;
    let page_token = signer.token(None, &super::page_token::claims("anna"));
    let verified = session(&hub, Some(&page_token)).await;
    hub.rate("team", post(1), token(&verified), 1).await;
    // Reading needs nobody.
    let answer = hub.request(Method::GET, "/v1/spaces/team").send().await;
    assert_eq!(answer.unwrap().status(), 200);
}
