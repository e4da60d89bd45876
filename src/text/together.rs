//! Counting the posts of a page together, so that terms of several words are found among them.

use crate::phrases::{Counting, Phrase, STRIDE, Search};
use crate::reading::{Reading, TermCount};
use crate::script::unspaced;
use crate::vocabulary::{FormId, TermId, Vocabulary, Word};

/// How common a phrase is in its language at the least, on the Zipf scale. No list knows phrases, and that a
/// page has one is a lesser surprise than that it has a word as rare: of what stands together on a page some is
/// bound to be rare. Chosen by the half of the keyword bench's documents that is for choosing.
pub(crate) const MIN_COMMON: f32 = 4.6;

/// The counting of all readings of a page together, a part at a time: [`Vocabulary::counts_together`] says what it
/// comes to. In between, the vocabulary may be used for anything else; rules that change meanwhile need another
/// counting.
#[derive(Debug)]
pub struct Together {
    readings: Vec<Reading>,
    /// The next form: in which reading, and which.
    reading: usize,
    form: usize,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// The rules are applied.
    Rules,
    /// The words are put together.
    Words(Search),
    /// Phrases are looked for among them.
    Phrases(Search),
    Counts(Counting),
}

impl Together {
    /// A counting of `readings` that is to begin.
    pub fn new(readings: Vec<Reading>) -> Self {
        Self {
            readings,
            reading: 0,
            form: 0,
            stage: Stage::Rules,
        }
    }

    /// Counts a part, of a millisecond or less; whether there is more to do. It is always the same vocabulary
    /// that is to be given.
    pub fn step(&mut self, vocabulary: &mut Vocabulary) -> bool {
        match &mut self.stage {
            Stage::Rules => {
                if !vocabulary.apply_some_rules() {
                    self.stage = Stage::Words(Search::default());
                }
            }
            Stage::Words(search) => {
                let mut search = std::mem::take(search);
                let has_more = self.add_words(&mut search, vocabulary);
                self.stage = if has_more {
                    Stage::Words(search)
                } else {
                    Stage::Phrases(search)
                };
            }
            Stage::Phrases(search) => {
                if !search.step() {
                    let search = std::mem::take(search);
                    let phrases = search.phrases().map(|phrase| vocabulary.phrase(&phrase));
                    let terms = phrases.collect();
                    self.stage = Stage::Counts(search.count(terms));
                }
            }
            Stage::Counts(counting) => return counting.step(),
        }
        true
    }

    /// What each reading says, sorted by term, once there is no more to do.
    pub fn counts(self) -> Vec<Vec<TermCount>> {
        match self.stage {
            Stage::Counts(counting) => counting.counts(),
            _ => Vec::new(),
        }
    }

    fn add_words(&mut self, search: &mut Search, vocabulary: &Vocabulary) -> bool {
        for _ in 0..STRIDE {
            let Some(reading) = self.readings.get(self.reading) else {
                return false;
            };
            match reading.forms().get(self.form..) {
                None | Some([]) => {
                    search.end_post();
                    self.reading += 1;
                    self.form = 0;
                }
                Some(rest) => {
                    let (form, taken) = vocabulary.take(rest);
                    search.push(form, vocabulary.word(form));
                    self.form += taken;
                }
            }
        }
        true
    }
}

impl Vocabulary {
    /// The terms that each of `readings` says, sorted by term, with phrases among them: terms of several words
    /// that all readings together show to be one. Words of a language that is not settled yet are left out.
    ///
    /// A phrase's key is the keys of its words with spaces between. A phrase keeps its number as long as the
    /// vocabulary lives, but what is a phrase may change with the readings.
    pub fn counts_together(&mut self, readings: &[&Reading]) -> Vec<Vec<TermCount>> {
        let mut counting = Together::new(readings.iter().copied().cloned().collect());
        while counting.step(self) {}
        counting.counts()
    }

    /// The term that a phrase is, a new one where it was not known, labelled as it is written mostly.
    fn phrase(&mut self, phrase: &Phrase) -> Option<TermId> {
        let mut key = String::new();
        let mut common = f32::INFINITY;
        for &word in &phrase.words {
            if !key.is_empty() {
                key.push(' ');
            }
            match word {
                Word::Term(term) => {
                    key.push_str(self.key(term));
                    common = common.min(self.common(term));
                }
                Word::Small(small) => key.push_str(self.small_word(small)),
                Word::Gap => return None,
            }
        }
        let labels = phrase.labels.iter().map(|forms| self.written(forms));
        // As with words: among equals the shorter, then the one with fewer capitals.
        let label = labels.max_by(|one, other| {
            let rank = |label: &str| std::cmp::Reverse(label.len());
            rank(one).cmp(&rank(other)).then_with(|| one.cmp(other))
        })?;
        self.set_phrase(&key, &label, &phrase.words, common.max(MIN_COMMON))
    }

    /// Forms side by side as people write them: nothing stands before or after an apostrophe, but after that of a
    /// plural, nor between the letters of scripts without spaces.
    fn written(&self, forms: &[FormId]) -> String {
        let is_unspaced = |c: Option<char>| c.and_then(unspaced).is_some();
        let mut written = String::new();
        let mut before = "";
        for &form in forms {
            let form = self.bare(form);
            let joins = written.is_empty()
                || form.starts_with('\'')
                || before.len() > 1 && before.ends_with('\'')
                || is_unspaced(before.chars().next_back()) && is_unspaced(form.chars().next());
            if !joins {
                written.push(' ');
            }
            written.push_str(form);
            before = form;
        }
        written
    }
}

#[cfg(test)]
mod tests {
    use super::MIN_COMMON;
    use crate::{Language, Pack, Vocabulary, occurrences};

    /// A page of posts in `language`, settled, with what it says by label.
    fn counts(posts: &[&str], language: Language) -> (Vocabulary, Vec<Vec<(String, u32)>>) {
        let mut vocabulary = Vocabulary::new();
        let readings: Vec<_> = posts
            .iter()
            .map(|post| vocabulary.read(post, language))
            .collect();
        vocabulary.settle(&Pack::linked(language).unwrap());
        let counts = vocabulary.counts_together(&readings.iter().collect::<Vec<_>>());
        let named = counts.iter().map(|counts| {
            let label = |term| vocabulary.label(term).to_owned();
            counts.iter().map(|c| (label(c.term), c.count)).collect()
        });
        let named = named.collect();
        (vocabulary, named)
    }

    const ENGLISH: [&str; 3] = [
        "Peer leadership works. The Bank of England wrote about it; pumps, soup and a violin.",
        "We tried peer leadership. Reports by the Bank of England were read by carpenters at lunch.",
        "Some say peer leadership is what the Bank of England needs. Others prefer gardens and bridges.",
    ];

    #[test]
    fn phrases_are_terms_with_key_and_label() {
        let (mut vocabulary, counts) = counts(&ENGLISH, Language::English);
        for said in &counts {
            for label in ["peer leadership", "Bank of England"] {
                assert!(said.contains(&(label.to_owned(), 1)), "{said:?}");
            }
            assert!(
                !said
                    .iter()
                    .any(|(label, _)| label == "leadership" || label == "Bank")
            );
        }
        let bank = vocabulary.find("bank of england").unwrap();
        assert_eq!(vocabulary.label(bank), "Bank of England");
        // Counted again it is the same term.
        let readings = ENGLISH.map(|post| vocabulary.read(post, Language::English));
        let terms = vocabulary.len();
        let again = vocabulary.counts_together(&readings.iter().collect::<Vec<_>>());
        assert!(
            again[0]
                .iter()
                .any(|counted| counted.term == bank && counted.count == 1)
        );
        assert_eq!(vocabulary.len(), terms);
    }

    #[test]
    fn a_phrase_is_as_common_as_its_rarest_word_but_not_rare() {
        let (vocabulary, _) = counts(&ENGLISH, Language::English);
        let common = |key| vocabulary.common(vocabulary.find(key).unwrap());
        let rarest = common("bank").min(common("england"));
        assert!(rarest > MIN_COMMON);
        assert_eq!(common("bank of england"), rarest);
        let posts = [
            "Zorbic quux grows in gardens.",
            "The zorbic quux likes bridges, pumps and violins.",
            "A zorbic quux and soup for carpenters.",
        ];
        let (vocabulary, _) = counts(&posts, Language::English);
        let phrase = vocabulary.find("zorbic quux").unwrap();
        assert_eq!(vocabulary.common(phrase), MIN_COMMON);
    }

    #[test]
    fn phrases_are_found_again_where_they_stand() {
        let (vocabulary, _) = counts(&ENGLISH, Language::English);
        let bank = vocabulary.find("bank of england").unwrap();
        let text = "The Bank of England. A bank. Of England? BANK OF ENGLAND the bank of England";
        let ranges = occurrences(text, Language::English, bank, &vocabulary);
        // Spellings that no post had are not known.
        assert_eq!(ranges.first(), Some(&(4..19)), "{ranges:?}");
        let peer = vocabulary.find("peer leadership").unwrap();
        let ranges = occurrences(ENGLISH[1], Language::English, peer, &vocabulary);
        assert_eq!(ranges.first(), Some(&(9..24)));
    }

    #[test]
    fn counts_tell_where_a_term_is_said_first() {
        let mut vocabulary = Vocabulary::new();
        let readings: Vec<_> = ENGLISH
            .iter()
            .map(|post| vocabulary.read(post, Language::English))
            .collect();
        vocabulary.settle(&Pack::linked(Language::English).unwrap());
        let counts = vocabulary.counts_together(&readings.iter().collect::<Vec<_>>());
        let first = |post: usize, key: &str| {
            let term = vocabulary.find(key).unwrap();
            let said = counts[post].iter().find(|said| said.term == term);
            said.unwrap().first
        };
        // The gap after "works." is counted.
        assert_eq!(first(0, "peer leadership"), 0);
        assert_eq!(first(0, "bank of england"), 5);
        assert_eq!(first(1, "peer leadership"), 2);
        assert_eq!(first(2, "bank of england"), 7);
        assert!(counts.iter().zip(&readings).all(|(said, reading)| {
            said.iter()
                .all(|said| (said.first as usize) < reading.forms().len())
        }));
    }

    #[test]
    fn possessives_of_plurals_are_parts_of_phrases() {
        let posts = [
            "The users\u{2019} report is out. Soup and a violin for lunch.",
            "We read the users' report; bridges, gardens and pumps.",
            "A user's report by carpenters. The users' report and a violin.",
        ];
        let (vocabulary, counts) = counts(&posts, Language::English);
        let (label, times) = ("users' report".to_owned(), [1, 1, 2]);
        for (said, times) in counts.iter().zip(times) {
            assert!(said.contains(&(label.clone(), times)), "{said:?}");
        }
        let report = vocabulary.find("user 's report").unwrap();
        let ranges = occurrences(posts[0], Language::English, report, &vocabulary);
        assert_eq!(ranges.first(), Some(&(4..19)));
    }

    #[test]
    fn small_words_and_apostrophes_are_written_as_they_are() {
        let french = [
            "Le chiffre d'affaires monte. Le chat dort.",
            "Un chiffre d'affaires stable et une maison verte.",
            "Le chiffre d'affaires baisse ; la pluie tombe sur le jardin.",
        ];
        let (vocabulary, _) = counts(&french, Language::French);
        let phrase = (0..vocabulary.len() as u32).map(|term| vocabulary.label(term));
        let phrase: Vec<&str> = phrase
            .filter(|label| label.starts_with("chiffre"))
            .collect();
        assert!(!phrase.contains(&"chiffre d' affaires"), "{phrase:?}");
    }
}
