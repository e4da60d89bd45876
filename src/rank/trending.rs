//! What is on the rise: said by more of the newest posts than by those before, and not by luck.
//!
//! The newest quarter of the posts with a time is the recent window, the others are the time before. Of a
//! term, let `a` authors say it in the window's `A` posts and `b` of the `B` posts before. If nothing
//! changed, each of the `n = a + b` fell into the window with the chance `q = A / (A + B)`, which makes `a`
//! binomial (the conditional test for two Poisson rates: J. Przyborowski, H. Wilenski, Biometrika 31,
//! 1940). The log-likelihood ratio for what was found against that (T. Dunning, "Accurate Methods for
//! the Statistics of Surprise and Coincidence", Computational Linguistics 19, 1993),
//!
//! ```text
//! rise = a ln(a / (n q)) + b ln(b / (n (1 - q)))        half of Dunning's; 0 unless a > n q
//! ```
//!
//! bounds what luck can do, whatever the numbers: a rise of `r` or more has a chance of at most
//! `exp(-r)` (H. Chernoff, Annals of Mathematical Statistics 23, 1952; of the binomial this is exact, no
//! approximation). A page tries its luck with every term, so a term is on the rise only when
//!
//! ```text
//! rise >= ln(m / RISK)        m terms are tried
//! ```
//!
//! and a page where nothing changed shows a term in one case of `1 / RISK` at the most (C. Bonferroni).
//! Only terms are tried that are said often enough to pass, were all of it said in the window: what cannot
//! win has no part in `m` (R. Tarone, "A Modified Bonferroni Method for Discrete Data", Biometrics 46, 1990).
//!
//! A term must be said by [`MIN_AUTHORS`] different authors in the window; there an author counts once,
//! before it every post does, so that nobody can raise a term alone. Posts of nobody known are by an
//! author each.

use crate::order::sorted;
use crate::weigh::PostTerms;

/// The chance that a page on which nothing changed shows a term on the rise, at the most.
const RISK: f64 = 0.05;

/// One in so many posts is recent.
const RECENT: usize = 4;

/// Fewer posts with a time than this tell no trend.
const MIN_POSTS: usize = 8;

/// A term on the rise is said by so many in the window.
const MIN_AUTHORS: u32 = 3;

/// The rise of each term below `terms`, 0 for those that are not on the rise.
pub(crate) fn rises(posts: &[PostTerms<'_>], terms: usize) -> Vec<f32> {
    let (recent, before) = windows(posts);
    let mut seen = vec![Seen::default(); terms];
    count_posts(&mut seen, posts, &before);
    count_authors(&mut seen, posts, &recent);
    let share = recent.len() as f64 / (recent.len() + before.len()).max(1) as f64;
    let (least, bar) = trial(&seen, share);
    let rise = |seen: Seen| {
        let tried = seen.all() >= least && seen.recent >= MIN_AUTHORS;
        if tried { seen.rise(share) } else { 0.0 }
    };
    let over_bar = |rise: f64| if rise >= bar { rise as f32 } else { 0.0 };
    seen.into_iter().map(|seen| over_bar(rise(seen))).collect()
}

/// How often a term must be said to be tried, and what the rise must be then. Whether anything rose plays
/// no part in it.
fn trial(seen: &[Seen], share: f64) -> (u32, f64) {
    let most = seen.iter().map(|seen| seen.all()).max().unwrap_or_default();
    let mut as_often = vec![0_u32; most as usize + 1];
    for seen in seen {
        if let Some(terms) = as_often.get_mut(seen.all() as usize) {
            *terms += 1;
        }
    }
    let bar = |tried: u32| libm::log(f64::from(tried.max(1)) / RISK);
    let mut tried = as_often.iter().skip(MIN_AUTHORS as usize).sum();
    for (least, terms) in (0..).zip(as_often).skip(MIN_AUTHORS as usize) {
        // The rise of what is said in the window alone.
        if -f64::from(least) * libm::log(share) >= bar(tried) {
            return (least, bar(tried));
        }
        tried -= terms;
    }
    (u32::MAX, bar(0))
}

fn count_posts(seen: &mut [Seen], posts: &[PostTerms<'_>], before: &[usize]) {
    for term in before.iter().filter_map(|&at| posts.get(at)).flat_map(said) {
        if let Some(seen) = seen.get_mut(term) {
            seen.before += 1;
        }
    }
}

fn count_authors(seen: &mut [Seen], posts: &[PostTerms<'_>], recent: &[usize]) {
    let author = |at: u32| posts.get(at as usize).map_or(0, |post| post.author);
    let at = recent.iter().map(|&at| at as u32);
    let by_author = sorted(
        at.map(|at| u64::from(author(at)) << 32 | u64::from(at))
            .collect(),
    );
    for post in by_author.filter_map(|at| posts.get(at as usize)) {
        for term in said(post) {
            let Some(seen) = seen.get_mut(term) else {
                continue;
            };
            if post.author == 0 || seen.last_author != post.author {
                seen.recent += 1;
                seen.last_author = post.author;
            }
        }
    }
}

fn said(post: &PostTerms<'_>) -> impl Iterator<Item = usize> {
    let terms = post.terms.iter().filter(|&&(_, count)| count > 0);
    terms.map(|&(term, _)| term as usize)
}

/// What the posts say of a term.
#[derive(Clone, Copy, Default)]
struct Seen {
    /// Authors in the window.
    recent: u32,
    /// Posts before it.
    before: u32,
    last_author: u32,
}

impl Seen {
    fn all(self) -> u32 {
        self.recent.saturating_add(self.before)
    }

    /// As at the head of this file, with `share` for `q`.
    fn rise(self, share: f64) -> f64 {
        let (a, b) = (f64::from(self.recent), f64::from(self.before));
        let n = a + b;
        if a <= n * share || share <= 0.0 || share >= 1.0 {
            return 0.0;
        }
        let part = |found: f64, expected: f64| match found {
            0.0 => 0.0,
            _ => found * libm::log(found / expected),
        };
        part(a, n * share) + part(b, n * (1.0 - share))
    }
}

/// The numbers of recent posts and of those before them; none where too few say when they were written,
/// or all were at one time. Posts of one time are on one side, so the order of posts does not matter.
fn windows(posts: &[PostTerms<'_>]) -> (Vec<usize>, Vec<usize>) {
    let dated = (0_u32..)
        .zip(posts)
        .filter_map(|(at, post)| Some(key(post.time?)? | u64::from(at)));
    let order: Vec<usize> = sorted(dated.collect()).map(|at| at as usize).collect();
    if order.len() < MIN_POSTS {
        return Default::default();
    }
    let time = |at: usize| posts.get(at).and_then(|post| key(post.time?));
    let border = order
        .get(order.len() - order.len() / RECENT)
        .and_then(|&at| time(at));
    let split = order.partition_point(|&at| time(at) < border);
    let (before, recent) = order.split_at(split);
    (recent.to_vec(), before.to_vec())
}

/// A time's whole seconds in the upper half of a key: from 1970 to 2106, others as the nearest of these.
fn key(time: f64) -> Option<u64> {
    time.is_finite().then_some(u64::from(time as u32) << 32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Seed, Stream};

    /// Posts as their time, author and terms.
    fn rises_of(posts: &[(f64, u32, Vec<u32>)]) -> Vec<f32> {
        let terms: Vec<Vec<(u32, u32)>> = posts
            .iter()
            .map(|(.., terms)| terms.iter().map(|&term| (term, 1)).collect())
            .collect();
        let posts: Vec<_> = posts
            .iter()
            .zip(&terms)
            .map(|(&(time, author, _), terms)| PostTerms {
                terms,
                time: Some(time),
                author,
                ..PostTerms::default()
            })
            .collect();
        rises(&posts, 12)
    }

    /// Forty posts, the last ten recent; `said` tells by post and author whether term 0 is said.
    fn forty(said: impl Fn(u32) -> bool, author: impl Fn(u32) -> u32) -> f32 {
        let posts: Vec<_> = (0..40)
            .map(|at| {
                let terms = if said(at) { vec![0] } else { vec![] };
                (f64::from(at), author(at), terms)
            })
            .collect();
        rises_of(&posts)[0]
    }

    #[test]
    fn what_is_said_more_than_before_rises() {
        // a = 6 of 10, b = 2 of 30, q = 1/4: 6 ln(6/2) + 2 ln(2/6) = 4.39445. One term is tried, so the
        // bar is ln 20 = 2.99573.
        let rise = forty(|at| !(2..34).contains(&at), |_| 0);
        assert!((rise - 4.394_45).abs() < 1e-4, "{rise}");
        // a = 3 of 10, b = 0: 3 ln 4 = 4.15888.
        let rise = forty(|at| at >= 37, |_| 0);
        assert!((rise - 4.158_88).abs() < 1e-4, "{rise}");
        // a = 3, b = 3: 3 ln(3/1.5) + 3 ln(3/4.5) = 0.86305, under the bar.
        assert_eq!(forty(|at| !(3..37).contains(&at), |_| 0), 0.0);
        // As often as before, and less often.
        assert_eq!(forty(|at| at % 2 == 0, |_| 0), 0.0);
        assert_eq!(forty(|at| at < 20, |_| 0), 0.0);
    }

    #[test]
    fn nobody_raises_a_term_alone() {
        assert_eq!(forty(|at| at >= 30, |_| 7), 0.0);
        assert_eq!(forty(|at| at >= 30, |at| 1 + at % 2), 0.0);
        // Of ten recent posts by three authors three count.
        let rise = forty(|at| at >= 30, |at| 1 + at % 3);
        assert!((rise - 4.158_88).abs() < 1e-4, "{rise}");
    }

    #[test]
    fn without_times_there_is_no_trend() {
        let few: Vec<_> = (0..7)
            .map(|at| (f64::from(at), 0, vec![0; usize::from(at > 3)]))
            .collect();
        assert_eq!(rises_of(&few), [0.0; 12]);
        let at_once: Vec<_> = (0..40).map(|at| (5.0, 0, vec![at % 2])).collect();
        assert_eq!(rises_of(&at_once), [0.0; 12]);
        let never: Vec<_> = (0..40)
            .map(|at| (f64::NAN, 0, vec![u32::from(at > 30)]))
            .collect();
        assert_eq!(rises_of(&never), [0.0; 12]);
    }

    #[test]
    fn posts_of_one_time_are_on_one_side() {
        // The border falls into the posts of time 2, which are 20 of 32: all are recent.
        let posts: Vec<_> = (0..32)
            .map(|at| {
                (
                    if at < 12 { 1.0 } else { 2.0 },
                    0,
                    vec![u32::from(at >= 12)],
                )
            })
            .collect();
        let shown = rises_of(&posts);
        assert!(shown[1] > 0.0 && shown[0] == 0.0, "{shown:?}");
    }

    /// A page of 200 posts by 60 authors; each says each of 300 terms with a chance of its own, from one in
    /// four to one in a thousand, and `more` of the first in the recent quarter.
    fn page(chance: &mut Stream, more: f64) -> Vec<f32> {
        let mut terms = vec![Vec::new(); 200];
        for (at, terms) in terms.iter_mut().enumerate() {
            for term in 0..300 {
                let more = if at >= 150 && term == 20 { more } else { 1.0 };
                if chance.uniform() < more / (4.0 + f64::from(term)) {
                    terms.push((term, 1 + term % 3));
                }
            }
        }
        let posts: Vec<_> = (0_u32..)
            .zip(&terms)
            .map(|(at, terms)| PostTerms {
                terms,
                time: Some(f64::from(at) * 3600.0),
                author: (chance.uniform() * 61.0) as u32,
                ..PostTerms::default()
            })
            .collect();
        rises(&posts, 300)
    }

    #[test]
    fn luck_raises_a_term_on_one_page_of_twenty_at_most() {
        let mut chance = Seed::new(*b"trends from luck").stream(0);
        let pages = 400;
        let lucky = (0..pages).filter(|_| page(&mut chance, 1.0).iter().any(|&rise| rise > 0.0));
        let lucky = lucky.count();
        assert!(lucky * 20 <= pages, "{lucky} of {pages} pages");
    }

    #[test]
    fn what_really_rises_is_mostly_seen() {
        let mut chance = Seed::new(*b"trends from life").stream(0);
        // One post in 24 before, one in three now.
        let seen = (0..100)
            .filter(|_| page(&mut chance, 8.0)[20] > 0.0)
            .count();
        assert!(seen >= 50, "{seen} of 100");
    }
}
