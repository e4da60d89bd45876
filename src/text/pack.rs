//! What is particular to one language, as the counting of words needs it.

use crate::fold::normalize;
use crate::index::{Index, hash};
use crate::language::Language;

/// Brings inflected words together, for a whole batch at once: in the page the stemmer is another module, and
/// each call to it crosses a border.
pub trait Stemmer {
    /// The stems of `words`, which are parted by line feeds, in the same order and parted alike; `None` when
    /// the stemmer failed.
    ///
    /// An apostrophe after a stem tells that another form names the word: this one is of another case, say, or has
    /// a particle. An apostrophe alone stands for words that name nothing, such as forms of verbs.
    fn stem(&self, words: &str) -> Option<String>;
}

/// A language's stop words, how common its words are, and its stemmer.
pub struct Pack {
    language: Language,
    stemmer: Box<dyn Stemmer>,
    letters: String,
    entries: Vec<Entry>,
    stop_words: Index,
    common: Index,
}

/// A word of a pack.
struct Entry {
    start: u32,
    end: u32,
    /// Ten times its value on the Zipf scale; 0 for a stop word.
    zipf: u8,
}

/// Seeds of the two indices.
const STOP_WORD: u64 = 1;
const COMMON: u64 = 2;

impl Pack {
    /// A pack of `language` with the lists in `data`: a line of stop words, then lines of common words that begin
    /// with ten times their value on the Zipf scale, most common first. A line that begins otherwise is ignored.
    pub fn new(language: Language, data: &str, stemmer: Box<dyn Stemmer>) -> Self {
        let mut pack = Self {
            language,
            stemmer,
            letters: String::with_capacity(data.len()),
            entries: Vec::new(),
            stop_words: Index::default(),
            common: Index::default(),
        };
        let (stop_words, bands) = data.split_once('\n').unwrap_or((data, ""));
        let mut word = String::new();
        for written in stop_words.split(' ').filter(|word| !word.is_empty()) {
            normalize(written, language, &mut word);
            pack.add(&word, 0);
        }
        pack.add_common(bands);
        pack
    }

    /// Which language this is.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Whether `word`, which is normalised, tells no subject.
    pub(crate) fn is_stop_word(&self, word: &str) -> bool {
        self.stop_words
            .find(hash(word.as_bytes(), STOP_WORD), |at| self.word(at) == word)
            .is_some()
    }

    /// How common words with this stem are, on the Zipf scale; 0 for one that is not known.
    pub(crate) fn common(&self, stem: &str) -> f32 {
        self.common
            .find(hash(stem.as_bytes(), COMMON), |at| self.word(at) == stem)
            .and_then(|at| self.entries.get(at as usize))
            .map_or(0.0, |entry| f32::from(entry.zipf) / 10.0)
    }

    /// Calls `found` with the stem of each of `words`, which are parted by line feeds, and whether another form names
    /// the word; with nothing for what names nothing. A stemmer that fails or answers something else leaves the words
    /// as they are.
    pub(crate) fn stems(&self, words: &str, mut found: impl FnMut(&str, bool)) {
        let stems = self.stemmer.stem(words).filter(|stems| {
            let lines = |text: &str| text.bytes().filter(|&byte| byte == b'\n').count();
            lines(stems) == lines(words)
        });
        for (word, stem) in words
            .split('\n')
            .zip(stems.as_deref().unwrap_or(words).split('\n'))
        {
            let stem = if stem.is_empty() { word } else { stem };
            match stem.strip_suffix('\'') {
                Some(stem) => found(stem, true),
                None => found(stem, false),
            }
        }
    }

    /// Common words are found by their stems, with the value of the most common word that has it.
    fn add_common(&mut self, bands: &str) {
        let (mut words, mut values) = (String::new(), Vec::new());
        let mut word = String::new();
        for band in bands.lines() {
            let mut band = band.split(' ');
            let Some(zipf) = band.next().and_then(|zipf| zipf.parse().ok()) else {
                continue;
            };
            for written in band {
                normalize(written, self.language, &mut word);
                if !words.is_empty() {
                    words.push('\n');
                }
                words.push_str(&word);
                values.push(zipf);
            }
        }
        let mut stems: Vec<String> = Vec::with_capacity(values.len());
        self.stems(&words, |stem, _| stems.push(stem.to_owned()));
        for (stem, zipf) in stems.iter().zip(values) {
            if !stem.is_empty() {
                self.add(stem, zipf);
            }
        }
    }

    fn add(&mut self, word: &str, zipf: u8) {
        let seed = if zipf == 0 { STOP_WORD } else { COMMON };
        let hash = hash(word.as_bytes(), seed);
        let at = self.entries.len() as u32;
        let index = if zipf == 0 {
            &self.stop_words
        } else {
            &self.common
        };
        if index.find(hash, |at| self.word(at) == word).is_some() {
            return;
        }
        let index = if zipf == 0 {
            &mut self.stop_words
        } else {
            &mut self.common
        };
        if index.insert(hash, at) {
            let start = self.letters.len() as u32;
            self.letters.push_str(word);
            let end = self.letters.len() as u32;
            self.entries.push(Entry { start, end, zipf });
        }
    }

    fn word(&self, at: u32) -> &str {
        self.entries
            .get(at as usize)
            .and_then(|entry| self.letters.get(entry.start as usize..entry.end as usize))
            .unwrap_or_default()
    }
}

#[cfg(feature = "packs")]
mod linked {
    use super::{Language, Pack, Stemmer};
    use groundswell_languages::{Linguist, by_tag};

    impl Pack {
        /// The pack that is linked to this program; `None` for [`Language::Unknown`].
        pub fn linked(language: Language) -> Option<Self> {
            let linguist = by_tag(language.tag())?;
            Some(Self::new(
                language,
                linguist.data,
                Box::new(Linked(linguist)),
            ))
        }
    }

    struct Linked(&'static Linguist);

    impl Stemmer for Linked {
        fn stem(&self, words: &str) -> Option<String> {
            let mut stems = String::with_capacity(words.len());
            for (at, word) in words.split('\n').enumerate() {
                if at > 0 {
                    stems.push('\n');
                }
                stems.push_str(&self.0.stem(word));
            }
            Some(stems)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct LastOff;

    impl Stemmer for LastOff {
        fn stem(&self, words: &str) -> Option<String> {
            let stems = words.split('\n').map(|word| &word[..word.len() - 1]);
            Some(stems.collect::<Vec<_>>().join("\n"))
        }
    }

    struct Fails(Option<&'static str>);

    impl Stemmer for Fails {
        fn stem(&self, _: &str) -> Option<String> {
            self.0.map(str::to_owned)
        }
    }

    fn stems(pack: &Pack, words: &str) -> Vec<String> {
        let mut found = Vec::new();
        pack.stems(words, |stem, _| found.push(stem.to_owned()));
        found
    }

    #[test]
    fn apostrophes_tell_of_forms_that_name_nothing_or_not_the_word() {
        let answer = Some("bell'\n'\ngong");
        let pack = Pack::new(Language::English, "", Box::new(Fails(answer)));
        let mut found = Vec::new();
        pack.stems("bells\nring\ngong", |stem, is_oblique| {
            found.push((stem.to_owned(), is_oblique));
        });
        let expected = [("bell", true), ("", true), ("gong", false)];
        assert!(
            found
                .iter()
                .map(|(stem, is)| (stem.as_str(), *is))
                .eq(expected)
        );
    }

    #[test]
    fn lists_are_read() {
        let data = "a The\n61 words work\nodd line\n40 wording wordy wordX";
        let pack = Pack::new(Language::English, data, Box::new(LastOff));
        assert!(pack.is_stop_word("a") && pack.is_stop_word("the"));
        assert!(!pack.is_stop_word("words") && !pack.is_stop_word(""));
        assert_eq!(pack.common("word"), 6.1, "the most common of its words");
        assert_eq!(pack.common("wordin"), 4.0);
        assert_eq!(pack.common("the"), 0.0);
        assert_eq!(pack.language(), Language::English);
    }

    #[test]
    fn a_stemmer_that_fails_leaves_words_as_they_are() {
        for answer in [None, Some("one"), Some("a\nb\nc")] {
            let pack = Pack::new(Language::English, "", Box::new(Fails(answer)));
            assert_eq!(stems(&pack, "ones\ntwos"), ["ones", "twos"]);
        }
        let pack = Pack::new(Language::English, "", Box::new(Fails(Some("one\n"))));
        assert_eq!(stems(&pack, "ones\ntwos"), ["one", "twos"]);
    }
}
