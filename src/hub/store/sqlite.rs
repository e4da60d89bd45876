//! The store in one SQLite file: opening it, and answering from it.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use groundswell_protocol::{PostId, RatingValue, SpaceId};
use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::erase::{self, Trace};
use super::hiding::{self, Action, ActiveReader, Entry};
use super::import::{self, Import, Imported};
use super::load::{find_space, hidden_readers, load, load_hidden_terms, sequence};
use super::memory::Memory;
use super::migrate::migrate;
use super::open_error::OpenError;
use super::own::own;
use super::readers::Readers;
use super::record::LineError;
use super::rekey;
use super::removals;
use super::seal;
use super::writer::{Order, SpaceRow, Writer};
use super::{Judged, Judgement, Looks, Standing, Store, StoreError};
use crate::clock::{Day, Hour};
use crate::feed::Feed;
use crate::identity::ReaderHash;
use crate::key::{KeyRing, private};
use crate::metrics::Metrics;
use crate::space::{Space, SpaceIndex};

/// How long SQLite waits for a lock that another process holds: a backup, say.
pub const LOCK_WAIT: Duration = Duration::from_secs(5);

/// The store in one SQLite file: write-ahead log, synced at every commit, one writer.
pub struct SqliteStore {
    pub(super) memory: Arc<Memory>,
    spaces: Vec<SpaceRow>,
    orders: Option<mpsc::Sender<Order>>,
    writer: Option<JoinHandle<()>>,
    readers: Arc<Readers>,
    /// Held for as long as the store is open: the tallies in memory are true for one hub only.
    _lock: Lock,
}

impl SqliteStore {
    /// Opens the database at `path`, or makes one. At most `queue` ratings wait to be written.
    pub fn open(
        path: &Path,
        keys: &KeyRing,
        spaces: &[Space],
        queue: usize,
        feed: Arc<Feed>,
        metrics: Arc<Metrics>,
    ) -> Result<Self, OpenError> {
        let lock = lock(path)?;
        // SQLite gives its log the permissions of this file.
        let made = private().open(path);
        made.map_err(OpenError::Create)?;
        let mut connection = Connection::open(path)?;
        configure(&connection)?;
        migrate(&mut connection)?;
        // All or nothing: a hub that is refused has changed nothing.
        let opening = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        rekey::bring_to(&opening, keys)?;
        let spaces = spaces
            .iter()
            .map(|space| find_space(&opening, space))
            .collect::<Result<Vec<_>, _>>()?;
        let memory = Arc::new(load(&opening, &spaces)?);
        let sequence = sequence(&opening)?;
        let hidden_readers = hidden_readers(&opening, &spaces)?;
        load_hidden_terms(&opening, &spaces, &memory)?;
        opening.commit()?;
        memory.reach(sequence);
        let writer = Writer {
            sequence,
            hidden_readers,
            connection,
            spaces: spaces.clone(),
            memory: Arc::clone(&memory),
            feed,
            metrics,
        };
        let (orders, waiting) = mpsc::channel(queue);
        let writer = std::thread::Builder::new()
            .name("groundswell-writer".into())
            .spawn(move || writer.run(waiting))
            .map_err(OpenError::Thread)?;
        let readers = Arc::new(Readers::open(path)?);
        Ok(Self {
            memory,
            spaces,
            orders: Some(orders),
            writer: Some(writer),
            readers,
            _lock: lock,
        })
    }

    /// Hands an order to the writer and waits for what came of it.
    fn order<T: Send + 'static>(
        &self,
        make: impl FnOnce(oneshot::Sender<Result<T, StoreError>>) -> Order,
    ) -> BoxFuture<'_, Result<T, StoreError>> {
        let (done, answer) = oneshot::channel();
        let sent = self
            .orders
            .as_ref()
            .map(|orders| orders.try_send(make(done)));
        async move {
            match sent {
                Some(Ok(())) => answer.await.map_err(|_| stopped())?,
                Some(Err(mpsc::error::TrySendError::Full(_))) => Err(StoreError::Busy),
                Some(Err(mpsc::error::TrySendError::Closed(_))) | None => Err(stopped()),
            }
        }
        .boxed()
    }

    /// Reads on one of the reading connections, off the threads that serve requests.
    pub fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, rusqlite::Error> + Send + 'static,
    ) -> BoxFuture<'_, Result<T, StoreError>> {
        Arc::clone(&self.readers).read(work).boxed()
    }

    /// Runs `work` on the writer's thread, alone with the database, and waits for what came of it.
    pub fn task<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writer) -> Result<T, StoreError> + Send + 'static,
    ) -> BoxFuture<'_, Result<T, StoreError>> {
        self.order(|done| {
            Order::Task(Box::new(|writer| {
                // A client that has gone away does not wait for its answer.
                done.send(work(writer)).ok();
            }))
        })
    }
}

impl Store for SqliteStore {
    fn rate(&self, judgement: Judgement) -> BoxFuture<'_, Result<Judged, StoreError>> {
        self.order(|done| Order::Rate { judgement, done })
    }

    fn look(&self, looks: Looks) -> BoxFuture<'_, Result<(), StoreError>> {
        self.order(|done| Order::Look { looks, done })
    }

    fn sequence(&self) -> u64 {
        self.memory.sequence()
    }

    fn standings(&self, space: SpaceIndex, posts: &[PostId]) -> Vec<Option<Standing>> {
        let known = self.memory.get_all(space, posts);
        known
            .into_iter()
            .map(|known| known.map(|known| known.standing))
            .collect()
    }

    fn each(&self, space: SpaceIndex, visit: &mut dyn FnMut(PostId, &Standing)) {
        self.memory.each(space, visit);
    }

    fn own<'a>(
        &'a self,
        space: SpaceIndex,
        reader: ReaderHash,
        posts: &'a [PostId],
    ) -> BoxFuture<'a, Result<Vec<Option<RatingValue>>, StoreError>> {
        async move {
            let kind = self.spaces.get(space.0).ok_or_else(stopped)?.kind;
            let known = self.memory.get_all(space, posts);
            let rows: Vec<_> = known.iter().map(|known| known.map(|k| k.row)).collect();
            let values = self.read(move |connection| own(connection, reader, &rows));
            let value = |value: Option<i64>| RatingValue::new(kind, value?).ok();
            Ok(values.await?.into_iter().map(value).collect())
        }
        .boxed()
    }

    fn act(&self, action: Action) -> BoxFuture<'_, Result<Entry, StoreError>> {
        self.task(move |writer| hiding::act(writer, &action))
    }

    fn hidden_terms(&self, space: SpaceIndex) -> Vec<String> {
        self.memory.hidden_terms(space)
    }

    fn audit(
        &self,
        before: Option<i64>,
        most: u32,
    ) -> BoxFuture<'_, Result<Vec<Entry>, StoreError>> {
        self.read(move |connection| hiding::audit(connection, before, most))
    }

    fn active_readers(
        &self,
        space: SpaceIndex,
        most: u32,
    ) -> BoxFuture<'_, Result<Vec<ActiveReader>, StoreError>> {
        let row = self.spaces.get(space.0).map(|space| space.row);
        // No space has row 0.
        let row = row.unwrap_or_default();
        self.read(move |connection| hiding::active_readers(connection, row, most))
    }

    fn known_reader(
        &self,
        space: SpaceIndex,
        name: &SpaceId,
        reader: ReaderHash,
    ) -> BoxFuture<'_, Result<Option<ActiveReader>, StoreError>> {
        let row = self.spaces.get(space.0).map(|space| space.row);
        // No space has row 0.
        let row = row.unwrap_or_default();
        let name = name.clone();
        self.read(move |connection| hiding::known_reader(connection, (row, name.as_str()), reader))
    }

    fn erase(&self, traces: Vec<Trace>, at: u64) -> BoxFuture<'_, Result<usize, StoreError>> {
        self.task(move |writer| erase::erase(writer, &traces, at))
    }

    fn import(&self, import: Import) -> BoxFuture<'_, Result<Imported, LineError>> {
        async move {
            let done = self.task(move |writer| Ok(import::import(writer, import)));
            done.await.map_err(|error| LineError::new(0, error))?
        }
        .boxed()
    }

    fn seal(
        &self,
        space: SpaceIndex,
        born_before: Hour,
    ) -> BoxFuture<'_, Result<usize, StoreError>> {
        seal::seal(self, space, born_before).boxed()
    }

    fn forget_raters(&self) -> BoxFuture<'_, Result<usize, StoreError>> {
        seal::forget_raters(self).boxed()
    }

    fn forget_marks(&self, today: Day) -> BoxFuture<'_, Result<(), StoreError>> {
        seal::forget_marks(self, today).boxed()
    }

    fn forget_removals(&self, today: Day) -> BoxFuture<'_, Result<(), StoreError>> {
        removals::forget_removals(self, today).boxed()
    }

    fn probe(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        async move {
            self.task(|writer| Ok(write_probe(&writer.connection)?))
                .await?;
            let sql = "SELECT count(*) FROM meta";
            self.read(|connection| connection.query_row(sql, [], |_| Ok(())))
                .await
        }
        .boxed()
    }

    fn waiting(&self) -> usize {
        let orders = self.orders.as_ref();
        orders.map_or(0, |orders| orders.max_capacity() - orders.capacity())
    }
}

impl Drop for SqliteStore {
    /// Ratings that were accepted into the queue are written before the hub is gone.
    fn drop(&mut self) {
        // The writer must be the last to close: one that only reads cannot fold the log in.
        self.readers.close();
        self.orders = None;
        if let Some(writer) = self.writer.take() {
            writer.join().ok();
        }
    }
}

pub fn stopped() -> StoreError {
    StoreError::Failed("the writer has stopped".into())
}

/// A commit like that of a rating.
fn write_probe(connection: &Connection) -> Result<(), rusqlite::Error> {
    let sql = "INSERT INTO meta (name, value) VALUES ('probe', 1) \
               ON CONFLICT DO UPDATE SET value = (value + 1) % 1000";
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}

/// A file that is locked for as long as this lives.
struct Lock(File);

impl Drop for Lock {
    /// A process that is being started has this file open too until it runs, so closing ours alone would leave
    /// it locked for that long.
    fn drop(&mut self) {
        self.0.unlock().ok();
    }
}

/// Refuses to share the database with another hub, whatever kind of file system it is on.
fn lock(database: &Path) -> Result<Lock, OpenError> {
    let mut path = database.as_os_str().to_owned();
    path.push(".lock");
    let path = PathBuf::from(path);
    // The lock file stays behind: removing it would let two hubs lock two files of one name.
    let file = private().open(&path);
    let file = file.map_err(|error| OpenError::Lock(path.clone(), error))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse(path)),
        Err(TryLockError::Error(error)) => Err(OpenError::Lock(path, error)),
    }
}

fn configure(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(LOCK_WAIT)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // With NORMAL a power cut may take back ratings that were acknowledged.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_lock_goes_with_its_store_though_another_process_still_has_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let database = dir.path().join("hub.db");
        let held = lock(&database).unwrap();
        let inherited = held.0.try_clone().unwrap();
        assert!(matches!(lock(&database), Err(OpenError::InUse(_))));
        drop(held);
        assert!(lock(&database).is_ok());
        drop(inherited);
    }
}
