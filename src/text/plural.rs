//! English plurals to one key with their singulars.
//!
//! The S stemmer of D. Harman, "How effective is suffixing?", Journal of the American Society for
//! Information Science 42 (1991): the first rule that applies decides.
//!
//! | ending | but not | becomes |
//! | --- | --- | --- |
//! | `ies` | `eies`, `aies` | `y` |
//! | `es` | `aes`, `ees`, `oes` | `e` |
//! | `s` | `us`, `ss` | nothing |
//!
//! An ending that a rule excepts goes on to the next, so that "employees" meets "employee"; the second
//! rule then does what the third does, and is not seen below. Before them stands one of our own, since
//! "processes", "boxes" and "branches" are what intranets talk about: a hiss that can only be followed
//! by `es` loses all of it. What remains is a key and need not be a word; readers see the label.

/// Plurals of these endings lose two letters. `ches` alone would make "cach" of "caches".
const HISSES: [&str; 6] = ["sses", "xes", "shes", "tches", "nches", "rches"];

/// Words that end like plurals and are none, where folding would mix them with another word.
const NO_PLURALS: [&str; 3] = ["https", "news", "saas"];

/// Shorter words are left alone: "gas", "bus", "dns".
const MIN_LEN: usize = 4;

/// Takes the plural's ending off `word`, which is in lower case.
pub(crate) fn strip(word: &mut String) {
    // The ending of "Node.js" is no plural.
    if word.len() < MIN_LEN || word.contains('.') || NO_PLURALS.contains(&word.as_str()) {
        return;
    }
    let Some(stem) = word.strip_suffix('s') else {
        return;
    };
    // Not "4s" or "a_s": what went before the letter would be left without it. No language of another
    // alphabet makes its plurals so, and there some signs hold to a word only by the letter after them.
    if !stem.ends_with(is_latin) {
        return;
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    if ends(&HISSES) {
        word.truncate(word.len() - 2);
    } else if word.ends_with("ies") && !ends(&["eies", "aies"]) {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if !ends(&["us", "ss"]) {
        word.truncate(word.len() - 1);
    }
}

const fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{c0}'..='\u{24f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expected: &str) {
        let mut key = word.to_owned();
        strip(&mut key);
        assert_eq!(key, expected);
    }

    #[test]
    fn plurals_meet_their_singulars() {
        check("words", "word");
        check("stories", "story");
        check("releases", "release");
        check("processes", "process");
        check("boxes", "box");
        check("branches", "branch");
        check("caches", "cache");
        check("word-clouds", "word-cloud");
        check("apis", "api");
        check("employees", "employee");
        check("shoes", "shoe");
    }

    #[test]
    fn what_is_no_plural_stays() {
        for word in [
            "status", "process", "news", "https", "dns", "gas", "a4s", "a_s", "node.js",
        ] {
            check(word, word);
        }
    }

    #[test]
    fn another_alphabet_has_no_such_plural() {
        check("ጘ'ાs", "ጘ'ાs");
        check("cafés", "café");
    }
}
