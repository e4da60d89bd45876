//! Comments on a wiki's talk pages, which have no element of their own: a comment is what stands
//! between the end of the one before and a signature, which is a link to a user and a time.
//!
//! The idea of going backwards from the times is that of MediaWiki's own extension DiscussionTools.
//! Signatures differ by wiki, language and person; what they share is the time's form: a time of day,
//! a year, and at the very end the time zone in brackets.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::canonical;
use crate::dates::{self, Order};
use crate::post::{Evidence, PostKind};
use crate::record::{Context, Record};
use crate::snapshot::NodeId;
use crate::survey::clue;
use crate::tags::{Attr, Tag};
use crate::words;

/// Longest time at the end of a signature, in bytes.
const MAX_TIME: usize = 80;

/// Longest text between the links of a signature, in characters: "(", "talk", " · ".
const MAX_GAP: usize = 24;

/// Links looked at before a time, until one leads to a user.
const MAX_LINKS: usize = 8;

/// Elements around a signature that are remembered as having a comment in them.
const MAX_DEPTH: usize = 64;

/// What a talk page says.
#[derive(Default)]
pub(crate) struct Talk {
    /// Its comments, in document order.
    pub(crate) records: Vec<Record>,
    /// The texts of their signatures, ascending.
    pub(crate) unread: Vec<NodeId>,
}

/// The end of a comment: who wrote it, and when.
struct Signature {
    /// The block whose end it is.
    block: NodeId,
    author: String,
    time: String,
    /// Its text nodes.
    texts: Range<NodeId>,
}

/// The comments of a page of MediaWiki that is talk; nothing on any other page.
pub(crate) fn read(cx: &Context) -> Talk {
    let mut talk = Talk::default();
    if !is_wiki(cx) {
        return talk;
    }
    let mut last_block = None;
    let mut said = BTreeMap::new();
    for signature in cx.page.all().filter_map(|id| signature(cx, id)) {
        talk.unread.extend(texts(cx, signature.texts.clone()));
        let block = signature.block;
        // Two signatures in one block are one comment that was amended.
        if last_block.replace(block) != Some(block) {
            talk.records.push(record(cx, signature, &said));
        }
        let up = std::iter::once(block).chain(cx.page.ancestors(block));
        for id in up.take(MAX_DEPTH) {
            if let Some(parent) = cx.page.parent(id) {
                said.insert(parent, cx.page.end(id));
            }
        }
    }
    talk
}

fn is_wiki(cx: &Context) -> bool {
    let body = cx.page.all().find(|id| cx.page.tag(*id) == Tag::Body);
    body.is_some_and(|body| cx.page.classes(body).any(|class| class == "mediawiki"))
}

fn texts(cx: &Context, range: Range<NodeId>) -> impl Iterator<Item = NodeId> {
    range.filter(|id| cx.page.is_text(*id))
}

/// The signature that ends with the text at `id`.
fn signature(cx: &Context, id: NodeId) -> Option<Signature> {
    if !cx.page.is_text(id) || cx.survey.has(id, clue::SKIP | clue::QUOTE | clue::CODE) {
        return None;
    }
    let time = time_at_end(cx.page.text(id))?;
    let block = cx
        .page
        .ancestors(id)
        .find(|up| is_block(cx.page.tag(*up)))?;
    let (start, author) = author_before(cx, block, id)?;
    Some(Signature {
        block,
        author,
        time: time.to_owned(),
        texts: start..id + 1,
    })
}

fn is_block(tag: Tag) -> bool {
    tag.is_block() && tag != Tag::Br
}

/// The time that a text ends with: `09:41, 12 May 2024 (UTC)`, in whatever language.
fn time_at_end(text: &str) -> Option<&str> {
    let text = text.trim_end();
    let before = text.strip_suffix(')')?;
    let (date, zone) = before.rsplit_once('(')?;
    let is_zone = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b"+-:".contains(&b);
    if !(2..=9).contains(&zone.len()) || !zone.bytes().all(is_zone) {
        return None;
    }
    let from = date.len().saturating_sub(MAX_TIME);
    let from = (from..date.len()).find(|at| date.is_char_boundary(*at))?;
    let tail = date.get(from..)?;
    let bytes = tail.as_bytes();
    let digits = |range: &[u8]| range.iter().all(u8::is_ascii_digit);
    let clock = bytes
        .windows(5)
        .position(|w| matches!(w, [a, b, b':', c, d] if digits(&[*a, *b, *c, *d])));
    let year = bytes.windows(4).any(digits);
    let clock = clock.filter(|_| year)?;
    // Some wikis write the date first; then the words before it belong to the sentence.
    let first_digit = tail.find(|c: char| c.is_ascii_digit()).unwrap_or(clock);
    text.get(from + first_digit.min(clock)..)
}

/// Who signed before the time at `time`, and where the signature begins.
fn author_before(cx: &Context, block: NodeId, time: NodeId) -> Option<(NodeId, String)> {
    let mut start = time;
    let mut author = None;
    let mut links = 0;
    for id in (block..time).rev() {
        if cx.page.is_text(id) {
            let inside_link = cx.survey.has(id, clue::LINK);
            let gap = cx.page.text(id).trim().chars().count();
            if !inside_link && gap > MAX_GAP {
                break;
            }
            continue;
        }
        if cx.page.tag(id) != Tag::A {
            if is_block(cx.page.tag(id)) || cx.page.tag(id) == Tag::Br {
                break;
            }
            continue;
        }
        links += 1;
        match user(cx, id) {
            Some(name) => {
                start = id;
                author = Some(name);
            }
            // What leads elsewhere is the sentence's, unless a user follows before it.
            None if author.is_some() || links > MAX_LINKS => break,
            None => {}
        }
    }
    Some((start, author?))
}

/// The user that a link leads to: `/wiki/User:Ann_Lee`, `?title=Benutzer:Ann_Lee`.
fn user(cx: &Context, link: NodeId) -> Option<String> {
    let href = cx.page.attr(link, Attr::Href)?;
    let (path, query) = href.split_once('?').unwrap_or((href, ""));
    let title = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("title="))
        .or_else(|| path.rsplit_once("/wiki/").map(|(_, title)| title))
        .or_else(|| path.rsplit('/').find(|part| part.contains(':')))?;
    let title = title.split('#').next()?;
    let (namespace, name) = title.split_once(':').or_else(|| title.split_once("%3A"))?;
    if namespace.is_empty() || path.starts_with("http") && !path.contains("/wiki") {
        return None;
    }
    // "Special:Contributions/192.0.2.7" is how those sign who have no name.
    let name = name.rsplit('/').next().filter(|name| !name.is_empty())?;
    Some(words::squeeze(&canonical::decoded(name).replace('_', " ")))
}

/// The comment that a signature ends, with the paragraphs before it that nobody signed. `said` knows
/// where in an element the last comment ended.
fn record(cx: &Context, signature: Signature, said: &BTreeMap<NodeId, NodeId>) -> Record {
    let block = item_of(cx, signature.block);
    let first = cx.page.parent(block).map_or(block, |parent| {
        let from = said.get(&parent).copied().unwrap_or(parent + 1);
        first_paragraph(cx, from, block)
    });
    let mut record = Record::new(cx.page, first, PostKind::Comment, Evidence::Talk);
    record.end = cx.page.end(block);
    record.control = Some(block);
    record.author = Some(signature.author);
    record.shown_time = dates::parse(&signature.time)
        .and_then(|shown| dates::resolve(&shown, Order::Dmy, cx.page.moment()));
    record
}

/// Of the siblings from `from` to `block` the first after the last heading.
fn first_paragraph(cx: &Context, from: NodeId, block: NodeId) -> NodeId {
    let mut first = block;
    let mut sibling = from;
    while sibling < block {
        if is_heading(cx, sibling) || cx.survey.has(sibling, clue::SKIP) {
            first = block;
        } else if first == block
            && !cx.page.is_text(sibling)
            && cx.survey.sums(cx.page.subtree(sibling)).words > 0
        {
            first = sibling;
        }
        sibling = cx.page.end(sibling);
    }
    first
}

/// The only paragraph of an item stands for the item.
fn item_of(cx: &Context, block: NodeId) -> NodeId {
    let parent = cx.page.parent(block);
    let is_item = |id: &NodeId| matches!(cx.page.tag(*id), Tag::Li | Tag::Dd);
    let is_first = |id: &NodeId| cx.page.children(*id).next() == Some(block);
    parent.filter(is_item).filter(is_first).unwrap_or(block)
}

fn is_heading(cx: &Context, id: NodeId) -> bool {
    cx.page.tag(id).is_heading() || cx.page.classes(id).any(|class| class == "mw-heading")
}

#[cfg(all(test, feature = "html"))]
mod tests {
    use super::*;
    use crate::{from_html, scan};

    const URL: &str = "https://wiki.test/wiki/Talk:Kettles";

    fn check(html: &str, expected: &[(&str, &str)]) {
        let page = from_html(URL, &format!("<html><body class=\"mediawiki ns-1\">{html}"));
        let posts = scan(&page);
        let found: Vec<(&str, &str)> = posts
            .iter()
            .map(|post| (post.author.as_deref().unwrap_or(""), post.text.as_str()))
            .collect();
        assert_eq!(found, expected);
        let unique: std::collections::BTreeSet<&str> =
            posts.iter().map(|post| post.locator.as_str()).collect();
        assert_eq!(unique.len(), posts.len());
    }

    fn sign(user: &str, time: &str) -> String {
        let name = user.replace('_', " ");
        format!(
            "<a href=\"/wiki/User:{user}\">{name}</a> (<a href=\"/wiki/User_talk:{user}\">talk</a>) {time}"
        )
    }

    #[test]
    fn a_thread_is_read_comment_by_comment() {
        let (ann, bo) = (
            sign("Ann_Lee", "09:41, 12 May 2024 (UTC)"),
            sign("Bo", "10:02, 12 May 2024 (UTC)"),
        );
        let html = format!(
            "<h2>Slow kettles</h2><p>They take too long.</p><ul><li>The red one most.</li></ul>
             <p>Who agrees? {ann}</p>
             <dl><dd>I do. {bo}<dl><dd>Then let us buy one. {ann}</dd></dl></dd>
             <dd>First line of mine.</dd><dd>And the second. {bo}</dd></dl>
             <h2>Tea</h2><p>Green or black? {bo}</p>"
        );
        check(
            &html,
            &[
                (
                    "Ann Lee",
                    "They take too long.\nThe red one most.\nWho agrees?",
                ),
                ("Bo", "I do."),
                ("Ann Lee", "Then let us buy one."),
                ("Bo", "First line of mine.\nAnd the second."),
                ("Bo", "Green or black?"),
            ],
        );
    }

    #[test]
    fn a_control_stands_before_the_answers() {
        let bo = sign("Bo", "10:02, 12 May 2024 (UTC)");
        let html = format!(
            "<body class=mediawiki><p>Well? {bo}</p>
             <dl><dd id=a>I do. {bo}<dl id=b><dd>Why? {bo}</dd></dl></dd></dl>"
        );
        let page = from_html(URL, &html);
        let posts = scan(&page);
        let id = |node| page.attr(node, Attr::Id);
        assert_eq!(id(posts[1].body), Some("a"));
        assert_eq!(posts[1].before.and_then(id), Some("b"));
        assert_eq!(posts[2].before, None);
        for post in &posts {
            assert_eq!(post.time.as_deref(), Some("2024-05-12T10:02Z"));
        }
    }

    #[test]
    fn signatures_are_read_in_any_language() {
        let html = "<p>Das stimmt nicht. <a href=\"/wiki/Benutzer:Jo\">Jo</a>
               (<a href=\"/wiki/Benutzer_Diskussion:Jo\">Diskussion</a>) 14:05, 3. Mär. 2021 (CET)</p>
             <dl><dd>Почему? <a href=\"/wiki/%D0%A3%D1%87%D0%B0%D1%81%D1%82%D0%BD%D0%B8%D0%BA:%D0%90%D0%BD%D1%8F\">Аня</a>
               14:09, 3 марта 2021 (UTC)</dd>
             <dd>本当です <a href=\"/w/index.php?title=利用者:Ken&amp;action=edit&amp;redlink=1\">Ken</a>
               2021年3月3日 (水) 14:20 (UTC)</dd></dl>";
        check(
            html,
            &[
                ("Jo", "Das stimmt nicht."),
                ("Аня", "Почему?"),
                ("Ken", "本当です"),
            ],
        );
    }

    #[test]
    fn a_link_in_the_sentence_is_no_signature() {
        let ann = sign("Ann", "09:41, 12 May 2024 (UTC)");
        let html = format!(
            "<p>See what <a href=\"/wiki/User:Bo\">Bo</a> wrote about this kettle last year. {ann}</p>
             <p>I saw <a href=\"/wiki/Kettle\">the page</a>. {ann}</p>"
        );
        check(
            &html,
            &[
                ("Ann", "See what Bo wrote about this kettle last year."),
                ("Ann", "I saw the page."),
            ],
        );
    }

    #[test]
    fn an_article_with_a_time_in_brackets_is_no_talk() {
        let page = from_html(
            URL,
            "<body class=mediawiki><p>The ship left at 09:41, 12 May 1912 (UTC)</p><p>It came back.</p>",
        );
        assert!(read(&Context::new(&page)).records.is_empty());
    }

    #[test]
    fn a_time_needs_clock_year_and_zone() {
        assert_eq!(
            time_at_end("talk) 09:41, 12 May 2024 (UTC) "),
            Some("09:41, 12 May 2024 (UTC)")
        );
        for text in [
            "09:41 (UTC)",
            "12 May 2024 (UTC)",
            "09:41, 12 May 2024",
            "09:41, 2024 (utc)",
            ")",
        ] {
            assert_eq!(time_at_end(text), None, "{text}");
        }
    }
}
