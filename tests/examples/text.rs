//! What counting a page's words costs in Chromium: run by `cargo xtask bench text`.
//!
//! A page of posts in the words of the language's own lists, as frequent as Zipf has it, is opened several times.
//! The widget says how many milliseconds of work it was to read the words of all posts, and to make terms of them
//! and count these; what it waits for is not among them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measuring program ends by panicking, and prints"
)]

use groundswell_tests::{Engine, Page, Reader, Setup, Site};

/// Posts of the page, and words of each.
const POSTS: usize = 1_000;
const WORDS: usize = 200;

/// Every figure is the best of this many visits, and the median.
const VISITS: usize = 7;

const READY: &str = "t.saw('groundswell:ready').length";

const SPENT: &str = "['words', 'terms'].map((name) => \
    performance.getEntriesByName(`groundswell:${name}`).reduce((sum, one) => sum + one.duration, 0))";

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let profile = tempfile::tempdir().unwrap();
        let reader = Reader::start(Engine::Chromium, Setup::default(), profile.path()).await;
        let site = Site::start().await;
        println!("{POSTS} posts of {WORDS} words in Chromium: best and median of {VISITS} visits, CPU in ms");
        println!(
            "{:10}{:>6}{:>8}{:>8}{:>8}{:>8}{:>8}{:>13}",
            "", "MB", "words", "terms", "all", "median", "MB/s", "longest task"
        );
        for (name, tag) in [("English", "en"), ("German", "de")] {
            measure(&reader, &site, name, tag).await;
        }
        reader.close().await;
    });
}

async fn measure(reader: &Reader, site: &Site, name: &str, tag: &str) {
    let posts = posts(tag);
    let bytes: usize = posts.iter().map(String::len).sum();
    let page = Page::new("Long")
        .tag("/groundswell.js", "data-hub=\"none\"")
        .comments(&posts);
    let url = site.page(&format!("{tag}.html"), page.html());
    let mut visits = Vec::new();
    let mut longest = f64::INFINITY;
    for _ in 0..VISITS {
        reader.open(&url).await;
        reader.wait_until(READY).await;
        let spent = reader.value(SPENT).await;
        let [words, terms] = [0, 1].map(|at| spent[at].as_f64().unwrap());
        visits.push((words + terms, words, terms));
        longest = longest.min(reader.value("t.longest()").await.as_f64().unwrap());
    }
    visits.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (all, words, terms) = visits[0];
    let median = visits[VISITS / 2].0;
    let megabytes = bytes as f64 / 1e6;
    println!(
        "{name:10}{megabytes:6.2}{words:8.1}{terms:8.1}{all:8.1}{median:8.1}{:8.1}{longest:13.0}",
        megabytes / all * 1e3
    );
}

/// Posts in which every second word is a stop word.
fn posts(tag: &str) -> Vec<String> {
    let linguist = groundswell_languages::by_tag(tag).unwrap();
    let (small, bands) = linguist.data.split_once('\n').unwrap();
    let small: Vec<&str> = small.split(' ').collect();
    let words: Vec<&str> = bands
        .lines()
        .flat_map(|band| band.split(' ').skip(1))
        .collect();
    let mut random = Random(1);
    let mut post = |_| {
        let mut text = String::new();
        for at in 0..WORDS {
            let list = if at % 2 == 0 { &small } else { &words };
            text.push_str(random.choose(list));
            text.push_str(match random.below(20) {
                0 => ". ",
                1..=2 => ", ",
                _ => " ",
            });
        }
        text
    };
    (0..POSTS).map(&mut post).collect()
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

    /// One of `words`: the logarithm of the place that Zipf draws is even.
    fn choose<'w>(&mut self, words: &[&'w str]) -> &'w str {
        let share = self.below(1 << 20) as f64 / f64::from(1 << 20);
        let place = (words.len() as f64).powf(share) as usize;
        words
            .get(place.saturating_sub(1))
            .copied()
            .unwrap_or_default()
    }
}
