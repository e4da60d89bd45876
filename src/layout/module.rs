//! The layout as a WebAssembly module of its own.
//!
//! Exports: `memory`; `room(length)`, where to write that many numbers; `begin(numbers, length, words)`, which
//! takes them (seven options, what [`Task::new`] has for each word, then the ink) and gives a layout;
//! `step(layout)`, whether it is done; `finish(layout)`, where its answer stands; `end(layout)`, which lets go of it. The module
//! imports nothing.
#![allow(unsafe_code)]

use std::ptr;

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
/// `numbers` is what `room` gave for `length`, and is not used again.
#[unsafe(no_mangle)]
unsafe extern "C" fn begin(numbers: *mut f32, length: usize, words: usize) -> *mut Layout {
    // SAFETY: as above.
    let numbers = unsafe { Box::from_raw(ptr::slice_from_raw_parts_mut(numbers, length)) };
    let (options, rest) = numbers.split_at_checked(OPTIONS).unwrap_or_default();
    let (words, ink) = rest
        .split_at_checked(words * Task::NUMBERS)
        .unwrap_or_default();
    let layout = Layout {
        task: Task::new(options, words, ink),
        answer: Vec::new(),
    };
    Box::into_raw(Box::new(layout))
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
