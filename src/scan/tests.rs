//! Whole pages, small: what the scanner finds on them, and what nothing may do to it.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::{MAX_NODES, PageSnapshot, Post, from_html, scan};

/// Checks that every promise to the widget is kept, whatever the page.
fn assert_sound(page: &PageSnapshot, posts: &[Post]) {
    let mut locators = BTreeSet::new();
    for post in posts {
        assert!((post.root as usize) < page.len() && (post.body as usize) < page.len());
        assert!(locators.insert(&post.locator), "{} twice", post.locator);
        assert!(!post.text.is_empty());
    }
    assert!(posts.is_sorted_by_key(|post| post.root));
}

#[test]
fn a_deep_page_is_scanned() {
    for tag in ["<div>", "<article>", "<div class=comment id=c1>"] {
        let page = from_html(
            "http://a.test/",
            &(tag.repeat(10_000) + "words of somebody"),
        );
        assert_sound(&page, &scan(&page));
    }
}

#[test]
fn a_page_at_the_limit_is_scanned() {
    let mut html = String::new();
    for number in 0..MAX_NODES / 4 {
        html += &format!("<div class=post id=p{number}><i class=author>A</i>word</div>");
    }
    let page = from_html("http://a.test/", &html);
    assert_eq!(page.len(), MAX_NODES);
    assert_sound(&page, &scan(&page));
}

/// Pieces of which a page that provokes the scanner is made.
const PIECES: &[&str] = &[
    "<div class=comment id=c1>",
    "<div id=c2 class='post reply'>",
    "</div>",
    "<article>",
    "</article>",
    "<li>",
    "<ul>",
    "</ul>",
    "<table><tr><td>",
    "<tr>",
    "<td>",
    "</table>",
    "<a href=#c1>",
    "</a>",
    "<a href='/user/1' rel=author>",
    "<time datetime=2020-01-01>",
    "</time>",
    "some words, said ",
    "<p>",
    "<blockquote class=quote>",
    "</blockquote>",
    "<div itemscope itemtype=http://schema.org/Comment>",
    "<span itemprop=author>",
    "</span>",
    "<div class='h-entry hentry'>",
    "<h2>",
    "</h2>",
    "<a name=7>",
    "<script type=application/ld+json>{\"@type\":\"Comment\",\"text\":\"some words\"}</script>",
    "<div data-groundswell=post>",
    "<div hidden>",
    "<nav>",
    "</nav>",
];

proptest! {
    #[test]
    fn any_parts_are_survived(
        shape in prop::collection::vec(prop_oneof![0_u32..8, Just(u32::MAX), any::<u32>()], 0..200),
        strings in "[a-z0-9 \u{0}:/#-]{0,200}",
    ) {
        let page = PageSnapshot::from_parts("http://a.test/", &shape, &strings);
        assert_sound(&page, &scan(&page));
    }

    #[test]
    fn any_page_is_survived(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..80)) {
        let page = from_html("http://a.test/x", &pieces.concat());
        let posts = scan(&page);
        assert_sound(&page, &posts);
        let tracked = from_html("https://www.a.test/x/?utm_source=mail", &pieces.concat());
        let again: Vec<String> = scan(&tracked).into_iter().map(|post| post.locator).collect();
        let locators: Vec<String> = posts.into_iter().map(|post| post.locator).collect();
        prop_assert_eq!(again, locators, "the way to a page changes no identity");
    }

    #[test]
    fn any_text_is_survived(html in "\\PC{0,300}", url in "\\PC{0,30}") {
        let page = from_html(&url, &html);
        assert_sound(&page, &scan(&page));
    }
}
