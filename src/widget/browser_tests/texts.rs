//! The widget's words.

use js_sys::{Array, Intl, Object, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{english, table};
use crate::strings::Strings;
use crate::theme;

/// The files of `www/locales`, by language.
macro_rules! locales {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../../www/locales/", $name, ".json")))),+]
    };
}

const LOCALES: &[(&str, &str)] = locales![
    "ar", "de", "en", "es", "fr", "he", "it", "ja", "nl", "pl", "pt", "tr", "zh", "zh-Hant",
];

/// Numbers whose plural forms are looked at: those of all rules of these languages, and where numbers of millions
/// have a form of their own.
const NUMBERS: std::ops::RangeInclusive<u32> = 0..=200;

fn in_language(name: &str) -> Strings {
    let (_, json) = LOCALES.iter().find(|(own, _)| *own == name).unwrap();
    Strings::new(table(json), name)
}

fn rules(language: &str) -> Intl::PluralRules {
    Intl::PluralRules::new(&Array::of1(&language.into()), &Object::new())
}

fn texts_of(object: &Object) -> Vec<String> {
    let keys = Object::keys(object).into_iter();
    keys.map(|key| key.as_string().unwrap()).collect()
}

#[wasm_bindgen_test]
fn every_count_has_the_plural_forms_of_its_language() {
    for (language, json) in LOCALES {
        let rules = rules(language);
        let options = rules.resolved_options();
        let known = Reflect::get(&options, &"pluralCategories".into()).unwrap();
        let mut known: Vec<_> = Array::from(&known)
            .iter()
            .map(|it| it.as_string().unwrap())
            .collect();
        known.sort();
        let texts = table(json);
        for key in texts_of(&texts) {
            let forms = Reflect::get(&texts, &JsValue::from_str(&key)).unwrap();
            if !forms.is_object() {
                continue;
            }
            let forms = Object::from(forms);
            let mut categories = texts_of(&forms);
            categories.sort();
            assert_eq!(categories, known, "{language}: {key}");
            for category in categories {
                let form = Reflect::get(&forms, &JsValue::from_str(&category)).unwrap();
                let numbers = NUMBERS.filter(|n| rules.select(f64::from(*n)) == *category);
                let names_it = form.as_string().unwrap().contains("{n}");
                assert!(
                    names_it || numbers.count() == 1,
                    "{language}: {key}.{category} stands for several numbers"
                );
            }
        }
    }
}

#[wasm_bindgen_test]
fn counts_follow_the_plural_rules_of_the_language() {
    let strings = english();
    assert_eq!(strings.count("posts", 1), "in 1 post");
    assert_eq!(strings.count("posts", 1_234), "in 1,234 posts");
    let german = in_language("de");
    assert_eq!(german.count("posts", 1), "in 1 Beitrag");
    assert_eq!(german.count("posts", 1_234), "in 1.234 Beiträgen");
    let polish = in_language("pl");
    let posts = |n| polish.count("posts", n);
    assert_eq!(
        [1, 2, 5, 22].map(posts),
        ["w 1 wpisie", "w 2 wpisach", "w 5 wpisach", "w 22 wpisach"]
    );
    let arabic = in_language("ar");
    let times = |n| arabic.count("times", n);
    assert_eq!([1, 2].map(times), ["مرة واحدة", "مرتين"]);
    assert!(times(3).ends_with("مرات") && times(11).ends_with("مرة"));
}

#[wasm_bindgen_test]
fn parts_of_the_other_direction_stand_apart() {
    let english = english();
    let chosen = |strings: &Strings, term, figures| {
        strings.with("chosen", &[("term", term), ("figures", figures)])
    };
    assert_eq!(chosen(&english, "C++", "once"), "C++: once");
    assert_eq!(
        chosen(&english, "שלום", "3 times"),
        "\u{2068}שלום\u{2069}: 3 times"
    );
    let arabic = in_language("ar");
    assert_eq!(
        chosen(&arabic, "C++", "مرتين"),
        "\u{2068}C++\u{2069}: مرتين"
    );
    assert_eq!(chosen(&arabic, "سلام", "مرتين"), "سلام: مرتين");
    let element = super::document().create_element("p").unwrap();
    arabic.mark(&element);
    assert_eq!(element.outer_html(), r#"<p lang="ar" dir="rtl"></p>"#);
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
