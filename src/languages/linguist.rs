//! The languages, each with what it knows.

use std::borrow::Cow;

use crate::stem;

/// One language.
#[derive(Clone, Copy, Debug)]
pub struct Linguist {
    /// Its BCP 47 tag.
    pub tag: &'static str,
    /// Its lists: a line of stop words, then lines of words by how common they are, most common first.
    /// Each of these begins with ten times the value on the Zipf scale: the decimal logarithm of how often a
    /// word is said in thousand million words (van Heuven and others, "SUBTLEX-UK", 2014). Single spaces are
    /// between the words. A language without lists has an empty text.
    pub data: &'static str,
    pub(crate) stemmer: fn(&str) -> Cow<'_, str>,
}

impl Linguist {
    /// What inflections of a word share. `word` is in small letters; what comes back need not be a word.
    pub fn stem<'w>(&self, word: &'w str) -> Cow<'w, str> {
        (self.stemmer)(word)
    }
}

/// The language of this tag, in small letters and without a region.
pub fn by_tag(tag: &str) -> Option<&'static Linguist> {
    ALL.iter().find(|linguist| linguist.tag == tag)
}

macro_rules! linguist {
    ($name:ident, $tag:literal, $stemmer:expr, $doc:literal) => {
        #[doc = $doc]
        pub const $name: Linguist = Linguist {
            tag: $tag,
            data: include_str!(concat!(env!("OUT_DIR"), "/", $tag, ".txt")),
            stemmer: $stemmer,
        };
    };
}

linguist!(
    ENGLISH,
    "en",
    crate::english::stem,
    "English. Inflections are taken off."
);
linguist!(GERMAN, "de", stem::german, "German. Snowball's stemmer.");
linguist!(FRENCH, "fr", stem::french, "French. Snowball's stemmer.");
linguist!(SPANISH, "es", stem::spanish, "Spanish. Snowball's stemmer.");
linguist!(
    PORTUGUESE,
    "pt",
    stem::portuguese,
    "Portuguese. Snowball's stemmer."
);
linguist!(ITALIAN, "it", stem::italian, "Italian. Snowball's stemmer.");
linguist!(DUTCH, "nl", stem::dutch, "Dutch. Snowball's stemmer.");
linguist!(SWEDISH, "sv", stem::swedish, "Swedish. Snowball's stemmer.");
linguist!(POLISH, "pl", stem::polish, "Polish. Snowball's stemmer.");
linguist!(RUSSIAN, "ru", stem::russian, "Russian. Snowball's stemmer.");
linguist!(TURKISH, "tr", stem::turkish, "Turkish. Snowball's stemmer.");
linguist!(ARABIC, "ar", stem::arabic, "Arabic. Snowball's stemmer.");
linguist!(HEBREW, "he", stem::none, "Hebrew. Words stay as they are.");
linguist!(HINDI, "hi", stem::hindi, "Hindi. Snowball's stemmer.");
linguist!(
    CHINESE,
    "zh",
    stem::none,
    "Chinese. Words stay as they are."
);
linguist!(
    JAPANESE,
    "ja",
    stem::none,
    "Japanese. Words stay as they are."
);
linguist!(
    KOREAN,
    "ko",
    stem::korean,
    "Korean. Particles are taken off."
);
linguist!(THAI, "th", stem::none, "Thai. Words stay as they are.");

/// All languages.
pub static ALL: [Linguist; 18] = [
    ENGLISH, GERMAN, FRENCH, SPANISH, PORTUGUESE, ITALIAN, DUTCH, SWEDISH, POLISH, RUSSIAN,
    TURKISH, ARABIC, HEBREW, HINDI, CHINESE, JAPANESE, KOREAN, THAI,
];
