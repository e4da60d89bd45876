//! What the class attributes of a page say. Templates write the same few again and again: each
//! different one is read once, and every element knows which it has.

use crate::snapshot::{NodeId, PageSnapshot};
use crate::subject::{self, MAX_CLASSES, STATES, Subject};
use crate::tags::Attr;
use crate::words::{self, Hash};
use crate::{clues, likes, microformats};

/// What a class attribute says, as bits.
pub(crate) mod says {
    /// That its element hangs on to a text.
    pub(crate) const FRAME: u16 = 1;
    /// The same of what may also be the line with who and when.
    pub(crate) const SIGNATURE: u16 = 1 << 1;
    /// That somebody else's words are in it.
    pub(crate) const QUOTE: u16 = 1 << 2;
    /// That somebody's name is in it.
    pub(crate) const AUTHOR: u16 = 1 << 3;
    /// That its link leads to a post.
    pub(crate) const LINK: u16 = 1 << 4;
    /// How many liked something, those in favour and those against.
    pub(crate) const LIKES: u16 = 1 << 5;
    pub(crate) const FOR: u16 = 1 << 6;
    pub(crate) const AGAINST: u16 = 1 << 7;
    /// Something in the words of microformats.
    pub(crate) const MICROFORMAT: u16 = 1 << 8;
}

/// Places that are tried for an attribute before it is read as if it were new: it costs time alone.
const MAX_TRIES: usize = 16;

/// One class attribute.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Class {
    hash: u64,
    /// The first element that has it.
    first: NodeId,
    /// Bits of [`says`].
    pub(crate) says: u16,
    pub(crate) subject: Option<Subject>,
    /// The sum of the hashes of its classes without digits; `None` without such.
    pub(crate) plain: Option<u64>,
    /// The same of those alone that it shares with its like; 0 without such.
    pub(crate) lasting: u64,
}

impl Class {
    /// Reads an attribute.
    pub(crate) fn read(value: &str) -> Self {
        let mut read = Self::default();
        for (place, class) in value.split_ascii_whitespace().enumerate() {
            read.add(class, place < MAX_CLASSES);
        }
        read
    }

    fn add(&mut self, class: &str, tells_subject: bool) {
        let (mut before, mut last, mut word) = ("", "", "");
        for part in words::parts(class) {
            (before, last) = (last, part);
            if !part.bytes().all(|b| b.is_ascii_digit()) {
                word = part;
            }
            self.says |= likes::said(part);
            if tells_subject {
                self.subject = subject::with_part(self.subject, part);
            }
        }
        self.says |= clues::said(class, [before, last], word) | microformats::said(class);
        if !class.bytes().any(|b| b.is_ascii_digit()) {
            let hash = Hash::of(class).0;
            self.plain = Some(self.plain.unwrap_or(0).wrapping_add(hash));
            if !STATES.contains(&class) {
                self.lasting = self.lasting.wrapping_add(hash);
            }
        }
    }
}

/// The class attributes of a page.
#[derive(Default)]
pub(crate) struct Classes {
    /// The different ones; the first is that of elements without any.
    known: Vec<Class>,
    /// For each node, which it has.
    of_node: Vec<u32>,
    /// By hash, which may be looked for; a power of two of places.
    places: Vec<u32>,
    /// What any of them says.
    pub(crate) said: u16,
}

impl Classes {
    /// Nothing yet of a page of so many nodes.
    pub(crate) fn with_room(nodes: usize) -> Self {
        Self {
            known: vec![Class::default()],
            of_node: Vec::with_capacity(nodes),
            places: vec![0; nodes.next_power_of_two()],
            said: 0,
        }
    }

    /// Takes the next node in.
    pub(crate) fn push(&mut self, page: &PageSnapshot, id: NodeId, has_class: bool) -> Class {
        let value = has_class.then(|| page.attr(id, Attr::Class)).flatten();
        let number = value.map_or(0, |value| self.number(page, id, value));
        self.of_node.push(number);
        self.at(number as usize)
    }

    /// What a node's classes say.
    pub(crate) fn of(&self, id: NodeId) -> Class {
        self.at(self.number_of(id))
    }

    /// Which of the different class attributes a node has; 0 is none.
    pub(crate) fn number_of(&self, id: NodeId) -> usize {
        self.of_node.get(id as usize).copied().unwrap_or(0) as usize
    }

    /// How many different ones there are.
    pub(crate) fn count(&self) -> usize {
        self.known.len()
    }

    fn at(&self, number: usize) -> Class {
        self.known.get(number).copied().unwrap_or_default()
    }

    fn number(&mut self, page: &PageSnapshot, id: NodeId, value: &str) -> u32 {
        let hash = quick_hash(value);
        let mask = self.places.len() - 1;
        let from = (hash ^ hash >> 32) as usize;
        for place in from..from + MAX_TRIES {
            match self.places.get(place & mask) {
                Some(0) | None => return self.add(id, value, hash, Some(place & mask)),
                Some(number) => {
                    let known = self.at(*number as usize);
                    if known.hash == hash && page.attr(known.first, Attr::Class) == Some(value) {
                        return *number;
                    }
                }
            }
        }
        self.add(id, value, hash, None)
    }

    fn add(&mut self, id: NodeId, value: &str, hash: u64, place: Option<usize>) -> u32 {
        let number = self.known.len() as u32;
        let class = Class {
            hash,
            first: id,
            ..Class::read(value)
        };
        self.said |= class.says;
        self.known.push(class);
        if let Some(place) = place.and_then(|place| self.places.get_mut(place)) {
            *place = number;
        }
        number
    }
}

/// A hash for one page, eight bytes at a time.
fn quick_hash(text: &str) -> u64 {
    let word = |part: &[u8]| {
        let mut word = [0; 8];
        let (start, _) = word.split_at_mut(part.len().min(8));
        start.copy_from_slice(part);
        u64::from_le_bytes(word)
    };
    let parts = text.as_bytes().chunks(8);
    parts.fold(text.len() as u64, |hash, part| {
        let mixed = (hash ^ word(part)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^ mixed >> 29
    })
}

#[cfg(all(test, feature = "html"))]
mod tests {
    use super::*;

    #[test]
    fn the_same_attribute_is_read_once() {
        let html = "<b class='a x1'></b><i class=b></i><b class='a x1'></b><u></u><i class=b></i>";
        let page = crate::from_html("http://a.test/", html);
        let mut classes = Classes::with_room(page.len());
        for id in page.all() {
            classes.push(&page, id, true);
        }
        assert_eq!(classes.count(), 3);
        let at = |name| page.all().find(|id| page.tag_name(*id) == name);
        let of = |name| at(name).map(|id| classes.of(id).plain);
        assert_eq!(of("b"), Some(Some(Hash::of("a").0)));
        assert_eq!(of("u"), Some(None));
    }

    #[test]
    fn more_attributes_than_expected_are_all_read() {
        let html: String = (0..200).map(|n| format!("<b class=a{n}></b>")).collect();
        let page = crate::from_html("http://a.test/", &html);
        let mut classes = Classes::with_room(1);
        for id in page.all() {
            classes.push(&page, id, true);
        }
        assert_eq!(classes.count(), 201);
    }
}
