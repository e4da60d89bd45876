//! What people say at work in each language, and what its terms are: a file of `speech` each, made by hand.
//!
//! A file has five parts, parted by lines that begin with `#`:
//!
//! - `# talk`: sentences. `[A word]` in brackets must become a term.
//! - `# together`: forms of one word on each line; they share a key.
//! - `# apart`: words on each line of which no two share a key.
//! - `# small`: words that must not become terms, whether the sentences say them or not.
//! - `# labels`: a form, and how its term is labelled after all the sentences.
//!
//! Where a script has no spaces, ICU tells where words end, as it does in browsers.

mod linked;

use std::rc::Rc;

use groundswell_text::{IcuSegmenter, Language, TermId, Vocabulary, Word};
use linked::{count, settle};

/// The fewest sentences of a language.
const MIN_SENTENCES: usize = 30;

/// The vocabulary of one language's file.
struct Speech {
    language: Language,
    parts: Vec<(&'static str, Vec<&'static str>)>,
    vocabulary: Vocabulary,
    faults: Vec<String>,
}

impl Speech {
    fn new(tag: &str, file: &'static str) -> Self {
        let mut parts: Vec<(&str, Vec<&str>)> = Vec::new();
        for line in file.lines().filter(|line| !line.is_empty()) {
            match (line.strip_prefix("# "), parts.last_mut()) {
                (Some(name), _) => parts.push((name, Vec::new())),
                (None, Some((_, lines))) => lines.push(line),
                (None, None) => assert_eq!(line, "# talk", "{tag} begins with its first part"),
            }
        }
        Self {
            language: Language::from_tag(tag),
            parts,
            vocabulary: Vocabulary::with_segmenter(Rc::new(IcuSegmenter::new())),
            faults: Vec::new(),
        }
    }

    fn lines(&self, name: &str) -> Vec<&'static str> {
        let part = self.parts.iter().find(|(part, _)| *part == name);
        assert!(part.is_some(), "no part {name}");
        part.map(|(_, lines)| lines.clone()).unwrap_or_default()
    }

    fn word(&mut self, form: &str) -> Word {
        let form = self.vocabulary.intern(form, self.language);
        settle(&mut self.vocabulary, self.language);
        self.vocabulary.word(form)
    }

    fn term(&mut self, form: &str) -> Option<TermId> {
        match self.word(form) {
            Word::Term(term) => Some(term),
            _ => {
                self.faults.push(format!("{form} is no term"));
                None
            }
        }
    }

    fn key(&mut self, form: &str) -> String {
        let term = self.term(form);
        term.map_or_else(String::new, |term| self.vocabulary.key(term).to_owned())
    }

    fn check_talk(&mut self) {
        let sentences = self.lines("talk");
        assert!(sentences.len() >= MIN_SENTENCES, "{}", sentences.len());
        for sentence in sentences {
            let said = sentence.replace(['[', ']'], "");
            let counts = count(&said, self.language, &mut self.vocabulary);
            for word in sentence.split('[').skip(1) {
                let word = word.split(']').next().unwrap_or_default();
                let Some(term) = self.term(word) else {
                    continue;
                };
                if counts.iter().all(|count| count.term != term) {
                    self.faults
                        .push(format!("{word} is not counted in: {said}"));
                }
            }
        }
    }

    fn check_keys(&mut self) {
        for line in self.lines("together") {
            let keys: Vec<String> = line.split(' ').map(|form| self.key(form)).collect();
            if keys.iter().any(|key| *key != keys[0]) {
                self.faults.push(format!("not together: {line}: {keys:?}"));
            }
        }
        for line in self.lines("apart") {
            let mut keys: Vec<String> = line.split(' ').map(|form| self.key(form)).collect();
            let words = keys.len();
            keys.sort_unstable();
            keys.dedup();
            if keys.len() < words {
                self.faults.push(format!("not apart: {line}: {keys:?}"));
            }
        }
    }

    fn check_small(&mut self) {
        for form in self.lines("small").iter().flat_map(|line| line.split(' ')) {
            if matches!(self.word(form), Word::Term(_)) {
                self.faults.push(format!("{form} is a term"));
            }
        }
    }

    fn check_labels(&mut self) {
        for line in self.lines("labels") {
            let Some((form, label)) = line.split_once(' ') else {
                self.faults.push(format!("no label: {line}"));
                continue;
            };
            let Some(term) = self.term(form) else {
                continue;
            };
            let found = self.vocabulary.label(term);
            if found != label {
                self.faults
                    .push(format!("{form} is labelled {found}, not {label}"));
            }
        }
    }
}

fn check(tag: &str, file: &'static str) {
    let mut speech = Speech::new(tag, file);
    speech.check_talk();
    speech.check_labels();
    speech.check_keys();
    speech.check_small();
    assert!(speech.faults.is_empty(), "\n{}", speech.faults.join("\n"));
}

macro_rules! languages {
    ($($tag:ident)*) => {
        $(#[test]
        fn $tag() {
            check(stringify!($tag), include_str!(concat!("speech/", stringify!($tag), ".txt")));
        })*
    };
}

languages! { ar de en es fr he hi it ja ko nl pl pt ru sv th tr zh }
