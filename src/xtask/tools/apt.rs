//! Debian packages: installed where we may, else the command is told.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};

use super::find_on_path;
use crate::{command, ui};

/// Installs `packages` by apt-get, as root or through a sudo that asks no password.
pub fn install(packages: &[&str]) -> anyhow::Result<()> {
    let by_hand = format!(
        "apt-get install --no-install-recommends {}",
        packages.join(" ")
    );
    if find_on_path(&["apt-get"]).is_none() {
        bail!(
            "this machine has no apt-get: install what Debian calls {}",
            packages.join(", ")
        );
    }
    let Some(privilege) = privilege() else {
        bail!("needs Debian packages that only root may install: sudo {by_hand}");
    };
    ui::step(&format!("Installing {}", packages.join(" ")), || {
        command::show(apt_get(privilege).args(["update", "--quiet=2"]))?;
        command::show(
            apt_get(privilege)
                .args(["install", "--yes", "--quiet=2", "--no-install-recommends"])
                .args(packages),
        )
    })
    .with_context(|| format!("cannot install by `{by_hand}`"))
}

/// Which of `packages` are not installed; none where packages are not Debian's.
pub fn without<'a>(packages: &[&'a str]) -> Vec<&'a str> {
    if find_on_path(&["dpkg-query"]).is_none() {
        return Vec::new();
    }
    let is_missing = |package: &&str| {
        let mut query = Command::new("dpkg-query");
        query.args(["--show", "--showformat=${db:Status-Abbrev}", *package]);
        // One that was removed is known still.
        let known = query.output().map(|output| output.stdout);
        !known.is_ok_and(|known| known.starts_with(b"ii"))
    };
    packages.iter().copied().filter(is_missing).collect()
}

/// Puts the files of `packages` into `home` without installing anything.
pub fn unpack(packages: &[String], home: &Path) -> anyhow::Result<()> {
    let record = home.join("groundswell-packages");
    let wanted = packages.join("\n");
    // Written last: what broke off has none.
    if fs::read_to_string(&record).is_ok_and(|unpacked| unpacked == wanted) {
        return Ok(());
    }
    ui::step(&format!("Unpacking {}", packages.join(" ")), || {
        fs::create_dir_all(home).with_context(|| format!("cannot make {}", home.display()))?;
        let mut download = Command::new("apt-get");
        download.current_dir(home).arg("download").args(packages);
        if command::quietly(&mut download).is_err() {
            let privilege = privilege().context("apt-get knows no packages: run apt-get update")?;
            command::show(apt_get(privilege).args(["update", "--quiet=2"]))?;
            command::quietly(&mut download)?;
        }
        for entry in fs::read_dir(home).context("packages that came")? {
            let package = entry?.path();
            if package.extension().is_some_and(|ending| ending == "deb") {
                let mut unpack = Command::new("dpkg-deb");
                command::show(unpack.arg("--extract").arg(&package).arg(home))?;
                fs::remove_file(&package)?;
            }
        }
        fs::write(&record, &wanted).with_context(|| format!("cannot write {}", record.display()))
    })
}

/// What stands before a command that root must run: nothing, or sudo. `None` where neither helps.
fn privilege() -> Option<&'static [&'static str]> {
    let user = command::output(Command::new("id").arg("-u")).ok()?;
    if user.trim() == "0" {
        Some(&[])
    } else {
        command::succeeds(Command::new("sudo").args(["-n", "true"])).then_some(&["sudo", "-n"])
    }
}

/// apt-get that asks nothing. `env` sets the variable because sudo would drop it.
fn apt_get(privilege: &[&str]) -> Command {
    let words = [
        privilege,
        &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"],
    ]
    .concat();
    let (program, args) = words.split_first().unwrap_or((&"apt-get", &[]));
    let mut command = Command::new(program);
    command.args(args);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_installed_is_not_missing() {
        let missing = without(&["groundswell-no-such-package", "dpkg"]);
        assert!(!missing.contains(&"dpkg"));
        // Elsewhere than on Debian nothing is.
        assert!(matches!(missing[..], [] | ["groundswell-no-such-package"]));
    }

    #[test]
    fn sudo_goes_first_and_nothing_is_asked() {
        assert_eq!(
            command::line(&apt_get(&["sudo", "-n"])),
            "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get"
        );
        assert_eq!(
            command::line(&apt_get(&[])),
            "env DEBIAN_FRONTEND=noninteractive apt-get"
        );
    }
}
