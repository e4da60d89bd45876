//! Which `blockquote`s repeat what an earlier post on the page said: their words are not their
//! author's and are not to be counted twice.

use crate::record::{Context, Record, Region};
use crate::snapshot::NodeId;
use crate::survey::clue;
use crate::tags::Tag;
use crate::words::{self, Hash};

/// Words in a row that are compared.
const RUN: usize = 4;

/// Share of a quote's runs, in percent, that an earlier post has.
const SHARE: usize = 60;

/// The text nodes of quotes of earlier posts, ascending. `regions` are those of `records`.
/// A `blockquote` that holds all of a post is no quote: some engines write posts so.
pub(crate) fn repeated(cx: &Context, records: &[Record], regions: &[Region]) -> Vec<NodeId> {
    let mut quotes: Vec<(usize, NodeId)> = Vec::new();
    for (post, (record, region)) in records.iter().zip(regions).enumerate() {
        let body = record.body.unwrap_or(record.root);
        let is_quote = |id: &NodeId| {
            cx.page.tag(*id) == Tag::Blockquote && !cx.page.subtree(*id).contains(&body)
        };
        quotes.extend(region.nodes().filter(is_quote).map(|id| (post, id)));
    }
    if quotes.is_empty() {
        return Vec::new();
    }
    let mut said: Vec<(Hash, usize)> = Vec::new();
    for (post, region) in regions.iter().enumerate() {
        said.extend(runs(cx, region.nodes()).into_iter().map(|run| (run, post)));
    }
    said.sort_unstable();
    let was_said_before = |run: &Hash, post: usize| {
        let first = said.partition_point(|(hash, _)| hash < run);
        said.get(first)
            .is_some_and(|(hash, by)| hash == run && *by < post)
    };
    let mut texts = Vec::new();
    let mut done = 0;
    for (post, quote) in quotes {
        if quote < done {
            continue;
        }
        let runs = runs(cx, cx.page.subtree(quote));
        let known = runs.iter().filter(|run| was_said_before(run, post)).count();
        if !runs.is_empty() && known * 100 >= runs.len() * SHARE {
            texts.extend(cx.page.subtree(quote).filter(|id| cx.page.is_text(*id)));
            done = cx.page.end(quote);
        }
    }
    texts
}

/// The hashes of every few words in a row.
fn runs(cx: &Context, nodes: impl Iterator<Item = NodeId>) -> Vec<Hash> {
    let texts = nodes.filter(|id| !cx.survey.has(*id, clue::SKIP));
    let words: Vec<Hash> = texts
        .flat_map(|id| words::words(cx.page.text(id)))
        .map(|word| Hash::of(&word.to_lowercase()))
        .collect();
    words
        .windows(RUN)
        .map(|run| {
            run.iter()
                .fold(Hash::START, |hash, word| hash.number(word.0))
        })
        .collect()
}

#[cfg(all(test, feature = "html"))]
mod tests {
    use crate::{from_html, scan};

    #[test]
    fn a_quote_of_an_earlier_post_is_not_said_again() {
        let html = "<article class=post id=p1><b class=author>Ann</b><p>We should meet on the first Monday.</article>
            <article class=post id=p2><b class=author>Bob</b><blockquote>should meet on the first Monday</blockquote>
            <blockquote>Time is what you make of it</blockquote><p>Yes.</article>
            <article class=post id=p3><b class=author>Cy</b><p>No.</article>";
        let posts = scan(&from_html("http://a.test/", html));
        let texts: Vec<_> = posts.iter().map(|post| post.text.as_str()).collect();
        let expected = [
            "We should meet on the first Monday.",
            "Time is what you make of it\\nYes.",
            "No.",
        ];
        assert_eq!(texts, expected.map(|text| text.replace("\\n", "\n")));
    }
}
