//! Where a scenario is played: it brings hubs and readers, and clears everything away afterwards.

use std::ffi::OsStr;
use std::io::{self, Write as _};
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread::{self, available_parallelism};
use std::time::Instant;

use futures_util::FutureExt as _;
use tempfile::TempDir;
use tokio::sync::Semaphore;
use tokio::time::sleep;

use crate::engine::{DOWNLOADS, Engine, Setup};
use crate::hub::{Hub, HubOptions, start_try};
use crate::page::Page;
use crate::program::Program;
use crate::reader::{LOOK_EVERY, PATIENCE, Reader};

/// What one scenario uses. It stays until the pages were asked for their complaints: a hub that went
/// before them would be one.
pub struct Stage {
    engine: Engine,
    hubs: Mutex<Vec<Hub>>,
    readers: Mutex<Vec<Reader>>,
    /// Holds all temporary files, also those of programs that are ended too suddenly to tidy up.
    folder: TempDir,
    programs: Mutex<Vec<Program>>,
}

impl Stage {
    /// The browser that the scenario is played in.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// A hub with the sample intranet.
    pub async fn hub(&self) -> Hub {
        self.hub_with(HubOptions::default()).await
    }

    /// A hub that serves `page` as `index.html`.
    pub async fn hub_of(&self, page: &Page) -> Hub {
        self.hub_of_with(page, Vec::new()).await
    }

    /// A hub that serves `page` as `index.html`, with further settings.
    pub async fn hub_of_with(&self, page: &Page, settings: Vec<(&'static str, String)>) -> Hub {
        self.hub_of_as(
            page,
            HubOptions {
                settings,
                ..HubOptions::default()
            },
        )
        .await
    }

    /// A hub that serves `page` as `index.html`, and is else as `options` say.
    pub async fn hub_of_as(&self, page: &Page, options: HubOptions) -> Hub {
        // Kept: it goes with the stage's folder.
        let folder = tempfile::tempdir_in(&self.folder).unwrap().keep();
        std::fs::write(folder.join("index.html"), page.html()).unwrap();
        let pages = Some(folder);
        self.hub_with(HubOptions { pages, ..options }).await
    }

    /// A hub as `options` say.
    pub async fn hub_with(&self, options: HubOptions) -> Hub {
        let hub = Hub::start(options).await;
        self.hubs.lock().unwrap().push(hub.clone());
        hub
    }

    /// The address at which `groundswell try` shows a file or another address.
    pub async fn try_on(&self, target: impl AsRef<OsStr>) -> String {
        let (program, address) = start_try(target.as_ref(), self.folder.path()).await;
        self.programs.lock().unwrap().push(program);
        address
    }

    /// What a browser has downloaded as `name`, once all of it is there.
    pub async fn download(&self, name: &str) -> Vec<u8> {
        let path = self.folder.path().join(DOWNLOADS).join(name);
        let begun = Instant::now();
        loop {
            // Browsers write under another name, or make an empty file first.
            match std::fs::read(&path) {
                Ok(bytes) if !bytes.is_empty() => return bytes,
                _ => assert!(
                    begun.elapsed() < PATIENCE,
                    "{} does not come",
                    path.display()
                ),
            }
            sleep(LOOK_EVERY).await;
        }
    }

    /// A reader with a browser of their own.
    pub async fn reader(&self) -> Reader {
        self.reader_with(Setup::default()).await
    }

    /// A reader whose browser is as `setup` says.
    pub async fn reader_with(&self, setup: Setup) -> Reader {
        let reader = Reader::start(self.engine, setup, self.folder.path()).await;
        self.readers.lock().unwrap().push(reader.clone());
        reader
    }

    /// Ends all browsers. Gives what their pages complained about.
    async fn clear(&self, failed: bool) -> Vec<String> {
        let readers = std::mem::take(&mut *self.readers.lock().unwrap());
        let mut complaints = Vec::new();
        for (i, reader) in readers.iter().enumerate() {
            // A browser that crashed has nothing more to say, but the others must still be ended.
            let asked = AssertUnwindSafe(reader.complaints()).catch_unwind().await;
            complaints.extend(asked.unwrap_or_else(|_| vec!["the browser is gone".to_owned()]));
            if failed {
                reader.picture(&picture_file(i)).await;
            }
            reader.close().await;
        }
        complaints
    }
}

/// Beside what cargo builds, named after the test.
fn picture_file(reader: usize) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/e2e");
    std::fs::create_dir_all(&folder).unwrap();
    let test = thread::current()
        .name()
        .unwrap_or("test")
        .replace("::", "-");
    folder.join(format!("{test}-{reader}.png"))
}

/// Browsers need processors: no more scenarios are played at a time than there are.
fn turns() -> &'static Semaphore {
    static TURNS: std::sync::OnceLock<Semaphore> = std::sync::OnceLock::new();
    TURNS.get_or_init(|| Semaphore::new(available_parallelism().map_or(1, usize::from)))
}

/// Plays a scenario in a browser. It fails where it panics, and where a page complained.
pub fn run(engine: Engine, scenario: impl AsyncFnOnce(&Stage)) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let _turn = turns().acquire().await.unwrap();
        let stage = Stage {
            engine,
            hubs: Mutex::default(),
            readers: Mutex::default(),
            folder: tempfile::tempdir().unwrap(),
            programs: Mutex::default(),
        };
        let outcome = AssertUnwindSafe(scenario(&stage)).catch_unwind().await;
        let complaints = stage.clear(outcome.is_err()).await.join("\n");
        if let Err(panic) = outcome {
            note(&format!("the pages complained: {complaints}"));
            resume_unwind(panic);
        }
        assert!(complaints.is_empty(), "a page complained: {complaints}");
    });
}

/// Tells a figure that is worth knowing, whether the test passes or not.
pub fn note(text: &str) {
    // Past the test harness, which keeps what passing tests print to itself.
    writeln!(io::stderr(), "{text}").ok();
}
