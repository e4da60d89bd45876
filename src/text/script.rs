//! Scripts that are written without spaces between words.

/// A script without spaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unspaced {
    /// Chinese characters, in Japanese as well.
    Han,
    /// The round letters of Japanese: endings and small words.
    Hiragana,
    /// The angular letters of Japanese: names and words from abroad.
    Katakana,
    /// Thai, Lao, Burmese, Khmer.
    SouthEast,
}

use Unspaced::{Han, Hiragana, Katakana, SouthEast};

/// Code points from the first to the second, ascending. Digits are left to words.
const RANGES: [(u32, u32, Unspaced); 20] = [
    (0xe01, 0xe3a, SouthEast),
    (0xe40, 0xe4e, SouthEast),
    (0xe81, 0xece, SouthEast),
    (0xedc, 0xedf, SouthEast),
    (0x1000, 0x103f, SouthEast),
    (0x1050, 0x108f, SouthEast),
    (0x109a, 0x109d, SouthEast),
    (0x1780, 0x17b3, SouthEast),
    (0x17b6, 0x17d3, SouthEast),
    (0x3005, 0x3007, Han),
    (0x3041, 0x3096, Hiragana),
    (0x3099, 0x309a, Katakana),
    (0x309d, 0x309f, Hiragana),
    (0x30a1, 0x30fa, Katakana),
    (0x30fc, 0x30ff, Katakana),
    (0x3400, 0x9fff, Han),
    (0xaa60, 0xaa7f, SouthEast),
    (0xf900, 0xfaff, Han),
    // Katakana of half width, as old systems write them.
    (0xff66, 0xff9f, Katakana),
    (0x20000, 0x3fffd, Han),
];

/// The script of a letter or mark, where that is one without spaces.
pub(crate) fn unspaced(c: char) -> Option<Unspaced> {
    let code = c as u32;
    if code < 0xe01 {
        return None;
    }
    let range = RANGES
        .iter()
        .find(|range| (range.0..=range.1).contains(&code));
    range.map(|range| range.2)
}

/// Whether a character is punctuation of East Asia, beside which there is no space.
pub(crate) const fn is_wide_punctuation(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{30fb}' | '\u{ff01}' | '\u{ff08}'..='\u{ff09}'
        | '\u{ff0c}' | '\u{ff1a}'..='\u{ff1b}' | '\u{ff1f}' | '\u{ff5b}'..='\u{ff65}')
}

/// Whether `form` is written in round letters alone, as the small words of Japanese are.
pub(crate) fn is_hiragana(form: &str) -> bool {
    form.chars().all(|c| unspaced(c) == Some(Hiragana))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_told_apart() {
        assert!(RANGES.is_sorted_by(|a, b| a.1 < b.0));
        for (letters, script) in [
            ("漢々㐀𠮷", Han),
            ("あゞん", Hiragana),
            ("アー・ﾊﾞヷ", Katakana),
            ("ไทยລາວខ្មែရ", SouthEast),
        ] {
            for c in letters.chars().filter(|c| *c != '・') {
                assert_eq!(unspaced(c), Some(script), "{c}");
            }
        }
        assert!("aäж٣한हि，。・๑".chars().all(|c| unspaced(c).is_none()));
        assert!(is_hiragana("です") && !is_hiragana("デス") && !is_hiragana("食べる"));
    }
}
