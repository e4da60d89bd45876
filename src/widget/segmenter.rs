//! What the browser knows of scripts: where words end that have no spaces between them, and which ways to write a
//! form are one.

use groundswell_text::{Language, Segmenter};
use js_sys::JsString;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/browser.js")]
extern "C" {
    type Words;
    #[wasm_bindgen(static_method_of = Words)]
    fn ends(runs: &str, language: &str) -> Option<Vec<u32>>;
}

/// The browser's `Intl.Segmenter`, and its normalisation.
#[derive(Debug)]
pub struct BrowserSegmenter;

impl Segmenter for BrowserSegmenter {
    fn word_ends(&self, runs: &str, language: Language) -> Option<Vec<usize>> {
        Some(to_bytes(runs, &Words::ends(runs, language.tag())?))
    }

    fn compose(&self, form: &str) -> Option<String> {
        Some(JsString::from(form).normalize("NFKC").into())
    }
}

/// Offsets in UTF-16 units, ascending, as offsets in bytes. One that is within a character is left out.
fn to_bytes(runs: &str, ends: &[u32]) -> Vec<usize> {
    let mut bytes = Vec::with_capacity(ends.len());
    let (mut ends, mut unit) = (ends.iter().peekable(), 0);
    for (at, c) in runs.char_indices() {
        unit += c.len_utf16() as u32;
        while ends.next_if(|end| **end < unit).is_some() {}
        if ends.next_if(|end| **end == unit).is_some() {
            bytes.push(at + c.len_utf8());
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::to_bytes;

    #[test]
    fn offsets_count_bytes() {
        assert_eq!(to_bytes("東京𠮷サ", &[2, 4, 5]), [6, 10, 13]);
        assert_eq!(to_bytes("東京", &[1, 1, 0, 2, 9]), [3, 6]);
        assert_eq!(to_bytes("𠮷東", &[1, 3]), [7]);
        assert_eq!(to_bytes("", &[1]), Vec::<usize>::new());
    }
}
