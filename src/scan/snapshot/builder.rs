//! A snapshot node by node, and of a part of another.

use crate::tags::{Attr, Tag};
use crate::url;

use super::{MAX_NODES, MAX_TEXT, NO_PARENT, Node, NodeId, PageSnapshot, Span};

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
