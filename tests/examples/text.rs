//! What counting a page's words costs in Chromium: run by `cargo xtask bench text`.
//!
//! A page of posts in the words of the language's own lists, as frequent as Zipf has it, is opened several times.
//! The widget says how many milliseconds of work it was to read the words of all posts, and to make terms of them
//! and count these; what it waits for is not among them. Beside it stands the floor: finding the words' boundaries
//! by WebAssembly that does nothing else, on the same page.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measuring program ends by panicking, and prints"
)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use groundswell_tests::{Engine, Page, Reader, Setup, Site};

/// Posts of the page, and words of each.
const POSTS: usize = 1_000;
const WORDS: usize = 200;

/// Every figure is the best of this many visits, and the median.
const VISITS: usize = 7;

const READY: &str = "t.saw('groundswell:ready').length";

const SPENT: &str = "['words', 'terms'].map((name) => \
    performance.getEntriesByName(`groundswell:${name}`).reduce((sum, one) => sum + one.duration, 0))";

/// Finds the boundaries of all words on the page and nothing else, by a module that was just loaded, as the widget's was.
const FLOOR: &str = "const bytes = Uint8Array.from(atob(MODULE), (c) => c.charCodeAt(0)); \
    WebAssembly.instantiate(bytes).then(({ instance: { exports } }) => { \
        const text = new TextEncoder().encode(document.body.textContent); \
        text.forEach((byte) => exports.push(byte)); \
        const begun = performance.now(); \
        exports.run(); \
        window.floor = [text.length, performance.now() - begun]; \
    });";

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let floor = std::env::var("GROUNDSWELL_FLOOR").expect("cargo xtask bench text says where");
        let floor = STANDARD.encode(std::fs::read(floor).unwrap());
        let floor = FLOOR.replace("MODULE", &format!("'{floor}'"));
        let profile = tempfile::tempdir().unwrap();
        let reader = Reader::start(Engine::Chromium, Setup::default(), profile.path()).await;
        let site = Site::start().await;
        println!(
            "{POSTS} posts of {WORDS} words in Chromium, {VISITS} visits, load {}; CPU in ms, best (median)",
            load()
        );
        println!(
            "{:10}{:>6}{:>14}{:>14}{:>14}{:>8}{:>12}{:>8}{:>14}",
            "", "MB", "words", "terms", "all", "MB/s", "floor MB/s", "ratio", "longest task"
        );
        for (name, tag) in [("English", "en"), ("German", "de")] {
            measure(&reader, &site, &floor, name, tag).await;
        }
        println!("load {}; a task below 50 ms is told as 0", load());
        reader.close().await;
    });
}

/// How busy the machine was, in the last minute and five and fifteen.
fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

async fn measure(reader: &Reader, site: &Site, floor: &str, name: &str, tag: &str) {
    let posts = posts(tag);
    let bytes: usize = posts.iter().map(String::len).sum();
    let page = Page::new("Long")
        .tag("/groundswell.js", "data-hub=\"none\"")
        .comments(&posts);
    let url = site.page(&format!("{tag}.html"), page.html());
    let [mut words, mut terms, mut all] = [(); 3].map(|()| Vec::new());
    let (mut floors, mut longest) = (Vec::new(), Vec::new());
    for _ in 0..VISITS {
        reader.open(&url).await;
        reader.wait_until(READY).await;
        let spent = reader.value(SPENT).await;
        let [of_words, of_terms] = [0, 1].map(|at| spent[at].as_f64().unwrap());
        words.push(of_words);
        terms.push(of_terms);
        all.push(of_words + of_terms);
        longest.push(reader.value("t.longest()").await.as_f64().unwrap());
        reader.run(floor).await;
        reader.wait_until("window.floor").await;
        let took = reader.value("window.floor").await;
        let [bytes, took] = [0, 1].map(|at| took[at].as_f64().unwrap());
        // Milliseconds for a megabyte.
        floors.push(took / bytes * 1e6);
    }
    let megabytes = bytes as f64 / 1e6;
    let figures = [&mut words, &mut terms, &mut all].map(|times| {
        let (best, median) = best(times);
        format!("{best:.1} ({median:.1})")
    });
    let [words, terms, both] = figures;
    let speed = megabytes / best(&mut all).0 * 1e3;
    let floor = 1e3 / best(&mut floors).0;
    let (_, longest) = best(&mut longest);
    println!(
        "{name:10}{megabytes:6.2}{words:>14}{terms:>14}{both:>14}{speed:8.1}{floor:12.1}{:8.2}{longest:14.0}",
        speed / floor
    );
}

/// The least, and the median.
fn best(figures: &mut [f64]) -> (f64, f64) {
    figures.sort_by(f64::total_cmp);
    (figures[0], figures[figures.len() / 2])
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
