//! The languages that are known, and telling which one a text is in.

use crate::fold::lower;
use crate::stop_words;
use crate::words::for_each_word;

/// How much of a text tells its language, in bytes.
const GUESS_LEN: usize = 4096;

/// Fewer stop words than this tell nothing.
const MIN_HITS: usize = 3;

/// One word in so many is a stop word at the least when a text is in the language. In prose it is every
/// second; another language's short words hit by chance one in ten.
const MIN_SHARE: usize = 5;

/// The language of a text: decides its stop words and how inflected forms are folded together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// Plurals are folded with their singulars.
    English,
    /// Words are folded by case alone.
    German,
    /// Any other: words are counted, there are no stop words, and elided articles are taken off
    /// (`l'eau` is `eau`).
    #[default]
    Unknown,
}

impl Language {
    /// The languages that have stop words.
    const KNOWN: [Self; 2] = [Self::English, Self::German];

    /// The language of a BCP 47 tag (`de-AT`), as in an element's `lang`; only its first part counts,
    /// in any case.
    pub fn from_tag(bcp47: &str) -> Self {
        let primary = bcp47.trim().split(['-', '_']).next().unwrap_or_default();
        Self::KNOWN
            .into_iter()
            .find(|language| language.tag().eq_ignore_ascii_case(primary))
            .unwrap_or_default()
    }

    /// The language of which `text` has most stop words among its first words; `fallback` when that is
    /// unclear: too few of them, or as many of another language.
    pub fn guess(text: &str, fallback: Self) -> Self {
        let head = &text[..text.floor_char_boundary(GUESS_LEN)];
        let mut words = 0;
        let mut hits = Self::KNOWN.map(|language| (0, language));
        let mut folded = String::new();
        for_each_word(head, Self::Unknown, &mut String::new(), &mut |word| {
            words += 1;
            folded.clear();
            lower(word.form, &mut folded);
            for (count, language) in &mut hits {
                *count += usize::from(stop_words::contains(stop_words::list(*language), &folded));
            }
        });
        hits.sort_unstable_by_key(|&(count, _)| std::cmp::Reverse(count));
        match hits {
            [(most, language), (second, _), ..]
                if most >= MIN_HITS && most * MIN_SHARE >= words && most * 2 > second * 3 =>
            {
                language
            }
            _ => fallback,
        }
    }

    /// The BCP 47 tag; `und` for [`Unknown`](Self::Unknown).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Unknown => "und",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, German, Unknown};

    #[test]
    fn tags_name_languages() {
        for (tag, language) in [
            ("en", English),
            ("EN-us", English),
            ("de_AT", German),
            (" de ", German),
            ("den", Unknown),
            ("fr", Unknown),
            ("", Unknown),
            ("-", Unknown),
        ] {
            assert_eq!(Language::from_tag(tag), language, "{tag:?}");
        }
        for language in [English, German] {
            assert_eq!(Language::from_tag(language.tag()), language);
        }
    }

    fn check(text: &str, expected: Language) {
        for fallback in [English, German, Unknown] {
            assert_eq!(Language::guess(text, fallback), expected, "{text}");
        }
    }

    #[test]
    fn prose_tells_its_language() {
        check(
            "The build was slow again today, so we moved the cache to a faster disk.",
            English,
        );
        check(
            "Der Neubau war auch heute wieder langsam, und wir haben den Cache auf eine andere Platte gelegt.",
            German,
        );
        check("Can you all see what was in it? I can not.", English);
    }

    #[test]
    fn what_is_unclear_is_left_to_the_page() {
        for text in [
            "",
            "Kubernetes",
            "in an",
            "https://example.com/the/and/of/it",
            "Le rapport de la semaine est sur le portail, avec les chiffres du mois et un avis du comité.",
        ] {
            for fallback in [English, German, Unknown] {
                assert_eq!(Language::guess(text, fallback), fallback, "{text}");
            }
        }
    }

    #[test]
    fn only_the_head_is_read() {
        let english = "They have not said why it was so. ".repeat(GUESS_LEN / 30);
        let text = english + &"Wir haben das nicht gewusst. ".repeat(10_000);
        check(&text, English);
        // Which may end inside a character.
        let text = format!("x{}", "ä".repeat(GUESS_LEN));
        assert_eq!(Language::guess(&text, German), German);
    }
}
