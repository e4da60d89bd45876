//! The side panel as a thing on the page: its size is the reader's, it fits low windows, it is not printed, it covers
//! nothing that has the focus, and a reader with a keyboard alone always sees where they are.

use groundswell_tests::{Engine, Key, Page, Reader, Setup, Stage};

scenarios!(
    not in WebKit:
    the_panel_is_as_wide_as_it_was_dragged,
    the_panel_is_resized_by_keyboard,
    the_picture_is_not_distorted_while_it_is_resized,
    the_panel_is_mirrored_with_its_edge,
    a_finger_makes_the_cloud_of_a_narrow_window_higher,
    a_cloud_within_the_page_has_no_edge,
    nothing_is_lost_in_a_low_and_narrow_window,
    a_words_figures_are_seen_in_a_low_window,
    the_panel_gives_way_to_what_has_the_focus_behind_it,
    what_is_only_pressed_is_not_printed,
    the_focus_is_seen_at_every_step_in_a_wide_window,
    the_focus_is_seen_at_every_step_in_a_low_window,
);

const TALK: [&str; 8] = [
    "The pumps in hall three are loud. Every single pump should be quiet.",
    "New pumps arrive on Monday, says the canteen.",
    "The canteen serves soup.",
    "Nobody asked the canteen about soup before.",
    "The harbour has pumps of its own, and a canteen.",
    "On Monday the harbour is closed for repairs.",
    "Repairs of the hall take until Friday.",
    "On Friday the soup is better than on Monday.",
];

fn talk(attributes: &str) -> Page {
    Page::new("Talk")
        .own_tag(&format!("data-space=\"company\" {attributes}"))
        .head("<style>html { scroll-behavior: auto; scrollbar-width: none }</style>")
        .comments(TALK)
}

async fn open_panel(reader: &Reader) {
    // It may stand open already, as it did before.
    reader.wait_until("t.inPanel('.launcher')").await;
    reader.run("t.inPanel('.launcher').click()").await;
    reader
        .wait_until(
            "t.painted() && t.allInPanel('.word').length > 5 && t.drawn() && t.inPanel('.edge')",
        )
        .await;
}

async fn read(
    stage: &Stage,
    setup: Setup,
    attributes: &str,
    (width, height): (u32, u32),
) -> Reader {
    let hub = stage.hub_of(&talk(attributes)).await;
    let reader = stage.reader_with(setup).await;
    reader.view(width, height).await;
    reader.open(&hub.url("")).await;
    reader.wait_until("t.saw('groundswell:ready').length").await;
    reader
}

async fn open(stage: &Stage, attributes: &str, room: (u32, u32)) -> Reader {
    let reader = read(stage, Setup::default(), attributes, room).await;
    open_panel(&reader).await;
    reader
}

/// Waits until the panel is `width` CSS px wide, says so, and has a picture of that size.
async fn wait_wide(reader: &Reader, width: u32) {
    reader
        .wait_until(&format!("t.inPanel('.panel').offsetWidth === {width}"))
        .await;
    reader
        .wait_until(&format!("t.inPanel('.edge').ariaValueNow === '{width}'"))
        .await;
    reader.wait_until("t.crisp() && t.drawn()").await;
}

const EDGE: &str = "t.inPanel('.edge')";

async fn the_panel_is_as_wide_as_it_was_dragged(stage: &Stage) {
    let reader = open(stage, "", (1280, 800)).await;
    wait_wide(&reader, 400).await;
    reader.drag(EDGE, -100.0, 0.0).await;
    wait_wide(&reader, 500).await;
    reader.check_access("wider").await;

    reader.reload().await;
    open_panel(&reader).await;
    wait_wide(&reader, 500).await;

    // Half of the window is left to the page, and words need some room.
    reader.drag(EDGE, -700.0, 0.0).await;
    wait_wide(&reader, 640).await;
    reader.drag(EDGE, 600.0, 0.0).await;
    wait_wide(&reader, 288).await;
    // Elsewhere it may be less.
    reader.drag(EDGE, -300.0, 0.0).await;
    wait_wide(&reader, 588).await;
    reader.view(1000, 800).await;
    wait_wide(&reader, 500).await;
    reader.view(1280, 800).await;
    wait_wide(&reader, 588).await;

    reader.double_click_place_of(EDGE).await;
    wait_wide(&reader, 400).await;
    reader.reload().await;
    open_panel(&reader).await;
    wait_wide(&reader, 400).await;
}

async fn the_panel_is_resized_by_keyboard(stage: &Stage) {
    let reader = open(stage, "", (1280, 800)).await;
    let (role, name) = reader.role_and_name(EDGE).await;
    // Firefox and Chromium have names of their own for it in some versions.
    assert!(role == "separator" || role == "splitter", "{role}");
    assert_eq!(name, "Size of the word cloud");
    let said = format!(
        "[{EDGE}.ariaOrientation, {EDGE}.ariaValueMin, {EDGE}.ariaValueMax, {EDGE}.tabIndex].join()"
    );
    assert_eq!(reader.value(&said).await, "vertical,288,640,0");
    reader.run(&format!("{EDGE}.focus()")).await;
    for (key, width) in [
        (Key::Left, 420),
        (Key::Left, 440),
        (Key::Right, 420),
        (Key::Home, 288),
        (Key::Right, 288),
        (Key::End, 640),
    ] {
        reader.press(key).await;
        wait_wide(&reader, width).await;
    }
    // Not its direction.
    reader.press(Key::Up).await;
    wait_wide(&reader, 640).await;
    reader.check_access("widest").await;
    reader.reload().await;
    open_panel(&reader).await;
    wait_wide(&reader, 640).await;
}

async fn the_picture_is_not_distorted_while_it_is_resized(stage: &Stage) {
    let reader = open(stage, "", (1280, 800)).await;
    wait_wide(&reader, 400).await;
    reader
        .run(
            "window.fits = []; const canvas = t.inPanel('canvas'); \
             new MutationObserver(() => fits.push(canvas.style.objectFit)).observe(canvas, { attributeFilter: ['style'] })",
        )
        .await;
    reader.drag(EDGE, 100.0, 0.0).await;
    wait_wide(&reader, 300).await;
    reader
        .wait_until("fits[0] === 'contain' && fits.at(-1) === ''")
        .await;
}

async fn the_panel_is_mirrored_with_its_edge(stage: &Stage) {
    let reader = open(stage, "data-lang=\"ar\"", (1280, 800)).await;
    let place = format!(
        "(() => {{ const panel = t.inPanel('.panel').getBoundingClientRect(); \
             const edge = {EDGE}.getBoundingClientRect(); \
             return panel.left < 20 && edge.left < panel.right && edge.right > panel.right; }})()"
    );
    assert_eq!(reader.value(&place).await, true);
    reader.drag(EDGE, 100.0, 0.0).await;
    wait_wide(&reader, 500).await;
    reader.press(Key::Right).await;
    wait_wide(&reader, 520).await;
    reader.press(Key::Left).await;
    wait_wide(&reader, 500).await;
    assert_eq!(reader.value(&place).await, true);
}

async fn a_finger_makes_the_cloud_of_a_narrow_window_higher(stage: &Stage) {
    let touch = Setup {
        touch: true,
        ..Setup::default()
    };
    let reader = read(stage, touch, "", (360, 640)).await;
    open_panel(&reader).await;
    let height = "t.inPanel('.cloud').offsetHeight";
    assert_eq!(
        reader
            .value(&format!("[{EDGE}.ariaOrientation, {height}].join()"))
            .await,
        "horizontal,224"
    );
    let size = format!("[{EDGE}.offsetWidth, {EDGE}.offsetHeight].every((px) => px >= 44)");
    assert_eq!(reader.value(&size).await, true);
    // Its grip is over the head of the panel.
    let grip = format!(
        "(({{ left, width, bottom }}) => t.panel().elementFromPoint(left + width / 2, bottom - 4) === {EDGE})\
         ({EDGE}.getBoundingClientRect())"
    );
    assert_eq!(reader.value(&grip).await, true);
    reader.swipe(EDGE, 0.0, -60.0).await;
    reader.wait_until(&format!("{height} === 284")).await;
    reader.wait_until("t.crisp() && t.drawn()").await;
    reader.check_access("higher").await;

    reader.reload().await;
    open_panel(&reader).await;
    reader.wait_until(&format!("{height} === 284")).await;
    reader.swipe(EDGE, 0.0, 300.0).await;
    reader.wait_until(&format!("{height} === 144")).await;
    reader.press(Key::Up).await;
    reader.wait_until(&format!("{height} === 164")).await;
    // The panel is never wider for it, nor out of the window.
    let inside = "(() => { const { left, right, top, bottom } = t.inPanel('.panel').getBoundingClientRect(); \
        return left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight; })()";
    reader.press(Key::End).await;
    reader.wait_until(inside).await;
}

async fn a_cloud_within_the_page_has_no_edge(stage: &Stage) {
    let reader = read(
        stage,
        Setup::default(),
        "data-cloud=\"inline\"",
        (1280, 800),
    )
    .await;
    reader.wait_until("t.painted()").await;
    assert_eq!(reader.value(&format!("!!{EDGE}")).await, false);
}

/// Where the window is 1280 by 1024 at 400 % (WCAG 2.2, 1.4.10).
const REFLOW: (u32, u32) = (320, 256);

async fn nothing_is_lost_in_a_low_and_narrow_window(stage: &Stage) {
    for attributes in ["", "data-lang=\"de\"", "data-lang=\"ar\""] {
        let reader = open(stage, attributes, REFLOW).await;
        reader.run("t.allInPanel('.word')[0].click()").await;
        reader.wait_until("t.shown('.post')").await;
        assert_eq!(reader.value("t.shown('.edge')").await, false);
        let wide = "[document.documentElement, t.inPanel('.inside'), t.inPanel('.posts')] \
            .filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.className)";
        assert_eq!(reader.value(&format!("{wide}.join()")).await, "");
        assert_eq!(reader.value("t.inPanel('canvas').clientHeight").await, 144);
        // One thing is scrolled, and all of what the panel has comes into sight by that.
        let scrolled = "t.allInPanel('.inside, .inside *:not(svg *)') \
            .filter((box) => box.scrollHeight > box.clientHeight + 1 && getComputedStyle(box).overflowY === 'auto') \
            .map((box) => box.className).join()";
        assert_eq!(reader.value(scrolled).await, "inside", "{attributes}");
        let hidden = "t.allInPanel('.inside button, .inside input').filter((one) => { \
            if (!one.checkVisibility()) return false; \
            one.scrollIntoView({ block: 'nearest' }); \
            const frame = t.inPanel('.inside').getBoundingClientRect(); \
            const { left, right, top, bottom } = one.getBoundingClientRect(); \
            return left < frame.left - 1 || right > frame.right + 1 || top < frame.top - 1 \
                || bottom > frame.bottom + 1 || top < 0 || bottom > innerHeight; \
            }).map((one) => one.className).join()";
        assert_eq!(reader.value(hidden).await, "", "{attributes}");
        reader.check_access("low").await;
    }
}

async fn a_words_figures_are_seen_in_a_low_window(stage: &Stage) {
    let reader = open(stage, "", REFLOW).await;
    reader.run("t.allInPanel('.word')[0].focus()").await;
    let seen = "(() => { const frame = t.inPanel('.inside').getBoundingClientRect(); \
        return [t.inPanel('.card'), t.active()].every((one) => { \
            const { top, bottom } = one.getBoundingClientRect(); \
            return bottom > top && top >= frame.top - 1 && bottom <= frame.bottom + 1; }); })()";
    for key in [
        Key::End,
        Key::Up,
        Key::Left,
        Key::Down,
        Key::Right,
        Key::Home,
    ] {
        reader.press(key).await;
        reader
            .wait_until(
                "t.inPanel('.card-term').textContent === t.active().textContent.split(',')[0]",
            )
            .await;
        reader.wait_until(seen).await;
    }
}

async fn the_panel_gives_way_to_what_has_the_focus_behind_it(stage: &Stage) {
    // Posts are before it in a wide window.
    let reader = open(stage, "", (1280, 800)).await;
    reader.run("t.choice('#c8', 1).focus()").await;
    reader.run(FRAMES).await;
    assert_eq!(reader.value("t.shown('.panel')").await, true);

    let reader = open(stage, "", REFLOW).await;
    reader.run("t.word('soup').click()").await;
    reader.wait_until("t.shown('.post')").await;
    reader.run("t.inPanel('.post').focus()").await;
    reader.press(Key::Enter).await;
    reader
        .wait_until("!t.shown('.panel') && t.shown('.launcher') && t.chosen() === 'soup'")
        .await;
    see(
        &reader,
        "document.activeElement.matches('groundswell-rating')",
    )
    .await;
    // For this page only: it was not the reader who closed it.
    let kept =
        "Object.entries(localStorage).find(([name]) => name.startsWith('groundswell:panel:'))[1]";
    assert_eq!(reader.value(kept).await, "open");
    reader.click("t.inPanel('.launcher')").await;
    reader.wait_until("t.shown('.panel') && t.active()").await;
}

/// Longer than the panel waits for a page that is being scrolled.
const FRAMES: &str = "return new Promise((done) => { let left = 30; \
    const frame = () => (left-- ? requestAnimationFrame(frame) : done()); frame(); })";

async fn what_is_only_pressed_is_not_printed(stage: &Stage) {
    let reader = open(stage, "", (1280, 800)).await;
    let shown =
        "['.launcher', '.panel', '.edge', '.head', '.seek', '.foot'].filter(t.shown).join()";
    assert_eq!(reader.value(shown).await, ".panel,.edge,.head,.seek,.foot");
    // Firefox cannot be told to show a page as if printed.
    if stage.engine() == Engine::Firefox {
        return;
    }
    reader.show_print().await;
    assert_eq!(reader.value(shown).await, "");
    reader.run("t.inPanel('.close').click()").await;
    assert_eq!(reader.value(shown).await, "");

    let reader = read(
        stage,
        Setup::default(),
        "data-cloud=\"inline\"",
        (1280, 800),
    )
    .await;
    reader.wait_until("t.painted()").await;
    reader.show_print().await;
    assert_eq!(reader.value(shown).await, "");
    assert_eq!(reader.value("t.shown('canvas')").await, true);
    // It is below the window, and was not drawn for anybody yet.
    reader.run("dispatchEvent(new Event('beforeprint'))").await;
    assert_eq!(reader.value("t.drawn()").await, true);
}

/// What is wrong with the sight of the focus: nothing has it, it has no outline, or it is out of sight or covered but for
/// less than the size of a target (WCAG 2.2, 2.4.11 and 2.5.8).
const SIGHT: &str = "(() => { \
    let focused = document.activeElement; \
    while (focused.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement; \
    if (focused === document.body) return 'nothing has the focus'; \
    const name = `${focused.localName} ${focused.className}`; \
    const outlined = [null, '::before'].map((part) => getComputedStyle(focused, part)) \
        .some(({ outlineStyle: style, outlineWidth: width }) => \
            style === 'auto' || (style !== 'none' && parseFloat(width) >= 2)); \
    if (!focused.matches(':focus-visible') || !outlined) return `no outline: ${name}`; \
    const frame = focused.closest('.inside')?.getBoundingClientRect() \
        ?? { left: 0, right: innerWidth, top: 0, bottom: innerHeight }; \
    const { left, right, top, bottom, width, height } = focused.getBoundingClientRect(); \
    const shown = [Math.min(right, frame.right) - Math.max(left, frame.left), \
        Math.min(bottom, frame.bottom) - Math.max(top, frame.top)]; \
    if (shown[0] < Math.min(width, 24) || shown[1] < Math.min(height, 24)) return `out of sight: ${name}`; \
    const root = focused.matches('.word') ? document : focused.getRootNode(); \
    const above = root.elementFromPoint(Math.max(left, frame.left) + shown[0] / 2, Math.max(top, frame.top) + shown[1] / 2); \
    return (root === document ? focused.getRootNode().host ?? focused : focused).contains(above) \
        ? '' : `covered: ${name}`; })()";

/// Waits until the focus is where `condition` says and can be seen there; the page may be scrolled on the way.
async fn see(reader: &Reader, condition: &str) {
    reader.wait_until(condition).await;
    reader
        .wait_until(&format!(
            "((sight) => {{ if (sight) throw sight; return true; }})({SIGHT})"
        ))
        .await;
}

/// Goes on by the tab key until the condition holds for what has the focus in the panel; it is seen at each stop.
async fn tab_to(reader: &Reader, condition: &str) {
    let there = format!("!!t.active() && {condition}");
    for _ in 0..60 {
        if reader.value(&there).await == true {
            return;
        }
        reader.press(Key::Tab).await;
        see(reader, "document.activeElement").await;
    }
    panic!("never there: {condition}");
}

/// The same backwards.
async fn back_to(reader: &Reader, condition: &str) {
    reader.hold(Key::Shift).await;
    tab_to(reader, condition).await;
    reader.release(Key::Shift).await;
}

/// All that the panel is for, by keyboard alone.
async fn walk(reader: &Reader) {
    tab_to(reader, "t.active().matches('.launcher')").await;
    reader.press(Key::Enter).await;
    reader.wait_until("t.painted() && t.word('pumps')").await;
    see(reader, "t.active().matches('.lens')").await;
    tab_to(reader, "t.active().textContent === 'Valued'").await;
    reader.press(Key::Enter).await;
    see(reader, "t.active().ariaPressed === 'true'").await;

    tab_to(reader, "t.active().matches('.word')").await;
    reader.press(Key::End).await;
    see(reader, "t.active() === t.allInPanel('.word').at(-1)").await;
    for key in [Key::Up, Key::Left, Key::Down, Key::Right] {
        reader.press(key).await;
        see(reader, "t.active().matches('.word')").await;
    }
    reader.press(Key::Home).await;
    see(reader, "t.active() === t.allInPanel('.word')[0]").await;
    reader.press(Key::Enter).await;
    see(
        reader,
        "t.allInPanel('.chip').length === 1 && t.active().matches('.word')",
    )
    .await;

    tab_to(reader, "t.active().matches('.add')").await;
    reader.press(Key::Enter).await;
    see(reader, "t.active().ariaPressed === 'true'").await;
    back_to(reader, "t.active().matches('.word')").await;
    reader.press(Key::End).await;
    reader.press(Key::Enter).await;
    see(reader, "t.allInPanel('.chip').length === 2").await;
    tab_to(reader, "t.active().matches('.any')").await;
    reader.press(Key::Enter).await;
    see(
        reader,
        "t.active().matches('.any') && t.active().ariaPressed === 'true'",
    )
    .await;

    tab_to(reader, "t.active().matches('.post')").await;
    reader.press(Key::Enter).await;
    see(
        reader,
        "document.activeElement.matches('groundswell-rating')",
    )
    .await;
    // In a low window the panel has given way to the post.
    tab_to(reader, "t.active().matches('.launcher, .seek')").await;
    if reader.value("t.active().matches('.launcher')").await == true {
        reader.press(Key::Enter).await;
        see(reader, "t.active().matches('.lens')").await;
        tab_to(reader, "t.active().matches('.seek')").await;
    }
    reader.type_text("harb").await;
    reader.press(Key::Enter).await;
    see(
        reader,
        "t.chosen().includes('harbour') && t.active().matches('.seek')",
    )
    .await;
    reader.press(Key::Escape).await;
    see(reader, "t.chosen() === '' && t.active().matches('.seek')").await;
}

async fn close_by_keyboard(reader: &Reader) {
    back_to(reader, "t.active().matches('.close')").await;
    reader.press(Key::Enter).await;
    see(
        reader,
        "!t.shown('.panel') && t.active().matches('.launcher')",
    )
    .await;
}

async fn the_focus_is_seen_at_every_step_in_a_wide_window(stage: &Stage) {
    // As low as a laptop's: what the panel has is scrolled below its head.
    let reader = read(stage, Setup::default(), "", (1280, 650)).await;
    walk(&reader).await;
    tab_to(&reader, "t.active().matches('.edge')").await;
    reader.press(Key::Left).await;
    wait_wide(&reader, 420).await;
    see(&reader, "t.active().matches('.edge')").await;
    close_by_keyboard(&reader).await;
}

async fn the_focus_is_seen_at_every_step_in_a_low_window(stage: &Stage) {
    let reader = read(stage, Setup::default(), "", REFLOW).await;
    walk(&reader).await;
    close_by_keyboard(&reader).await;
}
