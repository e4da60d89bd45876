//! A selection on pages that do not make it easy: addresses that others wrote, shortcuts, fixed headers, odd markup.

use groundswell_tests::{Key, Page, Reader, Stage, comment};

scenarios!(
    an_address_leaves_the_path_alone,
    a_link_says_what_no_post_says,
    a_page_with_shortcuts_lets_one_type,
    what_is_typed_turns_and_floods_no_sentence,
    a_chosen_word_stays_under_the_pointer,
    escape_undoes_what_the_pointer_chose,
    escape_closes_the_ways_to_save_first,
    a_period_without_the_word_keeps_it_chosen,
    a_search_outlives_a_change_of_the_page,
    a_ninth_word_is_refused_and_the_search_over,
    text_on_any_ground_steps_back_readably,
    words_are_marked_in_posts_of_several_siblings,
    escape_takes_the_step_back,
    an_offered_link_is_of_what_is_chosen,
    a_panel_replaced_early_can_be_used,
);

const TALK: [&str; 5] = [
    "The pumps in hall three are loud. Every single pump should be quiet.",
    "New pumps arrive on Monday, says the canteen.",
    "The canteen serves soup.",
    "Nobody asked the canteen about soup before.",
    "Filler without meaning.",
];

pub(crate) fn talk() -> Page {
    Page::new("Talk")
        .own_tag("data-space=\"company\"")
        .comments(TALK)
}

/// Opens a page, and its panel unless that is open; the words are painted and can be chosen.
pub(crate) async fn open(stage: &Stage, page: &Page, place: &str) -> Reader {
    let hub = stage.hub_of(page).await;
    let reader = stage.reader().await;
    reader.open(&hub.url(place)).await;
    reader
        .wait_until("t.saw('groundswell:ready').length && t.inPanel('.launcher')")
        .await;
    if reader.value("t.shown('.launcher')").await == true {
        reader.click("t.inPanel('.launcher')").await;
    }
    // What chooses is loaded when the reader comes to the panel.
    reader.run("t.inPanel('.lens').focus()").await;
    reader
        .wait_until("t.painted() && t.words().length && t.inPanel('.found')")
        .await;
    reader
}

pub(crate) async fn choose(reader: &Reader, word: &str) {
    reader.click_place_of(&format!("t.word('{word}')")).await;
    reader
        .wait_until(&format!("t.chosen().split(',').includes('{word}')"))
        .await;
}

/// Presses Escape, which would take away a card first that the pointer called up.
async fn escape(reader: &Reader) {
    reader.point_at("document.querySelector('#c1')").await;
    reader.wait_until("!t.shown('.card')").await;
    reader.press(Key::Escape).await;
}

async fn search(reader: &Reader, text: &str) {
    reader.run("t.inPanel('.seek').focus()").await;
    reader.type_text(text).await;
}

const LINES: &str = "t.allInPanel('.post .heading').filter((line) => line.checkVisibility()).map((line) => line.textContent)";

async fn an_address_leaves_the_path_alone(stage: &Stage) {
    for (given, left) in [
        (
            "?groundswell=x/../../uploads/evil/",
            "/?groundswell=x/../../uploads/evil/",
        ),
        (
            "?groundswell=ab/../../up/&groundswell=ab",
            "/?groundswell=ab/../../up/",
        ),
        (
            "?groundswell=//evil.example/&groundswell=pump",
            "/?groundswell=//evil.example/",
        ),
        (
            "?a=%20b&groundswell=pump&c=?groundswell=d&groundswell=canteen#at",
            "/?a=%20b&c=?groundswell=d#at",
        ),
        ("?groundswell=pump", "/"),
    ] {
        let reader = open(stage, &talk(), given).await;
        let at = "location.href.slice(location.origin.length)";
        assert_eq!(reader.value(at).await, left, "{given}");
    }
}

async fn a_link_says_what_no_post_says(stage: &Stage) {
    let half = "#groundswell-canteen_and_nosuch";
    let reader = open(stage, &talk(), half).await;
    reader
        .wait_until(
            "t.chosen() === 'canteen' \
             && t.status() === 'canteen: 3 times in 3 posts · No post says nosuch'",
        )
        .await;
    // A link of the page to a selection is none to a route.
    reader
        .run("document.body.insertAdjacentHTML('beforeend', '<a href=\"#groundswell-nosuch_or_nothing\">?</a>')")
        .await;
    reader.click("document.querySelector('body > a')").await;
    reader
        .wait_until("t.chosen() === '' && t.status() === 'No post says nosuch or nothing'")
        .await;
    reader.wait_until("!t.marked().length").await;
    reader.run("t.inPanel('.seek').focus()").await;
    reader.press(Key::Escape).await;
    reader
        .wait_until("t.status() === '' && location.hash === '' && t.shown('.panel')")
        .await;
    choose(&reader, "pumps").await;
    reader
        .wait_until("location.hash === '#groundswell-pump'")
        .await;
}

/// Takes every key for its own that does not go to a field, as pages with shortcuts of one letter do.
const SHORTCUTS: &str = "<script>for (const kind of ['keydown', 'keypress', 'keyup', 'beforeinput']) \
    document.addEventListener(kind, (event) => event.target.matches('input') || event.preventDefault());</script>";

async fn a_page_with_shortcuts_lets_one_type(stage: &Stage) {
    let reader = open(stage, &talk().head(SHORTCUTS), "").await;
    search(&reader, "pum ").await;
    reader
        .wait_until(
            "t.inPanel('.seek').value === 'pum ' && t.status().includes('Enter chooses pumps')",
        )
        .await;
    reader.press(Key::Enter).await;
    reader.wait_until("t.chosen() === 'pumps'").await;
}

async fn what_is_typed_turns_and_floods_no_sentence(stage: &Stage) {
    let reader = open(stage, &talk(), "").await;
    assert_eq!(reader.value("t.inPanel('.seek').maxLength").await, 1000);
    let type_ = |text: &str| {
        format!(
            "const field = t.inPanel('.seek'); field.value = {text}; \
             field.dispatchEvent(new Event('input', {{ bubbles: true }}))"
        )
    };
    reader.run(&type_("'x'.repeat(10000)")).await;
    let short = "t.status() === `Nothing found for “${'x'.repeat(60)}…”`";
    reader.wait_until(short).await;
    reader.run(&type_("'no\\u202esuch'")).await;
    reader
        .wait_until("t.status() === 'Nothing found for “nosuch”'")
        .await;
}

async fn a_chosen_word_stays_under_the_pointer(stage: &Stage) {
    let reader = open(stage, &talk(), "").await;
    reader.wait_until("t.inPanel('.range')").await;
    let place = "String(t.middle(t.word('pumps')).map(Math.round))";
    let before = reader.value(place).await;
    choose(&reader, "pumps").await;
    reader
        .wait_until("t.inPanel('.post')?.checkVisibility()")
        .await;
    assert_eq!(reader.value(place).await, before);
    reader.click_place_of("t.word('pumps')").await;
    reader.wait_until("t.chosen() === ''").await;
}

async fn escape_undoes_what_the_pointer_chose(stage: &Stage) {
    let reader = open(stage, &talk(), "").await;
    reader.run("window.at = scrollY").await;
    let at_word = "t.active() === t.word('pumps') && !t.active().matches(':focus-visible') \
                   && scrollY === window.at";
    choose(&reader, "pumps").await;
    reader.wait_until(at_word).await;
    reader.press(Key::Escape).await;
    reader
        .wait_until("t.chosen() === '' && t.shown('.panel')")
        .await;
    choose(&reader, "pumps").await;
    reader.click_place_of("t.word('pumps')").await;
    reader.wait_until("t.chosen() === ''").await;
    reader.wait_until("t.active() === t.word('pumps')").await;
    reader.press(Key::Escape).await;
    reader.wait_until("!t.shown('.panel')").await;
}

async fn escape_closes_the_ways_to_save_first(stage: &Stage) {
    let reader = open(stage, &talk(), "").await;
    choose(&reader, "pumps").await;
    reader.click("t.inPanel('.take')").await;
    reader
        .wait_until("t.active()?.matches('.ways button')")
        .await;
    reader.press(Key::Escape).await;
    reader
        .wait_until("!t.inPanel('.ways') && t.chosen() === 'pumps'")
        .await;
    reader.press(Key::Escape).await;
    reader.wait_until("t.chosen() === ''").await;
    // The one that ends an input method's composition is not for us.
    reader
        .run(
            "const field = t.inPanel('.seek'); field.focus(); \
             for (const composing of [{ isComposing: true }, { keyCode: 229 }]) \
               field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, ...composing }))",
        )
        .await;
    assert_eq!(reader.value("t.shown('.panel')").await, true);
}

/// Posts of a year, two in a month, of which the first half speaks of soup and the second of the reactor.
fn year() -> Page {
    let mut html = String::from("<main><section class=\"comments\">");
    for n in 0..24 {
        let subject = if n < 12 { "soup" } else { "reactor" };
        html += &comment(
            n,
            &format!("Is it this, the canteen? My {n} wants {subject}."),
        )
        .replace("2026-10-01", &format!("2024-{:02}-{:02}", n / 2 + 1, n + 3));
    }
    Page::new("Talk")
        .own_tag("data-space=\"company\"")
        .body(&html)
        .body("</section></main>")
}

async fn a_period_without_the_word_keeps_it_chosen(stage: &Stage) {
    let reader = open(stage, &year(), "").await;
    choose(&reader, "soup").await;
    reader
        .wait_until("t.status() === 'soup: 12 times in 12 posts' && t.marked().length === 12")
        .await;
    reader
        .wait_until("t.shown('.timeline') && t.inPanel('.slider.from')")
        .await;
    reader.run("t.inPanel('.slider.from').focus()").await;
    for _ in 0..7 {
        reader.press(Key::Right).await;
    }
    reader
        .wait_until("t.status() === 'No post of this time says soup'")
        .await;
    let kept = "t.chosen() === 'soup' && location.hash === '#groundswell-soup'";
    assert_eq!(reader.value(kept).await, true);
    reader.wait_until("!t.marked().length").await;
    reader.click("t.inPanel('.clear-times')").await;
    reader
        .wait_until("t.status() === 'soup: 12 times in 12 posts' && t.marked().length === 12")
        .await;
}

async fn a_search_outlives_a_change_of_the_page(stage: &Stage) {
    let reader = open(stage, &talk(), "").await;
    search(&reader, "pumps ").await;
    reader.wait_until(&format!("{LINES}.length === 2")).await;
    let first = comment(9, "Older pumps were quiet.");
    reader
        .run(&format!(
            "document.querySelector('.comments').insertAdjacentHTML('afterbegin', `{first}`)"
        ))
        .await;
    reader
        .wait_until(&format!(
            "{LINES}.length === 3 && {LINES}.every((line) => line.includes('umps'))"
        ))
        .await;
    reader.press(Key::Enter).await;
    reader
        .wait_until("t.chosen() === 'pumps' && t.status() === 'pumps: 4 times in 3 posts'")
        .await;
}

async fn a_ninth_word_is_refused_and_the_search_over(stage: &Stage) {
    let words = [
        "badger", "copper", "dragon", "falcon", "garden", "hammer", "kitten", "market", "island",
    ];
    let page = Page::new("Words")
        .own_tag("data-space=\"company\"")
        .comments(words.map(|word| format!("Is it this? My {word}, and again the {word}.")));
    let link = format!("#groundswell-{}", words[..8].join("_or_"));
    let reader = open(stage, &page, &link).await;
    reader
        .wait_until("t.allInPanel('.chip').length === 8")
        .await;
    reader.click("t.inPanel('.add')").await;
    search(&reader, "island").await;
    reader
        .wait_until("t.status().includes('Enter chooses island')")
        .await;
    reader.press(Key::Enter).await;
    reader
        .wait_until(&format!(
            "t.status() === 'At most 8 words can be chosen' && !t.shown('.found') && {LINES}.length === 8"
        ))
        .await;
}

/// The least contrast (WCAG 2.2) that dimmed text has with what it stands on.
const LEAST_CONTRAST: &str = "Math.min(...document.adoptedStyleSheets
    .flatMap(({ cssRules }) => [...cssRules].flatMap((rule) => [...(rule.cssRules ?? [])]))
    .filter(({ selectorText }) => selectorText?.includes('groundswell-dim'))
    .flatMap(({ selectorText, style }) => {
      const luminance = (colour) => {
        const [r, g, b] = colour.match(/\\d+/g).map((value) => {
          const c = value / 255;
          return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const name = selectorText.slice('::highlight('.length, -1);
      return [...CSS.highlights.get(name) ?? []].map(({ startContainer }) => {
        const ground = startContainer.parentElement.closest('.comment, body');
        const both = [style.color, getComputedStyle(ground).backgroundColor].map(luminance);
        return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
      });
    }))";

async fn text_on_any_ground_steps_back_readably(stage: &Stage) {
    let page = talk().head(
        "<style>.comment { background: #fff; color: #333 } .comment :is(a, span) { color: inherit } \
         #c4 { background: #b0b0b0 } .late .comment { background: #a8a8a8 }</style>",
    );
    let reader = open(stage, &page, "").await;
    choose(&reader, "pumps").await;
    reader
        .wait_until("String(t.dimmed().sort()) === 'c3,c4,c5'")
        .await;
    let first = reader.value(LEAST_CONTRAST).await.as_f64().unwrap();
    assert!((4.5..7.0).contains(&first), "{first}");
    // The page takes another theme.
    reader.run("document.body.className = 'late'").await;
    choose(&reader, "soup").await;
    reader
        .wait_until("String(t.dimmed().sort()) === 'c1,c2,c5'")
        .await;
    let second = reader.value(LEAST_CONTRAST).await.as_f64().unwrap();
    assert!((4.5..7.0).contains(&second), "{second}");
    let names =
        "[...CSS.highlights.keys()].filter((name) => name.startsWith('groundswell-dim')).length";
    assert_eq!(reader.value(names).await, 1);
}

async fn words_are_marked_in_posts_of_several_siblings(stage: &Stage) {
    let mut talk = String::from("<div id=\"comments\"><dl id=\"comments-block\">");
    for (n, text) in TALK.iter().enumerate() {
        talk += &format!(
            "<dt class=\"comment-author comment\" id=\"c{n}\"><a name=\"c{n}\"></a><a href=\"/profile/{n}\">Ada {n}</a> said...</dt>\
             <dd class=\"comment-body\"><p>{text}</p></dd><dd class=\"comment-footer\"><span class=\"comment-timestamp\">\
             <a href=\"?show={n}#c{n}\">{n} March 2024, 10:0{n}</a></span></dd>"
        );
    }
    let page = Page::new("Pairs")
        .own_tag("data-space=\"company\"")
        .head("<meta name=\"generator\" content=\"blogger\">")
        .body(&talk)
        .body("</dl></div>");
    let reader = open(stage, &page, "").await;
    choose(&reader, "pumps").await;
    reader
        .wait_until("t.status() === 'pumps: 3 times in 2 posts'")
        .await;
    reader
        .wait_until("String(t.marked()) === 'pumps,pump,pumps'")
        .await;
}

async fn an_offered_link_is_of_what_is_chosen(stage: &Stage) {
    let reader = open(stage, &talk(), "").await;
    choose(&reader, "pumps").await;
    // As on a page without TLS, where scripts may not copy.
    reader
        .run("Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })")
        .await;
    reader.click("t.inPanel('.copy')").await;
    reader.wait_until("t.active()?.matches('.link')").await;
    choose(&reader, "canteen").await;
    reader.wait_until("!t.inPanel('.link')").await;
    reader
        .run("Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => (window.copied = text) } })")
        .await;
    reader.click("t.inPanel('.copy')").await;
    reader
        .wait_until("t.status() === 'Link copied' && copied.endsWith('#groundswell-canteen')")
        .await;
    reader
        .wait_until("t.status() === 'canteen: 3 times in 3 posts'")
        .await;
}

/// Notes what a page hears of its history.
const HEARD: &str = "<script>
  window.heard = [];
  for (const kind of ['popstate', 'hashchange']) addEventListener(kind, () => heard.push(kind));
  window.navigation?.addEventListener('navigate', ({ navigationType }) => heard.push(navigationType));
</script>";

/// What the hidden frame's address says.
const STEP: &str = "t.inPanel('iframe').contentWindow.location.hash";

async fn escape_takes_the_step_back(stage: &Stage) {
    let reader = open(stage, &talk().head(HEARD), "").await;
    reader
        .run("history.pushState(null, '', '?later'); window.entries = history.length; heard.length = 0")
        .await;
    let taken = format!("{STEP} === '#chosen' && history.length === window.entries + 1");
    choose(&reader, "pumps").await;
    reader.wait_until(&taken).await;
    escape(&reader).await;
    reader
        .wait_until(&format!("t.chosen() === '' && {STEP} === ''"))
        .await;
    // Chosen again before the browser is back, it stays.
    choose(&reader, "pumps").await;
    reader.wait_until(&taken).await;
    reader
        .run("t.word('pumps').click(); t.word('canteen').click()")
        .await;
    reader.wait_until("t.chosen() === 'canteen'").await;
    reader.wait_until(&taken).await;
    escape(&reader).await;
    reader
        .wait_until(&format!("t.chosen() === '' && {STEP} === ''"))
        .await;
    // Nothing but the address that was replaced, where browsers tell even that.
    let others = reader
        .value("heard.filter((one) => one !== 'replace')")
        .await;
    assert_eq!(others, serde_json::json!([]));
    reader.go_back().await;
    reader.wait_until("location.search === ''").await;

    // Where the page took a step of its own, that is not undone.
    choose(&reader, "pumps").await;
    reader.wait_until(&format!("{STEP} === '#chosen'")).await;
    reader.run("history.pushState(null, '', '?own')").await;
    escape(&reader).await;
    reader.wait_until("t.chosen() === ''").await;
    assert_eq!(reader.value("location.search").await, "?own");
}

async fn a_panel_replaced_early_can_be_used(stage: &Stage) {
    let hub = stage.hub_of(&talk()).await;
    let reader = stage.reader().await;
    reader.open(&hub.url("")).await;
    reader
        .wait_until("t.saw('groundswell:ready').length && t.inPanel('.launcher')")
        .await;
    // While what chooses is loaded.
    reader
        .run("t.inPanel('.launcher').click(); document.querySelector('groundswell-panel').remove()")
        .await;
    reader
        .wait_until(
            "document.querySelector('groundswell-panel')?.shadowRoot.querySelector('.launcher')",
        )
        .await;
    if reader.value("t.shown('.launcher')").await == true {
        reader.click("t.inPanel('.launcher')").await;
    }
    reader.wait_until("t.word('pumps')").await;
    choose(&reader, "pumps").await;
    search(&reader, "soup").await;
    reader
        .wait_until("t.allInPanel('.term').length === 1")
        .await;
}
