//! `cargo xtask dist`: the archive that an operator unpacks, and the sums to check it by.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};
use tar::{Builder, EntryType, Header};

use crate::build::{self, Profile};
use crate::workspace::Workspace;
use crate::{command, ui};

/// Texts of the sources that go along, where they exist.
const TEXTS: &[&str] = &["LICENSE-APACHE", "LICENSE-MIT", "README.md", "CHANGELOG.md"];

/// Folders of the sources that go along whole, and what they are called in the archive.
const FOLDERS: &[(&str, &str)] = &[("src/hub/deploy", "deploy"), ("src/hub/docs", "docs")];

/// Builds and packs everything into the target directory's `release-artifacts/`.
pub fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let sizes = build::make(workspace, Profile::Widget)?;
    let hub = ui::step("Compiling the hub", || compile_hub(workspace))?;
    let name = format!("groundswell-{}-{}", env!("CARGO_PKG_VERSION"), host()?);
    let files = ui::step("Packing", || {
        let archive = pack(&name, &contents(workspace, hub)?)?;
        write(workspace, &format!("{name}.tar.gz"), &archive)
    })?;
    ui::result(sizes);
    for file in files {
        ui::result(file.display());
    }
    Ok(())
}

/// Compiles the hub as it is released; its program.
fn compile_hub(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let mut cargo = command::cargo();
    cargo.current_dir(workspace.root()).args([
        "build",
        "--release",
        "--locked",
        "--package=groundswell-hub",
        "--bins",
    ]);
    command::show(&mut cargo)?;
    Ok(workspace.hub_program(true))
}

/// One file of the archive: its name there, and where it comes from.
struct Item {
    name: String,
    path: PathBuf,
    executable: bool,
}

fn contents(workspace: &Workspace, hub: PathBuf) -> anyhow::Result<Vec<Item>> {
    let mut items = vec![Item {
        name: format!("groundswell{}", std::env::consts::EXE_SUFFIX),
        path: hub,
        executable: true,
    }];
    let texts = TEXTS
        .iter()
        .map(|name| (name.to_string(), workspace.source(name)));
    let page_files = build::files(&workspace.dist())?.into_iter();
    let page_files = page_files.map(|path| {
        let name = format!("dist/{}", path.to_string_lossy());
        (name, workspace.dist().join(path))
    });
    for (source, name) in FOLDERS {
        let source = workspace.source(source);
        items.extend(build::files(&source)?.into_iter().map(|path| Item {
            name: format!("{name}/{}", path.to_string_lossy()),
            path: source.join(path),
            executable: false,
        }));
    }
    let rest = texts.filter(|(_, path)| path.exists()).chain(page_files);
    items.extend(rest.map(|(name, path)| Item {
        name,
        path,
        executable: false,
    }));
    Ok(items)
}

/// The archive, below one folder `name`. The same contents give the same bytes: no times, no owners.
fn pack(name: &str, items: &[Item]) -> anyhow::Result<Vec<u8>> {
    let gzip = GzEncoder::new(Vec::new(), Compression::best());
    let mut archive = Builder::new(gzip);
    for item in items {
        let content =
            fs::read(&item.path).with_context(|| format!("cannot read {}", item.path.display()))?;
        let mut header = Header::new_gnu();
        header.set_entry_type(EntryType::Regular);
        header.set_size(content.len() as u64);
        header.set_mode(if item.executable { 0o755 } else { 0o644 });
        header.set_mtime(0);
        archive
            .append_data(&mut header, format!("{name}/{}", item.name), &*content)
            .with_context(|| format!("cannot pack {}", item.name))?;
    }
    let gzip = archive.into_inner().context("cannot end the archive")?;
    gzip.finish().context("cannot compress the archive")
}

/// Writes the archive and `SHA256SUMS` in place of those of an earlier release.
fn write(workspace: &Workspace, name: &str, archive: &[u8]) -> anyhow::Result<[PathBuf; 2]> {
    let folder = workspace.target("release-artifacts");
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("cannot clear {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let save = |name: &str, content: &[u8]| {
        let path = folder.join(name);
        fs::File::create(&path)
            .and_then(|mut file| file.write_all(content))
            .with_context(|| format!("cannot write {}", path.display()))?;
        anyhow::Ok(path)
    };
    Ok([
        save(name, archive)?,
        save("SHA256SUMS", sum_line(name, archive).as_bytes())?,
    ])
}

/// A line as `sha256sum --check` reads it.
fn sum_line(name: &str, content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{hex}  {name}\n")
}

/// The kind of machine that this toolchain compiles for.
fn host() -> anyhow::Result<String> {
    let about = command::output(Command::new("rustc").arg("-vV"))?;
    match about.lines().find_map(|line| line.strip_prefix("host: ")) {
        Some(host) => Ok(host.to_owned()),
        None => bail!("`rustc -vV` names no host"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_what_sha256sum_checks() {
        // The SHA-256 of "abc", FIPS 180-4.
        assert_eq!(
            sum_line("a.tar.gz", b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a.tar.gz\n"
        );
    }

    #[test]
    fn the_archive_holds_the_files_with_their_rights() {
        let folder = tempfile::tempdir().unwrap();
        let item = |name: &str, executable| {
            let path = folder.path().join(name.replace('/', "-"));
            fs::write(&path, name).unwrap();
            Item {
                name: name.to_owned(),
                path,
                executable,
            }
        };
        let items = [
            item("groundswell", true),
            item("dist/groundswell.js", false),
        ];
        let packed = pack("groundswell-1", &items).unwrap();
        assert_eq!(packed, pack("groundswell-1", &items).unwrap());

        let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(&*packed));
        let found: Vec<_> = archive
            .entries()
            .unwrap()
            .map(|entry| {
                let entry = entry.unwrap();
                let mode = entry.header().mode().unwrap();
                (entry.path().unwrap().to_str().unwrap().to_owned(), mode)
            })
            .collect();
        let expected = [
            ("groundswell-1/groundswell", 0o755),
            ("groundswell-1/dist/groundswell.js", 0o644),
        ];
        assert_eq!(found, expected.map(|(path, mode)| (path.to_owned(), mode)));
    }

    #[test]
    fn a_path_is_no_part_of_the_archive_where_it_is_missing() {
        let item = Item {
            name: "gone".to_owned(),
            path: "no/such/file".into(),
            executable: false,
        };
        assert!(pack("groundswell-1", &[item]).is_err());
    }
}
