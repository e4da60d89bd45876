//! Pages that change while they are read: every post keeps its own control, and has one.

use groundswell_tests::{Engine, Page, Reader, Stage, comment, note};

scenarios!(
    posts_that_come_while_one_scrolls_get_controls_without_another_look_at_the_page,
    a_page_left_without_a_load_is_read_anew,
    a_hash_route_is_another_page_and_a_place_on_a_page_is_none,
    posts_of_several_siblings_are_read_alone,
    an_edited_post_stays_rated_and_says_its_new_words,
    a_post_that_goes_takes_its_control_along,
    posts_in_another_order_keep_their_controls,
    an_element_that_shows_another_post_has_that_ones_control,
    posts_in_open_shadow_roots_are_found,
    comments_that_come_late_are_found,
    posts_that_are_shown_later_are_found,
    a_control_that_the_page_throws_away_comes_back_but_is_not_fought_for,
    a_cloud_that_the_page_throws_away_comes_back_but_is_not_fought_for,
    a_page_that_takes_over_its_markup_finds_it_as_it_was,
    what_is_ours_wakes_nobody,
);

/// A thread that is long enough to be a pattern.
const POSTS: usize = 20;

/// What the posts' element is in JavaScript.
const LIST: &str = "document.querySelector('.comments')";

/// How many controls each post has; the posts' own order.
const CONTROLS: &str =
    "String(t.all('.comment').map((post) => t.all(`#${post.id} groundswell-rating`).length))";

/// Posts that every control stands in, by the id that the control was first given there.
const SCANS: &str = "performance.getEntriesByName('groundswell:scan').length";
const RESCANS: &str = "performance.getEntriesByName('groundswell:rescan').length";

fn thread(title: &str) -> Page {
    let texts = (1..=POSTS).map(remark);
    Page::new(title)
        .own_tag("data-space=\"company\"")
        .comments(texts)
}

fn remark(n: usize) -> String {
    let subject = ["pumps", "canteen", "parking", "calibration", "holidays"][n % 5];
    format!("Remark {n} is about {subject}, as people say on day {n}.")
}

async fn read(stage: &Stage, page: &Page) -> Reader {
    let hub = stage.hub_of(page).await;
    let reader = stage.reader().await;
    reader.open(&hub.url("")).await;
    reader.wait_until("t.saw('groundswell:ready').length").await;
    reader
}

/// Rates a post up, and waits for the hub.
async fn rate(reader: &Reader, post: &str) {
    reader.click(&format!("t.choice('{post}', 1)")).await;
    wait_rated(reader, post).await;
}

async fn wait_rated(reader: &Reader, post: &str) {
    let rated =
        format!("t.pressed('{post}', 1) && t.count('{post}', 1) === '1' && !t.waiting('{post}')");
    reader.wait_until(&rated).await;
}

/// Waits until every comment has exactly one control.
async fn wait_housed(reader: &Reader, posts: usize) {
    let each = vec!["1"; posts].join(",");
    reader.wait_until(&format!("{CONTROLS} === '{each}'")).await;
}

async fn add(reader: &Reader, place: &str, n: usize, text: &str) {
    let html = comment(n, text);
    reader
        .run(&format!("{LIST}.insertAdjacentHTML('{place}', '{html}')"))
        .await;
}

async fn posts_that_come_while_one_scrolls_get_controls_without_another_look_at_the_page(
    stage: &Stage,
) {
    let reader = read(stage, &thread("Scrolling")).await;
    wait_housed(&reader, POSTS).await;
    for n in POSTS + 1..=POSTS + 5 {
        add(&reader, "beforeend", n, &remark(n)).await;
        wait_housed(&reader, n).await;
    }
    add(
        &reader,
        "afterbegin",
        99,
        "A late remark that stands first.",
    )
    .await;
    wait_housed(&reader, POSTS + 6).await;
    assert_eq!(reader.value(SCANS).await, 1);
    reader.run("scrollTo(0, 0)").await;
    rate(&reader, "#c99").await;
    reader.reload().await;
    let first = format!(
        "performance.getEntriesByName('groundswell:scan').length && !document.querySelector('#c99') && {LIST}"
    );
    reader.wait_until(&first).await;
    add(
        &reader,
        "afterbegin",
        99,
        "A late remark that stands first.",
    )
    .await;
    reader.run("scrollTo(0, 0)").await;
    wait_rated(&reader, "#c99").await;
}

async fn a_page_left_without_a_load_is_read_anew(stage: &Stage) {
    let reader = read(stage, &thread("Single page")).await;
    rate(&reader, "#c1").await;
    let first = reader.value("t.id('#c1')").await;
    reader
        .run(&format!(
            "window.before = {LIST}.innerHTML; history.pushState(null, '', '/other');"
        ))
        .await;
    reader.run(&format!("setTimeout(() => {LIST}.innerHTML = window.before.replaceAll('<groundswell-rating', '<i').replaceAll('Remark', 'Notice'), 100)")).await;
    reader.wait_until("t.id('#c1') && t.control('#c1') && document.querySelector('#c1').textContent.includes('Notice')").await;
    let first_text = first.as_str().unwrap();
    reader
        .wait_until(&format!("t.id('#c1') !== '{first_text}'"))
        .await;
    wait_housed(&reader, POSTS).await;
    reader
        .wait_until("t.choice('#c1', 1) && !t.pressed('#c1', 1)")
        .await;
    reader.run("history.back()").await;
    reader
        .wait_until(&format!("t.id('#c1') === '{first_text}'"))
        .await;
    wait_rated(&reader, "#c1").await;
    wait_housed(&reader, POSTS).await;
}

async fn a_hash_route_is_another_page_and_a_place_on_a_page_is_none(stage: &Stage) {
    let reader = read(stage, &thread("Routes")).await;
    wait_housed(&reader, POSTS).await;
    reader.run("location.hash = '#c5'").await;
    add(&reader, "beforeend", 21, &remark(21)).await;
    wait_housed(&reader, 21).await;
    assert_eq!(reader.value(SCANS).await, 1, "a place on the page");
    rate(&reader, "#c5").await;
    let first = reader.value("t.id('#c5')").await;
    reader.run("location.hash = '#/topic/2'").await;
    reader.wait_until(&format!("{SCANS} === 2")).await;
    wait_housed(&reader, 21).await;
    let of_first = format!("t.id('#c5') === '{}'", first.as_str().unwrap());
    reader
        .wait_until(&format!(
            "!({of_first}) && t.choice('#c5', 1) && !t.pressed('#c5', 1)"
        ))
        .await;
    reader.run("location.hash = '#c5'").await;
    reader.wait_until(&of_first).await;
    wait_rated(&reader, "#c5").await;
}

/// A line that says who and when, and what was said: side by side.
fn entry(n: usize) -> String {
    format!(
        "<dt id=\"e{n}\"><span class=\"author\">Ann{n}</span> <time datetime=\"2026-10-01T09:{:02}:00Z\">09:{0:02}</time></dt>\
         <dd><p>{}</p></dd>",
        n % 60,
        remark(n)
    )
}

async fn posts_of_several_siblings_are_read_alone(stage: &Stage) {
    let entries: String = (1..=POSTS).map(entry).collect();
    let page = Page::new("Book")
        .own_tag("data-space=\"company\"")
        .body(&format!(
            "<main><dl class=\"comments\">{entries}</dl></main>"
        ));
    let reader = read(stage, &page).await;
    let housed = |n: usize| format!("t.controls().length === {n}");
    reader.wait_until(&housed(POSTS)).await;
    for n in POSTS + 1..POSTS + 3 {
        let html = entry(n);
        reader
            .run(&format!("{LIST}.insertAdjacentHTML('beforeend', '{html}')"))
            .await;
        reader.wait_until(&housed(n)).await;
    }
    let last = format!("{LIST}.lastElementChild");
    reader
        .run(&format!(
            "{last}.firstChild.firstChild.data = 'Now it is all about turbines, says the editor.'"
        ))
        .await;
    reader.wait_until(&format!("{RESCANS} >= 3")).await;
    assert_eq!(reader.value(SCANS).await, 1);
    // Half of a post is none that could be read alone.
    reader.run(&format!("{last}.remove()")).await;
    reader.wait_until(&format!("{SCANS} === 2")).await;
    reader.wait_until(&housed(POSTS + 1)).await;
}

async fn an_edited_post_stays_rated_and_says_its_new_words(stage: &Stage) {
    let reader = read(stage, &thread("Edited")).await;
    rate(&reader, "#c2").await;
    reader.run("document.querySelector('#c2 p').firstChild.data = 'Now it is all about turbines, says the editor.'").await;
    reader.click("t.inPanel('.launcher')").await;
    reader.wait_until("t.painted() && t.word('turbines')").await;
    wait_rated(&reader, "#c2").await;
    wait_housed(&reader, POSTS).await;
    assert_eq!(reader.value(SCANS).await, 1);
}

async fn a_post_that_goes_takes_its_control_along(stage: &Stage) {
    let reader = read(stage, &thread("Removed")).await;
    wait_housed(&reader, POSTS).await;
    reader.run("document.querySelector('#c3').remove()").await;
    reader
        .wait_until(&format!(
            "{RESCANS} > 0 && t.controls().length === {}",
            POSTS - 1
        ))
        .await;
    wait_housed(&reader, POSTS - 1).await;
    assert_eq!(reader.value(SCANS).await, 1);
}

async fn posts_in_another_order_keep_their_controls(stage: &Stage) {
    let reader = read(stage, &thread("Sorted")).await;
    rate(&reader, "#c1").await;
    let ids =
        "JSON.stringify(t.all('.comment').map((post) => [post.id, t.id(`#${post.id}`)]).sort())";
    let before = reader.value(ids).await;
    reader
        .run(&format!("{LIST}.append(...t.all('.comment').reverse())"))
        .await;
    reader
        .wait_until(&format!("{RESCANS} > 0 || {SCANS} > 1"))
        .await;
    wait_housed(&reader, POSTS).await;
    assert_eq!(reader.value(ids).await, before);
    reader
        .run("document.querySelector('#c1').scrollIntoView()")
        .await;
    wait_rated(&reader, "#c1").await;
}

async fn an_element_that_shows_another_post_has_that_ones_control(stage: &Stage) {
    let reader = read(stage, &thread("Recycled")).await;
    rate(&reader, "#c1").await;
    let rated = reader.value("t.id('#c1')").await;
    // What a virtualised list does: the first element shows the post that follows the last one.
    let show = "window.show = (element, n, text) => { \
        element.id = `c${n}`; element.querySelector('a').href = `#c${n}`; \
        element.querySelector('p').textContent = text; };";
    reader.run(&format!("{show} show(document.querySelector('#c1'), 50, 'Quite another remark, on the fiftieth day.')")).await;
    reader
        .wait_until(&format!("t.id('#c50') !== {rated} && t.choice('#c50', 1)"))
        .await;
    assert_eq!(reader.value("t.pressed('#c50', 1)").await, false);
    wait_housed(&reader, POSTS).await;
    reader.run("show(document.querySelector('#c20'), 1, 'Remark 1 is about canteen, as people say on day 1.')").await;
    reader.wait_until(&format!("t.id('#c1') === {rated}")).await;
    reader
        .run("document.querySelector('#c1').scrollIntoView()")
        .await;
    wait_rated(&reader, "#c1").await;
    wait_housed(&reader, POSTS).await;
}

async fn posts_in_open_shadow_roots_are_found(stage: &Stage) {
    let html: String = (1..=POSTS).map(|n| comment(n, &remark(n))).collect();
    let page = Page::new("Components").own_tag("data-space=\"company\"").body(&format!(
        "<main><x-feed></x-feed></main><script>customElements.define('x-feed', class extends HTMLElement {{ \
           connectedCallback() {{ this.attachShadow({{ mode: 'open' }}).innerHTML = '<section class=\"comments\">{html}</section>'; }} }});</script>"
    ));
    let reader = read(stage, &page).await;
    let feed = "document.querySelector('x-feed').shadowRoot";
    let housed = |n: usize| {
        format!(
            "t.all('.comment', {feed}).length === {n} && t.all('.comment', {feed}).every((post) => post.querySelectorAll('groundswell-rating').length === 1)"
        )
    };
    reader.wait_until(&housed(POSTS)).await;
    let late = comment(21, &remark(21));
    reader
        .run(&format!(
            "{feed}.querySelector('.comments').insertAdjacentHTML('beforeend', '{late}')"
        ))
        .await;
    reader.wait_until(&housed(POSTS + 1)).await;
    reader.run("window.groundswell.destroy()").await;
    assert_eq!(
        reader
            .value(&format!("t.all('groundswell-rating', {feed}).length"))
            .await,
        0
    );
    assert_eq!(
        reader
            .value(&format!("{feed}.adoptedStyleSheets.length"))
            .await,
        0
    );
}

async fn comments_that_come_late_are_found(stage: &Stage) {
    let page = Page::new("Late")
        .own_tag("data-space=\"company\"")
        .body("<main><section class=\"comments\"></section></main>");
    let reader = read(stage, &page).await;
    assert_eq!(reader.value("t.controls().length").await, 0);
    let html: String = (1..=POSTS).map(|n| comment(n, &remark(n))).collect();
    reader.run(&format!("{LIST}.innerHTML = '{html}'")).await;
    wait_housed(&reader, POSTS).await;
}

async fn posts_that_are_shown_later_are_found(stage: &Stage) {
    let page = thread("Folded")
        .head("<style>.folded .comment:nth-child(n+11), .comment.closed { display: none }</style>");
    let page = page.head("<script>addEventListener('DOMContentLoaded', () => document.querySelector('.comments').classList.add('folded'))</script>");
    let reader = read(stage, &page).await;
    reader.wait_until("t.controls().length === 10").await;
    reader
        .run(&format!("{LIST}.classList.remove('folded')"))
        .await;
    wait_housed(&reader, POSTS).await;
    reader
        .run("document.querySelector('#c5').classList.add('closed')")
        .await;
    reader.wait_until("t.controls().length === 19").await;
    reader
        .run("document.querySelector('#c5').classList.remove('closed')")
        .await;
    wait_housed(&reader, POSTS).await;
}

async fn a_cloud_that_the_page_throws_away_comes_back_but_is_not_fought_for(stage: &Stage) {
    let page = thread("Strict").head(
        "<script>window.thrown = 0; window.throwOut = () => { \
           const clear = () => { for (const one of document.querySelectorAll('groundswell-panel')) { \
             one.remove(); window.thrown += 1; } }; \
           new MutationObserver(clear).observe(document.body, { childList: true }); clear(); };</script>",
    );
    let reader = read(stage, &page).await;
    reader.wait_until("t.inPanel('.launcher')").await;
    reader.run("t.panel().host.remove()").await;
    reader
        .wait_until("t.all('groundswell-panel').length === 1 && t.inPanel('.launcher')")
        .await;
    // What was chosen must not stay, as nobody could undo it any more.
    reader.run("t.inPanel('.launcher').click()").await;
    reader.wait_until("t.word('canteen')").await;
    reader.run("t.word('canteen').click()").await;
    reader
        .wait_until("t.chosen() === 'canteen' && t.marked().length")
        .await;
    reader.run("throwOut()").await;
    reader.wait_until("thrown >= 20").await;
    add(&reader, "beforeend", 21, &remark(21)).await;
    wait_housed(&reader, POSTS + 1).await;
    reader
        .wait_until("!t.marked().length && !t.dimmed().length")
        .await;
    // On a slow machine the first one may have stood long enough not to count.
    assert_eq!(reader.value("thrown <= 21").await, true);
    assert_eq!(reader.value("t.all('groundswell-panel').length").await, 0);
}

async fn a_control_that_the_page_throws_away_comes_back_but_is_not_fought_for(stage: &Stage) {
    let page = thread("Strict").head(
        "<script>window.thrown = 0; window.throwOut = () => { \
           const post = document.querySelector('#c3'); \
           const clear = () => { for (const one of post.querySelectorAll('groundswell-rating')) { \
             one.remove(); window.thrown += 1; } }; \
           new MutationObserver(clear).observe(post, { childList: true, subtree: true }); \
           post.querySelector('groundswell-rating').remove(); };</script>",
    );
    let reader = read(stage, &page).await;
    rate(&reader, "#c1").await;
    reader
        .run("document.querySelector('#c1 groundswell-rating').remove()")
        .await;
    reader
        .wait_until("t.all('#c1 groundswell-rating').length === 1")
        .await;
    wait_rated(&reader, "#c1").await;
    reader.run("const body = document.querySelector('#c2 .comment-body'); body.innerHTML = '<p>Written anew by the page.</p>';").await;
    reader
        .wait_until("t.all('#c2 groundswell-rating').length === 1")
        .await;
    wait_housed(&reader, POSTS).await;
    // From now on whatever is not the page's own is thrown out of its third post, again and again.
    reader.run("throwOut()").await;
    reader.wait_until("thrown >= 20").await;
    add(&reader, "beforeend", 21, &remark(21)).await;
    reader
        .wait_until("t.all('#c21 groundswell-rating').length === 1")
        .await;
    assert_eq!(
        reader
            .value("[thrown, t.all('#c3 groundswell-rating').length].join()")
            .await,
        "20,0"
    );
}

async fn a_page_that_takes_over_its_markup_finds_it_as_it_was(stage: &Stage) {
    // As frameworks do when they hydrate: late, and with an error where the markup is not their server's.
    let page = thread("Hydrated").head(
        "<script>addEventListener('DOMContentLoaded', () => { const list = document.querySelector('.comments'); \
         const written = list.outerHTML; addEventListener('load', () => { \
         if (list.outerHTML !== written) console.error('the markup is not what the server wrote'); \
         for (const post of list.children) post.dataset.alive = ''; }); });</script>",
    ).body("<img src=\"/slow.png\" onerror=\"this.remove()\">");
    let hub = stage.hub_of(&page).await;
    let reader = stage.reader().await;
    reader.expect("slow.png");
    reader.open(&hub.url("")).await;
    wait_housed(&reader, POSTS).await;
    assert_eq!(
        reader.value("t.all('.comment[data-alive]').length").await,
        POSTS
    );
}

async fn what_is_ours_wakes_nobody(stage: &Stage) {
    let reader = read(stage, &thread("Quiet")).await;
    rate(&reader, "#c1").await;
    reader.click("t.inPanel('.launcher')").await;
    reader.wait_until("t.painted() && t.word('pumps')").await;
    reader.click_place_of("t.word('pumps')").await;
    reader.wait_until("t.marked().length").await;
    // A change of the page's own comes after all that was ours, and is told after it.
    add(&reader, "beforeend", 21, &remark(21)).await;
    wait_housed(&reader, 21).await;
    assert_eq!(reader.value(SCANS).await, 1);
    assert_eq!(
        reader.value(RESCANS).await,
        1,
        "one look, at what the page added"
    );
    if stage.engine() == Engine::Chromium {
        let took = reader
            .value("performance.getEntriesByName('groundswell:rescan')[0].duration.toFixed(2)")
            .await;
        note(&format!(
            "Chromium: reading one post among {POSTS} took {took} ms"
        ));
    }
}
