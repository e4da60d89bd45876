//! The hub's secret keys: a file of its own beside the database.
//!
//! The first key signs the readers' sessions; all of them together turn reader identities into the
//! hashes that are stored. They are never in the database, so that the database alone does not tell who
//! rated what. A new key is put before the old ones, which stay: what was stored under them is hashed
//! once more under the new one.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Bytes in a key.
const LEN: usize = 32;

/// Most keys in a file: a key a year for longer than a hub will run.
const MAX_KEYS: usize = 64;

/// A keyed hash under a key made for one purpose.
pub type Keyed = Hmac<Sha256>;

/// A secret. Everything else is derived from it, one key for each purpose.
pub struct Key([u8; LEN]);

/// The keys of a file, the newest first.
pub struct KeyRing {
    newest: Key,
    older: Vec<Key>,
}

/// Why there is no key to work with.
#[derive(Debug)]
pub enum KeyError {
    /// There is no such file, and the database needs the key that it was made with.
    Missing(PathBuf),
    /// The file cannot be read or written.
    Io(PathBuf, io::Error),
    /// The file does not hold a key.
    WrongLength(PathBuf, u64),
    /// Others than the owner can read the file.
    Exposed(PathBuf, u32),
    /// The system gives no random bytes.
    Random(getrandom::Error),
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(path) => write!(
                f,
                "key file {} is not there, but the database is: restore the key that belongs to it",
                path.display()
            ),
            Self::Io(path, error) => write!(f, "key file {}: {error}", path.display()),
            Self::WrongLength(path, len) => write!(
                f,
                "key file {} has {len} bytes, a key has {LEN} and a file at most {MAX_KEYS}: restore \
                 it from a backup",
                path.display()
            ),
            Self::Exposed(path, mode) => write!(
                f,
                "key file {} can be read by others (mode {mode:o}): chmod 600 it, and consider \
                 the key known",
                path.display()
            ),
            Self::Random(error) => write!(f, "no random bytes for a key: {error}"),
        }
    }
}

impl std::error::Error for KeyError {}

impl KeyRing {
    /// Reads the keys, or makes one where there is no file yet.
    pub fn open_or_create(path: &Path) -> Result<Self, KeyError> {
        match Self::open(path) {
            Err(KeyError::Missing(_)) => {
                create(path)?;
                Self::open(path)
            }
            result => result,
        }
    }

    /// Reads the keys.
    pub fn open(path: &Path) -> Result<Self, KeyError> {
        let bytes = read_private(path, MAX_KEYS * LEN)?;
        let wrong = || KeyError::WrongLength(path.to_owned(), bytes.len() as u64);
        let (keys, []) = bytes.as_chunks::<LEN>() else {
            return Err(wrong());
        };
        let (newest, older) = keys.split_first().ok_or_else(wrong)?;
        Ok(Self {
            newest: Key(*newest),
            older: older.iter().copied().map(Key).collect(),
        })
    }

    /// The key of what is made from now on.
    pub fn newest(&self) -> &Key {
        &self.newest
    }

    /// The keys before it, the newest of them first.
    pub fn older(&self) -> &[Key] {
        &self.older
    }

    /// Every key, in the order in which they were made.
    pub fn oldest_first(&self) -> impl Iterator<Item = &Key> {
        self.older.iter().rev().chain([&self.newest])
    }
}

/// Reads a file that nobody but its owner may read, of at most `most` bytes.
pub fn read_private(path: &Path, most: usize) -> Result<Vec<u8>, KeyError> {
    let io = |error| KeyError::Io(path.to_owned(), error);
    let metadata = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(KeyError::Missing(path.to_owned()));
        }
        metadata => metadata.map_err(io)?,
    };
    if let Some(mode) = exposed(&metadata) {
        return Err(KeyError::Exposed(path.to_owned(), mode));
    }
    if metadata.len() > most as u64 {
        return Err(KeyError::WrongLength(path.to_owned(), metadata.len()));
    }
    fs::read(path).map_err(io)
}

impl Key {
    /// The keyed hash for one purpose; hashes of different purposes have nothing in common.
    pub fn derive(&self, purpose: &str) -> Keyed {
        let mut mac = keyed(&self.0);
        mac.update(purpose.as_bytes());
        let derived: [u8; LEN] = mac.finalize().into_bytes().into();
        keyed(&derived)
    }
}

#[cfg(test)]
impl Key {
    /// A key for tests.
    pub fn of_bytes(bytes: [u8; LEN]) -> Self {
        Self(bytes)
    }
}

#[cfg(test)]
impl KeyRing {
    /// Keys for tests, each of one byte many times; the first is the newest.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let mut keys = bytes.iter().map(|byte| Key([*byte; LEN]));
        Self {
            newest: keys.next().unwrap(),
            older: keys.collect(),
        }
    }
}

fn keyed(key: &[u8; LEN]) -> Keyed {
    // The digest takes any key up to its block of 64 bytes as it is; `KeyInit::new` wants all of it.
    let mut block = hmac::digest::Key::<Keyed>::default();
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    Keyed::new(&block)
}

/// The mode, if it lets anybody but the owner in.
#[cfg(unix)]
fn exposed(metadata: &fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = metadata.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

#[cfg(not(unix))]
fn exposed(_: &fs::Metadata) -> Option<u32> {
    None
}

/// Makes a key file that is whole from the moment it bears its name, and never replaces one.
fn create(path: &Path) -> Result<(), KeyError> {
    let mut bytes = [0; LEN];
    getrandom::fill(&mut bytes).map_err(KeyError::Random)?;
    let io = |error| KeyError::Io(path.to_owned(), error);
    let mut draft = path.as_os_str().to_owned();
    draft.push(".new");
    let draft = PathBuf::from(draft);
    write_private(&draft, &bytes).map_err(io)?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft).map_err(io)?;
    linked.map_err(io)?;
    sync_parent(path).map_err(io)
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = private().truncate(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes files that nobody but the hub's own account can read.
pub fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

/// Makes the file's name safe: without this it may be gone after a power cut.
pub fn sync_parent(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => File::open(parent)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_refused(prepare: impl FnOnce(&Path), expected: &str) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("hub.key");
        prepare(&path);
        let error = KeyRing::open_or_create(&path).map(|_| ()).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }

    #[test]
    fn the_first_start_makes_the_key_that_later_starts_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("hub.key");
        let made = KeyRing::open_or_create(&path).unwrap();
        let read = KeyRing::open_or_create(&path).unwrap();
        assert_eq!(made.newest.0, read.newest.0);
        assert!(read.older.is_empty());
        assert_ne!(made.newest.0, [0; LEN]);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        assert!(exposed(&fs::metadata(&path).unwrap()).is_none());
    }

    #[test]
    fn a_key_of_another_length_is_refused() {
        check_refused(|path| write_private(path, &[7; 31]).unwrap(), "31 bytes");
        check_refused(|path| write_private(path, &[7; 65]).unwrap(), "65 bytes");
        check_refused(|path| write_private(path, &[]).unwrap(), "0 bytes");
        let many = [7; (MAX_KEYS + 1) * LEN];
        check_refused(|path| write_private(path, &many).unwrap(), "at most 64");
    }

    #[test]
    fn the_first_key_of_a_file_is_the_newest() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("hub.key");
        write_private(&path, [[3; LEN], [2; LEN], [1; LEN]].as_flattened()).unwrap();
        let keys = KeyRing::open(&path).unwrap();
        assert_eq!(keys.newest().0, [3; LEN]);
        let made: Vec<u8> = keys.oldest_first().map(|key| key.0[0]).collect();
        assert_eq!(made, [1, 2, 3]);
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        for mode in [0o640, 0o604, 0o620] {
            let prepare = |path: &Path| {
                write_private(path, &[7; LEN]).unwrap();
                fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
            };
            check_refused(prepare, "chmod 600");
        }
    }

    #[test]
    fn what_cannot_be_read_as_a_file_is_refused() {
        check_refused(|path| fs::create_dir(path).unwrap(), "hub.key");
        let missing = KeyRing::open(Path::new("no/such/hub.key")).map(|_| ());
        assert!(matches!(missing, Err(KeyError::Missing(_))));
    }

    #[test]
    fn purposes_have_keys_of_their_own() {
        let key = Key([7; LEN]);
        let hash = |purpose: &str| key.derive(purpose).finalize().into_bytes();
        assert_eq!(hash("a"), hash("a"));
        assert_ne!(hash("a"), hash("b"));
    }
}
