//! What words say about time, in the languages that pages are often written in.
//!
//! `words.txt` has a line for each thing that can be said: its code and then the words for it, in
//! lower case, of all languages. A word may mean several things ("mar" is a month and a weekday);
//! which one is meant is for the reader of the date to find out. `_` joins two words, `*` stands for
//! any ending. Codes: `M` month, `W` weekday from Monday, `U` unit from second to year, `D` today,
//! yesterday, the day before, `N` a number, `E` a Japanese era, `F` one of [`FLAGS`].

use std::sync::LazyLock;

use crate::words::Hash;

const TEXT: &str = include_str!("words.txt");

/// Places in the index, a power of two, at least twice as many as there are words.
const PLACES: usize = 4096;

const _: () = assert!(PLACES.is_power_of_two());

/// What a word can mean, each meaning in bits of its own; 0 is an unknown word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Word(u32);

impl Word {
    /// Counts backwards: "ago".
    pub(crate) const AGO: u32 = 1 << 16;
    pub(crate) const NOW: u32 = 1 << 17;
    pub(crate) const AM: u32 = 1 << 18;
    pub(crate) const PM: u32 = 1 << 19;
    /// Stands in and around dates and says nothing.
    pub(crate) const FILLER: u32 = 1 << 20;
    /// What follows is when something was written.
    pub(crate) const WRITTEN: u32 = 1 << 21;
    /// What follows is when something else was: joining, editing.
    pub(crate) const OTHER: u32 = 1 << 22;
    pub(crate) const UTC: u32 = 1 << 23;

    /// Any of the words that make a short text a day: ago, now, today.
    pub(crate) const DAY_NAMED: u32 = Self::AGO | Self::NOW | 3 << 10;

    const WEEKDAY: u32 = 7 << 4;

    pub(crate) fn has(self, bits: u32) -> bool {
        self.0 & bits != 0
    }

    pub(crate) fn is_known(self) -> bool {
        self.0 != 0
    }

    /// 1 to 12.
    pub(crate) fn month(self) -> Option<u32> {
        self.part(0, 15)
    }

    /// 1 to 7, from Monday.
    pub(crate) fn weekday(self) -> Option<u32> {
        self.part(4, 7)
    }

    /// 1 to 7: second, minute, hour, day, week, month, year.
    pub(crate) fn unit(self) -> Option<u32> {
        self.part(7, 7)
    }

    /// 0 for today, 1 for yesterday, 2 for the day before.
    pub(crate) fn days_back(self) -> Option<u32> {
        self.part(10, 3).map(|day| day - 1)
    }

    pub(crate) fn number(self) -> Option<u32> {
        self.part(12, 15)
    }

    /// The year before the first of a Japanese era.
    pub(crate) fn era(self) -> Option<u32> {
        const BEFORE: [u32; 3] = [2018, 1988, 1925];
        BEFORE.get(self.part(24, 3)? as usize - 1).copied()
    }

    fn part(self, shift: u32, mask: u32) -> Option<u32> {
        Some(self.0 >> shift & mask).filter(|part| *part != 0)
    }
}

struct Index {
    words: Vec<(u32, Word)>,
    /// The first two letters of words that name a day.
    days: Starts,
    /// The first two letters of words that are known by their beginning.
    stems: Starts,
}

/// Places for the first two letters of words, a power of two: few other words share them.
const STARTS: usize = 1024;

/// A set of the first two letters of words, as a bit for each place.
#[derive(Default)]
struct Starts([u64; STARTS / 64]);

impl Starts {
    fn place(first: char, second: char) -> (usize, u64) {
        let mix = u32::from(first) * 37 + u32::from(second);
        let place = mix as usize % STARTS;
        (place / 64, 1 << (place % 64))
    }

    fn add(&mut self, word: &str) {
        let mut letters = word.split(['*', '_']).next().unwrap_or(word).chars();
        let (word, bit) = Self::place(
            letters.next().unwrap_or('\0'),
            letters.next().unwrap_or('\0'),
        );
        if let Some(bits) = self.0.get_mut(word) {
            *bits |= bit;
        }
    }

    fn may_have(&self, first: char, second: char) -> bool {
        let (word, bit) = Self::place(first, second);
        self.0.get(word).is_some_and(|bits| bits & bit != 0)
    }
}

static INDEX: LazyLock<Index> = LazyLock::new(Index::build);

impl Index {
    fn build() -> Self {
        let mut index = Self {
            words: vec![(0, Word(0)); PLACES],
            days: Starts::default(),
            stems: Starts::default(),
        };
        for line in TEXT.lines() {
            let mut words = line.split(' ');
            let bits = words.next().map_or(0, meaning);
            for word in words {
                if bits & (Word::DAY_NAMED | Word::WEEKDAY) != 0 {
                    index.days.add(word);
                }
                if word.ends_with('*') {
                    index.stems.add(word);
                }
                let key = key(hash(Hash::START, word));
                let place = index.place(key);
                if let Some(entry) = index.words.get_mut(place) {
                    *entry = (key, Word(entry.1.0 | bits));
                }
            }
        }
        index
    }

    /// Where a word is, or where it would be.
    fn place(&self, key: u32) -> usize {
        let from = key as usize;
        (from..from + PLACES)
            .map(|place| place & (PLACES - 1))
            .find(|place| {
                self.words
                    .get(*place)
                    .is_none_or(|(known, _)| *known == key || *known == 0)
            })
            .unwrap_or(0)
    }

    fn get(&self, hash: Hash) -> Option<Word> {
        let key = key(hash);
        self.words
            .get(self.place(key))
            .filter(|(known, _)| *known == key)
            .map(|(_, word)| *word)
    }
}

fn meaning(code: &str) -> u32 {
    let number = code
        .get(1..)
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0_u32);
    match code.bytes().next() {
        Some(b'M') => number,
        Some(b'W') => number << 4,
        Some(b'U') => number << 7,
        Some(b'D') => number << 10,
        Some(b'N') => number << 12,
        Some(b'E') => number << 24,
        _ => Word::AGO << number,
    }
}

/// What a word in lower case means.
pub(crate) fn lookup(word: &str) -> Option<Word> {
    INDEX.get(hash(Hash::START, word))
}

/// What words with this beginning mean.
pub(crate) fn lookup_beginning(stem: &str) -> Option<Word> {
    INDEX.get(hash(Hash::START, stem).byte(b'*'))
}

/// What a word means that is known by its beginning.
pub(crate) fn lookup_stem(word: &str) -> Option<Word> {
    let mut letters = word.chars();
    let start = (letters.next()?, letters.next()?);
    if !INDEX.stems.may_have(start.0, start.1) {
        return None;
    }
    let mut found = None;
    let mut sum = Hash::START;
    for (place, c) in word.chars().enumerate() {
        let mut bytes = [0; 4];
        sum = hash(sum, c.encode_utf8(&mut bytes));
        if place > 0 {
            found = INDEX.get(sum.byte(b'*')).or(found);
        }
    }
    found
}

/// Whether a word with these first letters in lower case, of one letter `\0` the second, may name a day
/// or a pair of words may that it begins. Of a word that does not, this may be true as well.
pub(crate) fn may_name_a_day(first: char, second: char) -> bool {
    INDEX.days.may_have(first, second)
}

/// What two words mean together.
pub(crate) fn lookup_pair(first: &str, second: &str) -> Option<Word> {
    INDEX.get(hash(hash(Hash::START, first).byte(b'_'), second))
}

fn hash(start: Hash, text: &str) -> Hash {
    text.bytes().fold(start, Hash::byte)
}

/// 0 marks an empty place.
fn key(hash: Hash) -> u32 {
    ((hash.0 >> 32) as u32 ^ hash.0 as u32).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn no_two_words_share_a_key_and_the_index_has_room() {
        let mut keys = BTreeMap::new();
        for word in TEXT.lines().flat_map(|line| line.split(' ').skip(1)) {
            let before = keys.insert(key(hash(Hash::START, word)), word);
            assert!(before.is_none_or(|before| before == word), "{word}");
        }
        assert!(keys.len() * 2 <= PLACES, "{}", keys.len());
    }

    #[test]
    fn the_table_is_written_as_it_is_read() {
        for line in TEXT.lines() {
            assert_eq!(line.to_lowercase().get(1..), line.get(1..), "{line}");
            let words: Vec<_> = line.split(' ').collect();
            assert!(
                words.len() > 1 && words.iter().all(|word| !word.is_empty()),
                "{line}"
            );
            assert_ne!(meaning(words[0]), 0, "{line}");
        }
    }

    #[test]
    fn a_word_may_mean_two_things() {
        let march = lookup("mar").unwrap();
        assert_eq!((march.month(), march.weekday()), (Some(3), None));
        let ago = lookup("ago").unwrap();
        assert!(ago.has(Word::AGO) && ago.month() == Some(8));
        assert_eq!(lookup_stem("octubre").unwrap().month(), Some(10));
        assert_eq!(lookup_pair("hôm", "qua").unwrap().days_back(), Some(1));
        assert_eq!(lookup("coffee").or(lookup_stem("coffee")), None);
    }
}
