//! A word at a size, in cells of the board.
//!
//! The board is a grid of [`CELL`] CSS pixels: positions and ink are rounded to it, always outwards,
//! so that a shape covers all the ink and padding of its word.

use crate::mask::Mask;
use crate::turn::turn;

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

/// The part of the padding that a word also keeps from what is there already. Words come largest first:
/// the room that the larger one keeps free is what separates two words, and much more than that on
/// both sides only loosens words of about the same size.
const OWN_SHARE: f32 = 0.25;

/// Padding above and below a word, relative to that at its sides. Lines of text need less: the room
/// between small letters and the ascenders next to them already separates them.
const VERTICAL_PADDING: f32 = 0.2;

/// The same of the room beside lines that run down the canvas: words that lie begin and end there.
const FLANK: f32 = 0.6;

/// CSS pixels that ink may reach into a cell without taking it. An eighth of a pixel is as faint as what
/// [`INK_THRESHOLD`](crate::INK_THRESHOLD) takes for the foot of antialiasing, and a cell more around
/// every small word would loosen the whole cloud.
const NOISE: f32 = 0.125;

/// The canvas in cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Grid {
    /// CSS pixels per cell, a whole number so that pens are.
    pub(crate) cell: f32,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

impl Grid {
    pub(crate) fn new(width: f32, height: f32) -> Self {
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
        }
    }

    /// Width and height in CSS pixels.
    pub(crate) fn size(&self) -> (f32, f32) {
        (
            self.width as f32 * self.cell,
            self.height as f32 * self.cell,
        )
    }

    /// The largest font size at which ink of this many em with this padding fits the canvas.
    pub(crate) fn largest(&self, (width, height): (f32, f32), padding: Padding) -> f32 {
        // One cell goes to rounding the pen to a whole pixel and the far edge to a cell.
        let across =
            (self.width as f32 - 1.0) * self.cell / (width + 2.0 * padding.side * OWN_SHARE);
        let down = (self.height as f32 - 1.0) * self.cell / height;
        across.min(down).max(0.0)
    }
}

/// The room that a word keeps free around it, in em.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Padding {
    /// Left, and as much right.
    side: f32,
    /// Above, and as much below.
    line: f32,
}

impl Padding {
    /// So much before and after a word that is turned by so many degrees, and less over and under it.
    pub(crate) fn new(padding: f32, degrees: f32) -> Self {
        let (sin, cos) = turn(degrees);
        let (along, across) = (padding, padding * VERTICAL_PADDING);
        Self {
            side: along * cos.abs() + along * FLANK * sin.abs(),
            line: across * cos.abs() + along * sin.abs(),
        }
    }

    /// So much of it.
    pub(crate) fn share(self, share: f32) -> Self {
        Self {
            side: self.side * share,
            line: self.line * share,
        }
    }

    /// What the word keeps free for itself at a font size, CSS pixels.
    fn kept(self, size: f32) -> Pads {
        let line = self.line * size;
        Pads {
            side: self.side * size,
            // Whole pixels: baselines are whole, so a fraction on either side of small text would cost
            // it two rows of ten.
            line: (line + 0.5).floor().max(line.min(1.0).ceil()),
        }
    }

    /// What it must find.
    fn needed(self, size: f32) -> Pads {
        Pads {
            side: self.side * size * OWN_SHARE,
            line: 0.0,
        }
    }
}

/// Free room around a word, CSS pixels.
#[derive(Clone, Copy, Debug)]
struct Pads {
    side: f32,
    line: f32,
}

/// Cells of one row, counted from the left edge of a shape or of the canvas.
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

/// Cells of the canvas that a placed word keeps from later ones: one run in all of some rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Slab {
    /// The first row and the one behind the last. Invariant: no slab is empty.
    pub(crate) top: usize,
    pub(crate) bottom: usize,
    /// The first column and the one behind the last.
    pub(crate) left: usize,
    pub(crate) right: usize,
    /// Whether the slab of the same word right above it has all its columns too.
    pub(crate) under: bool,
    /// Whether that right below it has.
    pub(crate) over: bool,
}

/// A word at a size: the cells it needs, which are its ink and a little room, and those it keeps.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shape {
    /// What it needs. Invariant: not empty; all runs are inside `0..width`.
    pub(crate) rows: Vec<Run>,
    pub(crate) width: usize,
    /// The largest rectangle in the shape: for a word, the band of the small letters.
    pub(crate) core: Core,
    /// What it keeps, counted from `margin` cells left of and above the shape's corner.
    kept: Vec<Run>,
    margin: (usize, usize),
    /// The pen, CSS pixels from the shape's upper left corner; whole numbers.
    pub(crate) pen: (f32, f32),
    /// The tight box of the ink, CSS pixels from the shape's upper left corner.
    pub(crate) ink: [f32; 4],
}

impl Shape {
    /// The shape of `mask` at font size `size` with this padding, or nothing if it has no ink or
    /// exceeds the canvas.
    pub(crate) fn new(mask: &Mask, size: f32, padding: Padding, grid: &Grid) -> Option<Self> {
        let unit = mask.unit(size);
        if mask.is_empty() || !(unit > 0.0 && unit.is_finite()) {
            return None;
        }
        let (needed, kept) = (padding.needed(size), padding.kept(size));
        let [left, top, right, bottom] = mask.bounds().edges().map(|edge| edge * unit);
        let up = |v: f32| (v - NOISE).ceil();
        let pen = (up(needed.side - left), up(needed.line - top));
        let cells = |v: f32| ((v - NOISE) / grid.cell).ceil();
        let width = cells(pen.0 + right + needed.side);
        let height = cells(pen.1 + bottom + needed.line);
        // Compared as floats, before anything of that size is allocated.
        if !(width <= grid.width as f32 && height <= grid.height as f32) {
            return None;
        }
        let (width, height) = ((width as usize).max(1), (height as usize).max(1));
        let margin = |pad: f32| (pad / grid.cell).ceil() as usize;
        let margin = (
            margin(kept.side - needed.side),
            margin(kept.line - needed.line),
        );
        let shift = |steps: usize| steps as f32 * grid.cell;
        let outer = (pen.0 + shift(margin.0), pen.1 + shift(margin.1));
        let size = (width + 2 * margin.0, height + 2 * margin.1);
        let rows = raster(mask, unit, pen, needed, grid.cell, (width, height));
        Some(Self {
            core: core(&rows),
            rows,
            width,
            kept: raster(mask, unit, outer, kept, grid.cell, size),
            margin,
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

    /// What the word keeps once its corner is at (`x`, `y`) of a canvas of this many cells, from top to bottom.
    pub(crate) fn taken(
        &self,
        (x, y): (usize, usize),
        (width, height): (usize, usize),
    ) -> Vec<Slab> {
        let above = self.margin.1.saturating_sub(y);
        let top = (y + above).saturating_sub(self.margin.1);
        let column = |at: usize| (x + at).saturating_sub(self.margin.0).min(width);
        let mut slabs: Vec<Slab> = Vec::new();
        let mut row = top;
        for run in self.kept.get(above..).unwrap_or_default() {
            if row >= height {
                break;
            }
            let left = column(run.left);
            let right = column(run.right).max(left + 1);
            let mut slab = Slab {
                top: row,
                bottom: row + 1,
                left,
                right,
                under: false,
                over: false,
            };
            row += 1;
            if let Some(last) = slabs.last_mut() {
                if last.left == left && last.right == right {
                    last.bottom = row;
                    continue;
                }
                slab.under = last.left <= left && right <= last.right;
                last.over = left <= last.left && last.right <= right;
            }
            slabs.push(slab);
        }
        slabs
    }

    /// The middle of the ink in cells from the upper left corner.
    pub(crate) fn centre(&self, cell: f32) -> (f64, f64) {
        let [left, top, right, bottom] = self.ink.map(f64::from);
        let span = f64::from(cell) * 2.0;
        ((left + right) / span, (top + bottom) / span)
    }
}

/// Every band of the mask, grown by the padding and rounded outwards, as runs of cells.
fn raster(
    mask: &Mask,
    unit: f32,
    pen: (f32, f32),
    pads: Pads,
    cell: f32,
    (width, height): (usize, usize),
) -> Vec<Run> {
    // Invariant: the mask's bands touch each other, so that none of these stays blank.
    let blank = Run {
        left: width,
        right: 0,
    };
    let mut rows = vec![blank; height];
    let first = |v: f32| ((v + NOISE) / cell).max(0.0) as usize;
    let behind = |v: f32, most: usize| (((v - NOISE) / cell).ceil().max(0.0) as usize).min(most);
    for band in mask.bands() {
        let left = first(pen.0 + band.left * unit - pads.side);
        let right = behind(pen.0 + band.right * unit + pads.side, width);
        let y0 = first(pen.1 + band.top * unit - pads.line);
        let y1 = behind(pen.1 + band.bottom * unit + pads.line, height);
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
    let mut above = None;
    for (top, first) in rows.iter().enumerate() {
        // Below a row that is the same there is only less.
        if above.replace(first) == Some(first) {
            continue;
        }
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
    use crate::pixels::Patch;

    const NONE: Padding = Padding {
        side: 0.0,
        line: 0.0,
    };

    const GRID: Grid = Grid {
        cell: 2.0,
        width: 100,
        height: 50,
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

    fn check(art: &[&str], size: f32, expected: &[&str]) {
        let shape = Shape::new(&mask(art, 4.0), size, NONE, &GRID).unwrap();
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
        check(&["#......", "###....", "..#####"], 4.0, &["##..", ".###"]);
    }

    #[test]
    fn another_size_loses_no_ink() {
        check(&["#...", "####"], 8.0, &["#...", "####"]);
        check(&["####", "#..."], 3.0, &["##"]);
    }

    #[test]
    fn a_word_keeps_more_room_than_it_needs() {
        // Padding of two cells at each side, of which it needs half a one, and one line.
        let shape = Shape::new(
            &mask(&["##", "##"], 4.0),
            8.0,
            Padding::new(0.5, 0.0),
            &GRID,
        )
        .unwrap();
        assert_eq!((shape.width, shape.rows.len()), (3, 2));
        let check = |at, rows: (usize, usize), columns: (usize, usize)| {
            let slab = Slab {
                top: rows.0,
                bottom: rows.1,
                left: columns.0,
                right: columns.1,
                under: false,
                over: false,
            };
            assert_eq!(shape.taken(at, (GRID.width, GRID.height)), [slab]);
        };
        check((10, 10), (9, 13), (8, 15));
        check((0, 0), (0, 3), (0, 5));
        check((97, 48), (47, 50), (95, 100));
    }

    #[test]
    fn rows_with_the_same_run_are_one_slab() {
        let art = ["#...", "#...", "####", "##..", "##.."];
        let shape = Shape::new(&mask(&art, 4.0), 8.0, NONE, &GRID).unwrap();
        let slabs = shape.taken((10, 10), (GRID.width, GRID.height));
        let bounds = |s: &Slab| (s.top, s.bottom, s.left, s.right, s.under, s.over);
        assert_eq!(
            slabs.iter().map(bounds).collect::<Vec<_>>(),
            [
                (10, 12, 10, 11, false, true),
                (12, 13, 10, 14, false, false),
                (13, 15, 10, 12, true, false),
            ]
        );
    }

    #[test]
    fn beside_lines_that_run_down_is_more_room_than_between_lines_across() {
        let [lying, standing] = [0.0, 90.0].map(|degrees| Padding::new(1.0, degrees));
        assert_eq!((lying.side, standing.line), (1.0, 1.0));
        assert!(standing.side > 2.0 * lying.line && standing.side < lying.side);
    }

    #[test]
    fn the_core_is_the_largest_rectangle() {
        let shape = Shape::new(
            &mask(&["##......", "##......", "########", "########"], 4.0),
            4.0,
            NONE,
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
            let shape = Shape::new(&word, 10.0, NONE, &GRID).unwrap();
            assert_eq!((shape.width * shape.rows.len(), shape.rows[0].left), (5, 0));
            assert!(shape.rows.iter().all(|run| run.right == shape.width));
        }
    }

    #[test]
    fn what_exceeds_the_canvas_has_no_shape() {
        let word = Mask::from_box(-10.0, -5.0, 10.0, 1.0, 10.0);
        let largest = GRID.largest(word.extent(), NONE);
        assert!(Shape::new(&word, largest, NONE, &GRID).is_some());
        for size in [largest * 1.05, 1e30, f32::INFINITY, f32::NAN, 0.0, -1.0] {
            assert_eq!(Shape::new(&word, size, NONE, &GRID), None, "{size}");
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
            let grid = Grid::new(width, height);
            assert!(grid.width * grid.height <= MAX_CELLS && grid.width <= MAX_COLUMNS);
            assert_eq!(grid.cell, cell, "{width} {height}");
        }
        for none in [f32::NAN, -1.0, 0.0] {
            assert_eq!(Grid::new(none, 400.0).width, 0);
        }
    }
}
