//! In which language the widget speaks, which way that is written, and that all of it can be reached and read.

use groundswell_tests::{Gateway, Page, Reader, Setup, Site, Stage};
use serde_json::{Value, json};

scenarios!(
    pages_that_mount_by_themselves_choose_the_language_too,
    controls_do_not_wait_for_a_language_that_does_not_come,
    languages_written_from_the_right_mirror_everything,
    words_of_the_other_direction_stand_apart;
    not in WebKit:
    the_interface_speaks_the_language_of_tag_page_or_browser,
    where_a_language_cannot_be_loaded_the_interface_is_english,
    everything_fits_narrow_windows_and_large_letters,
    what_is_pressed_is_large_enough,
);

const TALK: [&str; 3] = [
    "The pumps in hall three are loud. Every single pump should be quiet.",
    "New pumps arrive on Monday, says the canteen.",
    "The canteen serves soup, and שלום to you.",
];

/// A page whose root element has these attributes, as has the script tag.
fn page(root: &str, attributes: &str) -> Page {
    Page::new("Talk")
        .root(root)
        .own_tag(&format!("data-hub=\"none\" {attributes}"))
        .comments(TALK)
}

async fn open(stage: &Stage, setup: Setup, page: &Page) -> Reader {
    let hub = stage.hub_of(page).await;
    let reader = stage.reader_with(setup).await;
    reader.open(&hub.url("")).await;
    reader.wait_until("t.inPanel('.launcher')").await;
    reader
}

const LOCALES_LOADED: &str = "performance.getEntriesByType('resource').map((file) => file.name) \
    .filter((name) => name.includes('/locales/')).map((name) => /([\\w-]+)-\\w+.json/.exec(name)[1])";

/// Holds what the launcher says and in which language, and whose file was loaded.
async fn check_speaks(reader: &Reader, name: &str, language: &str, files: Value) {
    reader.wait_until("t.inPanel('.launcher')").await;
    let said = "[t.inPanel('.launcher').textContent, t.inPanel('.launcher').lang]";
    assert_eq!(reader.value(said).await, json!([name, language]));
    assert_eq!(reader.value(LOCALES_LOADED).await, files);
}

async fn the_interface_speaks_the_language_of_tag_page_or_browser(stage: &Stage) {
    let site = Site::start().await;
    let reader = stage.reader().await;
    for (i, (root, tag, name, language, file)) in [
        (
            "lang=\"pt-BR\"",
            "",
            "Nuvem de palavras",
            "pt-BR",
            Some("pt"),
        ),
        (
            "lang=\"en\"",
            "data-lang=\"fr\"",
            "Nuage de mots",
            "fr",
            Some("fr"),
        ),
        ("lang=\"de_CH\"", "", "Wortwolke", "de-CH", Some("de")),
        ("lang=\"zh-TW\"", "", "文字雲", "zh-TW", Some("zh-Hant")),
        ("lang=\"zh-CN\"", "", "词云", "zh-CN", Some("zh")),
        ("lang=\"en-GB\"", "", "Word cloud", "en-GB", None),
        // The browser's own, where neither says a language that we speak.
        (
            "lang=\"sw\"",
            "data-lang=\"no tag\"",
            "Word cloud",
            "en-US",
            None,
        ),
    ]
    .into_iter()
    .enumerate()
    {
        if tag.contains("no tag") {
            reader.expect("data-lang");
        }
        let url = site.page(&format!("{i}.html"), page(root, tag).html());
        reader.open(&url).await;
        let files = file.map_or(json!([]), |file| json!([file]));
        check_speaks(&reader, name, language, files).await;
    }
}

async fn pages_that_mount_by_themselves_choose_the_language_too(stage: &Stage) {
    let site = Site::start().await;
    let reader = stage.reader().await;
    let mounting = |init: &str| {
        let script = format!(
            "<script type=\"module\">import init, {{ mount }} from '/groundswell.mjs'; \
             await init({init}); window.mounted = mount({{ dataset: {{ hub: 'none', lang: 'it' }} }}); \
             window.same = mount() === mounted;</script>"
        );
        Page::new("Talk").comments(TALK).body(&script).html()
    };
    for (path, init) in [
        ("along.html", "{ dataset: { lang: 'it' } }"),
        ("late.html", ""),
    ] {
        reader.open(&site.page(path, mounting(init))).await;
        check_speaks(&reader, "Nuvola di parole", "it", json!(["it"])).await;
        assert_eq!(reader.value("same").await, true);
    }
    // Taken away before its words were there, it never comes.
    let script = "<script type=\"module\">import init, { mount } from '/groundswell.mjs'; \
        await init(); mount({ dataset: { hub: 'none', lang: 'it' } }).destroy(); \
        mount({ dataset: { hub: 'none', lang: 'en' } });</script>";
    let page = Page::new("Talk").comments(TALK).body(script);
    reader.open(&site.page("gone.html", page.html())).await;
    reader
        .wait_until("t.inPanel('.launcher').lang === 'en' && t.controls().length === 3")
        .await;
    reader
        .wait_until("t.all('groundswell-panel').length === 1")
        .await;
}

async fn where_a_language_cannot_be_loaded_the_interface_is_english(stage: &Stage) {
    let hub = stage.hub_of(&page("lang=\"fr\"", "")).await;
    let gateway = Gateway::start(&hub.url("")).await;
    gateway.lose_languages();
    let reader = stage.reader().await;
    reader.expect("Groundswell speaks English here");
    reader.expect("Groundswell: words in the language");
    reader.expect("integrity");
    reader.expect_network_failures();
    reader.open(&gateway.url("")).await;
    check_speaks(&reader, "Word cloud", "en", json!(["fr"])).await;
    let messages = reader.messages().await;
    let told = messages
        .iter()
        .filter(|m| m.text.contains("speaks English here"));
    assert_eq!(told.count(), 1, "{messages:?}");
}

async fn controls_do_not_wait_for_a_language_that_does_not_come(stage: &Stage) {
    let hub = stage.hub_of(&page("lang=\"fr\"", "")).await;
    let gateway = Gateway::start(&hub.url("")).await;
    gateway.stall_locales();
    let reader = stage.reader().await;
    reader.expect("Groundswell speaks English here");
    reader.open(&gateway.url("")).await;
    reader.click("t.choice('#c1', 1)").await;
    reader.wait_until("t.pressed('#c1', 1)").await;
    let label = "t.choice('#c1', 1).textContent.startsWith('Useful')";
    assert_eq!(reader.value(label).await, true);
}

/// The boxes of what is ours: left and right edge of each.
const BOXES: &str = "[['.launcher'], ['.panel'], ['.head .close'], ['.lens']].map(([selector]) => { \
    const { left, right } = t.inPanel(selector).getBoundingClientRect(); \
    return [Math.round(left), Math.round(right)]; })";

async fn boxes(stage: &Stage, language: &str) -> (Reader, Vec<[f64; 2]>) {
    let page = page("lang=\"en\"", &format!("data-lang=\"{language}\""));
    let reader = open(stage, Setup::default(), &page).await;
    let pair = |value: &Value| [value[0].as_f64().unwrap(), value[1].as_f64().unwrap()];
    let mut boxes = vec![pair(&reader.value(BOXES).await[0])];
    reader.click("t.inPanel('.launcher')").await;
    reader.wait_until("t.painted() && t.shown('.panel')").await;
    let rest = reader.value(BOXES).await;
    boxes.extend(rest.as_array().unwrap().iter().skip(1).map(pair));
    (reader, boxes)
}

async fn languages_written_from_the_right_mirror_everything(stage: &Stage) {
    let (reader, english) = boxes(stage, "en").await;
    let width = reader.value("document.documentElement.clientWidth").await;
    let width = width.as_f64().unwrap();
    for language in ["ar", "he"] {
        let (reader, theirs) = boxes(stage, language).await;
        for (i, ([left, _], [_, right])) in theirs.iter().zip(&english).enumerate() {
            // Words differ in length: what counts is the edge that things stand at.
            assert!(
                (left - (width - right)).abs() <= 1.0 || i == 3,
                "{language}: {i}: {left} and {right} of {width}"
            );
        }
        let [[left, right], [.., lens]] = [theirs[1], theirs[3]];
        let [[own_left, own_right], [own_lens, ..]] = [english[1], english[3]];
        assert!(
            (right - lens - (own_lens - own_left)).abs() <= 1.0,
            "{language}: the first lens"
        );
        assert!(
            (right - left - (own_right - own_left)).abs() <= 1.0,
            "{language}: the panel's width"
        );
        // The control begins at the right, in a page that does not.
        let begins = "(() => { const own = t.choice('#c1', 1).getBoundingClientRect(); \
            const host = t.controls()[0].getBoundingClientRect(); \
            return [Math.round(host.right - own.right), t.control('#c1').querySelector('.rating').dir]; })()";
        assert_eq!(reader.value(begins).await, json!([0, "rtl"]));
        assert_eq!(reader.value("t.drawn()").await, true);
    }
}

async fn words_of_the_other_direction_stand_apart(stage: &Stage) {
    for (language, word, apart) in [
        ("en", "שלום", true),
        ("en", "canteen", false),
        ("he", "canteen", true),
        ("he", "שלום", false),
    ] {
        let page = page("lang=\"en\"", &format!("data-lang=\"{language}\""));
        let reader = open(stage, Setup::default(), &page).await;
        reader.click("t.inPanel('.launcher')").await;
        let button =
            format!("t.allInPanel('.word').find((one) => one.textContent.includes('{word}'))");
        reader.wait_until(&format!("t.painted() && {button}")).await;
        let said = reader.value(&format!("{button}.textContent")).await;
        let isolated = format!("\u{2068}{word}\u{2069}");
        assert_eq!(
            said.as_str().unwrap().contains(&isolated),
            apart,
            "{language}: {said}"
        );
    }
}

/// What of the panel is out of the window or cut off, by class; and how wide the page became.
const MISFITS: &str = "(() => { \
    const { clientWidth, scrollWidth } = document.documentElement; \
    const parts = [...t.allInPanel('.panel, .panel button:not(.word), .panel input, .panel p'), \
        ...t.controls().filter((host) => host.shadowRoot).flatMap((host) => t.all('button, .note', host.shadowRoot))]; \
    const out = parts.filter((part) => { \
        const { left, right, width } = part.getBoundingClientRect(); \
        return width && (left < 0 || right > clientWidth || part.scrollWidth > part.clientWidth + 1); }); \
    return [...out.map((part) => part.className), scrollWidth > clientWidth ? 'page' : ''].join(' ').trim(); })()";

async fn everything_fits_narrow_windows_and_large_letters(stage: &Stage) {
    let site = Site::start().await;
    let reader = stage.reader().await;
    let views = [
        (100, 320, 480),
        (200, 320, 480),
        (200, 640, 360),
        (200, 1280, 800),
    ];
    for language in ["de", "pl", "ar"] {
        for (size, width, height) in views {
            let root = format!("lang=\"{language}\" style=\"font-size:{size}%\"");
            reader.view(width, height).await;
            let path = format!("{language}-{size}-{width}");
            reader.open(&site.page(&path, page(&root, "").html())).await;
            reader.wait_until("t.inPanel('.launcher')").await;
            // It may stand open already, as it did before.
            reader.run("t.inPanel('.launcher').click()").await;
            reader
                .wait_until("t.shown('.panel') && t.allInPanel('.word').length > 3")
                .await;
            reader.run("t.allInPanel('.word')[0].click()").await;
            reader
                .wait_until("t.shown('.selection') && t.shown('.post')")
                .await;
            assert_eq!(reader.value(MISFITS).await, "", "{path}");
            // However low the window is, the panel is in it, and the end of the list can be scrolled to.
            let reached = "(() => { const box = t.inPanel('.panel').getBoundingClientRect(); \
                const last = t.allInPanel('.post').at(-1); last.scrollIntoView({ block: 'end' }); \
                const end = last.getBoundingClientRect().bottom; \
                return end <= box.bottom + 1 && end > box.top && box.top >= 0 && box.bottom <= innerHeight; })()";
            assert_eq!(reader.value(reached).await, true, "{path}");
        }
    }
}

/// The least width and height of what is pressed, in CSS px; the words of the cloud stand in a list and a search too.
const LEAST: &str = "(() => { const parts = [...t.allInPanel('button:not(.word), input'), \
        ...t.controls().filter((host) => host.shadowRoot).flatMap((host) => t.all('button', host.shadowRoot))]; \
    const sizes = parts.map((part) => part.getBoundingClientRect()).filter(({ width }) => width); \
    return Math.min(...sizes.flatMap(({ width, height }) => [width, height])); })()";

async fn what_is_pressed_is_large_enough(stage: &Stage) {
    for (touch, least) in [(false, 24.0), (true, 44.0)] {
        for root in ["", "style=\"font-size:62.5%\""] {
            let setup = Setup {
                touch,
                ..Setup::default()
            };
            let reader = open(stage, setup, &page(&format!("lang=\"en\" {root}"), "")).await;
            assert_eq!(
                reader
                    .value("matchMedia('(pointer: coarse)').matches")
                    .await,
                touch
            );
            reader.click("t.inPanel('.launcher')").await;
            reader
                .wait_until("t.painted() && t.allInPanel('.word').length")
                .await;
            reader.run("t.allInPanel('.word')[0].click()").await;
            reader.wait_until("t.shown('.selection')").await;
            let found = reader.value(LEAST).await.as_f64().unwrap();
            assert!(found >= least, "{found} px with {root:?}, touch {touch}");
        }
    }
}
