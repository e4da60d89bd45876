//! Hebrew: the article and particles tied to a word's start are taken off where the rest is a known word, and
//! endings of number.
//!
//! Written without vowels, any letter of these may be a root's own; so common words are asked for.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::endings::{has_letters, oblique, without};
use crate::linguist::HEBREW;

const ARTICLES: [&str; 4] = ["כשה", "שה", "וה", "ה"];
const PARTICLES: [&str; 7] = ["ול", "וב", "ב", "ל", "ו", "ש", "מ"];

/// Particles that are taken off also where word and particle together are common.
const FREQUENT: [&str; 2] = ["ב", "ל"];

/// Fewest letters that remain.
const LEAST: usize = 3;

/// Words that begin like other words with a particle.
const WHOLE: [&str; 5] = ["למידה", "בחירה", "בחירות", "בעלים", "במקום"];

/// Nouns of work that the lists of common words end before.
const NOUNS: [&str; 10] = [
    "גרסה",
    "עמדה",
    "שיטה",
    "לקוח",
    "לקוחות",
    "תקציב",
    "פרויקט",
    "ישיבה",
    "מדפסת",
    "הדרכה",
];

/// What inflections of `word` share.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    let bare = bare(word);
    let stem = Cow::Borrowed(singular(bare));
    if bare == word {
        stem
    } else {
        oblique(stem, word)
    }
}

fn bare(word: &str) -> &str {
    if WHOLE.contains(&word) {
        return word;
    }
    for article in ARTICLES {
        if let Some(rest) = word.strip_prefix(article)
            && has_letters(rest, LEAST)
            && (is_known(rest) || has_letters(rest, LEAST + 1) && !is_deed(rest))
        {
            return rest;
        }
    }
    let whole = is_known(word);
    let mut rests = PARTICLES.iter().filter_map(|particle| {
        let rest = word.strip_prefix(particle)?;
        let least = if whole { LEAST + 1 } else { LEAST };
        ((!whole || FREQUENT.contains(particle)) && has_letters(rest, least)).then_some(rest)
    });
    rests.find(|rest| is_known(rest)).unwrap_or(word)
}

/// Whether a word that has lost a ה is too short and ends like the nouns of deeds, whose first letter it is:
/// "העברה", "העברות".
fn is_deed(rest: &str) -> bool {
    let is_short = |least| !has_letters(rest, least);
    rest.ends_with('ה') && is_short(5) || rest.ends_with("ות") && is_short(6)
}

fn singular(word: &str) -> &str {
    without(word, &["ים", "ות", "ה"], LEAST).unwrap_or(word)
}

/// More than twice as many as the lists have words.
const SLOTS: usize = 1 << 14;

/// Where in the lists a word stands, by its hash; 0 where none does. The lists are shorter than 64 KiB.
static KNOWN: OnceLock<[u16; SLOTS]> = OnceLock::new();

/// Whether the word is among the common ones.
fn is_known(word: &str) -> bool {
    NOUNS.contains(&word) || is_listed(word)
}

fn is_listed(word: &str) -> bool {
    let known = KNOWN.get_or_init(index);
    slots(word)
        .map_while(|slot| known.get(slot).filter(|&&at| at != 0))
        .any(|&at| word_at(at) == word)
}

fn index() -> [u16; SLOTS] {
    let mut known = [0; SLOTS];
    let mut at = 0;
    for word in HEBREW.data.split([' ', '\n']) {
        if let Ok(start) = u16::try_from(at)
            && let Some(free) = slots(word).find(|&slot| known.get(slot) == Some(&0))
            && let Some(place) = known.get_mut(free)
        {
            *place = start;
        }
        at += word.len() + 1;
    }
    known
}

fn word_at(at: u16) -> &'static str {
    let rest = HEBREW.data.get(usize::from(at)..).unwrap_or_default();
    rest.split([' ', '\n']).next().unwrap_or_default()
}

/// Where to look for a word, one place after the other (FNV-1a).
fn slots(word: &str) -> impl Iterator<Item = usize> {
    let hash = word.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    (0..SLOTS).map(move |step| (hash as usize + step) % SLOTS)
}
