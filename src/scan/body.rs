//! Which part of a record is its text, learnt from all records of a set at once.
//!
//! What stands at the same place in most records with the same words is the engine's ("Reply",
//! "Joined:"); the place where the remaining words are is the body. So a one-word post has a body
//! as surely as a long one.

use crate::order::{self, Key};
use crate::record::{Context, Region};
use crate::snapshot::NodeId;
use crate::survey::clue;
use crate::tags::Tag;
use crate::words::{self, Hash};

/// Share of a set's records, in percent, from which on the same words are the engine's.
const TEMPLATE_SHARE: usize = 45;

/// Records that end in the same sentence for it to be a signature, and its least words.
const SIGNATURES: usize = 3;
const SIGNATURE_WORDS: u32 = 5;

/// Least words of a sentence that may be all that the authors of a page say.
const SAMPLE_WORDS: u32 = 12;

/// Share of a record's own words, in percent, that its body has at least.
const BODY_SHARE: u32 = 62;

/// Share of a record's own words, in percent, from which on a place without author and time is its
/// body: a forum's column about the author may have more words than the post.
const PURE_SHARE: u32 = 35;

/// Share of the words at the best place, in percent, that one further in may have less.
const NEARLY: u32 = 88;

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
#[derive(Default)]
pub(crate) struct Alignment {
    /// For each record the element that holds its text.
    pub(crate) bodies: Vec<Option<NodeId>>,
    /// Text nodes that are the engine's, ascending.
    pub(crate) template: Vec<NodeId>,
    /// What the records look like from inside.
    pub(crate) pattern: Pattern,
}

/// What the records of a set have in common.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pattern {
    /// The place of the bodies, where there is one.
    pub(crate) place: Option<Hash>,
    /// The texts of all records by place and words, ascending.
    pub(crate) sayings: Vec<Saying>,
    /// Which record, by its place in the set, has which of them.
    pub(crate) said: Vec<(usize, Hash)>,
    /// Of how many records nothing is left without the sentences that are taken for the engine's.
    pub(crate) bare: usize,
    /// Whether that are most, so that these sentences are the authors' own.
    pub(crate) repeats: bool,
}

/// The same words at the same place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Saying {
    pub(crate) key: Hash,
    /// How many records say so.
    pub(crate) records: u32,
    /// How many words it has.
    pub(crate) words: u32,
}

impl Saying {
    /// What they are sorted by.
    pub(crate) fn order(&self) -> Key {
        (
            self.key.0,
            u64::from(self.records) << 32 | u64::from(self.words),
        )
    }

    /// Whether of so many records as many say this as only an engine does.
    ///
    /// Two of three records may well say the same; two of five hardly ever do. A sentence that comes
    /// again and again is somebody's signature.
    pub(crate) fn is_template(self, records: usize) -> bool {
        let needed = (records * TEMPLATE_SHARE).div_ceil(100).max(2);
        let said_by = self.records as usize;
        said_by >= needed && (records > 4 || self.words < 4)
            || said_by >= SIGNATURES && self.is_long()
    }

    /// Whether it has the length of a sentence.
    pub(crate) fn is_long(self) -> bool {
        self.words >= SIGNATURE_WORDS
    }
}

/// The elements and texts of the records of a set.
#[derive(Default)]
pub(crate) struct Pieces {
    elements: Vec<Piece>,
    texts: Vec<Text>,
}

impl Pieces {
    /// Adds those of a record, the number of which is by one more than that of the last.
    pub(crate) fn take(&mut self, cx: &Context, record: usize, region: &Region) {
        let Self { elements, texts } = self;
        let mut open: Vec<(NodeId, Hash, u64)> = Vec::new();
        let mut top = 0;
        for node in region.nodes() {
            while open.last().is_some_and(|(end, ..)| *end <= node) {
                open.pop();
            }
            let above = open.last().map_or(Hash::START, |(_, place, _)| *place);
            if cx.survey.has(node, clue::SKIP | clue::QUOTE | clue::CODE) {
                continue;
            }
            if cx.page.is_text(node) {
                if let Some(text) = words::squeezed(cx.page.text(node)) {
                    texts.push((above, text, record, node));
                }
                continue;
            }
            let place = match open.last_mut() {
                None if cx.page.end(node) >= region.range.end && top == 0 => above,
                None => {
                    top += 1;
                    step(cx, above, node, top)
                }
                Some((_, _, cells)) => {
                    *cells += 1;
                    step(cx, above, node, *cells)
                }
            };
            let depth = open.len() as u32;
            elements.push(Piece {
                place,
                depth,
                record,
                node,
                words: 0,
            });
            open.push((cx.page.end(node), place, 0));
        }
    }

    /// Aligns the records of a set by the places of their elements.
    pub(crate) fn align(mut self, cx: &Context, regions: &[Region]) -> Alignment {
        let Template {
            mut nodes,
            long,
            sayings,
            said,
        } = template(cx, self.texts, regions.len());
        count_words(cx, regions, &mut self.elements, &nodes);
        let said_again = most_said(long);
        let bare = if said_again.is_empty() {
            0
        } else {
            count_bare(&self.elements, regions.len())
        };
        // Then it is the authors who repeat themselves, as on a page that was filled in to try something out.
        let repeats = bare * 2 > regions.len();
        if repeats {
            nodes.retain(|node| said_again.binary_search(node).is_err());
            count_words(cx, regions, &mut self.elements, &nodes);
        }
        let (place, bodies) = choose(cx, &mut self.elements, regions.len());
        let pattern = Pattern {
            place,
            sayings,
            said,
            bare,
            repeats,
        };
        Alignment {
            bodies,
            template: nodes,
            pattern,
        }
    }

    fn of(cx: &Context, region: &Region) -> Self {
        let mut pieces = Self::default();
        pieces.take(cx, 0, region);
        pieces
    }
}

/// The first element of one record at `place`.
pub(crate) fn at_place(cx: &Context, region: &Region, place: Hash) -> Option<NodeId> {
    let pieces = Pieces::of(cx, region);
    let mut here = pieces.elements.iter().filter(|piece| piece.place == place);
    here.next().map(|piece| piece.node)
}

/// The texts of one record: what each says where, and its node.
pub(crate) fn sayings(cx: &Context, region: &Region) -> Vec<(Saying, NodeId)> {
    let texts = Pieces::of(cx, region).texts;
    let saying = |text: Text| (saying(cx, &[text]), text.3);
    texts.into_iter().map(saying).collect()
}

fn saying(cx: &Context, group: &[Text]) -> Saying {
    let first = group.first();
    Saying {
        key: first.map_or(Hash::START, |text| text.0.number(text.1.0)),
        records: group.chunk_by(|a, b| a.2 == b.2).count() as u32,
        words: first.map_or(0, |text| cx.survey.words(text.3)),
    }
}

/// The place one step down: tag and classes without their numbers. In tables, where classes are
/// rare or the colours of every other row, the cell's number says what it is for.
fn step(cx: &Context, above: Hash, node: NodeId, cell: u64) -> Hash {
    let tag = cx.page.tag(node);
    let above = above.number(tag as u64);
    if matches!(tag, Tag::Tr | Tag::Td | Tag::Th) {
        return above.number(cell);
    }
    above.number(cx.survey.class(node).lasting)
}

/// What the records of a set say, and what of that is the engine's.
#[derive(Default)]
struct Template {
    /// The texts that are the engine's, ascending.
    nodes: Vec<NodeId>,
    /// Those of them that are sentences and neither links nor in forms.
    long: Vec<Sentence>,
    sayings: Vec<Saying>,
    /// Which record has which of them.
    said: Vec<(usize, Hash)>,
}

/// A sentence that several records say at the same place.
struct Sentence {
    place: Hash,
    words: u32,
    nodes: Vec<NodeId>,
}

/// The text nodes whose words stand at their place in most records, and what all records say.
fn template(cx: &Context, mut texts: Vec<Text>, records: usize) -> Template {
    // Already in the order of the records and their nodes.
    order::sort_by(&mut texts, |text| (text.0.0, text.1.0));
    let mut all = Template::default();
    for group in texts.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let saying = saying(cx, group);
        all.sayings.push(saying);
        let mut by = group
            .chunk_by(|a, b| a.2 == b.2)
            .filter_map(<[Text]>::first);
        all.said
            .extend(by.by_ref().map(|text| (text.2, saying.key)));
        if saying.is_template(records) {
            all.nodes.extend(group.iter().map(|text| text.3));
            if saying.is_long() {
                let plain = group
                    .iter()
                    .filter(|text| !cx.survey.has(text.3, clue::LINK | clue::FORM));
                all.long.extend(group.first().map(|text| Sentence {
                    place: text.0,
                    words: saying.words,
                    nodes: plain.map(|text| text.3).collect(),
                }));
            }
        }
    }
    all.nodes.sort_unstable();
    order::sort_by(&mut all.sayings, Saying::order);
    all
}

/// The sentences at the place at which most is said by them, ascending: what is elsewhere may well be the engine's. So
/// may a single short one.
fn most_said(mut long: Vec<Sentence>) -> Vec<NodeId> {
    order::sort_by(&mut long, |sentence| (sentence.place.0, 0));
    let said = |place: &&[Sentence]| -> usize {
        let all = place.iter().map(|it| it.words as usize * it.nodes.len());
        all.sum()
    };
    let places = long.chunk_by(|one, other| one.place == other.place);
    let places =
        places.filter(|place| place.len() > 1 || place.iter().any(|it| it.words >= SAMPLE_WORDS));
    let most = places.max_by_key(said).unwrap_or_default();
    let mut nodes: Vec<NodeId> = most.iter().flat_map(|it| it.nodes.clone()).collect();
    nodes.sort_unstable();
    nodes
}

/// How many records have no words of their own.
fn count_bare(elements: &[Piece], records: usize) -> usize {
    let roots = elements.iter().filter(|piece| piece.depth == 0);
    let mut spoken: Vec<usize> = roots
        .filter(|piece| piece.words > 0)
        .map(|piece| piece.record)
        .collect();
    spoken.dedup();
    records.saturating_sub(spoken.len())
}

/// Sums up, for every element, the words below it that are the author's own.
fn count_words(cx: &Context, regions: &[Region], elements: &mut [Piece], template: &[NodeId]) {
    for piece in &mut *elements {
        piece.words = 0;
    }
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
                let count = cx.survey.words(node);
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

/// Takes the place with most words that is one per record and holds neither author nor time; where
/// that is too little, the deepest place that has most of the words.
fn choose(
    cx: &Context,
    elements: &mut [Piece],
    records: usize,
) -> (Option<Hash>, Vec<Option<NodeId>>) {
    let roots = elements.iter().filter(|piece| piece.depth == 0);
    let total: u32 = roots.map(|piece| piece.words).sum();
    let mut bodies = vec![None; records];
    // Already in the order of the records and their nodes.
    order::sort_by(elements, |piece| (piece.place.0, 0));
    let places: Vec<&[Piece]> = elements
        .chunk_by(|a, b| a.place == b.place)
        .filter(|group| is_one_per_record(cx, group, records))
        .collect();
    let pure = places.iter().filter(|group| is_pure(cx, group));
    let most = pure.clone().map(|group| words_of(group)).max().unwrap_or(0);
    let best = if most * 100 >= total * PURE_SHARE && most > 0 {
        deepest(pure.copied(), most * NEARLY / 100)
    } else {
        deepest(places.iter().copied(), total * BODY_SHARE / 100)
    };
    let best = best.unwrap_or_default();
    for piece in best {
        if let Some(body) = bodies.get_mut(piece.record)
            && body.is_none()
        {
            *body = Some(piece.node);
        }
    }
    (best.first().map(|piece| piece.place), bodies)
}

/// The deepest place with at least so many words.
fn deepest<'a>(places: impl Iterator<Item = &'a [Piece]>, least: u32) -> Option<&'a [Piece]> {
    places
        .filter(|group| words_of(group) >= least)
        .max_by_key(|group| group.first().map_or(0, |piece| piece.depth))
}

fn words_of(group: &[Piece]) -> u32 {
    group.iter().map(|piece| piece.words).sum()
}

/// Whether a place can hold a whole text: one per record, and no paragraph, beside which there may
/// be other paragraphs.
fn is_one_per_record(cx: &Context, group: &[Piece], records: usize) -> bool {
    let present = group.chunk_by(|a, b| a.record == b.record).count();
    let paragraph = |piece: &Piece| {
        cx.page.tag(piece.node) == Tag::P && cx.page.classes(piece.node).next().is_none()
    };
    present * 100 >= records * PRESENCE
        && group.len() * 10 <= present * 11
        && !group.first().is_some_and(paragraph)
}

/// Whether hardly any record has an author or a time at this place.
fn is_pure(cx: &Context, group: &[Piece]) -> bool {
    let tells = |piece: &&Piece| {
        let sums = cx.survey.sums(cx.page.subtree(piece.node));
        sums.times + sums.authors > 0
    };
    group.iter().filter(tells).count() * 5 <= group.len()
}
