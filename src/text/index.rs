//! A hash index over entries that live elsewhere.
//!
//! Open addressing with linear probing over pairs of hash and entry number. It stands in for the
//! standard map, whose hash guards against chosen collisions at several times the cost of a lookup; here
//! a probe's length is bounded instead, so that a text made to collide is counted badly, not slowly.

/// The most slots that one lookup passes. At half load and with hashes that are not made to collide,
/// one in a vocabulary's lifetime does not come near it.
const MAX_PROBES: usize = 128;

/// Slots of the smallest table.
const MIN_SLOTS: usize = 256;

/// Finds entries by their hash. Invariant: the number of slots is 0 or a power of two.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    slots: Vec<Slot>,
    len: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    hash: u32,
    /// One more than the entry's number; 0 in a free slot.
    entry: u32,
}

impl Index {
    /// The entry with this hash for which `is` holds.
    pub(crate) fn find(&self, hash: u32, is: impl Fn(u32) -> bool) -> Option<u32> {
        for slot in self.probe(hash) {
            let slot = self.slots[slot];
            let entry = slot.entry.checked_sub(1)?;
            if slot.hash == hash && is(entry) {
                return Some(entry);
            }
        }
        None
    }

    /// Adds an entry that is not there yet; `false` when it finds no place.
    pub(crate) fn insert(&mut self, hash: u32, entry: u32) -> bool {
        if (self.len + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let placed = self.place(Slot {
            hash,
            entry: entry + 1,
        });
        self.len += usize::from(placed);
        placed
    }

    fn place(&mut self, slot: Slot) -> bool {
        let free = self.probe(slot.hash).find(|&at| self.slots[at].entry == 0);
        if let Some(at) = free {
            self.slots[at] = slot;
        }
        free.is_some()
    }

    /// The slots in which an entry of this hash may be, in order. The first follows from the hash's high
    /// bits: those of a product depend on every letter, the low ones on the last few alone.
    fn probe(&self, hash: u32) -> impl Iterator<Item = usize> + use<> {
        let len = self.slots.len();
        let first = ((u64::from(hash) * len as u64) >> 32) as usize;
        let mask = len.wrapping_sub(1);
        (0..MAX_PROBES.min(len)).map(move |step| (first + step) & mask)
    }

    fn grow(&mut self) {
        let len = (self.slots.len() * 2).max(MIN_SLOTS);
        let old = std::mem::replace(&mut self.slots, vec![Slot::default(); len]);
        for slot in old {
            if slot.entry != 0 {
                self.place(slot);
            }
        }
    }
}

/// A hash of `bytes` for this process alone: eight bytes at a time by rotation, exclusive or and
/// multiplication, as in Firefox's and rustc's maps.
pub(crate) fn hash(bytes: &[u8], seed: u64) -> u32 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(FACTOR);
    let mut hash = mix(seed, bytes.len() as u64);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        hash = mix(hash, u64::from_le_bytes(*word));
    }
    let rest = rest
        .iter()
        .fold(0, |word, &byte| word << 8 | u64::from(byte));
    hash = mix(hash, rest);
    (hash >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_inserted() {
        let words: Vec<String> = (0..10_000).map(|n| format!("word{n}")).collect();
        let mut index = Index::default();
        for (entry, word) in (0..).zip(&words) {
            assert!(index.insert(hash(word.as_bytes(), 1), entry));
        }
        for (entry, word) in (0..).zip(&words) {
            let found = index.find(hash(word.as_bytes(), 1), |at| &words[at as usize] == word);
            assert_eq!(found, Some(entry), "{word}");
        }
        assert_eq!(
            index.find(hash(b"other", 1), |at| words[at as usize] == "other"),
            None
        );
    }

    #[test]
    fn words_that_end_alike_are_spread() {
        let mut index = Index::default();
        let words: Vec<String> = (0..20_000).map(|n| format!("{n}ation")).collect();
        for (entry, word) in (0..).zip(&words) {
            assert!(index.insert(hash(word.as_bytes(), 1), entry));
        }
        let asked = std::cell::Cell::new(0);
        for word in &words {
            index
                .probe(hash(word.as_bytes(), 1))
                .take_while(|&slot| {
                    asked.set(asked.get() + 1);
                    words.get((index.slots[slot].entry.wrapping_sub(1)) as usize) != Some(word)
                })
                .for_each(drop);
        }
        // At half load linear probing expects one and a half.
        assert!(asked.get() < 2 * words.len(), "{asked:?}");
    }

    #[test]
    fn collisions_are_bounded() {
        let mut index = Index::default();
        let placed = (0..1000).filter(|&entry| index.insert(7, entry)).count();
        assert_eq!(placed, MAX_PROBES);
        assert_eq!(index.find(7, |entry| entry == 999), None);
        assert_eq!(index.find(7, |entry| entry == 5), Some(5));
    }
}
