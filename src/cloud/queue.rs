//! Numbers by their keys, the largest first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A heap, because the standard sort would cost the page four kilobytes to be no faster for so few. One
/// for all uses, for each other type would cost as much again.
#[derive(Debug, Default)]
pub(crate) struct Queue(BinaryHeap<(u32, Reverse<usize>)>);

impl Queue {
    /// Adds a number. Its key is not negative: the bits of such floats are in the order of the floats.
    pub(crate) fn push(&mut self, key: f32, number: usize) {
        self.add(key.to_bits(), number);
    }

    /// Adds a number to a queue from which the one with the smallest key is taken by [`pop_least`](Self::pop_least).
    pub(crate) fn push_least(&mut self, key: f32, number: usize) {
        self.add(!key.to_bits(), !number);
    }
    fn add(&mut self, key: u32, number: usize) {
        self.0.push((key, Reverse(number)));
    }

    /// Takes the number with the largest key, of equal ones the smallest.
    pub(crate) fn pop(&mut self) -> Option<usize> {
        self.0.pop().map(|(_, Reverse(number))| number)
    }

    /// Takes the number with the smallest key, of equal ones the largest.
    pub(crate) fn pop_least(&mut self) -> Option<usize> {
        self.pop().map(|number| !number)
    }
}
