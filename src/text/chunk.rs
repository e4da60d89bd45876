//! What stands between two spaces, when it is more than a word of plain letters.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::address::is_address;
use crate::clean::{clean, is_connector, is_inked, is_invisible};
use crate::fold::MAX_TERM_LEN;
use crate::language::Language;
use crate::lowercase::is_capital;
use crate::words::{Found, Word};

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

/// Reads what stands between spaces when it is not plain.
pub(crate) struct Chunk<'a, 'f> {
    pub text: &'a str,
    pub language: Language,
    pub form: &'a mut String,
    pub opens_sentence: bool,
    pub found: &'a mut Found<'f>,
}

impl Chunk<'_, '_> {
    /// Reads the chunk at `range`.
    pub fn read(&mut self, range: Range<usize>) {
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
