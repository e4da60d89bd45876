//! The disk below SQLite: everything done to the files of one directory, in order, and faults on demand.
//!
//! `vfs` puts this between SQLite and the real files; `power` tells what a power cut leaves of them.

pub mod power;
mod vfs;

use std::collections::HashMap;
use std::fs;
use std::os::raw::c_int;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, PoisonError};

use rusqlite::ffi;

/// A file apart from its name, which may be removed or given to another.
pub type Inode = usize;

/// What was done to the disk.
pub enum Event {
    /// The name leads to the file from now on.
    Link(String, Inode),
    Unlink(String),
    Write(Inode, usize, Vec<u8>),
    Truncate(Inode, usize),
    /// The file's content is safe.
    Sync(Inode),
    /// The system gave up writing the file's content, said so once, and will not try again.
    SyncFailed(Inode),
    /// All names are safe.
    SyncNames,
}

/// What is wrong with the disk.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Fault {
    #[default]
    None,
    /// So many bytes are free. They are used up as files grow.
    Full(usize),
    /// Nothing can be written: the file system became read-only, say.
    WritesFail,
    SyncsFail,
}

/// Directories whose files are recorded.
static WATCHED: LazyLock<Mutex<HashMap<PathBuf, Arc<Mutex<Log>>>>> = LazyLock::new(Mutex::default);

/// One directory under watch, until this is dropped.
pub struct Disk {
    dir: PathBuf,
    log: Arc<Mutex<Log>>,
}

impl Disk {
    /// Watches the directory. What it holds already is taken as safe.
    pub fn watch(dir: &Path) -> Self {
        vfs::install();
        let dir = dir.canonicalize().unwrap();
        let mut log = Log::default();
        for entry in fs::read_dir(&dir).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            let inode = log.link(&name);
            let bytes = fs::read(entry.path()).unwrap();
            log.sizes[inode] = bytes.len();
            log.events.push(Event::Write(inode, 0, bytes));
            log.events.push(Event::Sync(inode));
        }
        log.events.push(Event::SyncNames);
        let log = Arc::new(Mutex::new(log));
        lock(&WATCHED).insert(dir.clone(), Arc::clone(&log));
        Self { dir, log }
    }

    /// From now on a sync is recorded, and not waited for.
    pub fn hurry(&self) {
        lock(&self.log).hurried = true;
    }

    /// The number of events so far.
    pub fn now(&self) -> usize {
        lock(&self.log).events.len()
    }

    /// From now on a sync waits until it is let go.
    pub fn hold_syncs(&self, held: bool) {
        let mut log = lock(&self.log);
        log.held = held;
        log.let_go.notify_all();
    }

    /// Whether a sync waits.
    pub fn holds_a_sync(&self) -> bool {
        lock(&self.log).holding
    }

    pub fn set(&self, fault: Fault) {
        lock(&self.log).fault = fault;
    }

    /// The file of this name.
    pub fn inode(&self, name: &str) -> Inode {
        lock(&self.log).names[name]
    }

    /// Whether the file was synced after so many events.
    pub fn synced_since(&self, start: usize, inode: Inode) -> bool {
        let log = lock(&self.log);
        let mut events = log.events[start..].iter();
        events.any(|event| matches!(event, Event::Sync(synced) if *synced == inode))
    }

    /// Everything that happened, once all files are closed.
    pub fn into_events(self) -> Vec<Event> {
        std::mem::take(&mut lock(&self.log).events)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        self.hold_syncs(false);
        lock(&WATCHED).remove(&self.dir);
    }
}

#[derive(Default)]
struct Log {
    events: Vec<Event>,
    names: HashMap<String, Inode>,
    sizes: Vec<usize>,
    fault: Fault,
    hurried: bool,
    held: bool,
    holding: bool,
    let_go: Arc<Condvar>,
}

impl Log {
    fn link(&mut self, name: &str) -> Inode {
        let inode = self.sizes.len();
        self.sizes.push(0);
        self.names.insert(name.to_owned(), inode);
        self.events.push(Event::Link(name.to_owned(), inode));
        inode
    }

    /// How much of a write the disk takes, and what it answers when that is not all.
    fn admit(&mut self, inode: Inode, end: usize, len: usize) -> (usize, c_int) {
        let growth = end.saturating_sub(self.sizes[inode]);
        match &mut self.fault {
            Fault::WritesFail => (0, ffi::SQLITE_IOERR_WRITE),
            Fault::Full(free) if growth > *free => {
                let fits = len.saturating_sub(growth - std::mem::take(free));
                (fits, ffi::SQLITE_FULL)
            }
            Fault::Full(free) => {
                *free -= growth;
                (len, ffi::SQLITE_OK)
            }
            Fault::None | Fault::SyncsFail => (len, ffi::SQLITE_OK),
        }
    }
}

/// The log that a path belongs to, and the file's name in it.
fn log_of(path: &Path) -> Option<(Arc<Mutex<Log>>, String)> {
    let log = Arc::clone(lock(&WATCHED).get(path.parent()?)?);
    Some((log, path.file_name()?.to_str()?.to_owned()))
}

/// A file that SQLite has open. Each method does the real thing while it holds the log, so that the log's
/// order is the order of the disk.
struct Recorded {
    log: Arc<Mutex<Log>>,
    inode: Inode,
    /// SQLite's own layer syncs the directory with the first sync of a log that it has made.
    names_with_sync: AtomicBool,
}

impl Recorded {
    fn open(log: Arc<Mutex<Log>>, name: &str, flags: c_int) -> Self {
        let logs =
            ffi::SQLITE_OPEN_WAL | ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_SUPER_JOURNAL;
        let made = flags & ffi::SQLITE_OPEN_CREATE != 0 && flags & logs != 0;
        let mut guard = lock(&log);
        let known = guard.names.get(name).copied();
        let inode = known.unwrap_or_else(|| guard.link(name));
        drop(guard);
        Self {
            log,
            inode,
            names_with_sync: AtomicBool::new(made),
        }
    }

    fn write(&self, offset: usize, bytes: &[u8], real: impl FnOnce(usize) -> c_int) -> c_int {
        let mut log = lock(&self.log);
        let end = offset + bytes.len();
        let (len, answer) = log.admit(self.inode, end, bytes.len());
        let done = real(len);
        if done != ffi::SQLITE_OK {
            return done;
        }
        log.sizes[self.inode] = log.sizes[self.inode].max(offset + len);
        let bytes = bytes[..len].to_vec();
        log.events.push(Event::Write(self.inode, offset, bytes));
        answer
    }

    fn truncate(&self, size: usize, real: impl FnOnce() -> c_int) -> c_int {
        let mut log = lock(&self.log);
        if log.fault == Fault::WritesFail {
            return ffi::SQLITE_IOERR_TRUNCATE;
        }
        let done = real();
        if done == ffi::SQLITE_OK {
            log.sizes[self.inode] = size;
            log.events.push(Event::Truncate(self.inode, size));
        }
        done
    }

    fn sync(&self, real: impl FnOnce() -> c_int) -> c_int {
        let mut log = lock(&self.log);
        let let_go = Arc::clone(&log.let_go);
        while log.held {
            log.holding = true;
            log = let_go.wait(log).unwrap_or_else(PoisonError::into_inner);
        }
        log.holding = false;
        if matches!(log.fault, Fault::SyncsFail | Fault::WritesFail) {
            log.events.push(Event::SyncFailed(self.inode));
            return ffi::SQLITE_IOERR_FSYNC;
        }
        let done = if log.hurried { ffi::SQLITE_OK } else { real() };
        if done == ffi::SQLITE_OK {
            log.events.push(Event::Sync(self.inode));
            if self.names_with_sync.swap(false, Ordering::SeqCst) {
                log.events.push(Event::SyncNames);
            }
        }
        done
    }
}

/// A name is removed.
fn remove(path: &Path, sync_names: bool, real: impl FnOnce() -> c_int) -> c_int {
    let Some((log, name)) = log_of(path) else {
        return real();
    };
    let mut log = lock(&log);
    let done = real();
    if done == ffi::SQLITE_OK {
        log.names.remove(&name);
        log.events.push(Event::Unlink(name));
        if sync_names {
            log.events.push(Event::SyncNames);
        }
    }
    done
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
