//! Small pages as engines write them, in `pages/`, and the posts that they must yield.
//!
//! A page begins with a comment: the row's name, the page's address, and for each post its kind,
//! author, day, permalink and text. A day behind `?` is shown in words that the row does not point at.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::table::rows;
use crate::post::Post;
use crate::record::{Context, Record};
use crate::scan::scan_without_engines;
use crate::{PageSnapshot, from_html, scan};

struct Case {
    name: String,
    row: String,
    page: PageSnapshot,
    origin: String,
    expected: Vec<String>,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("engines/pages");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths.iter().map(|path| case(path)).collect()
}

fn case(path: &Path) -> Case {
    let html = std::fs::read_to_string(path).unwrap();
    let (head, body) = html.split_once("-->").unwrap();
    let mut lines = head.trim_start_matches("<!--").trim().lines();
    let (row, url) = (lines.next().unwrap(), lines.next().unwrap());
    let origin: Vec<&str> = url.splitn(4, '/').take(3).collect();
    Case {
        name: path.file_stem().unwrap().to_string_lossy().into_owned(),
        row: row.to_owned(),
        page: from_html(url, body),
        origin: origin.join("/"),
        expected: lines.map(str::to_owned).collect(),
    }
}

impl Case {
    /// What was found, written as the page's head writes it.
    fn told(&self, posts: &[Post]) -> Vec<String> {
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

#[test]
fn engines_are_read_as_they_write() {
    let mut wrong = Vec::new();
    for case in cases() {
        let told = case.told(&scan(&case.page));
        if told != case.expected {
            wrong.push(format!(
                "{}\n  {told:#?}\n  {:#?}",
                case.name, case.expected
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_row_sees_the_posts_of_its_pages() {
    let mut seen = BTreeSet::new();
    for case in cases() {
        let sets = super::read(&mut Context::new(&case.page));
        let by_row = |record: &&Record| record.engine == Some(&case.row);
        let count = sets.iter().flatten().filter(by_row).count();
        assert_eq!(count, case.expected.len(), "{}", case.name);
        seen.insert(case.row);
    }
    let names: BTreeSet<String> = rows().map(|row| row.name.to_owned()).collect();
    assert!(seen.is_subset(&names), "a page without a row");
}

/// With `--nocapture` it prints what is lost without the table.
#[test]
fn pages_can_be_read_without_the_table() {
    let (mut right, mut all) = (0, 0);
    for case in cases() {
        let posts = scan_without_engines(&case.page);
        let told = case.told(&posts);
        let locators: BTreeSet<&String> = posts.iter().map(|post| &post.locator).collect();
        assert_eq!(locators.len(), posts.len(), "{}", case.name);
        all += 1;
        if told == case.expected {
            right += 1;
            continue;
        }
        println!("{}.html", case.name);
        let lost = case.expected.iter().filter(|line| !told.contains(line));
        lost.for_each(|line| println!("  lost  {line}"));
        let other = told.iter().filter(|line| !case.expected.contains(line));
        other.for_each(|line| println!("  found {line}"));
    }
    println!("{right} of {all} pages are right without the table");
    assert!(right * 4 >= all, "{right} of {all}");
}
