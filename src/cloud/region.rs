//! The part of a canvas that words may stand in.

use crate::pixels::INK_THRESHOLD;
use crate::shape::{Grid, Slab};

/// A picture whose ink is where words may go, stretched over the whole canvas: a logo, a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Row-major.
    coverage: Vec<u8>,
    width: usize,
}

impl Region {
    /// The region of a picture of one byte of coverage per pixel, `width` pixels to a row. A row that
    /// is not whole is ignored.
    pub fn from_coverage(coverage: &[u8], width: usize) -> Self {
        let width = width.max(1);
        let whole = coverage.len() - coverage.len() % width;
        Self {
            coverage: coverage.get(..whole).unwrap_or_default().to_vec(),
            width,
        }
    }

    /// The same from RGBA bytes as `getImageData` gives them, by their alpha.
    pub fn from_rgba(rgba: &[u8], width: usize) -> Self {
        let alpha = rgba.chunks_exact(4).filter_map(|pixel| pixel.last());
        Self::from_coverage(&alpha.copied().collect::<Vec<u8>>(), width)
    }

    /// Whether the middle of a cell has ink.
    fn has(&self, (x, y): (usize, usize), grid: &Grid) -> bool {
        let height = self.coverage.len() / self.width;
        let column = (2 * x + 1) * self.width / (2 * grid.width.max(1));
        let row = (2 * y + 1) * height / (2 * grid.height.max(1));
        let coverage = self.coverage.get(row * self.width + column);
        coverage.is_some_and(|c| *c > INK_THRESHOLD)
    }
}

/// A region in the cells of a canvas.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ground {
    /// The cells outside it, a run each.
    pub(crate) outside: Vec<Slab>,
    /// How many cells it has.
    pub(crate) cells: usize,
    /// Their middle, in cells.
    pub(crate) middle: (f64, f64),
}

impl Ground {
    /// The whole canvas.
    pub(crate) fn whole(grid: &Grid) -> Self {
        Self {
            outside: Vec::new(),
            cells: grid.width * grid.height,
            middle: (grid.width as f64 / 2.0, grid.height as f64 / 2.0),
        }
    }

    /// The cells of a region.
    pub(crate) fn of(region: &Region, grid: &Grid) -> Self {
        let mut outside = Vec::new();
        let (mut cells, mut across, mut down) = (0_usize, 0.0, 0.0);
        for y in 0..grid.height {
            let mut left = 0;
            for x in 0..=grid.width {
                let inside = x < grid.width && region.has((x, y), grid);
                if !inside && x < grid.width {
                    continue;
                }
                if left < x {
                    outside.push(Slab {
                        top: y,
                        bottom: y + 1,
                        left,
                        right: x,
                        under: false,
                        over: false,
                    });
                }
                left = x + 1;
                if inside {
                    cells += 1;
                    across += x as f64 + 0.5;
                    down += y as f64 + 0.5;
                }
            }
        }
        let count = cells.max(1) as f64;
        Self {
            outside,
            cells,
            middle: (across / count, down / count),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRID: Grid = Grid {
        cell: 1.0,
        width: 6,
        height: 4,
    };

    fn outside(region: &Region) -> Vec<(usize, usize, usize)> {
        let ground = Ground::of(region, &GRID);
        let run = |slab: &Slab| (slab.top, slab.left, slab.right);
        ground.outside.iter().map(run).collect()
    }

    #[test]
    fn a_picture_is_stretched_over_the_canvas() {
        // Blank, ink, blank above; ink, blank, ink below.
        let region = Region::from_coverage(&[0, 255, INK_THRESHOLD, 255, 0, 33], 3);
        let rows = |y| [(y, 0, 2), (y, 4, 6)];
        let expected = [rows(0), rows(1)].concat();
        assert_eq!(
            outside(&region),
            [expected, vec![(2, 2, 4), (3, 2, 4)]].concat()
        );
        let ground = Ground::of(&region, &GRID);
        assert_eq!((ground.cells, ground.middle.0), (12, 3.0));
    }

    #[test]
    fn pictures_that_make_no_sense_have_no_room() {
        for (bytes, width) in [(&[255_u8; 5][..], 0), (&[], 3), (&[255; 2], 3)] {
            let ground = Ground::of(&Region::from_coverage(bytes, width), &GRID);
            // A width of none is taken for one: a column.
            let expected = if width == 0 { 24 } else { 0 };
            assert_eq!(ground.cells, expected, "{bytes:?} {width}");
        }
    }

    #[test]
    fn rgba_counts_by_alpha() {
        let region = Region::from_rgba(&[9, 9, 9, 255, 255, 255, 255, 0], 2);
        assert_eq!(region, Region::from_coverage(&[255, 0], 2));
    }
}
