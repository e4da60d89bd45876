//! The words of a text, with where they stand and how they are written.
//!
//! Most of any text is letters of Europe between spaces and punctuation, where the word boundaries of
//! UAX #29 are plain to see; these are found byte by byte. Everything else goes the whole way in
//! [`Chunk`]. Both ways must agree, and a test compares them.

use std::ops::Range;

use crate::chunk::Chunk;
use crate::clean::is_invisible;
use crate::fold::MAX_TERM_LEN;
use crate::language::Language;
use crate::runs::Runs;
use crate::segment::Segmenter;

/// A word in a text.
pub(crate) struct Word<'a> {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// As it is written, but for what cannot be seen.
    pub form: &'a str,
    /// Whether it is the first word of a sentence or line, where a capital means nothing.
    pub opens_sentence: bool,
    /// Whether nothing that parts them stands between it and the word before: blanks at the most.
    pub is_beside: bool,
}

/// What is done with each word: where it stands, its form, whether it opens a sentence.
pub(crate) type Emit<'f> = dyn FnMut(Range<usize>, &str, bool) + 'f;

/// What is done with each word. Not generic: there is one copy of this module's code.
pub(crate) type Found<'f> = dyn FnMut(Word<'_>) + 'f;

/// The longest stretch without a space that is looked at as one, in bytes; it is cut, so that a text of any kind can be
/// read a part at a time. An address that is longer has words.
const MAX_CHUNK: usize = 1 << 13;

/// Calls `found` for each word of `text` in order. `buffer` is overwritten; it saves an allocation.
pub(crate) fn for_each_word(
    text: &str,
    language: Language,
    segmenter: Option<&dyn Segmenter>,
    buffer: &mut String,
    found: &mut Found<'_>,
) {
    Progress::default().read(text, language, segmenter, buffer, usize::MAX, found);
}

/// How far a text has been read.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    at: usize,
    opens_sentence: bool,
    /// Where the last word ends.
    end_before: Option<usize>,
    runs: Runs,
}

impl Default for Progress {
    fn default() -> Self {
        Self {
            at: 0,
            opens_sentence: true,
            end_before: None,
            runs: Runs::default(),
        }
    }
}

impl Progress {
    /// Calls `found` for each word of the next part of `text`, of about `most` bytes; whether there is more. It must
    /// always be the same text.
    pub(crate) fn read(
        &mut self,
        text: &str,
        language: Language,
        segmenter: Option<&dyn Segmenter>,
        buffer: &mut String,
        most: usize,
        found: &mut Found<'_>,
    ) -> bool {
        let mut end_before = self.end_before;
        let mut emit = |range: Range<usize>, form: &str, opens_sentence: bool| {
            let before = end_before.replace(range.end);
            let between = before.and_then(|end| text.get(end..range.start));
            found(Word {
                range,
                form,
                opens_sentence,
                is_beside: between.is_some_and(is_blank),
            });
        };
        let bytes = text.as_bytes();
        let mut opens_sentence = self.opens_sentence;
        let mut at = self.at;
        let last = bytes.len().min(at.saturating_add(most));
        while let Some(&byte) = bytes.get(at).filter(|_| at < last) {
            if byte.is_ascii_whitespace() {
                opens_sentence |= byte == b'\n';
                at += 1;
                continue;
            }
            let end = if let Some(plain) = Plain::at(bytes, at) {
                let form = &text[plain.word.clone()];
                emit(plain.word, form, std::mem::take(&mut opens_sentence));
                plain.end
            } else {
                let end = chunk_end(text, at);
                let mut chunk = Chunk {
                    text,
                    language,
                    segmenter,
                    runs: &mut self.runs,
                    form: buffer,
                    opens_sentence,
                    emit: &mut emit,
                };
                chunk.read(at..end);
                // A chunk without a word, such as a bullet, leaves the sentence to be opened.
                opens_sentence = chunk.opens_sentence;
                end
            };
            opens_sentence |= ends_sentence(&bytes[at..end]);
            at = end;
        }
        (self.at, self.opens_sentence, self.end_before) = (at, opens_sentence, end_before);
        at < bytes.len()
    }
}

/// Whether two words with this between them are side by side. Stars and low lines are emphasis.
fn is_blank(between: &str) -> bool {
    between == " "
        || between.chars().all(|c| match c {
            '\n' | '\u{2028}' | '\u{2029}' => false,
            '*' | '_' => true,
            c => c.is_whitespace() || is_invisible(c),
        })
}

/// Whether a chunk's punctuation ends a sentence, also within quotes and brackets.
fn ends_sentence(chunk: &[u8]) -> bool {
    chunk
        .iter()
        .rev()
        .take_while(|byte| !byte.is_ascii_alphanumeric())
        .any(|byte| matches!(byte, b'.' | b'!' | b'?' | b':'))
}

fn chunk_end(text: &str, start: usize) -> usize {
    let rest = text.as_bytes().iter().skip(start).take(MAX_CHUNK);
    let len = rest.take_while(|byte| !byte.is_ascii_whitespace()).count();
    if len < MAX_CHUNK {
        return start + len;
    }
    text.floor_char_boundary(start + len)
}

/// A chunk that is one word of plain letters within punctuation.
struct Plain {
    word: Range<usize>,
    /// Where the chunk ends.
    end: usize,
}

impl Plain {
    fn at(bytes: &[u8], at: usize) -> Option<Self> {
        // No further than a chunk goes: what is no plain word is looked at again.
        let near = bytes.get(..bytes.len().min(at + MAX_CHUNK))?;
        let start = skip(near, at, |byte| matches!(byte, b'(' | b'[' | b'"' | b'*'));
        let mut word = start..letters(near, start);
        // Compounds, but not "word--word" or a hyphen left hanging.
        while !word.is_empty() && near.get(word.end) == Some(&b'-') {
            let end = letters(near, word.end + 1);
            if end == word.end + 1 {
                break;
            }
            word.end = end;
        }
        let end = skip(near, word.end, |byte| {
            matches!(
                byte,
                b'.' | b',' | b';' | b':' | b'!' | b'?' | b')' | b']' | b'"' | b'*'
            )
        });
        let is_over = bytes.get(end).is_none_or(u8::is_ascii_whitespace);
        let is_word = (1..=MAX_TERM_LEN).contains(&word.len());
        (is_over && is_word).then_some(Self { word, end })
    }
}

fn skip(bytes: &[u8], mut at: usize, is: impl Fn(u8) -> bool) -> usize {
    while bytes.get(at).is_some_and(|&byte| is(byte)) {
        at += 1;
    }
    at
}

/// Where the letters from `at` on end: those of ASCII and, in two bytes, U+00C0 to U+023F, all of which
/// are letters but the signs of multiplication and division.
fn letters(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => at += 1,
            0xc3 if matches!(bytes.get(at + 1), Some(0x97 | 0xb7)) => break,
            0xc3..=0xc8 => at += 2,
            _ => break,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Seen = (Range<usize>, String);

    fn seen(text: &str, language: Language) -> Vec<Seen> {
        let mut seen = Vec::new();
        for_each_word(text, language, None, &mut String::new(), &mut |word| {
            seen.push((word.range, word.form.to_owned()));
        });
        seen
    }

    /// The words of `text` with every chunk going the whole way.
    fn seen_in_chunks(text: &str, language: Language) -> Vec<Seen> {
        let mut seen = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let end = chunk_end(text, at);
            Chunk {
                text,
                language,
                segmenter: None,
                runs: &mut Runs::default(),
                form: &mut String::new(),
                opens_sentence: false,
                emit: &mut |range, form, _| seen.push((range, form.to_owned())),
            }
            .read(at..end);
            at = end + 1;
        }
        seen
    }

    fn check(text: &str, expected: &[&str]) {
        for words in [
            seen(text, Language::English),
            seen_in_chunks(text, Language::English),
        ] {
            let forms: Vec<&str> = words.iter().map(|(_, form)| form.as_str()).collect();
            assert_eq!(forms, expected, "{text:?}");
        }
    }

    #[test]
    fn words_are_found() {
        check("", &[]);
        check("One two, three.", &["One", "two", "three"]);
        check("(a-b) -c- d--e f-", &["a-b", "c", "d", "e", "f"]);
        check("über-groß × 3 ÷ naïve", &["über-groß", "3", "naïve"]);
        check("a\u{301}b ab\u{308}", &["a\u{301}b", "ab\u{308}"]);
    }

    #[test]
    fn ranges_hold_the_word_as_written() {
        let text = "\u{201e}Do\u{ad}nau\u{201c} and Anna\u{2019}s";
        let words = seen(text, Language::English);
        let written: Vec<&str> = words
            .iter()
            .map(|(range, _)| &text[range.clone()])
            .collect();
        assert_eq!(written, ["Do\u{ad}nau", "and", "Anna", "\u{2019}s"]);
    }

    #[test]
    fn sentences_open_words() {
        let text = "One two. (Three four)\n- five six\n\"Seven!\" eight: nine 10/11 ten";
        let mut opening = Vec::new();
        for_each_word(
            text,
            Language::English,
            None,
            &mut String::new(),
            &mut |word| {
                if word.opens_sentence {
                    opening.push(word.form.to_owned());
                }
            },
        );
        assert_eq!(opening, ["One", "Three", "five", "Seven", "eight", "nine"]);
    }

    #[test]
    fn what_stands_between_words_parts_them() {
        let text = "one two, three (four) five\nsix **seven** eight https://a.test/ nine \u{a0} ten's 3.5 l'onze";
        let mut beside = Vec::new();
        for_each_word(
            text,
            Language::Unknown,
            None,
            &mut String::new(),
            &mut |word| {
                if word.is_beside {
                    beside.push(word.form.to_owned());
                }
            },
        );
        assert_eq!(beside, ["two", "seven", "eight", "ten's", "onze"]);
    }

    #[test]
    fn texts_are_read_alike_in_parts() {
        let text = "Ein (kurzer) Satz. 東京のサーバー、https://a.test/x und C# \u{201e}Do\u{ad}nau\u{201c}\n* l'eau ";
        for text in [
            text.repeat(9),
            "ab\u{fc}".repeat(20_000),
            "a.b ".repeat(5_000),
        ] {
            let language = Language::Unknown;
            let all = |most: usize| {
                let (mut progress, mut words, mut parts) = (Progress::default(), Vec::new(), 1);
                let mut found = |word: Word<'_>| {
                    let Word {
                        range,
                        form,
                        opens_sentence,
                        is_beside,
                    } = word;
                    words.push((range, form.to_owned(), opens_sentence, is_beside));
                };
                while progress.read(&text, language, None, &mut String::new(), most, &mut found) {
                    parts += 1;
                }
                (words, parts)
            };
            let (words, parts) = all(usize::MAX);
            assert_eq!(parts, 1);
            for most in [1, 100] {
                let (read, parts) = all(most);
                assert_eq!(read, words);
                assert!(parts >= text.len() / (most + MAX_CHUNK), "{parts}");
            }
        }
    }

    #[test]
    fn what_has_no_spaces_is_cut() {
        // No form is longer than a term can be, but by a letter that shows it.
        for text in [
            "x".repeat(1 << 17),
            "x-".repeat(1 << 16),
            "\u{e9}".repeat(1 << 16),
        ] {
            let words = seen(&text, Language::Unknown);
            assert!(words.len() >= text.len() / MAX_CHUNK, "{}", words.len());
            assert!(words.iter().all(|(_, form)| form.len() <= MAX_TERM_LEN + 3));
        }
    }

    #[test]
    fn a_short_tail_makes_a_file() {
        check("notes.docx notes.ended", &["notes", "ended"]);
        check("week.Then", &["week", "Then"]);
    }

    proptest! {
        #[test]
        fn both_ways_agree(text in "[a-cA-CäÖßéÿŉǅȿ×÷()\\[\\]\"*.,;:!?\n -]{0,40}") {
            for language in [Language::English, Language::Unknown] {
                prop_assert_eq!(seen(&text, language), seen_in_chunks(&text, language));
            }
        }
    }
}
