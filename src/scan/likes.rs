//! How many likes, votes or points a page shows for a post.

use crate::attributes::held;
use crate::classes::says;
use crate::record::Context;
use crate::snapshot::NodeId;
use crate::survey::clue;
use crate::tags::Attr;
use crate::words::{self, Names};

/// Parts of names for the count itself.
static COUNTS: Names = Names::of(&[
    "likes",
    "like",
    "score",
    "votes",
    "vote",
    "votecount",
    "upvotecount",
    "points",
    "karma",
    "rating",
    "reactions",
    "kudos",
    "claps",
    "favs",
    "favourites",
    "favorites",
    "hearts",
]);

/// Parts of names for those in favour, and those against, where they are counted apart.
static FOR: Names = Names::of(&["up", "ups", "upvote", "upvotes", "pro"]);
static AGAINST: Names = Names::of(&["down", "downs", "downvote", "downvotes", "contra"]);

/// Nodes below an element that are read for its count.
const READ: usize = 8;

/// The likes among these nodes.
pub(crate) fn find(cx: &Context, around: impl Iterator<Item = NodeId> + Clone) -> Option<i32> {
    let first = |what: u16| {
        let mut named = around.clone().filter(|id| is_named(cx, *id, what));
        named.find_map(|id| shown(cx, id))
    };
    match (first(says::FOR), first(says::AGAINST)) {
        (Some(up), Some(down)) => Some(up - down.abs()),
        _ => first(says::LIKES),
    }
}

fn is_named(cx: &Context, id: NodeId, what: u16) -> bool {
    let prop = || cx.page.attr(id, Attr::ItemProp).unwrap_or("");
    let names = |name| words::parts(name).any(|part| said(part) & what != 0);
    !cx.survey.has(id, clue::QUOTE)
        && (cx.survey.class(id).says & what != 0
            || cx.survey.holds(id, held::ITEM_PROP) && names(prop()))
}

/// What a part of a name says of likes, as bits of [`says`].
pub(crate) fn said(part: &str) -> u16 {
    let lists = [
        (&COUNTS, says::LIKES),
        (&FOR, says::FOR),
        (&AGAINST, says::AGAINST),
    ];
    let said = lists.iter().filter(|(list, _)| list.have(part));
    said.fold(0, |all, (_, bit)| all | bit)
}

/// The number that an element shows, or tells by its label.
fn shown(cx: &Context, id: NodeId) -> Option<i32> {
    let below = || cx.page.subtree(id).take(READ);
    let text: String = below().map(|id| cx.page.text(id)).collect();
    let told = [Attr::Content, Attr::Value, Attr::AriaLabel, Attr::Title];
    let label = || {
        below().find_map(|id| {
            told.iter()
                .find_map(|place| number(cx.page.attr(id, *place)?))
        })
    };
    number(&text).or_else(label)
}

/// The number that a text begins with: `+5`, `−3`, `1,204`, `1 234`, `1.2k`, `5 likes`.
pub(crate) fn number(text: &str) -> Option<i32> {
    let text = text.trim_start_matches(|c: char| words::is_space(c) || matches!(c, '(' | '['));
    let negative = text.starts_with(['-', '−', '–']);
    let text = text.trim_start_matches(['+', '-', '−', '–']).trim_start();
    let mut digits = String::new();
    // Digits after the last separator, if there is one.
    let mut after: Option<u32> = None;
    let mut rest = text;
    loop {
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let (run, more) = rest.split_at(end);
        let is_group = after.is_none() || run.len() == 3 || run.len() < 3 && is_thousands(more);
        if run.is_empty() || !is_group {
            break;
        }
        digits.push_str(run);
        after = after.map(|_| run.len() as u32);
        rest = more;
        let mut next = more.chars();
        match next.next() {
            Some(',' | '.' | ' ' | '\u{a0}' | '\u{202f}' | '\'') => {}
            _ => break,
        }
        after = Some(after.unwrap_or(0));
        let separated = next.as_str();
        if !separated.starts_with(|c: char| c.is_ascii_digit()) {
            break;
        }
        let run = separated
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(separated.len());
        let (_, beyond) = separated.split_at(run);
        if run != 3 && !(run < 3 && is_thousands(beyond)) {
            break;
        }
        rest = separated;
    }
    let number: i32 = digits.parse().ok()?;
    let number = match (is_thousands(rest), after) {
        (true, Some(decimals @ 1..=2)) => number.checked_mul(10_i32.pow(3 - decimals))?,
        (true, _) => number.checked_mul(1000)?,
        (false, _) => number,
    };
    Some(if negative { -number } else { number })
}

fn is_thousands(rest: &str) -> bool {
    let rest = rest.trim_start();
    ["k", "K", "тыс", "Tsd", "mil"].iter().any(|unit| {
        let after = rest.strip_prefix(unit);
        after.is_some_and(|after| !after.starts_with(char::is_alphabetic))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_numbers_as_pages_write_them() {
        for (text, expected) in [
            ("5", Some(5)),
            (" +5 likes", Some(5)),
            ("(12)", Some(12)),
            ("−3", Some(-3)),
            ("-8", Some(-8)),
            ("1,204", Some(1204)),
            ("1 234 567", Some(1_234_567)),
            ("1\u{a0}234", Some(1234)),
            ("1.2k", Some(1200)),
            ("1,25 тыс.", Some(1250)),
            ("12K", Some(12_000)),
            ("4.5 stars", Some(4)),
            ("3 kids", Some(3)),
            ("12. 5. 2024", Some(12)),
            ("no likes", None),
            ("", None),
            ("99999999999", None),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "[-+0-9., kK'a(]{0,20}") {
            let _ = number(&text);
        }
    }
}
