//! The widget's own words in the reader's language, with the browser's plural rules and formats.

use std::cell::OnceCell;

use js_sys::{Array, Intl, Object, Reflect};
use wasm_bindgen::JsValue;
use web_sys::Element;

use crate::dom::set;

/// The key of the direction in which a language is written.
const DIRECTION: &str = "dir";

/// Begin and end of a part of a text that has a direction of its own, which its first letter tells (UAX #9).
const ISOLATE: &str = "\u{2068}";
const ISOLATED: &str = "\u{2069}";

/// One language's texts (`www/locales/*.json`) and formats.
///
/// Formats are made when they are needed: the first of a page makes the browser read its data of languages,
/// which takes longer than to find the posts.
pub struct Strings {
    table: Object,
    language: String,
    leftward: bool,
    plural: OnceCell<Intl::PluralRules>,
    number: OnceCell<Intl::NumberFormat>,
}

impl Strings {
    /// `table` holds a text, or an object of texts by plural category, for each key.
    pub fn new(table: Object, language: &str) -> Self {
        let mut strings = Self {
            table,
            language: language.to_owned(),
            leftward: false,
            plural: OnceCell::new(),
            number: OnceCell::new(),
        };
        strings.leftward = strings.text(DIRECTION) == "rtl";
        strings
    }

    /// Says on an element of ours in which language it speaks, and in which direction that is written.
    pub fn mark(&self, element: &Element) {
        set(element, "lang", &self.language);
        set(element, "dir", if self.leftward { "rtl" } else { "ltr" });
    }

    /// `text` of whatever language as a part of ours: where it is written in the other direction, neither turns the
    /// other's punctuation around.
    pub fn part(&self, text: &str) -> String {
        if text.chars().any(is_leftward) == self.leftward {
            text.to_owned()
        } else {
            [ISOLATE, text, ISOLATED].concat()
        }
    }

    /// All texts, for scripts of ours.
    pub fn table(&self) -> &Object {
        &self.table
    }

    /// The text for `key`. A missing one shows as its key, which a test would find.
    pub fn text(&self, key: &str) -> String {
        self.find(key).unwrap_or_else(|| key.to_owned())
    }

    /// The text for `key`, if there is one.
    pub fn find(&self, key: &str) -> Option<String> {
        self.value(key).as_string()
    }

    /// The text for `key` with each `{name}` replaced, by [parts](Self::part) of it.
    pub fn with(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(&self.text(key), values, |value| self.part(value))
    }

    /// The text for `key` in the plural form that `n` takes, with `{n}` replaced.
    pub fn count(&self, key: &str, n: u32) -> String {
        let category = self.category(n);
        let forms = self.value(key);
        let form = |name: &str| {
            Reflect::get(&forms, &JsValue::from_str(name))
                .ok()
                .and_then(|v| v.as_string())
        };
        let text = form(&category)
            .or_else(|| form("other"))
            .unwrap_or_else(|| key.to_owned());
        fill(&text, &[("n", &self.number(n))], str::to_owned)
    }

    /// `n` in the digits and groups of the language.
    pub fn number(&self, n: u32) -> String {
        let make = || Intl::NumberFormat::new(&self.tags(), &Object::new());
        let format = self.number.get_or_init(make).format();
        format
            .call1(&JsValue::UNDEFINED, &JsValue::from(n))
            .ok()
            .and_then(|v| v.as_string())
            .unwrap_or_else(|| n.to_string())
    }

    fn category(&self, n: u32) -> String {
        let make = || Intl::PluralRules::new(&self.tags(), &Object::new());
        String::from(self.plural.get_or_init(make).select(f64::from(n)))
    }

    fn tags(&self) -> Array {
        Array::of1(&JsValue::from_str(&self.language))
    }

    fn value(&self, key: &str) -> JsValue {
        Reflect::get(&self.table, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
    }
}

/// Whether a letter is of a script that is written from the right: the blocks that Unicode keeps for these.
fn is_leftward(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

fn fill(text: &str, values: &[(&str, &str)], part: impl Fn(&str) -> String) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        if let Some((_, value)) = values.iter().find(|(n, _)| *n == name) {
            filled.push_str(&part(value));
        }
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::{fill, is_leftward};

    #[test]
    fn names_are_replaced_once_and_never_read_again() {
        let check = |text, wanted| {
            let values = [("term", "{n}"), ("n", "3")];
            assert_eq!(fill(text, &values, |value| format!("<{value}>")), wanted);
        };
        check("{term}: {n} posts", "<{n}>: <3> posts");
        check("plain", "plain");
        check("{unknown}!", "!");
        check("open {", "open {");
    }

    #[test]
    fn letters_that_are_written_from_the_right_are_known() {
        for text in ["שלום", "سلام", "ﷺ", "𞤀"] {
            assert!(text.chars().any(is_leftward), "{text}");
        }
        for text in ["C++", "Größe", "ไทย", "会议", "١٢٣"] {
            assert_eq!(text.chars().any(is_leftward), text == "١٢٣", "{text}");
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
#[path = "locales_tests.rs"]
mod locales;
