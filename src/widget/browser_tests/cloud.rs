//! The picture of the words, and the list that it pictures.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement, KeyboardEvent};

use super::{Stage, document, english, parts, theme, until, window};
use crate::cloud_view::{Asks, CloudView};
use crate::dom::{append, shadow};
use crate::figures::Figures;
use crate::handles::Listener;
use crate::picture::Palette;
use crate::terms::Term;

fn terms(labels: &[&str]) -> Vec<Term> {
    let term = |(i, label): (usize, &&str)| Term {
        id: i as u32,
        label: (*label).to_owned(),
        // The same for a word whatever comes after it.
        weight: 60.0 / (i as f32 + 1.0),
        count: (labels.len() - i) as u32,
        posts: 1,
    };
    labels.iter().enumerate().map(term).collect()
}

struct Shown {
    stage: Stage,
    view: Rc<CloudView>,
    chosen: Rc<RefCell<Vec<u32>>>,
}

impl Shown {
    async fn with(labels: &[&str]) -> Self {
        let stage = Stage::with("<div style='width:400px;height:300px;color:#000'></div>");
        let root = shadow(&stage.find("div")).unwrap();
        theme().adopt(&root);
        let chosen: Rc<RefCell<Vec<u32>>> = Rc::default();
        let heard = chosen.clone();
        let choose = move |term, _| heard.borrow_mut().push(term);
        let view = {
            let asks = Asks {
                choose: Box::new(choose),
                resized: Rc::new(|| ()),
                figures: Box::new(|_| Figures::default()),
                narrow: Box::new(|_| ()),
            };
            CloudView::build(&window(), &document(), &english(), &parts(), asks)
        }
        .unwrap();
        append(&root, view.element());
        view.set_palette(Palette {
            ramp: vec!["#000".to_owned()],
            strong: "#f00".to_owned(),
            back: "#999".to_owned(),
        });
        let shown = Self {
            stage,
            view,
            chosen,
        };
        shown.show(labels).await;
        shown
    }

    async fn show(&self, labels: &[&str]) {
        self.show_terms(terms(labels)).await;
    }

    async fn show_terms(&self, terms: Vec<Term>) {
        let done = Rc::new(Cell::new(false));
        let painted = done.clone();
        let turn = self.view.begin();
        self.view.prepare(Vec::new()).await;
        assert!(self.view.take_room() > 0);
        self.view
            .show(turn, terms, Vec::new(), move || painted.set(true));
        until("the words are painted", || done.get()).await;
    }

    fn buttons(&self) -> Vec<HtmlElement> {
        let list = self.view.element().query_selector_all("button").unwrap();
        (0..list.length())
            .map(|i| list.get(i).unwrap().unchecked_into())
            .collect()
    }

    fn canvas(&self) -> HtmlCanvasElement {
        self.view
            .element()
            .query_selector("canvas")
            .unwrap()
            .unwrap()
            .unchecked_into()
    }
}

#[wasm_bindgen_test]
async fn the_list_names_every_word_with_its_figures_heaviest_first() {
    let shown = Shown::with(&["harbour", "tide", "gate"]).await;
    let names: Vec<_> = shown
        .buttons()
        .iter()
        .filter_map(|b| b.text_content())
        .collect();
    assert_eq!(
        names,
        [
            "harbour, 3 times in 1 post",
            "tide, 2 times in 1 post",
            "gate, once in 1 post",
        ]
    );
}

#[wasm_bindgen_test]
async fn each_button_lies_over_the_ink_of_its_word() {
    let shown = Shown::with(&["harbour", "tide", "gate", "storm", "crew"]).await;
    let canvas = shown.canvas();
    let context: CanvasRenderingContext2d =
        canvas.get_context("2d").unwrap().unwrap().unchecked_into();
    let ratio = window().device_pixel_ratio();
    for button in shown.buttons() {
        let (x, y) = (
            f64::from(button.offset_left()),
            f64::from(button.offset_top()),
        );
        let (w, h) = (
            f64::from(button.offset_width()),
            f64::from(button.offset_height()),
        );
        let area = context
            .get_image_data(x * ratio, y * ratio, w * ratio, h * ratio)
            .unwrap();
        let ink = area.data().0.chunks(4).filter(|p| p[3] > 128).count() as f64;
        let share = ink / (w * h * ratio * ratio);
        assert!(
            (0.1..0.9).contains(&share),
            "{:?}: {share}",
            button.text_content()
        );
    }
}

#[wasm_bindgen_test]
async fn the_canvas_has_a_pixel_for_every_device_pixel() {
    let shown = Shown::with(&["harbour"]).await;
    let canvas = shown.canvas();
    let ratio = window().device_pixel_ratio();
    assert_eq!(
        f64::from(canvas.width()),
        (f64::from(canvas.client_width()) * ratio).round()
    );
    assert_eq!(
        f64::from(canvas.height()),
        (f64::from(canvas.client_height()) * ratio).round()
    );
}

fn press(on: &HtmlElement, key: &str) {
    let init = web_sys::KeyboardEventInit::new();
    init.set_key(key);
    init.set_bubbles(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    on.dispatch_event(&event).unwrap();
}

#[wasm_bindgen_test]
async fn arrow_keys_go_where_the_eye_goes_and_a_click_chooses() {
    let shown = Shown::with(&["harbour", "tide", "gate", "storm", "crew"]).await;
    let buttons = shown.buttons();
    let tabbable = || {
        let at = |b: &HtmlElement| b.tab_index() == 0;
        assert_eq!(buttons.iter().filter(|b| at(b)).count(), 1);
        buttons.iter().position(at).unwrap()
    };
    assert_eq!(tabbable(), 0);
    buttons[0].focus().unwrap();
    press(&buttons[0], "End");
    assert_eq!(tabbable(), 4);
    press(&buttons[4], "Home");
    assert_eq!(tabbable(), 0);
    let middle = |i: usize| {
        let b = &buttons[i];
        (
            f64::from(b.offset_left()) + f64::from(b.offset_width()) / 2.0,
            f64::from(b.offset_top()) + f64::from(b.offset_height()) / 2.0,
        )
    };
    let mut reached = vec![0];
    let mut left = vec![0];
    while let Some(from) = left.pop() {
        for (key, dx, dy) in [
            ("ArrowLeft", -1.0, 0.0),
            ("ArrowUp", 0.0, -1.0),
            ("ArrowRight", 1.0, 0.0),
            ("ArrowDown", 0.0, 1.0),
        ] {
            buttons[tabbable()].set_tab_index(-1);
            buttons[from].set_tab_index(0);
            buttons[from].focus().unwrap();
            press(&buttons[from], key);
            let to = tabbable();
            let (a, b) = (middle(from), middle(to));
            // Boxes lie on whole pixels.
            assert!(
                (b.0 - a.0) * dx + (b.1 - a.1) * dy >= -1.0,
                "{key} {from} {to}"
            );
            if !reached.contains(&to) {
                reached.push(to);
                left.push(to);
            }
        }
    }
    assert_eq!(reached.len(), 5);
    buttons[1].click();
    assert_eq!(*shown.chosen.borrow(), [1]);
}

#[wasm_bindgen_test]
async fn a_words_button_stays_and_keeps_the_focus_when_the_order_changes() {
    let labels = ["harbour", "tide", "gate", "storm", "crew", "anchor"];
    let shown = Shown::with(&labels[..5]).await;
    let before = shown.buttons();
    before[3].focus().unwrap();
    let left = Rc::new(Cell::new(false));
    let heard = left.clone();
    let _blur = Listener::plain(&before[3], "blur", move || heard.set(true));

    let all = terms(&labels);
    let order = [4, 3, 5, 0, 1].map(|i: usize| all[i].clone());
    let weigh = |(place, term)| Term {
        weight: 10.0 / (place as f32 + 1.0),
        ..term
    };
    shown
        .show_terms(order.into_iter().enumerate().map(weigh).collect())
        .await;
    let after = shown.buttons();
    let kept: Vec<_> = after
        .iter()
        .map(|button| before.iter().position(|old| old == button))
        .collect();
    assert_eq!(kept, [Some(4), Some(3), None, Some(0), Some(1)]);
    assert!(!before[2].is_connected());
    assert!(!left.get());
    let root = shadow(&shown.stage.find("div")).unwrap();
    assert_eq!(root.active_element().as_ref(), Some(before[3].as_ref()));
    let stops: Vec<_> = after.iter().map(HtmlElement::tab_index).collect();
    assert_eq!(stops, [-1, 0, -1, -1, -1]);
    let places: Vec<_> = after
        .iter()
        .map(|button| button.get_attribute("data-place").unwrap())
        .collect();
    assert_eq!(places, ["0", "1", "2", "3", "4"]);

    // A word that goes leaves the focus to the heaviest.
    shown.show_terms(all[..2].to_vec()).await;
    assert_eq!(
        root.active_element().as_ref(),
        Some(shown.buttons()[0].as_ref())
    );
}

#[wasm_bindgen_test]
async fn words_stay_near_where_they_were_when_one_comes() {
    let labels: Vec<&str> =
        "harbour tide gate storm crew table anchor buoy current depth eddy ferry gale \
        hull inlet jetty keel ledger mast north oar pilot quay rope sail"
            .split_whitespace()
            .collect();
    let shown = Shown::with(&labels).await;
    let place = |i: usize| {
        (
            shown.buttons()[i].offset_left(),
            shown.buttons()[i].offset_top(),
        )
    };
    let before: Vec<_> = (0..labels.len()).map(place).collect();
    let mut more = labels.clone();
    more.push("mist");
    shown.show(&more).await;
    let moved = |(i, old): (usize, &(i32, i32))| {
        let new = (
            shown.buttons()[i].offset_left(),
            shown.buttons()[i].offset_top(),
        );
        f64::from(new.0 - old.0).hypot(f64::from(new.1 - old.1))
    };
    let mean = before.iter().enumerate().map(moved).sum::<f64>() / before.len() as f64;
    // A fresh deal moves words by 28 % of the diagonal, 140 px here.
    assert!(mean < 14.0, "{mean} px");
    drop(shown.stage);
}
