//! Watching tallies change.

use std::time::Duration;

use crate::common::{TestHub, check_problem, header, list, post};
use groundswell_hub::MAX_POSTS_PER_STREAM;
use groundswell_protocol::PostId;
use reqwest::{Method, Response};
use serde_json::{Value, json};

/// One open stream, read event by event.
struct Events {
    answer: Response,
    text: String,
}

impl Events {
    async fn open(hub: &TestHub, space: &str, posts: &[PostId]) -> Self {
        let path = format!("/v1/spaces/{space}/stream?posts={}", list(posts));
        let answer = hub.get(&path).await;
        assert_eq!(answer.status(), 200);
        let text = String::new();
        Self { answer, text }
    }

    /// The next block; `None` once the stream has ended as it should.
    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let block = block.to_owned();
                self.text = rest.to_owned();
                return Some(block);
            }
            let chunk = self.answer.chunk().await.unwrap()?;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// The next tally: its number and its data.
    async fn tally(&mut self) -> (u64, Value) {
        loop {
            let block = self.block().await.expect("the stream has ended");
            let field = |name: &str| {
                let mut lines = block.lines();
                lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
            };
            if field("event") == Some("tally") {
                let id = field("id").unwrap().parse().unwrap();
                let data: Value = serde_json::from_str(field("data").unwrap()).unwrap();
                assert_eq!(data["seq"], id);
                return (id, crate::common::without_number(data));
            }
        }
    }
}

fn event(post: PostId, tally: Value) -> Value {
    json!({ "post": post, "tally": tally })
}

#[tokio::test]
async fn a_stream_begins_with_how_things_stand() {
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    hub.rate("films", post(2), &token, 4).await;
    hub.rate("films", post(1), &token, 5).await;
    let mut events = Events::open(&hub, "films", &[post(1), post(2), post(3)]).await;
    for (name, value) in [
        ("content-type", "text/event-stream"),
        ("cache-control", "no-store"),
        ("x-accel-buffering", "no"),
    ] {
        assert_eq!(header(&events.answer, name), Some(value));
    }
    assert_eq!(events.block().await.unwrap(), "retry: 3000");
    let first = events.tally().await;
    let second = events.tally().await;
    assert_eq!(first.1, event(post(2), json!({ "4": 1 })));
    assert_eq!(second.1, event(post(1), json!({ "5": 1 })));
    assert!(first.0 < second.0);
}

#[tokio::test]
async fn a_change_made_by_another_reader_arrives() {
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    let mut events = Events::open(&hub, "team", &[post(1)]).await;
    hub.rate("team", post(2), &token, 1).await;
    hub.rate("votes", post(1), &token, 1).await;
    hub.rate("team", post(1), &token, 1).await;
    let (first, data) = events.tally().await;
    assert_eq!(data, event(post(1), json!({ "1": 1 })));
    let other = hub.reader().await;
    hub.rate("team", post(1), &other, 1).await;
    let (second, data) = events.tally().await;
    assert_eq!(data, event(post(1), json!({ "1": 2 })));
    assert!(first < second);
}

#[tokio::test]
async fn no_change_is_lost_between_opening_and_watching() {
    let hub = std::sync::Arc::new(TestHub::start().await);
    let rating = std::sync::Arc::clone(&hub);
    let raters = tokio::spawn(async move {
        for _ in 0..40 {
            let token = rating.reader().await;
            rating.rate("team", post(1), &token, 1).await;
        }
    });
    // Streams open at every moment of that; each must come to know the last tally.
    let mut watching = Vec::new();
    while !raters.is_finished() {
        let mut events = Events::open(&hub, "team", &[post(1)]).await;
        watching.push(tokio::spawn(async move {
            let mut last = 0;
            loop {
                let (number, data) = events.tally().await;
                assert!(number > last);
                last = number;
                if data["tally"]["1"] == 40 {
                    break;
                }
            }
        }));
    }
    raters.await.unwrap();
    for watch in watching {
        watch.await.unwrap();
    }
}

#[tokio::test]
async fn a_silent_stream_says_that_it_is_alive() {
    let keep_alive = Duration::from_millis(5);
    let hub = TestHub::start_with(|config| config.limits.keep_alive = keep_alive).await;
    let mut events = Events::open(&hub, "team", &[post(1)]).await;
    assert_eq!(events.block().await.unwrap(), "retry: 3000");
    assert_eq!(events.block().await.unwrap(), ": keep-alive");
}

#[tokio::test]
async fn stopping_the_hub_ends_its_streams() {
    let hub = TestHub::start().await;
    let mut events = Events::open(&hub, "team", &[post(1)]).await;
    assert_eq!(events.block().await.unwrap(), "retry: 3000");
    hub.stop().await;
    assert_eq!(events.block().await, None);
}

#[tokio::test]
async fn numbers_of_changes_rise_across_restarts() {
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    hub.rate("team", post(1), &token, 1).await;
    let (before, _) = Events::open(&hub, "team", &[post(1)]).await.tally().await;
    let hub = TestHub::start_in(hub.stop().await, |_| {}).await;
    let mut events = Events::open(&hub, "team", &[post(1), post(2)]).await;
    assert_eq!(events.tally().await.0, before);
    hub.rate("team", post(2), &token, 1).await;
    assert!(events.tally().await.0 > before);
}

#[tokio::test]
async fn an_answer_and_the_stream_number_a_change_alike() {
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    let mut events = Events::open(&hub, "team", &[post(1)]).await;
    let mut numbers = Vec::new();
    for _ in 0..2 {
        let request = hub.put("team", post(1), &token, "{\"value\":1}");
        let answer = crate::common::body(request.send().await.unwrap()).await;
        numbers.push(answer["seq"].as_u64().unwrap());
    }
    let (number, _) = events.tally().await;
    assert_eq!(numbers, [number, number], "repeating changes nothing");
    let path = format!("/v1/spaces/team/tallies?posts={}", post(1));
    assert_eq!(
        crate::common::body(hub.get(&path).await).await["seq"],
        number
    );
}

#[tokio::test]
async fn a_post_whose_ratings_were_taken_back_is_told_of() {
    // A page that was away when it happened still shows the old count.
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    hub.rate("team", post(1), &token, 1).await;
    let delete = hub.request(Method::DELETE, &crate::common::rating("team", post(1)));
    delete.bearer_auth(&token).send().await.unwrap();
    let (_, data) = Events::open(&hub, "team", &[post(1)]).await.tally().await;
    assert_eq!(data, event(post(1), json!({})));
}

#[tokio::test]
async fn a_stream_takes_so_many_posts_and_a_hub_so_many_streams() {
    let hub = TestHub::start_with(|config| config.limits.streams = 1).await;
    let most = u64::try_from(MAX_POSTS_PER_STREAM).unwrap();
    let posts: Vec<_> = (0..=most).map(post).collect();
    let path = |posts| format!("/v1/spaces/team/stream?posts={}", list(posts));
    check_problem(hub.get(&path(&posts)).await, 400, "too-many-posts").await;
    let only = hub.get(&path(&posts[1..])).await;
    assert_eq!(only.status(), 200);
    let refused = hub.get(&path(&posts[..1])).await;
    assert!(header(&refused, "retry-after").is_some());
    check_problem(refused, 503, "too-many-streams").await;
    drop(only);
    // The hub learns of it when it next writes or reads there.
    while hub.get(&path(&posts[..1])).await.status() != 200 {
        tokio::task::yield_now().await;
    }
}
