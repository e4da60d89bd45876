//! The way to the streams: what changed, who comes to watch, whose socket stirs.
//!
//! The store's writer and the connections leave things here and go on; nobody ever waits for a stream.
//! The shards (`live/`) take everything at once whenever they get to it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Wake;
use std::thread::available_parallelism;

use tokio::sync::Notify;

use crate::live::{Newcomer, StreamIndex};
use crate::store::{Change, Counted, Place};

/// Most shards: beyond these, more cores would wait for the network and not for each other.
const MAX_SHARDS: usize = 8;

/// One inbox for each shard of the streams.
pub struct Feed {
    inboxes: Box<[Arc<Inbox>]>,
    next: AtomicUsize,
}

impl Default for Feed {
    /// As many shards as there are cores.
    fn default() -> Self {
        let cores = available_parallelism().map_or(1, usize::from);
        let inboxes = (0..cores.min(MAX_SHARDS)).map(|_| Arc::default());
        Self {
            inboxes: inboxes.collect(),
            next: AtomicUsize::new(0),
        }
    }
}

impl Feed {
    /// Hands out changes, which must come in the order of their numbers and can be read already. Costs
    /// the same however many watch, and next to nothing where nobody does.
    pub fn publish(&self, changes: &[Change]) {
        if changes.is_empty() {
            return;
        }
        for inbox in &self.inboxes {
            inbox.put(|waiting| {
                let changes = changes.iter().map(|change| (change.place, change.counted));
                if waiting.listening {
                    waiting.changes.extend(changes);
                }
                waiting.listening
            });
        }
    }

    /// Hands over a client that watches from now on. Once the feed is closed, it is let go.
    pub fn join(&self, newcomer: Newcomer) {
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        if let Some(inbox) = self.inboxes.get(turn % self.inboxes.len().max(1)) {
            inbox.put(|waiting| {
                waiting.newcomers.push(newcomer);
                true
            });
        }
    }

    /// Ends every stream, those to come as well.
    pub fn close(&self) {
        for inbox in &self.inboxes {
            inbox.close();
        }
    }

    /// For each shard its own.
    pub fn inboxes(&self) -> impl Iterator<Item = Arc<Inbox>> {
        self.inboxes.iter().cloned()
    }
}

/// What waits for one shard.
pub struct Inbox {
    /// `None` once the feed is closed.
    waiting: Mutex<Option<Waiting>>,
    arrived: Notify,
}

impl Default for Inbox {
    fn default() -> Self {
        Self {
            waiting: Mutex::new(Some(Waiting::default())),
            arrived: Notify::new(),
        }
    }
}

/// Bounded however long a shard is busy: one change for each post, one client for each connection.
#[derive(Default)]
pub struct Waiting {
    /// The newest state of every post that changed.
    pub changes: HashMap<Place, Counted>,
    /// Clients that want to watch.
    pub newcomers: Vec<Newcomer>,
    /// Streams whose sockets can be read from or written to again.
    pub stirred: Vec<StreamIndex>,
    /// Whether the shard wants to hear of changes.
    listening: bool,
}

impl Inbox {
    /// Takes what waits; `None` once the feed is closed.
    pub fn take(&self) -> Option<Waiting> {
        let mut inbox = self.lock();
        let waiting = inbox.as_mut()?;
        let empty = Waiting {
            listening: waiting.listening,
            ..Waiting::default()
        };
        Some(std::mem::replace(waiting, empty))
    }

    /// From now on changes arrive here, or do not. Those that do not can be read from the store by
    /// whoever listens later.
    pub fn listen(&self, listening: bool) {
        if let Some(waiting) = self.lock().as_mut() {
            waiting.listening = listening;
            waiting.changes.clear();
        }
    }

    /// Takes nothing any more, and lets go of what waits.
    pub fn close(&self) {
        *self.lock() = None;
        self.arrived.notify_one();
    }

    /// Done when something may have arrived since the last [`take`](Self::take).
    pub async fn arrived(&self) {
        self.arrived.notified().await;
    }

    /// `add` says whether it left something.
    fn put(&self, add: impl FnOnce(&mut Waiting) -> bool) {
        if self.lock().as_mut().is_some_and(add) {
            self.arrived.notify_one();
        }
    }

    /// No critical section here can panic half-way through a change.
    fn lock(&self) -> MutexGuard<'_, Option<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells a shard that the socket of one of its streams can do something again.
pub struct Bell {
    pub inbox: Arc<Inbox>,
    pub stream: StreamIndex,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.inbox.put(|waiting| {
            waiting.stirred.push(self.stream);
            true
        });
    }
}
