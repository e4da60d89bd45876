//! From what a text says to ISO 8601, with what else is known.

use super::civil::{Civil, MINUTES_OF_DAY, Moment, push, push_clock, push_zone};
use super::order::Order;
use super::shown::{Day, Shown};

/// A page may be read on a clock that is behind its writer's.
const DAYS_AHEAD: i64 = 1;

/// The time as ISO 8601, as precisely as it is shown: to the minute, day, month or year. A time of
/// day that names no zone has none. Relative times need `now`; a future time is none.
pub(crate) fn resolve(shown: &Shown, order: Order, now: Option<Moment>) -> Option<String> {
    let today = now.map(|now| now.local().0);
    let day = match shown.day {
        Day::Full(year, month, day) => Civil::new(year.into(), month.into(), day.into())?,
        Day::Numbers(parts, _) => order.day(parts)?,
        Day::OfYear(month, day) => last_of_year(month.into(), day.into(), today?)?,
        Day::Back(days) => Civil::from_days(today? - i64::from(days)),
        Day::Weekday(weekday) => Civil::from_days(last_weekday(weekday.into(), today?)),
        Day::Past { count, unit, .. } => return past(count.into(), unit, now?),
    };
    if today.is_some_and(|today| day.days() > today + DAYS_AHEAD) {
        return None;
    }
    let mut iso = day.iso();
    if let Some(minute) = shown.minute {
        push_clock(&mut iso, minute.into());
        if let Some(zone) = shown.zone {
            push_zone(&mut iso, zone);
        }
    }
    Some(iso)
}

/// Whether a time can be resolved in any order, given when the page was read.
pub(crate) fn is_possible(shown: &Shown, now: Option<Moment>) -> bool {
    let orders = [Order::Dmy, Order::Mdy, Order::Ymd];
    orders
        .into_iter()
        .any(|order| resolve(shown, order, now).is_some())
}

/// The last day of this name that is not in the future.
fn last_of_year(month: i64, day: i64, today: i64) -> Option<Civil> {
    // The 29th of February may be eight years back.
    let this = Civil::from_days(today).year;
    (this - 8..=this + 1)
        .rev()
        .filter_map(|year| Civil::new(year, month, day))
        .find(|civil| civil.days() <= today + DAYS_AHEAD)
}

/// The last such weekday before today; Thursday is day 0.
fn last_weekday(weekday: i64, today: i64) -> i64 {
    let today_is = (today + 3).rem_euclid(7) + 1;
    today - 1 - (today_is - weekday - 1).rem_euclid(7)
}

/// So many units ago. Seconds and minutes tell the minute, hours and days the day, and weeks and
/// months, which pages round, no more than the month.
fn past(count: i64, unit: u32, now: Moment) -> Option<String> {
    let (today, minute) = now.local();
    let at = today * MINUTES_OF_DAY + minute;
    let day = |minutes: i64| Civil::from_days(minutes.div_euclid(MINUTES_OF_DAY));
    let months = |count: i64| {
        let civil = Civil::from_days(today);
        let month = civil.year * 12 + civil.month - 1 - count;
        (month.div_euclid(12), month.rem_euclid(12) + 1)
    };
    let mut iso = String::new();
    match unit {
        1 | 2 => {
            let at = at - if unit == 2 { count } else { count / 60 };
            iso = day(at).iso();
            push_clock(&mut iso, at.rem_euclid(MINUTES_OF_DAY));
        }
        3 => iso = day(at - count * 60).iso(),
        4 => iso = Civil::from_days(today - count).iso(),
        5 | 6 => {
            let (year, month) = match unit {
                6 => months(count),
                _ => {
                    let civil = Civil::from_days(today - 7 * count);
                    (civil.year, civil.month)
                }
            };
            push(&mut iso, year, 4);
            iso.push('-');
            push(&mut iso, month, 2);
        }
        _ => push(&mut iso, Civil::from_days(today).year - count, 4),
    }
    Some(iso)
}
