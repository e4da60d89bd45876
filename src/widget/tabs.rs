//! Which of a browser's visible tabs holds the one live stream, and what must be on it. Decides only:
//! time, chance and messages are given to it, and what it wants done is told to
//! [`shared_stream`](crate::shared_stream).
//!
//! One tab *holds* the stream and hands on what it says; the others say what they *want*. The holder
//! shows that it lives by a beat. A browser that has locks says by one of them who holds; otherwise
//! whoever hears no holder takes the stream, and of two who do the lower id keeps it.
//!
//! Invariant: nothing the stream says is lost to a tab. A stream that opens with `since` brings every
//! post on it from any state known up to `since` or later to the present. A tab therefore says up to
//! which change it knows all its posts, and the stream is opened anew where it was opened, or has come,
//! too far for that.

use groundswell_protocol::PostId;

use crate::client::MAX_POSTS_PER_STREAM;
use crate::tab_message::{TabId, Word};

/// Most other tabs that one stream serves; tabs in the background take no part.
pub const MAX_TABS: usize = 32;

/// How long a new tab listens for a holder before it takes the stream, milliseconds.
const JOIN_MS: f64 = 200.0;

/// Between two beats of the holder, milliseconds.
const BEAT_MS: f64 = 500.0;

/// How soon a holder insists that it is the one, milliseconds.
const INSIST_MS: f64 = 100.0;

/// Without a beat for so long the holder is asked whether it is there, milliseconds.
const LEASE_MS: f64 = 1_500.0;

/// How long it has to answer, milliseconds.
const DOUBT_MS: f64 = 400.0;

/// How long a holder that said goodbye leaves the stream to whoever is quickest, at most, milliseconds.
const SUCCESSION_MS: f64 = 100.0;

/// How long a holder waits for what others want before it opens the stream anew, milliseconds.
const GATHER_MS: f64 = 100.0;

/// How often a tab says again what it wants, milliseconds.
const WANT_AGAIN_MS: f64 = 5_000.0;

/// A tab that has said nothing for so long is gone, milliseconds.
const GONE_MS: f64 = 16_000.0;

/// What one tab wants.
#[derive(Clone, Debug)]
struct Want {
    tab: TabId,
    posts: Vec<PostId>,
    /// The tab knows its posts up to this change.
    since: u64,
    /// The stream has brought the tab's posts to the present if it knew them up to this.
    floor: u64,
    heard_at: f64,
}

/// What is to be on the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Sorted.
    pub posts: Vec<PostId>,
    /// The change up to which all of them are known.
    pub since: u64,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Say this to the other tabs.
    Send(Word),
    /// Become the holder: ask the browser's lock for it, away from whoever has it; without locks, at once.
    Claim,
    /// Have this on the stream, in place of what is.
    Open(Plan),
    /// Let go of the stream.
    Close,
}

/// One tab's view of all.
pub struct Tabs {
    me: TabId,
    /// Between 0 and 1, by chance; keeps tabs from doing the same at the same moment.
    chance: f64,
    locks: bool,
    mine: Want,
    role: Role,
    acts: Vec<Act>,
}

enum Role {
    Following {
        holder: Option<TabId>,
        /// When the holder counts as silent; never where a lock will tell.
        silent_at: f64,
        doubted: bool,
        want_at: f64,
    },
    Holding {
        /// Few: a list is quick enough, and small in the page.
        others: Vec<Want>,
        on: Option<Plan>,
        /// The last change that the stream has told.
        reached: u64,
        open_at: Option<f64>,
        beat_at: f64,
    },
}

impl Tabs {
    /// A tab that begins to take part. `locks`: the browser will say by a lock when it is to hold.
    pub fn new(me: TabId, chance: f64, locks: bool, now: f64) -> Self {
        Self {
            me,
            chance,
            locks,
            mine: Want {
                tab: me,
                posts: Vec::new(),
                since: 0,
                floor: 0,
                heard_at: now,
            },
            role: Role::Following {
                holder: None,
                silent_at: first_wait(locks, chance, now),
                doubted: true,
                want_at: now + WANT_AGAIN_MS,
            },
            acts: Vec::new(),
        }
    }

    /// What is to be done since the last time this was asked, in order.
    pub fn acts(&mut self) -> Vec<Act> {
        std::mem::take(&mut self.acts)
    }

    /// Whether a lock says who holds.
    pub fn by_locks(&self) -> bool {
        self.locks
    }

    /// Whether this tab holds the stream.
    pub fn holds(&self) -> bool {
        matches!(self.role, Role::Holding { .. })
    }

    /// This tab shows `posts`, sorted, and knows every change of them up to `since`.
    pub fn want(&mut self, posts: Vec<PostId>, since: u64, now: f64) {
        self.mine.posts = posts;
        self.mine.since = since;
        match &mut self.role {
            Role::Following { want_at, .. } => {
                *want_at = now + WANT_AGAIN_MS;
                self.say_want();
            }
            Role::Holding { .. } => self.open_if_needed(now),
        }
    }

    /// Another tab said `word`.
    pub fn hear(&mut self, from: TabId, word: &Word, now: f64) {
        match word {
            _ if from == self.me => {}
            Word::Want(posts, since) => self.hear_want(from, posts, *since, now),
            Word::Take => self.hear_hold(from, true, now),
            Word::Hold => self.hear_hold(from, false, now),
            Word::Bye => self.hear_bye(from, now),
            Word::Say(_) | Word::Open | Word::Reset => {}
        }
    }

    fn hear_want(&mut self, from: TabId, posts: &[PostId], since: u64, now: f64) {
        let Role::Holding {
            others,
            on,
            reached,
            beat_at,
            ..
        } = &mut self.role
        else {
            return;
        };
        // What the stream told before a tab listened, it has to know from elsewhere.
        let told = on.as_ref().map_or(0, |plan| plan.since.max(*reached));
        let floor = match others.iter().position(|want| want.tab == from) {
            Some(known) => others.swap_remove(known).floor,
            None => told,
        };
        if others.len() >= MAX_TABS {
            return;
        }
        others.push(Want {
            tab: from,
            posts: posts.to_vec(),
            since,
            floor,
            heard_at: now,
        });
        *beat_at = now + BEAT_MS;
        self.acts.push(Act::Send(Word::Hold));
        self.open_if_needed(now);
    }

    fn hear_hold(&mut self, from: TabId, takes: bool, now: f64) {
        match &mut self.role {
            Role::Following {
                holder,
                silent_at,
                doubted,
                ..
            } => {
                let another = holder.replace(from) != Some(from) || takes;
                *silent_at = now + LEASE_MS + SUCCESSION_MS * self.chance;
                *doubted = false;
                if another {
                    self.say_want();
                }
            }
            // The lock knows better who holds; without one the lower id does. Said by the next beat,
            // which comes soon: two that both insist must not fill the channel.
            Role::Holding { beat_at, .. } if self.locks || self.me < from => {
                *beat_at = beat_at.min(now + INSIST_MS);
            }
            Role::Holding { .. } => {
                self.step_down(now);
                self.hear_hold(from, takes, now);
            }
        }
    }

    fn hear_bye(&mut self, from: TabId, now: f64) {
        match &mut self.role {
            Role::Holding { others, .. } => {
                others.retain(|want| want.tab != from);
            }
            Role::Following {
                holder,
                silent_at,
                doubted,
                ..
            } if *holder == Some(from) => {
                *holder = None;
                *doubted = true;
                *silent_at = if self.locks {
                    f64::INFINITY
                } else {
                    now + SUCCESSION_MS * self.chance
                };
            }
            Role::Following { .. } => {}
        }
    }

    /// This tab is the holder from now on.
    pub fn won(&mut self, now: f64) {
        let Role::Following { holder, .. } = &self.role else {
            return;
        };
        let takes_over = holder.is_some() || self.mine.heard_at + JOIN_MS < now;
        self.mine.floor = 0;
        self.role = Role::Holding {
            others: Vec::new(),
            on: None,
            reached: 0,
            open_at: Some(if takes_over { now + GATHER_MS } else { now }),
            beat_at: now + BEAT_MS,
        };
        self.acts.push(Act::Send(Word::Take));
        self.tick(now);
    }

    /// This tab is the holder no more: another took the lock, or the browser gives none.
    pub fn lost(&mut self, locks: bool, now: f64) {
        self.locks = locks;
        if self.holds() {
            self.step_down(now);
        } else if let Role::Following { silent_at, .. } = &mut self.role {
            *silent_at = first_wait(locks, self.chance, now).min(*silent_at);
        }
    }

    fn step_down(&mut self, now: f64) {
        self.acts.push(Act::Close);
        self.role = Role::Following {
            holder: None,
            silent_at: now + LEASE_MS,
            doubted: false,
            want_at: now + WANT_AGAIN_MS,
        };
    }

    /// The stream has told the change numbered `seq`, and with it all before.
    pub fn advance(&mut self, seq: u64) {
        if let Role::Holding { reached, .. } = &mut self.role {
            *reached = seq.max(*reached);
        }
    }

    /// The hub counts its changes anew: no number known so far means anything.
    pub fn reset(&mut self) {
        self.mine.since = 0;
        self.mine.floor = 0;
        if let Role::Holding {
            others,
            on,
            reached,
            ..
        } = &mut self.role
        {
            *reached = 0;
            for want in others {
                (want.since, want.floor) = (0, 0);
            }
            if let Some(on) = on {
                on.since = 0;
            }
        }
    }

    /// When [`tick`](Self::tick) is due; `None`: not before something happens.
    pub fn due(&self) -> Option<f64> {
        let due = match &self.role {
            Role::Following {
                silent_at,
                want_at,
                holder,
                ..
            } => {
                let again = holder.map_or(f64::INFINITY, |_| *want_at);
                silent_at.min(again)
            }
            Role::Holding {
                open_at, beat_at, ..
            } => beat_at.min(open_at.unwrap_or(f64::INFINITY)),
        };
        due.is_finite().then_some(due)
    }

    /// Does what is due.
    pub fn tick(&mut self, now: f64) {
        match &mut self.role {
            Role::Following {
                silent_at,
                doubted,
                want_at,
                ..
            } => {
                let silent = *silent_at <= now;
                if silent && *doubted {
                    *silent_at = now + LEASE_MS;
                    self.acts.push(Act::Claim);
                } else if silent || *want_at <= now {
                    // This page may have been busy itself, with the beats waiting to be heard.
                    if silent {
                        *doubted = true;
                        *silent_at = now + DOUBT_MS;
                    }
                    *want_at = now + WANT_AGAIN_MS;
                    self.say_want();
                }
            }
            Role::Holding {
                others,
                open_at,
                beat_at,
                ..
            } => {
                others.retain(|want| now < want.heard_at + GONE_MS);
                if *beat_at <= now {
                    *beat_at = if others.is_empty() {
                        f64::INFINITY
                    } else {
                        now + BEAT_MS
                    };
                    self.acts.push(Act::Send(Word::Hold));
                }
                if open_at.is_some_and(|at| at <= now) {
                    *open_at = None;
                    self.open();
                }
            }
        }
    }

    fn say_want(&mut self) {
        if !self.mine.posts.is_empty() {
            let want = Word::Want(self.mine.posts.clone(), self.mine.since);
            self.acts.push(Act::Send(want));
        }
    }

    fn open_if_needed(&mut self, now: f64) {
        let mine = &self.mine;
        if let Role::Holding {
            others,
            on,
            open_at: open_at @ None,
            ..
        } = &mut self.role
        {
            let has = |post: &PostId| {
                let posts = on.as_ref().map(|on| &on.posts);
                posts.is_some_and(|posts| posts.binary_search(post).is_ok())
            };
            let behind = others.iter().chain([mine]).any(|w| w.since < w.floor);
            if behind || !fair_share(mine, others).iter().all(has) {
                *open_at = Some(now + GATHER_MS);
            }
        }
    }

    fn open(&mut self) {
        let Role::Holding {
            others,
            on,
            reached,
            ..
        } = &mut self.role
        else {
            return;
        };
        let posts = fair_share(&self.mine, others);
        if posts.is_empty() {
            return;
        }
        if let Some(on) = on {
            for want in others.iter_mut().chain([&mut self.mine]) {
                if on.brings_to_the_present(want) {
                    want.since = want.since.max(*reached);
                }
            }
        }
        let wants = || others.iter().chain([&self.mine]);
        let since = wants().map(|want| want.since).min().unwrap_or(0);
        for want in others.iter_mut().chain([&mut self.mine]) {
            want.floor = since;
        }
        let plan = Plan { posts, since };
        *reached = since;
        *on = Some(plan.clone());
        self.acts.push(Act::Open(plan));
    }
}

impl Plan {
    fn brings_to_the_present(&self, want: &Want) -> bool {
        let has = |post: &PostId| self.posts.binary_search(post).is_ok();
        want.since >= want.floor && want.posts.iter().all(has)
    }
}

/// When a tab that hears of no holder takes the stream.
fn first_wait(locks: bool, chance: f64, now: f64) -> f64 {
    if locks {
        f64::INFINITY
    } else {
        now + JOIN_MS * (1.0 + chance)
    }
}

/// The posts that all want, sorted; where they are too many, from each tab in turn.
fn fair_share(mine: &Want, others: &[Want]) -> Vec<PostId> {
    let mut tabs: Vec<_> = others
        .iter()
        .chain([mine])
        .map(|w| w.posts.iter())
        .collect();
    let mut posts: Vec<PostId> = Vec::new();
    while !tabs.is_empty() && posts.len() < MAX_POSTS_PER_STREAM {
        tabs.retain_mut(|of_tab| {
            // One that is new; those that another tab brought cost nothing.
            let next = of_tab.find_map(|post| Some((*post, posts.binary_search(post).err()?)));
            if let Some((post, at)) = next.filter(|_| posts.len() < MAX_POSTS_PER_STREAM) {
                posts.insert(at, post);
            }
            next.is_some()
        });
    }
    posts
}

#[cfg(all(test, not(target_arch = "wasm32")))]
#[path = "tabs_tests.rs"]
mod tests;
