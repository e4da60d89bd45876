//! How fast posts are counted, beside the floor: finding the word boundaries and nothing else.
//!
//! `cargo run -p groundswell-text --release --example throughput`
#![allow(clippy::print_stdout)]

use std::hint::black_box;
use std::time::Duration;

use groundswell_text::{Language, Pack, Reading, Vocabulary, occurrences};
use rustix::time::{ClockId, clock_gettime};
use unicode_segmentation::UnicodeSegmentation as _;

/// Posts of a busy page.
const POSTS: usize = 2000;

/// Words of a post, on average.
const POST_WORDS: usize = 150;

/// Different words of a language besides its stop words.
const WORDS: usize = 20_000;

/// Every figure is the best of this many runs.
const RUNS: usize = 7;

const ENGLISH: [&str; 12] = [
    "the", "of", "and", "to", "in", "is", "that", "it", "for", "with", "we", "don't",
];
const GERMAN: [&str; 12] = [
    "die", "der", "und", "in", "zu", "den", "das", "nicht", "für", "über", "wir", "können",
];

fn main() {
    println!(
        "{POSTS} posts, load {}; MB of text in a second of CPU, best of {RUNS} runs",
        load()
    );
    println!(
        "{:<10}{:>8}{:>8}{:>8}{:>9}{:>9}{:>8}{:>13}{:>8}",
        "", "floor", "read", "settle", "together", "all", "ratio", "occurrences", "terms"
    );
    measure(
        "English",
        Language::English,
        &posts(&ENGLISH, &ENGLISH_PARTS, 1),
    );
    measure(
        "German",
        Language::German,
        &posts(&GERMAN, &GERMAN_PARTS, 2),
    );
}

fn measure(name: &str, language: Language, posts: &[String]) {
    let bytes: usize = posts.iter().map(String::len).sum();
    let speed = |time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
    let floor = best(|| {
        let words = posts.iter().flat_map(|post| post.unicode_word_indices());
        words
            .map(|(at, word)| at ^ word.len())
            .fold(0, usize::wrapping_add)
    });
    let Some(pack) = Pack::linked(language) else {
        return;
    };
    let mut vocabulary = Vocabulary::new();
    let mut steps = [Duration::MAX; 4];
    for _ in 0..RUNS {
        let (counted, times) = count(posts, language, &pack);
        vocabulary = counted;
        for (best, time) in steps.iter_mut().zip(times) {
            *best = time.min(*best);
        }
    }
    let terms = vocabulary.len();
    let term = vocabulary.find("network").unwrap_or_default();
    let found = best(|| {
        let found = posts
            .iter()
            .map(|post| occurrences(post, language, term, &vocabulary));
        found.map(|ranges| ranges.len()).sum()
    });
    let [read, settled, together, all] = steps.map(speed);
    println!(
        "{name:<10}{:>8.0}{read:>8.0}{settled:>8.0}{together:>9.0}{all:>9.0}{:>8.2}{:>13.0}{terms:>8}",
        speed(floor),
        all / speed(floor),
        speed(found),
    );
}

/// Counts the posts; how long it took to read their words, to settle these, to count all together, and in all.
fn count(posts: &[String], language: Language, pack: &Pack) -> (Vocabulary, [Duration; 4]) {
    let mut vocabulary = Vocabulary::new();
    let begun = cpu_time();
    let read: Vec<Reading> = posts
        .iter()
        .map(|post| vocabulary.read(post, language))
        .collect();
    let reading = cpu_time() - begun;
    vocabulary.settle(pack);
    let settling = cpu_time() - begun;
    let counts = vocabulary.counts_together(&read.iter().collect::<Vec<_>>());
    black_box(counts);
    let all = cpu_time() - begun;
    (
        vocabulary,
        [reading, settling - reading, all - settling, all],
    )
}

/// What this program has taken of a processor: time that others had is not counted.
fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.cast_unsigned(), time.tv_nsec as u32)
}

/// How busy the machine was, in the last minute and five and fifteen.
fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

fn best(mut work: impl FnMut() -> usize) -> Duration {
    let time = |_| {
        let start = cpu_time();
        black_box(work());
        cpu_time() - start
    };
    (0..RUNS).map(time).min().unwrap_or_default()
}

const ENGLISH_PARTS: [&str; 16] = [
    "net", "work", "serv", "er", "plan", "ing", "re", "view", "time", "line", "back", "up", "data",
    "base", "con", "tract",
];
const GERMAN_PARTS: [&str; 16] = [
    "netz", "werk", "rück", "lauf", "über", "gabe", "größe", "plan", "zeit", "raum", "prüf", "ung",
    "daten", "bank", "ver", "trag",
];

/// Posts in which every second word is a stop word and the others are as frequent as Zipf has it.
fn posts(stop_words: &[&str], parts: &[&str], seed: u64) -> Vec<String> {
    let mut random = Random(seed);
    let words: Vec<String> = (0..WORDS).map(|n| word(parts, n)).collect();
    let mut post = || {
        let mut text = String::new();
        let len = POST_WORDS / 2 + random.below(POST_WORDS);
        for at in 0..len {
            if at % 2 == 0 {
                text.push_str(stop_words[random.below(stop_words.len())]);
            } else {
                // The logarithm of what Zipf draws is even.
                let rank = (WORDS as f64).powf(random.below(1 << 20) as f64 / f64::from(1 << 20));
                text.push_str(&words[rank as usize - 1]);
            }
            text.push_str(match random.below(40) {
                0..=3 => ", ",
                4..=5 => ". ",
                6 => "-",
                7 => " (https://intranet.example/page?id=42) ",
                8 => " – ",
                9 => " 2024 ",
                _ => " ",
            });
        }
        text
    };
    (0..POSTS).map(|_| post()).collect()
}

/// The word of this number: its digits written with `parts`, every other one with a capital.
fn word(parts: &[&str], number: usize) -> String {
    let mut word = String::new();
    let mut rest = number;
    while word.is_empty() || rest > 0 {
        word.push_str(parts[rest % parts.len()]);
        rest /= parts.len();
    }
    if number % 2 == 1
        && let Some(first) = word.get_mut(..1)
    {
        first.make_ascii_uppercase();
    }
    word
}

/// Numbers that look random: the generator of G. Marsaglia, "Xorshift RNGs" (2003).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end
    }
}
