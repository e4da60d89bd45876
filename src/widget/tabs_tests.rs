//! Tabs that come, go, crash and stall, over a channel and a hub that deliver when they like.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, VecDeque};

use proptest::prelude::*;

use super::*;

const TABS: usize = 4;
const POSTS: usize = 6;

fn post(i: usize) -> PostId {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&i.to_be_bytes());
    PostId::from_bytes(bytes)
}

/// Message from one tab on its way to another; for `Say` what it tells.
#[derive(Clone)]
enum Mail {
    Word(TabId, Word),
    Told(PostId, u64),
}

struct Tab {
    tabs: Tabs,
    posts: Vec<PostId>,
    mail: VecDeque<Mail>,
    /// The open stream: what the hub has sent and the tab has not read.
    stream: Option<(Plan, VecDeque<(PostId, u64)>)>,
    /// Too busy to do anything.
    stalled: bool,
}

impl Tab {
    fn has_mail(&self) -> bool {
        let stream = self.stream.as_ref();
        !self.stalled && (!self.mail.is_empty() || stream.is_some_and(|s| !s.1.is_empty()))
    }
}

/// A browser with some tabs, and a hub.
struct World {
    now: f64,
    locks: bool,
    lock: VecDeque<usize>,
    tabs: BTreeMap<usize, Tab>,
    /// What each tab knows of each post, also while it takes no part.
    known: Vec<BTreeMap<PostId, u64>>,
    last: BTreeMap<PostId, u64>,
    seq: u64,
    ids: u32,
}

#[derive(Clone, Debug)]
enum Step {
    Join(usize, Vec<usize>),
    Show(usize, Vec<usize>),
    Leave(usize),
    Crash(usize),
    Stall(usize, bool),
    Rate(usize),
    Deliver(usize, usize),
    Wait(u16),
}

impl World {
    fn new(locks: bool) -> Self {
        Self {
            now: 0.0,
            locks,
            lock: VecDeque::new(),
            tabs: BTreeMap::new(),
            known: vec![BTreeMap::new(); TABS],
            last: BTreeMap::new(),
            seq: 0,
            ids: 0,
        }
    }

    fn since(&self, tab: usize, posts: &[PostId]) -> u64 {
        let known = |post: &PostId| self.known[tab].get(post).copied().unwrap_or(0);
        posts.iter().map(known).min().unwrap_or(0)
    }

    fn play(&mut self, step: &Step) {
        match step {
            Step::Join(tab, posts) if !self.tabs.contains_key(tab) => self.join(*tab, posts),
            Step::Join(tab, posts) | Step::Show(tab, posts) => self.show(*tab, posts),
            Step::Leave(tab) => self.leave(*tab, true),
            Step::Crash(tab) => self.leave(*tab, false),
            Step::Stall(tab, stalled) => {
                if let Some(tab) = self.tabs.get_mut(tab) {
                    tab.stalled = *stalled;
                }
            }
            Step::Rate(i) => self.rate(post(*i)),
            Step::Deliver(tab, n) => {
                for _ in 0..*n {
                    self.deliver(*tab);
                }
            }
            Step::Wait(ms) => self.wait(f64::from(*ms)),
        }
    }

    fn join(&mut self, tab: usize, posts: &[usize]) {
        // Ids by chance: an older tab's may be higher or lower.
        self.ids += 1;
        let id = TabId(self.ids.wrapping_mul(2_654_435_761));
        let chance = f64::from(tab as u32) / TABS as f64;
        self.tabs.insert(
            tab,
            Tab {
                tabs: Tabs::new(id, chance, self.locks, self.now),
                posts: Vec::new(),
                mail: VecDeque::new(),
                stream: None,
                stalled: false,
            },
        );
        if self.locks {
            self.lock.push_back(tab);
        }
        self.show(tab, posts);
        self.grant();
    }

    fn show(&mut self, tab: usize, posts: &[usize]) {
        let mut posts: Vec<PostId> = posts.iter().map(|i| post(*i)).collect();
        posts.sort_unstable();
        posts.dedup();
        let since = self.since(tab, &posts);
        let now = self.now;
        if let Some(of_tab) = self.tabs.get_mut(&tab).filter(|_| !posts.is_empty()) {
            of_tab.posts.clone_from(&posts);
            of_tab.tabs.want(posts, since, now);
        }
        self.act(tab);
    }

    fn leave(&mut self, tab: usize, bye: bool) {
        let Some(gone) = self.tabs.remove(&tab) else {
            return;
        };
        if bye {
            self.send(tab, &Mail::Word(gone.tabs.me, Word::Bye));
        }
        self.lock.retain(|other| *other != tab);
        self.grant();
    }

    fn grant(&mut self) {
        if let Some(first) = self.lock.front().copied()
            && let Some(tab) = self.tabs.get_mut(&first).filter(|tab| !tab.tabs.holds())
        {
            tab.tabs.won(self.now);
            self.act(first);
        }
    }

    fn rate(&mut self, post: PostId) {
        self.seq += 1;
        self.last.insert(post, self.seq);
        for tab in self.tabs.values_mut() {
            if let Some((plan, events)) = &mut tab.stream
                && plan.posts.contains(&post)
            {
                // Coalesced: only the latest of a post is sent.
                events.retain(|(other, _)| *other != post);
                events.push_back((post, self.seq));
            }
        }
    }

    fn send(&mut self, from: usize, mail: &Mail) {
        for (other, tab) in &mut self.tabs {
            if *other != from {
                tab.mail.push_back(mail.clone());
            }
        }
    }

    fn deliver(&mut self, i: usize) {
        let Some(tab) = self.tabs.get_mut(&i).filter(|tab| !tab.stalled) else {
            return;
        };
        if let Some(mail) = tab.mail.pop_front() {
            match mail {
                Mail::Word(from, word) => tab.tabs.hear(from, &word, self.now),
                Mail::Told(post, seq) => learn(&mut self.known[i], post, seq),
            }
        } else if let Some((post, seq)) = tab.stream.as_mut().and_then(|s| s.1.pop_front()) {
            tab.tabs.advance(seq);
            learn(&mut self.known[i], post, seq);
            self.send(i, &Mail::Told(post, seq));
        }
        self.act(i);
    }

    fn act(&mut self, i: usize) {
        let Some(tab) = self.tabs.get_mut(&i) else {
            return;
        };
        let id = tab.tabs.me;
        for act in tab.tabs.acts() {
            match act {
                Act::Send(word) => self.send(i, &Mail::Word(id, word)),
                Act::Claim if self.locks => {
                    self.lock.retain(|other| *other != i);
                    let stolen = self.lock.front().copied();
                    self.lock.push_front(i);
                    if let Some(loser) = stolen.and_then(|s| self.tabs.get_mut(&s)) {
                        loser.tabs.lost(true, self.now);
                    }
                    if let Some(loser) = stolen {
                        self.act(loser);
                    }
                    self.grant();
                }
                Act::Claim => {
                    if let Some(tab) = self.tabs.get_mut(&i) {
                        tab.tabs.won(self.now);
                    }
                    self.act(i);
                }
                Act::Open(plan) => {
                    let mut events: Vec<(PostId, u64)> = plan
                        .posts
                        .iter()
                        .filter_map(|post| Some((*post, *self.last.get(post)?)))
                        .filter(|(_, seq)| *seq > plan.since)
                        .collect();
                    events.sort_unstable_by_key(|event| event.1);
                    if let Some(tab) = self.tabs.get_mut(&i) {
                        tab.stream = Some((plan, events.into()));
                    }
                }
                Act::Close => {
                    if let Some(tab) = self.tabs.get_mut(&i) {
                        tab.stream = None;
                    }
                }
            }
        }
    }

    fn wait(&mut self, ms: f64) {
        let end = self.now + ms;
        while self.now < end {
            self.now += 10.0;
            let present: Vec<usize> = self.tabs.keys().copied().collect();
            for i in present {
                let now = self.now;
                let due = |tab: &Tab| !tab.stalled && tab.tabs.due().is_some_and(|due| due <= now);
                if let Some(tab) = self.tabs.get_mut(&i).filter(|tab| due(tab)) {
                    tab.tabs.tick(now);
                    self.act(i);
                }
            }
        }
    }

    /// Everything that is under way arrives, and time passes.
    fn settle(&mut self, ms: f64) {
        let mut left = ms;
        while left > 0.0 {
            for i in 0..TABS {
                while self.tabs.get(&i).is_some_and(Tab::has_mail) {
                    self.deliver(i);
                }
            }
            self.wait(10.0);
            left -= 10.0;
        }
    }

    fn holders(&self) -> usize {
        self.tabs
            .values()
            .filter(|tab| tab.stream.is_some())
            .count()
    }

    fn check_nothing_lost(&self) {
        for (i, tab) in &self.tabs {
            for post in &tab.posts {
                let last = self.last.get(post).copied().unwrap_or(0);
                let known = self.known[*i].get(post).copied().unwrap_or(0);
                assert!(
                    known >= last,
                    "tab {i} knows {post} up to {known} of {last}"
                );
            }
        }
    }
}

fn learn(known: &mut BTreeMap<PostId, u64>, post: PostId, seq: u64) {
    let of_post = known.entry(post).or_default();
    *of_post = seq.max(*of_post);
}

fn any_step() -> impl Strategy<Value = Step> {
    let posts = || prop::collection::vec(0..POSTS, 1..4);
    prop_oneof![
        3 => (0..TABS, posts()).prop_map(|(tab, posts)| Step::Join(tab, posts)),
        2 => (0..TABS, posts()).prop_map(|(tab, posts)| Step::Show(tab, posts)),
        1 => (0..TABS).prop_map(Step::Leave),
        1 => (0..TABS).prop_map(Step::Crash),
        1 => (0..TABS, any::<bool>()).prop_map(|(tab, on)| Step::Stall(tab, on)),
        4 => (0..POSTS).prop_map(Step::Rate),
        4 => (0..TABS, 1..20_usize).prop_map(|(tab, n)| Step::Deliver(tab, n)),
        3 => (0_u16..3_000).prop_map(Step::Wait),
    ]
}

proptest! {
    #[test]
    fn no_change_is_lost_to_any_tab_and_one_stream_is_left(
        locks in any::<bool>(),
        steps in prop::collection::vec(any_step(), 0..60),
    ) {
        let mut world = World::new(locks);
        for step in &steps {
            world.play(step);
        }
        for tab in world.tabs.values_mut() {
            tab.stalled = false;
        }
        world.settle(6_000.0);
        world.check_nothing_lost();
        prop_assert_eq!(world.holders(), usize::from(!world.tabs.is_empty()));
        for i in 0..POSTS {
            world.rate(post(i));
        }
        world.settle(100.0);
        world.check_nothing_lost();
    }
}

/// Two tabs with a post each, one of which holds the stream of both.
fn two_tabs(locks: bool) -> World {
    let mut world = World::new(locks);
    world.play(&Step::Join(0, vec![0]));
    world.settle(500.0);
    world.play(&Step::Join(1, vec![1]));
    world.settle(500.0);
    assert_eq!(world.holders(), 1);
    let (plan, _) = world.tabs[&0].stream.as_ref().unwrap();
    assert_eq!(plan.posts, [post(0), post(1)]);
    world
}

#[test]
fn the_stream_moves_within_two_seconds_however_its_tab_goes() {
    for locks in [true, false] {
        for (going, ms) in [
            (Step::Leave(0), 250.0),
            (Step::Crash(0), 2_100.0),
            (Step::Stall(0, true), 2_100.0),
        ] {
            let mut world = two_tabs(locks);
            world.play(&going);
            world.play(&Step::Rate(1));
            world.settle(ms);
            assert!(world.tabs[&1].stream.is_some(), "{locks} {going:?}");
            world.check_nothing_lost_to(1);
        }
    }
}

impl World {
    fn check_nothing_lost_to(&self, tab: usize) {
        for post in &self.tabs[&tab].posts {
            assert_eq!(self.known[tab].get(post), self.last.get(post), "{post}");
        }
    }
}

#[test]
fn a_tab_alone_does_nothing_until_something_happens() {
    for locks in [true, false] {
        let mut world = World::new(locks);
        world.play(&Step::Join(0, vec![0]));
        world.settle(2_000.0);
        assert_eq!(world.tabs[&0].tabs.due(), None);
    }
}

#[test]
fn tabs_that_know_the_present_join_without_a_new_stream() {
    let mut world = two_tabs(false);
    world.play(&Step::Rate(0));
    world.settle(100.0);
    let before = world.tabs[&0].stream.as_ref().unwrap().0.clone();
    world.known[2].insert(post(0), world.seq);
    world.play(&Step::Join(2, vec![0]));
    world.play(&Step::Show(1, vec![1]));
    world.settle(1_000.0);
    assert_eq!(world.tabs[&0].stream.as_ref().unwrap().0, before);
}

#[test]
fn too_many_posts_are_shared_out_fairly() {
    let want = |from: usize, n: usize| Want {
        tab: TabId(0),
        posts: (from..from + n).map(post).collect(),
        since: 0,
        floor: 0,
        heard_at: 0.0,
    };
    let others = [want(1_000, 150), want(2_000, 20)];
    let shared = fair_share(&want(0, 200), &others);
    assert_eq!(shared.len(), MAX_POSTS_PER_STREAM);
    let of = |from: usize, n: usize| {
        (from..from + n)
            .filter(|i| shared.contains(&post(*i)))
            .count()
    };
    assert_eq!((of(0, 200), of(1_000, 150), of(2_000, 20)), (90, 90, 20));
    assert_eq!(fair_share(&want(0, 5), &[]).len(), 5);
}

#[test]
fn a_crowd_of_tabs_is_bounded() {
    let mut tabs = Tabs::new(TabId(0), 0.0, false, 0.0);
    tabs.want(vec![post(0)], 0, 0.0);
    tabs.won(0.0);
    for i in 1..1_000 {
        tabs.hear(TabId(i), &Word::Want(vec![post(1)], 0), 0.0);
    }
    let Role::Holding { others, .. } = &tabs.role else {
        panic!("it holds");
    };
    assert_eq!(others.len(), MAX_TABS);
}
