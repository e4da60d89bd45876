//! Which part of a record is its text, learnt from all records of a set at once.
//!
//! What stands at the same place in most records with the same words is the engine's ("Reply",
//! "Joined:"); the place where the remaining words are is the body. So a one-word post has a body
//! as surely as a long one.

use crate::record::{Context, Region};
use crate::snapshot::NodeId;
use crate::survey::clue;
use crate::words::{self, Hash};

/// Share of a set's records, in percent, from which on the same words are the engine's.
const TEMPLATE_SHARE: usize = 45;

/// Share of a record's own words, in percent, that its body has at least.
const BODY_SHARE: u32 = 62;

/// Share of the records, in percent, that have a body at the chosen place.
const PRESENCE: usize = 70;

/// An element or a text of one record at its place: its path from the record's root.
struct Piece {
    place: Hash,
    depth: u32,
    record: usize,
    node: NodeId,
    /// Words of its own below it.
    words: u32,
}

/// A text of one record: its place, its words' hash, the record and the node.
type Text = (Hash, Hash, usize, NodeId);

/// What alignment says of a set.
pub(crate) struct Alignment {
    /// For each record the element that holds its text.
    pub(crate) bodies: Vec<Option<NodeId>>,
    /// Text nodes that are the engine's, ascending.
    pub(crate) template: Vec<NodeId>,
}

/// Aligns the records of a set by the places of their elements.
pub(crate) fn align(cx: &Context, regions: &[Region]) -> Alignment {
    let (mut elements, texts) = pieces(cx, regions);
    let template = template(cx, texts, regions.len());
    count_words(cx, regions, &mut elements, &template);
    let bodies = choose(&mut elements, regions.len());
    Alignment { bodies, template }
}

fn pieces(cx: &Context, regions: &[Region]) -> (Vec<Piece>, Vec<Text>) {
    let (mut elements, mut texts) = (Vec::new(), Vec::new());
    for (record, region) in regions.iter().enumerate() {
        let mut open: Vec<(NodeId, Hash)> = Vec::new();
        for node in region.nodes() {
            while open.last().is_some_and(|(end, _)| *end <= node) {
                open.pop();
            }
            let above = open.last().map_or(Hash::START, |(_, place)| *place);
            if cx.survey.has(node, clue::SKIP | clue::QUOTE | clue::CODE) {
                continue;
            }
            if cx.page.is_text(node) {
                let text = words::squeeze(cx.page.text(node));
                if !text.is_empty() {
                    texts.push((above, Hash::of(&text), record, node));
                }
                continue;
            }
            let place = if open.is_empty() {
                above
            } else {
                step(cx, above, node)
            };
            let depth = open.len() as u32;
            elements.push(Piece {
                place,
                depth,
                record,
                node,
                words: 0,
            });
            open.push((cx.page.end(node), place));
        }
    }
    (elements, texts)
}

/// The place one step down: tag and classes without their numbers.
fn step(cx: &Context, above: Hash, node: NodeId) -> Hash {
    let mut classes = 0_u64;
    for class in cx.page.classes(node) {
        if !class.bytes().any(|b| b.is_ascii_digit()) {
            classes = classes.wrapping_add(Hash::of(class).0);
        }
    }
    above.number(cx.page.tag(node) as u64).number(classes)
}

/// The text nodes whose words stand at their place in most records.
fn template(cx: &Context, mut texts: Vec<Text>, records: usize) -> Vec<NodeId> {
    let needed = (records * TEMPLATE_SHARE).div_ceil(100).max(2);
    texts.sort_unstable();
    let mut template: Vec<NodeId> = texts
        .chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
        .filter(|group| group.chunk_by(|a, b| a.2 == b.2).count() >= needed)
        // Two records may well say the same; five hardly ever do.
        .filter(|group| {
            records > 4
                || group
                    .first()
                    .is_some_and(|g| words::count(cx.page.text(g.3)) < 4)
        })
        .flat_map(|group| group.iter().map(|text| text.3))
        .collect();
    template.sort_unstable();
    template
}

/// Sums up, for every element, the words below it that are the author's own.
fn count_words(cx: &Context, regions: &[Region], elements: &mut [Piece], template: &[NodeId]) {
    let mut at = 0;
    for region in regions {
        let mut open: Vec<usize> = Vec::new();
        for node in region.nodes() {
            while let Some(last) = open.last().copied() {
                if elements
                    .get(last)
                    .is_some_and(|piece| cx.page.end(piece.node) > node)
                {
                    break;
                }
                close(&mut open, elements);
            }
            if elements.get(at).is_some_and(|piece| piece.node == node) {
                open.push(at);
                at += 1;
            } else if is_own(cx, node) && template.binary_search(&node).is_err() {
                let count = words::count(cx.page.text(node));
                if let Some(piece) = open.last().and_then(|last| elements.get_mut(*last)) {
                    piece.words += count;
                }
            }
        }
        while !open.is_empty() {
            close(&mut open, elements);
        }
    }
}

fn is_own(cx: &Context, node: NodeId) -> bool {
    let apart = clue::SKIP | clue::QUOTE | clue::CODE | clue::IN_TIME | clue::IN_AUTHOR;
    cx.page.is_text(node) && !cx.survey.has(node, apart)
}

fn close(open: &mut Vec<usize>, elements: &mut [Piece]) {
    let words = open
        .pop()
        .and_then(|last| elements.get(last))
        .map_or(0, |piece| piece.words);
    if let Some(above) = open.last().and_then(|last| elements.get_mut(*last)) {
        above.words += words;
    }
}

/// Takes the deepest place that is one per record and has most of the words.
fn choose(elements: &mut [Piece], records: usize) -> Vec<Option<NodeId>> {
    let total: u32 = elements
        .iter()
        .filter(|piece| piece.depth == 0)
        .map(|piece| piece.words)
        .sum();
    let mut bodies = vec![None; records];
    elements.sort_by_key(|piece| (piece.place, piece.record, piece.node));
    let best = elements
        .chunk_by(|a, b| a.place == b.place)
        .filter(|group| {
            let present = group.chunk_by(|a, b| a.record == b.record).count();
            let words: u32 = group.iter().map(|piece| piece.words).sum();
            words * 100 >= total * BODY_SHARE
                && present * 100 >= records * PRESENCE
                && group.len() * 10 <= present * 11
        })
        .max_by_key(|group| group.first().map_or(0, |piece| piece.depth));
    for piece in best.unwrap_or_default() {
        if let Some(body) = bodies.get_mut(piece.record)
            && body.is_none()
        {
            *body = Some(piece.node);
        }
    }
    bodies
}
