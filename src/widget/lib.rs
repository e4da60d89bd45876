//! The part of Groundswell that runs in the reader's page.
//!
//! [`mount`] is what the script tag does: it looks at the page, puts a rating control beside each post,
//! draws the word cloud and keeps both in step with the hub. This crate is the only one that knows a
//! browser; what it decides with (scanning, counting, weighing, laying out) stands in the pure crates.
//!
//! Invariant: the widget writes to the page only inside its own `groundswell-*` elements, adopted style
//! sheets and highlights named `groundswell-*`. Invariant: nothing it does can throw into the page's own code.
//! Invariant: every listener, observer, frame and timer has an owner whose drop undoes it, so that
//! dropping the root leaves the page as it was found.

mod answer;
#[cfg(all(test, target_arch = "wasm32"))]
mod browser_tests;
mod changes;
mod client;
mod cloud_view;
mod controls;
mod dom;
mod event_stream;
mod feed;
mod figures;
mod handles;
mod highlight;
mod icons;
mod identity;
mod inspect;
mod live;
mod login;
mod looks;
mod options;
mod outbox;
mod packs;
mod page;
mod palette;
mod panel;
mod parts;
mod picture;
mod posts;
mod rating_control;
mod ratings;
mod segmenter;
mod settings;
mod shared_stream;
mod slices;
mod snapshot;
mod standing;
mod storage;
mod strings;
mod sync;
mod tab_message;
mod tabs;
mod take_away;
mod terms;
mod terms_of;
mod theme;
mod told;
mod vault;
mod widget;
mod wish;
mod word_list;

use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::identity::PageToken;
use crate::options::{Fault, Options};
use crate::packs::Packs;
use crate::parts::{Parts, Select};
use crate::strings::Strings;
use crate::widget::Widget;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console)]
    fn warn(message: &str);
    #[wasm_bindgen(js_namespace = console)]
    fn error(message: &str);
}

/// What the page's owner and the bundle hand over, each read once.
#[wasm_bindgen]
extern "C" {
    /// `{ dataset, base, css, strings, language, token, pack, part, select, linked }`, made by `www/groundswell.mjs`.
    pub type MountOptions;
    #[wasm_bindgen(method, getter)]
    fn dataset(this: &MountOptions) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn base(this: &MountOptions) -> String;
    #[wasm_bindgen(method, getter)]
    fn css(this: &MountOptions) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn strings(this: &MountOptions) -> js_sys::Object;
    #[wasm_bindgen(method, getter)]
    fn language(this: &MountOptions) -> String;
    /// How the page says who its reader is: a text or a function.
    #[wasm_bindgen(method, getter)]
    fn token(this: &MountOptions) -> JsValue;
    /// Gives a promise of a language's pack, or of the error, by its tag.
    #[wasm_bindgen(method, getter)]
    fn pack(this: &MountOptions) -> JsValue;
    /// Gives a promise of a part's module, or of the error, by its name.
    #[wasm_bindgen(method, getter)]
    fn part(this: &MountOptions) -> JsValue;
    /// Gives a promise of what chooses and searches, for what it may ask of the page and the panel's element.
    #[wasm_bindgen(method, getter)]
    fn select(this: &MountOptions) -> Option<js_sys::Function>;
    /// Whether the page's address names terms.
    #[wasm_bindgen(method, getter)]
    fn linked(this: &MountOptions) -> bool;
}

/// A mounted widget. Its `destroy()` takes everything back out of the page.
#[wasm_bindgen]
pub struct Mounted(Option<Rc<Widget>>);

#[wasm_bindgen]
impl Mounted {
    /// Takes controls, cloud, highlights and listeners away; the page is as it was found.
    pub fn destroy(&mut self) {
        if let Some(widget) = self.0.take() {
            widget.destroy();
        }
    }
}

/// Looks at the page and shows ratings and cloud; returns at once, the work is done in slices.
///
/// # Errors
/// Where there is no document to work on, or the browser lacks adopted style sheets.
#[wasm_bindgen]
pub fn mount(given: &MountOptions) -> Result<Mounted, JsValue> {
    install_panic_hook();
    let (options, faults) = options_of(&given.dataset());
    for fault in faults {
        warn(&format!("Groundswell: {fault}"));
    }
    let strings = Strings::new(given.strings(), &given.language());
    let page_token = identity::page_token_of(given.token())
        .or_else(|| options.token.clone().map(PageToken::Given));
    let select = Select {
        load: given.select(),
        linked: given.linked(),
    };
    let widget = Widget::mount(
        options,
        page_token,
        &given.base(),
        &given.css(),
        strings,
        Packs::new(&given.pack()),
        Parts::new(&given.part(), select),
    )?;
    Ok(Mounted(Some(widget)))
}

/// What the attributes of a script tag ask for, and which of them could not be used.
fn options_of(dataset: &JsValue) -> (Options, Vec<Fault>) {
    let lookup = |name: &str| {
        js_sys::Reflect::get(dataset, &JsValue::from_str(&options::dataset_name(name)))
            .ok()
            .and_then(|v| v.as_string())
    };
    Options::read(lookup, dom::is_selector)
}

/// After a panic the module's memory cannot be trusted: say so once and leave the page alone.
fn install_panic_hook() {
    std::panic::set_hook(Box::new(|info| {
        handles::stop_all();
        error(&format!("Groundswell stopped: {info}"));
        dom::remove_own_elements();
    }));
}
