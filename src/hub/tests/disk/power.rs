//! What a power cut leaves on the disk.
//!
//! What was synced is there. Of what was not, any part may be: each sector of each write or none of it, in
//! any order, or noise in its place; a file's size with or without what was appended; a name as it was
//! before or after it was given or removed. Bytes next to a write are never harmed, which is what SQLite
//! counts on too (its "powersafe overwrite").

use std::collections::BTreeMap;

use super::{Event, Inode};
use crate::common::chance::Chance;

/// What is on a disk, by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Whether the disk does what a sync asks of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Syncs {
    Kept,
    /// It answers at once and writes when it likes.
    Ignored,
}

/// The disk as a power cut after these events leaves it. The same seed leaves the same.
pub fn cut(events: &[Event], syncs: Syncs, seed: u64) -> Files {
    let mut disk = Platter {
        names: BTreeMap::new(),
        contents: BTreeMap::new(),
        chance: Chance::new(seed),
        luck: Luck::default(),
    };
    disk.luck = Luck::draw(&mut disk.chance);
    for event in events {
        let ignored = matches!(event, Event::Sync(_) | Event::SyncNames) && syncs == Syncs::Ignored;
        if !ignored {
            disk.take(event);
        }
    }
    disk.survivors()
}

/// How this cut treats what was not synced.
#[derive(Default)]
struct Luck {
    sector: usize,
    /// Of a hundred sectors, so many survive.
    survive: usize,
    /// Of a hundred sectors, so many are noise.
    noise: usize,
}

impl Luck {
    fn draw(chance: &mut Chance) -> Self {
        Self {
            sector: chance.pick(&[512, 4_096]),
            survive: chance.pick(&[0, 10, 50, 90, 100]),
            noise: chance.pick(&[0, 0, 5]),
        }
    }
}

struct Platter<'a> {
    /// What a name may lead to: what is safe first, then what it was changed to since.
    names: BTreeMap<&'a str, Vec<Option<Inode>>>,
    contents: BTreeMap<Inode, Content<'a>>,
    chance: Chance,
    luck: Luck,
}

#[derive(Default)]
struct Content<'a> {
    safe: Vec<u8>,
    unsafe_yet: Vec<&'a Event>,
}

impl<'a> Platter<'a> {
    fn take(&mut self, event: &'a Event) {
        match event {
            Event::Link(name, inode) => self.name(name).push(Some(*inode)),
            Event::Unlink(name) => self.name(name).push(None),
            Event::SyncNames => {
                for leads_to in self.names.values_mut() {
                    leads_to.drain(..leads_to.len() - 1);
                }
            }
            Event::Write(inode, ..) | Event::Truncate(inode, _) => {
                self.contents
                    .entry(*inode)
                    .or_default()
                    .unsafe_yet
                    .push(event);
            }
            Event::Sync(inode) => {
                let content = self.contents.entry(*inode).or_default();
                for event in std::mem::take(&mut content.unsafe_yet) {
                    apply(&mut content.safe, event);
                }
            }
            // Some of it was written before the disk failed. The rest is forgotten: no later sync saves it.
            Event::SyncFailed(inode) => {
                let content = self.contents.entry(*inode).or_default();
                content.safe = survive(std::mem::take(content), &self.luck, &mut self.chance);
            }
        }
    }

    fn name(&mut self, name: &'a str) -> &mut Vec<Option<Inode>> {
        self.names.entry(name).or_insert_with(|| vec![None])
    }

    fn survivors(mut self) -> Files {
        let mut files = Files::new();
        for (name, leads_to) in &self.names {
            if let Some(inode) = self.chance.pick(leads_to) {
                let content = self.contents.remove(&inode).unwrap_or_default();
                files.insert(
                    (*name).into(),
                    survive(content, &self.luck, &mut self.chance),
                );
            }
        }
        files
    }
}

fn apply(bytes: &mut Vec<u8>, event: &Event) {
    match event {
        Event::Write(_, offset, written) => put(bytes, *offset, written),
        Event::Truncate(_, size) => bytes.resize(*size, 0),
        _ => {}
    }
}

fn put(bytes: &mut Vec<u8>, offset: usize, written: &[u8]) {
    let end = offset + written.len();
    bytes.resize(bytes.len().max(end), 0);
    bytes[offset..end].copy_from_slice(written);
}

fn survive(content: Content<'_>, luck: &Luck, chance: &mut Chance) -> Vec<u8> {
    let mut bytes = content.safe;
    let safe = bytes.len();
    let mut longest = safe;
    for event in content.unsafe_yet {
        match event {
            Event::Write(_, offset, written) => {
                longest = longest.max(offset + written.len());
                write_torn(&mut bytes, *offset, written, luck, chance);
            }
            other if chance.below(100) < luck.survive => apply(&mut bytes, other),
            _ => {}
        }
    }
    // The size is kept apart from the content, and may be older or newer.
    match chance.below(8) {
        0 => bytes.truncate(safe),
        1 if bytes.len() < longest => bytes.resize(longest, 0),
        2 if bytes.len() < longest => {
            let stale = chance.bytes(longest - bytes.len());
            bytes.extend(stale);
        }
        _ => {}
    }
    bytes
}

/// Each sector that the write touches comes through, or does not, or only as noise.
fn write_torn(
    bytes: &mut Vec<u8>,
    offset: usize,
    written: &[u8],
    luck: &Luck,
    chance: &mut Chance,
) {
    let mut from = 0;
    while from < written.len() {
        let to = written
            .len()
            .min(from + luck.sector - (offset + from) % luck.sector);
        let drawn = chance.below(100);
        if drawn < luck.noise {
            let noise = chance.bytes(to - from);
            put(bytes, offset + from, &noise);
        } else if drawn < luck.survive {
            put(bytes, offset + from, &written[from..to]);
        }
        from = to;
    }
}
