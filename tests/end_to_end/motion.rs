//! How the picture of the cloud comes about: that words glide, that nothing is drawn which nobody sees, and in which
//! font.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use groundswell_tests::{Engine, Page, Reader, Stage, note};
use serde_json::Value;

scenarios!(
    words_glide_and_then_rest,
    readers_who_want_no_motion_see_none,
    nothing_is_drawn_out_of_sight;
    not in WebKit:
    a_font_that_comes_late_is_measured,
);

/// Words by how often they are said, a line each.
const WORDS: &str = include_str!("../../src/xtask/cloud/words/en.txt");

/// A typeface that browsers under test need not have.
const FONT: &[u8] = include_bytes!("../../src/cloud/tests/fonts/DejaVuSans-latin.ttf");

/// Notes how often the picture was drawn, and how long each frame in which it was drawn took.
const WATCH: &str = "
    const context = CanvasRenderingContext2D.prototype;
    const clear = context.clearRect;
    window.paints = 0;
    context.clearRect = function (...box) {
        if (this.canvas.className === 'picture') window.paints += 1;
        return clear.apply(this, box);
    };
    const next = requestAnimationFrame;
    window.frames_taken = [];
    window.frames_due = 0;
    window.requestAnimationFrame = (run) => {
        window.frames_due += 1;
        return next((now) => {
            const [begun, paints] = [performance.now(), window.paints];
            window.frames_due -= 1;
            run(now);
            if (window.paints > paints) window.frames_taken.push(performance.now() - begun);
        });
    };
    const cancel = cancelAnimationFrame;
    window.cancelAnimationFrame = (id) => {
        if (id !== undefined && window.frames_due > 0) window.frames_due -= 1;
        cancel(id);
    };";

/// A page of comments that say some 400 words, the later ones others than those before, with its cloud inline.
fn talk() -> Page {
    let words: Vec<&str> = WORDS
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    let texts = (0..60).map(move |n| {
        let said = (0..18).map(|i| words[(n * 7 + i * (1 + n % 3)) % 400]);
        format!("{}.", said.collect::<Vec<_>>().join(" "))
    });
    Page::new("Talk")
        .own_tag("data-space=\"company\" data-cloud=\"inline\"")
        .body("<groundswell-cloud></groundswell-cloud>")
        .comments(texts)
}

/// The page with its cloud painted, and all that is drawn watched.
async fn open(stage: &Stage, page: &Page) -> Reader {
    let hub = stage.hub_of(page).await;
    let reader = stage.reader().await;
    reader.open(&hub.url("")).await;
    reader.wait_until("t.painted() && t.drawn()").await;
    reader.run(WATCH).await;
    reader
}

/// Presses the button of the lens at `place`, wherever the page is scrolled to; its words are there then.
async fn look_through(reader: &Reader, place: usize) {
    let painted = reader.value("t.painted()").await;
    reader
        .run(&format!("t.allInPanel('.lens')[{place}].click()"))
        .await;
    reader.wait_until(&format!("t.painted() > {painted}")).await;
}

async fn count(reader: &Reader, what: &str) -> u64 {
    reader.value(what).await.as_u64().unwrap()
}

async fn words_glide_and_then_rest(stage: &Stage) {
    let reader = open(stage, &talk()).await;
    let words = count(&reader, "t.words().length").await;
    assert!(words > 150, "{words}");
    reader
        .run("window.still = t.inPanel('canvas').toDataURL()")
        .await;

    // Of these few words are on the rise: most go, and come back.
    look_through(&reader, 1).await;
    reader
        .wait_until("window.paints > 2 && window.frames_due === 0")
        .await;
    look_through(&reader, 0).await;
    reader.wait_until("window.frames_due === 0").await;
    reader.wait_until("t.words().length > 150").await;

    // Another colour for each, and another place for many, twice before the words have arrived.
    reader
        .run("window.paints = 0; window.frames_taken = []")
        .await;
    look_through(&reader, 2).await;
    look_through(&reader, 0).await;
    reader
        .wait_until("window.paints > 2 && window.frames_due === 0")
        .await;
    let frames = reader.value("window.frames_taken").await;
    let paints = count(&reader, "window.paints").await;
    note(&figures(reader.engine(), words, paints, &frames));

    reader
        .run("return new Promise((done) => setTimeout(done, 100))")
        .await;
    assert_eq!(count(&reader, "window.paints").await, paints, "words rest");
}

/// What frames took, for the record.
fn figures(engine: Engine, words: u64, paints: u64, frames: &Value) -> String {
    let mut took: Vec<f64> = frames
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_f64)
        .collect();
    took.sort_by(f64::total_cmp);
    let at = |share: usize| {
        took.get((took.len() * share / 100).min(took.len() - 1))
            .copied()
    };
    format!(
        "{engine:?}: {words} words glide in {} frames of ours, {paints} of them drawn, of {:.1} ms (median), {:.1} ms \
         (95 %), {:.1} ms (longest)",
        took.len(),
        at(50).unwrap_or_default(),
        at(95).unwrap_or_default(),
        took.last().copied().unwrap_or_default(),
    )
}

async fn readers_who_want_no_motion_see_none(stage: &Stage) {
    let reader = open(stage, &talk()).await;
    reader
        .wait_until("t.rests(t.words()[0]) && window.frames_due === 0")
        .await;
    reader
        .run(
            "window.paints = 0; window.frames_taken = []; const ask = matchMedia; \
             window.matchMedia = (query) => query.includes('reduced-motion') ? { matches: true } : ask(query);",
        )
        .await;
    look_through(&reader, 1).await;
    look_through(&reader, 0).await;
    reader
        .run("return new Promise((done) => setTimeout(done, 100))")
        .await;
    // Once for the colours and once for the places of each lens.
    let paints = count(&reader, "window.paints").await;
    assert!((2..=4).contains(&paints), "{paints}");
    assert_eq!(count(&reader, "window.frames_taken.length").await, 0);
}

async fn nothing_is_drawn_out_of_sight(stage: &Stage) {
    let reader = open(stage, &talk()).await;
    reader.run("scrollTo(0, document.body.scrollHeight)").await;
    reader
        .wait_until("t.inPanel('canvas').getBoundingClientRect().bottom < -200")
        .await;
    // What the browser says of it comes with a frame.
    let two_frames =
        "return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";
    reader.run(two_frames).await;
    reader.run("window.paints = 0").await;

    look_through(&reader, 1).await;
    look_through(&reader, 0).await;
    reader.run(two_frames).await;
    assert_eq!(count(&reader, "window.paints").await, 0);

    reader.run("scrollTo(0, 0)").await;
    reader.wait_until("window.paints === 1").await;
    reader.wait_until("t.drawn()").await;
}

async fn a_font_that_comes_late_is_measured(stage: &Stage) {
    let page = talk().head("<style>body { font-family: Late, monospace; }</style>");
    let reader = open(stage, &page).await;
    let widths =
        "t.allInPanel('.word').slice(0, 5).map((word) => word.offsetWidth / word.offsetHeight)";
    let before = reader.value(widths).await;
    let font = STANDARD.encode(FONT);
    reader
        .run(&format!(
            "const face = new FontFace('Late', 'url(data:font/ttf;base64,{font})'); \
             document.fonts.add(face); \
             return face.load().then(() => undefined);"
        ))
        .await;
    let shape = |ratios: &Value| ratios.as_array().unwrap().len();
    assert_eq!(shape(&before), 5);
    reader
        .wait_until(&format!(
            "{widths}.every((ratio, i) => Math.abs(ratio - {before}[i]) > 0.05)"
        ))
        .await;
    // The ink of a word is as wide as its button, in the font that came.
    let fits = "t.allInPanel('.word').slice(0, 5).every((word) => { \
        const context = document.createElement('canvas').getContext('2d'); \
        context.font = '600 100px Late'; \
        const text = word.textContent.split(', ')[0]; \
        const ink = context.measureText(text); \
        const wide = ink.actualBoundingBoxLeft + ink.actualBoundingBoxRight; \
        const high = ink.actualBoundingBoxAscent + ink.actualBoundingBoxDescent; \
        return Math.abs(word.offsetWidth / word.offsetHeight - wide / high) < 0.2 * (wide / high); })";
    reader.wait_until(fits).await;
}
