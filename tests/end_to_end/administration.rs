//! What administrators take out of sight is gone for readers.

use groundswell_tests::{Hub, Page, Stage};

scenarios!(
    a_hidden_post_loses_its_control_while_the_page_is_open,
    a_hidden_term_leaves_the_cloud,
);

const TOKEN: &str = "administrators-of-the-company-space";

const COMMENTS: [&str; 4] = [
    "The pumps in hall three are loud. Every single pump should be quiet.",
    "New pumps arrive on Monday, says the canteen.",
    "The canteen serves soup.",
    "Nobody asked the canteen about soup before.",
];

/// A hub with administrators, and the token's file for as long as it runs.
async fn hub(stage: &Stage) -> (Hub, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, TOKEN).unwrap();
    let file = file.to_str().unwrap().to_owned();
    let page = Page::new("Talk")
        .own_tag("data-space=\"company\"")
        .comments(COMMENTS);
    let setting = ("GROUNDSWELL_ADMINISTRATION_TOKEN_FILE", file);
    (stage.hub_of_with(&page, vec![setting]).await, folder)
}

async fn a_hidden_post_loses_its_control_while_the_page_is_open(stage: &Stage) {
    let (hub, _token) = hub(stage).await;
    let reader = stage.reader().await;
    reader.open(&hub.url("")).await;
    let all = COMMENTS.len();
    reader
        .wait_until(&format!("t.controls().length === {all}"))
        .await;
    reader.click("t.choice('#c1', 1)").await;
    reader
        .wait_until("t.count('#c1', 1) === '1' && !t.waiting('#c1')")
        .await;
    let post = reader.value("t.id('#c1')").await;
    hub.hide(
        "company",
        &format!("posts/{}", post.as_str().unwrap()),
        TOKEN,
    )
    .await;
    reader
        .wait_until(&format!(
            "t.all('groundswell-rating:not([hidden])').length === {all} - 1"
        ))
        .await;
}

async fn a_hidden_term_leaves_the_cloud(stage: &Stage) {
    let (hub, _token) = hub(stage).await;
    let reader = stage.reader().await;
    reader.open(&hub.url("")).await;
    reader.click("t.inPanel('.launcher')").await;
    reader.wait_until("t.painted() && t.word('pumps')").await;
    // In another form than that which the cloud shows.
    hub.hide("company", "terms/Pump", TOKEN).await;
    let other = stage.reader().await;
    other.open(&hub.url("")).await;
    other.click("t.inPanel('.launcher')").await;
    other
        .wait_until("t.painted() && t.word('canteen') && !t.word('pumps')")
        .await;
}
