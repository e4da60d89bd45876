//! Small ways of reading and building DOM.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement, ShadowRoot, ShadowRootInit, ShadowRootMode, Window};

/// The page's window, absent only outside a page.
pub fn window() -> Option<Window> {
    web_sys::window()
}

/// The page's document.
pub fn document() -> Option<Document> {
    window()?.document()
}

/// A new HTML element, ready to be styled by `class` inside a shadow root.
///
/// # Errors
/// Where `tag` is no element's name; every caller passes a literal.
pub fn make(document: &Document, tag: &str, class: &str) -> Result<HtmlElement, JsValue> {
    let element: HtmlElement = document.create_element(tag)?.unchecked_into();
    if !class.is_empty() {
        element.set_class_name(class);
    }
    Ok(element)
}

/// A new HTML element with `text` in it; never read as markup.
///
/// # Errors
/// As [`make`].
pub fn make_with_text(
    document: &Document,
    tag: &str,
    class: &str,
    text: &str,
) -> Result<HtmlElement, JsValue> {
    let element = make(document, tag, class)?;
    element.set_text_content(Some(text));
    Ok(element)
}

/// An open shadow root on `host`, or the one that it has already.
///
/// # Errors
/// Where `host` cannot have one; our own element names all can.
pub fn shadow(host: &Element) -> Result<ShadowRoot, JsValue> {
    match host.shadow_root() {
        Some(root) => Ok(root),
        None => host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)),
    }
}

/// Sets an attribute whose name is a literal of ours.
pub fn set(element: &Element, name: &str, value: &str) {
    // Fails for malformed names only.
    let _ = element.set_attribute(name, value);
}

/// Sets or takes away a boolean attribute.
pub fn toggle(element: &Element, name: &str, on: bool) {
    let _ = element.toggle_attribute_with_force(name, on);
}

/// Puts `child` at the end of `parent`.
pub fn append(parent: &web_sys::Node, child: &web_sys::Node) {
    // Fails for a cycle only, and what is appended was just made.
    let _ = parent.append_child(child);
}

/// Writes `text` into `element` unless it stands there already: screen readers announce rewrites.
pub fn write(element: &Element, text: &str) {
    if element.text_content().as_deref() != Some(text) {
        element.set_text_content(Some(text));
    }
}

/// Whether the browser can read `selector`.
pub fn is_selector(selector: &str) -> bool {
    document().is_some_and(|d| d.query_selector(selector).is_ok())
}

/// Takes everything of ours out of the page: the last resort of a widget that failed.
pub fn remove_own_elements() {
    let Some(document) = document() else { return };
    for name in ["groundswell-rating", "groundswell-panel"] {
        let elements = document.get_elements_by_tag_name(name);
        while let Some(element) = elements.item(0) {
            element.remove();
        }
    }
}
