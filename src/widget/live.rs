//! The posts in sight, live: says to the browser's shared stream what this page shows, and nothing while
//! it is hidden.
//!
//! Sending what the reader does, and reading where posts stand, are [`sync`](crate::sync)'s.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use groundswell_protocol::PostId;
use web_sys::Window;

use crate::client::{Client, MAX_POSTS_PER_STREAM};
use crate::feed::Heard;
use crate::handles::{Listener, Timer};
use crate::posts::PostSet;
use crate::ratings::Ratings;
use crate::shared_stream::SharedStream;

/// How long the set of posts in sight must stand still before the stream follows it, milliseconds.
const SETTLE_MS: i32 = 200;

/// News for whoever keeps the ratings.
pub enum LiveNews {
    /// The stream says so.
    Heard(Heard),
    /// The page is to be seen again, and may have missed anything.
    Back,
}

/// What one page hears of the posts it shows.
pub struct Live {
    window: Window,
    client: Rc<Client>,
    ratings: Rc<Ratings>,
    tell: Rc<dyn Fn(LiveNews)>,
    posts: RefCell<PostSet>,
    in_sight: RefCell<PostSet>,
    stream: RefCell<Option<SharedStream>>,
    settle: RefCell<Option<Timer>>,
    listeners: RefCell<Vec<Listener>>,
    stopped: Cell<bool>,
    this: Weak<Live>,
}

impl Live {
    /// Listens as soon as a post comes in sight; `tell` hears of it.
    pub fn start(
        window: &Window,
        client: Rc<Client>,
        ratings: Rc<Ratings>,
        tell: impl Fn(LiveNews) + 'static,
    ) -> Rc<Self> {
        let live = Rc::new_cyclic(|this| Self {
            window: window.clone(),
            client,
            ratings,
            tell: Rc::new(tell),
            posts: RefCell::default(),
            in_sight: RefCell::default(),
            stream: RefCell::default(),
            settle: RefCell::default(),
            listeners: RefCell::default(),
            stopped: Cell::default(),
            this: this.clone(),
        });
        live.listen();
        live
    }

    fn listen(&self) {
        let turned = self.weakly(|live| {
            live.follow();
            if !live.is_hidden() {
                (live.tell)(LiveNews::Back);
            }
        });
        // A page that is left may be kept as it is, to come back to.
        let left = self.weakly(|live| {
            live.stream.replace(None);
        });
        let shown = self.weakly(|live| live.follow());
        let mut listeners = self.listeners.borrow_mut();
        if let Some(document) = self.window.document() {
            listeners.push(Listener::plain(&document, "visibilitychange", turned));
        }
        listeners.push(Listener::plain(&self.window, "pagehide", left));
        listeners.push(Listener::plain(&self.window, "pageshow", shown));
    }

    /// A callback that does nothing once nobody listens.
    fn weakly(&self, run: impl Fn(Rc<Self>) + 'static) -> impl Fn() + 'static {
        let this = self.this.clone();
        move || {
            if let Some(live) = this.upgrade() {
                run(live);
            }
        }
    }

    fn is_hidden(&self) -> bool {
        self.window.document().is_some_and(|d| d.hidden())
    }

    /// The posts that are on the page now.
    pub fn set_posts(&self, posts: &[PostId]) {
        let posts: PostSet = posts.iter().copied().collect();
        self.in_sight
            .borrow_mut()
            .retain(|post| posts.contains(post));
        self.posts.replace(posts);
    }

    /// The same where posts went and came.
    pub fn exchange(&self, gone: &[PostId], came: &[PostId]) {
        let (mut posts, mut in_sight) = (self.posts.borrow_mut(), self.in_sight.borrow_mut());
        for post in gone {
            posts.remove(post);
            if !came.contains(post) {
                in_sight.remove(post);
            }
        }
        posts.extend(came);
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

    /// The posts in sight, sorted.
    pub fn in_sight(&self) -> Vec<PostId> {
        let mut posts: Vec<PostId> = self.in_sight.borrow().iter().copied().collect();
        posts.sort_unstable();
        posts
    }

    /// There may be a way to the hub again.
    pub fn try_now(&self) {
        if let Some(stream) = &*self.stream.borrow() {
            stream.try_now();
        }
    }

    /// Streams the posts in sight, and nothing while the page is hidden.
    fn follow(&self) {
        let mut wanted = self.in_sight();
        wanted.truncate(MAX_POSTS_PER_STREAM);
        if wanted.is_empty() || self.stopped.get() || self.is_hidden() {
            self.stream.replace(None);
            return;
        }
        let known = wanted.iter().map(|post| self.ratings.known_up_to(*post));
        let since = known.min().unwrap_or(0);
        let mut stream = self.stream.borrow_mut();
        let stream = stream.get_or_insert_with(|| self.join());
        stream.want(&wanted, since);
    }

    fn join(&self) -> SharedStream {
        let this = self.this.clone();
        let heard = move |heard| {
            if let Some(live) = this.upgrade() {
                live.hear(heard);
            }
        };
        SharedStream::join(&self.window, self.client.clone(), Rc::new(heard))
    }

    fn hear(&self, heard: Heard) {
        // Other tabs show other posts, too.
        let foreign = matches!(heard, Heard::Standing(s) if !self.posts.borrow().contains(&s.post));
        if !foreign && !self.stopped.get() {
            (self.tell)(LiveNews::Heard(heard));
        }
    }

    /// Lets go of the stream for good.
    pub fn stop(&self) {
        self.stopped.set(true);
        self.stream.replace(None);
        self.settle.replace(None);
        self.listeners.borrow_mut().clear();
    }
}
