//! The free place nearest to a wish, exactly.
//!
//! Of each row a bound is known of how near a place it can have, from where its class leaves the first one open.
//! Rows within reach of the least bound are looked at, then reach grows, until none can hold a nearer place; in a
//! row, the open places are visited outwards from the wished column, in blocks of 64 that are tested at once.

use crate::board::{Board, Probe};
use crate::classes::{Class, Classes, closest};
use crate::shape::{Shape, Slab};

/// By how much the reach of a search, a squared distance, exceeds the least bound: this share of it at first, then
/// twice as much each time, and so many cells. More looks at rows in vain, less goes over all rows too often.
const STRIDE: f64 = 0.03;
const LEAST: f64 = 256.0;

/// Where the upper left corner of a shape may go, in cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spot {
    pub(crate) x: usize,
    pub(crate) y: usize,
}

/// The places that are taken, and how to find one that is not.
#[derive(Clone, Debug)]
pub(crate) struct Search {
    board: Board,
    classes: Classes,
    /// Rows count this much farther than columns, so that the cloud takes the canvas's shape.
    aspect: f64,
}

impl Search {
    /// A canvas of this many cells, of which those `outside` are never free; to be cleared before its first use.
    pub(crate) fn new(width: usize, height: usize, outside: Vec<Slab>) -> Self {
        Self {
            board: Board::new(width, height),
            classes: Classes::new(width, height, outside),
            aspect: width.max(1) as f64 / height.max(1) as f64,
        }
    }

    /// Empties the canvas.
    pub(crate) fn clear(&mut self) {
        self.board.clear();
        self.classes.clear();
        for slab in self.classes.placed() {
            self.board.put(slab);
        }
    }

    /// Takes the cells of a shape.
    pub(crate) fn put(&mut self, shape: &Shape, spot: Spot) {
        let canvas = (self.board.width(), self.board.height());
        for slab in shape.taken((spot.x, spot.y), canvas) {
            self.board.put(&slab);
            self.classes.put(slab);
        }
    }

    /// The place for `shape` that has its `centre` at `wish`, to half a cell, if it is free.
    pub(crate) fn at(&self, shape: &Shape, centre: (f64, f64), wish: (f64, f64)) -> Option<Spot> {
        let spare_x = self.board.width().checked_sub(shape.width)?;
        let spare_y = self.board.height().checked_sub(shape.rows.len())?;
        let (x, y) = (nearest(wish.0 - centre.0), nearest(wish.1 - centre.1));
        if !(x >= 0.0 && y >= 0.0 && x <= spare_x as f64 && y <= spare_y as f64) {
            return None;
        }
        let (x, y) = (x as usize, y as usize);
        let mut taken = 0;
        for probe in probes(&self.board, shape, 0) {
            taken |= self.board.blocked(&probe, y, x / 64);
        }
        (taken >> (x % 64) & 1 == 0).then_some(Spot { x, y })
    }

    /// The free place for `shape` whose `centre` (in cells from its corner) is nearest to `wish` (in
    /// cells from the canvas's corner). Of equally near ones that in the row nearest to the wish: of two the
    /// upper one, and in a row the left one.
    pub(crate) fn nearest(
        &mut self,
        shape: &Shape,
        centre: (f64, f64),
        wish: (f64, f64),
    ) -> Option<Spot> {
        let spare_x = self.board.width().checked_sub(shape.width)?;
        let spare_y = self.board.height().checked_sub(shape.rows.len())?;
        let core = shape.core;
        let class = self.classes.get(core.width, core.height);
        let (width, _) = class.size;
        let left = core.left + (core.width - width) / 2;
        let wish = (wish.0 - centre.0 + left as f64, wish.1 - centre.1);
        let x = (left, left + spare_x);
        let middle = (self.board.width() - width) as f64 / 2.0;
        let visit = Visit {
            class,
            middle,
            aside: (wish.0 - middle).abs(),
            board: &self.board,
            probes: probes(&self.board, shape, left),
            top: core.top,
            wish,
            start: (nearest_in(wish.0, x), nearest_in(wish.1, (0, spare_y))),
            aspect: self.aspect,
            x,
            rows: spare_y + 1,
            best: Place {
                away: f64::INFINITY,
                drop: f64::INFINITY,
                spot: None,
            },
        };
        visit.run().map(|spot| Spot {
            x: spot.x - left,
            ..spot
        })
    }
}

/// One search. Its places are those of the class's box, in the middle of the core, across, and those
/// of the whole shape down: so the class's bits need no shift.
struct Visit<'a> {
    class: &'a mut Class,
    /// See [`Class::near`].
    middle: f64,
    /// How far the wish is from the middle.
    aside: f64,
    board: &'a Board,
    /// Tests of the shape's rows, in an order that meets hindrances early.
    probes: Vec<Probe>,
    /// Rows of the shape above its core.
    top: usize,
    wish: (f64, f64),
    /// The place in the canvas nearest to the wish.
    start: (usize, usize),
    aspect: f64,
    /// First and last place in the canvas.
    x: (usize, usize),
    /// How many rows it can have its corner in.
    rows: usize,
    best: Place,
}

/// The nearest free place so far.
struct Place {
    /// Its squared distance, and that of its row.
    away: f64,
    drop: f64,
    spot: Option<Spot>,
}

impl Visit<'_> {
    /// Visits rows, those first that may have the nearest places.
    fn run(mut self) -> Option<Spot> {
        // The bounds of rows; nothing where none is known yet.
        let mut bounds = vec![0.0; self.rows];
        let mut next = self.expected();
        let mut stride = STRIDE;
        while next < f64::INFINITY && next <= self.best.away {
            let reach = next + next * stride + LEAST;
            stride *= 2.0;
            // All rows within reach, and at most one more.
            let span = self.rows.min((reach.sqrt() / self.aspect) as usize) + 1;
            let top = self.start.1.saturating_sub(span);
            let bottom = self.rows.min(self.start.1 + span);
            next = least(self.drop(top.wrapping_sub(1)), self.drop(bottom));
            let mut y = top;
            while y < bottom
                && let Some(bound) = bounds.get_mut(y)
            {
                if *bound == 0.0 {
                    *bound = self.bound(y);
                }
                if *bound < reach && *bound <= self.best.away {
                    *bound = self.row(y, reach);
                }
                if *bound < next {
                    next = *bound;
                }
                y += 1;
            }
        }
        if self.best.spot.is_some() {
            self.class.last = (self.wish, self.best.away);
        }
        self.best.spot
    }

    /// How far (squared) a place may be expected: none is nearer to the class's last wish than the one found for it.
    fn expected(&self) -> f64 {
        let (wish, found) = self.class.last;
        let (dx, dy) = (self.wish.0 - wish.0, (self.wish.1 - wish.1) * self.aspect);
        let away = found.sqrt() - (dx * dx + dy * dy).sqrt();
        if away > 0.0 { away * away } else { 0.0 }
    }

    /// Squared distance that the open places of a row have at least.
    #[inline(always)]
    fn bound(&self, y: usize) -> f64 {
        let near = self.class.near.get(y + self.top).map_or(0.0, |near| *near);
        let away = near - self.aside;
        let dy = (y as f64 - self.wish.1) * self.aspect;
        dy * dy + if away > 0.0 { away * away } else { 0.0 }
    }

    /// Squared distance of a row; endless where it cannot be.
    #[inline(always)]
    fn drop(&self, y: usize) -> f64 {
        if y >= self.rows {
            return f64::INFINITY;
        }
        let dy = (y as f64 - self.wish.1) * self.aspect;
        dy * dy
    }

    /// Looks for a nearer place in row `y`, if it may have one within reach. Says what the bound of the row is now.
    fn row(&mut self, y: usize, reach: f64) -> f64 {
        let drop = self.drop(y);
        let line = y + self.top;
        let left = self.class.first(line, self.start.0, false);
        let right = self.class.first(line, self.start.0, true);
        let before = left.map_or(f64::INFINITY, |x| self.middle - x as f64);
        let behind = right.map_or(f64::INFINITY, |x| x as f64 - self.middle);
        let open = least(before, behind);
        if let Some(near) = self.class.near.get_mut(line)
            && *near < open
        {
            *near = open;
        }
        let away = |x: Option<usize>| x.map_or(f64::INFINITY, |x| self.away(x, drop));
        let bound = least(away(left), away(right));
        if bound >= reach {
            return bound;
        }
        self.sidewards(y, drop, left, false);
        self.sidewards(y, drop, right, true);
        f64::INFINITY
    }

    /// Visits the open places of a row from the first one to the left, or to the right.
    fn sidewards(&mut self, y: usize, drop: f64, first: Option<usize>, right: bool) {
        let mut first = first;
        while let Some(x) = first
            && self.away(x, drop) <= self.best.away
        {
            let line = y + self.top;
            let block = x / 64;
            let places = self.class.places(line, x, right);
            let free = self.free(places & self.within(block), y, block);
            if free != 0 {
                return self.offer(block * 64 + closest(free, right), y, drop);
            }
            let next = if right {
                Some(block * 64 + 64)
            } else {
                (block * 64).checked_sub(1)
            };
            first = next.and_then(|x| self.class.first(line, x, right));
        }
    }

    /// Squared distance of a place.
    #[inline(always)]
    fn away(&self, x: usize, drop: f64) -> f64 {
        let dx = x as f64 - self.wish.0;
        dx * dx + drop
    }

    /// Takes a free place if it is nearer than the best; of equally near ones that in the nearer row, of these the
    /// upper one.
    #[inline(always)]
    fn offer(&mut self, x: usize, y: usize, drop: f64) {
        let away = self.away(x, drop);
        let best = &self.best;
        let upper = best.spot.is_none_or(|spot| y < spot.y);
        let preferred = drop < best.drop || drop == best.drop && upper;
        if away < best.away || away == best.away && preferred {
            self.best = Place {
                away,
                drop,
                spot: Some(Spot { x, y }),
            };
        }
    }

    /// Those of the places of a block at which the shape meets no taken cell.
    #[inline(always)]
    fn free(&self, mut places: u64, y: usize, block: usize) -> u64 {
        for probe in &self.probes {
            if places == 0 {
                break;
            }
            places &= !self.board.blocked(probe, y, block);
        }
        places
    }

    /// The places of a block at which the whole shape is inside the canvas.
    #[inline(always)]
    fn within(&self, block: usize) -> u64 {
        let start = block * 64;
        let (first, last) = self.x;
        if last < start || first > start + 63 {
            return 0;
        }
        let low = u64::MAX << first.saturating_sub(start);
        let high = u64::MAX >> (63 - (last - start).min(63));
        low & high
    }
}

/// The tests of every row of a shape, for places of its column `origin`; far apart ones first: what is in the
/// way is seldom one row tall.
fn probes(board: &Board, shape: &Shape, origin: usize) -> Vec<Probe> {
    let mut probes = Vec::new();
    strided(shape.rows.len(), |dy| {
        if let Some(run) = shape.rows.get(dy) {
            let offset = run.left as isize - origin as isize;
            probes.push(board.probe(dy, offset, run.right - run.left));
        }
    });
    probes
}

/// Visits the numbers below `count`, far apart ones first.
fn strided(count: usize, mut visit: impl FnMut(usize)) {
    let mut step = 1 << count.max(1).ilog2();
    let (mut number, mut stride) = (0, step);
    while step > 0 {
        while number < count {
            visit(number);
            number += stride;
        }
        // Between those that were visited.
        stride = step;
        step /= 2;
        number = step;
    }
}

/// The smaller one. The standard library's way is no instruction of WebAssembly, but a function.
#[inline(always)]
fn least(one: f64, other: f64) -> f64 {
    if one < other { one } else { other }
}

/// The nearest whole number. The standard library's way is no instruction of WebAssembly, but a function.
fn nearest(number: f64) -> f64 {
    (number + 0.5).floor()
}

/// The whole number of a range nearest to a wish.
fn nearest_in(wish: f64, (first, last): (usize, usize)) -> usize {
    (nearest(wish).max(first as f64) as usize).min(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mask::Mask;
    use crate::shape::{Grid, Padding};
    use proptest::prelude::*;

    #[test]
    fn strides_visit_every_number_once() {
        for count in 0..40 {
            let mut visited = Vec::new();
            strided(count, |number| visited.push(number));
            visited.sort_unstable();
            assert_eq!(visited, (0..count).collect::<Vec<_>>());
        }
    }

    /// A shape with these runs, as `Shape::new` would make it of a mask.
    fn shape(runs: Vec<(usize, usize)>, padding: f32) -> Shape {
        // Ten cells of ink to the em: each mask row is one row of cells.
        let width = runs
            .iter()
            .map(|(left, length)| left + length)
            .max()
            .unwrap();
        let mut bytes = vec![0; width * runs.len()];
        for (line, (left, length)) in bytes.chunks_mut(width).zip(&runs) {
            line[*left..left + length].fill(255);
        }
        let patch = crate::pixels::Patch {
            x: 0,
            y: 0,
            width,
            height: runs.len(),
            pen_x: 0.0,
            pen_y: 0.0,
            scale: 1.0,
            size: 10.0,
        };
        let grid = Grid {
            cell: 1.0,
            width: 300,
            height: 300,
        };
        Shape::new(
            &Mask::from_coverage(&bytes, width, &patch),
            10.0,
            Padding::new(padding, 0.0),
            &grid,
        )
        .unwrap()
    }

    /// What the search must find, by trying every place on a painted board.
    fn nearest_by_hand(
        taken: &[Vec<bool>],
        shape: &Shape,
        centre: (f64, f64),
        wish: (f64, f64),
        aspect: f64,
    ) -> Option<f64> {
        let (width, height) = (taken[0].len(), taken.len());
        let free = |x: usize, y: usize| {
            let mut rows = shape.rows.iter().zip(&taken[y..]);
            rows.all(|(run, row)| !row[x + run.left..x + run.right].contains(&true))
        };
        let mut best = None;
        for y in 0..(height + 1).saturating_sub(shape.rows.len()) {
            for x in 0..(width + 1).saturating_sub(shape.width) {
                let away = distance(middle(Spot { x, y }, centre), wish, aspect);
                if free(x, y) && best.is_none_or(|best| away < best) {
                    best = Some(away);
                }
            }
        }
        best
    }

    /// Where the centre of a shape is.
    fn middle(spot: Spot, centre: (f64, f64)) -> (f64, f64) {
        (spot.x as f64 + centre.0, spot.y as f64 + centre.1)
    }

    fn distance(a: (f64, f64), b: (f64, f64), aspect: f64) -> f64 {
        let (dx, dy) = (a.0 - b.0, (a.1 - b.1) * aspect);
        dx * dx + dy * dy
    }

    fn runs() -> impl Strategy<Value = Vec<(usize, usize)>> {
        prop::collection::vec((0..6_usize, 1..20_usize), 1..9)
    }

    proptest! {
        #[test]
        fn the_place_found_is_the_nearest_free_one(
            width in 1..150_usize,
            height in 1..40_usize,
            words in prop::collection::vec((runs(), 0.0..0.4_f32, -20.0..170.0, -20.0..60.0), 1..25),
        ) {
            let mut search = Search::new(width, height, Vec::new());
            search.clear();
            let mut taken = vec![vec![false; width]; height];
            for (runs, padding, x, y) in words {
                let shape = shape(runs, padding);
                let centre = shape.centre(1.0);
                let at = search.at(&shape, centre, (x, y));
                let found = search.nearest(&shape, centre, (x, y));
                prop_assert!(at.is_none() || at == found, "{:?} {:?}", at, found);
                let expected = nearest_by_hand(&taken, &shape, centre, (x, y), search.aspect);
                prop_assert_eq!(found.is_some(), expected.is_some());
                if let (Some(spot), Some(expected)) = (found, expected) {
                    let away = distance(middle(spot, centre), (x, y), search.aspect);
                    prop_assert!((away - expected).abs() < 1e-6, "{} for {}", away, expected);
                    for (dy, run) in shape.rows.iter().enumerate() {
                        let cells = &taken[spot.y + dy][spot.x + run.left..spot.x + run.right];
                        prop_assert!(!cells.contains(&true));
                    }
                    for slab in shape.taken((spot.x, spot.y), (width, height)) {
                        for row in &mut taken[slab.top..slab.bottom] {
                            row[slab.left..slab.right].fill(true);
                        }
                    }
                    search.put(&shape, spot);
                }
            }
        }
    }

    #[test]
    fn equally_near_places_go_up_and_left_first() {
        let one = shape(vec![(0, 1)], 0.0);
        let mut search = Search::new(3, 3, Vec::new());
        search.clear();
        let mut order = String::new();
        while let Some(spot) = search.nearest(&one, (0.5, 0.5), (1.5, 1.5)) {
            order += &format!("{}{} ", spot.x, spot.y);
            search.put(&one, spot);
        }
        assert_eq!(order, "11 01 21 10 12 00 20 02 22 ");
    }
}
