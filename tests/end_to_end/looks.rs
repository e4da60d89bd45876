//! Looks: which posts were really on the reader's screen.

use groundswell_tests::{Gateway, Page, Passed, Reader, Stage};

scenarios!(
    posts_on_screen_count_once_and_others_not,
    a_look_that_got_lost_is_told_by_the_next_page_and_then_no_more,
    a_reader_of_whom_nothing_is_known_tells_nothing,
);

/// Two posts, the second far below what is on screen.
fn far_apart() -> Page {
    let gap = "<div style=\"block-size: 8000px\"></div>";
    let second = groundswell_tests::comment(2, "Which pumps are loud?");
    Page::new("Talk")
        .own_tag("data-space=\"forum\"")
        .comments(["The pumps are loud."])
        .body(&format!("<main>{gap}{second}</main>"))
}

fn is_look(passed: &Passed) -> bool {
    passed.path.ends_with("/looks") && passed.method == "POST"
}

/// Opens the page and stays on it for longer than a look takes.
async fn look(reader: &Reader, gateway: &Gateway) {
    reader.open(&gateway.url("")).await;
    reader.wait_until("t.choice('#c1', -1)").await;
    reader.wait_until("t.saw('groundswell:ready').length").await;
    reader
        .wait_until("Date.now() > t.saw('groundswell:ready')[0].at + 2500")
        .await;
}

async fn posts_on_screen_count_once_and_others_not(stage: &Stage) {
    let hub = stage.hub_of(&far_apart()).await;
    let gateway = Gateway::start(&hub.url("")).await;
    let reader = stage.reader().await;
    look(&reader, &gateway).await;
    let seen = reader.value("t.id('#c1')").await;
    let unseen = reader.value("t.id('#c2')").await;
    // Now the hub knows this reader.
    reader.click("t.choice('#c1', 1)").await;
    reader.wait_until("!t.waiting('#c1')").await;

    // The page that is left tells of it.
    look(&reader, &gateway).await;
    gateway.wait_for("look that was told", is_look).await;
    look(&reader, &gateway).await;

    let passed = gateway.passed();
    let looks: Vec<&Passed> = passed.iter().filter(|passed| is_look(passed)).collect();
    // A page that is left does not hear the answer, so the next one tells of it too.
    assert!((1..=2).contains(&looks.len()), "{looks:?}");
    for look in looks {
        assert_eq!(look.status, 204);
        let told: serde_json::Value = serde_json::from_slice(&look.body).unwrap();
        assert_eq!(told, serde_json::json!({ "posts": [seen] }));
    }
    let counted = hub
        .looks("forum", &[seen.as_str().unwrap(), unseen.as_str().unwrap()])
        .await;
    assert_eq!(counted, serde_json::json!([1, 0]));
}

/// The reader turns to another tab, and the page stays.
async fn turn_away(reader: &Reader) {
    let hidden = "Object.defineProperty(document, 'hidden', { value: true }); \
                  document.dispatchEvent(new Event('visibilitychange'))";
    reader.run(hidden).await;
}

async fn a_look_that_got_lost_is_told_by_the_next_page_and_then_no_more(stage: &Stage) {
    let hub = stage.hub_of(&far_apart()).await;
    let gateway = Gateway::start(&hub.url("")).await;
    let reader = stage.reader().await;
    look(&reader, &gateway).await;
    reader.click("t.choice('#c1', 1)").await;
    reader.wait_until("!t.waiting('#c1')").await;
    gateway.lose_looks(true);
    look(&reader, &gateway).await;
    gateway.wait_for("look that got lost", is_look).await;
    gateway.lose_looks(false);

    turn_away(&reader).await;
    let told = |passed: &Passed| is_look(passed) && passed.status == 204;
    gateway.wait_for("look that was told", told).await;
    let kept =
        "Object.entries(localStorage).find(([key]) => key.startsWith('groundswell:looks'))[1]";
    reader.wait_until(&format!("!{kept}.includes(':')")).await;
    look(&reader, &gateway).await;
    turn_away(&reader).await;
    look(&reader, &gateway).await;

    let passed = gateway.passed();
    assert_eq!(passed.iter().filter(|passed| is_look(passed)).count(), 2);
    let seen = reader.value("t.id('#c1')").await;
    let counted = hub.looks("forum", &[seen.as_str().unwrap()]).await;
    assert_eq!(counted, serde_json::json!([1]));
}

async fn a_reader_of_whom_nothing_is_known_tells_nothing(stage: &Stage) {
    let hub = stage.hub_of(&far_apart()).await;
    let gateway = Gateway::start(&hub.url("")).await;
    let reader = stage.reader().await;
    look(&reader, &gateway).await;
    look(&reader, &gateway).await;
    let changes = |passed: &&Passed| passed.method != "GET";
    let passed = gateway.passed();
    assert_eq!(passed.iter().find(changes).map(|p| &p.path), None);
}
