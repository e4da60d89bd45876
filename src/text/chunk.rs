//! What stands between two spaces, when it is more than a word of plain letters.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::address::is_address;
use crate::clean::{clean, is_connector, is_inked, is_invisible, may_be_composed};
use crate::fold::{MAX_TERM_LEN, is_any};
use crate::language::Language;
use crate::lowercase::is_capital;
use crate::names;
use crate::runs::{MAX_RUN, Runs};
use crate::script::{Unspaced, is_wide_punctuation, unspaced};
use crate::segment::{Segmenter, for_each_bigram};
use crate::words::Emit;

/// Endings that names of technologies have and files and hosts hardly ever: "Node.js", "ASP.NET".
const NAME_TAILS: &str = "js net";

/// The longest ending that makes "report.docx" a file and "week.Then" no file.
const MAX_EXTENSION: usize = 4;

/// What an apostrophe ties to the end of an English, German or Dutch word. "n't" is not among them: it is a
/// part of its word, and that is a stop word.
const CONTRACTED: &str = "s ll ve re d m";

/// The ways to write one.
const APOSTROPHES: [char; 4] = ['\'', '\u{2018}', '\u{2019}', '\u{ff07}'];

/// How far before an apostrophe the beginning of a quote is looked for, in characters.
const MAX_QUOTE: usize = 100;

/// The same as [`CONTRACTED`] in front, of French, Italian or Catalan words.
const ELIDED: &str = "l d c j m n s t v qu jusqu lorsqu puisqu quoiqu un gl dell all nell sull dall coll quell bell dagl \
    degl negl sugl";

/// Reads what stands between spaces when it is not plain.
pub(crate) struct Chunk<'a, 'f> {
    pub text: &'a str,
    pub language: Language,
    pub segmenter: Option<&'a dyn Segmenter>,
    pub runs: &'a mut Runs,
    pub form: &'a mut String,
    pub opens_sentence: bool,
    pub emit: &'a mut Emit<'f>,
}

impl Chunk<'_, '_> {
    /// Reads the chunk at `range`.
    pub fn read(&mut self, range: Range<usize>) {
        let mut start = range.start;
        let last = cut(self.text, range.clone())
            .bytes()
            .rposition(|byte| byte == b'_');
        let last = range.start + last.unwrap_or_default();
        while start < last
            && let Some(word) = find_underlined(cut(self.text, start..range.end))
        {
            let word = start + word.start..start + word.end;
            if !is_address(cut(self.text, start..word.end)) {
                self.read_parts(start..word.start);
                self.emit(word.clone());
            }
            start = word.end;
        }
        self.read_parts(start..range.end);
    }

    fn read_parts(&mut self, range: Range<usize>) {
        let mut start = range.start;
        while start < range.end {
            let end = start + part_len(cut(self.text, start..range.end));
            self.read_part(start..end);
            start = end;
        }
    }

    /// Reads what has spaces between words, if anything, and then a run of what has none.
    fn read_part(&mut self, range: Range<usize>) {
        let is_unspaced = |c| unspaced(c).is_some();
        let part = cut(self.text, range.clone());
        let part = part.trim_end_matches(|c: char| c.is_whitespace() || is_wide_punctuation(c));
        if is_address(part) {
            return;
        }
        let run = range.start + part.find(is_unspaced).unwrap_or(part.len());
        let mut start = range.start;
        while let Some(name) = names::find(cut(self.text, start..run)) {
            let name = start + name.start..start + name.end;
            self.read_prose(start..name.start);
            start = name.end;
            let opens = std::mem::take(&mut self.opens_sentence);
            let form = cut(self.text, name.clone());
            (self.emit)(name, form, opens);
        }
        let initial = initial_before(cut(self.text, start..run), cut(self.text, run..range.end));
        self.read_prose(start..run - initial);
        self.read_run(run..range.start + part.len(), initial);
    }

    /// Reads a run piece by piece: what browsers do with one takes time by the square of its length. To its first word
    /// belong the bytes of an `initial` before it.
    fn read_run(&mut self, range: Range<usize>, mut initial: usize) {
        let mut start = range.start;
        while start < range.end {
            let end = self
                .text
                .floor_char_boundary(range.end.min(start + MAX_RUN));
            self.read_piece(start..end, std::mem::take(&mut initial));
            start = end;
        }
    }

    fn read_piece(&mut self, range: Range<usize>, mut initial: usize) {
        let (text, language, segmenter) = (self.text, self.language, self.segmenter);
        let mut runs = std::mem::take(self.runs);
        let mut found = |mut word: Range<usize>| {
            word.start -= std::mem::take(&mut initial);
            self.write_form(cut(text, word.clone()));
            let opens = std::mem::take(&mut self.opens_sentence);
            (self.emit)(word, self.form, opens);
        };
        if !runs.words(text, range.clone(), language, segmenter, &mut found) {
            for_each_bigram(cut(text, range.clone()), &mut |word| {
                found(range.start + word.start..range.start + word.end);
            });
        }
        *self.runs = runs;
    }

    /// Joins the words of UAX #29 to compounds where single hyphens stand between them.
    fn read_prose(&mut self, range: Range<usize>) {
        let text = self.text;
        let mut word: Option<Range<usize>> = None;
        let mut joined = false;
        for (offset, piece) in cut(self.text, range.clone()).split_word_bound_indices() {
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
        let word = cut(self.text, range.clone());
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
        let mut word = cut(self.text, range.clone()).trim_start_matches(|c| !is_inked(c));
        while starts_with_mark(word) {
            let mut rest = word.chars();
            rest.next();
            word = rest.as_str().trim_start_matches(|c| !is_inked(c));
        }
        let start = range.end - word.len();
        let word = word.trim_end_matches(|c| c == '_' || is_invisible(c));
        self.write_form(word);
        // An invisible letter may have stood after these.
        let form = self.form.trim_end_matches(is_connector);
        if form.is_empty() || !is_still_one_word(form, word) {
            return;
        }
        let mut range = start..start + word.len();
        for_each_part(form, word, self.language, &mut |form, len| {
            let start = range.start;
            range.start += len;
            if !form.contains('.') || is_name_alone(form) {
                let opens = std::mem::take(&mut self.opens_sentence);
                (self.emit)(start..range.start, form, opens);
            }
        });
        if matches!(
            self.language,
            Language::English | Language::German | Language::Dutch
        ) && let Some(len) = plural_possessive(self.text, start..range.end)
        {
            (self.emit)(range.end..range.end + len, "'", false);
        }
    }

    fn write_form(&mut self, word: &str) {
        // One more than the bound shows that it is passed.
        clean(word, MAX_TERM_LEN + 1, self.form);
        if self.form.contains(may_be_composed)
            && let Some(composed) = self
                .segmenter
                .and_then(|segmenter| segmenter.compose(self.form))
            && !composed.contains(|c: char| c.is_whitespace() || is_invisible(c))
        {
            *self.form = composed;
        }
    }
}

/// A part of a text. Not by brackets, each of which would bring its own way to fail.
fn cut(text: &str, range: Range<usize>) -> &str {
    text.get(range).unwrap_or_default()
}

/// Where the first word stands that low lines hold together, as in hashtags, and that has letters of a script without
/// spaces. In others UAX #29 keeps such words together.
fn find_underlined(chunk: &str) -> Option<Range<usize>> {
    let is_unspaced = |c| unspaced(c).is_some();
    let mut start = 0;
    while start < chunk.len() {
        let is_apart = |c: char| c != '_' && !is_inked(c) && !is_unspaced(c);
        let rest = chunk.get(start..)?;
        let end = rest.find(is_apart).unwrap_or(rest.len());
        let (word, rest) = rest.split_at_checked(end)?;
        let inner = word.trim_matches('_');
        if inner.contains('_') && inner.contains(is_unspaced) && !starts_with_mark(inner) {
            return Some(start..start + end);
        }
        start += end + rest.chars().next()?.len_utf8();
    }
    None
}

/// How many bytes at the end of `prose` are a letter that begins the first word of `run`: "T-シャツ", "Tシャツ". Without a
/// hyphen Chinese characters are mostly another word.
fn initial_before(prose: &str, run: &str) -> usize {
    let mut letters = prose.chars();
    let mut last = letters.next_back();
    let is_hyphen = last == Some('-');
    if is_hyphen {
        last = letters.next_back();
    }
    let is_begun = match run.chars().next().and_then(unspaced) {
        Some(Unspaced::Katakana) => true,
        Some(Unspaced::Han) => is_hyphen,
        _ => false,
    };
    let is_joined = |c: char| c.is_alphanumeric() || is_connector(c);
    let len = prose.len() - letters.as_str().len();
    let is_letter = |c: char| c.is_alphabetic() && is_inked(c);
    let is_initial = last.is_some_and(is_letter) && !letters.next_back().is_some_and(is_joined);
    if is_begun && is_initial { len } else { 0 }
}

/// How much of a chunk, from its start, is looked at by itself: up to a space beyond ASCII or punctuation of East
/// Asia, or to the end of a run without spaces, as an address may follow.
fn part_len(chunk: &str) -> usize {
    let mut is_in_run = false;
    for (at, c) in chunk.char_indices() {
        let was_in_run = std::mem::replace(&mut is_in_run, unspaced(c).is_some());
        if was_in_run && !is_in_run {
            return at.max(1);
        }
        if c.is_whitespace() || is_wide_punctuation(c) {
            return at + c.len_utf8();
        }
    }
    chunk.len()
}

/// Whether the piece of text at `here` joins the words on either side: a hyphen, or a zero-width space
/// between letters of Europe, where it can only mean that a line may end there.
fn is_joint(text: &str, here: Range<usize>) -> bool {
    let is_european = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() && c < '\u{530}');
    let mut piece = cut(text, here.clone()).chars();
    match piece.next() {
        Some('-' | '\u{2010}' | '\u{2011}') => piece.all(is_invisible),
        Some('\u{200b}') => {
            piece.next().is_none()
                && is_european(cut(text, 0..here.start).chars().next_back())
                && is_european(cut(text, here.end..text.len()).chars().next())
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
    !word.contains(':') && tail(word).is_some_and(|tail| is_any(NAME_TAILS, tail))
}

/// Whether a form with a dot in it is the name of a technology without what stood beside it: not the "word.n" of
/// "word.n't.js", nor "www.word.js" behind a raised digit.
fn is_name_alone(form: &str) -> bool {
    is_dotted_name(form) && !is_address(form)
}

/// Whether a word with a dot in it is the name of a file or host, a number or an abbreviation: its tail
/// is short and no new sentence.
fn is_file_or_host(word: &str) -> bool {
    tail(word).is_some_and(|tail| {
        tail.chars().nth(MAX_EXTENSION).is_none() && !tail.starts_with(is_capital)
    })
}

/// Calls `found` with each part of a form, and how many bytes of `written` it was cleaned from: a word, and what
/// an apostrophe ties to it and is no part of it. Those are possessives, contracted verbs and endings after it,
/// articles and pronouns before it.
fn for_each_part(
    mut form: &str,
    mut written: &str,
    language: Language,
    found: &mut dyn FnMut(&str, usize),
) {
    use Language::{Dutch, English, German, Turkish};
    let tail = match language {
        English | German | Dutch => contracted(form, written),
        Turkish => suffixed(form, written),
        _ => {
            while let Some((clitic, rest)) = cut_after(form).filter(|(clitic, rest)| {
                is_any(ELIDED, clitic.trim_end_matches('\'')) && !starts_with_mark(rest)
            }) {
                let len = written.find(APOSTROPHES).unwrap_or_default();
                let apostrophe = cut(written, len..written.len())
                    .chars()
                    .next()
                    .map_or(0, char::len_utf8);
                found(clitic, len + apostrophe);
                (form, written) = (rest, cut(written, len + apostrophe..written.len()));
            }
            None
        }
    };
    match tail {
        Some((word, len)) => {
            found(cut(form, 0..word), len);
            found(cut(form, word..form.len()), written.len() - len);
        }
        None => found(form, written.len()),
    }
}

/// What is before a form's first apostrophe, with it, and what is behind.
fn cut_after(form: &str) -> Option<(&str, &str)> {
    let at = form.find('\'')?;
    form.split_at_checked(at + 1)
        .filter(|(_, rest)| !rest.is_empty())
}

/// Where what is contracted with a word begins, in its form and as it is written.
fn contracted(form: &str, written: &str) -> Option<(usize, usize)> {
    let (mut word, mut len) = (form.len(), written.len());
    while let Some((rest, clitic)) = cut(form, 0..word).rsplit_once('\'') {
        let before = cut(written, 0..len).rfind(APOSTROPHES);
        let Some(before) = before.filter(|_| is_any(CONTRACTED, clitic) && !rest.is_empty()) else {
            break;
        };
        (word, len) = (rest.len(), before);
    }
    (word < form.len()).then_some((word, len))
}

/// How long the apostrophe is that makes a possessive of the plural at `word`: "the users' report". It may as well end a
/// quote, if one began shortly before.
fn plural_possessive(text: &str, word: Range<usize>) -> Option<usize> {
    let is_apostrophe = |c: &char| APOSTROPHES.contains(c);
    // The other ways to write one are how quotes begin, and end in German.
    let apostrophe = text.get(word.end..)?.chars().next();
    let apostrophe = apostrophe.filter(|c| matches!(c, '\'' | '\u{2019}'))?;
    let is_plural = matches!(
        text.as_bytes().get(word.end - 1)?,
        b's' | b'S' | b'x' | b'z'
    );
    let mut before = text.get(..word.start)?.chars().rev();
    let quote = before.by_ref().take(MAX_QUOTE).find(is_apostrophe);
    let is_quoted = quote.is_some() && !before.next().is_some_and(char::is_alphanumeric);
    (is_plural && !is_quoted).then_some(apostrophe.len_utf8())
}

/// Where a name of Turkish has its endings, which an apostrophe parts from it: "Ankara'da", but not "O'Brien".
fn suffixed(form: &str, written: &str) -> Option<(usize, usize)> {
    let word = form.find('\'')?;
    let is_name = cut(form, 0..word).chars().nth(1).is_some();
    is_name.then_some((word, written.find(APOSTROPHES)?))
}

/// Whether what was cleaned would be found as one word again: not when a letter that cannot be seen was
/// all that held it together. Such words are made, not written, and are left out.
fn is_still_one_word(form: &str, written: &str) -> bool {
    form == written || {
        let hyphens = form.bytes().filter(|&byte| byte == b'-').count();
        pieces(form) == 2 * hyphens + 1
    }
}

/// Whether `word` starts with a mark that belongs to a letter before it. UAX #29 keeps such a mark with
/// whatever comes before, even a space, which it keeps with nothing else.
fn starts_with_mark(word: &str) -> bool {
    let first = word.chars().next().filter(|c| !c.is_ascii());
    first.is_some_and(|first| {
        let mut buffer = [b' '; 5];
        let len = first.encode_utf8(&mut buffer[1..]).len();
        std::str::from_utf8(&buffer[..=len]).is_ok_and(|pair| pieces(pair) == 1)
    })
}

/// How many pieces the boundaries of words make of `text`.
fn pieces(text: &str) -> usize {
    text.split_word_bounds().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::for_each_word;

    #[derive(Debug)]
    struct Whole;

    impl Segmenter for Whole {
        fn word_ends(&self, runs: &str, _: Language) -> Option<Vec<usize>> {
            assert!(runs.len() <= MAX_RUN);
            Some(vec![runs.len()])
        }

        fn compose(&self, _: &str) -> Option<String> {
            None
        }
    }

    #[test]
    fn long_runs_are_asked_about_in_pieces() {
        let text = "ab".to_owned() + &"字𠮷".repeat(100_000);
        let mut end = 0;
        for_each_word(
            &text,
            Language::Chinese,
            Some(&Whole),
            &mut String::new(),
            &mut |word| {
                assert_eq!(word.range.start, end);
                end = word.range.end;
            },
        );
        assert_eq!(end, text.len());
    }

    #[test]
    fn apostrophes_of_plurals_are_told_from_quotes() {
        let check = |language, text: &str, expected: &str| {
            let mut forms = Vec::new();
            for_each_word(text, language, None, &mut String::new(), &mut |word| {
                forms.push(word.form.to_owned());
            });
            assert_eq!(forms.join(" "), expected, "{text}");
        };
        use Language::{English, French, German};
        check(English, "users' report", "users ' report");
        check(
            English,
            "It's the BOSS\u{2019} report",
            "It 's the BOSS ' report",
        );
        check(English, "'the users' report", "the users report");
        check(
            English,
            "the \u{2018}users\u{2019} report",
            "the users report",
        );
        check(German, "Hans\u{2019} Haus", "Hans ' Haus");
        check(German, "\u{201a}Haus\u{2018} Bau", "Haus Bau");
        check(French, "les tests' rapport", "les tests rapport");
        // One that began long before is forgotten.
        let far = "b ".repeat(MAX_QUOTE);
        let (text, expected) = (format!("'{far}users' x"), format!("{far}users ' x"));
        check(English, &text, &expected);
    }
}
