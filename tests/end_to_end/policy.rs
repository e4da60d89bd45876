//! Pages that forbid nearly everything by a Content-Security-Policy.

use groundswell_tests::{Level, Page, Stage};

scenarios!(
    works_under_a_strict_content_security_policy;
    not in WebKit:
    a_policy_without_webassembly_leaves_the_page_intact_and_says_so_once,
);

/// A page under `script-src 'self'` and what else `scripts` allows, with all else forbidden that
/// Groundswell does without; the image is the page's own icon.
fn page_under(scripts: &str) -> Page {
    let policy = format!(
        "default-src 'none'; script-src 'self'{scripts}; connect-src 'self'; style-src 'self'; \
         img-src data:; require-trusted-types-for 'script'; trusted-types 'none'"
    );
    Page::new("Strict")
        .head(&format!(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">"
        ))
        .own_tag("data-space=\"company\"")
        .comments(["The pumps are loud.", "Which pumps?"])
}

async fn works_under_a_strict_content_security_policy(stage: &Stage) {
    let hub = stage.hub_of(&page_under(" 'wasm-unsafe-eval'")).await;
    let reader = stage.reader().await;
    reader.open(&hub.url("")).await;
    reader.click("t.choice('#c1', 1)").await;
    reader
        .wait_until("t.count('#c1', 1) === '1' && !t.waiting('#c1')")
        .await;
    reader.click("t.inPanel('.launcher')").await;
    reader
        .wait_until("t.painted() && t.word('pumps') && t.drawn()")
        .await;
    reader.wait_until("t.rests('pumps')").await;
    reader.point_at("t.word('pumps')").await;
    reader.wait_until("t.shown('.card')").await;
    reader.click_place_of("t.word('pumps')").await;
    reader
        .wait_until("t.chosen() === 'pumps' && t.marked().length")
        .await;
    let broken = reader.value("t.saw('securitypolicyviolation')").await;
    assert_eq!(broken, serde_json::json!([]));
}

async fn a_policy_without_webassembly_leaves_the_page_intact_and_says_so_once(stage: &Stage) {
    let hub = stage.hub_of(&page_under("")).await;
    let reader = stage.reader().await;
    reader.expect("Groundswell is not shown");
    // Each browser says in its own words that the policy was broken.
    reader.expect("Content Security Policy");
    reader.expect("Content-Security-Policy");
    reader.open(&hub.url("")).await;
    reader.wait_until("t.saw('groundswell:error').length").await;
    let seen = reader
        .value("t.saw('groundswell:error').map((one) => one.detail.reason)")
        .await;
    assert_eq!(seen, serde_json::json!(["wasm"]));
    let intact = "document.documentElement.outerHTML === t.before()";
    assert_eq!(reader.value(intact).await, true);
    let messages = reader.messages().await;
    let own = messages.iter().filter(|m| m.text.contains("Groundswell"));
    let own: Vec<_> = own.collect();
    assert_eq!(own.len(), 1, "{messages:?}");
    assert_eq!(own[0].level, Level::Error);
}
