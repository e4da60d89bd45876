//! The live streams: sockets that carry server-sent events and nothing else.
//!
//! Once the head of the answer is known, `connection.rs` gives a stream's socket to a shard, which owns
//! it from then on. HTTP's buffers and the connection's task are gone by then; what a stream costs is
//! its socket, the list of its posts, and one number: every change up to that was told.
//!
//! A shard is one task that alone knows who watches what in it, and that writes to one stream after the
//! other. Who speaks to it leaves a message in its inbox (`feed.rs`); there are no locks but that.

mod event;
mod hand;
mod head;
mod posts;
mod seats;
mod shard;
mod socket;
mod stream;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use groundswell_protocol::PostId;
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::JoinSet;

use crate::feed::Feed;
use crate::hub::SharedHub;
use crate::space::SpaceIndex;

pub use head::head;
pub use seats::{Seat, Seats};
pub use socket::Socket;
pub use stream::StreamIndex;

/// Starts the shards. They end when the hub's feed is closed.
pub fn start(hub: &SharedHub) -> JoinSet<()> {
    let mut shards = JoinSet::new();
    for inbox in hub.feed.inboxes() {
        shards.spawn(shard::Shard::new(SharedHub::clone(hub), inbox).run());
    }
    shards
}

/// What a client wants to watch. As an extension of an answer it says that the connection becomes a
/// stream after the head.
#[derive(Clone)]
pub struct Watch {
    pub feed: Arc<Feed>,
    pub space: SpaceIndex,
    /// No post twice.
    pub posts: Arc<[PostId]>,
    /// The client knows every change up to this number; 0 is none.
    pub since: u64,
    pub seat: Arc<Seat>,
}

impl Watch {
    /// Gives the client to a shard. `head` is sent before anything else, `slot` is held as long as the
    /// connection lasts.
    pub fn start(self, socket: Box<dyn Socket>, head: Vec<u8>, slot: OwnedSemaphorePermit) {
        self.feed.join(Newcomer {
            socket,
            head,
            space: self.space,
            posts: self.posts,
            since: self.since,
            held: (self.seat, slot),
        });
    }
}

/// A client on its way to a shard.
pub struct Newcomer {
    socket: Box<dyn Socket>,
    head: Vec<u8>,
    space: SpaceIndex,
    posts: Arc<[PostId]>,
    since: u64,
    held: Held,
}

/// The places of the stream among all streams and all connections, given back with the stream.
type Held = (Arc<Seat>, OwnedSemaphorePermit);
