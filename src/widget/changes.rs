//! What of the page changed since it was read. The sorting is done on the browser's side of the border, so
//! that a busy page does not wake us for what is not about posts.

use groundswell_scan::{Key, NodeId, Span};
use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::Element;

use crate::handles::stopped;
use crate::snapshot::Walk;

/// Something in the page came, went or says something else.
pub const CONTENT: u32 = 1;

/// Elements of ours were taken out of the page.
pub const LOST: u32 = 4;

#[wasm_bindgen(module = "/browser.js")]
extern "C" {
    #[wasm_bindgen(js_name = Changes)]
    type Observer;
    #[wasm_bindgen(constructor, js_class = Changes)]
    fn new(told: &JsValue) -> Observer;
    #[wasm_bindgen(method)]
    fn stop(this: &Observer);
    #[wasm_bindgen(method)]
    fn forget(this: &Observer);
    #[wasm_bindgen(method)]
    fn learn(this: &Observer, walk: &Walk, spans: &[u32]);
    #[wasm_bindgen(method)]
    fn saw(this: &Observer, walk: &Walk);
    #[wasm_bindgen(method)]
    fn add(this: &Observer, walk: &Walk, first: u32, last: u32, key: u32);
    #[wasm_bindgen(method)]
    fn drop(this: &Observer, keys: &[u32]);
    #[wasm_bindgen(method, js_name = takeLost)]
    fn take_lost(this: &Observer) -> Array;
    #[wasm_bindgen(method)]
    fn take(this: &Observer) -> bool;
    #[wasm_bindgen(method)]
    fn count(this: &Observer) -> u32;
    #[wasm_bindgen(method)]
    fn narrow(this: &Observer, walk: &Walk, part: u32) -> u32;
    #[wasm_bindgen(method)]
    fn around(this: &Observer, part: u32) -> Option<u32>;
    #[wasm_bindgen(method)]
    fn follows(this: &Observer, part: u32) -> bool;
    #[wasm_bindgen(method)]
    fn widen(this: &Observer, part: u32);
    #[wasm_bindgen(method)]
    fn inside(this: &Observer, walk: &Walk, from: u32) -> Vec<u32>;
    #[wasm_bindgen(method, js_name = keysGone)]
    fn keys_gone(this: &Observer) -> Vec<u32>;
}

/// Watches the page; dropping it ends that.
pub struct Changes {
    observer: Observer,
    _closure: Closure<dyn FnMut(u32)>,
}

/// A part of the page that changed, by its number.
pub type Part = u32;

impl Changes {
    /// Watches the document from now on. `told` hears, as bits, of what sort the changes are.
    pub fn watch(mut told: impl FnMut(u32) + 'static) -> Self {
        let closure = Closure::<dyn FnMut(u32)>::new(move |bits| {
            if !stopped() {
                told(bits);
            }
        });
        Self {
            observer: Observer::new(closure.as_ref()),
            _closure: closure,
        }
    }

    /// From now on changes are counted anew: the page is about to be read.
    pub fn forget(&self) {
        self.observer.forget();
    }

    /// The page was read by `walk`, which has its posts at `spans`, by key.
    pub fn learn(&self, walk: &Walk, spans: &[Span]) {
        let ends = spans.iter().flat_map(|span| [span.first, span.last]);
        self.observer.learn(walk, &ends.collect::<Vec<_>>());
    }

    /// Takes what changed; the number of its parts, or `None` where it is too much for parts.
    pub fn take(&self) -> Option<u32> {
        self.observer.take().then(|| self.observer.count())
    }

    /// The posts that are not in the page any more, of what was taken.
    pub fn gone(&self) -> Vec<Key> {
        self.observer.keys_gone()
    }

    /// Narrows `walk` to a part; the number of the part's first node.
    pub fn narrow(&self, walk: &Walk, part: Part) -> NodeId {
        self.observer.narrow(walk, part)
    }

    /// The innermost post around a part.
    pub fn around(&self, part: Part) -> Option<Key> {
        self.observer.around(part)
    }

    /// Whether nothing stands before a part, or what belongs to a post already.
    pub fn follows(&self, part: Part) -> bool {
        self.observer.follows(part)
    }

    /// From now on the part is all of the post around it.
    pub fn widen(&self, part: Part) {
        self.observer.widen(part);
    }

    /// The posts that were known in what `walk` took from `from` on.
    pub fn inside(&self, walk: &Walk, from: NodeId) -> Vec<Key> {
        self.observer.saw(walk);
        self.observer.inside(walk, from)
    }

    /// A post that came is at `span` of `walk`.
    pub fn add(&self, walk: &Walk, span: Span, key: Key) {
        self.observer.add(walk, span.first, span.last, key);
    }

    /// These posts are none any more.
    pub fn drop_posts(&self, keys: &[Key]) {
        self.observer.drop(keys);
    }

    /// Elements of ours that the page took out since this was asked last.
    pub fn lost(&self) -> Vec<Element> {
        let lost = self.observer.take_lost();
        lost.iter().map(JsCast::unchecked_into).collect()
    }
}

impl Drop for Changes {
    fn drop(&mut self) {
        self.observer.stop();
    }
}
