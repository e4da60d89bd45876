//! From the DOM to posts.

use groundswell_scan::scan;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{COMMENTS, Stage, document};
use crate::options::Selectors;
use crate::slices::Slices;
use crate::snapshot::{Taken, take};

async fn taken() -> Taken {
    let root = document().document_element().unwrap();
    take(
        &root,
        "https://intranet.example/blog/tide",
        &Selectors::default(),
        &mut Slices::begin(),
    )
    .await
    .unwrap()
}

#[wasm_bindgen_test]
async fn posts_lead_back_to_their_elements() {
    let stage = Stage::with(COMMENTS);
    let taken = taken().await;
    let posts = scan(&taken.page);
    assert_eq!(posts.len(), 4, "{posts:#?}");
    let authors: Vec<_> = posts.iter().filter_map(|p| p.author.as_deref()).collect();
    assert_eq!(authors, ["Dora", "Ada", "Ben", "Cem"]);
    let second = taken.element(posts[2].root).unwrap();
    assert!(stage.find("#comment-2").contains(Some(&second)));
    assert!(posts[2].text.contains("since the storm"));
}

#[wasm_bindgen_test]
async fn what_is_hidden_is_not_read() {
    let hide = r#"<p style="visibility:hidden">unseen words</p><p hidden>unseen words</p>"#;
    let _stage = Stage::with(&COMMENTS.replace("<p>A larger", &format!("{hide}<p>A larger")));
    let posts = scan(&taken().await.page);
    assert_eq!(posts.len(), 4);
    assert!(
        posts.iter().all(|post| !post.text.contains("unseen")),
        "{posts:#?}"
    );
}

#[wasm_bindgen_test]
async fn our_own_elements_are_not_read() {
    let own = "<groundswell-rating>our own words</groundswell-rating><p>A larger";
    let _stage = Stage::with(&COMMENTS.replace("<p>A larger", own));
    let posts = scan(&taken().await.page);
    assert!(
        posts.iter().all(|post| !post.text.contains("our own")),
        "{posts:#?}"
    );
}

#[wasm_bindgen_test]
async fn a_separator_in_the_page_shifts_nothing() {
    let stage = Stage::with(COMMENTS);
    stage
        .find("#comment-1 p")
        .set_text_content(Some("One\0two of the \0 gates are late"));
    stage
        .find("#comment-2")
        .set_attribute("title", "a\0b")
        .unwrap();
    let posts = scan(&taken().await.page);
    assert_eq!(posts.len(), 4);
    assert!(posts[3].text.contains("night crew"), "{posts:#?}");
}

#[wasm_bindgen_test]
async fn lone_surrogates_and_deep_nesting_are_survived() {
    let stage = Stage::with(COMMENTS);
    let half = js_sys::JsString::from_char_code1(0xd800);
    js_sys::Reflect::set(&stage.find("#comment-1 p"), &"textContent".into(), &half).unwrap();
    let mut deepest = stage.find("#comment-3 .body");
    // Browsers themselves nest no deeper when they parse, and their layout gives up not far beyond.
    for _ in 0..500 {
        let inner = document().create_element("div").unwrap();
        deepest.append_child(&inner).unwrap();
        deepest = wasm_bindgen::JsCast::unchecked_into(inner);
    }
    let posts = scan(&taken().await.page);
    assert!(
        posts
            .iter()
            .any(|post| post.text.contains("since the storm"))
    );
}

#[wasm_bindgen_test]
async fn fields_of_a_form_hide_nothing_from_us() {
    let names = [
        "attributes",
        "localName",
        "nodeType",
        "nextSibling",
        "parentNode",
        "firstChild",
        "checkVisibility",
        "nodeName",
        "contains",
    ];
    let fields: String = names
        .iter()
        .map(|name| format!("<input name={name}>"))
        .collect();
    let form = format!("<form>{fields}</form><ol class=\"comments\">");
    let _stage = Stage::with(&COMMENTS.replace("<ol class=\"comments\">", &form));
    assert_eq!(scan(&taken().await.page).len(), 4);
}

#[wasm_bindgen_test]
async fn the_owners_selector_decides() {
    let stage =
        Stage::with("<div><p class=note>First note of mine</p><p class=note>And another</p></div>");
    let selectors = Selectors {
        posts: ".note".to_owned(),
        ..Selectors::default()
    };
    let root = document().document_element().unwrap();
    let taken = take(
        &root,
        "https://intranet.example/notes",
        &selectors,
        &mut Slices::begin(),
    )
    .await
    .unwrap();
    let posts = scan(&taken.page);
    let roots: Vec<_> = posts.iter().filter_map(|p| taken.element(p.root)).collect();
    assert_eq!(roots, stage.all(".note"));
}

#[wasm_bindgen_test]
async fn a_post_is_one_post_under_all_names_of_its_site() {
    let stage = Stage::with(COMMENTS);
    let root = document().document_element().unwrap();
    let selectors = Selectors {
        hosts: "blog.example intranet.example".to_owned(),
        ..Selectors::default()
    };
    let url = "https://intranet.example/blog/tide";
    let taken = take(&root, url, &selectors, &mut Slices::begin())
        .await
        .unwrap();
    let posts = scan(&taken.page);
    assert_eq!(posts[0].locator, "blog.example/blog/tide");
    drop(stage);
}
