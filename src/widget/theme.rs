//! The shared style sheets, and whether the page is light or dark.

use std::cell::RefCell;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::*;
use web_sys::{CssStyleSheet, Document, ShadowRoot, Window};

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

/// One sheet shared by all our shadow roots, and one for the document (reserved boxes, highlights).
/// Dropping it takes the latter away.
pub struct Theme {
    document: Document,
    shared: CssStyleSheet,
    outside: CssStyleSheet,
    /// The page's own shadow roots in which there is something of ours.
    houses: RefCell<Vec<ShadowRoot>>,
}

impl Theme {
    /// Reads `css` and styles the document's part.
    ///
    /// # Errors
    /// Where the browser has no constructable style sheets.
    pub fn new(document: &Document, css: &str) -> Result<Self, JsValue> {
        let (inside, outside) = css.split_once(DOCUMENT_PART).unwrap_or((css, ""));
        let theme = Self {
            document: document.clone(),
            shared: sheet(inside)?,
            outside: sheet(outside)?,
            houses: RefCell::default(),
        };
        Styles::adopt(document, &theme.outside)?;
        Ok(theme)
    }

    /// Styles what is around one of our elements, which stands in a shadow root of the page.
    pub fn house(&self, root: &ShadowRoot) {
        let mut houses = self.houses.borrow_mut();
        if !houses.contains(root) {
            houses.push(root.clone());
            let _ = Styles::adopt(root, &self.outside);
        }
    }

    /// Styles the inside of one of our elements.
    pub fn adopt(&self, root: &ShadowRoot) {
        // Cannot fail where the document took its sheet.
        let _ = Styles::adopt(root, &self.shared);
    }
}

impl Drop for Theme {
    fn drop(&mut self) {
        Styles::disown(&self.document, &self.outside);
        for root in self.houses.take() {
            Styles::disown(&root, &self.outside);
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
