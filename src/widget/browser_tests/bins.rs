//! Times in bins, by the script that makes them.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{CLOUD, evaluate};

/// How many bins there are for the times that JavaScript expressions give, how many have any, and what the first and
/// all of them are called; nothing where there are no bins.
async fn bins(times: &str) -> String {
    let (_, source) = CLOUD[0];
    let source = js_sys::JSON::stringify(&source.into()).unwrap();
    let answer = evaluate(&format!(
        "import(URL.createObjectURL(new Blob([{source}], {{ type: 'text/javascript' }}))).then((bins) => {{ \
           const times = Float64Array.from([{times}], Number); \
           const scale = bins.scaleOf(times, 'en-GB'); \
           if (!scale) return ''; \
           const counts = bins.countsOf(times, scale); \
           const range = (from, to) => bins.rangeOf(scale, from, to).replace(/[\\u2009\\u202f]/g, ' '); \
           return [counts.length, counts.filter(Boolean).length, range(0, 1), range(0, counts.length)].join('; '); \
         }})"
    ));
    let answer = JsFuture::from(answer.dyn_into::<js_sys::Promise>().unwrap()).await;
    answer.unwrap().as_string().unwrap()
}

#[wasm_bindgen_test]
async fn bins_are_of_the_finest_unit_of_which_few_do() {
    let date = |rest: &str| format!("new Date({rest})");
    for (from, to, wanted) in [
        ("2026, 9, 1, 9, 5", "2026, 9, 1, 9, 50", "1; 1; "),
        ("2026, 9, 1, 9, 5", "2026, 9, 2, 11, 45", "27; 2; "),
        (
            "2026, 9, 1, 9, 5",
            "2026, 10, 2, 11",
            "33; 2; 1 Oct 2026; 1 Oct – 2 Nov 2026",
        ),
        // From a Monday to a Sunday.
        (
            "2026, 0, 1, 9, 5",
            "2026, 5, 2, 11",
            "23; 2; 29 Dec 2025 – 4 Jan 2026; 29 Dec 2025 – 7 Jun 2026",
        ),
        (
            "2024, 0, 1, 9, 5",
            "2026, 5, 2, 11",
            "30; 2; Jan 2024; Jan 2024 – Jun 2026",
        ),
        (
            "1999, 0, 1, 9, 5",
            "2026, 5, 2, 11",
            "28; 2; 1999; 1999 – 2026",
        ),
    ] {
        let found = bins(&[date(from), date(to)].join(",")).await;
        assert!(found.starts_with(wanted), "{from} to {to}: {found}");
    }
}

#[wasm_bindgen_test]
async fn no_times_are_too_wild_for_bins() {
    assert_eq!(bins("").await, "");
    assert_eq!(bins("NaN").await, "");
    for times in [
        "NaN, new Date(2020, 1, 1)",
        "-8.64e15, 8.64e15",
        "new Date(2020, 1, 1).setFullYear(50), new Date(2020, 1, 1)",
        "0, 8.64e15",
    ] {
        let found = bins(times).await;
        let count: u32 = found.split(';').next().unwrap().parse().unwrap();
        assert!((1..=40).contains(&count), "{times}: {found}");
    }
}

/// What a word becomes in a table for programs that calculate.
#[wasm_bindgen_test]
async fn no_word_is_a_formula_in_a_table() {
    let source = include_str!("../../../www/cloud/table.mjs");
    let source = js_sys::JSON::stringify(&source.into()).unwrap();
    let answer = evaluate(&format!(
        "import(URL.createObjectURL(new Blob([{source}], {{ type: 'text/javascript' }}))).then((table) => \
           ['=1', '+1', '-1', '@a', '\\t=1', '\\r=1', '\\n=1', '＝1', '＋1', '－1', '＠a'] \
             .filter((word) => !table.csv([[word]]).startsWith('\\ufeff\"\\'')).join())"
    ));
    let answer = JsFuture::from(answer.dyn_into::<js_sys::Promise>().unwrap()).await;
    assert_eq!(answer.unwrap(), "");
}
