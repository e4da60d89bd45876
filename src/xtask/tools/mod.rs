//! Programs that are not built here: found where the environment or `PATH` says, else installed.

pub mod apt;
pub mod browsers;
pub mod isso;
pub mod npm;
pub mod proxies;
pub mod python;
pub mod rust;

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::ui;

/// The program that the variable `variable` names, or the first of `names` on `PATH`.
pub fn find(variable: &str, names: &[&str]) -> Option<PathBuf> {
    let named = env::var_os(variable).filter(|path| !path.is_empty());
    named.map(PathBuf::from).or_else(|| find_on_path(names))
}

/// The first of `names` that is a file in a folder of `PATH`.
pub fn find_on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<_> = env::split_paths(&path).collect();
    find_in(&folders, names)
}

/// Names go before folders: a program's own name is better than another that may stand for it.
fn find_in(folders: &[PathBuf], names: &[&str]) -> Option<PathBuf> {
    let candidates = names.iter().flat_map(|name| {
        let file = format!("{name}{}", env::consts::EXE_SUFFIX);
        folders.iter().map(move |folder| folder.join(&file))
    });
    candidates.into_iter().find(|path| path.is_file())
}

/// Says which program and version is in use.
pub fn announce(program: &Path) {
    // Debian's start script of Chromium complains before it answers; only the answer matters.
    let answer = Command::new(program)
        .arg("--version")
        .stderr(Stdio::null())
        .output();
    let text = answer.map(|answer| String::from_utf8_lossy(&answer.stdout).into_owned());
    let text = text.unwrap_or_default();
    let version = text.lines().next().unwrap_or("version unknown").trim();
    ui::note(format_args!("{}: {version}", program.display()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_better_name_wins_over_the_earlier_folder() {
        let folder = tempfile::tempdir().unwrap();
        let [first, second] = ["first", "second"].map(|name| folder.path().join(name));
        for (folder, name) in [(&first, "firefox"), (&second, "firefox-esr")] {
            fs::create_dir(folder).unwrap();
            fs::write(folder.join(name), "").unwrap();
        }
        let folders = [first.clone(), second.clone()];
        let found = |names: &[&str]| find_in(&folders, names);
        assert_eq!(
            found(&["firefox-esr", "firefox"]),
            Some(second.join("firefox-esr"))
        );
        assert_eq!(found(&["chromium", "firefox"]), Some(first.join("firefox")));
        assert_eq!(found(&["chromium"]), None);
    }
}
