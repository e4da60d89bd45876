//! The layout as a machine that can stop after any word.
//!
//! It lays out in tries. In each, first the words that wish to be at a place of their own, have not
//! outgrown it and find it free take it, so that what did not change does not move; then the others go
//! to the board, the heaviest first. What does not fit is measured, everything is scaled down by it,
//! and the next try begins on an empty board. In the last try the sizes give way one by one instead, so
//! that it ends. Where all sizes are given, it is the wishes that give way.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::layout::{Layout, LayoutOptions, Placement, Relation, Word};
use crate::mask::Mask;
use crate::region::{Ground, Region};
use crate::relations::{Company, Relations};
use crate::scale::{Demand, Limits, choose, root, solve};
use crate::search::{Search, Spot};
use crate::shape::{Grid, Padding, Shape};

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

/// As long as fewer words than these had no room where others stay, they are placed before the others in
/// a new try.
const MAX_URGENT: usize = 12;

/// By how much a word that has no room in the last try gives way at a time.
const GIVE: f32 = 0.9;

/// One word that has ink and fits the canvas.
#[derive(Clone, Debug)]
struct Item {
    /// Which of the words that were given.
    word: usize,
    /// Turned as the word shall be.
    mask: Mask,
    rotate: f32,
    padding: Padding,
    demand: Demand,
    /// Where the centre of the ink wants to be, in cells, and whether that is its own wish.
    wish: (f64, f64),
    wished: bool,
    /// The font size at which it was where it wishes to be; endless where that is not known.
    was: f32,
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
    relations: Relations,
    /// The items in the order in which they are placed; the required ones come first.
    order: Vec<usize>,
    search: Search,
    k: f32,
    tries: usize,
    /// No word may be larger: lighter ones must not outgrow one that gave way.
    ceiling: f32,
    /// How far wishes give way in this try.
    ease: Ease,
    /// The words that had no room in earlier tries, which come first where others stay, and how many of
    /// them have had their turn.
    urgent: Vec<usize>,
    hurried: usize,
    /// With which ease and how many urgent words the fewest words had no room, and how many those were.
    best: Option<(Ease, usize, usize)>,
    /// Whether wishes give way no further.
    settled: bool,
    /// The middle of the room, in cells.
    middle: (f64, f64),
    /// Whether this try is still at the words that find their wished place free.
    staying: bool,
    /// How many items had their turn.
    next: usize,
    /// For each item its place in this try.
    placed: Vec<Option<Placement>>,
    /// The items of this try that had no room.
    missed: Vec<usize>,
    /// The words that never had a chance, with the square roots of their weights.
    hopeless: Vec<(f32, usize)>,
    /// The cloud must not be moved as a whole.
    fixed: bool,
    done: bool,
}

impl Engine {
    /// Prepares the layout of `words`; nothing is placed yet.
    pub fn new(words: &[Word], options: &LayoutOptions) -> Self {
        Self::with_relations(words, &[], options)
    }

    /// The same for words some of which belong together, and shall be neighbours.
    pub fn with_relations(words: &[Word], relations: &[Relation], options: &LayoutOptions) -> Self {
        Self::within(None, words, relations, options)
    }

    /// The same in a part of the canvas only. The asked fill is a share of that part, and words want
    /// to be in its middle.
    pub fn within(
        region: Option<&Region>,
        words: &[Word],
        relations: &[Relation],
        options: &LayoutOptions,
    ) -> Self {
        let limits = Limits::new(options);
        let grid = limits.grid;
        let ground = region.map_or_else(|| Ground::whole(&grid), |r| Ground::of(r, &grid));
        let limits = limits.with_room(ground.cells);
        let (mut items, mut hopeless) = (Vec::new(), Vec::new());
        for (index, word) in words.iter().enumerate() {
            match Item::new(index, word, ground.middle, &limits) {
                Some(item) => items.push(item),
                None => hopeless.push((root(word.weight), index)),
            }
        }
        let mut items = sorted(&items, |item| item.demand.root);
        let surplus = items.iter().skip(MAX_WORDS);
        hopeless.extend(surplus.map(|item| (item.demand.root, item.word)));
        items.truncate(MAX_WORDS);

        // How explicit sizes compare shows only once it is known what the weights come to.
        let k = choose(&demands(&items, required(&items, &limits)), &limits);
        let items = sorted(&items, |item| item.nominal(k));
        let required = required(&items, &limits);
        let k = choose(&demands(&items, required), &limits);
        let numbers: Vec<usize> = items.iter().map(|item| item.word).collect();
        let relations = Relations::new(&numbers, relations);
        let sizes = items.iter().take(required).map(|item| item.demand.size(k));
        let mut order = relations.order(&sizes.collect::<Vec<_>>());
        order.extend(required..items.len());
        Self {
            k,
            required,
            relations,
            order,
            search: Search::new(grid.width, grid.height, ground.outside),
            tries: 0,
            ease: Ease::Stay,
            urgent: Vec::new(),
            hurried: 0,
            best: None,
            settled: false,
            middle: ground.middle,
            ceiling: f32::INFINITY,
            staying: true,
            next: 0,
            placed: vec![None; items.len()],
            missed: Vec::new(),
            hopeless,
            fixed: region.is_some() || items.iter().any(|item| item.wished),
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
        let mut left_out = self.hopeless;
        let missed = self
            .missed
            .iter()
            .filter_map(|index| self.items.get(*index));
        left_out.extend(missed.map(|item| (item.demand.root, item.word)));
        let mut placed: Vec<Placement> = self.placed.into_iter().flatten().collect();
        if !self.fixed {
            centre(&mut placed, &self.limits.grid);
        }
        Layout {
            placed,
            left_out: lightest_first(left_out.into_iter()),
            scale: self.k,
        }
    }

    /// Looks at the next word, or ends the try.
    fn advance(&mut self) {
        if self.staying {
            return match self.urgent.get(self.hurried) {
                Some(turn) => self.hurry(*turn),
                None => self.stay(),
            };
        }
        if self.next == self.required && !self.missed.is_empty() && self.again() {
            return;
        }
        // In the last try sizes give way, and lighter words must not have been placed at larger ones.
        let turn = match self.order.get(self.next) {
            Some(turn) if self.tries <= MAX_TRIES => *turn,
            _ => self.next,
        };
        let Some(item) = self.items.get(turn) else {
            self.done = true;
            return;
        };
        self.next += 1;
        if self.is_placed(turn) {
            return;
        }
        let placement = self.place(turn, item.clone());
        match (placement, self.placed.get_mut(turn)) {
            (Some(_), Some(place)) => *place = placement,
            _ => self.missed.push(turn),
        }
    }

    fn is_placed(&self, turn: usize) -> bool {
        self.placed.get(turn).is_some_and(Option::is_some)
    }

    /// Places a word that had no room in an earlier try, before the others are there.
    fn hurry(&mut self, turn: usize) {
        self.hurried += 1;
        let placement = self
            .items
            .get(turn)
            .cloned()
            .and_then(|item| self.place(turn, item));
        if let Some(place) = self.placed.get_mut(turn) {
            *place = placement;
        }
    }

    /// Lets the next word with a wish of its own have it, if nothing is there. Only words that must
    /// fit: an extra one would be in the way of those.
    fn stay(&mut self) {
        let mut left = self
            .items
            .iter()
            .enumerate()
            .take(self.required)
            .skip(self.next);
        let Some((index, item)) =
            left.find(|(turn, item)| item.stays(self.k) && !self.is_placed(*turn))
        else {
            (self.staying, self.next) = (false, 0);
            return;
        };
        let (item, size) = (item.clone(), item.demand.size(self.k));
        self.next = index + 1;
        let placement = self.place_at(&item, size, Aim::Exactly);
        if let Some(place) = self.placed.get_mut(index) {
            *place = placement;
        }
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
        let target = (wanted - lost) * SLACK;
        let k = solve(&demands(&self.items, self.required), target);
        let changes = |item: &Item| item.demand.size(k) < item.demand.size(self.k);
        if !self.items.iter().any(changes) {
            return self.ease();
        }
        self.tries += 1;
        if self.tries <= MAX_TRIES {
            self.k = k;
        }
        self.restart();
        true
    }

    /// Begins a new try with less regard for wishes, if there are any left; else that of those tries
    /// anew which had room for the most, unless it was the last.
    fn ease(&mut self) -> bool {
        let now = (self.ease, self.urgent.len());
        if self
            .best
            .is_none_or(|(.., missed)| self.missed.len() < missed)
        {
            self.best = Some((now.0, now.1, self.missed.len()));
        }
        if self.settled || !self.items.iter().any(|item| item.wished) {
            return false;
        }
        let news = self
            .missed
            .iter()
            .filter(|turn| !self.urgent.contains(turn));
        let news: Vec<usize> = news.copied().collect();
        match self.ease {
            Ease::Stay if !news.is_empty() && self.urgent.len() < MAX_URGENT => {
                self.urgent.extend(news);
            }
            Ease::Stay => self.ease = Ease::Near,
            Ease::Near => self.ease = Ease::Anywhere,
            Ease::Anywhere => {
                self.settled = true;
                let Some((ease, urgent, _)) = self.best.filter(|best| (best.0, best.1) != now)
                else {
                    return false;
                };
                self.ease = ease;
                self.urgent.truncate(urgent);
            }
        }
        self.restart();
        true
    }

    /// Empties the board for a new try.
    fn restart(&mut self) {
        self.search.clear();
        // Not in the last try: a word that stayed might be larger than a heavier one that gave way.
        self.staying = self.tries <= MAX_TRIES && self.ease == Ease::Stay;
        (self.next, self.hurried) = (0, 0);
        self.placed.fill(None);
        self.missed.clear();
    }

    /// Places a word, in the last try at the largest size for which there is room.
    fn place(&mut self, turn: usize, item: Item) -> Option<Placement> {
        let mut size = item.demand.size(self.k);
        if item.demand.scales() {
            size = size.min(self.ceiling.max(item.demand.least));
        }
        let item = match self.ease {
            Ease::Anywhere => Item {
                wish: self.middle,
                wished: false,
                ..item
            },
            _ => item,
        };
        let company = self.company(turn, &item);
        let aim = company.as_ref().map_or(Aim::Nearest, Aim::Beside);
        loop {
            let placed = self.place_at(&item, size, aim);
            let gives = self.tries > MAX_TRIES && item.demand.scales() && size > item.demand.least;
            if placed.is_some() || !gives {
                return placed;
            }
            size = (size * GIVE).max(item.demand.least);
            self.ceiling = size;
        }
    }

    /// The placed partners of a word that has no wish of its own.
    fn company(&self, turn: usize, item: &Item) -> Option<Company> {
        if item.wished {
            return None;
        }
        let placed = |turn: usize| self.placed.get(turn).copied().flatten();
        let partners = self.relations.of(turn).iter();
        let partners = partners.filter_map(|(turn, strength)| Some((placed(*turn)?, *strength)));
        Company::new(partners.collect(), self.limits.grid.size())
    }

    /// Places a word at exactly this size.
    fn place_at(&mut self, item: &Item, size: f32, aim: Aim) -> Option<Placement> {
        let grid = self.limits.grid;
        let shape = Shape::new(&item.mask, size, item.padding, &grid)?;
        let centre = shape.centre(grid.cell);
        let place = |spot| placement(item, size, &shape, spot, grid.cell);
        let spot = match aim {
            Aim::Exactly => self.search.at(&shape, centre, item.wish),
            Aim::Nearest => self.search.nearest(&shape, centre, item.wish),
            Aim::Beside(company) => {
                let cells = |v: f32| f64::from(v / grid.cell);
                let near = |(x, y)| self.search.nearest(&shape, centre, (cells(x), cells(y)));
                let spots: Vec<Spot> = company.wishes().filter_map(near).collect();
                // Of equally good ones the first.
                let worth = |spot: &Spot| company.worth(&place(*spot));
                spots
                    .into_iter()
                    .rev()
                    .max_by(|a, b| worth(a).total_cmp(&worth(b)))
            }
        }?;
        self.search.put(&shape, spot);
        Some(place(spot))
    }
}

/// How far wishes give way to there being room for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ease {
    /// Words that can stay at their place do.
    Stay,
    /// All words go to the board by their weight, as near to their places as there is room.
    Near,
    /// As if nobody had a place.
    Anywhere,
}

/// Where a word is to go.
#[derive(Clone, Copy, Debug)]
enum Aim<'a> {
    /// To its wish or nowhere.
    Exactly,
    /// As near to its wish as there is room.
    Nearest,
    /// Beside its partners.
    Beside(&'a Company),
}

impl Item {
    /// The word, unless it has no ink or is too large for the canvas at its smallest size.
    fn new(index: usize, word: &Word, middle: (f64, f64), limits: &Limits) -> Option<Self> {
        let rotate = if word.rotate.is_finite() {
            word.rotate
        } else {
            0.0
        };
        let mask = word.mask.turned(rotate);
        let padding = Padding::new(limits.padding(word.padding), rotate);
        let extent = mask.extent();
        let demand = Demand::new(word.weight, word.size, (extent, padding), limits);
        let fits = demand.least <= limits.grid.largest(extent, padding);
        if mask.is_empty() || !fits || demand.most < demand.least {
            return None;
        }
        let wish = word.wish.filter(|(x, y)| x.is_finite() && y.is_finite());
        let cells = |v: f32| f64::from(v / limits.grid.cell);
        Some(Self {
            word: index,
            mask,
            rotate,
            padding,
            demand,
            wished: wish.is_some(),
            was: word.was.filter(|size| *size > 0.0).unwrap_or(f32::INFINITY),
            wish: wish.map_or(middle, |(x, y)| (cells(x), cells(y))),
        })
    }

    /// Whether it has a place of its own and has not outgrown it.
    fn stays(&self, k: f32) -> bool {
        self.wished && self.demand.size(k) <= self.was
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

/// The items by falling key, those of equal keys as they were.
fn sorted(items: &[Item], key: impl Fn(&Item) -> f32) -> Vec<Item> {
    let keys = items
        .iter()
        .enumerate()
        .map(|(index, item)| (key(item), index));
    let order = lightest_first(keys).into_iter().rev();
    order
        .filter_map(|index| items.get(index))
        .cloned()
        .collect()
}

/// The second numbers by the first, which are not negative. A heap, because the standard sort would
/// cost the page four kilobytes to be no faster for so few.
fn lightest_first(keys: impl Iterator<Item = (f32, usize)>) -> Vec<usize> {
    // The bits of floats that are not negative are in the order of the floats.
    let keys = keys.map(|(key, index)| (key.to_bits(), Reverse(index)));
    let heap: BinaryHeap<_> = keys.collect();
    let sorted = heap.into_sorted_vec().into_iter();
    sorted.map(|(_, Reverse(index))| index).collect()
}

/// What the first `count` items ask.
fn demands(items: &[Item], count: usize) -> Vec<Demand> {
    items.iter().take(count).map(|item| item.demand).collect()
}

/// How many of the items, the heaviest first, must all fit.
fn required(items: &[Item], limits: &Limits) -> usize {
    let mut room = limits.target * CROWD;
    let fits = |item: &&Item| {
        // Words of a given size press nobody down.
        if item.demand.scales() {
            room -= item.demand.covers(0.0);
        }
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
fn placement(item: &Item, size: f32, shape: &Shape, spot: Spot, cell: f32) -> Placement {
    let (x, y) = (spot.x as f32 * cell, spot.y as f32 * cell);
    let [left, top, right, bottom] = shape.ink;
    Placement {
        word: item.word,
        x: x + shape.pen.0,
        y: y + shape.pen.1,
        size,
        rotate: item.rotate,
        x0: x + left,
        y0: y + top,
        x1: x + right,
        y1: y + bottom,
    }
}

/// Moves the cloud to the middle of the canvas, by whole pixels. A handful of words that each went as
/// near to the middle as they could may hang to one side of it.
fn centre(placed: &mut [Placement], grid: &Grid) {
    let start = [
        f32::INFINITY,
        f32::INFINITY,
        f32::NEG_INFINITY,
        f32::NEG_INFINITY,
    ];
    let [left, top, right, bottom] = placed.iter().fold(start, |[l, t, r, b], p| {
        [l.min(p.x0), t.min(p.y0), r.max(p.x1), b.max(p.y1)]
    });
    // Towards zero, so that rounding never pushes ink over the far edge.
    let dx = ((grid.width as f32 * grid.cell - left - right) / 2.0).trunc();
    let dy = ((grid.height as f32 * grid.cell - top - bottom) / 2.0).trunc();
    for p in placed {
        (p.x, p.x0, p.x1) = (p.x + dx, p.x0 + dx, p.x1 + dx);
        (p.y, p.y0, p.y1) = (p.y + dy, p.y0 + dy, p.y1 + dy);
    }
}
