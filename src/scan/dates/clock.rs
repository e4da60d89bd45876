//! The time of day in a text.

use super::lexicon::Word;
use super::tokens::{Kind, Token};

/// A time of day as tokens say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clock {
    /// Of the day, 0 to 1439.
    pub(crate) minute: u32,
    /// How many minutes ahead of UTC it is, where that is said.
    pub(crate) zone: Option<i32>,
    /// Whether it is one of twelve hours.
    pub(crate) half_days: bool,
    /// One past its last token.
    pub(crate) end: usize,
}

const MINUTE: u32 = 2;
const HOUR: u32 = 3;

/// The time of day that begins at `at`.
pub(crate) fn clock_at(tokens: &[Token], at: usize) -> Option<Clock> {
    let word = |at: usize| tokens.get(at).map(Token::word).unwrap_or_default();
    let before = word(at).has(Word::AM | Word::PM).then(|| word(at));
    let at = at + usize::from(before.is_some());
    let (hour, _) = number(tokens, at, 23)?;
    let (minute, mut end) = minutes(tokens, at, before.is_some())?;
    let mut half = before;
    if let Some(mark) =
        Some(word(end)).filter(|word| half.is_none() && word.has(Word::AM | Word::PM))
    {
        half = Some(mark);
        end += 1;
    }
    let hour = match half {
        Some(half) if half.has(Word::PM) && hour < 12 => hour + 12,
        Some(half) if !half.has(Word::PM) && hour == 12 => 0,
        _ => hour,
    };
    let (zone, end) = zone(tokens, end);
    let half_days = half.is_some();
    Some(Clock {
        minute: hour * 60 + minute,
        zone,
        half_days,
        end,
    })
}

/// The minutes after the hour at `at`, and one past their last token.
fn minutes(tokens: &[Token], at: usize, half_day: bool) -> Option<(u32, usize)> {
    let kind = |at: usize| tokens.get(at).map(|token| token.kind);
    let word = |at: usize| tokens.get(at).map(Token::word).unwrap_or_default();
    match kind(at + 1) {
        Some(Kind::Mark(':')) => {
            let minute = two_digits(tokens, at + 2)?;
            Some((minute, after_seconds(tokens, at + 3)))
        }
        // "kl. 14.05", "2.05 pm": elsewhere a day and a month look like this.
        Some(Kind::Mark('.')) if !tokens.get(at + 2)?.gap => {
            let minute = two_digits(tokens, at + 2)?;
            let said = at.checked_sub(1).is_some_and(|before| {
                word(before).has(Word::FILLER)
                    || kind(before) == Some(Kind::Mark('.'))
                        && before
                            .checked_sub(1)
                            .is_some_and(|at| word(at).has(Word::FILLER))
            });
            let apart = !matches!(kind(at + 3), Some(Kind::Mark('.' | '/')));
            (apart && (said || word(at + 3).has(Word::AM | Word::PM | Word::FILLER)))
                .then_some((minute, at + 3))
        }
        Some(Kind::Word(unit))
            if unit.unit() == Some(HOUR)
                || unit.has(Word::FILLER) && two_digits(tokens, at + 2).is_some() =>
        {
            let Some(minute) = two_digits(tokens, at + 2).or_else(|| {
                number(tokens, at + 2, 59)
                    .filter(|_| word(at + 3).unit() == Some(MINUTE))
                    .map(|(value, _)| value)
            }) else {
                return half_day.then_some((0, at + 2));
            };
            let named = word(at + 3).unit() == Some(MINUTE);
            Some((minute, at + 3 + usize::from(named)))
        }
        Some(Kind::Word(half)) if half.has(Word::AM | Word::PM) => Some((0, at + 1)),
        _ => half_day.then_some((0, at + 1)),
    }
}

/// Skips `:SS` and `.mmm`.
fn after_seconds(tokens: &[Token], at: usize) -> usize {
    let joined = |at: usize, mark| {
        tokens
            .get(at)
            .is_some_and(|token| token.kind == Kind::Mark(mark) && !token.gap)
            && tokens
                .get(at + 1)
                .is_some_and(|token| matches!(token.kind, Kind::Number { .. }) && !token.gap)
    };
    let seconds = if joined(at, ':') { at + 2 } else { at };
    if seconds > at && joined(seconds, '.') {
        seconds + 2
    } else {
        seconds
    }
}

fn two_digits(tokens: &[Token], at: usize) -> Option<u32> {
    number(tokens, at, 59)
        .filter(|(_, digits)| *digits == 2)
        .map(|(value, _)| value)
}

fn number(tokens: &[Token], at: usize, most: u32) -> Option<(u32, u32)> {
    match tokens.get(at)?.kind {
        Kind::Number { value, digits } if value <= most && digits <= 2 => Some((value, digits)),
        _ => None,
    }
}

/// The zone at `at`, if one is named by its distance from UTC, and one past its last token.
pub(crate) fn zone(tokens: &[Token], at: usize) -> (Option<i32>, usize) {
    let kind = |at: usize| tokens.get(at).map(|token| token.kind);
    let from = at + usize::from(kind(at) == Some(Kind::Mark('(')));
    let named = tokens
        .get(from)
        .is_some_and(|token| token.word().has(Word::UTC));
    let sign = from + usize::from(named);
    let shift = || {
        let sign_of = match kind(sign)? {
            Kind::Mark('+') => 1,
            Kind::Mark('-' | '−') => -1,
            _ => return None,
        };
        let Kind::Number { value, digits } = kind(sign + 1)? else {
            return None;
        };
        let joined = !tokens.get(sign + 1)?.gap;
        let minutes =
            two_digits(tokens, sign + 3).filter(|_| kind(sign + 2) == Some(Kind::Mark(':')));
        let (hours, minutes, end) = match (digits, minutes) {
            (4, _) => (value / 100, value % 100, sign + 2),
            (1 | 2, Some(minutes)) => (value, minutes, sign + 4),
            (1 | 2, None) if named => (value, 0, sign + 2),
            _ => return None,
        };
        (joined && hours <= 14 && minutes < 60)
            .then_some((sign_of * (hours * 60 + minutes) as i32, end))
    };
    match shift() {
        Some((zone, end)) => (Some(zone), end),
        None if named => (Some(0), sign),
        None => (None, at),
    }
}
