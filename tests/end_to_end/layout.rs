//! The layout as a module of its own, on pages that have nothing else of Groundswell.

use groundswell_tests::{Engine, Page, Reader, Setup, Site, Stage, d3_cloud, note};
use serde_json::{Value, json};

scenarios!(
    what_is_measured_of_a_word_holds_its_ink,
    a_layout_in_slices_lets_the_page_react_and_can_be_ended,
    what_makes_no_sense_comes_out_as_documented,
    words_keep_their_places,
    words_that_belong_together_are_neighbours,
    all_ink_is_inside_the_shape,
    a_worker_lays_out_alike,
    the_module_has_the_layout_for_those_who_ask_for_it,
    charts_for_d3_cloud_need_another_import_only,
    events_come_as_those_of_d3_cloud,
    d3_cloud_itself_does_the_same;
    not in WebKit:
    no_word_lies_on_another_or_beyond_the_edge,
    the_same_words_come_to_the_same_places,
);

/// What runs in the page of most scenarios.
const IN_PAGE: &str = include_str!("../support/layout_page.js");

/// The measuring itself, which the built module keeps to itself.
const MEASURE: &str = include_str!("../../src/layout/measure.js");

/// What is asked of d3-cloud and of the script with its interface alike.
const PAIR: &str = include_str!("../support/d3_cloud_page.js");

/// Words of several scripts on a canvas of a usual size.
const USUAL: &str = "lay.someWords(200), { width: 600, height: 400 }";

/// A reader of a page that has loaded the layout. The page goes with the site.
async fn open(stage: &Stage, setup: Setup) -> (Site, Reader) {
    let site = Site::start().await;
    let page = Page::new("Layout").body(&format!("<script type=\"module\">{IN_PAGE}</script>"));
    let address = site.page("layout.html", page.html());
    let reader = stage.reader_with(setup).await;
    reader.open(&address).await;
    reader.wait_until("window.lay?.is === 'ready'").await;
    (site, reader)
}

async fn check(reader: &Reader, expression: &str, expected: Value) {
    assert_eq!(reader.value(expression).await, expected, "{expression}");
}

/// How far ink may be drawn from where it was measured, CSS px: Firefox fits what it draws to whole pixels, which it
/// does not tell of.
fn grown(stage: &Stage) -> f64 {
    match stage.engine() {
        Engine::Chromium => 0.5,
        Engine::Firefox | Engine::WebKit => 1.5,
    }
}

async fn what_is_measured_of_a_word_holds_its_ink(stage: &Stage) {
    let site = Site::start().await;
    let page = Page::new("Ink").body(&format!(
        "<script type=\"module\">{IN_PAGE}</script>\
         <script type=\"module\">{MEASURE} window.inkOf = inkOf;</script>"
    ));
    let address = site.page("ink.html", page.html());
    let reader = stage.reader().await;
    reader.open(&address).await;
    reader.wait_until("window.lay?.is && window.inkOf").await;
    let grown = grown(stage);
    for family in ["sans-serif", "serif", "monospace"] {
        let seen = format!(
            "lay.inkOutside(inkOf, lay.texts(lay.someWords(150)), [10, 15, 24, 61], '{family}', {grown})"
        );
        let seen = reader.value(&seen).await;
        assert_eq!(seen["outside"], 0, "{family}: {seen}");
        let filled = seen["filled"].as_f64().unwrap();
        assert!(filled > 0.7, "{family}: {filled}");
        note(&format!(
            "{family}: {filled:.2} of the measured area is between ink"
        ));
    }
}

async fn no_word_lies_on_another_or_beyond_the_edge(stage: &Stage) {
    let (_site, reader) = open(stage, Setup::default()).await;
    for options in [
        "{ width: 600, height: 400 }",
        "{ width: 600, height: 400, rotate: true }",
        "{ width: 600, height: 400, padding: 0, rotate: (word, i) => i * 20 - 60 }",
        "{ width: 400, height: 700, fontFamily: 'serif', fontWeight: 700, fill: 0.8 }",
    ] {
        reader
            .run(&format!(
                "window.options = {options}; window.placed = lay.layout(lay.someWords(200), options)"
            ))
            .await;
        check(&reader, "placed.length + placed.leftOut.length", json!(200)).await;
        let nothing = json!({ "shared": 0, "beyond": 0, "blank": 0, "outOfBox": 0 });
        let drawn = format!("lay.drawn(placed, options, {})", grown(stage));
        check(&reader, &drawn, nothing).await;
    }
}

async fn the_same_words_come_to_the_same_places(stage: &Stage) {
    let (_site, reader) = open(stage, Setup::default()).await;
    let layout = format!("JSON.stringify(lay.layout({USUAL}))");
    let first = reader.value(&layout).await;
    check(&reader, &layout, first.clone()).await;
    reader
        .run(&format!(
            "lay.layoutInSlices({USUAL}).then((placed) => (window.sliced = JSON.stringify(placed)))"
        ))
        .await;
    reader.wait_until("window.sliced").await;
    check(&reader, "sliced", first.clone()).await;
    check(
        &reader,
        "lay.layout([...lay.someWords(200)].reverse(), { width: 600, height: 400 }).length",
        json!(200),
    )
    .await;

    let sharp = Setup {
        scale: 2,
        ..Setup::default()
    };
    let (_site, reader) = open(stage, sharp).await;
    check(&reader, "devicePixelRatio", json!(2)).await;
    check(&reader, &layout, first).await;
}

async fn a_layout_in_slices_lets_the_page_react_and_can_be_ended(stage: &Stage) {
    let (_site, reader) = open(stage, Setup::default()).await;
    reader
        .run(
            "lay.watchRests();
             lay.layoutInSlices(lay.someWords(1000), { width: 1200, height: 800, budget: 1 })
                 .then((placed) => { window.count = placed.length; })",
        )
        .await;
    reader.wait_until("window.count").await;
    check(&reader, "count", json!(1000)).await;
    check(&reader, "rests >= 5", json!(true)).await;
    reader
        .run(
            "lay.ended(lay.someWords(1000), { width: 1200, height: 800 }).then((end) => { window.end = end; })",
        )
        .await;
    reader.wait_until("window.end").await;
    check(&reader, "end", json!("enough")).await;
    // Whoever ends it before it begins is not kept waiting either.
    reader
        .run(
            "lay.layoutInSlices([], { width: 9, height: 9, signal: AbortSignal.abort('no') })
                 .catch((reason) => (window.refused = reason));",
        )
        .await;
    reader.wait_until("window.refused === 'no'").await;
}

async fn what_makes_no_sense_comes_out_as_documented(stage: &Stage) {
    let (_site, reader) = open(stage, Setup::default()).await;
    reader
        .run(
            "window.lie = (words, options) => {
                 const placed = lay.layout(words, { width: 300, height: 200, ...options });
                 return [lay.texts(placed).join('|'), lay.texts(placed.leftOut).join('|')];
             };
             window.sizes = (words, options) => {
                 const placed = lay.layout(words, { width: 300, height: 200, ...options });
                 return placed.sort((a, b) => a.word - b.word).map(({ size }) => size);
             };",
        )
        .await;
    for (expression, expected) in [
        ("lie([])", json!(["", ""])),
        ("lie([{ text: 'one' }])", json!(["one", ""])),
        ("lie(new Set([{ text: 'one' }]))", json!(["one", ""])),
        (
            "lie([{ text: '', weight: 2 }, { text: ' ' }, {}, { text: 'b' }])",
            json!(["b", "| |"]),
        ),
        ("lie([{ text: 'a' }, { text: 'a' }])", json!(["a|a", ""])),
        (
            "lie([{ text: 'w'.repeat(300) }, { text: 'w' }], { minSize: 10 })[0]",
            json!("w"),
        ),
        (
            "lie([{ text: '.'.repeat(1001) }], { minSize: 1, width: 3000 })[0]",
            json!(""),
        ),
        ("lie([{ text: 'a' }], { width: 0 })", json!(["", "a"])),
        ("lie([{ text: 'a' }], { height: NaN })", json!(["", "a"])),
        (
            "lie([{ text: 'a' }], { width: undefined })",
            json!(["", "a"]),
        ),
        ("lie([{ text: 12 }, { text: 'b' }])", json!(["12|b", ""])),
        // What is no weight counts as none; the largest weights are equal.
        (
            "sizes([{ text: 'aa', weight: 4 }, { text: 'bb', weight: NaN }, { text: 'cc', weight: -4 }]).slice(1)",
            json!([10, 10]),
        ),
        (
            "lie([{ text: 'a', weight: 1 }, { text: 'b', weight: Infinity }])[0]",
            json!("b|a"),
        ),
        (
            "new Set(sizes([{ text: 'ab' }, { text: 'cd' }, { text: 'ef', weight: 1 }])).size",
            json!(1),
        ),
        (
            "sizes([{ text: 'a', size: 17.3 }])[0].toFixed(1)",
            json!("17.3"),
        ),
        ("sizes([{ text: 'a', size: -1 }])[0] > 10", json!(true)),
        ("lie([{ text: 'a', size: 1e9 }])", json!(["", "a"])),
        (
            "lie([{ text: 'a', rotate: NaN }], { fontFamily: ';;', fontWeight: 'x' })",
            json!(["a", ""]),
        ),
        (
            "lay.layout([{ text: 'a', rotate: NaN }], { width: 300, height: 200 })[0].rotate",
            json!(0),
        ),
        (
            "lay.layout([{ text: 'a', rotate: 450 }], { width: 300, height: 200 })[0].rotate",
            json!(90),
        ),
    ] {
        check(&reader, expression, expected).await;
    }
    // Far more words than have room: all are accounted for, and those beyond the limit are the lightest.
    reader
        .run("window.many = lay.layout(lay.someWords(10050), { width: 600, height: 400 })")
        .await;
    check(&reader, "many.length > 100", json!(true)).await;
    check(&reader, "many.length + many.leftOut.length", json!(10_050)).await;
    check(
        &reader,
        "new Set([...many.map((p) => p.word)]).size === many.length",
        json!(true),
    )
    .await;
    check(&reader, "many[0].text", json!("Überblick")).await;

    let early = "try { lay.layout(5, { width: 1, height: 1 }); } catch (error) { window.thrown = error.name; }";
    reader.run(early).await;
    check(&reader, "thrown", json!("TypeError")).await;
}

async fn words_keep_their_places(stage: &Stage) {
    let (_site, reader) = open(stage, Setup::default()).await;
    reader
        .run(
            "window.options = { width: 600, height: 400 };
             const words = lay.someWords(100);
             const before = lay.layout(words, options);
             words[40].weight *= 1.3;
             words.push({ text: 'newcomer', weight: 30 });
             const after = lay.layout(words, { ...options, previous: before });
             const places = new Map(before.map((p) => [p.text, p]));
             const moved = after.filter(({ text, x, y, size }) => {
                 const old = places.get(text);
                 return old && (old.size !== size || Math.hypot(old.x - x, old.y - y) > 1);
             });
             window.moved = moved.map(({ word }) => word);
             window.same = before.scale === after.scale;",
        )
        .await;
    check(&reader, "same", json!(true)).await;
    check(&reader, "moved", json!([40])).await;
}

async fn words_that_belong_together_are_neighbours(stage: &Stage) {
    let (_site, reader) = open(stage, Setup::default()).await;
    reader
        .run(
            "window.options = { width: 600, height: 400 };
             const words = lay.someWords(120).map((word, i) => ({ ...word, group: `${i % 10}` }));
             const pairs = words.flatMap((_, b) => words.map((_, a) => [a, b]).filter(([a]) => a < b && a % 10 === b % 10));
             const none = words.map(({ text, weight }) => ({ text, weight }));
             window.shares = [
                 lay.layout(none, options),
                 lay.layout(words, options),
                 lay.layout(none, { ...options, relations: pairs }),
             ].map((placed) => lay.neighbours(placed, pairs) / pairs.length);
             // What is no relation has no effect.
             const bad = [[0, 0], [0, 500], [-1, 1], [0, 1, -1], [0, 1, NaN], [NaN, 1]];
             const same = [none, none.map((word) => ({ ...word, group: null }))];
             window.plain = JSON.stringify(lay.layout(none, options));
             window.bad = same.map((words) => JSON.stringify(lay.layout(words, { ...options, relations: bad })));
             window.placed = lay.layout(words, options);",
        )
        .await;
    let shares = reader.value("shares").await;
    note(&format!(
        "neighbours of all pairs alone, by groups, by relations: {shares}"
    ));
    let [alone, groups, relations] = [0, 1, 2].map(|index| shares[index].as_f64().unwrap());
    assert!(groups > 5.0 * alone && groups > 0.2, "{shares}");
    assert!(relations > 5.0 * alone && relations > 0.2, "{shares}");
    check(&reader, "bad.every((one) => one === plain)", json!(true)).await;
    let nothing = json!({ "shared": 0, "beyond": 0, "blank": 0, "outOfBox": 0 });
    let drawn = format!("lay.drawn(placed, options, {})", grown(stage));
    check(&reader, &drawn, nothing).await;
}

async fn all_ink_is_inside_the_shape(stage: &Stage) {
    let (_site, reader) = open(stage, Setup::default()).await;
    reader
        .run(
            "window.options = { width: 600, height: 400 };
             // A ring, asked for by its points; and its left half as a picture of other measures.
             window.ring = (x, y) => { const r = Math.hypot(x - 300, y - 200); return r > 50 && r < 195; };
             const data = new Uint8ClampedArray(300 * 200 * 4);
             for (let i = 0; i < 300 * 200; i++) {
                 data[i * 4 + 3] = i % 300 < 150 && ring(((i % 300) + 0.5) * 2, (Math.floor(i / 300) + 0.5) * 2) ? 255 : 32;
             }
             window.half = { data, width: 300, height: 200 };
             const outline = new Path2D('M 300 10 L 590 390 L 10 390 Z');
             const context = document.createElement('canvas').getContext('2d');
             window.triangle = (x, y) => context.isPointInPath(outline, x, y);
             window.inside = (shape, test) => {
                 const placed = lay.layout(lay.someWords(80), { ...options, shape });
                 return [placed.length > 40, lay.outsideOf(placed, options, test)];
             };
             lay.layoutInSlices(lay.someWords(80), { ...options, shape: ring, budget: 1 })
                 .then((placed) => (window.sliced = JSON.stringify(placed)));",
        )
        .await;
    for shape in [
        "inside(ring, ring)",
        "inside(half, (x, y) => x < 301 && ring(x, y))",
        "inside(triangle, triangle)",
    ] {
        check(&reader, shape, json!([true, 0])).await;
    }
    reader.wait_until("window.sliced").await;
    check(
        &reader,
        "sliced === JSON.stringify(lay.layout(lay.someWords(80), { ...options, shape: ring }))",
        json!(true),
    )
    .await;
    for (shape, placed) in [
        ("() => false", 0),
        ("{ data: [], width: 3 }", 0),
        ("{}", 80),
        ("'circle'", 80),
    ] {
        let count = format!(
            "(({{ length, leftOut }}) => [length > 0, length + leftOut.length])(lay.layout(lay.someWords(80), {{ ...options, shape: {shape} }}))"
        );
        check(&reader, &count, json!([placed > 0, 80])).await;
    }
    // Canvases that no screen shows.
    for size in [
        "width: 1e9, height: 1",
        "width: NaN, height: 5",
        "width: -1, height: 1e9",
    ] {
        let count =
            format!("lay.layout([{{ text: 'a' }}], {{ {size}, shape: () => true }}).length");
        check(&reader, &count, json!(0)).await;
    }
}

async fn a_worker_lays_out_alike(stage: &Stage) {
    let (site, reader) = open(stage, Setup::default()).await;
    let worker = format!(
        "import {{ init, layout }} from '{}/layout.mjs';
         onmessage = async ({{ data }}) => {{
             await init();
             postMessage(JSON.stringify(layout(...data)));
         }};",
        site.origin()
    );
    let script = Value::String(worker).to_string();
    reader
        .run(&format!(
            "const address = URL.createObjectURL(new Blob([{script}], {{ type: 'text/javascript' }}));
             const worker = new Worker(address, {{ type: 'module' }});
             worker.onmessage = ({{ data }}) => (window.answer = data);
             worker.postMessage([{USUAL}]);"
        ))
        .await;
    reader.wait_until("window.answer").await;
    let here = reader
        .value(&format!("JSON.stringify(lay.layout({USUAL}))"))
        .await;
    check(&reader, "answer", here).await;
}

async fn the_module_has_the_layout_for_those_who_ask_for_it(stage: &Stage) {
    let site = Site::start().await;
    let script = "import init, { layout, layoutInSlices, scan } from '/groundswell.mjs';
        const words = [{ text: 'tide', weight: 4 }, { text: 'harbour' }];
        const options = { width: 300, height: 200 };
        const loaded = () => performance.getEntriesByType('resource').filter(({ name }) => name.includes('/layout')).length;
        await init();
        window.without = [loaded(), typeof scan];
        try { layout(words, options); } catch (error) { window.thrown = error.message.includes('layout: true'); }
        const sliced = await layoutInSlices(words, options);
        await init({ layout: true });
        window.alike = JSON.stringify(layout(words, options)) === JSON.stringify(sliced) && sliced.length === 2;
        window.done = loaded();";
    let page = Page::new("Module").body(&format!("<script type=\"module\">{script}</script>"));
    let address = site.page("module.html", page.html());
    let reader = stage.reader().await;
    reader.open(&address).await;
    reader.wait_until("window.done").await;
    check(
        &reader,
        "[without, thrown, alike, done]",
        json!([[0, "function"], true, true, 2]),
    )
    .await;
}

/// A chart as it is written for d3-cloud: words from values, drawn as SVG once all have their places.
const CHART: &str = r##"
    import cloud from './d3-cloud.mjs';
    const words = 'Good evening harbour, the tide comes in and the gates of the lock stay shut until it turns'.split(' ');
    const chart = cloud()
        .size([500, 400])
        .words(words.map((text, index) => ({ text, size: 12 + index * 2, own: index })))
        .padding(4)
        .rotate((word) => (word.own % 2) * 90)
        .font('Impact, sans-serif')
        .fontSize((word) => word.size)
        .on('end', draw);
    chart.start();
    function draw(placed, bounds) {
        const make = (name, attributes, parent) => {
            const element = document.createElementNS('http://www.w3.org/2000/svg', name);
            for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
            return parent.appendChild(element);
        };
        const [width, height] = chart.size();
        const svg = make('svg', { width, height }, document.body);
        const group = make('g', { transform: `translate(${width / 2},${height / 2})` }, svg);
        for (const word of placed) {
            const place = `translate(${word.x},${word.y})rotate(${word.rotate})`;
            const style = `font-size: ${word.size}px; font-family: ${word.font}`;
            make('text', { 'text-anchor': 'middle', transform: place, style }, group).textContent = word.text;
        }
        window.chart = { placed, bounds, count: words.length };
    }
"##;

async fn charts_for_d3_cloud_need_another_import_only(stage: &Stage) {
    let site = Site::start().await;
    let page = Page::new("Chart").body(&format!("<script type=\"module\">{CHART}</script>"));
    let address = site.page("chart.html", page.html());
    let reader = stage.reader().await;
    reader.open(&address).await;
    reader.wait_until("window.chart").await;
    check(&reader, "chart.placed.length === chart.count", json!(true)).await;
    check(
        &reader,
        "document.querySelectorAll('svg text').length === chart.count",
        json!(true),
    )
    .await;
    // The largest first, each with what charts read of it.
    check(&reader, "chart.placed[0].text", json!("turns")).await;
    let whole = "chart.placed.every((w) => [w.x, w.y, w.x0, w.y0, w.x1, w.y1, w.width, w.height, w.rotate].every(Number.isInteger))";
    check(&reader, whole, json!(true)).await;
    let fields = "(({ font, style, weight, padding, hasText, size }) => [font, style, weight, padding, hasText, size])(chart.placed[0])";
    let first =
        "['Impact, sans-serif', 'normal', 'normal', 4, true, 12 + 2 * (chart.count - 1)].join()";
    check(
        &reader,
        &format!("{fields}.join() === {first}"),
        json!(true),
    )
    .await;
    // Boxes, which have their padding around them, lie within the canvas and apart.
    reader
        .run(
            "const edges = chart.placed.map((w) => [w.x + w.x0, w.y + w.y0, w.x + w.x1, w.y + w.y1]);
             window.inside = edges.every(([l, t, r, b]) => l >= -251 && t >= -201 && r <= 251 && b <= 201);
             const meet = (a, b) => a[0] + 2 < b[2] && b[0] + 2 < a[2] && a[1] + 2 < b[3] && b[1] + 2 < a[3];
             window.meeting = edges.filter((a, i) => edges.some((b, j) => i < j && meet(a, b))).length;
             window.bound = chart.bounds.every(({ x, y }) => x >= -1 && y >= -1 && x <= 501 && y <= 401);",
        )
        .await;
    check(&reader, "[inside, bound]", json!([true, true])).await;
}

async fn events_come_as_those_of_d3_cloud(stage: &Stage) {
    let (_site, reader) = open(stage, Setup::default()).await;
    reader
        .run(
            "import('./d3-cloud.mjs').then(({ default: cloud }) => {
                 window.cloud = cloud;
                 window.told = [];
                 const words = [{ text: 'small', value: 144 }, { text: 'large', value: 900 }, { text: 'huge', value: 1e8 }];
                 window.chart = cloud().size([300, 200]).words(words).rotate(0)
                     .on('word', (word) => told.push(['word', word.text, word.x > 0]))
                     .on('end', function (tags) { told.push(['end', tags.length, this === chart]); })
                     .on('end.again', () => told.push(['again']));
                 told.push(['started', chart.start() === chart]);
             })",
        )
        .await;
    reader.wait_until("window.told?.length >= 5").await;
    // Placed when `start` returns; what is too large for the canvas is in no event.
    let expected = json!([
        ["word", "large", true],
        ["word", "small", true],
        ["end", 2, true],
        ["again"],
        ["started", true],
    ]);
    check(&reader, "told", expected).await;
    for (expression, expected) in [
        ("chart.size()", json!([300, 200])),
        ("chart.padding()()", json!(1)),
        ("chart.fontSize()({ value: 16 })", json!(4)),
        (
            "chart.timeInterval(null).timeInterval() === Infinity",
            json!(true),
        ),
        (
            "chart.spiral('rectangular') === chart && chart.canvas(() => 5).canvas()()",
            json!(5),
        ),
        ("cloud().random(() => 0.99).rotate()()", json!(60)),
        ("typeof chart.on('end')", json!("function")),
        (
            "chart.on('end.again', null).on('end.again') ?? null",
            json!(null),
        ),
        ("chart.words([]).words().length", json!(0)),
    ] {
        check(&reader, expression, expected).await;
    }
    // In slices, and stopped before its end.
    reader
        .run(
            "window.told = [];
             const words = () => lay.someWords(300).map(({ text, weight }) => ({ text, value: 100 + weight }));
             const sliced = cloud().size([800, 600]).timeInterval(2);
             sliced.words(words()).on('end', (tags) => told.push(tags.length)).start().stop();
             sliced.start();",
        )
        .await;
    reader.wait_until("told.length").await;
    check(&reader, "told.length === 1 && told[0] > 250", json!(true)).await;
}

async fn d3_cloud_itself_does_the_same(stage: &Stage) {
    let site = Site::start().await;
    let peer = std::fs::read_to_string(d3_cloud()).unwrap();
    let page = Page::new("Pair").body(&format!(
        "<script>{peer}</script><script type=\"module\">{PAIR}</script>"
    ));
    let address = site.page("pair.html", page.html());
    let reader = stage.reader().await;
    reader.open(&address).await;
    reader.wait_until("window.both").await;
    for question in [
        "'defaults'",
        "'settings'",
        "'listeners'",
        "'odd'",
        "'told', { rotate: 0 }",
        "'told', { padding: 5, fontWeight: 700, fontStyle: 'italic', fontSize: (word) => word.own + 10.7 }",
        "'told', { text: (word, index) => `${word.own} ${index}`, spiral: 'rectangular' }",
    ] {
        let both = reader.value(&format!("both({question})")).await;
        assert_eq!(both[0], both[1], "{question}: d3-cloud's and ours");
        // What is true of a chart must be so, and not wrong in both.
        if question.starts_with("'told'") {
            for fact in ["whole", "box", "bounds", "inside"] {
                assert_eq!(both[1][fact], true, "{question}: {fact}");
            }
        }
    }
    for (padding, rotate) in [
        ("1", "0"),
        ("6", "0"),
        ("4", "(word) => (word.own % 3) * 45"),
    ] {
        let drawn = format!("both('drawn', {padding}, {rotate})");
        let both = reader.value(&drawn).await;
        note(&format!("{drawn}: {both}"));
        assert_eq!(both[0]["count"], both[1]["count"], "{drawn}");
        for fact in ["shared", "outside"] {
            assert_eq!(both[1][fact], 0, "{drawn}: {fact}, ours");
        }
    }
    reader
        .run("Promise.all(both('stopped')).then((logs) => (window.logs = logs))")
        .await;
    reader.wait_until("window.logs").await;
    let logs = reader.value("logs").await;
    assert_eq!(logs[0], logs[1], "d3-cloud's and ours");
    assert_eq!(logs[1].as_array().unwrap().len(), 3, "{logs}");
}
