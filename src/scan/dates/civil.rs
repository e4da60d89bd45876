//! Days of the calendar and moments of time, as integers.

/// When a page was read, and how its reader's clock differs from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Seconds since 1970, UTC.
    pub seconds: i64,
    /// Minutes that the reader's clock is ahead of UTC; negative west of Greenwich.
    pub offset_minutes: i32,
}

impl Moment {
    /// The reader's day, counted from 1970.
    pub(crate) fn today(self) -> i64 {
        self.local().0
    }

    /// The reader's day, counted from 1970, and the minute of it.
    pub(crate) fn local(self) -> (i64, i64) {
        let minutes = self
            .seconds
            .div_euclid(60)
            .saturating_add(i64::from(self.offset_minutes));
        (
            minutes.div_euclid(MINUTES_OF_DAY),
            minutes.rem_euclid(MINUTES_OF_DAY),
        )
    }
}

pub(crate) const MINUTES_OF_DAY: i64 = 24 * 60;

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Civil {
    pub(crate) year: i64,
    pub(crate) month: i64,
    pub(crate) day: i64,
}

impl Civil {
    /// The day, if there is one of that name.
    pub(crate) fn new(year: i64, month: i64, day: i64) -> Option<Self> {
        let named = Self { year, month, day };
        let real = (1..=12).contains(&month) && (1..=31).contains(&day);
        (real && Self::from_days(named.days()) == named).then_some(named)
    }

    /// Days since 1970 (after Hinnant's `days_from_civil`).
    pub(crate) fn days(self) -> i64 {
        let year = if self.month <= 2 {
            self.year - 1
        } else {
            self.year
        };
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let month = if self.month > 2 {
            self.month - 3
        } else {
            self.month + 9
        };
        let of_year = (153 * month + 2) / 5 + self.day - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    /// The day so many days after the first of 1970 (after Hinnant's `civil_from_days`).
    pub(crate) fn from_days(days: i64) -> Self {
        let days = days + 719_468;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self { year, month, day }
    }

    /// `YYYY-MM-DD`.
    pub(crate) fn iso(self) -> String {
        let mut iso = String::with_capacity(20);
        push(&mut iso, self.year, 4);
        iso.push('-');
        push(&mut iso, self.month, 2);
        iso.push('-');
        push(&mut iso, self.day, 2);
        iso
    }
}

/// Appends `number`, with zeros before it up to `width`.
pub(crate) fn push(out: &mut String, number: i64, width: usize) {
    let digits = number.to_string();
    (digits.len()..width).for_each(|_| out.push('0'));
    out.push_str(&digits);
}

/// Appends `THH:MM`.
pub(crate) fn push_clock(iso: &mut String, minute: i64) {
    iso.push('T');
    push(iso, minute / 60, 2);
    iso.push(':');
    push(iso, minute % 60, 2);
}

/// Appends `Z` or `+HH:MM`.
pub(crate) fn push_zone(iso: &mut String, minutes: i32) {
    if minutes == 0 {
        return iso.push('Z');
    }
    iso.push(if minutes < 0 { '-' } else { '+' });
    push(iso, i64::from(minutes.abs() / 60), 2);
    iso.push(':');
    push(iso, i64::from(minutes.abs() % 60), 2);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn knows_which_days_there_are() {
        for (year, month, day, real) in [
            (2024, 2, 29, true),
            (2023, 2, 29, false),
            (1900, 2, 29, false),
            (2000, 2, 29, true),
            (2015, 4, 31, false),
            (2015, 0, 1, false),
            (2015, 13, 1, false),
            (2015, 1, 0, false),
        ] {
            assert_eq!(
                Civil::new(year, month, day).is_some(),
                real,
                "{year}-{month}-{day}"
            );
        }
        assert_eq!(Civil::new(1970, 1, 1).map(Civil::days), Some(0));
        assert_eq!(
            Civil::new(2023, 10, 18).map(Civil::iso).as_deref(),
            Some("2023-10-18")
        );
    }

    #[test]
    fn a_reader_has_a_day_of_their_own() {
        let seconds = 1_447_631_940; // 2015-11-15T23:59Z
        let at = |offset_minutes| {
            Moment {
                seconds,
                offset_minutes,
            }
            .local()
        };
        assert_eq!(at(0), (16_754, 23 * 60 + 59));
        assert_eq!(at(120), (16_755, 60 + 59));
        assert_eq!(at(-480), (16_754, 15 * 60 + 59));
    }

    proptest! {
        #[test]
        fn days_have_one_name(days in -800_000_i64..800_000) {
            prop_assert_eq!(Civil::from_days(days).days(), days);
        }
    }
}
