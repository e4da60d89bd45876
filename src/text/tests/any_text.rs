//! What holds for every text, whoever wrote it.

mod linked;

use groundswell_text::{Language, MAX_TERM_LEN, Vocabulary, occurrences};
use linked::count;
use proptest::prelude::*;

const LANGUAGES: [Language; 5] = [
    Language::English,
    Language::German,
    Language::Turkish,
    Language::Arabic,
    Language::Unknown,
];

/// Pieces that meet where the rules do.
const PIECES: [&str; 58] = [
    "word",
    "Words",
    "s",
    "x",
    "es",
    "sses",
    "Straße",
    "ÄÖÜ",
    "ẞ",
    "İ",
    "ς",
    "漢",
    "字",
    "カナ",
    "백업",
    "हिन्दी",
    "ไทย",
    "שלום",
    "1",
    "42",
    "٣",
    "²",
    "Ⓐ",
    "🚀",
    "👩‍💻",
    "-",
    "--",
    "\u{2010}",
    "\u{2011}",
    "'",
    "’",
    "'s",
    "n't",
    "l'",
    "l’",
    "_",
    ".",
    ".js",
    ":",
    "/",
    "\\",
    "@",
    "#",
    "://",
    "www.",
    "\u{ad}",
    "\u{200b}",
    "\u{200d}",
    "\u{2060}",
    "\u{202e}",
    "\u{feff}",
    "\u{3164}",
    "\u{301}",
    "\u{345}",
    "\u{0}",
    " ",
    "\u{a0}",
    "\n",
];

/// Any text, and texts of pieces.
fn texts() -> impl Strategy<Value = String> {
    let pieces = proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..12);
    prop_oneof![
        any::<String>(),
        "[ -~äöüß’]{0,60}",
        pieces.prop_map(|pieces| pieces.concat()),
    ]
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || c.is_whitespace()
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}'
        )
        || matches!(c, '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.max(1000),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn occurrences_are_what_was_counted(text in texts()) {
        for language in LANGUAGES {
            let mut vocabulary = Vocabulary::new();
            let counts = count(&text, language, &mut vocabulary);
            prop_assert_eq!(counts.len(), vocabulary.len());
            prop_assert!(counts.is_sorted_by_key(|said| said.term));
            for said in counts {
                let key = vocabulary.key(said.term);
                let ranges = occurrences(&text, language, said.term, &vocabulary);
                prop_assert_eq!(ranges.len(), said.count as usize, "{:?} in {:?}", key, &text);
                prop_assert!(ranges.is_sorted_by(|a, b| a.end <= b.start));
                for range in ranges {
                    prop_assert!(text.get(range.clone()).is_some_and(|word| !word.is_empty()));
                }
            }
        }
    }

    #[test]
    fn labels_can_be_seen(text in texts()) {
        for language in LANGUAGES {
            let mut vocabulary = Vocabulary::new();
            for said in count(&text, language, &mut vocabulary) {
                for name in [vocabulary.key(said.term), vocabulary.label(said.term)] {
                    prop_assert!(!name.is_empty() && name.len() <= MAX_TERM_LEN, "{:?}", name);
                    prop_assert!(!name.contains(is_invisible), "{:?}", name);
                }
                let label = vocabulary.label(said.term);
                // "C#" and its like have one letter.
                prop_assert!(
                    label.ends_with(['#', '+'])
                        || label.chars().filter(|c| c.is_alphanumeric()).count() > 1
                );
            }
        }
    }

    #[test]
    fn a_label_has_the_key_of_its_term(text in texts()) {
        for language in LANGUAGES {
            let mut vocabulary = Vocabulary::new();
            for said in count(&text, language, &mut vocabulary) {
                let label = vocabulary.label(said.term);
                let mut again = Vocabulary::new();
                let counts = count(label, language, &mut again);
                prop_assert_eq!(counts.len(), 1, "{:?} of {:?}", label, &text);
                prop_assert_eq!(again.key(0), vocabulary.key(said.term), "{:?}", &text);
            }
        }
    }

    #[test]
    fn posts_do_not_change_each_other(one in texts(), other in texts(), language in proptest::sample::select(&LANGUAGES[..])) {
        let mut vocabulary = Vocabulary::new();
        let first = count(&one, language, &mut vocabulary);
        count(&other, language, &mut vocabulary);
        prop_assert_eq!(first, count(&one, language, &mut vocabulary));
    }

    #[test]
    fn guessing_never_panics(text in texts(), long in 0_usize..2000) {
        Language::guess(&text.repeat(long), Language::Unknown);
    }
}
