//! How new forms become terms: all of a language together, a batch at a time, by the pack of the language or plainly.

use crate::fold::fold;
use crate::identify;
use crate::language::Language;
use crate::pack::Pack;
use crate::script::is_hiragana;

use super::{FormId, Vocabulary, Word};

/// Forms that are settled at once.
const BATCH: usize = 1 << 11;

impl Vocabulary {
    /// Makes terms of all new forms in the language of `pack`.
    pub fn settle(&mut self, pack: &Pack) {
        while self.settle_some(pack) {}
    }

    /// Does a part of what [`settle`](Self::settle) does, of about two milliseconds; whether there is more to do.
    pub fn settle_some(&mut self, pack: &Pack) -> bool {
        self.settle_batch(pack.language(), Some(pack))
    }

    /// The same of [`settle_plainly`](Self::settle_plainly).
    pub fn settle_some_plainly(&mut self, language: Language) -> bool {
        self.settle_batch(language, None)
    }

    /// Makes terms of all new forms of a language that has no pack, or whose pack cannot be had: they are folded by
    /// case alone.
    pub fn settle_plainly(&mut self, language: Language) {
        while self.settle_some_plainly(language) {}
    }

    /// The same for all languages.
    pub fn settle_rest(&mut self) {
        while let Some(language) = self.open.first().and_then(|&form| self.language(form)) {
            self.settle_plainly(language);
        }
    }

    fn settle_batch(&mut self, language: Language, pack: Option<&Pack>) -> bool {
        let mut batch = Batch::default();
        let mut open = std::mem::take(&mut self.open);
        let mut taken = 0;
        open.retain(|&form| {
            let is_due = taken < BATCH && self.language(form) == Some(language);
            if is_due {
                taken += 1;
                self.prepare(form, pack, &mut batch);
            }
            !is_due
        });
        self.open = open;
        self.rules_are_due();
        self.finish(pack, &mut batch);
        taken == BATCH
    }

    /// Sees whether a form is a term at all, and puts it into the batch.
    fn prepare(&mut self, form: FormId, pack: Option<&Pack>, batch: &mut Batch) {
        let Some(known) = self.forms.get(form as usize).copied() else {
            return;
        };
        let mut word = std::mem::take(&mut batch.word);
        let is_term = fold(self.letters(known.letters), known.language, &mut word);
        if word == "'" {
            // "Users'" says what "user's" says.
            word.push('s');
        }
        let is_stop_word = match pack {
            Some(pack) => pack.is_stop_word(&word),
            None => identify::is_everywhere(&word, known.language),
        };
        if is_small(&word) || is_stop_word {
            let small = self.small(&word, known.language);
            self.set(form, small);
        } else if is_term {
            batch.add(form, &word);
        }
        batch.word = word;
    }

    /// Stems the batch and finds the term of each of its forms.
    fn finish(&mut self, pack: Option<&Pack>, batch: &mut Batch) {
        if batch.forms.is_empty() {
            return;
        }
        let mut forms = batch.forms.iter().copied();
        let mut words = batch.words.split('\n');
        let mut found = |stem: &str, is_oblique: bool| {
            let (Some(form), Some(word)) = (forms.next(), words.next()) else {
                return;
            };
            if stem.is_empty() {
                return;
            }
            if let Some(form) = self.forms.get_mut(form as usize) {
                form.is_oblique = is_oblique;
            }
            let term = self
                .language(form)
                .and_then(|language| self.term_of(stem, word, language));
            if let (Some(term), Some(pack)) = (term, pack)
                && let Some(term) = self.terms.get_mut(term as usize)
            {
                term.common = term.common.max(pack.common(stem));
            }
            if let Some(term) = term {
                self.set(form, Word::Term(term));
                self.choose_label(term, form);
            }
        };
        match pack {
            Some(pack) => pack.stems(&batch.words, found),
            None => batch.words.split('\n').for_each(|word| found(word, false)),
        }
        batch.clear();
    }
}

/// Whether a word is a small one in any language: what an apostrophe ties to others, Japanese in round letters.
fn is_small(word: &str) -> bool {
    !word.is_empty() && (word.starts_with('\'') || word.ends_with('\'') || is_hiragana(word))
}

/// Forms on their way to become terms, with their normalised letters, parted by line feeds.
#[derive(Default)]
struct Batch {
    forms: Vec<FormId>,
    words: String,
    word: String,
}

impl Batch {
    fn add(&mut self, form: FormId, word: &str) {
        if !self.forms.is_empty() {
            self.words.push('\n');
        }
        self.words.push_str(word);
        self.forms.push(form);
    }

    fn clear(&mut self) {
        self.forms.clear();
        self.words.clear();
    }
}
