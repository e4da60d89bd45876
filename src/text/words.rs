//! The words of a text, with where they stand and how they are written.
//!
//! Most of any text is letters of Europe between spaces and punctuation, where the word boundaries of
//! UAX #29 are plain to see; these are found byte by byte. Everything else goes the whole way in
//! [`Chunk`]. Both ways must agree, and a test compares them.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::address::is_address;
use crate::clean::{clean, is_connector, is_inked, is_invisible};
use crate::fold::MAX_TERM_LEN;
use crate::language::Language;
use crate::lowercase::is_capital;

/// Endings that names of technologies have and files and hosts hardly ever: "Node.js", "ASP.NET".
const NAME_TAILS: [&str; 2] = ["js", "net"];

/// The longest ending that makes "report.docx" a file and "week.Then" no file.
const MAX_EXTENSION: usize = 4;

/// What an apostrophe ties to the end of an English or German word. "n't" is not among them: it is a
/// part of its word, and that is a stop word.
const CONTRACTED: [&str; 6] = ["s", "ll", "ve", "re", "d", "m"];

/// What an apostrophe ties to the start of a French, Italian or Catalan word.
const ELIDED: [&str; 14] = [
    "l", "d", "c", "j", "m", "n", "s", "t", "qu", "un", "dell", "all", "nell", "sull",
];

/// A word in a text.
pub(crate) struct Word<'a> {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// As it is written, but for what cannot be seen.
    pub form: &'a str,
    /// Whether it is the first word of a sentence or line, where a capital means nothing.
    pub opens_sentence: bool,
}

/// What is done with each word. Not generic: there is one copy of this module's code.
type Found<'f> = dyn FnMut(Word<'_>) + 'f;

/// Calls `found` for each word of `text` in order. `buffer` is overwritten; it saves an allocation.
pub(crate) fn for_each_word(
    text: &str,
    language: Language,
    buffer: &mut String,
    found: &mut Found<'_>,
) {
    let bytes = text.as_bytes();
    let mut opens_sentence = true;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_whitespace() {
            opens_sentence |= byte == b'\n';
            at += 1;
            continue;
        }
        let end = if let Some(plain) = Plain::at(bytes, at) {
            found(Word {
                form: &text[plain.word.clone()],
                range: plain.word,
                opens_sentence: std::mem::take(&mut opens_sentence),
            });
            plain.end
        } else {
            let end = chunk_end(bytes, at);
            let mut chunk = Chunk {
                text,
                language,
                form: buffer,
                opens_sentence,
                found,
            };
            chunk.read(at..end);
            // A chunk without a word, such as a bullet, leaves the sentence to be opened.
            opens_sentence = chunk.opens_sentence;
            end
        };
        opens_sentence |= ends_sentence(&bytes[at..end]);
        at = end;
    }
}

/// Whether a chunk's punctuation ends a sentence, also within quotes and brackets.
fn ends_sentence(chunk: &[u8]) -> bool {
    chunk
        .iter()
        .rev()
        .take_while(|byte| !byte.is_ascii_alphanumeric())
        .any(|byte| matches!(byte, b'.' | b'!' | b'?' | b':'))
}

fn chunk_end(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.iter().skip(start);
    start + rest.take_while(|byte| !byte.is_ascii_whitespace()).count()
}

/// A chunk that is one word of plain letters within punctuation.
struct Plain {
    word: Range<usize>,
    /// Where the chunk ends.
    end: usize,
}

impl Plain {
    fn at(bytes: &[u8], at: usize) -> Option<Self> {
        let start = skip(bytes, at, |byte| matches!(byte, b'(' | b'[' | b'"' | b'*'));
        let mut word = start..letters(bytes, start);
        // Compounds, but not "word--word" or a hyphen left hanging.
        while !word.is_empty() && bytes.get(word.end) == Some(&b'-') {
            let end = letters(bytes, word.end + 1);
            if end == word.end + 1 {
                break;
            }
            word.end = end;
        }
        let end = skip(bytes, word.end, |byte| {
            matches!(
                byte,
                b'.' | b',' | b';' | b':' | b'!' | b'?' | b')' | b']' | b'"' | b'*'
            )
        });
        let is_over = bytes.get(end).is_none_or(u8::is_ascii_whitespace);
        (is_over && !word.is_empty()).then_some(Self { word, end })
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

/// Reads what stands between spaces when it is not plain.
struct Chunk<'a, 'f> {
    text: &'a str,
    language: Language,
    form: &'a mut String,
    opens_sentence: bool,
    found: &'a mut Found<'f>,
}

impl Chunk<'_, '_> {
    fn read(&mut self, range: Range<usize>) {
        let text = self.text;
        let mut start = range.start;
        // Spaces beyond ASCII: no-break, thin, ideographic.
        for part in text[range].split_inclusive(char::is_whitespace) {
            let end = start + part.len();
            if !is_address(part.trim_end()) {
                self.read_prose(start..end);
            }
            start = end;
        }
    }

    /// Joins the words of UAX #29 to compounds where single hyphens stand between them.
    fn read_prose(&mut self, range: Range<usize>) {
        let text = self.text;
        let mut word: Option<Range<usize>> = None;
        let mut joined = false;
        for (offset, piece) in text[range.clone()].split_word_bound_indices() {
            let start = range.start + offset;
            let here = start..start + piece.len();
            if piece.contains(is_inked) {
                match &mut word {
                    Some(word) if joined => word.end = here.end,
                    _ => self.finish(word.replace(here)),
                }
                joined = false;
            } else if !joined && is_joint(text, here) {
                joined = true;
            } else {
                self.finish(word.take());
                joined = false;
            }
        }
        self.finish(word);
    }

    /// Takes apart what UAX #29 keeps together: names of files and hosts, "end.Next", "key:value".
    fn finish(&mut self, range: Option<Range<usize>>) {
        let Some(range) = range else { return };
        let word = &self.text[range.clone()];
        if !word.contains([':', '.']) || is_dotted_name(word) {
            return self.emit(range);
        }
        if is_file_or_host(word) {
            return;
        }
        // What follows a colon may be marks that belonged to it: the parts are segmented anew.
        let mut start = range.start;
        for part in word.split_inclusive([':', '.']) {
            let end = start + part.len();
            self.read_prose(start..start + part.trim_end_matches([':', '.']).len());
            start = end;
        }
    }

    /// Hands on the word without what clings to its ends.
    fn emit(&mut self, range: Range<usize>) {
        let mut word = self.text[range.clone()].trim_start_matches(|c| !is_inked(c));
        while starts_with_mark(word) {
            let mut rest = word.chars();
            rest.next();
            word = rest.as_str().trim_start_matches(|c| !is_inked(c));
        }
        let start = range.end - word.len();
        let word = word.trim_end_matches(|c| c == '_' || is_invisible(c));
        // One more than the bound shows that it is passed.
        clean(word, MAX_TERM_LEN + 1, self.form);
        // An invisible letter may have stood after these.
        let form = self.form.trim_end_matches(is_connector);
        let (form, written) = without_clitics(form, word, self.language);
        if form.is_empty() || !is_still_one_word(form, &word[written.clone()]) {
            return;
        }
        let start = start + written.start;
        (self.found)(Word {
            range: start..start + written.len(),
            form,
            opens_sentence: std::mem::take(&mut self.opens_sentence),
        });
    }
}

/// Whether the piece of text at `here` joins the words on either side: a hyphen, or a zero-width space
/// between letters of Europe, where it can only mean that a line may end there.
fn is_joint(text: &str, here: Range<usize>) -> bool {
    let is_european = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() && c < '\u{530}');
    let mut piece = text[here.clone()].chars();
    match piece.next() {
        Some('-' | '\u{2010}' | '\u{2011}') => piece.all(is_invisible),
        Some('\u{200b}') => {
            piece.next().is_none()
                && is_european(text[..here.start].chars().next_back())
                && is_european(text[here.end..].chars().next())
        }
        _ => false,
    }
}

/// The part of a word after its last dot, up to a hyphen.
fn tail(word: &str) -> Option<&str> {
    let (_, tail) = word.rsplit_once('.')?;
    tail.split('-').next()
}

/// Whether a word with a dot in it is the name of a technology.
fn is_dotted_name(word: &str) -> bool {
    !word.contains(':')
        && tail(word).is_some_and(|tail| {
            NAME_TAILS
                .iter()
                .any(|name| tail.eq_ignore_ascii_case(name))
        })
}

/// Whether a word with a dot in it is the name of a file or host, a number or an abbreviation: its tail
/// is short and no new sentence.
fn is_file_or_host(word: &str) -> bool {
    tail(word)
        .is_some_and(|tail| tail.chars().count() <= MAX_EXTENSION && !tail.starts_with(is_capital))
}

/// Takes from `form` what an apostrophe ties to it and is no part of the word: possessives and
/// contracted verbs at its end, in other languages articles and pronouns at its start. Also says which
/// part of `written`, from which the form was cleaned, is left.
fn without_clitics<'a>(
    mut form: &'a str,
    written: &str,
    language: Language,
) -> (&'a str, Range<usize>) {
    const APOSTROPHES: [char; 4] = ['\'', '\u{2018}', '\u{2019}', '\u{ff07}'];
    let is_any = |clitics: &[&str], part: &str| {
        clitics
            .iter()
            .any(|clitic| part.eq_ignore_ascii_case(clitic))
    };
    let mut left = 0..written.len();
    if language == Language::Unknown {
        while let Some((clitic, rest)) = form.split_once('\'') {
            let apostrophe = written[left.clone()].split_inclusive(APOSTROPHES).next();
            if !is_any(&ELIDED, clitic) || starts_with_mark(rest) {
                break;
            }
            form = rest;
            left.start += apostrophe.map_or(0, str::len);
        }
        return (form, left);
    }
    while let Some((rest, clitic)) = form.rsplit_once('\'') {
        if !is_any(&CONTRACTED, clitic) {
            break;
        }
        form = rest;
        left.end = written[left.clone()].rfind(APOSTROPHES).unwrap_or(left.end);
    }
    (form, left)
}

/// Whether what was cleaned would be found as one word again: not when a letter that cannot be seen was
/// all that held it together. Such words are made, not written, and are left out.
fn is_still_one_word(form: &str, written: &str) -> bool {
    form == written || {
        let hyphens = form.bytes().filter(|&byte| byte == b'-').count();
        form.split_word_bounds().count() == 2 * hyphens + 1
    }
}

/// Whether `word` starts with a mark that belongs to a letter before it. UAX #29 keeps such a mark with
/// whatever comes before, even a space, which it keeps with nothing else.
fn starts_with_mark(word: &str) -> bool {
    let first = word.chars().next().filter(|c| !c.is_ascii());
    first.is_some_and(|first| {
        let mut buffer = [b' '; 5];
        let len = first.encode_utf8(&mut buffer[1..]).len();
        std::str::from_utf8(&buffer[..=len]).is_ok_and(|pair| pair.split_word_bounds().count() == 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Seen = (Range<usize>, String);

    fn seen(text: &str, language: Language) -> Vec<Seen> {
        let mut seen = Vec::new();
        for_each_word(text, language, &mut String::new(), &mut |word| {
            seen.push((word.range, word.form.to_owned()));
        });
        seen
    }

    /// The words of `text` with every chunk going the whole way.
    fn seen_in_chunks(text: &str, language: Language) -> Vec<Seen> {
        let mut seen = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let end = chunk_end(text.as_bytes(), at);
            Chunk {
                text,
                language,
                form: &mut String::new(),
                opens_sentence: false,
                found: &mut |word| seen.push((word.range, word.form.to_owned())),
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
        assert_eq!(written, ["Do\u{ad}nau", "and", "Anna"]);
    }

    #[test]
    fn sentences_open_words() {
        let text = "One two. (Three four)\n- five six\n\"Seven!\" eight: nine 10/11 ten";
        let mut opening = Vec::new();
        for_each_word(text, Language::English, &mut String::new(), &mut |word| {
            if word.opens_sentence {
                opening.push(word.form.to_owned());
            }
        });
        assert_eq!(opening, ["One", "Three", "five", "Seven", "eight", "nine"]);
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
