//! The looks that a page gives to what is ours, as the sample intranet tries them out.

use groundswell_tests::{Reader, Stage};

scenarios!(
    not in WebKit:
    properties_and_parts_reach_what_is_ours,
    what_is_ours_has_the_font_of_the_page,
);

async fn open(stage: &Stage) -> Reader {
    let hub = stage.hub().await;
    let reader = stage.reader().await;
    reader.open(&hub.url("looks/index.html")).await;
    reader
        .wait_until("t.painted() && t.choice('#reply-1', 1)")
        .await;
    reader
}

/// Waits until a property of an element is as it was chosen.
async fn wait_for(reader: &Reader, element: &str, property: &str, value: &str) {
    let so = format!("getComputedStyle({element}).{property} === '{value}'");
    reader.wait_until(&so).await;
}

async fn properties_and_parts_reach_what_is_ours(stage: &Stage) {
    let reader = open(stage).await;
    reader
        .run(
            "window.choose = (name, value) => {
                 const field = document.querySelector('form').elements[name];
                 field.value = value;
                 field.dispatchEvent(new Event('input', { bubbles: true }));
             };
             choose('--gsw-accent', '#aa0044');
             choose('--gsw-ground', '#eeffee');
             choose('--gsw-cloud-height', '30');
             choose('corners', 'square');",
        )
        .await;
    let lens = "t.inPanel('.lens[aria-pressed=true]')";
    wait_for(&reader, lens, "color", "rgb(170, 0, 68)").await;
    let panel = "t.inPanel('.inline')";
    wait_for(&reader, panel, "backgroundColor", "rgb(238, 255, 238)").await;
    wait_for(&reader, "t.inPanel('.cloud')", "height", "480px").await;
    wait_for(&reader, "t.choice('#reply-1', 1)", "borderRadius", "4px").await;
    let written = "document.querySelector('textarea').value.includes('--gsw-accent: #aa0044;')";
    assert_eq!(reader.value(written).await, true);
    // The picture has been made anew for the room that there is now.
    reader.wait_until("t.crisp() && t.drawn()").await;
}

async fn what_is_ours_has_the_font_of_the_page(stage: &Stage) {
    let reader = open(stage).await;
    let family = "getComputedStyle(document.body).fontFamily";
    for ours in [
        "t.choice('#reply-1', 1)",
        "t.inPanel('.cloud')",
        "t.inPanel('.lens')",
    ] {
        let same = format!("getComputedStyle({ours}).fontFamily === {family}");
        assert_eq!(reader.value(&same).await, true, "{ours}");
    }
}
