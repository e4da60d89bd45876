//! A hub that may not write where its database is: it refuses to start, and names what it may not write.
//! One that started could only disappoint every reader who rates.
//!
//! The rights are real. Where the tests run as root, for whom there are none, the hub runs as nobody.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::common::{TestHub, post};

/// The user and the group that own nothing.
const NOBODY: u32 = 65_534;

/// A stopped hub's directory, and the program where nobody may run it.
struct Place {
    dir: TempDir,
    program: PathBuf,
    root: bool,
}

impl Place {
    async fn make() -> Self {
        let hub = TestHub::start().await;
        let token = hub.reader().await;
        hub.rate("team", post(1), &token, 1).await;
        let dir = hub.stop().await;
        let root = fs::metadata(dir.path()).unwrap().uid() == 0;
        let mut program = PathBuf::from(env!("CARGO_BIN_EXE_groundswell"));
        if root {
            let copy = dir.path().join("groundswell");
            // By another process: had this one the copy open, a hub that another test starts meanwhile
            // would have it open too, and what is open for writing cannot be run.
            let copied = Command::new("cp").arg(&program).arg(&copy).status();
            assert!(copied.unwrap().success());
            program = copy;
            chown(dir.path().join("hub.key"), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        Self { dir, program, root }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// What the hub says when it does not start.
    fn refusal(&self) -> String {
        let mut command = Command::new(&self.program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--database"]);
        command.arg(self.path("hub.db"));
        if self.root {
            command.uid(NOBODY).gid(NOBODY);
        }
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    }

    /// Sets the rights of all, as the hub sees them: root's files are others' files to it.
    fn set(&self, directory: u32, database: u32, lock: u32) {
        let mode = |path: &Path, mode: u32| {
            let mode = if self.root { mode | mode >> 6 } else { mode };
            fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
        };
        mode(&self.path("hub.db"), database);
        mode(&self.path("hub.db.lock"), lock);
        mode(self.dir.path(), directory);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.set(0o700, 0o600, 0o600);
    }
}

#[tokio::test]
async fn a_hub_that_may_not_write_refuses_to_start_and_names_the_file() {
    let place = Place::make().await;
    let before = fs::read(place.path("hub.db")).unwrap();
    let check = |directory, database, lock, expected: &str| {
        place.set(directory, database, lock);
        let said = place.refusal();
        assert!(said.contains(expected), "{said}");
    };
    check(0o500, 0o400, 0o400, "hub.db.lock: Permission denied");
    check(0o700, 0o400, 0o600, "hub.db: Permission denied");
    check(0o500, 0o600, 0o600, "its directory cannot be written");
    assert_eq!(fs::read(place.path("hub.db")).unwrap(), before);
}
