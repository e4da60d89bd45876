//! Generated blogs and forums: a post has one locator on every page it is on, and no two posts
//! share one.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use crate::{from_html, scan};

/// A way in which forums write the ids and addresses of their posts.
#[derive(Clone, Copy, Debug)]
struct Style {
    /// The address of a topic's page, with the page's number.
    topic: fn(u32, u32) -> String,
    /// What is around a post's text: id or anchor, and link.
    frame: fn(topic: u32, page: u32, post: u32) -> (String, String),
}

const STYLES: &[Style] = &[
    Style {
        topic: |topic, page| format!("/threads/hello.{topic}/page-{page}"),
        frame: |topic, _, post| {
            (
                format!("id=js-post-{post}"),
                format!("<a href=/threads/hello.{topic}/post-{post}>#{post}</a>"),
            )
        },
    },
    Style {
        topic: |topic, page| format!("/viewtopic.php?f=1&t={topic}&start={}", page * 20),
        frame: |_, _, post| {
            (
                format!("id=p{post}"),
                format!("<a href='./viewtopic.php?p={post}&amp;sid=f00d{post}#p{post}'>link</a>"),
            )
        },
    },
    Style {
        topic: |topic, page| format!("/index.php?topic={topic}.{}", page * 20),
        frame: |topic, _, post| {
            (
                format!("id=msg{post}"),
                format!("<a href='/index.php?topic={topic}.msg{post}#msg{post}'>link</a>"),
            )
        },
    },
    Style {
        topic: |topic, page| format!("/t/{topic}?page={page}"),
        frame: |_, _, post| (format!("id=comment-{post}"), String::new()),
    },
    Style {
        topic: |topic, page| format!("/t/{topic}?page={page}"),
        frame: |_, page, post| {
            (
                format!("data-post-id={post}"),
                format!("<a href='?page={page}#c{post}'>link</a>"),
            )
        },
    },
];

/// How a reader came to a page: what is before its path, and what its query ends in.
const WAYS: &[(&str, &str)] = &[
    ("http://a.test", ""),
    ("https://www.a.test", "utm_source=mail&fbclid=x"),
    ("https://a.test:443", "sort=new"),
    ("http://m.a.test", "PHPSESSID=0a1b&highlight=word"),
];

fn forum_page(
    style: Style,
    topic: u32,
    page: u32,
    posts: &[u32],
    way: (&str, &str),
) -> Vec<String> {
    let post = |post: &u32| {
        let (name, link) = (style.frame)(topic, page, *post);
        format!(
            "<div class=post {name}><b class=author>User {}</b><time datetime=2024-01-02T10:{:02}>x</time>{link}
             <div class=content>What number {post} of {topic} has to say about it.</div></div>",
            post % 3,
            post % 60
        )
    };
    let path = (style.topic)(topic, page);
    let joint = if path.contains('?') { "&" } else { "?" };
    let url = [way.0, &path, joint, way.1].concat();
    let html: String = posts.iter().map(post).collect();
    scan(&from_html(&url, &format!("<main>{html}</main>")))
        .into_iter()
        .map(|post| post.locator)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_forum_post_has_one_name_and_shares_it_with_none(
        style in prop::sample::select(STYLES),
        posts in prop::collection::btree_set(1_u32..5_000, 6..10),
        (way, other) in (prop::sample::select(WAYS), prop::sample::select(WAYS)),
        turn in 0_usize..6,
    ) {
        let posts: Vec<u32> = posts.into_iter().collect();
        let found = forum_page(style, 7, 1, &posts, way);
        prop_assert_eq!(found.len(), posts.len());
        let named: BTreeMap<u32, String> = posts.iter().copied().zip(found).collect();
        // Another number of posts a page, another order, another way to it.
        let mut fewer = posts[2..].to_vec();
        let turn = turn % fewer.len();
        fewer.rotate_left(turn);
        for (post, locator) in fewer.iter().zip(forum_page(style, 7, 2, &fewer, other)) {
            prop_assert_eq!(&named[post], &locator);
        }
        let others: Vec<u32> = posts.iter().map(|post| post + 5_000).collect();
        let elsewhere = forum_page(style, 8, 1, &others, way);
        let all: BTreeSet<&String> = named.values().chain(&elsewhere).collect();
        prop_assert_eq!(all.len(), named.len() + elsewhere.len());
    }

    #[test]
    fn an_article_has_one_name_on_the_index_and_on_its_variants(
        slugs in prop::collection::btree_set("[a-z]{3,9}-[a-z]{3,9}", 4..7),
        way in prop::sample::select(WAYS),
        heading in any::<bool>(),
    ) {
        let slugs: Vec<String> = slugs.into_iter().collect();
        let text = |slug: &str| {
            format!("What {slug} has to say about it is rather long, so that it is an article and no remark, and has words enough. ")
        };
        let teaser = |slug: &String| {
            let link = match heading {
                true => format!("<h2><a href=/2024/{slug}/>On {slug}</a></h2><time datetime=2024-01-02>x</time>"),
                false => format!("<h2>On {slug}</h2><a href=/2024/{slug}/ rel=bookmark><time datetime=2024-01-02>x</time></a>"),
            };
            format!("<article>{link}<b class=author>Ann</b><p>{}</article>", text(slug))
        };
        let names = |url: &str, html: &str| -> Vec<String> {
            scan(&from_html(url, html)).into_iter().map(|post| post.locator).collect()
        };
        let index: String = slugs.iter().map(teaser).collect();
        let found = names(&[way.0, "/page/2?", way.1].concat(), &index);
        let expected: Vec<String> = slugs.iter().map(|slug| format!("a.test/2024/{slug}")).collect();
        prop_assert_eq!(&found, &expected);
        for (slug, expected) in slugs.iter().zip(&expected) {
            let own = format!(
                "<link rel=canonical href=http://a.test/2024/{slug}/><article><h1>On {slug}</h1><b class=author>Ann</b>
                 <time datetime=2024-01-02>x</time><p>{}</article>", text(slug).repeat(3)
            );
            for variant in ["", "amp/", "print/", "?amp=1", "?view=print", "?tmpl=component", "#more-7"] {
                let joint = if variant.contains('?') { "&" } else { "?" };
                let url = match variant.starts_with('#') {
                    true => format!("{}/2024/{slug}/?{}{variant}", way.0, way.1),
                    false => format!("{}/2024/{slug}/{variant}{joint}{}", way.0, way.1),
                };
                prop_assert_eq!(&names(&url, &own), std::slice::from_ref(expected), "{}", url);
            }
        }
    }
}

#[test]
fn a_wrong_canonical_link_makes_nobody_share() {
    let page = |slug: &str| {
        let html = format!(
            "<link rel=canonical href=http://a.test/><meta property=og:url content=http://a.test/first><article><h1>On {slug}</h1>
             <time datetime=2024-01-02>x</time><p>What {slug} has to say.</article>"
        );
        scan(&from_html(&format!("http://a.test/{slug}"), &html))
            .remove(0)
            .locator
    };
    assert_eq!(page("tea"), "a.test/tea");
    assert_eq!(page("coffee"), "a.test/coffee");
}

#[test]
fn the_base_of_a_page_is_that_of_its_links() {
    let post = |n: u32| {
        format!(
            "<li class=message id=post-{n}><b class=author>A{n}</b><a href=threads/x.5/page-2#post-{n}><time datetime=2024-01-0{n}>x</time></a>
             <p>Some words of number {n}.</li>"
        )
    };
    let html = format!(
        "<base href=https://a.test/><ul>{}{}{}</ul>",
        post(1),
        post(2),
        post(3)
    );
    let posts = scan(&from_html("https://a.test/threads/x.5/page-2", &html));
    assert_eq!(
        posts[0].permalink.as_deref(),
        Some("https://a.test/threads/x.5/page-2#post-1")
    );
    assert_eq!(posts[2].locator, "a.test/threads/x.5#3");
}

#[test]
fn a_posts_address_is_found_wherever_engines_put_it() {
    let check = |frame: &dyn Fn(u32) -> String, expected: &str| {
        let posts: String = (11..15)
            .map(|n| {
                let body = format!("<b class=author>A{n}</b><time datetime=2024-01-{n}>x</time><a href=/t/9/reply/{n}>Reply</a><a href=/t/9>Topic</a><p>Some words of number {n}.");
                frame(n).replace("BODY", &body)
            })
            .collect();
        let posts = scan(&from_html(
            "http://a.test/t/9",
            &format!("<main>{posts}</main>"),
        ));
        assert_eq!(posts.len(), 4, "{}", frame(1));
        assert_eq!(
            posts[1].permalink.as_deref(),
            Some(expected),
            "{}",
            frame(1)
        );
    };
    let own = "http://a.test/t/9#c12";
    check(&|n| format!("<div class=post id=c{n}>BODY</div>"), own);
    check(
        &|n| format!("<div class=post><a name=c{n}></a>BODY</div>"),
        own,
    );
    check(
        &|n| format!("<a id=c{n}></a><div class=post>BODY</div>"),
        own,
    );
    let linked = "http://a.test/p/12";
    check(
        &|n| format!("<div class=post data-id={n}>BODY<a href=/p/{n}>#</a></div>"),
        linked,
    );
    check(
        &|n| format!("<div class=post data-id={n} data-permalink=/p/{n}>BODY</div>"),
        linked,
    );
    check(
        &|n| format!("<div class=post data-id={n}>BODY<input value=http://a.test/p/{n}></div>"),
        linked,
    );
    check(
        &|n| format!("<div class=post>BODY<a class=permalink href=/p/{n}>#</a></div>"),
        linked,
    );
}
