//! What the widget knows of the page's ratings: the hub's word, and the reader's own wishes before it.
//!
//! Decides what a control shows; talks to nobody ([`sync`](crate::sync) does).

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

use groundswell_protocol::{PostId, RatingKind, RatingValue, Tally};

use crate::outbox::{Entry, Full, Outbox};
use crate::standing::{Standing, State};
use crate::storage::Shelf;

/// How safe the reader's own rating of a post is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The hub has it, or there is none.
    Settled,
    /// It is on its way.
    Sending,
    /// It waits for the hub, which is away.
    Waiting,
    /// There is no hub; it stays in this browser.
    Local,
}

/// What a control shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// All ratings, the reader's own wish included. Where the hub counts readers apart who have not
    /// signed on: those of the others.
    pub tally: Tally,
    /// Those that are counted apart.
    pub unverified: Tally,
    /// The reader's own.
    pub mine: Option<RatingValue>,
    /// Where the reader's own is.
    pub delivery: Delivery,
}

/// The ratings of a space as far as this page knows them.
pub struct Ratings {
    shelf: Shelf,
    shared: bool,
    kind: Cell<RatingKind>,
    outbox: RefCell<Outbox>,
    standings: RefCell<HashMap<PostId, Standing>>,
    sending: RefCell<HashSet<PostId>>,
    held: RefCell<HashMap<PostId, Standing>>,
    away: Cell<bool>,
    apart: Cell<bool>,
}

impl Ratings {
    /// `shared`: whether there is a hub at all. Unsent ratings of an earlier visit are on `shelf`.
    pub fn new(shelf: Shelf, kind: RatingKind, shared: bool) -> Self {
        Self {
            outbox: RefCell::new(Outbox::open(shelf.clone(), kind)),
            shelf,
            shared,
            kind: Cell::new(kind),
            standings: RefCell::default(),
            sending: RefCell::default(),
            held: RefCell::default(),
            away: Cell::default(),
            apart: Cell::default(),
        }
    }

    /// How posts are rated.
    pub fn kind(&self) -> RatingKind {
        self.kind.get()
    }

    /// The hub says how posts are rated; whether that is news.
    pub fn set_kind(&self, kind: RatingKind) -> bool {
        let news = self.kind.replace(kind) != kind;
        if news {
            self.outbox.replace(Outbox::open(self.shelf.clone(), kind));
        }
        news
    }

    /// Whether this reader's ratings count apart, as those of readers who have not signed on.
    pub fn set_apart(&self, apart: bool) {
        self.apart.set(apart);
    }

    /// Whether an administrator has hidden `post`: it is not to be rated.
    pub fn is_hidden(&self, post: PostId) -> bool {
        let standings = self.standings.borrow();
        standings
            .get(&post)
            .is_some_and(|s| s.state.tally.is_none())
    }

    /// How often `post` was looked at, as far as the hub said.
    pub fn looks(&self, post: PostId) -> u32 {
        let standings = self.standings.borrow();
        standings
            .get(&post)
            .and_then(|s| s.state.looks)
            .unwrap_or(0)
    }

    /// The number of the change up to which it is known how `post` stands; 0 where it is not known.
    pub fn known_up_to(&self, post: PostId) -> u64 {
        self.standings.borrow().get(&post).map_or(0, |s| s.seq)
    }

    /// The hub counts its changes anew: what it says from now on is later than all that is known.
    pub fn forget_numbers(&self) {
        for standing in self.standings.borrow_mut().values_mut() {
            standing.seq = 0;
        }
        self.held.borrow_mut().clear();
    }

    /// What the control of `post` shows.
    pub fn shown(&self, post: PostId) -> Shown {
        let standing = self.standings.borrow().get(&post).copied();
        let state = standing.map_or(State::default(), |s| s.state);
        let mut shown = Shown {
            tally: state.tally.unwrap_or_default(),
            unverified: state.unverified,
            mine: standing.and_then(|s| self.value(s.mine)),
            delivery: Delivery::Settled,
        };
        let Some(wish) = self.outbox.borrow().get(post) else {
            return shown;
        };
        let counted = if self.apart.get() {
            &mut shown.unverified
        } else {
            &mut shown.tally
        };
        counted.change(shown.mine, wish.value);
        shown.mine = wish.value;
        shown.delivery = match (self.shared, self.away.get()) {
            (false, _) => Delivery::Local,
            (true, false) => Delivery::Sending,
            (true, true) => Delivery::Waiting,
        };
        shown
    }

    fn value(&self, value: Option<i8>) -> Option<RatingValue> {
        RatingValue::new(self.kind(), i64::from(value?)).ok()
    }

    /// The reader gives `value` to `post`, or takes the rating back where it has that value already.
    ///
    /// # Errors
    /// [`Full`] where too many ratings wait for the hub; nothing is changed then.
    pub fn choose(&self, post: PostId, value: RatingValue, nonce: u32) -> Result<(), Full> {
        let mine = self.shown(post).mine;
        let value = if mine == Some(value) {
            None
        } else {
            Some(value)
        };
        self.outbox.borrow().put(Entry { post, value, nonce })
    }

    /// The next wish to send, and that it is being sent.
    pub fn next_to_send(&self) -> Option<Entry> {
        let outbox = self.outbox.borrow();
        outbox.refresh();
        let entry = outbox.first()?;
        self.sending.borrow_mut().insert(entry.post);
        Some(entry)
    }

    /// The hub has carried out `entry`; whether it had been away.
    pub fn acknowledge(&self, entry: Entry, standing: Standing) -> bool {
        self.outbox.borrow().settle(entry);
        self.sending.borrow_mut().remove(&entry.post);
        self.learn(standing, true);
        if let Some(held) = self.held.borrow_mut().remove(&entry.post) {
            self.learn(held, false);
        }
        self.away.replace(false)
    }

    /// The hub will never carry out `entry`.
    pub fn reject(&self, entry: Entry) {
        self.outbox.borrow().settle(entry);
        self.release(entry.post);
    }

    /// Sending failed for now; the wish stays.
    pub fn give_up_sending(&self, post: PostId) {
        self.away.set(true);
        self.release(post);
    }

    /// The hub was seen to be away, or to be there; whether that is news.
    pub fn set_away(&self, away: bool) -> bool {
        self.away.replace(away) != away
    }

    /// Nothing is under way for `post` any more.
    fn release(&self, post: PostId) {
        self.sending.borrow_mut().remove(&post);
        if let Some(held) = self.held.borrow_mut().remove(&post) {
            self.learn(held, false);
        }
    }

    /// The live stream says how a post stands. Held back while the reader's own rating of that post is
    /// under way: it may or may not be in this tally, and would show twice.
    pub fn hear(&self, standing: Standing) {
        if self.sending.borrow().contains(&standing.post) {
            self.held.borrow_mut().insert(standing.post, standing);
        } else {
            self.learn(standing, false);
        }
    }

    /// A read answered; with `mine` where the hub knows the reader.
    pub fn learn_all(&self, standings: Vec<Standing>) {
        for standing in standings {
            if !self.sending.borrow().contains(&standing.post) {
                self.learn(standing, true);
            }
        }
    }

    /// Takes in what is not older than what is known.
    fn learn(&self, news: Standing, with_mine: bool) {
        let mut standings = self.standings.borrow_mut();
        let known = standings
            .entry(news.post)
            .or_insert(Standing { mine: None, ..news });
        if news.seq >= known.seq {
            // Only some answers tell of looks, and they seldom change.
            let looks = news.state.looks.or(known.state.looks);
            known.state = State {
                looks,
                ..news.state
            };
            known.seq = news.seq;
        }
        if with_mine && news.seq >= known.seq {
            known.mine = news.mine;
        }
    }

    /// Posts whose rating waits, for showing them again when another tab sent theirs.
    pub fn refresh_outbox(&self) {
        self.outbox.borrow().refresh();
    }

    /// The key whose `storage` events mean that another tab changed the outbox.
    pub fn outbox_key(&self) -> String {
        self.outbox.borrow().storage_key()
    }

    /// Whether any rating waits.
    pub fn any_waiting(&self) -> bool {
        self.outbox.borrow().first().is_some()
    }
}
