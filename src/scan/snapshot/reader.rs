//! A snapshot from what a pass over a DOM writes: numbers for the shape of the page, and its strings.

use crate::tags::{Attr, Tag};

use super::{Builder, PageSnapshot};

const TEXT_BIT: u32 = 1;
const HIDDEN_BIT: u32 = 1 << 1;
const MARKS_SHIFT: u32 = 2;
const MARKS_MASK: u32 = 0x3f;
const ATTRIBUTES_SHIFT: u32 = 8;
const TAG_SHIFT: u32 = 16;

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
    /// [`MAX_NODES`]: crate::MAX_NODES
    /// [`MAX_TEXT`]: crate::MAX_TEXT
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::{MAX_NODES, MAX_TEXT, NO_PARENT, mark};
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
