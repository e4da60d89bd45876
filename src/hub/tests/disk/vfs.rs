//! The border to SQLite's C: its default file layer with four methods of ours in front.
//!
//! Files outside of a watched directory are left to the real layer altogether.

#![allow(
    unsafe_code,
    reason = "SQLite takes a file layer as C functions over raw pointers"
)]

use std::collections::HashMap;
use std::ffi::{CStr, OsStr};
use std::os::raw::{c_char, c_int, c_void};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Arc, LazyLock, Mutex, Once};

use rusqlite::ffi::{self, sqlite3_file, sqlite3_io_methods, sqlite3_vfs};

use super::{Recorded, lock, log_of, remove};

/// SQLite's own layer, which lives as long as the process.
static REAL: AtomicPtr<sqlite3_vfs> = AtomicPtr::new(ptr::null_mut());

/// Open files by the address of SQLite's structure, which stays put while the file is open.
static OPEN: LazyLock<Mutex<HashMap<usize, Arc<Open>>>> = LazyLock::new(Mutex::default);

struct Open {
    file: Recorded,
    real: sqlite3_io_methods,
    /// What SQLite calls; a copy of `real` but for the methods below.
    ours: Box<sqlite3_io_methods>,
}

/// Makes the recording layer the default of this process.
pub fn install() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        // SAFETY: the default layer is static in SQLite. Its copy is leaked, so that it lives as long as
        // SQLite may use it; the methods that stay in it use nothing of the layer but `pAppData`, which
        // the copy has too.
        unsafe {
            let real = ffi::sqlite3_vfs_find(ptr::null());
            REAL.store(real, Ordering::SeqCst);
            let mut ours = Box::new(*real);
            ours.zName = c"recorded".as_ptr();
            ours.xOpen = Some(open);
            ours.xDelete = Some(delete);
            let done = ffi::sqlite3_vfs_register(Box::leak(ours), 1);
            assert_eq!(done, ffi::SQLITE_OK);
        }
    });
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let real = REAL.load(Ordering::SeqCst);
    // SAFETY: all arguments go on as SQLite gave them, to the layer that it would have called. The size of
    // the file's structure is that layer's.
    let done = unsafe { (*real).xOpen.unwrap()(real, name, file, flags, out) };
    if done != ffi::SQLITE_OK || name.is_null() {
        return done;
    }
    // SAFETY: a name that is not null is a C string.
    if let Some((log, name)) = log_of(unsafe { path(name) }) {
        // SAFETY: the real layer has just opened the file, so that its methods are set; the new ones stay
        // in `OPEN` until the file is closed.
        unsafe {
            let real = *(*file).pMethods;
            let ours = Box::new(sqlite3_io_methods {
                // Without memory-mapped reads, which come with version 3.
                iVersion: 2,
                xClose: Some(close),
                xWrite: Some(write),
                xTruncate: Some(truncate),
                xSync: Some(sync),
                ..real
            });
            (*file).pMethods = &raw const *ours;
            let file_log = Recorded::open(log, &name, flags);
            let open = Open {
                file: file_log,
                real,
                ours,
            };
            lock(&OPEN).insert(file as usize, Arc::new(open));
        }
    }
    done
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    let real = REAL.load(Ordering::SeqCst);
    // SAFETY: the arguments go on as SQLite gave them; the name is a C string.
    unsafe {
        remove(path(name), sync != 0, || {
            (*real).xDelete.unwrap()(real, name, sync)
        })
    }
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    let open = lock(&OPEN).remove(&(file as usize)).unwrap();
    // SAFETY: the file gets back the methods it was opened with before they are asked to close it.
    unsafe {
        debug_assert!(ptr::eq((*file).pMethods, &raw const *open.ours));
        (*file).pMethods = &raw const open.real;
        open.real.xClose.unwrap()(file)
    }
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    data: *const c_void,
    amount: c_int,
    offset: i64,
) -> c_int {
    let open = find(file);
    // SAFETY: SQLite gives `amount` bytes at `data`; of these no more are passed on.
    unsafe {
        let bytes = std::slice::from_raw_parts(data.cast::<u8>(), amount as usize);
        open.file.write(offset as usize, bytes, |len| {
            open.real.xWrite.unwrap()(file, data, len as c_int, offset)
        })
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: i64) -> c_int {
    let open = find(file);
    // SAFETY: the arguments go on as SQLite gave them.
    let real = || unsafe { open.real.xTruncate.unwrap()(file, size) };
    open.file.truncate(size as usize, real)
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    let open = find(file);
    // SAFETY: the arguments go on as SQLite gave them.
    let real = || unsafe { open.real.xSync.unwrap()(file, flags) };
    open.file.sync(real)
}

fn find(file: *mut sqlite3_file) -> Arc<Open> {
    Arc::clone(&lock(&OPEN)[&(file as usize)])
}

/// # Safety
/// `name` is a C string that lives as long as what is made of it is used.
unsafe fn path<'a>(name: *const c_char) -> &'a Path {
    // SAFETY: as promised by the caller.
    let name = unsafe { CStr::from_ptr(name) };
    Path::new(OsStr::from_bytes(name.to_bytes()))
}
