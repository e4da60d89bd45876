//! From a form of a word to its key, and whether it is a term at all.

use crate::language::Language;
use crate::lowercase::lowercase;

/// The longest key or form in bytes. The longest German law's name has 63 letters; what is longer is
/// no word that a cloud could show, and is left out.
pub const MAX_TERM_LEN: usize = 80;

/// Hexadecimal digits from which on a word with digits in it is an identifier: short commit names.
const MIN_HEX_LEN: usize = 7;

/// What follows a single digit in quantities and ordinals: "5pm", "2nd", "8er".
const UNITS: &str =
    "am cm er fach gb h kb kg km m mal mb min mm ms nd pm px rd s st tb te ten th x";

/// Writes `form` as lists of words and stemmers know it to `key`; `false` when it is no term in any language.
pub(crate) fn fold(form: &str, language: Language, key: &mut String) -> bool {
    key.clear();
    if form.len() > MAX_TERM_LEN {
        return false;
    }
    normalize(form, language, key);
    key.len() <= MAX_TERM_LEN
        && is_wordy(key)
        && !key.split('-').any(is_identifier)
        && !(language == Language::English && key.ends_with("n't"))
}

/// Writes `form` to `key` in small letters, without what most people do not write.
pub(crate) fn normalize(form: &str, language: Language, key: &mut String) {
    key.clear();
    key.extend(form.chars().filter_map(|c| folded(c, language)));
}

/// The letter that `c` is told apart from others as; `None` for signs of vowels and other additions.
fn folded(c: char, language: Language) -> Option<char> {
    match c {
        'I' if language == Language::Turkish => Some('ı'),
        // Few write the dots.
        'ё' | 'Ё' => Some('е'),
        '\0'..='\u{590}' | '\u{700}'..='\u{93b}' | '\u{960}'.. => Some(lowercase(c)),
        // Points of Hebrew.
        '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c7}' => None,
        // Of Arabic: tatweel, which widens a word, and signs above and below.
        '\u{610}'..='\u{61a}'
        | '\u{640}'
        | '\u{64b}'..='\u{65f}'
        | '\u{670}'
        | '\u{6d6}'..='\u{6ed}' => None,
        'آ' | 'أ' | 'إ' | 'ٱ' => Some('ا'),
        'ى' => Some('ي'),
        'ة' => Some('ه'),
        // The dot of Devanagari, and letters that have it.
        '\u{93c}' => None,
        '\u{958}'..='\u{95f}' => "कखगजडढफय".chars().nth(c as usize - 0x958),
        c => Some(c),
    }
}

/// Whether there are letters enough in it: two, or one beside a digit that is no quantity or version.
fn is_wordy(key: &str) -> bool {
    // "c#": no other forms end so.
    if key.ends_with(['#', '+']) {
        return true;
    }
    if key.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return key.len() > 1;
    }
    let letters = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count();
    let rest = key.trim_start_matches(|c: char| c.is_numeric());
    if rest.len() == key.len() {
        return match key.strip_prefix('v') {
            Some(version) if letters(version) == 0 => false,
            _ => key.chars().filter(|c| c.is_alphanumeric()).count() > 1 && letters(key) > 0,
        };
    }
    if rest.contains('-') {
        // "2-factor", but not "10-kg".
        return rest.split('-').any(|part| letters(part) > 2);
    }
    let one_digit = !rest.is_empty() && key.chars().skip(1).all(char::is_alphabetic);
    one_digit && !is_any(UNITS, rest)
}

/// Whether `word` is one of some words, however its case.
pub(crate) fn is_any(words: &str, word: &str) -> bool {
    words
        .split(' ')
        .any(|known| word.eq_ignore_ascii_case(known))
}

/// Whether a part of a word is a hash or a number in hexadecimal.
fn is_identifier(part: &str) -> bool {
    part.len() >= MIN_HEX_LEN
        && part.bytes().all(|byte| byte.is_ascii_hexdigit())
        && part.bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, German, Unknown};

    #[track_caller]
    fn check(language: Language, form: &str, expected: Option<&str>) {
        let mut key = String::from("left over");
        let is_term = fold(form, language, &mut key);
        assert_eq!(is_term.then_some(key.as_str()), expected, "{form:?}");
    }

    #[test]
    fn case_is_folded() {
        check(German, "GRÖẞE", Some("größe"));
        check(German, "Straße", Some("straße"));
        check(Unknown, "ΟΔΟΣ", Some("οδοσ"));
        check(Unknown, "οδος", Some("οδοσ"));
        check(Unknown, "İstanbul", Some("istanbul"));
    }

    #[test]
    fn scripts_are_folded() {
        use Language::{Arabic, Hebrew, Turkish};
        check(Turkish, "IŞIK", Some("ışık"));
        check(Turkish, "İstanbul", Some("istanbul"));
        check(English, "ISSUE", Some("issue"));
        check(Language::Russian, "Ёлка", Some("елка"));
        check(Language::Hindi, "फ़ाइल", Some("फाइल"));
        check(Language::Hindi, "\u{95e}ाइल", Some("फाइल"));
        check(Language::Hindi, "ब\u{95c}ा", Some("बडा"));
        check(Arabic, "مُحَمَّد", Some("محمد"));
        check(Arabic, "كتـــاب", Some("كتاب"));
        check(Arabic, "أحمد", Some("احمد"));
        check(Arabic, "ا\u{654}حمد", Some("احمد"));
        check(Arabic, "مدرسة", Some("مدرسه"));
        check(Arabic, "على", Some("علي"));
        check(Hebrew, "שָׁלוֹם", Some("שלום"));
        check(Unknown, "c#", Some("c#"));
        check(Unknown, "C++", Some("c++"));
    }

    #[test]
    fn a_term_has_letters_enough() {
        for form in [
            "a", "7", "42", "1e9", "4x4", "5pm", "3x", "v2", "v1.2", "10kg", "10-kg", "12-34",
            "漢", "٣",
        ] {
            check(Unknown, form, None);
        }
        for form in [
            "ab", "3d", "5g", "q3", "vm", "v2x", "mp3", "2-factor", "covid-19", "漢字",
        ] {
            check(Unknown, form, Some(form));
        }
    }

    #[test]
    fn identifiers_are_no_terms() {
        check(English, "deadbeef", Some("deadbeef"));
        check(English, "dead123", None);
        check(English, "bed123", Some("bed123"));
        check(English, "facade-1234567", None);
    }

    #[test]
    fn terms_are_bounded() {
        let longest = "ß".repeat(MAX_TERM_LEN / 2);
        check(German, &longest, Some(&longest));
        check(German, &format!("{longest}x"), None);
        check(German, &"x".repeat(1_000_000), None);
    }
}
