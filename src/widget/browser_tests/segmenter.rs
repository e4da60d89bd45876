//! What the browser knows of scripts, whichever dictionaries it has.

use std::rc::Rc;

use groundswell_text::{Language, Segmenter as _, Unread, Vocabulary};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::segmenter::BrowserSegmenter;

#[wasm_bindgen_test]
fn runs_without_spaces_are_cut_between_characters_and_to_their_end() {
    for (run, language) in [
        ("我们的会议室太小", Language::Chinese),
        ("東京のサーバー𠮷", Language::Japanese),
        ("ห้องประชุมเล็กเกินไป", Language::Thai),
        ("ພາສາລາວ", Language::Unknown),
    ] {
        let ends = BrowserSegmenter.word_ends(run, language).unwrap();
        assert_eq!(ends.last(), Some(&run.len()), "{run}");
        assert!(ends.is_sorted_by(|one, other| one < other), "{run}");
        assert!(ends.iter().all(|end| run.is_char_boundary(*end)), "{run}");
        assert!(ends.len() > 1, "{run} is more than one word");
    }
}

#[wasm_bindgen_test]
fn runs_that_are_asked_about_at_once_have_the_words_of_each() {
    let runs = [
        "我们的会议室太小",
        "東京のサーバー𠮷",
        "ภาษาไทย",
        "的",
        "サーバー",
    ];
    let mut single = Vec::new();
    let mut start = 0;
    for run in runs {
        let ends = BrowserSegmenter.word_ends(run, Language::Japanese).unwrap();
        single.extend(ends.iter().map(|end| start + end));
        start += run.len() + 1;
        // The line feed is said to be a word too.
        single.push(start);
    }
    let joined = runs.join("\n") + "\n";
    let ends = BrowserSegmenter
        .word_ends(&joined, Language::Japanese)
        .unwrap();
    assert_eq!(ends, single);
}

/// Quotes of a public declaration, without any mark that would part them.
const DECLARATION: &str =
    "人人生而自由在尊严和权利上一律平等他们赋有理性和良心并应以兄弟关系的精神相对待";

#[wasm_bindgen_test]
fn a_megabyte_without_a_space_is_read_in_parts() {
    const MEGABYTE: usize = 1 << 20;
    let mut vocabulary = Vocabulary::with_segmenter(Rc::new(BrowserSegmenter));
    let one = vocabulary.read(DECLARATION, Language::Chinese);
    let said = MEGABYTE / DECLARATION.len();
    let mut unread = Unread::new(DECLARATION.repeat(said), Language::Chinese);
    let mut parts = 1;
    let reading = loop {
        match vocabulary.read_some(&mut unread) {
            Some(reading) => break reading,
            None => parts += 1,
        }
    };
    // The page may react between two parts, each of which is a fiftieth of the text at most.
    assert!(parts >= 50, "{parts}");
    vocabulary.settle_rest();
    let count = |vocabulary: &mut Vocabulary, reading| -> u32 {
        let free = vocabulary.find("自由").unwrap();
        let counts = vocabulary.counts(reading);
        counts
            .iter()
            .find(|counted| counted.term == free)
            .unwrap()
            .count
    };
    assert_eq!(count(&mut vocabulary, &one), 1);
    // A word may be cut in two where a question ends.
    let found = count(&mut vocabulary, &reading) as usize;
    assert!(
        (said - said / 20..=said).contains(&found),
        "{found} of {said}"
    );
}

#[wasm_bindgen_test]
fn forms_are_written_in_one_way() {
    for (form, composed) in [
        ("cafe\u{301}", "café"),
        ("ＶＰＮ", "VPN"),
        ("ｻｰﾊﾞｰ", "サーバー"),
        ("plain", "plain"),
    ] {
        assert_eq!(BrowserSegmenter.compose(form).as_deref(), Some(composed));
    }
}
