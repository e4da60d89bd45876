//! What the browser knows of scripts, whichever dictionaries it has.

use groundswell_text::{Language, Segmenter as _};
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
