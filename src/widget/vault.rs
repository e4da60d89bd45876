//! What outlives the tab in IndexedDB, and whose turn it is to use it; the browser's side is in
//! `browser.js`.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::handles::stopped;

#[wasm_bindgen(module = "/browser.js")]
extern "C" {
    /// A set of lines in IndexedDB.
    pub type Vault;
    /// The set of `scope`. Nothing is opened yet.
    #[wasm_bindgen(constructor)]
    pub fn new(scope: &str) -> Vault;
    #[wasm_bindgen(method)]
    async fn exchange(
        this: &Vault,
        decide: &Closure<dyn FnMut(String) -> String>,
        write: bool,
        most: u32,
    ) -> JsValue;

    #[wasm_bindgen(js_name = Pass)]
    type JsPass;
    #[wasm_bindgen(static_method_of = JsPass, js_class = Pass)]
    async fn take(vault: &Vault, locks: bool) -> JsValue;
    #[wasm_bindgen(method)]
    async fn extend(this: &JsPass) -> JsValue;
    #[wasm_bindgen(method)]
    fn release(this: &JsPass);
}

impl Vault {
    /// Shows `decide` the lines that are stored, at most `most`, and stores what it changes: lines that
    /// begin with `+` or `-`. No other tab comes between. Resolves to whether that is on disk; `decide` is
    /// called in any case, with `None` where nothing can be read.
    pub async fn change(
        &self,
        decide: impl Fn(Option<&str>) -> String + 'static,
        write: bool,
        most: u32,
    ) -> bool {
        let decide = Rc::new(decide);
        let asked = Rc::new(Cell::new(false));
        let closure = Closure::<dyn FnMut(String) -> String>::new({
            let (decide, asked) = (decide.clone(), asked.clone());
            move |lines: String| {
                if stopped() {
                    return String::new();
                }
                asked.set(true);
                decide(Some(&lines))
            }
        });
        let stored = self.exchange(&closure, write, most).await;
        if !asked.get() {
            decide(None);
        }
        stored.is_truthy()
    }
}

/// The turn to send, which one tab of a browser has at a time. Dropping it lets the next one in.
pub struct Pass(JsPass);

impl Pass {
    /// Waits for the turn of those that share `vault`: by a Web Lock where `locks` and the browser allow
    /// it, else by a lease.
    pub async fn take(vault: &Vault, locks: bool) -> Self {
        Self(JsPass::take(vault, locks).await.unchecked_into())
    }

    /// Whether the turn is still this tab's; for as long as one request may take from now on.
    pub async fn extend(&self) -> bool {
        self.0.extend().await.is_truthy()
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.0.release();
    }
}
