//! The page comes first: it stays as it was, whatever it is like, and gets back what was lent.

use groundswell_tests::{Engine, Level, Page, Reader, Site, Stage, comment, demo_pages, note};

scenarios!(
    a_page_without_posts_is_left_alone,
    a_page_of_5000_posts_works,
    a_page_whose_own_scripts_throw_is_served,
    a_page_that_extends_what_all_objects_inherit_is_served,
    a_page_with_rules_for_everything_shows_us_as_we_are,
    a_broken_attribute_warns_once_and_uses_the_default;
    not in WebKit:
    posts_added_later_get_controls_and_destroy_gives_the_page_back,
    a_second_script_tag_is_ignored,
);

async fn a_page_without_posts_is_left_alone(stage: &Stage) {
    let hub = stage.hub().await;
    let reader = stage.reader().await;
    reader.open(&hub.url("login.html")).await;
    reader.wait_until("t.saw('groundswell:ready').length").await;
    let detail = reader
        .value("t.saw('groundswell:ready')[0].detail.posts")
        .await;
    assert_eq!(detail, 0);
    let body = "document.body.outerHTML";
    let (with, boxes) = (reader.value(body).await, reader.value("t.boxes()").await);

    let html = std::fs::read_to_string(demo_pages().join("login.html")).unwrap();
    let lines = html.split_inclusive('\n');
    let plain: String = lines
        .filter(|line| !line.contains("groundswell.js"))
        .collect();
    assert!(plain.len() < html.len(), "the page has the tag");
    let site = Site::start().await;
    reader.open(&site.page("plain.html", plain)).await;

    assert_eq!(reader.value(body).await, with);
    assert_eq!(reader.value("t.boxes()").await, boxes);
}

async fn a_page_of_5000_posts_works(stage: &Stage) {
    let texts = (0..5_000).map(|i| {
        let subject = ["pumps", "canteen", "parking", "calibration", "holidays"][i % 5];
        format!("Remark {i} is about {subject}, and about nothing else that would matter today.")
    });
    let page = Page::new("Long")
        .own_tag("data-space=\"company\"")
        .comments(texts);
    let hub = stage.hub_of(&page).await;
    let reader = stage.reader().await;
    reader.open(&hub.url("")).await;
    reader.wait_until("t.saw('groundswell:ready').length").await;
    let controls = "new Set(t.controls().map((control) => control.getAttribute('post'))).size";
    assert_eq!(reader.value(controls).await, 5_000);
    let housed = "t.all('.comment').every((post) => post.querySelectorAll('groundswell-rating').length === 1)";
    assert_eq!(reader.value(housed).await, true);
    reader.click("t.inPanel('.launcher')").await;
    reader.wait_until("t.painted() && t.word('pumps')").await;
    reader.click("t.choice('#c1', 1)").await;
    reader
        .wait_until("t.count('#c1', 1) === '1' && !t.waiting('#c1')")
        .await;
    reader
        .run("document.querySelector('#c5000').scrollIntoView()")
        .await;
    reader.wait_until("t.choice('#c5000', 1)").await;
    let ready = reader.value("Math.round(t.readyAfter())").await;
    note(&format!(
        "{:?}: 5000 posts have controls after {ready} ms",
        stage.engine()
    ));
    if stage.engine() == Engine::Chromium {
        let longest = reader.value("t.longest()").await;
        note(&format!(
            "Chromium: 5000 posts: the longest task took {longest} ms"
        ));
    }
}

async fn a_page_whose_own_scripts_throw_is_served(stage: &Stage) {
    let page = Page::new("Broken")
        .head(
            "<script>window.faults = 0; addEventListener('error', () => faults += 1); \
             addEventListener('unhandledrejection', () => faults += 1);</script>\
             <script>throw new Error('of its own');</script>",
        )
        .own_tag("data-space=\"company\"")
        .comments(["The pumps are loud.", "Which pumps?"])
        .body("<script>Promise.reject(new Error('of its own, later'));</script>");
    let reader = check_served(stage, &page).await;
    reader.expect("of its own");
    let faults = reader.value("faults").await;
    assert_eq!(faults, 2, "the page's own and no more");
}

/// Older libraries do so, and everything that goes through an object's keys meets what they added.
async fn a_page_that_extends_what_all_objects_inherit_is_served(stage: &Stage) {
    let page = Page::new("Old")
        .head(
            "<script>Object.prototype.inherited = 'by every object'; \
             Array.prototype.last = function () { return this[this.length - 1]; };</script>",
        )
        .own_tag("data-space=\"company\"")
        .comments(["The pumps are loud.", "Which pumps?"]);
    check_served(stage, &page).await;
}

/// On this page about pumps, the first comment can be rated and the cloud is drawn.
async fn check_served(stage: &Stage, page: &Page) -> Reader {
    let hub = stage.hub_of(page).await;
    let reader = stage.reader().await;
    reader.open(&hub.url("")).await;
    reader.click("t.choice('#c1', 1)").await;
    reader
        .wait_until("t.count('#c1', 1) === '1' && !t.waiting('#c1')")
        .await;
    reader.click("t.inPanel('.launcher')").await;
    reader.wait_until("t.painted() && t.word('pumps')").await;
    reader
}

async fn a_broken_attribute_warns_once_and_uses_the_default(stage: &Stage) {
    let page = Page::new("Typo")
        .own_tag("data-hub=\"none\" data-rating=\"thumbs\"")
        .comments(["The pumps are loud.", "Which pumps?"]);
    let hub = stage.hub_of(&page).await;
    let reader = stage.reader().await;
    let warning = "data-rating=\"thumbs\"";
    reader.expect("thumbs");
    reader.open(&hub.url("")).await;
    reader.wait_until("t.saw('groundswell:ready').length").await;
    reader
        .wait_until(
            "String(t.all('.choice', t.control('#c1')).map((one) => one.dataset.value)) === '1'",
        )
        .await;
    let messages = reader.messages().await;
    let about_it: Vec<_> = messages
        .iter()
        .filter(|m| m.text.contains(warning))
        .collect();
    assert_eq!(about_it.len(), 1, "{messages:?}");
    assert_eq!(about_it[0].level, Level::Warning);
}

async fn posts_added_later_get_controls_and_destroy_gives_the_page_back(stage: &Stage) {
    let page = Page::new("Growing")
        .own_tag("data-space=\"company\"")
        .comments(["The pumps are loud.", "Which pumps?"]);
    let hub = stage.hub_of(&page).await;
    let reader = stage.reader().await;
    reader.open(&hub.url("")).await;
    reader
        .wait_until("t.saw('groundswell:ready').length === 1")
        .await;
    let later = comment(3, "A late remark about pumps.");
    let add =
        format!("document.querySelector('.comments').insertAdjacentHTML('beforeend', '{later}')");
    reader.run(&add).await;
    reader.wait_until("t.choice('#c3', 1)").await;
    let each =
        "t.all('.comment').map((post) => post.querySelectorAll('groundswell-rating').length)";
    assert_eq!(reader.value(&format!("String({each})")).await, "1,1,1");
    reader.run("document.querySelector('#c3').remove()").await;
    reader
        .wait_until("t.saw('groundswell:ready').at(-1).detail.posts === 2")
        .await;

    reader.click("t.inPanel('.launcher')").await;
    reader.click_place_of("t.word('pumps')").await;
    reader.wait_until("t.marked().length").await;
    reader.run("window.groundswell.destroy()").await;

    let now = reader.value("document.documentElement.outerHTML").await;
    assert_eq!(now, reader.value("t.before()").await);
    assert_eq!(reader.value("document.adoptedStyleSheets.length").await, 0);
    assert_eq!(reader.value("t.marked().length").await, 0);
}

async fn a_second_script_tag_is_ignored(stage: &Stage) {
    let page = Page::new("Twice")
        .own_tag("data-space=\"company\"")
        .own_tag("data-space=\"company\"")
        .comments(["The pumps are loud.", "Which pumps?"]);
    let hub = stage.hub_of(&page).await;
    let reader = stage.reader().await;
    reader.expect("second script tag");
    reader.open(&hub.url("")).await;
    reader
        .wait_until("t.choice('#c2', 1) && t.saw('groundswell:ready').length")
        .await;
    // Only then the second one has run for sure.
    reader
        .wait_until("document.readyState === 'complete'")
        .await;
    assert_eq!(reader.value("t.controls().length").await, 2);
    assert_eq!(reader.value("t.all('groundswell-panel').length").await, 1);
    let messages = reader.messages().await;
    let ignored = messages
        .iter()
        .filter(|m| m.text.contains("second script tag"));
    assert_eq!(ignored.count(), 1, "{messages:?}");
}

/// Rules that pages have for their own elements, and that would hide ours, turn them or take them out of the window.
async fn a_page_with_rules_for_everything_shows_us_as_we_are(stage: &Stage) {
    let rules = "<style>:not(:defined) { visibility: hidden } body > * { filter: drop-shadow(0 0 1px #888); transform: scale(1); \
        opacity: 0.99; contain: layout; will-change: transform } \
        main { writing-mode: horizontal-tb } body { writing-mode: vertical-rl; text-transform: uppercase; \
        text-indent: 3em; white-space: nowrap; min-block-size: 100vb }</style>";
    let page = Page::new("Rules")
        .own_tag("data-space=\"company\"")
        .comments(["The pumps are loud.", "Which pumps are loud?"])
        .body(rules);
    let hub = stage.hub_of(&page).await;
    let reader = stage.reader().await;
    reader.open(&hub.url("")).await;
    reader.wait_until("t.choice('#c1', 1)").await;
    let seen = "t.choice('#c1', 1).checkVisibility({ visibilityProperty: true })";
    assert_eq!(reader.value(seen).await, true);
    reader.click("t.inPanel('.launcher')").await;
    reader.wait_until("t.painted() && t.shown('.panel')").await;
    let within = "(({ left, top, right, bottom }) => left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight \
        && right > innerWidth - 40 && top < 40)(t.inPanel('.panel').getBoundingClientRect())";
    assert_eq!(reader.value(within).await, true);
    let style = reader
        .value("(({ writingMode, textTransform, textIndent, whiteSpace }) => [writingMode, textTransform, textIndent, whiteSpace])(getComputedStyle(t.inPanel('.panel')))")
        .await;
    assert_eq!(
        style,
        serde_json::json!(["horizontal-tb", "none", "0px", "normal"])
    );
}
