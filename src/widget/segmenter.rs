//! What the browser knows of scripts: where words end that have no spaces between them, and which ways to write a
//! form are one.

use groundswell_text::{Language, Segmenter};
use js_sys::JsString;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/browser.js")]
extern "C" {
    type Words;
    #[wasm_bindgen(static_method_of = Words)]
    fn ends(run: &str, language: &str) -> Option<Vec<u32>>;
}

/// Most bytes that are cut into words at once: browsers take the square of the time for one character said over
/// and over, 1.2 s for 32,000 of them. Prose has a mark or a space long before.
const MAX_RUN: usize = 3_000;

/// The browser's `Intl.Segmenter`, and its normalisation.
#[derive(Debug)]
pub struct BrowserSegmenter;

impl Segmenter for BrowserSegmenter {
    fn word_ends(&self, run: &str, language: Language) -> Option<Vec<usize>> {
        let mut ends = Vec::new();
        for (start, part) in parts(run) {
            let found = to_bytes(part, &Words::ends(part, language.tag())?);
            ends.extend(found.into_iter().map(|end| start + end));
        }
        Some(ends)
    }

    fn compose(&self, form: &str) -> Option<String> {
        Some(JsString::from(form).normalize("NFKC").into())
    }
}

/// A run in parts of at most [`MAX_RUN`], with where each begins.
fn parts(run: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = run.get(start..).filter(|rest| !rest.is_empty())?;
        let part = rest.get(..rest.floor_char_boundary(MAX_RUN))?;
        start += part.len();
        Some((start - part.len(), part))
    })
}

/// Offsets in UTF-16 units, ascending, as offsets in bytes. One that is within a character is left out.
fn to_bytes(run: &str, ends: &[u32]) -> Vec<usize> {
    let mut bytes = Vec::with_capacity(ends.len());
    let (mut ends, mut unit) = (ends.iter().peekable(), 0);
    for (at, c) in run.char_indices() {
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
    use super::{MAX_RUN, parts, to_bytes};

    #[test]
    fn long_runs_are_cut_in_parts() {
        let check = |run: &str, starts: &[usize]| {
            let found: Vec<_> = parts(run).collect();
            assert_eq!(found.iter().map(|part| part.0).collect::<Vec<_>>(), starts);
            assert_eq!(found.iter().map(|part| part.1).collect::<String>(), run);
        };
        check("", &[]);
        check("東京", &[0]);
        check(&"あ".repeat(MAX_RUN / 3), &[0]);
        check(&"あ".repeat(MAX_RUN / 3 + 1), &[0, MAX_RUN]);
        check(&format!("x{}", "あ".repeat(MAX_RUN / 3)), &[0, MAX_RUN - 2]);
    }

    #[test]
    fn offsets_count_bytes() {
        assert_eq!(to_bytes("東京𠮷サ", &[2, 4, 5]), [6, 10, 13]);
        assert_eq!(to_bytes("東京", &[1, 1, 0, 2, 9]), [3, 6]);
        assert_eq!(to_bytes("𠮷東", &[1, 3]), [7]);
        assert_eq!(to_bytes("", &[1]), Vec::<usize>::new());
    }
}
