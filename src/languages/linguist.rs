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
    ///
    /// An apostrophe behind it tells that this form does not name the word, as one of another case or with a particle;
    /// an apostrophe alone, that the word names nothing, as a verb where nouns tell them apart.
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
linguist!(
    GERMAN,
    "de",
    crate::german::stem,
    "German. Snowball's stemmer, with guards."
);
linguist!(
    FRENCH,
    "fr",
    crate::french::stem,
    "French. Plurals and feminine adjectives are folded."
);
linguist!(
    SPANISH,
    "es",
    crate::spanish::stem,
    "Spanish. Plurals are folded."
);
linguist!(
    PORTUGUESE,
    "pt",
    crate::portuguese::stem,
    "Portuguese. Plurals are folded."
);
linguist!(
    ITALIAN,
    "it",
    crate::italian::stem,
    "Italian. Plurals are folded."
);
linguist!(
    DUTCH,
    "nl",
    crate::dutch::stem,
    "Dutch. Plurals and adjectives are folded."
);
linguist!(
    SWEDISH,
    "sv",
    crate::swedish::stem,
    "Swedish. Articles, plurals and the genitive are taken off."
);
linguist!(
    POLISH,
    "pl",
    crate::polish::stem,
    "Polish. Snowball's stemmer, with a plural mended."
);
linguist!(
    RUSSIAN,
    "ru",
    crate::russian::stem,
    "Russian. Snowball's stemmer, which also tells of cases."
);
linguist!(
    TURKISH,
    "tr",
    crate::turkish::stem,
    "Turkish. Cases and plurals are taken off."
);
linguist!(
    ARABIC,
    "ar",
    crate::arabic::stem,
    "Arabic. The article and endings of number are taken off."
);
linguist!(
    HEBREW,
    "he",
    crate::hebrew::stem,
    "Hebrew. Prefixes and plurals are taken off."
);
linguist!(
    HINDI,
    "hi",
    crate::hindi::stem,
    "Hindi. Plural and oblique endings are taken off."
);
linguist!(
    CHINESE,
    "zh",
    stem::none,
    "Chinese. Words stay as they are."
);
linguist!(
    JAPANESE,
    "ja",
    crate::japanese::stem,
    "Japanese. Verbs and adjectives name nothing; other words stay as they are."
);
linguist!(
    KOREAN,
    "ko",
    crate::korean::stem,
    "Korean. Particles and the plural are taken off."
);
linguist!(THAI, "th", stem::none, "Thai. Words stay as they are.");

/// All languages.
pub static ALL: [Linguist; 18] = [
    ENGLISH, GERMAN, FRENCH, SPANISH, PORTUGUESE, ITALIAN, DUTCH, SWEDISH, POLISH, RUSSIAN,
    TURKISH, ARABIC, HEBREW, HINDI, CHINESE, JAPANESE, KOREAN, THAI,
];
