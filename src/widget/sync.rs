//! Keeps the page's ratings in step with the hub: sends what waits in the outbox, listens to the live
//! stream of the posts in sight, and tries again, ever more slowly, while the hub is away.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::rc::{Rc, Weak};

use groundswell_protocol::PostId;
use js_sys::Math;
use wasm_bindgen_futures::spawn_local;
use web_sys::{EventSource, MessageEvent, Window};

use crate::client::{Client, Failure, MAX_POSTS_PER_READ, MAX_POSTS_PER_STREAM, read_event};
use crate::handles::{Listener, Timer};
use crate::outbox::Entry;
use crate::ratings::Ratings;

/// First wait after a failure, milliseconds; doubled for each one after it.
const FIRST_WAIT_MS: f64 = 500.0;

/// Longest wait, milliseconds.
const LONGEST_WAIT_MS: f64 = 60_000.0;

/// How long the set of posts in sight must stand still before the stream follows it, milliseconds.
const SETTLE_MS: i32 = 200;

/// How long another tab is given to send what it put into the outbox, milliseconds.
const OTHER_TAB_MS: i32 = 2_000;

/// What became known, for whoever shows it.
pub enum News {
    /// One post's ratings.
    Post(PostId),
    /// The kind of rating.
    Kind,
    /// What waits for the hub, or that it waits.
    Outbox,
    /// The hub will not take this post's rating; its sentence.
    Refused(PostId, String),
}

/// One space's tie to the hub.
pub struct Sync {
    window: Window,
    client: Client,
    ratings: Rc<Ratings>,
    tell: Box<dyn Fn(News)>,
    posts: RefCell<Vec<PostId>>,
    in_sight: RefCell<HashSet<PostId>>,
    stream: RefCell<Option<Stream>>,
    flushing: Cell<bool>,
    failures: Cell<u32>,
    retry: RefCell<Option<Timer>>,
    stream_failures: Cell<u32>,
    reopen: RefCell<Option<Timer>>,
    reading: Cell<bool>,
    unread: Cell<bool>,
    stopped: Cell<bool>,
    settle: RefCell<Option<Timer>>,
    listeners: RefCell<Vec<Listener>>,
    this: Weak<Sync>,
}

struct Stream {
    source: EventSource,
    posts: Vec<PostId>,
    _listeners: [Listener; 3],
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.close();
    }
}

impl Sync {
    /// Begins to keep `ratings` in step; `tell` hears of each change.
    pub fn start(
        window: &Window,
        client: Client,
        ratings: Rc<Ratings>,
        tell: impl Fn(News) + 'static,
    ) -> Rc<Self> {
        let sync = Rc::new_cyclic(|this| Self {
            window: window.clone(),
            client,
            ratings,
            tell: Box::new(tell),
            posts: RefCell::default(),
            in_sight: RefCell::default(),
            stream: RefCell::default(),
            flushing: Cell::default(),
            failures: Cell::default(),
            retry: RefCell::default(),
            stream_failures: Cell::default(),
            reopen: RefCell::default(),
            reading: Cell::default(),
            unread: Cell::default(),
            stopped: Cell::default(),
            settle: RefCell::default(),
            listeners: RefCell::default(),
            this: this.clone(),
        });
        sync.listen();
        sync
    }

    fn listen(&self) {
        let online = self.weakly(|sync| {
            sync.reopen.replace(None);
            sync.retry_now();
        });
        let key = self.ratings.outbox_key();
        let stored = self.weakly(|sync| {
            sync.ratings.refresh_outbox();
            (sync.tell)(News::Outbox);
            // That tab sends its rating itself; only what it leaves behind is ours to send.
            let look = sync.weakly(|sync| sync.catch_up());
            sync.retry
                .replace(Timer::after(&sync.window, OTHER_TAB_MS, look));
        });
        let storage = move |event: web_sys::StorageEvent| {
            if event.key().as_deref() == Some(&key) {
                stored();
            }
        };
        let visible = self.weakly(|sync| sync.follow());
        let mut listeners = self.listeners.borrow_mut();
        listeners.push(Listener::plain(&self.window, "online", online));
        listeners.push(Listener::new(&self.window, "storage", storage));
        if let Some(document) = self.window.document() {
            listeners.push(Listener::plain(&document, "visibilitychange", visible));
        }
    }

    /// A callback that does nothing once the tie is gone.
    fn weakly(&self, run: impl Fn(Rc<Self>) + 'static) -> impl Fn() + 'static {
        let this = self.this.clone();
        move || {
            if let Some(sync) = this.upgrade() {
                run(sync);
            }
        }
    }

    /// The posts that are on the page now.
    pub fn set_posts(&self, posts: Vec<PostId>) {
        let known: HashSet<PostId> = posts.iter().copied().collect();
        self.in_sight
            .borrow_mut()
            .retain(|post| known.contains(post));
        *self.posts.borrow_mut() = posts;
        self.catch_up();
    }

    /// A post came in sight or left it.
    pub fn set_in_sight(&self, post: PostId, seen: bool) {
        let changed = if seen {
            self.in_sight.borrow_mut().insert(post)
        } else {
            self.in_sight.borrow_mut().remove(&post)
        };
        if changed {
            let timer = Timer::after(&self.window, SETTLE_MS, self.weakly(|sync| sync.follow()));
            self.settle.replace(timer);
        }
    }

    /// Reads the space's settings and where the page's posts stand, then sends what waits.
    pub fn catch_up(&self) {
        let Some(sync) = self.this.upgrade() else {
            return;
        };
        if self.stopped.get() || self.reading.replace(true) {
            self.unread.set(true);
            return;
        }
        spawn_local(async move {
            let read = sync.read().await;
            sync.reading.set(false);
            if sync.unread.replace(false) {
                sync.catch_up();
                return;
            }
            if sync.ratings.set_away(read == Err(Failure::Away)) {
                (sync.tell)(News::Outbox);
            }
            match read {
                Ok(()) => {
                    sync.failures.set(0);
                    sync.flush();
                }
                Err(Failure::Refused(reason)) => {
                    crate::warn(&format!("Groundswell: the hub says: {reason}"));
                }
                Err(_) => sync.retry_later(),
            }
        });
    }

    async fn read(&self) -> Result<(), Failure> {
        let kind = self.client.rating_kind().await?;
        if self.ratings.set_kind(kind) {
            (self.tell)(News::Kind);
        }
        let posts = self.posts.borrow().clone();
        for some in posts.chunks(MAX_POSTS_PER_READ) {
            self.ratings.learn_all(self.client.standings(some).await?);
            for post in some {
                (self.tell)(News::Post(*post));
            }
        }
        Ok(())
    }

    /// Sends what waits in the outbox, one after the other.
    pub fn flush(&self) {
        let Some(sync) = self.this.upgrade() else {
            return;
        };
        if sync.flushing.replace(true) {
            return;
        }
        spawn_local(async move {
            while let Some(entry) = sync.next_to_send() {
                match sync.client.rate(entry.post, entry.value).await {
                    Ok(standing) => {
                        sync.failures.set(0);
                        let news = sync.ratings.acknowledge(entry, standing);
                        (sync.tell)(if news {
                            News::Outbox
                        } else {
                            News::Post(entry.post)
                        });
                    }
                    Err(Failure::Refused(reason)) => {
                        sync.ratings.reject(entry);
                        (sync.tell)(News::Refused(entry.post, reason));
                    }
                    Err(_) => {
                        sync.ratings.give_up_sending(entry.post);
                        (sync.tell)(News::Outbox);
                        sync.retry_later();
                        break;
                    }
                }
            }
            sync.flushing.set(false);
        });
    }

    fn next_to_send(&self) -> Option<Entry> {
        if self.stopped.get() {
            return None;
        }
        self.ratings.next_to_send()
    }

    fn retry_later(&self) {
        let wait = wait_after(&self.failures);
        let timer = Timer::after(&self.window, wait, self.weakly(|sync| sync.retry_now()));
        self.retry.replace(timer);
    }

    fn retry_now(&self) {
        self.follow();
        self.catch_up();
    }

    /// Streams the posts in sight, and nothing while the page is hidden.
    fn follow(&self) {
        let hidden = self.window.document().is_some_and(|d| d.hidden());
        let mut wanted: Vec<PostId> = self.in_sight.borrow().iter().copied().collect();
        wanted.sort_unstable();
        wanted.truncate(MAX_POSTS_PER_STREAM);
        if hidden || wanted.is_empty() || self.stopped.get() {
            self.stream.replace(None);
            return;
        }
        if self.reopen.borrow().is_some() {
            return;
        }
        let current = self.stream.borrow().as_ref().is_some_and(|stream| {
            stream.posts == wanted && stream.source.ready_state() != EventSource::CLOSED
        });
        if !current {
            let stream = self.open(wanted);
            self.stream.replace(stream);
        }
    }

    fn open(&self, posts: Vec<PostId>) -> Option<Stream> {
        let source = self.client.stream(&posts).ok()?;
        let this = self.this.clone();
        let tally = Listener::new(&source, "tally", move |event: MessageEvent| {
            let Some(sync) = this.upgrade() else { return };
            if let Some(standing) = event.data().as_string().and_then(|d| read_event(&d)) {
                sync.ratings.hear(standing);
                (sync.tell)(News::Post(standing.post));
            }
        });
        let opened = Listener::plain(&source, "open", self.weakly(|sync| sync.came_back()));
        let failed = Listener::plain(&source, "error", self.weakly(|sync| sync.lost()));
        Some(Stream {
            source,
            posts,
            _listeners: [tally, opened, failed],
        })
    }

    /// The stream is open: the hub is there.
    fn came_back(&self) {
        self.stream_failures.set(0);
        if self.failures.replace(0) > 0 {
            self.retry.replace(None);
            self.catch_up();
        } else if self.ratings.any_waiting() {
            self.flush();
        }
    }

    /// The browser reconnects by itself after a cut, but gives up for good after an error status.
    fn lost(&self) {
        let closed = self
            .stream
            .borrow()
            .as_ref()
            .is_some_and(|s| s.source.ready_state() == EventSource::CLOSED);
        if closed {
            // Apart from the other requests: a hub with no room for one more stream answers those.
            let wait = wait_after(&self.stream_failures);
            let again = self.weakly(|sync| {
                sync.reopen.replace(None);
                sync.follow();
            });
            self.reopen.replace(Timer::after(&self.window, wait, again));
        } else {
            self.failures.set(self.failures.get().max(1));
        }
    }
}

impl Sync {
    /// Lets go of the hub at once; what is under way may still be answered, to nobody.
    pub fn stop(&self) {
        self.stopped.set(true);
        self.stream.replace(None);
        self.retry.replace(None);
        self.reopen.replace(None);
        self.settle.replace(None);
        self.listeners.borrow_mut().clear();
    }
}

/// Milliseconds to wait after one more failure: twice as long each time, up to the longest.
fn wait_after(failures: &Cell<u32>) -> i32 {
    let before = failures.get();
    failures.set(before.saturating_add(1));
    let wait = (FIRST_WAIT_MS * f64::from(1_u32 << before.min(16))).min(LONGEST_WAIT_MS);
    // Half of it by chance, so that all readers do not come back at the same moment.
    (wait * (0.5 + Math::random() / 2.0)) as i32
}
