//! How what was said fades with time, in constant time.
//!
//! An answer of age `t` weighs `2^(-t / half-life)`. All that is needed of any number of answers is
//! their weighed sum at some moment: the sum at a later one is the same sum times one factor.

/// The time in which what was said loses half of its weight; or that it never does.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HalfLife(Option<f64>);

impl HalfLife {
    /// Nothing fades: for concerns that stand until they are resolved.
    pub const NONE: Self = Self(None);

    /// Half the weight after each `seconds`. What is no time (not more than 0, or not a finite number)
    /// is [`HalfLife::NONE`].
    pub fn seconds(seconds: f64) -> Self {
        Self((seconds > 0.0 && seconds.is_finite()).then_some(seconds))
    }

    /// What is left of 1 after `age` seconds: from 0 to 1. What lies in the future is new.
    pub fn factor(self, age: f64) -> f64 {
        match self.0 {
            Some(half_life) => libm::exp2(-age.max(0.0) / half_life),
            None => 1.0,
        }
    }
}

/// A sum whose parts fade, as its worth at the time of its newest part.
///
/// Parts may come in any order, as from clocks that disagree; the sum is the same but for rounding.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FadingSum {
    value: f64,
    at: i64,
}

impl FadingSum {
    /// A sum that was `value` at `at`, in Unix seconds; not-a-number is 0.
    pub fn new(value: f64, at: i64) -> Self {
        let value = if value.is_nan() { 0.0 } else { value };
        let value = value.clamp(f64::MIN, f64::MAX);
        Self { value, at }
    }

    /// What it was worth at [`FadingSum::at`].
    pub fn value(self) -> f64 {
        self.value
    }

    /// The time of its newest part, in Unix seconds.
    pub fn at(self) -> i64 {
        self.at
    }

    /// What it is worth at `now`; before its newest part, what it is worth then.
    pub fn worth(self, now: i64, half_life: HalfLife) -> f64 {
        self.value * half_life.factor(age(self.at, now))
    }

    /// This and `amount` more at `at`; a negative amount takes back what was added then.
    #[must_use]
    pub fn plus(self, amount: f64, at: i64, half_life: HalfLife) -> Self {
        self.merge(Self::new(amount, at), half_life)
    }

    /// This and `other` in one.
    #[must_use]
    pub fn merge(self, other: Self, half_life: HalfLife) -> Self {
        let at = self.at.max(other.at);
        Self::new(self.worth(at, half_life) + other.worth(at, half_life), at)
    }
}

/// Seconds from `at` to `now`; a difference of any two times is a number.
fn age(at: i64, now: i64) -> f64 {
    (i128::from(now) - i128::from(at)) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DAY: i64 = 86_400;

    #[test]
    fn half_is_left_after_each_half_life() {
        let week = HalfLife::seconds(604_800.0);
        assert_eq!(week.factor(0.0), 1.0);
        assert_eq!(week.factor(604_800.0), 0.5);
        assert_eq!(week.factor(3.0 * 604_800.0), 0.125);
        assert_eq!(HalfLife::NONE.factor(f64::MAX), 1.0);
        // A clock ahead of ours, and times that are none.
        assert_eq!(week.factor(-60.0), 1.0);
        assert_eq!(week.factor(f64::NAN), 1.0);
        assert_eq!(week.factor(f64::INFINITY), 0.0);
        for no_time in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(HalfLife::seconds(no_time), HalfLife::NONE);
        }
    }

    #[test]
    fn a_sum_is_known_at_any_later_time() {
        let half_life = HalfLife::seconds(DAY as f64);
        let sum = FadingSum::new(8.0, 0).plus(1.0, 2 * DAY, half_life);
        assert_eq!((sum.value(), sum.at()), (3.0, 2 * DAY));
        assert_eq!(sum.worth(3 * DAY, half_life), 1.5);
        assert_eq!(sum.worth(0, half_life), 3.0);
        // What comes late has faded already.
        assert_eq!(sum.plus(4.0, 0, half_life).value(), 4.0);
        assert_eq!(sum.worth(i64::MAX, HalfLife::NONE), 3.0);
    }

    proptest! {
        #[test]
        fn adding_one_by_one_is_reckoning_anew(
            parts in proptest::collection::vec((0.0..100.0, 0_i64..100 * DAY), 1..30),
            split in 0_usize..30, days in 0.1..50.0,
        ) {
            let half_life = HalfLife::seconds(days * DAY as f64);
            let add = |sum: FadingSum, &(amount, at): &(f64, i64)| sum.plus(amount, at, half_life);
            let (some, others) = parts.split_at(split.min(parts.len()));
            let in_order = parts.iter().fold(FadingSum::default(), add);
            let merged = others
                .iter()
                .fold(FadingSum::default(), add)
                .merge(some.iter().fold(FadingSum::default(), add), half_life);
            let now = 101 * DAY;
            let anew: f64 = parts
                .iter()
                .map(|&(amount, at)| amount * half_life.factor((now - at) as f64))
                .sum();
            for sum in [in_order, merged] {
                let off = (sum.worth(now, half_life) - anew).abs();
                prop_assert!(off <= 1e-9 * anew.max(1e-300), "{off} of {anew}");
            }
        }

        #[test]
        fn is_finite_whatever_comes(
            parts in proptest::collection::vec(any::<(f64, i64)>(), 0..10),
            seconds: f64, now: i64,
        ) {
            let half_life = HalfLife::seconds(seconds);
            let sum = parts.iter().fold(FadingSum::default(), |sum, &(amount, at)| {
                sum.plus(amount, at, half_life)
            });
            prop_assert!(sum.worth(now, half_life).is_finite());
            let factor = half_life.factor(seconds);
            prop_assert!((0.0..=1.0).contains(&factor));
        }
    }
}
