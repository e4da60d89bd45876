//! The widget's few icons, drawn for this project on a 20 by 20 grid.

use wasm_bindgen::JsValue;
use web_sys::{Document, Element};

use crate::dom::{append, set};

const SVG: &str = "http://www.w3.org/2000/svg";

/// A raised thumb.
pub const THUMB: &str = "M2.5 9h3v8h-3zM7 9l3.2-6.3c1.2 0 2 1 1.8 2.2L11.4 8H16c1.2 0 2 1 1.8 2.2l-1 5.2\
    c-.2 1-1 1.6-2 1.6H7z";

/// An arrow head that points up.
pub const UP: &str = "M10 5l6 8H4z";

/// An arrow head that points down.
pub const DOWN: &str = "M10 15l-6-8h12z";

/// A star.
pub const STAR: &str = "M10 2l2.4 5.2 5.6.6-4.2 3.8 1.2 5.6-5-2.9-5 2.9 1.2-5.6L2 7.8l5.6-.6z";

/// A cross.
pub const CROSS: &str = "M5 3.6L3.6 5l5 5-5 5L5 16.4l5-5 5 5 1.4-1.4-5-5 5-5L15 3.6l-5 5z";

/// Lines of text of uneven weight: the word cloud.
pub const CLOUD: &str =
    "M3 5h8v3H3zM13 6h4v2h-4zM2 10h5v2H2zM9 9.5h9V13H9zM5 14.5h7v2H5zM14 15h3v1.5h-3z";

/// A picture of one of the paths above, hidden from screen readers.
///
/// # Errors
/// As `createElementNS`; the names are literals.
pub fn icon(document: &Document, path: &str) -> Result<Element, JsValue> {
    let svg = document.create_element_ns(Some(SVG), "svg")?;
    set(&svg, "viewBox", "0 0 20 20");
    set(&svg, "class", "icon");
    set(&svg, "aria-hidden", "true");
    let shape = document.create_element_ns(Some(SVG), "path")?;
    set(&shape, "d", path);
    append(&svg, &shape);
    Ok(svg)
}
