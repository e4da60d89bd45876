//! What looking at a page costs in Chromium: `scan FOLDER`, run by `cargo xtask bench scan`.
//!
//! Every page of the folder is opened without its scripts, as the first page of a visit, in a process that has
//! run nothing yet, and as one of the next, after other pages with the widget. The widget says how many
//! milliseconds of work its snapshot and its scan were. Its rivals read the same page opened anew, or they
//! would find each other's work done: `innerText`, a plain `TreeWalker` and, where it was given, Readability.
//! Of several rounds the median of each page counts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measuring program ends by panicking, and prints"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use groundswell_tests::{Engine, Reader, Setup, Site};
use serde_json::Value;

/// Under this no script of a page's own runs, and nothing is loaded from elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
    style-src 'unsafe-inline'";

/// The name of the file that holds Readability's source.
const READABILITY: &str = "GROUNDSWELL_READABILITY";

/// How often every page is opened in each way.
const ROUNDS: usize = 3;

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

/// What was measured, by name, and of each page.
#[derive(Default)]
struct Figures(Vec<(&'static str, BTreeMap<usize, Vec<f64>>)>);

impl Figures {
    fn add(&mut self, name: &'static str, page: usize, value: &Value) {
        let Some(value) = value.as_f64() else { return };
        let known = self.0.iter().position(|(known, _)| *known == name);
        let at = known.unwrap_or_else(|| {
            self.0.push((name, BTreeMap::new()));
            self.0.len() - 1
        });
        self.0[at].1.entry(page).or_default().push(value);
    }

    fn print(&mut self, title: &str) {
        println!("{title:28}  pages    p50    p95    max  ms");
        for (name, pages) in &mut self.0 {
            let mut values: Vec<f64> = pages.values_mut().map(|page| at(page, 0.5)).collect();
            let (p50, p95, max) = (
                at(&mut values, 0.5),
                at(&mut values, 0.95),
                at(&mut values, 1.0),
            );
            println!(
                "{name:28}  {:5}  {p50:5.2}  {p95:5.2}  {max:5.2}",
                values.len()
            );
        }
    }
}

/// The value that this share of all is not above.
fn at(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * share).round() as usize]
}

async fn measure_pages(reader: &Reader, site: &Site, pages: &[PathBuf]) {
    let readability =
        std::env::var_os(READABILITY).map(|file| std::fs::read_to_string(file).unwrap());
    let floors = floors(readability.as_deref());
    let urls = pages
        .iter()
        .enumerate()
        .map(|(n, page)| serve(site, n, page));
    let urls: Vec<String> = urls.collect();
    let (mut first, mut next) = (Figures::default(), Figures::default());
    for _ in 0..ROUNDS {
        for (n, url) in urls.iter().enumerate() {
            let visitor = reader.open_visitor().await;
            measure_widget(reader, url, n, &mut first).await;
            reader.forget_visitor(&visitor).await;
            let visitor = reader.open_visitor().await;
            measure_floors(reader, url, &floors, n, &mut first).await;
            reader.forget_visitor(&visitor).await;
        }
        let visitor = reader.open_visitor().await;
        measure_widget(reader, &urls[0], 0, &mut Figures::default()).await;
        for (n, url) in urls.iter().enumerate() {
            measure_widget(reader, url, n, &mut next).await;
        }
        for (n, url) in urls.iter().enumerate() {
            measure_floors(reader, url, &floors, n, &mut next).await;
        }
        reader.forget_visitor(&visitor).await;
    }
    first.print("First page of a visit");
    next.print("Next pages");
}

/// The address of a saved page.
fn serve(site: &Site, n: usize, page: &Path) -> String {
    let html = String::from_utf8_lossy(&std::fs::read(page).unwrap()).into_owned();
    site.page_under(&format!("{n}.html"), html, POLICY)
}

async fn measure_floors(reader: &Reader, url: &str, floors: &str, page: usize, to: &mut Figures) {
    reader.open(url).await;
    let read = reader.value(floors).await;
    to.add("innerText", page, &read["inner"]);
    to.add("TreeWalker", page, &read["tree"]);
    to.add("Readability", page, &read["readability"]);
}

async fn measure_widget(reader: &Reader, url: &str, page: usize, to: &mut Figures) {
    reader.open(url).await;
    reader
        .value("document.body.getBoundingClientRect().height")
        .await;
    let before = reader.cpu().await;
    reader.run(START).await;
    reader.wait_until(READY).await;
    let cpu = reader.cpu().await - before;
    let spent = "Object.fromEntries(['snapshot', 'scan'].map((name) => \
        [name, performance.getEntriesByName(`groundswell:${name}`)[0].duration]))";
    let spent = reader.value(spent).await;
    to.add("snapshot", page, &spent["snapshot"]);
    to.add("scan", page, &spent["scan"]);
    let total = spent["snapshot"].as_f64().unwrap() + spent["scan"].as_f64().unwrap();
    to.add("snapshot + scan", page, &total.into());
    to.add("start to ready, CPU only", page, &cpu.into());
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
