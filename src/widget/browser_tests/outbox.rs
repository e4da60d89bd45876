//! Wishes in the browser's own stores, as several tabs use them at once.

use std::rc::Rc;

use groundswell_protocol::{RatingKind, RatingValue};
use wasm_bindgen_test::wasm_bindgen_test;

use super::{Instead, post, shelf, window};
use crate::outbox::{Full, Outbox};
use crate::storage::Shelf;
use crate::wish::{MAX_WISHES, Order, Wish};

fn value(value: i64) -> Option<RatingValue> {
    RatingValue::new(RatingKind::UpDown, value).ok()
}

/// What a tab opened now has after it looked into all stores.
async fn new_tab(scope: &str) -> Rc<Outbox> {
    let outbox = Outbox::open(Shelf::new(&window(), scope));
    outbox.refresh().await;
    outbox
}

/// The lines that local storage has for `scope`.
fn journal(scope: &str) -> Vec<String> {
    Shelf::new(&window(), scope).lines("wish", usize::MAX)
}

fn wanted(outbox: &Outbox, locator: &str) -> Option<Option<RatingValue>> {
    outbox.get(post(locator)).map(|wish| wish.value)
}

fn first(outbox: &Outbox) -> Option<Wish> {
    outbox.first(Order::default())
}

#[wasm_bindgen_test]
async fn a_wish_outlives_the_page_and_is_shared_by_tabs() {
    let scope = "t:outlive";
    let one = Outbox::open(shelf(scope));
    one.put(post("a"), value(-1)).unwrap();
    one.refresh().await;
    assert_eq!(journal(scope), [""; 0], "IndexedDB has it now");

    let other = new_tab(scope).await;
    assert_eq!(wanted(&other, "a"), Some(value(-1)));
    let wish = first(&other).unwrap();
    other.settle(wish);
    other.refresh().await;

    let look = one.refresh().await;
    assert_eq!(look.settled, [wish], "the other tab saw to it");
    assert_eq!(first(&one), None);
    assert_eq!(
        first(&*new_tab(scope).await),
        None,
        "nothing is left behind"
    );
}

#[wasm_bindgen_test]
async fn a_tab_that_is_closed_on_the_click_leaves_its_wish() {
    let scope = "t:closed";
    Outbox::open(shelf(scope)).put(post("a"), value(1)).unwrap();
    let next = Outbox::open(Shelf::new(&window(), scope));
    assert_eq!(
        wanted(&next, "a"),
        Some(value(1)),
        "before any database is open"
    );
    next.refresh().await;
    assert_eq!(journal(scope), [""; 0]);
    assert_eq!(wanted(&*new_tab(scope).await, "a"), Some(value(1)));
    next.settle(first(&next).unwrap());
    next.refresh().await;
}

#[wasm_bindgen_test]
async fn the_last_click_counts_in_whatever_order_tabs_write() {
    for late_writes_first in [false, true] {
        let scope = &format!("t:last-{late_writes_first}");
        let (one, other) = (Outbox::open(shelf(scope)), new_tab(scope).await);
        one.put(post("a"), value(1)).unwrap();
        {
            let _clock = Instead::put("Date", "now", "() => 0");
            other.put(post("a"), None).unwrap();
        }
        let (first_to_write, second) = if late_writes_first {
            (&other, &one)
        } else {
            (&one, &other)
        };
        first_to_write.refresh().await;
        second.refresh().await;
        first_to_write.refresh().await;
        for tab in [&one, &other, &new_tab(scope).await] {
            assert_eq!(wanted(tab, "a"), Some(None));
        }
        other.settle(first(&other).unwrap());
        other.refresh().await;
    }
}

#[wasm_bindgen_test]
async fn what_a_slow_tab_wrote_does_not_come_back_after_a_later_wish_was_settled() {
    let scope = "t:slow";
    let (slow, quick) = (Outbox::open(shelf(scope)), new_tab(scope).await);
    slow.put(post("a"), value(1)).unwrap();
    quick.put(post("a"), value(-1)).unwrap();
    quick.refresh().await;
    quick.settle(first(&quick).unwrap());
    quick.refresh().await;

    let look = slow.refresh().await;
    assert!(look.changed);
    for tab in [&slow, &quick, &new_tab(scope).await] {
        assert_eq!(first(tab), None);
    }
}

#[wasm_bindgen_test]
async fn a_click_while_stores_are_written_is_kept() {
    let scope = "t:while";
    let outbox = Outbox::open(shelf(scope));
    outbox.put(post("a"), value(1)).unwrap();
    let writing = outbox.refresh();
    outbox.put(post("a"), value(-1)).unwrap();
    outbox.put(post("b"), value(1)).unwrap();
    writing.await;
    assert_eq!(wanted(&outbox, "a"), Some(value(-1)));
    outbox.refresh().await;
    let next = new_tab(scope).await;
    assert_eq!(wanted(&next, "a"), Some(value(-1)));
    assert_eq!(wanted(&next, "b"), Some(value(1)));
    for locator in ["a", "b"] {
        next.settle(next.get(post(locator)).unwrap());
    }
    next.refresh().await;
}

#[wasm_bindgen_test]
async fn without_indexed_db_a_wish_stays_in_local_storage() {
    let _blocked = Instead::put("window", "indexedDB", "undefined");
    let scope = "t:no-database";
    let (one, other) = (Outbox::open(shelf(scope)), new_tab(scope).await);
    one.put(post("a"), value(1)).unwrap();
    one.put(post("a"), value(-1)).unwrap();
    one.refresh().await;
    assert_eq!(journal(scope).len(), 1, "what was superseded is gone");
    assert!(!one.is_fleeting(post("a")));
    other.refresh().await;
    assert_eq!(wanted(&other, "a"), Some(value(-1)));
    other.settle(first(&other).unwrap());
    assert_eq!(journal(scope), [""; 0]);
    assert_eq!(one.refresh().await.settled.len(), 1);
}

#[wasm_bindgen_test]
async fn a_wish_that_nothing_keeps_is_there_for_this_page_and_known_to_be_fleeting() {
    let _blocked = Instead::put("window", "indexedDB", "undefined");
    let scope = "t:no-store";
    let outbox = Outbox::open(shelf(scope));
    {
        let _full = Instead::put(
            "Storage.prototype",
            "setItem",
            "() => { throw new Error('full'); }",
        );
        outbox.put(post("a"), value(1)).unwrap();
    }
    for _ in 0..2 {
        outbox.refresh().await;
        assert_eq!(wanted(&outbox, "a"), Some(value(1)));
        assert!(outbox.is_fleeting(post("a")));
    }
    outbox.settle(first(&outbox).unwrap());
    outbox.refresh().await;
    assert_eq!(first(&outbox), None);
}

#[wasm_bindgen_test]
async fn a_full_local_storage_is_no_loss_where_indexed_db_works() {
    let scope = "t:quota";
    let outbox = Outbox::open(shelf(scope));
    let _full = Instead::put(
        "Storage.prototype",
        "setItem",
        "() => { throw new Error('full'); }",
    );
    outbox.put(post("a"), value(1)).unwrap();
    outbox.refresh().await;
    assert!(!outbox.is_fleeting(post("a")));
    let next = new_tab(scope).await;
    assert_eq!(wanted(&next, "a"), Some(value(1)));
    next.settle(first(&next).unwrap());
    next.refresh().await;
}

#[wasm_bindgen_test]
async fn lines_of_strangers_are_cleared_away() {
    let scope = "t:strangers";
    let shelf = shelf(scope);
    shelf.add_line("wish", "nonsense");
    shelf.set("clicks", "99999999999999999999");
    let outbox = Outbox::open(shelf);
    outbox.put(post("a"), value(1)).unwrap();
    outbox.put(post("a"), value(-1)).unwrap();
    outbox.refresh().await;
    assert_eq!(journal(scope), [""; 0]);
    assert_eq!(wanted(&outbox, "a"), Some(value(-1)));
    outbox.settle(first(&outbox).unwrap());
    outbox.refresh().await;
}

#[wasm_bindgen_test]
async fn what_an_earlier_release_kept_is_taken_over_once() {
    let scope = "t:earlier";
    let (a, b) = (post("a"), post("b"));
    shelf(scope).set("outbox", &format!("{a} 1 77\nnonsense\n{b} 0 4\n"));
    for _ in 0..2 {
        let outbox = new_tab(scope).await;
        assert_eq!(wanted(&outbox, "a"), Some(value(1)));
        assert_eq!(wanted(&outbox, "b"), Some(None));
        assert_eq!(Shelf::new(&window(), scope).get("outbox"), None);
    }
    let outbox = new_tab(scope).await;
    for post in [a, b] {
        outbox.settle(outbox.get(post).unwrap());
    }
    outbox.refresh().await;
    assert_eq!(first(&*new_tab(scope).await), None);
}

#[wasm_bindgen_test]
fn a_full_outbox_says_so_and_loses_nothing() {
    let outbox = Outbox::open(shelf("t:full"));
    for i in 0..MAX_WISHES {
        outbox.put(post(&i.to_string()), value(1)).unwrap();
    }
    assert_eq!(outbox.put(post("one more"), value(1)), Err(Full));
    assert_eq!(first(&outbox).map(|wish| wish.post), Some(post("0")));
    assert_eq!(
        outbox.put(post("5"), None),
        Ok(()),
        "a wish that is there may change"
    );
    assert_eq!(wanted(&outbox, "5"), Some(None));
    shelf("t:full");
}

#[wasm_bindgen_test]
fn what_the_hub_wants_waited_for_is_known_to_all_tabs_and_has_an_end() {
    let scope = "t:hold";
    let (one, other) = (
        Outbox::open(shelf(scope)),
        Outbox::open(Shelf::new(&window(), scope)),
    );
    assert_eq!(other.held(), 0);
    one.hold(60_000);
    for tab in [&one, &other] {
        assert!((1..=60_000).contains(&tab.held()));
    }
    for now in ["() => 0", "() => 1e15"] {
        let _clock = Instead::put("Date", "now", now);
        assert_eq!((one.held(), other.held()), (0, 0), "{now}");
    }
}

#[wasm_bindgen_test]
async fn all_tabs_of_a_space_send_under_one_name_and_number_their_clicks() {
    let scope = "t:sender";
    let (one, other) = (Outbox::open(shelf(scope)), new_tab(scope).await);
    one.put(post("a"), value(1)).unwrap();
    let early = one.request_order(first(&one).unwrap());
    other.put(post("a"), None).unwrap();
    let late = other.request_order(first(&other).unwrap());
    assert_eq!(early.sender, late.sender);
    assert!(early.number < late.number);
    assert_eq!(late.to_string().parse(), Ok(late));

    let elsewhere = Outbox::open(shelf("t:sender-elsewhere"));
    elsewhere.put(post("a"), value(1)).unwrap();
    let wish = first(&elsewhere).unwrap();
    assert_ne!(elsewhere.request_order(wish).sender, late.sender);

    assert_eq!(other.change_sender(), one.request_order(wish).sender);
    assert_ne!(one.request_order(wish).sender, late.sender);
}

#[wasm_bindgen_test]
async fn where_nothing_is_kept_a_page_has_a_name_of_its_own() {
    let scope = "t:sender-blocked";
    let _blocked = Instead::put(
        "Storage.prototype",
        "setItem",
        "() => { throw new Error() }",
    );
    let outbox = Outbox::open(shelf(scope));
    outbox.put(post("a"), value(1)).unwrap();
    let wish = first(&outbox).unwrap();
    let order = outbox.request_order(wish);
    assert_eq!(outbox.request_order(wish), order);
}
