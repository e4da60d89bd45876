//! One share of the streams: hears what changed, and writes to one stream after the other.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use groundswell_protocol::PostId;
use slab::Slab;
use tokio::task::coop::unconstrained;
use tokio::task::yield_now;
use tokio::time::{Instant, timeout_at};

use super::hand::Hand;
use super::posts::{PostIndex, Posts};
use super::stream::{Draft, Stream, StreamIndex, Written};
use super::{Newcomer, event};
use crate::feed::{Bell, Inbox, Waiting};
use crate::hub::SharedHub;
use crate::space::SpaceIndex;
use crate::store::{Counted, Place};

/// Streams that are written to before other tasks have their turn.
const WRITES_PER_TURN: usize = 64;

/// The streams of one inbox.
pub struct Shard {
    hub: SharedHub,
    inbox: Arc<Inbox>,
    streams: Slab<Stream>,
    posts: Posts,
    /// Invariant: `posts` knows every change of a watched post up to this number, and none after it.
    /// Without streams nothing is watched, and it stands still.
    reached: u64,
    /// Streams that are to be written to, one after the other.
    due: VecDeque<StreamIndex>,
    /// Streams that were written to just now, until when they are left alone.
    pausing: VecDeque<(Instant, StreamIndex)>,
    keep_alive: Hand,
    stall: Hand,
    draft: Draft,
}

impl Shard {
    pub fn new(hub: SharedHub, inbox: Arc<Inbox>) -> Self {
        let now = Instant::now();
        Self {
            inbox,
            streams: Slab::new(),
            posts: Posts::default(),
            reached: 0,
            due: VecDeque::new(),
            pausing: VecDeque::new(),
            keep_alive: Hand::new(hub.limits.keep_alive, now),
            stall: Hand::new(hub.limits.stall, now),
            draft: Draft::default(),
            hub,
        }
    }

    /// Serves the streams until the feed is closed, and says goodbye to their clients.
    pub async fn run(self) {
        // Tokio's budget is one task's for one socket or so; here are thousands, and turns of our own.
        unconstrained(self.turns()).await;
    }

    async fn turns(mut self) {
        while let Some(waiting) = self.inbox.take() {
            self.hear(waiting);
            let now = Instant::now();
            self.keep_time(now);
            self.write_some(now);
            if !self.due.is_empty() {
                yield_now().await;
            } else if self.streams.is_empty() {
                self.inbox.arrived().await;
            } else {
                timeout_at(self.next_time(), self.inbox.arrived())
                    .await
                    .ok();
            }
        }
        for (n, stream) in self.streams.drain().enumerate() {
            stream.end();
            if n % WRITES_PER_TURN == 0 {
                yield_now().await;
            }
        }
    }

    fn hear(&mut self, waiting: Waiting) {
        self.hear_changes(waiting.changes);
        for newcomer in waiting.newcomers {
            self.welcome(newcomer);
        }
        for index in waiting.stirred {
            self.stir(index);
        }
    }

    /// Nothing is written before all of these are known: what a stream was told has a number, and that
    /// stands for everything before it.
    fn hear_changes(&mut self, changes: HashMap<Place, Counted>) {
        for (place, counted) in changes {
            self.reached = self.reached.max(counted.changed);
            let Some(post) = self.posts.find(place) else {
                continue;
            };
            let event = event::tally(&self.hub, place, &counted);
            self.posts.set(post, counted.changed, event);
            for index in self.posts.watchers(post) {
                let stream = self.streams.get_mut(index.key());
                if stream.is_some_and(Stream::rouse) {
                    self.due.push_back(index);
                }
            }
        }
    }

    fn welcome(&mut self, newcomer: Newcomer) {
        if self.streams.is_empty() {
            // In this order: what is not heard of can be read.
            self.inbox.listen(true);
            self.reached = self.hub.store.sequence();
        }
        let index = StreamIndex::new(self.streams.vacant_key());
        let posts = self.watch(newcomer.space, &newcomer.posts, index);
        let mut opening = newcomer.head;
        opening.extend_from_slice(event::greeting(index.key() as u64).as_bytes());
        let mut told = newcomer.since;
        if told > self.hub.store.sequence() {
            opening.extend_from_slice(event::RESET);
            told = 0;
        }
        if let Err(error) = newcomer.socket.make_stream(self.hub.limits.stall) {
            tracing::debug!(%error, "a stream's socket keeps its settings");
        }
        let inbox = Arc::clone(&self.inbox);
        let bell = Arc::new(Bell {
            inbox,
            stream: index,
        });
        let (socket, held) = (newcomer.socket, newcomer.held);
        let stream = Stream::new(socket, bell.into(), posts, told, opening, held);
        self.streams.insert(stream);
        self.due.push_back(index);
        self.stir(index);
    }

    /// Watches posts, and learns how those stand that nobody watched.
    fn watch(
        &mut self,
        space: SpaceIndex,
        ids: &[PostId],
        stream: StreamIndex,
    ) -> Box<[PostIndex]> {
        let mut unknown = Vec::new();
        let watch = |id: &PostId| {
            let place = Place { space, post: *id };
            let (index, first) = self.posts.watch(place, stream);
            if first {
                unknown.push((*id, index));
            }
            index
        };
        let posts = ids.iter().map(watch).collect();
        let ids: Vec<_> = unknown.iter().map(|(id, _)| *id).collect();
        let standings = self.hub.store.standings(space, &ids);
        for ((post, index), standing) in unknown.into_iter().zip(standings) {
            let counted = standing.map(|standing| standing.counted);
            // Change 0: seen, but never rated. What is newer than what was heard is on its way here, and
            // would be told out of turn now.
            let heard = 1..=self.reached;
            if let Some(counted) = counted.filter(|counted| heard.contains(&counted.changed)) {
                let event = event::tally(&self.hub, Place { space, post }, &counted);
                self.posts.set(index, counted.changed, event);
            }
        }
        posts
    }

    fn stir(&mut self, index: StreamIndex) {
        match self.streams.get_mut(index.key()).map(Stream::stir) {
            Some(Ok(true)) => self.due.push_back(index),
            Some(Ok(false)) | None => {}
            Some(Err(error)) => self.let_go(index, &error.to_string()),
        }
    }

    fn keep_time(&mut self, now: Instant) {
        while let Some((_, index)) = self.pausing.pop_front_if(|(until, _)| *until <= now) {
            let stream = self.streams.get_mut(index.key());
            if stream.is_some_and(Stream::end_pause) {
                self.due.push_back(index);
            }
        }
        let keys = self.streams.capacity();
        for key in self.keep_alive.pass(now, keys) {
            let stream = self.streams.get_mut(key);
            if stream.is_some_and(|stream| stream.remark(event::KEEP_ALIVE)) {
                self.due.push_back(StreamIndex::new(key));
            }
        }
        for key in self.stall.pass(now, keys) {
            let patience = self.hub.limits.stall;
            let stream = self.streams.get(key);
            if stream.is_some_and(|stream| stream.is_stalled(now, patience)) {
                self.let_go(StreamIndex::new(key), "the client takes nothing");
            }
        }
    }

    fn write_some(&mut self, now: Instant) {
        for _ in 0..WRITES_PER_TURN {
            let Some(index) = self.due.pop_front() else {
                return;
            };
            let stream = self.streams.get_mut(index.key());
            let Some(stream) = stream.filter(|stream| stream.is_due()) else {
                continue;
            };
            match stream.write(&self.posts, self.reached, &mut self.draft, now) {
                Ok(Written { events, all }) => {
                    self.hub.metrics.events_sent(events);
                    if all {
                        let until = now + self.hub.limits.pace;
                        self.pausing.push_back((until, index));
                    }
                }
                Err(error) => self.let_go(index, &error.to_string()),
            }
        }
    }

    /// When something is to be done although nothing arrives.
    fn next_time(&self) -> Instant {
        let hands = self.keep_alive.next().min(self.stall.next());
        let pause = self.pausing.front().map(|(until, _)| *until);
        pause.map_or(hands, |pause| pause.min(hands))
    }

    fn let_go(&mut self, index: StreamIndex, why: &str) {
        if let Some(stream) = self.streams.try_remove(index.key()) {
            tracing::debug!(why, "a stream ended");
            self.posts.leave(stream.posts(), index);
            if self.streams.is_empty() {
                self.inbox.listen(false);
            }
        }
    }
}

impl Drop for Shard {
    /// Whoever comes to a shard that has failed is let go, and comes back, rather than kept waiting.
    fn drop(&mut self) {
        self.inbox.close();
    }
}
