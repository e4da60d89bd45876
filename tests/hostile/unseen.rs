//! Nothing that cannot be seen gets into a key or a label, in whatever words it stands.

use groundswell_hostile::text;
use proptest::char::range;
use proptest::prelude::*;

/// Words and signs that what is unseen may come between.
const SEEN: [&str; 26] = [
    "word",
    "open",
    "Users",
    "'",
    "\u{2019}",
    "-",
    "_",
    ".",
    "#",
    "C#",
    "R&D",
    "T",
    "Node",
    "js",
    "l",
    "漢字",
    "シャツ",
    "ไทย",
    "한국",
    "हिन्दी",
    "كتاب",
    "שלום",
    "می",
    "1",
    " ",
    "\n",
];

/// Controls, joiners, fillers, selectors, marks of direction, tags, blanks that take a place, private use.
fn unseen() -> impl Strategy<Value = String> {
    prop_oneof![
        range('\0', '\u{1f}'),
        range('\u{7f}', '\u{a0}'),
        range('\u{200b}', '\u{200f}'),
        range('\u{2028}', '\u{202e}'),
        range('\u{2060}', '\u{206f}'),
        range('\u{fe00}', '\u{fe0f}'),
        range('\u{e000}', '\u{e0ff}'),
        range('\u{e0000}', '\u{e01ef}'),
        range('\u{13430}', '\u{13455}'),
        range('\u{1bca0}', '\u{1bca3}'),
        range('\u{1d173}', '\u{1d17a}'),
        proptest::sample::select(
            "\u{ad}\u{34f}\u{61c}\u{115f}\u{1160}\u{17b4}\u{180e}\u{2800}\u{3164}\u{feff}\u{ffa0}\u{fffc}"
                .chars()
                .collect::<Vec<_>>()
        ),
    ]
    .prop_map(String::from)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.max(2000),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_unseen_is_in_no_key_and_no_label(
        pieces in proptest::collection::vec(
            prop_oneof![proptest::sample::select(&SEEN[..]).prop_map(str::to_owned), unseen()],
            1..30,
        )
    ) {
        // Said three times, words that stand together are a term too.
        text::run(pieces.concat().as_bytes());
    }
}
