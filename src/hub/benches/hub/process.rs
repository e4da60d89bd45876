//! A server in a process of its own: starting it, what it has used, killing it.
//!
//! Linux only, because what a process has used is read from `/proc`.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail};
use rustix::param::clock_ticks_per_second;
use rustix::process::{Pid, Resource, Signal, getrlimit, kill_process, setrlimit};

/// A running server. Dropping it kills it.
pub struct Server {
    child: Child,
    /// Where it listens, on loopback.
    pub address: SocketAddr,
}

impl Server {
    /// The hub as it ships, with its database in `dir`.
    pub fn hub(dir: &Path) -> anyhow::Result<Self> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_groundswell"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("GROUNDSWELL_") {
                command.env_remove(name);
            }
        }
        command.args(["serve", "--listen", "127.0.0.1:0", "--database"]);
        command.arg(dir.join("hub.db")).current_dir(dir);
        command.env("GROUNDSWELL_LOG_LEVEL", "warn");
        // Counted as for anybody, and never met.
        for quota in ["READER", "NETWORK", "SPACE", "NEW_READERS", "READS"] {
            command.env(
                format!("GROUNDSWELL_QUOTAS_{quota}_PER_MINUTE"),
                "1000000000",
            );
        }
        command.env("GROUNDSWELL_LIMITS_STREAMS_PER_NETWORK", "1000000");
        Self::announced(command).context("the hub")
    }

    /// This very program as one of the floors.
    pub fn floor(kind: &str, dir: &Path) -> anyhow::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["floor", kind]).arg(dir);
        Self::announced(command).with_context(|| format!("the floor {kind}"))
    }

    /// A server that says where it listens.
    fn announced(mut command: Command) -> anyhow::Result<Self> {
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let stdout = child.stdout.take().context("no standard output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let address = line.trim().strip_prefix("listening on http://");
        let address = address.and_then(|rest| rest.trim_end_matches('/').parse().ok());
        let Some(address) = address else {
            child.kill().ok();
            child.wait().ok();
            bail!("said {line:?} where it was to say that it listens");
        };
        Ok(Self { child, address })
    }

    /// A server that was told to listen at `address`, and says nothing.
    pub fn told(mut command: Command, address: SocketAddr) -> anyhow::Result<Self> {
        let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
        let child = quiet.spawn()?;
        Ok(Self { child, address })
    }

    /// CPU time of the process and of the children it has now, to a hundredth of a second.
    pub fn cpu(&self) -> anyhow::Result<Duration> {
        let ticks = tree(self.child.id())?
            .iter()
            .map(|usage| usage.ticks)
            .sum::<u64>();
        let seconds = ticks as f64 / clock_ticks_per_second() as f64;
        Ok(Duration::from_secs_f64(seconds))
    }

    /// Bytes of memory that the process holds now, without its children.
    pub fn memory(&self) -> anyhow::Result<u64> {
        // The exact sum; the figure in `status` is allowed to lag behind.
        let path = format!("/proc/{}/smaps_rollup", self.child.id());
        let text = fs::read_to_string(&path).with_context(|| path.clone())?;
        let line = text.lines().find_map(|line| line.strip_prefix("Rss:"));
        let kibibytes = line.and_then(|rest| rest.trim().strip_suffix(" kB"));
        let kibibytes: u64 = kibibytes.with_context(|| path)?.trim().parse()?;
        Ok(kibibytes * 1024)
    }

    /// SIGKILL: nothing of the process runs any more when this returns, and its children end.
    pub fn kill(&mut self) {
        let all = tree(self.child.id()).unwrap_or_default();
        self.child.kill().ok();
        self.child.wait().ok();
        // The parent first: it would replace them.
        for usage in all.iter().skip(1) {
            let process = i32::try_from(usage.process).ok().and_then(Pid::from_raw);
            process.map(|process| kill_process(process, Signal::KILL).ok());
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

struct Usage {
    process: u32,
    parent: u32,
    ticks: u64,
}

/// The process and all below it.
fn tree(root: u32) -> anyhow::Result<Vec<Usage>> {
    let mut all: Vec<Usage> = fs::read_dir("/proc")?
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(usage)
        .collect();
    let mut found: Vec<Usage> = all.extract_if(.., |usage| usage.process == root).collect();
    let mut next = 0;
    while let Some(parent) = found.get(next).map(|usage| usage.process) {
        found.extend(all.extract_if(.., |usage| usage.parent == parent));
        next += 1;
    }
    if found.is_empty() {
        bail!("the server is gone");
    }
    Ok(found)
}

/// A process that has ended meanwhile has none.
fn usage(process: u32) -> Option<Usage> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The second field is the program's name in parentheses, with whatever it holds.
    let (_, rest) = stat.rsplit_once(") ")?;
    let field = |n: usize| rest.split(' ').nth(n - 3);
    let ticks = |n| field(n)?.parse::<u64>().ok();
    Some(Usage {
        process,
        parent: field(4)?.parse().ok()?,
        ticks: ticks(14)? + ticks(15)?,
    })
}

/// Lets this process and those it starts have `wanted` files open.
pub fn allow_open_files(wanted: u64) -> anyhow::Result<()> {
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current.is_none_or(|current| current >= wanted) {
        return Ok(());
    }
    if limit.maximum.is_some_and(|most| most < wanted) {
        bail!(
            "{wanted} open files are needed: raise the hard limit, `ulimit -Hn {wanted}` as root"
        );
    }
    limit.current = Some(wanted);
    setrlimit(Resource::Nofile, limit).context("cannot raise the limit of open files")
}

/// The machine's load average over the last minute.
pub fn load_average() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or("unknown").to_owned()
}
