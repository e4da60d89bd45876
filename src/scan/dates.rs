//! Times as pages write them: which strings are times to machines, and which look like one.

/// Longest text that can be a time and nothing else.
const MAX_TIME_TEXT: usize = 64;

/// Words of a time relative to now, in the languages that pages are often written in.
const AGO: &[&str] = &[
    "ago",
    "vor",
    "il y a",
    "hace",
    "fa",
    "назад",
    "sedan",
    "siden",
    "geleden",
    "önce",
    "temu",
    "há",
    "yesterday",
    "today",
    "gestern",
    "heute",
    "hier",
    "вчера",
    "сегодня",
    "just now",
];

/// `text` as ISO 8601, if that is what it is, or seconds or milliseconds since 1970.
pub(crate) fn to_iso(text: &str) -> Option<String> {
    let text = text.trim();
    if (9..=13).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
        let number: i64 = text.parse().ok()?;
        return Some(from_epoch(if text.len() > 11 {
            number / 1000
        } else {
            number
        }));
    }
    is_iso(text).then(|| match text.split_once(' ') {
        Some((date, time)) => [date, &time.replace(' ', "")].join("T"),
        None => text.to_owned(),
    })
}

/// `YYYY-MM-DD`, alone or followed by a time of day.
fn is_iso(text: &str) -> bool {
    let bytes = text.as_bytes();
    let shape = |shape: &[u8]| {
        bytes.len() >= shape.len()
            && bytes.iter().zip(shape).all(|(b, s)| match s {
                b'0' => b.is_ascii_digit(),
                b'T' => matches!(b, b'T' | b't' | b' '),
                _ => b == s,
            })
    };
    let rest_is_plain = bytes
        .iter()
        .skip(16)
        .all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.' | b'+' | b'-' | b'Z' | b'z' | b' '));
    let fits = shape(b"0000-00-00") && bytes.len() == 10
        || shape(b"0000-00-00T00:00") && bytes.len() <= 40 && rest_is_plain;
    let number = |range| {
        text.get(range)
            .and_then(|digits: &str| digits.parse::<u32>().ok())
    };
    fits && number(5..7).is_some_and(|month| (1..=12).contains(&month))
        && number(8..10).is_some_and(|day| (1..=31).contains(&day))
}

/// Seconds since 1970 as ISO 8601 (days to a civil date after Hinnant's `civil_from_days`).
fn from_epoch(seconds: i64) -> String {
    let (days, second) = (
        seconds.div_euclid(86_400) + 719_468,
        seconds.rem_euclid(86_400),
    );
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let mut iso = String::with_capacity(20);
    let parts = [
        (year, 4),
        (month, 2),
        (day, 2),
        (second / 3_600, 2),
        (second / 60 % 60, 2),
        (second % 60, 2),
    ];
    for ((number, width), before) in parts.into_iter().zip(["", "-", "-", "T", ":", ":"]) {
        iso.push_str(before);
        let digits = number.to_string();
        (digits.len()..width).for_each(|_| iso.push('0'));
        iso.push_str(&digits);
    }
    iso.push('Z');
    iso
}

/// Whether `text` looks like a time and little else, in whatever language.
pub(crate) fn looks_like_time(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_TIME_TEXT {
        return false;
    }
    let words = crate::words::count(text);
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return words <= 2 && names_a_day(text);
    }
    let numbers = Numbers::of(text);
    let relative = words <= 5 && numbers.count >= 1 && names_a_day(text);
    let dated = numbers.years == 1 && (numbers.count >= 3 || numbers.count == 2 && words >= 1);
    let short = numbers.triple && words <= 4;
    let clock = numbers.clock && numbers.count >= 3 && words <= 5;
    words <= 8 && (relative || dated || short || clock)
}

fn names_a_day(text: &str) -> bool {
    let lower = text.to_lowercase();
    AGO.iter().any(|ago| {
        lower.match_indices(ago).any(|(at, _)| {
            let before = lower.get(..at).and_then(|s| s.chars().next_back());
            let after = lower.get(at + ago.len()..).and_then(|s| s.chars().next());
            ![before, after]
                .into_iter()
                .flatten()
                .any(char::is_alphabetic)
        })
    })
}

/// The numbers in a short text.
#[derive(Default)]
struct Numbers {
    count: u32,
    /// Numbers that can be a year.
    years: u32,
    /// Three numbers joined by dots, slashes or hyphens.
    triple: bool,
    /// Two numbers joined by a colon.
    clock: bool,
}

impl Numbers {
    fn of(text: &str) -> Self {
        let mut found = Self::default();
        let bytes = text.as_bytes();
        let (mut at, mut joined, mut before) = (0, 0, b' ');
        while at < bytes.len() {
            let digits = bytes
                .iter()
                .skip(at)
                .take_while(|b| b.is_ascii_digit())
                .count();
            if digits == 0 {
                at += 1;
                continue;
            }
            let year = text.get(at..at + 2).is_some_and(|s| s == "19" || s == "20");
            found.count += 1;
            found.years += u32::from(digits == 4 && year);
            joined = if matches!(before, b'.' | b'/' | b'-') {
                joined + 1
            } else {
                0
            };
            found.triple |= joined >= 2 && digits <= 4;
            found.clock |= before == b':' && digits == 2;
            at += digits;
            let joint = bytes.get(at).copied().unwrap_or(b' ');
            let follows = bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
            before = if follows { joint } else { b' ' };
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_for_machines_become_iso() {
        for (text, expected) in [
            ("2015-05-15", Some("2015-05-15")),
            ("2015-05-15 07:54:00Z", Some("2015-05-15T07:54:00Z")),
            ("2023-10-18T13:11+02:00", Some("2023-10-18T13:11+02:00")),
            ("1447607340", Some("2015-11-15T17:09:00Z")),
            ("1447607340000", Some("2015-11-15T17:09:00Z")),
            ("0000000000", Some("1970-01-01T00:00:00Z")),
            ("2015-13-15", None),
            ("Nov 15, 2015", None),
            ("2015-05-15T07:5x", None),
            ("", None),
        ] {
            assert_eq!(to_iso(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn knows_a_time_when_it_sees_one() {
        for text in [
            "Nov 15, 2015 at 5:16 PM",
            "15.11.2015",
            "11/15/15, 17:16",
            "vor 3 Tagen",
            "2 hours ago",
            "Posted: Fri May 13, 2005 8:49 am",
            "18 октября 2023",
            "gestern",
            "2010-05-24",
        ] {
            assert!(looks_like_time(text), "{text}");
        }
        for text in [
            "",
            "12",
            "Posts: 1234",
            "version 2.0.1.4 of a thing that is longer than a time ever gets to be",
            "Tomorrow never dies",
            "Let us meet today",
            "1 vs 2",
            "chicago 3",
            "© 2015",
            "call 555 1234",
        ] {
            assert!(!looks_like_time(text), "{text}");
        }
    }
}
