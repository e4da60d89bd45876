//! `cargo xtask demo`: the whole of Groundswell on a sample intranet, for as long as one looks.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use crate::build::{self, Profile};
use crate::seed;
use crate::workspace::Workspace;
use crate::{command, ui};

/// The spaces of the sample pages and how each is rated.
const SPACES: &[&str] = &["company:useful", "forum:updown"];

/// How long the hub may take to begin.
const START_TIMEOUT: Duration = Duration::from_secs(30);

/// How long the hub may take to end before it is stopped for good.
const END_TIMEOUT: Duration = Duration::from_secs(15);

/// How often to look whether the hub has begun or ended.
const LOOK_EVERY: Duration = Duration::from_millis(100);

#[derive(clap::Args)]
pub struct Options {
    /// Where the hub listens; with port 0, or where that is taken, on a port that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8300")]
    listen: SocketAddr,
    /// Compile quickly instead of optimising
    #[arg(long)]
    dev: bool,
    /// Forget the ratings of earlier demos
    #[arg(long)]
    fresh: bool,
}

/// Builds, starts the hub, seeds it, and waits for Ctrl-C.
pub fn run(workspace: &Workspace, options: &Options) -> anyhow::Result<()> {
    let stop = stop_signal()?;
    let profile = if options.dev {
        Profile::Dev
    } else {
        Profile::Widget
    };
    ui::result(build::make(workspace, profile)?);
    let program = ui::step("Compiling the hub", || compile_hub(workspace, !options.dev))?;
    let data = Data::prepare(workspace.target("demo-hub"), options.fresh)?;
    let listen = free_address(options.listen)?;
    let mut hub = ui::step("Starting the hub", || {
        Hub::start(&program, workspace, &data, listen)
    })?;
    let address = format!("http://{listen}");
    ui::step("Giving the sample pages their ratings", || {
        seed::seed(&address, &workspace.demo_pages(), data.readers())
    })?;
    ui::result(welcome(&address, &build::files(&workspace.demo_pages())?));
    hub.run_until(&stop)
}

/// Hears of Ctrl-C and of a polite request to end.
fn stop_signal() -> anyhow::Result<Receiver<()>> {
    let (sender, receiver) = channel();
    ctrlc::set_handler(move || {
        // Nobody listens any more only when the demo is ending already.
        let _ = sender.send(());
    })
    .context("cannot listen for Ctrl-C")?;
    Ok(receiver)
}

fn compile_hub(workspace: &Workspace, release: bool) -> anyhow::Result<PathBuf> {
    let mut cargo = command::cargo();
    cargo
        .current_dir(workspace.root())
        .args(["build", "--package=groundswell-hub", "--bins"])
        .args(release.then_some("--release"));
    command::show(&mut cargo)?;
    Ok(workspace.hub_program(release))
}

/// What the demo keeps from one time to the next. One folder, because database and readers are of use
/// together only: new readers would rate once more what the forgotten ones have rated.
struct Data {
    folder: PathBuf,
}

impl Data {
    fn prepare(folder: PathBuf, fresh: bool) -> anyhow::Result<Self> {
        if fresh && folder.exists() {
            fs::remove_dir_all(&folder)
                .with_context(|| format!("cannot clear {}", folder.display()))?;
        }
        fs::create_dir_all(&folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(Self { folder })
    }

    fn database(&self) -> PathBuf {
        self.folder.join("groundswell.db")
    }

    fn readers(&self) -> PathBuf {
        self.folder.join("readers.json")
    }
}

/// `wanted`, or the same with a free port where it is taken.
fn free_address(wanted: SocketAddr) -> anyhow::Result<SocketAddr> {
    if let Ok(listener) = TcpListener::bind(wanted) {
        return Ok(listener.local_addr()?);
    }
    let any = SocketAddr::new(wanted.ip(), 0);
    let listener = TcpListener::bind(any).with_context(|| format!("cannot listen on {wanted}"))?;
    let free = listener.local_addr()?;
    ui::note(format_args!("{wanted} is taken: using {free}"));
    Ok(free)
}

/// The hub that this demo started. It ends with the demo, however that ends.
struct Hub(Child);

impl Hub {
    fn start(
        program: &Path,
        workspace: &Workspace,
        data: &Data,
        listen: SocketAddr,
    ) -> anyhow::Result<Self> {
        let mut serve = Command::new(program);
        serve
            .arg("serve")
            .args(["--listen", &listen.to_string()])
            .arg("--dist")
            .arg(workspace.dist())
            .arg("--pages")
            .arg(workspace.demo_pages())
            .arg("--database")
            .arg(data.database());
        // All sample readers come from this computer, at once.
        for quota in ["READER", "NEW_READERS"] {
            serve.env(format!("GROUNDSWELL_QUOTAS_{quota}_PER_MINUTE"), "0");
        }
        for space in SPACES {
            serve.args(["--space", space]);
        }
        let child = serve
            .spawn()
            .with_context(|| format!("cannot start `{}`", command::line(&serve)))?;
        let mut hub = Self(child);
        hub.wait_until_it_answers(listen)?;
        Ok(hub)
    }

    fn wait_until_it_answers(&mut self, listen: SocketAddr) -> anyhow::Result<()> {
        let start = Instant::now();
        while TcpStream::connect_timeout(&listen, LOOK_EVERY).is_err() {
            self.check()?;
            if start.elapsed() > START_TIMEOUT {
                bail!("the hub does not answer on {listen}");
            }
            std::thread::sleep(LOOK_EVERY);
        }
        Ok(())
    }

    /// Fails when the hub has ended by itself.
    fn check(&mut self) -> anyhow::Result<()> {
        match self.0.try_wait().context("cannot watch the hub")? {
            Some(status) => bail!("the hub ended by itself ({status}); above it says why"),
            None => Ok(()),
        }
    }

    /// Watches over the hub until `stop` says to end it.
    fn run_until(&mut self, stop: &Receiver<()>) -> anyhow::Result<()> {
        while stop.recv_timeout(LOOK_EVERY) == Err(RecvTimeoutError::Timeout) {
            self.check()?;
        }
        ui::note("ending the hub");
        self.end();
        Ok(())
    }

    /// Asks the hub to end, and waits until it has.
    fn end(&mut self) {
        let start = Instant::now();
        let ended = |child: &mut Child| matches!(child.try_wait(), Ok(Some(_)));
        if !ended(&mut self.0) {
            // Rust's own `kill` leaves a program no time to end its streams politely.
            let pid = self.0.id().to_string();
            command::succeeds(Command::new("kill").args(["-TERM", &pid]));
        }
        while !ended(&mut self.0) && start.elapsed() < END_TIMEOUT {
            std::thread::sleep(LOOK_EVERY);
        }
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.end();
        // Fails where the hub has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Where to look, and at what.
fn welcome(address: &str, files: &[PathBuf]) -> String {
    let pages = files.iter().map(|path| path.to_string_lossy());
    let pages = pages.filter(|path| path.ends_with(".html"));
    let pages: String = pages.map(|path| format!("  {address}/{path}\n")).collect();
    format!(
        "
Groundswell runs at {address}

{pages}
Open a page in two windows side by side. Rate a post in one: the other counts at once. Choose a
word of the cloud: the posts that use it light up. Ctrl-C ends the demo; its ratings are kept."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_replaced_by_a_free_one() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let wanted = taken.local_addr().unwrap();
        let free = free_address(wanted).unwrap();
        assert_ne!(free.port(), wanted.port());
        assert_eq!(free.ip(), wanted.ip());
    }

    #[test]
    fn ratings_are_kept_unless_a_fresh_demo_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let prepare = |fresh| Data::prepare(folder.path().join("demo-hub"), fresh).unwrap();
        fs::write(prepare(false).database(), "ratings").unwrap();
        assert!(prepare(false).database().exists());
        assert!(!prepare(true).database().exists());
    }

    #[test]
    fn the_welcome_lists_pages_only() {
        let files = ["blog/index.html".into(), "ratings.json".into()];
        let welcome = welcome("http://127.0.0.1:8300", &files);
        assert!(welcome.contains("  http://127.0.0.1:8300/blog/index.html\n"));
        assert!(!welcome.contains("ratings.json"));
    }
}
