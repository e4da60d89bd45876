//! The page as the scanner sees it, taken in slices.

use groundswell_scan::{ATTRIBUTES, MAX_NODES, Moment, NodeId, PageSnapshot, TAGS};
use js_sys::{Array, Date};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::*;
use web_sys::Element;

use crate::options::Selectors;
use crate::slices::{SLICE_MS, Slices};

#[wasm_bindgen(module = "/browser.js")]
extern "C" {
    type Walk;
    #[wasm_bindgen(constructor, catch)]
    fn new(
        root: &Element,
        tags: &str,
        attributes: &str,
        selectors: &Array,
        max_nodes: u32,
    ) -> Result<Walk, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn step(this: &Walk, budget: f64) -> Result<bool, JsValue>;
    #[wasm_bindgen(method)]
    fn shape(this: &Walk) -> Vec<u32>;
    #[wasm_bindgen(method)]
    fn strings(this: &Walk) -> String;
    #[wasm_bindgen(method)]
    fn element(this: &Walk, index: u32) -> Option<Element>;
}

/// A snapshot with the way back to the elements it was taken of.
pub struct Taken {
    /// What the scanner reads.
    pub page: PageSnapshot,
    walk: Walk,
}

impl Taken {
    /// The element at a node of the snapshot; `None` for text.
    pub fn element(&self, node: NodeId) -> Option<Element> {
        self.walk.element(node)
    }
}

/// Takes a snapshot of `root` at `url`, letting the page react between slices.
///
/// # Errors
/// Where a selector of the owner's is none; `Options::read` has checked them.
pub async fn take(root: &Element, url: &str, selectors: &Selectors) -> Result<Taken, JsValue> {
    let walk = walk(root, selectors)?;
    let mut slices = Slices::begin();
    while !walk.step(SLICE_MS)? {
        slices.pause().await;
    }
    let taken = taken(walk, url);
    slices.pause().await;
    Ok(taken)
}

/// The same in one go, for those who wait for it.
///
/// # Errors
/// As [`take`].
pub fn take_now(root: &Element, url: &str, selectors: &Selectors) -> Result<Taken, JsValue> {
    let walk = walk(root, selectors)?;
    while !walk.step(f64::INFINITY)? {}
    Ok(taken(walk, url))
}

fn walk(root: &Element, selectors: &Selectors) -> Result<Walk, JsValue> {
    let Selectors {
        posts,
        text,
        author,
        time,
        permalink,
    } = selectors;
    let marks: Array = [posts, text, author, time, permalink]
        .into_iter()
        .map(|s| JsValue::from_str(s))
        .collect();
    let max = u32::try_from(MAX_NODES).unwrap_or(u32::MAX);
    Walk::new(root, &TAGS.join(","), &ATTRIBUTES.join(","), &marks, max)
}

fn taken(walk: Walk, url: &str) -> Taken {
    let page = PageSnapshot::from_parts(url, &walk.shape(), &walk.strings()).read_at(now());
    Taken { page, walk }
}

/// The reader's clock, by which "yesterday" is told.
fn now() -> Moment {
    let now = Date::new_0();
    Moment {
        seconds: (now.get_time() / 1_000.0) as i64,
        // The browser counts westwards.
        offset_minutes: -(now.get_timezone_offset() as i32),
    }
}
