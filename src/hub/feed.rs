//! Tally changes, handed to every stream that watches the post.
//!
//! A stream that does not keep up costs no more than one that does: what waits for it is at most one
//! change per post it watches, the newest.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::store::{Change, Place};

/// Everybody who watches something.
#[derive(Default)]
pub struct Feed {
    /// By a number of their own, so that leaving costs the same however many watch the same post:
    /// when a proxy restarts, everybody leaves at once.
    watchers: Mutex<HashMap<Place, HashMap<u64, Arc<Mailbox>>>>,
    next: AtomicU64,
    closed: AtomicBool,
}

impl Feed {
    /// From now on, every change of one of these places waits in the subscription.
    pub fn subscribe(self: &Arc<Self>, places: Vec<Place>) -> Subscription {
        let mailbox = Arc::new(Mailbox::default());
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let mut watchers = lock(&self.watchers);
        for place in &places {
            let watching = watchers.entry(*place).or_default();
            watching.insert(number, Arc::clone(&mailbox));
        }
        drop(watchers);
        Subscription {
            feed: Arc::clone(self),
            number,
            places,
            mailbox,
        }
    }

    /// Hands out changes, which must come in the order of their numbers.
    pub fn publish(&self, changes: &[Change]) {
        let watchers = lock(&self.watchers);
        for change in changes {
            let watching = watchers.get(&change.place);
            for mailbox in watching.into_iter().flat_map(HashMap::values) {
                mailbox.put(*change);
            }
        }
    }

    /// Ends every subscription, those to come as well.
    pub fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        for mailbox in lock(&self.watchers).values().flat_map(HashMap::values) {
            mailbox.arrived.notify_one();
        }
    }
}

/// What waits for one stream.
#[derive(Default)]
struct Mailbox {
    waiting: Mutex<Vec<Change>>,
    arrived: Notify,
}

impl Mailbox {
    fn put(&self, change: Change) {
        let mut waiting = lock(&self.waiting);
        waiting.retain(|older| older.place != change.place);
        waiting.push(change);
        drop(waiting);
        self.arrived.notify_one();
    }
}

/// One watcher's share of the feed; dropping it ends the watching.
pub struct Subscription {
    feed: Arc<Feed>,
    number: u64,
    places: Vec<Place>,
    mailbox: Arc<Mailbox>,
}

impl Subscription {
    /// Waits for changes; `None` once the feed is closed. Never returns an empty list.
    pub async fn next(&self) -> Option<Vec<Change>> {
        loop {
            if self.feed.closed.load(Ordering::SeqCst) {
                return None;
            }
            let waiting = std::mem::take(&mut *lock(&self.mailbox.waiting));
            if !waiting.is_empty() {
                return Some(waiting);
            }
            // A change or a close that came since is remembered by the `Notify`.
            self.mailbox.arrived.notified().await;
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut watchers = lock(&self.feed.watchers);
        for place in &self.places {
            if let Some(watching) = watchers.get_mut(place) {
                watching.remove(&self.number);
                if watching.is_empty() {
                    watchers.remove(place);
                }
            }
        }
    }
}

/// No critical section here can panic half-way through a change.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::SpaceIndex;
    use crate::store::Counted;
    use groundswell_protocol::PostId;

    fn place(n: u8) -> Place {
        Place {
            space: SpaceIndex(0),
            post: PostId::from_bytes([n; 16]),
        }
    }

    fn change(n: u8, changed: u64) -> Change {
        let counted = Counted {
            changed,
            ..Counted::default()
        };
        Change {
            place: place(n),
            counted,
        }
    }

    #[tokio::test]
    async fn a_watcher_hears_of_its_posts_only() {
        let feed = Arc::new(Feed::default());
        let subscription = feed.subscribe(vec![place(1), place(3)]);
        feed.publish(&[change(1, 1), change(2, 2), change(3, 3)]);
        assert_eq!(
            subscription.next().await,
            Some(vec![change(1, 1), change(3, 3)])
        );
    }

    #[tokio::test]
    async fn a_slow_watcher_keeps_the_newest_change_of_each_post_only() {
        let feed = Arc::new(Feed::default());
        let subscription = feed.subscribe(vec![place(1), place(2)]);
        for n in 0..1_000 {
            feed.publish(&[change(1, 2 * n), change(2, 2 * n + 1)]);
        }
        let waiting = subscription.next().await;
        assert_eq!(waiting, Some(vec![change(1, 1_998), change(2, 1_999)]));
    }

    #[tokio::test]
    async fn closing_ends_every_subscription() {
        let feed = Arc::new(Feed::default());
        let before = feed.subscribe(vec![place(1)]);
        let ending = tokio::spawn(async move { before.next().await });
        feed.close();
        assert_eq!(ending.await.unwrap(), None);
        assert_eq!(feed.subscribe(vec![place(1)]).next().await, None);
    }

    #[test]
    fn a_dropped_watcher_leaves_nothing_behind() {
        let feed = Arc::new(Feed::default());
        drop(feed.subscribe(vec![place(1), place(2)]));
        assert!(lock(&feed.watchers).is_empty());
    }
}
