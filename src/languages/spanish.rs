//! Spanish: plurals meet their singular. Genders stay apart, as "puerto" and "puerta" are two things.

use std::borrow::Cow;

use crate::endings::{ends, has_letters, without};

/// Plurals that are accented like "interés", which is none.
const ACCENTED_PLURALS: [&str; 5] = ["cafés", "comités", "menús", "bebés", "sofás"];

/// What inflections of `word` share.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    if !has_letters(word, 4) {
        return Cow::Borrowed(if word == "luz" { "luc" } else { word });
    }
    let is_singular = ends(word, &["ás", "és", "ís", "ós", "ús"]);
    let mut stem = unaccented(word);
    if is_singular && !ACCENTED_PLURALS.contains(&word) || ends(&stem, &["sis", "us"]) {
        return Cow::Owned(stem);
    }
    let rest = without(&stem, &["es", "e", "s"], 3).unwrap_or(&stem);
    stem.truncate(rest.len());
    // "voz" and "voces", but also "enlace" and "enlaces".
    if stem.ends_with('z') {
        stem.truncate(stem.len() - 1);
        stem.push('c');
    }
    Cow::Owned(stem)
}

/// Accents come and go: "reunión", "reuniones"; "examen", "exámenes".
fn unaccented(word: &str) -> String {
    let plain = |c| match c {
        'á' => 'a',
        'é' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' => 'u',
        c => c,
    };
    word.chars().map(plain).collect()
}
