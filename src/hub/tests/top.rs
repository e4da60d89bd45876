//! The order of a whole space's posts.

use groundswell_hub::{Config, MAX_POSTS_PER_READ, MIN_RATERS};
use groundswell_protocol::PostId;
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{TestHub, body, check_problem, post};

async fn top(hub: &TestHub, query: &str, token: Option<&str>) -> Vec<Value> {
    let mut request = hub.request(Method::GET, &format!("/v1/spaces/votes/top{query}"));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    body(answer).await["posts"].as_array().unwrap().clone()
}

fn places(top: &[Value]) -> Vec<&str> {
    top.iter()
        .map(|place| place["post"].as_str().unwrap())
        .collect()
}

async fn readers(hub: &TestHub, most: u32) -> Vec<String> {
    let mut readers = Vec::new();
    for _ in 0..most {
        readers.push(hub.reader().await);
    }
    readers
}

async fn rate_all(hub: &TestHub, post: PostId, readers: &[String], value: i64) {
    for reader in readers {
        hub.rate("votes", post, reader, value).await;
    }
}

#[tokio::test]
async fn what_readers_find_good_comes_first() {
    let hub = TestHub::start().await;
    let readers = readers(&hub, 20).await;
    rate_all(&hub, post(1), &readers, -1).await;
    rate_all(&hub, post(2), &readers, 1).await;
    let top = top(&hub, "", None).await;
    assert_eq!(places(&top), [post(2).to_string(), post(1).to_string()]);
    assert_eq!(top[0]["tally"], json!({ "1": 20 }));
    let [low, share, high] = ["low", "share", "high"].map(|name| top[0][name].as_f64().unwrap());
    assert!(
        0.5 < low && low < share && share < high && high <= 1.0,
        "{top:?}"
    );
}

#[tokio::test]
async fn the_order_stands_still_for_a_reader_and_differs_between_readers() {
    let hub = TestHub::start().await;
    let readers = readers(&hub, 8).await;
    for n in 0..12 {
        hub.rate("votes", post(n), &readers[0], 1).await;
    }
    let mut orders = Vec::new();
    for reader in &readers {
        let first = top(&hub, "", Some(reader)).await;
        assert_eq!(first, top(&hub, "", Some(reader)).await);
        assert_eq!(first.len(), 12);
        orders.push(first);
    }
    assert_eq!(top(&hub, "", None).await, top(&hub, "", None).await);
    // 12 equal posts have 479,001,600 orders.
    assert!(
        orders
            .iter()
            .any(|order| places(order) != places(&orders[0]))
    );
}

#[tokio::test]
async fn what_few_said_is_not_told_to_all() {
    let hub = TestHub::start().await;
    let readers = readers(&hub, MIN_RATERS).await;
    let (few, last) = readers.split_at(readers.len() - 1);
    rate_all(&hub, post(1), few, 1).await;
    assert_eq!(
        top(&hub, "", None).await,
        [json!({ "post": post(1), "looks": 0 })]
    );
    rate_all(&hub, post(1), last, 1).await;
    assert_eq!(
        top(&hub, "", None).await[0]["tally"],
        json!({ "1": MIN_RATERS })
    );
}

#[tokio::test]
async fn old_posts_fade_where_the_space_says_so() {
    let hub = TestHub::start().await;
    let readers = readers(&hub, 20).await;
    rate_all(&hub, post(1), &readers, 1).await;
    rate_all(&hub, post(2), &readers[..14], 1).await;
    rate_all(&hub, post(2), &readers[14..], -1).await;
    let dir = hub.stop().await;
    let database = rusqlite::Connection::open(dir.path().join("hub.db")).unwrap();
    // Twenty half-lives ago: a millionth is left.
    let sql = "UPDATE posts SET born = born - 20 * 24 WHERE identity = ?1";
    assert_eq!(database.execute(sql, [post(1).as_bytes()]).unwrap(), 1);
    drop(database);
    let first = async |dir, days| {
        let change = move |config: &mut Config| config.spaces[1].half_life_days = days;
        let hub = TestHub::start_in(dir, change).await;
        let first = places(&top(&hub, "?limit=1", None).await)[0].to_owned();
        (hub.stop().await, first)
    };
    let (dir, fading) = first(dir, Some(1)).await;
    assert_eq!(fading, post(2).to_string());
    let (_, standing) = first(dir, None).await;
    assert_eq!(standing, post(1).to_string());
}

#[tokio::test]
async fn an_answer_has_as_many_posts_as_are_asked_for() {
    let hub = TestHub::start().await;
    let reader = hub.reader().await;
    for n in 0..25 {
        hub.rate("votes", post(n), &reader, 1).await;
    }
    assert_eq!(top(&hub, "", None).await.len(), 20);
    assert_eq!(top(&hub, "?limit=3", None).await.len(), 3);
    assert_eq!(top(&hub, "?limit=100", None).await.len(), 25);
    for limit in ["0", "-1", "x", "", &(MAX_POSTS_PER_READ + 1).to_string()] {
        let answer = hub
            .get(&format!("/v1/spaces/votes/top?limit={limit}"))
            .await;
        check_problem(answer, 400, "malformed-query").await;
    }
}
