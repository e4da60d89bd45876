//! Reading a text: which words it says, and where.

use std::ops::Range;

use crate::language::Language;
use crate::reading::{GAP, Reading, TermCount};
use crate::vocabulary::{FormId, TermId, Vocabulary, Word};
use crate::words::{Progress, Word as Found, for_each_word};

/// Bytes of a text that are read at once.
const READ_AT_ONCE: usize = 1 << 13;

/// A text of which a part is read, or nothing.
#[derive(Clone, Debug)]
pub struct Unread<T = String> {
    text: T,
    language: Language,
    progress: Progress,
    forms: Vec<FormId>,
}

impl<T> Unread<T> {
    /// A text of which nothing is read.
    pub fn new(text: T, language: Language) -> Self {
        Self {
            text,
            language,
            progress: Progress::default(),
            forms: Vec::new(),
        }
    }
}

impl Vocabulary {
    /// Reads a text and remembers its words. They become terms by [`settle`](Self::settle) or
    /// [`settle_rest`](Self::settle_rest), which is best done once for many texts.
    ///
    /// `text` may be as long as it likes; what it says costs time in proportion. A vocabulary that is full
    /// ([`MAX_FORMS`](crate::MAX_FORMS)) still knows the words it has.
    pub fn read(&mut self, text: &str, language: Language) -> Reading {
        self.rule_language(language);
        self.read_words(text, language, true)
    }

    /// Reads a part of a text, of a millisecond or less; what the text says, once all of it is read.
    pub fn read_some(&mut self, unread: &mut Unread) -> Option<Reading> {
        self.rule_language(unread.language);
        let has_more = self.read_part(unread, READ_AT_ONCE, true);
        (!has_more).then(|| Reading(std::mem::take(&mut unread.forms).into()))
    }

    /// Reads a text that is no use of its words unless `used`.
    pub(crate) fn read_words(&mut self, text: &str, language: Language, used: bool) -> Reading {
        let mut unread = Unread::new(text, language);
        self.read_part(&mut unread, usize::MAX, used);
        Reading(unread.forms.into())
    }

    fn read_part<T: AsRef<str>>(
        &mut self,
        unread: &mut Unread<T>,
        most: usize,
        used: bool,
    ) -> bool {
        let Unread {
            text,
            language,
            progress,
            forms,
        } = unread;
        let language = *language;
        let mut buffer = std::mem::take(&mut self.form_buffer);
        let segmenter = self.segmenter.clone();
        let mut found = |word: Found<'_>| {
            if !word.is_beside && forms.last().is_some_and(|&last| last != GAP) {
                forms.push(GAP);
            }
            forms.push(if used {
                self.use_word(word.form, language, word.opens_sentence)
            } else {
                self.intern(word.form, language)
            });
        };
        let segmenter = segmenter.as_deref();
        let has_more = progress.read(
            text.as_ref(),
            language,
            segmenter,
            &mut buffer,
            most,
            &mut found,
        );
        self.form_buffer = buffer;
        has_more
    }
}

/// Counts the terms of one text that is alone: reads it, settles what is open without a pack, and counts.
pub fn count(text: &str, language: Language, vocabulary: &mut Vocabulary) -> Vec<TermCount> {
    let reading = vocabulary.read(text, language);
    vocabulary.settle_rest();
    vocabulary.counts(&reading)
}

/// Where `text` says a term of `vocabulary`: the range in bytes of every word that counts as it, in order.
///
/// A range holds the word as it is written, without a possessive's `'s`; of a phrase, all its words. With the
/// language that the text was read in there are as many words as were counted by
/// [`counts`](Vocabulary::counts); a word is found within phrases too.
pub fn occurrences(
    text: &str,
    language: Language,
    term: TermId,
    vocabulary: &Vocabulary,
) -> Vec<Range<usize>> {
    let own = [Word::Term(term)];
    // What rules take together is one word by then, and its words beside each other are not what was ruled.
    let words = vocabulary.phrase_words(term);
    let wanted = words.filter(|_| !vocabulary.is_ruled(term)).unwrap_or(&own);
    let mut places = Vec::new();
    let mut forms = Vec::new();
    let segmenter = vocabulary.segmenter.as_deref();
    for_each_word(text, language, segmenter, &mut String::new(), &mut |word| {
        if !word.is_beside {
            forms.push(GAP);
            places.push(0..0);
        }
        forms.push(vocabulary.find_form(word.form, language).unwrap_or(GAP));
        places.push(word.range);
    });
    let mut ranges = Vec::new();
    // Where the last words stand, and what they are.
    let mut seen: Vec<(Word, Range<usize>)> = Vec::new();
    let mut at = 0;
    while let Some(rest) = forms.get(at..).filter(|rest| !rest.is_empty()) {
        let (form, taken) = vocabulary.take(rest);
        let ends = places.get(at).zip(places.get(at + taken - 1));
        at += taken;
        if let Some((first, last)) = ends {
            seen.push((vocabulary.word(form), first.start..last.end));
        }
        if seen.len() > wanted.len() {
            seen.remove(0);
        }
        let is_ruled = seen.last().is_some_and(|(word, _)| own == [*word]);
        if is_ruled || seen.iter().map(|(word, _)| word).eq(wanted) {
            let first = if is_ruled { seen.last() } else { seen.first() };
            let start = first.map_or(0, |(_, range)| range.start);
            ranges.extend(seen.last().map(|(_, range)| start..range.end));
            seen.clear();
        }
    }
    ranges
}
