//! Streams of a real hub, whose changes come as fast as a test wants them.

use std::sync::Arc;

use groundswell_protocol::{PostId, RatingKind, SpaceId};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};
use tokio::sync::Semaphore;

use super::*;
use crate::config::Config;
use crate::hub::Hub;
use crate::space::Space;
use crate::store::{Change, Counted, Place};

impl Socket for DuplexStream {
    fn make_stream(&self, _: std::time::Duration) -> std::io::Result<()> {
        Ok(())
    }
}

struct Live {
    hub: SharedHub,
    _shards: JoinSet<()>,
    _dir: TempDir,
}

/// A hub with streams and without a network.
fn live(change: impl FnOnce(&mut Hub)) -> Live {
    let dir = tempfile::tempdir().unwrap();
    let space = Space::new(SpaceId::default(), RatingKind::Useful);
    let config = Config::new(dir.path().join("hub.db"), vec![space]);
    let mut hub = Hub::open(config).unwrap();
    change(&mut hub);
    let hub = Arc::new(hub);
    Live {
        _shards: start(&hub),
        hub,
        _dir: dir,
    }
}

fn place(n: u8) -> Place {
    Place {
        space: SpaceIndex(0),
        post: PostId::from_bytes([n; 16]),
    }
}

/// The post with this number has so many ratings since the change with that number.
fn change(n: u8, changed: u64) -> Change {
    let mut counted = Counted {
        changed,
        ..Counted::default()
    };
    let count = u32::try_from(changed).unwrap();
    counted.unverified.set(1, count);
    Change {
        place: place(n),
        counted,
    }
}

impl Live {
    /// A client whose connection holds so many bytes.
    fn watch(&self, posts: &[u8], room: usize) -> DuplexStream {
        let (ours, theirs) = tokio::io::duplex(room);
        let network = "127.0.0.0/24".parse().unwrap();
        let slot = Arc::new(Semaphore::new(1)).try_acquire_owned();
        let watch = Watch {
            feed: Arc::clone(&self.hub.feed),
            space: SpaceIndex(0),
            posts: posts.iter().map(|n| place(*n).post).collect(),
            since: 0,
            seat: Arc::new(self.hub.seats.take(network).unwrap()),
        };
        watch.start(Box::new(ours), b"head\n\n".to_vec(), slot.unwrap());
        theirs
    }
}

/// The next event, or whatever else is said.
async fn block(client: &mut DuplexStream) -> String {
    let mut text = String::new();
    while !text.ends_with("\n\n") {
        text.push(client.read_u8().await.unwrap().into());
    }
    text
}

fn event(change: &Change) -> String {
    let Counted {
        changed,
        unverified,
        ..
    } = &change.counted;
    let (post, count) = (change.place.post, unverified.count(1));
    format!(
        "event: tally\nid: {changed}\n\
         data: {{\"post\":\"{post}\",\"tally\":{{\"1\":{count}}},\"seq\":{changed}}}\n\n"
    )
}

/// Head and greeting.
async fn greeted(client: &mut DuplexStream) {
    assert_eq!(block(client).await, "head\n\n");
    assert!(block(client).await.starts_with(": welcome\n"));
}

#[tokio::test]
async fn what_changes_while_a_client_does_not_read_is_told_once() {
    let live = live(|_| {});
    // Room for half an event: whatever is written is cut.
    let mut client = live.watch(&[1, 2], 40);
    greeted(&mut client).await;
    live.hub.feed.publish(&[change(1, 1)]);
    // It is being written now.
    assert_eq!(client.read_u8().await.unwrap(), b'e');
    for n in 1..=1_000 {
        live.hub
            .feed
            .publish(&[change(1, 2 * n), change(2, 2 * n + 1)]);
        tokio::task::yield_now().await;
    }
    assert_eq!(
        format!("e{}", block(&mut client).await),
        event(&change(1, 1))
    );
    assert_eq!(block(&mut client).await, event(&change(1, 2_000)));
    assert_eq!(block(&mut client).await, event(&change(2, 2_001)));
}

#[tokio::test]
async fn a_burst_is_one_event() {
    let live = live(|hub| hub.limits.pace = std::time::Duration::ZERO);
    let mut clients = [live.watch(&[1], 4096), live.watch(&[1, 2], 4096)];
    for client in &mut clients {
        greeted(client).await;
    }
    // The shards cannot run in between: this test's runtime has one thread.
    for n in 1..=1_000 {
        live.hub.feed.publish(&[change(1, n), change(3, 1_000 + n)]);
    }
    for client in &mut clients {
        assert_eq!(block(client).await, event(&change(1, 1_000)));
    }
}

#[tokio::test]
async fn a_hidden_post_has_no_tally() {
    let live = live(|_| {});
    let mut client = live.watch(&[1], 4096);
    greeted(&mut client).await;
    let mut hidden = change(1, 7);
    hidden.counted.hidden = true;
    live.hub.feed.publish(&[hidden]);
    let told = block(&mut client).await;
    assert!(told.contains("\"tally\":null,\"seq\":7"), "{told}");
}

#[tokio::test]
async fn ratings_that_nobody_vouches_for_are_told_apart() {
    let live = live(|hub| hub.verifies = true);
    let mut client = live.watch(&[1], 4096);
    greeted(&mut client).await;
    live.hub.feed.publish(&[change(1, 7)]);
    let told = block(&mut client).await;
    assert!(
        told.contains("\"tally\":{},\"unverified\":{\"1\":7}"),
        "{told}"
    );
}

#[tokio::test]
async fn closing_the_feed_ends_every_stream_and_those_to_come() {
    let live = live(|_| {});
    let mut before = live.watch(&[1], 4096);
    greeted(&mut before).await;
    before.write_all(b"ignored").await.unwrap();
    live.hub.feed.close();
    assert_eq!(before.read(&mut [0]).await.unwrap(), 0);
    assert_eq!(live.watch(&[1], 4096).read(&mut [0]).await.unwrap(), 0);
}
