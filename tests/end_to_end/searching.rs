//! Searching the panel for words and posts, and all of the panel by keyboard alone.

use groundswell_tests::{Key, Page, Reader, Stage};

scenarios!(
    words_and_posts_are_found_as_one_types,
    letters_are_found_however_they_are_typed,
    what_is_not_there_is_said_politely,
    everything_is_done_by_keyboard,
);

const TALK: [&str; 6] = [
    "The pumps in hall three are loud. Every single pump should be quiet.",
    "New pumps arrive on Monday, says the canteen.",
    "The canteen serves soup.",
    "Nobody asked the canteen about soup before.",
    "Das Café und der Müll: Über den Müll spricht niemand.",
    "The harbour, the café and the pumps.",
];

async fn open(stage: &Stage) -> Reader {
    let page = Page::new("Talk")
        .own_tag("data-space=\"company\"")
        .head("<style>html { scroll-behavior: auto }</style>")
        .comments(TALK);
    let hub = stage.hub_of(&page).await;
    let reader = stage.reader().await;
    reader.open(&hub.url("")).await;
    reader.wait_until("t.saw('groundswell:ready').length").await;
    reader
}

async fn open_panel(stage: &Stage) -> Reader {
    let reader = open(stage).await;
    reader.click("t.inPanel('.launcher')").await;
    reader.wait_until("t.painted() && t.word('pumps')").await;
    reader
}

/// Types into the empty search field.
async fn search(reader: &Reader, text: &str) {
    reader
        .run(
            "const field = t.inPanel('.seek'); field.value = ''; field.focus(); \
              field.dispatchEvent(new Event('input', { bubbles: true }))",
        )
        .await;
    reader.type_text(text).await;
}

const TERMS: &str = "t.allInPanel('.term').map((term) => term.textContent).join()";
const LINES: &str =
    "t.allInPanel('.post .heading').filter((line) => line.checkVisibility()).length";

async fn words_and_posts_are_found_as_one_types(stage: &Stage) {
    let reader = open_panel(stage).await;
    search(&reader, "pu").await;
    reader
        .wait_until(&format!(
            "{TERMS}.split(',')[0] === 'pumps' && {LINES} === 3"
        ))
        .await;
    reader
        .wait_until("t.status() === '3 posts; Enter chooses pumps'")
        .await;
    let marked = "t.allInPanel('mark').some((mark) => mark.textContent === 'pu')";
    assert_eq!(reader.value(marked).await, true);
    assert_eq!(
        reader.value("t.chosen()").await,
        "",
        "nothing is chosen yet"
    );

    reader.press(Key::Enter).await;
    reader
        .wait_until("t.chosen() === 'pumps' && t.inPanel('.seek').value === ''")
        .await;
    assert_eq!(
        reader.value("t.active().matches('.seek')").await,
        true,
        "the focus stays"
    );

    // By author, and by both a word and an author.
    search(&reader, "dana").await;
    reader.wait_until(&format!("{LINES} === 1")).await;
    search(&reader, "dana soup").await;
    reader
        .wait_until(&format!("{LINES} === 1 && t.status() === '1 post'"))
        .await;
    search(&reader, "dana pumps").await;
    reader
        .wait_until("t.status() === 'Nothing found for “dana pumps”'")
        .await;
    reader.press(Key::Escape).await;
    reader
        .wait_until("t.inPanel('.seek').value === '' && t.chosen() === 'pumps' && t.status().startsWith('pumps: ')")
        .await;
}

async fn letters_are_found_however_they_are_typed(stage: &Stage) {
    let reader = open_panel(stage).await;
    for typed in ["Müll", "mull", "MUELL", "mul"] {
        search(&reader, typed).await;
        reader
            .wait_until(&format!("{TERMS} === 'Müll' && {LINES} === 1"))
            .await;
    }
    search(&reader, "cafe").await;
    reader
        .wait_until(&format!(
            "{TERMS}.toLowerCase().startsWith('café') && {LINES} === 2"
        ))
        .await;
    search(&reader, "ueber").await;
    reader.wait_until(&format!("{LINES} === 1")).await;
    let marked = "t.allInPanel('mark').map((mark) => mark.textContent).join() === 'Über'";
    reader.wait_until(marked).await;
}

async fn what_is_not_there_is_said_politely(stage: &Stage) {
    let reader = open_panel(stage).await;
    search(&reader, "zeppelin").await;
    reader
        .wait_until("t.status() === 'Nothing found for “zeppelin”'")
        .await;
    let (role, _) = reader.role_and_name("t.inPanel('.status')").await;
    assert_eq!(role, "status");
    reader.check_access("nothing found").await;
    reader.press(Key::Enter).await;
    reader.press(Key::Escape).await;
    reader
        .wait_until("t.status() === '' && !t.shown('.selection') && t.shown('.panel')")
        .await;
}

async fn name(reader: &Reader, element: &str) -> (String, String) {
    reader.role_and_name(element).await
}

/// Goes on by the tab key until the condition holds for what has the focus.
async fn tab_to(reader: &Reader, condition: &str) {
    for _ in 0..40 {
        let there = format!("!!t.active() && {condition}");
        if reader.value(&there).await == true {
            return;
        }
        reader.press(Key::Tab).await;
    }
    panic!("never there: {condition}");
}

async fn everything_is_done_by_keyboard(stage: &Stage) {
    let reader = open(stage).await;
    reader.check_access("closed").await;
    tab_to(&reader, "t.active().matches('.launcher')").await;
    reader.press(Key::Enter).await;
    reader.wait_until("t.painted() && t.word('pumps')").await;
    reader.check_access("open").await;

    tab_to(&reader, "t.active().textContent === 'Valued'").await;
    reader.press(Key::Enter).await;
    reader
        .wait_until("t.active().getAttribute('aria-pressed') === 'true' && t.word('pumps')")
        .await;
    tab_to(&reader, "t.active().matches('.seek')").await;
    assert_eq!(
        name(&reader, "t.active()").await,
        ("searchbox".into(), "Search words and posts".into())
    );
    reader.type_text("pum").await;
    reader
        .wait_until("t.status() === '3 posts; Enter chooses pumps'")
        .await;
    reader.check_access("searching").await;
    reader.press(Key::Enter).await;
    reader.wait_until("t.chosen() === 'pumps'").await;
    assert_eq!(
        name(&reader, "t.inPanel('.chips')").await,
        ("list".into(), "Chosen words".into())
    );
    assert_eq!(
        name(&reader, "t.inPanel('.chip')").await,
        ("button".into(), "Remove pumps".into())
    );
    reader.check_access("one word chosen").await;

    tab_to(&reader, "t.active().matches('.add')").await;
    reader.press(Key::Enter).await;
    reader.run("t.inPanel('.seek').focus()").await;
    reader.type_text("cant").await;
    reader.press(Key::Enter).await;
    reader
        .wait_until("t.status() === 'pumps and canteen: in 1 post'")
        .await;
    assert_eq!(
        name(&reader, "t.inPanel('.match')").await,
        ("group".into(), "Posts that say".into())
    );
    tab_to(&reader, "t.active().matches('.any')").await;
    reader.press(Key::Enter).await;
    reader
        .wait_until("t.status() === 'pumps or canteen: in 5 posts'")
        .await;
    reader.check_access("two words chosen").await;

    tab_to(
        &reader,
        "t.active().matches('.post') && t.active().textContent.includes('serves soup')",
    )
    .await;
    let (role, label) = name(&reader, "t.active()").await;
    assert_eq!(role, "button");
    assert!(label.starts_with("The canteen serves soup."), "{label}");
    reader.press(Key::Enter).await;
    reader
        .wait_until("document.activeElement === document.querySelector('#c3 groundswell-rating')")
        .await;
    reader.press(Key::Enter).await;
    reader
        .wait_until("t.count('#c3', 1) === '1' && !t.waiting('#c3')")
        .await;
    reader
        .wait_until("t.allInPanel('.post')[0].textContent.includes('1 rating')")
        .await;

    tab_to(&reader, "t.active().matches('.seek')").await;
    reader.type_text("x").await;
    reader.press(Key::Escape).await;
    reader
        .wait_until("t.inPanel('.seek').value === '' && t.chosen() === 'pumps,canteen'")
        .await;
    reader.press(Key::Escape).await;
    reader
        .wait_until("t.chosen() === '' && t.active().matches('.seek')")
        .await;
    reader.press(Key::Escape).await;
    reader
        .wait_until("!t.shown('.panel') && t.active().matches('.launcher')")
        .await;
}
