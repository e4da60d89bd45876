//! What looking at a page costs in Chromium: `scan FOLDER`, run by `cargo xtask bench scan`.
//!
//! Every page of the folder is opened without its scripts. First its text is read by `innerText`, by a plain
//! `TreeWalker` and, where it was given, by Readability; then the widget is started, which says how many
//! milliseconds of work its snapshot and its scan were. Nothing is warm: each page is read once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measuring program ends by panicking, and prints"
)]

use std::path::{Path, PathBuf};

use groundswell_tests::{Engine, Page, Reader, Setup, Site, comment};
use serde_json::Value;

/// Under this no script of a page's own runs, and nothing is loaded from elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
    style-src 'unsafe-inline'";

/// The name of the file that holds Readability's source.
const READABILITY: &str = "GROUNDSWELL_READABILITY";

/// Posts of the long pages, and how many are added to the first of them, one by one.
const LONG: usize = 1_000;
const LONGEST: usize = 5_000;
const ADDED: usize = 40;

const START: &str = "const tag = document.createElement('script'); tag.src = `${location.origin}/groundswell.js`; \
    tag.dataset.hub = 'none'; document.head.append(tag);";

const READY: &str = "t.saw('groundswell:ready').length";

fn main() {
    let folder = std::env::args().nth(1).expect("scan FOLDER");
    let mut pages = Vec::new();
    find_pages(Path::new(&folder), &mut pages);
    pages.sort();
    assert!(!pages.is_empty(), "{folder} has no pages");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let profile = tempfile::tempdir().unwrap();
        let reader = Reader::start(Engine::Chromium, Setup::default(), profile.path()).await;
        let site = Site::start().await;
        measure_pages(&reader, &site, &pages).await;
        measure_added(&reader, &site).await;
        measure_longest(&reader, &site).await;
        reader.close().await;
    });
}

fn find_pages(folder: &Path, pages: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            find_pages(&path, pages);
        } else if path.extension().is_some_and(|ending| ending == "html") {
            pages.push(path);
        }
    }
}

/// What was measured, by name, page by page.
#[derive(Default)]
struct Figures(Vec<(&'static str, Vec<f64>)>);

impl Figures {
    fn add(&mut self, name: &'static str, value: &Value) {
        let Some(value) = value.as_f64() else { return };
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, values)) => values.push(value),
            None => self.0.push((name, vec![value])),
        }
    }

    fn print(&mut self) {
        println!("{:28}  pages    p50    p95    max  ms", "CPU in Chromium");
        for (name, values) in &mut self.0 {
            values.sort_by(f64::total_cmp);
            let at = |share: f64| values[((values.len() - 1) as f64 * share).round() as usize];
            let (n, p50, p95, max) = (values.len(), at(0.5), at(0.95), at(1.0));
            println!("{name:28}  {n:5}  {p50:5.2}  {p95:5.2}  {max:5.2}");
        }
    }
}

async fn measure_pages(reader: &Reader, site: &Site, pages: &[PathBuf]) {
    let readability =
        std::env::var_os(READABILITY).map(|file| std::fs::read_to_string(file).unwrap());
    let floors = floors(readability.as_deref());
    let mut figures = Figures::default();
    for page in pages {
        let html = String::from_utf8_lossy(&std::fs::read(page).unwrap()).into_owned();
        reader
            .open(&site.page_under("page.html", html, POLICY))
            .await;
        let read = reader.value(&floors).await;
        figures.add("innerText", &read["inner"]);
        figures.add("TreeWalker", &read["tree"]);
        figures.add("Readability", &read["readability"]);
        reader.run(START).await;
        reader.wait_until(READY).await;
        let spent = "Object.fromEntries(['snapshot', 'scan'].map((name) => \
            [name, performance.getEntriesByName(`groundswell:${name}`)[0].duration]))";
        let spent = reader.value(spent).await;
        figures.add("snapshot", &spent["snapshot"]);
        figures.add("scan", &spent["scan"]);
        let total = spent["snapshot"].as_f64().unwrap() + spent["scan"].as_f64().unwrap();
        figures.add("snapshot + scan", &total.into());
    }
    figures.print();
}

/// An expression for what reading the page costs others. The layout is made before, as it is for the widget.
fn floors(readability: Option<&str>) -> String {
    let readability = readability.map_or_else(String::new, |source| {
        format!(
            "const module = {{}}; {source}; const copy = document.cloneNode(true); \
             out.readability = time(() => new Readability(copy).parse());"
        )
    });
    format!(
        "(() => {{ const out = {{}}; document.body.getBoundingClientRect(); \
         const time = (work) => {{ const start = performance.now(); work(); return performance.now() - start; }}; \
         out.tree = time(() => {{ const walker = document.createTreeWalker(document); while (walker.nextNode()); }}); \
         out.inner = time(() => document.body.innerText.length); {readability} return out; }})()"
    )
}

fn long_page(posts: usize) -> String {
    let texts = (1..=posts).map(remark);
    Page::new("Long")
        .tag("/groundswell.js", "data-hub=\"none\"")
        .comments(texts)
        .html()
}

fn remark(n: usize) -> String {
    let subject = ["pumps", "canteen", "parking", "calibration", "holidays"][n % 5];
    format!("Remark {n} is about {subject}, and about nothing else that would matter on day {n}.")
}

async fn measure_added(reader: &Reader, site: &Site) {
    reader.open(&site.page("long.html", long_page(LONG))).await;
    reader.wait_until(READY).await;
    for n in 1..=ADDED {
        let html = comment(LONG + n, &remark(LONG + n));
        let add = format!(
            "document.querySelector('.comments').insertAdjacentHTML('beforeend', '{html}')"
        );
        reader.run(&add).await;
        let seen = format!(
            "document.querySelector('#c{} groundswell-rating')",
            LONG + n
        );
        reader.wait_until(&seen).await;
    }
    let entries =
        "performance.getEntriesByName('groundswell:rescan').map((entry) => entry.duration)";
    let mut figures = Figures::default();
    for spent in reader.value(entries).await.as_array().unwrap() {
        figures.add("one post added to 1,000", spent);
    }
    figures.print();
    let scans = reader
        .value("performance.getEntriesByName('groundswell:scan').length")
        .await;
    println!(
        "scans of the whole page meanwhile: {}",
        scans.as_u64().unwrap() - 1
    );
}

async fn measure_longest(reader: &Reader, site: &Site) {
    reader
        .open(&site.page("longest.html", long_page(LONGEST)))
        .await;
    reader.wait_until(READY).await;
    let longest = reader.value("t.longest()").await;
    println!("{LONGEST} posts: the longest task took {longest} ms");
}
