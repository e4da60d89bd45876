//! All terms of a page, and the forms in which people wrote them.

use crate::count::TermCount;
use crate::fold::fold;
use crate::index::{Index, hash};
use crate::language::Language;
use crate::lowercase::is_capital;

/// Names a term within its [`Vocabulary`]; terms are numbered from 0 in the order of their discovery.
pub type TermId = u32;

/// The most terms of a vocabulary. Past it new words are not counted; known ones are.
pub const MAX_TERMS: usize = 1 << 17;

/// The most forms, stop words among them, that a vocabulary remembers. Past it new forms of known terms
/// are counted, but can no longer become their label.
pub const MAX_FORMS: usize = 1 << 18;

/// What a use counts for a label. A capital at the start of a sentence says nothing of how the word is
/// written elsewhere, so it counts less than any other use.
const USE: u32 = 8;
const OPENING_USE: u32 = 1;

/// Interns terms by their keys, and for each term the forms that were seen of it.
///
/// Forms are looked up before they are folded: a word that was seen before, stop words included, costs
/// one hash of its letters.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// Forms and keys, one after the other.
    letters: String,
    forms: Vec<Form>,
    terms: Vec<Term>,
    form_index: Index,
    key_index: Index,
    /// Terms that the text at hand said so far.
    said: Vec<TermId>,
    pub(crate) form_buffer: String,
    key_buffer: String,
}

#[derive(Clone, Copy, Debug)]
struct Form {
    letters: Span,
    language: Language,
    /// `None` is a form that is no term: a stop word, a number.
    term: Option<TermId>,
    /// In parts of [`USE`].
    uses: u32,
}

#[derive(Clone, Copy, Debug)]
struct Term {
    key: Span,
    /// The form used most; until one is remembered, the key stands in.
    label: Option<u32>,
    /// How often the text at hand said it.
    count: u32,
}

/// A part of a vocabulary's letters.
#[derive(Clone, Copy, Debug)]
struct Span {
    start: u32,
    end: u32,
}

impl Vocabulary {
    /// A vocabulary without terms.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many terms there are.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether there are no terms.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The folded form by which the term is known; empty for a term of another vocabulary.
    pub fn key(&self, term: TermId) -> &str {
        self.terms
            .get(term as usize)
            .map_or("", |term| self.letters(term.key))
    }

    /// The form of the term that was used most; among equals the shorter, then the one with fewer
    /// capitals. Empty for a term of another vocabulary.
    pub fn label(&self, term: TermId) -> &str {
        self.terms
            .get(term as usize)
            .and_then(|term| self.forms.get(term.label? as usize))
            .map_or(self.key(term), |form| self.letters(form.letters))
    }

    /// The term with this key.
    pub fn find(&self, key: &str) -> Option<TermId> {
        self.key_index
            .find(hash(key.as_bytes(), 0), |term| self.key(term) == key)
    }

    /// Counts one word of the text at hand.
    pub(crate) fn add(&mut self, form: &str, language: Language, opens_sentence: bool) {
        let hash = hash(form.as_bytes(), language as u64 + 1);
        let known = self.form_index.find(hash, |at| {
            self.forms.get(at as usize).is_some_and(|known| {
                known.language == language && self.letters(known.letters) == form
            })
        });
        let Some(at) = known.or_else(|| self.add_form(form, language, hash)) else {
            // Forms are full, which is no reason not to count.
            let term = self.term_of(form, language);
            return self.say(term);
        };
        let opens = opens_sentence && form.starts_with(is_capital);
        let term = self.use_form(at, if opens { OPENING_USE } else { USE });
        self.say(term);
    }

    /// What was counted since the last call, sorted by term.
    pub(crate) fn take_counts(&mut self) -> Vec<TermCount> {
        self.said.sort_unstable();
        let terms = &mut self.terms;
        self.said
            .drain(..)
            .filter_map(|term| {
                let count = std::mem::take(&mut terms.get_mut(term as usize)?.count);
                Some(TermCount { term, count })
            })
            .collect()
    }

    fn say(&mut self, term: Option<TermId>) {
        let Some(id) = term else { return };
        if let Some(term) = self.terms.get_mut(id as usize) {
            if term.count == 0 {
                self.said.push(id);
            }
            term.count = term.count.saturating_add(1);
        }
    }

    fn add_form(&mut self, form: &str, language: Language, hash: u32) -> Option<u32> {
        let at = self.forms.len() as u32;
        if self.forms.len() >= MAX_FORMS || !self.form_index.insert(hash, at) {
            return None;
        }
        let term = self.term_of(form, language);
        let letters = self.keep(form);
        self.forms.push(Form {
            letters,
            language,
            term,
            uses: 0,
        });
        Some(at)
    }

    /// The term of a form, which is new when its key is; `None` when it is no term or there are too many.
    fn term_of(&mut self, form: &str, language: Language) -> Option<TermId> {
        let mut key = std::mem::take(&mut self.key_buffer);
        let term = if fold(form, language, &mut key) {
            self.find(&key).or_else(|| self.add_term(&key))
        } else {
            None
        };
        self.key_buffer = key;
        term
    }

    fn add_term(&mut self, key: &str) -> Option<TermId> {
        let id = self.terms.len() as TermId;
        if self.terms.len() >= MAX_TERMS || !self.key_index.insert(hash(key.as_bytes(), 0), id) {
            return None;
        }
        let key = self.keep(key);
        self.terms.push(Term {
            key,
            label: None,
            count: 0,
        });
        Some(id)
    }

    /// Counts a use of the form, and makes it the label when that puts it first.
    fn use_form(&mut self, at: u32, uses: u32) -> Option<TermId> {
        let form = self.forms.get_mut(at as usize)?;
        form.uses = form.uses.saturating_add(uses);
        let id = form.term?;
        let label = self.terms.get(id as usize)?.label;
        if label != Some(at) && label.is_none_or(|label| self.is_better(at, label)) {
            self.terms.get_mut(id as usize)?.label = Some(at);
        }
        Some(id)
    }

    fn is_better(&self, form: u32, than: u32) -> bool {
        let rank = |at: u32| {
            let form = self.forms.get(at as usize)?;
            let letters = self.letters(form.letters);
            // Capitals come before small letters, so among equals the greater has fewer of them.
            Some((form.uses, std::cmp::Reverse(letters.len()), letters))
        };
        rank(form) > rank(than)
    }

    fn keep(&mut self, letters: &str) -> Span {
        let start = self.letters.len() as u32;
        self.letters.push_str(letters);
        Span {
            start,
            end: self.letters.len() as u32,
        }
    }

    fn letters(&self, span: Span) -> &str {
        self.letters
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::count;

    /// A word for every number, of letters alone.
    fn word(number: usize) -> String {
        let letter = |place: u32| char::from(b'a' + (number / 26_usize.pow(place) % 26) as u8);
        (0..5).map(letter).chain("word".chars()).collect()
    }

    #[test]
    fn a_full_vocabulary_counts_what_it_knows() {
        let mut vocabulary = Vocabulary::new();
        let text: Vec<String> = (0..MAX_TERMS + 10).map(word).collect();
        count(&text.join(" "), Language::German, &mut vocabulary);
        assert_eq!(vocabulary.len(), MAX_TERMS);
        assert_eq!(vocabulary.find(&word(MAX_TERMS + 1)), None);
        let again = format!("{} {}", word(MAX_TERMS + 1), word(7));
        let term = vocabulary.find(&word(7)).unwrap();
        let counts = count(&again, Language::German, &mut vocabulary);
        assert_eq!(counts, [TermCount { term, count: 1 }]);
    }

    #[test]
    fn past_the_last_form_labels_stay() {
        let mut vocabulary = Vocabulary::new();
        let words: Vec<String> = (0..MAX_FORMS).map(word).collect();
        count(&words.join(" "), Language::German, &mut vocabulary);
        let shouted = word(3).to_uppercase();
        let counts = count(&[&*shouted; 9].join(" "), Language::German, &mut vocabulary);
        assert_eq!(counts[0].count, 9);
        assert_eq!(vocabulary.forms.len(), MAX_FORMS);
        assert_eq!(vocabulary.label(counts[0].term), word(3));
    }

    #[test]
    fn the_label_is_the_form_used_most_in_any_order() {
        let check = |texts: &[&str], label: &str| {
            for texts in [texts.to_vec(), texts.iter().rev().copied().collect()] {
                let mut vocabulary = Vocabulary::new();
                for text in texts {
                    count(text, Language::English, &mut vocabulary);
                }
                assert_eq!(vocabulary.label(0), label);
            }
        };
        check(&["our Cloud", "our cloud", "our Cloud"], "Cloud");
        check(&["our Cloud", "our cloud"], "cloud");
        check(&["our clouds", "our cloud"], "cloud");
        check(&["Cloud", "Cloud", "our cloud"], "cloud");
        check(&["our VPN", "VPN", "our vpn"], "VPN");
    }

    #[test]
    fn terms_of_another_vocabulary_have_no_name() {
        let vocabulary = Vocabulary::new();
        assert!(vocabulary.is_empty());
        assert_eq!((vocabulary.key(3), vocabulary.label(3)), ("", ""));
        assert_eq!(vocabulary.find(""), None);
    }

    #[test]
    fn languages_do_not_share_forms() {
        let mut vocabulary = Vocabulary::new();
        count("die", Language::German, &mut vocabulary);
        assert!(vocabulary.is_empty());
        count("die words", Language::English, &mut vocabulary);
        count("Words", Language::German, &mut vocabulary);
        let keys: Vec<&str> = (0..3).map(|term| vocabulary.key(term)).collect();
        assert_eq!(keys, ["die", "word", "words"]);
    }
}
