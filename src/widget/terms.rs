//! The page's terms as the cloud shows them.

use groundswell_protocol::PostId;
use groundswell_rank::{Judgement, Lens, PostTerms, best_rated, weigh};

use crate::page::{Page, PagePost};
use crate::rating_control::judgement;
use crate::ratings::Ratings;
use crate::strings::Strings;

/// A term with its weight and its figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// In the page's vocabulary.
    pub id: u32,
    /// The form people use most.
    pub label: String,
    /// Relative weight under the lens.
    pub weight: f32,
    /// Occurrences.
    pub count: u32,
    /// Posts that say it.
    pub posts: u32,
}

impl Term {
    /// "3 times in 2 posts" in the reader's language.
    pub fn figures(&self, strings: &Strings) -> String {
        let times = strings.count("times", self.count);
        let posts = strings.count("posts", self.posts);
        strings.with("figures", &[("times", &times), ("posts", &posts)])
    }
}

/// The heaviest `limit` terms of the page under `lens`, heaviest first.
pub fn heaviest(page: &Page, lens: Lens, ratings: &Ratings, limit: usize) -> Vec<Term> {
    let posts: Vec<PostTerms<'_>> = page
        .posts
        .iter()
        .map(|post| PostTerms {
            terms: &post.terms,
            judgement: judge(ratings, post.id),
        })
        .collect();
    let weighed = weigh(lens, &posts, limit).into_iter();
    let vocabulary = page.vocabulary.borrow();
    let named = weighed.map(|term| Term {
        id: term.term,
        label: vocabulary.label(term.term).to_owned(),
        weight: term.weight,
        count: term.count,
        posts: term.posts,
    });
    named.collect()
}

/// The posts that say `term`, best rated first.
pub fn best_with<'a>(page: &'a Page, term: u32, ratings: &Ratings) -> Vec<&'a PagePost> {
    let posts: Vec<&PagePost> = page.posts_with(term).collect();
    let judgements: Vec<Judgement> = posts.iter().map(|p| judge(ratings, p.id)).collect();
    best_rated(&judgements)
        .into_iter()
        .filter_map(|i| posts.get(i).copied())
        .collect()
}

fn judge(ratings: &Ratings, post: PostId) -> Judgement {
    let (good, rated) = judgement(ratings.kind(), &ratings.shown(post).tally);
    Judgement {
        good,
        rated,
        looks: ratings.looks(post) as f32,
    }
}
