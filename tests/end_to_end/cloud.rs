//! The word cloud: what it shows, where a word leads to, and that its picture is sharp.

use groundswell_tests::{Key, Page, Reader, Setup, Stage};

in_both!(
    choosing_a_word_by_keyboard_highlights_it_and_lists_its_posts,
    choosing_a_word_by_pointer_highlights_it_until_escape,
    hovering_a_word_names_it_and_its_count,
    the_canvas_is_crisp,
    the_valued_and_divided_lenses_weigh_by_ratings,
    the_trending_lens_shows_what_more_say_than_before,
    where_nothing_rises_the_trending_lens_says_so,
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
    reader.point_at("t.word('canteen')").await;
    reader
        .wait_until(
            "t.shown('.card') && t.inPanel('.card').textContent.startsWith('canteen3 times in 3 posts')",
        )
        .await;
    reader.point_at("t.allInPanel('.lens')[0]").await;
    reader.wait_until("!t.shown('.card')").await;
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
