//! How a post's ratings are told: what counts, and what counts apart.

use groundswell_protocol::Tally;

use crate::hub::Hub;
use crate::store::Counted;

/// The ratings of one post as anybody may see them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// The tally; none of a hidden post.
    pub tally: Option<Tally>,
    /// Ratings that nobody vouches for, where others are vouched for; none where there are none.
    pub unverified: Option<Tally>,
}

impl Hub {
    /// How the ratings of a post are shown. Where nobody can sign on, no rating counts less.
    pub(crate) fn show(&self, counted: &Counted) -> Shown {
        if counted.hidden {
            return Shown::default();
        }
        if self.verifies {
            let unverified = counted.unverified;
            return Shown {
                tally: Some(counted.verified),
                unverified: (unverified.raters() > 0).then_some(unverified),
            };
        }
        let mut tally = counted.unverified;
        for (value, count) in counted.verified.iter() {
            tally.set(value, tally.count(value).saturating_add(count));
        }
        Shown {
            tally: Some(tally),
            unverified: None,
        }
    }
}
