//! Work in slices, so that the page stays quick while we count its words.

use std::cell::Cell;
use std::rc::Rc;

use groundswell_scan::{Rest, Resting};
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Milliseconds of work between two chances for the page to react. Well below the 50 ms from which a
/// task counts as long (W3C Long Tasks), with room for a machine four times slower.
pub const SLICE_MS: f64 = 8.0;

#[wasm_bindgen(module = "/browser.js")]
extern "C" {
    type Turn;
    #[wasm_bindgen(static_method_of = Turn)]
    fn breathe() -> Promise;
    #[wasm_bindgen(static_method_of = Turn)]
    fn note(name: &str, duration: f64);
    #[wasm_bindgen(static_method_of = Turn)]
    fn settled() -> Promise;
    #[wasm_bindgen(static_method_of = Turn)]
    fn frame() -> Promise;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn clock() -> f64;
}

/// A stretch of work that yields to the page each time its slice is used up.
pub struct Slices {
    /// When the slice began.
    begun: Rc<Cell<f64>>,
    /// Milliseconds of work in the slices before it, since that was last noted.
    worked: f64,
}

impl Slices {
    /// Begins the first slice now.
    pub fn begin() -> Self {
        Self {
            begun: Rc::new(Cell::new(now())),
            worked: 0.0,
        }
    }

    /// To be awaited between two pieces of work.
    pub fn pause_if_due(&mut self) -> Resting {
        Resting(self.rest())
    }

    /// Lets the page react now, and begins a new slice.
    pub fn pause(&mut self) -> Resting {
        Resting(Some(self.end_slice()))
    }

    /// Waits for something that is no work of ours.
    pub async fn wait<T>(&mut self, something: impl Future<Output = T>) -> T {
        self.worked += now() - self.begun.get();
        let outcome = something.await;
        self.begun.set(now());
        outcome
    }

    /// A rest from work, if one is due.
    pub fn rest(&mut self) -> Option<Rest> {
        (now() >= self.begun.get() + SLICE_MS).then(|| self.end_slice())
    }

    fn end_slice(&mut self) -> Rest {
        self.worked += now() - self.begun.get();
        let begun = self.begun.clone();
        Box::pin(async move {
            breathe().await;
            begun.set(now());
        })
    }

    /// Tells the browser's tools how much work there was up to here, under `name`.
    pub fn note(&mut self, name: &str) {
        let now = now();
        note(name, self.worked + now - self.begun.replace(now));
        self.worked = 0.0;
    }
}

/// Tells the browser's tools that something called `name` took so many milliseconds of work.
pub fn note(name: &str, milliseconds: f64) {
    Turn::note(name, milliseconds);
}

/// Lets the page react before what follows.
pub async fn breathe() {
    // The promise has no way to be rejected.
    let _ = JsFuture::from(Turn::breathe()).await;
}

/// Waits until what was changed is seen; how many milliseconds the browser took to show it, style and layout with it.
/// Where nobody sees the page, nothing is waited for.
pub async fn shown() -> f64 {
    let cost = JsFuture::from(Turn::frame()).await;
    cost.ok().and_then(|cost| cost.as_f64()).unwrap_or(0.0)
}

/// Waits until the page has loaded and is idle, but not for long.
pub async fn settled() {
    let _ = JsFuture::from(Turn::settled()).await;
}

/// Milliseconds on the page's monotonic clock.
pub fn now() -> f64 {
    clock()
}
