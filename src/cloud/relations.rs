//! Which words belong together, and where a word has most of its partners beside it.
//!
//! Words are placed in chains, so that a partner comes while there is room beside the other. Each tries
//! the free places nearest to the middle of its partners and to the strongest of them, and takes the
//! one with the most of them next to it. (What is gained is what Barth, Kobourov and Pupyrev call
//! realized adjacencies: "Experimental Comparison of Semantic Word Clouds", 2014.)

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::layout::{Placement, Relation};

/// The most relations that count; those beyond are ignored.
pub const MAX_RELATIONS: usize = 100_000;

/// Of how many partners, the strongest first, a word tries the surroundings.
const TRIED: usize = 3;

/// Words are neighbours up to this part of the canvas's diagonal.
const NEAR: f32 = 0.01;

/// How much a full relation to a word that is placed hastens the next one's turn. Without it partners
/// come by size alone, when others have taken the room; much beyond it small words come before large.
const HASTE: f32 = 1.0;

/// What a place at the canvas's edge must have in partners more than one in the middle, so that words
/// without a better reason keep together.
const OUTLYING: f32 = 0.1;

/// For each word, in the order that they were given to [`Relations::new`], its partners and how strong
/// each relation is, 1 being the strongest of all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Relations {
    partners: Vec<Vec<(usize, f32)>>,
}

impl Relations {
    /// The relations between `words`, which are those of the caller that take part, by number.
    pub(crate) fn new(words: &[usize], relations: &[Relation]) -> Self {
        let valid = |r: &&Relation| r.strength > 0.0 && r.strength.is_finite() && r.a != r.b;
        let relations = || relations.iter().take(MAX_RELATIONS).filter(valid);
        let strongest = relations().map(|r| r.strength).fold(0.0, f32::max);
        if strongest == 0.0 {
            return Self::default();
        }
        let last = words.iter().max().copied().unwrap_or(0);
        let mut turns = vec![None; last + 1];
        for (turn, word) in words.iter().enumerate() {
            if let Some(place) = turns.get_mut(*word) {
                *place = Some(turn);
            }
        }
        let turn = |word: usize| turns.get(word).copied().flatten();
        let mut partners = vec![Vec::new(); words.len()];
        for relation in relations() {
            let (Some(a), Some(b)) = (turn(relation.a), turn(relation.b)) else {
                continue;
            };
            for (one, other) in [(a, b), (b, a)] {
                if let Some(partners) = partners.get_mut(one) {
                    partners.push((other, relation.strength / strongest));
                }
            }
        }
        Self { partners }
    }

    /// Whether no two words are related.
    fn is_empty(&self) -> bool {
        self.partners.is_empty()
    }

    /// The partners of a word.
    pub(crate) fn of(&self, word: usize) -> &[(usize, f32)] {
        self.partners.get(word).map_or(&[], Vec::as_slice)
    }

    /// The order in which to place words of these sizes: the largest first, but the partners of what
    /// is placed before others of about their size.
    pub(crate) fn order(&self, sizes: &[f32]) -> Vec<usize> {
        if self.is_empty() {
            return (0..sizes.len()).collect();
        }
        let mut pulls = vec![0.0_f32; sizes.len()];
        let mut waiting = vec![true; sizes.len()];
        // Positive floats are in the order of their bits. A word is pushed again whenever its turn
        // comes nearer; what is left of it below is passed over.
        let urgency = |word: usize, pull: f32| {
            let size = sizes.get(word).copied().unwrap_or(0.0).max(0.0);
            (
                (size.sqrt() * (1.0 + HASTE * pull)).to_bits(),
                Reverse(word),
            )
        };
        let mut queue: BinaryHeap<_> = (0..sizes.len()).map(|word| urgency(word, 0.0)).collect();
        let mut order = Vec::with_capacity(sizes.len());
        while let Some((_, Reverse(word))) = queue.pop() {
            if !waiting.get_mut(word).is_some_and(std::mem::take) {
                continue;
            }
            order.push(word);
            for (partner, strength) in self.of(word) {
                let Some(pull) = pulls.get_mut(*partner).filter(|pull| **pull < *strength) else {
                    continue;
                };
                *pull = *strength;
                queue.push(urgency(*partner, *strength));
            }
        }
        order
    }
}

/// Where a word of related ones would like to be, and how good a place is.
#[derive(Debug)]
pub(crate) struct Company {
    /// The placed partners.
    partners: Vec<(Placement, f32)>,
    /// Width and height of the canvas, CSS pixels.
    canvas: (f32, f32),
}

impl Company {
    /// A word's placed partners and how strong each relation is; nothing if there are none.
    pub(crate) fn new(partners: Vec<(Placement, f32)>, canvas: (f32, f32)) -> Option<Self> {
        (!partners.is_empty()).then_some(Self { partners, canvas })
    }

    /// Points near which to look, CSS pixels.
    pub(crate) fn wishes(&self) -> impl Iterator<Item = (f32, f32)> {
        // By the square of their strengths: the middle of all the words is no place of one's own.
        let (mut x, mut y, mut sum) = (0.0, 0.0, 0.0);
        for (partner, strength) in &self.partners {
            let (centre, weight) = (partner.centre(), strength * strength);
            x += centre.0 * weight;
            y += centre.1 * weight;
            sum += weight;
        }
        let strongest = self
            .strongest()
            .into_iter()
            .map(|(partner, _)| partner.centre());
        std::iter::once((x / sum, y / sum)).chain(strongest)
    }

    /// The strongest partners, of equal ones the first.
    fn strongest(&self) -> Vec<(Placement, f32)> {
        let mut strongest: Vec<(Placement, f32)> = Vec::with_capacity(TRIED + 1);
        for partner in &self.partners {
            let rank = strongest.iter().take_while(|s| s.1 >= partner.1).count();
            if rank < TRIED {
                strongest.insert(rank, *partner);
                strongest.truncate(TRIED);
            }
        }
        strongest
    }

    /// How good a place is; more is better.
    pub(crate) fn worth(&self, place: &Placement) -> f32 {
        let near = NEAR * length(self.canvas.0, self.canvas.1);
        let neighbours = self.partners.iter().filter(|(p, _)| gap(p, place) <= near);
        let (x, y) = place.centre();
        let (x, y) = (x / self.canvas.0 - 0.5, y / self.canvas.1 - 0.5);
        neighbours.map(|(_, strength)| strength).sum::<f32>() - OUTLYING * (x * x + y * y)
    }
}

/// How far the ink boxes of two words are apart, CSS pixels.
fn gap(a: &Placement, b: &Placement) -> f32 {
    let across = (a.x0 - b.x1).max(b.x0 - a.x1).max(0.0);
    let down = (a.y0 - b.y1).max(b.y0 - a.y1).max(0.0);
    length(across, down)
}

/// The length of a step. The standard library's is good for numbers of any size, and costs a page more.
fn length(across: f32, down: f32) -> f32 {
    (across * across + down * down).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relation(a: usize, b: usize, strength: f32) -> Relation {
        Relation { a, b, strength }
    }

    #[test]
    fn partners_are_known_from_both_sides_by_their_turn() {
        let relations = Relations::new(&[7, 2, 5], &[relation(2, 7, 3.0), relation(5, 2, 6.0)]);
        assert_eq!(relations.of(0), [(1, 0.5)]);
        assert_eq!(relations.of(1), [(0, 0.5), (2, 1.0)]);
        assert_eq!(relations.of(2), [(1, 1.0)]);
        assert!(relations.of(3).is_empty());
    }

    #[test]
    fn relations_that_make_no_sense_are_none() {
        for bad in [
            relation(0, 0, 1.0),
            relation(0, 1, 0.0),
            relation(0, 1, -1.0),
            relation(0, 1, f32::NAN),
            relation(0, 1, f32::INFINITY),
        ] {
            assert!(Relations::new(&[0, 1], &[bad]).is_empty(), "{bad:?}");
        }
        let far = Relations::new(&[0, 1], &[relation(0, usize::MAX, 1.0)]);
        assert!(far.of(0).is_empty() && far.of(1).is_empty());
        assert!(Relations::new(&[], &[relation(0, 1, 1.0)]).of(0).is_empty());
    }

    #[test]
    fn relations_beyond_the_limit_are_ignored() {
        let mut many = vec![relation(0, 1, 1.0); MAX_RELATIONS];
        many.push(relation(0, 2, 1.0));
        let relations = Relations::new(&[0, 1, 2], &many);
        assert_eq!(relations.of(0).len(), MAX_RELATIONS);
        assert!(relations.of(2).is_empty());
    }

    #[test]
    fn partners_come_before_others_of_about_their_size() {
        let sizes = [40.0, 20.0, 19.0, 18.0, 2.0];
        let none = Relations::default();
        assert_eq!(none.order(&sizes), [0, 1, 2, 3, 4]);
        let chain = [
            relation(0, 3, 1.0),
            relation(0, 4, 1.0),
            relation(3, 2, 0.5),
        ];
        let chain = Relations::new(&[0, 1, 2, 3, 4], &chain);
        assert_eq!(chain.order(&sizes), [0, 3, 2, 1, 4]);
    }
}
