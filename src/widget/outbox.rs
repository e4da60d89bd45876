//! The widget's durable queue of ratings not yet acknowledged.
//!
//! It holds, for each post, the rating its reader wants it to have. Setting is idempotent, so an entry
//! may be sent as often as it takes; it leaves only when the hub acknowledged exactly that wish.

use std::cell::RefCell;

use groundswell_protocol::{PostId, RatingKind, RatingValue};

use crate::storage::Shelf;

/// Most posts with an unsent rating. A reader who rates this many without a hub is told so.
pub const MAX_ENTRIES: usize = 500;

/// Name on the shelf.
const NAME: &str = "outbox";

/// What a reader wants a post's rating to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The post.
    pub post: PostId,
    /// Its rating; `None` takes it back.
    pub value: Option<RatingValue>,
    /// Tells this wish from an earlier or later one for the same post.
    pub nonce: u32,
}

/// The queue is full.
#[derive(Debug, PartialEq, Eq)]
pub struct Full;

/// The queue, kept in the browser's storage; where that is blocked, in memory for this page view.
pub struct Outbox {
    shelf: Shelf,
    kind: RatingKind,
    memory: RefCell<Vec<Entry>>,
}

impl Outbox {
    /// The queue kept on `shelf`, with ratings of `kind`.
    pub fn open(shelf: Shelf, kind: RatingKind) -> Self {
        let outbox = Self {
            shelf,
            kind,
            memory: RefCell::new(Vec::new()),
        };
        outbox.refresh();
        outbox
    }

    /// The key under which the queue is stored, for `storage` events of other tabs.
    pub fn storage_key(&self) -> String {
        self.shelf.key(NAME)
    }

    /// Reads the queue anew: another tab of this browser may have changed it.
    pub fn refresh(&self) {
        if self.shelf.works() {
            let text = self.shelf.get(NAME).unwrap_or_default();
            *self.memory.borrow_mut() = parse(&text, self.kind);
        }
    }

    /// The oldest wish.
    pub fn first(&self) -> Option<Entry> {
        self.memory.borrow().first().copied()
    }

    /// The wish for `post`, if there is one.
    pub fn get(&self, post: PostId) -> Option<Entry> {
        self.memory
            .borrow()
            .iter()
            .find(|entry| entry.post == post)
            .copied()
    }

    /// Keeps `entry`, in place of an earlier wish for its post.
    ///
    /// # Errors
    /// [`Full`] at [`MAX_ENTRIES`]; nothing is changed then.
    pub fn put(&self, entry: Entry) -> Result<(), Full> {
        self.refresh();
        let mut entries = self.memory.take();
        let held = entries.iter().any(|other| other.post == entry.post);
        let full = entries.len() >= MAX_ENTRIES && !held;
        if !full {
            entries.retain(|other| other.post != entry.post);
            entries.push(entry);
        }
        self.keep(entries);
        if full { Err(Full) } else { Ok(()) }
    }

    /// Forgets a wish that was carried out, unless the reader has another one by now.
    pub fn settle(&self, done: Entry) {
        self.refresh();
        let mut entries = self.memory.take();
        entries.retain(|entry| entry.post != done.post || entry.nonce != done.nonce);
        self.keep(entries);
    }

    fn keep(&self, entries: Vec<Entry>) {
        if entries.is_empty() {
            self.shelf.remove(NAME);
        } else {
            self.shelf.set(NAME, &render(&entries));
        }
        self.memory.replace(entries);
    }
}

/// One line per entry: post, value (0: take it back), nonce.
fn render(entries: &[Entry]) -> String {
    let mut text = String::new();
    for Entry { post, value, nonce } in entries {
        let value = value.map_or(0, RatingValue::get);
        text.push_str(&format!("{post} {value} {nonce}\n"));
    }
    text
}

/// Lines that are no entry are passed over: the page's own scripts can write here too.
fn parse(text: &str, kind: RatingKind) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for entry in text
        .lines()
        .filter_map(|line| parse_line(line, kind))
        .take(MAX_ENTRIES)
    {
        entries.retain(|other| other.post != entry.post);
        entries.push(entry);
    }
    entries
}

fn parse_line(line: &str, kind: RatingKind) -> Option<Entry> {
    let mut parts = line.split(' ');
    let post = parts.next()?.parse().ok()?;
    let value = match parts.next()?.parse().ok()? {
        0 => None,
        value => Some(RatingValue::new(kind, value).ok()?),
    };
    let nonce = parts.next()?.parse().ok()?;
    parts
        .next()
        .is_none()
        .then_some(Entry { post, value, nonce })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(locator: &str, value: i64, nonce: u32) -> Entry {
        let value = RatingValue::new(RatingKind::UpDown, value).ok();
        Entry {
            post: PostId::from_locator(locator),
            value,
            nonce,
        }
    }

    #[test]
    fn what_is_kept_is_read_back() {
        let entries = [entry("a", 1, 7), entry("b", -1, u32::MAX), entry("c", 0, 0)];
        assert_eq!(parse(&render(&entries), RatingKind::UpDown), entries);
    }

    #[test]
    fn spoilt_lines_are_passed_over() {
        let good = entry("a", 1, 7);
        let text = format!(
            "\n{}nonsense\nx 1 2\n{} 9 1\n{} 1\n",
            render(&[good]),
            good.post,
            good.post
        );
        assert_eq!(parse(&text, RatingKind::UpDown), [good]);
    }

    #[test]
    fn values_of_another_kind_are_passed_over() {
        assert_eq!(parse(&render(&[entry("a", -1, 7)]), RatingKind::Useful), []);
    }

    #[test]
    fn the_last_wish_for_a_post_counts() {
        let text = render(&[entry("a", 1, 1), entry("b", 1, 2), entry("a", -1, 3)]);
        assert_eq!(
            parse(&text, RatingKind::UpDown),
            [entry("b", 1, 2), entry("a", -1, 3)]
        );
    }

    #[test]
    fn a_flood_is_cut() {
        let many: Vec<_> = (0..2 * MAX_ENTRIES)
            .map(|i| entry(&i.to_string(), 1, 1))
            .collect();
        assert_eq!(parse(&render(&many), RatingKind::UpDown).len(), MAX_ENTRIES);
    }
}
