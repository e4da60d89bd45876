//! Masks of words from what the browser says of their characters.
//!
//! `measure.js` asks it and remembers.

use groundswell_cloud::Mask;
use wasm_bindgen::prelude::*;

use crate::ink;

#[wasm_bindgen(module = "/measure.js")]
extern "C" {
    /// The ink of many words, as [`ink::next`] reads it.
    #[wasm_bindgen(js_name = inkOfAll)]
    fn ink_of_all(texts: Vec<String>, style: &str, weight: &str, family: &str) -> Vec<f32>;
}

/// The masks of `words` in a font: CSS `font-style`, `font-weight` and `font-family`. What is no font
/// counts as `sans-serif`. They fit any font size and any number of device pixels per CSS pixel, where text
/// is drawn with `textRendering = "geometricPrecision"`, as far as the browser knows that.
pub fn masks(words: &[&str], style: &str, weight: &str, family: &str) -> Vec<Mask> {
    let texts = words.iter().map(|&word| word.to_owned()).collect();
    let ink = ink_of_all(texts, style, weight, family);
    let mut rest = ink.as_slice();
    words.iter().map(|_| ink::next(&mut rest)).collect()
}
