//! English: what Snowball's stemmer says, where all it took off is an inflection.
//!
//! The stemmer is made for searching. It also takes off what makes one word of another, and so meets
//! "organization" with "organ", "business" with "busy" and "important" with "import". Words that say what
//! people talk about shall not meet so. Where more than an inflection is gone, only the plural's ending is
//! taken off, by the S stemmer of D. Harman, "How effective is suffixing?", Journal of the American Society
//! for Information Science 42 (1991).

use std::borrow::Cow;

use crate::stem;

/// What inflections leave of a word beside its stem: "box-es", "plan-ned", "mak-ing", "stori-es", "cit-y".
const INFLECTIONS: [&str; 10] = ["", "s", "e", "es", "ed", "ing", "y", "ies", "ied", "ying"];

/// Words that end like inflections and are none, where folding would mix them with another word.
const WHOLE: [&str; 5] = ["aws", "https", "ios", "news", "saas"];

/// Shorter words are left alone: "gas", "bus", "dns".
const MIN_LEN: usize = 4;

/// What inflections of `word` share.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    if word.len() < MIN_LEN || WHOLE.contains(&word) {
        return Cow::Borrowed(word);
    }
    let found = stem::english(word);
    if is_inflection(word, &found) {
        return found;
    }
    // "organizing" has lost more, as "organize" has: they share that.
    for ending in ["ing", "ed"] {
        if let Some(base) = word.strip_suffix(ending) {
            let verb = format!("{base}e");
            if stem::english(&verb) == found {
                return Cow::Owned(verb);
            }
        }
    }
    singular(word)
}

/// Whether what `stem` lacks of `word` is an inflection.
fn is_inflection(word: &str, stem: &str) -> bool {
    let shared = word
        .bytes()
        .zip(stem.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let (Some(rest), Some(changed)) = (word.get(shared..), stem.get(shared..)) else {
        return false;
    };
    // "cities" and "city" have the stem "citi".
    if !matches!(changed, "" | "i") {
        return false;
    }
    // "stopped" has the stem "stop".
    let doubled = rest
        .chars()
        .next()
        .filter(|&c| stem.ends_with(c) && changed.is_empty())
        .and_then(|c| rest.strip_prefix(c));
    INFLECTIONS.contains(&rest) || doubled.is_some_and(|rest| matches!(rest, "ed" | "ing"))
}

/// The first rule that applies decides; an ending that a rule excepts goes on to the next.
fn singular(word: &str) -> Cow<'_, str> {
    let Some(rest) = word.strip_suffix('s') else {
        return Cow::Borrowed(word);
    };
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    // Hisses that can only be followed by "es" lose all of it. "ches" alone would make "cach" of "caches".
    if ends(&["sses", "xes", "shes", "tches", "nches", "rches"]) {
        Cow::Borrowed(rest.strip_suffix('e').unwrap_or(rest))
    } else if ends(&["ies"]) && !ends(&["eies", "aies"]) {
        Cow::Owned(format!("{}y", rest.strip_suffix("ie").unwrap_or(rest)))
    } else if ends(&["us", "ss"]) {
        Cow::Borrowed(word)
    } else {
        Cow::Borrowed(rest)
    }
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
        together(&["word-cloud", "word-clouds"]);
        together(&["api", "apis"]);
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
