//! The figures of a word beside it, and the timeline with which a reader narrows the posts that count.

use std::ops::Range;

use groundswell_tests::{Key, Page, Reader, Setup, Stage};
use serde_json::json;

scenarios!(
    a_word_tells_its_figures_to_pointer_and_keyboard,
    figures_stay_with_the_pointer_while_posts_come,
    the_timeline_is_there_before_the_words,
    escape_takes_figures_away_and_nothing_else,
    figures_that_were_taken_away_do_not_come_back_by_themselves,
    figures_that_the_focus_called_up_are_those_of_the_focus,
    posts_of_some_months_are_narrowed_by_keyboard,
    posts_of_some_months_are_narrowed_by_drawing_across_them,
    a_time_without_posts_says_so,
    few_posts_or_those_of_one_moment_have_no_timeline,
    narrowed_posts_that_few_others_replace_are_all_shown,
    the_timeline_and_the_words_follow_the_page_together,
    a_timeline_that_the_page_makes_anew_shows_all_posts;
    not in WebKit:
    a_touched_word_keeps_its_figures_until_they_are_closed,
    nobody_is_scrolled_back_to_figures,
    what_is_touched_in_card_and_timeline_is_large_enough,
    figures_of_a_touched_word_go_when_one_of_its_posts_is_visited,
);

/// One word for each post.
const OTHERS: [&str; 24] = [
    "apple", "bridge", "candle", "dolphin", "ember", "feather", "garden", "hammer", "island",
    "jungle", "kettle", "ladder", "mirror", "needle", "orchard", "pencil", "quarry", "ribbon",
    "saddle", "tunnel", "umbrella", "violin", "window", "yarrow",
];

/// A page of posts of one forum, from January on, two in a month, of which the first half speaks of soup and the
/// second of the reactor; the canteen is in each.
fn months(count: u32) -> Page {
    Page::new("Talk")
        .own_tag("data-space=\"company\" data-cloud=\"inline\"")
        .body("<groundswell-cloud></groundswell-cloud><main><section class=\"comments\">")
        .body(&posts(0..count, count / 2))
        .body("</section></main>")
}

/// Those posts, which speak of the reactor from number `half` on.
fn posts(numbers: Range<u32>, half: u32) -> String {
    let mut html = String::new();
    for n in numbers {
        let (author, subject) = (
            ["Ada", "Ben", "Chi"][n as usize % 3],
            if n < half { "soup" } else { "reactor" },
        );
        // Each post is unlike the others, and no two of the words stand beside each other.
        let other = OTHERS[n as usize % OTHERS.len()];
        let text = match n % 4 {
            0 => format!("Is it this, the canteen? My {other} wants {subject}."),
            1 => format!("Give my {other} some {subject}. That is our canteen."),
            2 => format!("{subject}, and again a {other}. Who is in this canteen?"),
            _ => format!("Nobody was in the canteen. My {other} had {subject}."),
        };
        let (year, month, day) = (2024 + n / 24, n / 2 % 12 + 1, n % 2 * 14 + 5);
        html += &format!(
            "<article class=\"comment\" id=\"c{n}\"><header><span class=\"author\">{author}</span> \
             <a href=\"#c{n}\"><time datetime=\"{year}-{month:02}-{day:02}T12:00:00Z\">{day}.{month}.</time></a>\
             </header><div class=\"comment-body\"><p>{text}</p></div></article>"
        );
    }
    html
}

/// Adds posts at the end of the page, or puts them instead of all others.
async fn put(reader: &Reader, posts: &str, instead: bool) {
    let (html, clear) = (
        json!(posts),
        if instead { ".replaceChildren()" } else { "" },
    );
    reader
        .run(&format!(
            "const posts = document.querySelector('.comments'); posts{clear}; \
             posts.insertAdjacentHTML('beforeend', {html})"
        ))
        .await;
}

async fn open(stage: &Stage, page: &Page) -> Reader {
    let hub = stage.hub_of(page).await;
    let reader = stage.reader().await;
    reader.open(&hub.url("")).await;
    reader
        .wait_until("t.painted() && t.word('canteen') && t.drawn()")
        .await;
    reader
}

/// Waits until the canteen is counted in so many posts, once in each.
async fn wait_counted(reader: &Reader, posts: u32) {
    let told =
        format!("t.word('canteen').textContent === 'canteen, {posts} times in {posts} posts'");
    reader.wait_until(&told).await;
}

/// Lets pass what it takes for figures to go once the pointer left them, to see that they stay.
async fn linger(reader: &Reader) {
    reader
        .run("return new Promise((done) => setTimeout(done, 400))")
        .await;
}

/// What the card says, line by line.
const CARD: &str = "[...t.inPanel('.card').querySelectorAll('p:not(.card-ends)')].map((line) => line.textContent).join('|')";

async fn a_word_tells_its_figures_to_pointer_and_keyboard(stage: &Stage) {
    let reader = open(stage, &months(24)).await;
    assert_eq!(reader.value("t.shown('.card')").await, false);
    reader.point_at("t.word('soup')").await;
    let soup = format!("t.shown('.card') && {CARD} === 'soup|12 times in 12 posts|by 3 people'");
    reader.wait_until(&soup).await;
    let trend = "t.inPanel('.card svg').getAttribute('aria-label')";
    reader
        .wait_until(&format!(
            "{trend}.startsWith('Posts over time: Jan') && {trend}.includes('Jun 2024, most of them Jan 2024')"
        ))
        .await;
    // The card can be pointed at.
    reader.point_at("t.inPanel('.card')").await;
    linger(&reader).await;
    assert_eq!(reader.value(&soup).await, true);
    reader.point_at("t.allInPanel('.lens')[0]").await;
    reader.wait_until("!t.shown('.card')").await;

    reader.run("t.word('canteen').focus()").await;
    reader
        .wait_until(&format!(
            "t.shown('.card') && {CARD} === 'canteen|24 times in 24 posts|by 3 people'"
        ))
        .await;
    // What is heard with the word.
    let described = "t.word('canteen').getAttribute('aria-describedby') === t.inPanel('.card').id";
    assert_eq!(reader.value(described).await, true);
    reader.run("t.allInPanel('.lens')[0].focus()").await;
    reader
        .wait_until("!t.shown('.card') && !t.word('canteen').hasAttribute('aria-describedby')")
        .await;
}

async fn figures_stay_with_the_pointer_while_posts_come(stage: &Stage) {
    let reader = open(stage, &months(24)).await;
    reader.wait_until("t.rests('canteen')").await;
    reader.point_at("t.word('canteen')").await;
    let told = |posts: u32| {
        format!(
            "t.shown('.card') && {CARD} === 'canteen|{posts} times in {posts} posts|by 3 people'"
        )
    };
    reader.wait_until(&told(24)).await;
    put(&reader, &posts(24..25, 12), false).await;
    reader.wait_until(&told(25)).await;
    // On the figures themselves too.
    reader.point_at("t.inPanel('.card')").await;
    put(&reader, &posts(25..26, 12), false).await;
    reader.wait_until(&told(26)).await;
    // Those that were taken away do not come back.
    reader.point_at("t.word('canteen')").await;
    reader.press(Key::Escape).await;
    reader.wait_until("!t.shown('.card')").await;
    put(&reader, &posts(26..27, 12), false).await;
    wait_counted(&reader, 27).await;
    assert_eq!(reader.value("t.shown('.card')").await, false);
}

/// Words that are laid out twice as the page comes up would move under the reader.
async fn the_timeline_is_there_before_the_words(stage: &Stage) {
    let reader = open(stage, &months(24)).await;
    assert_eq!(reader.value("t.shown('.timeline')").await, true);
    reader.wait_until("t.rests('soup')").await;
    assert_eq!(reader.value("t.painted()").await, 1);
}

async fn escape_takes_figures_away_and_nothing_else(stage: &Stage) {
    let reader = open(stage, &months(24)).await;
    reader.run("t.word('soup').click()").await;
    reader
        .wait_until("t.word('soup').getAttribute('aria-pressed') === 'true'")
        .await;
    reader.run("t.word('canteen').focus()").await;
    reader.wait_until("t.shown('.card')").await;
    reader.press(Key::Escape).await;
    reader.wait_until("!t.shown('.card')").await;
    assert_eq!(
        reader
            .value("t.word('soup').getAttribute('aria-pressed')")
            .await,
        "true"
    );
    reader.press(Key::Escape).await;
    reader
        .wait_until("t.word('soup').getAttribute('aria-pressed') === 'false'")
        .await;
}

async fn what_is_touched_in_card_and_timeline_is_large_enough(stage: &Stage) {
    // As many pages have it: 1rem is 10px.
    let page = months(24).root("lang=\"en\" style=\"font-size:62.5%\"");
    let hub = stage.hub_of(&page).await;
    let touch = Setup {
        touch: true,
        ..Setup::default()
    };
    let reader = stage.reader_with(touch).await;
    reader.open(&hub.url("")).await;
    reader
        .wait_until("t.painted() && t.word('soup') && t.drawn() && t.shown('.timeline')")
        .await;
    touch_soup(&reader, "PointerEvent").await;
    reader.wait_until("t.shown('.card-close')").await;
    let small = "t.allInPanel('.card button, .timeline button, .timeline input') \
        .filter((one) => one.checkVisibility() && Math.min(one.offsetWidth, one.offsetHeight) < 44) \
        .map((one) => one.className).join()";
    assert_eq!(reader.value(small).await, "");
    // Words that are laid out anew take the card away.
    reader
        .run("const one = t.inPanel('.slider'); one.value = 2; one.dispatchEvent(new Event('input'))")
        .await;
    reader.wait_until("t.shown('.clear-times')").await;
    assert_eq!(reader.value(small).await, "");
}

async fn a_touched_word_keeps_its_figures_until_they_are_closed(stage: &Stage) {
    let reader = open(stage, &months(24)).await;
    touch_soup(&reader, "PointerEvent").await;
    let shown = format!("t.shown('.card') && {CARD}.startsWith('soup|')");
    reader.wait_until(&shown).await;
    linger(&reader).await;
    assert_eq!(reader.value(&shown).await, true);
    reader.click("t.inPanel('.card-close')").await;
    reader.wait_until("!t.shown('.card')").await;
    let kept = "t.active() === t.word('soup')";
    assert_eq!(reader.value(kept).await, true, "the focus is not lost");
}

async fn nobody_is_scrolled_back_to_figures(stage: &Stage) {
    let reader = open(stage, &months(24)).await;
    touch_soup(&reader, "PointerEvent").await;
    // What says the word is listed above the posts: the page is longer by that, and the browser keeps them in sight.
    reader
        .wait_until("t.shown('.card-close') && t.allInPanel('.post').length === 12")
        .await;
    reader.run("scrollTo(0, 10_000)").await;
    reader.wait_until("scrollY > 200").await;
    let place = reader.value("scrollY").await;
    put(&reader, &posts(24..25, 12), false).await;
    wait_counted(&reader, 25).await;
    assert_eq!(reader.value("t.shown('.card')").await, true);
    assert_eq!(reader.value("scrollY").await, place);
}

async fn figures_that_the_focus_called_up_are_those_of_the_focus(stage: &Stage) {
    let reader = open(stage, &months(24)).await;
    reader.run("t.word('canteen').focus()").await;
    let told = format!("t.shown('.card') && {CARD}.startsWith('canteen|')");
    reader.wait_until(&told).await;
    // The pointer that goes by takes nothing away, nor back again what the reader took away.
    reader.point_at("t.inPanel('.card')").await;
    reader.point_at("t.allInPanel('.lens')[0]").await;
    linger(&reader).await;
    assert_eq!(reader.value(&told).await, true);
    reader.press(Key::Escape).await;
    reader.wait_until("!t.shown('.card')").await;
    reader.wait_until("t.rests('soup')").await;
    reader.point_at("t.word('soup')").await;
    reader
        .wait_until(&format!("t.shown('.card') && {CARD}.startsWith('soup|')"))
        .await;
    reader.point_at("t.allInPanel('.lens')[0]").await;
    reader.wait_until("!t.shown('.card')").await;
    put(&reader, &posts(24..25, 12), false).await;
    wait_counted(&reader, 25).await;
    assert_eq!(reader.value("t.shown('.card')").await, false);
}

/// Touches a word as a finger does it: down, up, gone, and the click that follows, which is a plain mouse event in some
/// browsers.
async fn touch_soup(reader: &Reader, click: &str) {
    // The driver has a mouse as well, which must not be on the cloud.
    reader.point_at("document.querySelector('.comment')").await;
    reader.wait_until("t.rests('soup')").await;
    let touch = format!(
        "const [x, y] = t.middle(t.word('soup')); \
         const canvas = t.inPanel('canvas'); \
         const at = {{ clientX: x, clientY: y, pointerType: 'touch', bubbles: true, composed: true }}; \
         canvas.dispatchEvent(new PointerEvent('pointermove', at)); \
         canvas.dispatchEvent(new PointerEvent('pointerdown', at)); \
         canvas.parentElement.dispatchEvent(new PointerEvent('pointerleave', {{ ...at, bubbles: false }})); \
         canvas.dispatchEvent(new {click}('click', at));"
    );
    reader.run(&touch).await;
}

async fn figures_of_a_touched_word_go_when_one_of_its_posts_is_visited(stage: &Stage) {
    let reader = open(stage, &months(24)).await;
    touch_soup(&reader, "MouseEvent").await;
    reader
        .wait_until("t.shown('.card-close') && t.allInPanel('.post').length === 12")
        .await;
    reader.run("t.allInPanel('.post')[3].click()").await;
    reader.wait_until("!t.shown('.card')").await;
}

async fn figures_that_were_taken_away_do_not_come_back_by_themselves(stage: &Stage) {
    let reader = open(stage, &months(24)).await;
    reader.run("t.word('canteen').focus()").await;
    reader.wait_until("t.shown('.card')").await;
    // An input method's own Escape is not for us.
    reader
        .run("t.active().dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', isComposing: true, bubbles: true, composed: true }))")
        .await;
    assert_eq!(reader.value("t.shown('.card')").await, true);
    // Those that are seen stay, and follow the posts.
    put(&reader, &posts(24..26, 12), false).await;
    reader
        .wait_until(&format!(
            "t.shown('.card') && {CARD}.startsWith('canteen|26 times in 26 posts')"
        ))
        .await;
    let described = "t.active().getAttribute('aria-describedby') === t.inPanel('.card').id";
    assert_eq!(reader.value(described).await, true);

    reader.press(Key::Escape).await;
    reader.wait_until("!t.shown('.card')").await;
    put(&reader, &posts(26..28, 12), false).await;
    reader
        .wait_until("t.active().textContent === 'canteen, 28 times in 28 posts'")
        .await;
    assert_eq!(reader.value("t.shown('.card')").await, false);
    assert_eq!(
        reader
            .value("t.active().hasAttribute('aria-describedby')")
            .await,
        false
    );
}

/// The names of the two sliders' values.
const ENDS: &str =
    "t.allInPanel('.slider').map((slider) => slider.getAttribute('aria-valuetext')).join('|')";

async fn posts_of_some_months_are_narrowed_by_keyboard(stage: &Stage) {
    let reader = open(stage, &months(24)).await;
    reader
        .wait_until("t.shown('.timeline') && !t.shown('.clear-times')")
        .await;
    reader
        .wait_until("t.inPanel('.range').textContent.startsWith('24 posts')")
        .await;
    assert_eq!(reader.value(ENDS).await, "Jan 2024|Dec 2024");

    reader.run("t.inPanel('.slider.from').focus()").await;
    for _ in 0..6 {
        reader.press(Key::Right).await;
    }
    reader
        .wait_until(&format!("{ENDS} === 'Jul 2024|Dec 2024'"))
        .await;
    reader
        .wait_until("t.words().includes('reactor') && !t.words().includes('soup')")
        .await;
    reader
        .wait_until("t.inPanel('.range').textContent.startsWith('12 posts')")
        .await;
    wait_counted(&reader, 12).await;
    // What is chosen is listed from these months alone.
    reader.run("t.word('canteen').click()").await;
    reader
        .wait_until("t.inPanel('.status').textContent.includes('12 posts')")
        .await;
    reader.run("t.word('canteen').click()").await;

    // The sliders do not pass each other.
    reader.run("t.inPanel('.slider.to').focus()").await;
    reader.press(Key::Home).await;
    reader
        .wait_until(&format!("{ENDS} === 'Jul 2024|Jul 2024'"))
        .await;
    reader
        .wait_until("t.inPanel('.range').textContent.startsWith('2 posts')")
        .await;

    reader.click("t.inPanel('.clear-times')").await;
    reader
        .wait_until("t.words().includes('soup') && !t.shown('.clear-times')")
        .await;
    let focus = "t.panel().activeElement === t.inPanel('.slider.from')";
    assert_eq!(reader.value(focus).await, true, "the focus is not lost");
}

async fn a_time_without_posts_says_so(stage: &Stage) {
    // None between May and October.
    let page = Page::new("Talk")
        .own_tag("data-space=\"company\" data-cloud=\"inline\"")
        .body("<groundswell-cloud></groundswell-cloud><main><section class=\"comments\">")
        .body(&(posts(0..8, 4) + &posts(20..28, 24)))
        .body("</section></main>");
    let reader = open(stage, &page).await;
    reader.run("t.inPanel('.slider.from').focus()").await;
    for _ in 0..5 {
        reader.press(Key::Right).await;
    }
    reader.run("t.inPanel('.slider.to').focus()").await;
    reader.press(Key::Home).await;
    reader
        .wait_until(&format!("{ENDS} === 'Jun 2024|Jun 2024'"))
        .await;
    reader
        .wait_until("t.status() === 'No posts from this time' && !t.words().length")
        .await;
    // What is chosen is told instead, for as long as it is.
    reader.run("t.inPanel('.seek').focus()").await;
    reader.type_text("kettle").await;
    reader
        .wait_until("t.status() && t.status() !== 'No posts from this time'")
        .await;
    reader.press(Key::Escape).await;
    reader
        .wait_until("t.status() === 'No posts from this time'")
        .await;
    reader.click("t.inPanel('.clear-times')").await;
    reader
        .wait_until("t.status() === '' && t.words().includes('soup')")
        .await;
}

async fn posts_of_some_months_are_narrowed_by_drawing_across_them(stage: &Stage) {
    let reader = open(stage, &months(24)).await;
    reader.wait_until("t.shown('.timeline')").await;
    let draw = "const brush = t.inPanel('.brush'); \
        const { left, top, width, height } = t.inPanel('.picture-of-times').getBoundingClientRect(); \
        brush.setPointerCapture = () => {}; \
        const at = (share) => ({ clientX: left + width * share, clientY: top + height / 2, bubbles: true, pointerId: 1 }); \
        brush.dispatchEvent(new PointerEvent('pointerdown', at(0.3))); \
        brush.dispatchEvent(new PointerEvent('pointermove', at(0.04))); \
        brush.dispatchEvent(new PointerEvent('pointerup', at(0.04)));";
    reader.run(draw).await;
    reader
        .wait_until(&format!("{ENDS} === 'Jan 2024|Apr 2024'"))
        .await;
    reader
        .wait_until("t.words().includes('soup') && !t.words().includes('reactor')")
        .await;
    reader
        .wait_until("t.inPanel('.range').textContent.startsWith('8 posts')")
        .await;
}

async fn few_posts_or_those_of_one_moment_have_no_timeline(stage: &Stage) {
    let reader = open(stage, &months(10)).await;
    assert_eq!(reader.value("t.shown('.timeline')").await, false);
    // Of one hour.
    let page = Page::new("Talk")
        .own_tag("data-space=\"company\" data-cloud=\"inline\"")
        .body("<groundswell-cloud></groundswell-cloud>")
        .comments(OTHERS.map(|other| format!("Is it this, the canteen? My {other} wants soup.")));
    let reader = open(stage, &page).await;
    assert_eq!(reader.value("t.shown('.timeline')").await, false);
}

/// Moves the first slider from January to July.
async fn narrow_to_summer(reader: &Reader) {
    reader.wait_until("t.shown('.timeline')").await;
    reader.run("t.inPanel('.slider.from').focus()").await;
    for _ in 0..6 {
        reader.press(Key::Right).await;
    }
    reader
        .wait_until("t.words().includes('reactor') && !t.words().includes('soup')")
        .await;
}

async fn narrowed_posts_that_few_others_replace_are_all_shown(stage: &Stage) {
    let reader = open(stage, &months(24)).await;
    narrow_to_summer(&reader).await;
    put(&reader, &posts(0..5, 3), true).await;
    wait_counted(&reader, 5).await;
    assert_eq!(reader.value("t.shown('.timeline')").await, false);
    // Also where none has a time.
    put(&reader, &posts(0..24, 12), true).await;
    narrow_to_summer(&reader).await;
    let timeless = posts(0..5, 3)
        .replace("<time", "<span")
        .replace("/time>", "/span>");
    put(&reader, &timeless, true).await;
    wait_counted(&reader, 5).await;
}

async fn the_timeline_and_the_words_follow_the_page_together(stage: &Stage) {
    let reader = open(stage, &months(24)).await;
    reader
        .wait_until("t.inPanel('.range').textContent.startsWith('24 posts')")
        .await;
    put(&reader, &posts(24..38, 12), false).await;
    reader
        .wait_until("t.inPanel('.range').textContent.startsWith('38 posts')")
        .await;
    narrow_to_summer(&reader).await;
    reader
        .wait_until("t.inPanel('.range').textContent.startsWith('26 posts')")
        .await;
    // From here on a bar is a year: all of the first one counts.
    put(&reader, &posts(240..250, 12), false).await;
    reader
        .wait_until("t.inPanel('.range').textContent.startsWith('48 posts')")
        .await;
    reader
        .wait_until(
            "t.word('canteen').textContent === 'canteen, 48 times in 48 posts' && t.words().includes('soup')",
        )
        .await;
}

async fn a_timeline_that_the_page_makes_anew_shows_all_posts(stage: &Stage) {
    let reader = open(stage, &months(24)).await;
    narrow_to_summer(&reader).await;
    reader
        .run(
            "const place = document.querySelector('groundswell-cloud'); \
             place.replaceWith(document.createElement('groundswell-cloud'))",
        )
        .await;
    reader
        .wait_until("t.inPanel('.range').textContent.startsWith('24 posts')")
        .await;
    wait_counted(&reader, 24).await;
}
