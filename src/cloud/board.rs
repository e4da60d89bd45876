//! Which cells are taken, kept so that 64 places are tested at once.
//!
//! Level `k` of a row says for each cell whether any of the `2^k` cells from it on is taken. A run of
//! any length is free from `x` on if two overlapping runs of a power of two are: two words read, one
//! OR, for 64 values of `x`. Taking a run of cells is setting one stretch of bits in each level.

use crate::shape::Slab;

/// Blocked words left and right of each row, so that reads around the edges need no test.
const LEFT: usize = 1;
const RIGHT: usize = 2;

/// The taken cells of a canvas.
#[derive(Clone, Debug)]
pub(crate) struct Board {
    width: usize,
    height: usize,
    levels: usize,
    /// Words per row of one level.
    stride: usize,
    /// One level behind the other; in a level, one block of 64 columns. Invariant: what is outside the canvas is taken.
    bits: Vec<u64>,
}

impl Board {
    /// A board, to be cleared before its first use.
    pub(crate) fn new(width: usize, height: usize) -> Self {
        let levels = width.max(1).ilog2() as usize + 1;
        let stride = LEFT + width.div_ceil(64) + RIGHT;
        Self {
            width,
            height,
            levels,
            stride,
            bits: vec![0; levels * height * stride],
        }
    }

    /// Frees every cell.
    pub(crate) fn clear(&mut self) {
        self.bits.fill(0);
        for level in 0..self.levels {
            let start = level * self.stride * 64;
            // Level k is blocked where its 2^k cells would reach behind the canvas.
            let end = (self.width + 1).saturating_sub(1 << level);
            let (first, behind) = (start + LEFT * 64, start + self.stride * 64);
            self.fill((0, self.height), (start, first));
            self.fill((0, self.height), (first + end, behind));
        }
    }

    fn fill(&mut self, rows: (usize, usize), columns: (usize, usize)) {
        fill(&mut self.bits, self.height, rows, columns);
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn height(&self) -> usize {
        self.height
    }

    /// Takes the cells of a word.
    pub(crate) fn put(&mut self, slab: &Slab) {
        for level in 0..self.levels {
            let left = slab.left.saturating_sub((1 << level) - 1);
            let first = (level * self.stride + LEFT) * 64;
            self.fill((slab.top, slab.bottom), (first + left, first + slab.right));
        }
    }

    /// The test for a run of `length` cells that begins `offset` cells right of a place.
    pub(crate) fn probe(&self, row: usize, offset: isize, length: usize) -> Probe {
        let level = (length.max(1).ilog2() as usize).min(self.levels - 1);
        let tail = length.saturating_sub(1 << level) as isize;
        let word = |offset: isize| {
            let word = (level * self.stride + LEFT).wrapping_add_signed(offset.div_euclid(64));
            word.wrapping_mul(self.height).wrapping_add(row)
        };
        Probe {
            near: word(offset),
            far: word(offset + tail),
            shifts: (offset as u32 % 64, (offset + tail) as u32 % 64),
        }
    }

    /// For the 64 places of block `block` (cells `64 * block` on) in canvas row `y`: a set bit means
    /// that the probed run would meet a taken cell, or that it would begin left of the canvas.
    #[inline(always)]
    pub(crate) fn blocked(&self, probe: &Probe, y: usize, block: usize) -> u64 {
        let skipped = block * self.height + y;
        self.read(probe.near.wrapping_add(skipped), probe.shifts.0)
            | self.read(probe.far.wrapping_add(skipped), probe.shifts.1)
    }

    /// 64 bits from a bit of a word on. What is behind a row is of no interest: where the far one of two
    /// runs would begin there, the near one reaches beyond the canvas.
    #[inline(always)]
    fn read(&self, word: usize, shift: u32) -> u64 {
        let low = self.bits.get(word).map_or(u64::MAX, |low| *low);
        let high = self.bits.get(word.wrapping_add(self.height));
        let high = high.map_or(u64::MAX, |high| *high);
        // Shifted twice because a shift by 64, at shift 0, is not defined.
        low >> shift | (high << 1) << (63 - shift)
    }
}

/// One run of a shape, ready to be tested anywhere.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Probe {
    /// The words in which the two runs begin that cover the run, for the place in row and column 0.
    near: usize,
    far: usize,
    /// At which bits of these they begin.
    shifts: (u32, u32),
}

/// Sets the bits `from..to` of some rows. A word is 64 cells of a row, and behind it comes that of the row below, of
/// `height` rows: words of text are tested and placed over many rows and few columns, and processors are quickest
/// with what stands side by side.
pub(crate) fn fill(
    bits: &mut [u64],
    height: usize,
    (top, bottom): (usize, usize),
    (from, to): (usize, usize),
) {
    let mut from = from;
    while from < to {
        let (word, first) = (from / 64, from % 64);
        let count = (to - from).min(64 - first);
        let mask = u64::MAX >> (64 - count) << first;
        let rows = bits.get_mut(word * height + top..word * height + bottom);
        for bits in rows.unwrap_or_default() {
            *bits |= mask;
        }
        from += count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(left: usize, length: usize, top: usize) -> Slab {
        Slab {
            top,
            bottom: top + 1,
            left,
            right: left + length,
            under: false,
            over: false,
        }
    }

    /// Where a run of `length` fits, read from the bits.
    fn free(board: &Board, y: usize, length: usize) -> Vec<bool> {
        let probe = board.probe(0, 0, length);
        let bit = |x: usize| board.blocked(&probe, y, x / 64) >> (x % 64) & 1 == 0;
        (0..board.width()).map(bit).collect()
    }

    #[test]
    fn a_run_is_free_exactly_where_all_its_cells_are() {
        for width in [1, 5, 63, 64, 65, 130, 200] {
            let mut board = Board::new(width, 3);
            board.clear();
            let mut taken = vec![false; width];
            for (x, length) in [(0, 1), (7, 3), (60, 9), (128, 1), (190, 10)] {
                if x + length <= width {
                    board.put(&bar(x, length, 1));
                    taken[x..x + length].fill(true);
                }
            }
            for length in 1..=width {
                let expected: Vec<bool> = (0..width)
                    .map(|x| {
                        taken
                            .get(x..x + length)
                            .is_some_and(|run| !run.contains(&true))
                    })
                    .collect();
                assert_eq!(free(&board, 1, length), expected, "{length} of {width}");
                let fits: Vec<bool> = (0..width).map(|x| x + length <= width).collect();
                assert_eq!(
                    free(&board, 0, length),
                    fits,
                    "empty row, {length} of {width}"
                );
            }
            board.clear();
            assert_eq!(free(&board, 1, 1), vec![true; width]);
        }
    }
}
