//! Work in slices, so that the page stays quick while we count its words.

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
}

/// A stretch of work that yields to the page each time its slice is used up.
pub struct Slices {
    end: f64,
}

impl Slices {
    /// Begins the first slice now.
    pub fn begin() -> Self {
        Self {
            end: now() + SLICE_MS,
        }
    }

    /// To be awaited between two pieces of work.
    pub async fn pause_if_due(&mut self) {
        if now() >= self.end {
            self.pause().await;
        }
    }

    /// Lets the page react now, and begins a new slice.
    pub async fn pause(&mut self) {
        // The promise has no way to be rejected.
        let _ = JsFuture::from(Turn::breathe()).await;
        self.end = now() + SLICE_MS;
    }
}

/// Milliseconds on the page's monotonic clock.
pub fn now() -> f64 {
    crate::dom::window()
        .and_then(|w| w.performance())
        .map_or(0.0, |p| p.now())
}
