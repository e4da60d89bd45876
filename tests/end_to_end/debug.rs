//! An owner sees what the scanner finds, why, and what it leaves out.

use fantoccini::key::Key;
use groundswell_tests::{Page, Reader, Site, Stage, comment};

scenarios!(
    an_owner_sees_what_was_found_and_why,
    an_owner_sees_what_was_left_out_and_how_to_take_it,
    the_owners_view_is_mirrored_where_its_language_is,
    the_owners_view_follows_the_page,
    the_owners_view_is_left_by_the_keyboard,
    readers_do_not_load_the_owners_view,
    a_script_can_scan_and_changes_nothing,
);

const TEXTS: [&str; 3] = [
    "The pumps in hall two are loud.",
    "Which pumps, the old ones?",
    "All of them, since Monday.",
];

/// Headlines of other pages, each with author and time: a list that leads elsewhere.
fn teasers() -> String {
    let teaser = |n| {
        format!(
            "<li class=\"card\"><a href=\"/news/{n}\">A headline that leads to the news number {n}</a> \
             <a class=\"author\" href=\"/people/{n}\">Eve</a> \
             <time datetime=\"2026-09-0{n}\">{n}.9.</time></li>"
        )
    };
    format!("<ul>{}</ul>", (1..6).map(teaser).collect::<String>())
}

fn page(attributes: &str) -> Page {
    let attributes = format!("data-hub=\"none\" data-cloud=\"off\" {attributes}");
    let page = Page::new("Pumps").own_tag(&attributes);
    page.comments(TEXTS).body(&teasers())
}

async fn open(stage: &Stage, attributes: &str) -> Reader {
    let hub = stage.hub_of(&page(attributes)).await;
    let reader = stage.reader().await;
    reader.open(&hub.url("")).await;
    reader.wait_until("t.controls().length === 3").await;
    reader
}

async fn open_debug(stage: &Stage) -> Reader {
    open_debug_with(stage, "").await
}

async fn open_debug_with(stage: &Stage, attributes: &str) -> Reader {
    let reader = open(stage, &format!("data-groundswell-debug {attributes}")).await;
    reader.wait_until("t.inDebug('ol > li').length").await;
    reader
}

/// Whether the first outline lies over the first post.
const OUTLINED: &str = "(() => { const [a, b] = [t.inDebug('.box')[0], document.querySelector('#c1')] \
    .map((element) => element.getBoundingClientRect()); \
    return Math.abs(a.top - b.top) + Math.abs(a.left - b.left) + Math.abs(a.right - b.right) < 2; })()";

async fn an_owner_sees_what_was_found_and_why(stage: &Stage) {
    let reader = open_debug(stage).await;
    assert_eq!(reader.value("t.inDebug('ol > li').length").await, 3);
    let summary = reader.value("t.inDebug('.sum')[0].textContent").await;
    assert_eq!(summary, "3 posts found");
    let first = "t.inDebug('ol > li')[0]";
    let name = format!("{first}.querySelector('.name').textContent");
    let name = reader.value(&name).await;
    assert_eq!(name, "1 · Comment: The pumps in hall two are loud.");
    let facts = format!("[...{first}.querySelectorAll('dd')].map((fact) => fact.textContent)");
    let facts = reader.value(&facts).await;
    assert_eq!(facts[0], "Ben");
    assert_eq!(facts[1], "2026-10-01T09:01:00Z");
    assert!(facts[2].as_str().unwrap().ends_with("/#c1"), "{facts}");
    let why = format!("{first}.querySelector('.why').textContent");
    assert_ne!(reader.value(&why).await, "");
    // The outline lies over the post, wherever that is now.
    reader.run("scrollTo(0, 40)").await;
    reader.wait_until(OUTLINED).await;
}

async fn an_owner_sees_what_was_left_out_and_how_to_take_it(stage: &Stage) {
    let reader = open_debug(stage).await;
    let left = reader.value("t.inDebug('ul > li').length").await;
    assert_eq!(left, 1);
    let name = reader.value("t.inDebug('ul .name')[0].textContent").await;
    assert_eq!(name, "5 × li.card");
    let why = reader.value("t.inDebug('ul .why')[0].textContent").await;
    assert_eq!(why, "Most of its words are links.");
    let line = reader.value("t.inDebug('ul code')[0].textContent").await;
    assert_eq!(line, "data-posts=\"li.card\"");
    // What it advises does what it says.
    let hub = stage.hub_of(&page(line.as_str().unwrap())).await;
    reader.open(&hub.url("")).await;
    reader.wait_until("t.controls().length === 5").await;
}

async fn the_owners_view_is_mirrored_where_its_language_is(stage: &Stage) {
    let reader = open_debug_with(stage, "data-lang=\"he\"").await;
    let host = reader
        .value("(({ lang, dir }) => [lang, dir])(document.querySelector('groundswell-debug'))")
        .await;
    assert_eq!(host, serde_json::json!(["he", "rtl"]));
    let summary = reader.value("t.inDebug('.sum')[0].textContent").await;
    assert_eq!(summary, "נמצאו 3 פוסטים");
    let at_the_left = "(({ left, right }) => left < innerWidth - right) \
        (t.inDebug('.panel')[0].getBoundingClientRect())";
    assert_eq!(reader.value(at_the_left).await, true);
    // The outlines are where the posts are, and their numbers where reading begins.
    reader.wait_until(OUTLINED).await;
    let begins = "(() => { const [box, tab] = ['.box', '.tab'] \
        .map((part) => t.inDebug(part)[0].getBoundingClientRect()); \
        return Math.abs(box.right - tab.right) < 2; })()";
    assert_eq!(reader.value(begins).await, true);
}

async fn the_owners_view_follows_the_page(stage: &Stage) {
    let reader = open_debug(stage).await;
    let more = comment(4, "It is the bearings.").replace('"', "'");
    let add =
        format!("document.querySelector('.comments').insertAdjacentHTML('beforeend', \"{more}\")");
    reader.run(&add).await;
    reader
        .wait_until(
            "t.inDebug('ol > li').length === 4 && t.inDebug('.box:not(.left)').length === 4",
        )
        .await;
}

async fn the_owners_view_is_left_by_the_keyboard(stage: &Stage) {
    let reader = open_debug(stage).await;
    reader.run("t.inDebug('ol .name')[2].focus()").await;
    reader.press(Key::Enter).await;
    reader
        .wait_until("t.inDebug('.box')[2].classList.contains('now')")
        .await;
    // The page goes on meanwhile.
    let more = comment(4, "Then buy new ones.");
    reader
        .run(&format!(
            "document.querySelector('#c3').insertAdjacentHTML('afterend', '{more}')"
        ))
        .await;
    reader
        .wait_until("t.inDebug('ol .name').length === 4 && t.controls().length === 4")
        .await;
    let kept = "(() => { const active = document.activeElement.shadowRoot?.activeElement; \
        return active === t.inDebug('ol .name')[2] && t.inDebug('.box')[2].classList.contains('now'); })()";
    assert_eq!(reader.value(kept).await, true);
    reader.press(Key::Escape).await;
    reader
        .wait_until("!document.querySelector('groundswell-debug')")
        .await;
    assert_eq!(reader.value("t.controls().length").await, 4);
}

async fn readers_do_not_load_the_owners_view(stage: &Stage) {
    let reader = open(stage, "").await;
    let loaded = "performance.getEntriesByType('resource').filter((file) => file.name.includes('debug-')).length";
    assert_eq!(reader.value(loaded).await, 0);
}

async fn a_script_can_scan_and_changes_nothing(stage: &Stage) {
    let site = Site::start().await;
    let script = "<script type=\"module\">import init, { scan } from '/groundswell.mjs'; \
        await init(); const before = document.documentElement.outerHTML; \
        window.found = scan(document); window.calm = before === document.documentElement.outerHTML; \
        window.part = scan(document.querySelector('#c2'));</script>";
    let page = Page::new("Pumps").comments(TEXTS).body(script);
    let reader = stage.reader().await;
    reader.open(&site.page("scan.html", page.html())).await;
    reader.wait_until("window.part").await;
    assert_eq!(reader.value("calm").await, true);
    let seen = reader
        .value("found.map((post) => [post.kind, post.author, post.text, post.root.id])")
        .await;
    assert_eq!(
        seen,
        serde_json::json!([
            ["comment", "Ben", TEXTS[0], "c1"],
            ["comment", "Chi", TEXTS[1], "c2"],
            ["comment", "Dana", TEXTS[2], "c3"]
        ])
    );
    let part = "part.length <= 1 && part.every((post) => post.root.id === 'c2')";
    assert_eq!(reader.value(part).await, true);
}
