//! Phrases of small pages, and what must hold on any page.

use std::collections::BTreeMap;

use super::pair::Pair;
use super::*;
use crate::reading::GAP;
use crate::vocabulary::{FormId, TermId, Word};
use proptest::prelude::*;

/// Phrases are counted as terms from this number on.
const FIRST_PHRASE: u32 = 1 << 16;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counted {
    Term(TermId),
    /// By its place among the phrases.
    Phrase(usize),
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Phrases {
    phrases: Vec<Phrase>,
    counts: Vec<Vec<(Counted, u32)>>,
}

/// The phrases in `posts`, and what each says.
fn find_phrases(posts: &[&[FormId]], word: &dyn Fn(FormId) -> Word) -> Phrases {
    let mut search = Search::default();
    let word = |form| if form == GAP { Word::Gap } else { word(form) };
    for post in posts {
        post.iter().for_each(|&form| search.push(form, word(form)));
        search.end_post();
    }
    while search.step() {}
    let phrases: Vec<Phrase> = search.phrases().collect();
    let mut counting = search.count((FIRST_PHRASE..).map(Some).take(phrases.len()).collect());
    while counting.step() {}
    let counted = |term: TermId| match term.checked_sub(FIRST_PHRASE) {
        Some(at) => Counted::Phrase(at as usize),
        None => Counted::Term(term),
    };
    let counts = counting.counts().into_iter();
    let counts = counts.map(|said| said.iter().map(|c| (counted(c.term), c.count)).collect());
    Phrases {
        phrases,
        counts: counts.collect(),
    }
}

/// A page's words by number: what is written in small letters and in this list is a small word.
const SMALL: [&str; 6] = ["of", "the", "and", "is", "a", "in"];

#[derive(Default)]
struct Page {
    forms: Vec<String>,
    posts: Vec<Vec<FormId>>,
}

impl Page {
    fn of(posts: &[&str]) -> Self {
        let mut page = Self::default();
        for post in posts {
            let forms = post.split_whitespace().map(|word| page.form(word));
            let forms = forms.collect();
            page.posts.push(forms);
        }
        page
    }

    fn form(&mut self, word: &str) -> FormId {
        if word == "." {
            return GAP;
        }
        let at = self.forms.iter().position(|form| form == word);
        let at = at.unwrap_or_else(|| {
            self.forms.push(word.to_owned());
            self.forms.len() - 1
        });
        at as FormId
    }

    /// A word's number is that of its first spelling but for case.
    fn word(&self, form: FormId) -> Word {
        let lower = |at: usize| self.forms[at].to_lowercase();
        let own = lower(form as usize);
        let first = (0..self.forms.len()).find(|&at| lower(at) == own).unwrap() as u32;
        if SMALL.contains(&&*own) {
            Word::Small(first)
        } else {
            Word::Term(first)
        }
    }

    fn phrases(&self) -> Phrases {
        let posts: Vec<&[FormId]> = self.posts.iter().map(Vec::as_slice).collect();
        find_phrases(&posts, &|form| self.word(form))
    }

    /// What the posts say, by the spelling of terms and the label of phrases.
    fn counts(&self) -> BTreeMap<String, u32> {
        let found = self.phrases();
        let spelling = |form: &FormId| self.forms[*form as usize].clone();
        let mut counts = BTreeMap::new();
        for (counted, count) in found.counts.iter().flatten() {
            let name = match *counted {
                Counted::Term(term) => spelling(&term).to_lowercase(),
                Counted::Phrase(at) => {
                    let labels = found.phrases[at].labels.iter();
                    let mut labels: Vec<String> = labels
                        .map(|label| label.iter().map(spelling).collect::<Vec<_>>().join(" "))
                        .collect();
                    labels.sort();
                    labels.join("|")
                }
            };
            *counts.entry(name).or_default() += count;
        }
        counts
    }
}

fn check(posts: &[&str], expected: &[(&str, u32)]) {
    let mut turned = posts.to_vec();
    turned.reverse();
    for posts in [posts, &turned] {
        let counts = Page::of(posts).counts();
        for &(name, count) in expected {
            assert_eq!(
                counts.get(name).copied().unwrap_or(0),
                count,
                "{name}: {counts:?}"
            );
        }
    }
}

/// Words that never meet twice, so that those of a test are few among many.
const REST: &str = "alder birch cedar dogwood elder fir gorse hazel ivy juniper kelp larch maple nettle oak \
    pine quince rowan spruce thyme umbel vine willow yarrow zinnia";

#[test]
fn what_stands_together_is_one_term() {
    check(
        &[
            "peer leadership grows",
            "learn peer leadership",
            "Peer leadership helps",
            REST,
        ],
        &[
            ("peer leadership", 3),
            ("peer", 0),
            ("leadership", 0),
            ("grows", 1),
        ],
    );
}

#[test]
fn small_words_stand_within_and_never_at_an_end() {
    check(
        &["the Bank of England raised", "at the Bank of England", REST],
        &[("Bank of England", 2), ("bank", 0), ("england", 0)],
    );
}

#[test]
fn a_gap_parts_words() {
    check(
        &["soup . violin", "soup . violin", "soup . violin", REST],
        &[("soup", 3), ("violin", 3)],
    );
}

#[test]
fn a_word_said_elsewhere_too_is_counted_wherever_it_stands() {
    check(
        &[
            "customer service",
            "customer service",
            "customer service",
            "field service",
            "night service",
            "the service is slow",
            "service hours",
            "my service",
            REST,
        ],
        &[("customer service", 3), ("customer", 0), ("service", 8)],
    );
}

#[test]
fn the_longest_phrase_is_taken_where_it_mostly_stands() {
    check(
        &[
            "annual general meeting",
            "an annual general meeting",
            "annual general meeting",
            REST,
        ],
        &[
            ("annual general meeting", 3),
            ("annual", 0),
            ("general meeting", 0),
        ],
    );
    check(
        &["state of the art", "state of the art", REST],
        &[("state of the art", 2), ("state", 0), ("art", 0)],
    );
    // No more than four terms.
    check(
        &["one two three four five", "one two three four five", REST],
        &[("one two three four", 2), ("five", 2)],
    );
}

#[test]
fn what_is_said_once_or_beside_everything_is_no_phrase() {
    check(
        &["green soup", REST],
        &[("green soup", 0), ("green", 1), ("soup", 1)],
    );
    check(
        &[
            "new soup",
            "new violin",
            "new soup",
            "new pump",
            "new desk",
            "new door",
            "soup is good",
            "soup helps",
            "no soup",
            "soup time",
            REST,
        ],
        &[("new soup", 0), ("new", 6), ("soup", 6)],
    );
    // A word beside itself is a word said twice.
    check(&["very very", "very very", REST], &[("very", 4)]);
}

#[test]
fn a_label_is_the_way_it_is_mostly_written() {
    check(
        &[
            "Open Source wins",
            "we like Open Source",
            "open source",
            REST,
        ],
        &[("Open Source", 3)],
    );
    // Ties are left to whoever knows the letters.
    check(
        &["Open Source", "open source", REST],
        &[("Open Source|open source", 2)],
    );
}

#[test]
fn ratio_and_closeness_are_as_reckoned_by_hand() {
    let pair = Pair {
        both: 3.0,
        one: 3.0,
        other: 3.0,
        all: 30.0,
    };
    // 2 * (3 ln(3/0.3) + 27 ln(27/24.3)) = 2 * (6.90776 + 2.84472).
    assert!((pair.ratio() - 19.504_97).abs() < 1e-4, "{}", pair.ratio());
    assert!((pair.closeness() - 1.0).abs() < 1e-12);
    // As often together as by chance: 3 * 3 / 9 = 1.
    let pair = Pair {
        both: 1.0,
        one: 3.0,
        other: 3.0,
        all: 9.0,
    };
    assert!(pair.ratio().abs() < 1e-12 && pair.closeness().abs() < 1e-12);
}

#[test]
fn a_page_of_no_words_has_no_phrases() {
    assert_eq!(find_phrases(&[], &|_| Word::Gap), Phrases::default());
    let counts = vec![vec![], vec![]];
    let expected = Phrases {
        phrases: vec![],
        counts,
    };
    assert_eq!(
        find_phrases(&[&[], &[GAP, GAP]], &|_| Word::Term(0)),
        expected
    );
    assert_eq!(
        find_phrases(&[&[], &[5, 6]], &|_| Word::Term(u32::MAX)),
        expected
    );
}

/// How often posts of so many words are worked at.
fn steps(posts: usize, words: usize) -> usize {
    let mut search = Search::default();
    for post in 0..posts {
        let word = |at| ((post * 31 + at * at) % 999) as u32;
        (0..words).for_each(|at| search.push(word(at), Word::Term(word(at))));
        search.end_post();
    }
    let mut steps = 1;
    while search.step() {
        steps += 1;
    }
    let mut counting = search.count(vec![]);
    while counting.step() {
        steps += 1;
    }
    steps
}

#[test]
fn work_is_in_parts_however_long_posts_are() {
    // Each word is looked at in nine passes at least, in each as one of so many.
    for (posts, words) in [(300, 200), (1, 60_000)] {
        let least = 9 * posts * words / STRIDE;
        let steps = steps(posts, words);
        assert!((least..least * 2).contains(&steps), "{steps} {least}");
    }
}

proptest! {
    #[test]
    fn every_use_is_counted_as_term_or_within_phrases(
        posts in proptest::collection::vec(proptest::collection::vec(0_u32..8, 0..30), 0..6)
    ) {
        let word = |form| match form {
            0 => Word::Small(0),
            1 => Word::Gap,
            term => Word::Term(term),
        };
        let posts: Vec<&[u32]> = posts.iter().map(Vec::as_slice).collect();
        let found = find_phrases(&posts, &word);
        prop_assert_eq!(found.counts.len(), posts.len());
        for (post, counts) in posts.iter().zip(&found.counts) {
            for term in 2..8 {
                let said = post.iter().filter(|&&form| form == term).count();
                let (mut alone, mut within) = (0, 0);
                for &(counted, count) in counts {
                    match counted {
                        Counted::Term(own) if own == term => alone += count as usize,
                        Counted::Phrase(at) => {
                            let words = found.phrases[at].words.iter();
                            let parts = words.filter(|&&word| word == Word::Term(term)).count();
                            within += parts * count as usize;
                        }
                        Counted::Term(_) => {}
                    }
                }
                prop_assert!(alone == said || alone + within == said, "{} {} {}", said, alone, within);
            }
        }
        for phrase in &found.phrases {
            let terms = phrase.words.iter().filter(|word| matches!(word, Word::Term(_))).count();
            prop_assert!((2..=MAX_TERMS_OF_PHRASE).contains(&terms));
            prop_assert!(matches!(phrase.words.first(), Some(Word::Term(_))));
            prop_assert!(matches!(phrase.words.last(), Some(Word::Term(_))));
            prop_assert!(!phrase.labels.is_empty());
        }
    }

    #[test]
    fn the_order_of_posts_does_not_matter(
        posts in proptest::collection::vec(proptest::collection::vec(0_u32..8, 0..30), 0..6)
    ) {
        let word = |form| if form == 0 { Word::Small(0) } else { Word::Term(form) };
        let said = |posts: &[&[u32]]| {
            let found = find_phrases(posts, &word);
            let named = |(counted, count): &(Counted, u32)| match *counted {
                Counted::Term(term) => (vec![Word::Term(term)], *count),
                Counted::Phrase(at) => (found.phrases[at].words.clone(), *count),
            };
            let mut counts: Vec<Vec<_>> = found.counts.iter().map(|c| c.iter().map(named).collect()).collect();
            for counts in &mut counts {
                counts.sort_by_key(|(words, count)| (format!("{words:?}"), *count));
            }
            counts
        };
        let mut turned: Vec<&[u32]> = posts.iter().map(Vec::as_slice).collect();
        let straight = said(&turned);
        turned.reverse();
        let mut back = said(&turned);
        back.reverse();
        prop_assert_eq!(straight, back);
    }
}
