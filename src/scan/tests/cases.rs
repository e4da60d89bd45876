//! Small pages in files, and the posts that they must yield.
//!
//! A page begins with a comment: what it is, its address, and for each post its kind, author, day,
//! permalink and text. A day behind `?` is shown in words that need not be understood.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use crate::{PageSnapshot, Post, from_html};

pub(crate) struct Case {
    pub(crate) name: String,
    /// What the page is; of an engine's, the name of its row.
    pub(crate) row: String,
    pub(crate) page: PageSnapshot,
    pub(crate) expected: Vec<String>,
    origin: String,
}

/// The pages in a folder of this crate, by name.
pub(crate) fn cases_in(folder: &str) -> Vec<Case> {
    read(folder, str::to_owned)
}

/// The same pages with classes and ids that nobody reads.
pub(crate) fn nameless_cases_in(folder: &str) -> Vec<Case> {
    read(folder, |body| {
        body.replace(" class=", " c=").replace(" id=", " i=")
    })
}

fn read(folder: &str, change: fn(&str) -> String) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths.iter().map(|path| case(path, change)).collect()
}

fn case(path: &Path, change: fn(&str) -> String) -> Case {
    let html = std::fs::read_to_string(path).unwrap();
    let (head, body) = html.split_once("-->").unwrap();
    let mut lines = head.trim_start_matches("<!--").trim().lines();
    let (row, url) = (lines.next().unwrap(), lines.next().unwrap());
    let origin: Vec<&str> = url.splitn(4, '/').take(3).collect();
    Case {
        name: path.file_stem().unwrap().to_string_lossy().into_owned(),
        row: row.to_owned(),
        page: from_html(url, &change(body)),
        expected: lines.map(str::to_owned).collect(),
        origin: origin.join("/"),
    }
}

impl Case {
    /// What was found, written as the page's head writes it.
    pub(crate) fn told(&self, posts: &[Post]) -> Vec<String> {
        posts
            .iter()
            .enumerate()
            .map(|(place, post)| self.line(post, self.expected.get(place)))
            .collect()
    }

    fn line(&self, post: &Post, expected: Option<&String>) -> String {
        let author = post.author.as_deref().unwrap_or("-");
        let expected_day = expected.and_then(|line| line.split(" | ").nth(2));
        let day = match (&post.time, expected_day) {
            (None, Some(day)) if day.starts_with('?') => day.to_owned(),
            (Some(time), Some(day)) if day.starts_with('?') => format!("?{}", &time[..10]),
            (Some(time), _) => time[..10].to_owned(),
            (None, _) => "-".to_owned(),
        };
        let link = post.permalink.as_deref().unwrap_or("-");
        let link = link.strip_prefix(&self.origin).unwrap_or(link);
        let text = post.text.replace('\n', " / ");
        format!("{:?} | {author} | {day} | {link} | {text}", post.kind)
    }
}
