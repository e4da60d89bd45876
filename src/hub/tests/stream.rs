//! Watching tallies change.

use std::time::Duration;

use crate::common::events::{Events, get, stream_path};
use crate::common::{TestHub, check_problem, header, post};
use groundswell_hub::MAX_POSTS_PER_STREAM;
use groundswell_protocol::PostId;
use proptest::prelude::*;
use reqwest::Method;
use serde_json::{Value, json};

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
        assert_eq!(events.header(name), Some(value));
    }
    events.greeting().await;
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
    events.greeting().await;
    assert_eq!(events.block().await.unwrap(), ": keep-alive");
}

#[tokio::test]
async fn stopping_the_hub_ends_its_streams() {
    let hub = TestHub::start().await;
    let mut events = Events::open(&hub, "team", &[post(1)]).await;
    events.greeting().await;
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
    let path = |posts| stream_path("team", posts);
    check_problem(hub.get(&path(&posts)).await, 400, "too-many-posts").await;
    let only = Events::open(&hub, "team", &posts[1..]).await;
    let refused = hub.get(&path(&posts[..1])).await;
    assert!(header(&refused, "retry-after").is_some());
    check_problem(refused, 503, "too-many-streams").await;
    drop(only);
    // The hub learns of it a moment later.
    while hub.get(&path(&posts[..1])).await.status() != 200 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn one_network_does_not_take_every_stream() {
    let hub = TestHub::start_with(|config| config.limits.streams_per_network = 1).await;
    let path = stream_path("team", &[post(1)]);
    let _first = Events::ask(&hub, &get(&path, "X-Forwarded-For: 10.0.0.1\r\n")).await;
    let neighbour = hub
        .request(Method::GET, &path)
        .header("X-Forwarded-For", "10.0.0.2");
    check_problem(neighbour.send().await.unwrap(), 503, "too-many-streams").await;
    Events::ask(&hub, &get(&path, "X-Forwarded-For: 10.0.1.1\r\n")).await;
}

/// A stream of these posts that goes on from what the client knows.
async fn resume(hub: &TestHub, posts: &[PostId], since: &str, last: &str) -> Events {
    let path = format!("{}{since}", stream_path("team", posts));
    Events::ask(hub, &get(&path, last)).await
}

#[tokio::test]
async fn a_client_that_comes_back_is_told_what_it_missed() {
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    let posts = [1, 2, 3].map(post);
    let mut numbers = Vec::new();
    for one in posts {
        hub.rate("team", one, &token, 1).await;
        numbers.push(Events::open(&hub, "team", &[one]).await.tally().await.0);
    }
    let [first, second, third] = numbers[..] else {
        unreachable!("three posts have three numbers")
    };
    let header = |number: u64| format!("Last-Event-ID: {number}\r\n");
    let query = |number: u64| format!("&since={number}");
    // By the header, by the query, and by the header rather than by the query.
    for (since, last) in [
        (String::new(), header(first)),
        (query(first), String::new()),
        (query(third), header(first)),
    ] {
        let mut events = resume(&hub, &posts, &since, &last).await;
        let told = [events.tally().await, events.tally().await];
        assert_eq!(told.map(|(number, _)| number), [second, third]);
    }
    // Who knows everything is told of the next change only.
    let mut events = resume(&hub, &posts, "", &header(third)).await;
    let other = hub.reader().await;
    hub.rate("team", post(1), &other, 1).await;
    let (number, data) = events.tally().await;
    assert!(number > third);
    assert_eq!(data, event(post(1), json!({ "1": 2 })));
}

#[tokio::test]
async fn a_client_of_another_database_is_told_to_begin_anew() {
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    hub.rate("team", post(1), &token, 1).await;
    for (since, last) in [
        ("&since=1000000", ""),
        ("", "Last-Event-ID: 1000000\r\n"),
        ("&since=1", "Last-Event-ID: of another server\r\n"),
    ] {
        let mut events = resume(&hub, &[post(1)], since, last).await;
        events.greeting().await;
        let (name, id, _) = events.event().await;
        assert_eq!((name.as_str(), id), ("reset", 0));
        assert_eq!(events.tally().await.1, event(post(1), json!({ "1": 1 })));
    }
    let path = format!("{}&since=x", stream_path("team", &[post(1)]));
    check_problem(hub.get(&path).await, 400, "malformed-query").await;
}

/// What may happen while somebody watches.
#[derive(Clone, Debug)]
enum Happening {
    /// A reader changes a rating, or takes it back.
    Rate {
        reader: usize,
        post: u64,
        value: Option<i64>,
    },
    /// The client takes the next event, if there must be one.
    Read,
    /// The connection is cut; the client comes back as a browser or as a page does.
    Cut { by_header: bool },
}

const READERS: usize = 2;
const POSTS: u64 = 3;

fn happening() -> impl Strategy<Value = Happening> {
    let value = prop::option::weighted(0.7, 1_i64..=5);
    prop_oneof![
        4 => (0..READERS, 0..POSTS, value)
            .prop_map(|(reader, post, value)| Happening::Rate { reader, post, value }),
        2 => Just(Happening::Read),
        1 => any::<bool>().prop_map(|by_header| Happening::Cut { by_header }),
    ]
}

/// A page that knows what it was told, and nothing else.
struct Page {
    posts: Vec<PostId>,
    known: std::collections::HashMap<PostId, Value>,
    last: u64,
    events: Events,
}

impl Page {
    async fn open(hub: &TestHub, posts: Vec<PostId>) -> Self {
        let events = Events::open(hub, "films", &posts).await;
        let (known, last) = Default::default();
        Self {
            posts,
            known,
            last,
            events,
        }
    }

    async fn read(&mut self) {
        let (number, data) = self.events.tally().await;
        assert!(number > self.last, "{number} after {}", self.last);
        self.last = number;
        let post = data["post"].as_str().unwrap().parse().unwrap();
        self.known.insert(post, data["tally"].clone());
    }

    async fn reopen(&mut self, hub: &TestHub, by_header: bool) {
        let path = stream_path("films", &self.posts);
        let last = self.last;
        let request = match by_header {
            true => get(&path, &format!("Last-Event-ID: {last}\r\n")),
            false => get(&format!("{path}&since={last}"), ""),
        };
        self.events = Events::ask(hub, &request).await;
    }
}

#[test]
fn whatever_happens_a_page_comes_to_know_how_things_stand() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let config = ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(happenings in prop::collection::vec(happening(), 1..24))| {
        runtime.block_on(check_page(&happenings));
    });
}

async fn check_page(happenings: &[Happening]) {
    let pace = Duration::from_millis(3);
    let hub = TestHub::start_with(|config| config.limits.pace = pace).await;
    let mut readers = Vec::new();
    for _ in 0..READERS {
        readers.push(hub.reader().await);
    }
    let posts: Vec<_> = (0..POSTS).map(post).collect();
    let mut page = Page::open(&hub, posts.clone()).await;
    // The number of the hub's last change.
    let mut newest = 0;
    for happening in happenings {
        match happening {
            Happening::Rate {
                reader,
                post,
                value,
            } => {
                newest = rate(&hub, &readers[*reader], posts[*post as usize], *value)
                    .await
                    .max(newest);
            }
            Happening::Read if page.last < newest => page.read().await,
            Happening::Read => {}
            Happening::Cut { by_header } => page.reopen(&hub, *by_header).await,
        }
    }
    while page.last < newest {
        page.read().await;
    }
    let tallies = hub.tallies("films", &posts, None).await;
    for (post, tally) in posts.iter().zip(tallies["tallies"].as_array().unwrap()) {
        let known = page.known.get(post).cloned();
        assert_eq!(&known.unwrap_or_else(|| json!({})), tally);
    }
}

/// Rates or takes back; gives the number of the post's last change.
async fn rate(hub: &TestHub, reader: &str, post: PostId, value: Option<i64>) -> u64 {
    let request = match value {
        Some(value) => hub.put(
            "films",
            post,
            reader,
            &json!({ "value": value }).to_string(),
        ),
        None => hub
            .request(Method::DELETE, &crate::common::rating("films", post))
            .bearer_auth(reader),
    };
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    crate::common::body(answer).await["seq"].as_u64().unwrap()
}
