//! Finding where words end in WebAssembly, and nothing else: what `cargo xtask bench text` sets counting beside.
#![allow(unsafe_code, reason = "a name for an export")]

mod part;

use unicode_segmentation::UnicodeSegmentation as _;

/// A number that all words of the text have a part in.
#[unsafe(no_mangle)]
pub extern "C" fn run() -> u32 {
    part::on_input(|text| {
        let words = text.unicode_word_indices();
        words
            .map(|(at, word)| at ^ word.len())
            .fold(0, usize::wrapping_add)
    })
}
