//! Ratings on their way to the hub: kept through everything that can happen to a browser, sent once by
//! whichever tab, in the order of the clicks, and given up on the hub's own word alone.

use std::time::Duration;

use groundswell_tests::{
    Answer, Hub, HubOptions, INTRANET, Page, Proxy, Reader, Setup, Site, Stage,
};
use serde_json::{Value, json};

scenarios!(
    what_comes_late_or_twice_undoes_no_click,
    a_browser_whose_numbers_were_set_back_is_heard,
    a_final_no_is_told_and_leaves_what_was,
    what_is_no_hubs_word_loses_nothing,
    a_busy_hub_is_given_the_time_it_asks_for,
    where_the_browser_keeps_nothing_the_control_says_so;
    not in WebKit:
    a_rating_outlives_the_browser_and_lands_once,
    a_tab_closed_on_the_click_loses_nothing,
    two_tabs_send_each_rating_once,
    the_last_click_lands_last_though_an_older_one_is_on_its_way,
    the_last_click_lands_last_without_a_secure_context,
    looking_leaves_no_trace,
);

/// Whether everything of this reader's is in IndexedDB.
const WRITTEN: &str =
    "!Object.keys(localStorage).some((key) => key.startsWith('groundswell:wish'))";

const WAITS: &str = "Kept in this browser until the hub can take it";

fn page(attributes: &str) -> Page {
    Page::new("Talk")
        .own_tag(&format!(
            "data-space=\"forum\" data-rating=\"updown\" {attributes}"
        ))
        .comments(["The pumps are loud.", "Which pumps are loud?"])
}

/// A hub that serves the page, behind a proxy that is called `host`.
async fn proxied(stage: &Stage, host: &str) -> (Hub, Proxy) {
    let hub = stage.hub_of(&page("")).await;
    let proxy = Proxy::start(&hub, host).await;
    (hub, proxy)
}

/// A page of another server than the hub's, which is there while the hub is not.
async fn apart(stage: &Stage) -> (Hub, Proxy, Site, String) {
    let site = Site::start().await;
    let origins = vec![site.origin().to_owned()];
    let hub = stage
        .hub_with(HubOptions {
            origins,
            ..HubOptions::default()
        })
        .await;
    let proxy = Proxy::start(&hub, "127.0.0.1").await;
    let html = page(&format!("data-hub=\"{}\"", proxy.url(""))).html();
    let address = site.page("talk", html);
    (hub, proxy, site, address)
}

async fn open(reader: &Reader, address: &str) {
    reader.open(address).await;
    reader.wait_until("t.choice('#c2', -1)").await;
}

/// From now on the hub may be away, which a page of another origin cannot tell from a hub that forbids it.
fn expect_absence(reader: &Reader) {
    reader.expect_network_failures();
    reader.expect("Cross-Origin Request Blocked");
}

async fn wait_until_settled(reader: &Reader, post: &str, value: i8) {
    let settled =
        format!("!t.waiting('{post}') && t.note('{post}') === '' && t.pressed('{post}', {value})");
    reader.wait_until(&settled).await;
}

async fn wait_until_waiting(reader: &Reader, post: &str, value: i8) {
    let waiting = format!(
        "t.waiting('{post}') && t.note('{post}') === '{WAITS}' && t.pressed('{post}', {value})"
    );
    reader.wait_until(&waiting).await;
}

/// Waits until the proxy has seen so many requests that set or take back a rating.
async fn wait_until_asked(reader: &Reader, proxy: &Proxy, times: usize) {
    while proxy.asked().len() < times {
        // A look at the page takes its time, and fails where the browser is gone.
        reader.value("0").await;
    }
}

async fn tally(hub: &Hub, reader: &Reader, post: &str) -> Value {
    let id = reader.value(&format!("t.id('{post}')")).await;
    hub.tally("forum", id.as_str().unwrap()).await
}

async fn a_rating_outlives_the_browser_and_lands_once(stage: &Stage) {
    let (hub, proxy, _site, address) = apart(stage).await;
    hub.kill().await;
    let setup = Setup {
        profile: Some("ada"),
        ..Setup::default()
    };
    let today = stage.reader_with(setup).await;
    expect_absence(&today);
    open(&today, &address).await;
    today.click("t.choice('#c1', 1)").await;
    wait_until_waiting(&today, "#c1", 1).await;
    today.wait_until(WRITTEN).await;
    today.quit().await;

    hub.restart().await;
    let tomorrow = stage.reader_with(setup).await;
    open(&tomorrow, &address).await;
    wait_until_settled(&tomorrow, "#c1", 1).await;

    assert_eq!(proxy.landed(), [Some(1)]);
    assert_eq!(tally(&hub, &tomorrow, "#c1").await, json!({ "1": 1 }));
    tomorrow.reload().await;
    wait_until_settled(&tomorrow, "#c1", 1).await;
    assert_eq!(proxy.landed(), [Some(1)], "nothing is left to send");
}

async fn a_tab_closed_on_the_click_loses_nothing(stage: &Stage) {
    let (hub, proxy) = proxied(stage, "127.0.0.1").await;
    let reader = stage.reader().await;
    reader.open_tab().await;
    open(&reader, &proxy.url("")).await;
    // Whatever was sent before the tab is gone does not arrive.
    proxy.hold_ratings(true);
    reader.run("t.choice('#c1', 1).click()").await;
    reader.close_tab().await;

    open(&reader, &proxy.url("")).await;
    reader
        .wait_until("t.pressed('#c1', 1) && t.waiting('#c1')")
        .await;
    let before = proxy.asked().len();
    wait_until_asked(&reader, &proxy, before.max(1)).await;
    proxy.hold_ratings(false);
    wait_until_settled(&reader, "#c1", 1).await;
    assert_eq!(tally(&hub, &reader, "#c1").await, json!({ "1": 1 }));
}

async fn two_tabs_send_each_rating_once(stage: &Stage) {
    let (hub, proxy, _site, address) = apart(stage).await;
    let reader = stage.reader().await;
    expect_absence(&reader);
    open(&reader, &address).await;
    reader.open_tab().await;
    open(&reader, &address).await;
    hub.kill().await;
    for (tab, post) in [(1, "#c1"), (0, "#c2")] {
        reader.look_at_tab(tab).await;
        reader.click(&format!("t.choice('{post}', 1)")).await;
    }
    for tab in [1, 0] {
        reader.look_at_tab(tab).await;
        wait_until_waiting(&reader, "#c1", 1).await;
        wait_until_waiting(&reader, "#c2", 1).await;
    }

    hub.restart().await;

    for tab in [0, 1] {
        reader.look_at_tab(tab).await;
        wait_until_settled(&reader, "#c1", 1).await;
        wait_until_settled(&reader, "#c2", 1).await;
    }
    assert_eq!(proxy.landed(), [Some(1), Some(1)]);
    for post in ["#c1", "#c2"] {
        assert_eq!(
            tally(&hub, &reader, post).await,
            json!({ "1": 1 }),
            "{post}"
        );
    }
}

async fn the_last_click_lands_last_though_an_older_one_is_on_its_way(stage: &Stage) {
    check_last_click(stage, "127.0.0.1", true).await;
}

async fn the_last_click_lands_last_without_a_secure_context(stage: &Stage) {
    check_last_click(stage, INTRANET, false).await;
}

/// One tab's request is held on its way while the other tab, whose clock was set back, changes the rating
/// and takes it back.
async fn check_last_click(stage: &Stage, host: &str, secure: bool) {
    let (hub, proxy) = proxied(stage, host).await;
    let reader = stage.reader().await;
    open(&reader, &proxy.url("")).await;
    assert_eq!(
        reader.value("isSecureContext && !!navigator.locks").await,
        secure
    );
    reader.open_tab().await;
    open(&reader, &proxy.url("")).await;
    reader
        .run("const { now } = Date; Date.now = () => now() - 864e5")
        .await;

    reader.look_at_tab(0).await;
    proxy.hold_ratings(true);
    reader.click("t.choice('#c1', 1)").await;
    wait_until_asked(&reader, &proxy, 1).await;
    reader.look_at_tab(1).await;
    reader.wait_until("t.pressed('#c1', 1)").await;
    reader.click("t.choice('#c1', -1)").await;
    reader.wait_until("t.pressed('#c1', -1)").await;
    reader.click("t.choice('#c1', -1)").await;
    reader
        .wait_until("!t.pressed('#c1', -1) && t.waiting('#c1')")
        .await;
    reader.click("t.choice('#c2', 1)").await;
    reader.wait_until(WRITTEN).await;
    assert_eq!(proxy.asked().len(), 1, "the second tab waits for the first");

    proxy.hold_ratings(false);
    for tab in [1, 0] {
        reader.look_at_tab(tab).await;
        wait_until_settled(&reader, "#c2", 1).await;
        reader
            .wait_until("!t.waiting('#c1') && !t.pressed('#c1', 1) && !t.pressed('#c1', -1)")
            .await;
    }
    assert_eq!(proxy.landed(), [Some(1), None, Some(1)]);
    assert_eq!(tally(&hub, &reader, "#c1").await, json!({}));
}

async fn what_comes_late_or_twice_undoes_no_click(stage: &Stage) {
    let (hub, proxy) = proxied(stage, "127.0.0.1").await;
    let reader = stage.reader().await;
    open(&reader, &proxy.url("")).await;
    // Up, down, taken back, down: at each step all that was sent before comes once more.
    let steps = [
        (1, json!({ "1": 1 })),
        (-1, json!({ "-1": 1 })),
        (-1, json!({})),
        (-1, json!({ "-1": 1 })),
    ];
    for (n, (choice, expected)) in steps.into_iter().enumerate() {
        reader.click(&format!("t.choice('#c1', {choice})")).await;
        reader.wait_until("!t.waiting('#c1')").await;
        wait_until_asked(&reader, &proxy, n + 1).await;
        for late in (0..=n).chain(0..n) {
            assert_eq!(proxy.repeat(late).await, 200);
            assert_eq!(tally(&hub, &reader, "#c1").await, expected, "{n}, {late}");
        }
    }
    assert_eq!(proxy.asked().len(), 4);
}

async fn a_browser_whose_numbers_were_set_back_is_heard(stage: &Stage) {
    let (hub, proxy) = proxied(stage, "127.0.0.1").await;
    let reader = stage.reader().await;
    open(&reader, &proxy.url("")).await;
    for choice in [1, -1] {
        reader.click(&format!("t.choice('#c1', {choice})")).await;
        wait_until_settled(&reader, "#c1", choice).await;
    }
    // As where a profile is restored from a copy.
    let set_back = "for (const key of Object.keys(localStorage)) \
                    if (key.startsWith('groundswell:clicks')) localStorage.setItem(key, '0')";
    reader.run(set_back).await;
    reader.reload().await;
    reader.wait_until("t.pressed('#c1', -1)").await;
    reader.click("t.choice('#c1', 1)").await;
    wait_until_settled(&reader, "#c1", 1).await;
    assert_eq!(tally(&hub, &reader, "#c1").await, json!({ "1": 1 }));
    assert_eq!(proxy.landed(), [Some(1), Some(-1), Some(1), Some(1)]);
}

const SEALED: Answer = Answer {
    status: 403,
    media_type: "application/problem+json",
    retry_after: None,
    body: r#"{"type":"/problems/post-sealed","title":"Sealed","status":403,"detail":"no more"}"#,
};

async fn a_final_no_is_told_and_leaves_what_was(stage: &Stage) {
    let (hub, proxy) = proxied(stage, "127.0.0.1").await;
    let reader = stage.reader().await;
    // Chromium's log says of every error status that it could not load.
    reader.expect_network_failures();
    open(&reader, &proxy.url("")).await;
    reader.click("t.choice('#c1', 1)").await;
    wait_until_settled(&reader, "#c1", 1).await;

    proxy.answer_ratings(Some(SEALED));
    reader.click("t.choice('#c1', -1)").await;
    let told = "t.note('#c1') === 'Not saved: this post takes no more ratings'";
    reader.wait_until(told).await;
    reader
        .wait_until("t.pressed('#c1', 1) && t.count('#c1', 1) === '1' && !t.waiting('#c1')")
        .await;
    let role = "t.control('#c1').querySelector('.note').getAttribute('role')";
    assert_eq!(reader.value(role).await, "status");

    // What is not known is told in the hub's words, as far as they are fit to be shown.
    let detail = format!("<b>no</b>\\u202e\\u0007 {}", "long ".repeat(200));
    let body =
        format!(r#"{{"type":"/problems/odd","title":"Odd","status":422,"detail":"{detail}"}}"#);
    proxy.answer_ratings(Some(Answer {
        status: 422,
        body: body.leak(),
        ..SEALED
    }));
    reader.click("t.choice('#c1', -1)").await;
    reader
        .wait_until("t.note('#c1').startsWith('Not saved: <b>no</b> long long')")
        .await;
    assert_eq!(reader.value("t.note('#c1').length < 200").await, true);

    proxy.answer_ratings(None);
    reader.click("t.choice('#c1', -1)").await;
    wait_until_settled(&reader, "#c1", -1).await;
    assert_eq!(tally(&hub, &reader, "#c1").await, json!({ "-1": 1 }));
}

async fn what_is_no_hubs_word_loses_nothing(stage: &Stage) {
    let (hub, proxy) = proxied(stage, "127.0.0.1").await;
    let reader = stage.reader().await;
    reader.expect_network_failures();
    open(&reader, &proxy.url("")).await;
    let html = Answer {
        status: 403,
        media_type: "text/html",
        retry_after: None,
        body: "<h1>No</h1>",
    };
    let strangers = [
        html,
        Answer {
            status: 404,
            ..html
        },
        Answer {
            status: 200,
            ..html
        },
        Answer {
            status: 200,
            media_type: "application/json",
            body: "{\"post\":7}",
            ..html
        },
        Answer {
            status: 400,
            media_type: "application/json",
            body: "[[[",
            ..html
        },
        Answer {
            status: 507,
            ..html
        },
    ];
    proxy.answer_ratings(Some(html));
    reader.click("t.choice('#c1', 1)").await;
    for stranger in strangers {
        proxy.answer_ratings(Some(stranger));
        let asked = proxy.asked().len();
        wait_until_asked(&reader, &proxy, asked + 2).await;
        wait_until_waiting(&reader, "#c1", 1).await;
        reader.run("dispatchEvent(new Event('online'))").await;
    }

    proxy.answer_ratings(None);
    reader.run("dispatchEvent(new Event('online'))").await;
    wait_until_settled(&reader, "#c1", 1).await;
    assert_eq!(tally(&hub, &reader, "#c1").await, json!({ "1": 1 }));
}

async fn a_busy_hub_is_given_the_time_it_asks_for(stage: &Stage) {
    const SECONDS: u32 = 3;
    let (hub, proxy) = proxied(stage, "127.0.0.1").await;
    let reader = stage.reader().await;
    reader.expect_network_failures();
    open(&reader, &proxy.url("")).await;
    let busy = Answer {
        status: 429,
        retry_after: Some(SECONDS),
        body: r#"{"type":"/problems/too-many-requests","title":"Slow","status":429,"detail":"slow"}"#,
        ..SEALED
    };
    proxy.answer_ratings(Some(busy));
    reader.click("t.choice('#c1', 1)").await;
    wait_until_waiting(&reader, "#c1", 1).await;
    proxy.answer_ratings(None);
    // Neither a click, nor a new page, nor a network that comes back makes it ask before its time.
    reader.click("t.choice('#c2', 1)").await;
    wait_until_waiting(&reader, "#c2", 1).await;
    reader.reload().await;
    reader.wait_until("t.choice('#c2', -1)").await;
    reader.run("dispatchEvent(new Event('online'))").await;

    wait_until_settled(&reader, "#c1", 1).await;
    wait_until_settled(&reader, "#c2", 1).await;
    let asked = proxy.asked();
    assert_eq!(asked.len(), 3, "{asked:?}");
    let waited = asked[1].at - asked[0].at;
    assert!(waited >= Duration::from_secs(SECONDS.into()), "{waited:?}");
    assert_eq!(tally(&hub, &reader, "#c1").await, json!({ "1": 1 }));
}

async fn where_the_browser_keeps_nothing_the_control_says_so(stage: &Stage) {
    let site = Site::start().await;
    for (attributes, note) in [
        ("data-hub=\"none\"", "Kept only until this page is closed"),
        ("", "Kept only until this page is closed"),
    ] {
        let sandbox = "sandbox allow-scripts";
        let address = site.page_under("boxed", page(attributes).html(), sandbox);
        let reader = stage.reader().await;
        expect_absence(&reader);
        open(&reader, &address).await;
        reader.click("t.choice('#c1', 1)").await;
        let told = format!("t.pressed('#c1', 1) && t.note('#c1') === '{note}'");
        reader.wait_until(&told).await;
    }
}

async fn looking_leaves_no_trace(stage: &Stage) {
    let hub = stage.hub_of(&page("")).await;
    let reader = stage.reader().await;
    open(&reader, &hub.url("")).await;
    reader.wait_until("t.saw('groundswell:ready').length").await;
    let own = "Object.keys(localStorage).filter((key) => key.startsWith('groundswell')).length";
    assert_eq!(reader.value(own).await, 0);
    reader
        .run("indexedDB.databases().then((all) => { window.found = all.length })")
        .await;
    reader.wait_until("window.found !== undefined").await;
    assert_eq!(reader.value("window.found").await, 0);
}
