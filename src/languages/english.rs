//! English: inflections of nouns and verbs are taken off, and nothing else.
//!
//! Stemmers made for searching also take off what makes one word of another, and so meet "organization" with
//! "organ", "business" with "busy" and "important" with "import". Words that say what people talk about shall
//! not meet so, and a file without these rules is a third as large.
//!
//! Plurals go by the S stemmer of D. Harman, "How effective is suffixing?", Journal of the American Society for
//! Information Science 42 (1991), with a rule of our own for hisses; forms of verbs, a last `e` and a last `y` by
//! the steps 1b, 1c and 5a of M. F. Porter, "An algorithm for suffix stripping", Program 14 (1980). In his terms,
//! a word's *measure* is how often consonants follow upon vowels in it.

use std::borrow::Cow;

/// Words that end like inflections and are none, where folding would mix them with another word.
const WHOLE: [&str; 6] = ["aws", "https", "ios", "news", "saas", "species"];

/// Plurals of these endings lose two letters. `ches` alone would make "cach" of "caches".
const HISSES: [&str; 6] = ["sses", "xes", "shes", "tches", "nches", "rches"];

/// Shorter words are left alone: "gas", "bus", "dns".
const MIN_LEN: usize = 4;

/// What is shorter than this is no verb without its `e`, and no word without its `y`: "aged", "tied".
const SHORT: usize = 3;

/// What inflections of `word` share.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    let is_latin =
        |c: char| c.is_ascii_lowercase() || matches!(c, '\'' | '-' | '\u{df}'..='\u{24f}');
    // The ending of "Node.js" is no plural, and no other alphabet has one like it.
    if word.len() < MIN_LEN || WHOLE.contains(&word) || !word.chars().all(is_latin) {
        return Cow::Borrowed(word);
    }
    let mut stem = word.to_owned();
    singular(&mut stem);
    plain_verb(&mut stem);
    if let Some(rest) = stem.strip_suffix('e') {
        // Not the one of "plane", without which it would be "plan", nor that of "age".
        let measure = measure(rest);
        if rest.len() < SHORT {
            return Cow::Owned(stem);
        }
        if measure > 1 || measure == 1 && !is_short(rest) {
            stem.truncate(stem.len() - 1);
        }
    } else if let Some(rest) = stem.strip_suffix('y')
        && has_vowel(rest)
        && !rest.ends_with(is_vowel)
    {
        // Only so do "study" and "studied" meet.
        stem.truncate(stem.len() - 1);
        stem.push('i');
    }
    Cow::Owned(stem)
}

/// The first rule that applies decides; an ending that a rule excepts goes on to the next.
fn singular(word: &mut String) {
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    if ends(&HISSES) {
        word.truncate(word.len() - 2);
    } else if word.len() > SHORT + 1 && ends(&["ies"]) && !ends(&["eies", "aies"]) {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if ends(&["s"]) && !ends(&["us", "ss", "sis"]) {
        word.truncate(word.len() - 1);
    }
}

/// Takes the ending off a verb, and mends what it did to the verb.
fn plain_verb(word: &mut String) {
    if let Some(rest) = word.strip_suffix("ied") {
        let len = rest.len();
        if len + 1 < SHORT {
            word.truncate(len + 2);
        } else {
            word.truncate(len);
            word.push('y');
        }
        return;
    }
    if let Some(rest) = word.strip_suffix("eed") {
        if measure(rest) > 0 {
            word.truncate(rest.len() + 2);
        }
        return;
    }
    let Some(rest) = word.strip_suffix("ed").or_else(|| word.strip_suffix("ing")) else {
        return;
    };
    if !has_vowel(rest) {
        return;
    }
    let len = rest.len();
    word.truncate(len);
    let mut last = word.bytes().rev();
    let (last, before) = (last.next(), last.next());
    let is_double = last == before && !matches!(last, Some(b'l' | b's' | b'z' | b'e' | b'o'));
    if is_double {
        word.truncate(len - 1);
    } else if ["at", "bl", "iz"].iter().any(|end| word.ends_with(end))
        || len < SHORT
        || measure(word) == 1 && is_short(word)
    {
        word.push('e');
    }
}

const fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

/// Whether each letter is a vowel; `y` is one after a consonant.
fn vowels(word: &str) -> impl Iterator<Item = bool> {
    word.chars().scan(true, |last, c| {
        *last = is_vowel(c) || c == 'y' && !*last;
        Some(*last)
    })
}

fn has_vowel(word: &str) -> bool {
    vowels(word).any(|vowel| vowel)
}

/// How often consonants follow upon vowels.
fn measure(word: &str) -> usize {
    let mut last = false;
    let turns = vowels(word).filter(|&vowel| {
        let turn = last && !vowel;
        last = vowel;
        turn
    });
    turns.count()
}

/// Whether the end is a consonant, a vowel and a consonant other than `w`, `x` and `y`.
fn is_short(word: &str) -> bool {
    let mut last = [true; 3];
    for vowel in vowels(word) {
        last = [last[1], last[2], vowel];
    }
    last == [false, true, false] && !word.ends_with(['w', 'x', 'y'])
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[track_caller]
    fn together(words: &[&str]) {
        for word in words {
            assert_eq!(stem(word), stem(words[0]), "{word}");
        }
    }

    #[track_caller]
    fn apart(words: &[&str]) {
        for (at, word) in words.iter().enumerate() {
            for other in &words[..at] {
                assert_ne!(stem(word), stem(other), "{word} and {other}");
            }
        }
    }

    #[test]
    fn inflections_meet() {
        together(&["release", "releases", "released", "releasing"]);
        together(&["plan", "plans", "planned", "planning"]);
        together(&["box", "boxes", "boxed"]);
        together(&["story", "stories"]);
        together(&["city", "cities"]);
        together(&["process", "processes", "processing", "processed"]);
        together(&["branch", "branches"]);
        together(&["cache", "caches", "cached", "caching"]);
        together(&["organize", "organizes", "organizing", "organized"]);
        together(&["organization", "organizations"]);
        together(&["business", "businesses"]);
        together(&["university", "universities"]);
        together(&["policy", "policies"]);
        together(&["employee", "employees"]);
        together(&["agree", "agrees", "agreed", "agreeing"]);
        together(&["study", "studies", "studied", "studying"]);
        together(&["use", "uses", "used", "using"]);
        together(&["age", "ages", "aged"]);
        together(&["tie", "ties", "tied"]);
        together(&["try", "tries", "tried", "trying"]);
        together(&["hope", "hopes", "hoped", "hoping"]);
        together(&["call", "calls", "called", "calling"]);
        together(&["café", "cafés"]);
        together(&["word-cloud", "word-clouds"]);
        together(&["api", "apis"]);
        together(&["wiki", "wikis"]);
        together(&["shoe", "shoes"]);
    }

    #[test]
    fn words_made_of_others_stay_apart() {
        apart(&["organ", "organization", "organize"]);
        apart(&["busy", "business"]);
        apart(&["import", "important", "importance"]);
        apart(&["university", "universe", "universal"]);
        apart(&["new", "news"]);
        apart(&["http", "https"]);
        apart(&["plan", "plane", "planet"]);
        apart(&["policy", "police"]);
        apart(&["operation", "operator", "opera"]);
        apart(&["general", "generation"]);
    }

    #[test]
    fn what_is_no_inflection_stays() {
        for word in [
            "status", "process", "news", "https", "dns", "gas", "saas", "aws",
        ] {
            assert_eq!(stem(word), word);
        }
    }
}
