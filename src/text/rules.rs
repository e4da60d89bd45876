//! What an owner says of words: a stop list, synonyms, and terms that are not to be shown.
//!
//! Here rules are read and checked; what they do to a vocabulary is the business of `ruled.rs`.

use crate::clean::is_inked;

/// The most words or phrases of each kind that one owner may name.
pub const MAX_RULES: usize = 1_000;

/// The most characters of a word or phrase in a rule.
pub const MAX_RULE_LEN: usize = 100;

/// The most words of a phrase in a rule.
pub const MAX_RULE_WORDS: usize = 8;

/// What parts one rule from another, and one word of a synonym from the next.
const PARTING: [char; 3] = [',', ';', '\n'];

const NO_WORD: &str = "has no word in it";
const TOO_LONG: &str = "is longer than 100 characters";
const TOO_MANY_WORDS: &str = "has more than 8 words";
const SEVERAL_WORDS: &str = "is more than one word; put a comma between stop words";
const SEVERAL_TERMS: &str = "is more than one term; a comma, semicolon or line end begins another";
const NOT_EQUAL: &str = "does not say what means the same, as in 'TV = telly, television'";
const TOO_MANY: &str = "is beyond the first 1000";

/// Is told of each part of a text that is left out, and why, as the end of a sentence about it.
pub type Wrong<'a> = &'a mut dyn FnMut(&str, &'static str);

/// An owner's stop list, synonyms and hidden terms.
///
/// Words are written as people write them: they count in all their inflections, in every language of a page. The
/// three lists are independent of each other, and their order does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    pub(crate) stop_words: Vec<String>,
    /// Words and phrases that mean the same, the one to show first.
    pub(crate) synonyms: Vec<Vec<String>>,
    pub(crate) hidden: Vec<String>,
}

/// One of an owner's rules.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rule<'a> {
    /// Words and phrases that mean the same, the one to show first.
    Synonyms(&'a [String]),
    Hidden(&'a str),
    StopWord(&'a str),
}

impl Rules {
    /// Whether nothing is ruled.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.synonyms.len() + self.hidden.len() + self.stop_words.len()
    }

    /// One of them: synonyms come first, then what is hidden.
    pub(crate) fn get(&self, at: usize) -> Option<Rule<'_>> {
        if let Some(group) = self.synonyms.get(at) {
            return Some(Rule::Synonyms(group));
        }
        let at = at - self.synonyms.len();
        if let Some(term) = self.hidden.get(at) {
            return Some(Rule::Hidden(term));
        }
        let word = self.stop_words.get(at - self.hidden.len());
        word.map(|word| Rule::StopWord(word))
    }

    /// Adds words that tell no subject, with commas, semicolons or line ends between.
    pub fn add_stop_words(&mut self, text: &str, wrong: Wrong<'_>) {
        for part in parts(text) {
            if let Some(word) = checked(part, self.stop_words.len(), 1, wrong) {
                self.stop_words.push(word);
            }
        }
    }

    /// Adds words and phrases that are counted and not shown, with commas, semicolons or line ends between.
    pub fn add_hidden_terms(&mut self, text: &str, wrong: Wrong<'_>) {
        for part in parts(text) {
            if let Some(term) = checked(part, self.hidden.len(), MAX_RULE_WORDS, wrong) {
                self.hidden.push(term);
            }
        }
    }

    /// Adds what means the same: `VPN = Virtual Private Network; TV = telly, television`, with semicolons or line
    /// ends between. What stands first is shown.
    pub fn add_synonyms(&mut self, text: &str, wrong: Wrong<'_>) {
        for part in text.split([';', '\n']).map(str::trim) {
            if part.is_empty() {
                continue;
            }
            let known: usize = self.synonyms.iter().map(Vec::len).sum();
            let (shown, others) = part.split_once('=').unwrap_or_default();
            let mut group: Vec<String> = Vec::new();
            for one in Some(shown).into_iter().chain(parts(others)) {
                // An equals sign again is a forgotten semicolon: nobody knows where it should be.
                if shown.is_empty() || one.contains('=') {
                    group.clear();
                    break;
                }
                match checked(one.trim(), known + group.len(), MAX_RULE_WORDS, wrong) {
                    Some(one) => group.push(one),
                    // Without the one to show, there is nothing for the others to be.
                    None if group.is_empty() => break,
                    None => {}
                }
            }
            if group.len() > 1 {
                self.synonyms.push(group);
            } else {
                wrong(part, NOT_EQUAL);
            }
        }
    }

    /// Adds the rules of somebody else.
    pub fn extend(&mut self, other: &Self) {
        self.stop_words.extend_from_slice(&other.stop_words);
        self.synonyms.extend_from_slice(&other.synonyms);
        self.hidden.extend_from_slice(&other.hidden);
    }
}

/// One term to hide, which [`Rules::add_hidden_terms`] takes from `text` and nothing else: the text without white
/// space around it.
///
/// # Errors
/// Why there is none, as the end of a sentence about the text.
pub fn hidden_term(text: &str) -> Result<&str, &'static str> {
    let term = text.trim();
    match why_not(term, MAX_RULE_WORDS) {
        Some(why) => Err(why),
        None if term.contains(PARTING) => Err(SEVERAL_TERMS),
        None => Ok(term),
    }
}

/// What stands between commas, semicolons and line ends.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(PARTING).map(str::trim);
    parts.filter(|part| !part.is_empty())
}

/// A word or phrase, if it may be added to so many that are known.
fn checked(part: &str, known: usize, most_words: usize, wrong: Wrong<'_>) -> Option<String> {
    let why = why_not(part, most_words).or((known >= MAX_RULES).then_some(TOO_MANY));
    if let Some(why) = why {
        wrong(part, why);
        return None;
    }
    Some(part.to_owned())
}

/// What keeps a text from being a word or phrase of so many words.
fn why_not(part: &str, most_words: usize) -> Option<&'static str> {
    if !part.chars().any(is_inked) {
        Some(NO_WORD)
    } else if part.chars().nth(MAX_RULE_LEN).is_some() {
        Some(TOO_LONG)
    } else if part.split_whitespace().count() <= most_words {
        None
    } else if most_words == 1 {
        Some(SEVERAL_WORDS)
    } else {
        Some(TOO_MANY_WORDS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    type Add = fn(&mut Rules, &str, Wrong<'_>);
    const ADD: [Add; 3] = [
        Rules::add_stop_words,
        Rules::add_synonyms,
        Rules::add_hidden_terms,
    ];

    fn read(add: Add, text: &str) -> (Rules, Vec<String>) {
        let (mut rules, mut faults) = (Rules::default(), Vec::new());
        add(&mut rules, text, &mut |part, why| {
            faults.push(format!("'{part}' {why}"));
        });
        (rules, faults)
    }

    #[test]
    fn lists_are_parted_and_trimmed() {
        let (rules, faults) = read(Rules::add_stop_words, " hello, dear ;regards\n Gruß,,");
        assert_eq!(rules.stop_words, ["hello", "dear", "regards", "Gruß"]);
        assert!(faults.is_empty());
        let (rules, faults) = read(Rules::add_hidden_terms, "gossip, Project X");
        assert_eq!(rules.hidden, ["gossip", "Project X"]);
        assert!(faults.is_empty() && !rules.is_empty());
        assert!(read(Rules::add_synonyms, " ;\n").0.is_empty());
    }

    #[test]
    fn synonyms_have_one_that_is_shown() {
        let text = "VPN = Virtual Private Network; TV = telly, television;\n";
        let (rules, faults) = read(Rules::add_synonyms, text);
        let expected: [&[&str]; 2] = [
            &["VPN", "Virtual Private Network"],
            &["TV", "telly", "television"],
        ];
        assert_eq!(rules.synonyms, expected);
        assert!(faults.is_empty());
    }

    #[test]
    fn what_is_wrong_is_told_and_the_rest_kept() {
        let (rules, faults) = read(Rules::add_stop_words, "hello, best regards, !, dear");
        assert_eq!(rules.stop_words, ["hello", "dear"]);
        let expected = [
            format!("'best regards' {SEVERAL_WORDS}"),
            format!("'!' {NO_WORD}"),
        ];
        assert_eq!(faults, expected);
        for alone in ["VPN", "VPN =", "= VPN", "a b = c = d", "VPN = , "] {
            let (rules, faults) = read(Rules::add_synonyms, &format!("{alone}; TV = telly"));
            assert_eq!(rules.synonyms, [["TV", "telly"]], "{alone}");
            assert_eq!(faults, [format!("'{}' {NOT_EQUAL}", alone.trim())]);
        }
        let (rules, faults) = read(Rules::add_synonyms, "TV = telly, ?, tube");
        assert_eq!(rules.synonyms, [["TV", "telly", "tube"]]);
        assert_eq!(faults, [format!("'?' {NO_WORD}")]);
    }

    #[test]
    fn rules_have_limits() {
        let long = "x".repeat(MAX_RULE_LEN);
        let wordy = ["w"; MAX_RULE_WORDS].join(" ");
        for (add, name) in ADD.into_iter().zip(["", "n = ", ""]) {
            assert_eq!(read(add, &format!("{name}{long}")).1, [""; 0]);
            let faults = read(add, &format!("{name}{long}x")).1;
            assert_eq!(faults[0], format!("'{long}x' {TOO_LONG}"));
        }
        assert_eq!(read(Rules::add_hidden_terms, &wordy).1, [""; 0]);
        let faults = read(Rules::add_hidden_terms, &format!("{wordy} w")).1;
        assert_eq!(faults, [format!("'{wordy} w' {TOO_MANY_WORDS}")]);
        for (text, kept) in [("w,", MAX_RULES), ("n = w;", MAX_RULES / 2)] {
            let many = text.repeat(kept);
            let add = if kept == MAX_RULES {
                Rules::add_hidden_terms
            } else {
                Rules::add_synonyms
            };
            assert_eq!(read(add, &many).1, [""; 0]);
            let (rules, faults) = read(add, &format!("{many}{text}"));
            assert_eq!(rules.hidden.len() + rules.synonyms.len(), kept);
            assert!(faults[0].ends_with(TOO_MANY), "{faults:?}");
        }
    }

    #[test]
    fn a_hidden_term_stands_alone() {
        assert_eq!(hidden_term(" Project X "), Ok("Project X"));
        let wordy = ["w"; MAX_RULE_WORDS + 1].join(" ");
        let long = "x".repeat(MAX_RULE_LEN + 1);
        for (text, why) in [
            ("", NO_WORD),
            ("?, !", NO_WORD),
            // A filler of Hangul, which is a letter that nobody sees.
            ("\u{3164}", NO_WORD),
            (&long, TOO_LONG),
            (&wordy, TOO_MANY_WORDS),
            ("gossip, rumours", SEVERAL_TERMS),
            ("gossip;", SEVERAL_TERMS),
            ("gossip\nrumours", SEVERAL_TERMS),
        ] {
            assert_eq!(hidden_term(text), Err(why), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_can_be_hidden_alone_is_what_is_read(text in "(\\PC|[a, ;\n\u{3164}]){0,110}") {
            let (rules, faults) = read(Rules::add_hidden_terms, &text);
            let is_alone = faults.is_empty() && rules.hidden == [text.trim()];
            prop_assert_eq!(hidden_term(&text).is_ok(), is_alone);
        }
    }

    #[test]
    fn limits_are_named_as_they_are() {
        assert!(TOO_LONG.contains(&MAX_RULE_LEN.to_string()));
        assert!(TOO_MANY_WORDS.contains(&MAX_RULE_WORDS.to_string()));
        assert!(TOO_MANY.contains(&MAX_RULES.to_string()));
    }
}
