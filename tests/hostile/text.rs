//! Any text to terms: each is a word that can be seen, and stands where it is said to stand.

use groundswell_text::{Language, MAX_TERM_LEN, Vocabulary, count, occurrences};

const LANGUAGES: [Language; 3] = [Language::English, Language::German, Language::Unknown];

/// Takes a text in UTF-8, which pages have been made into before anybody counts.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    Language::guess(&text, Language::Unknown);
    // One at a time: three would cost three times as much and find no more.
    check(&text, LANGUAGES[data.len() % LANGUAGES.len()]);
}

fn check(text: &str, language: Language) {
    let mut vocabulary = Vocabulary::new();
    let counts = count(text, language, &mut vocabulary);
    assert_eq!(counts.len(), vocabulary.len());
    assert!(counts.is_sorted_by(|a, b| a.term < b.term));
    let mut said = 0;
    for term in &counts {
        let key = vocabulary.key(term.term);
        for name in [key, vocabulary.label(term.term)] {
            assert!(!name.is_empty() && name.len() <= MAX_TERM_LEN, "{name:?}");
            assert!(!name.contains(is_invisible), "{name:?}");
            assert!(name.chars().filter(|c| c.is_alphanumeric()).count() > 1);
        }
        let ranges = occurrences(text, language, key);
        assert_eq!(ranges.len(), term.count as usize, "{key:?} in {text:?}");
        assert!(ranges.is_sorted_by(|a, b| a.end <= b.start));
        assert!(
            ranges
                .iter()
                .all(|range| text.get(range.clone()).is_some_and(|word| !word.is_empty()))
        );
        assert_eq!(vocabulary.find(key), Some(term.term));
        said += ranges.len();
    }
    assert!(said <= text.len());
}

/// What takes no ink: in a cloud nobody could point at it, and two words would look the same.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || c.is_whitespace()
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{3164}'
        )
        || matches!(c, '\u{ffa0}' | '\u{feff}' | '\u{180b}'..='\u{180f}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}')
        || matches!(c, '\u{e0000}'..='\u{e0fff}')
}
