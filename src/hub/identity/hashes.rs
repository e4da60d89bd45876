//! What is stored instead of a reader: keyed hashes, different in each space.
//!
//! A key that is added later hashes what is stored once more, so that every link of the chain must be
//! known to find a reader again. A key that leaked is of no use without the ones after it.

use groundswell_protocol::{PostId, SpaceId};
use hmac::Mac as _;
use sha2::digest::Output;

use super::reader::{HASH_LEN, Reader, ReaderHash};
use crate::clock::Day;
use crate::key::{Key, KeyRing, Keyed};

/// Hashes readers and their looks for the store.
pub struct Hashes {
    hashing: Keyed,
    marking: Keyed,
    sending: Keyed,
    ordering: Keyed,
    links: Vec<Link>,
}

impl Hashes {
    /// Hashes under these keys.
    pub fn new(keys: &KeyRing) -> Self {
        let mut made = keys.oldest_first();
        let first = made.next().unwrap_or(keys.newest());
        Self {
            hashing: first.derive("groundswell stored reader"),
            marking: first.derive("groundswell look"),
            sending: first.derive("groundswell sender"),
            ordering: first.derive("groundswell order"),
            links: made.map(Link::new).collect(),
        }
    }

    /// What the store keeps instead of the reader. Each space has its own, so that even the hub's
    /// files do not tell that two spaces share a reader.
    pub fn reader(&self, space: &SpaceId, reader: Reader) -> ReaderHash {
        // The identity has a fixed length: no two pairs of space and reader give the same bytes.
        let hashing = self.hashing.clone().chain_update(reader.id);
        let hash = hashing.chain_update(space.as_str()).finalize().into_bytes();
        let hash = ReaderHash::from_bytes(head(&hash));
        self.links.iter().fold(hash, |hash, link| link.reader(hash))
    }

    /// A number that only this look of this reader has: a reader, a post, a day. It cannot be led back
    /// to the reader, nor from one day's to another's.
    pub fn mark(&self, space: &SpaceId, reader: Reader, post: PostId, day: Day) -> i64 {
        let marking = self.marking.clone().chain_update(reader.id);
        let marking = marking.chain_update(post.as_bytes());
        let marking = marking.chain_update(day.0.to_be_bytes());
        let hash = marking.chain_update(space.as_str()).finalize().into_bytes();
        let mark = i64::from_be_bytes(head(&hash));
        self.links.iter().fold(mark, |mark, link| link.mark(mark))
    }

    /// What the store keeps of the sender of a reader's request: nothing else that is stored, in this space
    /// or another, tells of the same sender.
    pub fn sender(&self, space: &SpaceId, reader: Reader, sender: u64) -> i64 {
        let sending = self.sending.clone().chain_update(reader.id);
        let sending = sending.chain_update(sender.to_be_bytes());
        let hash = sending.chain_update(space.as_str()).finalize().into_bytes();
        let sender = i64::from_be_bytes(head(&hash));
        self.links
            .iter()
            .fold(sender, |sender, link| link.sender(sender))
    }

    /// What decides the order of a space's posts for a reader and a day; for nobody in particular where
    /// there is no reader. Nobody can tell it beforehand, so nobody can make a post come first.
    pub fn order(&self, space: &SpaceId, reader: Option<Reader>, day: Day) -> [u8; HASH_LEN] {
        let ordering = self.ordering.clone();
        let ordering = match reader {
            Some(reader) => ordering.chain_update([1]).chain_update(reader.id),
            None => ordering.chain_update([0]),
        };
        let ordering = ordering.chain_update(day.0.to_be_bytes());
        let hash = ordering.chain_update(space.as_str()).finalize();
        head(&hash.into_bytes())
    }
}

/// What one more key makes of what is stored.
pub struct Link {
    readers: Keyed,
    marks: Keyed,
    senders: Keyed,
}

impl Link {
    /// The link that `key` adds.
    pub fn new(key: &Key) -> Self {
        Self {
            readers: key.derive("groundswell stored reader moved"),
            marks: key.derive("groundswell look moved"),
            senders: key.derive("groundswell sender moved"),
        }
    }

    /// The hash under one more key.
    pub fn reader(&self, hash: ReaderHash) -> ReaderHash {
        let hashing = self.readers.clone().chain_update(hash.as_bytes());
        ReaderHash::from_bytes(head(&hashing.finalize().into_bytes()))
    }

    /// The mark under one more key.
    pub fn mark(&self, mark: i64) -> i64 {
        move_number(&self.marks, mark)
    }

    /// The sender under one more key.
    pub fn sender(&self, sender: i64) -> i64 {
        move_number(&self.senders, sender)
    }
}

fn move_number(moving: &Keyed, number: i64) -> i64 {
    let moving = moving.clone().chain_update(number.to_be_bytes());
    i64::from_be_bytes(head(&moving.finalize().into_bytes()))
}

fn head<const N: usize>(hash: &Output<Keyed>) -> [u8; N] {
    hash.first_chunk().copied().unwrap_or([0; N])
}

#[cfg(test)]
mod tests {
    use super::super::reader::ID_LEN;
    use super::*;

    fn hashes(keys: &[u8]) -> Hashes {
        Hashes::new(&KeyRing::of_bytes(keys))
    }

    fn reader(id: u8) -> Reader {
        Reader {
            id: [id; ID_LEN],
            verified: false,
        }
    }

    #[test]
    fn a_look_has_its_own_mark() {
        let mark = |space: &str, id, post: &str, day| {
            let (space, post) = (space.parse().unwrap(), PostId::from_locator(post));
            hashes(&[1]).mark(&space, reader(id), post, Day(day))
        };
        let look = mark("a", 1, "x", 1);
        assert_eq!(look, mark("a", 1, "x", 1));
        for other in [
            mark("b", 1, "x", 1),
            mark("a", 2, "x", 1),
            mark("a", 1, "y", 1),
            mark("a", 1, "x", 2),
        ] {
            assert_ne!(look, other);
        }
    }

    #[test]
    fn a_sender_is_another_for_each_reader_and_space() {
        let sender = |space: &str, id, sender| {
            hashes(&[1]).sender(&space.parse().unwrap(), reader(id), sender)
        };
        let one = sender("a", 1, 1);
        assert_eq!(one, sender("a", 1, 1));
        for other in [sender("b", 1, 1), sender("a", 2, 1), sender("a", 1, 2)] {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn a_reader_has_another_hash_in_another_space_and_under_another_key() {
        let hash =
            |key, space: &str, id| hashes(&[key]).reader(&space.parse().unwrap(), reader(id));
        assert_eq!(hash(1, "a", 1), hash(1, "a", 1));
        assert_ne!(hash(1, "a", 1), hash(1, "b", 1));
        assert_ne!(hash(1, "a", 1), hash(1, "a", 2));
        assert_ne!(hash(1, "a", 1), hash(2, "a", 1));
    }

    #[test]
    fn what_is_stored_is_led_on_to_the_hash_under_one_more_key() {
        let (space, post) = ("a".parse().unwrap(), PostId::from_locator("x"));
        let link = Link::new(&Key::of_bytes([3; 32]));
        let (two, three) = (hashes(&[2, 1]), hashes(&[3, 2, 1]));
        let stored = two.reader(&space, reader(1));
        assert_eq!(link.reader(stored), three.reader(&space, reader(1)));
        let mark = two.mark(&space, reader(1), post, Day(1));
        assert_eq!(link.mark(mark), three.mark(&space, reader(1), post, Day(1)));
        let sender = two.sender(&space, reader(1), 7);
        assert_eq!(link.sender(sender), three.sender(&space, reader(1), 7));
    }
}
