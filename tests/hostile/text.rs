//! Any text to terms: each is a word that can be seen, and stands where it is said to stand.

use std::cell::RefCell;

use groundswell_text::{Language, MAX_TERM_LEN, Pack, Vocabulary, occurrences};

/// Four terms with two small words between each and the next.
const MAX_PHRASE_LEN: usize = 10 * (MAX_TERM_LEN + 1);

thread_local! {
    /// The packs, each made when it is first asked for.
    static PACKS: RefCell<[Option<Pack>; 18]> = RefCell::default();
}

/// Takes a text in UTF-8, which pages have been made into before anybody counts.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    Language::guess(&text, Language::Unknown);
    // One at a time: all would cost many times as much and find no more.
    let languages = [&Language::ALL[..], &[Language::Unknown]].concat();
    check(&text, languages[data.len() % languages.len()]);
}

fn check(text: &str, language: Language) {
    let mut vocabulary = Vocabulary::new();
    let reading = vocabulary.read(text, language);
    PACKS.with_borrow_mut(|packs| {
        if let Some(pack) = packs.get_mut(language as usize) {
            if pack.is_none() {
                *pack = Pack::linked(language);
            }
            pack.iter().for_each(|pack| vocabulary.settle(pack));
        }
    });
    vocabulary.settle_rest();
    let counts = vocabulary.counts(&reading);
    assert_eq!(counts.len(), vocabulary.len());
    assert!(counts.is_sorted_by(|a, b| a.term < b.term));
    let mut said = 0;
    for term in &counts {
        let key = vocabulary.key(term.term);
        for name in [key, vocabulary.label(term.term)] {
            assert!(!name.is_empty() && name.len() <= MAX_TERM_LEN, "{name:?}");
            assert!(!name.contains(is_invisible), "{name:?}");
        }
        let label = vocabulary.label(term.term);
        // "C#" and its like have one letter.
        let inked = label.chars().filter(|c| c.is_alphanumeric()).count();
        assert!(inked > 1 || inked == 1 && label.ends_with(['#', '+']));
        let ranges = occurrences(text, language, term.term, &vocabulary);
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
    // Said three times over, words that stand together are a term.
    let together = vocabulary.counts_together(&[&reading, &reading, &reading]);
    assert!(together.iter().all(|counts| *counts == together[0]));
    assert!(together[0].is_sorted_by(|a, b| a.term < b.term));
    let parts = together[0]
        .iter()
        .filter(|term| vocabulary.key(term.term).contains(' '));
    for phrase in parts {
        let label = vocabulary.label(phrase.term);
        let words = label.split(' ');
        for word in words {
            assert!(
                !word.is_empty() && !word.contains(is_invisible),
                "{label:?}"
            );
        }
        assert!(label.len() <= MAX_PHRASE_LEN, "{label:?}");
        let ranges = occurrences(text, language, phrase.term, &vocabulary);
        assert!(!ranges.is_empty(), "{label:?} in {text:?}");
        assert!(ranges.is_sorted_by(|a, b| a.end <= b.start));
        assert!(ranges.iter().all(|range| text.get(range.clone()).is_some()));
    }
}

/// What takes no ink: in a cloud nobody could point at it, and two words would look the same. Or what looks
/// different to everybody: private use.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
        // Fillers.
        || matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{17b4}' | '\u{17b5}')
        || matches!(c, '\u{2800}' | '\u{13441}' | '\u{13442}' | '\u{16fe4}' | '\u{1d159}')
        // Joiners, marks and overrides of direction, operators that are not written.
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}')
        // Selectors of variants, and tags.
        || matches!(c, '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}')
        || matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
}
