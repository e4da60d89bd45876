//! Arabic: the article with what is tied to it, and endings of number and gender are taken off.
//!
//! After L. S. Larkey, L. Ballesteros and M. E. Connell, "Light stemming for Arabic information retrieval" (2007),
//! without the endings that many roots have themselves ("بيان").

use std::borrow::Cow;

use crate::endings::{oblique, with, without};

/// The article, alone and after particles.
const ARTICLES: [&str; 8] = ["وبال", "ولل", "وال", "فال", "بال", "كال", "لل", "ال"];

/// Words that are others without their feminine ending: office and library, peace and safety, mosque and
/// university, teacher and school.
const OTHERS: [&str; 4] = ["مكتب", "سلام", "جامع", "مدرس"];

/// Fewest letters that remain.
const LEAST: usize = 3;

/// What inflections of `word` share.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    let mut rests = ARTICLES
        .iter()
        .filter_map(|article| word.strip_prefix(article));
    let bare = rests
        .find(|rest| rest.chars().nth(LEAST - 1).is_some())
        .unwrap_or(word);
    let stem = singular(bare);
    if bare == word {
        stem
    } else {
        oblique(stem, word)
    }
}

fn singular(bare: &str) -> Cow<'_, str> {
    // Words come with ه for ة, as many write it.
    if let Some(rest) = without(bare, &["ات", "ة", "ه"], LEAST) {
        if OTHERS.contains(&rest) {
            return Cow::Owned(with(rest, "ه"));
        }
        return Cow::Borrowed(rest);
    }
    Cow::Borrowed(without(bare, &["ون", "ين"], LEAST + 1).unwrap_or(bare))
}
