//! Taking the cloud along: what the reader sees, handed to `www/cloud/take-away.mjs`.

use js_sys::Object;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use crate::picture::Picture;

/// The part's name.
pub const PART: &str = "take-away";

#[wasm_bindgen]
extern "C" {
    /// The module of the part.
    pub type TakeAway;
    /// Opens the ways to take a picture along behind `button`, or closes them.
    #[wasm_bindgen(method, structural)]
    pub fn toggle(this: &TakeAway, button: &HtmlElement, picture: &Picture, texts: &Object);
}
