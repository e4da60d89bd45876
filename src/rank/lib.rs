//! From posts and what readers said of them to weights and orders: which terms weigh how much, how
//! good a post is and how sure one can be of it, which post comes first.
//!
//! Terms are numbers here and posts are counts; where they come from is the business of others.
//! Every function is total: whatever the floats and counts handed in, what comes out is finite, and
//! it does not depend on the order in which posts were found, except where an order says so.
//!
//! ```
//! use groundswell_rank::{Judgement, Lens, PostTerms, best_rated, weigh};
//!
//! let liked = Judgement { good: 9.0, rated: 10.0, looks: 0.0 };
//! let disliked = Judgement { good: 1.0, rated: 10.0, looks: 0.0 };
//! let posts = [
//!     PostTerms { terms: &[(0, 2), (7, 1)], judgement: disliked, ..PostTerms::default() },
//!     PostTerms { terms: &[(3, 2)], judgement: liked, ..PostTerms::default() },
//! ];
//!
//! let frequent = weigh(Lens::Frequent, &posts, &|_| 0.0, 2);
//! assert_eq!((frequent[0].term, frequent[1].term), (0, 3));
//! let valued = weigh(Lens::Valued, &posts, &|_| 0.0, 2);
//! assert_eq!((valued[0].term, valued[1].term), (3, 0));
//! assert_eq!(best_rated(&[disliked, liked]), [1, 0]);
//! ```
//!
//! A space's posts in the order of one reader and day, with the figures that are shown beside them:
//!
//! ```
//! use groundswell_rank::{Candidate, Evidence, HalfLife, Prior, Seed, goodness, order};
//!
//! let (day, week) = (86_400.0, HalfLife::seconds(7.0 * 86_400.0));
//! // Pressed by how many of how many who looked, and days old.
//! let candidates: Vec<_> = [(1_u128, 3, 300, 9.0), (2, 60, 200, 2.0), (3, 0, 0, 0.1)]
//!     .map(|(post, good, looks, days)| Candidate {
//!         post,
//!         evidence: Evidence::useful(good, looks),
//!         factor: week.factor(days * day),
//!     })
//!     .to_vec();
//! let prior = Prior::of(candidates.iter().map(|candidate| candidate.evidence));
//! let seed = Seed::new(*b"reader and today"); // from the hub: a keyed hash of both
//!
//! let places = order(&candidates, &prior, seed);
//! assert_eq!(places, order(&candidates, &prior, seed));
//! assert_eq!(places.last(), Some(&0));
//!
//! let shown = goodness(candidates[1].evidence, &prior);
//! assert!(shown.low < shown.share && shown.share < shown.high);
//! ```

mod background;
mod best;
mod divided;
mod draw;
mod evidence;
mod goodness;
mod half_life;
mod judgement;
mod lens;
mod order;
mod posterior;
mod prior;
mod random;
mod related;
mod trending;
mod weigh;
mod wilson;

pub use best::best_rated;
pub use divided::Division;
pub use draw::{Candidate, draw, order};
pub use evidence::Evidence;
pub use goodness::{Goodness, goodness};
pub use half_life::{FadingSum, HalfLife};
pub use judgement::{Judgement, MAX_JUDGED};
pub use lens::Lens;
pub use prior::Prior;
pub use random::Seed;
pub use related::{MAX_RELATED, Related, related};
pub use weigh::{MAX_TERM, PostTerms, WeighedTerm, weigh};
pub use wilson::wilson_lower_bound;
