//! Taking the cloud along: what the reader sees and its figures, handed to `www/cloud/take-away.mjs`.

use js_sys::Object;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use crate::picture::Picture;
use crate::terms::Term;

/// The part's name.
pub const PART: &str = "take-away";

#[wasm_bindgen]
extern "C" {
    /// The module of the part.
    pub type TakeAway;
    #[wasm_bindgen(method, structural)]
    fn toggle(
        this: &TakeAway,
        button: &HtmlElement,
        picture: &Picture,
        figures: &Object,
        texts: &Object,
    );
}

/// Opens the ways to take along a picture of `terms` behind `button`, or closes them.
pub fn toggle(
    module: &TakeAway,
    button: &HtmlElement,
    picture: &Picture,
    terms: &[Term],
    texts: &Object,
) {
    let figures = Object::new();
    let add = |name: &str, values: &JsValue| {
        // A new object takes anything.
        let _ = js_sys::Reflect::set(&figures, &name.into(), values);
    };
    let column = |of: fn(&Term) -> u32| -> Vec<u32> { terms.iter().map(of).collect() };
    let numbers = |of: fn(&Term) -> u32| js_sys::Uint32Array::from(column(of).as_slice());
    add("ids", &numbers(|term| term.id));
    add("counts", &numbers(|term| term.count));
    add("posts", &numbers(|term| term.posts));
    let weights: Vec<f32> = terms.iter().map(|term| term.weight).collect();
    add("weights", &js_sys::Float32Array::from(weights.as_slice()));
    module.toggle(button, picture, &figures, texts);
}
