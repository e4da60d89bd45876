//! The figures of a word beside it, and the timeline with which a reader narrows the posts that count.

use groundswell_tests::{Key, Page, Reader, Stage};

in_both!(
    a_word_tells_its_figures_to_pointer_and_keyboard,
    escape_takes_figures_away_and_nothing_else,
    a_touched_word_keeps_its_figures_until_they_are_closed,
    posts_of_some_months_are_narrowed_by_keyboard,
    posts_of_some_months_are_narrowed_by_drawing_across_them,
    few_posts_or_those_of_one_moment_have_no_timeline,
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
    let mut html = String::from("<main><section class=\"comments\">");
    for n in 0..count {
        let (author, subject) = (
            ["Ada", "Ben", "Chi"][n as usize % 3],
            if n < count / 2 { "soup" } else { "reactor" },
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
    Page::new("Talk")
        .own_tag("data-space=\"company\" data-cloud=\"inline\"")
        .body("<groundswell-cloud></groundswell-cloud>")
        .body(&html)
        .body("</section></main>")
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
    reader
        .run("return new Promise((done) => setTimeout(done, 400))")
        .await;
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

async fn a_touched_word_keeps_its_figures_until_they_are_closed(stage: &Stage) {
    let reader = open(stage, &months(24)).await;
    // As a finger does it: down, up, gone, and the click that follows.
    let touch = "const [x, y] = t.middle(t.word('soup')); \
        const canvas = t.inPanel('canvas'); \
        const at = { clientX: x, clientY: y, pointerType: 'touch', bubbles: true, composed: true }; \
        canvas.dispatchEvent(new PointerEvent('pointermove', at)); \
        canvas.parentElement.dispatchEvent(new PointerEvent('pointerleave', { ...at, bubbles: false })); \
        canvas.dispatchEvent(new PointerEvent('click', at));";
    reader.run(touch).await;
    let shown = format!("t.shown('.card') && {CARD}.startsWith('soup|')");
    reader.wait_until(&shown).await;
    reader
        .run("return new Promise((done) => setTimeout(done, 400))")
        .await;
    assert_eq!(reader.value(&shown).await, true);
    reader.click("t.inPanel('.card-close')").await;
    reader.wait_until("!t.shown('.card')").await;
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
    reader
        .wait_until("t.word('canteen').textContent === 'canteen, 12 times in 12 posts'")
        .await;
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
        .comments(OTHERS.map(|other| format!("Is it this, the canteen? My {other} wants soup.")));
    let reader = open(stage, &page).await;
    assert_eq!(reader.value("t.shown('.timeline')").await, false);
}
