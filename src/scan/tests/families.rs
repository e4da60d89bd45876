//! Pages written as whole families of engines write them, in several languages, with posts of any
//! length: every family yields its posts, word for word, and nothing else.

use proptest::prelude::*;

use super::assert_sound;
use crate::{from_html, scan};

/// Words of five languages, of which posts are made.
const LANGUAGES: [&[&str]; 5] = [
    &[
        "the", "garden", "was", "quite", "empty", "until", "somebody", "brought", "tools", "and",
        "began", "to", "dig", "between", "old", "roses", "which", "nobody", "had", "watered",
    ],
    &[
        "der", "Keller", "bleibt", "trocken", "wenn", "niemand", "das", "Fenster", "öffnet", "und",
        "die", "Pumpe", "läuft", "weil", "sonst", "Wasser", "steht", "ganz", "ruhig", "dort",
    ],
    &[
        "весной",
        "мы",
        "нашли",
        "старый",
        "мост",
        "через",
        "реку",
        "где",
        "никто",
        "не",
        "ходил",
        "кроме",
        "рыбаков",
        "которые",
        "знали",
        "дорогу",
        "домой",
        "очень",
        "хорошо",
        "зимой",
    ],
    &[
        "el", "tren", "llega", "siempre", "tarde", "porque", "nadie", "quiere", "esperar", "bajo",
        "lluvia", "mientras", "los", "pájaros", "duermen", "sobre", "cables", "negros", "sin",
        "miedo",
    ],
    &[
        "鍵",
        "の",
        "会議",
        "は",
        "長かった",
        "ので",
        "皆",
        "とても",
        "疲れて",
        "いた",
        "けれど",
        "結論",
        "が",
        "出て",
        "安心",
        "した",
        "資料",
        "を",
        "送り",
        "ます",
    ],
];

const NAMES: [&str; 8] = [
    "Ann",
    "Bertram",
    "Светлана",
    "dr_no",
    "Zoë Q",
    "kenji55",
    "Mr. Fox",
    "Ōtani",
];

/// What somebody said.
#[derive(Clone, Debug)]
struct Said {
    number: usize,
    name: &'static str,
    day: usize,
    paragraphs: Vec<String>,
}

impl Said {
    fn text(&self) -> String {
        self.paragraphs.join("\n")
    }

    /// Its paragraphs as an engine for rich text writes them.
    fn p(&self) -> String {
        let paragraph = |text: &String| format!("<p>{text}</p>");
        self.paragraphs.iter().map(paragraph).collect()
    }

    /// Its paragraphs as an engine for plain text writes them.
    fn br(&self) -> String {
        self.paragraphs.join("<br><br>")
    }

    fn user(&self) -> usize {
        NAMES.iter().take_while(|name| **name != self.name).count() + 20
    }

    fn clock(&self) -> String {
        format!("{:02}:{:02}", self.number % 24, self.number * 7 % 60)
    }

    fn english(&self) -> String {
        format!("May {}, 2019, {}", self.day, self.clock())
    }

    fn german(&self) -> String {
        format!("{:02}.05.2019, {}", self.day, self.clock())
    }

    fn russian(&self) -> String {
        format!("{} мая 2019 в {}", self.day, self.clock())
    }

    fn iso(&self) -> String {
        format!("2019-05-{:02} {}", self.day, self.clock())
    }

    fn machine(&self) -> String {
        format!("2019-05-{:02}T{}:00Z", self.day, self.clock())
    }
}

/// A way of writing a page with posts.
struct Family {
    name: &'static str,
    /// Whether nothing but what is said tells that these are posts: it takes some words then.
    silent: bool,
    page: fn(&[Said]) -> String,
}

const FAMILIES: &[Family] = &[
    Family {
        name: "rows",
        silent: false,
        page: rows,
    },
    Family {
        name: "rows in two",
        silent: true,
        page: rows_in_two,
    },
    Family {
        name: "tables in a table",
        silent: false,
        page: tables_in_a_table,
    },
    Family {
        name: "a table each",
        silent: false,
        page: a_table_each,
    },
    Family {
        name: "pairs of siblings",
        silent: true,
        page: pairs,
    },
    Family {
        name: "terms and definitions",
        silent: false,
        page: definitions,
    },
    Family {
        name: "a guestbook",
        silent: true,
        page: guestbook,
    },
    Family {
        name: "threads of lists",
        silent: false,
        page: nested_lists,
    },
    Family {
        name: "threads of boxes",
        silent: false,
        page: nested_boxes,
    },
    Family {
        name: "indented rows",
        silent: false,
        page: indented_rows,
    },
    Family {
        name: "states in classes",
        silent: false,
        page: states,
    },
    Family {
        name: "generated classes",
        silent: true,
        page: generated,
    },
    Family {
        name: "no classes",
        silent: true,
        page: unclassed,
    },
    Family {
        name: "own elements",
        silent: false,
        page: own_elements,
    },
    Family {
        name: "an article and comments",
        silent: false,
        page: article_and_comments,
    },
    Family {
        name: "an opening post",
        silent: false,
        page: opening,
    },
    Family {
        name: "signatures",
        silent: false,
        page: signatures,
    },
];

fn many(said: &[Said], write: impl Fn(&Said) -> String) -> String {
    said.iter().map(write).collect()
}

/// phpBB 2 and its like: a row per post with a column about the author, a row of buttons below.
fn rows(said: &[Said]) -> String {
    let row = |s: &Said| {
        format!(
            "<tr><td class=row1><span class=name><a name={n}></a><b>{}</b></span><br><span class=details>Joined: 0{} May 2003<br>Posts: {n}</span></td>
             <td class=row1><table><tr><td><a href='viewtopic.php?p={n}#{n}'><img></a><span class=details>Posted: {}<span class=gen>&nbsp;</span>&nbsp; Post subject: Re: Cellar</span></td>
             <td><a href='posting.php?mode=quote&p={n}'><img alt=Quote></a></td></tr><tr><td colspan=2><hr></td></tr>
             <tr><td colspan=2><span class=postbody>{}</span></td></tr></table></td></tr>
             <tr><td class=row1><a href=#top>Back to top</a></td><td class=row1><a href='profile.php?mode=viewprofile&u={}'><img></a></td></tr>
             <tr><td class=spaceRow colspan=2><img></td></tr>",
            s.name, s.user() % 9 + 1, s.english(), s.br(), s.user(), n = s.number + 500
        )
    };
    format!(
        "<table class=forumline><tr><th>Author</th><th>Message</th></tr>{}</table>",
        many(said, row)
    )
}

/// YaBB and its like: the head in one row, the words in the next.
fn rows_in_two(said: &[Said]) -> String {
    let row = |s: &Said| {
        format!(
            "<tr class=head><td><a href='/member.php?u={}'>{}</a></td><td>{}</td></tr><tr class=words><td colspan=2>{}</td></tr>",
            s.user(),
            s.name,
            s.german(),
            s.br()
        )
    };
    format!("<table>{}</table>", many(said, row))
}

/// phpBB's subsilver2: every post a table of three rows, one of which holds a table.
fn tables_in_a_table(said: &[Said]) -> String {
    let table = |s: &Said| {
        format!(
            "<table class=tablebg><tr class=row{}><td class=profile><a name=p{n}></a><b class=postauthor>{}</b></td>
             <td><table><tr><td class=gensmall><b>Post subject:</b> Re: Cellar</td><td class=gensmall><a href='viewtopic.php?p={n}#p{n}'>Posted:</a> {}</td></tr></table></td></tr>
             <tr><td class=profile><span class=postdetails><b>Joined:</b> Fri May 0{}, 2009<br><b>Posts:</b> {n}</span></td>
             <td><table><tr><td><div class=postbody>{}</div><br clear=all></td></tr></table></td></tr>
             <tr><td class=profile><a href=#wrapheader>Top</a></td><td><a href='memberlist.php?mode=viewprofile&u={}'>Profile</a></td></tr></table>",
            s.number % 2 + 1, s.name, s.english(), s.user() % 9 + 1, s.br(), s.user(), n = s.number + 500
        )
    };
    format!(
        "<div id=pagecontent><table><tr><td>Page 1 of 1</td></tr></table>{}</div>",
        many(said, table)
    )
}

/// vBulletin 3: every post a table with an id, its date in the first row.
fn a_table_each(said: &[Said]) -> String {
    let table = |s: &Said| {
        format!(
            "<div id=edit{n}><table id=post{n} class=tborder><tr><td class=thead><a name=post{n}></a>{}</td><td class=thead>#<a href='showthread.php?p={n}'>{}</a></td></tr>
             <tr><td class=alt2><div id=postmenu_{n}><a class=bigusername href='member.php?u={}'>{}</a></div><div class=smallfont>Mitglied</div><div class=smallfont>Registriert seit: 0{}.04.2006</div></td>
             <td class=alt1 id=td_post_{n}><div id=post_message_{n}>{}</div></td></tr>
             <tr><td class=alt2><img></td><td class=alt1><a href='newreply.php?p={n}'>Zitieren</a></td></tr></table></div>",
            s.german(), s.number + 1, s.user(), s.name, s.user() % 9 + 1, s.br(), n = s.number + 500
        )
    };
    format!("<div id=posts>{}</div>", many(said, table))
}

/// A head and a body as siblings.
fn pairs(said: &[Said]) -> String {
    let pair = |s: &Said| {
        format!(
            "<div class=c_head><a class=c_user href='/user/{}'>{}</a><span class=c_date>{}</span></div><div class=c_body>{}</div>",
            s.user(),
            s.name,
            s.russian(),
            s.p()
        )
    };
    format!("<div class=thread>{}</div>", many(said, pair))
}

fn definitions(said: &[Said]) -> String {
    let pair = |s: &Said| {
        format!(
            "<dt id=c{}><cite class=author>{}</cite> <small><a href=#c{0}>{}</a></small></dt><dd>{}</dd>",
            s.number + 500,
            s.name,
            s.english(),
            s.p()
        )
    };
    format!(
        "<h2>Comments</h2><dl class=comments>{}</dl>",
        many(said, pair)
    )
}

/// Entries of an old guestbook: nothing has a class.
fn guestbook(said: &[Said]) -> String {
    let entry = |s: &Said| {
        format!(
            "<table border=1><tr><td><b>Name:</b></td><td><a href='/user/{}'>{}</a></td></tr><tr><td><b>Date:</b></td><td>{}</td></tr><tr><td colspan=2>{}</td></tr></table>",
            s.user(),
            s.name,
            s.iso(),
            s.br()
        )
    };
    format!("<center>{}</center>", many(said, entry))
}

/// How deep a post is in a thread: 0, 1, 2, 0 and so on.
fn depth(s: &Said) -> usize {
    s.number % 3
}

/// WordPress and its like: replies in a list in the item they reply to.
fn nested_lists(said: &[Said]) -> String {
    let mut html = "<ol class=commentlist>".to_owned();
    for s in said {
        match depth(s) {
            0 if s.number > 0 => {
                let open = depth(s.number.checked_sub(1).map_or(s, |at| &said[at]));
                html += &"</li></ol>".repeat(open);
                html += "</li>";
            }
            0 => {}
            _ => html += "<ol class=children>",
        }
        html += &format!(
            "<li class='comment {} depth-{}' id=li-comment-{n}><div id=comment-{n}><div class='comment-author vcard'><img class=avatar><cite class=fn>{}</cite> <span class=says>sagt:</span></div>
             <div class=comment-meta><a href='#comment-{n}'>{}</a></div>{}<div class=reply><a href='?replytocom={n}'>Antworten</a></div></div>",
            if s.number % 2 == 0 { "even" } else { "odd alt" }, depth(s) + 1, s.name, s.german(), s.p(), n = s.number + 500
        );
    }
    html + "</ol>"
}

/// Replies in the box they reply to, beside its words.
fn nested_boxes(said: &[Said]) -> String {
    let mut html = "<section class=discussion>".to_owned();
    for s in said {
        if depth(s) == 0 && s.number > 0 {
            html += &"</div></div>".repeat(depth(&said[s.number - 1]) + 1);
        }
        html += &format!(
            "<div class=reply data-id={}><header><a href='/@{}'>{}</a> <time datetime='{}'>x</time></header><div class=words>{}</div><footer><button>Like</button><a href=#>Share</a></footer><div class=below>",
            s.number + 500,
            s.user(),
            s.name,
            s.machine(),
            s.p()
        );
    }
    html + "</section>"
}

/// Hacker News and its like: the depth is the width of a picture.
fn indented_rows(said: &[Said]) -> String {
    let row = |s: &Said| {
        format!(
            "<tr class=athing id={n}><td><table><tr><td><img width={}></td><td><a class=vote href='vote?id={n}'></a></td><td><div><span class=comhead><a class=hnuser href='user?id={u}'>{}</a> <span class=age title='{}'><a href='item?id={n}'>3 hours ago</a></span> | <a href='#{n}'>next</a></span></div><div class=comment><div class=commtext>{}</div><div class=reply><a href='reply?id={n}'>reply</a></div></div></td></tr></table></td></tr>",
            depth(s) * 40,
            s.name,
            s.machine(),
            s.p(),
            u = s.user(),
            n = s.number + 5000
        )
    };
    format!(
        "<table><tr><td><table class=tree>{}</table></td></tr></table>",
        many(said, row)
    )
}

/// The opener's, a moderator's and one's own posts have classes of their own.
fn states(said: &[Said]) -> String {
    let item = |s: &Said| {
        let state = [
            "message",
            "message odd",
            "message message--mod",
            "message is-own first",
        ];
        format!(
            "<li class='{}' id=post-{n}><div class=messageUserInfo><h3><a class=username href='members/{}'>{}</a><em class=userTitle>Стажёр</em></h3></div>
             <div class=messageContent><article><blockquote class=messageText>{}</blockquote></article></div>
             <div class=messageMeta><a class=datePermalink href='posts/{n}/'><span class=DateTime title='{}'>вчера</span></a><a href='posts/{n}/like'>Мне нравится</a><a href='posts/{n}/report'>Жалоба</a></div></li>",
            state[s.number * 7 % 4], s.user(), s.name, s.br(), s.russian(), n = s.number + 500
        )
    };
    format!("<ol class=messageList>{}</ol>", many(said, item))
}

/// Classes made by a build tool say nothing.
fn generated(said: &[Said]) -> String {
    let item = |s: &Said| {
        format!(
            "<div class=css-1x2ab><div class=css-9q><a class=css-77 href='/u/{}'>{}</a><span class=css-3k><time datetime='{}'>vor 3 Tagen</time></span></div><div class=css-0w><div class=css-5t>{}</div></div><div class=css-zz><button>Gefällt mir</button></div></div>",
            s.user(),
            s.name,
            s.machine(),
            s.p()
        )
    };
    format!(
        "<main class=css-aa><div class=css-bb>{}</div></main>",
        many(said, item)
    )
}

fn unclassed(said: &[Said]) -> String {
    let item = |s: &Said| {
        format!(
            "<div><div><a href='/profile/{}'>{}</a> <small>{}</small></div><div>{}</div></div>",
            s.user(),
            s.name,
            s.iso(),
            s.p()
        )
    };
    format!("<div>{}</div>", many(said, item))
}

fn own_elements(said: &[Said]) -> String {
    let item = |s: &Said| {
        format!(
            "<x-comment comment-id={n} id=t{n}><x-meta><a href='/user/{}/'>{}</a><a href='/c/{n}'><relative-time datetime='{}'>yesterday</relative-time></a></x-meta><div class=md>{}</div><x-actions><button>Reply</button></x-actions></x-comment>",
            s.user(),
            s.name,
            s.machine(),
            s.p(),
            n = s.number + 500
        )
    };
    format!("<x-tree>{}</x-tree>", many(said, item))
}

/// A blog's entry, then what was said to it; the entry is what `said` begins with.
fn article_and_comments(said: &[Said]) -> String {
    let Some((first, rest)) = said.split_first() else {
        return String::new();
    };
    let item = |s: &Said| {
        format!(
            "<div class=comment id=c{n}><p class=comment-head><strong class=comment-author>{}</strong> escribió el <a href=#c{n}>{}</a></p><div class=comment-text>{}</div></div>",
            s.name,
            s.iso(),
            s.p(),
            n = s.number + 500
        )
    };
    format!(
        "<article class=post><header><h1>Keller</h1><p class=meta><span class=byline>{}</span> <time datetime='{}'>{}</time></p></header><div class=entry-content>{}</div></article>
         <section id=comments><h2>{} comentarios</h2>{}</section>",
        first.name, first.machine(), first.english(), first.p(), rest.len(), many(rest, item)
    )
}

/// The first post stands apart, in markup of its own.
fn opening(said: &[Said]) -> String {
    let Some((first, rest)) = said.split_first() else {
        return String::new();
    };
    let item = |s: &Said| {
        format!(
            "<li class=item id=Comment_{n}><div class=comment><div class=item-header><a class=username href='/profile/{}'>{}</a> <a class=permalink href='/discussion/comment/{n}#Comment_{n}'><time datetime='{}'>{}</time></a></div><div class=item-body><div class=message>{}</div></div></div></li>",
            s.user(),
            s.name,
            s.machine(),
            s.english(),
            s.br(),
            n = s.number + 500
        )
    };
    format!(
        "<div class=discussion id=Discussion_9><div class=item-header><a class=username href='/profile/{}'>{}</a> <a class=permalink href='/discussion/9'><time datetime='{}'>{}</time></a></div><div class=item-body><div class=message>{}</div></div></div><ul class=replies>{}</ul>",
        first.user(),
        first.name,
        first.machine(),
        first.english(),
        first.br(),
        many(rest, item)
    )
}

/// Below their words people have a line of their own, and some a note that they were edited.
fn signatures(said: &[Said]) -> String {
    let item = |s: &Said| {
        let note = if s.number % 3 == 1 {
            format!(
                "<div class=notice>Zuletzt bearbeitet von {} am {}, insgesamt 1-mal geändert.</div>",
                s.name,
                s.german()
            )
        } else {
            String::new()
        };
        format!(
            "<div id=p{n} class='post bg{}'><div class=postbody><h3><a href=#p{n}>Re: Keller</a></h3><p class=author>von <strong><a href='./memberlist.php?mode=viewprofile&amp;u={u}'>{}</a></strong> » {}</p><div class=content>{}</div>{note}<div id=sig{n} class=signature>Immer der Nase nach, sagte die Nummer {u}.</div></div>
             <dl class=postprofile><dt><a href='./memberlist.php?mode=viewprofile&amp;u={u}'>{1}</a></dt><dd><strong>Beiträge:</strong> {n}</dd><dd><strong>Registriert:</strong> {}</dd></dl></div>",
            s.number % 2 + 1, s.name, s.german(), s.br(), s.german(), u = s.user(), n = s.number + 500
        )
    };
    format!("<div id=page-body>{}</div>", many(said, item))
}

/// What stands on a page beside its posts.
fn frame(posts: &str) -> String {
    let latest: String = (1..6)
        .map(|n| format!("<li class=widget-item><a href='/t/{n}'>What about the lights in room {n}?</a> <a class=user href='/user/{n}'>Ann</a> <time datetime=2020-01-0{n}>{n} Jan</time></li>"))
        .collect();
    let related: String = (1..5)
        .map(|n| format!("<div class=card><a href='/a/{n}'><img><h4>How the stairs of house {n} were mended</h4></a><span>2020-02-0{n}</span></div>"))
        .collect();
    let online: String = (1..9)
        .map(|n| format!("<a class=username href='/user/{n}'>user{n}</a>, "))
        .collect();
    format!(
        "<html><body><header><a href=/>House</a><nav><a href=/a>Home</a><a href=/b>Forum</a></nav></header><div id=content><div class=crumbs><a href=/>House</a> » <a href=/b>Forum</a></div>{posts}
         <form class=answer><div class=comment-form><label>Name</label><input><textarea></textarea><p>Please be kind to one another.</p></div></form></div>
         <div class=sidebar><h4>Latest</h4><ul>{latest}</ul><h4>Online</h4><p>{online}</p></div><div class=related>{related}</div>
         <footer><p>© 2020 House. <a href=/i>Imprint</a></p></footer>"
    )
}

fn paragraph(words: &'static [&'static str], most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(words), 1..most)
        .prop_map(|words| words.join(" ") + ".")
}

prop_compose! {
    fn discussion()(language in 0..LANGUAGES.len(), count in 3_usize..30)(
        texts in prop::collection::vec(
            prop::collection::vec(paragraph(LANGUAGES[language], 40), 1..3),
            count,
        ),
        language in Just(language),
        names in prop::collection::vec(prop::sample::select(&NAMES[..]), count),
    ) -> Vec<Said> {
        let said = texts.into_iter().zip(names).enumerate();
        said.map(|(number, (mut paragraphs, name))| {
            // No two people say quite the same.
            paragraphs[0].insert(0, char::from(b'A' + number as u8));
            if number == 0 {
                // Somebody began with more than a word.
                paragraphs.push(LANGUAGES[language].join(" "));
            }
            Said { number, name, day: number / 3 + 1, paragraphs }
        })
            .collect()
    }
}

fn check(family: &Family, mut said: Vec<Said>) -> Result<(), TestCaseError> {
    if family.silent {
        for s in &mut said {
            let more = s.paragraphs[0].clone();
            let more = [more.as_str()].repeat(5 + s.number % 4).join(" ");
            s.paragraphs.push(more);
        }
    }
    let said = &said[..];
    let html = frame(&(family.page)(said));
    let page = from_html("http://house.test/forum/t9", &html);
    let posts = scan(&page);
    assert_sound(&page, &posts);
    let found: Vec<&str> = posts.iter().map(|post| post.text.as_str()).collect();
    let expected: Vec<String> = said.iter().map(Said::text).collect();
    let differ = (0..found.len().max(expected.len()))
        .find(|at| found.get(*at).copied() != expected.get(*at).map(String::as_str));
    if let Some(at) = differ {
        let (found, expected) = (found.get(at), expected.get(at));
        return Err(TestCaseError::fail(format!(
            "post {at} of {}: {found:?} for {expected:?} in {html}",
            said.len()
        )));
    }
    Ok(())
}

#[test]
fn every_family_yields_its_posts() {
    use proptest::test_runner::{Config, TestRunner};
    let mut failures = Vec::new();
    for family in FAMILIES {
        let config = Config {
            cases: 10,
            failure_persistence: None,
            ..Config::default()
        };
        let mut runner = TestRunner::new(config);
        if let Err(failure) = runner.run(&discussion(), |said| check(family, said)) {
            failures.push(format!("{}: {failure}", family.name));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
