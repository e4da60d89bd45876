//! Times as pages write them, for machines and for people.
//!
//! Which of the times in a post is the one it was written at is not decided here.

mod civil;
mod clock;
mod iso;
mod lexicon;
mod order;
mod resolve;
mod shown;
mod tokens;

pub use civil::Moment;
pub(crate) use iso::to_iso;
pub(crate) use order::is_possible as is_possible_in;
pub(crate) use order::{Order, decide, expected, holds_for};
pub(crate) use resolve::{is_possible, resolve};
pub(crate) use shown::{Day, MAX_SHOWN, Shown, label, parse};

use crate::words;
use lexicon::Word;
use tokens::{Kind, Token, signs, tokens};

/// Longest text that can be a time and nothing else.
const MAX_TIME_TEXT: usize = 64;

/// Whether `text` looks like a time and little else, in whatever language.
pub(crate) fn looks_like_time(text: &str) -> bool {
    let text = words::trim(text);
    if text.is_empty() || text.len() > MAX_TIME_TEXT {
        return false;
    }
    // With one number only a named day can be told, or a time of one.
    let (numbers, is_named) = signs(text);
    if numbers < 2 && !is_named {
        return false;
    }
    let words = words::count(text);
    let tokens = tokens(text);
    let names_a_day = tokens.iter().any(|token| token.word().has(Word::DAY_NAMED));
    let numbers = Numbers::of(&tokens);
    if numbers.count == 0 {
        return names_a_day && (words <= 2 || is_all_time(&tokens));
    }
    let relative = words <= 5 && names_a_day;
    let dated = numbers.years == 1 && (numbers.count >= 3 || numbers.count == 2 && words >= 1);
    let short = numbers.triple && words <= 4;
    let clock = numbers.clock && numbers.count >= 3 && words <= 5;
    words <= 8 && (relative || dated || short || clock) || is_all_time(&tokens)
}

/// Whether a text says that the time in it is that of no post: when somebody joined, for example.
pub(crate) fn names_other(text: &str) -> bool {
    parse(text).is_some_and(|shown| shown.other)
}

fn is_all_time(tokens: &[Token]) -> bool {
    shown::read(tokens).is_some_and(|shown| shown.unknown == 0 && shown.is_dated())
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
    fn of(tokens: &[Token]) -> Self {
        let mut found = Self::default();
        let mut joined = 0;
        for (place, token) in tokens.iter().enumerate() {
            let Kind::Number { value, digits } = token.kind else {
                continue;
            };
            let joint = joint(tokens, place);
            found.count += 1;
            found.years += u32::from(digits == 4 && matches!(value, 1900..=2099));
            joined = match joint {
                Some('.' | '/' | '-') => joined + 1,
                _ => 0,
            };
            found.triple |= joined >= 2 && digits <= 4;
            found.clock |= joint == Some(':') && digits == 2;
        }
        found
    }
}

/// The mark between a number and the one before it, where nothing else is.
fn joint(tokens: &[Token], place: usize) -> Option<char> {
    let [first, mark, second] = tokens.get(place.checked_sub(2)?..=place)? else {
        return None;
    };
    match (first.kind, mark.kind) {
        (Kind::Number { .. }, Kind::Mark(joint)) if !mark.gap && !second.gap => Some(joint),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
