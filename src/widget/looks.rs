//! Which posts were really on the reader's screen, told to the hub in batches.
//!
//! A look is at least half of a post, or half of the viewport filled by it, for one second while the page
//! is visible. Each post counts once per day and browser, which [`told`](crate::told) remembers; the hub sees
//! to the same per reader.
//! One observer watches all posts, so that nothing is measured while the page scrolls.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use groundswell_protocol::PostId;
use js_sys::{Date, WeakMap};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, IntersectionObserverEntry, Window};

use crate::answer::Failure;
use crate::client::{Client, MAX_POSTS_PER_READ};
use crate::handles::{Listener, Sightings, Timer};
use crate::page::PagePost;
use crate::posts::PostMap;
use crate::slices::now;
use crate::storage::Shelf;
use crate::told::Told;

/// How long a post must be on screen, milliseconds.
pub const LOOK_MS: f64 = 1_000.0;

/// Between two batches, milliseconds.
const SEND_MS: i32 = 20_000;

/// Most looks that wait to be sent.
const MAX_WAITING: usize = 1_000;

/// Name on the shelf.
const NAME: &str = "looks";

/// How much of a post is enough, with room for what browsers round away.
const HALF: f64 = 0.499;

/// Shares of a post at which the browser tells: half of it, and less in steps of the root of two for
/// posts so tall that half a viewport is little of them.
const SHARES: [f64; 12] = [
    0.5, 0.354, 0.25, 0.177, 0.125, 0.088, 0.0625, 0.0442, 0.0313, 0.0221, 0.0156, 0.011,
];

/// Milliseconds in a day, which for this purpose is that of UTC.
const DAY_MS: f64 = 86_400_000.0;

/// The looks of one page view.
pub struct Looks {
    window: Window,
    client: Rc<Client>,
    shelf: Shelf,
    observer: RefCell<Option<Sightings>>,
    /// Which post an element is.
    ids: WeakMap,
    watched: RefCell<PostMap<Watched>>,
    waiting: RefCell<Vec<PostId>>,
    ripen: RefCell<Option<Timer>>,
    send: RefCell<Option<Timer>>,
    listeners: RefCell<Vec<Listener>>,
    unwanted: Cell<bool>,
    this: Weak<Looks>,
}

/// A post of the page.
struct Watched {
    root: Element,
    /// Since when enough of it is on screen.
    since: Option<f64>,
    looked: bool,
    /// Whether it is among the posts that are just being told.
    current: bool,
}

impl Looks {
    /// Watches nothing yet.
    ///
    /// # Errors
    /// Where the browser has no `IntersectionObserver`.
    pub fn start(window: &Window, client: Rc<Client>, shelf: Shelf) -> Result<Rc<Self>, JsValue> {
        let looks = Rc::new_cyclic(|this| Self {
            window: window.clone(),
            client,
            shelf,
            observer: RefCell::default(),
            ids: WeakMap::new(),
            watched: RefCell::default(),
            waiting: RefCell::default(),
            ripen: RefCell::default(),
            send: RefCell::default(),
            listeners: RefCell::default(),
            unwanted: Cell::default(),
            this: this.clone(),
        });
        let seen = looks.this.clone();
        let observer = Sightings::of_shares(&SHARES, move |entries| {
            if let Some(looks) = seen.upgrade() {
                looks.sighted(&entries);
            }
        })?;
        looks.observer.replace(Some(observer));
        looks.listen();
        // Of a page that was left nobody knows whether it was heard.
        looks.waiting.replace(looks.told().due());
        looks.send_soon();
        Ok(looks)
    }

    fn listen(&self) {
        let mut listeners = self.listeners.borrow_mut();
        if let Some(document) = self.window.document() {
            let turned = self.weakly(|looks| looks.turned());
            listeners.push(Listener::plain(&document, "visibilitychange", turned));
        }
        let left = self.weakly(|looks| looks.send_now(true));
        listeners.push(Listener::plain(&self.window, "pagehide", left));
    }

    fn weakly(&self, run: impl Fn(Rc<Self>) + 'static) -> impl Fn() + 'static {
        let this = self.this.clone();
        move || {
            if let Some(looks) = this.upgrade() {
                run(looks);
            }
        }
    }

    /// The posts that are on the page now.
    pub fn set_posts(&self, posts: &[PagePost]) {
        let observer = self.observer.borrow();
        let Some(observer) = &*observer else { return };
        let mut watched = self.watched.borrow_mut();
        for post in posts {
            self.watch(observer, &mut watched, post, true);
        }
        watched.retain(|_, post| {
            let stays = std::mem::take(&mut post.current);
            if !stays {
                observer.forget(&post.root);
            }
            stays
        });
    }

    /// The same where posts went and came.
    pub fn exchange(&self, gone: &[PostId], came: &[&PagePost]) {
        let observer = self.observer.borrow();
        let Some(observer) = &*observer else { return };
        let mut watched = self.watched.borrow_mut();
        for id in gone {
            if !came.iter().any(|post| post.id == *id)
                && let Some(old) = watched.remove(id)
            {
                observer.forget(&old.root);
            }
        }
        for post in came {
            self.watch(observer, &mut watched, post, false);
        }
    }

    fn watch(
        &self,
        observer: &Sightings,
        watched: &mut PostMap<Watched>,
        post: &PagePost,
        current: bool,
    ) {
        let same = watched.get_mut(&post.id).filter(|w| w.root == post.root);
        if let Some(same) = same {
            same.current = current;
            return;
        }
        let id = JsValue::from_str(&post.id.to_string());
        self.ids.set(&post.root, &id);
        observer.watch(&post.root);
        let new = Watched {
            root: post.root.clone(),
            since: None,
            looked: false,
            current,
        };
        if let Some(old) = watched.insert(post.id, new) {
            observer.forget(&old.root);
        }
    }

    fn sighted(&self, entries: &[IntersectionObserverEntry]) {
        for entry in entries {
            let id = self.ids.get(&entry.target());
            let Some(post) = id.as_string().and_then(|id| id.parse().ok()) else {
                continue;
            };
            if let Some(post) = self.watched.borrow_mut().get_mut(&post) {
                post.since = is_look(entry).then(|| post.since.unwrap_or_else(now));
            }
        }
        self.ripen_soon();
    }

    fn is_hidden(&self) -> bool {
        self.window.document().is_some_and(|d| d.hidden())
    }

    fn turned(&self) {
        if self.is_hidden() {
            self.ripen.replace(None);
            self.send_now(true);
        } else {
            for post in self.watched.borrow_mut().values_mut() {
                post.since = post.since.map(|_| now());
            }
            self.ripen_soon();
        }
    }

    /// Looks again when the next post has been on screen for long enough.
    fn ripen_soon(&self) {
        let watched = self.watched.borrow();
        let ripening = watched.values().filter(|post| !post.looked);
        let first = ripening.filter_map(|post| post.since).reduce(f64::min);
        let timer = first.filter(|_| !self.is_hidden()).and_then(|since| {
            let wait = (since + LOOK_MS - now()).max(0.0).ceil() as i32;
            Timer::after(&self.window, wait, self.weakly(|looks| looks.gather()))
        });
        self.ripen.replace(timer);
    }

    /// Takes what has been on screen for long enough.
    fn gather(&self) {
        let end = now() - LOOK_MS;
        let told = self.told();
        let mut waiting = self.waiting.borrow_mut();
        for (id, post) in &mut *self.watched.borrow_mut() {
            if post.looked || post.since.is_none_or(|since| since > end) {
                continue;
            }
            post.looked = true;
            if !told.has(*id) && waiting.len() < MAX_WAITING {
                waiting.push(*id);
            }
        }
        drop(waiting);
        self.ripen_soon();
        self.send_soon();
    }

    fn send_soon(&self) {
        if self.waiting.borrow().is_empty() || self.send.borrow().is_some() {
            return;
        }
        let send = self.weakly(|looks| {
            looks.send.replace(None);
            looks.send_now(false);
        });
        self.send.replace(Timer::after(&self.window, SEND_MS, send));
    }

    /// Sends a batch; `leaving`: the page may be gone before there is an answer.
    fn send_now(&self, leaving: bool) {
        // A reader of whom the hub knows nothing is not made known by looking.
        if self.unwanted.get() || !self.client.knows_reader() {
            return self.send_soon();
        }
        let batch: Vec<PostId> = {
            let mut waiting = self.waiting.borrow_mut();
            let n = waiting.len().min(MAX_POSTS_PER_READ);
            waiting.drain(..n).collect()
        };
        let Some(looks) = self.this.upgrade().filter(|_| !batch.is_empty()) else {
            return;
        };
        // At once: the other tabs are not to look for them again.
        self.tell(|told| told.send(&batch));
        let sent = self.client.send_looks(&batch, leaving);
        spawn_local(async move {
            match looks.client.heard(sent).await {
                Ok(_) => looks.tell(|told| told.answer(&batch)),
                Err(Failure::Refused(_)) => {
                    looks.tell(|told| told.answer(&batch));
                    looks.unwanted.set(true);
                }
                Err(_) => {
                    looks.tell(|told| told.fail(&batch));
                    looks.waiting.borrow_mut().extend(batch);
                }
            }
            looks.send_soon();
        });
    }

    /// What this browser has told of today.
    fn told(&self) -> Told {
        Told::read(&self.shelf.get(NAME).unwrap_or_default(), today())
    }

    /// Changes that as the other tabs left it.
    fn tell(&self, change: impl FnOnce(&mut Told)) {
        let mut told = self.told();
        change(&mut told);
        self.shelf.set(NAME, &told.text());
    }

    /// Tells what is left, and looks no more.
    pub fn stop(&self) {
        self.send_now(true);
        self.unwanted.set(true);
        self.observer.replace(None);
        self.ripen.replace(None);
        self.send.replace(None);
        self.listeners.borrow_mut().clear();
    }
}

/// Whether enough of a post is on screen.
fn is_look(entry: &IntersectionObserverEntry) -> bool {
    let fills =
        |root: web_sys::DomRectReadOnly| entry.intersection_rect().height() >= root.height() * HALF;
    entry.intersection_ratio() >= HALF || entry.root_bounds().is_some_and(fills)
}

fn today() -> u32 {
    (Date::now() / DAY_MS) as u32
}
