//! Marking where posts say a word.

use std::cell::RefCell;

use groundswell_text::{Language, Vocabulary, count};
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
        "<p>Two 😀 meeting rooms, one <b>Meet</b>ing, no meets. <script>meeting</script></p>",
    );
    let places = [(stage.find("p").into(), Language::Unknown)];
    let mut vocabulary = Vocabulary::new();
    count("meeting, Meeting", Language::Unknown, &mut vocabulary);
    let before = stage.0.inner_html();
    mark(&places, &[0], &RefCell::new(vocabulary), || true).await;
    assert_eq!(marked(), ["meeting", "Meeting"]);
    assert_eq!(stage.0.inner_html(), before, "the page's DOM is untouched");
    clear();
    assert_eq!(marked(), Vec::<String>::new());
}

#[wasm_bindgen_test]
async fn words_of_two_lines_are_not_one() {
    let stage = Stage::with(
        "<div><span>09:02</span><div><p>meeting</p><ul><li>meet</li><li>ing</li></ul>\
         meet<br>ing, <i>Meet</i>ing<p>no</p>meeting</div></div>",
    );
    let places = [(stage.find("div").into(), Language::Unknown)];
    let mut vocabulary = Vocabulary::new();
    count("meeting, Meeting", Language::Unknown, &mut vocabulary);
    mark(&places, &[0], &RefCell::new(vocabulary), || true).await;
    assert_eq!(marked(), ["meeting", "Meeting", "meeting"]);
    clear();
}

#[wasm_bindgen_test]
async fn a_choice_that_changed_is_not_marked() {
    let stage = Stage::with("<p>a meeting</p>");
    let mut vocabulary = Vocabulary::new();
    count("meeting", Language::Unknown, &mut vocabulary);
    mark(
        &[(stage.find("p").into(), Language::Unknown)],
        &[0],
        &RefCell::new(vocabulary),
        || false,
    )
    .await;
    assert_eq!(marked(), Vec::<String>::new());
}
