//! The whole widget on a page, without a hub.

use groundswell_text::{Language, Pack};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

use super::{COMMENTS, CSS, ENGLISH, Stage, document, evaluate, table, until};
use crate::options::{HubChoice, Options};
use crate::packs::Packs;
use crate::parts::Parts;
use crate::strings::Strings;
use crate::widget::Widget;

fn mount() -> std::rc::Rc<Widget> {
    let options = Options {
        hub: HubChoice::None,
        ..Options::default()
    };
    let strings = Strings::new(table(ENGLISH), "en");
    let packs = Packs::of(Pack::linked(Language::English));
    let parts = Parts::default();
    let hub = "https://hub.example/";
    Widget::mount(options, None, hub, &CSS.into(), strings, packs, parts).unwrap()
}

fn panel() -> Option<Element> {
    document().query_selector("groundswell-panel").unwrap()
}

#[wasm_bindgen_test]
async fn destroying_leaves_the_page_as_it_was_found() {
    let stage = Stage::with(COMMENTS);
    let (page, adopted) = (document().body().unwrap().inner_html(), sheets());
    let widget = mount();
    until("the controls are there", || {
        stage.all("groundswell-rating").len() == 4
    })
    .await;
    until("the launcher is there", || panel().is_some()).await;
    widget.destroy();
    drop(widget);
    assert_eq!(document().body().unwrap().inner_html(), page);
    until("the style sheet is gone", || sheets() == adopted).await;
}

#[wasm_bindgen_test]
async fn destroying_before_the_page_was_read_leaves_nothing_behind() {
    let stage = Stage::with(COMMENTS);
    let page = document().body().unwrap().inner_html();
    let widget = mount();
    let weak = std::rc::Rc::downgrade(&widget);
    widget.destroy();
    drop(widget);
    until("the reading has ended", || weak.strong_count() == 0).await;
    assert_eq!(document().body().unwrap().inner_html(), page);
    drop(stage);
}

#[wasm_bindgen_test]
async fn the_cloud_comes_back_where_the_page_took_it_away() {
    let stage = Stage::with(COMMENTS);
    let widget = mount();
    until("the launcher is there", || panel().is_some()).await;
    panel().unwrap().remove();
    let item = document().create_element("p").unwrap();
    stage.find("ol").after_with_node_1(&item).unwrap();
    until("the launcher is there again", || panel().is_some()).await;
    widget.destroy();
}

#[wasm_bindgen_test]
async fn posts_that_come_later_get_a_control() {
    let stage = Stage::with(COMMENTS);
    let widget = mount();
    until("the controls are there", || {
        stage.all("groundswell-rating").len() == 4
    })
    .await;
    let next = document().create_element("li").unwrap();
    next.set_class_name("comment");
    next.set_id("comment-4");
    let last = stage.find("#comment-3").inner_html();
    let (markup, _) = last.split_once("<groundswell-rating").unwrap();
    next.set_inner_html(
        &markup
            .replace("comment-3", "comment-4")
            .replace("Cem", "Dora"),
    );
    stage.find("ol").append_child(&next).unwrap();
    until("the new one is there", || {
        next.query_selector("groundswell-rating").unwrap().is_some()
    })
    .await;
    assert_eq!(stage.all("groundswell-rating").len(), 5);
    widget.destroy();
}

fn sheets() -> Option<f64> {
    evaluate("document.adoptedStyleSheets.length").as_f64()
}
