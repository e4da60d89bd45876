//! Listens to the hub's live stream of the posts in sight, and to nothing while the page is hidden.
//!
//! Sending what the reader does, and reading where posts stand, are [`sync`](crate::sync)'s.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::rc::{Rc, Weak};

use groundswell_protocol::PostId;
use web_sys::{EventSource, MessageEvent, Window};

use crate::client::{Client, MAX_POSTS_PER_STREAM};
use crate::handles::{Listener, Timer};
use crate::standing::{Standing, read_event};
use crate::sync::wait_after;

/// How long the set of posts in sight must stand still before the stream follows it, milliseconds.
const SETTLE_MS: i32 = 200;

/// What the stream says, for whoever keeps the ratings.
pub enum Heard {
    /// How a post stands.
    Standing(Standing),
    /// The stream is open: the hub is there.
    Open,
    /// The stream was cut; the browser opens it again by itself.
    Cut,
}

/// The live stream of one page.
pub struct Live {
    window: Window,
    client: Rc<Client>,
    tell: Box<dyn Fn(Heard)>,
    in_sight: RefCell<HashSet<PostId>>,
    stream: RefCell<Option<Stream>>,
    failures: Cell<u32>,
    reopen: RefCell<Option<Timer>>,
    settle: RefCell<Option<Timer>>,
    visible: RefCell<Option<Listener>>,
    stopped: Cell<bool>,
    this: Weak<Live>,
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

impl Live {
    /// Listens as soon as a post comes in sight; `tell` hears what the stream says.
    pub fn start(window: &Window, client: Rc<Client>, tell: impl Fn(Heard) + 'static) -> Rc<Self> {
        let live = Rc::new_cyclic(|this| Self {
            window: window.clone(),
            client,
            tell: Box::new(tell),
            in_sight: RefCell::default(),
            stream: RefCell::default(),
            failures: Cell::default(),
            reopen: RefCell::default(),
            settle: RefCell::default(),
            visible: RefCell::default(),
            stopped: Cell::default(),
            this: this.clone(),
        });
        if let Some(document) = window.document() {
            let visible = live.weakly(|live| live.follow());
            let listener = Listener::plain(&document, "visibilitychange", visible);
            live.visible.replace(Some(listener));
        }
        live
    }

    /// A callback that does nothing once the stream is gone.
    fn weakly(&self, run: impl Fn(Rc<Self>) + 'static) -> impl Fn() + 'static {
        let this = self.this.clone();
        move || {
            if let Some(live) = this.upgrade() {
                run(live);
            }
        }
    }

    /// Only posts that are on the page can be in sight.
    pub fn keep_only(&self, posts: &[PostId]) {
        let known: HashSet<PostId> = posts.iter().copied().collect();
        self.in_sight
            .borrow_mut()
            .retain(|post| known.contains(post));
    }

    /// A post came in sight or left it.
    pub fn set_in_sight(&self, post: PostId, seen: bool) {
        let changed = if seen {
            self.in_sight.borrow_mut().insert(post)
        } else {
            self.in_sight.borrow_mut().remove(&post)
        };
        if changed {
            let timer = Timer::after(&self.window, SETTLE_MS, self.weakly(|live| live.follow()));
            self.settle.replace(timer);
        }
    }

    /// There may be a way to the hub again: the next [`follow`](Self::follow) waits no longer.
    pub fn wait_no_longer(&self) {
        self.reopen.replace(None);
    }

    /// Streams the posts in sight, and nothing while the page is hidden.
    pub fn follow(&self) {
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
            let Some(live) = this.upgrade() else { return };
            if let Some(standing) = event.data().as_string().and_then(|d| read_event(&d)) {
                (live.tell)(Heard::Standing(standing));
            }
        });
        let opened = Listener::plain(&source, "open", self.weakly(|live| live.came_back()));
        let failed = Listener::plain(&source, "error", self.weakly(|live| live.lost()));
        Some(Stream {
            source,
            posts,
            _listeners: [tally, opened, failed],
        })
    }

    fn came_back(&self) {
        self.failures.set(0);
        (self.tell)(Heard::Open);
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
            let wait = wait_after(&self.failures);
            let again = self.weakly(|live| {
                live.reopen.replace(None);
                live.follow();
            });
            self.reopen.replace(Timer::after(&self.window, wait, again));
        } else {
            (self.tell)(Heard::Cut);
        }
    }

    /// Lets go of the stream for good.
    pub fn stop(&self) {
        self.stopped.set(true);
        self.stream.replace(None);
        self.reopen.replace(None);
        self.settle.replace(None);
        self.visible.replace(None);
    }
}
