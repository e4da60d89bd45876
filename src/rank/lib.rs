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
//!     PostTerms { terms: &[(0, 2), (7, 1)], judgement: disliked },
//!     PostTerms { terms: &[(3, 2)], judgement: liked },
//! ];
//!
//! let frequent = weigh(Lens::Frequent, &posts, 2);
//! assert_eq!((frequent[0].term, frequent[1].term), (0, 3));
//! let valued = weigh(Lens::Valued, &posts, 2);
//! assert_eq!((valued[0].term, valued[1].term), (3, 0));
//! assert_eq!(best_rated(&[disliked, liked]), [1, 0]);
//! ```

mod best;
mod goodness;
mod judgement;
mod lens;
mod order;
mod weigh;
mod wilson;

pub use best::best_rated;
pub use goodness::{Goodness, Prior, goodness};
pub use judgement::{Judgement, MAX_JUDGED};
pub use lens::Lens;
pub use weigh::{MAX_TERM, PostTerms, WeighedTerm, weigh};
pub use wilson::wilson_lower_bound;
