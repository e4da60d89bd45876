//! Marking where posts say a word.

use groundswell_text::Language;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{Stage, evaluate};
use crate::highlight::{clear, mark};

fn marked() -> Vec<String> {
    let marked = evaluate("[...(CSS.highlights.get('groundswell-term') ?? [])].map(String)");
    js_sys::Array::from(&marked)
        .iter()
        .filter_map(|text| text.as_string())
        .collect()
}

#[wasm_bindgen_test]
async fn every_form_is_marked_across_markup_and_nowhere_else() {
    let stage = Stage::with(
        "<p>Two 😀 meetings, one <b>Meet</b>ing, no meets. <script>meeting</script></p>",
    );
    let places = [(stage.find("p").into(), Language::English)];
    let before = stage.0.inner_html();
    mark(&places, "meeting", || true).await;
    assert_eq!(marked(), ["meetings", "Meeting"]);
    assert_eq!(stage.0.inner_html(), before, "the page's DOM is untouched");
    clear();
    assert_eq!(marked(), Vec::<String>::new());
}

#[wasm_bindgen_test]
async fn a_choice_that_changed_is_not_marked() {
    let stage = Stage::with("<p>a meeting</p>");
    mark(
        &[(stage.find("p").into(), Language::English)],
        "meeting",
        || false,
    )
    .await;
    assert_eq!(marked(), Vec::<String>::new());
}
