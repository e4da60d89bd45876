//! The hub under test: the real program, with a database of its own.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::Command;
use tokio::sync::Mutex;

use crate::given;
use crate::http;
use crate::program::Program;

/// The spaces that a hub under test has unless said.
const SPACES: [&str; 2] = ["company:useful", "forum:updown"];

/// How a hub differs from others.
#[derive(Clone, Default)]
pub struct HubOptions {
    /// The pages it serves; the sample intranet unless said.
    pub pages: Option<PathBuf>,
    /// Its spaces, as the `[[space]]` tables of a settings file.
    pub spaces: Option<String>,
    /// Origins whose pages may use it, besides its own.
    pub origins: Vec<String>,
    /// Further settings, as their variables of the environment.
    pub settings: Vec<(&'static str, String)>,
}

/// A hub. Clones are the same hub; it ends with the last of them.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    folder: TempDir,
    options: HubOptions,
    base: String,
    program: Mutex<Option<Program>>,
}

impl Hub {
    /// Starts a hub with an empty database on a free port.
    pub async fn start(options: HubOptions) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut serve = command(&folder, &options, "127.0.0.1:0");
        let (program, base) = Program::start(&mut serve, address).await;
        let program = Mutex::new(Some(program));
        Self(Arc::new(Inner {
            folder,
            options,
            base,
            program,
        }))
    }

    /// The address of `path` on this hub.
    pub fn url(&self, path: &str) -> String {
        [&self.0.base, path].concat()
    }

    /// Ends the hub as a power cut would.
    pub async fn kill(&self) {
        let program = self.0.program.lock().await.take();
        program.expect("the hub runs").kill().await;
    }

    /// Starts the hub again after [`Hub::kill`], at the same address and with the same database.
    pub async fn restart(&self) {
        let mut program = self.0.program.lock().await;
        assert!(program.is_none(), "the hub runs already");
        let listen = self.0.base.trim_start_matches("http://");
        let listen = listen.trim_end_matches('/');
        let mut serve = command(&self.0.folder, &self.0.options, listen);
        let (started, base) = Program::start(&mut serve, address).await;
        assert_eq!(base, self.0.base);
        *program = Some(started);
    }

    /// Rates a post as a reader of whom nothing is known, past any browser.
    pub async fn rate(&self, space: &str, post: &str, value: i8) {
        let reader = http::post(&self.url("v1/readers"), &json!({})).await;
        let token = reader["token"].as_str().unwrap();
        let path = format!("v1/spaces/{space}/posts/{post}/rating");
        http::put(&self.url(&path), token, &json!({ "value": value })).await;
    }

    /// How often posts were looked at.
    pub async fn looks(&self, space: &str, posts: &[&str]) -> Value {
        let path = format!(
            "v1/spaces/{space}/tallies?looks=1&posts={}",
            posts.join(",")
        );
        http::get(&self.url(&path)).await["looks"].clone()
    }

    /// Hides a post, a term or a reader of a space, as the holder of the administration token.
    pub async fn hide(&self, space: &str, what: &str, token: &str) {
        let path = format!("v1/admin/spaces/{space}/{what}/hidden");
        http::put(&self.url(&path), token, &json!({})).await;
    }

    /// How the post with this id stands, as the hub tells anybody who asks.
    pub async fn tally(&self, space: &str, post: &str) -> Value {
        let path = format!("v1/spaces/{space}/tallies?posts={post}");
        let answer = http::get(&self.url(&path)).await;
        answer["tallies"][0].clone()
    }
}

fn command(folder: &TempDir, options: &HubOptions, listen: &str) -> Command {
    let mut serve = Command::new(given::hub_program());
    let pages = options.pages.clone().unwrap_or_else(given::demo_pages);
    serve
        .args(["serve", "--listen", listen, "--database"])
        .arg(folder.path().join("hub.db"))
        .arg("--dist")
        .arg(given::dist())
        .arg("--pages")
        .arg(pages)
        .env("GROUNDSWELL_LOG_LEVEL", "error")
        .stderr(Stdio::inherit());
    match &options.spaces {
        Some(tables) => {
            let file = folder.path().join("hub.toml");
            std::fs::write(&file, tables).unwrap();
            serve.arg("--config").arg(file);
        }
        None => {
            serve.args(SPACES.map(|space| ["--space", space]).concat());
        }
    }
    for origin in &options.origins {
        serve.args(["--origin", origin]);
    }
    for (variable, value) in &options.settings {
        serve.env(variable, value);
    }
    serve
}

/// Starts `groundswell try` on a file or an address, with its temporary files in `folder`. Gives the
/// address to open.
pub async fn start_try(target: &OsStr, folder: &Path) -> (Program, String) {
    let mut command = Command::new(given::hub_program());
    command
        .arg("try")
        .arg(target)
        .args(["--listen", "127.0.0.1:0", "--dist"])
        .arg(given::dist())
        .env("GROUNDSWELL_LOG_LEVEL", "error")
        .env("TMPDIR", folder)
        // It tells its user at length what it does.
        .stderr(Stdio::null());
    Program::start(&mut command, address).await
}

/// The address in the hub's first line.
fn address(line: &str) -> Option<String> {
    line.strip_prefix("listening on ").map(str::to_owned)
}
