//! What is known of one term: its figures in words, and when its posts were written.

use groundswell_protocol::{RatingValue, Tally};

use crate::page::{Page, PagePost};
use crate::rating_control::face;
use crate::ratings::Ratings;
use crate::strings::Strings;
use crate::terms::author_number;

/// The figures of a term, by the posts that count.
#[derive(Default)]
pub struct Figures {
    /// One of them each.
    pub lines: Vec<String>,
    /// When the posts that say it were written, in milliseconds since 1970, as far as known.
    pub times: Vec<f64>,
}

/// The figures of `term`.
pub fn figures(page: &Page, ratings: &Ratings, strings: &Strings, term: u32) -> Figures {
    let (mut count, mut posts) = (0_u32, 0_u32);
    let (mut authors, mut times) = (Vec::new(), Vec::new());
    let mut tally = Tally::default();
    for (post, said) in saying(page, term) {
        count = count.saturating_add(said);
        posts += 1;
        times.extend(post.moment());
        // As numbers that are sorted elsewhere: each type that is costs kilobytes.
        authors.extend(
            post.author
                .as_deref()
                .map(|name| u64::from(author_number(name))),
        );
        let shown = ratings.shown(post.id);
        if !shown.unseen {
            for (value, readers) in shown.tally.iter() {
                tally.set(value, tally.count(value).saturating_add(readers));
            }
        }
    }
    authors.sort_unstable();
    authors.dedup();
    let (times_text, posts_text) = (strings.count("times", count), strings.count("posts", posts));
    let said = [("times", times_text.as_str()), ("posts", &posts_text)];
    let mut lines = vec![strings.with("figures", &said)];
    if !authors.is_empty() {
        lines.push(strings.count("authors", authors.len() as u32));
    }
    lines.extend(rated(ratings, strings, &tally));
    Figures { lines, times }
}

/// The posts that count and say `term`, and how often they do.
fn saying(page: &Page, term: u32) -> impl Iterator<Item = (&PagePost, u32)> {
    page.counting().filter_map(move |post| {
        let at = post.terms.binary_search_by_key(&term, |t| t.0).ok()?;
        Some((post, post.terms.get(at)?.1))
    })
}

/// How many readers gave which value, the best first.
fn rated(ratings: &Ratings, strings: &Strings, tally: &Tally) -> Vec<String> {
    let kind = ratings.kind();
    let values = kind.values().iter().rev();
    let given = values.filter_map(|&value| {
        let readers = Some(tally.count(value)).filter(|readers| *readers > 0)?;
        let value = RatingValue::new(kind, i64::from(value)).ok()?;
        let (_, label) = face(kind, value, strings);
        let readers = strings.count("readers", readers);
        Some(strings.with("tally", &[("label", &label), ("readers", &readers)]))
    });
    given.collect()
}
