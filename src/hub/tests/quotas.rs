//! Whoever asks too often is asked to wait, and nobody else is.

use std::num::NonZeroU32;

use groundswell_hub::{Config, Quota, Quotas};
use reqwest::{Method, Response};
use serde_json::json;

use crate::common::{TestHub, check_problem, header, list, post};

/// So many at once, and hardly any more in the time of a test.
fn at_once(burst: u32) -> Option<Quota> {
    let number = |n| NonZeroU32::new(n).unwrap();
    Some(Quota {
        per_minute: number(1),
        burst: number(burst),
    })
}

fn only(change: impl FnOnce(&mut Quotas)) -> impl FnOnce(&mut Config) {
    |config| {
        config.quotas = Quotas::NONE;
        change(&mut config.quotas);
    }
}

async fn check_told_to_wait(answer: Response) {
    let wait: u64 = header(&answer, "retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    check_problem(answer, 429, "too-many-requests").await;
}

#[tokio::test]
async fn a_reader_who_rates_too_much_waits_and_the_others_do_not() {
    let hub = TestHub::start_with(only(|quotas| quotas.reader = at_once(3))).await;
    let (ann, bob) = (hub.reader().await, hub.reader().await);
    for n in 0..3 {
        hub.rate("team", post(n), &ann, 1).await;
    }
    let put = hub.put("team", post(3), &ann, "{\"value\":1}").send().await;
    check_told_to_wait(put.unwrap()).await;
    // Taking back is rating too.
    let path = format!("/v1/spaces/team/posts/{}/rating", post(0));
    let removed = hub.request(Method::DELETE, &path).bearer_auth(&ann);
    check_told_to_wait(removed.send().await.unwrap()).await;
    hub.rate("team", post(0), &bob, 1).await;
    let posts = [post(0), post(3)];
    let tallies = hub.tallies("team", &posts, Some(&ann)).await;
    assert_eq!(
        tallies,
        json!({ "tallies": [{ "1": 2 }, {}], "mine": [1, null] })
    );
}

#[tokio::test]
async fn a_crowd_of_new_readers_from_one_network_waits() {
    let hub = TestHub::start_with(only(|quotas| quotas.new_readers = at_once(2))).await;
    let reader = hub.reader().await;
    hub.reader().await;
    let more = hub.request(Method::POST, "/v1/readers");
    let more = more.header("Groundswell-Request", "1").send().await;
    check_told_to_wait(more.unwrap()).await;
    // Those who have a credential go on.
    hub.rate("team", post(1), &reader, 1).await;
}

#[tokio::test]
async fn a_network_has_its_quota_of_ratings_whoever_rates() {
    let hub = TestHub::start_with(only(|quotas| quotas.network = at_once(2))).await;
    let readers = [hub.reader().await, hub.reader().await, hub.reader().await];
    hub.rate("team", post(1), &readers[0], 1).await;
    hub.rate("votes", post(1), &readers[1], 1).await;
    let put = hub.put("team", post(1), &readers[2], "{\"value\":1}");
    check_told_to_wait(put.send().await.unwrap()).await;
}

#[tokio::test]
async fn a_space_has_its_quota_of_ratings_and_its_neighbours_theirs() {
    let hub = TestHub::start_with(only(|quotas| quotas.space = at_once(1))).await;
    let reader = hub.reader().await;
    hub.rate("team", post(1), &reader, 1).await;
    let put = hub.put("team", post(2), &reader, "{\"value\":1}");
    check_told_to_wait(put.send().await.unwrap()).await;
    hub.rate("votes", post(2), &reader, 1).await;
}

#[tokio::test]
async fn reads_and_streams_share_a_quota() {
    let hub = TestHub::start_with(only(|quotas| quotas.reads = at_once(3))).await;
    let posts = list(&[post(1)]);
    let paths =
        ["tallies", "stream", "top"].map(|kind| format!("/v1/spaces/team/{kind}?posts={posts}"));
    for path in &paths {
        assert_eq!(hub.get(path).await.status(), 200, "{path}");
    }
    for path in &paths {
        check_told_to_wait(hub.get(path).await).await;
    }
}
