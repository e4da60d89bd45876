//! Names that nothing marks: who wrote what, learnt from all records of a set at once.
//!
//! Home-made pages, and those whose classes a build tool made, say nowhere that something is a name.
//! It still stands at one place in every record, short, not the same everywhere, and set off from
//! what is said. One record alone could not tell.

use crate::author::clean_name;
use crate::order;
use crate::record::{Context, Record, Region};
use crate::snapshot::NodeId;
use crate::survey::clue;
use crate::tags::Tag;
use crate::words::{self, Hash};

/// Records a set has before a place in them is trusted.
const MIN_RECORDS: usize = 3;

/// Texts, and nodes, of one record that are looked at.
const MAX_TEXTS: usize = 12;
const MAX_NODES: usize = 120;

/// Elements on the way from a text up to its record that tell its place.
const MAX_DEPTH: usize = 12;

/// The most words and bytes of a name that nothing marks.
const MAX_WORDS: u32 = 4;
const MAX_BYTES: usize = 40;

/// How well a place must be set off for its texts to be names in what are posts for other reasons;
/// and for them to be such a reason.
const LIKELY: u32 = 3;
const SURE: u32 = 5;

/// A text of a record.
struct Text {
    place: Hash,
    record: usize,
    /// How many came before it in its record.
    rank: usize,
    node: NodeId,
    /// Of a text that could be a name, what it says.
    name: Option<Hash>,
}

/// Names the authors of the records of a set in which hardly any has one.
pub(crate) fn fill(cx: &Context, set: &mut [(&mut Record, &Region)]) {
    let signed = set.iter().filter(|(record, _)| record.author.is_some());
    if set.len() < MIN_RECORDS || signed.count() * 5 > set.len() {
        return;
    }
    // Where a text could not be told from its frame, the name is in it.
    let mut chosen = look(cx, set, false);
    if chosen.iter().all(Option::is_none) {
        chosen = look(cx, set, true);
    }
    for (node, (record, _)) in chosen.into_iter().zip(set) {
        if record.author.is_none()
            && let Some(node) = node
        {
            record.author = clean_name(cx.page.text(node));
            record.author_place = Some(node);
        }
    }
}

/// For each record its author's name outside of what is said, or else anywhere.
fn look(cx: &Context, set: &[(&mut Record, &Region)], anywhere: bool) -> Vec<Option<NodeId>> {
    let mut texts = Vec::new();
    for (number, (record, region)) in set.iter().enumerate() {
        let body = record.body.map_or(0..0, |body| cx.page.subtree(body));
        let all = anywhere || body.start == region.range.start;
        let mut around = region.nodes().filter(|id| all || !body.contains(id));
        gather(cx, number, record.root, &mut around, &mut texts);
    }
    let least = if anywhere { SURE } else { LIKELY };
    choose(cx, texts, set.len(), least)
}

/// Which of these stretches, each of one record, have a name that is set off as names are.
pub(crate) fn signed(
    cx: &Context,
    records: &mut dyn ExactSizeIterator<Item = std::ops::Range<NodeId>>,
) -> Vec<bool> {
    let count = records.len();
    let mut texts = Vec::new();
    for (number, range) in records.enumerate() {
        let root = range.start;
        gather(cx, number, root, &mut { range }, &mut texts);
    }
    let chosen = choose(cx, texts, count, SURE);
    chosen.iter().map(Option::is_some).collect()
}

/// Notes the texts at the beginning of a record.
fn gather(
    cx: &Context,
    record: usize,
    root: NodeId,
    nodes: &mut dyn Iterator<Item = NodeId>,
    texts: &mut Vec<Text>,
) {
    let apart = clue::SKIP | clue::QUOTE | clue::CODE | clue::IN_TIME | clue::TITLE;
    let read = nodes
        .take(MAX_NODES)
        .filter(|id| !cx.page.text(*id).trim().is_empty() && !cx.survey.has(*id, apart));
    for (rank, node) in read.take(MAX_TEXTS).enumerate() {
        let place = place(cx, root, node);
        let name = is_name(cx, node).then(|| Hash::of(cx.page.text(node).trim()));
        texts.push(Text {
            place,
            record,
            rank,
            node,
            name,
        });
    }
}

/// The way from a record down to a text, by tags and classes without numbers.
fn place(cx: &Context, root: NodeId, node: NodeId) -> Hash {
    let page = cx.page;
    let path = page.ancestors(node).take(MAX_DEPTH);
    let place = path
        .take_while(|up| *up > root)
        .fold(Hash::START, |hash, up| {
            let sum = cx.survey.class(up).plain.unwrap_or(0);
            hash.number(page.tag(up) as u64).number(sum)
        });
    let first = page.parent(node).is_some_and(|parent| parent + 1 == node);
    place.byte(u8::from(first))
}

/// Whether a text could be somebody's name: short, of letters, no sentence, and no title.
fn is_name(cx: &Context, node: NodeId) -> bool {
    let Some(name) = clean_name(cx.page.text(node)) else {
        return false;
    };
    let titled = |up: NodeId| matches!(cx.page.tag(up), Tag::H1 | Tag::H2 | Tag::H3);
    let part = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '\'' | '’' | '.' | '_');
    name.len() <= MAX_BYTES
        && name.starts_with(char::is_alphabetic)
        && name.chars().all(part)
        && !name.ends_with('.')
        && words::count(&name) <= MAX_WORDS
        && !cx.page.ancestors(node).take(2).any(titled)
}

/// For each record the text at the place where names stand, if there is one.
fn choose(cx: &Context, mut texts: Vec<Text>, records: usize, least: u32) -> Vec<Option<NodeId>> {
    order::sort_by(&mut texts, |text| {
        (text.place.0, (text.record as u64) << 32 | text.rank as u64)
    });
    let groups = texts.chunk_by(|a, b| a.place == b.place);
    let scored = groups.filter_map(|group| {
        let score = score(cx, group, records).filter(|score| *score >= least)?;
        // Of equals the one that comes first.
        let first: usize = group.iter().map(|text| text.rank).sum();
        Some((score, std::cmp::Reverse(first), group))
    });
    let best = scored.max_by_key(|(score, first, _)| (*score, *first));
    let mut nodes = vec![None; records];
    for text in best.map_or(&[][..], |(.., group)| group) {
        if let Some(node) = nodes.get_mut(text.record).filter(|_| text.name.is_some()) {
            *node = Some(text.node);
        }
    }
    nodes
}

/// How much a place is set off as names are; `None` if what stands there are no names.
fn score(cx: &Context, group: &[Text], records: usize) -> Option<u32> {
    let first = group.first()?;
    let single = group.chunk_by(|a, b| a.record == b.record).count();
    let mut names: Vec<Hash> = group.iter().filter_map(|text| text.name).collect();
    let named = names.len();
    names.sort_unstable();
    names.dedup();
    let fits = records >= MIN_RECORDS
        && single == group.len()
        && single * 10 >= records * 8
        && named * 10 >= single * 9
        && names.len() >= 2
        && names.len() * 8 >= records.min(40);
    if !fits {
        return None;
    }
    let above = || cx.page.ancestors(first.node).take(2);
    let tag = cx.page.parent(first.node).map(|up| cx.page.tag(up));
    let set_off = tag.is_some_and(|tag| {
        matches!(tag, Tag::B | Tag::Strong | Tag::Cite | Tag::A | Tag::Dt) || tag.is_heading()
    });
    let called = above().any(|up| cx.page.classes(up).any(calls_name));
    let led = group.iter().filter(|text| text.rank == 0).count() * 10 >= single * 8;
    let timed = group
        .iter()
        .filter(|text| is_beside_time(cx, text.node))
        .count()
        * 10
        >= single * 8;
    Some(2 * u32::from(set_off) + 3 * u32::from(called) + 2 * u32::from(led) + 2 * u32::from(timed))
}

/// Whether a class calls what is in it a name.
fn calls_name(class: &str) -> bool {
    const NAMES: &[&str] = &[
        "name",
        "nick",
        "author",
        "autor",
        "user",
        "who",
        "from",
        "sender",
        "person",
        "by",
        "imya",
        "avtor",
        "nom",
        "nombre",
        "nome",
        "naam",
        "namn",
        "verfasser",
    ];
    words::parts(class).any(|part| NAMES.iter().any(|name| part.eq_ignore_ascii_case(name)))
}

/// Nodes between a name and the time beside it.
const REACH: NodeId = 8;

/// Whether a time is right before or after a text.
fn is_beside_time(cx: &Context, node: NodeId) -> bool {
    let is_said =
        |id: &NodeId| cx.survey.words(*id) > MAX_WORDS && !cx.survey.has(*id, clue::IN_TIME);
    let is_time = |id: NodeId| cx.survey.has(id, clue::IN_TIME);
    let mut after = (node + 1..node + 1 + REACH).take_while(|id| !is_said(id));
    let mut before = (node.saturating_sub(REACH)..node)
        .rev()
        .take_while(|id| !is_said(id));
    after.any(is_time) || before.any(is_time)
}
