//! What is read of the hub's answers and events, and what is not.

use groundswell_protocol::RatingKind;
use groundswell_text::{MAX_RULES, Rules};
use wasm_bindgen_test::wasm_bindgen_test;

use super::{evaluate, post};
use crate::settings::{Settings, SignOn};
use crate::standing::{MAX_EVENT, read_event, read_standings};

const ID: &str = "L7fHzSHija3XpHUcpttO-A";

fn event(members: &str) -> String {
    format!("{{\"post\":\"{ID}\",{members}}}")
}

#[wasm_bindgen_test]
fn an_event_says_how_a_post_stands() {
    let standing = read_event(&event(
        r#""tally":{"1":5,"-1":2},"unverified":{"1":3},"seq":7"#,
    ))
    .unwrap();
    let tally = standing.state.tally.unwrap();
    assert_eq!((tally.count(1), tally.count(-1)), (5, 2));
    assert_eq!(standing.state.unverified.count(1), 3);
    assert_eq!((standing.seq, standing.mine), (7, None));
    let hidden = read_event(&event(r#""tally":null,"seq":8"#)).unwrap();
    assert_eq!(hidden.state.tally, None);
}

#[wasm_bindgen_test]
fn what_is_no_event_is_passed_over() {
    let long = event(&format!(
        r#""tally":{{"1":1}},"more":"{}""#,
        "x".repeat(MAX_EVENT)
    ));
    let broken = [
        "",
        "null",
        "[]",
        "{",
        r#"{"post":"x","tally":{}}"#,
        r#"{"tally":{}}"#,
        &event(r#""seq":1"#),
        &event(r#""tally":5"#),
        &long,
    ];
    for data in broken {
        assert_eq!(read_event(data), None, "{data}");
    }
    let odd = read_event(&event(r#""tally":{"1":1e99,"99":1,"x":2},"seq":-5"#)).unwrap();
    assert_eq!(odd.state.tally.unwrap().iter().count(), 1);
    assert_eq!(odd.seq, 0);
}

#[wasm_bindgen_test]
fn an_answer_has_the_posts_in_the_order_asked() {
    let posts = [post("a"), post("b")];
    let answer =
        evaluate(r#"({ tallies: [{ 1: 4 }, null], looks: [12], mine: [1, null], seq: 9 })"#);
    let standings = read_standings(&posts, &answer).unwrap();
    assert_eq!(standings[0].state.tally.unwrap().count(1), 4);
    assert_eq!(
        (standings[0].state.looks, standings[0].mine),
        (Some(12), Some(1))
    );
    assert_eq!(standings[1].state.tally, None);
    assert_eq!((standings[1].post, standings[1].seq), (posts[1], 9));
    let short = evaluate("({ tallies: [{ 1: 4 }], seq: 9 })");
    assert_eq!(read_standings(&posts, &short), None);
}

#[wasm_bindgen_test]
fn settings_that_are_not_said_have_their_defaults() {
    let read = |answer: &str| Settings::read(&evaluate(answer));
    let plain = read("({ rating: 'stars' })").unwrap();
    assert_eq!(plain.kind, RatingKind::Stars);
    assert_eq!(plain.sign_on, SignOn::default());
    assert!(plain.rules.is_empty());
    let ruling = read(
        "({ rating: 'stars', hidden_terms: ['a', 7, null, 'b c'], stop_words: ['d', 'e f'], synonyms: ['g = h', 'i'] })",
    );
    let mut expected = Rules::default();
    expected.add_hidden_terms("a, b c", &mut |_, _| {});
    expected.add_stop_words("d", &mut |_, _| {});
    expected.add_synonyms("g = h", &mut |_, _| {});
    assert_eq!(ruling.unwrap().rules, expected);
    let flood = read("({ rating: 'stars', hidden_terms: Array(2_000).fill('a') })").unwrap();
    let mut expected = Rules::default();
    expected.add_hidden_terms(&"a,".repeat(MAX_RULES), &mut |_, _| {});
    assert_eq!(flood.rules, expected);
    assert!(!plain.sign_on.verifies());
    let odd = read("({ rating: 'useful', sign_on: { anonymous: false, login: true, proxy: 1 } })");
    let sign_on = odd.unwrap().sign_on;
    assert!(!sign_on.anonymous && sign_on.login && !sign_on.proxy && sign_on.verifies());
    assert_eq!(read("({ rating: 'thumbs' })"), None);
    assert_eq!(read("null"), None);
}
