//! The one long text on a page, by where its paragraphs are dense and its links are few.
//!
//! The scoring follows Readability's idea (paragraphs vote for the elements above them, links vote
//! against) in one pass over sums, so that its price grows with the page and no faster.

use crate::found::Found;
use crate::post::{Evidence, PostKind};
use crate::prose;
use crate::record::{Context, Record, Region, regions};
use crate::report::Reason;
use crate::snapshot::NodeId;
use crate::survey::clue;
use crate::tags::{Attr, Tag};
use crate::words;

/// Words in paragraphs that a page must have to be a text without anything else saying so.
const MIN_WORDS: u32 = 150;

/// The same where the page describes itself as an article.
const MIN_WORDS_TOLD: u32 = 40;

/// Words outside of links, times and names that an article on an index page has at least.
const MIN_TEASER: u32 = 12;

/// Nodes at the beginning of an article among which its heading is.
const MAX_HEAD: usize = 40;

/// Shortest text, in bytes, that votes.
const MIN_PARAGRAPH: usize = 25;

/// How many elements above a paragraph it votes for.
const VOTE_LEVELS: usize = 3;

/// A text found by density.
pub(crate) struct Main {
    /// The element that holds it.
    pub(crate) body: NodeId,
    /// Words in its paragraphs, links not counted.
    pub(crate) words: u32,
}

/// The densest text in a region, whatever its length.
pub(crate) fn densest(cx: &Context, region: &Region) -> Option<Main> {
    let start = region.range.start;
    let size = (region.range.end - start) as usize;
    let mut votes = vec![0_u32; size];
    let mut prose = vec![0_u32; size];
    let mut vote = |id: NodeId, weight: u32| {
        if let Some(sum) = id
            .checked_sub(start)
            .and_then(|at| votes.get_mut(at as usize))
        {
            *sum = sum.saturating_add(weight);
        }
    };
    let mut last_block = None;
    for id in region.nodes() {
        if !cx.page.is_text(id) || cx.survey.has(id, clue::SKIP | clue::LINK) {
            continue;
        }
        let text = cx.page.text(id);
        let Some(block) = paragraph(cx, id) else {
            continue;
        };
        let fresh = last_block != Some(block);
        if fresh && words::trim(text).len() < MIN_PARAGRAPH {
            continue;
        }
        last_block = Some(block);
        let commas = text.matches([',', '、', '，', '،']).count() as u32;
        let weight = 6 * (u32::from(fresh) + commas + (text.len() / 100).min(3) as u32);
        for (level, up) in cx.page.ancestors(block).take(VOTE_LEVELS).enumerate() {
            vote(up, weight / (level as u32 + 1).min(3));
        }
        if let Some(sum) = id
            .checked_sub(start)
            .and_then(|at| prose.get_mut(at as usize))
        {
            *sum = cx.survey.words(id);
        }
    }
    let mut sums = vec![0_u32; 1];
    for words in prose {
        sums.push(sums.last().copied().unwrap_or(0) + words);
    }
    let prose = |id: NodeId| {
        let at = |id: NodeId| {
            sums.get(id.saturating_sub(start) as usize)
                .copied()
                .unwrap_or(0)
        };
        at(cx.page.end(id).min(region.range.end)) - at(id)
    };
    let best = region
        .nodes()
        .filter(|id| !cx.page.is_text(*id))
        .map(|id| {
            (
                id,
                weigh(
                    cx,
                    region,
                    id,
                    votes.get((id - start) as usize).copied().unwrap_or(0),
                ),
            )
        })
        .max_by_key(|(id, score)| (*score, *id))
        .filter(|(_, score)| *score > 0)?;
    let body = widen(cx, region, best.0, &prose);
    Some(Main {
        body,
        words: prose(body),
    })
}

/// The main text of a page that plainly is a text.
fn main_text(cx: &Context, region: &Region, least: u32) -> Option<Main> {
    let main = densest(cx, region)?;
    let sums = region.sums_in(&cx.survey, cx.page.subtree(main.body));
    (main.words >= least && sums.linked * 3 < sums.words).then_some(main)
}

/// The block that a text is a paragraph of.
fn paragraph(cx: &Context, id: NodeId) -> Option<NodeId> {
    cx.page.ancestors(id).find(|up| cx.page.tag(*up).is_block())
}

fn weigh(cx: &Context, region: &Region, id: NodeId, votes: u32) -> u32 {
    if votes == 0 {
        return 0;
    }
    let sums = region.sums_in(&cx.survey, cx.page.subtree(id));
    let words = u64::from(sums.words.max(1));
    let unlinked = words - u64::from(sums.linked.min(sums.words));
    (u64::from(votes) * unlinked / words) as u32
}

/// Goes up while the surroundings add text rather than links: a text in several sections.
fn widen(cx: &Context, region: &Region, from: NodeId, prose: &dyn Fn(NodeId) -> u32) -> NodeId {
    let mut body = from;
    for up in cx.page.ancestors(from) {
        if up < region.range.start || matches!(cx.page.tag(up), Tag::Body | Tag::Html) {
            break;
        }
        let (here, above) = (prose(body), prose(up));
        let sums = region.sums_in(&cx.survey, cx.page.subtree(up));
        if above * 4 > here * 5 && sums.linked * 4 < sums.words {
            body = up;
        }
    }
    body
}

/// The page's own article, if the page plainly is one or says so.
pub(crate) fn record(cx: &Context, found: &Found, is_told: bool) -> Option<Record> {
    if !is_told && asks_for_password(cx) {
        return None;
    }
    let holes = found.outermost();
    let region = Region {
        range: cx.page.all(),
        holes,
    };
    let main = main_text(
        cx,
        &region,
        if is_told { MIN_WORDS_TOLD } else { MIN_WORDS },
    )?;
    let mut record = Record::new(
        cx.page,
        main.body,
        PostKind::Article,
        if is_told {
            Evidence::JsonLd
        } else {
            Evidence::Density
        },
    );
    record.body = Some(main.body);
    Some(record)
}

/// A page on which one signs in is no article, however long its small print.
fn asks_for_password(cx: &Context) -> bool {
    let is_password = |id| cx.page.attr(id, Attr::Type) == Some("password");
    cx.page
        .all()
        .any(|id| cx.page.tag(id) == Tag::Input && is_password(id) && !cx.page.is_hidden(id))
}

/// Whether a record's heading leads to another page, as that of a teaser does.
fn heads_elsewhere(cx: &Context, record: &Record) -> bool {
    let mut head = record.range().take(MAX_HEAD);
    let heading = head.find(|id| cx.page.tag(*id).is_heading());
    let leads = |id: NodeId| {
        let href = cx.page.attr(id, Attr::Href).unwrap_or("#");
        cx.page.tag(id) == Tag::A && !href.contains('#') && prose::leads_inside(cx, id)
    };
    heading.is_some_and(|heading| {
        let up = cx.page.parent(heading);
        cx.page.subtree(heading).take(MAX_HEAD).chain(up).any(leads)
    })
}

/// Articles without the teasers of other articles beside them.
pub(crate) fn without_teasers(cx: &Context, set: Vec<Record>) -> Vec<Record> {
    if set
        .first()
        .is_none_or(|record| record.kind != PostKind::Article)
    {
        return set;
    }
    let regions = regions(&set);
    let plain: Vec<u32> = regions
        .iter()
        .map(|region| region.sums(&cx.survey).plain)
        .collect();
    let (most, total) = (
        plain.iter().max().copied().unwrap_or(0),
        plain.iter().sum::<u32>(),
    );
    let elsewhere: Vec<bool> = set
        .iter()
        .map(|record| heads_elsewhere(cx, record))
        .collect();
    let mut here = elsewhere.iter().zip(&plain).filter(|(away, _)| !**away);
    // The longest, and the only one whose heading is no link, is what the page is about.
    let is_page = here.next().is_some_and(|(_, plain)| *plain == most) && here.next().is_none();
    let is_one = most * 10 > total * 6 || is_page && set.len() >= 3;
    let least = match (is_one, is_page) {
        (true, true) => most,
        (true, false) => most / 2,
        _ => MIN_TEASER,
    };
    let long = plain.iter().filter(|plain| **plain >= least).count();
    // Of mail, jobs or orders some are told in more words than others; nobody wrote them to be read.
    // Remarks are short as well, and lead nowhere.
    let away = elsewhere.iter().filter(|away| **away).count();
    let is_list = !is_one && set.len() >= 3 && long * 2 <= set.len() && away * 2 > set.len();
    let is_teaser = |plain: u32| is_list || plain < least;
    let (teasers, articles): (Vec<_>, Vec<_>) = set
        .into_iter()
        .zip(plain)
        .partition(|(_, plain)| is_teaser(*plain));
    let records = |of: Vec<(Record, u32)>| of.into_iter().map(|(record, _)| record).collect();
    let teasers: Vec<Record> = records(teasers);
    cx.notes.leave_out_records(Reason::Teaser, &teasers);
    records(articles)
}
