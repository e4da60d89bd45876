//! The hub is away, at first or for a while: the page works, and nothing is lost.

use groundswell_tests::{Hub, HubOptions, Page, Reader, Site, Stage};
use serde_json::json;

scenarios!(
    while_the_hub_is_down_the_page_draws_its_cloud_and_keeps_the_rating,
    a_rating_given_while_the_hub_restarts_arrives_without_the_reader,
);

/// The rating is shown as the reader's own, and as waiting.
async fn check_waiting(reader: &Reader) {
    reader
        .wait_until("t.pressed('#c1', 1) && t.count('#c1', 1) === '1' && t.waiting('#c1')")
        .await;
    reader
        .wait_until("t.note('#c1') === 'Kept in this browser until the hub can take it'")
        .await;
}

/// The rating arrives, and once only.
async fn check_delivered(reader: &Reader, hub: &Hub) {
    reader
        .wait_until("!t.waiting('#c1') && t.note('#c1') === ''")
        .await;
    reader
        .wait_until("t.pressed('#c1', 1) && t.count('#c1', 1) === '1'")
        .await;
    let post = reader.value("t.id('#c1')").await;
    let tally = hub.tally("forum", post.as_str().unwrap()).await;
    assert_eq!(tally, json!({ "1": 1 }));
    let left =
        "Object.keys(localStorage).filter((key) => key.startsWith('groundswell:outbox')).length";
    assert_eq!(reader.value(left).await, 0);
}

async fn while_the_hub_is_down_the_page_draws_its_cloud_and_keeps_the_rating(stage: &Stage) {
    let site = Site::start().await;
    let hub = stage
        .hub_with(HubOptions {
            origins: vec![site.origin().to_owned()],
            ..HubOptions::default()
        })
        .await;
    hub.kill().await;
    let attributes = format!(
        "data-space=\"forum\" data-rating=\"updown\" data-hub=\"{}\"",
        hub.url("")
    );
    let page = Page::new("Talk")
        .own_tag(&attributes)
        .comments(["The pumps are loud.", "Which pumps are loud?"]);
    let address = site.page("talk", page.html());
    let reader = stage.reader().await;
    reader.expect_network_failures();
    reader.open(&address).await;
    reader.click("t.inPanel('.launcher')").await;
    reader.wait_until("t.painted() && t.word('pumps')").await;
    reader.click("t.choice('#c1', 1)").await;
    check_waiting(&reader).await;

    reader.reload().await;
    check_waiting(&reader).await;

    hub.restart().await;
    check_delivered(&reader, &hub).await;
}

async fn a_rating_given_while_the_hub_restarts_arrives_without_the_reader(stage: &Stage) {
    let page = Page::new("Talk")
        .own_tag("data-space=\"forum\"")
        .comments(["The pumps are loud.", "Which pumps are loud?"]);
    let hub = stage.hub_of(&page).await;
    let reader = stage.reader().await;
    reader.expect_network_failures();
    reader.open(&hub.url("")).await;
    reader.wait_until("t.choice('#c1', -1)").await;

    hub.kill().await;
    reader.click("t.choice('#c1', 1)").await;
    check_waiting(&reader).await;

    hub.restart().await;
    check_delivered(&reader, &hub).await;
}
