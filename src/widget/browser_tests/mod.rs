//! The widget's parts in a real browser; the whole of it, with a hub, is tested end to end in `tests/`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy's exemption of tests does not know wasm_bindgen_test"
)]

mod bins;
mod changes;
mod cloud;
mod controls;
mod highlight;
mod outbox;
mod ratings;
mod segmenter;
mod sign_on;
mod snapshot;
mod standing;
mod texts;
mod turns;
mod whole;

use std::rc::Rc;

use groundswell_protocol::PostId;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test_configure;
use web_sys::{Document, Element, HtmlElement, Window};

use crate::changes::Changes;
use crate::options::Options;
use crate::page::Page;
use crate::parts::{Parts, Select};
use crate::slices::now;
use crate::storage::Shelf;
use crate::strings::Strings;
use crate::theme::Theme;

wasm_bindgen_test_configure!(run_in_browser);

/// Longest that anything may take in a test, milliseconds.
const DEADLINE_MS: f64 = 10_000.0;

const CSS: &str = include_str!("../../../www/groundswell.css");
const ENGLISH: &str = include_str!("../../../www/locales/en.json");

fn window() -> Window {
    crate::dom::window().unwrap()
}

fn document() -> Document {
    crate::dom::document().unwrap()
}

/// A part of the page for one test; gone when the test ends.
struct Stage(HtmlElement);

impl Stage {
    fn with(html: &str) -> Self {
        let stage: HtmlElement = document().create_element("main").unwrap().unchecked_into();
        stage.set_inner_html(html);
        document().body().unwrap().append_child(&stage).unwrap();
        Self(stage)
    }

    fn find(&self, selector: &str) -> HtmlElement {
        let found = self.0.query_selector(selector).unwrap();
        found
            .unwrap_or_else(|| panic!("no {selector}"))
            .unchecked_into()
    }

    fn all(&self, selector: &str) -> Vec<Element> {
        let found = self.0.query_selector_all(selector).unwrap();
        (0..found.length())
            .map(|i| found.get(i).unwrap().unchecked_into())
            .collect()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.0.remove();
    }
}

fn table(json: &str) -> js_sys::Object {
    js_sys::JSON::parse(json).unwrap().unchecked_into()
}

fn english() -> Rc<Strings> {
    Rc::new(Strings::new(table(ENGLISH), "en"))
}

fn theme() -> Rc<Theme> {
    Rc::new(Theme::new(&CSS.into()).unwrap())
}

/// The scripts of an open cloud, each before those that import it, by the name by which they do.
const CLOUD: [(&str, &str); 8] = [
    ("./bins.mjs", include_str!("../../../www/cloud/bins.mjs")),
    ("./card.mjs", include_str!("../../../www/cloud/card.mjs")),
    (
        "./picture.mjs",
        include_str!("../../../www/cloud/picture.mjs"),
    ),
    (
        "./timeline.mjs",
        include_str!("../../../www/cloud/timeline.mjs"),
    ),
    ("../words.mjs", include_str!("../../../www/words.mjs")),
    (
        "../panel/cover.mjs",
        include_str!("../../../www/panel/cover.mjs"),
    ),
    (
        "../panel/edge.mjs",
        include_str!("../../../www/panel/edge.mjs"),
    ),
    ("./cloud.mjs", include_str!("../../../www/cloud/cloud.mjs")),
];

/// The parts that only some readers use.
fn parts() -> Rc<Parts> {
    // As the build would bundle them: each script under an address of its own.
    let mut made: Vec<(&str, String)> = Vec::new();
    for (name, source) in CLOUD {
        let mut source = source.to_owned();
        for (name, file) in [("css", "./cloud.css"), ("panelCss", "../panel/panel.css")] {
            let import = format!("import {name} from '{file}';");
            source = source.replace(&import, &format!("const {name} = '';"));
        }
        for (name, url) in &made {
            source = source.replace(name, url);
        }
        let blob = js_sys::JSON::stringify(&source.into()).unwrap();
        let url = evaluate(&format!(
            "URL.createObjectURL(new Blob([{blob}], {{ type: 'text/javascript' }}))"
        ));
        made.push((name, url.as_string().unwrap()));
    }
    let (_, url) = made.last().unwrap();
    let load = evaluate(&format!(
        "(() => {{ let started; const given = {{ strings: {ENGLISH}, language: 'en' }}; \
         return () => (started ??= import('{url}').then((module) => module.withTexts(given))); }})()"
    ));
    Rc::new(Parts::new(&load, Select::default()))
}

/// A shelf that nothing else uses.
fn shelf(scope: &str) -> Shelf {
    let shelf = Shelf::new(&window(), scope);
    for line in shelf.lines("wish", usize::MAX) {
        shelf.remove_line("wish", &line);
    }
    shelf
}

fn post(locator: &str) -> PostId {
    PostId::from_locator(locator)
}

async fn read_page() -> Page {
    let changes = Changes::watch(|_| {});
    Page::read(
        &document(),
        &Options::default(),
        Rc::default(),
        Rc::default(),
        &changes,
    )
    .await
    .unwrap()
}

/// Waits until `condition` holds.
async fn until(what: &str, condition: impl Fn() -> bool) {
    let end = now() + DEADLINE_MS;
    while !condition() {
        assert!(now() < end, "waited in vain until {what}");
        JsFuture::from(turn()).await.unwrap();
    }
}

// A timer's turn and not `scheduler.yield`, whose continuations go before the frames and observers that
// a condition may be waiting for.
fn turn() -> js_sys::Promise {
    js_sys::Promise::new(&mut |resolve, _| {
        let timeout = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, 10);
        timeout.unwrap();
    })
}

/// What a JavaScript expression gives. Not by a snippet: each is one more file that the test runner's
/// server must deliver, and it has been seen to forget one of many.
fn evaluate(expression: &str) -> JsValue {
    js_sys::eval(expression).unwrap()
}

/// Another value for a property of the browser's, until it is dropped.
struct Instead(js_sys::Function);

impl Instead {
    /// `of` and `value` are JavaScript expressions.
    fn put(of: &str, name: &str, value: &str) -> Self {
        Self(
            evaluate(&format!(
                "((of, name) => {{ \
               const own = Object.getOwnPropertyDescriptor(of, name); \
               Object.defineProperty(of, name, {{ value: {value}, configurable: true }}); \
               return () => {{ delete of[name]; if (own) Object.defineProperty(of, name, own); }}; \
             }})({of}, '{name}')"
            ))
            .unchecked_into(),
        )
    }
}

impl Drop for Instead {
    fn drop(&mut self) {
        self.0.call0(&JsValue::UNDEFINED).unwrap();
    }
}

/// Three comments as blogs write them.
const COMMENTS: &str = r##"
  <article><h1><a href="/blog/tide">The tide table</a></h1>
    <p>By <a rel="author" href="/people/dora">Dora</a>,
      <time datetime="2026-09-30T08:00+02:00">30 September</time></p>
    <p>The harbour office prints a tide table for every month, and the harbour crew reads the tide
    table each morning before the harbour opens. Without it nobody would know when the gates open.</p></article>
  <ol class="comments">
    <li class="comment" id="comment-1"><article><b class="fn">Ada</b>
      <a href="#comment-1"><time datetime="2026-10-01T09:00+02:00">1 October</time></a>
      <div class="body"><p>The gates were late again, please print the table larger.</p></div></article></li>
    <li class="comment" id="comment-2"><article><b class="fn">Ben</b>
      <a href="#comment-2"><time datetime="2026-10-02T09:00+02:00">2 October</time></a>
      <div class="body"><p>The gates open by hand since the storm, which takes longer.</p></div></article></li>
    <li class="comment" id="comment-3"><article><b class="fn">Cem</b>
      <a href="#comment-3"><time datetime="2026-10-03T09:00+02:00">3 October</time></a>
      <div class="body"><p>A larger table would help the night crew, too.</p></div></article></li>
  </ol>"##;
