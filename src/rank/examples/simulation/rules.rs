//! Ways to order posts: ours, and those of others to compare it with.

use groundswell_rank::{Candidate, Evidence, Prior, Seed, goodness, order, wilson_lower_bound};

/// What a hub knows of a post.
#[derive(Clone, Copy)]
pub struct Known {
    pub post: u32,
    /// Hours.
    pub age: f64,
    pub votes: u32,
    pub looks: u32,
}

impl Known {
    /// What readers said, each of them for `counted` readers.
    pub fn evidence(&self, counted: f64) -> Evidence {
        let [votes, looks] = [self.votes, self.looks].map(|count| f64::from(count) * counted);
        Evidence::useful(votes, looks)
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// Most votes first.
    Count,
    /// Hacker News: votes / (age + 2)^1.8.
    HackerNews,
    /// The score interval's lower bound of votes per look.
    Wilson,
    /// What is expected, without a draw.
    Expected,
    /// Plain Thompson sampling: one order for all, drawn anew each round, by a prior near the truth of
    /// the busy world, which no hub could know.
    DrawnForAll,
    /// What the hub shows: a draw for each reader and day.
    Drawn,
}

impl Rule {
    pub const ALL: [Self; 6] = [
        Self::Count,
        Self::HackerNews,
        Self::Wilson,
        Self::Expected,
        Self::DrawnForAll,
        Self::Drawn,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::HackerNews => "Hacker News",
            Self::Wilson => "Wilson on looks",
            Self::Expected => "expected share",
            Self::DrawnForAll => "drawn for all",
            Self::Drawn => "drawn (ours)",
        }
    }

    /// Whether every reader has an order of their own.
    pub fn is_personal(self) -> bool {
        self == Self::Drawn
    }

    /// Indices into `posts`, first place first.
    pub fn order(self, posts: &[Known], prior: &Prior, seed: Seed) -> Vec<usize> {
        match self {
            Self::Count => by(posts, |post| post.votes.into()),
            Self::HackerNews => by(posts, |post| {
                f64::from(post.votes) / libm::pow(post.age + 2.0, 1.8)
            }),
            Self::Wilson => by(posts, |post| {
                wilson_lower_bound(post.votes as f32, post.looks as f32, 1.2816).into()
            }),
            Self::Expected => by(posts, |post| goodness(post.evidence(1.0), prior).share),
            // Of half the evidence, since in our draws it counts twice.
            Self::DrawnForAll => drawn(posts, 0.5, &Prior::new(0.6 / 5.6, 5.6), seed),
            Self::Drawn => drawn(posts, 1.0, prior, seed),
        }
    }
}

fn drawn(posts: &[Known], counted: f64, prior: &Prior, seed: Seed) -> Vec<usize> {
    let candidates: Vec<Candidate> = posts
        .iter()
        .map(|post| Candidate {
            post: post.post.into(),
            evidence: post.evidence(counted),
            factor: 1.0,
        })
        .collect();
    order(&candidates, prior, seed)
}

/// Highest score first; of equals the newer.
fn by(posts: &[Known], score: impl Fn(&Known) -> f64) -> Vec<usize> {
    let mut scored: Vec<(f64, f64, usize)> = posts
        .iter()
        .enumerate()
        .map(|(index, post)| (score(post), post.age, index))
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.total_cmp(&b.1)));
    scored.into_iter().map(|(.., index)| index).collect()
}
