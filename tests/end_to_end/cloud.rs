//! The word cloud: what it shows, where a word leads to, and that its picture is sharp.

use groundswell_tests::{Key, Page, Reader, Setup, Stage};

scenarios!(
    choosing_a_word_by_keyboard_highlights_it_and_lists_its_posts,
    choosing_a_word_by_pointer_highlights_it_until_escape,
    clicks_that_scripts_make_choose_words_too,
    words_are_met_where_they_are_seen_on_scaled_pages,
    words_stay_within_their_places_whatever_the_spacing_of_the_page,
    words_that_step_back_can_be_seen,
    words_can_be_read_on_a_ground_of_the_owners,
    the_valued_and_divided_lenses_weigh_by_ratings,
    the_trending_lens_shows_what_more_say_than_before,
    where_nothing_rises_the_trending_lens_says_so;
    not in WebKit:
    words_are_met_where_they_are_seen_on_zoomed_pages,
    the_canvas_is_crisp,
    hovering_a_word_names_it_and_its_count,
);

/// `pumps` is said three times in two posts, `canteen` three times in three.
const TALK: [&str; 4] = [
    "The pumps in hall three are loud. Every single pump should be quiet.",
    "New pumps arrive on Monday, says the canteen.",
    "The canteen serves soup.",
    "Nobody asked the canteen about soup before.",
];

/// A page of some talk with the panel opened by its launcher, and its words painted.
async fn open_panel(stage: &Stage) -> Reader {
    let filler = (0..30).map(|i| format!("Filler without meaning, number {i}."));
    let texts = TALK.into_iter().map(str::to_owned).chain(filler);
    let page = Page::new("Talk")
        .own_tag("data-space=\"company\"")
        .comments(texts);
    let hub = stage.hub_of(&page).await;
    let reader = stage.reader().await;
    reader.open(&hub.url("")).await;
    reader.click("t.inPanel('.launcher')").await;
    reader.wait_until("t.painted() && t.word('pumps')").await;
    reader
}

/// The talk's pumps are marked, and their posts are listed.
async fn check_pumps_are_chosen(reader: &Reader) {
    reader
        .wait_until("String(t.marked()) === 'pumps,pump,pumps'")
        .await;
    reader
        .wait_until("t.inPanel('.status').textContent === 'pumps: 3 times in 2 posts'")
        .await;
    reader
        .wait_until("t.allInPanel('.post').length === 2")
        .await;
    reader
        .wait_until("t.word('pumps').getAttribute('aria-pressed') === 'true'")
        .await;
    reader
        .wait_until("t.saw('groundswell:select').length === 1")
        .await;
}

async fn choosing_a_word_by_keyboard_highlights_it_and_lists_its_posts(stage: &Stage) {
    let reader = open_panel(stage).await;
    // From the lens that has the focus now past the search to the words, which are one stop of the tab key.
    for _ in 0..6 {
        reader.press(Key::Tab).await;
    }
    reader
        .wait_until("t.panel().activeElement.matches('.word')")
        .await;
    go_to(&reader, "pumps").await;
    reader.press(Key::Enter).await;
    check_pumps_are_chosen(&reader).await;

    reader.run("scrollTo(0, document.body.scrollHeight)").await;
    reader
        .wait_until("document.querySelector('#c1').getBoundingClientRect().bottom < 0")
        .await;
    let first = "t.allInPanel('.post').find((line) => line.textContent.includes('hall three'))";
    reader.click(first).await;
    reader
        .wait_until("document.activeElement === document.querySelector('#c1 groundswell-rating')")
        .await;
    reader
        .wait_until("document.querySelector('#c1').getBoundingClientRect().top >= 0")
        .await;
}

/// Goes from the word that has the focus to another by arrow keys, as people do: along the longer way first.
async fn go_to(reader: &Reader, word: &str) {
    reader.press(Key::Home).await;
    for _ in 0..30 {
        let way = reader
            .value(&format!(
                "(([a, b]) => [b[0] - a[0], b[1] - a[1]])\
                 ([t.panel().activeElement, t.word('{word}')].map(t.middle))"
            ))
            .await;
        let (x, y) = (way[0].as_f64().unwrap(), way[1].as_f64().unwrap());
        let here = reader.value("t.panel().activeElement.textContent").await;
        let across = if x < 0.0 { Key::Left } else { Key::Right };
        let down = if y < 0.0 { Key::Up } else { Key::Down };
        let (first, second) = if x.abs() > y.abs() {
            (across, down)
        } else {
            (down, across)
        };
        if (x, y) == (0.0, 0.0) {
            return;
        }
        reader.press(first).await;
        if reader.value("t.panel().activeElement.textContent").await == here {
            reader.press(second).await;
        }
    }
    panic!("{word} cannot be reached");
}

async fn choosing_a_word_by_pointer_highlights_it_until_escape(stage: &Stage) {
    let reader = open_panel(stage).await;
    reader.click_place_of("t.word('pumps')").await;
    check_pumps_are_chosen(&reader).await;

    reader.click("t.allInPanel('.lens')[0]").await;
    reader.press(Key::Escape).await;
    reader
        .wait_until("t.marked().length === 0 && !t.shown('.selection')")
        .await;
    assert_eq!(
        reader.value("t.shown('.panel')").await,
        true,
        "the first Escape clears"
    );
    reader.press(Key::Escape).await;
    reader
        .wait_until("!t.shown('.panel') && t.shown('.launcher')")
        .await;
}

async fn hovering_a_word_names_it_and_its_count(stage: &Stage) {
    let reader = open_panel(stage).await;
    assert_eq!(reader.value("t.shown('.card')").await, false);
    reader.wait_until("t.rests('canteen')").await;
    reader.point_at("t.word('canteen')").await;
    reader
        .wait_until(
            "t.shown('.card') && t.inPanel('.card').textContent.startsWith('canteen3 times in 3 posts')",
        )
        .await;
    reader.point_at("t.allInPanel('.lens')[0]").await;
    reader.wait_until("!t.shown('.card')").await;
}

async fn clicks_that_scripts_make_choose_words_too(stage: &Stage) {
    let reader = open_panel(stage).await;
    // As Firefox before 129 and older WebKit make every click.
    reader
        .run(
            "const [clientX, clientY] = t.middle(t.word('pumps')); \
             const click = new MouseEvent('click', { clientX, clientY, bubbles: true, composed: true }); \
             t.inPanel('canvas').dispatchEvent(click)",
        )
        .await;
    check_pumps_are_chosen(&reader).await;
    assert_eq!(reader.value("t.shown('.card')").await, false);
}

/// A page with a cloud of many words and this head.
async fn open_inline(stage: &Stage, head: &str) -> Reader {
    let words = include_str!("../../src/xtask/cloud/words/en.txt");
    let words: Vec<&str> = words
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    let texts = words[..300]
        .chunks(10)
        .map(|said| format!("{}.", said.join(" ")));
    let page = Page::new("Talk")
        .head(head)
        .own_tag("data-space=\"company\" data-cloud=\"inline\"")
        .body("<div class=\"around\"><groundswell-cloud></groundswell-cloud></div>")
        .comments(texts);
    let hub = stage.hub_of(&page).await;
    let reader = stage.reader().await;
    reader.open(&hub.url("")).await;
    reader
        .wait_until("t.painted() && t.drawn() && t.words().length > 50")
        .await;
    reader
}

async fn words_are_met_where_they_are_seen_on_scaled_pages(stage: &Stage) {
    check_words_are_met(
        stage,
        ".around { transform: scale(.7); transform-origin: 0 0 }",
    )
    .await;
}

/// WebKit does not tell by how much a page is zoomed.
async fn words_are_met_where_they_are_seen_on_zoomed_pages(stage: &Stage) {
    for zoom in ["1.5", "0.8"] {
        check_words_are_met(stage, &format!("html {{ zoom: {zoom} }}")).await;
    }
}

/// How often a word is pointed at that does not react.
const MOST_TRIES: usize = 5;

/// Points at some words of a page with this style.
async fn check_words_are_met(stage: &Stage, style: &str) {
    let reader = open_inline(stage, &format!("<style>{style}</style>")).await;
    // The words that are farthest to the right, and one in the middle.
    reader
        .run(
            "const place = (word) => word.getBoundingClientRect().right; \
                 const sorted = t.allInPanel('.word').sort((a, b) => place(b) - place(a)); \
                 window.some = [sorted[0], sorted[2], sorted[sorted.length >> 1]]",
        )
        .await;
    for i in 0..3 {
        let met = format!(
            "t.shown('.card') && some[{i}].textContent.startsWith(`${{t.inPanel('.card-term').textContent}}, `)"
        );
        // A card may cover the next word, and the words may still be on their way.
        for _ in 0..MOST_TRIES {
            reader.point_at("t.allInPanel('.lens')[0]").await;
            reader.wait_until("!t.shown('.card')").await;
            reader.point_at(&format!("some[{i}]")).await;
            reader
                .run("return new Promise((done) => setTimeout(done, 300))")
                .await;
            if reader.value(&met).await == true {
                break;
            }
        }
        reader.wait_until(&met).await;
    }
}

async fn words_stay_within_their_places_whatever_the_spacing_of_the_page(stage: &Stage) {
    let style = "<style>body { letter-spacing: .12em; word-spacing: .16em; font-variant: small-caps }</style>";
    let reader = open_inline(stage, style).await;
    // Pixels of ink that lie in no word's box.
    let astray = "(() => { \
        const canvas = t.inPanel('canvas'); \
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height); \
        const taken = new Uint8Array(canvas.width * canvas.height); \
        for (const word of t.allInPanel('.word')) { \
            const { offsetLeft: x, offsetTop: y, offsetWidth: w, offsetHeight: h } = word; \
            for (let row = Math.max(0, y - 2); row < y + h + 2; row++) \
                taken.fill(1, row * canvas.width + Math.max(0, x - 2), row * canvas.width + x + w + 2); \
        } \
        return taken.reduce((sum, is, i) => sum + (!is && data[i * 4 + 3] > 128), 0); })()";
    assert_eq!(reader.value(astray).await, 0);
}

/// For each word the contrast of its ink with a ground (WCAG 2.2), by the pixel of its box that is farthest from it;
/// the least of them.
fn least_contrast(ground: [u8; 3]) -> String {
    format!(
        "(() => {{ \
        const canvas = t.inPanel('canvas'); \
        const context = canvas.getContext('2d'); \
        const light = (colour) => {{ \
            const [r, g, b] = colour.map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4); \
            return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05; }}; \
        const ground = {ground:?}; \
        const contrast = (word) => {{ \
            const {{ data }} = context.getImageData(word.offsetLeft, word.offsetTop, word.offsetWidth, word.offsetHeight); \
            let most = 1; \
            for (let i = 0; i < data.length; i += 4) {{ \
                const share = data[i + 3] / 255; \
                const ratio = light(ground.map((c, at) => data[i + at] * share + c * (1 - share))) / light(ground); \
                most = Math.max(most, ratio, 1 / ratio); }} \
            return most; }}; \
        return Math.min(...t.allInPanel('.word').map(contrast)); }})()"
    )
}

async fn words_that_step_back_can_be_seen(stage: &Stage) {
    let reader = open_inline(stage, "").await;
    let before = reader.value("t.inPanel('canvas').toDataURL()").await;
    reader.run("t.allInPanel('.word')[0].click()").await;
    reader
        .wait_until(&format!("t.inPanel('canvas').toDataURL() !== {before}"))
        .await;
    reader.wait_until("t.allInPanel('.post').length > 0").await;
    reader
        .wait_until(&format!("{} >= 2.9", least_contrast([255; 3])))
        .await;
}

async fn words_can_be_read_on_a_ground_of_the_owners(stage: &Stage) {
    for (ground, colour, text) in [
        ("#101418", [16, 20, 24], "body { color: #222 }"),
        (
            "color-mix(in srgb, #fff 90%, #eee)",
            [253; 3],
            "body { color: #eee; background: #111 }",
        ),
    ] {
        let style = format!("<style>:root {{ --gsw-ground: {ground} }} {text}</style>");
        let reader = open_inline(stage, &style).await;
        let least = least_contrast(colour);
        let least = reader.value(&least).await.as_f64().unwrap();
        assert!(least > 4.0, "{ground}: {least}");
        // So does what is written around them, in colours of ours.
        let own = "getComputedStyle(t.inPanel('.inline')).color";
        let expected = if colour[0] < 99 {
            "rgb(232, 234, 238)"
        } else {
            "rgb(27, 31, 39)"
        };
        assert_eq!(reader.value(own).await, expected, "{ground}");
    }
}

async fn the_canvas_is_crisp(stage: &Stage) {
    let page = Page::new("Talk")
        .own_tag("data-space=\"company\" data-cloud=\"inline\"")
        .comments(TALK);
    let hub = stage.hub_of(&page).await;
    let reader = stage
        .reader_with(Setup {
            scale: 2,
            ..Setup::default()
        })
        .await;
    reader.open(&hub.url("")).await;
    reader.wait_until("t.painted()").await;
    assert_eq!(reader.value("devicePixelRatio").await.as_f64(), Some(2.0));
    reader.wait_until("t.crisp() && t.drawn()").await;
    let wide = reader.value("t.inPanel('canvas').width").await;

    reader.resize(700, 800).await;

    let narrower = format!("t.inPanel('canvas').width < {wide} && t.crisp() && t.drawn()");
    reader.wait_until(&narrower).await;
    let inside = "t.allInPanel('.word').every((word) => { \
        const word_box = word.getBoundingClientRect(); \
        const frame = t.inPanel('.cloud').getBoundingClientRect(); \
        return word_box.left >= frame.left - 1 && word_box.right <= frame.right + 1; })";
    reader.wait_until(inside).await;
}

/// Presses the button of a lens in English.
async fn look_through(reader: &Reader, lens: &str) {
    let button = format!("t.allInPanel('.lens').find((one) => one.textContent === '{lens}')");
    reader.click(&button).await;
    let pressed = format!("{button}.getAttribute('aria-pressed') === 'true'");
    reader.wait_until(&pressed).await;
    let others = "t.allInPanel('.lens[aria-pressed=true]').length === 1";
    reader.wait_until(others).await;
}

async fn the_valued_and_divided_lenses_weigh_by_ratings(stage: &Stage) {
    let page = Page::new("Talk").own_tag("data-space=\"forum\"").comments([
        "Soup is cheap.",
        "Soup is warm.",
        "A violin would be nice.",
        "Carpets are old.",
    ]);
    let hub = stage.hub_of(&page).await;
    let reader = stage.reader().await;
    reader.open(&hub.url("")).await;
    reader.click("t.inPanel('.launcher')").await;
    let soup_leads = "t.words().includes('violin') && t.words().indexOf('Soup') === 0";
    reader.wait_until(soup_leads).await;
    look_through(&reader, "Divided").await;
    reader.wait_until(soup_leads).await;
    look_through(&reader, "Valued").await;
    reader.wait_until(soup_leads).await;

    // Of what others say the page hears while it is open.
    for (post, values) in [
        ("#c1", [-1; 6]),
        ("#c2", [-1; 6]),
        ("#c3", [1; 6]),
        ("#c4", [1, 1, 1, -1, -1, -1]),
    ] {
        let id = reader.value(&format!("t.id('{post}')")).await;
        for value in values {
            hub.rate("forum", id.as_str().unwrap(), value).await;
        }
    }

    let before = |one: &str, other: &str| {
        format!("t.words().indexOf('{one}') < t.words().indexOf('{other}')")
    };
    reader.wait_until(&before("violin", "Soup")).await;
    reader.wait_until(&before("violin", "Carpets")).await;
    look_through(&reader, "Divided").await;
    reader.wait_until(&before("Carpets", "Soup")).await;
    reader.wait_until(&before("Carpets", "violin")).await;
    look_through(&reader, "Frequent").await;
    reader.wait_until(soup_leads).await;
}

async fn the_trending_lens_shows_what_more_say_than_before(stage: &Stage) {
    // A comment a minute by four people in turn; the last ten are the newest quarter.
    let talk = (1..=40).map(|n| match n {
        31.. => format!("Soup, and the reactor, {n}."),
        _ => format!("Soup, {n}."),
    });
    let page = Page::new("Talk")
        .own_tag("data-space=\"company\" data-lens=\"trending\"")
        .comments(talk);
    let hub = stage.hub_of(&page).await;
    let reader = stage.reader().await;
    reader.open(&hub.url("")).await;
    reader.click("t.inPanel('.launcher')").await;
    reader.wait_until("String(t.words()) === 'reactor'").await;
    look_through(&reader, "Frequent").await;
    reader
        .wait_until("t.words().indexOf('Soup') === 0 && t.words().includes('reactor')")
        .await;
    look_through(&reader, "Rising").await;
    reader.wait_until("String(t.words()) === 'reactor'").await;
}

async fn where_nothing_rises_the_trending_lens_says_so(stage: &Stage) {
    let reader = open_panel(stage).await;
    look_through(&reader, "Rising").await;
    let said = "t.inPanel('.status').textContent === 'No word is clearly on the rise'";
    reader.wait_until(said).await;
    reader.wait_until("t.words().length === 0").await;
    look_through(&reader, "Frequent").await;
    reader
        .wait_until("t.word('pumps') && t.inPanel('.status').textContent === ''")
        .await;
}
