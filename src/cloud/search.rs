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
        let (first, last) = self.window(drop, best);
        if first > last {
            return;
        }
        let blocks = blocks(board);
        let start = (y + self.top) * blocks;
        let Some(open) = class.open.get_mut(start..start + blocks) else {
            return;
        };
        let wished = nearest_in(self.wish.0, self.x);
        let middle = wished / 64;
        let free = self.block(board, open, y, middle, first, last);
        // Places up to the wished one, and those right of it.
        let near = u64::MAX >> (63 - wished % 64);
        let mut left = (middle, free & near);
        let mut right = (middle, free & !near);

        while left.1 == 0 && left.0 > first / 64 {
            left.0 -= 1;
            left.1 = self.block(board, open, y, left.0, first, last);
        }
        if left.1 != 0 {
            self.offer(left.0 * 64 + left.1.ilog2() as usize, y, drop, best);
        }
        let (first, last) = self.window(drop, best);
        while right.1 == 0 && right.0 < last / 64 {
            right.0 += 1;
            right.1 = self.block(board, open, y, right.0, first, last);
        }
        if right.1 != 0 {
            self.offer(
                right.0 * 64 + right.1.trailing_zeros() as usize,
                y,
                drop,
                best,
            );
        }
    }

    /// Takes a free place if it is nearer than the best.
    fn offer(&self, x: usize, y: usize, drop: f64, best: &mut Best) {
        let dx = x as f64 - self.wish.0;
        let distance = dx * dx + drop;
        if distance < best.distance {
            *best = Best {
                distance,
                spot: Some(Spot { x, y }),
            };
        }
    }

    /// The first and last place of a row that may be nearer than the best.
    fn window(&self, drop: f64, best: &Best) -> (usize, usize) {
        let reach = (best.distance - drop).sqrt();
        let first = (self.wish.0 - reach).floor().max(self.x.0 as f64);
        let last = (self.wish.0 + reach).ceil().min(self.x.1 as f64);
        if first > last {
            return (1, 0);
        }
        (first as usize, last as usize)
    }

    /// The free places of a block within `first..=last`.
    #[inline]
    fn block(
        &self,
        board: &Board,
        open: &mut [u64],
        y: usize,
        block: usize,
        first: usize,
        last: usize,
    ) -> u64 {
        let Some(open) = open.get_mut(block).filter(|open| **open != 0) else {
            return 0;
        };
        let mut free = *open;
        for probe in &self.coarse {
            free &= !board.blocked(probe, y, block);
            if free == 0 {
                break;
            }
        }
        *open = free;
        free &= within(block, first, last);
        if free == 0 {
            return 0;
        }
        for probe in &self.fine {
            free &= !board.blocked(probe, y, block);
            if free == 0 {
                break;
            }
        }
        free
    }
}

/// Blocks of 64 places in a row.
fn blocks(board: &Board) -> usize {
    board.width() / 64 + 1
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
