//! Words too common to tell a subject, by language.
//!
//! Each list is one sorted text with single spaces between the words: in wasm an array of slices would
//! spend eight bytes more on every word.

use crate::language::Language;

mod english;
mod german;

/// The stop words of `language`, sorted by byte, parted by single spaces.
pub(crate) const fn list(language: Language) -> &'static str {
    match language {
        Language::English => english::WORDS,
        Language::German => german::WORDS,
        Language::Unknown => "",
    }
}

/// Whether `word` stands in `list`: a binary search over bytes that goes to the word around them.
pub(crate) fn contains(list: &str, word: &str) -> bool {
    let list = list.as_bytes();
    // Invariant: `low` and `high` are where words begin and end.
    let (mut low, mut high) = (0, list.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = list[low..middle]
            .iter()
            .rposition(|&byte| byte == b' ')
            .map_or(low, |space| low + space + 1);
        let end = list[middle..high]
            .iter()
            .position(|&byte| byte == b' ')
            .map_or(high, |space| middle + space);
        match word.as_bytes().cmp(&list[start..end]) {
            std::cmp::Ordering::Less => high = start.saturating_sub(1),
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Greater => low = end + 1,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_lower_case_words() {
        for language in [Language::English, Language::German] {
            let words: Vec<&str> = list(language).split(' ').collect();
            assert!(words.len() > 200, "{language:?}: {}", words.len());
            assert!(words.is_sorted_by(|a, b| a < b), "{language:?}");
            for word in words {
                assert!(
                    word.chars().count() > 1 && word.chars().all(char::is_lowercase),
                    "{word:?}"
                );
            }
        }
    }

    #[test]
    fn finds_every_word_and_no_other() {
        for language in [Language::English, Language::German] {
            let list = list(language);
            for word in list.split(' ') {
                assert!(contains(list, word), "{word}");
                assert!(!contains(list, &format!("{word}q")), "{word}q");
            }
            for word in ["", " ", "a b", "\u{0}", "zzzz", "über uns"] {
                assert!(!contains(list, word), "{word:?}");
            }
        }
        assert!(!contains("", "a"));
        assert!(contains("a", "a"));
    }
}
