//! How much the hub takes on at a time: `[limits]`.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::settings::Settings;

/// Most seconds that a pause or a patience may be set to: a day.
const MAX_SECONDS: u64 = 86_400;

/// Milliseconds that the pause between two writes may be set to. Pages count on no more than ten a second.
const PACE: RangeInclusive<u64> = 100..=10_000;

/// How much the hub takes on at a time.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Ratings waiting to be written. Default 4096; the next is answered 503.
    pub queue: usize,
    /// Open streams. Default 10 000; the next is answered 503.
    pub streams: usize,
    /// Open streams to one network, as quotas count networks. Default 5000; the next is answered 503. Where
    /// a proxy does not say whom it asks for, all its clients are one network.
    pub streams_per_network: usize,
    /// Open connections. Default 16 384; the next waits to be accepted.
    pub connections: usize,
    /// The pause between two writes to one stream; what changes meanwhile is told together. Default
    /// 100 ms.
    pub pace: Duration,
    /// The pause after which a silent stream says that it is alive. Default 15 s.
    pub keep_alive: Duration,
    /// How long a client may take to send the head of a request. Default 10 s.
    pub head: Duration,
    /// How long a client may take nothing of what is sent to it. Default 30 s.
    pub stall: Duration,
    /// How long requests may go on after the hub was asked to stop. Default 10 s.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            queue: 4_096,
            streams: 10_000,
            streams_per_network: 5_000,
            connections: 16_384,
            pace: Duration::from_millis(100),
            keep_alive: Duration::from_secs(15),
            head: Duration::from_secs(10),
            stall: Duration::from_secs(30),
            drain: Duration::from_secs(10),
        }
    }
}

impl Limits {
    pub(super) fn read(settings: &mut Settings) -> Self {
        let default = Self::default();
        let mut seconds = |key, default| settings.seconds(key, default, 1..=MAX_SECONDS);
        Self {
            keep_alive: seconds("limits.keep_alive_seconds", default.keep_alive),
            head: seconds("limits.head_seconds", default.head),
            stall: seconds("limits.stall_seconds", default.stall),
            drain: seconds("limits.drain_seconds", default.drain),
            pace: settings.milliseconds("limits.pace_milliseconds", default.pace, PACE),
            queue: settings.count("limits.queue", default.queue, 1..=1_000_000),
            streams: settings.count("limits.streams", default.streams, 0..=1_000_000),
            streams_per_network: settings.count(
                "limits.streams_per_network",
                default.streams_per_network,
                0..=1_000_000,
            ),
            connections: settings.count("limits.connections", default.connections, 1..=1_000_000),
        }
    }
}
