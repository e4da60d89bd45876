//! The way into a module that is measured: the text comes in by bytes, for there are no pointers in what is safe.

use std::sync::Mutex;

static INPUT: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Adds a byte to the text.
#[unsafe(no_mangle)]
pub extern "C" fn push(byte: u32) {
    if let Ok(mut input) = INPUT.lock() {
        input.push(byte as u8);
    }
}

/// What `work` makes of the text so far.
pub fn on_input(work: impl Fn(&str) -> usize) -> u32 {
    let input = INPUT.lock();
    let text = input.as_ref().map(|input| String::from_utf8_lossy(input));
    text.map_or(0, |text| work(&text) as u32)
}
