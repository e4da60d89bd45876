//! Keeps the page's ratings in step with the hub: reads where posts stand, sends what waits in the outbox
//! ([`sending`]), and tries again, ever more slowly, while the hub is away. The live stream is
//! [`live`](crate::live)'s.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use groundswell_protocol::PostId;
use groundswell_text::Rules;
use js_sys::Math;
use wasm_bindgen_futures::spawn_local;
use web_sys::Window;

use crate::answer::Failure;
use crate::client::Client;
use crate::feed::Heard;
use crate::handles::{Listener, Timer};
use crate::live::{Live, LiveNews};
use crate::login::Login;
use crate::posts::PostSet;
use crate::ratings::Ratings;
use crate::wish::Order;

#[path = "reading.rs"]
mod reading;
#[path = "sending.rs"]
mod sending;
#[path = "sign_on.rs"]
mod sign_on;

/// First wait after a failure, milliseconds; doubled for each one after it.
const FIRST_WAIT_MS: f64 = 500.0;

/// Longest wait, milliseconds.
const LONGEST_WAIT_MS: f64 = 60_000.0;

/// What became known, for whoever shows it.
pub enum News {
    /// One post's ratings.
    Post(PostId),
    /// The kind of rating.
    Kind,
    /// What the space says of words.
    Rules(Rules),
    /// What waits for the hub, or that it waits; of any post.
    Outbox,
}

/// One space's tie to the hub.
pub struct Sync {
    window: Window,
    client: Rc<Client>,
    live: Rc<Live>,
    ratings: Rc<Ratings>,
    tell: Box<dyn Fn(News)>,
    posts: RefCell<Vec<PostId>>,
    flushing: Cell<bool>,
    /// The wish that the hub took for an older one than it had.
    overtaken: Cell<Option<Order>>,
    failures: Cell<u32>,
    retry: RefCell<Option<Timer>>,
    takeover: RefCell<Option<Timer>>,
    reading: Cell<bool>,
    unread: Cell<bool>,
    known: RefCell<PostSet>,
    rules: RefCell<Rules>,
    rest: RefCell<Option<Timer>>,
    login: Rc<Login>,
    begun: Cell<bool>,
    stopped: Cell<bool>,
    listeners: RefCell<Vec<Listener>>,
    this: Weak<Sync>,
}

impl Sync {
    /// Begins to keep `ratings` in step; `tell` hears of each change.
    pub fn start(
        window: &Window,
        client: Rc<Client>,
        ratings: Rc<Ratings>,
        tell: impl Fn(News) + 'static,
    ) -> Rc<Self> {
        let sync = Rc::new_cyclic(|this: &Weak<Self>| Self {
            window: window.clone(),
            live: listen_to(window, &client, &ratings, this.clone()),
            client,
            ratings,
            tell: Box::new(tell),
            posts: RefCell::default(),
            flushing: Cell::default(),
            overtaken: Cell::default(),
            failures: Cell::default(),
            retry: RefCell::default(),
            takeover: RefCell::default(),
            reading: Cell::default(),
            unread: Cell::default(),
            known: RefCell::default(),
            rules: RefCell::default(),
            rest: RefCell::default(),
            login: Rc::default(),
            begun: Cell::default(),
            stopped: Cell::default(),
            listeners: RefCell::default(),
            this: this.clone(),
        });
        sync.listen();
        sync.look_now();
        sync
    }

    fn listen(&self) {
        let online = self.weakly(|sync| {
            sync.retry_now();
        });
        let mut listeners = self.listeners.borrow_mut();
        listeners.push(Listener::plain(&self.window, "online", online));
        listeners.extend(self.listen_to_tabs());
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
        self.live.set_posts(&posts);
        *self.posts.borrow_mut() = posts;
        // A page may change all the time, without a post that is new.
        if !self.begun.replace(true) || !self.unknown().is_empty() {
            self.catch_up();
        }
    }

    /// The same where posts went and came.
    pub fn exchange(&self, gone: &[PostId], came: &[PostId]) {
        self.live.exchange(gone, came);
        let mut posts = self.posts.borrow_mut();
        if !gone.is_empty() {
            posts.retain(|post| !gone.contains(post));
        }
        posts.extend(came);
        drop(posts);
        let is_new = |post: &PostId| !self.known.borrow().contains(post);
        if !self.begun.replace(true) || came.iter().any(is_new) {
            self.catch_up();
        }
    }

    /// A post came in sight or left it.
    pub fn set_in_sight(&self, post: PostId, seen: bool) {
        self.live.set_in_sight(post, seen);
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
            let away = matches!(read, Err(Failure::Away | Failure::Later(_)));
            if sync.ratings.set_away(away) {
                (sync.tell)(News::Outbox);
            }
            match read {
                Ok(()) => {
                    sync.failures.set(0);
                    sync.flush();
                    sync.client.renew().await;
                    sync.read_rest_soon();
                }
                Err(Failure::Refused(refusal)) => {
                    crate::warn(&format!("Groundswell: the hub says: {}", refusal.reason));
                }
                Err(failure) => sync.retry_later(&failure),
            }
        });
    }

    async fn read(&self) -> Result<(), Failure> {
        let settings = self.client.settings().await?;
        if self.ratings.set_kind(settings.kind) {
            (self.tell)(News::Kind);
        }
        if settings
            .tallies
            .is_some_and(|display| self.ratings.set_display(display))
        {
            (self.tell)(News::Outbox);
        }
        if *self.rules.borrow() != settings.rules {
            self.rules.replace(settings.rules.clone());
            (self.tell)(News::Rules(settings.rules));
        }
        if self.ratings.set_unsigned(self.must_sign_on()) {
            (self.tell)(News::Outbox);
        }
        self.read_posts().await
    }

    fn retry_now(&self) {
        self.live.try_now();
        self.catch_up();
    }

    fn heard(&self, news: LiveNews) {
        match news {
            LiveNews::Heard(Heard::Standing(standing)) => {
                self.ratings.hear(standing);
                (self.tell)(News::Post(standing.post));
            }
            LiveNews::Heard(Heard::Reached(_)) => {}
            LiveNews::Heard(Heard::Open) => self.came_back(),
            LiveNews::Heard(Heard::Cut) => self.failures.set(self.failures.get().max(1)),
            LiveNews::Heard(Heard::Reset) => {
                self.ratings.forget_numbers();
                self.client.ask_anew();
                self.known.borrow_mut().clear();
                self.catch_up();
            }
            LiveNews::Back => self.catch_up(),
        }
    }

    /// The stream is open: the hub is there.
    fn came_back(&self) {
        if self.failures.replace(0) > 0 {
            self.retry.replace(None);
            self.catch_up();
        } else if self.ratings.any_waiting() {
            self.flush();
        }
    }

    /// Lets go of the hub at once; what is under way may still be answered, to nobody.
    pub fn stop(&self) {
        self.stopped.set(true);
        self.live.stop();
        self.rest.replace(None);
        self.login.stop();
        self.retry.replace(None);
        self.takeover.replace(None);
        self.listeners.borrow_mut().clear();
    }
}

/// The stream that reports to `sync` for as long as that is there.
fn listen_to(
    window: &Window,
    client: &Rc<Client>,
    ratings: &Rc<Ratings>,
    sync: Weak<Sync>,
) -> Rc<Live> {
    Live::start(window, client.clone(), ratings.clone(), move |news| {
        if let Some(sync) = sync.upgrade() {
            sync.heard(news);
        }
    })
}

/// Milliseconds to wait after one more failure: twice as long each time, up to the longest.
pub fn wait_after(failures: &Cell<u32>) -> i32 {
    let before = failures.get();
    failures.set(before.saturating_add(1));
    let wait = (FIRST_WAIT_MS * f64::from(1_u32 << before.min(16))).min(LONGEST_WAIT_MS);
    // Half of it by chance, so that all readers do not come back at the same moment.
    (wait * (0.5 + Math::random() / 2.0)) as i32
}
