//! Marks every place where posts say a term, without touching the page's DOM.

use std::cell::RefCell;

use groundswell_scan::inline_tags;
use groundswell_text::{Language, TermId, Vocabulary, occurrences};
use wasm_bindgen::prelude::*;
use web_sys::Element;

use crate::slices::Slices;

#[wasm_bindgen(module = "/browser.js")]
extern "C" {
    type Prose;
    #[wasm_bindgen(constructor)]
    fn new(root: &Element, lines: &str) -> Prose;
    #[wasm_bindgen(method, getter)]
    fn text(this: &Prose) -> String;
    #[wasm_bindgen(method)]
    fn highlight(this: &Prose, offsets: &[u32]);
    #[wasm_bindgen(static_method_of = Prose, js_name = canHighlight)]
    fn can_highlight() -> bool;
    #[wasm_bindgen(static_method_of = Prose)]
    fn clear();
}

/// Most posts in which a term is marked; the rest are reached through the list.
pub const MAX_MARKED_POSTS: usize = 1_000;

/// Marks `terms` of `vocabulary` in `posts` too, as long as `wanted` holds.
pub async fn mark(
    posts: &[(Element, Language)],
    terms: &[TermId],
    vocabulary: &RefCell<Vocabulary>,
    wanted: impl Fn() -> bool,
) {
    if !Prose::can_highlight() {
        return;
    }
    let inline: Vec<&str> = inline_tags().collect();
    let lines = [":not(", &inline.join(","), ")"].concat();
    let mut slices = Slices::begin();
    for (root, language) in posts.iter().take(MAX_MARKED_POSTS) {
        if !wanted() {
            return;
        }
        let prose = Prose::new(root, &lines);
        let text = prose.text();
        for term in terms {
            let found = occurrences(&text, *language, *term, &vocabulary.borrow());
            let offsets = to_utf16(&text, &found);
            if !offsets.is_empty() {
                prose.highlight(&offsets);
            }
        }
        slices.pause_if_due().await;
    }
}

/// Takes all marks away.
pub fn clear() {
    Prose::clear();
}

/// Byte ranges of `text`, ascending, as pairs of UTF-16 offsets.
fn to_utf16(text: &str, ranges: &[std::ops::Range<usize>]) -> Vec<u32> {
    let mut offsets = Vec::with_capacity(ranges.len() * 2);
    let (mut byte, mut unit) = (0, 0_u32);
    for end in ranges.iter().flat_map(|range| [range.start, range.end]) {
        let Some(between) = text.get(byte..end) else {
            continue;
        };
        unit += between.chars().map(|c| c.len_utf16() as u32).sum::<u32>();
        byte = end;
        offsets.push(unit);
    }
    offsets
}

#[cfg(test)]
mod tests {
    use super::to_utf16;

    #[test]
    fn offsets_count_utf16_units() {
        // One byte, two bytes, three bytes, four bytes (two units).
        let text = "aä€😀b";
        assert_eq!(
            to_utf16(text, &[0..1, 1..3, 6..10, 10..11]),
            [0, 1, 1, 2, 3, 5, 5, 6]
        );
        assert_eq!(to_utf16(text, &[]), Vec::<u32>::new());
    }
}
