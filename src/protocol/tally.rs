//! All ratings of a post, counted by value.

use crate::RatingValue;

/// The smallest value of any kind; the tally's first place.
const LOWEST: i8 = -1;

/// Places from [`LOWEST`] to five stars.
const PLACES: usize = 7;

/// All ratings of one post, counted by value. As JSON `{"-1":2,"1":5}`, values nobody gave left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tally {
    counts: [u32; PLACES],
}

impl Tally {
    /// How many readers gave `value`.
    pub fn count(&self, value: i8) -> u32 {
        place(value)
            .and_then(|i| self.counts.get(i))
            .copied()
            .unwrap_or(0)
    }

    /// How many readers rated, whatever they said.
    pub fn raters(&self) -> u32 {
        self.counts
            .iter()
            .fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Values given at least once with their counts, ascending by value.
    pub fn iter(&self) -> impl Iterator<Item = (i8, u32)> {
        (LOWEST..).zip(self.counts).filter(|(_, count)| *count > 0)
    }

    /// One reader's rating goes from `before` to `after`; `None` is no rating.
    pub fn change(&mut self, before: Option<RatingValue>, after: Option<RatingValue>) {
        if let Some(count) = before.and_then(|v| self.place_mut(v.get())) {
            *count = count.saturating_sub(1);
        }
        if let Some(count) = after.and_then(|v| self.place_mut(v.get())) {
            *count = count.saturating_add(1);
        }
    }

    /// Sets how many readers gave `value`. A value that no kind has is ignored.
    pub fn set(&mut self, value: i8, count: u32) {
        if let Some(place) = self.place_mut(value) {
            *place = count;
        }
    }

    fn place_mut(&mut self, value: i8) -> Option<&mut u32> {
        place(value).and_then(|i| self.counts.get_mut(i))
    }
}

/// Where a value is counted; no kind has a zero.
fn place(value: i8) -> Option<usize> {
    if value == 0 {
        None
    } else {
        usize::try_from(i16::from(value) - i16::from(LOWEST)).ok()
    }
}

#[cfg(feature = "serde")]
mod json {
    use std::fmt;

    use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
    use serde::ser::{Serialize, Serializer};

    use super::{Tally, place};

    impl Serialize for Tally {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map(self.iter())
        }
    }

    impl<'de> Deserialize<'de> for Tally {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_map(TallyVisitor)
        }
    }

    struct TallyVisitor;

    impl<'de> Visitor<'de> for TallyVisitor {
        type Value = Tally;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object of rating values and their counts")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tally, A::Error> {
            let mut tally = Tally::default();
            while let Some((value, count)) = map.next_entry::<i8, u32>()? {
                if place(value).is_none_or(|i| i >= super::PLACES) {
                    return Err(A::Error::custom(format_args!(
                        "no rating has the value {value}"
                    )));
                }
                tally.set(value, count);
            }
            Ok(tally)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RatingKind;
    use proptest::prelude::*;

    #[test]
    fn counts_by_value() {
        let [down, up] = [-1, 1].map(|v| RatingValue::new(RatingKind::UpDown, v).unwrap());
        let mut tally = Tally::default();
        tally.change(None, Some(up));
        tally.change(None, Some(up));
        tally.change(Some(up), Some(down));
        assert_eq!(tally.iter().collect::<Vec<_>>(), [(-1, 1), (1, 1)]);
        tally.change(Some(down), None);
        assert_eq!((tally.count(-1), tally.count(1), tally.raters()), (0, 1, 1));
    }

    #[cfg(feature = "serde")]
    #[test]
    fn json_has_the_values_that_were_given() {
        let mut tally = Tally::default();
        tally.set(-1, 2);
        tally.set(5, 7);
        let json = serde_json::to_string(&tally).unwrap();
        assert_eq!(json, r#"{"-1":2,"5":7}"#);
        assert_eq!(serde_json::from_str::<Tally>(&json).unwrap(), tally);
        assert!(serde_json::from_str::<Tally>(r#"{"0":1}"#).is_err());
        assert!(serde_json::from_str::<Tally>(r#"{"6":1}"#).is_err());
    }

    proptest! {
        #[test]
        fn changes_never_lose_a_rater(values in prop::collection::vec(-1_i64..=1, 0..60)) {
            let mut tally = Tally::default();
            let mut current = None;
            for value in values {
                let next = RatingValue::new(RatingKind::UpDown, value).ok();
                tally.change(current, next);
                current = next;
                prop_assert_eq!(tally.raters(), u32::from(current.is_some()));
            }
        }

        #[test]
        fn any_value_can_be_asked_for(value: i8, count: u32) {
            let mut tally = Tally::default();
            tally.set(value, count);
            let kept = (-1..=5).contains(&value) && value != 0;
            prop_assert_eq!(tally.count(value), if kept { count } else { 0 });
        }
    }
}
