//! Which of three numbers is the day, which the month and which the year.
//!
//! One date seldom tells; all dates of a page's same field do. An order in which a number is no
//! month is out, one in which a post is from the future too; a thread goes up or down in time, and
//! what is discussed together was written about the same time.

use super::civil::Civil;
use super::shown::{Digits, year};

/// An order of day, month and year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Dmy,
    Mdy,
    Ymd,
}

/// How many dates in order are no chance.
const ENOUGH: usize = 3;

impl Order {
    const ALL: [Self; 3] = [Self::Dmy, Self::Mdy, Self::Ymd];

    /// The day that three numbers are in this order.
    pub(crate) fn day(self, [a, b, c]: [Digits; 3]) -> Option<Civil> {
        let (y, m, d) = match self {
            Self::Dmy => (c, b, a),
            Self::Mdy => (c, a, b),
            Self::Ymd => (a, b, c),
        };
        Civil::new(year(y)?.into(), m.value.into(), d.value.into())
    }
}

/// What a page's language and place lead to expect, and whether that is certain.
pub(crate) fn expected(lang: &str, host: &str, mark: char, has_half_days: bool) -> (Order, bool) {
    let lang = lang.to_ascii_lowercase();
    let place = |ending: &str| host.ends_with(ending);
    let (tongue, region) = lang.split_once(['-', '_']).unwrap_or((&lang, ""));
    let year_first = matches!(tongue, "zh" | "ja" | "ko" | "hu" | "lt" | "mn");
    if year_first {
        return (Order::Ymd, true);
    }
    // Where English is spoken and the day comes first.
    let british = matches!(
        region,
        "gb" | "uk" | "au" | "nz" | "ie" | "in" | "za" | "sg"
    ) || [".uk", ".au", ".nz", ".ie", ".in", ".za"]
        .into_iter()
        .any(place);
    let english = matches!(tongue, "en" | "");
    match mark {
        '.' => (Order::Dmy, true),
        _ if british => (Order::Dmy, true),
        _ if region == "us" || tongue == "fil" => (Order::Mdy, tongue != "es" && has_half_days),
        _ if english => (Order::Mdy, false),
        _ => (Order::Dmy, !has_half_days),
    }
}

/// The order that fits these dates, which follow each other on the page. `today` is the latest day
/// that can be, `expected` from [`expected`].
pub(crate) fn decide(dates: &[[Digits; 3]], today: Option<i64>, expected: (Order, bool)) -> Order {
    let long = dates.iter().any(|[_, _, c]| c.digits == 4);
    let fits = Order::ALL
        .into_iter()
        .filter(|order| *order != Order::Ymd || !long);
    fits.min_by_key(|order| faults(*order, dates, today, expected))
        .unwrap_or(expected.0)
}

/// How many dates may go before another order than the one that [`decide`] gave could fit better, if those
/// that come are possible in it: in any other there must be one left that is impossible.
pub(crate) fn holds_for(dates: &[[Digits; 3]], today: Option<i64>, order: Order) -> usize {
    if !dates.iter().all(|date| is_possible(*date, today, order)) {
        return 0;
    }
    let others = Order::ALL.into_iter().filter(|other| *other != order);
    let impossible = |other: Order| {
        let days = dates.iter().filter(|date| other.day(**date).is_none());
        days.count()
    };
    let least = others.map(impossible).min().unwrap_or(0);
    least.saturating_sub(1)
}

/// Whether there is such a day in this order, up to `today`.
pub(crate) fn is_possible(date: [Digits; 3], today: Option<i64>, order: Order) -> bool {
    let day = order.day(date).map(Civil::days);
    day.is_some_and(|day| today.is_none_or(|today| day <= today))
}

/// What speaks against an order, the strongest first.
fn faults(
    order: Order,
    dates: &[[Digits; 3]],
    today: Option<i64>,
    expected: (Order, bool),
) -> impl Ord + use<> {
    let days: Vec<i64> = dates
        .iter()
        .filter_map(|date| order.day(*date))
        .map(Civil::days)
        .collect();
    let impossible = dates.len() - days.len();
    let future = days
        .iter()
        .filter(|day| today.is_some_and(|today| **day > today))
        .count();
    let (mut up, mut down, mut steps) = (true, true, 0);
    for (before, after) in days.iter().zip(days.iter().skip(1)) {
        up &= before <= after;
        down &= before >= after;
        steps += (after - before).abs();
    }
    let disordered = days.len() >= ENOUGH && !up && !down;
    let unexpected = order != expected.0;
    // A guess that nothing supports is not worth a thread that takes years.
    let rare = order == Order::Ymd && unexpected;
    (
        impossible,
        future,
        rare,
        disordered,
        unexpected && expected.1,
        steps,
        unexpected,
    )
}
