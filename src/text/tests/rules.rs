//! An owner's stop list, synonyms and hidden terms, as they change what is counted.

use groundswell_text::{Language, Pack, Reading, Rules, Vocabulary, Word, occurrences};
use proptest::prelude::*;

fn rules(stop_words: &str, synonyms: &str, hidden: &str) -> Rules {
    let mut rules = Rules::default();
    let mut wrong = |part: &str, why: &str| assert_eq!((part, why), ("", ""));
    rules.add_stop_words(stop_words, &mut wrong);
    rules.add_synonyms(synonyms, &mut wrong);
    rules.add_hidden_terms(hidden, &mut wrong);
    rules
}

/// A page of posts, all of whose languages are settled.
struct Talk {
    vocabulary: Vocabulary,
    posts: Vec<(String, Language)>,
    readings: Vec<Reading>,
}

impl Talk {
    fn of(posts: &[(&str, Language)], rules: Rules) -> Self {
        let mut vocabulary = Vocabulary::new();
        vocabulary.set_rules(rules);
        let mut talk = Self {
            vocabulary,
            posts: Vec::new(),
            readings: Vec::new(),
        };
        for (text, language) in posts {
            talk.readings.push(talk.vocabulary.read(text, *language));
            talk.posts.push(((*text).to_owned(), *language));
        }
        talk.settle();
        talk
    }

    fn settle(&mut self) {
        for (_, language) in &self.posts {
            if let Some(pack) = Pack::linked(*language) {
                self.vocabulary.settle(&pack);
            }
        }
        self.vocabulary.settle_rest();
    }

    fn set_rules(&mut self, rules: Rules) {
        self.vocabulary.set_rules(rules);
        self.settle();
    }

    /// What all posts say together, by label, in alphabetical order.
    fn said(&mut self) -> Vec<(String, u32)> {
        let readings: Vec<&Reading> = self.readings.iter().collect();
        let counts = self.vocabulary.counts_together(&readings);
        let mut said: Vec<(String, u32)> = Vec::new();
        for counted in counts.iter().flatten() {
            let label = self.vocabulary.label(counted.term);
            match said.iter_mut().find(|known| known.0 == label) {
                Some(known) => known.1 += counted.count,
                None => said.push((label.to_owned(), counted.count)),
            }
        }
        said.sort();
        said
    }

    fn hidden(&self) -> Vec<&str> {
        let hidden = self.vocabulary.hidden().into_iter();
        let mut hidden: Vec<&str> = hidden.map(|term| self.vocabulary.label(term)).collect();
        hidden.sort_unstable();
        hidden.dedup();
        hidden
    }
}

#[track_caller]
fn check(text: &str, rules: Rules, expected: &[(&str, u32)]) {
    let said = Talk::of(&[(text, Language::English)], rules).said();
    let said: Vec<(&str, u32)> = said.iter().map(|(label, n)| (label.as_str(), *n)).collect();
    assert_eq!(said, expected, "{text:?}");
}

#[test]
fn a_synonym_phrase_is_the_term_even_where_it_stands_once() {
    let expected = [("VPN", 3), ("broken", 1), ("gateways", 1)];
    check(
        "The virtual private networks are broken. VPN gateways; a Virtual Private Network.",
        rules("", "VPN = Virtual Private Network", ""),
        &expected,
    );
}

#[test]
fn words_of_a_phrase_that_stand_apart_are_themselves() {
    check(
        "Virtual meetings. Private network. Network, private.",
        rules("", "VPN = Virtual Private Network", ""),
        &[
            ("Virtual", 1),
            ("meetings", 1),
            ("network", 2),
            ("private", 2),
        ],
    );
}

#[test]
fn synonyms_count_in_all_inflections_under_the_owners_spelling() {
    check(
        "Two tellies, one telly, television.",
        rules("", "TV = telly, television", ""),
        &[("TV", 3)],
    );
}

#[test]
fn what_is_shown_may_be_a_phrase() {
    check(
        "Ask the HR, ask human resources.",
        rules("", "Human Resources = HR", ""),
        &[("Human Resources", 2)],
    );
}

#[test]
fn a_name_that_is_spelled_like_a_small_word_is_told_by_its_capitals() {
    check(
        "It is IT: information technology.",
        rules("", "IT = information technology", ""),
        &[("IT", 2)],
    );
}

#[test]
fn groups_that_share_a_word_are_one() {
    check(
        "tube, telly, television and goggle box",
        rules(
            "",
            "TV = telly; tube = television, goggle box; TV = goggle box",
            "",
        ),
        &[("TV", 4)],
    );
}

#[test]
fn stop_words_are_left_out_in_all_inflections() {
    let rules = rules("thread, regards", "", "");
    let text = "Threads about pumps, a thread about soup. Regards";
    check(text, rules, &[("pumps", 1), ("soup", 1)]);
}

#[test]
fn a_synonym_of_a_stop_word_is_one() {
    check(
        "Soup regards, greetings from the canteen",
        rules("regards", "greetings = regards", ""),
        &[("Soup", 1), ("canteen", 1)],
    );
}

#[test]
fn hidden_terms_are_counted_in_every_form_and_not_shown() {
    let posts = [
        ("Gossips about Project X in the canteen.", Language::English),
        ("Some gossip: soup for the project.", Language::English),
    ];
    let mut talk = Talk::of(&posts, rules("", "", "gossip, Project X"));
    let said = talk.said();
    assert!(said.contains(&("Project X".to_owned(), 1)), "{said:?}");
    assert!(said.contains(&("project".to_owned(), 1)), "{said:?}");
    assert_eq!(talk.hidden().len(), 2);
    assert!(talk.hidden().contains(&"Project X"));
}

#[test]
fn a_phrase_with_a_hidden_word_is_hidden() {
    let posts = [
        (
            "Peer leadership works; pumps and a violin.",
            Language::English,
        ),
        (
            "We tried peer leadership. Carpenters at lunch.",
            Language::English,
        ),
        (
            "Some say peer leadership. Others prefer bridges.",
            Language::English,
        ),
    ];
    let mut talk = Talk::of(&posts, rules("", "", "peers"));
    let said = talk.said();
    assert!(
        said.contains(&("peer leadership".to_owned(), 3)),
        "{said:?}"
    );
    assert!(talk.hidden().contains(&"peer leadership"));
}

#[test]
fn rules_hold_in_every_language_of_a_page() {
    let posts = [
        (
            "Das VPN und die virtuellen privaten Netze",
            Language::German,
        ),
        ("The VPN, a virtual private network", Language::English),
    ];
    let synonyms = "VPN = virtual private network, virtuelles privates Netz";
    let said = Talk::of(&posts, rules("", synonyms, "")).said();
    assert_eq!(said, [("VPN".to_owned(), 4)]);
}

#[test]
fn rules_that_come_after_counting_hold_and_may_be_taken_back() {
    let text = "The telly and the TV. Dear all, the Virtual Private Network.";
    let posts = [(text, Language::English)];
    let mut talk = Talk::of(&posts, Rules::default());
    let before = talk.said();
    let own = rules("dear", "TV = telly; VPN = Virtual Private Network", "telly");
    talk.set_rules(own.clone());
    let ruled = talk.said();
    assert_eq!(ruled, [("TV".to_owned(), 2), ("VPN".to_owned(), 1)]);
    assert_eq!(talk.hidden(), ["TV"]);
    assert_eq!(ruled, Talk::of(&posts, own).said());
    talk.set_rules(Rules::default());
    assert_eq!(talk.said(), before);
    assert!(talk.hidden().is_empty());
}

#[test]
fn what_a_rule_makes_a_term_is_found_where_it_stands() {
    let text = "A Virtual Private Network is a VPN; private.";
    let own = rules("", "VPN = Virtual Private Network", "");
    let talk = Talk::of(&[(text, Language::English)], own);
    let mut talk = talk;
    talk.said();
    let vpn = talk.vocabulary.find("vpn").unwrap();
    let found = occurrences(text, Language::English, vpn, &talk.vocabulary);
    assert_eq!(found, [2..25, 31..34]);
    let form = talk.vocabulary.find_form("private", Language::English);
    let Some(Word::Term(private)) = form.map(|form| talk.vocabulary.word(form)) else {
        unreachable!("private is no term");
    };
    let found = occurrences(text, Language::English, private, &talk.vocabulary);
    assert_eq!(found.as_slice(), std::slice::from_ref(&(36..43)));
}

/// Words that meet often, so that rules meet texts and each other.
fn words(most: usize) -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "telly", "Tellies", "TV", "it", "IT", "the", "virtual", "private", "networks", "2", "Netz",
        "l'eau", "c", "電視", ".", "-", "\u{300}",
    ]);
    prop::collection::vec(word, 1..most).prop_map(|words| words.join(" "))
}

fn any_rules() -> impl Strategy<Value = Rules> {
    let list = |most| prop::collection::vec(words(most), 0..5).prop_map(|list| list.join(","));
    let group = prop::collection::vec(words(4), 1..4)
        .prop_map(|group| group.join(" , ").replacen(',', "=", 1));
    let groups = prop::collection::vec(group, 0..6).prop_map(|groups| groups.join(";"));
    let text = prop_oneof![4 => groups, 1 => any::<String>()];
    (list(2), text, list(4)).prop_map(|(stop_words, synonyms, hidden)| {
        let mut rules = Rules::default();
        rules.add_stop_words(&stop_words, &mut |_, _| {});
        rules.add_synonyms(&synonyms, &mut |_, _| {});
        rules.add_hidden_terms(&hidden, &mut |_, _| {});
        rules
    })
}

proptest! {
    #[test]
    fn any_rules_and_any_text_come_to_the_same_however_often(
        own in any_rules(),
        text in prop_oneof![4 => words(40), 1 => any::<String>()],
        plain in any::<bool>(),
    ) {
        let language = if plain { Language::Unknown } else { Language::English };
        let mut talk = Talk::of(&[(&text, language)], own.clone());
        let said = talk.said();
        // Rules tell what words come to; they add none.
        prop_assert!(said.iter().map(|(_, count)| *count as usize).sum::<usize>() <= text.len());
        talk.set_rules(own);
        prop_assert_eq!(&talk.said(), &said);
        let counts = talk.vocabulary.counts(&talk.readings[0]);
        for counted in counts {
            let found = occurrences(&text, language, counted.term, &talk.vocabulary);
            prop_assert_eq!(found.len(), counted.count as usize);
        }
    }
}
