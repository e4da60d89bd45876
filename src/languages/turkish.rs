//! Turkish: case, possession by a third person and plural are taken off nouns; verbs that are plain to see name
//! nothing.
//!
//! Snowball's stemmer also takes off what first and second persons own, which many words end in ("eğitim").

use std::borrow::Cow;

use crate::endings::{ends, has_letters, oblique, without};

/// Cases after the `n` that follows a possessive.
const OWNED_CASES: [&str; 4] = ["ndan", "nden", "nda", "nde"];
const OWNED_ENDS: [&str; 6] = ["sı", "si", "su", "sü", "ları", "leri"];
const PLACES: [&str; 8] = ["dan", "den", "tan", "ten", "da", "de", "ta", "te"];
const AFTER_VOWEL: [&str; 12] = [
    "nın", "nin", "nun", "nün", "yla", "yle", "ya", "ye", "yı", "yi", "yu", "yü",
];
const AFTER_CONSONANT: [&str; 4] = ["ın", "in", "un", "ün"];

/// Stems of words that lose a vowel, and the same stems with it.
const SHORTENED: [(&str, &str); 6] = [
    ("metn", "metin"),
    ("resm", "resim"),
    ("şehr", "şehir"),
    ("şekl", "şekil"),
    ("fikr", "fikir"),
    ("kısm", "kısım"),
];

/// Fewest letters that remain when an ending of one vowel, or like a root's own, goes.
const LEAST: usize = 4;

/// What verbs end in, and nouns do not. In pairs and fours, as vowels go by those before.
const VERBS: &str = "ıyor iyor uyor üyor ıyorum iyorum uyorum üyorum ıyoruz iyoruz uyoruz üyoruz ıyorsunuz iyorsunuz uyorsunuz üyorsunuz \
    ıyorlar iyorlar uyorlar üyorlar ıyorsanız iyorsanız uyorsanız üyorsanız ıyordu iyordu uyordu üyordu abilir ebilir abilirsiniz ebilirsiniz \
    abilirim ebilirim abiliriz ebiliriz abilirler ebilirler abilecek ebilecek amıyor emiyor mıştır miştir muştur müştür maktadır mektedir \
    acaktır ecektir arak erek dığı diği duğu düğü tığı tiği tuğu tüğü dığını diğini duğunu düğünü tığını tiğini tuğunu tüğünü \
    dığınız diğiniz duğunuz düğünüz tığınız tiğiniz tuğunuz tüğünüz dığında diğinde duğunda düğünde tığında tiğinde dıkça dikçe \
    malıdır melidir malısınız melisiniz malıyız meliyiz mayan meyen abilen ebilen acağı eceği acağını eceğini acağız eceğiz sanız seniz \
    layın leyin layarak leyerek lanan lenen landı lendi lamak lemek lanmak lenmek dırmak dirmek durmak dürmek tırmak tirmek mamak memek \
    ılan ilen ılmış ilmiş ılır ilir ıldı ildi mışsa mişse arsınız ersiniz";

/// Infinitives end so as well, and a few nouns: bread, food, finger.
const INFINITIVE: [&str; 2] = ["mak", "mek"];
const NOUNS: [&str; 10] = [
    "parmak", "basamak", "kaymak", "çakmak", "tokmak", "merak", "yemek", "ekmek", "ırmak", "damak",
];

/// What inflections of `word` share.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    let name = word.split('\'').next().unwrap_or(word);
    if is_verb(name) {
        return Cow::Borrowed("'");
    }
    let (stem, is_nominative) = nominative(name);
    if is_nominative {
        stem
    } else {
        oblique(stem, word)
    }
}

/// The fewest letters of an infinitive, and before the other endings of verbs.
const LEAST_INFINITIVE: usize = 5;
const LEAST_VERB: usize = 2;

fn is_verb(word: &str) -> bool {
    let verbs: &str = VERBS;
    !NOUNS.contains(&word)
        && (ends(word, &INFINITIVE) && has_letters(word, LEAST_INFINITIVE)
            || verbs
                .split_ascii_whitespace()
                .any(|ending| without(word, &[ending], LEAST_VERB).is_some()))
}

/// The stem, and whether the word has neither case nor owner.
fn nominative(name: &str) -> (Cow<'_, str>, bool) {
    let mut rest = if ends(name, &["daki", "deki", "taki", "teki"]) {
        &name[..name.len() - 2]
    } else {
        name
    };
    rest = without_case(rest);
    let mut is_nominative = rest.len() == name.len();
    if let Some(owned) = without(rest, &["ları", "leri"], 2) {
        is_nominative = false;
        rest = owned;
    } else {
        if let Some(owned) = without(rest, &["sı", "si", "su", "sü"], 3)
            && owned.ends_with(is_vowel)
        {
            is_nominative = false;
            rest = owned;
        }
        rest = without(rest, &["lar", "ler"], 2).unwrap_or(rest);
    }
    let root = rest.strip_suffix(['ı', 'i', 'u', 'ü', 'a', 'e']);
    if let Some(root) = root.filter(|root| has_letters(root, LEAST) && !root.ends_with(is_vowel)) {
        rest = root;
    }
    let mut stem = voiced(rest);
    // "metin" and "metni": a narrow vowel goes before another.
    if let Some((_, whole)) = SHORTENED.iter().find(|(short, _)| stem == *short) {
        stem = (*whole).to_owned();
        is_nominative = false;
    }
    (Cow::Owned(stem), is_nominative)
}

fn without_case(word: &str) -> &str {
    if let Some(rest) = without(word, &OWNED_CASES, LEAST) {
        return rest;
    }
    if let Some(rest) = without(word, &["na", "ne", "nı", "ni", "nu", "nü"], LEAST)
        && ends(rest, &OWNED_ENDS)
    {
        return rest;
    }
    if let Some(rest) = without(word, &PLACES, 3) {
        return rest;
    }
    if let Some(rest) = without(word, &AFTER_VOWEL, 3).filter(|rest| rest.ends_with(is_vowel)) {
        return rest;
    }
    let rest = without(word, &AFTER_CONSONANT, LEAST);
    rest.filter(|rest| !rest.ends_with(is_vowel))
        .unwrap_or(word)
}

/// A last consonant is voiced before a vowel: "kitap", "kitabı". All are written so.
fn voiced(word: &str) -> String {
    let mut stem = word.to_owned();
    if has_letters(word, 4)
        && let Some(last) = stem.pop()
    {
        stem.push(match last {
            'p' => 'b',
            'ç' => 'c',
            't' => 'd',
            'k' | 'ğ' => 'g',
            last => last,
        });
    }
    stem
}

const fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'ı' | 'i' | 'o' | 'ö' | 'u' | 'ü' | 'â' | 'î')
}
