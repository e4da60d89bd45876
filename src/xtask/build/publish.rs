//! The files of `dist/`: named by content, compressed, and put in place all together.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

use super::sizes::FileSize;

/// Hexadecimal digits of a content's SHA-256 in a file's name: two contents never share one by
/// chance.
const HASH_DIGITS: usize = 16;

/// Names by which pages come in. They are put in place after all that they lead to.
const ENTRY_POINTS: &[&str] = &[
    "groundswell.js",
    "groundswell.mjs",
    "layout.mjs",
    "d3-cloud.mjs",
];

/// What gets smaller by compression.
const COMPRESSIBLE: &[&str] = &[
    "css", "html", "js", "json", "mjs", "mts", "svg", "txt", "wasm",
];

/// How hard to compress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// As far as it goes: files are compressed once and sent for as long as they live.
    Best,
    /// Quickly, for files that nobody but their developer loads.
    Quick,
}

/// Brotli's window, 4 MiB: more than any file here is long.
const BROTLI_WINDOW: i32 = 22;

/// Files on their way to `dist/`, in a folder beside it.
pub struct Staging {
    folder: PathBuf,
    effort: Effort,
    sizes: BTreeMap<String, FileSize>,
}

impl Staging {
    /// Starts with no files in `folder`, whatever an earlier build left there.
    pub fn start(folder: PathBuf, effort: Effort) -> anyhow::Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(&folder)
                .with_context(|| format!("cannot clear {}", folder.display()))?;
        }
        fs::create_dir_all(&folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(Self {
            folder,
            effort,
            sizes: BTreeMap::new(),
        })
    }

    /// Adds a file whose name says what is in it, so that browsers may keep it for ever; the name.
    pub fn add_hashed(
        &mut self,
        stem: &str,
        extension: &str,
        content: &[u8],
    ) -> anyhow::Result<String> {
        let name = format!("{stem}-{}.{extension}", content_hash(content));
        self.add(&name, content)?;
        Ok(name)
    }

    /// What a file that was added weighs.
    pub fn size(&self, name: &str) -> Option<&FileSize> {
        self.sizes.get(name)
    }

    /// Adds a file and its compressed forms. `name` may hold folders.
    pub fn add(&mut self, name: &str, content: &[u8]) -> anyhow::Result<()> {
        self.write(name, content)?;
        let mut size = FileSize::uncompressed(name, content.len());
        let extension = Path::new(name).extension().and_then(|e| e.to_str());
        if extension.is_some_and(|e| COMPRESSIBLE.contains(&e)) {
            let (brotli, gzip) = (brotli(content, self.effort)?, gzip(content, self.effort)?);
            self.write(&format!("{name}.br"), &brotli)?;
            self.write(&format!("{name}.gz"), &gzip)?;
            (size.brotli, size.gzip) = (brotli.len(), gzip.len());
        }
        self.sizes.insert(name.to_owned(), size);
        Ok(())
    }

    /// Puts every file into `dist`, and takes away what was there and is no longer made.
    ///
    /// Moving a file over another on the same disk is all or nothing, and what pages come in by is
    /// moved last: whoever reads `dist` meanwhile finds the old build or the new one.
    pub fn publish(self, dist: &Path) -> anyhow::Result<Vec<FileSize>> {
        let mut made = files(&self.folder)?;
        made.sort_by_key(|path| is_entry_point(path));
        for path in &made {
            let to = dist.join(path);
            create_parent(&to)?;
            fs::rename(self.folder.join(path), &to)
                .with_context(|| format!("cannot put {} in place", to.display()))?;
        }
        for stale in files(dist)?.iter().filter(|path| !made.contains(path)) {
            fs::remove_file(dist.join(stale))
                .with_context(|| format!("cannot remove {}", stale.display()))?;
        }
        fs::remove_dir_all(&self.folder)
            .with_context(|| format!("cannot remove {}", self.folder.display()))?;
        Ok(self.sizes.into_values().collect())
    }

    fn write(&self, name: &str, content: &[u8]) -> anyhow::Result<()> {
        let path = self.folder.join(name);
        create_parent(&path)?;
        fs::write(&path, content).with_context(|| format!("cannot write {}", path.display()))
    }
}

/// Copies every file below `from` to the same place below `to`.
pub fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    for path in files(from)? {
        let target = to.join(&path);
        create_parent(&target)?;
        fs::copy(from.join(&path), &target)
            .with_context(|| format!("cannot copy {} to {}", path.display(), target.display()))?;
    }
    Ok(())
}

/// Every file below `folder`, relative to it, in the order of their names.
pub fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(inner) = open.pop() {
        let path = folder.join(&inner);
        let entries =
            fs::read_dir(&path).with_context(|| format!("cannot read {}", path.display()))?;
        for entry in entries {
            let entry = entry.with_context(|| format!("cannot read {}", path.display()))?;
            let name = inner.join(entry.file_name());
            if entry.path().is_dir() {
                open.push(name);
            } else {
                found.push(name);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn create_parent(path: &Path) -> anyhow::Result<()> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))
}

/// Whether a path is an entry point or the compressed form of one.
fn is_entry_point(path: &Path) -> bool {
    let name = path.to_string_lossy();
    let name = name.strip_suffix(".br").unwrap_or(&name);
    let name = name.strip_suffix(".gz").unwrap_or(name);
    ENTRY_POINTS.contains(&name)
}

/// The start of a content's SHA-256, as it stands in names.
pub fn content_hash(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    let bytes = digest.iter().take(HASH_DIGITS / 2);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

/// What `content` weighs, as it is and compressed as well as can be.
pub fn weight(name: &str, content: &[u8]) -> anyhow::Result<FileSize> {
    let mut size = FileSize::uncompressed(name, content.len());
    size.brotli = brotli(content, Effort::Best)?.len();
    size.gzip = gzip(content, Effort::Best)?.len();
    Ok(size)
}

fn brotli(content: &[u8], effort: Effort) -> anyhow::Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: match effort {
            Effort::Best => 11,
            Effort::Quick => 2,
        },
        lgwin: BROTLI_WINDOW,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut compressed, &params)
        .context("cannot compress with Brotli")?;
    Ok(compressed)
}

fn gzip(content: &[u8], effort: Effort) -> anyhow::Result<Vec<u8>> {
    let level = match effort {
        Effort::Best => Compression::best(),
        Effort::Quick => Compression::fast(),
    };
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder
        .write_all(content)
        .and_then(|()| encoder.finish())
        .context("cannot compress with gzip")
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let files = files(folder).unwrap();
        files
            .iter()
            .map(|path| path.to_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn names_follow_the_content() {
        // The start of the SHA-256 of "abc", FIPS 180-4.
        assert_eq!(content_hash(b"abc"), "ba7816bf8f01cfea");
        assert_ne!(content_hash(b"abc"), content_hash(b"abd"));
    }

    #[test]
    fn a_new_build_replaces_the_old_one_whole() {
        let folder = tempfile::tempdir().unwrap();
        let dist = folder.path().join("dist");
        for content in [b"one", b"two"] {
            let mut staging = Staging::start(folder.path().join("new"), Effort::Best).unwrap();
            staging.add_hashed("groundswell", "mjs", content).unwrap();
            staging.add("groundswell.js", content).unwrap();
            staging.add("locales/de.json", b"{}").unwrap();
            staging.publish(&dist).unwrap();
            let module = format!("groundswell-{}.mjs", content_hash(content));
            let mut expected = Vec::new();
            for name in [&module, "groundswell.js", "locales/de.json"] {
                expected.extend(["", ".br", ".gz"].map(|form| format!("{name}{form}")));
            }
            assert_eq!(names(&dist), expected);
            assert_eq!(fs::read(dist.join("groundswell.js")).unwrap(), content);
        }
        assert!(!folder.path().join("new").exists());
    }

    #[test]
    fn a_build_that_ends_early_leaves_dist_alone() {
        let folder = tempfile::tempdir().unwrap();
        let dist = folder.path().join("dist");
        fs::create_dir(&dist).unwrap();
        fs::write(dist.join("groundswell.js"), "old").unwrap();
        let mut staging = Staging::start(folder.path().join("new"), Effort::Best).unwrap();
        staging.add("groundswell.js", b"new").unwrap();
        drop(staging);
        assert_eq!(names(&dist), ["groundswell.js"]);
        assert_eq!(fs::read(dist.join("groundswell.js")).unwrap(), b"old");
    }

    #[test]
    fn compressed_forms_give_the_content_back() {
        let content = "groundswell ".repeat(1000).into_bytes();
        for effort in [Effort::Best, Effort::Quick] {
            let (brotli, gzip) = (brotli(&content, effort), gzip(&content, effort));
            let mut unpacked = Vec::new();
            brotli::BrotliDecompress(&mut &*brotli.unwrap(), &mut unpacked).unwrap();
            assert_eq!(unpacked, content);
            unpacked.clear();
            let gzip = gzip.unwrap();
            flate2::read::GzDecoder::new(&*gzip)
                .read_to_end(&mut unpacked)
                .unwrap();
            assert_eq!(unpacked, content);
        }
    }

    #[test]
    fn what_does_not_compress_is_served_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let mut staging = Staging::start(folder.path().join("new"), Effort::Best).unwrap();
        staging.add("icon.png", b"png").unwrap();
        assert_eq!(names(&folder.path().join("new")), ["icon.png"]);
    }

    #[test]
    fn pages_come_in_last() {
        assert!(is_entry_point(Path::new("groundswell.js.br")));
        assert!(is_entry_point(Path::new("groundswell.mjs")));
        assert!(!is_entry_point(Path::new("groundswell-0.mjs")));
    }
}
