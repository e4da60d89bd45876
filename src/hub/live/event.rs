//! What a stream says, as bytes.

use std::sync::Arc;

use groundswell_protocol::{PostId, Tally};
use serde::Serialize;

use crate::hub::Hub;
use crate::store::{Counted, Place};

/// Shows that the way to the client is open when nothing else does.
pub const KEEP_ALIVE: &[u8] = b": keep-alive\n\n";

/// The client's number is of another database: what it knows is worth nothing here. The id makes it
/// forget that number, so that it asks for everything should it be cut off before it is told more.
pub const RESET: &[u8] = b"event: reset\nid: 0\ndata: {}\n\n";

/// How long a browser waits before it opens a lost stream again, in milliseconds: at least, and how
/// much longer at most. Everybody who was cut off at once comes back spread over that time.
const RETRY: (u64, u64) = (2_000, 2_000);

#[derive(Serialize)]
struct TallyEvent {
    post: PostId,
    tally: Option<Tally>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unverified: Option<Tally>,
    /// The event's id once more, where the page's script has it at hand.
    seq: u64,
}

/// Takes streams that follow each other far apart in the time of [`RETRY`]; shares no factor with it.
const STRIDE: u64 = 1_237;

/// The first words, at once: a client that does not get them has a proxy before it that holds
/// everything back.
pub fn greeting(stream: u64) -> String {
    let (least, spread) = RETRY;
    let retry = least + stream.wrapping_mul(STRIDE) % spread;
    format!(": welcome\nretry: {retry}\n\n")
}

/// How the ratings of a post stand; shared by all who are told.
pub fn tally(hub: &Hub, place: Place, counted: &Counted) -> Arc<[u8]> {
    let shown = hub.show(counted);
    let seq = counted.changed;
    let event = TallyEvent {
        post: place.post,
        tally: shown.tally,
        unverified: shown.unverified,
        seq,
    };
    let data = serde_json::to_string(&event).unwrap_or_default();
    format!("event: tally\nid: {seq}\ndata: {data}\n\n")
        .into_bytes()
        .into()
}
