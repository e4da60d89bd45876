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

mod stand;

use stand::Stand;

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

/// Of so many records one may change without leaving the place of names in doubt.
const CHANGES: usize = 16;

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

/// Where the records of a set have names that nothing marks.
pub(crate) struct Habit {
    /// The place, and whether it is also looked for in what is said; `None` where there is none.
    place: Option<(Hash, bool)>,
    /// How many records may come or go before it could be another.
    holds_for: usize,
}

impl Habit {
    /// How many records may come or go before it could be another.
    pub(crate) fn holds_for(&self) -> usize {
        self.holds_for
    }

    /// Names the author of another record of the set. `None` where it could teach the set otherwise.
    pub(crate) fn read(&self, cx: &Context, record: &mut Record, region: &Region) -> Option<()> {
        let Some((place, anywhere)) = self.place else {
            return Some(());
        };
        let mut texts = Vec::new();
        gather_in(cx, (0, record, region), anywhere, &mut texts);
        let mut here = texts.iter().filter(|text| text.place == place);
        let name = here.next().filter(|text| text.name.is_some());
        if here.next().is_some() {
            return None;
        }
        if record.author.is_none()
            && let Some(text) = name
        {
            sign(cx, record, text.node);
        }
        Some(())
    }
}

/// Names the authors of the records of a set in which hardly any has one.
pub(crate) fn fill(cx: &Context, set: &mut [(&mut Record, &Region)]) -> Habit {
    let signed = set.iter().filter(|(record, _)| record.author.is_some());
    let signed = signed.count() * 5;
    let mut habit = Habit {
        place: None,
        // Each that comes or goes counts for four at most.
        holds_for: signed.abs_diff(set.len()).saturating_sub(1) / 4,
    };
    if set.len() < MIN_RECORDS || signed > set.len() {
        return habit;
    }
    // Where a text could not be told from its frame, the name is in it.
    for anywhere in [false, true] {
        let (place, holds_for) = look(cx, set, anywhere);
        habit.holds_for = habit.holds_for.min(holds_for);
        if let Some((place, nodes)) = place {
            for (number, node) in nodes {
                if let Some((record, _)) = set.get_mut(number)
                    && record.author.is_none()
                {
                    sign(cx, record, node);
                }
            }
            habit.place = Some((place, anywhere));
            break;
        }
    }
    habit
}

fn sign(cx: &Context, record: &mut Record, name: NodeId) {
    record.author = name_at(cx, name);
    record.author_place = Some(name);
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

/// A place, and the texts there that are names, each with its record's number.
type Names = (Hash, Vec<(usize, NodeId)>);

/// Where names stand outside of what is said, or anywhere; and how many records may come or go before
/// that could be another place.
fn look(cx: &Context, set: &[(&mut Record, &Region)], anywhere: bool) -> (Option<Names>, usize) {
    let mut texts = Vec::new();
    for (number, (record, region)) in set.iter().enumerate() {
        gather_in(cx, (number, record, region), anywhere, &mut texts);
    }
    let least = if anywhere { SURE } else { LIKELY };
    choose(cx, texts, set.len(), least)
}

/// Notes the texts at the beginning of a record outside of what is said, or anywhere.
fn gather_in(
    cx: &Context,
    (number, record, region): (usize, &Record, &Region),
    anywhere: bool,
    texts: &mut Vec<Text>,
) {
    let body = record.body.map_or(0..0, |body| cx.page.subtree(body));
    let all = anywhere || body.start == region.range.start;
    let mut around = region.nodes().filter(|id| all || !body.contains(id));
    gather(cx, number, record.root, &mut around, texts);
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
    let mut signed = vec![false; count];
    let least = if said { LIKELY } else { SURE };
    if let (Some((_, names)), _) = choose(cx, texts, count, least) {
        for (number, _) in names {
            signed
                .get_mut(number)
                .into_iter()
                .for_each(|signed| *signed = true);
        }
    }
    signed
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
        .filter(|id| !words::trim(cx.page.text(*id)).is_empty() && is_read(id));
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

/// The place where names stand, if there is one, and how many records may come or go before it could be another.
fn choose(
    cx: &Context,
    mut texts: Vec<Text>,
    records: usize,
    least: u32,
) -> (Option<Names>, usize) {
    order::sort_by(&mut texts, |text| {
        (text.place.0, (text.record as u64) << 32 | text.rank as u64)
    });
    // Of equals the one that comes first.
    let first = |group: &[Text]| group.iter().map(|text| text.rank).sum::<usize>();
    let mut best: Option<(u32, std::cmp::Reverse<usize>, &[Text])> = None;
    // So many changes are reckoned with; a set that any one could change holds for none.
    let changes = records / CHANGES;
    let (mut surest, mut may_be) = (0, 0);
    for group in texts.chunk_by(|a, b| a.place == b.place) {
        let stand = Stand::of(cx, group, records);
        if let Some(score) = stand.score(0).filter(|score| *score >= least) {
            let found = (score, std::cmp::Reverse(first(group)), group);
            if best
                .as_ref()
                .is_none_or(|best| (best.0, best.1) <= (found.0, found.1))
            {
                best = Some(found);
                surest = stand.score(-(changes as isize)).unwrap_or(0);
            }
        }
        may_be += usize::from(
            stand
                .score(changes as isize)
                .is_some_and(|score| score >= least),
        );
    }
    let Some((.., group)) = best else {
        return (None, if may_be == 0 { changes } else { 0 });
    };
    let named = group.iter().filter(|text| text.name.is_some());
    let names = named.map(|text| (text.record, text.node)).collect();
    let place = group.first().map(|text| (text.place, names));
    // Where there are rivals, one of them may be ahead soon.
    (
        place,
        if may_be == 1 && surest >= least {
            changes
        } else {
            0
        },
    )
}
