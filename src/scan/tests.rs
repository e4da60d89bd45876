//! Whole pages, small: what the scanner finds on them, and what nothing may do to it.

pub(crate) mod cases;
mod families;
mod unseen;

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::snapshot::{Builder, NO_PARENT};
use crate::tags::{Attr, Tag};
use crate::{MAX_NODES, NodeId, PageSnapshot, Post, from_html, scan};

/// Checks that every promise to the widget is kept, whatever the page.
pub(crate) fn assert_sound(page: &PageSnapshot, posts: &[Post]) {
    let mut locators = BTreeSet::new();
    for post in posts {
        assert!((post.root as usize) < page.len() && (post.body as usize) < page.len());
        assert!(locators.insert(&post.locator), "{} twice", post.locator);
        assert!(!post.text.is_empty());
    }
    assert!(posts.is_sorted_by_key(|post| post.root));
}

/// Checks what is found on a page: per post its kind, author, day, locator and text.
fn check(url: &str, html: &str, expected: &[&str]) {
    let page = from_html(url, html);
    let posts = scan(&page);
    assert_sound(&page, &posts);
    let told: Vec<String> = posts.iter().map(line).collect();
    assert_eq!(told, expected, "{html}");
}

fn line(post: &Post) -> String {
    let day = post.time.as_deref().map_or("-", |time| &time[..10]);
    let author = post.author.as_deref().unwrap_or("-");
    let text = post.text.replace('\n', " / ");
    format!(
        "{:?} | {author} | {day} | {} | {text}",
        post.kind, post.locator
    )
}

#[test]
fn what_the_owner_marks_is_all_there_is() {
    check(
        "http://a.test/x",
        "<article><p>Not this one, though it is an article.</article>
         <div data-groundswell=post id=n1><b data-groundswell=author>Ann</b>
           <i data-groundswell=time>2024-01-02</i>
           <div data-groundswell=text>Said it.<p data-groundswell=skip>Advertisement</div></div>",
        &["Post | Ann | 2024-01-02 | a.test/x#n1 | Said it."],
    );
}

#[test]
fn authors_may_repeat_themselves() {
    const FILLER: &str = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt.";
    const WISHES: [&str; 2] = [
        "Happy birthday to you, dear Ann.",
        "All the best wishes from here.",
    ];
    let thread = |texts: &[&str]| {
        let posts = texts.iter().enumerate().map(|(n, text)| {
            format!(
                "<article class=comment id=c{n}><b class=author>Ann</b> <a href=#c{n}>
                 <time datetime=2024-01-0{}>x</time></a><div class=text><p>{text}</p></div>
                 <p class=foot>Please be kind to each other here.</p></article>",
                n + 1
            )
        });
        let page = from_html(
            "http://a.test/x",
            &format!("<main>{}</main>", posts.collect::<String>()),
        );
        let said: Vec<String> = scan(&page).into_iter().map(|post| post.text).collect();
        said
    };
    for posts in 3..=8 {
        assert_eq!(thread(&vec![FILLER; posts]), vec![FILLER; posts]);
    }
    let wishes: Vec<&str> = WISHES.into_iter().cycle().take(8).collect();
    assert_eq!(thread(&wishes), wishes);
    // Sentences of the engine's alone make no posts of what has no text.
    let asks = |_| "<img src=x.png></p><p><a href=/login>Log in to write an answer here</a>";
    assert_eq!(thread(&[0; 8].map(asks)), [""; 0]);
    // Where most say something else, what several end with is a signature.
    let signed = |own: &str| format!("{own}</p><p>{FILLER}");
    let others = [
        "The pumps are loud.",
        "They are new.",
        "Since when?",
        "Since Monday.",
        "All of them?",
        "Three of them.",
    ];
    let texts: Vec<String> = others.map(signed).to_vec();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    assert_eq!(thread(&texts), others);
}

#[test]
fn a_rank_beside_the_name_is_no_part_of_it() {
    let post = |n: u32, name: &str, text: &str| {
        format!(
            "<div class=post id=p{n}><div class=post-user><span class=username>{name}</span>
               <span class=user-rank>Works council</span></div>
             <time datetime=2024-03-0{n}>{n} March</time><a class=number href=#p{n}>#{n}</a>
             <div class=post-body><p>{text}</p></div></div>"
        )
    };
    check(
        "http://forum.test/t",
        &[
            post(1, "Ann Lee", "Shall we keep the meeting rules?"),
            post(2, "Bob", "Keep them, and drop the agendas."),
        ]
        .concat(),
        &[
            "Post | Ann Lee | 2024-03-01 | forum.test/t#1 | Shall we keep the meeting rules?",
            "Post | Bob | 2024-03-02 | forum.test/t#2 | Keep them, and drop the agendas.",
        ],
    );
}

#[test]
fn comments_as_wordpress_writes_them() {
    check(
        "http://blog.test/2024/coffee/?utm_source=mail",
        "<article id=post-9 class='post hentry'><h1 class=entry-title>Coffee</h1>
           <a rel=bookmark href=/2024/coffee/><time class=published datetime=2024-03-01>March</time></a>
           <span class='author vcard'><a class=fn href=/author/ann>Ann</a></span>
           <div class=entry-content><p>The new machine is here.<p>It makes <b>good</b> coffee.</div></article>
         <ol class=comment-list><li id=comment-1 class='comment even depth-1'>
           <article id=div-comment-1 class=comment-body><b class=fn>Bob</b> <span class=says>says:</span>
             <a href=#comment-1><time datetime=2024-03-02T10:00>2 March</time></a>
             <div class=comment-content><p>Finally!</div><a class=reply href=#>Reply</a></article>
           <ol class=children><li id=comment-2 class='comment odd depth-2'>
             <article id=div-comment-2 class=comment-body><b class=fn>Cy</b> <span class=says>says:</span>
               <a href=#comment-2><time datetime=2024-03-03T10:00>3 March</time></a>
               <div class=comment-content><p>And it is free.</div><a class=reply href=#>Reply</a></article>
           </ol></ol>",
        &[
            "Article | Ann | 2024-03-01 | blog.test/2024/coffee | The new machine is here. / It makes good coffee.",
            "Comment | Bob | 2024-03-02 | blog.test/2024/coffee#1 | Finally!",
            "Comment | Cy | 2024-03-03 | blog.test/2024/coffee#2 | And it is free.",
        ],
    );
}

#[test]
fn rows_of_a_table_as_old_forums_write_them() {
    let row = |number: u32, name: &str, text: &str| {
        format!(
            "<tr><td class=row1><a name={number}></a><b class=name>{name}</b><br>Joined: 2003<br>Posts: {number}7</td>
             <td class=row1><table><tr><td><a href='viewtopic.php?p={number}&amp;sid=aa#{number}'><img></a>
             Posted: Fri May {number}, 2005 8:49 am</td></tr><tr><td><hr></td></tr>
             <tr><td><span class=postbody>{text}</span></td></tr></table></td></tr>
             <tr><td class=row1><a href=#top>Back to top</a></td><td class=row1></td></tr>"
        )
    };
    let rows = [
        row(11, "Ann", "Where have all the old topics gone?"),
        row(12, "Bob", "They come back after the update, I was told."),
        row(13, "Cy", "Good."),
    ];
    check(
        "http://forum.test/viewtopic.php?t=2&sid=bb&start=15",
        &format!(
            "<table><tr><th>Author<th>Message</tr>{}</table>",
            rows.concat()
        ),
        &[
            "Post | Ann | 2005-05-11 | forum.test/viewtopic.php?p=11#11 | Where have all the old topics gone?",
            "Post | Bob | 2005-05-12 | forum.test/viewtopic.php?p=12#12 | They come back after the update, I was told.",
            "Post | Cy | 2005-05-13 | forum.test/viewtopic.php?p=13#13 | Good.",
        ],
    );
}

#[test]
fn entries_of_a_feed_in_microformats() {
    check(
        "http://notes.test/",
        "<div class=h-feed><article class=h-entry><a class=u-url href=/n/1>
             <time class=dt-published datetime=2024-05-01>1 May</time></a>
             <p class=e-content>The first note of the month is about the garden and its many new flowers.</article>
           <article class=h-entry><a class=u-url href=/n/2?utm_source=feed>
             <time class=dt-published datetime=2024-05-02>2 May</time></a>
             <p class=e-content>The second note is about the rain, which the flowers waited for so very long.</article></div>",
        &[
            "Article | - | 2024-05-01 | notes.test/n/1 | The first note of the month is about the garden and its many new flowers.",
            "Article | - | 2024-05-02 | notes.test/n/2 | The second note is about the rain, which the flowers waited for so very long.",
        ],
    );
}

#[test]
fn answers_in_microdata_and_the_comments_below_them() {
    check(
        "http://qa.test/q/5",
        "<div itemscope itemtype=http://schema.org/QAPage><div itemprop=mainEntity itemscope itemtype=http://schema.org/Question id=q5>
           <h1 itemprop=name>Which key?</h1><span itemprop=upvoteCount>4</span>
           <div itemprop=text>Which key opens the cellar?</div>
           <span itemprop=author itemscope itemtype=http://schema.org/Person><b itemprop=name>Ann</b> 1,204 points</span>
           <time itemprop=dateCreated datetime=2024-01-01>x</time></div>
         <div itemscope itemtype=http://schema.org/Answer id=a6><a itemprop=url href=/a/6>share</a>
           <div itemprop=text>The long one.</div>
           <span itemprop=author itemscope itemtype=http://schema.org/Person><b itemprop=name>Bob</b></span>
           <time itemprop=dateCreated datetime=2024-01-02>y</time></div></div>",
        &[
            "Post | Ann | 2024-01-01 | qa.test/q/5#q5 | Which key opens the cellar?",
            "Post | Bob | 2024-01-02 | qa.test/a/6 | The long one.",
        ],
    );
}

#[test]
fn a_wiki_page_is_one_article() {
    let prose = "The cellar holds, among other things, the archive, the bicycles and the heating. "
        .repeat(8);
    let html = format!(
        "<html lang=en><nav><a href=/a>Home</a></nav><div id=content><h1>Cellar</h1>
         <p>{prose}<h2>Access</h2><p>{prose}</div><footer><a href=/i>Imprint</a></footer>"
    );
    let page = from_html("https://wiki.test/index.php?title=Cellar", &html);
    let posts = scan(&page);
    assert_sound(&page, &posts);
    let [post] = posts.as_slice() else {
        panic!("{posts:?}")
    };
    assert_eq!(
        (post.kind, post.locator.as_str()),
        (crate::PostKind::Article, "wiki.test?title=Cellar")
    );
    assert_eq!(
        (post.title.as_deref(), post.lang.as_deref()),
        (Some("Cellar"), Some("en"))
    );
    assert!(post.text.starts_with("The cellar") && post.text.contains("\nAccess\n"));
}

#[test]
fn pages_without_posts_have_none() {
    let prose =
        "By signing in you agree to all sorts of things, which are many and long. ".repeat(30);
    let result = |n: u32| {
        format!(
            "<div class=result><h3><a href=/doc/{n}>Document {n} of the archive</a></h3>
                 <p>… the words that were looked for …</p></div>"
        )
    };
    let topic = |n: u32| {
        format!(
            "<tr class=topic id=topic{n}><td><a href=/t/{n}>What about room {n}?</a>
                 <td><a href=/user/{n}>Ann</a><td>12 replies<td>2024-01-0{n}</tr>"
        )
    };
    let tile = |n: u32| {
        format!(
            "<li class=product><a href=/p/{n}><img>Chair {n}</a><span class=price>€ {n}9.00</span></li>"
        )
    };
    let many = |of: &dyn Fn(u32) -> String| (1..8).map(of).collect::<String>();
    for html in [
        format!("<form><input name=user><input type=password><p>{prose}</form>"),
        format!("<main>{}</main>", many(&result)),
        format!("<table>{}</table>", many(&topic)),
        format!("<ul>{}</ul>", many(&tile)),
        "<nav><ul><li><a href=/a>A</a><li><a href=/b>B</a></ul></nav>".to_owned(),
        String::new(),
    ] {
        check("http://a.test/", &html, &[]);
    }
}

#[test]
fn order_and_tracking_change_no_identity() {
    let comment = |n: u32| {
        format!(
            "<li class=comment id=c{n}><b class=author>A{n}</b><time datetime=2024-01-0{n}>x</time>
                 <p>Some words of number {n}, said once.</li>"
        )
    };
    let locators = |url: &str, order: &[u32]| {
        let list: String = order.iter().map(|n| comment(*n)).collect();
        let page = from_html(url, &format!("<ul class=comments>{list}</ul>"));
        scan(&page)
            .into_iter()
            .map(|post| post.locator)
            .collect::<BTreeSet<_>>()
    };
    let plain = locators("http://a.test/x", &[1, 2, 3, 4]);
    assert_eq!(plain.len(), 4);
    assert_eq!(
        locators(
            "https://www.a.test/x/?sort=new&utm_source=m#c2",
            &[4, 3, 2, 1]
        ),
        plain
    );
}

#[test]
fn the_first_post_is_found_though_written_differently() {
    let reply = |n: u32, text: &str| {
        format!(
            "<li class='item reply' id=r{n}><a class=author href=/user/{n}>U{n}</a>
                 <time datetime=2024-02-0{n}>x</time><div class=message>{text}</div></li>"
        )
    };
    let replies = [
        reply(2, "I will come."),
        reply(3, "So will I, later."),
        reply(4, "Sorry, no."),
    ];
    check(
        "http://f.test/d/1",
        &format!(
            "<div class=opening id=d1><a class=author href=/user/1>U1</a><time datetime=2024-02-01>x</time>
             <div class=message>Shall we meet on Monday?</div></div><ul>{}</ul>", replies.concat()
        ),
        &[
            "Comment | U1 | 2024-02-01 | f.test/d/1#d1 | Shall we meet on Monday?",
            "Comment | U2 | 2024-02-02 | f.test/d/1#2 | I will come.",
            "Comment | U3 | 2024-02-03 | f.test/d/1#3 | So will I, later.",
            "Comment | U4 | 2024-02-04 | f.test/d/1#4 | Sorry, no.",
        ],
    );
}

/// Elements nested in one another, deeper than a browser's own limit lets them be. Written without
/// HTML: to read such a page is quadratic for a parser.
#[test]
fn a_deep_page_is_scanned() {
    let attributes = [(Attr::Class, "comment"), (Attr::Id, "c1")];
    for (tag, attributes) in [
        (Tag::Div, &attributes[..0]),
        (Tag::Article, &attributes[..0]),
        (Tag::Div, &attributes),
    ] {
        let mut builder = Builder::new("http://a.test/");
        let mut parent = builder.element(NO_PARENT, Tag::Html, false, 0).unwrap();
        for _ in 0..50_000 {
            parent = builder.element(parent, tag, false, 0).unwrap();
            for (name, value) in attributes {
                builder.attribute(*name, value).unwrap();
            }
        }
        builder.text(parent, "words of somebody", false).unwrap();
        let page = builder.finish();
        assert_sound(&page, &scan(&page));
    }
}

#[test]
fn a_page_at_the_limit_is_scanned() {
    let mut builder = Builder::new("http://a.test/");
    let body = builder.element(NO_PARENT, Tag::Body, false, 0).unwrap();
    for number in 0.. {
        if add_post(&mut builder, body, number).is_none() {
            break;
        }
    }
    let page = builder.finish();
    assert_eq!(page.len(), MAX_NODES);
    assert_sound(&page, &scan(&page));
}

/// Adds `<div class=post id=p7><i class=author>A</i>word</div>`; `None` where no room is left.
fn add_post(builder: &mut Builder, body: NodeId, number: u32) -> Option<()> {
    let post = builder.element(body, Tag::Div, false, 0)?;
    builder.attribute(Attr::Class, "post")?;
    builder.attribute(Attr::Id, &format!("p{number}"))?;
    let author = builder.element(post, Tag::I, false, 0)?;
    builder.attribute(Attr::Class, "author")?;
    builder.text(author, "A", false)?;
    builder.text(post, "word", false).map(|_| ())
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
