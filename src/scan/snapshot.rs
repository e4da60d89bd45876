//! The page as the scanner sees it: a flat arena of nodes in the order of the page.

use std::ops::Range;

use crate::canonical;
use crate::dates::Moment;
use crate::tags::{Attr, TAGS, Tag};
use crate::url::{self, Url};

/// A node by its place in the page's order, the root being 0.
pub type NodeId = u32;

/// Nodes read from a page; the walk that writes a snapshot stops here.
pub const MAX_NODES: usize = 200_000;

/// Bytes of text and attribute values read from a page.
pub const MAX_TEXT: usize = 16 << 20;

/// The parent of the root in a snapshot's `shape`.
pub(crate) const NO_PARENT: u32 = u32::MAX;

const TEXT_BIT: u32 = 1;
const HIDDEN_BIT: u32 = 1 << 1;
const MARKS_SHIFT: u32 = 2;
const MARKS_MASK: u32 = 0x3f;
const ATTRIBUTES_SHIFT: u32 = 8;
const TAG_SHIFT: u32 = 16;

/// What the page's owner said about an element, as bits of a node's marks.
pub(crate) mod mark {
    pub(crate) const POST: u8 = 1;
    pub(crate) const TEXT: u8 = 1 << 1;
    pub(crate) const AUTHOR: u8 = 1 << 2;
    pub(crate) const TIME: u8 = 1 << 3;
    pub(crate) const PERMALINK: u8 = 1 << 4;
    pub(crate) const SKIP: u8 = 1 << 5;
}

#[derive(Clone, Copy, Debug, Default)]
struct Span {
    start: u32,
    end: u32,
}

#[derive(Clone, Debug)]
struct Node {
    parent: NodeId,
    /// One past the last node below this one.
    end: NodeId,
    /// A text node's text, or the name of an element without a tag id.
    text: Span,
    attributes: u32,
    attribute_count: u8,
    tag: Tag,
    is_text: bool,
    hidden: bool,
    marks: u8,
}

/// A page at one moment: its elements, the attributes that matter, and its text.
///
/// Invariant: nodes are in preorder, so the nodes below one are the range up to its end, and
/// whatever holds for a subtree is a difference of two sums.
#[derive(Clone, Debug, Default)]
pub struct PageSnapshot {
    url: String,
    /// What references are relative to, where the page says that it is not its own address.
    base: Option<String>,
    /// Hosts that are one site to its owner.
    hosts: Vec<String>,
    nodes: Vec<Node>,
    attributes: Vec<(Attr, Span)>,
    text: String,
    moment: Option<Moment>,
}

impl PageSnapshot {
    /// The page at `url` from what one pass over its DOM wrote, as [`PageReader::read`] takes it.
    pub fn from_parts(url: &str, shape: &[u32], strings: &str) -> Self {
        let mut reader = PageReader::new(url);
        reader.read(shape, strings);
        reader.finish()
    }

    /// This page, on a site that is reached under several hosts, separated by spaces: a post has
    /// one locator under all of them, that of the first. What [identity](crate#identity) says of
    /// `www.` needs no mention here.
    #[must_use]
    pub fn with_hosts(mut self, hosts: &str) -> Self {
        let plain = |host: &str| {
            let url = ["http://", host].concat();
            Some(canonical::host(Url::parse(&url)?))
        };
        self.hosts = hosts.split_whitespace().filter_map(plain).collect();
        self
    }

    /// A name that begins with a host, under the first of the hosts that are one.
    pub(crate) fn under_first_host(&self, name: String) -> String {
        let end = name.find(['/', '?']).unwrap_or(name.len());
        let (host, rest) = name.split_at(end);
        match self.hosts.first() {
            Some(first) if self.hosts.iter().any(|known| known == host) => [first, rest].concat(),
            _ => name,
        }
    }

    /// The same page, known to have been read at this moment. Without it a time relative to now
    /// ("yesterday") is none.
    #[must_use]
    pub fn read_at(self, moment: Moment) -> Self {
        Self {
            moment: Some(moment),
            ..self
        }
    }

    /// When the page was read.
    pub(crate) fn moment(&self) -> Option<Moment> {
        self.moment
    }

    /// How many nodes the snapshot has.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether nothing was read.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The page's address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where a link on the page leads: its absolute address, as seen from the page's `base` element
    /// or else from the page; `None` where it leads to no page.
    pub(crate) fn join(&self, reference: &str) -> Option<String> {
        url::join(self.base.as_deref().unwrap_or(&self.url), reference)
    }

    /// One past the last node below `id`, or `id` itself past the end of the page.
    pub(crate) fn end(&self, id: NodeId) -> NodeId {
        self.node(id).map_or(id, |node| node.end)
    }

    /// Every node of the page.
    pub(crate) fn all(&self) -> Range<NodeId> {
        0..self.nodes.len() as NodeId
    }

    /// `id` and every node below it.
    pub(crate) fn subtree(&self, id: NodeId) -> Range<NodeId> {
        id..self.end(id)
    }

    pub(crate) fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.node(id)
            .map(|node| node.parent)
            .filter(|parent| *parent != NO_PARENT)
    }

    /// The parent of `id`, its parent and so on up to the root.
    pub(crate) fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.parent(id), |id| self.parent(*id))
    }

    pub(crate) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let end = self.end(id);
        let first = Some(id + 1).filter(|child| *child < end);
        std::iter::successors(first, move |child| {
            Some(self.end(*child)).filter(|next| *next < end && next > child)
        })
    }

    /// The element's tag; [`Tag::Unknown`] for text and for tags without an id.
    pub(crate) fn tag(&self, id: NodeId) -> Tag {
        self.node(id).map_or(Tag::Unknown, |node| node.tag)
    }

    /// The element's name in lower case; empty for text.
    pub(crate) fn tag_name(&self, id: NodeId) -> &str {
        let Some(node) = self.node(id).filter(|node| !node.is_text) else {
            return "";
        };
        match (node.tag as usize).checked_sub(1) {
            None => self.slice(node.text),
            Some(known) => TAGS.get(known).copied().unwrap_or_default(),
        }
    }

    pub(crate) fn is_text(&self, id: NodeId) -> bool {
        self.node(id).is_some_and(|node| node.is_text)
    }

    /// Whether the page's own styles keep this node from being seen.
    pub(crate) fn is_hidden(&self, id: NodeId) -> bool {
        self.node(id).is_some_and(|node| node.hidden)
    }

    /// What the owner said about this element, as bits of [`mark`].
    pub(crate) fn marks(&self, id: NodeId) -> u8 {
        self.node(id).map_or(0, |node| node.marks)
    }

    /// The text of a text node; of an element, nothing.
    pub(crate) fn text(&self, id: NodeId) -> &str {
        self.node(id)
            .filter(|node| node.is_text)
            .map_or("", |node| self.slice(node.text))
    }

    /// The value of an attribute; an attribute without a value has an empty one.
    pub(crate) fn attr(&self, id: NodeId, name: Attr) -> Option<&str> {
        let (_, span) = self.attributes(id).iter().find(|(n, _)| *n == name)?;
        Some(self.slice(*span))
    }

    /// The names of the attributes of the element that were taken along.
    pub(crate) fn attribute_names(&self, id: NodeId) -> impl Iterator<Item = Attr> {
        self.attributes(id).iter().map(|(name, _)| *name)
    }

    /// Every attribute of the element that was taken along, with its value.
    pub(crate) fn all_attributes(&self, id: NodeId) -> impl Iterator<Item = (Attr, &str)> {
        let attributes = self.attributes(id).iter();
        attributes.map(|(name, span)| (*name, self.slice(*span)))
    }

    /// The element's class tokens.
    pub(crate) fn classes(&self, id: NodeId) -> impl Iterator<Item = &str> {
        self.attr(id, Attr::Class)
            .unwrap_or("")
            .split_ascii_whitespace()
    }

    /// The text of every text node below `id`, as it stands.
    pub(crate) fn raw_text(&self, id: NodeId) -> String {
        self.subtree(id).map(|id| self.text(id)).collect()
    }

    fn attributes(&self, id: NodeId) -> &[(Attr, Span)] {
        let Some(node) = self.node(id) else {
            return &[];
        };
        let start = node.attributes as usize;
        self.attributes
            .get(start..start + usize::from(node.attribute_count))
            .unwrap_or(&[])
    }

    fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id as usize)
    }

    fn slice(&self, span: Span) -> &str {
        self.text
            .get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }
}

/// Takes in what a pass over a DOM writes, stretch by stretch.
pub struct PageReader {
    builder: Builder,
    is_over: bool,
}

impl PageReader {
    /// Nothing yet of the page at `url`.
    pub fn new(url: &str) -> Self {
        Self {
            builder: Builder::new(url),
            is_over: false,
        }
    }

    /// The next nodes.
    ///
    /// `shape` has for each node, in preorder, the index of its parent (`u32::MAX` for the root), a
    /// packed word and one word per attribute, the place of its name in [`ATTRIBUTES`]. Packed: bit
    /// 0 text node, bit 1 hidden (not rendered), bits 2..8 owner marks (post, text, author, time,
    /// permalink, skip), bits 8..16 number of attributes, bits 16..32 tag id (`i + 1` for
    /// [`TAGS`]`[i]`, 0 for any other tag). `strings` holds, separated by U+0000 and in the same
    /// order, a text node's text; for an element its tag name if the tag id is 0, then each
    /// attribute's value.
    ///
    /// Malformed input never panics: reading stops at the fault and what was read is kept. It also
    /// stops at [`MAX_NODES`] and [`MAX_TEXT`].
    ///
    /// [`ATTRIBUTES`]: crate::ATTRIBUTES
    /// [`TAGS`]: crate::TAGS
    pub fn read(&mut self, shape: &[u32], strings: &str) {
        let mut strings = strings.split('\0');
        let mut words = shape.iter().copied();
        while !self.is_over
            && let Some(parent) = words.next()
        {
            let read = read_node(&mut self.builder, parent, &mut words, &mut strings);
            self.is_over = read.is_none();
        }
    }

    /// The page as far as it was read.
    pub fn finish(self) -> PageSnapshot {
        self.builder.finish()
    }
}

/// One node of `shape` with its strings; `None` where it is cut off or makes no sense.
fn read_node<'a>(
    builder: &mut Builder,
    parent: u32,
    words: &mut impl Iterator<Item = u32>,
    strings: &mut impl Iterator<Item = &'a str>,
) -> Option<()> {
    let packed = words.next()?;
    let hidden = packed & HIDDEN_BIT != 0;
    if packed & TEXT_BIT != 0 {
        builder.text(parent, strings.next()?, hidden)?;
        return Some(());
    }
    let tag = match (packed >> TAG_SHIFT) as usize {
        0 => {
            strings.next()?;
            Tag::Unknown
        }
        id => Tag::at(id - 1)?,
    };
    let marks = (packed >> MARKS_SHIFT & MARKS_MASK) as u8;
    builder.element(parent, tag, hidden, marks)?;
    for _ in 0..(packed >> ATTRIBUTES_SHIFT & 0xff) {
        let name = Attr::at(words.next()? as usize)?;
        builder.attribute(name, strings.next()?)?;
    }
    Some(())
}

/// Takes nodes in preorder and refuses what is none.
pub(crate) struct Builder {
    page: PageSnapshot,
    /// The last node and its ancestors: where the next node may hang.
    open: Vec<NodeId>,
}

impl Builder {
    pub(crate) fn new(url: &str) -> Self {
        let page = PageSnapshot {
            url: url.to_owned(),
            ..PageSnapshot::default()
        };
        Self {
            page,
            open: Vec::new(),
        }
    }

    /// Adds an element below `parent`; `None` where there is no such place or no room.
    pub(crate) fn element(
        &mut self,
        parent: NodeId,
        tag: Tag,
        hidden: bool,
        marks: u8,
    ) -> Option<NodeId> {
        let text = Span::default();
        let node = self.node(parent, tag, text, hidden)?;
        self.push(Node { marks, ..node })
    }

    /// Adds a text node below `parent`.
    pub(crate) fn text(&mut self, parent: NodeId, text: &str, hidden: bool) -> Option<NodeId> {
        let text = self.keep(text)?;
        let node = self.node(parent, Tag::Unknown, text, hidden)?;
        self.push(Node {
            is_text: true,
            ..node
        })
    }

    /// Adds an attribute to the element that was added last.
    pub(crate) fn attribute(&mut self, name: Attr, value: &str) -> Option<()> {
        self.note_base(name, value);
        let value = self.keep(value)?;
        let node = self.page.nodes.last_mut()?;
        node.attribute_count = node.attribute_count.checked_add(1)?;
        self.page.attributes.push((name, value));
        Some(())
    }

    /// The first `base` with an address counts, as in browsers.
    fn note_base(&mut self, name: Attr, value: &str) {
        let is_base = self
            .page
            .nodes
            .last()
            .is_some_and(|node| node.tag == Tag::Base);
        if is_base && name == Attr::Href && self.page.base.is_none() {
            self.page.base = url::join(&self.page.url, value);
        }
    }

    pub(crate) fn finish(mut self) -> PageSnapshot {
        self.close_down_to(0);
        self.page
    }

    fn node(&mut self, parent: NodeId, tag: Tag, text: Span, hidden: bool) -> Option<Node> {
        if self.page.nodes.len() >= MAX_NODES {
            return None;
        }
        if parent == NO_PARENT {
            self.page.nodes.is_empty().then_some(())?;
        } else {
            let depth = self.open.binary_search(&parent).ok()?;
            self.close_down_to(depth + 1);
        }
        let above = self.page.nodes.get(parent as usize);
        let hidden = hidden || above.is_some_and(|node| node.hidden);
        let attributes = self.page.attributes.len() as u32;
        let (end, attribute_count, is_text, marks) = (0, 0, false, 0);
        Some(Node {
            parent,
            end,
            text,
            attributes,
            attribute_count,
            tag,
            is_text,
            hidden,
            marks,
        })
    }

    fn push(&mut self, node: Node) -> Option<NodeId> {
        let id = self.page.nodes.len() as NodeId;
        if !node.is_text {
            self.open.push(id);
        }
        self.page.nodes.push(Node {
            end: id + 1,
            ..node
        });
        Some(id)
    }

    fn keep(&mut self, text: &str) -> Option<Span> {
        let start = self.page.text.len();
        if start + text.len() > MAX_TEXT {
            return None;
        }
        self.page.text.push_str(text);
        Some(Span {
            start: start as u32,
            end: self.page.text.len() as u32,
        })
    }

    fn close_down_to(&mut self, depth: usize) {
        let end = self.page.nodes.len() as NodeId;
        for id in self.open.drain(depth.min(self.open.len())..) {
            if let Some(node) = self.page.nodes.get_mut(id as usize) {
                node.end = end;
            }
        }
    }
}

/// How many nodes before a part are taken along with it.
const BEFORE: usize = 3;

impl PageSnapshot {
    /// The snapshot that the widget takes of the part of the page from `first` up to `end`, siblings with all
    /// that is in them, and where it is in there.
    pub(crate) fn part(&self, first: NodeId, end: NodeId) -> (Self, NodeId) {
        let mut builder = Builder::new(&self.url);
        builder.page.moment = self.moment;
        let mut around: Vec<NodeId> = self.ancestors(first).collect();
        around.reverse();
        let mut parent = NO_PARENT;
        for id in around {
            let new = self.copy(&mut builder, id, parent);
            parent = new.unwrap_or(parent);
        }
        let up = self.parent(first).unwrap_or(0);
        let before: Vec<NodeId> = self.children(up).take_while(|id| *id < first).collect();
        for id in before
            .get(before.len().saturating_sub(BEFORE)..)
            .unwrap_or(&[])
        {
            self.copy(&mut builder, *id, parent);
        }
        let from = builder.page.nodes.len() as NodeId;
        for id in first..end {
            let up = self.parent(id).filter(|up| *up >= first);
            self.copy(&mut builder, id, up.map_or(parent, |up| up - first + from));
        }
        (builder.finish(), from)
    }

    fn copy(&self, builder: &mut Builder, id: NodeId, parent: NodeId) -> Option<NodeId> {
        if self.is_text(id) {
            return builder.text(parent, self.text(id), self.is_hidden(id));
        }
        let new = builder.element(parent, self.tag(id), self.is_hidden(id), self.marks(id))?;
        for (name, value) in self.attributes(id) {
            builder.attribute(*name, self.slice(*value))?;
        }
        Some(new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ATTRIBUTES, TAGS};

    fn tag(name: &str) -> u32 {
        (TAGS.iter().position(|t| *t == name).unwrap() as u32 + 1) << TAG_SHIFT
    }

    fn attribute(name: &str) -> u32 {
        ATTRIBUTES.iter().position(|a| *a == name).unwrap() as u32
    }

    #[test]
    fn reads_what_a_walk_wrote() {
        let link = tag("a") | 1 << ATTRIBUTES_SHIFT | HIDDEN_BIT;
        let shape = [
            NO_PARENT,
            tag("div") | u32::from(mark::POST) << MARKS_SHIFT, // <div>
            0,
            0, // <x-card>
            1,
            TEXT_BIT, // "hello"
            0,
            link,
            attribute("href"), // <a href="/b">
            3,
            TEXT_BIT, // "there"
        ];
        let page = PageSnapshot::from_parts("http://a.test/", &shape, "x-card\0hello\0/b\0there");
        assert_eq!(page.len(), 5);
        assert_eq!(page.children(0).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(page.marks(0), mark::POST);
        assert_eq!((page.tag(1), page.text(2)), (Tag::Unknown, "hello"));
        assert_eq!(page.attr(3, Attr::Href), Some("/b"));
        assert!(
            page.is_hidden(4),
            "what is inside something hidden is hidden"
        );
        assert_eq!(page.ancestors(4).collect::<Vec<_>>(), [3, 0]);
    }

    #[test]
    fn stops_at_a_fault_and_keeps_what_was_read() {
        let (p, text) = (tag("p"), TEXT_BIT);
        for (shape, strings, kept) in [
            (&[NO_PARENT, p, 0, text][..], "", 2),
            (&[NO_PARENT, p, 0], "", 1),
            (&[NO_PARENT, p, 1, text], "no such parent", 1),
            (&[NO_PARENT, p, NO_PARENT, p], "", 1),
            (&[NO_PARENT, p, 0, p, 0, p, 1, p], "", 3),
            (
                &[NO_PARENT, p, 0, text, 1, text],
                "a\0text has no children",
                2,
            ),
            (&[NO_PARENT, 0xffff << TAG_SHIFT], "", 0),
            (&[NO_PARENT, p | 1 << ATTRIBUTES_SHIFT, 9999], "", 1),
            (&[0, p], "", 0),
        ] {
            assert_eq!(
                PageSnapshot::from_parts("", shape, strings).len(),
                kept,
                "{shape:?}"
            );
        }
    }

    #[test]
    fn reads_no_more_than_the_limits() {
        let mut shape = vec![NO_PARENT, tag("div")];
        shape.extend((0..MAX_NODES).flat_map(|_| [0, tag("br")]));
        assert_eq!(PageSnapshot::from_parts("", &shape, "").len(), MAX_NODES);

        let shape = [NO_PARENT, tag("div"), 0, TEXT_BIT, 0, TEXT_BIT];
        let long = "x".repeat(MAX_TEXT);
        let page = PageSnapshot::from_parts("", &shape, &format!("{long}\0y"));
        assert_eq!((page.len(), page.text(1).len()), (2, MAX_TEXT));
    }
}
