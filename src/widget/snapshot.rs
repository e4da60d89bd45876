//! The page as the scanner sees it, taken in slices, or a part of it.

use std::cell::Cell;

use groundswell_scan::{
    ATTRIBUTES, FOLDABLE, MAX_NODES, Moment, NodeId, PageReader, PageSnapshot, TAGS,
};
use js_sys::{Array, Date};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::*;
use web_sys::Element;

use crate::changes::{Changes, Part};
use crate::options::Selectors;
use crate::slices::{SLICE_MS, Slices};

/// Nodes of a part of the page that are read at once; a bigger one is read in slices, with all the page.
const MAX_PART: usize = 4_000;

#[wasm_bindgen(module = "/browser.js")]
extern "C" {
    /// A walk over the page on the browser's side of the border.
    pub type Walk;
    #[wasm_bindgen(static_method_of = Walk)]
    fn know(tags: &str, attributes: &str, foldable: &str);
    #[wasm_bindgen(constructor, catch)]
    fn new(root: &Element, selectors: &Array, max_nodes: u32) -> Result<Walk, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn step(this: &Walk, budget: f64) -> Result<bool, JsValue>;
    #[wasm_bindgen(method)]
    fn shape(this: &Walk) -> Vec<u32>;
    #[wasm_bindgen(method)]
    fn strings(this: &Walk) -> Vec<u8>;
    #[wasm_bindgen(method)]
    fn element(this: &Walk, index: u32) -> Option<Element>;
}

thread_local! {
    /// Whether the browser's side was told what to look for.
    static KNOWN: Cell<bool> = const { Cell::new(false) };
}

/// A snapshot with the way back to the elements it was taken of.
pub struct Taken {
    /// What the scanner reads.
    pub page: PageSnapshot,
    /// The walk that it was taken by.
    pub walk: Walk,
}

impl Taken {
    /// The element at a node of the snapshot; `None` for text.
    pub fn element(&self, node: NodeId) -> Option<Element> {
        self.walk.element(node)
    }
}

/// Takes a snapshot of `root` in one go, for those who wait for it.
///
/// # Errors
/// As [`take`].
pub fn take_now(root: &Element, url: &str, selectors: &Selectors) -> Result<Taken, JsValue> {
    let walk = walk(root, selectors, MAX_NODES)?;
    while !walk.step(f64::INFINITY)? {}
    Ok(taken(walk, PageReader::new(url), &selectors.hosts))
}

fn walk(root: &Element, selectors: &Selectors, max: usize) -> Result<Walk, JsValue> {
    let Selectors {
        posts,
        text,
        author,
        time,
        permalink,
        hosts: _,
    } = selectors;
    let marks: Array = [posts, text, author, time, permalink]
        .into_iter()
        .map(|s| JsValue::from_str(s))
        .collect();
    let max = u32::try_from(max).unwrap_or(u32::MAX);
    if !KNOWN.replace(true) {
        Walk::know(&TAGS.join(","), &ATTRIBUTES.join(","), &FOLDABLE.join("|"));
    }
    Walk::new(root, &marks, max)
}

/// Takes a snapshot of `root` at `url`, letting the page react between slices.
///
/// # Errors
/// Where a selector of the owner's is none; `Options::read` has checked them.
pub async fn take(
    root: &Element,
    url: &str,
    selectors: &Selectors,
    slices: &mut Slices,
) -> Result<Taken, JsValue> {
    let walk = walk(root, selectors, MAX_NODES)?;
    let mut reader = PageReader::new(url);
    loop {
        let is_over = walk.step(SLICE_MS / 2.0)?;
        read(&mut reader, &walk);
        slices.pause_if_due().await;
        if is_over {
            break;
        }
    }
    Ok(taken(walk, reader, &selectors.hosts))
}

/// Takes over what `walk` wrote since the last time.
fn read(reader: &mut PageReader, walk: &Walk) {
    let (shape, strings) = (walk.shape(), walk.strings());
    // The browser encodes no text otherwise.
    if let Ok(strings) = str::from_utf8(&strings) {
        reader.read(&shape, strings);
    }
}

/// The rest of what `walk` wrote, after what `reader` has.
fn taken(walk: Walk, mut reader: PageReader, hosts: &str) -> Taken {
    read(&mut reader, &walk);
    let page = reader.finish().read_at(now()).with_hosts(hosts);
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

/// Takes a snapshot of a part of the page and what is around it; with the number of the part's first node.
/// `None` where it is not seen, or too much for one go.
///
/// # Errors
/// As [`take`].
pub fn take_part(
    root: &Element,
    url: &str,
    selectors: &Selectors,
    changes: &Changes,
    part: Part,
) -> Result<Option<(Taken, NodeId)>, JsValue> {
    let walk = walk(root, selectors, MAX_PART)?;
    let from = changes.narrow(&walk, part);
    let is_over = from == NodeId::MAX || walk.step(f64::INFINITY)?;
    let taken = taken(walk, PageReader::new(url), &selectors.hosts);
    let is_whole = is_over && taken.page.len() < MAX_PART;
    let from = from.min(taken.page.len() as NodeId);
    Ok(is_whole.then_some((taken, from)))
}
