//! A word at a size, in cells of the board.
//!
//! The board is a grid of [`CELL`] CSS pixels: positions and ink are rounded to it, always outwards,
//! so that a shape covers all the ink and padding of its word.

use crate::mask::Mask;

/// CSS pixels per cell. Cells of two take half the time, but waste so much at the edges of small words
/// that 200 of them cover 5 % less of the room they take up.
pub(crate) const CELL: f32 = 1.0;

/// The longest side of a canvas that is used, CSS pixels; what is beyond stays blank. No browser
/// offers a larger canvas.
pub const MAX_SIDE: f32 = 32_768.0;

/// The most cells of a board: a canvas of 1920 by 1080. Beyond it cells grow, so that memory is
/// bounded and words are merely placed more coarsely.
pub const MAX_CELLS: usize = 1 << 21;

/// The most cells in a row: the search keeps a bit per 64 of them in one machine word.
pub(crate) const MAX_COLUMNS: usize = 4096;

/// Padding above and below together, relative to that at both sides. Lines of text need less: the
/// room between small letters and the ascenders next to them already separates them.
const VERTICAL_PADDING: f32 = 0.3;

/// Rounding noise, in cells, that is not worth a cell of its own.
const NOISE: f32 = 1e-3;

/// The canvas in cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Grid {
    /// CSS pixels per cell, a whole number so that pens are.
    pub(crate) cell: f32,
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Em on the left and right of each word.
    pub(crate) padding: f32,
}

impl Grid {
    pub(crate) fn new(width: f32, height: f32, padding: f32) -> Self {
        let side = |v: f32| if v > 0.0 { v.min(MAX_SIDE) } else { 0.0 };
        let (width, height) = (side(width), side(height));
        let cells = |cell: f32| ((width / cell) as usize, (height / cell) as usize);
        let mut cell = CELL;
        while cells(cell).0 * cells(cell).1 > MAX_CELLS || cells(cell).0 > MAX_COLUMNS {
            cell += 1.0;
        }
        let (width, height) = cells(cell);
        Self {
            cell,
            width,
            height,
            padding,
        }
    }

    /// The largest font size at which ink of this many em fits the canvas.
    pub(crate) fn largest(&self, (width, height): (f32, f32)) -> f32 {
        // One cell goes to rounding the pen to a whole pixel and the far edge to a cell.
        let across = (self.width as f32 - 1.0) * self.cell / (width + 2.0 * self.padding);
        let vertical = 2.0 * self.padding * VERTICAL_PADDING;
        let down = (self.height as f32 - 2.0) * self.cell / (height + vertical);
        across.min(down).max(0.0)
    }
}

/// Free room around a word, CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Pads {
    side: f32,
    above: f32,
    below: f32,
}

impl Pads {
    fn new(side: f32) -> Self {
        // Whole pixels, and the odd one only below: baselines are whole, so a fraction on either side
        // of small text would cost it two rows of ten.
        let both = (2.0 * side * VERTICAL_PADDING).round();
        let above = (both / 2.0).floor();
        Self {
            side,
            above,
            below: (both - above).max(side.min(1.0).ceil()),
        }
    }
}

/// The taken cells of one row, counted from the shape's left edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) left: usize,
    /// The first cell behind the run. Invariant: `left < right`.
    pub(crate) right: usize,
}

/// A rectangle inside the shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Core {
    pub(crate) left: usize,
    pub(crate) top: usize,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

/// Ink and padding of a word at a size.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shape {
    /// Invariant: not empty; all runs are inside `0..width`.
    pub(crate) rows: Vec<Run>,
    pub(crate) width: usize,
    /// The largest rectangle in the shape: for a word, the band of the small letters.
    pub(crate) core: Core,
    /// Whether each run shares a column with the next, so that any band of rows is one piece.
    pub(crate) joined: bool,
    /// The pen, CSS pixels from the shape's upper left corner; whole numbers.
    pub(crate) pen: (f32, f32),
    /// The tight box of the ink, CSS pixels from the shape's upper left corner.
    pub(crate) ink: [f32; 4],
}

impl Shape {
    /// The shape of `mask` at font size `size`, or nothing if it has no ink or exceeds the canvas.
    pub(crate) fn new(mask: &Mask, size: f32, grid: &Grid) -> Option<Self> {
        let unit = mask.unit(size);
        if mask.is_empty() || !(unit > 0.0 && unit.is_finite()) {
            return None;
        }
        let pads = Pads::new(size * grid.padding);
        let [left, top, right, bottom] = mask.bounds().map(|edge| edge * unit);
        let up = |v: f32| (v - NOISE).ceil();
        let pen = (up(pads.side - left), up(pads.above - top));
        let width = up((pen.0 + right + pads.side) / grid.cell);
        let height = up((pen.1 + bottom + pads.below) / grid.cell);
        // Compared as floats, before anything of that size is allocated.
        if !(width <= grid.width as f32 && height <= grid.height as f32) {
            return None;
        }
        let (width, height) = ((width as usize).max(1), (height as usize).max(1));
        let rows = rows(mask, unit, pen, pads, grid.cell, (width, height));
        Some(Self {
            core: core(&rows),
            joined: rows
                .iter()
                .zip(rows.iter().skip(1))
                .all(|(a, b)| a.left < b.right && b.left < a.right),
            rows,
            width,
            pen,
            // Clipped by the noise that rounding let pass.
            ink: [
                (left + pen.0).max(0.0),
                (top + pen.1).max(0.0),
                (right + pen.0).min(width as f32 * grid.cell),
                (bottom + pen.1).min(height as f32 * grid.cell),
            ],
        })
    }

    /// The middle of the ink in cells from the upper left corner.
    pub(crate) fn centre(&self, cell: f32) -> (f64, f64) {
        let [left, top, right, bottom] = self.ink.map(f64::from);
        let span = f64::from(cell) * 2.0;
        ((left + right) / span, (top + bottom) / span)
    }
}

/// Every raster row of the mask, grown by the padding and rounded outwards, as runs of cells.
fn rows(
    mask: &Mask,
    unit: f32,
    pen: (f32, f32),
    pads: Pads,
    cell: f32,
    (width, height): (usize, usize),
) -> Vec<Run> {
    // Invariant: the mask's rows touch each other, so that none of these stays blank.
    let blank = Run {
        left: width,
        right: 0,
    };
    let mut rows = vec![blank; height];
    let (top, pitch) = mask.lines();
    let first = |v: f32| (v / cell + NOISE).max(0.0) as usize;
    let behind = |v: f32, most: usize| ((v / cell - NOISE).ceil().max(0.0) as usize).min(most);
    for (index, span) in mask.rows().iter().enumerate() {
        let upper = pen.1 + (top + index as f32 * pitch) * unit;
        let left = first(pen.0 + span.left * unit - pads.side);
        let right = behind(pen.0 + span.right * unit + pads.side, width);
        let y0 = first(upper - pads.above);
        let y1 = behind(upper + pitch * unit + pads.below, height);
        // What is thinner than the noise still takes a cell.
        let (y0, left) = (y0.min(height - 1), left.min(width - 1));
        let (y1, right) = (y1.max(y0 + 1), right.max(left + 1));
        for run in rows.iter_mut().take(y1).skip(y0) {
            run.left = run.left.min(left);
            run.right = run.right.max(right);
        }
    }
    rows
}

/// The largest rectangle inside consecutive runs.
fn core(rows: &[Run]) -> Core {
    let mut best = Core::default();
    for (top, first) in rows.iter().enumerate() {
        let (mut left, mut right) = (first.left, first.right);
        for (below, run) in rows.iter().skip(top).enumerate() {
            left = left.max(run.left);
            right = right.min(run.right);
            if right <= left {
                break;
            }
            if (right - left) * (below + 1) > best.width * best.height {
                best = Core {
                    left,
                    top,
                    width: right - left,
                    height: below + 1,
                };
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mask::Patch;

    const GRID: Grid = Grid {
        cell: 2.0,
        width: 100,
        height: 50,
        padding: 0.0,
    };

    fn mask(art: &[&str], size: f32) -> Mask {
        let bytes: Vec<u8> = art
            .concat()
            .bytes()
            .map(|c| if c == b'#' { 255 } else { 0 })
            .collect();
        let patch = Patch {
            x: 0,
            y: 0,
            width: art[0].len(),
            height: art.len(),
            pen_x: 0.0,
            pen_y: 0.0,
            scale: 1.0,
            size,
        };
        Mask::from_coverage(&bytes, art[0].len(), &patch)
    }

    fn check(art: &[&str], grid: &Grid, size: f32, expected: &[&str]) {
        let shape = Shape::new(&mask(art, 4.0), size, grid).unwrap();
        let draw = |run: &Run| -> String {
            let inked = |x| {
                if (run.left..run.right).contains(&x) {
                    '#'
                } else {
                    '.'
                }
            };
            (0..shape.width).map(inked).collect()
        };
        let drawn: Vec<String> = shape.rows.iter().map(draw).collect();
        assert_eq!(drawn, expected);
    }

    #[test]
    fn cells_that_ink_touches_are_taken() {
        check(
            &["#......", "###....", "..#####"],
            &GRID,
            4.0,
            &["##..", ".###"],
        );
    }

    #[test]
    fn another_size_loses_no_ink() {
        check(&["#...", "####"], &GRID, 8.0, &["#...", "####"]);
        check(&["####", "#..."], &GRID, 3.0, &["##"]);
    }

    #[test]
    fn padding_grows_the_shape_sideways_more_than_upwards() {
        let grid = Grid {
            padding: 0.5,
            ..GRID
        };
        check(&["##", "##"], &grid, 4.0, &["###", "###"]);
    }

    #[test]
    fn the_core_is_the_largest_rectangle() {
        let shape = Shape::new(
            &mask(&["##......", "##......", "########", "########"], 4.0),
            4.0,
            &GRID,
        );
        let core = Core {
            left: 0,
            top: 1,
            width: 4,
            height: 1,
        };
        assert_eq!(shape.unwrap().core, core);
    }

    #[test]
    fn the_thinnest_ink_takes_a_cell() {
        for word in [
            Mask::from_box(0.0, 0.0, 1e-30, 10.0, 10.0),
            Mask::from_box(-5.0, 1e-30, 5.0, 2e-30, 10.0),
        ] {
            let shape = Shape::new(&word, 10.0, &GRID).unwrap();
            assert_eq!((shape.width * shape.rows.len(), shape.rows[0].left), (5, 0));
            assert!(shape.rows.iter().all(|run| run.right == shape.width));
        }
    }

    #[test]
    fn what_exceeds_the_canvas_has_no_shape() {
        let word = Mask::from_box(-10.0, -5.0, 10.0, 1.0, 10.0);
        let largest = GRID.largest(word.extent());
        assert!(Shape::new(&word, largest, &GRID).is_some());
        for size in [largest * 1.05, 1e30, f32::INFINITY, f32::NAN, 0.0, -1.0] {
            assert_eq!(Shape::new(&word, size, &GRID), None, "{size}");
        }
    }

    #[test]
    fn large_canvases_have_larger_cells() {
        for (width, height, cell) in [
            (600.0, 400.0, 1.0),
            (1920.0, 1080.0, 1.0),
            (3840.0, 2160.0, 2.0),
            (MAX_SIDE, MAX_SIDE, 23.0),
            (f32::INFINITY, 400.0, 8.0),
        ] {
            let grid = Grid::new(width, height, 0.0);
            assert!(grid.width * grid.height <= MAX_CELLS && grid.width <= MAX_COLUMNS);
            assert_eq!(grid.cell, cell, "{width} {height}");
        }
        for none in [f32::NAN, -1.0, 0.0] {
            assert_eq!(Grid::new(none, 400.0, 0.0).width, 0);
        }
    }
}
