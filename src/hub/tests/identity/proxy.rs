//! Readers whom a proxy names.

use axum::http::HeaderName;
use groundswell_hub::{Names, Networks, ProxyConfig};
use reqwest::{Method, RequestBuilder};
use serde_json::json;

use super::{session, token};
use crate::common::signer::{Signer, write_private};
use crate::common::{TestHub, body, check_problem, post, rating};

const HEADER: &str = "Remote-User";

fn proxy(network: &str) -> ProxyConfig {
    ProxyConfig {
        header: HeaderName::from_static("remote-user"),
        networks: Networks::new(vec![network.parse().unwrap()]),
        secret: None,
        names: Names::Exact,
        people: None,
    }
}

async fn start(network: &str) -> TestHub {
    let proxy = proxy(network);
    TestHub::start_with(|config| config.identity.proxy = Some(proxy)).await
}

/// The request that the proxy passes on for `user`.
fn put(hub: &TestHub, user: &str, value: i64) -> RequestBuilder {
    hub.request(Method::PUT, &rating("team", post(1)))
        .header("Content-Type", "application/json")
        .header("Groundswell-Request", "1")
        .header(HEADER, user)
        .body(json!({ "value": value }).to_string())
}

#[tokio::test]
async fn readers_whom_the_proxy_names_need_no_token() {
    let hub = start("127.0.0.1/32").await;
    let rate = async |user: &str| {
        let answer = put(&hub, user, 1).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        body(answer).await["tally"].clone()
    };
    assert_eq!(rate("anna").await, json!({ "1": 1 }));
    assert_eq!(rate("anna").await, json!({ "1": 1 }));
    assert_eq!(rate("bob").await, json!({ "1": 2 }));
    // And get one that stands for them, to open a stream with, say.
    let request = hub.request(Method::POST, "/v1/readers");
    let answer = request
        .header("Groundswell-Request", "1")
        .header(HEADER, "anna");
    let anna = body(answer.send().await.unwrap()).await;
    assert_eq!(anna["verified"], true);
    let mine = hub.tallies("team", &[post(1)], Some(token(&anna))).await;
    assert_eq!(mine["mine"], json!([1]));
    let space = body(hub.get("/v1/spaces/team").await).await;
    assert_eq!(space["sign_on"]["proxy"], true);
}

#[tokio::test]
async fn whom_the_proxy_names_wins_over_a_token() {
    let hub = start("127.0.0.1/32").await;
    let nobody = session(&hub, None).await;
    let request = put(&hub, "anna", 1).bearer_auth(token(&nobody));
    let rated = body(request.send().await.unwrap()).await;
    assert_eq!(rated["tally"], json!({ "1": 1 }));
    assert_eq!(rated.get("unverified"), None);
}

#[tokio::test]
async fn nobody_but_the_proxy_names_readers() {
    let hub = start("192.0.2.1/32").await;
    let answer = put(&hub, "anna", 1).send().await.unwrap();
    check_problem(answer, 400, "untrusted-proxy-header").await;
    // What a client says of its address makes it no proxy.
    for header in ["X-Forwarded-For", "Forwarded", "X-Real-IP"] {
        let request = put(&hub, "anna", 1).header(header, "for=192.0.2.1, 192.0.2.1");
        let answer = request.send().await.unwrap();
        check_problem(answer, 400, "untrusted-proxy-header").await;
    }
    let request = hub
        .request(Method::POST, "/v1/readers")
        .header(HEADER, "anna");
    let answer = request.header("Groundswell-Request", "1").send().await;
    check_problem(answer.unwrap(), 400, "untrusted-proxy-header").await;
    // Without the header it is a request like others.
    assert_eq!(session(&hub, None).await["verified"], false);
    let tallies = hub.tallies("team", &[post(1)], None).await;
    assert_eq!(tallies["tallies"], json!([{}]));
}

#[tokio::test]
async fn a_header_that_is_odd_is_refused() {
    let hub = start("127.0.0.1/32").await;
    let twice = put(&hub, "anna", 1).header(HEADER, "bob");
    for request in [twice, put(&hub, "", 1), put(&hub, "anna, bob", 1)] {
        let answer = request.send().await.unwrap();
        check_problem(answer, 400, "malformed-proxy-header").await;
    }
    let spelled = put(&hub, "bob", 1).header("Remote_User", "anna");
    let answer = spelled.send().await.unwrap();
    check_problem(answer, 400, "untrusted-proxy-header").await;
}

#[tokio::test]
async fn a_proxy_may_have_to_show_a_secret() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("proxy-secret");
    write_private(&path, b"correct horse battery\n");
    let secret = Some(path);
    let proxy = ProxyConfig {
        secret,
        ..proxy("127.0.0.1/32")
    };
    let hub = TestHub::start_in(dir, |config| config.identity.proxy = Some(proxy)).await;
    let answer = put(&hub, "anna", 1).send().await.unwrap();
    check_problem(answer, 400, "untrusted-proxy-header").await;
    let shown = |secret| put(&hub, "anna", 1).header("Groundswell-Proxy-Secret", secret);
    let answer = shown("correct horse batterz").send().await.unwrap();
    check_problem(answer, 400, "untrusted-proxy-header").await;
    let answer = shown("correct horse battery").send().await.unwrap();
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn one_name_is_two_people_unless_the_operator_says_otherwise() {
    for (people, raters) in [(None, 2), (Some("staff"), 1)] {
        let named = people.map(str::to_owned);
        let signer = Signer::hs256();
        let proxy = ProxyConfig {
            people: named.clone(),
            ..proxy("127.0.0.1/32")
        };
        let dir = tempfile::tempdir().unwrap();
        let hub = super::page_token::start_in(dir, &signer, |config| {
            config.identity.proxy = Some(proxy);
            config.identity.page_token.as_mut().unwrap().people = named;
        })
        .await;
        put(&hub, "anna", 1).send().await.unwrap();
        let page_token = signer.token(None, &super::page_token::claims("anna"));
        let page = session(&hub, Some(&page_token)).await;
        let rated = hub.rate("team", post(1), token(&page), 1).await;
        assert_eq!(rated["tally"], json!({ "1": raters }), "{people:?}");
    }
}
