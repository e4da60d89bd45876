//! Readers who sign on in a window of their company's OpenID provider.

use groundswell_tests::issuer::{CLIENT, SECRET, TestIssuer};
use groundswell_tests::{HubOptions, Page, Stage};
use serde_json::json;

use crate::sign_on::keep;

scenarios!(a_reader_signs_on_at_the_first_rating_and_it_counts,);

/// The hub's settings. `address` is where browsers find it.
fn settings(issuer: &TestIssuer, address: &str, secret: &str) -> String {
    format!(
        "[identity]\nanonymous = false\n\n[identity.login]\nissuer = \"{}\"\naddress = \"{address}\"\n\
         client_id = \"{CLIENT}\"\nclient_secret_file = \"{secret}\"\n",
        issuer.name()
    )
}

async fn a_reader_signs_on_at_the_first_rating_and_it_counts(stage: &Stage) {
    let issuer = TestIssuer::start().await;
    let folder = tempfile::tempdir().unwrap();
    let secret = keep(folder.path(), "secret", SECRET.as_bytes());
    let unknown = settings(&issuer, "http://127.0.0.1:9/", &secret);
    let config = keep(folder.path(), "hub.toml", unknown.as_bytes());
    let page = Page::new("Talk")
        .own_tag("data-space=\"forum\"")
        .comments(["The pumps are loud.", "Which pumps are loud?"]);
    std::fs::write(folder.path().join("index.html"), page.html()).unwrap();
    let hub = stage
        .hub_with(HubOptions {
            pages: Some(folder.path().to_owned()),
            settings: vec![("GROUNDSWELL_CONFIG", config.clone())],
            ..HubOptions::default()
        })
        .await;
    // Its address is known once it listens.
    std::fs::write(&config, settings(&issuer, &hub.url(""), &secret)).unwrap();
    hub.kill().await;
    hub.restart().await;

    let reader = stage.reader().await;
    reader.open(&hub.url("")).await;
    reader.wait_until("t.choice('#c1', -1)").await;
    reader.click("t.choice('#c1', 1)").await;
    reader
        .wait_until("t.pressed('#c1', 1) && !t.waiting('#c1') && t.count('#c1', 1) === '1'")
        .await;
    let post = reader.value("t.id('#c1')").await;
    let tally = hub.tally("forum", post.as_str().unwrap()).await;
    assert_eq!(tally, json!({ "1": 1 }));
    assert_eq!(issuer.asked("token"), 1);

    // Once is enough, and for the other posts too.
    reader.click("t.choice('#c2', -1)").await;
    reader
        .wait_until("t.pressed('#c2', -1) && !t.waiting('#c2')")
        .await;
    assert_eq!(issuer.asked("token"), 1);
}
