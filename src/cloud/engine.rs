//! The layout as a machine that can stop after any word.
//!
//! It lays out in tries. In each, first the words that wish to be at a place of their own, have not
//! outgrown it and find it free take it, so that what did not change does not move; then the others go
//! to the board, the heaviest first. What does not fit is measured, everything is scaled down by it,
//! and the next try begins on an empty board. In the last try the sizes give way one by one instead, so
//! that it ends. Where all sizes are given, it is padding that gives way, then wishes.

use crate::layout::{Layout, LayoutOptions, Placement, Relation, Word};
use crate::mask::Mask;
use crate::queue::Queue;
use crate::region::{Ground, Region};
use crate::relations::{Company, Relations};
use crate::scale::{Demand, Limits, choose, covered, root, solve};
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

/// How often something gives way to there being room for all words of given sizes, if need be: what regard there is
/// for the places that they had ([`regard`]), and what is kept of the padding ([`kept`]).
const EASES: usize = 8;

/// The first of them without regard for places.
const NO_REGARD: usize = 5;

/// What regard there is for places that words had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Regard {
    /// Words that can stay where they were do.
    Stay,
    /// All words go to the board by their weight, as near to where they were as there is room.
    Near,
    /// As if nobody had been anywhere.
    None,
}

/// What regard a try has that gives way so often.
fn regard(ease: usize) -> Regard {
    match ease {
        0..3 => Regard::Stay,
        3..NO_REGARD => Regard::Near,
        _ => Regard::None,
    }
}

/// The share of the padding that it keeps: all of it, half or a quarter; where words stay near, half or a quarter.
fn kept(ease: usize) -> f32 {
    let halved = if ease < 3 { ease } else { (ease + 1) % 3 };
    1.0 / (1_u32 << halved) as f32
}

/// By how much a word that has no room in the last try gives way at a time.
const GIVE: f32 = 0.9;

/// One word that has ink and fits the canvas.
#[derive(Clone, Copy, Debug)]
struct Item {
    /// Which of the words that were given.
    word: usize,
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
    /// The words that were given, turned as they shall be.
    masks: Vec<Mask>,
    /// The heaviest first.
    items: Vec<Item>,
    /// How many of them must all fit.
    required: usize,
    relations: Relations,
    /// The required items in the order in which they are placed, if that is another than theirs.
    order: Vec<usize>,
    search: Search,
    k: f32,
    tries: usize,
    /// No word may be larger: lighter ones must not outgrow one that gave way.
    ceiling: f32,
    /// Which of the [`EASES`] this try has.
    ease: usize,
    /// With which of them the fewest words had no room, and how many those were.
    best: Option<(usize, usize)>,
    /// Whether nothing gives way any further.
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
        let mut engine = Self {
            limits: limits.with_room(ground.cells),
            masks: Vec::new(),
            items: Vec::new(),
            required: 0,
            relations: Relations::default(),
            order: Vec::new(),
            search: Search::new(grid.width, grid.height, ground.outside),
            k: 0.0,
            tries: 0,
            ceiling: f32::INFINITY,
            ease: 0,
            best: None,
            settled: false,
            middle: ground.middle,
            staying: true,
            next: 0,
            placed: Vec::new(),
            missed: Vec::new(),
            hopeless: Vec::new(),
            fixed: region.is_some(),
            done: false,
        };
        engine.sort(words);
        engine.relate(relations);
        engine.restart();
        engine
    }

    /// Takes the words that have a chance, the heaviest first, and finds the scale to begin with.
    fn sort(&mut self, words: &[Word]) {
        for (index, word) in words.iter().enumerate() {
            let rotate = if word.rotate.is_finite() {
                word.rotate
            } else {
                0.0
            };
            let mask = word.mask.turned(rotate);
            match Item::new(index, word, &mask, rotate, self.middle, &self.limits) {
                Some(item) => self.items.push(item),
                None => self.hopeless.push((root(word.weight), index)),
            }
            self.masks.push(mask);
        }
        self.items = sorted(&self.items, None);
        while self.items.len() > MAX_WORDS
            && let Some(item) = self.items.pop()
        {
            self.hopeless.push((item.demand.root, item.word));
        }
        // How explicit sizes compare shows only once it is known what the weights come to.
        self.k = choose(self.required(), &self.limits);
        self.items = sorted(&self.items, Some(self.k));
        self.required = self.required().len();
        self.k = choose(self.required(), &self.limits);
    }

    /// Finds out which words belong together, and the order that follows from it.
    fn relate(&mut self, relations: &[Relation]) {
        let (mut numbers, mut sizes) = (Vec::new(), Vec::new());
        for item in &self.items {
            self.fixed |= item.wished;
            numbers.push(item.word);
            if sizes.len() < self.required {
                sizes.push(item.demand.size(self.k));
            }
        }
        self.relations = Relations::new(&numbers, relations);
        self.order = self.relations.order(&sizes);
    }

    /// The items, the heaviest first, that must all fit.
    fn required(&self) -> &[Item] {
        let mut room = self.limits.target * CROWD;
        let mut count = 0;
        for item in &self.items {
            // Words of a given size press nobody down.
            if item.demand.scales() {
                room -= item.demand.covers(0.0);
            }
            if room < 0.0 && count > 0 {
                break;
            }
            count += 1;
        }
        self.items.get(..count).unwrap_or_default()
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
        self.outcome()
    }

    /// The same for whoever keeps the engine: what a page ends by itself it need not take apart here.
    pub fn outcome(&mut self) -> Layout {
        while !self.done {
            self.advance();
        }
        let mut queue = Queue::default();
        for (root, word) in &self.hopeless {
            queue.push_least(*root, *word);
        }
        for index in &self.missed {
            if let Some(item) = self.items.get(*index) {
                queue.push_least(item.demand.root, item.word);
            }
        }
        let mut layout = Layout {
            scale: self.k,
            ..Layout::default()
        };
        while let Some(word) = queue.pop_least() {
            layout.left_out.push(word);
        }
        // `flatten` would cost a page a hundred bytes.
        #[allow(clippy::manual_flatten)]
        for place in &self.placed {
            if let Some(place) = place {
                layout.placed.push(*place);
            }
        }
        if !self.fixed {
            centre(&mut layout.placed, &self.limits.grid);
        }
        layout
    }

    /// Looks at the next word, or ends the try.
    fn advance(&mut self) {
        if self.staying {
            return self.stay();
        }
        if self.next == self.required && !self.missed.is_empty() && self.again() {
            return;
        }
        // In the last try sizes give way, and lighter words must not have been placed at larger ones.
        let turn = match self.order.get(self.next) {
            Some(turn) if self.tries <= MAX_TRIES => *turn,
            _ => self.next,
        };
        self.next += 1;
        match self.placed.get(turn) {
            None => self.done = true,
            Some(Some(_)) => {}
            Some(None) => {
                let placement = self.place(turn);
                match self.placed.get_mut(turn) {
                    Some(place) if placement.is_some() => *place = placement,
                    _ => self.missed.push(turn),
                }
            }
        }
    }

    /// Lets the next word with a wish of its own have it, if nothing is there. Only words that must
    /// fit: an extra one would be in the way of those.
    fn stay(&mut self) {
        while self.next < self.required {
            let turn = self.next;
            self.next += 1;
            let Some(item) = self.items.get(turn).copied() else {
                break;
            };
            if !item.stays(self.k) {
                continue;
            }
            let placement = self.place_at(&item, item.demand.size(self.k), item.wish, Aim::Exactly);
            if let Some(place) = self.placed.get_mut(turn) {
                *place = placement;
            }
            return;
        }
        (self.staying, self.next) = (false, 0);
    }

    /// Begins a new try at a smaller scale, if that would change anything.
    fn again(&mut self) -> bool {
        if self.tries > MAX_TRIES {
            return false;
        }
        let required = self.items.get(..self.required).unwrap_or_default();
        let mut lost = 0.0;
        for index in &self.missed {
            if let Some(item) = self.items.get(*index) {
                lost += item.demand.covers(self.k);
            }
        }
        let k = solve(required, (covered(required, self.k) - lost) * SLACK);
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

    /// Begins a new try in which more gives way, if anything is left; else that of those tries anew which
    /// had room for the most, unless it was the last.
    fn ease(&mut self) -> bool {
        if self.settled {
            return false;
        }
        let missed = self.missed.len();
        if self.best.is_none_or(|(_, least)| missed < least) {
            self.best = Some((self.ease, missed));
        }
        let wished = self.items.iter().any(|item| item.wished);
        // Where nobody was anywhere only padding can give way.
        let first = if wished || self.ease > 0 {
            1
        } else {
            NO_REGARD + 1
        };
        match self.ease + first {
            next if next < EASES => self.ease = next,
            _ => {
                self.settled = true;
                match self.best {
                    Some((best, _)) if best != self.ease => self.ease = best,
                    _ => return false,
                }
            }
        }
        self.restart();
        true
    }

    /// Empties the board for a new try.
    fn restart(&mut self) {
        self.search.clear();
        // Not in the last try: a word that stayed might be larger than a heavier one that gave way.
        self.staying = self.tries <= MAX_TRIES && regard(self.ease) == Regard::Stay;
        self.next = 0;
        self.placed.clear();
        for _ in &self.items {
            self.placed.push(None);
        }
        self.missed.clear();
    }

    /// Places a word, in the last try at the largest size for which there is room.
    fn place(&mut self, turn: usize) -> Option<Placement> {
        let item = *self.items.get(turn)?;
        let mut size = item.demand.size(self.k);
        if item.demand.scales() {
            size = size.min(self.ceiling.max(item.demand.least));
        }
        let anywhere = regard(self.ease) == Regard::None;
        let wish = if anywhere { self.middle } else { item.wish };
        let company = if item.wished && !anywhere {
            None
        } else {
            self.company(turn)
        };
        let aim = company.as_ref().map_or(Aim::Nearest, Aim::Beside);
        loop {
            let placed = self.place_at(&item, size, wish, aim);
            let gives = self.tries > MAX_TRIES && item.demand.scales() && size > item.demand.least;
            if placed.is_some() || !gives {
                return placed;
            }
            size = (size * GIVE).max(item.demand.least);
            self.ceiling = size;
        }
    }

    /// The placed partners of a word.
    fn company(&self, turn: usize) -> Option<Company> {
        let mut partners = Vec::new();
        for (turn, strength) in self.relations.of(turn) {
            if let Some(Some(placed)) = self.placed.get(turn) {
                partners.push((*placed, strength));
            }
        }
        Company::new(partners, self.limits.grid.size())
    }

    /// Places a word at exactly this size.
    fn place_at(
        &mut self,
        item: &Item,
        size: f32,
        wish: (f64, f64),
        aim: Aim,
    ) -> Option<Placement> {
        let grid = self.limits.grid;
        let padding = item.padding.share(kept(self.ease));
        let shape = Shape::new(self.masks.get(item.word)?, size, padding, &grid)?;
        let centre = shape.centre(grid.cell);
        let spot = match aim {
            Aim::Exactly => self.search.at(&shape, centre, wish)?,
            Aim::Nearest => self.search.nearest(&shape, centre, wish)?,
            Aim::Beside(company) => {
                let cells = |v: f32| f64::from(v / grid.cell);
                let mut best: Option<(f32, Spot)> = None;
                for (x, y) in company.wishes().into_iter().flatten() {
                    let spot = self.search.nearest(&shape, centre, (cells(x), cells(y)))?;
                    let worth = company.worth(&placement(item, size, &shape, spot, grid.cell));
                    // Of equally good ones the first.
                    if best.is_none_or(|(most, _)| worth > most) {
                        best = Some((worth, spot));
                    }
                }
                best?.1
            }
        };
        self.search.put(&shape, spot);
        Some(placement(item, size, &shape, spot, grid.cell))
    }
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

impl AsRef<Demand> for Item {
    fn as_ref(&self) -> &Demand {
        &self.demand
    }
}

impl Item {
    /// The word of this mask, unless it has no ink or is too large for the canvas at its smallest size.
    fn new(
        index: usize,
        word: &Word,
        mask: &Mask,
        rotate: f32,
        middle: (f64, f64),
        limits: &Limits,
    ) -> Option<Self> {
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

/// The items, the heaviest first, or by what their sizes would be at a factor; those of equal ones as they were.
fn sorted(items: &[Item], k: Option<f32>) -> Vec<Item> {
    let mut queue = Queue::default();
    for (index, item) in items.iter().enumerate() {
        queue.push(k.map_or(item.demand.root, |k| item.nominal(k)), index);
    }
    let mut sorted = Vec::new();
    while let Some(item) = queue.pop().and_then(|index| items.get(index)) {
        sorted.push(*item);
    }
    sorted
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
    let (mut left, mut top) = (f32::INFINITY, f32::INFINITY);
    let (mut right, mut bottom) = (f32::NEG_INFINITY, f32::NEG_INFINITY);
    for p in placed.iter() {
        (left, top) = (left.min(p.x0), top.min(p.y0));
        (right, bottom) = (right.max(p.x1), bottom.max(p.y1));
    }
    // Towards zero, so that rounding never pushes ink over the far edge.
    let dx = ((grid.width as f32 * grid.cell - left - right) / 2.0).trunc();
    let dy = ((grid.height as f32 * grid.cell - top - bottom) / 2.0).trunc();
    for p in placed {
        (p.x, p.x0, p.x1) = (p.x + dx, p.x0 + dx, p.x1 + dx);
        (p.y, p.y0, p.y1) = (p.y + dy, p.y0 + dy, p.y1 + dy);
    }
}
