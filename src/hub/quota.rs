//! How often somebody may ask: of each reader, of each network and of each space so much and no more.
//!
//! What is counted and how often is decided by the settings; who asks, by the callers.

use std::fmt;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, RateLimiter};
use ipnet::IpNet;

use crate::error::Error;
use crate::identity::Reader;
use crate::space::SpaceIndex;

/// How often those who have long been silent are forgotten. Bounds the memory: there are never more keys
/// than those who asked within this time and the time in which their quota fills up again.
pub const HOUSEKEEPING: Duration = Duration::from_secs(10);

/// So many at once, and so many a minute in the long run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// In the long run.
    pub per_minute: NonZeroU32,
    /// At once, after a silence.
    pub burst: NonZeroU32,
}

/// The quotas of a hub; none is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotas {
    /// Ratings and looks of one reader.
    pub reader: Option<Quota>,
    /// Ratings and looks from one network.
    pub network: Option<Quota>,
    /// Ratings in one space.
    pub space: Option<Quota>,
    /// New anonymous readers from one network.
    pub new_readers: Option<Quota>,
    /// Reads and streams opened from one network.
    pub reads: Option<Quota>,
}

impl Quotas {
    /// No limits: for tests and measurements, and for hubs that something in front of them limits.
    pub const NONE: Self = Self {
        reader: None,
        network: None,
        space: None,
        new_readers: None,
        reads: None,
    };
}

impl Default for Quotas {
    /// An office behind one address can work; one person cannot be a crowd.
    fn default() -> Self {
        Self {
            reader: quota(120, 120),
            network: quota(12_000, 3_000),
            space: quota(60_000, 10_000),
            new_readers: quota(60, 120),
            reads: quota(60_000, 6_000),
        }
    }
}

fn quota(per_minute: u32, burst: u32) -> Option<Quota> {
    Some(Quota {
        per_minute: NonZeroU32::new(per_minute)?,
        burst: NonZeroU32::new(burst)?,
    })
}

/// Keeps count.
pub struct Gate {
    readers: Limiter<Reader>,
    networks: Limiter<IpNet>,
    spaces: Limiter<SpaceIndex>,
    new_readers: Limiter<IpNet>,
    reads: Limiter<IpNet>,
}

impl Gate {
    /// Nobody has asked yet.
    pub fn new(quotas: Quotas) -> Self {
        Self {
            readers: Limiter::new(quotas.reader),
            networks: Limiter::new(quotas.network),
            spaces: Limiter::new(quotas.space),
            new_readers: Limiter::new(quotas.new_readers),
            reads: Limiter::new(quotas.reads),
        }
    }

    /// A reader rates. The narrowest quota first: who is turned away uses up nobody else's.
    pub fn rating(&self, reader: Reader, from: IpNet, space: SpaceIndex) -> Result<(), Error> {
        self.readers.admit(&reader)?;
        self.networks.admit(&from)?;
        self.spaces.admit(&space)
    }

    /// A reader tells what they looked at.
    pub fn looks(&self, reader: Reader, from: IpNet) -> Result<(), Error> {
        self.readers.admit(&reader)?;
        self.networks.admit(&from)
    }

    /// Somebody wants to be an anonymous reader.
    pub fn new_reader(&self, from: IpNet) -> Result<(), Error> {
        self.new_readers.admit(&from)
    }

    /// Somebody reads, or opens a stream.
    pub fn read(&self, from: IpNet) -> Result<(), Error> {
        self.reads.admit(&from)
    }

    /// Forgets who has been silent.
    pub fn tidy(&self) {
        self.readers.tidy();
        self.networks.tidy();
        self.spaces.tidy();
        self.new_readers.tidy();
        self.reads.tidy();
    }
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gate(..)")
    }
}

/// One quota for each key.
struct Limiter<K: Hash + Eq + Clone>(Option<DefaultKeyedRateLimiter<K>>);

impl<K: Hash + Eq + Clone> Limiter<K> {
    fn new(quota: Option<Quota>) -> Self {
        Self(quota.map(|quota| {
            let rate = governor::Quota::per_minute(quota.per_minute);
            RateLimiter::keyed(rate.allow_burst(quota.burst))
        }))
    }

    fn admit(&self, key: &K) -> Result<(), Error> {
        let Some(limiter) = &self.0 else {
            return Ok(());
        };
        limiter.check_key(key).map_err(|wait| {
            let now = DefaultClock::default().now();
            Error::TooManyRequests(wait.wait_time_from(now))
        })
    }

    fn tidy(&self) {
        if let Some(limiter) = &self.0 {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(per_minute: u32, burst: u32) -> Limiter<u8> {
        Limiter::new(quota(per_minute, burst))
    }

    #[test]
    fn everyone_has_a_quota_of_their_own() {
        let limiter = limiter(1, 3);
        for key in [1, 2] {
            for _ in 0..3 {
                limiter.admit(&key).unwrap();
            }
            let Err(Error::TooManyRequests(wait)) = limiter.admit(&key) else {
                panic!("the fourth is one too many");
            };
            assert!(wait <= Duration::from_secs(60) && wait > Duration::from_secs(50));
        }
    }

    #[test]
    fn no_quota_is_no_limit() {
        let limiter = Limiter::new(None);
        for _ in 0..100_000 {
            limiter.admit(&1).unwrap();
        }
    }

    #[test]
    fn whoever_has_their_whole_quota_again_is_forgotten() {
        let limiter = limiter(u32::MAX, 3);
        limiter.admit(&1).unwrap();
        let known = |limiter: &Limiter<u8>| limiter.0.as_ref().unwrap().len();
        assert_eq!(known(&limiter), 1);
        // At this rate the quota is whole again before the clock could tell.
        limiter.tidy();
        assert_eq!(known(&limiter), 0);
    }
}
