//! The hub's tests where there is no network but the machine's own: whoever asks anything of another host
//! is found by the packets that would have left.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, bail};
use serde_json::Value;

use crate::tools::{apt, find_on_path};
use crate::workspace::Workspace;
use crate::{command, ui};

/// Gives the empty network a way out that leads nowhere and counts what takes it, runs the tests that are
/// its arguments, and prints the count; then sends something itself, to show that the count counts.
const SCRIPT: &str = r#"
set -eu
ip link set lo up
ip link add out type veth peer name nowhere
for end in out nowhere; do
    # Or the system's own greetings would be counted.
    echo 1 > /proc/sys/net/ipv6/conf/$end/disable_ipv6
    ip link set $end up
done
ip address add 192.0.2.1/24 dev out
ip route add default dev out
sent() { awk '$1 == "out:" { print $11 }' /proc/net/dev; }
status=0
"$@" >&2 || status=$?
tests=$(sent)
bash -c 'echo > /dev/udp/198.51.100.1/9'
echo "$status $tests $(sent)"
"#;

/// Runs the hub's tests and fails if a packet left.
pub fn run(workspace: &Workspace) -> anyhow::Result<()> {
    if !cfg!(target_os = "linux") {
        ui::note("an empty network can be made on Linux only: left out");
        return Ok(());
    }
    if find_on_path(&["ip"]).is_none() {
        apt::install(&["iproute2"])?;
    }
    let tests = test_program(workspace)?;
    let mut unshare = Command::new("unshare");
    // The administrator of the empty network, whoever that is outside of it.
    unshare.args(["--net", "--map-root-user", "sh", "-c", SCRIPT, "isolated"]);
    unshare.arg(tests).arg("--quiet");
    // These try the disk, at length or as another user, whom the empty network does not know.
    for elsewhere in ["power_cut", "crash", "locked_out"] {
        unshare.args(["--skip", elsewhere]);
    }
    unshare.current_dir(workspace.source("src/hub"));
    let said = command::output(&mut unshare).context("the tests in an empty network")?;
    judge(&said)
}

fn judge(said: &str) -> anyhow::Result<()> {
    let last = said.lines().last().unwrap_or_default();
    let numbers: Vec<u64> = last.split(' ').map_while(|n| n.parse().ok()).collect();
    let [status, by_tests, in_the_end] = numbers[..] else {
        bail!("the empty network said '{last}'");
    };
    if status != 0 {
        bail!("the tests fail where there is no network");
    }
    if in_the_end <= by_tests {
        bail!("packets are not counted: {by_tests} before one was sent, {in_the_end} after");
    }
    if by_tests != 0 {
        bail!("{by_tests} packets would have left this machine");
    }
    ui::note("outbound packets: 0");
    Ok(())
}

/// The built program of the hub's tests.
fn test_program(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let mut cargo = command::cargo();
    cargo.current_dir(workspace.root()).args([
        "test",
        "--package=groundswell-hub",
        "--all-features",
        "--test=hub",
        "--no-run",
        "--message-format=json",
    ]);
    let said = command::output(&mut cargo)?;
    let messages = said
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    let mut programs = messages.filter_map(|message: Value| {
        let program = message.get("executable")?.as_str()?;
        let name = message.get("target")?.get("name")?.as_str()?;
        (name == "hub").then(|| PathBuf::from(program))
    });
    programs.next_back().context("cargo names no test program")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_silence_that_was_really_counted_passes() {
        assert!(judge("0 0 1\n").is_ok());
        for (said, why) in [
            ("0 3 4", "3 packets"),
            ("0 0 0", "not counted"),
            ("101 0 1", "tests fail"),
            ("", "said ''"),
        ] {
            let error = judge(said).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }
}
