//! The time of day, as coarsely as the hub needs it: finer times would tell who was there when.

use std::time::SystemTime;

/// Seconds since 1970; 0 for a clock that is set before.
pub fn unix_seconds() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

/// Hours since 1970, UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hour(pub u32);

/// Days since 1970, UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub u32);

impl Hour {
    /// The hour that the system's clock shows.
    pub fn now() -> Self {
        Self::of_unix(unix_seconds())
    }

    /// The hour of a time in seconds since 1970.
    pub fn of_unix(seconds: u64) -> Self {
        Self(u32::try_from(seconds / 3_600).unwrap_or(u32::MAX))
    }

    /// How long after `earlier` this is, in seconds; 0 if it is not.
    pub fn seconds_since(self, earlier: Self) -> f64 {
        f64::from(self.0.saturating_sub(earlier.0)) * 3_600.0
    }

    /// The day that this hour is of.
    pub fn day(self) -> Day {
        Day(self.0 / 24)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_24_hours() {
        assert_eq!(Hour(23).day(), Day(0));
        assert_eq!(Hour(24).day(), Day(1));
        assert!(Hour::now() > Hour(490_000));
    }
}
