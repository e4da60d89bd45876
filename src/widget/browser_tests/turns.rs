//! Turns of tabs to send.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen_futures::{JsFuture, spawn_local};
use wasm_bindgen_test::wasm_bindgen_test;

use super::{Instead, evaluate, turn, until};
use crate::vault::{Pass, Vault};

/// How often a tab that waits is looked at before it is believed to wait; longer than two looks at a lease.
const LOOKS: usize = 60;

/// A second tab does not get its turn before the first gives it back, and gets it then; though the clock is
/// set back meanwhile.
async fn check_one_at_a_time(scope: &str, locks: bool) {
    let first = Pass::take(&Vault::new(scope), locks).await;
    assert!(first.extend().await);
    let _clock = Instead::put("Date", "now", "() => 0");
    let got = Rc::new(Cell::new(false));
    let second = got.clone();
    let other = Vault::new(scope);
    spawn_local(async move {
        let _turn = Pass::take(&other, locks).await;
        second.set(true);
    });
    for _ in 0..LOOKS {
        JsFuture::from(turn()).await.unwrap();
        assert!(!got.get());
    }
    assert!(first.extend().await, "a turn may last");
    drop(first);
    until("the next tab has its turn", || got.get()).await;
}

#[wasm_bindgen_test]
async fn one_tab_sends_at_a_time_by_lock() {
    check_one_at_a_time("t:lock", true).await;
}

#[wasm_bindgen_test]
async fn one_tab_sends_at_a_time_by_lease_where_there_are_no_locks() {
    check_one_at_a_time("t:lease", false).await;
    let _none = Instead::put("navigator", "locks", "undefined");
    check_one_at_a_time("t:no-locks", true).await;
}

#[wasm_bindgen_test]
async fn one_tab_sends_at_a_time_where_there_is_no_database_either() {
    let _blocked = Instead::put("window", "indexedDB", "undefined");
    check_one_at_a_time("t:lease-stored", false).await;
}

#[wasm_bindgen_test]
async fn the_lease_of_a_tab_that_died_ends_though_the_clock_was_set() {
    let scope = "t:lease-dead";
    let vault = Vault::new(scope);
    std::mem::forget(Pass::take(&vault, false).await);
    for now in ["() => 1e15", "() => 0"] {
        let _clock = Instead::put("Date", "now", now);
        let long = "(() => { let now = 0; return () => (now += 30_000); })()";
        let _later = Instead::put("performance", "now", long);
        std::mem::forget(Pass::take(&vault, false).await);
    }
}

#[wasm_bindgen_test]
async fn scopes_do_not_wait_for_each_other() {
    for locks in [true, false] {
        let _one = Pass::take(&Vault::new("t:scope-1"), locks).await;
        let _other = Pass::take(&Vault::new("t:scope-2"), locks).await;
    }
}

#[wasm_bindgen_test]
async fn a_lease_that_a_stranger_spoilt_is_taken() {
    let _blocked = Instead::put("window", "indexedDB", "undefined");
    for spoilt in ["{", "null", "7", "{\\\"until\\\":\\\"x\\\"}"] {
        evaluate(&format!(
            "localStorage.setItem('groundswell:lease:t:spoilt', \"{spoilt}\")"
        ));
        drop(Pass::take(&Vault::new("t:spoilt"), false).await);
    }
}
