//! The shared style sheets, and whether the page is light or dark.

use std::cell::{Cell, RefCell};

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::*;
use web_sys::{CssStyleSheet, Document, Node, ShadowRoot, Window};

use crate::options::ThemeChoice;

#[wasm_bindgen(module = "/browser.js")]
extern "C" {
    type Styles;
    #[wasm_bindgen(static_method_of = Styles, catch)]
    fn adopt(root: &JsValue, sheet: &CssStyleSheet) -> Result<(), JsValue>;
    #[wasm_bindgen(static_method_of = Styles)]
    fn disown(root: &JsValue, sheet: &CssStyleSheet);
    #[wasm_bindgen(static_method_of = Styles)]
    fn luminance(colour: &str) -> f64;
}

/// In the source style sheet, what follows this line is for the document and not for shadow roots.
const DOCUMENT_PART: &str = "/*! document */";

/// What follows this line is for marked words.
const MARKS_PART: &str = "/*! marks */";

/// Lets boxes be placed unseen.
const VEIL: &str = "groundswell-rating{display:none!important}";

/// One sheet shared by all our shadow roots, and two for the trees of the page in which there is something
/// of ours. Dropping it takes the latter away.
///
/// The page gets each when there is something to be styled: a rule for marks makes the browser style every
/// element of the page anew.
pub struct Theme {
    shared: CssStyleSheet,
    boxes: CssStyleSheet,
    marks: CssStyleSheet,
    veil: CssStyleSheet,
    /// Whether words were marked.
    is_marked: Cell<bool>,
    /// The document and the page's own shadow roots in which there is something of ours.
    houses: RefCell<Vec<Node>>,
}

impl Theme {
    /// Reads `css` and styles nothing yet.
    ///
    /// # Errors
    /// Where the browser has no constructable style sheets.
    pub fn new(css: &str) -> Result<Self, JsValue> {
        let (inside, outside) = css.split_once(DOCUMENT_PART).unwrap_or((css, ""));
        let (boxes, marks) = outside.split_once(MARKS_PART).unwrap_or((outside, ""));
        Ok(Self {
            shared: sheet(inside)?,
            boxes: sheet(boxes)?,
            marks: sheet(marks)?,
            veil: sheet(VEIL)?,
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

    /// From now on boxes are not seen.
    pub fn veil(&self, document: &Document) {
        let _ = Styles::adopt(document, &self.veil);
    }

    /// Boxes are seen again.
    pub fn unveil(&self, document: &Document) {
        Styles::disown(document, &self.veil);
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
        for root in self.houses.take() {
            Styles::disown(&root, &self.boxes);
            Styles::disown(&root, &self.marks);
        }
    }
}

fn sheet(css: &str) -> Result<CssStyleSheet, JsValue> {
    let sheet = CssStyleSheet::new()?;
    sheet.replace_sync(css)?;
    Ok(sheet)
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

/// Whether a computed CSS colour is a light one.
pub fn is_light(colour: &str) -> bool {
    Styles::luminance(colour) > LIGHT
}
