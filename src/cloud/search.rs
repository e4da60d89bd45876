//! The free place nearest to a wish, exactly.
//!
//! Rows are visited outwards from the wished one until none can hold a nearer place; in a row,
//! blocks of 64 places outwards from the wished column. Many places are full for good: for classes
//! of words of similar size the search remembers where their core did not fit. Cells are only ever
//! taken, so what was full once stays full, and most blocks are passed over by a look at one word.

use crate::board::{Board, Probe};
use crate::shape::Shape;

/// The most classes remembered at a time; the one unused for longest makes room.
const MAX_CLASSES: usize = 32;

/// Where the upper left corner of a shape may go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spot {
    pub(crate) x: usize,
    pub(crate) y: usize,
}

/// What is known about the places of one class: words whose core is at least this large.
#[derive(Clone, Debug)]
struct Class {
    width: usize,
    height: usize,
    /// When it was last used, in searches.
    used: usize,
    /// A bit per place of the upper left corner of the core: not yet known to be full.
    open: Vec<u64>,
    /// A bit per block of a row of `open`: whether any of its bits is set.
    rows: Vec<u64>,
}

/// What a class knows about one row.
struct Row<'a> {
    open: &'a mut [u64],
    blocks: &'a mut u64,
    y: usize,
    /// Squared distance from the wish.
    drop: f64,
}

/// Memory of past searches on one board.
#[derive(Clone, Debug, Default)]
pub(crate) struct Search {
    classes: Vec<Class>,
    searches: usize,
}

/// What one search asks. Places are those of the core across and of the whole shape down.
struct Query {
    /// Tests of the class's box, then those of the whole shape, both in an order that meets
    /// hindrances early.
    coarse: Vec<Probe>,
    fine: Vec<Probe>,
    /// Rows of the shape above its core.
    top: usize,
    wish: (f64, f64),
    /// How much farther a row is than a column.
    aspect: f64,
    /// First and last place in the canvas.
    x: (usize, usize),
    y: (usize, usize),
}

/// The nearest place so far.
#[derive(Clone, Copy)]
struct Best {
    /// Squared distance from the wish.
    distance: f64,
    spot: Option<Spot>,
}

impl Search {
    /// Forgets everything; for when the board was cleared.
    pub(crate) fn clear(&mut self) {
        self.classes.clear();
    }

    /// The free place for `shape` whose centre is nearest to `wish` (both in cells), where distances
    /// up and down count `aspect` times. Of equally near ones the first visited: the wished row, then
    /// the upper before the lower, left before right.
    pub(crate) fn nearest(
        &mut self,
        board: &Board,
        shape: &Shape,
        centre: (f64, f64),
        wish: (f64, f64),
        aspect: f64,
    ) -> Option<Spot> {
        let core = shape.core;
        let spare_x = board.width().checked_sub(shape.width)?;
        let spare_y = board.height().checked_sub(shape.rows.len())?;
        let class = self.class(board, round_down(core.width), round_down(core.height));
        let query = Query {
            coarse: strided(class.height)
                .map(|dy| board.probe(core.top + dy, 0, class.width))
                .collect(),
            fine: fine(board, shape),
            top: core.top,
            wish: (wish.0 - centre.0 + core.left as f64, wish.1 - centre.1),
            aspect,
            x: (core.left, core.left + spare_x),
            y: (0, spare_y),
        };
        query.rows(board, class).map(|spot| Spot {
            x: spot.x - core.left,
            ..spot
        })
    }

    /// The class of cores of at least this size.
    fn class(&mut self, board: &Board, width: usize, height: usize) -> &mut Class {
        self.searches += 1;
        let known = self
            .classes
            .iter()
            .position(|c| (c.width, c.height) == (width, height));
        let index = known.unwrap_or_else(|| {
            if self.classes.len() >= MAX_CLASSES {
                let oldest = self.classes.iter().enumerate().min_by_key(|(_, c)| c.used);
                let oldest = oldest.map_or(0, |(index, _)| index);
                self.classes.swap_remove(oldest);
            }
            self.classes.push(Class {
                width,
                height,
                used: 0,
                open: vec![u64::MAX; blocks(board) * board.height()],
                rows: vec![u64::MAX >> (64 - blocks(board)); board.height()],
            });
            self.classes.len() - 1
        });
        let class = &mut self.classes[index];
        class.used = self.searches;
        class
    }
}

impl Query {
    /// Visits rows outwards from the wished one.
    fn rows(&self, board: &Board, class: &mut Class) -> Option<Spot> {
        let mut best = Best {
            distance: f64::INFINITY,
            spot: None,
        };
        let start = nearest_in(self.wish.1, self.y);
        let (mut up, mut down) = (Some(start), start + 1);
        loop {
            let above = up.filter(|y| *y >= self.y.0).map(|y| (self.drop(y), y));
            let below = (down <= self.y.1).then(|| (self.drop(down), down));
            let (drop, y) = match (above, below) {
                (Some(a), Some(b)) if b.0 < a.0 => b,
                (Some(a), _) => a,
                (None, Some(b)) => b,
                (None, None) => break,
            };
            if drop >= best.distance {
                break;
            }
            if y >= down {
                down += 1;
            } else {
                up = y.checked_sub(1);
            }
            self.row(board, class, y, drop, &mut best);
        }
        best.spot
    }

    /// Squared distance of a row.
    fn drop(&self, y: usize) -> f64 {
        let dy = (y as f64 - self.wish.1) * self.aspect;
        dy * dy
    }

    /// Looks for a nearer place in row `y`, which is `drop` away.
    fn row(&self, board: &Board, class: &mut Class, y: usize, drop: f64, best: &mut Best) {
        let at = y + self.top;
        let Some(open_blocks) = class.rows.get_mut(at).filter(|blocks| **blocks != 0) else {
            return;
        };
        let blocks = blocks(board);
        let Some(open) = class.open.get_mut(at * blocks..(at + 1) * blocks) else {
            return;
        };
        let mut row = Row {
            open,
            blocks: open_blocks,
            y,
            drop,
        };
        let wished = nearest_in(self.wish.0, self.x);
        // Places up to the wished one, then those right of it.
        self.leftwards(board, &mut row, wished, best);
        self.rightwards(board, &mut row, wished + 1, best);
    }

    /// Offers the free place nearest to `from` on its left.
    fn leftwards(&self, board: &Board, row: &mut Row<'_>, from: usize, best: &mut Best) {
        let first = self.first(row.drop, best);
        let mut block = from / 64;
        while let Some(next) = highest(*row.blocks & (u64::MAX >> (63 - block))) {
            if next * 64 + 63 < first {
                return;
            }
            let free = self.block(board, row, next, first, from);
            if let Some(bit) = highest(free) {
                return self.offer(next * 64 + bit, row, best);
            }
            let Some(left) = next.checked_sub(1) else {
                return;
            };
            block = left;
        }
    }

    /// Offers the free place nearest to `from` on its right.
    fn rightwards(&self, board: &Board, row: &mut Row<'_>, from: usize, best: &mut Best) {
        let last = self.last(row.drop, best);
        let mut block = from / 64;
        while let Some(next) = lowest(*row.blocks & u64::MAX << block) {
            if next * 64 > last {
                return;
            }
            let free = self.block(board, row, next, from, last);
            if let Some(bit) = lowest(free) {
                return self.offer(next * 64 + bit, row, best);
            }
            block = next + 1;
            if block > 63 {
                return;
            }
        }
    }

    /// Takes a free place if it is nearer than the best.
    fn offer(&self, x: usize, row: &Row<'_>, best: &mut Best) {
        let dx = x as f64 - self.wish.0;
        let distance = dx * dx + row.drop;
        if distance < best.distance {
            *best = Best {
                distance,
                spot: Some(Spot { x, y: row.y }),
            };
        }
    }

    /// The leftmost place of a row that may be nearer than the best.
    fn first(&self, drop: f64, best: &Best) -> usize {
        let reach = (best.distance - drop).sqrt();
        // Rounded towards zero: at most one place too many.
        ((self.wish.0 - reach).max(0.0) as usize).max(self.x.0)
    }

    /// The rightmost.
    fn last(&self, drop: f64, best: &Best) -> usize {
        let reach = (best.distance - drop).sqrt();
        ((self.wish.0 + reach).max(0.0) as usize).min(self.x.1)
    }

    /// The free places of a block within `first..=last`.
    #[inline]
    fn block(
        &self,
        board: &Board,
        row: &mut Row<'_>,
        block: usize,
        first: usize,
        last: usize,
    ) -> u64 {
        let wanted = within(block, first, last);
        let Some(open) = row.open.get_mut(block).filter(|open| **open & wanted != 0) else {
            return 0;
        };
        let known = probed(board, &self.coarse, *open, row.y, block);
        *open = known;
        *row.blocks &= !(u64::from(known == 0) << block);
        probed(board, &self.fine, known & wanted, row.y, block)
    }
}

/// Which of the `free` places of a block no probe finds blocked.
#[inline]
fn probed(board: &Board, probes: &[Probe], mut free: u64, y: usize, block: usize) -> u64 {
    for probe in probes {
        if free == 0 {
            break;
        }
        free &= !board.blocked(probe, y, block);
    }
    free
}

/// The highest bit set.
fn highest(bits: u64) -> Option<usize> {
    bits.checked_ilog2().map(|bit| bit as usize)
}

/// The lowest bit set.
fn lowest(bits: u64) -> Option<usize> {
    (bits != 0).then(|| bits.trailing_zeros() as usize)
}

/// Blocks of 64 places in a row; 64 at most, for [`MAX_COLUMNS`](crate::shape::MAX_COLUMNS).
fn blocks(board: &Board) -> usize {
    board.width().div_ceil(64).max(1)
}

/// The whole number of a range nearest to a wish.
fn nearest_in(wish: f64, (first, last): (usize, usize)) -> usize {
    (wish.round().max(first as f64) as usize).min(last)
}

/// The bits of a block that are in `first..=last`.
fn within(block: usize, first: usize, last: usize) -> u64 {
    let start = block * 64;
    if last < start || first > start + 63 {
        return 0;
    }
    let low = u64::MAX << first.saturating_sub(start);
    let high = u64::MAX >> (63 - (last - start).min(63));
    low & high
}

/// A length rounded down to one of four steps per doubling, so that few classes serve many words.
fn round_down(length: usize) -> usize {
    let fine = length.max(1).ilog2().saturating_sub(2);
    (length >> fine) << fine
}

/// The numbers below `count`, far apart ones first: what is in the way is seldom one row tall.
fn strided(count: usize) -> impl Iterator<Item = usize> {
    let widest = count.max(1).ilog2();
    (0..=widest).rev().flat_map(move |power| {
        let step = 1 << power;
        (0..count)
            .step_by(step)
            .filter(move |n| power == widest || n % (step * 2) != 0)
    })
}

/// The tests of every row of a shape, relative to its core.
fn fine(board: &Board, shape: &Shape) -> Vec<Probe> {
    let core = shape.core;
    strided(shape.rows.len())
        .filter_map(|dy| {
            let run = shape.rows.get(dy)?;
            let offset = run.left as isize - core.left as isize;
            Some(board.probe(dy, offset, run.right - run.left))
        })
        .collect()
}
