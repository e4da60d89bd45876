//! What sort of contribution the records of a mined set are, by what is around them.
//!
//! Engines use their words freely: some forums call every turn a comment, some blogs call every
//! comment a post. What is around decides: a discussion without an article above it, on a page that
//! calls itself a forum's, is one where all are equal; what stands in a list of comments, or on any
//! other page with an article, is said to something.

use crate::post::{Evidence, PostKind};
use crate::record::{Context, Record};
use crate::snapshot::NodeId;
use crate::tags::{Attr, Tag};
use crate::url::Url;
use crate::words;

/// Words in addresses of pages on which all take turns.
const FORUM: &[&str] = &[
    "forum",
    "forums",
    "foren",
    "topic",
    "topics",
    "thread",
    "threads",
    "viewtopic",
    "showthread",
    "discussion",
    "discussions",
    "board",
    "boards",
    "viewthread",
    "showtopic",
    "printthread",
];

/// Names of what holds the comments on something.
const LISTS: &[&str] = &[
    "comments",
    "commentlist",
    "comment-list",
    "comments-list",
    "comment_list",
    "disqus_thread",
    "kommentare",
    "commentaires",
    "comments-area",
    "comments_list",
];

/// How far above its records a list of comments may be.
const MAX_LEVELS: usize = 8;

/// Nodes at the beginning of a record among which its heading is.
const MAX_HEAD: usize = 40;

/// Settles the kinds of the records of one set that no vocabulary describes. `article` is whether
/// the page has an article of its own.
pub(crate) fn settle(cx: &Context, set: &mut [&mut Record], article: bool) {
    let mined = |record: &&mut Record| {
        matches!(record.evidence, Evidence::Repeated | Evidence::Semantic)
            && record.kind != PostKind::Article
    };
    if !set.iter().all(mined) {
        return;
    }
    if !is_forum(cx) && set.iter().all(|record| is_entry(cx, record)) {
        set.iter_mut()
            .for_each(|record| record.kind = PostKind::Article);
        return;
    }
    let Some(first) = set.first() else { return };
    let kind = match (article, is_forum(cx), is_listed(cx, first.root)) {
        (true, false, _) | (true, true, true) | (false, false, true) => PostKind::Comment,
        (false, true, _) => PostKind::Post,
        _ => return,
    };
    for record in set {
        record.kind = kind;
    }
}

/// Whether a record's heading leads to a page of its own, as in a list of what somebody published.
fn is_entry(cx: &Context, record: &Record) -> bool {
    let titles = |id: &NodeId| matches!(cx.page.tag(*id), Tag::H1 | Tag::H2 | Tag::H3);
    let heading = record.range().take(MAX_HEAD).find(titles);
    let leads = |id: NodeId| cx.page.join(cx.page.attr(id, Attr::Href)?);
    let own = record
        .permalink
        .as_deref()
        .filter(|link| !link.contains('#'));
    let linked = heading.is_some_and(|heading| {
        let mut links = cx.page.subtree(heading).filter_map(leads);
        own.is_some() && links.any(|link| Some(link.as_str()) == own)
    });
    linked && record.evidence == Evidence::Repeated
}

/// Whether the page's address is that of a forum's page.
fn is_forum(cx: &Context) -> bool {
    let Some(url) = Url::parse(cx.page.url()) else {
        return false;
    };
    let said = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric())
            .any(|word| FORUM.iter().any(|known| word.eq_ignore_ascii_case(known)))
    };
    said(url.host) || said(url.path)
}

/// Whether an element is in a list of comments, by the name of the list.
fn is_listed(cx: &Context, root: NodeId) -> bool {
    let is_list = |name: &str| LISTS.iter().any(|known| name.eq_ignore_ascii_case(known));
    cx.page.ancestors(root).take(MAX_LEVELS).any(|up| {
        let mut names = cx.page.classes(up).chain(cx.page.attr(up, Attr::Id));
        names.any(|name| is_list(name) || words::parts(name).last().is_some_and(is_list))
    })
}

#[cfg(all(test, feature = "html"))]
mod tests {
    use crate::{PostKind, from_html, scan};

    fn check(url: &str, list: &str, item: &str, expected: PostKind) {
        let item = |n: u32| {
            format!(
                "<li class={item} id=n{n}><b class=author>A{n}</b><time datetime=2024-01-0{n}>x</time>
                 <p>Some words of number {n}, said once.</li>"
            )
        };
        let items: String = (1..5).map(item).collect();
        let posts = scan(&from_html(
            url,
            &format!("<div><ul class={list}>{items}</ul></div>"),
        ));
        assert_eq!(posts.len(), 4, "{url}");
        assert!(
            posts.iter().all(|post| post.kind == expected),
            "{url} {list}"
        );
    }

    #[test]
    fn what_is_around_says_what_a_turn_is() {
        check(
            "http://a.test/discussion/8/hello",
            "items",
            "comment",
            PostKind::Post,
        );
        check("http://forum.a.test/x", "items", "reply", PostKind::Post);
        check(
            "http://a.test/item?id=7",
            "items",
            "comment",
            PostKind::Comment,
        );
        check(
            "http://a.test/2024/coffee",
            "commentlist",
            "post",
            PostKind::Comment,
        );
        check("http://a.test/2024/coffee", "items", "post", PostKind::Post);
    }
}
