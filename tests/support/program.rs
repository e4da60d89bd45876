//! A program that runs beside the test and says where it listens.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

/// How long a program may take to say where it listens.
const START: Duration = Duration::from_secs(60);

/// A child process, which ends with this value.
pub struct Program(Child);

impl Program {
    /// Starts `command` and waits for the line of its output in which `find` sees an address.
    pub async fn start(
        command: &mut Command,
        find: impl Fn(&str) -> Option<String>,
    ) -> (Self, String) {
        let name = command.as_std().get_program().to_owned();
        let spawned = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn();
        let mut child = spawned.unwrap_or_else(|error| panic!("cannot start {name:?}: {error}"));
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = timeout(START, wait_for(&mut lines, find)).await;
        let address = address.unwrap_or_else(|_| panic!("{name:?} does not say where it listens"));
        let address = address.unwrap_or_else(|| panic!("{name:?} ended before it listened"));
        // Read on for as long as it writes: a full or closed pipe would stop it.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        (Self(child), address)
    }

    /// Ends it at once, without a chance to tidy up (SIGKILL where there are signals).
    pub async fn kill(mut self) {
        self.0.kill().await.unwrap();
    }
}

async fn wait_for(
    lines: &mut Lines<BufReader<ChildStdout>>,
    find: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    while let Ok(Some(line)) = lines.next_line().await {
        if let Some(found) = find(&line) {
            return Some(found);
        }
    }
    None
}
