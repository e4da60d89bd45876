//! The module as pages import it: what posts are about without a cloud, and types that say what there is.

use groundswell_tests::{Page, Reader, Site, Stage};
use serde_json::json;

scenarios!(
    a_script_can_ask_what_posts_are_about,
    rules_and_limits_of_a_script_count,
    what_is_no_post_says_nothing,
    types_name_what_the_module_has,
);

/// A page on which `script` has run, which begins with the module's exports and ends by setting `done`.
async fn ran(stage: &Stage, script: &str) -> Reader {
    let site = Site::start().await;
    let page = Page::new("Pumps")
        .comments([
            "The pumps of the northern lock are loud.",
            "Which pump is loud? The lock has two pumps.",
        ])
        .body(&format!(
            "<script type=\"module\">import * as module from '/groundswell.mjs'; \
             const {{ default: init, scan, terms }} = module; await init(); {script}; window.done = true;</script>"
        ));
    let reader = stage.reader().await;
    reader.open(&site.page("module.html", page.html())).await;
    reader.wait_until("window.done").await;
    reader
}

async fn a_script_can_ask_what_posts_are_about(stage: &Stage) {
    let script = "const before = document.documentElement.outerHTML; \
        window.found = await terms(scan()); \
        window.calm = before === document.documentElement.outerHTML";
    let reader = ran(stage, script).await;
    assert_eq!(reader.value("calm").await, true);
    let pump = reader
        .value("found.filter(({ key }) => key === 'pump').map(({ label, count, posts }) => [label, count, posts])")
        .await;
    assert_eq!(pump, json!([["pumps", 3, 2]]));
    let falls =
        "found.every(({ weight }, i) => weight > 0 && (i === 0 || weight <= found[i - 1].weight))";
    assert_eq!(reader.value(falls).await, true);
    assert_eq!(
        reader.value("found.some(({ key }) => key === 'the')").await,
        false
    );
}

async fn rules_and_limits_of_a_script_count(stage: &Stage) {
    let script = "const said = [{ text: 'Gate und Schleuse', lang: 'de' }, { text: 'Schleusen und Tore', lang: 'de' }]; \
        window.plain = (await terms(said)).map(({ label }) => label).sort(); \
        window.ruled = (await terms(said, { dataset: { stopWords: 'Gate', synonyms: 'Lock = Schleuse' } })).map(({ label }) => label).sort(); \
        window.one = (await terms(new Set(said), { most: 1 })).length";
    let reader = ran(stage, script).await;
    let plain = reader.value("plain").await;
    assert_eq!(plain, json!(["Gate", "Schleuse", "Tore"]));
    assert_eq!(reader.value("ruled").await, json!(["Lock", "Tore"]));
    assert_eq!(reader.value("one").await, 1);
}

async fn what_is_no_post_says_nothing(stage: &Stage) {
    let script = "const odd = [null, 3, 'pump', {}, { text: 5 }, { text: '', time: 'soon', lang: '!' }, { text: '\\ud800' }]; \
        window.none = (await terms([])).length; window.odd = (await terms(odd)).length; \
        window.told = await terms(7).catch((error) => error instanceof TypeError)";
    let reader = ran(stage, script).await;
    assert_eq!(reader.value("[none, odd, told]").await, json!([0, 0, true]));
}

async fn types_name_what_the_module_has(stage: &Stage) {
    let script = "const types = await (await fetch('/groundswell.d.mts')).text(); \
        window.typed = [...types.matchAll(/^export (default )?function (\\w+)/gm)].map(([, main, name]) => (main ? 'default' : name)).sort(); \
        window.there = Object.keys(module).sort()";
    let reader = ran(stage, script).await;
    let (typed, there) = (reader.value("typed").await, reader.value("there").await);
    assert_eq!(typed, there);
}
