//! The module's memory: blocks of a power of two, each kept for the next of its size once it is free.
//!
//! A layout asks for few sizes over and over, and the standard allocator weighs more than its search.

use std::alloc::{GlobalAlloc, Layout};
use std::arch::wasm32::{memory_grow, memory_size};
use std::cell::UnsafeCell;
use std::ptr;

/// Bytes of the smallest block; every block begins at a multiple of it.
const SMALLEST: usize = 16;

/// Bytes by which memory grows.
const PAGE: usize = 1 << 16;

/// The allocator.
pub struct Pool;

struct State {
    /// For each power of two the free blocks, each of which begins with the place of the next.
    free: [*mut u8; 32],
    /// Where there was no block yet.
    top: usize,
}

struct Only(UnsafeCell<State>);

// SAFETY: WebAssembly without threads has one.
unsafe impl Sync for Only {}

static STATE: Only = Only(UnsafeCell::new(State {
    free: [ptr::null_mut(); 32],
    top: 0,
}));

unsafe extern "C" {
    /// The linker's: where what it placed ends.
    static __heap_base: u8;
}

/// The power of two of the block for so many bytes.
fn class(size: usize) -> usize {
    (usize::BITS - (size.max(SMALLEST) - 1).leading_zeros()) as usize
}

// SAFETY: a block is handed out once between `alloc` and `dealloc`, and is as long and as aligned as asked.
unsafe impl GlobalAlloc for Pool {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let class = class(layout.size());
        // SAFETY: one thread; a free block holds the place of the next or nothing.
        unsafe {
            let state = &mut *STATE.0.get();
            let Some(first) = state.free.get_mut(class) else {
                return ptr::null_mut();
            };
            if layout.align() > SMALLEST {
                return ptr::null_mut();
            }
            let block = *first;
            if block.is_null() {
                return fresh(state, 1 << class);
            }
            *first = *block.cast();
            block
        }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: one thread; the block is not in use, and has room for a pointer.
        unsafe {
            if let Some(first) = (*STATE.0.get()).free.get_mut(class(layout.size())) {
                *block.cast() = *first;
                *first = block;
            }
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if class(layout.size()) == class(size) {
            return block;
        }
        // SAFETY: what the caller promises; both blocks are at least as long as what is copied.
        unsafe {
            let other = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !other.is_null() {
                ptr::copy_nonoverlapping(block, other, layout.size().min(size));
                self.dealloc(block, layout);
            }
            other
        }
    }
}

/// A block where there was none.
fn fresh(state: &mut State, size: usize) -> *mut u8 {
    if state.top == 0 {
        state.top = (&raw const __heap_base as usize).next_multiple_of(SMALLEST);
    }
    let Some(end) = state.top.checked_add(size) else {
        return ptr::null_mut();
    };
    let missing = end.saturating_sub(memory_size(0) * PAGE).div_ceil(PAGE);
    if missing > 0 && memory_grow(0, missing) == usize::MAX {
        return ptr::null_mut();
    }
    let block = state.top;
    state.top = end;
    block as *mut u8
}
