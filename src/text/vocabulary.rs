//! All terms of a page, and the forms in which people wrote them.

use std::rc::Rc;

use crate::index::{Index, hash};
use crate::language::Language;
use crate::lowercase::is_capital;
use crate::reading::GAP;
use crate::segment::Segmenter;
use crate::tally::Tally;

#[path = "ruled.rs"]
mod ruled;
#[path = "settling.rs"]
mod settling;

use ruled::Ruled;

/// Names a term within its [`Vocabulary`]; terms are numbered from 0 in the order of their discovery.
pub type TermId = u32;

/// Names a form of a word within its [`Vocabulary`]: a word as it is written, in one language.
pub type FormId = u32;

/// The most terms of a vocabulary. Past it new words are not counted; known ones are.
pub const MAX_TERMS: usize = 1 << 17;

/// The most forms, stop words among them, that a vocabulary remembers. Past it new forms are not counted.
pub const MAX_FORMS: usize = 1 << 18;

/// What a use counts for a label. A capital at the start of a sentence says nothing of how the word is
/// written elsewhere, so it counts less than any other use.
const USE: u32 = 8;
const OPENING_USE: u32 = 1;

/// How many times as much a use counts for a label where the form names the word, as a dictionary would: "трава" is
/// the label even where "траву" is said more.
const NAMING: u32 = 4;

/// What a form is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// One of a term's forms.
    Term(TermId),
    /// A stop word, with a number that all its spellings share: by itself no subject, but a part of some.
    Small(u32),
    /// No term: a number, a lone letter, a form whose language is not settled yet; or no form at all.
    Gap,
}

/// Interns the forms of words as they are read, and the terms that they come to.
///
/// A form is looked up before anything else is done to it, so a word that was seen before costs one hash of its
/// letters. What it comes to is found once, for all new forms of a language together, by
/// [`settle`](Self::settle).
///
/// Two languages do not share what they fold to, but a term that is spelled alike in both is one term: a page
/// in two languages has one "VPN".
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// Forms, keys and spellings, one after the other.
    letters: String,
    forms: Vec<Form>,
    /// Forms whose language is not settled, in order.
    open: Vec<FormId>,
    keys: Vec<Key>,
    spellings: Vec<Spelling>,
    terms: Vec<Term>,
    /// Terms of several words, in the order of their terms.
    phrases: Vec<(TermId, Vec<Word>)>,
    form_index: Index,
    key_index: Index,
    spelling_index: Index,
    ruled: Ruled,
    pub(crate) form_buffer: String,
    pub(crate) segmenter: Option<Rc<dyn Segmenter>>,
    /// What counting needs, kept for the next text.
    pub(crate) tally: Tally,
}

#[derive(Clone, Copy, Debug)]
struct Form {
    letters: Span,
    language: Language,
    word: Word,
    /// In parts of [`USE`].
    uses: u32,
    /// Whether it is another than the one that names the word: of another case, with a particle.
    is_oblique: bool,
}

/// What forms of one language are folded to.
#[derive(Clone, Copy, Debug)]
struct Key {
    letters: Span,
    language: Language,
    /// `None` is a stop word.
    term: Option<TermId>,
}

/// A term's form in small letters, by which other languages find it.
#[derive(Clone, Copy, Debug)]
struct Spelling {
    letters: Span,
    term: TermId,
}

#[derive(Clone, Copy, Debug)]
struct Term {
    key: Span,
    /// The form used most; until one is used, the key stands in.
    label: Option<FormId>,
    common: f32,
    /// What its forms count as: this term, unless rules say otherwise.
    word: Word,
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

    /// A vocabulary without terms, which finds words of scripts without spaces by `segmenter`. Without one, two Chinese
    /// characters at a time and kana of one kind stand for words, and nothing for those of other such scripts.
    pub fn with_segmenter(segmenter: Rc<dyn Segmenter>) -> Self {
        Self {
            segmenter: Some(segmenter),
            ..Self::default()
        }
    }

    /// How many terms there are.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether there are no terms.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// What the term's forms are folded to; empty for a term of another vocabulary.
    pub fn key(&self, term: TermId) -> &str {
        self.terms
            .get(term as usize)
            .map_or("", |term| self.letters(term.key))
    }

    /// The form of the term that was used most; among equals the shorter, then the one with fewer
    /// capitals. A term that rules name is written as they do. Empty for a term of another vocabulary.
    pub fn label(&self, term: TermId) -> &str {
        let most_used = self.terms.get(term as usize).and_then(|term| term.label);
        self.ruled_name(term)
            .or(most_used)
            .map_or(self.key(term), |form| self.bare(form))
    }

    /// How common the term is in its language, on the Zipf scale: the decimal logarithm of its uses in a thousand
    /// million words, about 3 to 7; 0 where that is not known.
    pub fn common(&self, term: TermId) -> f32 {
        self.terms
            .get(term as usize)
            .map_or(0.0, |term| term.common)
    }

    /// What a form is, by the rules of the owner.
    pub fn word(&self, form: FormId) -> Word {
        match self.raw_word(form) {
            Word::Term(term) if !self.ruled.changed.is_empty() => {
                self.meaning(term).unwrap_or(Word::Gap)
            }
            word => word,
        }
    }

    /// What a form is without any rules.
    fn raw_word(&self, form: FormId) -> Word {
        self.forms
            .get(form as usize)
            .map_or(Word::Gap, |form| form.word)
    }

    fn meaning(&self, term: TermId) -> Option<Word> {
        self.terms.get(term as usize).map(|term| term.word)
    }

    fn set_meaning(&mut self, term: TermId, word: Word) {
        if let Some(term) = self.terms.get_mut(term as usize) {
            term.word = word;
        }
    }

    /// A form as it is written; empty for one of another vocabulary.
    pub fn form(&self, form: FormId) -> &str {
        self.forms
            .get(form as usize)
            .map_or("", |form| self.letters(form.letters))
    }

    /// The part of a form that names its word: Korean particles are written to the end of nouns.
    pub(crate) fn bare(&self, form: FormId) -> &str {
        let written = self.form(form);
        let known = self.forms.get(form as usize);
        let known = known.filter(|form| form.is_oblique && form.language == Language::Korean);
        match known.map(|form| form.word) {
            // Small letters are as long there, and stems are beginnings.
            Some(Word::Term(term)) => written.get(..self.key(term).len()).unwrap_or(written),
            _ => written,
        }
    }

    /// The term with this key, whatever its language; the first where several languages have one.
    pub fn find(&self, key: &str) -> Option<TermId> {
        let found = self
            .terms
            .iter()
            .position(|term| self.letters(term.key) == key);
        found.map(|at| at as TermId)
    }

    /// The form of `language` that is written so.
    pub fn find_form(&self, form: &str, language: Language) -> Option<FormId> {
        self.form_index.find(form_hash(form, language), |at| {
            self.forms.get(at as usize).is_some_and(|known| {
                known.language == language && self.letters(known.letters) == form
            })
        })
    }

    /// The form of `language` that is written so, which is new when it was not known; [`GAP`] when there is no
    /// room for it. This is no use of it: it is for forms that an owner's rules name.
    pub fn intern(&mut self, form: &str, language: Language) -> FormId {
        self.find_form(form, language)
            .or_else(|| self.add_form(form, language))
            .unwrap_or(GAP)
    }

    /// Whether forms of `language` wait to be settled.
    pub fn is_open(&self, language: Language) -> bool {
        self.open
            .iter()
            .any(|&form| self.language(form) == Some(language))
    }

    /// Remembers a use of a word; its form.
    pub(crate) fn use_word(
        &mut self,
        form: &str,
        language: Language,
        opens_sentence: bool,
    ) -> FormId {
        let id = self.intern(form, language);
        let opens = opens_sentence && form.starts_with(is_capital);
        let Some(known) = self.forms.get_mut(id as usize) else {
            return GAP;
        };
        known.uses = known
            .uses
            .saturating_add(if opens { OPENING_USE } else { USE });
        if let Word::Term(term) = known.word {
            self.choose_label(term, id);
        }
        id
    }

    /// The letters of a stop word, by the number of [`Word::Small`].
    pub(crate) fn small_word(&self, small: u32) -> &str {
        let key = self.keys.get(small as usize);
        key.map_or("", |key| self.letters(key.letters))
    }

    /// The words of a term of several.
    pub(crate) fn phrase_words(&self, term: TermId) -> Option<&[Word]> {
        let at = self.phrases.binary_search_by_key(&term, |phrase| phrase.0);
        self.phrases
            .get(at.ok()?)
            .map(|(_, words)| words.as_slice())
    }

    /// The term of several words with this key, which is new when it was not known; from now on it is labelled
    /// so. `None` when there are too many terms.
    pub(crate) fn set_phrase(
        &mut self,
        key: &str,
        label: &str,
        words: &[Word],
        common: f32,
    ) -> Option<TermId> {
        // The key of no word has a space.
        let known = self.find_key(key, Language::Unknown);
        let known = known.and_then(|key| self.keys.get(key as usize)?.term);
        let term = match known {
            Some(term) => term,
            None => {
                let term = self.add_term(key)?;
                self.add_key(key, Language::Unknown, Some(term))?;
                if words.len() > 1 {
                    self.phrases.push((term, words.to_vec()));
                }
                term
            }
        };
        let form = self.label_form(label, term);
        if let Some(term) = self.terms.get_mut(term as usize) {
            term.common = common;
            term.label = (form != GAP).then_some(form);
        }
        Some(term)
    }

    /// A form that is how `term` is written.
    fn label_form(&mut self, label: &str, term: TermId) -> FormId {
        let form = self.intern(label, Language::Unknown);
        // A new form is open, but what this one comes to is known.
        self.open.pop_if(|open| *open == form);
        self.set(form, Word::Term(term));
        form
    }

    fn language(&self, form: FormId) -> Option<Language> {
        self.forms.get(form as usize).map(|form| form.language)
    }

    fn add_form(&mut self, form: &str, language: Language) -> Option<FormId> {
        let id = self.forms.len() as FormId;
        if self.forms.len() >= MAX_FORMS || !self.form_index.insert(form_hash(form, language), id) {
            return None;
        }
        let letters = self.keep(form);
        self.forms.push(Form {
            letters,
            language,
            word: Word::Gap,
            uses: 0,
            is_oblique: false,
        });
        self.open.push(id);
        Some(id)
    }

    fn set(&mut self, form: FormId, word: Word) {
        if let Some(form) = self.forms.get_mut(form as usize) {
            form.word = word;
        }
    }

    /// The stop word that is `word` in small letters.
    fn small(&mut self, word: &str, language: Language) -> Word {
        let known = self.find_key(word, language);
        known
            .or_else(|| self.add_key(word, language, None))
            .map_or(Word::Gap, Word::Small)
    }

    /// The term that forms of this stem are, or words that are spelled so; a new one when there is none.
    /// `None` when there are too many.
    fn term_of(&mut self, stem: &str, word: &str, language: Language) -> Option<TermId> {
        let key = self.find_key(stem, language);
        let known = key.and_then(|key| self.keys.get(key as usize)?.term);
        if let Some(term) = known {
            self.add_spelling(word, term);
            return Some(term);
        }
        let term = self.find_spelling(word).or_else(|| self.add_term(stem))?;
        self.add_key(stem, language, Some(term))?;
        self.add_spelling(word, term);
        Some(term)
    }

    fn add_term(&mut self, key: &str) -> Option<TermId> {
        if self.terms.len() >= MAX_TERMS {
            return None;
        }
        let key = self.keep(key);
        let id = self.terms.len() as TermId;
        self.terms.push(Term {
            key,
            label: None,
            common: 0.0,
            word: Word::Term(id),
        });
        Some(id)
    }

    fn find_key(&self, key: &str, language: Language) -> Option<u32> {
        self.key_index.find(form_hash(key, language), |at| {
            self.keys.get(at as usize).is_some_and(|known| {
                known.language == language && self.letters(known.letters) == key
            })
        })
    }

    fn add_key(&mut self, key: &str, language: Language, term: Option<TermId>) -> Option<u32> {
        let at = self.keys.len() as u32;
        if !self.key_index.insert(form_hash(key, language), at) {
            return None;
        }
        let letters = self.keep(key);
        self.keys.push(Key {
            letters,
            language,
            term,
        });
        Some(at)
    }

    fn find_spelling(&self, word: &str) -> Option<TermId> {
        let at = self.spelling_index.find(hash(word.as_bytes(), 0), |at| {
            let known = self.spellings.get(at as usize);
            known.is_some_and(|known| self.letters(known.letters) == word)
        })?;
        self.spellings.get(at as usize).map(|known| known.term)
    }

    /// The first term that is spelled so keeps the spelling.
    fn add_spelling(&mut self, word: &str, term: TermId) {
        let at = self.spellings.len() as u32;
        if self.find_spelling(word).is_none()
            && self.spelling_index.insert(hash(word.as_bytes(), 0), at)
        {
            let letters = self.keep(word);
            self.spellings.push(Spelling { letters, term });
        }
    }

    /// Makes a form the label of its term when it is used more than the one that is.
    fn choose_label(&mut self, term: TermId, form: FormId) {
        let label = self.terms.get(term as usize).and_then(|term| term.label);
        if label != Some(form)
            && label.is_none_or(|label| self.is_better(form, label))
            && let Some(term) = self.terms.get_mut(term as usize)
        {
            term.label = Some(form);
        }
    }

    fn is_better(&self, form: FormId, than: FormId) -> bool {
        let rank = |at: FormId| {
            let form = self.forms.get(at as usize)?;
            let letters = self.letters(form.letters);
            let naming = if form.is_oblique { 1 } else { NAMING };
            // Capitals come before small letters, so among equals the greater has fewer of them.
            Some((
                form.uses.saturating_mul(naming),
                std::cmp::Reverse(letters.len()),
                letters,
            ))
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

fn form_hash(letters: &str, language: Language) -> u32 {
    hash(letters.as_bytes(), language as u64 + 1)
}
