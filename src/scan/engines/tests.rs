//! Small pages as engines write them, in `pages/`, and the posts that they must yield.
//!
//! A page begins with a comment: the row's name, the page's address, and for each post its kind,
//! author, day, permalink and text. A day behind `?` is shown in words that the row does not point at.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::table::rows;
use crate::post::{Evidence, Post};
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
        let mut cx = Context::new(&case.page);
        let sets = super::read(&mut cx);
        let by_row =
            |record: &&Record| record.engine == Some(&case.row) && super::has_words(&cx, record);
        let count = sets.iter().flatten().filter(by_row).count();
        // The article above comments may be another row's.
        let needed = case.expected.len().min(3);
        assert!(count >= needed, "{} {count}", case.name);
        seen.insert(case.row);
    }
    let names: BTreeSet<String> = rows().map(|row| row.name.to_owned()).collect();
    assert_eq!(names, seen, "a row without a page, or a page without a row");
}

#[test]
fn a_row_that_misses_a_post_hides_none() {
    let item = |n: u32, body: &str| {
        format!(
            "<li class='message' id='post-{n}' data-author='A{n}'><a class=username href=/members/{n}>A{n}</a>
             <time datetime=2024-01-0{n}>x</time><div class='{body}'>Said by number {n} alone.</div></li>"
        )
    };
    let items = [1, 2, 3, 4, 5].map(|n| item(n, if n == 4 { "own" } else { "messageText" }));
    let html = format!("<ol class=messageList>{}</ol>", items.concat());
    let posts = scan(&from_html("http://forum.test/threads/5/", &html));
    let known = posts.iter().map(|post| post.engine.is_some());
    assert_eq!(known.collect::<Vec<_>>(), [true, true, true, false, true]);
}

#[test]
fn a_description_and_a_row_make_one_post() {
    let item = |n: u32| {
        format!(
            "<article class='message message--post' data-author='Ann' id=js-post-{n} itemscope
               itemtype=http://schema.org/DiscussionForumPosting><meta itemprop=datePublished content=2024-01-0{n}>
             <ul class=message-attribution-main><li><a href=/threads/5/post-{n}>{n}</a></ul>
             <div class=message-body itemprop=text><div class=bbWrapper>Said in number {n}.</div></div>
             <aside class=message-signature itemprop=text>Always the same few words</aside></article>"
        )
    };
    let html = [1, 2, 3].map(item).concat();
    let posts = scan(&from_html("http://forum.test/threads/5/", &html));
    assert_eq!(posts.len(), 3);
    for (post, n) in posts.iter().zip(1..) {
        assert_eq!(post.evidence, Evidence::Microdata);
        assert_eq!(post.engine, Some("XenForo 2"));
        assert_eq!(post.text, format!("Said in number {n}."));
        assert_eq!(post.author.as_deref(), Some("Ann"));
        let link = format!("http://forum.test/threads/5/post-{n}");
        assert_eq!(post.permalink, Some(link));
    }
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
