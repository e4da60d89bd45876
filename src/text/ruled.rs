//! What an owner's [`Rules`] do to a vocabulary: which terms are the same, which are small words, which are hidden,
//! and which words make a term wherever they stand together.
//!
//! A rule names words as they are written. They are read in every language that the vocabulary reads, settled with
//! all other forms, and so mean terms, in all inflections. What they mean is found anew before counting whenever
//! something was settled: rules change, and packs come late.

use std::rc::Rc;

use crate::index::{Index, hash};
use crate::language::Language;
use crate::lowercase::lowercase;
use crate::reading::GAP;
use crate::rules::{Rule, Rules};
use crate::tally::Tally;
use crate::together::MIN_COMMON;

use super::{FormId, TermId, Vocabulary, Word};

/// The rules of a vocabulary, and what they mean in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ruled {
    rules: Rules,
    /// Languages in which words were read, a bit each.
    languages: u32,
    /// Whether something changed since the rules were applied.
    due: bool,
    applying: Option<Applying>,
    /// Terms that are ruled to be something else.
    pub(crate) changed: Vec<TermId>,
    /// Ascending.
    hidden: Vec<TermId>,
    /// Labels as the owner writes them.
    names: Vec<(TermId, FormId)>,
    runs: Vec<Run>,
    /// The first of the runs with each beginning.
    begins: Index,
}

/// Rules that are applied at once.
const RULES_AT_ONCE: usize = 64;

/// Applying makes terms that other rules may mean as well: the second time all of them are known.
const ROUNDS: usize = 2;

/// Where the applying of rules has got to.
#[derive(Clone, Debug, Default)]
struct Applying {
    languages: Vec<Language>,
    /// Rounds that are over.
    rounds: usize,
    /// The next rule: those of the first language come first.
    at: usize,
    found: Found,
}

/// What the rules of a round come to besides terms with another meaning.
#[derive(Clone, Debug, Default)]
struct Found {
    runs: Vec<(Rc<[FormId]>, FormId)>,
    names: Vec<(TermId, FormId)>,
    hidden: Vec<TermId>,
}

/// Words that are one term wherever they stand together.
#[derive(Clone, Debug)]
struct Run {
    /// As [`Vocabulary::code`] has them.
    words: Vec<u64>,
    /// The form that takes their place.
    form: FormId,
    /// Another with the same beginning.
    next: Option<u32>,
}

impl Ruled {
    /// Whether there is no rule, and no trace of one.
    fn is_idle(&self) -> bool {
        self.rules.is_empty()
            && self.changed.is_empty()
            && self.hidden.is_empty()
            && self.names.is_empty()
            && self.runs.is_empty()
    }
}

impl Vocabulary {
    /// Sets the rules of the owner, in place of earlier ones. Words that they name wait to be settled; then all that was
    /// read is to be counted anew.
    pub fn set_rules(&mut self, rules: Rules) {
        self.ruled.rules = rules;
        self.ruled.due = true;
        for language in self.ruled_languages() {
            self.open_rules(language);
        }
    }

    /// The terms that are not to be shown: those that rules hide, and phrases with one of them in it.
    pub fn hidden(&self) -> Vec<TermId> {
        let mut hidden = self.ruled.hidden.clone();
        if !hidden.is_empty() {
            let is_hidden = |word: &Word| matches!(word, Word::Term(term) if self.ruled.hidden.binary_search(term).is_ok());
            let phrases = self.phrases.iter();
            let phrases = phrases.filter(|(_, words)| words.iter().any(is_hidden));
            hidden.extend(phrases.map(|phrase| phrase.0));
        }
        hidden
    }

    /// Notes that words of `language` are read.
    pub(crate) fn rule_language(&mut self, language: Language) {
        let bit = 1 << language as u32;
        if self.ruled.languages & bit == 0 {
            self.ruled.languages |= bit;
            self.open_rules(language);
        }
    }

    /// Something was settled, so rules may mean something else.
    pub(crate) fn rules_are_due(&mut self) {
        self.ruled.due = true;
    }

    /// The owner's spelling of a term.
    pub(crate) fn ruled_name(&self, term: TermId) -> Option<FormId> {
        let names = &self.ruled.names;
        names.iter().find(|name| name.0 == term).map(|name| name.1)
    }

    /// Whether words that stand together are ruled to be this term.
    pub(crate) fn is_ruled(&self, term: TermId) -> bool {
        let mut runs = self.ruled.runs.iter();
        runs.any(|run| self.word(run.form) == Word::Term(term))
    }

    /// The form that stands at the beginning of `forms`, and how many of them it takes up: of words that are ruled to
    /// be one term, all.
    pub(crate) fn take(&self, forms: &[FormId]) -> (FormId, usize) {
        let first = forms.first().copied().unwrap_or(GAP);
        let mut taken = (first, 1);
        if first == GAP || self.ruled.runs.is_empty() {
            return taken;
        }
        let code = self.code(first);
        self.longest(code, forms, &mut taken);
        if code != exactly(first) {
            self.longest(exactly(first), forms, &mut taken);
        }
        taken
    }

    /// Finds out a part of what the rules mean by now, if that may have changed; whether there is more to do. What
    /// they hide and name stays as it was until all of it is known.
    pub(crate) fn apply_some_rules(&mut self) -> bool {
        if std::mem::take(&mut self.ruled.due) {
            self.ruled.applying = (!self.ruled.is_idle()).then(Applying::default);
        }
        let Some(mut applying) = self.ruled.applying.take() else {
            return false;
        };
        let rules = std::mem::take(&mut self.ruled.rules);
        self.apply_some(&rules, &mut applying);
        let has_more = applying.rounds < ROUNDS;
        self.ruled.rules = rules;
        self.ruled.applying = has_more.then_some(applying);
        has_more
    }

    fn apply_some(&mut self, rules: &Rules, applying: &mut Applying) {
        if applying.at == 0 {
            self.forget_meanings();
            applying.found = Found::default();
            let languages = self.ruled_languages();
            applying.languages = languages
                .filter(|&language| !self.is_open(language))
                .collect();
        }
        let end = applying.at + RULES_AT_ONCE;
        while applying.at < end {
            let language = applying.at / rules.len().max(1);
            let Some(&language) = applying.languages.get(language) else {
                applying.rounds += 1;
                applying.at = 0;
                if applying.rounds == ROUNDS {
                    self.conclude(std::mem::take(&mut applying.found));
                }
                return;
            };
            self.apply(
                rules,
                applying.at % rules.len().max(1),
                language,
                &mut applying.found,
            );
            applying.at += 1;
        }
    }

    /// Lets every term mean what it did without rules.
    fn forget_meanings(&mut self) {
        for term in std::mem::take(&mut self.ruled.changed) {
            self.set_meaning(term, Word::Term(term));
        }
    }

    /// Applies one rule in one language.
    fn apply(&mut self, rules: &Rules, at: usize, language: Language, found: &mut Found) {
        match rules.get(at) {
            Some(Rule::Synonyms(group)) => {
                let mut shown: Option<(TermId, FormId)> = None;
                for text in group {
                    let (forms, own) = self.ruled_words(text, language);
                    shown = shown.or_else(|| self.named(text, own, &forms));
                    let Some((term, form)) = shown else { break };
                    match own {
                        Some(own) => self.unite(own, term),
                        None => found.runs.push((forms, form)),
                    }
                }
                found.names.extend(shown);
            }
            Some(Rule::Hidden(text)) => {
                let (forms, own) = self.ruled_words(text, language);
                match own {
                    Some(own) => found.hidden.push(own),
                    // A word that is no term is not shown anyway.
                    None if forms.len() > 1 => {
                        let named = self.named(text, None, &forms);
                        found.hidden.extend(named.map(|named| named.0));
                        found.runs.extend(named.map(|named| (forms, named.1)));
                    }
                    None => {}
                }
            }
            Some(Rule::StopWord(text)) => {
                if let (_, Some(term)) = self.ruled_words(text, language) {
                    let key = self.key(term).to_owned();
                    let small = self.small(&key, language);
                    self.mean(self.root(term), small);
                }
            }
            None => {}
        }
    }

    /// Ends the last round.
    fn conclude(&mut self, found: Found) {
        // Words of several are looked up by what they mean, so that must be known.
        self.flatten();
        self.ruled.runs.clear();
        self.ruled.begins = Index::default();
        for (forms, form) in found.runs {
            self.add_run(&forms, form);
        }
        self.flatten();
        self.ruled.names.clear();
        for (term, form) in found.names {
            let term = self.root(term);
            if self.ruled_name(term).is_none() {
                self.ruled.names.push((term, form));
            }
        }
        let mut hidden = Tally::default();
        for term in found.hidden {
            hidden.add(self.root(term), 0);
        }
        self.ruled.hidden = hidden.take().iter().map(|hidden| hidden.term).collect();
    }

    /// Languages in which words were read.
    fn ruled_languages(&self) -> impl Iterator<Item = Language> + use<> {
        let read = self.ruled.languages;
        let all = Language::ALL.into_iter().chain([Language::Unknown]);
        all.filter(move |&language| read & 1 << language as u32 != 0)
    }

    /// Makes forms of the words that rules name.
    fn open_rules(&mut self, language: Language) {
        let rules = std::mem::take(&mut self.ruled.rules);
        let texts = rules.stop_words.iter().chain(&rules.hidden);
        for text in texts.chain(rules.synonyms.iter().flatten()) {
            self.read_words(text, language, false);
        }
        self.ruled.rules = rules;
    }

    /// The forms of a rule's text, and the term that it is if it is one word.
    fn ruled_words(&mut self, text: &str, language: Language) -> (Rc<[FormId]>, Option<TermId>) {
        let forms = self.read_words(text, language, false).0;
        let own = match forms[..] {
            [form] => match self.raw_word(form) {
                Word::Term(term) => Some(term),
                _ => None,
            },
            _ => None,
        };
        (forms, own)
    }

    /// The term that is shown as `text`, with a form of it: `own` where it is a word, else one that is made for it.
    fn named(
        &mut self,
        text: &str,
        own: Option<TermId>,
        forms: &[FormId],
    ) -> Option<(TermId, FormId)> {
        let term = match own {
            Some(own) => own,
            None => {
                let mut key: String = text.chars().map(lowercase).collect();
                // No word's key has a space, and no phrase's ends with one: "IT" is not "it".
                if forms.len() < 2 {
                    key.push(' ');
                }
                let mut words: Vec<Word> = forms.iter().map(|&form| self.raw_word(form)).collect();
                if words.contains(&Word::Gap) {
                    words.clear();
                }
                self.set_phrase(&key, text, &words, MIN_COMMON)?
            }
        };
        Some((term, self.label_form(text, term)))
    }

    /// Makes one term of two.
    fn unite(&mut self, one: TermId, other: TermId) {
        let (one, other) = (self.root(one), self.root(other));
        match self.meaning(one) {
            _ if one == other => {}
            // A stop word makes stop words of all that are one with it, whichever rule is heeded first.
            Some(small @ Word::Small(_)) => self.mean(other, small),
            _ => self.mean(one, Word::Term(other)),
        }
    }

    fn mean(&mut self, term: TermId, word: Word) {
        self.set_meaning(term, word);
        self.ruled.changed.push(term);
    }

    /// The term that a term is ruled to be, over any number of rules. Invariant: no term is ruled to be itself in
    /// a roundabout way, as only roots are ruled to be others.
    fn root(&self, mut term: TermId) -> TermId {
        while let Some(Word::Term(other)) = self.meaning(term)
            && other != term
        {
            term = other;
        }
        term
    }

    /// Gives every ruled term the meaning of its root, so that one step leads there.
    fn flatten(&mut self) {
        for at in 0..self.ruled.changed.len() {
            let Some(&term) = self.ruled.changed.get(at) else {
                return;
            };
            let root = self.root(term);
            if let Some(word) = self.meaning(root) {
                self.set_meaning(term, word);
            }
        }
    }

    /// Words that stand together are to be `form`'s term.
    fn add_run(&mut self, forms: &[FormId], form: FormId) {
        let words: Vec<u64> = match *forms {
            // Of a word that is small, this spelling alone is meant: "US", not "us".
            [only] => match self.word(only) {
                Word::Small(small) if self.small_word(small) == self.form(only) => return,
                _ => vec![exactly(only)],
            },
            _ => forms.iter().map(|&form| self.code(form)).collect(),
        };
        let Some(&first) = words.first().filter(|_| !forms.contains(&GAP)) else {
            return;
        };
        let at = self.ruled.runs.len() as u32;
        let mut next = None;
        match self.run_at(first) {
            Some(begin) => {
                let is_same = |run: &&Run| run.words == words;
                let same = self.runs_from(begin).find(is_same).map(|run| run.form);
                let same = same.map(|form| self.raw_word(form));
                if let Some(same) = same {
                    if let (Word::Term(one), Word::Term(other)) = (self.raw_word(form), same) {
                        self.unite(one, other);
                    }
                    return;
                }
                if let Some(begin) = self.ruled.runs.get_mut(begin as usize) {
                    next = begin.next.replace(at);
                }
            }
            None => {
                if !self.ruled.begins.insert(code_hash(first), at) {
                    return;
                }
            }
        }
        self.ruled.runs.push(Run { words, form, next });
    }

    /// The first run that begins with a word.
    fn run_at(&self, first: u64) -> Option<u32> {
        let begins = |run: &Run| run.words.first() == Some(&first);
        let runs = &self.ruled.runs;
        let is = |at: u32| runs.get(at as usize).is_some_and(begins);
        self.ruled.begins.find(code_hash(first), is)
    }

    /// A run and the others with the same beginning.
    fn runs_from(&self, begin: u32) -> impl Iterator<Item = &Run> {
        let get = |at: u32| self.ruled.runs.get(at as usize);
        std::iter::successors(get(begin), move |run| get(run.next?))
    }

    /// Prefers the longest run that begins with a word, where it is longer than what is taken.
    fn longest(&self, first: u64, forms: &[FormId], taken: &mut (FormId, usize)) {
        let Some(begin) = self.run_at(first) else {
            return;
        };
        for run in self.runs_from(begin) {
            let len = run.words.len();
            let rest = forms.get(1..len).unwrap_or_default();
            let is_here = rest.len() + 1 == len
                && rest
                    .iter()
                    .zip(run.words.iter().skip(1))
                    .all(|(&form, &word)| self.code(form) == word);
            if is_here && len >= taken.1 {
                *taken = (run.form, len);
            }
        }
    }

    /// What rules compare: the term or small word that a form is; of any other, the form.
    fn code(&self, form: FormId) -> u64 {
        match self.word(form) {
            Word::Term(term) => u64::from(term),
            Word::Small(small) => 1 << 32 | u64::from(small),
            Word::Gap => exactly(form),
        }
    }
}

/// The code of a form that stands for itself alone.
fn exactly(form: FormId) -> u64 {
    2 << 32 | u64::from(form)
}

fn code_hash(code: u64) -> u32 {
    hash(&code.to_le_bytes(), 0)
}
