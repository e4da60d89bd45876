//! One look over the whole page: what each node hints at, and sums over every subtree.
//!
//! Invariant: everything later asks here in constant time; no step counts a subtree again.

use std::ops::Range;

use crate::snapshot::{NodeId, PageSnapshot, mark};
use crate::subject::{self, Subject};
use crate::tags::{Attr, Tag};
use crate::{dates, words};

/// Hints at what a node is, as bits.
pub(crate) mod clue {
    /// Never read: a control, navigation, hidden. Holds for everything below.
    pub(crate) const SKIP: u16 = 1;
    /// In a link.
    pub(crate) const LINK: u16 = 1 << 1;
    /// In the words of someone else, quoted.
    pub(crate) const QUOTE: u16 = 1 << 2;
    /// In program code.
    pub(crate) const CODE: u16 = 1 << 3;
    /// In a time.
    pub(crate) const IN_TIME: u16 = 1 << 4;
    /// In an author's name.
    pub(crate) const IN_AUTHOR: u16 = 1 << 5;
    /// Here a time begins.
    pub(crate) const TIME: u16 = 1 << 6;
    /// Here an author's name begins.
    pub(crate) const AUTHOR: u16 = 1 << 7;
    /// Here is something that can name a post: a link to it, or an id with a number.
    pub(crate) const ANCHOR: u16 = 1 << 8;
    /// In a form.
    pub(crate) const FORM: u16 = 1 << 9;

    /// What holds below a node as well.
    pub(super) const INHERITED: u16 = SKIP | LINK | QUOTE | CODE | IN_TIME | IN_AUTHOR | FORM;
}

/// An author's name has no more words than this.
const MAX_AUTHOR_WORDS: u32 = 6;

/// A time has no more words than this.
const MAX_TIME_WORDS: u32 = 8;

/// What was counted in a stretch of the page. Hidden and unread text does not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    /// Words that are read.
    pub(crate) words: u32,
    /// Those of them in links.
    pub(crate) linked: u32,
    /// Those of them in neither links, times, authors' names nor quotes.
    pub(crate) plain: u32,
    pub(crate) times: u32,
    pub(crate) authors: u32,
    pub(crate) anchors: u32,
}

impl Sums {
    fn combine(self, other: Self, f: fn(u32, u32) -> u32) -> Self {
        Self {
            words: f(self.words, other.words),
            linked: f(self.linked, other.linked),
            plain: f(self.plain, other.plain),
            times: f(self.times, other.times),
            authors: f(self.authors, other.authors),
            anchors: f(self.anchors, other.anchors),
        }
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        self.combine(other, u32::saturating_add)
    }

    pub(crate) fn minus(self, other: Self) -> Self {
        self.combine(other, u32::saturating_sub)
    }
}

/// The hints and sums of a page.
pub(crate) struct Survey {
    clues: Vec<u16>,
    subjects: Vec<Option<Subject>>,
    /// `sums[i]` is what was counted before node `i`.
    sums: Vec<Sums>,
}

impl Survey {
    pub(crate) fn of(page: &PageSnapshot) -> Self {
        let word_sums = word_sums(page);
        let mut survey = Self {
            clues: Vec::with_capacity(page.len()),
            subjects: page.all().map(|id| subject::of(page, id)).collect(),
            sums: Vec::new(),
        };
        for id in page.all() {
            let below = word_sums.get(page.end(id) as usize).copied().unwrap_or(0);
            let words = below - word_sums.get(id as usize).copied().unwrap_or(0);
            let above = page.parent(id).map_or(0, |parent| survey.clues(parent));
            survey.clues.push(clues(page, id, above, words));
        }
        survey.mark_linked_times(page);
        survey.count(page);
        survey
    }

    pub(crate) fn clues(&self, id: NodeId) -> u16 {
        self.clues.get(id as usize).copied().unwrap_or(0)
    }

    pub(crate) fn has(&self, id: NodeId, clue: u16) -> bool {
        self.clues(id) & clue != 0
    }

    /// What an element's own names say that it holds.
    pub(crate) fn subject(&self, id: NodeId) -> Option<Subject> {
        self.subjects.get(id as usize).copied().flatten()
    }

    /// What is in these nodes.
    pub(crate) fn sums(&self, range: Range<NodeId>) -> Sums {
        let at = |id: NodeId| self.sums.get(id as usize).copied().unwrap_or_default();
        at(range.end).minus(at(range.start))
    }

    /// Marks what is in these elements, each in document order, as left out or as somebody else's
    /// words, and counts anew.
    pub(crate) fn set_apart(
        &mut self,
        page: &PageSnapshot,
        left_out: &[NodeId],
        quotes: &[NodeId],
    ) {
        if left_out.is_empty() && quotes.is_empty() {
            return;
        }
        for (nodes, clue) in [(left_out, clue::SKIP), (quotes, clue::QUOTE)] {
            let mut done = 0;
            for id in nodes.iter().filter(|id| **id != 0) {
                let range = page.subtree(*id);
                let from = range.start.max(done) as usize;
                done = done.max(range.end);
                let below = self.clues.get_mut(from..done as usize).unwrap_or_default();
                below.iter_mut().for_each(|clues| *clues |= clue);
            }
        }
        self.count(page);
    }

    /// A link round a time leads, on nearly every engine, to the post itself.
    fn mark_linked_times(&mut self, page: &PageSnapshot) {
        for id in page.all() {
            if self.has(id, clue::TIME) {
                let link = page
                    .ancestors(id)
                    .take(2)
                    .find(|up| page.tag(*up) == Tag::A);
                let inside = page.children(id).find(|child| page.tag(*child) == Tag::A);
                if let Some(link) = link.or(inside)
                    && let Some(clues) = self.clues.get_mut(link as usize)
                {
                    *clues |= clue::ANCHOR;
                }
            }
        }
    }

    fn count(&mut self, page: &PageSnapshot) {
        let mut sum = Sums::default();
        self.sums.clear();
        self.sums.reserve(page.len() + 1);
        for id in page.all() {
            self.sums.push(sum);
            sum = sum.plus(counted(page, id, self.clues(id)));
        }
        self.sums.push(sum);
    }
}

/// For each node, the words before it, read or not.
fn word_sums(page: &PageSnapshot) -> Vec<u32> {
    let mut sum = 0;
    let mut sums = Vec::with_capacity(page.len() + 1);
    for id in page.all() {
        sums.push(sum);
        sum += words::count(page.text(id));
    }
    sums.push(sum);
    sums
}

fn counted(page: &PageSnapshot, id: NodeId, clues: u16) -> Sums {
    let has = |clue| u32::from(clues & clue != 0);
    if clues & (clue::SKIP | clue::QUOTE) != 0 {
        return Sums::default();
    }
    let words = if page.is_text(id) {
        words::count(page.text(id))
    } else {
        0
    };
    let apart = clues & (clue::LINK | clue::IN_TIME | clue::IN_AUTHOR) != 0;
    Sums {
        words,
        linked: words * has(clue::LINK),
        plain: if apart { 0 } else { words },
        times: has(clue::TIME),
        authors: has(clue::AUTHOR),
        anchors: has(clue::ANCHOR),
    }
}

fn clues(page: &PageSnapshot, id: NodeId, above: u16, words: u32) -> u16 {
    let mut clues = above & clue::INHERITED;
    if page.is_hidden(id) || page.marks(id) & mark::SKIP != 0 {
        clues |= clue::SKIP;
    }
    if page.is_text(id) {
        if clues & clue::IN_TIME == 0
            && words <= MAX_TIME_WORDS
            && dates::looks_like_time(page.text(id))
        {
            clues |= clue::TIME | clue::IN_TIME;
        }
        return clues;
    }
    clues |= tag_clues(page, id);
    if is_unread_role(page, id) {
        clues |= clue::SKIP;
    }
    if is_quote(page, id) {
        clues |= clue::QUOTE;
    }
    if clues & clue::IN_TIME == 0 && words <= MAX_TIME_WORDS && is_time(page, id) {
        clues |= clue::TIME | clue::IN_TIME;
    } else if clues & clue::IN_AUTHOR == 0 && words <= MAX_AUTHOR_WORDS && is_author(page, id) {
        clues |= clue::AUTHOR | clue::IN_AUTHOR;
    }
    if is_anchor(page, id) {
        clues |= clue::ANCHOR;
    }
    clues
}

fn tag_clues(page: &PageSnapshot, id: NodeId) -> u16 {
    let tag = page.tag(id);
    let unread = if tag.is_unread() { clue::SKIP } else { 0 };
    unread
        | match tag {
            Tag::A => clue::LINK,
            Tag::Code | Tag::Pre | Tag::Samp | Tag::Kbd => clue::CODE,
            Tag::Form => clue::FORM,
            _ => 0,
        }
}

fn is_unread_role(page: &PageSnapshot, id: NodeId) -> bool {
    let role = page.attr(id, Attr::Role).unwrap_or("");
    matches!(
        role,
        "navigation"
            | "search"
            | "menu"
            | "menubar"
            | "toolbar"
            | "tablist"
            | "button"
            | "dialog"
            | "alertdialog"
            | "tooltip"
            | "combobox"
            | "listbox"
    ) || page
        .attr(id, Attr::ContentEditable)
        .is_some_and(|value| value != "false")
}

/// Words of someone else, marked as such by the engine. A bare `blockquote` may be part of what
/// the author says and is judged later, by whether somebody said it before.
fn is_quote(page: &PageSnapshot, id: NodeId) -> bool {
    if matches!(
        page.tag(id),
        Tag::A | Tag::Li | Tag::Span | Tag::Button | Tag::I | Tag::Body
    ) {
        return false;
    }
    let sourced = [
        Attr::DataQuote,
        Attr::DataUsername,
        Attr::DataAuthor,
        Attr::Cite,
    ];
    let has_source = || sourced.iter().any(|name| page.attr(id, *name).is_some());
    matches!(page.tag(id), Tag::Blockquote | Tag::Aside) && has_source()
        || page.classes(id).any(names_quote)
}

/// Whether a class says that what is in it was said by someone else; that it can be quoted, or
/// offers to, is no such thing.
fn names_quote(class: &str) -> bool {
    let lower = class.to_ascii_lowercase();
    let offers = [
        "select", "js-", "button", "btn", "link", "action", "reply", "can",
    ];
    (lower.starts_with("quote") || lower.ends_with("quote") || lower.starts_with("bbcodequote"))
        && !offers.iter().any(|word| lower.contains(word))
}

fn is_time(page: &PageSnapshot, id: NodeId) -> bool {
    page.tag(id) == Tag::Time
        || names_time(page, id)
        || machine_time(page, id).is_some()
        || page
            .attr(id, Attr::Title)
            .is_some_and(dates::looks_like_time)
}

/// Whether an element is described as the time of something that was published.
fn names_time(page: &PageSnapshot, id: NodeId) -> bool {
    let prop = page.attr(id, Attr::ItemProp).unwrap_or("");
    matches!(
        prop,
        "datePublished" | "dateCreated" | "commentTime" | "uploadDate"
    )
}

/// A time for machines in the attributes of this element.
pub(crate) fn machine_time(page: &PageSnapshot, id: NodeId) -> Option<String> {
    const PLACES: &[Attr] = &[
        Attr::Datetime,
        Attr::DataTimestamp,
        Attr::DataTime,
        Attr::DataUtc,
        Attr::DataDate,
        Attr::DataCreated,
        Attr::DataCreatedAt,
        Attr::DataTs,
        Attr::DataUnixtime,
        Attr::DataUtime,
        Attr::DataEpoch,
        Attr::DataLivestamp,
        Attr::DataDatetime,
        Attr::CreatedTimestamp,
    ];
    let marked = PLACES
        .iter()
        .find_map(|place| page.attr(id, *place).and_then(dates::to_iso));
    let content = || {
        let content = page.attr(id, Attr::Content)?;
        names_time(page, id).then(|| dates::to_iso(content))?
    };
    // A title is shown to people: a bare number there is no time, and more may follow.
    let title = page
        .attr(id, Attr::Title)
        .map(|title| title.split(',').next().unwrap_or(title));
    marked.or_else(content).or_else(|| {
        title
            .filter(|title| title.contains('-'))
            .and_then(dates::to_iso)
    })
}

fn is_author(page: &PageSnapshot, id: NodeId) -> bool {
    use Tag::*;
    if matches!(
        page.tag(id),
        Li | Article | Tr | Section | Body | Ul | Ol | Table | Form | Img
    ) {
        return false;
    }
    let rel = page.attr(id, Attr::Rel).unwrap_or("");
    let prop = page.attr(id, Attr::ItemProp).unwrap_or("");
    rel.split_ascii_whitespace().any(|word| word == "author")
        || matches!(prop, "author" | "creator")
        || page.classes(id).any(names_author)
        || page.tag(id) == A && page.attr(id, Attr::Href).is_some_and(leads_to_person)
}

/// Whether a class says that what is in it is somebody's name.
fn names_author(class: &str) -> bool {
    const PEOPLE: &[&str] = &[
        "author",
        "username",
        "byline",
        "poster",
        "commenter",
        "nick",
        "nickname",
        "hnuser",
        "fn",
        "user",
        "writer",
        "screenname",
        "autor",
        "auteur",
        "postauthor",
        "postername",
        "creator",
        "usuario",
        "bigusername",
    ];
    let people = |part: &str| PEOPLE.iter().any(|name| part.eq_ignore_ascii_case(name));
    let (mut before, mut last) = ("", "");
    for part in words::parts(class) {
        (before, last) = (last, part);
    }
    people(last) || class == "name" || matches!(last, "name" | "Name" | "link") && people(before)
}

/// Whether an address is that of a person's own page, by the words that engines use there.
pub(crate) fn leads_to_person(href: &str) -> bool {
    const PLACES: &[&str] = &[
        "/user/",
        "/users/",
        "/u/",
        "/member/",
        "/members/",
        "/profile/",
        "/profiles/",
        "/author/",
        "/authors/",
        "/people/",
        "/~",
        "/@",
        "user?id=",
        "mode=viewprofile",
        "showuser=",
        "member.php",
        "action=profile",
        "profile.php",
        "memberlist.php?mode=viewprofile",
        "/by/",
        "/writer/",
        "blogger.com/profile",
    ];
    let lower = href.to_ascii_lowercase();
    PLACES.iter().any(|place| lower.contains(place))
}

fn is_anchor(page: &PageSnapshot, id: NodeId) -> bool {
    if page.tag(id) != Tag::A {
        return native_id(page, id).is_some();
    }
    let rel = page.attr(id, Attr::Rel).unwrap_or("");
    let marked = rel.split_ascii_whitespace().any(|word| word == "bookmark")
        || page
            .classes(id)
            .any(|class| class == "u-url" || class.contains("permalink"));
    let named = page.attr(id, Attr::Name).or(page.attr(id, Attr::Id));
    let numbered = |text: &str| text.bytes().any(|b| b.is_ascii_digit());
    let fragment = page
        .attr(id, Attr::Href)
        .and_then(|href| href.split_once('#'));
    marked || named.is_some_and(numbered) || fragment.is_some_and(|(_, name)| numbered(name))
}

/// What the engine calls this element: a number in its id or in one of its data attributes.
pub(crate) fn native_id(page: &PageSnapshot, id: NodeId) -> Option<&str> {
    const PLACES: &[Attr] = &[
        Attr::Id,
        Attr::DataPostId,
        Attr::DataPostid,
        Attr::DataPid,
        Attr::DataCommentId,
        Attr::DataCommentid,
        Attr::DataMessageId,
        Attr::DataId,
        Attr::DataContent,
    ];
    PLACES
        .iter()
        .find_map(|place| page.attr(id, *place))
        .filter(|value| {
            value.len() <= 80 && value.bytes().any(|b| b.is_ascii_digit()) && !value.contains(' ')
        })
}

#[cfg(all(test, feature = "html"))]
mod tests {
    use super::*;

    fn check(html: &str, expected: Sums) {
        let page = crate::from_html("http://a.test/", html);
        let found = Survey::of(&page).sums(page.all());
        assert_eq!(found, expected, "{html}");
    }

    #[test]
    fn counts_what_is_read() {
        let none = Sums::default();
        check(
            "<p>one two <a href=x>three</a>",
            Sums {
                words: 3,
                linked: 1,
                plain: 2,
                ..none
            },
        );
        check(
            "<nav>one</nav><p hidden>two<p>three",
            Sums {
                words: 1,
                plain: 1,
                ..none
            },
        );
        check("<blockquote class=quote>one 2015-01-01</blockquote>", none);
        check(
            "<i class=byline>by Ann</i>",
            Sums {
                words: 2,
                authors: 1,
                ..none
            },
        );
        check(
            "<a href=/user/7>Ann</a>",
            Sums {
                words: 1,
                linked: 1,
                authors: 1,
                ..none
            },
        );
        check(
            "<a href=/p/7><time>today</time></a>",
            Sums {
                words: 1,
                linked: 1,
                times: 1,
                anchors: 1,
                ..none
            },
        );
        check(
            "<span title='Nov 15, 2015 at 5:16 PM'>Sunday</span>",
            Sums {
                words: 1,
                times: 1,
                ..none
            },
        );
        check(
            "<div id=c1>one</div>",
            Sums {
                words: 1,
                plain: 1,
                anchors: 1,
                ..none
            },
        );
    }
}
