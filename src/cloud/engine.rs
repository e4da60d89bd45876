//! The layout as a machine that can stop after any word.
//!
//! It lays out in tries. In each, the words go to the board in order; what does not fit is measured,
//! everything is scaled down by it, and the next try begins on an empty board. In the last try the
//! sizes give way one by one instead, so that it ends.

use crate::layout::{Layout, LayoutOptions, Placement, Word};
use crate::mask::Mask;
use crate::scale::{Demand, Limits, solve};
use crate::search::{Search, Spot};
use crate::shape::Shape;

/// The most words that are laid out; the lightest beyond are left out.
pub const MAX_WORDS: usize = 10_000;

/// How often a layout is begun anew at a smaller scale before words shrink one by one.
pub const MAX_TRIES: usize = 4;

/// A new try aims for this much of what had room in the last: the words it lost were the small
/// ones, and a little slack saves yet another try.
const SLACK: f64 = 0.97;

/// Words beyond those that cover this share of the asked area at the smallest size are extra: they
/// get the room that is left, but never press the others down to the smallest size.
const CROWD: f64 = 0.6;

/// By how much a word that has no room in the last try gives way at a time.
const GIVE: f32 = 0.9;

/// One word that has ink and fits the canvas.
#[derive(Clone, Debug)]
struct Item {
    /// Which of the words that were given.
    word: usize,
    mask: Mask,
    demand: Demand,
    /// Where the centre of the ink wants to be, in cells.
    wish: (f64, f64),
}

/// A layout in progress. [`layout`](crate::layout) runs it in one go; to spread it over frames call
/// [`step`](Self::step) until it is done. The result does not depend on the steps.
#[derive(Clone, Debug)]
pub struct Engine {
    limits: Limits,
    /// The heaviest first.
    items: Vec<Item>,
    /// How many of them must all fit.
    required: usize,
    search: Search,
    k: f32,
    tries: usize,
    /// No word may be larger: lighter ones must not outgrow one that gave way.
    ceiling: f32,
    /// The next item.
    next: usize,
    placed: Vec<Placement>,
    /// The items of this try that had no room.
    missed: Vec<usize>,
    /// The words that never had a chance.
    hopeless: Vec<usize>,
    done: bool,
}

impl Engine {
    /// Prepares the layout of `words`; nothing is placed yet.
    pub fn new(words: &[Word], options: &LayoutOptions) -> Self {
        let limits = Limits::new(options);
        let grid = limits.grid;
        let (mut items, mut hopeless) = (Vec::new(), Vec::new());
        for (index, word) in words.iter().enumerate() {
            match Item::new(index, word, &limits) {
                Some(item) => items.push(item),
                None => hopeless.push(index),
            }
        }
        items.sort_by(|a, b| b.demand.root.total_cmp(&a.demand.root));
        hopeless.extend(items.iter().skip(MAX_WORDS).map(|item| item.word));
        items.truncate(MAX_WORDS);

        // How explicit sizes compare shows only once it is known what the weights come to.
        let k = solve_for(&items, required(&items, &limits), limits.target);
        items.sort_by(|a, b| b.nominal(k).total_cmp(&a.nominal(k)));
        let required = required(&items, &limits);
        Self {
            k: solve_for(&items, required, limits.target),
            required,
            search: Search::new(grid.width, grid.height),
            tries: 0,
            ceiling: f32::INFINITY,
            next: 0,
            placed: Vec::with_capacity(items.len()),
            missed: Vec::new(),
            hopeless,
            done: false,
            limits,
            items,
        }
    }

    /// Places up to `max_words` words more. Says whether the layout is done.
    pub fn step(&mut self, max_words: usize) -> bool {
        for _ in 0..max_words {
            if self.done {
                break;
            }
            self.advance();
        }
        self.done
    }

    /// Does what is left to do and hands over the layout.
    pub fn finish(mut self) -> Layout {
        while !self.done {
            self.advance();
        }
        let missed = self.missed.iter().rev();
        let missed = missed
            .filter_map(|index| self.items.get(*index))
            .map(|item| item.word);
        Layout {
            left_out: self.hopeless.iter().rev().copied().chain(missed).collect(),
            placed: self.placed,
            scale: self.k,
        }
    }

    /// Places the next word, or ends the try.
    fn advance(&mut self) {
        if self.next == self.required && !self.missed.is_empty() && self.again() {
            return;
        }
        let Some(item) = self.items.get(self.next) else {
            self.done = true;
            return;
        };
        let size = item.demand.size(self.k);
        match self.place(item.clone(), size) {
            Some(placement) => self.placed.push(placement),
            None => self.missed.push(self.next),
        }
        self.next += 1;
    }

    /// Begins a new try at a smaller scale, if that would change anything.
    fn again(&mut self) -> bool {
        if self.tries > MAX_TRIES {
            return false;
        }
        let covers = |item: &Item| item.demand.covers(self.k);
        let wanted: f64 = self.items.iter().take(self.required).map(covers).sum();
        let missed = self
            .missed
            .iter()
            .filter_map(|index| self.items.get(*index));
        let lost: f64 = missed.map(covers).sum();
        let k = solve_for(&self.items, self.required, (wanted - lost) * SLACK);
        let changes = |item: &Item| item.demand.size(k) < item.demand.size(self.k);
        if !self.items.iter().any(changes) {
            return false;
        }
        self.tries += 1;
        if self.tries <= MAX_TRIES {
            self.k = k;
        }
        self.search.clear();
        self.next = 0;
        self.placed.clear();
        self.missed.clear();
        true
    }

    /// Places a word at `size`, or in the last try at what there is room for.
    fn place(&mut self, item: Item, size: f32) -> Option<Placement> {
        if !item.demand.scales() {
            return self.place_at(&item, size);
        }
        let mut size = size.min(self.ceiling.max(item.demand.least));
        loop {
            let placed = self.place_at(&item, size);
            let gives = self.tries > MAX_TRIES && size > item.demand.least;
            if placed.is_some() || !gives {
                return placed;
            }
            size = (size * GIVE).max(item.demand.least);
            self.ceiling = size;
        }
    }

    /// Places a word at exactly this size.
    fn place_at(&mut self, item: &Item, size: f32) -> Option<Placement> {
        let grid = self.limits.grid;
        let shape = Shape::new(&item.mask, size, &grid)?;
        let centre = shape.centre(grid.cell);
        let spot = self.search.nearest(&shape, centre, item.wish)?;
        let placement = placement(item.word, size, &shape, spot, grid.cell);
        self.search.put(shape, spot);
        Some(placement)
    }
}

impl Item {
    /// The word, unless it has no ink or is too large for the canvas at its smallest size.
    fn new(index: usize, word: &Word, limits: &Limits) -> Option<Self> {
        let extent = word.mask.extent();
        let demand = Demand::new(word.weight, word.size, extent, limits);
        let fits = demand.least <= limits.grid.largest(extent);
        if word.mask.is_empty() || !fits || demand.most < demand.least {
            return None;
        }
        let wish = word.wish.filter(|(x, y)| x.is_finite() && y.is_finite());
        let cells = |v: f32| f64::from(v / limits.grid.cell);
        Some(Self {
            word: index,
            mask: word.mask.clone(),
            demand,
            wish: wish.map_or(
                (
                    limits.grid.width as f64 / 2.0,
                    limits.grid.height as f64 / 2.0,
                ),
                |(x, y)| (cells(x), cells(y)),
            ),
        })
    }

    /// What the size would be without limits: the order of the words.
    fn nominal(&self, k: f32) -> f32 {
        if self.demand.scales() {
            k * self.demand.root
        } else {
            self.demand.most
        }
    }
}

/// The factor at which the first `required` items cover `target`.
fn solve_for(items: &[Item], required: usize, target: f64) -> f32 {
    let demands: Vec<Demand> = items
        .iter()
        .take(required)
        .map(|item| item.demand)
        .collect();
    solve(&demands, target)
}

/// How many of the items, the heaviest first, must all fit.
fn required(items: &[Item], limits: &Limits) -> usize {
    let mut room = limits.target * CROWD;
    let fits = |item: &&Item| {
        room -= item.demand.covers(0.0);
        room >= 0.0
    };
    items
        .iter()
        .take_while(fits)
        .count()
        .max(1)
        .min(items.len())
}

/// The shape's place in CSS pixels.
fn placement(word: usize, size: f32, shape: &Shape, spot: Spot, cell: f32) -> Placement {
    let (x, y) = (spot.x as f32 * cell, spot.y as f32 * cell);
    let [left, top, right, bottom] = shape.ink;
    Placement {
        word,
        x: x + shape.pen.0,
        y: y + shape.pen.1,
        size,
        x0: x + left,
        y0: y + top,
        x1: x + right,
        y1: y + bottom,
    }
}
