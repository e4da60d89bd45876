//! Which cells are taken, kept so that 64 places are tested at once.
//!
//! Level `k` of a row says for each cell whether any of the `2^k` cells from it on is taken. A run of
//! any length is free from `x` on if two overlapping runs of a power of two are: two words read, one
//! OR, for 64 values of `x`. Taking a run of cells is setting one stretch of bits in each level.

use crate::shape::Taken;

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
    /// Invariant: what is outside the canvas is taken.
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
        let (width, levels) = (self.width, self.levels);
        for (index, row) in self.bits.chunks_exact_mut(self.stride).enumerate() {
            // Level k is blocked where its 2^k cells would reach behind the canvas.
            let level = index % levels;
            let end = (width + 1).saturating_sub(1 << level);
            row.fill(0);
            let bits = row.len() * 64;
            set(row, 0, LEFT * 64);
            set(row, LEFT * 64 + end, bits);
        }
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn height(&self) -> usize {
        self.height
    }

    /// Takes the cells of a word.
    pub(crate) fn put(&mut self, taken: &Taken) {
        let start = taken.top * self.levels;
        let mut rows = self.bits.chunks_exact_mut(self.stride).skip(start);
        for run in &taken.rows {
            for (level, row) in rows.by_ref().take(self.levels).enumerate() {
                let left = run.left.saturating_sub((1 << level) - 1);
                set(row, LEFT * 64 + left, LEFT * 64 + run.right);
            }
        }
    }

    /// The test for a run of `length` cells that begins `offset` cells right of a place.
    pub(crate) fn probe(&self, row: usize, offset: isize, length: usize) -> Probe {
        let level = (length.max(1).ilog2() as usize).min(self.levels - 1);
        let tail = length.saturating_sub(1 << level);
        let origin = (LEFT * 64) as isize + offset;
        Probe {
            row: row * self.levels * self.stride + level * self.stride,
            near: origin,
            far: origin + tail as isize,
        }
    }

    /// For the 64 places of block `block` (cells `64 * block` on) in canvas row `y`: a set bit means
    /// that the probed run would meet a taken cell.
    #[inline(always)]
    pub(crate) fn blocked(&self, probe: &Probe, y: usize, block: usize) -> u64 {
        let start = probe.row + y * self.levels * self.stride;
        let row = self.bits.get(start..start + self.stride);
        let row = row.unwrap_or_default();
        let at = |offset: isize| (block * 64).saturating_add_signed(offset);
        read(row, at(probe.near)) | read(row, at(probe.far))
    }
}

/// One run of a shape, ready to be tested anywhere.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Probe {
    /// Where the level of row `y` begins, for the place in row 0.
    row: usize,
    /// Bits from there to the two runs that cover the run, for the place in column 0.
    near: isize,
    far: isize,
}

/// 64 bits from bit `at` on; what is behind the row is taken.
#[inline(always)]
fn read(row: &[u64], at: usize) -> u64 {
    let (word, shift) = (at / 64, at % 64);
    let low = row.get(word).map_or(u64::MAX, |w| w >> shift);
    let high = row.get(word + 1).map_or(u64::MAX, |w| *w);
    // Shifted twice because a shift by 64, at shift 0, is not defined.
    low | (high << 1) << (63 - shift)
}

/// Sets the bits `from..to`.
pub(crate) fn set(row: &mut [u64], from: usize, to: usize) {
    if from >= to {
        return;
    }
    let mut bits = u64::MAX << (from % 64);
    let words = row.get_mut(from / 64..=(to - 1) / 64);
    if let Some((last, words)) = words.and_then(<[u64]>::split_last_mut) {
        for word in words {
            *word |= bits;
            bits = u64::MAX;
        }
        *last |= bits & (u64::MAX >> (63 - (to - 1) % 64));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::Run;

    fn bar(left: usize, length: usize, top: usize) -> Taken {
        let right = left + length;
        Taken {
            rows: vec![Run { left, right }],
            top,
            joined: true,
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
