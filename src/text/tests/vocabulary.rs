//! What a vocabulary makes of what it reads: keys, labels, and what languages share.

mod linked;

use groundswell_text::{GAP, Language, MAX_FORMS, MAX_TERMS, Pack, TermCount, Vocabulary, Word};
use linked::{count, settle};

use Language::{English, German, Unknown};

/// A word for every number, of letters alone.
fn word(number: usize) -> String {
    let letter = |place: u32| char::from(b'a' + (number / 26_usize.pow(place) % 26) as u8);
    (0..5).map(letter).chain("word".chars()).collect()
}

#[test]
fn a_full_vocabulary_counts_what_it_knows() {
    let mut vocabulary = Vocabulary::new();
    let text: Vec<String> = (0..MAX_TERMS + 10).map(word).collect();
    count(&text.join(" "), Unknown, &mut vocabulary);
    assert_eq!(vocabulary.len(), MAX_TERMS);
    assert_eq!(vocabulary.find(&word(MAX_TERMS + 1)), None);
    let again = format!("{} {}", word(MAX_TERMS + 1), word(7));
    let term = vocabulary.find(&word(7)).unwrap();
    let counts = count(&again, Unknown, &mut vocabulary);
    assert_eq!(
        counts,
        [TermCount {
            term,
            count: 1,
            first: 1
        }]
    );
}

#[test]
fn past_the_last_form_new_forms_are_gaps() {
    let mut vocabulary = Vocabulary::new();
    let words: Vec<String> = (0..MAX_FORMS).map(word).collect();
    count(&words.join(" "), Unknown, &mut vocabulary);
    let shouted = word(3).to_uppercase();
    let reading = vocabulary.read(&format!("{shouted} {}", word(3)), Unknown);
    assert_eq!(reading.forms(), [GAP, 3]);
    assert_eq!(vocabulary.intern("other", Unknown), GAP);
    let counts = vocabulary.counts(&reading);
    assert_eq!(counts[0].count, 1);
    assert_eq!(vocabulary.label(counts[0].term), word(3));
}

#[test]
fn the_label_is_the_form_used_most_in_any_order() {
    let check = |texts: &[&str], label: &str| {
        for texts in [texts.to_vec(), texts.iter().rev().copied().collect()] {
            let mut vocabulary = Vocabulary::new();
            for text in &texts {
                count(text, English, &mut vocabulary);
            }
            assert_eq!(vocabulary.label(0), label);
            // The same when all is settled at the end.
            let mut vocabulary = Vocabulary::new();
            for text in texts {
                vocabulary.read(text, English);
            }
            settle(&mut vocabulary, English);
            assert_eq!(vocabulary.label(0), label);
        }
    };
    check(&["our Cloud", "our cloud", "our Cloud"], "Cloud");
    check(&["our Cloud", "our cloud"], "cloud");
    check(&["our clouds", "our cloud"], "cloud");
    check(&["Cloud", "Cloud", "our cloud"], "cloud");
    check(&["our VPN", "VPN", "our vpn"], "VPN");
}

#[test]
fn terms_of_another_vocabulary_have_no_name() {
    let vocabulary = Vocabulary::new();
    assert!(vocabulary.is_empty());
    assert_eq!((vocabulary.key(3), vocabulary.label(3)), ("", ""));
    assert_eq!((vocabulary.form(3), vocabulary.word(3)), ("", Word::Gap));
    assert_eq!(vocabulary.find(""), None);
    assert_eq!(vocabulary.common(3), 0.0);
}

#[test]
fn languages_do_not_share_forms() {
    let mut vocabulary = Vocabulary::new();
    count("die", German, &mut vocabulary);
    assert!(vocabulary.is_empty());
    count("die words", English, &mut vocabulary);
    count("Häuser", German, &mut vocabulary);
    let keys: Vec<&str> = (0..3).map(|term| vocabulary.key(term)).collect();
    assert_eq!(keys, ["die", "word", "haus"]);
}

#[test]
fn languages_share_terms_that_are_spelled_alike() {
    let mut vocabulary = Vocabulary::new();
    let english = vocabulary.read("our VPN servers, the server", English);
    let german = vocabulary.read("das VPN, ein Server, viele Servern", German);
    for language in [English, German] {
        vocabulary.settle(&Pack::linked(language).unwrap());
    }
    let mut said = |reading| {
        let counts = vocabulary.counts(reading).into_iter();
        counts
            .map(|said| (said.term, said.count))
            .collect::<Vec<_>>()
    };
    assert_eq!(said(&german), said(&english));
}

#[test]
fn words_wait_for_their_language() {
    let mut vocabulary = Vocabulary::new();
    let english = vocabulary.read("The cities", English);
    let german = vocabulary.read("Die Städte", German);
    assert!(vocabulary.is_open(English) && vocabulary.is_open(German));
    assert_eq!(vocabulary.counts(&english), []);
    vocabulary.settle(&Pack::linked(German).unwrap());
    assert!(vocabulary.is_open(English) && !vocabulary.is_open(German));
    assert_eq!(vocabulary.counts(&german).len(), 1);
    assert_eq!(vocabulary.counts(&english), []);
    settle(&mut vocabulary, English);
    let counts = vocabulary.counts(&english);
    assert_eq!(vocabulary.label(counts[0].term), "cities");
    assert_eq!((counts.len(), vocabulary.key(counts[0].term)), (1, "citi"));
    // A form that comes later joins.
    let later = vocabulary.read("One city", English);
    settle(&mut vocabulary, English);
    assert_eq!(vocabulary.counts(&later)[0].term, counts[0].term);
}

#[test]
fn a_reading_tells_stop_words_from_gaps() {
    let mut vocabulary = Vocabulary::new();
    let reading = vocabulary.read("The Bank of England. Of 42 Banks", English);
    settle(&mut vocabulary, English);
    let words: Vec<Word> = reading
        .forms()
        .iter()
        .map(|&form| vocabulary.word(form))
        .collect();
    let [
        Word::Small(_),
        Word::Term(bank),
        Word::Small(of),
        Word::Term(_),
        Word::Gap,
        rest @ ..,
    ] = &words[..]
    else {
        panic!("{words:?}");
    };
    assert_eq!(reading.forms()[4], GAP);
    assert_eq!(rest, [Word::Small(*of), Word::Gap, Word::Term(*bank)]);
}

#[test]
fn forms_that_rules_name_are_settled_and_never_counted() {
    let mut vocabulary = Vocabulary::new();
    let form = vocabulary.intern("Releases", English);
    let reading = vocabulary.read("one release", English);
    settle(&mut vocabulary, English);
    let counts = vocabulary.counts(&reading);
    assert_eq!(vocabulary.word(form), Word::Term(counts[0].term));
    assert_eq!((counts.len(), counts[0].count), (1, 1));
    assert_eq!(vocabulary.label(counts[0].term), "release");
}

#[test]
fn without_its_pack_a_language_keeps_words_that_are_everywhere_out_of_phrases() {
    let posts = [
        "Wir brauchen das Rechenzentrum, sagt Anna.",
        "Nach Fulda kommt das Rechenzentrum.",
        "Ohne Strom ist das Rechenzentrum kalt.",
    ];
    let mut vocabulary = Vocabulary::new();
    let readings = posts.map(|post| vocabulary.read(post, German));
    vocabulary.settle_rest();
    let counts = vocabulary.counts_together(&readings.each_ref());
    let labels = counts
        .iter()
        .flatten()
        .map(|count| vocabulary.label(count.term));
    let labels: Vec<&str> = labels.filter(|label| label.contains("zentrum")).collect();
    assert_eq!(labels, ["Rechenzentrum"; 3]);
}

#[test]
fn a_korean_label_is_the_noun_without_its_particle() {
    let posts = [
        "VPN을 컴퓨터에서 씁니다. 대화 상자를 본다.",
        "컴퓨터를 샀다. VPN이 느리다. 대화 상자에서",
        "대화 상자를",
    ];
    let mut vocabulary = Vocabulary::new();
    let readings = posts.map(|post| vocabulary.read(post, Language::Korean));
    settle(&mut vocabulary, Language::Korean);
    vocabulary.counts_together(&readings.each_ref());
    for (key, label) in [
        ("vpn", "VPN"),
        ("컴퓨터", "컴퓨터"),
        ("대화 상자", "대화 상자"),
    ] {
        let term = vocabulary.find(key);
        assert_eq!(term.map(|term| vocabulary.label(term)), Some(label));
    }
}
