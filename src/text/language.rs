//! The languages that are known, by their tags.

use crate::identify;

/// The language of a text: decides its stop words and how inflected forms are folded together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is the language of its name")]
pub enum Language {
    English,
    German,
    French,
    Spanish,
    Portuguese,
    Italian,
    Dutch,
    Swedish,
    Polish,
    Russian,
    Turkish,
    Arabic,
    Hebrew,
    Hindi,
    Chinese,
    Japanese,
    Korean,
    Thai,
    /// Any other: words are counted as they are written, but for case; there are no stop words.
    #[default]
    Unknown,
}

impl Language {
    /// The languages that are known, in the order of their numbers.
    pub const ALL: [Self; 18] = [
        Self::English,
        Self::German,
        Self::French,
        Self::Spanish,
        Self::Portuguese,
        Self::Italian,
        Self::Dutch,
        Self::Swedish,
        Self::Polish,
        Self::Russian,
        Self::Turkish,
        Self::Arabic,
        Self::Hebrew,
        Self::Hindi,
        Self::Chinese,
        Self::Japanese,
        Self::Korean,
        Self::Thai,
    ];

    /// The language of a BCP 47 tag (`de-AT`), as in an element's `lang`; only its first part counts,
    /// in any case.
    pub fn from_tag(bcp47: &str) -> Self {
        let primary = bcp47.trim().split(['-', '_']).next().unwrap_or_default();
        // What Hebrew was called before 1989; Java and old pages still do.
        let primary = if primary.eq_ignore_ascii_case("iw") {
            "he"
        } else {
            primary
        };
        Self::ALL
            .into_iter()
            .find(|language| language.tag().eq_ignore_ascii_case(primary))
            .unwrap_or_default()
    }

    /// The language in which the first words of `text` are, by its script and by the words that every text of
    /// a language is full of; `fallback` when that is unclear.
    pub fn guess(text: &str, fallback: Self) -> Self {
        identify::identify(text, fallback)
    }

    /// The BCP 47 tag; `und` for [`Unknown`](Self::Unknown).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Portuguese => "pt",
            Self::Italian => "it",
            Self::Dutch => "nl",
            Self::Swedish => "sv",
            Self::Polish => "pl",
            Self::Russian => "ru",
            Self::Turkish => "tr",
            Self::Arabic => "ar",
            Self::Hebrew => "he",
            Self::Hindi => "hi",
            Self::Chinese => "zh",
            Self::Japanese => "ja",
            Self::Korean => "ko",
            Self::Thai => "th",
            Self::Unknown => "und",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, German, Hebrew, Unknown};

    #[test]
    fn tags_name_languages() {
        for (tag, language) in [
            ("en", English),
            ("EN-us", English),
            ("de_AT", German),
            (" de ", German),
            ("iw", Hebrew),
            ("den", Unknown),
            ("da", Unknown),
            ("", Unknown),
            ("-", Unknown),
        ] {
            assert_eq!(Language::from_tag(tag), language, "{tag:?}");
        }
        for (number, language) in Language::ALL.into_iter().enumerate() {
            assert_eq!(Language::from_tag(language.tag()), language);
            assert_eq!(language as usize, number);
        }
    }
}
