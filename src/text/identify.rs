//! Telling which language a text is in.
//!
//! Most scripts are those of one language here. For the languages in Latin letters a small table has the words
//! of which every text of the language is full, whatever it is about.

use std::sync::LazyLock;

use crate::language::Language;
use crate::lowercase::lowercase;

/// How much of a text tells its language, in bytes.
const HEAD_LEN: usize = 4096;

/// After so many words of Latin letters it is seen whether they tell enough.
const WORDS_AT_ONCE: u32 = 40;

/// Points of a word that one language alone has.
const OWN_WORD: u32 = 3;

/// Points of a word that a few languages have; more of them make it tell nothing.
const SHARED_WORD: u32 = 1;
const MAX_SHARED: u32 = 3;

/// Points of a letter that one language alone has, and the most that such letters come to: a name may be
/// full of them.
const OWN_LETTER: u32 = 3;
const MAX_LETTERS: u32 = 6;

/// Fewer points tell nothing.
const MIN_POINTS: u32 = 4;

/// A text in a language has a point for so many words at the least: in prose about every word has one, of
/// another language's words one in six.
const WORDS_PER_POINT: u32 = 3;

/// Letters of alphabets of syllables and meanings stand for this many of Latin letters.
const DENSE: u32 = 2;

/// The languages in Latin letters, with words that are among the most common in each: articles, pronouns,
/// prepositions, auxiliaries. None is longer than [`MAX_WORD`]. The last two stand for languages that are not known
/// and would be taken for Swedish and Spanish.
const COMMON: [(Language, &str); 12] = [
    (
        Language::English,
        "the and of to is that it was for with are this have be not you they from but we by what were can which i on has would there their had at all been will",
    ),
    (
        Language::German,
        "der die und das ist nicht ein eine mit auf dem den von ich wir sie für auch sich es im zu werden noch wird bei aus nach wie oder nur über sind war haben hat kann uns",
    ),
    (
        Language::French,
        "le les des et est une un dans que qui pour pas sur au du avec nous vous ce sont il elle plus par mais ont aux cette être je leur ne se été fait où",
    ),
    (
        Language::Spanish,
        "el los las una que en y es por con para del se no al más como pero su lo un está sus ha hay muy son ya este también fue esta qué si sin nos",
    ),
    (
        Language::Portuguese,
        "o os as um uma que do da dos das em não é para com por no na mais se foi ao pelo são nos mas isso também você está ele já muito seu sua à ou tem nas",
    ),
    (
        Language::Italian,
        "il lo gli che di è un una della per non con del sono si da al le dei anche nel alla più ma ha come questo delle ci ho nella se cui è già dal abbiamo",
    ),
    (
        Language::Dutch,
        "de het een van en is dat op te voor niet met zijn aan er om ook als bij door maar naar dit we ze hebben wordt heeft kan nog ik je uit over wij deze was geen",
    ),
    (
        Language::Swedish,
        "och att det som en är på för med av inte den till ett om har de jag var vi men så kan från när också ska eller nu hos där alla måste efter hur",
    ),
    (
        Language::Polish,
        "i w na nie się z do jest to że jak o po ale za co od przez dla czy tak są być tym może już oraz tego był tylko przy ze które ten jego bardzo",
    ),
    (
        Language::Turkish,
        "ve bir bu da de için ile çok daha ne gibi olan olarak var ama en o kadar sonra ben her biz değil mi mı ki yok şey bize ya diye hem nasıl",
    ),
    (
        Language::Unknown,
        "og er at det en til af på ikke som med den for de jeg et har vi der kan fra om men eller være også så hvad når blev mig dem skal hvor",
    ),
    (
        Language::Unknown,
        "els amb i és una que per les al del no més com però aquest són seva dels ens això ho als està pel ha on fer molt",
    ),
];

/// Letters that one of these languages alone has.
const OWN_LETTERS: [(&str, Language); 6] = [
    ("ßẞ", Language::German),
    ("ñ¿¡", Language::Spanish),
    ("ãõ", Language::Portuguese),
    ("łąęśżźńŁŚŻ", Language::Polish),
    ("ğışİŞ", Language::Turkish),
    ("æøÆØ", Language::Unknown),
];

/// Letters of Cyrillic that Russian does not have.
const NOT_RUSSIAN: &str = "іїєґўјљњћџђѓќѕІЇЄҐЎЈ";

/// Letters of Arabic script that Arabic does not have: those of Persian and Urdu.
const NOT_ARABIC: &str = "پچژگکیٹڈڑںےھ";

/// One foreign letter in so many tells that a text is in another language of the script.
const FOREIGN_SHARE: u32 = 60;

/// The longest word of [`COMMON`], in bytes, so that it fits into a number beside its languages.
const MAX_WORD: usize = 6;

/// Places in the table: a power of two, and four times its words.
const SLOTS: usize = 1024;

/// The words of [`COMMON`] by their hash: six bytes of letters, then a bit for every language.
static TABLE: LazyLock<Box<[u64; SLOTS]>> = LazyLock::new(|| {
    let mut table = Box::new([0; SLOTS]);
    for (bit, (_, words)) in COMMON.iter().enumerate() {
        for word in words.split(' ') {
            let packed = word
                .bytes()
                .fold(0, |packed, byte| packed << 8 | u64::from(byte));
            let place = place(packed, &table);
            if let Some(slot) = table.get_mut(place) {
                *slot |= packed << 16 | 1 << bit;
            }
        }
    }
    table
});

/// Where a word is, or would be.
fn place(packed: u64, table: &[u64; SLOTS]) -> usize {
    let first = (packed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 54) as usize;
    let mut places = (0..SLOTS).map(|step| (first + step) % SLOTS);
    let is_it = |slot: u64| slot == 0 || slot >> 16 == packed;
    places
        .find(|&place| table.get(place).copied().is_some_and(is_it))
        .unwrap_or_default()
}

/// Whether every text of the language is full of `word`.
pub(crate) fn is_everywhere(word: &str, language: Language) -> bool {
    let words = COMMON.iter().filter(|(known, _)| *known == language);
    language != Language::Unknown
        && words
            .flat_map(|(_, words)| words.split(' '))
            .any(|known| known == word)
}

/// The language of the first words of `text`; `fallback` when that is unclear.
pub(crate) fn identify(text: &str, fallback: Language) -> Language {
    let head = &text[..text.floor_char_boundary(HEAD_LEN)];
    let mut seen = Seen::default();
    for c in head.chars() {
        if seen.read(c)
            && seen.is_latin()
            && let Some(language) = seen.latin()
        {
            return language;
        }
    }
    seen.end_word();
    seen.language().unwrap_or(fallback)
}

/// What was seen of a text so far.
#[derive(Default)]
struct Seen {
    latin: u32,
    cyrillic: u32,
    not_russian: u32,
    /// The hard sign, which is rare in Russian and a vowel of Bulgarian; and a letter that Bulgarian lacks.
    hard_signs: u32,
    yery: u32,
    hebrew: u32,
    arabic: u32,
    not_arabic: u32,
    devanagari: u32,
    thai: u32,
    hangul: u32,
    kana: u32,
    han: u32,
    /// The word at hand: its last bytes, and how many it has.
    word: u64,
    word_len: usize,
    words: u32,
    points: [u32; COMMON.len()],
    letters: [u32; COMMON.len()],
}

impl Seen {
    /// Reads one character; whether enough words were read for another look.
    fn read(&mut self, c: char) -> bool {
        match c {
            'a'..='z' => self.add_byte(c as u8),
            'A'..='Z' => self.add_byte(c.to_ascii_lowercase() as u8),
            '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' if !matches!(c, '×' | '÷') => {
                self.add_letter(c);
            }
            _ => {
                let words = self.words;
                self.end_word();
                self.read_other(c);
                return self.words > words && self.words.is_multiple_of(WORDS_AT_ONCE);
            }
        }
        self.latin += 1;
        false
    }

    fn add_byte(&mut self, byte: u8) {
        self.word = self.word << 8 | u64::from(byte);
        self.word_len += 1;
    }

    fn add_letter(&mut self, c: char) {
        let own = OWN_LETTERS.iter().find(|(letters, _)| letters.contains(c));
        if let Some((_, language)) = own {
            for ((known, _), points) in COMMON.iter().zip(&mut self.letters) {
                if known == language {
                    *points = (*points + OWN_LETTER).min(MAX_LETTERS);
                }
            }
        }
        let mut bytes = [0; 4];
        for byte in lowercase(c).encode_utf8(&mut bytes).bytes() {
            self.add_byte(byte);
        }
    }

    fn end_word(&mut self) {
        let (word, len) = (
            std::mem::take(&mut self.word),
            std::mem::take(&mut self.word_len),
        );
        self.words += u32::from(len > 0);
        if len == 0 || len > MAX_WORD {
            return;
        }
        let table = &**TABLE;
        let languages = table
            .get(place(word, table))
            .map_or(0, |slot| slot & 0xffff);
        let points = match languages.count_ones() {
            1 => OWN_WORD,
            2..=MAX_SHARED => SHARED_WORD,
            _ => return,
        };
        for (bit, all) in self.points.iter_mut().enumerate() {
            if languages >> bit & 1 == 1 {
                *all += points;
            }
        }
    }

    fn read_other(&mut self, c: char) {
        match c {
            '\0'..='\u{3ff}' => {}
            '\u{400}'..='\u{52f}' => {
                self.cyrillic += 1;
                self.not_russian += u32::from(NOT_RUSSIAN.contains(c));
                self.hard_signs += u32::from(c == 'ъ');
                self.yery += u32::from(c == 'ы');
            }
            '\u{5d0}'..='\u{5ea}' => self.hebrew += 1,
            '\u{620}'..='\u{64a}' | '\u{671}'..='\u{6d3}' => {
                self.arabic += 1;
                self.not_arabic += u32::from(NOT_ARABIC.contains(c));
            }
            '\u{900}'..='\u{97f}' => self.devanagari += 1,
            '\u{e01}'..='\u{e4e}' => self.thai += 1,
            '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7a3}' => self.hangul += 1,
            '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9d}' => {
                self.kana += 1;
            }
            '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' => {
                self.han += 1;
            }
            _ => {}
        }
    }

    /// The script that most of the text is in, with its letters in terms of Latin ones.
    fn script(&self) -> Option<(u32, Script)> {
        let all = [
            (self.latin, Script::Latin),
            (self.cyrillic, Script::Cyrillic),
            (self.hebrew, Script::Hebrew),
            (self.arabic, Script::Arabic),
            (self.devanagari, Script::Devanagari),
            (self.thai, Script::Thai),
            (self.hangul * DENSE, Script::Hangul),
            ((self.kana + self.han) * DENSE, Script::Han),
        ];
        let most = all.into_iter().reduce(|a, b| if b.0 > a.0 { b } else { a });
        most.filter(|&(letters, _)| letters > 1)
    }

    fn is_latin(&self) -> bool {
        matches!(self.script(), Some((_, Script::Latin)))
    }

    fn language(&self) -> Option<Language> {
        Some(match self.script()?.1 {
            Script::Latin => return self.latin(),
            Script::Cyrillic if self.is_russian() => Language::Russian,
            Script::Arabic if self.not_arabic * FOREIGN_SHARE <= self.arabic => Language::Arabic,
            Script::Cyrillic | Script::Arabic => Language::Unknown,
            Script::Hebrew => Language::Hebrew,
            Script::Devanagari => Language::Hindi,
            Script::Thai => Language::Thai,
            Script::Hangul => Language::Korean,
            // No sentence of Japanese does without its particles, and Chinese has some in names alone.
            Script::Han if self.kana * 8 >= self.han => Language::Japanese,
            Script::Han => Language::Chinese,
        })
    }

    fn is_russian(&self) -> bool {
        let is_bulgarian = self.hard_signs * FOREIGN_SHARE > self.cyrillic && self.yery == 0;
        self.not_russian * FOREIGN_SHARE <= self.cyrillic && !is_bulgarian
    }

    /// The language in Latin letters that has most points, where that is clear.
    fn latin(&self) -> Option<Language> {
        let all = || {
            let points = self.points.iter().zip(&self.letters).map(|(a, b)| a + b);
            points.zip(COMMON.iter().map(|(language, _)| *language))
        };
        let (most, language) = all().reduce(|a, b| if b.0 > a.0 { b } else { a })?;
        let others = all().filter(|&(_, other)| other != language);
        let second = others.map(|(points, _)| points).max().unwrap_or_default();
        let is_clear =
            most >= MIN_POINTS && most * WORDS_PER_POINT >= self.words && most * 2 > second * 3;
        is_clear.then_some(language)
    }
}

#[derive(Clone, Copy)]
enum Script {
    Latin,
    Cyrillic,
    Hebrew,
    Arabic,
    Devanagari,
    Thai,
    Hangul,
    Han,
}
