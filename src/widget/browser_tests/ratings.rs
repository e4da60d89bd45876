//! What is shown of a post's ratings, whatever order the hub's answers come in.

use groundswell_protocol::{PostId, RatingKind, RatingValue, Tally, TallyDisplay};
use wasm_bindgen_test::wasm_bindgen_test;

use super::{post, shelf};
use crate::answer::Refusal;
use crate::ratings::{Delivery, Ratings};
use crate::standing::{Standing, State};

fn value(value: i64) -> RatingValue {
    RatingValue::new(RatingKind::UpDown, value).unwrap()
}

fn standing(post: PostId, up: u32, mine: Option<i8>, seq: u64) -> Standing {
    let mut tally = Tally::default();
    tally.set(1, up);
    Standing {
        post,
        state: State {
            tally: Some(tally),
            ..State::default()
        },
        mine,
        seq,
    }
}

fn ratings(scope: &str) -> Ratings {
    Ratings::new(shelf(scope), RatingKind::UpDown, true)
}

fn refusal() -> Refusal {
    Refusal {
        kind: "post-sealed".to_owned(),
        reason: "no more".to_owned(),
    }
}

/// Ups shown, own value, where it is.
fn shown(ratings: &Ratings, post: PostId) -> (u32, Option<i8>, Delivery) {
    let shown = ratings.shown(post);
    (
        shown.tally.count(1),
        shown.mine.map(RatingValue::get),
        shown.delivery,
    )
}

#[wasm_bindgen_test]
fn a_wish_shows_at_once_and_settles_when_acknowledged() {
    let (ratings, a) = (ratings("t:settle"), post("a"));
    ratings.learn_all(vec![standing(a, 3, None, 1)]);
    ratings.choose(a, value(1)).unwrap();
    assert_eq!(shown(&ratings, a), (4, Some(1), Delivery::Sending));
    let entry = ratings.next_to_send().unwrap();
    ratings.acknowledge(entry, standing(a, 4, Some(1), 2));
    assert_eq!(shown(&ratings, a), (4, Some(1), Delivery::Settled));
    assert!(!ratings.any_waiting());
}

#[wasm_bindgen_test]
fn choosing_the_same_value_again_takes_it_back() {
    let (ratings, a) = (ratings("t:back"), post("a"));
    ratings.learn_all(vec![standing(a, 3, Some(1), 1)]);
    ratings.choose(a, value(1)).unwrap();
    assert_eq!(shown(&ratings, a), (2, None, Delivery::Sending));
}

#[wasm_bindgen_test]
fn the_stream_never_counts_the_readers_own_rating_twice() {
    for stream_first in [true, false] {
        let (ratings, a) = (ratings("t:twice"), post("a"));
        ratings.learn_all(vec![standing(a, 3, None, 1)]);
        ratings.choose(a, value(1)).unwrap();
        let entry = ratings.next_to_send().unwrap();
        if stream_first {
            ratings.hear(standing(a, 4, None, 2));
            assert_eq!(shown(&ratings, a).0, 4);
        }
        ratings.acknowledge(entry, standing(a, 4, Some(1), 2));
        if !stream_first {
            ratings.hear(standing(a, 4, None, 2));
        }
        assert_eq!(shown(&ratings, a), (4, Some(1), Delivery::Settled));
    }
}

#[wasm_bindgen_test]
fn older_news_does_not_undo_newer() {
    let (ratings, a) = (ratings("t:older"), post("a"));
    ratings.hear(standing(a, 9, None, 5));
    ratings.hear(standing(a, 8, None, 4));
    assert_eq!(shown(&ratings, a).0, 9);
}

#[wasm_bindgen_test]
fn what_the_hub_says_after_counting_anew_is_taken() {
    let (ratings, a) = (ratings("t:anew"), post("a"));
    ratings.hear(standing(a, 9, None, 500));
    ratings.forget_numbers();
    ratings.hear(standing(a, 1, None, 4));
    assert_eq!(shown(&ratings, a).0, 1);
}

#[wasm_bindgen_test]
fn a_reader_who_has_not_signed_on_counts_apart_where_the_hub_counts_so() {
    let (ratings, a) = (ratings("t:apart"), post("a"));
    ratings.learn_all(vec![standing(a, 3, None, 1)]);
    ratings.set_apart(true);
    ratings.choose(a, value(1)).unwrap();
    assert_eq!(shown(&ratings, a), (3, Some(1), Delivery::Sending));
    assert_eq!(ratings.shown(a).unverified.count(1), 1);
}

#[wasm_bindgen_test]
fn a_newer_wish_survives_the_acknowledgement_of_an_older_one() {
    let (ratings, a) = (ratings("t:newer"), post("a"));
    ratings.choose(a, value(1)).unwrap();
    let first = ratings.next_to_send().unwrap();
    ratings.choose(a, value(-1)).unwrap();
    ratings.acknowledge(first, standing(a, 1, Some(1), 1));
    assert_eq!(shown(&ratings, a), (0, Some(-1), Delivery::Sending));
    let second = ratings.next_to_send().unwrap();
    assert_eq!(second.value, Some(value(-1)));
}

#[wasm_bindgen_test]
fn a_rating_says_that_it_waits_only_once_the_hub_was_seen_to_be_away() {
    let (ratings, a) = (ratings("t:away"), post("a"));
    ratings.choose(a, value(1)).unwrap();
    let entry = ratings.next_to_send().unwrap();
    ratings.give_up_sending(entry);
    assert_eq!(shown(&ratings, a), (1, Some(1), Delivery::Waiting));
    assert!(ratings.acknowledge(entry, standing(a, 1, Some(1), 1)));
    assert_eq!(shown(&ratings, a), (1, Some(1), Delivery::Settled));
}

#[wasm_bindgen_test]
fn a_refused_wish_is_gone_and_the_post_shows_as_before() {
    let (ratings, a) = (ratings("t:refused"), post("a"));
    ratings.learn_all(vec![standing(a, 3, None, 1)]);
    ratings.choose(a, value(1)).unwrap();
    let entry = ratings.next_to_send().unwrap();
    ratings.reject(entry, refusal());
    assert_eq!(shown(&ratings, a), (3, None, Delivery::Settled));
    assert_eq!(ratings.refusal(a), Some(refusal()), "until the next click");
    ratings.choose(a, value(-1)).unwrap();
    assert_eq!(ratings.refusal(a), None);
}

#[wasm_bindgen_test]
fn a_later_wish_is_not_told_what_an_earlier_one_was() {
    let (ratings, a) = (ratings("t:refused-late"), post("a"));
    ratings.choose(a, value(1)).unwrap();
    let first = ratings.next_to_send().unwrap();
    ratings.choose(a, value(-1)).unwrap();
    ratings.reject(first, refusal());
    assert_eq!(shown(&ratings, a), (0, Some(-1), Delivery::Sending));
    assert_eq!(ratings.refusal(a), None);
}

#[wasm_bindgen_test]
fn a_wish_that_fails_does_not_keep_others_from_the_hub() {
    let ratings = ratings("t:rotate");
    for locator in ["a", "b"] {
        ratings.choose(post(locator), value(1)).unwrap();
    }
    for expected in ["a", "b", "a"] {
        let wish = ratings.next_to_send().unwrap();
        assert_eq!(wish.post, post(expected));
        ratings.give_up_sending(wish);
    }
}

#[wasm_bindgen_test]
fn without_a_hub_a_rating_stays_here_and_says_so() {
    let ratings = Ratings::new(shelf("t:local"), RatingKind::UpDown, false);
    ratings.choose(post("a"), value(1)).unwrap();
    assert_eq!(shown(&ratings, post("a")), (1, Some(1), Delivery::Local));
}

#[wasm_bindgen_test]
fn tallies_are_unseen_until_the_reader_has_rated_where_so_set() {
    let (ratings, a) = (ratings("t:unseen"), post("a"));
    ratings.learn_all(vec![standing(a, 3, None, 1)]);
    assert!(!ratings.shown(a).unseen);
    assert!(ratings.set_display(TallyDisplay::AfterRating));
    assert!(!ratings.set_display(TallyDisplay::AfterRating));
    assert!(ratings.shown(a).unseen);
    ratings.choose(a, value(-1)).unwrap();
    assert!(!ratings.shown(a).unseen);
    ratings.choose(a, value(-1)).unwrap();
    assert!(ratings.shown(a).unseen);
}
