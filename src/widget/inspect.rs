//! The scanner's own view of a page, for scripts and for owners who look over its shoulder.

use groundswell_scan::{LeftOut, Post, report};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element};

use crate::options_of;
use crate::snapshot::{self, Taken};

/// What is on the page below `root`: `{ posts, leftOut }` as `www/groundswell.mjs` documents them.
/// `dataset` has the selectors of the script tag. Works in one go and changes nothing.
///
/// # Errors
/// Where `root` is in no document.
#[wasm_bindgen]
pub fn inspect(root: &Element, dataset: &JsValue) -> Result<Object, JsValue> {
    let options = options_of(dataset).0;
    let document = root.owner_document().as_ref().map(Document::url);
    let url = document.ok_or("the element is in no document")??;
    let taken = snapshot::take_now(root, &url, &options.selectors)?;
    let found = report(&taken.page);
    let posts: Array = found.posts.iter().map(|p| post(&taken, p)).collect();
    let left_out: Array = found.left_out.iter().map(|l| left_out(&taken, l)).collect();
    Ok(object([
        ("posts", posts.into()),
        ("leftOut", left_out.into()),
    ]))
}

fn post(taken: &Taken, post: &Post) -> JsValue {
    let text = |text: &Option<String>| text.as_ref().map_or(JsValue::UNDEFINED, JsValue::from);
    object([
        ("kind", post.kind.name().into()),
        ("text", (&post.text).into()),
        ("title", text(&post.title)),
        ("author", text(&post.author)),
        ("time", text(&post.time)),
        ("permalink", text(&post.permalink)),
        ("likes", post.likes.into()),
        ("replyTo", text(&post.reply_to)),
        ("lang", text(&post.lang)),
        ("locator", (&post.locator).into()),
        ("evidence", post.evidence.name().into()),
        (
            "engine",
            post.engine.map_or(JsValue::UNDEFINED, JsValue::from),
        ),
        ("root", taken.element(post.root).into()),
        ("body", taken.element(post.body).into()),
    ])
    .into()
}

fn left_out(taken: &Taken, left: &LeftOut) -> JsValue {
    object([
        ("root", taken.element(left.root).into()),
        ("reason", left.reason.name().into()),
        ("count", left.count.into()),
    ])
    .into()
}

/// A plain object of these properties.
pub fn object<const N: usize>(fields: [(&str, JsValue); N]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        // Setting a property of a plain object cannot fail.
        let _ = Reflect::set(&object, &name.into(), &value);
    }
    object
}
