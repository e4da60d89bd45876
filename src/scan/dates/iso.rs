//! Times for machines: ISO 8601 and seconds since 1970.

use super::civil::{Civil, push};

/// `text` as ISO 8601, if that is what it is, or seconds or milliseconds since 1970.
pub(crate) fn to_iso(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some(seconds) = epoch(text) {
        return Some(from_epoch(seconds));
    }
    let date = text
        .get(..10)
        .filter(|date| has_shape(date, "0000-00-00"))?;
    let number = |range| date.get(range).and_then(|digits: &str| digits.parse().ok());
    Civil::new(number(0..4)?, number(5..7)?, number(8..10)?)?;
    let rest = text.get(10..)?;
    if rest.is_empty() {
        return Some(date.to_owned());
    }
    let time = rest.strip_prefix(['T', 't', ' '])?;
    time.get(..5).filter(|time| has_shape(time, "00:00"))?;
    let (time, zone) = time.split_at(
        time.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.'))
            .unwrap_or(time.len()),
    );
    // Some write the same moment once more, in seconds.
    if let Some(seconds) = epoch(zone.trim()) {
        return Some(from_epoch(seconds));
    }
    Some([date, "T", time, &offset(zone.trim())?].concat())
}

/// Seconds since 1970, given as such or in milliseconds.
fn epoch(text: &str) -> Option<i64> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let number: i64 = whole
        .parse()
        .ok()
        .filter(|_| digits && (9..=13).contains(&whole.len()))?;
    Some(if whole.len() > 11 {
        number / 1000
    } else {
        number
    })
}

/// A zone as every browser reads it: `Z`, `+HH:MM`, or nothing.
fn offset(zone: &str) -> Option<String> {
    let digits = zone.get(1..).unwrap_or("");
    let signed = zone.starts_with(['+', '-']);
    match zone {
        "" => Some(String::new()),
        "Z" | "z" | "UTC" | "GMT" => Some("Z".to_owned()),
        _ if signed && has_shape(digits, "00:00") => Some(zone.to_owned()),
        _ if signed && has_shape(digits, "0000") => {
            Some([zone.get(..3)?, ":", zone.get(3..)?].concat())
        }
        _ if signed && has_shape(digits, "00") => Some([zone, ":00"].concat()),
        _ => None,
    }
}

/// Whether `text` is `shape`, in which 0 is any digit.
fn has_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(b, s)| {
            if s == b'0' {
                b.is_ascii_digit()
            } else {
                b == s
            }
        })
}

/// Seconds since 1970 as ISO 8601.
fn from_epoch(seconds: i64) -> String {
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let mut iso = Civil::from_days(days).iso();
    for (number, before) in [
        (second / 3_600, 'T'),
        (second / 60 % 60, ':'),
        (second % 60, ':'),
    ] {
        iso.push(before);
        push(&mut iso, number, 2);
    }
    iso.push('Z');
    iso
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
}
