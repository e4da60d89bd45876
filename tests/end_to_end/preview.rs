//! `groundswell try`: a look at Groundswell on a page that does not have it.

use groundswell_tests::{Page, Reader, Site, Stage};

scenarios!(
    groundswell_try_shows_a_saved_page,
    groundswell_try_shows_a_running_site,
);

/// A page about pumps without Groundswell.
fn page() -> Page {
    Page::new("Saved").comments(["The pumps are loud.", "Which pumps?"])
}

/// The page has controls that keep ratings, and a cloud.
async fn check_shown(reader: &Reader) {
    reader.click("t.choice('#c1', 1)").await;
    reader
        .wait_until("t.count('#c1', 1) === '1' && !t.waiting('#c1')")
        .await;
    assert_eq!(reader.value("t.controls().length").await, 2);
    reader.click("t.inPanel('.launcher')").await;
    reader.wait_until("t.painted() && t.word('pumps')").await;
}

async fn groundswell_try_shows_a_saved_page(stage: &Stage) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("saved page.html");
    let html = page().html();
    std::fs::write(&file, &html).unwrap();
    let address = stage.try_on(&file).await;
    let reader = stage.reader().await;
    reader.open(&address).await;
    check_shown(&reader).await;
    assert_eq!(std::fs::read_to_string(&file).unwrap(), html);
}

async fn groundswell_try_shows_a_running_site(stage: &Stage) {
    let site = Site::start().await;
    let address = stage.try_on(site.page("blog/talk", page().html())).await;
    assert!(address.ends_with("/blog/talk"), "{address}");
    let reader = stage.reader().await;
    reader.open(&address).await;
    check_shown(&reader).await;
}
