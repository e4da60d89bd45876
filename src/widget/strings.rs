//! The widget's own words in the reader's language, with the browser's plural rules and formats.

use std::cell::OnceCell;

use js_sys::{Array, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

/// One language's texts (`www/locales/*.json`) and formats.
///
/// Formats are made when they are needed: the first of a page makes the browser read its data of languages,
/// which takes longer than to find the posts.
pub struct Strings {
    table: Object,
    language: String,
    plural: OnceCell<Intl::PluralRules>,
    number: OnceCell<Intl::NumberFormat>,
}

impl Strings {
    /// `table` holds a text, or an object of texts by plural category, for each key.
    pub fn new(table: Object, language: &str) -> Self {
        Self {
            table,
            language: language.to_owned(),
            plural: OnceCell::new(),
            number: OnceCell::new(),
        }
    }

    /// The language's tag, for `lang` on our own elements.
    pub fn language(&self) -> &str {
        &self.language
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

    /// The text for `key` with each `{name}` replaced.
    pub fn with(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(&self.text(key), values)
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
        fill(&text, &[("n", &self.number(n))])
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

fn fill(text: &str, values: &[(&str, &str)]) -> String {
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
            filled.push_str(value);
        }
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn names_are_replaced_once_and_never_read_again() {
        let values = [("term", "{n}"), ("n", "3")];
        assert_eq!(fill("{term}: {n} posts", &values), "{n}: 3 posts");
        assert_eq!(fill("plain", &values), "plain");
        assert_eq!(fill("{unknown}!", &values), "!");
        assert_eq!(fill("open {", &values), "open {");
    }
}
