//! The widget's words.

use js_sys::Object;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{ENGLISH, GERMAN, english, table};
use crate::strings::Strings;
use crate::theme;

#[wasm_bindgen_test]
fn counts_follow_the_plural_rules_of_the_language() {
    let strings = english();
    assert_eq!(strings.count("posts", 1), "in 1 post");
    assert_eq!(strings.count("posts", 1_234), "in 1,234 posts");
    let german = Strings::new(table(GERMAN), "de");
    assert_eq!(german.count("posts", 1), "in 1 Beitrag");
    assert_eq!(german.count("posts", 1_234), "in 1.234 Beiträgen");
}

#[wasm_bindgen_test]
fn every_language_has_the_same_texts() {
    let keys = |json| {
        let mut keys: Vec<_> = Object::keys(&table(json))
            .iter()
            .filter_map(|key| key.as_string())
            .collect();
        keys.sort_unstable();
        keys
    };
    assert_eq!(keys(ENGLISH), keys(GERMAN));
}

#[wasm_bindgen_test]
fn light_text_means_a_dark_page() {
    for (colour, light) in [
        ("rgb(255, 255, 255)", true),
        ("rgba(230, 230, 230, 0.9)", true),
        ("rgb(20, 20, 20)", false),
        ("oklch(0.95 0.01 200)", true),
        ("oklch(0.2 0.1 200)", false),
        ("color(display-p3 1 1 1)", false),
        ("nonsense", false),
    ] {
        assert_eq!(theme::is_light(colour), light, "{colour}");
    }
}
