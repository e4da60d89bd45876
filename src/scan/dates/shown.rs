//! A time as people read it: what a text says about a day and a time of day, before anything else
//! on the page is known.

use super::clock::{Clock, clock_at, zone};
use super::lexicon::Word;
use super::tokens::{Kind, Token, signs, tokens};
use crate::words;

/// Longest text, in bytes, in which a time is looked for.
pub(crate) const MAX_SHOWN: usize = 160;

/// Words and marks between the parts of a date.
const MAX_BETWEEN: usize = 3;

/// Tokens between a day and its time of day.
const MAX_TO_CLOCK: usize = 6;

/// What a text says about the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Day {
    /// Year, month, day; the year in full.
    Full(u32, u32, u32),
    /// Month and day of the last year in which they were not in the future.
    OfYear(u32, u32),
    /// Three numbers in an order that depends on who wrote them, with the mark between them.
    Numbers([Digits; 3], char),
    /// So many days before the page was read.
    Back(u32),
    /// The last day of this name, from Monday, 1.
    Weekday(u32),
    /// So many units, from seconds, 1, to years, 7, before the page was read.
    Past { count: u32, unit: u32, said: bool },
}

/// A number and how many digits it was written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Digits {
    pub(crate) value: u32,
    pub(crate) digits: u32,
}

/// A time as it stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) day: Day,
    /// The minute of the day.
    pub(crate) minute: Option<u32>,
    /// How many minutes ahead of UTC the time of day is, where that is said.
    pub(crate) zone: Option<i32>,
    /// Whether the time of day is one of twelve hours.
    pub(crate) half_days: bool,
    /// Words and numbers of the text that have nothing to do with a time.
    pub(crate) unknown: usize,
    /// Whether the text says before it that it is when something was written.
    pub(crate) written: bool,
    /// Whether the text says before it that it is when something else was.
    pub(crate) other: bool,
}

impl Shown {
    /// Whether this is a time beyond doubt, and not a duration that may be one.
    pub(crate) fn is_dated(&self) -> bool {
        match self.day {
            Day::Past { said, .. } => said,
            Day::OfYear(..) => self.minute.is_some(),
            _ => true,
        }
    }

    /// How much is known, to compare two readings of one place.
    pub(crate) fn precision(&self) -> u32 {
        let day = match self.day {
            Day::Full(..) | Day::Numbers(..) => 4,
            Day::OfYear(..) | Day::Back(_) => 2,
            Day::Weekday(_) | Day::Past { .. } => 1,
        };
        day + u32::from(self.minute.is_some())
    }
}

/// A day, and the tokens that it takes.
struct Found {
    day: Day,
    start: usize,
    end: usize,
}

/// The first time in a text.
pub(crate) fn parse(text: &str) -> Option<Shown> {
    let text = words::trim(text);
    if text.is_empty() || text.len() > MAX_SHOWN || signs(text) == (0, false) {
        return None;
    }
    read(&tokens(text))
}

/// The first time in the tokens of a text.
pub(super) fn read(tokens: &[Token]) -> Option<Shown> {
    let found = find(tokens)?;
    let clock = clock_near(tokens, &found);
    if matches!(found.day, Day::Weekday(_)) && clock.is_none() {
        return None;
    }
    let inside = |at: usize| {
        (found.start..found.end).contains(&at)
            || clock.is_some_and(|(start, clock)| (start..clock.end).contains(&at))
    };
    let strange = |token: &Token| match token.kind {
        Kind::Number { .. } => true,
        Kind::Word(word) => !word.is_known(),
        Kind::Mark(_) => false,
    };
    let unknown = tokens
        .iter()
        .enumerate()
        .filter(|(at, token)| !inside(*at) && strange(token))
        .count();
    let label = tokens
        .iter()
        .take(found.start)
        .map(Token::word)
        .rfind(|word| word.has(Word::OTHER | Word::WRITTEN))
        .unwrap_or_default();
    let clock = clock.map(|(_, clock)| clock);
    let zone_after = || zone(tokens, found.end).0;
    Some(Shown {
        day: found.day,
        minute: clock.map(|clock| clock.minute),
        zone: clock.and_then(|clock| clock.zone.or_else(zone_after)),
        half_days: clock.is_some_and(|clock| clock.half_days),
        unknown,
        written: label.has(Word::WRITTEN),
        other: label.has(Word::OTHER) && !label.has(Word::WRITTEN),
    })
}

/// What the last words of a text say about a time that follows it: `Some(true)` that it is when
/// something was written, `Some(false)` that it is when something else was.
pub(crate) fn label(text: &str) -> Option<bool> {
    let tokens = tokens(text);
    let last = tokens
        .iter()
        .rev()
        .map(Token::word)
        .find(|word| word.has(Word::OTHER | Word::WRITTEN))?;
    Some(last.has(Word::WRITTEN))
}

/// The first date; else the first of the days that are named by how far back they are.
fn find(tokens: &[Token]) -> Option<Found> {
    let all = || 0..tokens.len();
    let found = |at: usize, (day, end)| Found {
        day,
        start: at,
        end,
    };
    let dated = all().find_map(|at| date_at(tokens, at).map(|date| found(at, date)));
    let back = || all().find_map(|at| relative_at(tokens, at).map(|date| found(at, date)));
    let weekday = |at: usize| {
        Some(found(
            at,
            (Day::Weekday(word(tokens, at).weekday()?), at + 1),
        ))
    };
    dated.or_else(back).or_else(|| all().find_map(weekday))
}

fn date_at(tokens: &[Token], at: usize) -> Option<(Day, usize)> {
    triple(tokens, at)
        .or_else(|| counted(tokens, at))
        .or_else(|| year_first(tokens, at))
        .or_else(|| day_first(tokens, at))
        .or_else(|| month_first(tokens, at))
}

/// `2015-11-15`, `15.11.2015`, `11/15/15`, `2015. 11. 15.`
fn triple(tokens: &[Token], at: usize) -> Option<(Day, usize)> {
    let part = |at: usize| number(tokens, at).filter(|part| matches!(part.digits, 1 | 2 | 4));
    let mark = |at: usize| match tokens.get(at)?.kind {
        Kind::Mark(mark @ ('.' | '/' | '-')) => Some(mark),
        _ => None,
    };
    let joint = mark(at + 1)?;
    let parts = [part(at)?, part(at + 2)?, part(at + 4)?];
    let spaced = |at: usize| tokens.get(at).is_some_and(|token| token.gap);
    let apart =
        spaced(at + 1) || spaced(at + 3) || joint != '.' && (spaced(at + 2) || spaced(at + 4));
    let more = at >= 2 && mark(at - 1).is_some() && number(tokens, at - 2).is_some() && !spaced(at)
        || mark(at + 5).is_some() && number(tokens, at + 6).is_some() && !spaced(at + 6);
    if mark(at + 3) != Some(joint) || apart || more {
        return None;
    }
    let [a, b, c] = parts;
    if a.digits == 4 {
        return Some((full(a.value, b.value, c.value)?, at + 5));
    }
    let possible = |day: Digits, month: Digits| {
        (1..=31).contains(&day.value) && (1..=12).contains(&month.value)
    };
    let written = b.digits <= 2 && (c.digits == 2 || c.digits == 4 && year(c).is_some());
    let any = possible(a, b) || possible(b, a) || c.digits == 2 && possible(c, b);
    (written && any).then_some((Day::Numbers(parts, joint), at + 5))
}

/// `2015年11月15日`, `11월 15일`, `令和5年10月18日`.
fn counted(tokens: &[Token], at: usize) -> Option<(Day, usize)> {
    const DAY: u32 = 4;
    const MONTH: u32 = 6;
    const YEAR: u32 = 7;
    let part = |at: usize, unit| {
        number(tokens, at)
            .filter(|_| word(tokens, at + 1).unit() == Some(unit))
            .map(|part| part.value)
    };
    let era = word(tokens, at).era();
    let from = at + usize::from(era.is_some());
    let year = part(from, YEAR);
    let from = from + if year.is_some() { 2 } else { 0 };
    let (month, day) = (part(from, MONTH)?, part(from + 2, DAY)?);
    let day = match year {
        Some(year) => full(year + era.unwrap_or(0), month, day)?,
        None => of_year(month, day)?,
    };
    Some((day, from + 4))
}

/// `2015 november 15`.
fn year_first(tokens: &[Token], at: usize) -> Option<(Day, usize)> {
    let year = number(tokens, at)
        .filter(|part| part.digits == 4)
        .and_then(year)?;
    let (month, next) = month_at(tokens, skip(tokens, at + 1))?;
    let at = skip(tokens, next);
    Some((full(year, month, day_of_month(tokens, at)?)?, at + 1))
}

/// `15 November 2015`, `15. Nov. '15`, `15 tháng 11, 2015`.
fn day_first(tokens: &[Token], at: usize) -> Option<(Day, usize)> {
    let day = day_of_month(tokens, at)?;
    let (month, next) = month_at(tokens, skip(tokens, at + 1))?;
    with_year(tokens, month, day, next)
}

/// `November 15, 2015`.
fn month_first(tokens: &[Token], at: usize) -> Option<(Day, usize)> {
    let (month, next) = month_at(tokens, at)?;
    let at = skip(tokens, next);
    let day = day_of_month(tokens, at)?;
    // "mar 18 oct": the first was a weekday.
    let found = with_year(tokens, month, day, at + 1)?;
    let another = month_at(tokens, skip(tokens, at + 1)).is_some();
    (!another).then_some(found)
}

fn with_year(tokens: &[Token], month: u32, day: u32, next: usize) -> Option<(Day, usize)> {
    let at = skip(tokens, next);
    let marked = tokens
        .get(at.wrapping_sub(1))
        .is_some_and(|token| matches!(token.kind, Kind::Mark('\'' | '’')));
    let is_clock = clock_at(tokens, at).is_some();
    let year = number(tokens, at)
        .filter(|part| part.digits == 4 || part.digits == 2 && (marked || !is_clock))
        .and_then(year);
    match year {
        Some(year) => Some((full(year, month, day)?, at + 1)),
        None => Some((of_year(month, day)?, next)),
    }
}

/// The month at `at`, by name or as `tháng 11`, and one past its last token.
fn month_at(tokens: &[Token], at: usize) -> Option<(u32, usize)> {
    const MONTH: u32 = 6;
    let named = word(tokens, at);
    let counted = || {
        let month = number(tokens, at + 1)
            .filter(|part| named.unit() == Some(MONTH) && (1..=12).contains(&part.value))?;
        Some((month.value, at + 2))
    };
    named.month().map(|month| (month, at + 1)).or_else(counted)
}

/// A named day, or a stretch of time that was counted back.
fn relative_at(tokens: &[Token], at: usize) -> Option<(Day, usize)> {
    let here = word(tokens, at);
    if let Some(days) = here.days_back() {
        return Some((Day::Back(days), at + 1));
    }
    if here.has(Word::NOW) {
        return (tokens.len() <= MAX_BETWEEN).then_some((
            Day::Past {
                count: 0,
                unit: 1,
                said: true,
            },
            at + 1,
        ));
    }
    let before = here.has(Word::AGO);
    let from = if before { skip(tokens, at + 1) } else { at };
    let (count, unit, mut end) = amount(tokens, from).or_else(|| one(tokens, from))?;
    // "2 hours, 3 minutes ago": the larger part says enough.
    if let Some((_, _, next)) = amount(tokens, skip(tokens, end)) {
        end = next;
    }
    let behind = skip_fillers(tokens, end);
    let after = !before && word(tokens, behind).has(Word::AGO);
    let in_unit = word(tokens, end - 1).has(Word::AGO);
    let alone = at == 0 && end == tokens.len() && number(tokens, at).is_some();
    let end = if after { behind + 1 } else { end };
    let said = before || after || in_unit;
    (said || alone).then_some((Day::Past { count, unit, said }, end))
}

/// `3 days`, `an hour`, and words that are both.
fn amount(tokens: &[Token], at: usize) -> Option<(u32, u32, usize)> {
    let here = word(tokens, at);
    let counted = number(tokens, at)
        .filter(|part| part.digits <= 3)
        .map(|part| part.value);
    let count = counted.or(here.number())?;
    let joint = tokens
        .get(at + 1)
        .is_some_and(|token| matches!(token.kind, Kind::Mark('.' | '\'' | '’')));
    let next = at + 1 + usize::from(joint);
    match word(tokens, next).unit() {
        Some(unit) => Some((count, unit, next + 1)),
        None => Some((count, here.unit()?, at + 1)),
    }
}

/// A unit without a number: "an hour" in languages that have no article.
fn one(tokens: &[Token], at: usize) -> Option<(u32, u32, usize)> {
    Some((1, word(tokens, at).unit()?, at + 1))
}

/// The time of day nearest to a day: after it, else before it.
fn clock_near(tokens: &[Token], day: &Found) -> Option<(usize, Clock)> {
    if matches!(day.day, Day::Past { .. }) {
        return None;
    }
    let at = |at: usize| clock_at(tokens, at).map(|clock| (at, clock));
    let after = (day.end..tokens.len().min(day.end + MAX_TO_CLOCK)).find_map(at);
    let before = || {
        (day.start.saturating_sub(2 * MAX_TO_CLOCK)..day.start)
            .find_map(at)
            .filter(|(_, clock)| clock.end <= day.start)
    };
    after.or_else(before)
}

fn skip(tokens: &[Token], at: usize) -> usize {
    let between = |token: &&Token| match token.kind {
        Kind::Mark(mark) => matches!(mark, '.' | ',' | '-' | '/' | '\'' | '’' | '،'),
        Kind::Word(word) => word.has(Word::FILLER) && word.month().is_none(),
        Kind::Number { .. } => false,
    };
    at + tokens
        .iter()
        .skip(at)
        .take(MAX_BETWEEN)
        .take_while(between)
        .count()
}

fn skip_fillers(tokens: &[Token], at: usize) -> usize {
    let filler = |token: &&Token| {
        token.word().has(Word::FILLER) && !token.word().has(Word::AGO)
            || token.kind == Kind::Mark('.')
    };
    at + tokens
        .iter()
        .skip(at)
        .take(MAX_BETWEEN)
        .take_while(filler)
        .count()
}

fn word(tokens: &[Token], at: usize) -> Word {
    tokens.get(at).map(Token::word).unwrap_or_default()
}

fn number(tokens: &[Token], at: usize) -> Option<Digits> {
    match tokens.get(at)?.kind {
        Kind::Number { value, digits } => Some(Digits { value, digits }),
        _ => None,
    }
}

/// A day of the month that is not the hour of a time.
fn day_of_month(tokens: &[Token], at: usize) -> Option<u32> {
    let day =
        number(tokens, at).filter(|part| part.digits <= 2 && (1..=31).contains(&part.value))?;
    let colon = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|token| token.kind == Kind::Mark(':'))
    };
    let minutes = at >= 2 && colon(at - 1) && number(tokens, at - 2).is_some();
    (!colon(at + 1) && !minutes).then_some(day.value)
}

/// A year written with two or four digits, of our calendar or the Buddhist one.
pub(crate) fn year(part: Digits) -> Option<u32> {
    const BUDDHIST: u32 = 543;
    match (part.digits, part.value) {
        (2, value @ 0..=69) => Some(2000 + value),
        (2, value) => Some(1900 + value),
        (4, value @ 1970..=2099) => Some(value),
        (4, value @ 2513..=2642) => Some(value - BUDDHIST),
        _ => None,
    }
}

fn full(value: u32, month: u32, day: u32) -> Option<Day> {
    let year = year(Digits { value, digits: 4 })?;
    super::civil::Civil::new(year.into(), month.into(), day.into())
        .map(|_| Day::Full(year, month, day))
}

fn of_year(month: u32, day: u32) -> Option<Day> {
    // A leap year, in which every day exists.
    super::civil::Civil::new(2000, month.into(), day.into()).map(|_| Day::OfYear(month, day))
}
