//! Which engines wrote a page, told by names that stand in it.
//!
//! Every row of the table has landmarks: `.class`, `#id`, `#start0` for an id of that start and a
//! number, `=value` of an attribute for the engine's own tests, `!attr` for an attribute that only
//! one engine has, `@name` for what the page says made it. `&` joins those that must all be there, `|` separates ways of telling. All rows' landmarks
//! are in one index, so that what a page costs does not depend on how many engines are known.

use std::sync::OnceLock;

use super::table::{Row, rows};
use crate::attributes::held;
use crate::record::Context;
use crate::snapshot::{NodeId, PageSnapshot};
use crate::tags::{Attr, Tag};

/// Engines that a page is read for at most; who claims to be more is none.
const MAX_ENGINES: usize = 8;

/// Longest name that can be a landmark, in bytes.
const MAX_NAME: usize = 48;

/// Names of one element that are looked at.
const MAX_NAMES: usize = 32;

/// Buckets of landmarks; hardly any other name falls into one that is not empty.
const BUCKETS: usize = 1_024;

/// A landmark, its row's place and its bit among the row's landmarks.
type Landmark = (u8, &'static str, usize, u32);

struct Index {
    landmarks: Vec<Landmark>,
    /// For each bucket the places of its landmarks.
    buckets: Vec<Vec<u16>>,
    /// For each row, the sets of landmarks of which one must be seen whole.
    ways: Vec<Vec<u32>>,
}

/// The rows whose landmarks are on the page, in the order of the table.
pub(super) fn recognise(cx: &Context) -> Vec<&'static Row> {
    static INDEX: OnceLock<Index> = OnceLock::new();
    let index = INDEX.get_or_init(Index::new);
    let mut seen = vec![0; index.ways.len()];
    let mut note = |kind, name: &str| index.note(kind, name, &mut seen);
    let classes = cx.survey.classes();
    let mut is_fresh = vec![true; classes.count()];
    for id in cx.page.all() {
        let fresh = is_fresh.get_mut(classes.number_of(id));
        if fresh.is_some_and(std::mem::take) {
            let words = cx.page.classes(id).take(MAX_NAMES);
            words.filter(is_short).for_each(|name| note(b'.', name));
        }
        if cx.survey.holds(id, held::LANDMARK) {
            names(cx.page, id, &mut note);
        }
    }
    let is_there = |(ways, seen): (&Vec<u32>, &u32)| ways.iter().any(|way| way & seen == *way);
    let known = rows().zip(index.ways.iter().zip(&seen));
    known
        .filter(|(_, row)| is_there(*row))
        .map(|(row, _)| row)
        .take(MAX_ENGINES)
        .collect()
}

impl Index {
    fn new() -> Self {
        let mut index = Self {
            landmarks: Vec::new(),
            buckets: vec![Vec::new(); BUCKETS],
            ways: Vec::new(),
        };
        for (place, row) in rows().enumerate() {
            let mut bit = 1;
            let mut ways = Vec::new();
            for way in row.landmarks.split('|') {
                let mut needed = 0;
                for landmark in way.split('&') {
                    index.add(landmark, place, bit);
                    needed |= bit;
                    bit <<= 1;
                }
                ways.push(needed);
            }
            index.ways.push(ways);
        }
        index
    }

    fn add(&mut self, landmark: &'static str, place: usize, bit: u32) {
        let (kind, name) = landmark.split_at(1);
        let (kind, name) = match (kind, name.strip_suffix('0')) {
            ("#", Some(start)) => (b'0', start),
            _ => (kind.as_bytes().first().copied().unwrap_or(0), name),
        };
        if let Some(bucket) = self.buckets.get_mut(bucket(kind, name)) {
            bucket.push(self.landmarks.len() as u16);
        }
        self.landmarks.push((kind, name, place, bit));
    }

    fn note(&self, kind: u8, name: &str, seen: &mut [u32]) {
        let bucket = self.buckets.get(bucket(kind, name));
        for place in bucket.map_or(&[][..], Vec::as_slice) {
            if let Some((known, text, row, bit)) = self.landmarks.get(usize::from(*place))
                && (*known, *text) == (kind, name)
                && let Some(seen) = seen.get_mut(*row)
            {
                *seen |= bit;
            }
        }
    }
}

/// Where a name is looked for, by little of it.
fn bucket(kind: u8, name: &str) -> usize {
    let bytes = name.as_bytes();
    let at = |place: usize| usize::from(bytes.get(place).copied().unwrap_or(0));
    let mix = usize::from(kind) + at(0) * 5 + at(bytes.len() / 2) * 37 + bytes.len() * 131;
    mix % BUCKETS
}

fn is_short(name: &&str) -> bool {
    !name.is_empty() && name.len() <= MAX_NAME
}

/// The names of an element, beside its classes, that can be landmarks.
fn names<'a>(page: &'a PageSnapshot, id: NodeId, mut note: impl FnMut(u8, &'a str)) {
    for (attr, value) in page.all_attributes(id) {
        match attr {
            Attr::Id if is_short(&value) => match value.find(|c: char| c.is_ascii_digit()) {
                Some(at) => note(b'0', value.get(..at).unwrap_or(value)),
                None => note(b'#', value),
            },
            Attr::DataTestid | Attr::DataAutomationId | Attr::DataTid | Attr::Component
                if is_short(&value) =>
            {
                note(b'=', value);
            }
            Attr::Thingid => note(b'!', "thingid"),
            Attr::Content
                if page.tag(id) == Tag::Meta && page.attr(id, Attr::Name) == Some("generator") =>
            {
                let name = value.split([' ', '/', ',']).next().unwrap_or(value);
                Some(name)
                    .filter(is_short)
                    .into_iter()
                    .for_each(|name| note(b'@', name));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_row_has_more_landmarks_than_bits() {
        for row in rows() {
            let count = row.landmarks.split(['|', '&']).count();
            assert!(count <= 32, "{}", row.name);
            for landmark in row.landmarks.split(['|', '&']) {
                assert!(
                    landmark.starts_with(['.', '#', '=', '@', '!']),
                    "{}: {landmark}",
                    row.name
                );
                assert!(landmark.len() <= MAX_NAME, "{landmark}");
            }
        }
    }
}
