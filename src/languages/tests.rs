//! What holds for every language and every word.

use proptest::prelude::*;

use crate::ALL;

#[test]
fn lists_begin_with_stop_words_and_go_on_from_common_to_rare() {
    for linguist in &ALL {
        let mut lines = linguist.data.lines();
        let stop_words = lines.next().unwrap_or_default().split(' ').count();
        assert!(stop_words > 50, "{}: {stop_words}", linguist.tag);
        let bands: Vec<u8> = lines
            .map(|line| line.split(' ').next().unwrap().parse().unwrap())
            .collect();
        assert!(bands.len() > 10, "{}", linguist.tag);
        assert!(bands.is_sorted_by(|a, b| a > b), "{}", linguist.tag);
        assert!(
            bands.iter().all(|zipf| (30..=80).contains(zipf)),
            "{}",
            linguist.tag
        );
    }
}

#[test]
fn every_word_of_the_lists_has_a_stem() {
    for linguist in &ALL {
        for word in linguist.data.split([' ', '\n']) {
            assert!(!linguist.stem(word).is_empty(), "{word}");
        }
    }
}

/// Words of the scripts and letters that the stemmers know, and of any others.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z'-]{1,12}",
        "[a-zäöüßéèçñãõåłşığ'-]{1,12}",
        "[а-яё-]{1,12}",
        "[\u{620}-\u{655}]{1,12}",
        "[\u{5d0}-\u{5ea}]{1,8}",
        "[\u{900}-\u{97f}]{1,10}",
        "[가-힣]{1,6}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_word_can_be_stemmed(word in words()) {
        for linguist in &ALL {
            linguist.stem(&word);
        }
    }
}
