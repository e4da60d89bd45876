//! What in a post are the words of others, where no engine's name for it tells: these are not their
//! author's and are not to be counted twice.

use crate::post::{Evidence, PostKind};
use crate::record::{Context, Record, Region};
use crate::snapshot::NodeId;
use crate::survey::clue;
use crate::tags::Tag;
use crate::words;

/// A line that says who is quoted has no more words than this.
const MAX_INTRODUCTION: u32 = 6;

/// The text nodes of quotes, ascending. `regions` are those of `records`. An article that is alone on
/// its page may tell its story with the words of others; elsewhere a `blockquote` is what the author
/// answers or points at. One that holds all of a post is no quote: some engines write posts so.
pub(crate) fn unread(cx: &Context, records: &[Record], regions: &[Region]) -> Vec<NodeId> {
    let is_alone = |record: &Record| record.kind == PostKind::Article && records.len() == 1;
    let mut texts = introductions(cx, regions);
    for (record, region) in records.iter().zip(regions) {
        if is_alone(record) || record.evidence == Evidence::Owner {
            continue;
        }
        let quotes = blockquotes(cx, record, region);
        if !is_all(cx, record, region, &quotes) {
            texts.extend(quotes.iter().flat_map(|id| cx.page.subtree(*id)));
        }
    }
    texts.retain(|id| cx.page.is_text(*id));
    texts
}

/// The outermost `blockquote`s of a post that are not around its body.
fn blockquotes(cx: &Context, record: &Record, region: &Region) -> Vec<NodeId> {
    let body = record.body.unwrap_or(record.root);
    let mut end = 0;
    let is_quote = |id: &NodeId| {
        let outermost = cx.page.tag(*id) == Tag::Blockquote
            && *id >= end
            && !cx.page.subtree(*id).contains(&body);
        if outermost {
            end = cx.page.end(*id);
        }
        outermost
    };
    region.nodes().filter(is_quote).collect()
}

/// Whether a post says nothing beside these quotes.
fn is_all(cx: &Context, record: &Record, region: &Region, quotes: &[NodeId]) -> bool {
    let body = record
        .body
        .map_or(record.range(), |body| cx.page.subtree(body));
    let words = |range| region.sums_in(&cx.survey, range).words;
    let quoted: u32 = quotes
        .iter()
        .filter(|id| body.contains(id))
        .map(|id| words(cx.page.subtree(*id)))
        .sum();
    words(body) <= quoted
}

/// Lines that say who is quoted next, where the engine writes them beside the quote: "Ann wrote:".
fn introductions(cx: &Context, regions: &[Region]) -> Vec<NodeId> {
    let mut found = Vec::new();
    for region in regions {
        let mut before = None;
        for id in region.nodes() {
            let text = cx.page.text(id);
            if words::is_blank(text) {
                continue;
            }
            let is_quoted = cx.survey.has(id, clue::QUOTE);
            if is_quoted && let Some(line) = before {
                found.push(line);
            }
            let introduces = text
                .trim_end_matches(words::is_space)
                .ends_with([':', '：'])
                && cx.survey.words(id) <= MAX_INTRODUCTION;
            before = (introduces && !is_quoted).then_some(id);
        }
    }
    found
}

#[cfg(all(test, feature = "html"))]
mod tests {
    use crate::{from_html, scan};

    fn check(html: &str, expected: &[&str]) {
        let posts = scan(&from_html("http://a.test/", html));
        let texts: Vec<_> = posts.iter().map(|post| post.text.as_str()).collect();
        assert_eq!(texts, expected, "{html}");
    }

    #[test]
    fn an_answer_does_not_count_what_it_answers() {
        check(
            "<article class=post id=p1><b class=author>Ann</b><p>We should meet on the first Monday.</article>
             <article class=post id=p2><b class=author>Bob</b><blockquote>should meet on the first Monday</blockquote>
             <blockquote>Time is what you make of it</blockquote><p>Yes.</article>
             <article class=post id=p3><b class=author>Cy</b><div><div><b>Bob wrote:</b></div><div class=quotecontent>Yes.</div></div><p>No.</article>",
            &["We should meet on the first Monday.", "Yes.", "No."],
        );
    }

    #[test]
    fn an_article_alone_is_told_with_its_quotes() {
        check(
            "<article id=a1><time datetime=2024-01-01></time><p>The mayor spoke:<blockquote>Nobody will have to move.</blockquote><p>Nobody did.</article>",
            &["The mayor spoke:\nNobody will have to move.\nNobody did."],
        );
    }
}
