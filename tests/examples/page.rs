//! What readers of a long page notice on a slow machine: run by `cargo xtask bench page`.
//!
//! A forum of a thousand posts is opened in Chromium at a quarter of its speed, with a hub, and used: the tasks over
//! 50 ms are listed (W3C Long Tasks), what was laid out anew without the reader having done anything is summed up (Layout
//! Instability), and the time from what the reader did to what was seen of it is noted (Event Timing). The same page
//! without the widget tells how much of the tasks is the browser's own.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measuring program ends by panicking, and prints"
)]

use std::fmt::Write as _;

use groundswell_tests::{Engine, Hub, HubOptions, Page, Reader, Setup, comment};
use serde_json::Value;

/// Posts of the page.
const POSTS: usize = 1_000;

/// How many times slower the browser works.
const SLOWER: u32 = 4;

/// How often the page is opened: the browser is held up by others, too.
const VISITS: usize = 5;

/// What a reader does, and when it is done.
const STEPS: &[(&str, Step, &str)] = &[
    (
        "rates a post",
        Step::Click("t.choice('#c1', 1)"),
        "t.saw('groundswell:rate').length",
    ),
    (
        "looks at what is valued",
        Step::Click("t.allInPanel('.lens')[2]"),
        "t.allInPanel('.lens')[2].ariaPressed === 'true'",
    ),
    (
        "looks at what is frequent",
        Step::Click("t.allInPanel('.lens')[0]"),
        "t.allInPanel('.lens')[0].ariaPressed === 'true'",
    ),
    (
        "chooses a word",
        Step::ClickPlace("t.allInPanel('.word')[0]"),
        "t.allInPanel('.word')[0].ariaPressed === 'true'",
    ),
    (
        "lets it go",
        Step::ClickPlace("t.allInPanel('.word')[0]"),
        "t.allInPanel('.word')[0].ariaPressed === 'false'",
    ),
];

const TWO_FRAMES: &str = "window.seen = 0; \
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => (window.seen = 1))))";

enum Step {
    Click(&'static str),
    ClickPlace(&'static str),
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let profile = tempfile::tempdir().unwrap();
        let reader = Reader::start(Engine::Chromium, Setup::default(), profile.path()).await;
        let folder = tempfile::tempdir().unwrap();
        let pages = [
            ("index.html", page().own_tag("data-space=\"company\"")),
            ("bare.html", page()),
        ];
        for (name, page) in pages {
            std::fs::write(folder.path().join(name), page.html()).unwrap();
        }
        let hub = Hub::start(HubOptions {
            pages: Some(folder.path().to_owned()),
            ..HubOptions::default()
        })
        .await;
        println!(
            "{POSTS} posts in Chromium, {SLOWER} times slower, load {}",
            load()
        );
        println!(
            "without us: tasks over 50 ms {:?}",
            bare(&reader, &hub.url("bare.html")).await
        );
        let mut visits = Vec::new();
        for _ in 0..VISITS {
            visits.push(visit(&reader, &hub.url("")).await);
        }
        visits.sort_by(|one, other| one.longest().total_cmp(&other.longest()));
        for visit in &visits {
            println!("{}", visit.line());
        }
        println!("load {}", load());
        reader.close().await;
    });
}

/// How busy the machine was, in the last minute and five and fifteen.
fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

/// A forum whose posts have some sixty words each.
fn page() -> Page {
    let words: Vec<&str> = WORDS
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    let mut body = String::from("<main><section class=\"comments\">");
    for n in 1..=POSTS {
        let said = (0..60).map(|i| words[(n * 7 + i * (1 + n % 3) * (1 + i % 5)) % words.len()]);
        let text = said.collect::<Vec<_>>().join(" ");
        body.push_str(&comment(n, &text));
    }
    body.push_str("</section></main>");
    Page::new("Long").body(&body)
}

/// Words by how often they are said, a line each.
const WORDS: &str = include_str!("../../src/xtask/cloud/words/en.txt");

/// What one visit came to, in milliseconds but for the shift.
struct Visit {
    /// Tasks over 50 ms until all is ready, and those after.
    first: Vec<f64>,
    later: Vec<f64>,
    ready: f64,
    /// By boxes of controls, and by anything else.
    shift: [f64; 2],
    /// From each step to what was seen of it.
    answers: Vec<f64>,
}

impl Visit {
    fn longest(&self) -> f64 {
        self.first.iter().copied().fold(0.0, f64::max)
    }

    fn line(&self) -> String {
        let rounded = |list: &[f64]| list.iter().map(|ms| ms.round()).collect::<Vec<_>>();
        let mut line = format!(
            "ready after {:.0} ms, tasks over 50 ms {:?}, later {:?}, shift by boxes {:.4}, other {:.4}; ",
            self.ready,
            rounded(&self.first),
            rounded(&self.later),
            self.shift[0],
            self.shift[1]
        );
        for ((name, ..), ms) in STEPS.iter().zip(&self.answers) {
            let _ = write!(line, "{name} {ms:.0}, ");
        }
        line
    }
}

/// The tasks over 50 ms of the page alone.
async fn bare(reader: &Reader, url: &str) -> Vec<f64> {
    reader.open("about:blank").await;
    reader.slow_down(SLOWER).await;
    reader.open(url).await;
    reader
        .wait_until("document.readyState === 'complete'")
        .await;
    reader.run(TWO_FRAMES).await;
    reader.wait_until("window.seen").await;
    let tasks = numbers(&reader.value("t.longTasks()").await);
    reader.slow_down(1).await;
    tasks.iter().map(|ms| ms.round()).collect()
}

async fn visit(reader: &Reader, url: &str) -> Visit {
    reader.open("about:blank").await;
    reader.slow_down(SLOWER).await;
    reader.open(url).await;
    reader.wait_until("t.saw('groundswell:ready').length").await;
    reader.wait_until("t.choice('#c1', 1)").await;
    reader.wait_until("t.inPanel('.launcher')").await;
    // Whoever opened it finds it open when they come again.
    if reader
        .value("t.inPanel('.launcher').checkVisibility()")
        .await
        == true
    {
        reader.click("t.inPanel('.launcher')").await;
    }
    reader.wait_until("t.painted() && t.words().length").await;
    let first = numbers(&reader.value("t.longTasks()").await);
    let ready = reader.value("t.readyAfter()").await.as_f64().unwrap();
    let mut answers = Vec::new();
    for (_, step, done) in STEPS {
        let before = numbers(&reader.value("t.answered()").await).len();
        match step {
            Step::Click(element) => reader.click(element).await,
            Step::ClickPlace(element) => reader.click_place_of(element).await,
        }
        reader.wait_until(done).await;
        // It has been shown by the frame after the next, and then its time is told.
        reader.run(TWO_FRAMES).await;
        reader.wait_until("window.seen").await;
        let since = numbers(&reader.value("t.answered()").await);
        let longest = since
            .get(before..)
            .unwrap_or(&[])
            .iter()
            .copied()
            .fold(0.0, f64::max);
        answers.push(longest);
    }
    let all = numbers(&reader.value("t.longTasks()").await);
    let later = all.get(first.len()..).unwrap_or(&[]).to_vec();
    let shift = reader.value("t.shift()").await;
    let shift = ["boxes", "other"].map(|what| shift[what].as_f64().unwrap());
    reader.slow_down(1).await;
    Visit {
        first,
        later,
        ready,
        shift,
        answers,
    }
}

fn numbers(list: &Value) -> Vec<f64> {
    let list = list.as_array().unwrap();
    list.iter().filter_map(Value::as_f64).collect()
}
