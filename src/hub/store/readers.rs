//! The connections that only read: lending them, and having them all back before the store closes.

use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OpenFlags};
use tokio::sync::Semaphore;

use super::StoreError;
use super::open_error::OpenError;
use super::sqlite::{LOCK_WAIT, stopped};

/// How many there are.
const READERS: usize = 2;

/// Connections that only read, each lent to one reader at a time.
pub struct Readers {
    idle: Mutex<Vec<Connection>>,
    returned: Condvar,
    free: Arc<Semaphore>,
}

impl Readers {
    /// Connections to the database at `path`, which is there.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let idle = (0..READERS).map(|_| open_reader(path));
        Ok(Self {
            idle: Mutex::new(idle.collect::<Result<_, _>>()?),
            returned: Condvar::new(),
            free: Arc::new(Semaphore::new(READERS)),
        })
    }

    /// Does `work` with one of them, off the threads that serve requests. It is done to its end though nobody
    /// may wait for it any more.
    pub async fn read<T: Send + 'static>(
        self: Arc<Self>,
        work: impl FnOnce(&Connection) -> Result<T, rusqlite::Error> + Send + 'static,
    ) -> Result<T, StoreError> {
        let free = Arc::clone(&self.free);
        let permit = free.acquire_owned().await.map_err(|_| stopped())?;
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let connection = self.idle().pop().ok_or_else(stopped)?;
            let lent = Lent {
                readers: &self,
                connection: Some(connection),
            };
            lent.with(work)
        });
        done.await
            .map_err(|error| StoreError::Failed(error.to_string()))?
    }

    /// Waits for what is being read and closes them all. Nothing can be read after.
    pub fn close(&self) {
        self.free.close();
        let idle = self
            .returned
            .wait_while(self.idle(), |idle| idle.len() < READERS);
        idle.unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that goes back to the others when this goes, whatever the work with it came to.
struct Lent<'a> {
    readers: &'a Readers,
    connection: Option<Connection>,
}

impl Lent<'_> {
    fn with<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, rusqlite::Error>,
    ) -> Result<T, StoreError> {
        let connection = self.connection.as_ref().ok_or_else(stopped)?;
        work(connection).map_err(StoreError::from)
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        self.readers.idle().extend(self.connection.take());
        self.readers.returned.notify_all();
    }
}

fn open_reader(path: &Path) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(LOCK_WAIT)?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::sync::mpsc;

    use super::*;

    fn readers(dir: &Path) -> Arc<Readers> {
        let path = dir.join("some.db");
        let database = Connection::open(&path).unwrap();
        database.execute_batch("CREATE TABLE some (n)").unwrap();
        Arc::new(Readers::open(&path).unwrap())
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn closing_waits_for_a_read_that_nobody_waits_for_any_more() {
        let dir = tempfile::tempdir().unwrap();
        let readers = readers(dir.path());
        let (begun, has_begun) = mpsc::channel();
        let (end, may_end) = mpsc::channel::<()>();
        let reading = tokio::spawn(Arc::clone(&readers).read(move |_| {
            begun.send(()).unwrap();
            may_end.recv().unwrap();
            Ok(())
        }));
        has_begun.recv().unwrap();
        reading.abort();
        assert!(reading.await.unwrap_err().is_cancelled());

        let (closed, is_closed) = mpsc::channel();
        let closing = Arc::clone(&readers);
        let closing = std::thread::spawn(move || {
            closing.close();
            closed.send(()).unwrap();
        });
        // Nothing can be read from when closing has begun, which is before it is done.
        while !readers.free.is_closed() {
            std::thread::yield_now();
        }
        assert!(is_closed.try_recv().is_err());
        end.send(()).unwrap();
        closing.join().unwrap();
        assert!(readers.idle().is_empty());
        assert!(readers.read(|_| Ok(())).await.is_err());
    }

    #[tokio::test]
    async fn a_connection_comes_back_though_the_work_with_it_panics() {
        let dir = tempfile::tempdir().unwrap();
        let readers = readers(dir.path());
        for _ in 0..=READERS {
            let read = Arc::clone(&readers).read(|_| -> Result<(), _> { panic!("on purpose") });
            assert!(read.await.is_err());
        }
        let count = |connection: &Connection| {
            connection.query_row("SELECT count(*) FROM some", [], |row| row.get(0))
        };
        let read: i64 = Arc::clone(&readers).read(count).await.unwrap();
        assert_eq!(read, 0);
        readers.close();
    }
}
