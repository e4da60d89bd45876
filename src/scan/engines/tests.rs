//! Small pages as engines write them, in `pages/`, and the posts that they must yield. A page's
//! comment begins with the row's name.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::BTreeSet;

use super::table::rows;
use crate::post::Evidence;
use crate::record::{Context, Record};
use crate::scan::scan_without_engines;
use crate::tests::cases::{Case, cases_in};
use crate::{from_html, scan};

fn cases() -> Vec<Case> {
    cases_in("engines/pages")
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
        let rows = super::recognise(&cx);
        let sets = super::read(&mut cx, &rows);
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
