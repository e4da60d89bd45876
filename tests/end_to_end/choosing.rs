//! Choosing words: one or several, in the page, in the history and in links.

use groundswell_tests::{Key, Page, Reader, Stage, comment};

scenarios!(
    several_words_are_chosen_and_posts_without_them_step_back,
    words_are_added_without_any_key_held,
    the_focus_stays_when_a_chosen_word_goes,
    answers_within_a_post_step_back_without_it,
    text_that_steps_back_stays_readable,
    back_undoes_unheard_by_a_router_of_fragments,
    a_link_chooses_what_it_names_on_a_page_with_routes_in_fragments,
    a_link_chooses_a_word_that_comes_later,
    a_post_that_is_folded_away_is_unfolded;
    not in WebKit:
    back_undoes_unheard_by_a_router_of_paths,
    destroying_takes_the_choice_out_of_page_and_address,
);

/// `pumps` is said three times in two posts, `canteen` three times in three.
const TALK: [&str; 5] = [
    "The pumps in hall three are loud. Every single pump should be quiet.",
    "New pumps arrive on Monday, says the canteen.",
    "The canteen serves soup.",
    "Nobody asked the canteen about soup before.",
    "Filler without meaning.",
];

/// Notes what a page's router of its own would be told.
const ROUTER: &str = "<script>
  window.routed = [];
  const route = () => routed.push(ROUTE);
  for (const kind of ['popstate', 'hashchange']) addEventListener(kind, route);
  for (const how of ['pushState', 'replaceState']) {
    const native = history[how];
    history[how] = function (...given) { native.apply(this, given); route(); };
  }
  window.navigation?.addEventListener('navigate', (event) => {
    if (event.navigationType === 'reload') return;
    routed.push('navigate to ' + new URL(event.destination.url).pathname);
  });
  route();
</script>";

fn talk() -> Page {
    Page::new("Talk")
        .own_tag("data-space=\"company\"")
        .comments(TALK)
}

/// Opens a page, and its panel unless that is open; the words are painted.
async fn open(stage: &Stage, page: &Page, place: &str) -> Reader {
    let hub = stage.hub_of(page).await;
    let reader = stage.reader().await;
    reader.open(&hub.url(place)).await;
    open_panel(&reader).await;
    reader
}

async fn open_panel(reader: &Reader) {
    reader
        .wait_until("t.saw('groundswell:ready').length && t.inPanel('.launcher')")
        .await;
    if reader.value("t.shown('.launcher')").await == true {
        reader.click("t.inPanel('.launcher')").await;
    }
    reader.wait_until("t.painted() && t.word('pumps')").await;
}

async fn choose(reader: &Reader, word: &str) {
    reader.click_place_of(&format!("t.word('{word}')")).await;
}

async fn add(reader: &Reader, word: &str) {
    reader.hold(Key::Control).await;
    choose(reader, word).await;
    reader.release(Key::Control).await;
}

async fn wait_chosen(reader: &Reader, words: &str, status: &str) {
    reader
        .wait_until(&format!("t.chosen() === '{words}'"))
        .await;
    reader
        .wait_until(&format!("t.status() === '{status}'"))
        .await;
}

async fn several_words_are_chosen_and_posts_without_them_step_back(stage: &Stage) {
    let reader = open(stage, &talk(), "").await;
    reader
        .run(
            "window.before = document.querySelector('main').innerHTML; window.heard = []; \
             document.addEventListener('groundswell:select', ({ detail, terms, match }) => heard.push([detail, `${terms} ${match}`]))",
        )
        .await;
    choose(&reader, "pumps").await;
    wait_chosen(&reader, "pumps", "pumps: 3 times in 2 posts").await;
    reader.wait_until("String(t.dimmed()) === 'c3,c4,c5'").await;

    add(&reader, "canteen").await;
    wait_chosen(&reader, "pumps,canteen", "pumps and canteen: in 1 post").await;
    reader
        .wait_until(
            "String(t.dimmed()) === 'c1,c3,c4,c5' && String(t.marked()) === 'pumps,canteen'",
        )
        .await;
    reader.click("t.inPanel('.any')").await;
    wait_chosen(&reader, "pumps,canteen", "pumps or canteen: in 4 posts").await;
    reader
        .wait_until("String(t.dimmed()) === 'c5' && t.marked().length === 6")
        .await;
    let pressed = "t.allInPanel('.word[aria-pressed=true]').length === 2";
    assert_eq!(reader.value(pressed).await, true);
    let same = "document.querySelector('main').innerHTML === window.before";
    assert_eq!(
        reader.value(same).await,
        true,
        "the page's DOM is untouched"
    );

    add(&reader, "pumps").await;
    wait_chosen(&reader, "canteen", "canteen: 3 times in 3 posts").await;
    choose(&reader, "canteen").await;
    reader
        .wait_until("t.chosen() === '' && !t.shown('.selection') && t.status() === ''")
        .await;
    reader
        .wait_until("!t.dimmed().length && !t.marked().length")
        .await;
    assert_eq!(
        reader.value("heard").await,
        serde_json::json!([
            ["pump", "pump all"],
            ["pump", "pump,canteen all"],
            ["pump", "pump,canteen any"],
            ["canteen", "canteen any"],
            [null, " any"],
        ])
    );
}

async fn words_are_added_without_any_key_held(stage: &Stage) {
    let reader = open(stage, &talk(), "").await;
    choose(&reader, "pumps").await;
    wait_chosen(&reader, "pumps", "pumps: 3 times in 2 posts").await;
    reader.click("t.inPanel('.add')").await;
    choose(&reader, "canteen").await;
    wait_chosen(&reader, "pumps,canteen", "pumps and canteen: in 1 post").await;
    choose(&reader, "pumps").await;
    wait_chosen(&reader, "canteen", "canteen: 3 times in 3 posts").await;
    reader.click("t.inPanel('.add')").await;
    choose(&reader, "pumps").await;
    wait_chosen(&reader, "pumps", "pumps: 3 times in 2 posts").await;
}

async fn the_focus_stays_when_a_chosen_word_goes(stage: &Stage) {
    let reader = open(stage, &talk(), "").await;
    choose(&reader, "pumps").await;
    add(&reader, "canteen").await;
    add(&reader, "soup").await;
    reader
        .wait_until("t.chosen() === 'pumps,canteen,soup'")
        .await;
    reader.run("t.allInPanel('.chip')[1].focus()").await;
    reader.press(Key::Enter).await;
    reader.wait_until("t.chosen() === 'pumps,soup'").await;
    reader
        .wait_until("t.active() === t.allInPanel('.chip')[1]")
        .await;
    reader.press(Key::Enter).await;
    reader.wait_until("t.chosen() === 'pumps'").await;
    reader
        .wait_until("t.active() === t.allInPanel('.chip')[0]")
        .await;
    reader.press(Key::Enter).await;
    reader.wait_until("t.chosen() === ''").await;
    reader.wait_until("t.active() === t.word('pumps')").await;
}

async fn answers_within_a_post_step_back_without_it(stage: &Stage) {
    let page = talk().body(
        "<script>document.querySelector('#c1').append(document.querySelector('#c3'))</script>",
    );
    let reader = open(stage, &page, "").await;
    choose(&reader, "pumps").await;
    wait_chosen(&reader, "pumps", "pumps: 3 times in 2 posts").await;
    reader
        .wait_until("String(t.dimmed().sort()) === 'c3,c4,c5'")
        .await;
    choose(&reader, "soup").await;
    wait_chosen(&reader, "soup", "soup: 2 times in 2 posts").await;
    reader
        .wait_until("String(t.dimmed().sort()) === 'c1,c2,c5'")
        .await;
}

/// The contrasts (WCAG 2.2) of the colours that dimmed text has, with the ground.
const CONTRASTS: &str = "document.adoptedStyleSheets
    .flatMap(({ cssRules }) => [...cssRules].flatMap((rule) => [...(rule.cssRules ?? [])]))
    .filter(({ selectorText }) => selectorText?.includes('groundswell-dim'))
    .map(({ style }) => {
      const luminance = (colour) => {
        const [r, g, b] = colour.match(/\\d+/g).map((value) => {
          const c = value / 255;
          return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const both = [style.color, getComputedStyle(document.body).backgroundColor].map(luminance);
      return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
    })";

async fn text_that_steps_back_stays_readable(stage: &Stage) {
    for (ground, text, link) in [
        ("#fff", "#222", "#0645ad"),
        ("#14171c", "#d5d9e0", "#8ab4f8"),
        ("#0b3d2e", "#f6e8c3", "#ffd166"),
    ] {
        let style = format!(
            "<style>body {{ background: {ground}; color: {text} }} a {{ color: {link} }}</style>"
        );
        let reader = open(stage, &talk().head(&style), "").await;
        choose(&reader, "pumps").await;
        reader.wait_until("String(t.dimmed()) === 'c3,c4,c5'").await;
        let contrasts = reader.value(CONTRASTS).await;
        let contrasts: Vec<f64> = serde_json::from_value(contrasts).unwrap();
        assert_eq!(contrasts.len(), 2, "one of text, one of links");
        assert!(
            contrasts
                .iter()
                .all(|contrast| (4.5..7.0).contains(contrast)),
            "{ground}: {contrasts:?}"
        );
    }
}

/// The page's router was told of this route alone.
async fn check_routes(reader: &Reader, route: &str) {
    let others = format!("routed.filter((one) => one !== '{route}' && one !== 'navigate to /')");
    let others = reader.value(&others).await;
    assert_eq!(others, serde_json::json!([]));
}

async fn back_undoes_unheard_by_a_router_of_paths(stage: &Stage) {
    let page = talk().head(&ROUTER.replace("ROUTE", "location.pathname"));
    let reader = open(stage, &page, "").await;
    reader.run("history.replaceState({ post: 7 }, ''); routed.length = 0; window.entries = history.length").await;
    choose(&reader, "pumps").await;
    add(&reader, "canteen").await;
    wait_chosen(&reader, "pumps,canteen", "pumps and canteen: in 1 post").await;
    reader
        .wait_until("history.length === window.entries + 1")
        .await;
    let shown = "location.hash === '#groundswell-pump_and_canteen' && history.state.post === 7 \
                 && Object.keys(history.state).length === 1";
    assert_eq!(reader.value(shown).await, true);
    reader.go_back().await;
    reader
        .wait_until("t.chosen() === '' && location.hash === '' && !t.marked().length")
        .await;
    reader.go_forward().await;
    wait_chosen(&reader, "pumps,canteen", "pumps and canteen: in 1 post").await;
    // Whoever asks the browser for more than routes hears of another fragment, and of nothing else.
    check_routes(&reader, "").await;

    // Its own ways it hears of as ever.
    reader
        .run("routed.length = 0; history.pushState({ post: 8 }, '', '/other')")
        .await;
    assert_eq!(
        reader.value("String(routed)").await,
        "navigate to /other,/other"
    );
    reader.run("routed.length = 0").await;
    reader.go_back().await;
    reader
        .wait_until("routed.includes('/') && history.state.post === 7")
        .await;
    assert_eq!(reader.value("routed.includes('/other')").await, false);
    reader.wait_until("t.chosen() === 'pumps,canteen'").await;
    reader.run("t.inPanel('.seek').focus()").await;
    reader.press(Key::Escape).await;
    reader
        .wait_until("t.chosen() === '' && location.hash === '' && history.state.post === 7")
        .await;
}

/// A page that shows by its fragment what the reader is at.
fn routed_by_fragments() -> Page {
    talk()
        .head(&ROUTER.replace("ROUTE", "location.hash.slice(2) || 'home'"))
        .body("<nav><a href=\"#/topic/8\">Another topic</a></nav>")
}

async fn back_undoes_unheard_by_a_router_of_fragments(stage: &Stage) {
    for place in ["#/topic/7", ""] {
        let reader = open(stage, &routed_by_fragments(), place).await;
        reader
            .run("routed.length = 0; window.at = location.href; window.entries = history.length")
            .await;
        choose(&reader, "pumps").await;
        wait_chosen(&reader, "pumps", "pumps: 3 times in 2 posts").await;
        assert_eq!(reader.value("location.href === window.at").await, true);
        reader.wait_until("history.length > window.entries").await;
        reader.go_back().await;
        reader
            .wait_until("t.chosen() === '' && location.href === window.at")
            .await;
        assert_eq!(reader.value("String(routed)").await, "");
        reader.click("document.querySelector('nav a')").await;
        reader.wait_until("routed.at(-1) === 'topic/8'").await;
    }
}

async fn a_link_chooses_what_it_names_on_a_page_with_routes_in_fragments(stage: &Stage) {
    let reader = open(stage, &routed_by_fragments(), "?a=%20b#/topic/7").await;
    let post = reader.value("t.id('#c1')").await;
    choose(&reader, "pumps").await;
    add(&reader, "canteen").await;
    reader.click("t.inPanel('.any')").await;
    wait_chosen(&reader, "pumps,canteen", "pumps or canteen: in 4 posts").await;
    // As on a page without TLS, where scripts may not copy.
    reader
        .run("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
        .await;
    reader.click("t.inPanel('.copy')").await;
    reader.wait_until("t.active().matches('.link')").await;
    let link = reader.value("t.active().value").await;
    let link = link.as_str().unwrap();
    assert!(
        link.ends_with("?a=%20b&groundswell=pump_or_canteen#/topic/7"),
        "{link}"
    );

    reader.open("about:blank").await;
    reader.open(link).await;
    reader
        .wait_until("t.chosen() === 'pumps,canteen' && t.shown('.panel')")
        .await;
    wait_chosen(&reader, "pumps,canteen", "pumps or canteen: in 4 posts").await;
    assert_eq!(reader.value("location.search").await, "?a=%20b");
    check_routes(&reader, "topic/7").await;
    assert_eq!(
        reader.value("t.id('#c1')").await,
        post,
        "a post stays the same"
    );
}

async fn a_link_chooses_a_word_that_comes_later(stage: &Stage) {
    let reader = open(stage, &talk(), "#groundswell-zeppelin_fc_").await;
    reader.wait_until("t.shown('.panel')").await;
    let late = comment(9, "A ZEPPELINÜ over the hall.");
    reader
        .run(&format!(
            "document.querySelector('.comments').insertAdjacentHTML('beforeend', '{late}')"
        ))
        .await;
    wait_chosen(&reader, "ZEPPELINÜ", "ZEPPELINÜ: once in 1 post").await;
    reader
        .wait_until("String(t.marked()) === 'ZEPPELINÜ' && t.dimmed().length === 5")
        .await;
}

async fn a_post_that_is_folded_away_is_unfolded(stage: &Stage) {
    let page = Page::new("Folded")
        .own_tag("data-space=\"company\"")
        .comments(TALK)
        .body(
            "<script>{ const fold = document.createElement('details'); \
             fold.innerHTML = '<summary>Older</summary>'; \
             document.querySelector('#c1').before(fold); fold.append(document.querySelector('#c1')); \
             fold.open = true; }</script>",
        );
    let reader = open(stage, &page, "").await;
    choose(&reader, "pumps").await;
    wait_chosen(&reader, "pumps", "pumps: 3 times in 2 posts").await;
    reader
        .run("document.querySelector('details').open = false")
        .await;
    let line = "t.allInPanel('.post').find((line) => line.textContent.includes('hall three'))";
    reader.click(line).await;
    reader
        .wait_until("document.activeElement === document.querySelector('#c1 groundswell-rating')")
        .await;
}

async fn destroying_takes_the_choice_out_of_page_and_address(stage: &Stage) {
    let reader = open(stage, &talk(), "").await;
    choose(&reader, "pumps").await;
    wait_chosen(&reader, "pumps", "pumps: 3 times in 2 posts").await;
    reader.wait_until("t.dimmed().length").await;
    reader.run("window.groundswell.destroy()").await;
    let clean =
        "!CSS.highlights.size && !document.adoptedStyleSheets.length && location.hash === ''";
    reader.wait_until(clean).await;
    let now = reader.value("document.documentElement.outerHTML").await;
    assert_eq!(now, reader.value("t.before()").await);
}
