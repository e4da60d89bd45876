//! Any page as the widget hands it to the scanner: a made tree of known tags and attributes, and numbers
//! that are no tree at all.

use arbitrary::{Result, Unstructured};
use groundswell_scan::{ATTRIBUTES, PageSnapshot, TAGS};

use crate::scan::check;

/// Most nodes of a made page.
const MAX_NODES: usize = 400;

/// Values that mean something to the scanner.
const VALUES: [&str; 28] = [
    "",
    "post",
    "comment",
    "c7",
    "post-12",
    "comments",
    "reply",
    "author",
    "#c7",
    "#post-12",
    "/t/7?page=3",
    "/t/8",
    "https://forum.example/t/7#c9",
    "/user/anna",
    "2024-05-01T10:00:00Z",
    "2024-05",
    "h-entry",
    "hentry p-author",
    "e-content p-name",
    "u-url dt-published",
    "http://schema.org/Comment",
    "https://schema.org/DiscussionForumPosting",
    "author name",
    "text articleBody",
    "datePublished",
    "application/ld+json",
    "de-AT",
    "true",
];

/// Texts that do, too; JSON is looked for in scripts.
const TEXTS: [&str; 10] = [
    "The new machine in the lobby is a wonder.",
    "Anna",
    "3 likes",
    "Reply",
    "2 May 2024, 10:15",
    " ",
    "#7",
    "Anna wrote:",
    r#"{"@type":"DiscussionForumPosting","url":"/t/7","text":"It works.","comment":[{"@type":"Comment","text":"Fine"}]}"#,
    r#"[{"@graph":[{"@type":"Article","mainEntityOfPage":"/a","headline":"Coffee"}]}]"#,
];

/// Takes the choices of which a page is made.
pub fn run(data: &[u8]) {
    let mut u = Unstructured::new(data);
    if let Ok(page) = page(&mut u) {
        check(&page);
    }
}

fn page(u: &mut Unstructured<'_>) -> Result<PageSnapshot> {
    if u.ratio(1, 8)? {
        let strings: String = u.arbitrary()?;
        let shape: Vec<u32> = u.arbitrary()?;
        return Ok(PageSnapshot::from_parts(
            "https://forum.example/t/7",
            &shape,
            &strings,
        ));
    }
    let mut made = Made::default();
    while !u.is_empty() && made.count < MAX_NODES {
        made.grow(u)?;
    }
    let url = u.choose(&[
        "https://forum.example/t/7",
        "https://www.forum.example/t/7?page=2",
        "x",
    ])?;
    Ok(PageSnapshot::from_parts(
        url,
        &made.shape,
        &made.strings.join("\0"),
    ))
}

/// A page in the words of [`PageSnapshot::from_parts`].
#[derive(Default)]
struct Made<'a> {
    shape: Vec<u32>,
    strings: Vec<&'a str>,
    open: Vec<u32>,
    count: usize,
}

impl<'a> Made<'a> {
    /// Adds a node below one that is open, or repeats what one of them has, as engines do.
    fn grow(&mut self, u: &mut Unstructured<'a>) -> Result<()> {
        if !self.open.is_empty() {
            let closed = u
                .int_in_range(0..=3_usize)?
                .saturating_sub(1)
                .min(self.open.len() - 1);
            self.open.truncate(self.open.len() - closed);
        }
        let parent = self.open.last().copied().unwrap_or(u32::MAX);
        if parent != u32::MAX && u.ratio(2, 5)? {
            self.shape.extend([parent, 1]);
            let text = if u.ratio(1, 6)? {
                u.arbitrary()?
            } else {
                *u.choose(&TEXTS)?
            };
            self.strings.push(text);
        } else {
            self.element(parent, u)?;
            self.open.push(self.count as u32);
        }
        self.count += 1;
        Ok(())
    }

    fn element(&mut self, parent: u32, u: &mut Unstructured<'a>) -> Result<()> {
        let tag = u.int_in_range(0..=TAGS.len())? as u32;
        let hidden = u32::from(u.ratio(1, 16)?);
        let marks = if u.ratio(1, 12)? {
            u.int_in_range(0..=63_u32)?
        } else {
            0
        };
        let attributes = u.int_in_range(0..=3_u32)?;
        self.shape.extend([
            parent,
            hidden << 1 | marks << 2 | attributes << 8 | tag << 16,
        ]);
        if tag == 0 {
            self.strings.push("custom-post");
        }
        for _ in 0..attributes {
            self.shape
                .push(u.int_in_range(0..=ATTRIBUTES.len() - 1)? as u32);
            let value = if u.ratio(1, 6)? {
                u.arbitrary()?
            } else {
                *u.choose(&VALUES)?
            };
            self.strings.push(value);
        }
        Ok(())
    }
}
