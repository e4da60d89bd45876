//! Work in slices, so that the page stays quick while we count its words.

use std::cell::Cell;
use std::rc::Rc;

use groundswell_scan::Rest;
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
    pub async fn pause_if_due(&mut self) {
        if let Some(rest) = self.rest() {
            rest.await;
        }
    }

    /// Lets the page react now, and begins a new slice.
    pub async fn pause(&mut self) {
        self.end_slice().await;
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
            // The promise has no way to be rejected.
            let _ = JsFuture::from(Turn::breathe()).await;
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

/// Waits until the page has loaded and is idle, but not for long.
pub async fn settled() {
    let _ = JsFuture::from(Turn::settled()).await;
}

/// Milliseconds on the page's monotonic clock.
pub fn now() -> f64 {
    crate::dom::window()
        .and_then(|w| w.performance())
        .map_or(0.0, |p| p.now())
}
