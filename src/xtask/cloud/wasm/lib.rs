//! The layout as a WebAssembly module of its own, for `cargo xtask bench cloud`.
//!
//! Numbers in, numbers out: what draws the words and reads their ink is `engines/ours.mjs`, which does so as the
//! widget's `masks.rs` does.

use groundswell_cloud::{Engine, LayoutOptions, Mask, Patch, Relation, Word};
use wasm_bindgen::prelude::wasm_bindgen;

/// Numbers that tell of one word: its patch of the picture (left, top, width, height, pen, picture pixels per CSS
/// pixel), its font size, its weight, by how many degrees it is turned and the place that it wants, which is no number
/// where it wants none.
const WORD: usize = 12;

/// Numbers that tell of two words that belong together: which, and how much.
const RELATION: usize = 3;

/// Lays out words whose ink is in one picture of RGBA bytes. Each placed word comes back as eight numbers: its index,
/// the pen, the font size and the box of its ink.
#[wasm_bindgen]
pub fn layout(
    rgba: &[u8],
    picture_width: usize,
    words: &[f32],
    related: &[f32],
    width: f32,
    height: f32,
) -> Vec<f32> {
    let (told, _) = words.as_chunks::<WORD>();
    let words: Vec<Word> = told
        .iter()
        .map(|numbers| word(rgba, picture_width, numbers))
        .collect();
    let (related, _) = related.as_chunks::<RELATION>();
    let relation = |&[a, b, strength]: &[f32; RELATION]| Relation {
        a: a as usize,
        b: b as usize,
        strength,
    };
    let related: Vec<Relation> = related.iter().map(relation).collect();
    let options = LayoutOptions {
        width,
        height,
        ..LayoutOptions::default()
    };
    let cloud = Engine::with_relations(&words, &related, &options).finish();
    let placed = cloud.placed.iter();
    placed
        .flat_map(|p| [p.word as f32, p.x, p.y, p.size, p.x0, p.y0, p.x1, p.y1])
        .collect()
}

fn word(rgba: &[u8], picture_width: usize, numbers: &[f32; WORD]) -> Word {
    let [
        x,
        y,
        width,
        height,
        pen_x,
        pen_y,
        scale,
        size,
        weight,
        rotate,
        wish_x,
        wish_y,
    ] = *numbers;
    let patch = Patch {
        x: x as usize,
        y: y as usize,
        width: width as usize,
        height: height as usize,
        pen_x,
        pen_y,
        scale,
        size,
    };
    Word {
        size: Some(size),
        wish: wish_x.is_finite().then_some((wish_x, wish_y)),
        rotate,
        ..Word::new(Mask::from_rgba(rgba, picture_width, &patch), weight)
    }
}
