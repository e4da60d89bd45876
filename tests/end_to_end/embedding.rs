//! Where the hub stands seen from the page, and who its readers are to it.

use groundswell_tests::{HubOptions, INTRANET, Page, Proxy, Reader, Setup, Site, Stage};
use serde_json::{Value, json};

scenarios!(
    not in WebKit:
    a_page_of_another_site_needs_no_cookies,
    a_page_of_the_same_site_needs_no_cookies_either,
    readers_of_different_identities_see_each_others_ratings_live,
);

/// Waits until the first comment has these counts and nothing is under way.
async fn wait_until_counted(reader: &Reader, count: &str, apart: &str) {
    let counted = format!(
        "t.count('#c1', 1) === '{count}' && t.apart('#c1', 1) === '{apart}' && !t.waiting('#c1')"
    );
    reader.wait_until(&counted).await;
}

/// Rates on a page of `origin`, whose hub is elsewhere, in a browser that keeps no cookies of other sites.
async fn rate_across(stage: &Stage, host: &str) {
    let site = Site::start().await;
    let (_, port) = site.origin().rsplit_once(':').unwrap();
    let origin = format!("http://{host}:{port}");
    let origins = vec![origin.clone()];
    let hub = stage.hub_with(HubOptions {
        origins,
        ..HubOptions::default()
    });
    let hub = hub.await;
    let page = Page::new("Elsewhere")
        .tag(&hub.url("groundswell.js"), "data-space=\"company\"")
        .comments(["The pumps are loud."]);
    site.page("post", page.html());
    let setup = Setup {
        refuses_foreign_cookies: true,
        ..Setup::default()
    };
    let reader = stage.reader_with(setup).await;
    let address = format!("{origin}/post");
    reader.open(&address).await;
    reader.click("t.choice('#c1', 1)").await;
    wait_until_counted(&reader, "1", "").await;
    reader.reload().await;
    reader.wait_until("t.pressed('#c1', 1)").await;
    wait_until_counted(&reader, "1", "").await;
    // Still the same reader: the rating can be taken back.
    reader.click("t.choice('#c1', 1)").await;
    wait_until_counted(&reader, "", "").await;
    assert_eq!(reader.value("document.cookie").await, "");
    let post = reader.value("t.id('#c1')").await;
    let tally = hub.tally("company", post.as_str().unwrap()).await;
    assert_eq!(tally, json!({}));
}

async fn a_page_of_another_site_needs_no_cookies(stage: &Stage) {
    rate_across(stage, INTRANET).await;
}

async fn a_page_of_the_same_site_needs_no_cookies_either(stage: &Stage) {
    rate_across(stage, "127.0.0.1").await;
}

async fn readers_of_different_identities_see_each_others_ratings_live(stage: &Stage) {
    let page = Page::new("Pumps")
        .own_tag("data-space=\"company\"")
        .comments(["The pumps are loud."]);
    let settings = vec![
        (
            "GROUNDSWELL_IDENTITY_PROXY_HEADER",
            "Remote-User".to_owned(),
        ),
        (
            "GROUNDSWELL_IDENTITY_PROXY_NETWORKS",
            "127.0.0.1".to_owned(),
        ),
    ];
    let hub = stage.hub_of_with(&page, settings).await;
    let proxy = Proxy::start(&hub, INTRANET).await;
    let sign_on = async |name: &str| {
        let reader = stage.reader().await;
        reader.open(&proxy.url(&format!("sign-on/{name}"))).await;
        reader.open(&proxy.url("")).await;
        reader
    };
    let (ada, ben, chi) = (
        sign_on("ada").await,
        sign_on("ben").await,
        stage.reader().await,
    );
    // Her browser asks as if the proxy named her, is told that it does not, and becomes a reader then.
    chi.expect("401");
    chi.open(&proxy.url("")).await;
    for (reader, count, apart) in [(&ada, "1", ""), (&ben, "2", ""), (&chi, "2", "+1")] {
        reader.click("t.choice('#c1', 1)").await;
        wait_until_counted(reader, count, apart).await;
    }
    for reader in [&ada, &ben, &chi] {
        wait_until_counted(reader, "2", "+1").await;
        assert_eq!(reader.value("t.pressed('#c1', 1)").await, Value::Bool(true));
    }
    // In another browser Ada is still Ada.
    let again = sign_on("ada").await;
    again.wait_until("t.pressed('#c1', 1)").await;
    again.click("t.choice('#c1', 1)").await;
    wait_until_counted(&chi, "1", "+1").await;
    // The proxy ends before the pages do.
    for reader in [&ada, &ben, &chi, &again] {
        reader.open("about:blank").await;
    }
}
