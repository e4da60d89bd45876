//! Rating controls beside posts.

use std::cell::RefCell;
use std::rc::Rc;

use groundswell_protocol::{PostId, RatingKind, RatingValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

use super::{COMMENTS, Stage, document, english, read_page, shelf, theme, until};
use crate::controls::{Controls, Happening};
use crate::dom;
use crate::ratings::Ratings;
use crate::standing::{Standing, State};

type Chosen = Rc<RefCell<Vec<(PostId, i8)>>>;

fn controls(scope: &str, kind: RatingKind) -> (Rc<Controls>, Rc<Ratings>, Chosen) {
    let ratings = Rc::new(Ratings::new(shelf(scope), kind, true));
    let chosen = Chosen::default();
    let heard = chosen.clone();
    let tell = move |happening| {
        if let Happening::Chosen(post, value) = happening {
            heard.borrow_mut().push((post, RatingValue::get(value)));
        }
    };
    let controls = Controls::new(&document(), &theme(), &english(), &ratings, tell).unwrap();
    (controls, ratings, chosen)
}

fn button(host: &Element, value: i8) -> Option<HtmlElement> {
    let root = dom::shadow(host).unwrap();
    let selector = format!("button[data-value='{value}']");
    root.query_selector(&selector)
        .unwrap()
        .map(wasm_bindgen::JsCast::unchecked_into)
}

#[wasm_bindgen_test]
async fn every_post_has_one_control_and_keeps_it() {
    let stage = Stage::with(COMMENTS);
    let (controls, _, _) = controls("t:place", RatingKind::Useful);
    controls.place(&read_page().await.posts);
    let before = stage.all("groundswell-rating");
    assert_eq!(before.len(), 4);
    controls.place(&read_page().await.posts);
    assert_eq!(stage.all("groundswell-rating"), before);
    controls.clear();
    assert_eq!(stage.all("groundswell-rating").len(), 0);
}

#[wasm_bindgen_test]
async fn a_post_that_is_gone_takes_its_control_along() {
    let stage = Stage::with(COMMENTS);
    let (controls, _, _) = controls("t:gone", RatingKind::Useful);
    controls.place(&read_page().await.posts);
    let last = stage.find("#comment-3");
    last.remove();
    controls.place(&read_page().await.posts);
    assert_eq!(stage.all("groundswell-rating").len(), 3);
    assert!(last.query_selector("groundswell-rating").unwrap().is_none());
}

#[wasm_bindgen_test]
async fn a_click_says_which_value_of_which_post() {
    let stage = Stage::with(COMMENTS);
    let (controls, ratings, chosen) = controls("t:click", RatingKind::UpDown);
    let page = read_page().await;
    controls.place(&page.posts);
    let host = stage.find("#comment-2 groundswell-rating");
    until("the control in sight is built", || {
        button(&host, -1).is_some()
    })
    .await;
    button(&host, -1).unwrap().click();
    let post = page.posts[2].id;
    assert_eq!(*chosen.borrow(), [(post, -1)]);

    let mut tally = groundswell_protocol::Tally::default();
    tally.set(-1, 2);
    let mut unverified = groundswell_protocol::Tally::default();
    unverified.set(1, 3);
    let mut standing = Standing {
        post,
        state: State {
            tally: Some(tally),
            unverified,
            looks: None,
        },
        mine: Some(-1),
        seq: 1,
    };
    ratings.learn_all(vec![standing]);
    controls.show(post);
    let down = button(&host, -1).unwrap();
    assert_eq!(down.get_attribute("aria-pressed").as_deref(), Some("true"));
    assert_eq!(
        down.get_attribute("aria-label").as_deref(),
        Some("Disagree, 2 readers")
    );
    assert_eq!(
        button(&host, 1)
            .unwrap()
            .get_attribute("aria-pressed")
            .as_deref(),
        Some("false")
    );
    assert_eq!(
        button(&host, 1)
            .unwrap()
            .get_attribute("aria-label")
            .as_deref(),
        Some("Agree, 0 readers and 3 not signed in")
    );

    standing.state.tally = None;
    standing.seq = 2;
    ratings.hear(standing);
    controls.show(post);
    assert!(button(&host, 1).is_none(), "a hidden post has no control");
    standing.state.tally = Some(tally);
    standing.seq = 3;
    ratings.hear(standing);
    controls.show(post);
    until("the control is back", || button(&host, 1).is_some()).await;
    controls.clear();
}

#[wasm_bindgen_test]
async fn each_kind_has_its_buttons_and_changes_on_the_hubs_word() {
    let stage = Stage::with(COMMENTS);
    let (controls, ratings, _) = controls("t:kinds", RatingKind::Useful);
    controls.place(&read_page().await.posts);
    let host = stage.find("#comment-1 groundswell-rating");
    for kind in RatingKind::ALL {
        ratings.set_kind(kind);
        controls.rebuild();
        until("the control is built", || button(&host, 1).is_some()).await;
        let root = dom::shadow(&host).unwrap();
        let buttons = root.query_selector_all("button").unwrap().length();
        assert_eq!(buttons as usize, kind.values().len(), "{kind}");
    }
    controls.clear();
}
