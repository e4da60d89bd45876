//! What a layout is asked and what it answers.

use crate::engine::Engine;
use crate::mask::Mask;

/// A word to place.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// Its ink. May be rasterised at any size; nearest to the final one packs best.
    pub mask: Mask,
    /// Relative weight, 0 or more; what is no number counts as 0. Words may come in any order.
    pub weight: f32,
    /// An explicit font size in CSS pixels: the word is placed at it and never scaled. What is not
    /// finite and positive counts as `None`.
    pub size: Option<f32>,
    /// Where the centre of the ink wants to be, CSS pixels from the canvas's top left; `None` is
    /// the canvas's centre. [`Placement::centre`] of an earlier layout keeps a word where it was.
    pub wish: Option<(f32, f32)>,
    /// Its font size in the layout that the wish is from, if there is one: words that have not grown
    /// keep their places before those that have.
    pub was: Option<f32>,
    /// Degrees clockwise by which the word is turned around its pen; 0 is upright, and so is what is
    /// not finite. Turned words read slower and pack worse.
    pub rotate: f32,
    /// A [`padding`](LayoutOptions::padding) of its own.
    pub padding: Option<f32>,
}

impl Word {
    /// A word sized by its weight that wants to be in the middle.
    pub fn new(mask: Mask, weight: f32) -> Self {
        Self {
            mask,
            weight,
            size: None,
            wish: None,
            was: None,
            rotate: 0.0,
            padding: None,
        }
    }
}

/// Two words that belong together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Relation {
    /// One of the words that were given.
    pub a: usize,
    /// Another.
    pub b: usize,
    /// How much, relative to other relations; above 0.
    pub strength: f32,
}

/// How to lay out. Numbers that make no sense are replaced by the nearest that do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayoutOptions {
    /// Width of the canvas, CSS pixels; 600 by default.
    pub width: f32,
    /// Height of the canvas, CSS pixels; 400 by default.
    pub height: f32,
    /// No word is scaled below this font size, CSS pixels; 10 by default, about where text stops
    /// being legible.
    pub min_size: f32,
    /// Nor above this; by default as far as the canvas allows.
    pub max_size: Option<f32>,
    /// Room that each word keeps free on both sides, in em of that word; 0.16 by default. A word looks
    /// for a place that leaves it a quarter of its own padding beside that of the others, so that two
    /// words of a size are 1.25 paddings apart. Words nearer than 0.15 em read as one. Above and below
    /// it is a fifth of that, but a pixel at least. Where words have no room and cannot shrink it
    /// gives way, to a quarter at the least.
    pub padding: f32,
    /// Share of the canvas that the words' tight ink boxes shall cover, 0 to 1; 0.6 by default. Less
    /// is used where the words cannot all be placed at it.
    pub fill: f32,
    /// [`Layout::scale`] of an earlier layout of about the same words: kept while they cover about as
    /// much as asked, so that words whose weight did not change keep their size. None by default.
    pub scale: Option<f32>,
}

impl Default for LayoutOptions {
    fn default() -> Self {
        Self {
            width: 600.0,
            height: 400.0,
            min_size: 10.0,
            max_size: None,
            padding: 0.16,
            fill: 0.6,
            scale: None,
        }
    }
}

/// Where a word goes: `translate(x, y); rotate(rotate); fillText(text, 0, 0)` at `size`, with
/// `textAlign = "center"` and `textBaseline = "alphabetic"`. All in CSS pixels from the canvas's top left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placement {
    /// Which of the words that were given.
    pub word: usize,
    /// The pen. Always a whole number, so that text is drawn as crisp as its mask was.
    pub x: f32,
    /// The baseline, a whole number too.
    pub y: f32,
    /// Font size.
    pub size: f32,
    /// Degrees clockwise around the pen.
    pub rotate: f32,
    /// Left edge of the tight ink box, which is inside the canvas.
    pub x0: f32,
    /// Its upper edge.
    pub y0: f32,
    /// Its right edge.
    pub x1: f32,
    /// Its lower edge.
    pub y1: f32,
}

impl Placement {
    /// The middle of the ink box: the wish that keeps the word here in the next layout.
    pub fn centre(&self) -> (f32, f32) {
        ((self.x0 + self.x1) / 2.0, (self.y0 + self.y1) / 2.0)
    }
}

/// What became of the words: each is either placed or left out, once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// The heaviest first.
    pub placed: Vec<Placement>,
    /// The words for which there was no room at the smallest size, without ink, or too wide for the
    /// canvas at the size they must have; the lightest first.
    pub left_out: Vec<usize>,
    /// The `k` of `size = k * sqrt(weight)` that was used, before the limits of size.
    pub scale: f32,
}

/// Finds a size and a place for every word.
///
/// Words that find the place of their own wish free take it. Then, the heaviest first, each goes to the free place nearest to its wish, by a metric stretched
/// like the canvas so that the cloud takes its shape. If not all fit at the asked fill, everything
/// is scaled down by what was measured to be too much, and laid out anew. Unless a word has a wish of
/// its own, the whole cloud is moved to the middle in the end.
///
/// To spread the work over several frames use [`Engine`]; the result is the same.
pub fn layout(words: &[Word], options: &LayoutOptions) -> Layout {
    Engine::new(words, options).finish()
}
