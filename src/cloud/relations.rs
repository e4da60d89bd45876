//! Which words belong together, and where a word has most of its partners beside it.
//!
//! Words are placed in chains, so that a partner comes while there is room beside the other. Each tries
//! the free places nearest to the middle of its partners and to the strongest of them, and takes the
//! one with the most of them next to it. (What is gained is what Barth, Kobourov and Pupyrev call
//! realized adjacencies: "Experimental Comparison of Semantic Word Clouds", 2014.)

use crate::layout::{Placement, Relation};
use crate::queue::Queue;

/// The most relations that count; those beyond are ignored.
pub const MAX_RELATIONS: usize = 100_000;

/// Of how many partners, the strongest first, a word tries the surroundings.
const TRIED: usize = 3;

/// Words are neighbours up to this part of the canvas's diagonal.
const NEAR: f32 = 0.01;

/// How much a full relation to a word that is placed hastens the next one's turn. Without it partners
/// come by size alone, when others have taken the room; much beyond it small words come before large.
const HASTE: f32 = 1.0;

/// The pull of a word that had its turn: more than that of any relation.
const DONE: f32 = 2.0;

/// What a place at the canvas's edge must have in partners more than one in the middle, so that words
/// without a better reason keep together.
const OUTLYING: f32 = 0.1;

/// For each word, in the order that they were given to [`Relations::new`], its partners and how strong
/// each relation is, 1 being the strongest of all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Relations {
    /// For each word its first partner in `links`, counted from 1; 0 is none.
    first: Vec<usize>,
    /// A chain for each word: one list costs a page less than a list of lists.
    links: Vec<Link>,
}

/// A partner of a word.
#[derive(Clone, Copy, Debug)]
struct Link {
    word: usize,
    strength: f32,
    /// The next partner of the same word, counted from 1; 0 is none.
    next: usize,
}

impl Relations {
    /// The relations between `words`, which are those of the caller that take part, by number.
    pub(crate) fn new(words: &[usize], relations: &[Relation]) -> Self {
        let mut made = Self::default();
        let relations = relations.get(..MAX_RELATIONS).unwrap_or(relations);
        let mut strongest = 0.0_f32;
        for relation in relations {
            if is_valid(relation) {
                strongest = strongest.max(relation.strength);
            }
        }
        if strongest == 0.0 {
            return made;
        }
        let last = words.iter().fold(0, |last, word| last.max(*word));
        // Counted from 1.
        let mut turns = vec![0_usize; last + 1];
        for (turn, word) in words.iter().enumerate() {
            if let Some(place) = turns.get_mut(*word) {
                *place = turn + 1;
            }
        }
        let turn = |word: usize| turns.get(word)?.checked_sub(1);
        made.first = vec![0; words.len()];
        // From the last, so that each chain begins with the first of them.
        for relation in relations.iter().rev() {
            if !is_valid(relation) {
                continue;
            }
            if let (Some(a), Some(b)) = (turn(relation.a), turn(relation.b)) {
                made.link(b, a, relation.strength / strongest);
                made.link(a, b, relation.strength / strongest);
            }
        }
        made
    }

    /// Puts a partner before the others of a word.
    fn link(&mut self, of: usize, word: usize, strength: f32) {
        if let Some(first) = self.first.get_mut(of) {
            let next = *first;
            self.links.push(Link {
                word,
                strength,
                next,
            });
            *first = self.links.len();
        }
    }

    /// The partners of a word, and how strong each relation is.
    pub(crate) fn of(&self, word: usize) -> impl Iterator<Item = (usize, f32)> {
        let mut next = self.first.get(word).map_or(0, |first| *first);
        std::iter::from_fn(move || {
            let link = self.links.get(next.checked_sub(1)?)?;
            next = link.next;
            Some((link.word, link.strength))
        })
    }

    /// The order in which to place words of these sizes, which fall: the largest first, but the partners of what
    /// is placed before others of about their size. Nothing if no two words are related.
    pub(crate) fn order(&self, sizes: &[f32]) -> Vec<usize> {
        if self.links.is_empty() {
            return Vec::new();
        }
        // By its strongest relation to a word that is placed.
        let mut pulls = vec![0.0_f32; sizes.len()];
        // A word is pushed again whenever its turn comes nearer; what is left of it below is passed over.
        let urgency = |word: usize, pull: f32| {
            let size = sizes.get(word).map_or(0.0, |size| size.max(0.0));
            size.sqrt() * (1.0 + HASTE * pull)
        };
        let mut queue = Queue::default();
        for word in 0..sizes.len() {
            queue.push(urgency(word, 0.0), word);
        }
        let mut order = Vec::new();
        while let Some(word) = queue.pop() {
            match pulls.get_mut(word) {
                Some(pull) if *pull < DONE => *pull = DONE,
                _ => continue,
            }
            order.push(word);
            for (partner, strength) in self.of(word) {
                if let Some(pull) = pulls.get_mut(partner)
                    && *pull < strength
                {
                    *pull = strength;
                    queue.push(urgency(partner, strength), partner);
                }
            }
        }
        order
    }
}

fn is_valid(relation: &Relation) -> bool {
    relation.strength > 0.0 && relation.strength.is_finite() && relation.a != relation.b
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

    /// The points near which to look, CSS pixels: the middle of the partners, then the strongest of them.
    pub(crate) fn wishes(&self) -> [Option<(f32, f32)>; TRIED + 1] {
        // By the square of their strengths: the middle of all the words is no place of one's own.
        let (mut x, mut y, mut sum) = (0.0, 0.0, 0.0);
        let mut wishes = [None; TRIED + 1];
        // The strength and the number of the strongest one so far.
        let mut last = (f32::INFINITY, 0);
        for (partner, strength) in &self.partners {
            let (centre, weight) = (partner.centre(), strength * strength);
            x += centre.0 * weight;
            y += centre.1 * weight;
            sum += weight;
        }
        for wish in &mut wishes {
            if sum > 0.0 {
                *wish = Some((x / sum, y / sum));
                sum = 0.0;
                continue;
            }
            // Of equal ones the first.
            let mut best = (0.0, 0);
            for (number, (partner, strength)) in self.partners.iter().enumerate() {
                let follows = *strength < last.0 || (*strength == last.0 && number >= last.1);
                if follows && *strength > best.0 {
                    best = (*strength, number + 1);
                    *wish = Some(partner.centre());
                }
            }
            last = best;
        }
        wishes
    }

    /// How good a place is; more is better.
    pub(crate) fn worth(&self, place: &Placement) -> f32 {
        let near = NEAR * length(self.canvas.0, self.canvas.1);
        let mut worth = 0.0;
        for (partner, strength) in &self.partners {
            if gap(partner, place) <= near {
                worth += strength;
            }
        }
        let (x, y) = place.centre();
        let (x, y) = (x / self.canvas.0 - 0.5, y / self.canvas.1 - 0.5);
        worth - OUTLYING * (x * x + y * y)
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
        let of = |word| relations.of(word).collect::<Vec<_>>();
        assert_eq!(of(0), [(1, 0.5)]);
        assert_eq!(of(1), [(0, 0.5), (2, 1.0)]);
        assert_eq!(of(2), [(1, 1.0)]);
        assert!(of(3).is_empty());
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
            assert!(Relations::new(&[0, 1], &[bad]).links.is_empty(), "{bad:?}");
        }
        let far = Relations::new(&[0, 1], &[relation(0, usize::MAX, 1.0)]);
        assert!(far.links.is_empty());
        assert!(Relations::new(&[], &[relation(0, 1, 1.0)]).links.is_empty());
    }

    #[test]
    fn relations_beyond_the_limit_are_ignored() {
        let mut many = vec![relation(0, 1, 1.0); MAX_RELATIONS];
        many.push(relation(0, 2, 1.0));
        let relations = Relations::new(&[0, 1, 2], &many);
        assert_eq!(relations.of(0).count(), MAX_RELATIONS);
        assert_eq!(relations.of(2).count(), 0);
    }

    #[test]
    fn partners_come_before_others_of_about_their_size() {
        let sizes = [40.0, 20.0, 19.0, 18.0, 2.0];
        let none = Relations::default();
        assert_eq!(none.order(&sizes), [0; 0]);
        let chain = [
            relation(0, 3, 1.0),
            relation(0, 4, 1.0),
            relation(3, 2, 0.5),
        ];
        let chain = Relations::new(&[0, 1, 2, 3, 4], &chain);
        assert_eq!(chain.order(&sizes), [0, 3, 2, 1, 4]);
    }
}
