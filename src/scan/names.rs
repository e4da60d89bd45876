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

/// What stands between a name and a time in one text.
const MARKS: &[char] = &[',', '–', '—', '|', '·', '•', '('];

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
            record.author = name_at(cx, node);
            record.author_place = Some(node);
        }
    }
}

/// Frees the authors of a set from a small word that stands behind each of them: "Ann on", "Ann schrieb
/// am". A family has one name, too, but begins it with a capital.
pub(crate) fn free(set: &mut [(&mut Record, &Region)]) {
    for _ in 0..MAX_WORDS {
        let authors = set.iter().map(|(record, _)| record.author.as_deref());
        let mut names = order::texts(authors.flatten());
        names.dedup_by_key(|(name, _)| *name);
        let last = |name: &str| name.rsplit_once(' ').map(|(_, last)| last.to_owned());
        let word = names.first().and_then(|(name, _)| last(name));
        let is_common = |word: &String| {
            let ends = |(name, _): &(&str, usize)| last(name).as_ref() == Some(word);
            word.starts_with(char::is_lowercase) && names.iter().all(ends)
        };
        let Some(word) = word.filter(|word| names.len() >= MIN_RECORDS && is_common(word)) else {
            return;
        };
        for (record, _) in set.iter_mut() {
            let name = record.author.take();
            record.author = name.and_then(|name| clean_name(name.strip_suffix(word.as_str())?));
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

/// Which of these stretches, each of one record, have a name that is set off as names are; `said` is
/// whether something calls them posts.
pub(crate) fn signed(
    cx: &Context,
    records: &mut dyn ExactSizeIterator<Item = std::ops::Range<NodeId>>,
    said: bool,
) -> Vec<bool> {
    let count = records.len();
    let mut texts = Vec::new();
    for (number, range) in records.enumerate() {
        let root = range.start;
        gather(cx, number, root, &mut { range }, &mut texts);
    }
    let chosen = choose(cx, texts, count, if said { LIKELY } else { SURE });
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
    let apart = clue::SKIP | clue::QUOTE | clue::CODE | clue::TITLE;
    let is_read = |id: &NodeId| {
        !cx.survey.has(*id, apart)
            && (!cx.survey.has(*id, clue::IN_TIME) || name_at(cx, *id).is_some())
    };
    let read = nodes
        .take(MAX_NODES)
        .filter(|id| !cx.page.text(*id).trim().is_empty() && is_read(id));
    let mut before = Vec::with_capacity(MAX_TEXTS);
    for (rank, node) in read.take(MAX_TEXTS).enumerate() {
        let way = place(cx, root, node);
        let again = before.iter().filter(|known| **known == way).count();
        before.push(way);
        let place = way.byte(again as u8);
        let name = name_at(cx, node).map(|name| Hash::of(&name));
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
            let hash = hash.number(page.tag(up) as u64);
            match page.tag(up) {
                Tag::Tr | Tag::Td => hash,
                _ => hash.number(cx.survey.class(up).lasting),
            }
        });
    let first = page.parent(node).is_some_and(|parent| parent + 1 == node);
    place.byte(u8::from(first))
}

/// The name that a text is, or that stands in it before a time and a mark: "Ann, 3 May 2024".
fn name_at(cx: &Context, node: NodeId) -> Option<String> {
    let text = cx.page.text(node);
    let name = match cx.survey.has(node, clue::IN_TIME) {
        true if cx.survey.has(node, clue::TIME) => {
            let (name, _) = text.split_once(MARKS)?;
            Some(name).filter(|name| !name.contains(|c: char| c.is_ascii_digit()))?
        }
        true => return None,
        false => text,
    };
    clean_name(name).filter(|name| is_name(cx, node, name))
}

/// Whether a text could be somebody's name: short, of letters, no sentence, and no title.
fn is_name(cx: &Context, node: NodeId, name: &str) -> bool {
    let titled = |up: NodeId| matches!(cx.page.tag(up), Tag::H1 | Tag::H2 | Tag::H3);
    let part = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '\'' | '’' | '.' | '_');
    name.len() <= MAX_BYTES
        && name.starts_with(char::is_alphabetic)
        && name.chars().all(part)
        && !name.ends_with('.')
        && words::count(name) <= MAX_WORDS
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
    let parent = cx.page.parent(first.node);
    let set_off = parent.map(|up| cx.page.tag(up)).is_some_and(|tag| {
        matches!(tag, Tag::B | Tag::Strong | Tag::Cite | Tag::A | Tag::Dt) || tag.is_heading()
    });
    let set_off = set_off || parent.is_some_and(|up| cx.page.classes(up).any(is_heavy));
    let called = above().any(|up| cx.page.classes(up).any(calls_name));
    let led = group.iter().filter(|text| text.rank == 0).count() * 10 >= single * 8;
    let timed = group
        .iter()
        .filter(|text| is_beside_time(cx, text.node))
        .count()
        * 10
        >= single * 8;
    let joined = cx.survey.has(first.node, clue::TIME);
    let twos = [set_off, led, timed, joined].map(u32::from);
    Some(2 * twos.iter().sum::<u32>() + 3 * u32::from(called))
}

/// Whether a class makes what is in it stand out, as utility classes say it.
fn is_heavy(class: &str) -> bool {
    words::parts(class).any(|part| matches!(part, "bold" | "semibold" | "medium" | "strong"))
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
    if cx.survey.has(node, clue::TIME) {
        return true;
    }
    let mut before = (node.saturating_sub(REACH)..node)
        .rev()
        .take_while(|id| !is_said(id));
    after.any(is_time) || before.any(is_time)
}
