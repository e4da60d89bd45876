//! A language as a file of its own for the page: what it exports, and the memory it works in.
//!
//! Exports: `memory`; `data()` and `data_len()`, where the lists stand; `words()`, where to write a batch of
//! words parted by line feeds, and `capacity()`, how many bytes fit there; `stem(len)`, which puts the stems in
//! the place of that many bytes of words and returns their length. The module imports nothing.
//!
//! A stem is never longer than its word, so that no batch outgrows its place: a stemmer's word that would be
//! is left as it was.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout};
use std::cell::UnsafeCell;
use std::ptr;

use crate::Linguist;

/// Bytes of the longest batch.
pub const CAPACITY: usize = 1 << 15;

/// Bytes that stemming one word may ask for; given back all at once after each word.
const SCRATCH: usize = 1 << 16;

/// Memory that this module's only thread works in.
#[repr(align(16))]
struct Place<const LEN: usize>(UnsafeCell<[u8; LEN]>);

// SAFETY: WebAssembly without threads has one.
unsafe impl<const LEN: usize> Sync for Place<LEN> {}

static WORDS: Place<CAPACITY> = Place(UnsafeCell::new([0; CAPACITY]));
static PAD: Place<SCRATCH> = Place(UnsafeCell::new([0; SCRATCH]));
static USED: Place<16> = Place(UnsafeCell::new([0; 16]));

/// Hands out the scratch memory from its start to its end, and takes nothing back before [`forget`].
pub struct Scratch;

// SAFETY: each part of the pad is handed out once between two calls of `forget`.
unsafe impl GlobalAlloc for Scratch {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: one thread, and the pointer stays within the pad.
        unsafe {
            let used = USED.0.get().cast::<usize>();
            let start = (*used).next_multiple_of(layout.align());
            if layout.align() > 16 || start + layout.size() > SCRATCH {
                return ptr::null_mut();
            }
            *used = start + layout.size();
            PAD.0.get().cast::<u8>().add(start)
        }
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

/// Makes all scratch memory free.
///
/// # Safety
/// Nothing that was allocated may be alive.
unsafe fn forget() {
    // SAFETY: one thread.
    unsafe { *USED.0.get().cast::<usize>() = 0 };
}

/// Where a batch of words is written.
pub fn words() -> *mut u8 {
    WORDS.0.get().cast()
}

/// Replaces the words of the batch by their stems; the length of these.
pub fn stem(linguist: &Linguist, len: usize) -> usize {
    let batch = words();
    let len = len.min(CAPACITY);
    let (mut read, mut written) = (0, 0);
    while read < len {
        // SAFETY: all parts lie within the batch; nothing allocated lives from one round to the next. What is
        // written ends before what is still to be read, as no stem is longer than its word.
        unsafe {
            let rest = std::slice::from_raw_parts(batch.add(read), len - read);
            let end = rest
                .iter()
                .position(|&byte| byte == b'\n')
                .unwrap_or(rest.len());
            let word = &rest[..end];
            let stem = std::str::from_utf8(word).map(|word| linguist.stem(word));
            let stem = stem.as_ref().map_or(word, |stem| stem.as_bytes());
            let stem = if stem.len() > word.len() { word } else { stem };
            ptr::copy(stem.as_ptr(), batch.add(written), stem.len());
            written += stem.len();
            read += end + 1;
            if read <= len {
                *batch.add(written) = b'\n';
                written += 1;
            }
        }
        // SAFETY: as above.
        unsafe { forget() };
    }
    written
}

/// Makes of a crate the file of one language.
#[macro_export]
macro_rules! pack {
    ($linguist:expr) => {
        const LINGUIST: $crate::Linguist = $linguist;

        #[global_allocator]
        static SCRATCH: $crate::pack::Scratch = $crate::pack::Scratch;

        #[unsafe(no_mangle)]
        extern "C" fn data() -> *const u8 {
            LINGUIST.data.as_ptr()
        }

        #[unsafe(no_mangle)]
        extern "C" fn data_len() -> usize {
            LINGUIST.data.len()
        }

        #[unsafe(no_mangle)]
        extern "C" fn words() -> *mut u8 {
            $crate::pack::words()
        }

        #[unsafe(no_mangle)]
        extern "C" fn capacity() -> usize {
            $crate::pack::CAPACITY
        }

        #[unsafe(no_mangle)]
        extern "C" fn stem(len: usize) -> usize {
            $crate::pack::stem(&LINGUIST, len)
        }
    };
}
