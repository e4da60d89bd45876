//! Visits to the posts that say a chosen word: where the page stands then, and where the focus is.

use groundswell_tests::{Key, Page, Reader, Stage};

use crate::selection::{choose, open, talk};

scenarios!(
    a_visited_post_lies_under_nothing,
    the_focus_is_in_sight_in_a_visited_post_of_any_length,
    whoever_goes_on_is_not_scrolled_back_to_the_visited_post,
    who_visits_two_posts_comes_to_the_second;
    not in WebKit:
    a_panel_over_the_posts_steps_aside,
);

/// A long page under a header that stays at the top of the window; the first post is higher than the window.
fn under_a_header() -> Page {
    talk()
        .head(
            "<style>html { scroll-behavior: auto } main { max-width: 400px; margin-bottom: 3000px } \
             .comment { margin-top: 700px } #c1 { min-height: 2000px } \
             #bar { position: fixed; z-index: 1; inset: 0 0 auto; height: 90px; background: #def }</style>",
        )
        .body("<div id=\"bar\">Head</div>")
}

async fn visit(reader: &Reader, text: &str) {
    let line = format!("t.allInPanel('.post').find((line) => line.textContent.includes('{text}'))");
    reader.wait_until(&line).await;
    reader.run(&format!("{line}.click()")).await;
}

async fn a_visited_post_lies_under_nothing(stage: &Stage) {
    let reader = open(stage, &under_a_header(), "").await;
    reader.resize(1200, 800).await;
    choose(&reader, "pumps").await;
    for (post, text) in [("c1", "hall three"), ("c2", "on Monday")] {
        visit(&reader, text).await;
        let seen = format!(
            "(() => {{ const {{ top, bottom }} = document.querySelector('#{post}').getBoundingClientRect(); \
             return top >= 89 && top < innerHeight / 2 \
               && document.activeElement === document.querySelector('#{post} groundswell-rating'); }})()"
        );
        reader.wait_until(&seen).await;
        assert_eq!(
            reader.value("t.shown('.panel')").await,
            true,
            "it covers nothing"
        );
    }
}

async fn the_focus_is_in_sight_in_a_visited_post_of_any_length(stage: &Stage) {
    let page = under_a_header().head("<style>#c1 p { line-height: 1500px }</style>");
    let reader = open(stage, &page, "").await;
    reader.resize(1200, 800).await;
    choose(&reader, "pumps").await;
    visit(&reader, "hall three").await;
    reader
        .wait_until("document.activeElement === document.querySelector('#c1')")
        .await;
    // The post has a place in the tab order only meanwhile, and its own things come next.
    assert_eq!(reader.value("document.activeElement.tabIndex").await, -1);
    reader.press(Key::Tab).await;
    reader
        .wait_until(
            "document.activeElement.closest('#c1') && !document.querySelector('#c1[tabindex]')",
        )
        .await;
}

async fn whoever_goes_on_is_not_scrolled_back_to_the_visited_post(stage: &Stage) {
    let reader = open(stage, &under_a_header(), "").await;
    reader.resize(1200, 800).await;
    choose(&reader, "pumps").await;
    // Short, and far from the first one: the way there is seen, and the focus goes on in the midst of it.
    let line = "t.allInPanel('.post').find((line) => line.textContent.includes('on Monday'))";
    reader.wait_until(line).await;
    reader
        .run(&format!(
            "{line}.click(); return new Promise((done) => {{ let left = 4; const step = () => \
             left-- ? requestAnimationFrame(step) : done(t.choice('#c1', 1).focus()); step(); }})"
        ))
        .await;
    reader.run(&still("#c1 groundswell-rating")).await;
    let seen = "(() => { const { top, bottom } = t.choice('#c1', 1).getBoundingClientRect(); \
        return top >= 0 && bottom <= innerHeight; })()";
    assert_eq!(reader.value(seen).await, true);
}

/// Waits until something has not moved for 20 frames.
fn still(selector: &str) -> String {
    format!(
        "return new Promise((done) => {{ let [before, left] = ['', 20]; const look = () => {{ \
         const {{ top }} = document.querySelector('{selector}').getBoundingClientRect(); \
         left = `${{top}}` === before ? left - 1 : 20; before = `${{top}}`; \
         left ? requestAnimationFrame(look) : done(); }}; look(); }})"
    )
}

async fn who_visits_two_posts_comes_to_the_second(stage: &Stage) {
    let reader = open(stage, &under_a_header(), "").await;
    reader.resize(1200, 800).await;
    choose(&reader, "pumps").await;
    reader
        .wait_until("t.allInPanel('.post').length === 2")
        .await;
    reader
        .run("for (const text of ['on Monday', 'hall three']) t.allInPanel('.post').find((line) => line.textContent.includes(text)).click()")
        .await;
    reader.run(&still("#c1")).await;
    let seen = "(() => { const { top } = document.querySelector('#c1').getBoundingClientRect(); \
        return top >= 89 && top < innerHeight / 2; })()";
    assert_eq!(reader.value(seen).await, true);
}

async fn a_panel_over_the_posts_steps_aside(stage: &Stage) {
    let reader = open(stage, &under_a_header(), "").await;
    reader.view(400, 700).await;
    reader.wait_until("t.word('pumps')").await;
    reader.run("t.word('pumps').click()").await;
    reader.wait_until("t.chosen() === 'pumps'").await;
    visit(&reader, "on Monday").await;
    reader
        .wait_until(
            "!t.shown('.panel') && t.shown('.launcher') \
             && document.activeElement === document.querySelector('#c2 groundswell-rating')",
        )
        .await;
    reader.click("t.inPanel('.launcher')").await;
    reader
        .wait_until("t.shown('.panel') && t.chosen() === 'pumps'")
        .await;
}
