//! A program that runs beside the test, and how it is known where it listens.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::{sleep, timeout};

/// How long a program may take to say where it listens.
const START: Duration = Duration::from_secs(60);

/// How often it is tried whether a program listens that does not say so.
const TRY_EVERY: Duration = Duration::from_millis(50);

/// A child process, which ends with this value.
pub struct Program {
    child: Child,
    /// What it needs for as long as it runs.
    needs: Option<Box<Program>>,
}

impl Program {
    /// Starts `command` and waits for the line of its output in which `find` sees an address.
    pub async fn start(
        command: &mut Command,
        find: impl Fn(&str) -> Option<String>,
    ) -> (Self, String) {
        let name = command.as_std().get_program().to_owned();
        let started = Self::try_start(command, find).await;
        started.unwrap_or_else(|| panic!("{name:?} ended before it listened"))
    }

    /// The same; `None` where it ended before.
    pub async fn try_start(
        command: &mut Command,
        find: impl Fn(&str) -> Option<String>,
    ) -> Option<(Self, String)> {
        let name = command.as_std().get_program().to_owned();
        let mut child = spawn(command.stdout(Stdio::piped()));
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = timeout(START, wait_for(&mut lines, find)).await;
        let address = address.unwrap_or_else(|_| panic!("{name:?} does not say where it listens"));
        let address = address?;
        // Read on for as long as it writes: a full or closed pipe would stop it.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let program = Self { child, needs: None };
        Some((program, address))
    }

    /// Starts `command`, which says nothing, and waits until it listens on `port` of this machine. What it needs
    /// ends with it.
    pub async fn start_silent(command: &mut Command, port: u16, needs: Self) -> Self {
        let name = command.as_std().get_program().to_owned();
        let mut child = spawn(command.stdout(Stdio::null()));
        let listens = timeout(START, async {
            while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
                let ended = child.try_wait().unwrap();
                assert!(ended.is_none(), "{name:?} ended before it listened");
                sleep(TRY_EVERY).await;
            }
        });
        let listens = listens.await;
        assert!(listens.is_ok(), "{name:?} does not listen");
        let needs = Some(Box::new(needs));
        Self { child, needs }
    }

    /// Ends it at once, without a chance to tidy up (SIGKILL where there are signals).
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
        if let Some(needs) = self.needs {
            Box::pin(needs.kill()).await;
        }
    }
}

fn spawn(command: &mut Command) -> Child {
    let spawned = command.stdin(Stdio::null()).kill_on_drop(true).spawn();
    let name = command.as_std().get_program();
    spawned.unwrap_or_else(|error| panic!("cannot start {name:?}: {error}"))
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
