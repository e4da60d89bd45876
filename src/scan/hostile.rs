//! Pages that are broken or mean harm: each is scanned to its end, and keeps the promises.

use crate::tests::assert_sound;
use crate::{ATTRIBUTES, MAX_TEXT, PageSnapshot, TAGS, from_html, scan};

fn survive(html: &str) -> usize {
    let page = from_html("http://a.test/x", html);
    let posts = scan(&page);
    assert_sound(&page, &posts);
    posts.len()
}

#[test]
fn malformed_html() {
    for html in [
        "<div class=comment id=c1><p>one</div></div></p><b></table><tr><td class=post id=p1>two",
        "<a href=#c1><a href=#c2><time datetime=2024-01-01><time></a>",
        "<!-- <article> --><article><![CDATA[ x ]]><p></article></article><article",
        "<article id='c1\" class=post><b class=author>A</b><p>text",
        "\u{0}<article>\u{0}<p>a\u{0}b</article>",
    ] {
        survive(html);
    }
}

/// Elements inside each other, without a parser: those of HTML are slow on such pages.
#[test]
fn nested_to_fifty_thousand() {
    let place =
        |list: &[&str], name: &str| list.iter().position(|known| *known == name).unwrap() as u32;
    let (div, text) = ((place(TAGS, "div") + 1) << 16, 1);
    let (class, id) = (place(ATTRIBUTES, "class"), place(ATTRIBUTES, "id"));
    let (mut shape, mut strings) = (Vec::new(), Vec::new());
    for depth in 0..50_000_u32 {
        let parent = depth.checked_sub(1).unwrap_or(u32::MAX);
        shape.extend([parent, div | 2 << 8, class, id]);
        strings.extend(["comment author".to_owned(), format!("c{depth}")]);
    }
    shape.extend([49_999, text]);
    strings.push("words of somebody".to_owned());
    let page = PageSnapshot::from_parts("http://a.test/x", &shape, &strings.join("\0"));
    assert_eq!(page.len(), 50_001);
    assert_sound(&page, &scan(&page));
}

#[test]
fn ten_megabytes_in_one_text() {
    let text = "words and more words, ".repeat((10 << 20) / 22);
    assert!(text.len() < MAX_TEXT);
    assert_eq!(
        survive(&format!(
            "<article><h1>Title</h1><time datetime=2024-01-01>x</time><p>{text}</article>"
        )),
        1
    );
    survive(&format!("<article><p>{}</article>", "x".repeat(10 << 20)));
}

#[test]
fn one_id_for_all() {
    let posts = |n: u32| {
        format!(
            "<div class=post id=p1><b class=author>A</b><time datetime=2024-01-0{n}>x</time><p>Some words of number {n}.</div>"
        )
    };
    assert_eq!(survive(&(1..6).map(posts).collect::<String>()), 5);
}

#[test]
fn attributes_without_end() {
    let huge = "p1 ".repeat(1 << 20);
    for name in [
        "id",
        "class",
        "href",
        "datetime",
        "title",
        "itemref",
        "data-author",
        "data-parent-id",
        "lang",
        "content",
    ] {
        survive(&format!(
            "<div itemscope itemtype=http://schema.org/Comment {name}='{huge}'><a href=/p/1 {name}='{huge}'><i itemprop=author {name}='{huge}'>A</i></a><p itemprop=text>Words.</div>"
        ));
    }
}

#[test]
fn descriptions_without_end() {
    let script = |json: &str| {
        format!("<script type=application/ld+json>{json}</script><p>words of somebody")
    };
    let comment = r#"{"@type":"Comment","author":"A","text":"words of somebody, many times"},"#;
    survive(&script(&format!(
        "[{}]",
        comment.repeat((5 << 20) / comment.len())
    )));
    survive(&script(&format!(
        r#"{{"@type":"Comment","text":"{}"}}"#,
        "words ".repeat((5 << 20) / 6)
    )));
    survive(&script(
        &(r#"{"@type":"Comment","comment":"#.repeat(1_000) + "1" + &"}".repeat(1_000)),
    ));
    survive(&script(&"[".repeat(1 << 20)));
}
