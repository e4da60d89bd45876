//! Looks: who had which posts on their screen, counted once a day and told to nobody by name.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::common::{TestHub, body, check_problem, list, post};
use groundswell_hub::MAX_POSTS_PER_READ;
use groundswell_protocol::PostId;

pub async fn look(hub: &TestHub, token: &str, posts: &[PostId]) -> Response {
    let request = hub.request(Method::POST, "/v1/spaces/team/looks");
    let request = request.bearer_auth(token);
    let posts: Vec<_> = posts.iter().map(ToString::to_string).collect();
    let request = request.header("Content-Type", "application/json");
    let request = request.body(json!({ "posts": posts }).to_string());
    request.send().await.unwrap()
}

pub async fn looks(hub: &TestHub, posts: &[PostId]) -> Value {
    let path = format!("/v1/spaces/team/tallies?posts={}&looks=1", list(posts));
    body(hub.get(&path).await).await["looks"].clone()
}

#[tokio::test]
async fn a_reader_looks_at_a_post_once_a_day() {
    let hub = TestHub::start().await;
    let (ann, bob) = (hub.reader().await, hub.reader().await);
    for _ in 0..3 {
        let answer = look(&hub, &ann, &[post(1), post(2), post(1)]).await;
        assert_eq!(answer.status(), 204);
    }
    assert_eq!(look(&hub, &bob, &[post(2)]).await.status(), 204);
    let all = [post(1), post(2), post(3)];
    assert_eq!(looks(&hub, &all).await, json!([1, 2, 0]));
    // The hub remembers whose looks it counted, and how many they were.
    let hub = TestHub::start_in(hub.stop().await, |_| {}).await;
    assert_eq!(look(&hub, &ann, &[post(1), post(3)]).await.status(), 204);
    assert_eq!(looks(&hub, &all).await, json!([1, 2, 1]));
}

#[tokio::test]
async fn looks_are_told_on_request_and_change_no_tally() {
    let hub = TestHub::start().await;
    let ann = hub.reader().await;
    hub.rate("team", post(1), &ann, 1).await;
    let before = hub.tallies("team", &[post(1)], Some(&ann)).await;
    assert_eq!(look(&hub, &ann, &[post(1)]).await.status(), 204);
    assert_eq!(hub.tallies("team", &[post(1)], Some(&ann)).await, before);
    let path = format!("/v1/spaces/team/tallies?posts={}", post(1));
    let plain = hub.get(&path).await;
    let with_looks = hub.get(&format!("{path}&looks=1")).await;
    assert_ne!(plain.headers()["etag"], with_looks.headers()["etag"]);
}

#[tokio::test]
async fn looks_without_a_reader_or_of_too_many_posts_count_nothing() {
    let hub = TestHub::start().await;
    let ann = hub.reader().await;
    check_problem(
        look(&hub, "nobody", &[post(1)]).await,
        401,
        "credential-required",
    )
    .await;
    let many: Vec<_> = (0..=MAX_POSTS_PER_READ as u64).map(post).collect();
    check_problem(look(&hub, &ann, &many).await, 400, "too-many-posts").await;
    assert_eq!(look(&hub, &ann, &many[1..]).await.status(), 204);
    assert_eq!(looks(&hub, &[post(0), post(1)]).await, json!([0, 1]));
}
