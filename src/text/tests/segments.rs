//! Words of scripts without spaces, as ICU4X finds them.

mod linked;

use std::rc::Rc;

use groundswell_text::{IcuSegmenter, Language, Vocabulary, occurrences};
use proptest::prelude::*;

fn vocabulary() -> Vocabulary {
    Vocabulary::with_segmenter(Rc::new(IcuSegmenter::new()))
}

/// The labels of what `text` says.
fn terms(text: &str, language: Language) -> Vec<String> {
    let mut vocabulary = vocabulary();
    let counts = linked::count(text, language, &mut vocabulary);
    let labels = counts.iter().map(|said| vocabulary.label(said.term));
    labels.map(str::to_owned).collect()
}

#[track_caller]
fn check(language: Language, text: &str, expected: &[&str]) {
    let terms = terms(text, language);
    for word in expected {
        assert!(terms.iter().any(|term| term == word), "{word} in {terms:?}");
    }
    assert!(
        terms.iter().all(|term| term.chars().count() > 1),
        "{terms:?}"
    );
}

#[test]
fn words_without_spaces_are_found() {
    check(
        Language::Chinese,
        "我们的会议室太小，服务器也需要更新。",
        &["会议室", "服务器", "更新"],
    );
    check(
        Language::Japanese,
        "新しいサーバーは東京のデータセンターにあります。",
        &["サーバー", "東京", "データセンター"],
    );
    check(Language::Thai, "ห้องประชุมเล็กเกินไป", &["ห้อง", "ประชุม"]);
    check(
        Language::Japanese,
        "VPNの障害とｻｰﾊﾞｰ",
        &["VPN", "障害", "サーバー"],
    );
}

#[test]
fn a_letter_may_begin_a_word() {
    check(
        Language::Japanese,
        "白いT-シャツとＴシャツ",
        &["T-シャツ", "Tシャツ"],
    );
    check(Language::Chinese, "我的X-光片", &["X-光"]);
    check(
        Language::Japanese,
        "Wi-Fiルーターと#東京_タワー",
        &["Wi-Fi", "ルーター", "東京_タワー"],
    );
}

#[test]
fn small_words_are_no_terms() {
    let terms = terms("これはとてもありがたいです。", Language::Japanese);
    assert_eq!(terms, Vec::<String>::new());
}

#[test]
fn a_form_written_in_several_ways_is_one_term() {
    for (text, language) in [
        ("café cafe\u{301}", Language::French),
        ("Größe Gro\u{308}ße", Language::German),
        ("ＶＰＮ VPN", Language::English),
        (
            "백업 \u{1107}\u{1162}\u{11a8}\u{110b}\u{1165}\u{11b8}",
            Language::Korean,
        ),
        ("ﬁrewall firewall", Language::English),
        ("サーバー ｻｰﾊﾞｰ", Language::Japanese),
    ] {
        let terms = terms(text, language);
        assert_eq!(terms.len(), 1, "{terms:?}");
    }
}

proptest! {
    #[test]
    fn occurrences_are_what_was_counted(text in "[の備份サーバー东京会議室ไทยภาษาabｻﾞé\u{301}\u{3099}。, '#-]{0,40}") {
        for language in [Language::Japanese, Language::Thai, Language::Unknown] {
            let mut vocabulary = vocabulary();
            let counts = linked::count(&text, language, &mut vocabulary);
            for said in counts {
                let ranges = occurrences(&text, language, said.term, &vocabulary);
                prop_assert_eq!(ranges.len(), said.count as usize);
                prop_assert!(ranges.iter().all(|range| text.get(range.clone()).is_some()));
            }
        }
    }
}
