//! The sample intranet's ratings, as `www/demo/ratings.json` tells them.
//!
//! Per page, by its path on the demo's hub, and per post, how many readers gave which value. A post
//! is named by how its locator ends, which for most is the anchor; the page itself, where it is a
//! post, by the empty text. The space is the one that the page's script tag names.
//!
//! ```json
//! {
//!   "pages": {
//!     "/blog/roadmap.html": { "": { "1": 14 }, "#comment-3": { "1": 6 } },
//!     "/forum/thread.html": { "#101": { "1": 9, "-1": 4 } }
//!   }
//! }
//! ```

use std::collections::BTreeMap;

use anyhow::{Context as _, bail, ensure};
use groundswell_protocol::{PostId, SpaceId};
use serde::Deserialize;

/// Most readers who rate one post of the sample: more would only take longer to set up.
pub const MAX_READERS: u32 = 200;

/// The whole sample.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleRatings {
    /// Every page that has ratings, by its path.
    pub pages: BTreeMap<String, PageRatings>,
}

/// Per end of a post's locator, how many readers gave which value.
pub type PageRatings = BTreeMap<String, BTreeMap<i8, u32>>;

/// Reads `ratings.json`.
pub fn parse(text: &str) -> anyhow::Result<SampleRatings> {
    let sample: SampleRatings =
        serde_json::from_str(text).context("is not of the form that ratings.rs describes")?;
    for (page, posts) in &sample.pages {
        ensure!(
            page.starts_with('/'),
            "the path '{page}' does not begin with '/'"
        );
        for (post, counts) in posts {
            let readers: u64 = counts.values().map(|count| u64::from(*count)).sum();
            ensure!(
                readers <= u64::from(MAX_READERS),
                "{readers} readers rate '{post}' of {page}: at most {MAX_READERS} can"
            );
        }
    }
    Ok(sample)
}

/// The space that a page's script tag names.
pub fn space_of(html: &str) -> anyhow::Result<SpaceId> {
    let named = html
        .split_once("data-space=\"")
        .and_then(|(_, rest)| rest.split_once('"'));
    match named {
        Some((name, _)) => name
            .parse()
            .with_context(|| format!("data-space=\"{name}\"")),
        None => Ok(SpaceId::default()),
    }
}

/// What each reader gives one post: reader and value, every reader at most once.
///
/// The readers of each post begin elsewhere among the [`MAX_READERS`], so that not the same few have
/// rated everything; where is up to the post alone, so that the others may come and go.
pub fn by_reader(
    counts: &BTreeMap<i8, u32>,
    post: PostId,
) -> impl Iterator<Item = (u32, i8)> + use<> {
    let [a, b, ..] = *post.as_bytes();
    let first = u32::from(u16::from_be_bytes([a, b]));
    let give = |(value, count): (&i8, &u32)| std::iter::repeat_n(*value, *count as usize);
    let values: Vec<i8> = counts.iter().flat_map(give).collect();
    (first..)
        .zip(values)
        .map(|(reader, value)| (reader % MAX_READERS, value))
}

/// The one locator that ends like `name`; for the empty name, the one that is a page's own.
pub fn find_locator<'a>(locators: &[&'a str], name: &str) -> anyhow::Result<&'a str> {
    let fits = |locator: &str| {
        if name.is_empty() {
            !locator.contains('#')
        } else {
            locator.ends_with(name)
        }
    };
    let mut found = locators.iter().filter(|locator| fits(locator));
    match (found.next(), found.next()) {
        (Some(locator), None) => Ok(locator),
        (Some(first), Some(second)) => bail!("'{name}' may be {first} or {second}"),
        (None, _) => bail!("no post is '{name}'; there are {}", locators.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn reads_pages_posts_and_counts() {
        let sample = parse(r##"{"pages": {"/a.html": {"#p1": {"1": 9, "-1": 4}}}}"##).unwrap();
        assert_eq!(sample.pages["/a.html"]["#p1"], [(-1, 4), (1, 9)].into());
    }

    #[test]
    fn refuses_what_it_would_misread() {
        for text in [
            "[]",
            r#"{"pages": {}, "space": "s"}"#,
            r#"{"pages": {"a.html": {"": {"1": 1}}}}"#,
            r#"{"pages": {"/a.html": {"": {"up": 1}}}}"#,
            r#"{"pages": {"/a.html": {"": {"1": 200, "-1": 1}}}}"#,
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse(r#"{"pages": {"/a.html": {"": {"1": 200}}}}"#).is_ok());
    }

    #[test]
    fn the_space_is_that_of_the_tag() {
        let space = |html| space_of(html).map(|space| space.to_string()).ok();
        let tag = r#"<script async src="/groundswell.js" data-space="forum" data-rating="updown">"#;
        assert_eq!(space(tag).as_deref(), Some("forum"));
        assert_eq!(
            space("<script src=\"/groundswell.js\">").as_deref(),
            Some("default")
        );
        assert_eq!(space("<script data-space=\"No!\">"), None);
    }

    #[test]
    fn no_reader_rates_a_post_twice() {
        let counts = [(-1, 60), (1, MAX_READERS - 60)].into();
        for bytes in [[0; 16], [7; 16], [255; 16]] {
            let post = PostId::from_bytes(bytes);
            let given: Vec<_> = by_reader(&counts, post).collect();
            let readers: BTreeSet<_> = given.iter().map(|(reader, _)| reader).collect();
            assert_eq!(readers.len(), given.len());
            assert!(readers.iter().all(|reader| **reader < MAX_READERS));
            assert_eq!(given.iter().filter(|(_, value)| *value == -1).count(), 60);
        }
    }

    #[test]
    fn a_name_is_one_post_or_an_error() {
        let page = "127.0.0.1/blog/a.html";
        let locators = [
            page,
            "127.0.0.1/blog/a.html#c1",
            "127.0.0.1/blog/a.html#c11",
        ];
        let find = |name| find_locator(&locators, name).ok();
        assert_eq!(find(""), Some(page));
        assert_eq!(find("#c1"), Some(locators[1]));
        assert_eq!(find("1"), None);
        assert_eq!(find("#c2"), None);
    }
}
