//! A hub in a process of its own, which can be killed.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_groundswell");

/// `groundswell serve` on a free port.
fn serve(dir: &Path, arguments: &[&str]) -> Command {
    serve_by(Command::new(PROGRAM), dir, arguments)
}

/// The same, where `command` ends in the program.
fn serve_by(mut command: Command, dir: &Path, arguments: &[&str]) -> Command {
    command.args(["serve", "--listen", "127.0.0.1:0", "--database"]);
    command.arg(dir.join("hub.db")).args(arguments);
    // Tests are many readers at one address, and quicker than people.
    for quota in ["READER", "NETWORK", "NEW_READERS"] {
        command.env(format!("GROUNDSWELL_QUOTAS_{quota}_PER_MINUTE"), "0");
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A process that ends at the latest when this is dropped.
pub struct Process {
    pub child: Child,
    /// Where it serves, without the last slash.
    pub base: String,
}

impl Process {
    /// Starts a hub and waits until it serves.
    pub fn start(dir: &Path, arguments: &[&str]) -> Self {
        Self::spawn(dir, arguments).serving()
    }

    /// The same, where the system lets it have no more open files than these: at first, and if it asks.
    pub fn start_with_files(dir: &Path, files: (u32, u32), arguments: &[&str]) -> Self {
        let (soft, hard) = files;
        let script = format!("ulimit -S -n {soft} && ulimit -H -n {hard} && exec \"$0\" \"$@\"");
        let mut shell = Command::new("sh");
        shell.args(["-c", &script, PROGRAM]);
        Self::of(serve_by(shell, dir, arguments)).serving()
    }

    fn serving(mut self) -> Self {
        let mut line = String::new();
        let mut stdout = BufReader::new(self.child.stdout.take().unwrap());
        stdout.read_line(&mut line).unwrap();
        let Some(base) = line.trim().strip_prefix("listening on ") else {
            panic!("{}", self.last_words());
        };
        self.base = base.trim_end_matches('/').to_owned();
        self
    }

    /// Starts a hub, whatever becomes of it.
    pub fn spawn(dir: &Path, arguments: &[&str]) -> Self {
        Self::of(serve(dir, arguments))
    }

    fn of(mut command: Command) -> Self {
        let child = command.env("GROUNDSWELL_LOG_LEVEL", "error").spawn();
        Self {
            child: child.unwrap(),
            base: String::new(),
        }
    }

    /// SIGKILL: nothing of the process runs any more.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM: the process ends when it is ready to.
    pub fn terminate(&self) {
        self.signal("-TERM");
    }

    /// Sends the signal that `kill` knows by this flag.
    pub fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &pid]).status();
        assert!(sent.unwrap().success());
    }

    /// What the hub said on standard error until it ended.
    pub fn last_words(&mut self) -> String {
        let mut text = String::new();
        let mut stderr = self.child.stderr.take().unwrap();
        stderr.read_to_string(&mut text).unwrap();
        text
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
