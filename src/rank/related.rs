//! Which terms belong together: those that are said in the same posts.
//!
//! Of `N` posts let `a` say one term, `b` the other and `c` both. Two terms are related by
//!
//! ```text
//! npmi     = ln(c N / (a b)) / ln(N / c)               -1 ... 1, 0 if they come together as often as by chance
//! strength = npmi * c / (c + 1) * m / (m + 1)          m = min(a, b)
//! ```
//!
//! the normalised pointwise mutual information of G. Bouma, "Normalized (Pointwise) Mutual Information in
//! Collocation Extraction", GSCL 2009, with the factor by which P. Pantel and D. Lin, "Discovering Word Senses from
//! Text", KDD 2002, discount what few posts say: two terms that met twice may have met by luck. What met once is
//! not counted. Each term keeps its strongest relations, the others' to it included.
//!
//! A term is a row of bits, one for each post. So the time follows from the number of terms and posts alone, however
//! much a post says: 200 terms of 1,000 posts are some 20,000 pairs of 16 words of bits.

use crate::weigh::{MAX_TERM, PostTerms};

/// Relations that a term has of its own.
const OWN: usize = 3;

/// Posts that must say both.
const MIN_POSTS: u32 = 2;

/// Terms that are looked at, the first ones: pairs grow with their square.
pub const MAX_RELATED: usize = 256;

/// Two terms that belong together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Related {
    /// Place of one of them among those asked for.
    pub a: usize,
    /// Place of the other, which is greater.
    pub b: usize,
    /// How much: more than 0, at most 1.
    pub strength: f32,
}

/// Which of `terms`, each there once, belong together by what `posts` say; at most three for each, and of the first
/// [`MAX_RELATED`] terms only. By place, without an order of strength.
pub fn related(posts: &[PostTerms<'_>], terms: &[u32]) -> Vec<Related> {
    let terms = terms.get(..MAX_RELATED).unwrap_or(terms);
    let rows = Rows::of(posts, terms);
    let mut kept = vec![[(0, 0.0_f32); OWN]; terms.len()];
    for a in 0..terms.len() {
        for b in a + 1..terms.len() {
            let strength = rows.strength(a, b);
            if strength > 0.0 {
                keep(&mut kept, a, b, strength);
                keep(&mut kept, b, a, strength);
            }
        }
    }
    let mut found = Vec::new();
    for (one, own) in kept.iter().enumerate() {
        for &(other, strength) in own {
            let (a, b) = (one.min(other), one.max(other));
            // Of two that keep each other the first tells.
            let told = one > other && is_kept(&kept, other, one);
            if strength > 0.0 && !told {
                found.push(Related { a, b, strength });
            }
        }
    }
    found
}

/// Notes a relation of `one` if it is among its strongest; of equal ones the first stays.
fn keep(kept: &mut [[(usize, f32); OWN]], one: usize, other: usize, strength: f32) {
    let mut candidate = (other, strength);
    for place in kept.get_mut(one).into_iter().flatten() {
        if candidate.1 > place.1 {
            std::mem::swap(place, &mut candidate);
        }
    }
}

fn is_kept(kept: &[[(usize, f32); OWN]], one: usize, other: usize) -> bool {
    let own = kept.get(one).into_iter().flatten();
    own.into_iter()
        .any(|&(kept, strength)| kept == other && strength > 0.0)
}

/// For each term which posts say it.
struct Rows {
    bits: Vec<u64>,
    /// Words of bits for each term.
    width: usize,
    /// How many posts say it.
    posts: Vec<u32>,
    all: u32,
}

impl Rows {
    fn of(posts: &[PostTerms<'_>], terms: &[u32]) -> Self {
        let known = terms.iter().filter(|&&term| term < MAX_TERM);
        let most = known.max().map_or(0, |most| *most as usize + 1);
        // Counted from 1.
        let mut places = vec![0_u16; most];
        for (place, term) in (1..).zip(terms) {
            if let Some(own) = places.get_mut(*term as usize) {
                *own = place;
            }
        }
        let width = posts.len().div_ceil(64);
        let mut rows = Self {
            bits: vec![0; width * terms.len()],
            width,
            posts: vec![0; terms.len()],
            all: posts.len() as u32,
        };
        for (at, post) in posts.iter().enumerate() {
            for &(term, count) in post.terms {
                let place = places.get(term as usize).map_or(0, |place| *place);
                if place > 0 && count > 0 {
                    rows.set(usize::from(place) - 1, at);
                }
            }
        }
        rows
    }

    fn set(&mut self, term: usize, post: usize) {
        let bit = 1 << (post % 64);
        if let Some(word) = self.bits.get_mut(term * self.width + post / 64)
            && *word & bit == 0
        {
            *word |= bit;
            if let Some(posts) = self.posts.get_mut(term) {
                *posts += 1;
            }
        }
    }

    fn row(&self, term: usize) -> &[u64] {
        let begin = term * self.width;
        self.bits.get(begin..begin + self.width).unwrap_or_default()
    }

    /// As at the head of this file; 0 for what is not related.
    fn strength(&self, a: usize, b: usize) -> f32 {
        let count = |term: usize| self.posts.get(term).map_or(0, |posts| *posts);
        let (in_a, in_b) = (count(a), count(b));
        let least = in_a.min(in_b);
        if least < MIN_POSTS {
            return 0.0;
        }
        let mut both = 0;
        for (a, b) in self.row(a).iter().zip(self.row(b)) {
            both += (a & b).count_ones();
        }
        // What every post says tells nothing.
        if both < MIN_POSTS || both == self.all {
            return 0.0;
        }
        let [all, a, b, both, least] = [self.all, in_a, in_b, both, least].map(f64::from);
        // Spares most pairs the logarithms.
        if both * all <= a * b {
            return 0.0;
        }
        let npmi = libm::log(both * all / (a * b)) / libm::log(all / both);
        (npmi * both / (both + 1.0) * least / (least + 1.0)) as f32
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The relations of `count` terms in posts that say these once each.
    fn of(posts: &[&[u32]], terms: &[u32]) -> Vec<Related> {
        let said: Vec<Vec<(u32, u32)>> = posts
            .iter()
            .map(|post| post.iter().map(|&term| (term, 1)).collect())
            .collect();
        let posts: Vec<PostTerms<'_>> = said
            .iter()
            .map(|terms| PostTerms {
                terms,
                ..PostTerms::default()
            })
            .collect();
        related(&posts, terms)
    }

    #[test]
    fn terms_of_the_same_posts_are_related_by_the_formula() {
        // Term 7 and term 9 met in two of five posts, and are each said once more.
        let posts: [&[u32]; 5] = [&[7, 9], &[7, 9], &[7], &[9], &[1]];
        let found = of(&posts, &[9, 1, 7]);
        let npmi = (2.0_f32 * 5.0 / 9.0).ln() / 2.5_f32.ln();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].a, found[0].b), (0, 2));
        assert!((found[0].strength - npmi * (2.0 / 3.0) * (3.0 / 4.0)).abs() < 1e-6);
    }

    #[test]
    fn what_met_once_or_everywhere_or_by_chance_is_not_related() {
        assert_eq!(of(&[&[0, 1], &[0], &[1], &[]], &[0, 1]), []);
        assert_eq!(of(&[&[0, 1], &[0, 1], &[0, 1]], &[0, 1]), []);
        // Half of the posts say each, a quarter both.
        let chance: [&[u32]; 8] = [&[0, 1], &[0, 1], &[0], &[0], &[1], &[1], &[], &[]];
        assert_eq!(of(&chance, &[0, 1]), []);
        assert_eq!(of(&[], &[0, 1]), []);
        assert_eq!(of(&[&[0]], &[]), []);
    }

    #[test]
    fn of_two_pairs_the_one_that_more_say_is_the_stronger() {
        let posts: [&[u32]; 8] = [&[0, 1], &[0, 1], &[2, 3], &[2, 3], &[2, 3], &[], &[], &[]];
        let found = of(&posts, &[0, 1, 2, 3]);
        assert_eq!(
            found.iter().map(|r| (r.a, r.b)).collect::<Vec<_>>(),
            [(0, 1), (2, 3)]
        );
        assert!(found[0].strength < found[1].strength);
    }

    #[test]
    fn terms_beyond_the_limit_are_not_looked_at() {
        let terms: Vec<u32> = (0..MAX_RELATED as u32 + 2).collect();
        let last = [MAX_RELATED as u32, MAX_RELATED as u32 + 1];
        let within = [MAX_RELATED as u32 - 2, MAX_RELATED as u32 - 1];
        assert_eq!(of(&[&last, &last, &[]], &terms), []);
        assert_eq!(of(&[&within, &within, &[]], &terms).len(), 1);
    }

    proptest! {
        #[test]
        fn each_pair_is_told_once_and_nobody_has_more_of_their_own(
            posts in prop::collection::vec(prop::collection::vec(0..30_u32, 0..12), 0..90),
            terms in prop::collection::btree_set(0..40_u32, 0..30),
        ) {
            let posts: Vec<&[u32]> = posts.iter().map(Vec::as_slice).collect();
            let terms: Vec<u32> = terms.into_iter().collect();
            let found = of(&posts, &terms);
            prop_assert!(found.len() <= OWN * terms.len());
            let mut pairs: Vec<_> = found.iter().map(|r| (r.a, r.b)).collect();
            pairs.sort_unstable();
            pairs.dedup();
            prop_assert_eq!(pairs.len(), found.len());
            for r in found {
                prop_assert!(r.a < r.b && r.b < terms.len());
                prop_assert!(r.strength > 0.0 && r.strength <= 1.0, "{:?}", r);
            }
        }
    }
}
