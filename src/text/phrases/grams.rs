//! How often which runs of numbers occur in one long row of them.

use std::ops::Range;

use crate::index::Index;

/// A run, told apart from others by what stands in it.
#[derive(Clone, Debug)]
pub(super) struct Gram {
    /// Where it stands first.
    start: u32,
    end: u32,
    pub(super) uses: u32,
    /// How often texts are cut by it.
    pub(super) cuts: u32,
    /// How closely its parts belong together; `None` where they do not.
    pub(super) strength: Option<f64>,
}

impl Gram {
    pub(super) fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Runs with their uses, numbered in the order of their first use.
#[derive(Debug, Default)]
pub(super) struct Grams {
    index: Index,
    grams: Vec<Gram>,
}

impl Grams {
    /// Counts a use of the run in `range` of `row`; its number. `None` where there is no room for it.
    pub(super) fn add(&mut self, row: &[u32], range: Range<usize>) -> Option<usize> {
        let letters = row.get(range.clone())?;
        let at = match self.find(row, letters) {
            Some(at) => at,
            None => self.insert(letters, range)?,
        };
        self.grams.get_mut(at)?.uses += 1;
        Some(at)
    }

    /// The number of the run that holds `letters`, where `row` is what runs were added of.
    pub(super) fn find(&self, row: &[u32], letters: &[u32]) -> Option<usize> {
        let found = self.index.find(hash(letters), |at| {
            let known = self.get(at as usize).map(|gram| gram.range());
            known.and_then(|range| row.get(range)) == Some(letters)
        });
        found.map(|at| at as usize)
    }

    fn insert(&mut self, letters: &[u32], range: Range<usize>) -> Option<usize> {
        let at = self.grams.len();
        let placed = self.index.insert(hash(letters), u32::try_from(at).ok()?);
        self.grams.extend(placed.then_some(Gram {
            start: range.start as u32,
            end: range.end as u32,
            uses: 0,
            cuts: 0,
            strength: None,
        }));
        placed.then_some(at)
    }

    pub(super) fn len(&self) -> usize {
        self.grams.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<&Gram> {
        self.grams.get(at)
    }

    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut Gram> {
        self.grams.get_mut(at)
    }
}

fn hash(letters: &[u32]) -> u32 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix =
        |hash: u64, letter: &u32| (hash.rotate_left(5) ^ u64::from(*letter)).wrapping_mul(FACTOR);
    (letters.iter().fold(letters.len() as u64, mix) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_counted_by_what_stands_in_them() {
        let row = [7, 8, 7, 8, 9, 7, 8];
        let mut grams = Grams::default();
        let added = [0..2, 1..3, 2..4, 5..7, 2..5].map(|range| grams.add(&row, range));
        assert_eq!(added, [Some(0), Some(1), Some(0), Some(0), Some(2)]);
        let uses: Vec<u32> = grams.grams.iter().map(|gram| gram.uses).collect();
        assert_eq!(uses, [3, 1, 1]);
        assert_eq!(grams.find(&row, &[7, 8, 9]), Some(2));
        assert_eq!(grams.find(&row, &[8, 9]), None);
        assert_eq!(grams.add(&row, 5..8), None);
    }
}
