//! What the widget knows of the page's ratings: the hub's word, and the reader's own wishes before it.
//!
//! Decides what a control shows; talks to nobody ([`sync`](crate::sync) does).

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use groundswell_protocol::{PostId, RatingKind, RatingValue, Tally, TallyDisplay};

use crate::answer::Refusal;
use crate::outbox::{Full, Look, Outbox};
use crate::posts::{PostMap, PostSet};
use crate::standing::{Standing, State};
use crate::storage::Shelf;
use crate::vault::Pass;
use crate::wish::{Order, Wish};

/// How safe the reader's own rating of a post is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The hub has it, or there is none.
    Settled,
    /// It is on its way.
    Sending,
    /// It waits for the hub, which is away.
    Waiting,
    /// It waits for the reader to sign on.
    Unsigned,
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
    /// Whether the reader's own will be gone with the page unless the hub has it by then.
    pub fleeting: bool,
    /// Whether the tallies are not to be seen before the reader has rated.
    pub unseen: bool,
}

/// The ratings of a space as far as this page knows them.
pub struct Ratings {
    shared: bool,
    kind: Cell<RatingKind>,
    display: Cell<TallyDisplay>,
    outbox: Rc<Outbox>,
    standings: RefCell<PostMap<Standing>>,
    sending: RefCell<PostSet>,
    held: RefCell<PostMap<Standing>>,
    refused: RefCell<Vec<(PostId, Refusal)>>,
    failed: Cell<Option<Order>>,
    away: Cell<bool>,
    apart: Cell<bool>,
    unsigned: Cell<bool>,
}

impl Ratings {
    /// `shared`: whether there is a hub at all. Unsent ratings of an earlier visit are on `shelf`, and in
    /// IndexedDB under its scope.
    pub fn new(shelf: Shelf, kind: RatingKind, shared: bool) -> Self {
        Self {
            outbox: Outbox::open(shelf),
            shared,
            kind: Cell::new(kind),
            display: Cell::default(),
            standings: RefCell::default(),
            sending: RefCell::default(),
            held: RefCell::default(),
            refused: RefCell::default(),
            failed: Cell::default(),
            away: Cell::default(),
            apart: Cell::default(),
            unsigned: Cell::default(),
        }
    }

    /// How posts are rated.
    pub fn kind(&self) -> RatingKind {
        self.kind.get()
    }

    /// The hub says how posts are rated; whether that is news.
    pub fn set_kind(&self, kind: RatingKind) -> bool {
        self.kind.replace(kind) != kind
    }

    /// When the reader sees how others rated; whether that is news.
    pub fn set_display(&self, display: TallyDisplay) -> bool {
        self.display.replace(display) != display
    }

    /// Whether this reader's ratings count apart, as those of readers who have not signed on.
    pub fn set_apart(&self, apart: bool) {
        self.apart.set(apart);
    }

    /// Whether the reader has to sign on before the hub takes anything; whether that is news.
    pub fn set_unsigned(&self, unsigned: bool) -> bool {
        self.unsigned.replace(unsigned) != unsigned
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
            fleeting: false,
            unseen: false,
        };
        self.mark_unseen(&mut shown);
        let Some(wish) = self.outbox.get(post) else {
            return shown;
        };
        let counted = if self.apart.get() {
            &mut shown.unverified
        } else {
            &mut shown.tally
        };
        let wanted = self.value(wish.value.map(RatingValue::get));
        counted.change(shown.mine, wanted);
        shown.mine = wanted;
        shown.fleeting = self.outbox.is_fleeting(post);
        let waits = self.away.get() || self.failed.get().is_some();
        shown.delivery = match (self.shared, waits) {
            (false, _) => Delivery::Local,
            _ if self.unsigned.get() => Delivery::Unsigned,
            (true, false) => Delivery::Sending,
            (true, true) => Delivery::Waiting,
        };
        self.mark_unseen(&mut shown);
        shown
    }

    fn mark_unseen(&self, shown: &mut Shown) {
        shown.unseen = self.display.get() == TallyDisplay::AfterRating && shown.mine.is_none();
    }

    fn value(&self, value: Option<i8>) -> Option<RatingValue> {
        RatingValue::new(self.kind(), i64::from(value?)).ok()
    }

    /// Why the hub did not take the reader's last rating of `post`, if it did not.
    pub fn refusal(&self, post: PostId) -> Option<Refusal> {
        let refused = self.refused.borrow();
        let found = refused.iter().find(|(other, _)| *other == post);
        found.map(|(_, refusal)| refusal.clone())
    }

    /// The reader gives `value` to `post`, or takes the rating back where it has that value already. It is
    /// shown at once; [`refresh`](Self::refresh) makes it last.
    ///
    /// # Errors
    /// [`Full`] where too many ratings wait for the hub; nothing is changed then.
    pub fn choose(&self, post: PostId, value: RatingValue) -> Result<(), Full> {
        let mine = self.shown(post).mine;
        let value = Some(value).filter(|_| mine != Some(value));
        self.outbox.put(post, value)?;
        self.forget_refusal(post);
        Ok(())
    }

    fn forget_refusal(&self, post: PostId) {
        self.refused
            .borrow_mut()
            .retain(|(other, _)| *other != post);
    }

    /// The queue of wishes, for hearing of other tabs.
    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// Makes wishes last, and takes in those of other tabs.
    pub async fn refresh(&self) -> Look {
        let look = self.outbox.refresh().await;
        // Most likely it was carried out; the hub is asked.
        for wish in &look.settled {
            if let Some(standing) = self.standings.borrow_mut().get_mut(&wish.post) {
                standing.mine = wish.value.map(RatingValue::get);
            }
        }
        look
    }

    /// The turn to send what waits, which one tab of this browser has at a time.
    pub async fn turn(&self) -> Pass {
        self.outbox.turn().await
    }

    /// The next wish to send, and that it is being sent. After one that failed it is the one behind it, so
    /// that no single wish keeps all others from the hub.
    pub fn next_to_send(&self) -> Option<Wish> {
        let wish = self.outbox.first(self.failed.get().unwrap_or_default())?;
        self.sending.borrow_mut().insert(wish.post);
        Some(wish)
    }

    /// The hub has carried out `wish`; whether it had been away.
    pub fn acknowledge(&self, wish: Wish, standing: Standing) -> bool {
        self.outbox.settle(wish);
        self.forget_refusal(wish.post);
        self.sending.borrow_mut().remove(&wish.post);
        self.learn(standing, true);
        if let Some(held) = self.held.borrow_mut().remove(&wish.post) {
            self.learn(held, false);
        }
        let failed = self.failed.replace(None).is_some();
        self.away.replace(false) || failed
    }

    /// The hub will never carry out `wish`.
    pub fn reject(&self, wish: Wish, refusal: Refusal) {
        self.outbox.settle(wish);
        self.release(wish.post);
        self.forget_refusal(wish.post);
        // A later wish has its own answer to come.
        if self.outbox.get(wish.post).is_none() {
            self.refused.borrow_mut().push((wish.post, refusal));
        }
    }

    /// Nothing is sent for now, because the hub said so to whoever asked last; whether that is news.
    pub fn hold(&self) -> bool {
        let news = self.failed.get().is_none();
        self.failed.set(Some(self.failed.get().unwrap_or_default()));
        news
    }

    /// Sending failed for now; the wish stays.
    pub fn give_up_sending(&self, wish: Wish) {
        self.failed.set(Some(wish.order));
        self.release(wish.post);
    }

    /// The hub was seen to be away, or to be there; whether that is news.
    pub fn set_away(&self, away: bool) -> bool {
        self.away.replace(away) != away
    }

    /// Nothing is under way for `post` any more.
    pub fn release(&self, post: PostId) {
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

    /// Whether any rating waits.
    pub fn any_waiting(&self) -> bool {
        self.outbox.first(Order::default()).is_some()
    }
}
