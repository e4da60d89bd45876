//! What the hub does beside answering, for as long as it serves.

use std::sync::Arc;

use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::hub::Hub;
use crate::{metrics, quota};

/// Runs until it is dropped.
pub async fn run(hub: Arc<Hub>) {
    let mut upkeep = every(metrics::UPKEEP);
    let mut tidying = every(quota::HOUSEKEEPING);
    loop {
        tokio::select! {
            _ = upkeep.tick() => hub.metrics.keep_up(),
            _ = tidying.tick() => hub.gate.tidy(),
        }
    }
}

fn every(period: std::time::Duration) -> Interval {
    let mut time = interval(period);
    time.set_missed_tick_behavior(MissedTickBehavior::Delay);
    time
}
