//! What of the page changed since it was read.

use wasm_bindgen_test::wasm_bindgen_test;

use super::{Stage, document};
use crate::changes::Changes;
use crate::options::Options;
use crate::page::Page;

fn thread() -> String {
    let comment = |n: u32| {
        format!(
            r##"<li class="comment" id="c{n}"><b class="author">Ann</b>
            <a href="#c{n}"><time datetime="2026-10-01T09:{n}:00Z">9:{n}</time></a>
            <p class="text">The gates were late again, for the {n}th time.</p></li>"##
        )
    };
    (10..30).map(comment).collect()
}

#[wasm_bindgen_test]
async fn what_changed_in_the_same_task_counts() {
    let stage = Stage::with(&thread());
    let (changes, options) = (Changes::watch(|_| {}), Options::default());
    let (words, packs) = (Default::default(), Default::default());
    let page = Page::read(&document(), &options, words, packs, &changes).await;
    let mut page = page.unwrap();
    assert_eq!(page.posts.len(), 20);
    // No observer hears of these before the page is looked at.
    let one = stage.find("#c17");
    one.set_attribute("style", "display: none").unwrap();
    let exchange = page.update(&document(), &options, &changes).unwrap();
    assert_eq!((exchange.gone.len(), exchange.came.len()), (1, 0));
    one.remove_attribute("style").unwrap();
    let exchange = page.update(&document(), &options, &changes).unwrap();
    assert_eq!((exchange.gone.len(), exchange.came.len()), (0, 1));
    assert_eq!(page.posts.len(), 20);
}
