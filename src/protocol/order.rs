//! In which order somebody asked for ratings, whatever order their requests come in.

use std::fmt;
use std::str::FromStr;

/// Highest sender and highest number: what is exact in every number of a browser's.
pub const MAX_ORDER: u64 = 1 << 53;

/// Digits of [`MAX_ORDER`].
const MAX_DIGITS: usize = 16;

/// Which of its sender's requests this is, as the header `Groundswell-Order` says it: two whole numbers up
/// to [`MAX_ORDER`], with a space between them. A request counts for nothing beside one of the same sender
/// with a higher number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestOrder {
    /// Drawn by chance by whoever sends the requests. Tells nothing of them but that they are the same.
    pub sender: u64,
    /// Goes up with whatever the sender asks for.
    pub number: u64,
}

impl RequestOrder {
    /// The header that says it.
    pub const HEADER: &str = "groundswell-order";
}

impl fmt::Display for RequestOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.sender, self.number)
    }
}

/// The text is no order of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseRequestOrderError;

impl fmt::Display for ParseRequestOrderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "an order is two whole numbers up to {MAX_ORDER}, the sender's and the request's, with a space \
             between them"
        )
    }
}

impl std::error::Error for ParseRequestOrderError {}

impl FromStr for RequestOrder {
    type Err = ParseRequestOrderError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (sender, number) = text.split_once(' ').ok_or(ParseRequestOrderError)?;
        Ok(Self {
            sender: read(sender)?,
            number: read(number)?,
        })
    }
}

/// Digits and nothing else: no sign, no room for a second way to write a long number.
fn read(text: &str) -> Result<u64, ParseRequestOrderError> {
    let digits = text.len() <= MAX_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.then(|| text.parse().ok()).flatten();
    let number = number.filter(|number| *number <= MAX_ORDER);
    number.ok_or(ParseRequestOrderError)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_numbers_and_nothing_else_are_an_order() {
        let last = RequestOrder {
            sender: MAX_ORDER,
            number: MAX_ORDER,
        };
        assert_eq!(last.to_string().parse(), Ok(last));
        let beyond = (MAX_ORDER + 1).to_string();
        for spoilt in [
            "",
            " ",
            "1",
            "1 ",
            " 1",
            "1  2",
            "1 2 3",
            "1 2 ",
            "1,2",
            "-1 2",
            "1 +2",
            "0x1 2",
            "1.0 2",
            "٣ 2",
            "00000000000000001 2",
            &format!("1 {beyond}"),
            &format!("{beyond} 1"),
            "99999999999999999999 1",
        ] {
            assert_eq!(
                spoilt.parse::<RequestOrder>(),
                Err(ParseRequestOrderError),
                "{spoilt}"
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(sender in 0..=MAX_ORDER, number in 0..=MAX_ORDER) {
            let order = RequestOrder { sender, number };
            prop_assert_eq!(order.to_string().parse(), Ok(order));
        }

        #[test]
        fn no_text_is_too_strange_to_be_read(text in "[0-9 +-]{0,40}|.*") {
            if let Ok(order) = text.parse::<RequestOrder>() {
                prop_assert!(order.sender <= MAX_ORDER && order.number <= MAX_ORDER);
            }
        }
    }
}
