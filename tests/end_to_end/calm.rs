//! What a reader of a long page does not notice: nothing moves but for the boxes of the controls.

use groundswell_tests::{Engine, Page, Reader, Stage};

scenarios!(
    nothing_moves_but_for_the_boxes_of_controls,
    a_words_button_stays_and_keeps_the_focus,
);

/// More posts than have their boxes in one go.
const POSTS: usize = 300;

/// Words by how often they are said, a line each.
const WORDS: &str = include_str!("../../src/xtask/cloud/words/en.txt");

/// A long thread, of which later posts say other words than the first.
fn thread() -> Page {
    let words: Vec<&str> = WORDS
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    let texts = (0..POSTS).map(move |n| {
        let said = (0..18).map(|i| words[(n * 7 + i * (1 + n % 3)) % 400]);
        format!("{}.", said.collect::<Vec<_>>().join(" "))
    });
    Page::new("Long")
        .own_tag("data-space=\"company\"")
        .comments(texts)
}

async fn open(stage: &Stage) -> Reader {
    let hub = stage.hub_of(&thread()).await;
    let reader = stage.reader().await;
    reader.open(&hub.url("")).await;
    let all = format!("t.controls().length === {POSTS} && t.inPanel('.launcher')");
    reader.wait_until(&all).await;
    if reader.value("t.shown('.launcher')").await == true {
        reader.click("t.inPanel('.launcher')").await;
    }
    reader.wait_until("t.painted() && t.words().length").await;
    reader
}

/// Looks through the lens at `place`; its words are there then.
async fn look_through(reader: &Reader, place: usize) {
    let painted = reader.value("t.painted()").await;
    reader
        .click(&format!("t.allInPanel('.lens')[{place}]"))
        .await;
    reader.wait_until(&format!("t.painted() > {painted}")).await;
}

async fn nothing_moves_but_for_the_boxes_of_controls(stage: &Stage) {
    let reader = open(stage).await;
    reader.wait_until("t.choice('#c1', 1)").await;
    reader.click("t.choice('#c1', 1)").await;
    reader.wait_until("t.count('#c1', 1) === '1'").await;
    look_through(&reader, 2).await;
    reader.click_place_of("t.allInPanel('.word')[0]").await;
    reader.wait_until("t.dimmed().length").await;
    // What is far away is dimmed or marked once it comes near.
    let last = format!(
        "t.dimmed().some((id) => Number(id.slice(1)) > {})",
        POSTS - 20
    );
    assert_eq!(reader.value(&last).await, false);
    reader.run("scrollTo(0, document.body.scrollHeight)").await;
    reader.wait_until(&last).await;
    reader.run("scrollTo(0, 0)").await;
    reader.click_place_of("t.allInPanel('.word')[0]").await;
    reader.wait_until("!t.dimmed().length").await;
    if reader.engine() != Engine::Chromium {
        // Others do not tell what moves.
        return;
    }
    let shift = reader.value("t.shift()").await;
    assert_eq!(shift["other"], 0, "{shift}");
    assert_ne!(shift["boxes"], 0, "{shift}");
}

async fn a_words_button_stays_and_keeps_the_focus(stage: &Stage) {
    let reader = open(stage).await;
    reader.wait_until("t.choice('#c1', 1)").await;
    reader.click("t.choice('#c1', 1)").await;
    reader.wait_until("t.count('#c1', 1) === '1'").await;
    // Of the words under the two lenses the last that is under both.
    look_through(&reader, 2).await;
    reader.run("window.other = t.words()").await;
    look_through(&reader, 0).await;
    reader
        .run(
            "window.kept = t.word(t.words().findLast((word) => other.includes(word))); \
             window.before = t.allInPanel('.word'); window.left = 0; kept.focus(); \
             kept.addEventListener('blur', () => (left += 1))",
        )
        .await;
    let before = reader.value("t.words()").await;
    // From elsewhere: pressing it would take the focus.
    let painted = reader.value("t.painted()").await;
    reader.run("t.allInPanel('.lens')[2].click()").await;
    reader.wait_until(&format!("t.painted() > {painted}")).await;
    assert_ne!(reader.value("t.words()").await, before);
    let stays = "t.words().filter((word) => !before.includes(t.word(word))).every((word) => other.includes(word)) \
                 && t.allInPanel('.word').filter((word) => before.includes(word)).length > 5";
    assert_eq!(reader.value(stays).await, true);
    let focused = "t.active() === kept && left === 0 && kept.tabIndex === 0";
    assert_eq!(reader.value(focused).await, true);
}
