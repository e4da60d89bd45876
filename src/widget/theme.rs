//! The shared style sheets, and whether the page is light or dark.

use std::cell::{Cell, RefCell};

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::*;
use web_sys::{CssStyleSheet, Node, ShadowRoot, Window};

use crate::options::ThemeChoice;

#[wasm_bindgen(module = "/browser.js")]
extern "C" {
    type Styles;
    #[wasm_bindgen(static_method_of = Styles, catch)]
    fn read(css: &JsValue) -> Result<js_sys::Array, JsValue>;
    #[wasm_bindgen(static_method_of = Styles, catch)]
    fn adopt(root: &JsValue, sheet: &CssStyleSheet) -> Result<(), JsValue>;
    #[wasm_bindgen(static_method_of = Styles)]
    fn disown(root: &JsValue, sheet: &CssStyleSheet);
    #[wasm_bindgen(static_method_of = Styles)]
    fn luminance(colour: &str) -> f64;
}

/// One sheet shared by all our shadow roots, and two for the trees of the page in which there is something
/// of ours. Dropping it takes the latter away.
///
/// The page gets each when there is something to be styled: a rule for marks makes the browser style every
/// element of the page anew.
pub struct Theme {
    shared: CssStyleSheet,
    boxes: CssStyleSheet,
    marks: CssStyleSheet,
    /// Whether words were marked.
    is_marked: Cell<bool>,
    /// The document and the page's own shadow roots in which there is something of ours.
    houses: RefCell<Vec<Node>>,
}

impl Theme {
    /// Reads `css`, a text, and styles nothing yet.
    ///
    /// # Errors
    /// Where the browser has no constructable style sheets.
    pub fn new(css: &JsValue) -> Result<Self, JsValue> {
        let sheets = Styles::read(css)?;
        let sheet = |at| sheets.get(at).unchecked_into();
        Ok(Self {
            shared: sheet(0),
            boxes: sheet(1),
            marks: sheet(2),
            is_marked: Cell::default(),
            houses: RefCell::default(),
        })
    }

    /// Styles what is around one of our elements, which stands in the document or the shadow root `root`.
    pub fn house(&self, root: Node) {
        let mut houses = self.houses.borrow_mut();
        if houses.contains(&root) {
            return;
        }
        // Cannot fail where sheets can be constructed.
        let _ = Styles::adopt(&root, &self.boxes);
        if self.is_marked.get() {
            let _ = Styles::adopt(&root, &self.marks);
        }
        houses.push(root);
    }

    /// Lets go of the page's shadow roots that are no longer in it.
    pub fn leave_gone(&self) {
        self.houses.borrow_mut().retain(|root| {
            let stays = root.is_connected();
            if !stays {
                Styles::disown(root, &self.boxes);
                Styles::disown(root, &self.marks);
            }
            stays
        });
    }

    /// Takes all that is ours out of the page's sheets.
    pub fn leave_all(&self) {
        for root in self.houses.take() {
            Styles::disown(&root, &self.boxes);
            Styles::disown(&root, &self.marks);
        }
    }

    /// Styles words that are marked, from now on.
    pub fn show_marks(&self) {
        if !self.is_marked.replace(true) {
            for root in &*self.houses.borrow() {
                let _ = Styles::adopt(root, &self.marks);
            }
        }
    }

    /// Styles the inside of one of our elements.
    pub fn adopt(&self, root: &ShadowRoot) {
        // Cannot fail where sheets can be constructed.
        let _ = Styles::adopt(root, &self.shared);
    }
}

impl Drop for Theme {
    fn drop(&mut self) {
        self.leave_all();
    }
}

/// Whether our surfaces should be dark on this page.
///
/// A page's `color-scheme` and its actual colours often disagree; the colour of its text does not lie.
pub fn is_dark(window: &Window, choice: ThemeChoice) -> bool {
    match choice {
        ThemeChoice::Light => false,
        ThemeChoice::Dark => true,
        ThemeChoice::Auto => {
            let body = window.document().and_then(|d| d.body());
            let style = body.and_then(|b| window.get_computed_style(&b).ok().flatten());
            let colour = style.and_then(|s| s.get_property_value("color").ok());
            colour.is_some_and(|colour| is_light(&colour))
        }
    }
}

/// Luminance from which text is light: that of a mid grey (#aaa), far from any readable dark text.
const LIGHT: f64 = 0.4;

/// Luminance from which black text is easier to read on a ground than white (WCAG 2.2).
const LIGHT_GROUND: f64 = 0.179;

/// Whether a computed CSS colour makes a dark ground; nothing where one sees what is behind it, or the colour is in
/// a form that is not known.
pub fn is_ground_dark(colour: &str) -> Option<bool> {
    let luminance = Styles::luminance(colour);
    // As colours are written that have an opacity.
    let clear = colour.starts_with("rgba(") || colour.contains('/');
    (!clear && !luminance.is_nan()).then_some(luminance < LIGHT_GROUND)
}

/// Whether a computed CSS colour is a light one.
pub fn is_light(colour: &str) -> bool {
    Styles::luminance(colour) > LIGHT
}
