//! The layout of `groundswell-cloud` in a page: words measured by the browser to placements, all as numbers.
//!
//! [`Task`] is a layout in progress. `module.rs` makes a WebAssembly module of it, and `www/layout.mjs` the interface
//! that people use; that decides what of theirs each number means. What a module weighs decides how this crate is
//! written: only numbers cross its border, and nothing of it writes text.
//!
//! `measure.js` says what the ink of words is, by what the browser says of their characters, never by pixels. With the
//! feature `measure` other modules have masks of it.
//!
//! ```
//! use groundswell_layout::Task;
//!
//! // Two words of one box each, 2 and 1 em wide; see `Task::new`.
//! let ink = [1.0, 0.0, 1.0, 1.0, 0.7, 0.2, 1.0, 0.0, 0.5, 0.5, 0.7, 0.2];
//! let words = [4.0, 1.0].map(|weight| [weight, f32::NAN, f32::NAN, f32::NAN, f32::NAN, 0.0, f32::NAN]).concat();
//! let mut task = Task::new(&[300.0, 200.0], &words, &[], &ink, None);
//! while !task.step() {}
//! let [_scale, placed, left_out, heaviest, ..] = *task.finish() else { unreachable!() };
//! assert_eq!((placed, left_out, heaviest), (2.0, 0.0, 0.0));
//! ```

mod ink;
#[cfg(feature = "measure")]
pub mod measure;
mod task;

pub use task::Task;
