//! Programs from PyPI, each in an environment of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use super::{apt, find_on_path};
use crate::{command, ui};

/// Installs `packages`, which name their versions, into `home`; gives the folder of their programs.
pub fn ensure(home: &Path, name: &str, packages: &[&str]) -> anyhow::Result<PathBuf> {
    let record = home.join("groundswell-packages");
    let wanted = packages.join("\n");
    // Written last: an installation that broke off has none.
    if fs::read_to_string(&record).is_ok_and(|installed| installed == wanted) {
        return Ok(home.join("bin"));
    }
    ui::step(&format!("Installing {name} from PyPI"), || {
        make_environment(home)?;
        let mut pip = Command::new(home.join("bin/pip"));
        pip.args(["install", "--quiet", "--disable-pip-version-check"]);
        command::show(pip.args(packages))?;
        fs::write(&record, &wanted).with_context(|| format!("cannot write {}", record.display()))
    })?;
    Ok(home.join("bin"))
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
