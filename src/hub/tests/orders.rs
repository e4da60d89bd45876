//! Requests that come late, twice or in another order than they were made: the last click counts.

use std::cell::Cell;
use std::path::Path;

use groundswell_hub::{REMOVAL_DAYS, check};
use groundswell_protocol::{MAX_ORDER, PostId, RequestOrder};
use proptest::prelude::*;
use proptest::sample::Index;
use reqwest::{RequestBuilder, Response};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::common::{TestHub, body, check_problem, post, without_number};

const ORDER: &str = RequestOrder::HEADER;

/// What `token` asks for; no value takes the rating back.
fn request(hub: &TestHub, at: PostId, token: &str, value: Option<i64>) -> RequestBuilder {
    match value {
        Some(value) => hub.put("films", at, token, &json!({ "value": value }).to_string()),
        None => hub.delete("films", at, token),
    }
}

async fn said(answer: Response) -> Value {
    assert_eq!(answer.status(), 200);
    without_number(body(answer).await)
}

/// A reader and one of their browsers.
struct Browser<'a> {
    token: &'a str,
    sender: u64,
}

impl Browser<'_> {
    /// The request with the number `number` reaches the hub; what it says then of the reader's rating.
    async fn asks(&self, hub: &TestHub, number: u64, value: Option<i64>) -> Value {
        let request = request(hub, post(1), self.token, value);
        let order = format!("{} {number}", self.sender);
        let said = said(request.header(ORDER, order).send().await.unwrap()).await;
        let told = hub.tallies("films", &[post(1)], Some(self.token)).await;
        assert_eq!(told["mine"], json!([said["mine"]]));
        assert_eq!(told["tallies"], json!([said["tally"]]));
        said["mine"].clone()
    }
}

/// Starts the hub anew, on what it has on disk.
async fn again(hub: TestHub) -> TestHub {
    TestHub::start_in(hub.stop().await, |_| {}).await
}

fn number(dir: &Path, sql: &str) -> i64 {
    let connection = Connection::open(dir.join("hub.db")).unwrap();
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

fn check_whole(dir: &Path) {
    assert_eq!(check(&dir.join("hub.db"), None).unwrap().faults, [""; 0]);
}

const REMOVALS: &str = "SELECT count(*) FROM removals";

#[tokio::test]
async fn a_late_request_changes_nothing_whatever_came_before_it() {
    let mut hub = TestHub::start().await;
    for restart in [false, true] {
        let token = hub.reader().await;
        let browser = Browser {
            token: &token,
            sender: 7,
        };
        // What comes in time, then what comes late, and what counts then.
        let cases = [
            (Some(4), Some(2), json!(4)),
            (None, Some(2), json!(null)),
            (Some(3), None, json!(3)),
        ];
        for (n, (newer, older, expected)) in (1..).zip(cases) {
            let (late, in_time) = (10 * n, 10 * n + 1);
            assert_eq!(browser.asks(&hub, in_time, newer).await, expected);
            if restart {
                hub = again(hub).await;
            }
            assert_eq!(browser.asks(&hub, late, older).await, expected);
            assert_eq!(browser.asks(&hub, in_time, newer).await, expected);
        }
    }
    check_whole(hub.stop().await.path());
}

#[tokio::test]
async fn a_removal_that_overtook_the_rating_counts() {
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    let browser = Browser {
        token: &token,
        sender: 0,
    };
    assert_eq!(browser.asks(&hub, 2, None).await, json!(null));
    assert_eq!(browser.asks(&hub, 1, Some(5)).await, json!(null));
    assert_eq!(browser.asks(&hub, 3, Some(5)).await, json!(5));
    check_whole(hub.stop().await.path());
}

#[tokio::test]
async fn a_higher_number_holds_also_where_it_changed_nothing() {
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    let browser = Browser {
        token: &token,
        sender: 1,
    };
    for value in [Some(5), None] {
        let base = if value.is_some() { 10 } else { 20 };
        browser.asks(&hub, base, value).await;
        browser.asks(&hub, base + 2, value).await;
        assert_eq!(browser.asks(&hub, base + 1, Some(1)).await, json!(value));
    }
}

#[tokio::test]
async fn of_two_senders_whichever_comes_last_counts() {
    let hub = TestHub::start().await;
    let (ann, bob) = (hub.reader().await, hub.reader().await);
    let at = |token, sender| Browser { token, sender };
    assert_eq!(at(&ann, 1).asks(&hub, 9, Some(1)).await, json!(1));
    assert_eq!(at(&ann, 2).asks(&hub, 3, Some(2)).await, json!(2));
    assert_eq!(at(&ann, 2).asks(&hub, 2, Some(3)).await, json!(2));
    assert_eq!(at(&ann, 1).asks(&hub, 8, None).await, json!(null));
    // Another reader at the same browser is another matter.
    assert_eq!(at(&bob, 1).asks(&hub, 1, Some(4)).await, json!(4));
}

#[tokio::test]
async fn a_request_without_an_order_counts_when_it_comes() {
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    let browser = Browser {
        token: &token,
        sender: 1,
    };
    browser.asks(&hub, 2, Some(1)).await;
    for value in [Some(5), None] {
        let answer = request(&hub, post(1), &token, value).send().await.unwrap();
        assert_eq!(said(answer).await["mine"], json!(value));
        // What the browser asked for before stays overtaken.
        assert_eq!(browser.asks(&hub, 1, Some(2)).await, json!(value));
    }
    let dir = hub.stop().await;
    assert_eq!(number(dir.path(), REMOVALS), 1);
    let hub = TestHub::start_in(dir, |_| {}).await;
    hub.rate("films", post(1), &token, 3).await;
    assert_eq!(number(hub.dir.path(), REMOVALS), 0);
    let other = hub.reader().await;
    let nothing = request(&hub, post(2), &other, None).send().await.unwrap();
    assert_eq!(said(nothing).await["mine"], json!(null));
    assert_eq!(number(hub.dir.path(), REMOVALS), 0);
}

#[tokio::test]
async fn an_order_that_is_none_is_refused() {
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    let spoilt = ["", "1", "1,2", "1 2 3", "a 1", "-1 2", "1 9007199254740993"];
    for value in [Some(1), None] {
        for order in spoilt {
            let request = request(&hub, post(1), &token, value);
            let answer = request.header(ORDER, order).send().await.unwrap();
            check_problem(answer, 400, "malformed-order").await;
        }
        let twice = request(&hub, post(1), &token, value);
        let twice = twice.header(ORDER, "1 1").header(ORDER, "1 1").send().await;
        check_problem(twice.unwrap(), 400, "malformed-order").await;
        let request = request(&hub, post(1), &token, value);
        let binary = request.header(ORDER, &b"1 \xff"[..]).send().await.unwrap();
        check_problem(binary, 400, "malformed-order").await;
    }
    let told = hub.tallies("films", &[post(1)], Some(&token)).await;
    assert_eq!(told, json!({ "tallies": [{}], "mine": [null] }));
    let most = Browser {
        token: &token,
        sender: MAX_ORDER,
    };
    assert_eq!(most.asks(&hub, MAX_ORDER, Some(1)).await, json!(1));
}

#[test]
fn however_clicks_reach_the_hub_the_last_one_counts() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let hub = runtime.block_on(TestHub::start());
    let token = runtime.block_on(hub.reader());
    let posts = Cell::new(0);
    let clicks = prop::collection::vec(prop::option::of(1..=5_i64), 1..7);
    let others = prop::collection::vec(any::<Index>(), 0..12);
    proptest!(ProptestConfig::with_cases(64), |(
        clicks in clicks, others in others, last_comes in any::<Index>(), at_once: bool
    )| {
        let at = post(posts.replace(posts.get() + 1));
        let last = clicks.len() - 1;
        // Lost, late, twice: anything may come of the others.
        let mut coming: Vec<usize> = others.iter().map(|n| n.index(clicks.len())).collect();
        coming.insert(last_comes.index(coming.len() + 1), last);
        let asks = coming.iter().map(|n| {
            let request = request(&hub, at, &token, clicks[*n]);
            request.header(ORDER, format!("5 {n}")).send()
        });
        runtime.block_on(async {
            if at_once {
                futures_util::future::try_join_all(asks).await.unwrap();
            } else {
                for ask in asks {
                    said(ask.await.unwrap()).await;
                }
            }
        });
        let told = runtime.block_on(hub.tallies("films", &[at], Some(&token)));
        let tally = clicks[last].map_or(json!({}), |value| json!({ value.to_string(): 1 }));
        prop_assert_eq!(told, json!({ "tallies": [tally], "mine": [clicks[last]] }));
    });
    let dir = runtime.block_on(hub.stop());
    check_whole(dir.path());
}

/// A hub on whose disk a reader has taken back a rating of post 1, with what `change` makes of that.
async fn taken_back(change: &str) -> (TestHub, String) {
    let hub = TestHub::start().await;
    let token = hub.reader().await;
    let browser = Browser {
        token: &token,
        sender: 1,
    };
    browser.asks(&hub, 1, Some(5)).await;
    browser.asks(&hub, 2, None).await;
    let dir = hub.stop().await;
    let disk = Connection::open(dir.path().join("hub.db")).unwrap();
    disk.execute_batch(change).unwrap();
    disk.close().unwrap();
    (TestHub::start_in(dir, |_| {}).await, token)
}

/// Waits until the hub has forgotten the removal, which it does beside the answering.
async fn wait_until_forgotten(hub: &TestHub) {
    while number(hub.dir.path(), REMOVALS) != 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_removal_is_forgotten_when_no_request_can_be_so_late() {
    let days = i64::from(REMOVAL_DAYS) + 1;
    // Made before, or by a clock that was wrong.
    for change in [
        format!("UPDATE removals SET day = day - {days}"),
        "UPDATE removals SET day = day + 10950".to_owned(),
    ] {
        let (hub, _) = taken_back(&change).await;
        wait_until_forgotten(&hub).await;
    }
    // The day itself may end while this runs.
    let change = format!("UPDATE removals SET day = day - {}", days - 2);
    let (hub, token) = taken_back(&change).await;
    let browser = Browser {
        token: &token,
        sender: 1,
    };
    assert_eq!(browser.asks(&hub, 1, Some(5)).await, json!(null));
    assert_eq!(number(hub.dir.path(), REMOVALS), 1);
}

#[tokio::test]
async fn of_a_sealed_post_no_removal_is_remembered() {
    let (hub, token) = taken_back("UPDATE posts SET sealed = 1").await;
    wait_until_forgotten(&hub).await;
    let late = request(&hub, post(1), &token, Some(5)).header(ORDER, "1 1");
    check_problem(late.send().await.unwrap(), 403, "post-sealed").await;
}

#[tokio::test]
async fn the_database_does_not_tell_the_sender() {
    const SENDER: u64 = 0x0011_2233_4455_6677;
    let hub = TestHub::start().await;
    for (at, value) in [(post(1), Some(5)), (post(2), None)] {
        for token in [hub.reader().await, hub.reader().await] {
            let request = request(&hub, at, &token, value);
            let answer = request.header(ORDER, format!("{SENDER} 1")).send().await;
            said(answer.unwrap()).await;
        }
    }
    let dir = hub.stop().await;
    let senders = "SELECT count(DISTINCT sender) FROM \
                   (SELECT sender FROM ratings UNION ALL SELECT sender FROM removals)";
    assert_eq!(number(dir.path(), senders), 4, "another for each reader");
    let own = format!("SELECT count(*) FROM ratings WHERE sender = {SENDER}");
    assert_eq!(number(dir.path(), &own), 0);
}
