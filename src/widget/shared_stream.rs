//! The live stream that the visible tabs of one browser share: does what [`tabs`](crate::tabs) decides.
//!
//! Tabs find each other by a broadcast channel; where the browser has none, each has a stream of its own.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use groundswell_protocol::PostId;
use js_sys::{JsString, Math};
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent, Window};

use crate::client::Client;
use crate::feed::{Feed, Heard};
use crate::handles::{Listener, Timer, stopped};
use crate::slices::now;
use crate::tab_message::{MAX_MESSAGE, Message, TabId, Word};
use crate::tabs::{Act, Tabs};

/// Begins the names of channel and lock. The number is that of the language tabs speak: a tab that was
/// opened before the hub was upgraded may speak an older one.
const NAME: &str = "groundswell:live1:";

#[wasm_bindgen(module = "/browser.js")]
extern "C" {
    type Claim;
    #[wasm_bindgen(constructor)]
    fn new(name: &str, steal: bool, told: &Closure<dyn FnMut(bool)>) -> Claim;
    #[wasm_bindgen(static_method_of = Claim)]
    fn possible() -> bool;
    #[wasm_bindgen(method)]
    fn drop(this: &Claim);
}

/// A tab's part in the stream; ends when dropped.
pub struct SharedStream(Rc<Part>);

struct Part {
    window: Window,
    client: Rc<Client>,
    name: String,
    me: TabId,
    tell: Rc<dyn Fn(Heard)>,
    tabs: RefCell<Tabs>,
    channel: Option<BroadcastChannel>,
    claim: RefCell<Option<OwnClaim>>,
    feed: RefCell<Option<Feed>>,
    alarm: RefCell<Option<Timer>>,
    listener: RefCell<Option<Listener>>,
    ended: Cell<bool>,
    this: Weak<Part>,
}

/// A wish for the lock, or the lock.
struct OwnClaim {
    claim: Claim,
    _told: Closure<dyn FnMut(bool)>,
}

impl Drop for OwnClaim {
    fn drop(&mut self) {
        self.claim.drop();
    }
}

impl SharedStream {
    /// Takes part from now on; `tell` hears what the stream says, whichever tab holds it.
    pub fn join(window: &Window, client: Rc<Client>, tell: Rc<dyn Fn(Heard)>) -> Self {
        let name = [NAME, &client.scope()].concat();
        // Throws where there is none.
        let channel = BroadcastChannel::new(&name).ok();
        let me = TabId((Math::random() * f64::from(u32::MAX)) as u32);
        let locks = channel.is_some() && Claim::possible();
        let part = Rc::new_cyclic(|this| Part {
            window: window.clone(),
            client,
            name,
            me,
            tell,
            tabs: RefCell::new(Tabs::new(me, Math::random(), locks, now())),
            channel,
            claim: RefCell::default(),
            feed: RefCell::default(),
            alarm: RefCell::default(),
            listener: RefCell::default(),
            ended: Cell::default(),
            this: this.clone(),
        });
        part.listen();
        match &part.channel {
            None => part.decide(Tabs::won),
            Some(_) if locks => part.claim(false),
            Some(_) => {}
        }
        Self(part)
    }

    /// This page shows `posts`, sorted, and knows every change of them up to `since`.
    pub fn want(&self, posts: &[PostId], since: u64) {
        self.0
            .decide(|tabs, now| tabs.want(posts.to_vec(), since, now));
    }

    /// There may be a way to the hub again: whoever waits to try waits no longer.
    pub fn try_now(&self) {
        if let Some(feed) = &*self.0.feed.borrow() {
            feed.try_now();
        }
    }
}

impl Drop for SharedStream {
    fn drop(&mut self) {
        let part = &self.0;
        part.ended.set(true);
        part.send(Word::Bye);
        part.listener.replace(None);
        part.alarm.replace(None);
        part.feed.replace(None);
        part.claim.replace(None);
        if let Some(channel) = &part.channel {
            channel.close();
        }
    }
}

impl Part {
    fn listen(&self) {
        let Some(channel) = &self.channel else { return };
        let this = self.this.clone();
        let heard = move |event: MessageEvent| {
            if let Some(part) = this.upgrade()
                && let Some(message) = read(&event)
            {
                part.hear(message);
            }
        };
        let listener = Listener::new(channel, "message", heard);
        self.listener.replace(Some(listener));
    }

    fn hear(&self, message: Message) {
        let Message { from, word } = message;
        self.decide(|tabs, now| tabs.hear(from, &word, now));
        if self.tabs.borrow().holds() {
            return;
        }
        match word {
            Word::Say(standing) => (self.tell)(Heard::Standing(standing)),
            Word::Open => (self.tell)(Heard::Open),
            Word::Reset => self.reset(),
            _ => {}
        }
    }

    /// Lets `what` happen, does what follows from it, and comes back when more is due.
    fn decide(&self, what: impl FnOnce(&mut Tabs, f64)) {
        if self.ended.get() {
            return;
        }
        what(&mut self.tabs.borrow_mut(), now());
        loop {
            let acts = self.tabs.borrow_mut().acts();
            if acts.is_empty() {
                break;
            }
            for act in acts {
                self.act(act);
            }
        }
        let alarm = self.tabs.borrow().due().and_then(|due| {
            let this = self.this.clone();
            let wait = (due - now()).max(0.0).ceil() as i32;
            Timer::after(&self.window, wait, move || {
                if let Some(part) = this.upgrade() {
                    part.decide(Tabs::tick);
                }
            })
        });
        self.alarm.replace(alarm);
    }

    fn act(&self, act: Act) {
        match act {
            Act::Send(word) => self.send(word),
            Act::Claim if self.tabs.borrow().by_locks() => self.claim(true),
            Act::Claim => self.tabs.borrow_mut().won(now()),
            Act::Open(plan) => {
                let this = self.this.clone();
                let tell = move |heard| {
                    if let Some(part) = this.upgrade() {
                        part.hand_on(heard);
                    }
                };
                // The old one first: the browser may have no room for two.
                self.feed.replace(None);
                let feed = Feed::open(&self.window, self.client.clone(), plan, tell);
                self.feed.replace(Some(feed));
            }
            Act::Close => {
                self.feed.replace(None);
            }
        }
    }

    fn claim(&self, steal: bool) {
        let this = self.this.clone();
        let told = Closure::new(move |won: bool| {
            if let Some(part) = this.upgrade().filter(|_| !stopped()) {
                part.claimed(won);
            }
        });
        self.claim.replace(None);
        let claim = Claim::new(&self.name, steal, &told);
        self.claim.replace(Some(OwnClaim { claim, _told: told }));
    }

    fn claimed(&self, won: bool) {
        if won {
            self.decide(Tabs::won);
        } else {
            // Where another took it, there are locks; where the browser refuses them, there are none.
            let held = self.tabs.borrow().holds();
            self.decide(|tabs, now| tabs.lost(held, now));
            if held {
                self.claim(false);
            }
        }
    }

    /// What the stream says, to this page and to the other tabs.
    fn hand_on(&self, heard: Heard) {
        match heard {
            Heard::Standing(standing) => self.send(Word::Say(standing)),
            Heard::Reached(seq) => {
                self.tabs.borrow_mut().advance(seq);
                return;
            }
            Heard::Open => self.send(Word::Open),
            Heard::Reset => {
                self.send(Word::Reset);
                self.reset();
                return;
            }
            Heard::Cut => {}
        }
        (self.tell)(heard);
    }

    fn reset(&self) {
        self.tabs.borrow_mut().reset();
        (self.tell)(Heard::Reset);
    }

    fn send(&self, word: Word) {
        if let Some(channel) = &self.channel {
            let message = Message {
                from: self.me,
                word,
            };
            // Fails only for what cannot be copied.
            let _ = channel.post_message(&JsValue::from_str(&message.to_string()));
        }
    }
}

fn read(event: &MessageEvent) -> Option<Message> {
    let text: JsString = event.data().dyn_into().ok()?;
    // Before it is copied over.
    if text.length() as usize > MAX_MESSAGE {
        return None;
    }
    String::from(text).parse().ok()
}
