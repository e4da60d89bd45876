//! A clock's hand that goes round all streams of a shard: one timer for all of them.

use std::time::Duration;

use tokio::time::Instant;

/// Parts of a round: how evenly the streams' turns are spread over it.
const SPOKES: usize = 16;

/// Passes every stream once in a round.
pub struct Hand {
    beat: Duration,
    next: Instant,
    spoke: usize,
}

impl Hand {
    /// A hand that takes this long for a round.
    pub fn new(round: Duration, now: Instant) -> Self {
        let beat = round / SPOKES as u32;
        Self {
            beat,
            next: now + beat,
            spoke: 0,
        }
    }

    /// When it moves next.
    pub const fn next(&self) -> Instant {
        self.next
    }

    /// The streams that it passes now, out of so many.
    pub fn pass(&mut self, now: Instant, streams: usize) -> impl Iterator<Item = usize> + use<> {
        let mut passed = 0..0;
        if now >= self.next {
            // A hand that is late does not hurry.
            self.next = (self.next + self.beat).max(now);
            self.spoke = (self.spoke + 1) % SPOKES;
            passed = self.spoke..streams;
        }
        passed.step_by(SPOKES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stream_is_passed_once_in_a_round() {
        let start = Instant::now();
        let round = Duration::from_secs(16);
        let mut hand = Hand::new(round, start);
        let mut passed = Vec::new();
        for second in 1..=16 {
            let now = start + Duration::from_secs(second);
            assert_eq!(hand.next(), now);
            passed.extend(hand.pass(now, 40));
            assert_eq!(hand.pass(now, 40).count(), 0, "once");
        }
        passed.sort_unstable();
        assert_eq!(passed, (0..40).collect::<Vec<_>>());
    }
}
