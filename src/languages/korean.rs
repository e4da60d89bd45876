//! Korean: particles and the plural are taken off nouns.
//!
//! Most particles have one form after a consonant and another after a vowel, so that a noun's own last
//! syllable is seldom taken for one.

use std::borrow::Cow;

/// When a particle can follow a syllable.
#[derive(Clone, Copy, PartialEq)]
enum After {
    Any,
    Consonant,
    /// Or after ㄹ.
    Vowel,
}

use After::{Any, Consonant, Vowel};

/// Particles, longer ones first.
const PARTICLES: [(&str, After); 44] = [
    ("에서는", Any),
    ("에서도", Any),
    ("에서의", Any),
    ("에게는", Any),
    ("에게서", Any),
    ("까지는", Any),
    ("으로는", Consonant),
    ("으로도", Consonant),
    ("으로의", Consonant),
    ("으로써", Consonant),
    ("으로서", Consonant),
    ("이라는", Consonant),
    ("까지", Any),
    ("부터", Any),
    ("에서", Any),
    ("에게", Any),
    ("에는", Any),
    ("에도", Any),
    ("으로", Consonant),
    ("이나", Consonant),
    ("라는", Vowel),
    ("로는", Vowel),
    ("로서", Vowel),
    ("처럼", Any),
    ("보다", Any),
    ("마다", Any),
    ("조차", Any),
    ("께서", Any),
    ("하고", Any),
    ("만의", Any),
    ("만을", Any),
    ("만이", Any),
    ("은", Consonant),
    ("이", Consonant),
    ("을", Consonant),
    ("과", Consonant),
    ("는", Vowel),
    ("가", Vowel),
    ("를", Vowel),
    ("와", Vowel),
    ("로", Vowel),
    ("의", Any),
    ("에", Any),
    ("도", Any),
];

/// The fewest syllables of a noun whose particle is taken off: in shorter ones the last is mostly its own.
const MIN_SYLLABLES: usize = 2;

/// What forms of the noun share.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    let is_noun = |noun: &str| noun.chars().count() >= MIN_SYLLABLES;
    let mut nouns = PARTICLES.iter().filter_map(|&(particle, after)| {
        let noun = word.strip_suffix(particle)?;
        (is_noun(noun) && follows(noun, particle, after)).then_some(noun)
    });
    let noun = nouns.next().unwrap_or(word);
    let one = noun.strip_suffix("들").filter(|one| is_noun(one));
    Cow::Borrowed(one.unwrap_or(noun))
}

fn follows(noun: &str, particle: &str, after: After) -> bool {
    const SYLLABLES: std::ops::RangeInclusive<char> = '가'..='힣';
    const FINALS: u32 = 28;
    const RIEUL: u32 = 8;
    let last = noun.chars().next_back().filter(|c| SYLLABLES.contains(c));
    // What is written in other letters has either.
    let Some(end) = last.map(|last| (last as u32 - '가' as u32) % FINALS) else {
        return true;
    };
    match after {
        Any => true,
        Consonant => end != 0,
        Vowel => end == 0 || end == RIEUL && particle.starts_with('로'),
    }
}
