//! One stream: a socket, and what the client at its other end was told.
//!
//! News is not queued for a client. It has the number of the last change that it was told, and when it
//! can take more, it is told whatever is newer: a client that is slow costs what a quick one costs.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::io::ReadBuf;
use tokio::time::Instant;

use super::posts::{PostIndex, Posts};
use super::{Held, Socket};

/// A client has nothing to say once it listens; one that says more than this is let go.
const MAX_IGNORED: usize = 16 * 1024;

/// A stream's number in its shard. It may be another's once the stream has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StreamIndex(u32);

impl StreamIndex {
    pub const MIN: Self = Self(0);
    pub const MAX: Self = Self(u32::MAX);

    /// No system opens so many connections that a number would not fit.
    pub fn new(key: usize) -> Self {
        Self(u32::try_from(key).unwrap_or(u32::MAX))
    }

    pub const fn key(self) -> usize {
        self.0 as usize
    }
}

/// An open stream.
pub struct Stream {
    socket: Box<dyn Socket>,
    /// Tells the shard when the socket can do something again.
    waker: Waker,
    posts: Box<[PostIndex]>,
    /// Every change of these posts up to this number was told, but for what is left of `rest`.
    told: u64,
    /// To be written before anything else: the end of what was begun.
    rest: Vec<u8>,
    turn: Turn,
    /// Since when the client takes nothing.
    clogged: Option<Instant>,
    ignored: usize,
    _held: Held,
}

/// When a stream is written to next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// As soon as there is news.
    Idle,
    /// It is in the shard's queue.
    Due,
    /// After a pause, if there is news then: it was written to just now.
    Pausing { news: bool },
    /// When its client takes something.
    Clogged,
}

/// What came of a write.
pub struct Written {
    /// Events that went out, if only their beginning did.
    pub events: u64,
    /// Whether everything is told, and the pause begins. Otherwise the client takes no more for now.
    pub all: bool,
}

/// What is being written, one after the other.
#[derive(Default)]
pub struct Draft {
    bytes: Vec<u8>,
    /// Where each part ends, and what is told then.
    ends: Vec<(usize, u64)>,
    news: Vec<(u64, PostIndex)>,
}

impl Stream {
    /// A stream that is [due](Turn::Due) and begins with `opening`. Its client knows every change up to
    /// `told`.
    pub fn new(
        socket: Box<dyn Socket>,
        waker: Waker,
        posts: Box<[PostIndex]>,
        told: u64,
        opening: Vec<u8>,
        held: Held,
    ) -> Self {
        Self {
            socket,
            waker,
            posts,
            told,
            rest: opening,
            turn: Turn::Due,
            clogged: None,
            ignored: 0,
            _held: held,
        }
    }

    /// What it watches.
    pub fn posts(&self) -> &[PostIndex] {
        &self.posts
    }

    /// There is news, or something else to be written. Says whether the stream became due.
    pub fn rouse(&mut self) -> bool {
        match &mut self.turn {
            Turn::Idle => {
                self.turn = Turn::Due;
                return true;
            }
            Turn::Pausing { news } => *news = true,
            Turn::Due | Turn::Clogged => {}
        }
        false
    }

    /// The pause after a write is over. Says whether the stream became due.
    pub fn end_pause(&mut self) -> bool {
        let Turn::Pausing { news } = self.turn else {
            return false;
        };
        self.turn = Turn::Idle;
        news && self.rouse()
    }

    /// Adds `bytes` where nothing is being written anyway. Says whether the stream became due.
    pub fn remark(&mut self, bytes: &[u8]) -> bool {
        let idle = self.turn == Turn::Idle;
        if idle {
            self.rest.extend_from_slice(bytes);
        }
        idle && self.rouse()
    }

    /// Whether it is to be written to now.
    pub fn is_due(&self) -> bool {
        self.turn == Turn::Due
    }

    /// Whether the client takes nothing for so long already.
    pub fn is_stalled(&self, now: Instant, patience: Duration) -> bool {
        self.clogged.is_some_and(|since| now >= since + patience)
    }

    /// The socket can do something again. Says whether the stream became due.
    ///
    /// # Errors
    /// The client has gone, or talks too much.
    pub fn stir(&mut self) -> io::Result<bool> {
        self.ignore()?;
        if self.turn != Turn::Clogged {
            return Ok(false);
        }
        self.turn = Turn::Due;
        Ok(true)
    }

    /// Reads, to learn that the client has gone. A little at a time: others have their turn before more.
    fn ignore(&mut self) -> io::Result<()> {
        let mut bytes = [0; 512];
        let mut bytes = ReadBuf::new(&mut bytes);
        let mut cx = Context::from_waker(&self.waker);
        match Pin::new(&mut *self.socket).poll_read(&mut cx, &mut bytes) {
            Poll::Pending => return Ok(()),
            Poll::Ready(read) => read?,
        }
        self.ignored += bytes.filled().len();
        if bytes.filled().is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if self.ignored > MAX_IGNORED {
            return Err(io::Error::other("the client talks too much"));
        }
        self.waker.wake_by_ref();
        Ok(())
    }

    /// Tells what the client does not know yet; `reached` is the last change that `posts` knows of.
    ///
    /// # Errors
    /// The client has gone.
    pub fn write(
        &mut self,
        posts: &Posts,
        reached: u64,
        draft: &mut Draft,
        now: Instant,
    ) -> io::Result<Written> {
        self.draft(posts, draft);
        let (written, all) = self.send(&draft.bytes)?;
        let events = self.note(draft, written);
        if all {
            self.told = self.told.max(reached);
            self.clogged = None;
            self.turn = Turn::Pausing { news: false };
        } else {
            if written > 0 || self.clogged.is_none() {
                self.clogged = Some(now);
            }
            self.turn = Turn::Clogged;
        }
        Ok(Written { events, all })
    }

    /// The rest, and the news in the order of their numbers: a browser that was cut off names the last
    /// it saw.
    fn draft(&self, posts: &Posts, draft: &mut Draft) {
        let Draft { bytes, ends, news } = draft;
        bytes.clear();
        ends.clear();
        bytes.extend_from_slice(&self.rest);
        ends.push((bytes.len(), self.told));
        let told = self.told;
        let newer = |post: &PostIndex| Some((posts.news(*post, told)?.number, *post));
        news.clear();
        news.extend(self.posts.iter().filter_map(newer));
        news.sort_unstable();
        for (number, post) in news {
            let event = posts.news(*post, told);
            bytes.extend_from_slice(event.map_or(&[], |event| event.text));
            ends.push((bytes.len(), *number));
        }
    }

    /// Gives as many bytes to the socket as it takes; says how many, and whether these were all and are
    /// on their way.
    fn send(&mut self, bytes: &[u8]) -> io::Result<(usize, bool)> {
        let mut cx = Context::from_waker(&self.waker);
        let mut socket = Pin::new(&mut *self.socket);
        let mut written = 0;
        while let Some(rest) = bytes.get(written..).filter(|rest| !rest.is_empty()) {
            match socket.as_mut().poll_write(&mut cx, rest) {
                Poll::Pending => return Ok((written, false)),
                Poll::Ready(taken) => match taken? {
                    0 => return Err(io::ErrorKind::WriteZero.into()),
                    taken => written += taken,
                },
            }
        }
        match socket.poll_flush(&mut cx) {
            Poll::Pending => Ok((written, false)),
            Poll::Ready(flushed) => flushed.map(|()| (written, true)),
        }
    }

    /// Notes what is told now, and says how many events that is. Of one that was cut, the rest must
    /// follow; those that were not begun are forgotten: something newer may stand in their place when
    /// there is room again.
    fn note(&mut self, draft: &Draft, written: usize) -> u64 {
        if written == 0 {
            return 0;
        }
        self.rest = Vec::new();
        let mut parts = 0_u64;
        for (end, number) in &draft.ends {
            parts += 1;
            self.told = *number;
            if let Some(rest) = draft.bytes.get(written..*end) {
                self.rest = rest.to_vec();
                break;
            }
        }
        // The first part was the rest of something that is counted already.
        parts.saturating_sub(1)
    }

    /// Says goodbye: an end after which a browser comes back.
    pub fn end(mut self) {
        // What was not read would turn the goodbye into an error.
        self.ignore().ok();
        let mut cx = Context::from_waker(&self.waker);
        // Who does not take it now is cut off.
        if let Poll::Ready(Err(error)) = Pin::new(&mut *self.socket).poll_shutdown(&mut cx) {
            tracing::debug!(%error, "a stream's client has gone");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use groundswell_protocol::PostId;
    use proptest::prelude::*;
    use tokio::io::{AsyncRead as _, DuplexStream};
    use tokio::sync::Semaphore;

    use super::super::Seats;
    use super::*;
    use crate::space::SpaceIndex;
    use crate::store::Place;

    const POSTS: u8 = 3;
    const OPENING: &[u8] = b": hello\n\n";

    #[derive(Clone, Debug)]
    enum Step {
        Change(u8),
        Write,
        /// The client takes so many bytes, if there are any.
        Take(usize),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0..POSTS).prop_map(Step::Change),
            Just(Step::Write),
            (1..60_usize).prop_map(Step::Take),
        ]
    }

    /// A stream, what it watches, and its client.
    struct Scene {
        posts: Posts,
        watched: Vec<PostIndex>,
        reached: u64,
        stream: Stream,
        draft: Draft,
        client: DuplexStream,
        received: Vec<u8>,
    }

    impl Scene {
        /// `room` is how many bytes the connection holds.
        fn new(room: usize) -> Self {
            let mut posts = Posts::default();
            let place = |n| Place {
                space: SpaceIndex(0),
                post: PostId::from_bytes([n; 16]),
            };
            let index = StreamIndex::new(0);
            let watched: Vec<_> = (0..POSTS).map(|n| posts.watch(place(n), index).0).collect();
            let (socket, client) = tokio::io::duplex(room);
            let seat = Seats::new(1, 1).take("10.0.0.0/24".parse().unwrap());
            let slot = Arc::new(Semaphore::new(1)).try_acquire_owned();
            let stream = Stream::new(
                Box::new(socket),
                Waker::noop().clone(),
                watched.clone().into(),
                0,
                OPENING.to_vec(),
                (Arc::new(seat.unwrap()), slot.unwrap()),
            );
            Self {
                posts,
                watched,
                reached: 0,
                stream,
                draft: Draft::default(),
                client,
                received: Vec::new(),
            }
        }

        fn step(&mut self, step: &Step) {
            match step {
                Step::Change(post) => {
                    self.reached += 1;
                    let event = format!("{} {post}\n\n", self.reached).into_bytes();
                    let post = self.watched[usize::from(*post)];
                    self.posts.set(post, self.reached, event.into());
                }
                Step::Write => {
                    self.write();
                }
                Step::Take(bytes) => self.take(*bytes),
            }
        }

        /// Whether all was told.
        fn write(&mut self) -> bool {
            let (now, draft) = (Instant::now(), &mut self.draft);
            let written = self.stream.write(&self.posts, self.reached, draft, now);
            // Whatever the client does, no more than one event is kept for it.
            assert!(self.stream.rest.len() <= OPENING.len());
            written.unwrap().all
        }

        fn take(&mut self, bytes: usize) {
            let mut buffer = vec![0; bytes];
            let mut buffer = ReadBuf::new(&mut buffer);
            let mut cx = Context::from_waker(Waker::noop());
            let read = Pin::new(&mut self.client).poll_read(&mut cx, &mut buffer);
            assert!(!matches!(read, Poll::Ready(Err(_))));
            self.received.extend_from_slice(buffer.filled());
        }

        /// The numbers and the posts of what the client was told, in turn.
        fn told(&self) -> Vec<(u64, u8)> {
            let events = self.received.strip_prefix(OPENING).unwrap();
            let events = std::str::from_utf8(events).unwrap();
            let event = |event: &str| {
                let (number, post) = event.split_once(' ').unwrap();
                (number.parse().unwrap(), post.parse().unwrap())
            };
            events.split_terminator("\n\n").map(event).collect()
        }
    }

    proptest! {
        #[test]
        fn a_client_of_any_pace_comes_to_know_the_newest_of_every_post(
            room in 1..60_usize,
            steps in prop::collection::vec(step(), 0..120),
        ) {
            let mut scene = Scene::new(room);
            for step in &steps {
                scene.step(step);
            }
            while !scene.write() {
                scene.take(room);
            }
            scene.take(room);
            let told = scene.told();
            prop_assert!(told.is_sorted_by(|(earlier, _), (later, _)| earlier < later), "{told:?}");
            for post in 0..POSTS {
                let of_post = |(_, other): &&(u64, u8)| *other == post;
                let last = told.iter().rfind(of_post).map_or(0, |(number, _)| *number);
                let newest = scene.posts.news(scene.watched[usize::from(post)], 0);
                prop_assert_eq!(last, newest.map_or(0, |news| news.number));
            }
        }
    }
}
