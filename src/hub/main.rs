//! The hub, and its command line.

fn main() {}
