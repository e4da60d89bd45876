//! Posts that no vocabulary describes, found because they repeat.
//!
//! Elements are grouped by what an engine's template gives them: a class, the shape of an id, or
//! the same parent. The group whose members best show words, an author, a time and an address of
//! their own, is a set of posts. Members may be nested in one another: each counts only what is
//! its own.

use std::ops::Range;

use crate::author::clean_name;
use crate::dates;
use crate::names;
use crate::order;
use crate::post::{Evidence, PostKind};
use crate::prose;
use crate::read;
use crate::record::{Context, Record};
use crate::report::Reason;
use crate::runs;
use crate::snapshot::NodeId;
use crate::subject::{self, MAX_CLASSES, Subject};
use crate::survey::{Sums, clue, native_id};
use crate::tags::{Attr, Tag};
use crate::words::{self, Hash};

/// Candidates looked at on one page at most, the best first.
const MAX_SETS: usize = 24;

/// Words that are neither links, times nor names, which a set's records have on average.
const MIN_PLAIN: u32 = 4;

/// The same where nothing calls the records posts but each shows all that posts show.
const MIN_PLAIN_FULL: u32 = 5;

/// The same where only some of it is shown: a teaser has that many.
const MIN_PLAIN_UNNAMED: u32 = 12;

/// The same where each shows who and when, and they differ as what people say does.
const MIN_PLAIN_VARIED: u32 = 3;

/// Nodes of a member that are looked at one by one.
const MAX_ROW: usize = 60;

/// Longest text that is a price and nothing else, in bytes.
const MAX_PRICE: usize = 16;

/// What stands before or after the number of a price.
const CURRENCIES: &[char] = &['€', '$', '£', '¥', '₽', '₹', '₩', '₺'];

/// A member of a group and what is its own.
#[derive(Clone, Copy)]
struct Member {
    node: NodeId,
    /// One past its last node.
    end: NodeId,
    own: Sums,
    named: bool,
}

/// A set of posts as found, the best first.
struct Candidate {
    places: Vec<Range<NodeId>>,
    score: u32,
    span: u32,
}

/// Sets of records that repeat on the page, the surest first.
pub(crate) fn sets(cx: &Context) -> Vec<Vec<Record>> {
    let keys = keys(cx);
    let mut candidates: Vec<Candidate> = keys
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|group| group.len() >= 2)
        .filter_map(|group| {
            let mut places = group.iter().map(|(_, node)| cx.page.subtree(*node));
            candidate(cx, &mut places)
        })
        .collect();
    let runs = runs::groups(cx).into_iter();
    candidates.extend(runs.filter_map(|run| candidate(cx, &mut run.into_iter())));
    // Of equally good ones the widest: what stands beside the inner one is part of the post.
    order::sort_by(&mut candidates, |found| {
        ((!found.score).into(), (!found.span).into())
    });
    let sets = candidates.into_iter().take(MAX_SETS);
    sets.map(|found| found.places.iter().map(|place| record(cx, place)).collect())
        .collect()
}

fn record(cx: &Context, place: &Range<NodeId>) -> Record {
    let kind = subject::kind(cx, place.start).unwrap_or(PostKind::Post);
    let mut record = Record::new(cx.page, place.start, kind, Evidence::Repeated);
    record.end = place.end;
    record
}

/// Every way of grouping every element that could hold a post.
fn keys(cx: &Context) -> Vec<(Hash, NodeId)> {
    let mut keys = Vec::new();
    for node in cx.page.all() {
        if !could_hold_post(cx, node) {
            continue;
        }
        let tag = Hash::START.number(cx.page.tag(node) as u64);
        for class in cx.page.classes(node).take(MAX_CLASSES) {
            keys.push((tag.byte(1).text(without_number(class)), node));
        }
        if let Some(id) = native_id(cx.page, node) {
            keys.push((tag.byte(2).text(without_number(id)), node));
        }
        if let Some(parent) = cx.page.parent(node) {
            keys.push((tag.byte(3).number(u64::from(parent)), node));
        }
    }
    order::sort_by(&mut keys, |(key, node)| (key.0, (*node).into()));
    keys.dedup();
    keys
}

/// A name up to its number.
fn without_number(name: &str) -> &str {
    name.find(|c: char| c.is_ascii_digit())
        .and_then(|at| name.get(..at))
        .unwrap_or(name)
}

fn could_hold_post(cx: &Context, node: NodeId) -> bool {
    use Tag::*;
    if cx.page.is_text(node)
        || cx.survey.has(node, clue::SKIP | clue::QUOTE | clue::LINK)
        || matches!(
            cx.page.tag(node),
            Span | B | I | Em | Strong | Time | P | Body | Html | Pre
        )
        || cx.page.tag(node).is_heading()
        || cx.survey.subject(node) == Some(Subject::Thing)
    {
        return false;
    }
    let sums = cx.survey.sums(cx.page.subtree(node));
    sums.words > 0 && sums.times + sums.authors > 0
}

/// The members of a group that are posts, if the group is a set of posts.
fn candidate(cx: &Context, places: &mut dyn Iterator<Item = Range<NodeId>>) -> Option<Candidate> {
    let mut members = members(cx, places);
    sign(cx, &mut members);
    let with_words = members.iter().filter(|member| member.own.words > 0).count();
    let posts: Vec<&Member> = members
        .iter()
        .filter(|member| evidence(member) >= 2)
        .collect();
    let count = posts.len() as u32;
    let leave_out = |reason| {
        let first = posts.first().map(|post| post.node);
        cx.notes.leave_out(reason, first, posts.len());
        None
    };
    if count < 2 || posts.len() * 10 < with_words * 6 {
        return None;
    }
    let sum = posts
        .iter()
        .fold(Sums::default(), |sum, post| sum.plus(post.own));
    let said = most(&posts, |post| subject_speaks(cx, post.node));
    if sum.linked * 2 > sum.words {
        return leave_out(Reason::Links);
    }
    if !is_shown(cx, &posts, said) {
        return leave_out(Reason::Evidence);
    }
    let articles = most(&posts, |post| {
        subject::kind(cx, post.node) == Some(PostKind::Article)
    });
    let needed = match min_plain(said, is_full(&posts)) {
        // Who writes articles writes more than a line; what somebody did is told in one.
        _ if articles && !said => MIN_PLAIN_UNNAMED,
        MIN_PLAIN_FULL | MIN_PLAIN_UNNAMED if speaks_for_itself(&posts) => MIN_PLAIN_VARIED,
        needed => needed,
    };
    if sum.plain < needed * count {
        return leave_out(Reason::Words);
    }
    let priced = |post: &Member| has_price(cx, post.node..post.end);
    let mut places = posts.iter().map(|post| post.node..post.end);
    if !said && (most(&posts, priced) || is_list_of_titles(cx, &mut places))
        || is_table_of_titles(cx, &posts)
    {
        return leave_out(Reason::Links);
    }
    let joining = || most(&posts, |post| is_of_joining(cx, post));
    if !said && joining() || !is_comments(cx, &posts) && is_by_one(cx, &posts) {
        return leave_out(Reason::Evidence);
    }
    // Cubed, so that half records with half the evidence do not win by their number.
    let strength: u32 = posts.iter().map(|post| evidence(post).pow(3)).sum();
    let strength = if is_half_signed(&posts) {
        strength / 2
    } else {
        strength
    };
    let weight = (sum.plain / count + 1).ilog2().min(6) + 2;
    let score = strength * weight * if said { 5 } else { 4 };
    let span = posts.iter().map(|post| post.end - post.node).sum();
    Some(Candidate {
        places: posts.iter().map(|post| post.node..post.end).collect(),
        score,
        span,
    })
}

/// Whether the evidence is of the kinds that posts have: times nearly always, else at least
/// authors and a name for what it is. What no name speaks for needs an address of its own as well:
/// a teaser has the one of another page only.
fn is_shown(cx: &Context, posts: &[&Member], said: bool) -> bool {
    let timed = most(posts, |post| post.own.times > 0);
    let signed = most(posts, |post| post.own.authors > 0);
    let anchored = most(posts, |post| post.named || post.own.anchors > 0);
    let full = is_full(posts);
    let several = posts.len() >= if said || full { 3 } else { 4 };
    let comments = is_comments(cx, posts);
    if !comments && (is_chain(posts) || is_one_text(posts)) {
        return false;
    }
    if !said && !anchored {
        let in_table = most(posts, |post| is_table_row(cx, post));
        return posts.len() >= 3 && !in_table && speaks_for_itself(posts);
    }
    timed && (several || said && full) || signed && several && comments
}

fn is_comments(cx: &Context, posts: &[&Member]) -> bool {
    let is_comment = |post: &Member| subject::kind(cx, post.node) == Some(PostKind::Comment);
    most(posts, is_comment)
}

/// Whether members without a name for what they are and without an address are posts all the same:
/// each shows who and when, none leads elsewhere by a title, and they differ in length as what
/// people say does; the rows of a list of people or files do not.
fn speaks_for_itself(posts: &[&Member]) -> bool {
    let signed = posts
        .iter()
        .filter(|post| post.own.times > 0 && post.own.authors > 0);
    let lengths = || posts.iter().map(|post| post.own.plain);
    let differ = lengths().max().unwrap_or(0) >= lengths().min().unwrap_or(0) + 3;
    signed.count() * 10 >= posts.len() * 9 && !most(posts, |post| post.own.titles > 0) && differ
}

/// Whether a member is a row of several cells, each for something else: a table of data, such as a log.
fn is_table_row(cx: &Context, post: &Member) -> bool {
    let is_cell = |id: &NodeId| matches!(cx.page.tag(*id), Tag::Td | Tag::Th);
    cx.page.tag(post.node) == Tag::Tr
        && cx.page.end(post.node) == post.end
        && cx.page.children(post.node).filter(is_cell).count() >= 3
}

/// Whether members are rows of a table that lead elsewhere by titles, which are no headings: mail in
/// a box, topics of a forum, tickets.
fn is_table_of_titles(cx: &Context, posts: &[&Member]) -> bool {
    let is_title = |id: NodeId| {
        let heads = || cx.page.ancestors(id).take(3);
        let in_heading = |id: NodeId| cx.page.tag(id).is_heading();
        cx.survey.has(id, clue::TITLE) && !heads().any(in_heading)
    };
    most(posts, |post| {
        cx.page.tag(post.node) == Tag::Tr
            && cx.page.end(post.node) == post.end
            && post.own.titles > 0
            && (post.node..post.end).take(MAX_ROW).any(is_title)
    })
}

/// Whether members show, each, a link of its own within the site that is no heading, and neither a
/// name nor a time: rows that lead to orders, files or mail, with a word on each.
pub(crate) fn is_list_of_titles(
    cx: &Context,
    posts: &mut dyn ExactSizeIterator<Item = Range<NodeId>>,
) -> bool {
    let count = posts.len();
    let mut titles: Vec<Hash> = posts.filter_map(|post| title(cx, post)).collect();
    order::sort_by(&mut titles, |title| (title.0, 0));
    titles.dedup();
    titles.len() * 10 >= count * 6
}

/// The words of the first link in a row, if they may be a title.
fn title(cx: &Context, row: Range<NodeId>) -> Option<Hash> {
    let apart = clue::SKIP | clue::QUOTE | clue::IN_TIME | clue::IN_AUTHOR | clue::ANCHOR;
    let text = |link: NodeId| {
        let mut texts = cx
            .page
            .subtree(link)
            .take(MAX_ROW)
            .map(|id| words::trim(cx.page.text(id)));
        texts.find(|text| !text.is_empty())
    };
    let mut links = row
        .clone()
        .take(MAX_ROW)
        .filter(|id| cx.page.tag(*id) == Tag::A && !cx.survey.has(*id, apart));
    let (link, text) = links.find_map(|link| Some((link, text(link)?)))?;
    let is_here = |id| cx.page.tag(id) == Tag::A && prose::leads_here(cx, id);
    if { row }.take(MAX_ROW).any(is_here) {
        return None;
    }
    let inside = cx.page.subtree(link).take(MAX_ROW);
    let near = cx.page.ancestors(link).take(3).chain(inside);
    let headed = { near }.any(|id| cx.page.tag(id).is_heading());
    (!headed && prose::leads_inside(cx, link)).then(|| Hash::of(text))
}

/// Whether some members show an author, always the same, and others none: pieces of one text.
fn is_by_one(cx: &Context, posts: &[&Member]) -> bool {
    let name = |post: &&Member| {
        let mut nodes = post.node..post.end;
        let author = nodes.find(|id| cx.survey.has(*id, clue::AUTHOR))?;
        clean_name(&words::squeeze(&cx.page.raw_text(author)))
    };
    let names: Vec<String> = posts.iter().filter_map(name).collect();
    let shortest = names.iter().min_by_key(|name| name.len());
    let is_same = |first: &String| names.iter().all(|name| name.starts_with(first));
    (2..posts.len()).contains(&names.len()) && shortest.is_some_and(is_same)
}

/// Whether all the times of a member say when somebody joined, or the like.
fn is_of_joining(cx: &Context, post: &Member) -> bool {
    let is_time = |id: &NodeId| cx.survey.has(*id, clue::TIME);
    let mut times = (post.node..post.end).take(MAX_ROW).filter(is_time);
    let told = |id| dates::names_other(&read::line(cx, id));
    post.own.times > 0 && times.all(told)
}

/// Whether something costs what is told in it.
pub(crate) fn has_price(cx: &Context, range: Range<NodeId>) -> bool {
    let mut texts = range.take(MAX_ROW).map(|id| cx.page.text(id));
    texts.any(|text| {
        let text = words::trim(text);
        if text.is_empty() || text.len() > MAX_PRICE {
            return false;
        }
        let number = |rest: &str| {
            words::trim(rest)
                .bytes()
                .next()
                .is_some_and(|b| b.is_ascii_digit())
        };
        let first = text.strip_prefix(CURRENCIES).is_some_and(number);
        let last = text.strip_suffix(CURRENCIES).is_some_and(number);
        first || last
    })
}

/// Whether every member shows an author, a time and an address.
fn is_full(posts: &[&Member]) -> bool {
    posts.iter().all(|post| evidence(post) == 3)
}

/// How many plain words a set's records have on average: the better the evidence, the fewer.
const fn min_plain(said: bool, full: bool) -> u32 {
    match (said, full) {
        (true, true) => 1,
        (true, false) => MIN_PLAIN,
        (false, true) => MIN_PLAIN_FULL,
        (false, false) => MIN_PLAIN_UNNAMED,
    }
}

/// Whether some members show an author and as many do not: often one post's columns.
fn is_half_signed(posts: &[&Member]) -> bool {
    let signed = posts.iter().filter(|post| post.own.authors > 0).count();
    (posts.len()..=posts.len() * 4).contains(&(signed * 5))
}

/// Whether nearly all the words are in one member: a text and its frame, not several posts.
fn is_one_text(posts: &[&Member]) -> bool {
    let most = posts.iter().map(|post| post.own.plain).max().unwrap_or(0);
    let all: u32 = posts.iter().map(|post| post.own.plain).sum();
    posts.len() < 8 && all >= 300 && most * 20 >= all * 17
}

/// Whether the members are mostly one inside the other: wrappers, not records.
fn is_chain(posts: &[&Member]) -> bool {
    let links = posts.windows(2).filter(|pair| match pair {
        [outer, inner] => inner.end <= outer.end,
        _ => false,
    });
    links.count() * 2 >= posts.len()
}

fn most(posts: &[&Member], holds: impl Fn(&Member) -> bool) -> bool {
    posts.iter().filter(|post| holds(post)).count() * 10 >= posts.len() * 6
}

fn subject_speaks(cx: &Context, node: NodeId) -> bool {
    let around = std::iter::once(node).chain(cx.page.ancestors(node)).take(3);
    around
        .filter_map(|id| cx.survey.subject(id))
        .any(|subject| matches!(subject, Subject::Comment | Subject::Post))
}

/// The post at `node` where posts like it repeat on the page; `own` is what is in it and in no other.
pub(crate) fn another(cx: &Context, node: NodeId, own: Sums) -> Option<Record> {
    let place = cx.page.subtree(node);
    let member = Member {
        node,
        end: place.end,
        own,
        named: is_named(cx, node),
    };
    (could_hold_post(cx, node) && evidence(&member) >= 2).then(|| record(cx, &place))
}

/// A run of siblings that is known to be like those that repeat on the page, if it shows what they do.
pub(crate) fn another_run(cx: &Context, run: Record) -> Option<Record> {
    let member = Member {
        node: run.root,
        end: run.end,
        own: cx.survey.sums(run.range()),
        named: is_named(cx, run.root),
    };
    (evidence(&member) >= 2).then(|| record(cx, &run.range()))
}

/// Which of author, time and address a member shows; 0 without words.
fn evidence(member: &Member) -> u32 {
    if member.own.words == 0 {
        return 0;
    }
    let anchored = member.named || member.own.anchors > 0;
    u32::from(member.own.times > 0) + u32::from(member.own.authors > 0) + u32::from(anchored)
}

/// Counts names that nothing marks, in a group whose members all have a time and none an author.
fn sign(cx: &Context, members: &mut [Member]) {
    let dated = |member: &&Member| member.own.times > 0 && member.own.authors == 0;
    if members.len() < 3 || members.iter().filter(dated).count() * 10 < members.len() * 9 {
        return;
    }
    let nexts = members.iter().skip(1).map(|next| next.node);
    let nexts = nexts.chain([NodeId::MAX]);
    let ranges: Vec<Range<NodeId>> = members
        .iter()
        .zip(nexts)
        .map(|(member, next)| member.node..member.end.min(next))
        .collect();
    let said = members.iter().filter(|post| subject_speaks(cx, post.node));
    let said = said.count() * 10 >= members.len() * 6;
    let signed = names::signed(cx, &mut ranges.into_iter(), said);
    for (member, _) in members.iter_mut().zip(signed).filter(|(_, signed)| *signed) {
        member.own.authors += 1;
        member.own.plain = member.own.plain.saturating_sub(1);
    }
}

/// The members with what is their own: a member inside another is not part of the outer one.
fn members(cx: &Context, places: &mut dyn Iterator<Item = Range<NodeId>>) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for place in places {
        let (node, end) = (place.start, place.end);
        let is_over = |up: &usize| members.get(*up).is_none_or(|up| up.end <= node);
        while open.last().is_some_and(is_over) {
            open.pop();
        }
        let own = cx.survey.sums(place);
        if let Some(above) = open.last().and_then(|up| members.get_mut(*up)) {
            above.own = above.own.minus(own);
        }
        open.push(members.len());
        let named = is_named(cx, node);
        members.push(Member {
            node,
            end,
            own,
            named,
        });
    }
    members
}

fn is_named(cx: &Context, node: NodeId) -> bool {
    let named = cx.page.attr(node, Attr::Id).or(native_id(cx.page, node));
    named.is_some_and(|id| id.bytes().any(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_goes_up_to_its_number() {
        assert_eq!(without_number("comment-12-body"), "comment-");
    }
}
