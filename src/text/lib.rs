//! Text to counted terms: what a post talks about, ready to be weighed and drawn.
//!
//! Words are found by the word boundaries of Unicode (UAX #29). What a reader of a word cloud would not
//! call a word is left out, and what belongs together is kept whole:
//!
//! | in the text | becomes |
//! | --- | --- |
//! | `word-cloud`, `E-Mail-Adresse`, `state-of-the-art` | one term |
//! | `team's`, `users’`, `we'll`; in other languages `l'eau` | `team`, `users`, a stop word; `eau`; what is tied is a small word |
//! | addresses, e-mail addresses, file paths, `readme.md` | nothing |
//! | `Node.js`, `ASP.NET`, `C#`, `C++`, `.NET`, `R&D`, `TCP/IP` | one term |
//! | `@anna` | nothing: who is called on is no subject |
//! | `#release` | `release`, together with the plain word |
//! | `#open_source`, `#東京_タワー` | one term, as it is written |
//! | `T-シャツ`, `Tシャツ`, `X-線` | one term: a letter begins the word, with Chinese characters by a hyphen alone |
//! | numbers, dates, times, `24/7`, `10kg`, `2nd`, `v1.2.3`, `a1b2c3d4` | nothing |
//! | `3D`, `2FA`, `K8s`, `Covid-19`, `2-Faktor-Anmeldung` | one term |
//! | single letters, `e.g.`, `z.B.` | nothing |
//! | Arabic vowel signs and tatweel, Hebrew points | dropped from keys, as are kinds of alef |
//! | soft hyphens, zero-width characters (joiners of Persian and Hindi too), directional marks | dropped from within a word |
//!
//! Everything that is particular to one language is a [`Pack`]: its stop words, how common its words are, its
//! stemmer. Texts are read without one, as quickly as their words are found; a new form of a word is then
//! *settled* with the pack of its language, once and together with all other new forms, so that packs may come
//! later and from elsewhere.
//!
//! A term has a *key*, by which forms of a word are told to be the same (case, inflections), and
//! a *label*, the form that people used most.
//!
//! Where words end in scripts without spaces between them (Chinese, Japanese, Thai, Lao, Burmese, Khmer) a
//! [`Segmenter`] tells, which the browser has and others get by the feature `icu`. Without one, two Chinese
//! characters at a time and katakana side by side are terms. Japanese in hiragana alone is small words.
//!
//! ```
//! use groundswell_text::{Language, Pack, Vocabulary, occurrences};
//!
//! let text = "Backups of the VPN gateway failed. The backup job is old.";
//! let language = Language::guess(text, Language::Unknown);
//! let mut vocabulary = Vocabulary::new();
//! let reading = vocabulary.read(text, language);
//! vocabulary.settle(&Pack::linked(language).unwrap());
//!
//! let counts = vocabulary.counts(&reading);
//! let backup = vocabulary.find("backup").unwrap();
//! assert_eq!(counts.iter().find(|c| c.term == backup).unwrap().count, 2);
//! assert_eq!(vocabulary.label(vocabulary.find("vpn").unwrap()), "VPN");
//! assert_eq!(occurrences(text, language, backup, &vocabulary), [0..7, 39..45]);
//! ```

mod address;
mod chunk;
mod clean;
mod count;
mod fold;
#[cfg(feature = "icu")]
mod icu;
mod identify;
mod index;
mod language;
mod lowercase;
mod names;
mod pack;
mod phrases;
mod reading;
mod rules;
mod runs;
mod script;
mod segment;
mod tally;
mod together;
mod vocabulary;
mod words;

pub use count::{Unread, count, occurrences};
pub use fold::MAX_TERM_LEN;
#[cfg(feature = "icu")]
pub use icu::IcuSegmenter;
pub use language::Language;
pub use lowercase::lowercase;
pub use pack::{Pack, Stemmer};
pub use phrases::MAX_TERMS_OF_PHRASE;
pub use reading::{GAP, Reading, TermCount};
pub use rules::{MAX_RULE_LEN, MAX_RULE_WORDS, MAX_RULES, Rules, Wrong, hidden_term};
pub use segment::Segmenter;
pub use together::Together;
pub use vocabulary::{FormId, MAX_FORMS, MAX_TERMS, TermId, Vocabulary, Word};
