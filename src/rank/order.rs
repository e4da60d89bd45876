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

#[cfg(test)]
mod tests {
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
}
