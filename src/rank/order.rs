//! One way to sort, for everything that has a weight.
//!
//! Weight and number are packed into one integer, so that the whole crate needs a single copy of the
//! standard library's sort, of the type for which it is smallest: in wasm every other copy costs
//! kilobytes.

/// A key by which greater weights come first and equal weights in the order of their numbers.
/// `weight` is 0 or more, and finite: the bits of such floats have the order of their values.
pub(crate) fn heaviest_first(weight: f32, number: u32) -> u64 {
    u64::from(!weight.to_bits()) << 32 | u64::from(number)
}

/// The numbers in these keys, in the order of the keys.
pub(crate) fn sorted(mut keys: Vec<u64>) -> impl Iterator<Item = u32> {
    keys.sort_unstable();
    keys.into_iter().map(|key| key as u32)
}

/// The numbers in the first `limit` of these keys, in the order of the keys. Of a page's tens of thousands of terms a
/// cloud shows a hundred: what is behind those is not sorted.
pub(crate) fn first(keys: impl Iterator<Item = u64>, limit: usize) -> impl Iterator<Item = u32> {
    let mut kept: Vec<u64> = Vec::new();
    let mut last = u64::MAX;
    for key in keys {
        if key > last {
            continue;
        }
        kept.push(key);
        if kept.len() > limit.saturating_mul(KEPT) {
            kept.sort_unstable();
            kept.truncate(limit);
            last = kept.last().copied().unwrap_or_default();
        }
    }
    sorted(kept).take(limit)
}

/// How many times as many keys as are wanted are kept before they are sorted.
const KEPT: usize = 4;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn weights_lead_and_numbers_break_ties() {
        let weights = [0.5, 3.0e38, 0.0, 1.0, 0.5, 1.0e-40];
        let keys = weights
            .into_iter()
            .zip(0..)
            .map(|(weight, number)| heaviest_first(weight, number));
        let order: Vec<u32> = sorted(keys.collect()).collect();
        assert_eq!(order, [1, 3, 0, 4, 5, 2]);
    }

    proptest! {
        #[test]
        fn the_first_are_those_of_all(keys: Vec<u64>, limit in 0_usize..20) {
            let all: Vec<u32> = sorted(keys.clone()).take(limit).collect();
            prop_assert_eq!(first(keys.into_iter(), limit).collect::<Vec<_>>(), all);
        }
    }

    #[test]
    fn limits_of_any_size_will_do() {
        for limit in [0, 1, 100, usize::MAX] {
            let found: Vec<u32> = first((0..50).rev(), limit).collect();
            assert_eq!(found, (0..50).take(limit).collect::<Vec<_>>());
        }
    }
}
