//! Which places are already known to be full for words of about a size.
//!
//! A class stands for all words whose core (the band of the small letters) is at least so wide and
//! high: where its box does not fit, none of them does. The search looks at a bit per place before it
//! tests a word row by row. A class learns of placed words when it is next used, so that the classes
//! of large words cost nothing once those are placed.

use crate::board::fill;
use crate::shape::Slab;

/// The most classes kept at a time; the one unused for longest makes room.
const MAX_CLASSES: usize = 32;

/// What is known of one class: where its box fits.
#[derive(Clone, Debug)]
pub(crate) struct Class {
    /// Width and height of the box: those of the smallest core of the class.
    pub(crate) size: (usize, usize),
    /// For each row, no open place is nearer to the middle column than this, in cells: most words
    /// want to be in the middle, and rows full around it need not be looked at again.
    pub(crate) near: Vec<f64>,
    /// The wish of the last search, and the squared distance of what it found.
    pub(crate) last: ((f64, f64), f64),
    height: usize,
    /// A bit per place of the box's upper left corner: it meets a placed word.
    full: Vec<u64>,
    /// A bit per block of a row: not all of its 64 places are known to be full.
    open: Vec<u64>,
    /// When it was last used, in uses of any class.
    used: usize,
    /// How much of what is placed it has learned of.
    seen: usize,
}

/// All classes, and the placed words they learn from.
#[derive(Clone, Debug)]
pub(crate) struct Classes {
    width: usize,
    height: usize,
    classes: Vec<Class>,
    placed: Vec<Slab>,
    /// How many of the placed are of no words, but what is never free.
    outside: usize,
    uses: usize,
}

impl Classes {
    /// For a canvas of this many cells, at most 64 blocks wide, of which those `outside` are never free.
    pub(crate) fn new(width: usize, height: usize, outside: Vec<Slab>) -> Self {
        Self {
            width,
            height,
            classes: Vec::new(),
            outside: outside.len(),
            placed: outside,
            uses: 0,
        }
    }

    pub(crate) fn clear(&mut self) {
        self.classes.clear();
        self.placed.truncate(self.outside);
    }

    /// What is placed, behind what is never free.
    pub(crate) fn placed(&self) -> &[Slab] {
        &self.placed
    }

    pub(crate) fn put(&mut self, slab: Slab) {
        self.placed.push(slab);
    }

    /// The class for a core of this size, up to date.
    pub(crate) fn get(&mut self, width: usize, height: usize) -> &mut Class {
        let size = (round_down(width), round_down(height));
        self.uses += 1;
        let mut index = 0;
        let mut oldest = (usize::MAX, 0);
        while let Some(class) = self.classes.get(index)
            && class.size != size
        {
            if class.used < oldest.0 {
                oldest = (class.used, index);
            }
            index += 1;
        }
        if index == self.classes.len() {
            let class = Class::new(size, (self.width, self.height));
            if index < MAX_CLASSES {
                self.classes.push(class);
            } else {
                index = oldest.1;
                self.classes[index] = class;
            }
        }
        let class = &mut self.classes[index];
        class.used = self.uses;
        for slab in self.placed.iter().skip(class.seen) {
            class.learn(slab);
        }
        class.seen = self.placed.len();
        class
    }
}

impl Class {
    fn new(size: (usize, usize), (width, height): (usize, usize)) -> Self {
        let blocks = width.div_ceil(64);
        let mut class = Self {
            size,
            near: vec![0.0; height],
            last: ((0.0, 0.0), 0.0),
            height,
            full: vec![0; blocks * height],
            open: vec![u64::MAX.unbounded_shr(64 - blocks as u32); height],
            seen: 0,
            used: 0,
        };
        // From here on the box would reach beyond the canvas.
        let behind = (width + 1).saturating_sub(size.0);
        fill(&mut class.full, height, (0, height), (behind, blocks * 64));
        class
    }

    /// Closes the places at which the box would meet a slab, but for those that a wider one right above or below
    /// closes anyway.
    fn learn(&mut self, slab: &Slab) {
        let first = |cell: usize, length: usize| (cell + 1).saturating_sub(length);
        let top = if slab.under {
            slab.top
        } else {
            first(slab.top, self.size.1)
        };
        let bottom = if slab.over {
            first(slab.bottom, self.size.1)
        } else {
            slab.bottom
        };
        let columns = (first(slab.left, self.size.0), slab.right);
        fill(&mut self.full, self.height, (top, bottom), columns);
    }

    /// The first place of row `y` from `column` on, to the right or to the left, that is not full.
    pub(crate) fn first(&mut self, y: usize, column: usize, right: bool) -> Option<usize> {
        let open = self.open.get_mut(y)?;
        let middle = column / 64;
        let mut blocks = ahead(*open, middle, right);
        while blocks != 0 {
            let block = closest(blocks, right);
            blocks &= !(1 << block);
            let mut places = !*self.full.get(block * self.height + y)?;
            if places == 0 {
                *open &= !(1 << block);
            }
            if block == middle {
                places = ahead(places, column % 64, right);
            }
            if places != 0 {
                return Some(block * 64 + closest(places, right));
            }
        }
        None
    }

    /// The places of the block of a column in row `y` that are not known to be full, from the column on.
    pub(crate) fn places(&self, y: usize, column: usize, right: bool) -> u64 {
        let full = self.full.get(column / 64 * self.height + y);
        ahead(full.map_or(0, |full| !full), column % 64, right)
    }
}

/// Those of 64 bits that are at `at` or right of it, or left of it.
#[inline(always)]
pub(crate) fn ahead(bits: u64, at: usize, right: bool) -> u64 {
    if right {
        bits & u64::MAX << at
    } else {
        bits & u64::MAX >> (63 - at)
    }
}

/// The first of some bits to the right, or to the left.
#[inline(always)]
pub(crate) fn closest(bits: u64, right: bool) -> usize {
    if right {
        bits.trailing_zeros() as usize
    } else {
        63 - bits.leading_zeros() as usize
    }
}

/// A length rounded down to one of two steps per doubling, so that few classes serve many words.
fn round_down(length: usize) -> usize {
    let fine = length.max(1).ilog2().saturating_sub(1);
    (length >> fine) << fine
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slab(left: usize, right: usize, top: usize, bottom: usize) -> Slab {
        Slab {
            top,
            bottom,
            left,
            right,
            under: false,
            over: false,
        }
    }

    /// Two slabs one above the other, which share no column.
    fn stairs(classes: &mut Classes, x: usize, y: usize) {
        classes.put(slab(x, x + 3, y, y + 1));
        classes.put(slab(x + 7, x + 9, y + 1, y + 2));
    }

    fn draw(class: &Class, rows: usize, columns: usize) -> Vec<String> {
        let open = |y: usize, x: usize| class.places(y, x, true) >> (x % 64) & 1 == 1;
        let cell = |y, x| if open(y, x) { '.' } else { '#' };
        (0..rows)
            .map(|y| (0..columns).map(|x| cell(y, x)).collect())
            .collect()
    }

    #[test]
    fn places_are_closed_exactly_where_the_box_would_meet_a_word() {
        let mut classes = Classes::new(14, 6, Vec::new());
        stairs(&mut classes, 2, 2);
        assert_eq!(
            draw(classes.get(2, 2), 5, 14),
            [
                ".............#",
                ".####........#",
                ".####...###..#",
                "........###..#",
                ".............#",
            ]
        );
    }

    #[test]
    fn slabs_beside_wider_ones_leave_nothing_open() {
        // Letters with an ascender and a descender; then a notch.
        for slabs in [
            [(4, 6, 3, 5), (2, 9, 5, 8), (7, 8, 8, 10)],
            [(2, 9, 3, 5), (4, 6, 5, 8), (2, 7, 8, 10)],
        ] {
            let slabs = slabs.map(|(left, right, top, bottom)| slab(left, right, top, bottom));
            let (mut plain, mut known) = (
                Classes::new(14, 14, Vec::new()),
                Classes::new(14, 14, Vec::new()),
            );
            let within = |a: &Slab, b: &Slab| b.left <= a.left && a.right <= b.right;
            for (index, slab) in slabs.iter().enumerate() {
                plain.put(*slab);
                known.put(Slab {
                    under: index > 0 && within(slab, &slabs[index - 1]),
                    over: index < 2 && within(slab, &slabs[index + 1]),
                    ..*slab
                });
            }
            for height in 1..8 {
                assert_eq!(
                    draw(known.get(2, height), 14, 14),
                    draw(plain.get(2, height), 14, 14)
                );
            }
        }
    }

    #[test]
    fn the_first_place_is_the_nearest_that_is_not_full() {
        let mut classes = Classes::new(300, 2, Vec::new());
        classes.put(slab(40, 250, 0, 1));
        let class = classes.get(1, 1);
        for (column, right, expected) in [
            (100, true, Some(250)),
            (100, false, Some(39)),
            (39, true, Some(39)),
            (250, false, Some(250)),
            (299, true, Some(299)),
        ] {
            assert_eq!(class.first(0, column, right), expected, "{column} {right}");
        }
        classes.put(slab(0, 300, 0, 1));
        let class = classes.get(1, 1);
        assert_eq!(
            (class.first(0, 100, true), class.first(0, 100, false)),
            (None, None)
        );
        assert_eq!(class.first(1, 100, true), Some(100));
    }

    #[test]
    fn classes_are_few_and_can_be_learned_anew() {
        let mut classes = Classes::new(500, 300, Vec::new());
        stairs(&mut classes, 40, 40);
        let first = draw(classes.get(4, 4), 300, 500);
        for width in 1..500 {
            for height in [1, 10, 100] {
                classes.get(width, height);
                assert!(classes.classes.len() <= MAX_CLASSES);
            }
        }
        assert_eq!(draw(classes.get(4, 4), 300, 500), first);
    }
}
