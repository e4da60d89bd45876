//! One way to sort, for everything that has an order.
//!
//! In wasm every copy of the standard library's sort costs kilobytes, and there is one for each type that
//! is sorted. Here all sort numbers, and then put the things themselves in their order.

/// What things are sorted by.
pub(crate) type Key = (u64, u64);

/// Sorts by a key. What has the same key keeps its order.
pub(crate) fn sort_by<T>(things: &mut [T], key: impl Fn(&T) -> Key) {
    let mut keys = Vec::with_capacity(things.len());
    for thing in &*things {
        keys.push((key(thing), keys.len()));
    }
    let mut order = order(keys);
    // Along each circle of things that take each other's place, from where it is met first.
    for first in 0..order.len() {
        let mut place = first;
        while let Some(next) = order.get_mut(place) {
            let from = std::mem::replace(next, place);
            if from == first {
                break;
            }
            things.swap(place, from);
            place = from;
        }
    }
}

/// The place that each thing comes from.
fn order(mut keys: Vec<(Key, usize)>) -> Vec<usize> {
    keys.sort_unstable();
    keys.into_iter().map(|(_, place)| place).collect()
}

/// Texts with their places, in the order of the texts.
pub(crate) fn texts<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<(&'a str, usize)> {
    let mut sorted: Vec<(&str, usize)> = texts.zip(0..).collect();
    sorted.sort_unstable();
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library_does(mut things: Vec<(u8, u8, u32)>) {
            let mut expected = things.clone();
            expected.sort_by_key(|thing| (thing.0 % 8, thing.1));
            sort_by(&mut things, |thing| (u64::from(thing.0 % 8), u64::from(thing.1)));
            prop_assert_eq!(things, expected);
        }
    }

    #[test]
    fn texts_keep_their_places() {
        assert_eq!(
            texts(["b", "a", "b"].into_iter()),
            [("a", 1), ("b", 0), ("b", 2)]
        );
    }
}
