//! Which places are already known to be full for words of about a size.
//!
//! A class stands for all words whose core (the band of the small letters) is at least so wide and
//! high: where its box does not fit, none of them does. The search looks at a bit per place before it
//! tests a word row by row. A class learns of placed words when it is next used, so that the classes
//! of large words cost nothing once those are placed.

use crate::board::set;
use crate::shape::{Run, Taken};

/// The most classes kept at a time; the one unused for longest makes room.
const MAX_CLASSES: usize = 32;

/// What is known of one class.
#[derive(Clone, Debug)]
pub(crate) struct Class {
    pub(crate) places: Places,
    /// For each row, no open place is nearer to the middle column than this, in cells: most words
    /// want to be in the middle, and rows full around it need not be looked at again.
    pub(crate) near: Vec<f64>,
    /// When it was last used, in uses of any class.
    used: usize,
    /// How many of the placed words it has learned of.
    seen: usize,
}

/// Where the box of a class fits.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    width: usize,
    height: usize,
    blocks: usize,
    /// A bit per place of the box's upper left corner: it meets a placed word.
    full: Vec<u64>,
    /// A bit per block of a row: some of its 64 places are not full.
    open: Vec<u64>,
}

/// All classes, and the placed words they learn from.
#[derive(Clone, Debug)]
pub(crate) struct Classes {
    width: usize,
    height: usize,
    classes: Vec<Class>,
    placed: Vec<Taken>,
    /// How many of the placed are no words, but what is never free.
    outside: usize,
    uses: usize,
}

impl Classes {
    /// For a canvas of this many cells, at most 64 blocks wide, of which those `outside` are never free.
    pub(crate) fn new(width: usize, height: usize, outside: Vec<Taken>) -> Self {
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

    /// The placed words, behind what is never free.
    pub(crate) fn placed(&self) -> &[Taken] {
        &self.placed
    }

    pub(crate) fn put(&mut self, taken: Taken) {
        self.placed.push(taken);
    }

    /// The class for a core of this size, up to date.
    pub(crate) fn get(&mut self, width: usize, height: usize) -> &mut Class {
        let (width, height) = (round_down(width), round_down(height));
        self.uses += 1;
        let mut index = 0;
        let mut oldest = (usize::MAX, 0);
        while let Some(class) = self.classes.get(index)
            && class.places.size() != (width, height)
        {
            if class.used < oldest.0 {
                oldest = (class.used, index);
            }
            index += 1;
        }
        if index == self.classes.len() {
            let class = Class {
                places: Places::new((width, height), (self.width, self.height)),
                near: vec![0.0; self.height],
                used: 0,
                seen: 0,
            };
            if index < MAX_CLASSES {
                self.classes.push(class);
            } else {
                index = oldest.1;
                self.classes[index] = class;
            }
        }
        let class = &mut self.classes[index];
        class.used = self.uses;
        for taken in self.placed.iter().skip(class.seen) {
            class.places.learn(taken);
        }
        class.seen = self.placed.len();
        class
    }
}

impl Places {
    fn new((width, height): (usize, usize), canvas: (usize, usize)) -> Self {
        let blocks = canvas.0.div_ceil(64);
        let mut places = Self {
            width,
            height,
            blocks,
            full: vec![0; blocks * canvas.1],
            open: vec![u64::MAX.unbounded_shr(64 - blocks as u32); canvas.1],
        };
        // Behind these the box would reach beyond the canvas.
        let behind = Run {
            left: canvas.0,
            right: blocks * 64,
        };
        for row in 0..canvas.1 {
            places.close(row, behind);
        }
        places
    }

    /// Width and height of the box: those of the smallest core of the class.
    pub(crate) fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// The blocks of row `y` with open places, and the full places of each.
    #[inline]
    pub(crate) fn row(&self, y: usize) -> (u64, &[u64]) {
        let blocks = self.full.get(y * self.blocks..(y + 1) * self.blocks);
        (
            self.open.get(y).copied().unwrap_or(0),
            blocks.unwrap_or_default(),
        )
    }

    /// Closes the places at which the box would meet a placed word.
    fn learn(&mut self, taken: &Taken) {
        let (y, rows) = (taken.top, taken.rows.len());
        for top in (y + 1).saturating_sub(self.height)..y + rows {
            // The rows of the word that the box would share.
            let first = top.saturating_sub(y);
            let last = (top + self.height - y).min(rows);
            let mut hull = Run {
                left: usize::MAX,
                right: 0,
            };
            for run in taken.rows.get(first..last).unwrap_or_default() {
                hull.left = hull.left.min(run.left);
                hull.right = hull.right.max(run.right);
                if !taken.joined {
                    self.close(top, *run);
                }
            }
            if taken.joined {
                self.close(top, hull);
            }
        }
    }

    /// Closes the places of row `top` at which the box would meet a run.
    fn close(&mut self, top: usize, run: Run) {
        let start = top * self.blocks;
        let Some(row) = self.full.get_mut(start..start + self.blocks) else {
            return;
        };
        let from = (run.left + 1).saturating_sub(self.width);
        let to = run.right;
        set(row, from, to);
        let Some(open) = self.open.get_mut(top) else {
            return;
        };
        let mut block = from / 64;
        while block * 64 < to
            && let Some(full) = row.get(block)
        {
            *open &= !(u64::from(*full == u64::MAX) << block);
            block += 1;
        }
    }
}

/// A length rounded down to one of two steps per doubling, so that few classes serve many words. More
/// steps would tell more, but learning them costs more than they save.
fn round_down(length: usize) -> usize {
    let fine = length.max(1).ilog2().saturating_sub(1);
    (length >> fine) << fine
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two runs one above the other, which share no column.
    fn stairs(x: usize, top: usize) -> Taken {
        let run = |left, right| Run {
            left: x + left,
            right: x + right,
        };
        Taken {
            rows: vec![run(0, 3), run(7, 9)],
            top,
            joined: false,
        }
    }

    fn draw(places: &Places, rows: usize, columns: usize) -> Vec<String> {
        let open = |y: usize, x: usize| {
            let (blocks, full) = places.row(y);
            blocks >> (x / 64) & 1 == 1 && full[x / 64] >> (x % 64) & 1 == 0
        };
        let cell = |y, x| if open(y, x) { '.' } else { '#' };
        (0..rows)
            .map(|y| (0..columns).map(|x| cell(y, x)).collect())
            .collect()
    }

    #[test]
    fn places_are_closed_exactly_where_the_box_would_meet_a_word() {
        let mut classes = Classes::new(14, 6, Vec::new());
        classes.put(stairs(2, 2));
        assert_eq!(
            draw(&classes.get(2, 2).places, 5, 14),
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
    fn classes_are_few_and_can_be_learned_anew() {
        let mut classes = Classes::new(500, 300, Vec::new());
        classes.put(stairs(40, 40));
        let first = draw(&classes.get(4, 4).places, 300, 500);
        for width in 1..500 {
            for height in [1, 10, 100] {
                classes.get(width, height);
                assert!(classes.classes.len() <= MAX_CLASSES);
            }
        }
        assert_eq!(draw(&classes.get(4, 4).places, 300, 500), first);
    }
}
