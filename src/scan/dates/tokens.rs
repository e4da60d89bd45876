//! A short text as numbers, words and marks. Digits of all scripts are numbers.

use super::lexicon::{self, Word};
use crate::words;

/// Tokens read of a text; a date has far fewer.
const MAX_TOKENS: usize = 64;

/// Tokens that most texts with a time in them do not have more of.
const USUAL_TOKENS: usize = 16;

/// Longest word, in characters, looked for where words are not separated.
const MAX_UNSPACED: usize = 12;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Number { value: u32, digits: u32 },
    Word(Word),
    Mark(char),
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// Whether white space is before it.
    pub(crate) gap: bool,
}

impl Token {
    /// What it means as a word; nothing if it is none.
    pub(crate) fn word(&self) -> Word {
        match self.kind {
            Kind::Word(word) => word,
            _ => Word::default(),
        }
    }
}

/// What a time cannot be told without, and hardly any text has: how many numbers are in it, and whether a
/// word may name a day, by its first letters. For this no tokens are needed. Where a name may be, counting
/// stops.
pub(crate) fn signs(text: &str) -> (u32, bool) {
    let mut numbers = 0;
    let (mut in_number, mut in_word, mut first) = (false, false, None);
    for c in text.chars() {
        if is_unspaced(c) || !is_seen(c) {
            return (numbers, true);
        }
        let is_digit = digit(c).is_some();
        numbers += u32::from(is_digit && !in_number);
        in_number = is_digit;
        let is_letter = !is_digit && is_letter(c);
        let small = if is_letter { words::small(c) } else { '\0' };
        if let Some(first) = first.take()
            && lexicon::may_name_a_day(first, small)
        {
            return (numbers, true);
        }
        first = Some(small).filter(|_| is_letter && !in_word);
        in_word = is_letter;
    }
    let is_named = first.is_some_and(|first| lexicon::may_name_a_day(first, '\0'));
    (numbers, is_named)
}

/// Not the dot that small letters of a Turkish capital may have kept, and no mark of direction.
fn is_seen(c: char) -> bool {
    !matches!(c, '\u{307}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The tokens of a text, at most [`MAX_TOKENS`].
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut lower = words::lower(text);
    if !lower.is_ascii() {
        lower.retain(is_seen);
    }
    let mut reader = Reader {
        rest: &lower,
        gap: false,
        before: "",
        tokens: Vec::with_capacity(USUAL_TOKENS),
    };
    while reader.tokens.len() < MAX_TOKENS && reader.step().is_some() {}
    reader.tokens
}

struct Reader<'a> {
    rest: &'a str,
    gap: bool,
    /// The word before, if nothing but space or an abbreviation's dot has come since.
    before: &'a str,
    tokens: Vec<Token>,
}

impl<'a> Reader<'a> {
    fn step(&mut self) -> Option<()> {
        let first = self.rest.chars().next()?;
        if words::is_space(first) {
            self.take(first.len_utf8());
            self.gap = true;
        } else if digit(first).is_some() {
            let end = self.length(|c| digit(c).is_some());
            let digits = self.take(end);
            let value = digits
                .chars()
                .filter_map(digit)
                .fold(0_u32, |sum, d| sum.saturating_mul(10).saturating_add(d));
            self.before = "";
            self.push(Kind::Number {
                value,
                digits: digits.chars().count() as u32,
            });
        } else if is_letter(first) {
            self.word(first);
        } else {
            self.take(first.len_utf8());
            if first != '.' {
                self.before = "";
            }
            self.push(Kind::Mark(match first {
                '：' => ':',
                '／' => '/',
                '‐'..='—' => '-',
                other => other,
            }));
        }
        Some(())
    }

    fn word(&mut self, first: char) {
        if is_unspaced(first) {
            let (end, word) = self.longest();
            self.take(end);
            self.before = "";
            return self.push(Kind::Word(word));
        }
        let end = self.length(|c| is_letter(c) && !is_unspaced(c));
        let word = self.take(end);
        let pair = Some(self.before)
            .filter(|before| !before.is_empty())
            .and_then(|before| lexicon::lookup_pair(before, word));
        self.before = word;
        if let Some(pair) = pair {
            self.tokens.pop_if(|token| token.kind == Kind::Mark('.'));
            if let Some(Token { kind, .. }) = self.tokens.last_mut() {
                *kind = Kind::Word(pair);
            }
            return;
        }
        let known = lexicon::lookup(word).or_else(|| lexicon::lookup_stem(word));
        self.push(Kind::Word(known.unwrap_or_default()));
    }

    /// The longest known word that the rest begins with, and its length in bytes; else one character.
    fn longest(&self) -> (usize, Word) {
        let ends = self
            .rest
            .char_indices()
            .map(|(at, c)| at + c.len_utf8())
            .take(MAX_UNSPACED);
        let mut found = (
            self.rest.chars().next().map_or(1, char::len_utf8),
            Word::default(),
        );
        for end in ends {
            let word = self.rest.get(..end).unwrap_or("");
            if let Some(known) = lexicon::lookup(word) {
                found = (end, known);
            } else if let Some(known) = lexicon::lookup_beginning(word) {
                found = (self.length(is_unspaced), known);
            }
        }
        found
    }

    fn length(&self, within: impl Fn(char) -> bool) -> usize {
        self.rest.find(|c| !within(c)).unwrap_or(self.rest.len())
    }

    fn take(&mut self, end: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn push(&mut self, kind: Kind) {
        self.tokens.push(Token {
            kind,
            gap: std::mem::take(&mut self.gap),
        });
    }
}

/// The value of a decimal digit of a script in which dates are written.
fn digit(c: char) -> Option<u32> {
    // Arabic, Persian, Devanagari, Bengali, Thai, full width.
    const ZEROS: [u32; 7] = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10];
    if c.is_ascii() {
        return c.to_digit(10);
    }
    ZEROS
        .iter()
        .find_map(|zero| u32::from(c).checked_sub(*zero).filter(|digit| *digit < 10))
}

/// Whether a character belongs to a word; the vowel signs of India and Thailand do.
fn is_letter(c: char) -> bool {
    words::is_letter(c) || matches!(u32::from(c), 0x300..=0x36f | 0x900..=0xe7f)
}

/// Han, kana, Hangul and Thai are searched for known words, whatever stands beside them.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0xe00..=0xeff | 0x3040..=0x30ff | 0x3400..=0x9fff | 0xac00..=0xd7a3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_without_signs_tells_a_time(text in "([a-zA-Zé. _'-]{0,3}|1|23|ago|now|Today|сегодня|вчера|hôm|qua|只|昨日|3|il y a|gestern| ){0,6}") {
            let (numbers, is_named) = signs(&text);
            let read = tokens(&text);
            let counted = read.iter().filter(|token| matches!(token.kind, Kind::Number { .. })).count();
            let named = read.iter().any(|token| token.word().has(Word::DAY_NAMED) || token.word().weekday().is_some());
            prop_assert!(is_named || numbers as usize == counted && !named, "{text}");
        }
    }

    #[test]
    fn most_words_are_no_sign() {
        for (text, expected) in [
            ("", (0, false)),
            ("Reply", (0, false)),
            ("12 replies", (1, false)),
            ("2 days ago", (1, true)),
            ("Gestern", (0, true)),
            ("a 12:30", (2, false)),
        ] {
            assert_eq!(signs(text), expected, "{text}");
        }
    }
}
