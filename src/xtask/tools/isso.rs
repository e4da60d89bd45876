//! Isso, beside which the hub is measured: installed from PyPI into the target directory, on request.

use std::path::Path;
use std::process::Command;

use super::{apt, find_on_path};
use crate::workspace::Workspace;
use crate::{command, ui};

/// The versions that are measured: figures of others are no figures of these.
const PACKAGES: &[&str] = &["isso==0.14.0", "gunicorn==23.0.0"];

/// Installs it where the bench looks for it, unless it is there.
pub fn ensure(workspace: &Workspace) -> anyhow::Result<()> {
    let home = workspace.target("tmp/isso");
    // Made last: what broke off has none.
    if home.join("bin/gunicorn").exists() && home.join("bin/isso").exists() {
        return Ok(());
    }
    ui::step("Installing Isso from PyPI", || {
        make_environment(&home)?;
        let mut pip = Command::new(home.join("bin/pip"));
        pip.args(["install", "--quiet", "--disable-pip-version-check"]);
        command::show(pip.args(PACKAGES))
    })
}

/// Debian keeps the module that makes environments in a package of its own.
fn make_environment(home: &Path) -> anyhow::Result<()> {
    let make = || {
        let mut python = Command::new("python3");
        python.args(["-m", "venv", "--clear"]).arg(home);
        python
    };
    if find_on_path(&["python3"]).is_none() || !command::succeeds(&mut make()) {
        apt::install(&["python3", "python3-venv"])?;
        command::show(&mut make())?;
    }
    Ok(())
}
