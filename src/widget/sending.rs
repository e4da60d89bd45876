//! The half of [`Sync`] that sends what waits in the outbox.
//!
//! Invariant: of all tabs of a browser one sends at a time, one wish after the other, and has its turn until
//! the hub has answered or the request was given up. It looks at what is stored after it got its turn. So no
//! older wish is sent once a newer one for the same post was. One that was given up may still reach the hub
//! late: the hub tells by the number of the click that it is older, and the last click counts.

use std::rc::Rc;

use groundswell_protocol::{PostId, RatingValue};
use js_sys::Math;
use wasm_bindgen_futures::spawn_local;

use crate::answer::{Failure, Refusal};
use crate::handles::{Listener, Timer};
use crate::vault::Pass;
use crate::wish::Wish;

use super::{News, Sync, wait_after};

/// How long another tab is given to send what it put into the outbox, milliseconds.
const OTHER_TAB_MS: i32 = 2_000;

/// How much longer than it was told to a tab waits, by chance, at most: so that readers who were all told
/// the same do not all come back at once.
const JITTER: f64 = 0.25;

impl Sync {
    /// Sends what waits in the outbox, one after the other.
    pub fn flush(&self) {
        let Some(sync) = self.this.upgrade() else {
            return;
        };
        if sync.flushing.replace(true) {
            return;
        }
        spawn_local(async move {
            sync.look().await;
            let unsigned = sync.must_sign_on();
            if sync.ratings.any_waiting() && !unsigned && !sync.is_held() {
                let turn = sync.ratings.turn().await;
                while sync.send_next(&turn).await {}
            }
            sync.flushing.set(false);
        });
    }

    /// Whether another wish may be sent in this turn.
    async fn send_next(&self, turn: &Pass) -> bool {
        if !turn.extend().await {
            // This tab slept too long, and another one has the turn by now.
            self.look_later();
            return false;
        }
        self.look().await;
        if self.stopped.get() || self.is_held() {
            return false;
        }
        let Some(wish) = self.ratings.next_to_send() else {
            return false;
        };
        let doubted = self.overtaken.replace(None) == Some(wish.order);
        if doubted {
            self.ratings.outbox().change_sender();
        }
        let order = self.ratings.outbox().request_order(wish);
        match self.client.rate(wish.post, wish.value, order).await {
            Ok(standing) if !doubted && standing.mine != wish.value.map(RatingValue::get) => {
                // To the hub this browser already sent a later one. If after another look it did not, its
                // numbers were set back, and it is somebody else from now on.
                self.overtaken.set(Some(wish.order));
                self.ratings.release(wish.post);
                true
            }
            Ok(standing) => {
                self.failures.set(0);
                let back = self.ratings.acknowledge(wish, standing);
                (self.tell)(if back {
                    News::Outbox
                } else {
                    News::Post(wish.post)
                });
                true
            }
            Err(Failure::Refused(refusal)) => {
                self.refuse(wish, refusal);
                true
            }
            Err(failure) => {
                self.wait(wish, &failure);
                false
            }
        }
    }

    fn refuse(&self, wish: Wish, refusal: Refusal) {
        if !self.posts.borrow().contains(&wish.post) {
            // Given on another page; there is no control to say it at.
            crate::warn(&format!(
                "Groundswell: a rating was not saved: {}",
                refusal.reason
            ));
        }
        self.failures.set(0);
        self.ratings.reject(wish, refusal);
        (self.tell)(News::Post(wish.post));
    }

    fn wait(&self, wish: Wish, failure: &Failure) {
        self.ratings.give_up_sending(wish);
        (self.tell)(News::Outbox);
        if let Failure::Later(hold) = failure {
            self.ratings.outbox().hold(*hold);
        }
        self.retry_later(failure);
    }

    /// Whether the hub wants nothing sent for a while; we come back after it.
    fn is_held(&self) -> bool {
        let held = self.ratings.outbox().held();
        if held > 0 {
            if self.ratings.hold() {
                (self.tell)(News::Outbox);
            }
            self.retry_in(jittered(held));
        }
        held > 0
    }

    /// Tries again after a wait that grows with each failure, and not before the hub wants it.
    pub(super) fn retry_later(&self, failure: &Failure) {
        let hold = match failure {
            Failure::Later(hold) => jittered(*hold),
            _ => 0,
        };
        self.retry_in(wait_after(&self.failures).max(hold));
    }

    fn retry_in(&self, wait: i32) {
        let timer = Timer::after(&self.window, wait, self.weakly(|sync| sync.retry_now()));
        self.retry.replace(timer);
    }

    /// Shows what was stored in an earlier visit or by another tab, whether the hub answers or not.
    pub(super) fn look_now(&self) {
        if let Some(sync) = self.this.upgrade() {
            spawn_local(async move { sync.look().await });
        }
    }

    /// Brings memory in step with what is stored, and shows what that changes.
    async fn look(&self) {
        let look = self.ratings.refresh().await;
        if look.changed {
            (self.tell)(News::Outbox);
        }
        if !look.settled.is_empty() {
            // What became of them is not known here.
            let settled = |post: &PostId| look.settled.iter().any(|wish| wish.post == *post);
            self.known.borrow_mut().retain(|post| !settled(post));
            self.catch_up();
        }
    }

    /// Listens to what other tabs do with the outbox.
    pub(super) fn listen_to_tabs(&self) -> Vec<Listener> {
        let told = Rc::new(self.weakly(|sync| {
            sync.look_later();
            sync.look_now();
        }));
        let mut listeners = Vec::new();
        if let Some(channel) = self.ratings.outbox().channel() {
            let told = told.clone();
            listeners.push(Listener::plain(channel, "message", move || told()));
        }
        let ratings = self.ratings.clone();
        let storage = move |event: web_sys::StorageEvent| {
            let key = event.key().unwrap_or_default();
            if ratings.outbox().concerns(&key) {
                told();
            }
        };
        listeners.push(Listener::new(&self.window, "storage", storage));
        listeners
    }

    /// That tab sends its wish itself; only what it leaves behind is ours to send.
    fn look_later(&self) {
        let look = self.weakly(|sync| sync.flush());
        let timer = Timer::after(&self.window, OTHER_TAB_MS, look);
        self.takeover.replace(timer);
    }
}

/// At least so many milliseconds, and some by chance.
fn jittered(milliseconds: u32) -> i32 {
    (f64::from(milliseconds) * (1.0 + JITTER * Math::random())).ceil() as i32
}
