//! Live ratings: one stream for all tabs of a browser, and none that is lost on the way.

use groundswell_tests::{Gateway, Hub, HubOptions, Page, Reader, Site, Stage};

scenarios!(
    when_the_window_that_holds_the_stream_is_closed_the_others_go_on,
    after_a_restart_of_the_hub_the_page_catches_up_without_reload;
    not in WebKit:
    six_windows_share_one_stream_and_all_see_a_rating,
    without_locks_six_windows_share_one_stream_too,
    a_hidden_tab_lets_go_of_the_stream_and_catches_up,
    where_a_proxy_holds_the_stream_back_the_page_asks_again_and_again,
);

/// A browser without Web Locks, as every browser is on a page of plain http.
const NO_LOCKS: &str =
    "<script>Object.defineProperty(navigator, 'locks', { value: undefined });</script>";

/// The longest waits pass twenty times as fast.
const HASTE: &str = "<script>const later = window.setTimeout; \
    window.setTimeout = (run, ms, ...more) => later(run, ms > 20_000 ? ms / 20 : ms, ...more);</script>";

fn talk(head: &str) -> Page {
    Page::new("Talk")
        .head(head)
        .own_tag("data-space=\"forum\"")
        .comments(["The pumps are loud.", "Which pumps are loud?"])
}

/// Waits until the page has its controls, and gives the id of the first post.
async fn first_post(reader: &Reader) -> String {
    reader.wait_until("t.choice('#c1', -1)").await;
    reader
        .value("t.id('#c1')")
        .await
        .as_str()
        .unwrap()
        .to_owned()
}

/// A reader who has the page open in so many windows, all of them visible.
async fn windows(stage: &Stage, gateway: &Gateway, n: usize) -> (Reader, String) {
    let reader = stage.reader().await;
    let mut post = String::new();
    for i in 0..n {
        if i > 0 {
            reader.open_window().await;
        }
        reader.open(&gateway.url("")).await;
        post = first_post(&reader).await;
        reader
            .wait_until("document.visibilityState === 'visible'")
            .await;
    }
    (reader, post)
}

async fn check_six_windows(stage: &Stage, head: &str) {
    let hub = stage.hub_of(&talk(head)).await;
    let gateway = Gateway::start(&hub.url("")).await;
    let (reader, post) = windows(stage, &gateway, 6).await;
    gateway.wait_for_streams(1).await;

    hub.rate("forum", &post, 1).await;

    for i in 0..6 {
        reader.look_at_tab(i).await;
        reader.wait_until("t.count('#c1', 1) === '1'").await;
    }
    gateway.wait_for_streams(1).await;
}

async fn six_windows_share_one_stream_and_all_see_a_rating(stage: &Stage) {
    check_six_windows(stage, "").await;
}

async fn without_locks_six_windows_share_one_stream_too(stage: &Stage) {
    check_six_windows(stage, NO_LOCKS).await;
}

async fn when_the_window_that_holds_the_stream_is_closed_the_others_go_on(stage: &Stage) {
    for head in ["", NO_LOCKS] {
        let hub = stage.hub_of(&talk(head)).await;
        let gateway = Gateway::start(&hub.url("")).await;
        let (reader, post) = windows(stage, &gateway, 3).await;
        gateway.wait_for_streams(1).await;
        hub.rate("forum", &post, 1).await;
        reader.wait_until("t.count('#c1', 1) === '1'").await;

        reader.look_at_tab(0).await;
        reader.close_tab().await;
        hub.rate("forum", &post, 1).await;

        for i in [0, 1] {
            reader.look_at_tab(i).await;
            reader.wait_until("t.count('#c1', 1) === '2'").await;
        }
        hub.rate("forum", &post, -1).await;
        for i in [0, 1] {
            reader.look_at_tab(i).await;
            reader.wait_until("t.count('#c1', -1) === '1'").await;
        }
        gateway.wait_for_streams(1).await;
    }
}

async fn a_hidden_tab_lets_go_of_the_stream_and_catches_up(stage: &Stage) {
    let hub = stage.hub_of(&talk("")).await;
    let gateway = Gateway::start(&hub.url("")).await;
    let (reader, post) = windows(stage, &gateway, 1).await;
    gateway.wait_for_streams(1).await;

    reader.open_tab().await;
    reader.bring_up_tab(1).await;
    gateway.wait_for_streams(0).await;
    hub.rate("forum", &post, 1).await;

    reader.bring_up_tab(0).await;
    reader.wait_until("t.count('#c1', 1) === '1'").await;
    gateway.wait_for_streams(1).await;
}

async fn where_a_proxy_holds_the_stream_back_the_page_asks_again_and_again(stage: &Stage) {
    // Across origins, where a page may set few headers and read fewer.
    let site = Site::start().await;
    let origins = vec![site.origin().to_owned()];
    let hub = stage
        .hub_with(HubOptions {
            origins,
            ..HubOptions::default()
        })
        .await;
    let gateway = Gateway::start(&hub.url("")).await;
    gateway.hold_streams();
    let page = Page::new("Talk")
        .head(HASTE)
        .tag(&gateway.url("groundswell.js"), "data-space=\"forum\"")
        .comments(["The pumps are loud.", "Which pumps are loud?"]);
    let reader = stage.reader().await;
    reader.open(&site.page("talk", page.html())).await;
    let post = first_post(&reader).await;
    let asks = |passed: &groundswell_tests::Passed| {
        passed.path.contains("/tallies?posts=") && passed.status == 304
    };
    gateway.wait_for("question answered by 304", asks).await;

    hub.rate("forum", &post, 1).await;

    reader.wait_until("t.count('#c1', 1) === '1'").await;
}

async fn after_a_restart_of_the_hub_the_page_catches_up_without_reload(stage: &Stage) {
    let hub: Hub = stage.hub_of(&talk("")).await;
    let reader = stage.reader().await;
    reader.expect_network_failures();
    reader.open(&hub.url("")).await;
    let post = first_post(&reader).await;
    hub.rate("forum", &post, 1).await;
    reader.wait_until("t.count('#c1', 1) === '1'").await;

    hub.kill().await;
    hub.restart().await;
    hub.rate("forum", &post, 1).await;

    reader.wait_until("t.count('#c1', 1) === '2'").await;
}
