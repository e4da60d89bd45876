//! The page's terms as the cloud shows them.

use groundswell_cloud::Relation;
use groundswell_protocol::PostId;
use groundswell_rank::{Division, Judgement, Lens, PostTerms, best_rated, related, weigh};

use crate::page::{Page, PagePost};
use crate::rating_control::{judgement, worths};
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

/// The heaviest `limit` terms of the page under `lens` that are not hidden, heaviest first.
pub fn heaviest(page: &Page, lens: Lens, ratings: &Ratings, limit: usize) -> Vec<Term> {
    let posts: Vec<PostTerms<'_>> = page
        .counting()
        .map(|post| PostTerms {
            terms: &post.terms,
            firsts: &post.firsts,
            judgement: judge(ratings, post.id),
            division: Division::of(worths(ratings.kind(), &ratings.shown(post.id).tally)),
            time: post.moment().map(|moment| moment / 1000.0),
            author: post.author.as_deref().map_or(0, author_number),
        })
        .collect();
    let vocabulary = page.vocabulary.borrow();
    let hidden = vocabulary.hidden();
    let most = limit.saturating_add(hidden.len());
    let common = |term| vocabulary.common(term);
    let weighed = weigh(lens, &posts, &common, most).into_iter();
    let shown = weighed.filter(|term| !hidden.contains(&term.term));
    let named = shown.take(limit).map(|term| Term {
        id: term.term,
        label: vocabulary.label(term.term).to_owned(),
        weight: term.weight,
        count: term.count,
        posts: term.posts,
    });
    named.collect()
}

/// When the page's posts were written, in milliseconds since 1970, as far as known; those too that do not count.
pub fn moments(page: &Page) -> Vec<f64> {
    page.posts.iter().filter_map(PagePost::moment).collect()
}

/// Which of `terms` are said in the same posts, by their places.
pub fn relations(page: &Page, terms: &[Term]) -> Vec<Relation> {
    let posts: Vec<PostTerms<'_>> = page
        .counting()
        .map(|post| PostTerms {
            terms: &post.terms,
            ..PostTerms::default()
        })
        .collect();
    let ids: Vec<u32> = terms.iter().map(|term| term.id).collect();
    let related = related(&posts, &ids).into_iter();
    related
        .map(|it| Relation {
            a: it.a,
            b: it.b,
            strength: it.strength,
        })
        .collect()
}

/// The numbers of `posts`, best rated first.
pub fn best_of(posts: &[PostId], ratings: &Ratings) -> Vec<usize> {
    let judgements: Vec<Judgement> = posts.iter().map(|id| judge(ratings, *id)).collect();
    best_rated(&judgements)
}

fn judge(ratings: &Ratings, post: PostId) -> Judgement {
    let (good, rated) = judgement(ratings.kind(), &ratings.shown(post).tally);
    Judgement {
        good,
        rated,
        looks: ratings.looks(post) as f32,
    }
}

/// A number for a name, the same however it is spaced; never 0. Two names that share one count as one
/// author, which can only keep a word from rising. FNV-1a (RFC 9923).
pub fn author_number(name: &str) -> u32 {
    let letters = name.bytes().filter(|byte| !byte.is_ascii_whitespace());
    let number = letters.fold(0x811c_9dc5_u32, |number, byte| {
        (number ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    number.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_number() {
        assert_eq!(author_number("Anna Berg"), author_number("Anna\n  Berg "));
        assert_ne!(author_number("Anna Berg"), author_number("Anna Berger"));
        assert_ne!(author_number(""), 0);
    }
}
