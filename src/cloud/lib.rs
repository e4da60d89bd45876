//! Word-cloud layout: weighted words and masks of their ink in, placements out.
//!
//! The [`Mask`] of a word says where its ink is, by the metrics of its font or by pixels; [`layout`]
//! finds a size and a place for each of them. Nothing here knows a font, a canvas or a clock: the
//! same words and options give the same placements on every machine.
//!
//! How it works, one file each: a [`Mask`] is the ink of a word (`mask.rs`, made by `glyphs.rs` or
//! `pixels.rs`, turned by `turn.rs`); at a size it becomes a shape of board cells, one run per row
//! (`shape.rs`); the board remembers the taken cells as rows of bits (`board.rs`); a word goes to the
//! free place nearest to where it wants to be (`search.rs`, sped up by `classes.rs`); one factor turns
//! weights into sizes so that all words fit (`scale.rs`); and [`Engine`] does so word by word
//! (`engine.rs`). Words that belong together become neighbours (`relations.rs`), and a picture can say
//! where words may go (`region.rs`). Arrow keys lead from a word to its neighbour (`neighbour.rs`).
//!
//! ```
//! use groundswell_cloud::{LayoutOptions, Mask, Word, hit, layout};
//!
//! // A word of 60 by 10 px at a font size of 12, from metrics; real ink packs better.
//! let mask = Mask::from_box(-30.0, -8.0, 30.0, 2.0, 12.0);
//! let words = [5.0, 3.0, 1.0].map(|weight| Word::new(mask.clone(), weight));
//! let options = LayoutOptions { width: 300.0, height: 200.0, ..LayoutOptions::default() };
//!
//! let cloud = layout(&words, &options);
//! assert!(cloud.left_out.is_empty());
//! let first = &cloud.placed[0];
//! let (x, y) = first.centre();
//! assert_eq!((first.word, hit(&cloud.placed, x, y)), (0, Some(0)));
//! ```
//!
//! Words are upright unless asked otherwise: turned ones read slower and pack worse. A turned word is
//! a turned mask, and nothing below `mask.rs` knows.

mod board;
mod classes;
mod engine;
mod glyphs;
mod hit;
mod layout;
mod mask;
mod neighbour;
mod pixels;
mod queue;
mod region;
mod relations;
mod scale;
mod search;
mod shape;
mod turn;

pub use engine::{Engine, MAX_TRIES, MAX_WORDS};
pub use glyphs::Glyph;
pub use hit::hit;
pub use layout::{Layout, LayoutOptions, Placement, Relation, Word, layout};
pub use mask::Mask;
pub use neighbour::{Direction, Neighbours};
pub use pixels::{INK_THRESHOLD, Patch};
pub use region::Region;
pub use relations::MAX_RELATIONS;
pub use shape::{MAX_CELLS, MAX_SIDE};
