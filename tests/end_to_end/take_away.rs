//! What readers take along of the cloud: files and what they paste elsewhere.

use groundswell_tests::{Key, Page, Reader, Stage, comment};
use serde_json::json;

scenarios!(
    the_words_can_be_copied,
    the_ways_open_and_close_by_the_keyboard;
    not in WebKit:
    what_is_saved_is_what_is_seen,
    the_cloud_can_be_saved_as_picture_drawing_and_table,
);

const TALK: [&str; 4] = [
    "Printers break. The canteen has printers & toner.",
    "Ask the canteen for toner: printers need toner.",
    "Nobody likes printers; the canteen does.",
    "Toner is red.",
];

/// A word that would be a formula where it is not taken care of, and one that would be markup.
const SYNONYMS: &str = "data-synonyms=\"@kitchen = canteen; R&amp;D = red\"";

/// A reader who sees the cloud of a page whose title is no name of a file.
async fn open(stage: &Stage) -> Reader {
    let page = Page::new("Toner / \"Printers\"")
        .own_tag(&format!(
            "data-space=\"company\" data-cloud=\"inline\" {SYNONYMS}"
        ))
        .comments(TALK);
    let hub = stage.hub_of(&page).await;
    let reader = stage.reader().await;
    reader.open(&hub.url("")).await;
    reader.wait_until("t.painted() && t.word('printers')").await;
    reader
}

/// Opens the ways behind the button, and takes the one that is called so.
async fn take(reader: &Reader, way: &str, said: &str) {
    let found = format!("t.allInPanel('.way').find((way) => way.textContent === '{way}')");
    reader.click(&found).await;
    let told = format!("t.inPanel('.said').textContent === '{said}'");
    reader.wait_until(&told).await;
}

async fn the_cloud_can_be_saved_as_picture_drawing_and_table(stage: &Stage) {
    let reader = open(stage).await;
    reader.click("t.inPanel('.take')").await;
    reader.wait_until("t.inPanel('.ways')").await;
    let canvas = reader
        .value(
            "(({ clientWidth, clientHeight }) => [clientWidth, clientHeight])(t.inPanel('canvas'))",
        )
        .await;

    take(&reader, "Table of the words (CSV)", "Saved").await;
    let table = String::from_utf8(stage.download("Toner-Printers.csv").await).unwrap();
    let mut lines = table.strip_prefix('\u{feff}').unwrap().split("\r\n");
    assert_eq!(
        lines.next().unwrap(),
        "\"Term\",\"Occurrences\",\"Posts\",\"Weight\""
    );
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    let words = reader.value("t.words().length").await;
    assert_eq!(json!(lines.len()), words, "{table}");
    assert!(lines[0].ends_with(",1"), "{table}");
    let line = |start: &str| lines.iter().any(|line| line.starts_with(start));
    assert!(line("\"printers\",4,3,"), "{table}");
    assert!(line("\"'@kitchen\",3,3,"), "{table}");

    take(&reader, "Drawing (SVG)", "Saved").await;
    let drawing = String::from_utf8(stage.download("Toner-Printers.svg").await).unwrap();
    let read = format!(
        "(() => {{ const root = new DOMParser().parseFromString({}, 'image/svg+xml').documentElement; \
          return [root.localName, root.querySelector('title').textContent, \
                  [...root.querySelectorAll('text')].map((text) => text.textContent).sort(), \
                  [...root.querySelectorAll('[fill]')].every((it) => /^#[0-9a-f]{{6}}$/.test(it.getAttribute('fill')))]; }})()",
        json!(drawing)
    );
    let shown = reader.value("t.words().sort()").await;
    let expected = json!(["svg", "Toner / \"Printers\"", shown, true]);
    assert_eq!(reader.value(&read).await, expected, "{drawing}");

    take(&reader, "Picture (PNG)", "Saved").await;
    let picture = stage.download("Toner-Printers.png").await;
    // The size stands in the first chunk (PNG, section 11.2.1): twice that of the screen.
    let number = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().unwrap());
    assert_eq!(&picture[1..4], b"PNG");
    let size = json!([number(16) / 2, number(20) / 2]);
    assert_eq!(size, canvas);
}

async fn what_is_saved_is_what_is_seen(stage: &Stage) {
    let reader = open(stage).await;
    reader.click("t.inPanel('.take')").await;
    reader.wait_until("t.inPanel('.ways')").await;
    // The ways are open, and a post comes.
    let came = json!(comment(5, "Toner for printers, toner for all."));
    reader
        .run(&format!(
            "document.querySelector('.comments').insertAdjacentHTML('beforeend', {came}); \
             const revoke = URL.revokeObjectURL; \
             URL.revokeObjectURL = (href) => {{ window.revoked = true; revoke.call(URL, href); }};"
        ))
        .await;
    reader
        .wait_until("t.word('toner')?.textContent === 'toner, 6 times in 4 posts'")
        .await;
    take(&reader, "Table of the words (CSV)", "Saved").await;
    let table = String::from_utf8(stage.download("Toner-Printers.csv").await).unwrap();
    assert!(table.contains("\r\n\"toner\",6,4,1\r\n"), "{table}");

    // Words that step back on the screen do so in the drawing.
    reader.run("t.word('printers').click()").await;
    reader
        .wait_until("t.word('printers').getAttribute('aria-pressed') === 'true'")
        .await;
    take(&reader, "Drawing (SVG)", "Saved").await;
    let drawing = String::from_utf8(stage.download("Toner-Printers.svg").await).unwrap();
    let fills = reader
        .value(&format!(
            "[...new DOMParser().parseFromString({}, 'image/svg+xml').querySelectorAll('text')] \
                 .map((text) => [text.textContent, text.getAttribute('fill')])",
            json!(drawing)
        ))
        .await;
    let fills = fills.as_array().unwrap();
    let fill = |wanted: &str| &fills.iter().find(|fill| fill[0] == wanted).unwrap()[1];
    assert_ne!(fill("printers"), fill("R&D"));
    // Whether a word steps back is told by its colour alone.
    let gone = |fill: &str| u8::from_str_radix(&fill[1..3], 16).unwrap();
    assert!(gone(fill("R&D").as_str().unwrap()) > 0x80, "{drawing}");
    // WebKit asks the reader first, and reads the file then.
    assert_eq!(reader.value("window.revoked ?? false").await, false);
}

async fn the_words_can_be_copied(stage: &Stage) {
    let reader = open(stage).await;
    reader.click("t.inPanel('.take')").await;
    reader.wait_until("t.inPanel('.ways')").await;
    take(&reader, "Copy the words", "Copied").await;
    take(&reader, "Copy the picture", "Copied").await;
}

async fn the_ways_open_and_close_by_the_keyboard(stage: &Stage) {
    let reader = open(stage).await;
    reader.run("t.inPanel('.take').focus()").await;
    reader.press(Key::Enter).await;
    let focused = "t.inPanel('.ways').getRootNode().activeElement.textContent";
    reader
        .wait_until(&format!(
            "t.inPanel('.ways') && {focused} === 'Picture (PNG)'"
        ))
        .await;
    assert_eq!(
        reader.value("t.inPanel('.take').ariaExpanded").await,
        "true"
    );
    reader.press(Key::Escape).await;
    reader
        .wait_until("!t.inPanel('.ways') && t.inPanel('.take').ariaExpanded === 'false'")
        .await;
    let back = "t.inPanel('.take').getRootNode().activeElement === t.inPanel('.take')";
    assert_eq!(reader.value(back).await, true);
}
