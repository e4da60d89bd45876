//! The examples of `src/hub/deploy/`, held against the programs that they are for: their own checks of
//! syntax, and a real hub behind each of the proxies.

mod proxy;
mod through;

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::tools::{find_on_path, proxies};
use crate::workspace::Workspace;
use crate::{command, ui};

use proxy::Proxy;

/// The worst that `systemd-analyze security` may say of the service, in tenths: 0 is best, 100 worst.
const EXPOSURE: &str = "20";

/// Checks everything that an operator may copy.
pub fn run(workspace: &Workspace, hub: &Path) -> anyhow::Result<()> {
    let examples = workspace.source("src/hub/deploy");
    let folder = tempfile::tempdir().context("a folder for the proxies")?;
    settings(hub, &examples)?;
    service(hub, &examples, folder.path())?;
    let programs = proxies::ensure()?;
    let proxies = [
        Proxy::nginx(programs.nginx),
        Proxy::caddy(programs.caddy),
        Proxy::apache(programs.apache),
    ];
    for proxy in proxies {
        ui::note(format_args!("the hub behind {}", proxy.name()));
        let folder = folder.path().join(proxy.name());
        fs::create_dir(&folder).context("a folder for the proxy")?;
        let example = fs::read_to_string(examples.join(proxy.example()));
        through::check(hub, &proxy, &example.context("the example")?, &folder)
            .with_context(|| format!("behind {}", proxy.name()))?;
    }
    Ok(())
}

/// The settings file, with folders that are here.
fn settings(hub: &Path, examples: &Path) -> anyhow::Result<()> {
    let text = fs::read_to_string(examples.join("groundswell.toml"))?;
    let folder = tempfile::tempdir()?;
    let here = folder.path().display().to_string();
    let text = text
        .replace("/var/lib/groundswell/", &format!("{here}/"))
        .replace("/usr/local/share/groundswell", &here);
    // As it stands, and with every line that it offers.
    let offered = text.replace("\n#", "\n");
    let lines = offered
        .lines()
        .filter(|line| line.contains('=') || line.starts_with('['));
    let whole: Vec<_> = lines.filter(|line| !line.contains(". ")).collect();
    for (name, text) in [("short.toml", text), ("whole.toml", whole.join("\n"))] {
        let path = folder.path().join(name);
        fs::write(&path, text)?;
        let mut check = Command::new(hub);
        check.args(["serve", "--check", "--config"]).arg(&path);
        command::quietly(&mut check)?;
    }
    Ok(())
}

/// The unit, by systemd's own checks where it is installed; it need not run.
fn service(hub: &Path, examples: &Path, folder: &Path) -> anyhow::Result<()> {
    if find_on_path(&["systemd-analyze"]).is_none() {
        ui::note("no systemd here: the unit is not checked");
        return Ok(());
    }
    let unit = fs::read_to_string(examples.join("groundswell.service"))?;
    let program = hub.to_str().context("the hub's path is no text")?;
    let unit = unit.replace("/usr/local/bin/groundswell", program);
    let path = folder.join("groundswell.service");
    fs::write(&path, unit)?;
    let verify = ["verify", "--man=no"];
    let output = Command::new("systemd-analyze")
        .args(verify)
        .arg(&path)
        .output();
    let output = output.context("cannot start systemd-analyze")?;
    // It tells of lines that it does not know and ends well all the same.
    let words = String::from_utf8_lossy(&output.stderr);
    let ours: Vec<_> = words
        .lines()
        .filter(|line| line.contains("groundswell"))
        .collect();
    if !output.status.success() || !ours.is_empty() {
        bail!("systemd-analyze verify: {words}");
    }
    let mut security = Command::new("systemd-analyze");
    security.args([
        "security",
        "--offline=true",
        "--no-pager",
        "--threshold",
        EXPOSURE,
    ]);
    command::quietly(security.arg(&path))
}
