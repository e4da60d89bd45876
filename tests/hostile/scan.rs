//! Any HTML to posts, each of which is somewhere on the page and has an identity of its own.

use std::collections::HashSet;

use groundswell_scan::{PageSnapshot, Post, from_html, scan};

/// Takes a page; a first line that begins with `http` is its address.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (url, html) = match text.split_once('\n') {
        Some((first, rest)) if first.starts_with("http") => (first, rest),
        _ => ("https://forum.example/t/7?page=2", &*text),
    };
    let page = from_html(url, html);
    check(&page);
}

/// Checks what the scanner finds on a page.
pub fn check(page: &PageSnapshot) -> Vec<Post> {
    let posts = scan(page);
    assert_eq!(posts, scan(page), "the same page, the same posts");
    let locators: HashSet<&str> = posts.iter().map(|post| post.locator.as_str()).collect();
    assert_eq!(locators.len(), posts.len(), "two posts of one name");
    assert!(
        posts.is_sorted_by(|a, b| a.root <= b.root),
        "in the order of the page"
    );
    for post in &posts {
        assert!((post.root as usize) < page.len() && (post.body as usize) < page.len());
        assert!(
            !post.text.is_empty() && !post.locator.is_empty(),
            "{post:?}"
        );
    }
    posts
}
