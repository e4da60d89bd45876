//! Words, spaces and hashes, as simply as counting needs them.

use groundswell_text::lowercase;

/// How many words `text` has: runs of letters and digits with a letter in them. A character of a
/// script without spaces counts as a word.
pub(crate) fn count(text: &str) -> u32 {
    let mut count = 0;
    // Whether the word at hand has a letter, and was counted.
    let mut is_word = false;
    for c in text.chars() {
        if c.is_ascii() {
            let is_letter = c.is_ascii_alphabetic();
            count += u32::from(is_letter & !is_word);
            is_word = is_letter | (is_word & c.is_ascii_digit());
            continue;
        }
        let unspaced = is_unspaced(c);
        if is_letter(c) {
            count += u32::from(!is_word || unspaced);
            is_word = !unspaced;
        } else {
            is_word = is_word && !unspaced && is_digit(c);
        }
    }
    count
}

/// Whether a character is alphabetic; of the commonest alphabets without a search in tables.
pub(crate) fn is_letter(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' => true,
        '\0'..='\u{7f}' | '\u{d7}' | '\u{f7}' => false,
        '\u{c0}'..='\u{24f}' | '\u{400}'..='\u{481}' | '\u{4e00}'..='\u{9fff}' => true,
        // Punctuation.
        '\u{2010}'..='\u{205f}' => false,
        _ => c.is_alphabetic(),
    }
}

fn is_digit(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_digit()
    } else {
        c.is_numeric()
    }
}

/// The words of `text`, each with its inner apostrophes and hyphens left out of it.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    Words { rest: text }
}

struct Words<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let text = self.rest;
        // Where the run at hand begins, and whether a letter is in it.
        let mut run: Option<(usize, bool)> = None;
        for (at, c) in text.char_indices() {
            let is_letter = is_letter(c);
            let (inside, alone) = (is_letter || is_digit(c), !c.is_ascii() && is_unspaced(c));
            if inside && !alone {
                let (start, is_word) = run.unwrap_or((at, false));
                run = Some((start, is_word | is_letter));
                continue;
            }
            if let Some((start, true)) = run {
                self.rest = text.get(at..)?;
                return text.get(start..at);
            }
            run = None;
            if is_letter && alone {
                let end = at + c.len_utf8();
                self.rest = text.get(end..)?;
                return text.get(at..end);
            }
        }
        self.rest = "";
        let (start, is_word) = run?;
        text.get(start..).filter(|_| is_word)
    }
}

/// Han, kana, Thai and their neighbours write without spaces.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x0e00..=0x0eff | 0x3040..=0x30ff | 0x3400..=0x9fff | 0x20000..=0x3ffff)
}

/// `text` with each run of white space as one space and none at its ends.
pub(crate) fn squeeze(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    push_squeezed(&mut squeezed, text);
    squeezed
}

/// `text` in small letters. The standard library would bring its table of all scripts; the rules
/// that words are counted by know as many alphabets as are written.
pub(crate) fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().map(small).collect()
}

/// A character as a small letter.
pub(crate) fn small(c: char) -> char {
    match c {
        // A small letter already, and spelt so in names of months.
        'ς' => c,
        _ => lowercase(c),
    }
}

/// The hash of `text`, squeezed; `None` where nothing is left.
pub(crate) fn squeezed(text: &str) -> Option<Hash> {
    let add = |hash: Option<Hash>, word: &str| {
        let start = hash.map_or(Hash::START, |hash| hash.byte(b' '));
        Some(word.bytes().fold(start, Hash::byte))
    };
    Some(spaced(text).fold(None, add)?.byte(0xff))
}

/// Appends `text`, squeezed, with a space before it where either side had one.
pub(crate) fn push_squeezed(out: &mut String, text: &str) {
    let mut gap = text.starts_with(is_space);
    for word in spaced(text) {
        if gap && !out.is_empty() && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
        out.push_str(word);
        gap = true;
    }
}

/// What stands between white space.
fn spaced(text: &str) -> Spaced<'_> {
    Spaced { rest: text }
}

struct Spaced<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Spaced<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let text = std::mem::take(&mut self.rest);
        let mut start = None;
        for (at, c) in text.char_indices() {
            match start {
                None if !is_space(c) => start = Some(at),
                Some(start) if is_space(c) => {
                    self.rest = text.get(at..)?;
                    return text.get(start..at);
                }
                _ => {}
            }
        }
        text.get(start?..)
    }
}

/// `text` without the white space at its ends, which nearly always is plain.
pub(crate) fn trim(text: &str) -> &str {
    let bytes = text.as_bytes();
    let is_seen = |byte: &u8| !matches!(byte, b' ' | b'\t'..=b'\r');
    let Some(start) = bytes.iter().position(is_seen) else {
        return "";
    };
    let end = bytes.iter().rposition(is_seen).unwrap_or(start) + 1;
    let text = text.get(start..end).unwrap_or(text);
    let plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii);
    if plain(bytes.get(start)) && plain(bytes.get(end - 1)) {
        return text;
    }
    text.trim()
}

/// Whether there is nothing but white space.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}

pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{200b}'
}

/// A hash that is the same on every machine and in every version (FNV-1a, 64 bits).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hash(pub(crate) u64);

impl Hash {
    pub(crate) const START: Self = Self(0xcbf2_9ce4_8422_2325);

    pub(crate) fn of(text: &str) -> Self {
        Self::START.text(text)
    }

    /// This, continued by `text` and a mark of its end.
    pub(crate) fn text(self, text: &str) -> Self {
        text.bytes().fold(self, Self::byte).byte(0xff)
    }

    pub(crate) fn number(self, number: u64) -> Self {
        number.to_le_bytes().into_iter().fold(self, Self::byte)
    }

    pub(crate) fn byte(self, byte: u8) -> Self {
        Self((self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }
}

/// Names in small letters of ASCII, looked for whatever their letters' size. Hardly any other name has
/// the first letter and the length of one.
pub(crate) struct Names {
    all: &'static [&'static str],
    /// For each first letter, the lengths of names with it, as bits.
    lengths: [u32; 26],
}

impl Names {
    /// Names that begin with a letter and have at most 31.
    pub(crate) const fn of(all: &'static [&'static str]) -> Self {
        let mut lengths = [0; 26];
        let mut rest = all;
        while let [name, others @ ..] = rest {
            if let [first, ..] = name.as_bytes() {
                lengths[(*first - b'a') as usize] |= 1 << name.len();
            }
            rest = others;
        }
        Self { all, lengths }
    }

    pub(crate) fn have(&self, name: &str) -> bool {
        self.may_have(name, name.len())
            && self
                .all
                .iter()
                .any(|known| name.eq_ignore_ascii_case(known))
    }

    /// Whether these parts, one after the other, are one of them.
    pub(crate) fn have_joined(&self, first: &str, second: &str) -> bool {
        let is = |known: &&str| {
            let (start, end) = known.split_at_checked(first.len()).unwrap_or((known, ""));
            start.eq_ignore_ascii_case(first) && end.eq_ignore_ascii_case(second)
        };
        self.may_have(first, first.len() + second.len()) && self.all.iter().any(is)
    }

    /// Whether one of them begins with this letter and is so long.
    fn may_have(&self, start: &str, length: usize) -> bool {
        let first = start.bytes().next().unwrap_or(0).to_ascii_lowercase();
        let lengths = self.lengths.get(usize::from(first.wrapping_sub(b'a')));
        length < 32 && lengths.is_some_and(|lengths| lengths >> length & 1 != 0)
    }
}

/// The parts of an identifier: `comment-author`, `commentAuthor` and `comment_author` are
/// `comment`, `author`.
pub(crate) fn parts(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = name;
    std::iter::from_fn(move || {
        let start = rest.bytes().position(|b| !is_joint(b))?;
        let from = rest.get(start..)?;
        let mut before = b'-';
        let is_end = |b: u8| {
            let camel = b.is_ascii_uppercase() && before.is_ascii_lowercase();
            before = b;
            camel || is_joint(b)
        };
        let end = from.bytes().position(is_end).unwrap_or(from.len());
        let (part, after) = from.split_at(end);
        rest = after;
        Some(part)
    })
}

fn is_joint(b: u8) -> bool {
    matches!(b, b'-' | b'_' | b':' | b'.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn counts_what_is_read_as_a_word() {
        for (text, expected) in [
            ("", 0),
            ("It's 5 o'clock, x2!", 5),
            ("2015-05-15 07:54", 0),
            ("日本 go", 3),
        ] {
            assert_eq!(count(text), expected, "{text}");
        }
    }

    #[test]
    fn letters_are_those_of_the_standard_library() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_letter(c), c.is_alphabetic(), "{c:?}");
            let is_inside = is_letter(c) || is_digit(c);
            assert_eq!(is_inside, c.is_alphanumeric(), "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn as_many_words_are_counted_as_there_are(text in "[a1 é٣-日๓ก。'x]{0,12}") {
            prop_assert_eq!(count(&text) as usize, words(&text).count());
        }

        #[test]
        fn words_are_runs_with_a_letter(text in "[a1 é٣-日๓ก。'x]{0,12}") {
            let is_end = |c: char| !c.is_alphanumeric() || is_unspaced(c);
            let runs = text.split_inclusive(is_end).flat_map(|run| {
                let end = run.char_indices().next_back().filter(|(_, c)| is_end(*c));
                let (run, last) = run.split_at(end.map_or(run.len(), |(at, _)| at));
                [run, last]
            });
            let expected: Vec<&str> = runs.filter(|run| run.contains(char::is_alphabetic)).collect();
            prop_assert_eq!(words(&text).collect::<Vec<_>>(), expected);
        }

        #[test]
        fn trims_as_the_standard_library_does(text in "[a é\u{a0}\u{200b}\u{85}\u{1c}\n\u{b}]{0,6}") {
            prop_assert_eq!(trim(&text), text.trim());
            prop_assert_eq!(is_blank(&text), text.trim_matches(is_space).is_empty());
        }

        #[test]
        fn what_is_squeezed_has_the_hash_of_its_text(text in "[a \u{200b}\n\u{a0}b]{0,8}") {
            let text = squeeze(&text);
            let expected = Some(Hash::of(&text)).filter(|_| !text.is_empty());
            prop_assert_eq!(squeezed(&text), expected);
        }
    }

    #[test]
    fn squeezes_space() {
        assert_eq!(squeeze(" a \n\t b\u{a0}c "), "a b c");
        let mut out = "a".to_owned();
        push_squeezed(&mut out, "b");
        push_squeezed(&mut out, " c");
        assert_eq!(out, "ab c");
    }

    #[test]
    fn names_are_known_in_any_letters() {
        static NAMES: Names = Names::of(&["lastpost", "up"]);
        assert!(NAMES.have("up") && NAMES.have("LastPost"));
        assert!(!NAMES.have("") && !NAMES.have("us") && !NAMES.have("ups") && !NAMES.have("é"));
        assert!(NAMES.have_joined("Last", "post") && NAMES.have_joined("u", "P"));
        assert!(!NAMES.have_joined("", "up") && !NAMES.have_joined("last", "posts"));
        assert!(!NAMES.have(&"u".repeat(40)));
    }

    #[test]
    fn takes_identifiers_apart() {
        let taken: Vec<_> = parts("--commentAuthor_name-2").collect();
        assert_eq!(taken, ["comment", "Author", "name", "2"]);
    }
}
