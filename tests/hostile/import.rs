//! Any file of records taken into a real database: all of it or nothing, by no fault of the database,
//! and a second time without any change.

use std::cell::RefCell;
use std::io::Cursor;

use groundswell_hub::{Config, Format, Hub, Import, Imported, LineError, Settings, fuzzing};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Imports into one database; then it has grown enough.
const RUNS: usize = 20_000;

/// What SQLite says of a row that it does not take.
const OF_DATABASE: &str = "constraint failed";

thread_local! {
    static STAGE: RefCell<Option<Stage>> = const { RefCell::new(None) };
}

struct Stage {
    hub: Hub,
    runtime: Runtime,
    runs: usize,
    _folder: TempDir,
}

/// Takes a file; one that begins as an object does is JSON Lines.
pub fn run(data: &[u8]) {
    STAGE.with_borrow_mut(|stage| {
        stage.take_if(|stage| stage.runs >= RUNS);
        let stage = stage.get_or_insert_with(Stage::new);
        stage.runs += 1;
        let format = match data.first() {
            Some(b'{') => Format::JsonLines,
            _ => Format::Csv,
        };
        stage.check(data, format);
    });
}

impl Stage {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut settings = Settings::default();
        let database = folder.path().join("hub.db");
        settings.set("database", database.to_str().expect("a path in UTF-8"));
        settings.set("spaces", "team,votes:updown,films:stars");
        let config = Config::check(settings).expect("good settings");
        Self {
            hub: Hub::open(config).expect("a hub"),
            runtime: tokio::runtime::Builder::new_current_thread()
                .build()
                .expect("a runtime"),
            runs: 0,
            _folder: folder,
        }
    }

    fn check(&self, data: &[u8], format: Format) {
        match self.import(data, format) {
            Ok(_) => {
                let again = self.import(data, format).expect("what was just taken");
                assert_eq!(
                    (again.ratings, again.posts),
                    (0, 0),
                    "a second time changes nothing"
                );
            }
            Err(LineError { line, why }) => {
                assert!(line > 0, "{why}");
                assert!(
                    !why.contains(OF_DATABASE) || has(data, OF_DATABASE),
                    "{line}: {why}"
                );
            }
        }
    }

    fn import(&self, data: &[u8], format: Format) -> Result<Imported, LineError> {
        let import = Import {
            from: Box::new(Cursor::new(data.to_vec())),
            format,
            foreign: true,
        };
        self.runtime.block_on(fuzzing::import(&self.hub, import))
    }
}

fn has(data: &[u8], words: &str) -> bool {
    data.windows(words.len())
        .any(|window| window == words.as_bytes())
}
