//! The page as the scanner sees it: a flat arena of nodes in the order of the page.

use std::ops::Range;

use crate::canonical;
use crate::dates::Moment;
use crate::tags::{Attr, TAGS, Tag};
use crate::url::{self, Url};

mod builder;
mod reader;

pub(crate) use builder::Builder;
pub use reader::PageReader;

/// A node by its place in the page's order, the root being 0.
pub type NodeId = u32;

/// Nodes read from a page; the walk that writes a snapshot stops here.
pub const MAX_NODES: usize = 200_000;

/// Bytes of text and attribute values read from a page.
pub const MAX_TEXT: usize = 16 << 20;

/// The parent of the root in a snapshot's `shape`.
pub(crate) const NO_PARENT: u32 = u32::MAX;

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
