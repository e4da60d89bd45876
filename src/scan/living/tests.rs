//! What is read of the parts of a page that changes, held against scans of all of it.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which end by panicking"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use proptest::prelude::*;

use super::{Key, Living};
use crate::tags::{Attr, Tag};
use crate::{PageSnapshot, Post, from_html, turns};

/// A post of a page that somebody edits.
#[derive(Clone, Debug)]
struct Draft {
    number: u32,
    author: u8,
    words: Vec<u8>,
    /// Says something that no other says.
    is_own: bool,
    /// Says before it what another said.
    quotes: bool,
    hidden: bool,
    replies: Vec<Draft>,
}

/// How a page writes its posts.
#[derive(Clone, Copy, Debug)]
enum Engine {
    Articles,
    Divisions,
    Threads,
    Microdata,
    /// As one whose markup is known.
    Board,
    /// The same with a description of its posts.
    DescribedBoard,
    /// With days that only people can read, in the order of numbers of the thread.
    Days,
    /// With names that nothing marks.
    Names,
    /// As a line and what was said, side by side.
    Runs,
    /// Between signatures.
    Talk,
}

const ENGINES: [Engine; 10] = [
    Engine::Articles,
    Engine::Divisions,
    Engine::Threads,
    Engine::Microdata,
    Engine::Board,
    Engine::DescribedBoard,
    Engine::Days,
    Engine::Names,
    Engine::Runs,
    Engine::Talk,
];

impl Engine {
    /// Whether replies stand beside what they reply to.
    fn is_flat(self) -> bool {
        !matches!(
            self,
            Self::Articles | Self::Threads | Self::Microdata | Self::Talk
        )
    }
}

#[derive(Clone, Debug)]
enum Edit {
    Add { at: usize, draft: Draft },
    Reply { to: usize, draft: Draft },
    Remove(usize),
    Rewrite { at: usize, words: Vec<u8> },
    Rename { at: usize, author: u8 },
    Move { from: usize, to: usize },
    Hide(usize),
    Show(usize),
}

const WORDS: &[&str] = &[
    "pump", "valve", "canteen", "monday", "coffee", "loud", "agree", "meeting", "why", "never",
];

impl Draft {
    fn write(&self, engine: Engine, html: &mut String) {
        let Self { number, author, .. } = self;
        let hidden = if self.hidden { "hidden" } else { "" };
        let text: Vec<&str> = self
            .words
            .iter()
            .map(|word| WORDS[*word as usize % WORDS.len()])
            .collect();
        let mut text = text.join(" ");
        if self.is_own {
            text.push(' ');
            let digits = number.to_string();
            text.extend(digits.bytes().map(|digit| char::from(digit + b'a' - b'0')));
        }
        if self.quotes {
            text = format!(
                "<blockquote><cite>A{author} wrote:</cite> why never agree</blockquote>{text}"
            );
        }
        let (hour, minute) = (number / 60 % 24, number % 60);
        let time = format!(
            "<time datetime=\"2026-10-01T{hour:02}:{minute:02}:00Z\">{hour}:{minute:02}</time>"
        );
        let mut replies = String::new();
        for reply in &self.replies {
            reply.write(engine, &mut replies);
        }
        let written = match engine {
            Engine::Articles => write!(
                html,
                "<article class=comment id=p{number} {hidden}><header><span class=author>A{author}</span> \
                 <a href=#p{number}>{time}</a></header><div class=text><p>{text}</p></div>\
                 <footer><button>Reply</button> Share this</footer>{replies}</article>"
            ),
            Engine::Divisions => write!(
                html,
                "<div class=post id=p{number} {hidden}><div class=user><a href=/user/{author}>A{author}</a> Joined: 2009</div>\
                 <div class=main><a href=?p={number}#p{number}>{time}</a><div class=content>{text}</div>\
                 <div class=signature>The same old signature of mine</div></div></div>{replies}"
            ),
            Engine::Threads => write!(
                html,
                "<li class=comment id=p{number} {hidden}><div class=body><b class=author>A{author}</b> says: \
                 <a href=#p{number}>{time}</a><div class=words>{text}</div></div><ul class=children>{replies}</ul></li>"
            ),
            Engine::Microdata => write!(
                html,
                "<div itemscope itemtype=http://schema.org/Comment id=p{number} {hidden}><span itemprop=author>A{author}</span>\
                 <span itemprop=dateCreated content=2026-10-01T{hour:02}:{minute:02}:00Z>{hour}:{minute:02}</span>\
                 <div itemprop=text>{text}</div>{replies}</div>"
            ),
            Engine::Board | Engine::DescribedBoard => {
                let (scope, property) = match engine {
                    Engine::Board => ("", ""),
                    _ => (
                        "itemscope itemtype=http://schema.org/Comment",
                        "itemprop=text",
                    ),
                };
                write!(
                    html,
                    "<div class=\"post bg{}\" id=p{number} {scope} {hidden}><dl class=postprofile><dt><a class=username href=/user/{author}>A{author}</a></dt>\
                     <dd>Joined: 2009</dd></dl><div class=postbody><h3><a href=?p={number}#p{number}>Re: Pumps</a></h3>\
                     <p class=author>by <a class=username>A{author}</a> {time}</p><div class=content {property}>{text}</div>\
                     <div class=signature>The same old signature of mine</div></div></div>{replies}",
                    number % 2
                )
            }
            Engine::Days => write!(
                html,
                "<div class=post id=p{number} {hidden}><div class=head><a class=username href=/user/{author}>A{author}</a> \
                 <i class=date>{:02}/{:02}/2025, 10:{minute:02}</i></div><div class=text>{text}</div></div>{replies}",
                number / 28 % 12 + 1,
                number % 28 + 1
            ),
            Engine::Names => write!(
                html,
                "<div class=post id=p{number} {hidden}><b>A{author}</b> {time}<div class=text>{text}</div></div>{replies}"
            ),
            Engine::Runs => write!(
                html,
                "<dt id=p{number} {hidden}><a class=author href=/user/{author}>A{author}</a> {time}</dt>\
                 <dd {hidden}><p>{text}</p></dd>{replies}"
            ),
            Engine::Talk => write!(
                html,
                "<dd id=p{number} {hidden}>{text} <a href=/wiki/User:A{author}>A{author}</a> {hour:02}:{minute:02}, 12 May 2024 (UTC)\
                 <dl>{replies}</dl></dd>"
            ),
        };
        written.unwrap();
    }
}

fn page(engine: Engine, drafts: &[Draft]) -> PageSnapshot {
    let (body, list) = match engine {
        Engine::Talk => ("<body class=mediawiki>", "dl"),
        Engine::Runs => ("", "dl"),
        _ => ("", "section"),
    };
    let mut html = format!(
        "<title>Pumps</title>{body}<nav>Home <a href=/>Start</a></nav><main><h1>Pumps</h1><{list} class=comments>"
    );
    for draft in drafts {
        draft.write(engine, &mut html);
    }
    write!(html, "</{list}></main><footer>Imprint</footer>").unwrap();
    from_html("https://a.test/pumps", &html)
}

/// A reader of a page that changes, as the widget is one.
struct Reader {
    living: Living,
    posts: BTreeMap<String, Post>,
    keys: BTreeMap<String, Key>,
    scans: usize,
}

impl Reader {
    fn start(page: &PageSnapshot) -> Self {
        let mut reader = Self {
            living: Living::default(),
            posts: BTreeMap::new(),
            keys: BTreeMap::new(),
            scans: 0,
        };
        reader.scan(page);
        reader
    }

    fn scan(&mut self, page: &PageSnapshot) {
        let mut pause = turns::never;
        let (posts, living) =
            turns::at_once(Box::pin(crate::scan_in_turns(page, &mut pause))).unwrap();
        let name = |root| named(page, root);
        self.keys = living
            .spans()
            .zip(0..)
            .map(|(span, key)| (name(span.first), key))
            .collect();
        self.posts = posts
            .into_iter()
            .map(|post| (name(post.root), post))
            .collect();
        self.living = living;
        self.scans += 1;
    }

    /// Is told that the elements called `changed` are new or other than they were, and those called
    /// `gone` are not there any more.
    fn hear(&mut self, page: &PageSnapshot, changed: &[String], gone: &[String]) {
        if self.update(page, changed, gone).is_none() {
            self.scan(page);
        }
    }

    fn update(&mut self, page: &PageSnapshot, changed: &[String], gone: &[String]) -> Option<()> {
        let mut lost: Vec<String> = gone.to_vec();
        let mut came = Vec::new();
        for name in changed {
            let root = page
                .all()
                .find(|id| page.attr(*id, Attr::Id) == Some(name))
                .unwrap();
            let key = |id| self.keys.get(page.attr(id, Attr::Id)?).copied();
            let around = page.ancestors(root).find_map(key);
            let end = match page.tag(root) {
                Tag::Dt => page.end(page.end(root)),
                _ => page.end(root),
            };
            let (part, from) = page.part(root, end);
            let up = page.parent(root).unwrap();
            let before = page.children(up).take_while(|id| *id < root);
            let before = before.filter(|id| !page.is_text(*id)).last();
            let is_next = before.is_none_or(|before| key(before).is_some());
            let seen = self.living.look(&part, from, around, is_next)?;
            lost.extend((root..end).filter_map(|id| Some(page.attr(id, Attr::Id)?.to_owned())));
            let name = |root| named(&part, root);
            came.extend(seen.into_iter().map(|seen| (name(seen.span.first), seen)));
        }
        lost.sort();
        lost.dedup();
        let keys: Vec<Key> = lost
            .iter()
            .filter_map(|name| self.keys.get(name).copied())
            .collect();
        let (names, seen): (Vec<_>, Vec<_>) = came.into_iter().unzip();
        let new = self
            .living
            .change(&keys, &seen.iter().collect::<Vec<_>>())?;
        for name in &lost {
            self.keys.remove(name);
            self.posts.remove(name);
        }
        for ((name, seen), key) in names.into_iter().zip(seen).zip(new) {
            self.keys.insert(name.clone(), key);
            self.posts.extend(seen.post.map(|post| (name, post)));
        }
        Some(())
    }

    /// What is known of the posts, apart from where they are and what they answer.
    fn known(&self) -> Vec<Post> {
        let placeless = |post: &Post| Post {
            root: 0,
            body: 0,
            before: None,
            reply_to: None,
            ..post.clone()
        };
        self.posts.values().map(placeless).collect()
    }
}

/// What the first element of a record that has an id is called by it.
fn named(page: &PageSnapshot, root: u32) -> String {
    let mut ids = page.subtree(root).filter_map(|id| page.attr(id, Attr::Id));
    ids.next().unwrap_or("").to_owned()
}

fn names(draft: &Draft) -> Vec<String> {
    let own = [format!("p{}", draft.number)];
    own.into_iter()
        .chain(draft.replies.iter().flat_map(names))
        .collect()
}

/// Edits the page; the names of what is new or changed, and of what is gone.
fn apply(engine: Engine, drafts: &mut Vec<Draft>, edit: &Edit) -> (Vec<String>, Vec<String>) {
    let name = |draft: &Draft| vec![format!("p{}", draft.number)];
    let len = drafts.len();
    let changed = match edit.clone() {
        Edit::Add { at, draft } => {
            drafts.insert(at % (len + 1), draft.clone());
            name(&draft)
        }
        _ if len == 0 => Vec::new(),
        Edit::Reply { to, draft } => {
            drafts[to % len].replies.push(draft.clone());
            name(&draft)
        }
        Edit::Remove(at) => {
            let draft = drafts.remove(at % len);
            return (Vec::new(), names(&draft));
        }
        Edit::Rewrite { at, words } => {
            drafts[at % len].words = words;
            name(&drafts[at % len])
        }
        Edit::Rename { at, author } => {
            drafts[at % len].author = author;
            name(&drafts[at % len])
        }
        Edit::Move { from, to } => {
            let draft = drafts.remove(from % len);
            drafts.insert(to % len, draft.clone());
            // Where replies stand beside what they reply to, they move along.
            if engine.is_flat() {
                names(&draft)
            } else {
                name(&draft)
            }
        }
        Edit::Hide(at) => {
            drafts[at % len].hidden = true;
            name(&drafts[at % len])
        }
        Edit::Show(at) => {
            drafts[at % len].hidden = false;
            name(&drafts[at % len])
        }
    };
    (changed, Vec::new())
}

fn draft() -> impl Strategy<Value = Draft> {
    let parts = (
        any::<u8>(),
        prop::collection::vec(0_u8..10, 1..12),
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.8),
        prop::bool::weighted(0.2),
    );
    parts.prop_map(|(author, words, hidden, is_own, quotes)| Draft {
        number: 0,
        author: author % 7,
        words,
        is_own,
        quotes,
        hidden,
        replies: Vec::new(),
    })
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = 0_usize..100;
    prop_oneof![
        4 => (at.clone(), draft()).prop_map(|(at, draft)| Edit::Add { at, draft }),
        2 => (at.clone(), draft()).prop_map(|(to, draft)| Edit::Reply { to, draft }),
        1 => at.clone().prop_map(Edit::Remove),
        2 => (at.clone(), prop::collection::vec(0_u8..10, 1..12)).prop_map(|(at, words)| Edit::Rewrite { at, words }),
        1 => (at.clone(), 0_u8..7).prop_map(|(at, author)| Edit::Rename { at, author }),
        1 => (at.clone(), at.clone()).prop_map(|(from, to)| Edit::Move { from, to }),
        1 => at.clone().prop_map(Edit::Hide),
        1 => at.prop_map(Edit::Show),
    ]
}

fn engine() -> impl Strategy<Value = Engine> {
    prop::sample::select(&ENGINES[..])
}

fn numbered(drafts: Vec<Draft>, from: u32) -> Vec<Draft> {
    let numbers = from..;
    drafts
        .into_iter()
        .zip(numbers)
        .map(|(draft, number)| Draft { number, ..draft })
        .collect()
}

fn thread(n: u32) -> Vec<Draft> {
    let draft = |number| Draft {
        number,
        author: (number % 5) as u8,
        words: vec![
            number as u8,
            (number / 10) as u8,
            (number / 3) as u8,
            4,
            (number % 7) as u8,
        ],
        is_own: true,
        quotes: number % 4 == 3,
        hidden: false,
        replies: Vec::new(),
    };
    (1..=n).map(draft).collect()
}

proptest! {
    #[test]
    fn what_is_read_of_parts_is_what_a_scan_finds(
        engine in engine(),
        drafts in prop::collection::vec(draft(), 0..60),
        edits in prop::collection::vec(edit(), 1..12),
    ) {
        let mut drafts = numbered(drafts, 1);
        let mut reader = Reader::start(&page(engine, &drafts));
        for (edit, number) in edits.into_iter().zip(1_000..) {
            let edit = match edit {
                Edit::Add { at, draft } => Edit::Add { at, draft: Draft { number, ..draft } },
                Edit::Reply { to, draft } => Edit::Reply { to, draft: Draft { number, ..draft } },
                other => other,
            };
            let (changed, gone) = apply(engine, &mut drafts, &edit);
            let now = page(engine, &drafts);
            reader.hear(&now, &changed, &gone);
            let fresh = Reader::start(&now);
            prop_assert_eq!(reader.known(), fresh.known(), "{:?}", edit);
        }
    }
}

#[test]
fn a_change_of_one_post_among_many_needs_no_scan() {
    for engine in ENGINES {
        let mut drafts = thread(40);
        drafts[20].replies = thread(70).split_off(50);
        let new = thread(99).remove(98);
        let reply = thread(98).remove(97);
        for edit in [
            Edit::Add {
                at: 40,
                draft: new.clone(),
            },
            Edit::Add {
                at: 0,
                draft: Draft { number: 97, ..new },
            },
            Edit::Reply {
                to: 3,
                draft: reply,
            },
            Edit::Rewrite {
                at: 5,
                words: vec![1, 2, 3, 2, 1],
            },
            Edit::Remove(9),
            Edit::Move { from: 2, to: 30 },
            Edit::Hide(4),
            Edit::Show(4),
        ] {
            let mut reader = Reader::start(&page(engine, &drafts));
            let (changed, gone) = apply(engine, &mut drafts, &edit);
            let now = page(engine, &drafts);
            reader.hear(&now, &changed, &gone);
            assert_eq!(reader.scans, 1, "{engine:?} {edit:?}");
            assert_eq!(
                reader.known(),
                Reader::start(&now).known(),
                "{engine:?} {edit:?}"
            );
        }
    }
}

#[test]
fn a_scan_is_due_after_many_changes() {
    let mut drafts = thread(20);
    let mut reader = Reader::start(&page(Engine::Articles, &drafts));
    let mut most = 0;
    for number in 100..200 {
        let at = drafts.len();
        let draft = thread(number).pop().unwrap();
        let (changed, gone) = apply(Engine::Articles, &mut drafts, &Edit::Add { at, draft });
        reader.hear(&page(Engine::Articles, &drafts), &changed, &gone);
        most = most.max(reader.living.changes);
    }
    assert!((3..20).contains(&reader.scans), "{}", reader.scans);
    assert_eq!(reader.posts.len(), 120);
    assert!(most <= super::MOST_CHANGES + 120 / 2, "{most}");
}
