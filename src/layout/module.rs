//! The layout as a WebAssembly module of its own.
//!
//! Exports: `memory`; `room(length)`, where to write that many numbers of four bytes; `begin(numbers, length, words,
//! relations, picture, pixels, width)`, which takes them (seven options, what [`Task::new`] has for each word and each
//! relation, then the ink; and where words may go, a byte for each pixel, if there is a place of it) and gives a layout;
//! `step(layout)`, whether it is done; `finish(layout)`, where its answer stands; `end(layout)`, which lets go of it.
//! The module imports nothing.
#![allow(unsafe_code)]

use std::ptr;

use groundswell_cloud::Region;
use groundswell_layout::Task;

#[cfg(target_arch = "wasm32")]
mod pool;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static POOL: pool::Pool = pool::Pool;

/// Numbers that are options.
const OPTIONS: usize = 7;

/// A layout and its answer.
struct Layout {
    task: Task,
    answer: Vec<f32>,
}

#[unsafe(no_mangle)]
extern "C" fn room(length: usize) -> *mut f32 {
    Box::into_raw(vec![0.0; length].into_boxed_slice()).cast()
}

/// # Safety
/// `numbers` is what `room` gave for `length`, `picture` nothing or what it gave for the numbers that so many pixels
/// fill, and neither is used again.
#[unsafe(no_mangle)]
unsafe extern "C" fn begin(
    numbers: *mut f32,
    length: usize,
    words: usize,
    relations: usize,
    picture: *mut f32,
    pixels: usize,
    width: usize,
) -> *mut Layout {
    // SAFETY: as above.
    let numbers = unsafe { Box::from_raw(ptr::slice_from_raw_parts_mut(numbers, length)) };
    let (options, rest) = split(&numbers, OPTIONS);
    let (words, rest) = split(rest, words * Task::NUMBERS);
    let (relations, ink) = split(rest, relations * Task::RELATION);
    // SAFETY: as above.
    let region = unsafe { region(picture, pixels, width) };
    let layout = Layout {
        task: Task::new(options, words, relations, ink, region.as_ref()),
        answer: Vec::new(),
    };
    Box::into_raw(Box::new(layout))
}

/// The first numbers and the rest.
fn split(numbers: &[f32], count: usize) -> (&[f32], &[f32]) {
    numbers.split_at_checked(count).unwrap_or_default()
}

/// # Safety
/// As for `begin`.
unsafe fn region(picture: *mut f32, pixels: usize, width: usize) -> Option<Region> {
    if picture.is_null() {
        return None;
    }
    let numbers = ptr::slice_from_raw_parts_mut(picture, pixels.div_ceil(size_of::<f32>()));
    // SAFETY: as above; every byte of a number is one.
    let (picture, numbers) = unsafe {
        let bytes = std::slice::from_raw_parts(picture.cast::<u8>(), pixels);
        (Region::from_coverage(bytes, width), Box::from_raw(numbers))
    };
    drop(numbers);
    Some(picture)
}

/// # Safety
/// `layout` is what `begin` gave, and was not ended.
#[unsafe(no_mangle)]
unsafe extern "C" fn step(layout: *mut Layout) -> bool {
    // SAFETY: as above.
    unsafe { layout.as_mut() }.is_none_or(|layout| layout.task.step())
}

/// # Safety
/// As for `step`.
#[unsafe(no_mangle)]
unsafe extern "C" fn finish(layout: *mut Layout) -> *const f32 {
    // SAFETY: as above.
    let Some(layout) = (unsafe { layout.as_mut() }) else {
        return ptr::null();
    };
    layout.answer = layout.task.finish();
    layout.answer.as_ptr()
}

/// # Safety
/// As for `step`, and `layout` is not used again.
#[unsafe(no_mangle)]
unsafe extern "C" fn end(layout: *mut Layout) {
    // SAFETY: as above.
    drop(unsafe { Box::from_raw(layout) });
}
