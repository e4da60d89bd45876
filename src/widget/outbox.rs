//! The widget's durable queue of ratings not yet acknowledged.
//!
//! It holds, for each post, the rating its reader wants it to have. Setting is idempotent, so a wish may be
//! sent as often as it takes; it leaves only when the hub carried out exactly that wish, or a later one.
//!
//! A wish lies in three places. Memory shows it at once. A line of local storage, written in the same
//! moment, outlives a tab that is closed on the click. IndexedDB, written after it, outlives a machine that
//! stops; once it has the wish, the line is taken away. Where IndexedDB is blocked the line stays, and where
//! both are, memory is all there is, and the control says so.
//!
//! Tabs of one browser share the latter two. Which tab sends, [`sync`](crate::sync) decides.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use groundswell_protocol::{MAX_ORDER, PostId, RatingValue, RequestOrder};
use js_sys::{Date, Math};
use wasm_bindgen::JsValue;
use web_sys::BroadcastChannel;

use crate::answer::LONGEST_HOLD_MS;
use crate::storage::Shelf;
use crate::vault::{Pass, Vault};
use crate::wish::{MAX_LINES, MAX_WISHES, Order, Plan, Wish, plan};

/// Name on the shelf of the set of wishes that IndexedDB does not have yet.
const JOURNAL: &str = "wish";

/// Name on the shelf of the number of the last click.
const COUNT: &str = "clicks";

/// Name on the shelf of what the hub knows this browser's requests by.
const SENDER: &str = "sender";

/// Name on the shelf of the time until which the hub wants nothing sent, milliseconds since 1970.
const HOLD: &str = "hold";

/// Name on the shelf under which earlier releases kept all wishes, as lines without number and tab.
const EARLIER: &str = "outbox";

/// The queue is full.
#[derive(Debug, PartialEq, Eq)]
pub struct Full;

/// The queue.
pub struct Outbox {
    shelf: Shelf,
    vault: Vault,
    channel: Option<BroadcastChannel>,
    tab: u32,
    latest: Cell<Order>,
    /// Where the shelf keeps nothing.
    sender: Cell<Option<u64>>,
    wishes: RefCell<Vec<Wish>>,
    /// Wishes of this tab that no store has.
    loose: RefCell<Vec<Wish>>,
    /// Wishes that were carried out, or never will be, and may still be stored.
    settled: RefCell<Vec<Wish>>,
    /// What IndexedDB was last known to have.
    stored: RefCell<String>,
    /// Whether IndexedDB was found not to keep what it was given.
    blocked: Cell<bool>,
    held_until: Cell<u64>,
}

/// What a look at the stores came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Wishes that other tabs settled.
    pub settled: Vec<Wish>,
    /// Whether other wishes count than before.
    pub changed: bool,
}

/// What one look at the stores was based on, and so what it takes care of.
#[derive(Default)]
struct Seen {
    before: Vec<Wish>,
    journal: Vec<String>,
    loose: Vec<Wish>,
    settled: Vec<Wish>,
    plan: Plan,
}

impl Outbox {
    /// The queue kept on `shelf` and in IndexedDB under the same scope. What only IndexedDB has is there
    /// after the first [`refresh`](Self::refresh).
    pub fn open(shelf: Shelf) -> Rc<Self> {
        let outbox = Self {
            vault: Vault::new(shelf.scope()),
            channel: BroadcastChannel::new(&shelf.key(JOURNAL)).ok(),
            shelf,
            tab: (Math::random() * f64::from(u32::MAX)) as u32,
            latest: Cell::default(),
            sender: Cell::default(),
            wishes: RefCell::default(),
            loose: RefCell::default(),
            settled: RefCell::default(),
            stored: RefCell::default(),
            blocked: Cell::default(),
            held_until: Cell::default(),
        };
        outbox.take_over_earlier();
        outbox.look(None);
        Rc::new(outbox)
    }

    /// Where other tabs tell that they changed the stores.
    pub fn channel(&self) -> Option<&BroadcastChannel> {
        self.channel.as_ref()
    }

    /// Whether a `storage` event of this key tells of another tab's wish.
    pub fn concerns(&self, key: &str) -> bool {
        self.shelf.line_of(JOURNAL, key).is_some()
    }

    /// The oldest wish that is later than `after`; the oldest of all where there is none.
    pub fn first(&self, after: Order) -> Option<Wish> {
        let wishes = self.wishes.borrow();
        let later = wishes.iter().filter(|wish| wish.order > after);
        let first = later.min_by_key(|wish| wish.order);
        first
            .or_else(|| wishes.iter().min_by_key(|wish| wish.order))
            .copied()
    }

    /// The wish for `post`, if there is one.
    pub fn get(&self, post: PostId) -> Option<Wish> {
        let wishes = self.wishes.borrow();
        wishes.iter().find(|wish| wish.post == post).copied()
    }

    /// Whether the wish for `post` will be gone with the page, because the browser keeps nothing for us.
    pub fn is_fleeting(&self, post: PostId) -> bool {
        self.blocked.get() && self.loose.borrow().iter().any(|wish| wish.post == post)
    }

    /// Keeps a wish in place of an earlier one for its post: now as far as the browser can do that at once,
    /// for good with the next [`refresh`](Self::refresh).
    ///
    /// # Errors
    /// [`Full`] at [`MAX_WISHES`]; nothing is changed then.
    pub fn put(&self, post: PostId, value: Option<RatingValue>) -> Result<(), Full> {
        if self.get(post).is_none() && self.wishes.borrow().len() >= MAX_WISHES {
            return Err(Full);
        }
        let order = self.next_order();
        let wish = Wish { post, value, order };
        if !self.shelf.add_line(JOURNAL, &wish.line()) {
            self.loose.borrow_mut().push(wish);
        }
        let mut wishes = self.wishes.borrow_mut();
        wishes.retain(|other| other.post != post);
        wishes.push(wish);
        Ok(())
    }

    /// Forgets a wish that was carried out, and those before it; for good with the next
    /// [`refresh`](Self::refresh).
    pub fn settle(&self, done: Wish) {
        let open = |wish: &Wish| !done.covers(wish);
        self.wishes.borrow_mut().retain(open);
        self.loose.borrow_mut().retain(open);
        for line in self.shelf.lines(JOURNAL, MAX_LINES) {
            if Wish::read(&line).is_some_and(|wish| !open(&wish)) {
                self.shelf.remove_line(JOURNAL, &line);
            }
        }
        let mut settled = self.settled.borrow_mut();
        settled.retain(open);
        settled.push(done);
    }

    /// Brings memory and stores in step with each other and with what other tabs did.
    pub async fn refresh(self: &Rc<Self>) -> Look {
        let write = !self.settled.borrow().is_empty()
            || !self.loose.borrow().is_empty()
            || !self.shelf.lines(JOURNAL, 1).is_empty();
        let seen = Rc::new(RefCell::new(Seen::default()));
        let decide = {
            let (outbox, seen) = (self.clone(), seen.clone());
            move |stored: Option<&str>| {
                let now = outbox.look(stored);
                let changes = now.changes();
                seen.replace(now);
                changes
            }
        };
        let stored = self.vault.change(decide, write, MAX_LINES as u32).await;
        let mut seen = seen.take();
        if write {
            self.tidy(&seen, stored);
        }
        let wishes = &seen.plan.wishes;
        let changed = seen.before.len() != wishes.len()
            || seen.before.iter().any(|wish| !wishes.contains(wish));
        let settled = |wish: &Wish| !wishes.iter().any(|now| now.post == wish.post);
        seen.before.retain(settled);
        Look {
            settled: seen.before,
            changed,
        }
    }

    /// Which of this browser's requests the one for `wish` is. The browser goes by a name of chance, drawn when
    /// it first sends something to this hub and space, and known nowhere else.
    pub fn request_order(&self, wish: Wish) -> RequestOrder {
        let stored = self.shelf.get(SENDER).and_then(|text| text.parse().ok());
        let stored = stored.filter(|sender| *sender <= MAX_ORDER);
        RequestOrder {
            sender: stored
                .or(self.sender.get())
                .unwrap_or_else(|| self.change_sender()),
            number: wish.order.count,
        }
    }

    /// Sends under another name from now on. What was sent under the old one may then overtake what is sent
    /// now, so this is for a browser whose numbers were set back: with a profile that was restored, say.
    pub fn change_sender(&self) -> u64 {
        let sender = (Math::random() * MAX_ORDER as f64) as u64;
        self.sender.set(Some(sender));
        self.shelf.set(SENDER, &sender.to_string());
        sender
    }

    /// Nothing is to be sent for so many milliseconds, by no tab, nor by one that is opened meanwhile.
    pub fn hold(&self, milliseconds: u32) {
        let end = clock() + u64::from(milliseconds);
        self.held_until.set(end);
        self.shelf.set(HOLD, &end.to_string());
    }

    /// The milliseconds for which nothing is to be sent any more.
    pub fn held(&self) -> u32 {
        let stored = self.shelf.get(HOLD).and_then(|text| text.parse().ok());
        let end = self.held_until.get().max(stored.unwrap_or(0));
        let left = u32::try_from(end.saturating_sub(clock())).ok();
        // A clock that was set back must not make us wait longer than any hub can.
        left.filter(|left| *left <= LONGEST_HOLD_MS).unwrap_or(0)
    }

    /// The turn to send what waits, which no other tab has at the same time.
    pub async fn turn(&self) -> Pass {
        Pass::take(&self.vault, true).await
    }

    /// Wishes that an earlier release left.
    fn take_over_earlier(&self) {
        let Some(text) = self.shelf.get(EARLIER) else {
            return;
        };
        for wish in text.lines().filter_map(|line| {
            let (line, _) = line.rsplit_once(' ')?;
            Wish::read(&[line, " 0 0"].concat())
        }) {
            let _ = self.put(wish.post, wish.value);
        }
        if self.loose.borrow().is_empty() {
            self.shelf.remove(EARLIER);
        }
    }

    fn next_order(&self) -> Order {
        let count = self.shelf.get(COUNT).and_then(|text| text.parse().ok());
        let seen = Order {
            count: count.unwrap_or(0),
            tab: 0,
        };
        let order = self.latest.get().max(seen).next(self.tab);
        self.latest.set(order);
        self.shelf.set(COUNT, &order.count.to_string());
        order
    }

    /// Brings together all that is known, and keeps in memory what counts of it. `stored` is what IndexedDB
    /// has; without it, what it was last known to have.
    fn look(&self, stored: Option<&str>) -> Seen {
        if let Some(stored) = stored {
            self.stored.replace(stored.to_owned());
        }
        let journal = self.shelf.lines(JOURNAL, MAX_LINES);
        let loose = self.loose.borrow().clone();
        let settled = self.settled.borrow().clone();
        let mut elsewhere: Vec<Wish> = journal.iter().filter_map(|line| Wish::read(line)).collect();
        elsewhere.extend(&loose);
        let plan = plan(self.stored.borrow().split('\n'), &elsewhere, &settled);
        self.latest.set(self.latest.get().max(plan.latest));
        let before = self.wishes.replace(plan.wishes.clone());
        Seen {
            before,
            journal,
            loose,
            settled,
            plan,
        }
    }

    /// Takes away what has no use any more after a look whose plan was `stored`, or could not be.
    fn tidy(&self, seen: &Seen, stored: bool) {
        self.blocked.set(!stored);
        let wishes = &seen.plan.wishes;
        for line in &seen.journal {
            if stored || Wish::read(line).is_none_or(|wish| !wishes.contains(&wish)) {
                self.shelf.remove_line(JOURNAL, line);
            }
        }
        if !stored {
            self.loose.borrow_mut().retain(|wish| wishes.contains(wish));
            return;
        }
        self.loose
            .borrow_mut()
            .retain(|wish| !seen.loose.contains(wish));
        self.settled
            .borrow_mut()
            .retain(|wish| !seen.settled.contains(wish));
        self.stored.replace(join(wishes.iter().map(Wish::line)));
        if let Some(channel) = &self.channel {
            // What changed, every tab reads for itself: any script of the page can write here.
            let _ = channel.post_message(&JsValue::NULL);
        }
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.close();
        }
    }
}

impl Seen {
    /// The plan as [`Vault::change`] takes it.
    fn changes(&self) -> String {
        let Plan { add, remove, .. } = &self.plan;
        let add = add.iter().map(|wish| ["+", &wish.line()].concat());
        join(add.chain(remove.iter().map(|line| ["-", line].concat())))
    }
}

/// Milliseconds since 1970. Whole ones: reading and writing fractions is 20 KB of code.
fn clock() -> u64 {
    Date::now() as u64
}

fn join(lines: impl Iterator<Item = String>) -> String {
    let lines: Vec<String> = lines.collect();
    lines.join("\n")
}
