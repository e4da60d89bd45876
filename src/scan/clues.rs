//! What a single node hints at, by its tag, attributes and names: that it is a time, somebody's
//! name, a quote, or nothing that is read.

use crate::attributes::{attributes, held};
use crate::classes::{Class, says};
use crate::dates;
use crate::snapshot::{NodeId, PageSnapshot, mark};
use crate::tags::{Attr, Tag};
use crate::words::Names;

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
    /// Here a link begins whose words may be the title of another page.
    pub(crate) const TITLE: u16 = 1 << 10;

    /// What holds below a node as well.
    pub(super) const INHERITED: u16 = SKIP | LINK | QUOTE | CODE | IN_TIME | IN_AUTHOR | FORM;
}

/// What hangs on to a text has no more words than this.
const MAX_FRAME_WORDS: u32 = 120;

/// Nodes of a signature that are looked at for a name or a time.
const MAX_SIGNATURE_NODES: usize = 40;

/// An author's name has no more words than this.
const MAX_AUTHOR_WORDS: u32 = 6;

/// Words before and after a link in running text; a line that says who wrote when has fewer.
const MIN_RUNNING: u32 = 12;

/// The title of another page has no fewer words than this.
const MIN_TITLE_WORDS: u32 = 3;

/// A time has no more words than this.
const MAX_TIME_WORDS: u32 = 8;

/// What was read of an element before its hints.
#[derive(Clone, Copy)]
pub(crate) struct Element<'a> {
    pub(crate) page: &'a PageSnapshot,
    pub(crate) id: NodeId,
    /// Its attributes, as bits of [`held`].
    pub(crate) held: u16,
    /// What its classes say, as bits of [`says`].
    pub(crate) says: u16,
    /// For each node of the page, the words before it.
    pub(crate) words: &'a [u32],
}

impl Element<'_> {
    fn has(&self, held: u16) -> bool {
        self.held & held != 0
    }

    fn says(&self, says: u16) -> bool {
        self.says & says != 0
    }

    /// The words in a node.
    fn words(&self, id: NodeId) -> u32 {
        let before = |id: NodeId| self.words.get(id as usize).copied().unwrap_or(0);
        before(self.page.end(id)) - before(id)
    }
}

/// The hints at what an element or a text is, below one with the hints `above`.
pub(crate) fn clues(element: Element, above: u16) -> u16 {
    let Element { page, id, .. } = element;
    let words = element.words(id);
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
    if element.has(held::ROLE) && is_unread_role(page, id)
        || words <= MAX_FRAME_WORDS && is_frame(element)
    {
        clues |= clue::SKIP;
    }
    if is_quote(element) {
        clues |= clue::QUOTE;
    }
    if clues & clue::IN_TIME == 0 && words <= MAX_TIME_WORDS && is_time(element) {
        clues |= clue::TIME | clue::IN_TIME;
    } else if clues & clue::IN_AUTHOR == 0 && words <= MAX_AUTHOR_WORDS && is_author(element) {
        clues |= clue::AUTHOR | clue::IN_AUTHOR;
    }
    if is_anchor(element) {
        clues |= clue::ANCHOR;
    }
    let apart = clues & (clue::IN_TIME | clue::IN_AUTHOR) != 0;
    if page.tag(id) == Tag::A && words >= MIN_TITLE_WORDS && !apart {
        clues |= clue::TITLE;
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

/// Whether what is in an element hangs on to a text and is no part of it: the line that somebody
/// puts below all they write, notes that a text was edited, files, ways to share it.
fn is_frame(element: Element) -> bool {
    // Some engines call the box with who and when a signature.
    let signs = |id| {
        let page = element.page;
        let inner = Element {
            id,
            held: attributes(page, id),
            says: Class::read(page.attr(id, Attr::Class).unwrap_or("")).says,
            ..element
        };
        is_time(inner) || is_author(inner)
    };
    let mut inside = element.page.subtree(element.id).take(MAX_SIGNATURE_NODES);
    element.says(says::FRAME) || element.says(says::SIGNATURE) && !inside.any(signs)
}

/// What a class says of what is in it, as bits of [`says`]: by itself, its last two parts, and the last
/// of its parts that is no number.
pub(crate) fn said(class: &str, ends: [&str; 2], word: &str) -> u16 {
    let bit = |is_said, bit| if is_said { bit } else { 0 };
    names_frame(word)
        | bit(names_quote(class), says::QUOTE)
        | bit(names_author(class, ends), says::AUTHOR)
        | bit(class == "u-url" || class.contains("permalink"), says::LINK)
}

fn names_frame(word: &str) -> u16 {
    static SIGNATURES: Names = Names::of(&["signature", "signatur", "sig"]);
    static FRAMES: Names = Names::of(&[
        "editnote",
        "edited",
        "editedby",
        "lastedited",
        "attachments",
        "attachbox",
        "sharedaddy",
        "share",
        "sharing",
        "addthis",
        "toolbar",
        "breadcrumb",
        "breadcrumbs",
        "pagination",
    ]);
    match (FRAMES.have(word), SIGNATURES.have(word)) {
        (true, _) => says::FRAME,
        (_, true) => says::SIGNATURE,
        _ => 0,
    }
}

/// Words of someone else, marked as such by the engine. A bare `blockquote` may be part of what
/// the author says and is judged later, by whether somebody said it before.
fn is_quote(element: Element) -> bool {
    match element.page.tag(element.id) {
        Tag::A | Tag::Li | Tag::Span | Tag::Button | Tag::I | Tag::Body => false,
        Tag::Blockquote | Tag::Aside if element.has(held::SOURCE) => true,
        _ => element.says(says::QUOTE),
    }
}

/// Whether a class says that what is in it was said by someone else; that it can be quoted, or
/// offers to, is no such thing.
fn names_quote(class: &str) -> bool {
    const OFFERS: &[&str] = &[
        "select", "js-", "button", "btn", "link", "action", "reply", "can",
    ];
    let bytes = class.as_bytes();
    let is = |part: Option<&[u8]>, word: &str| {
        part.is_some_and(|part| part.eq_ignore_ascii_case(word.as_bytes()))
    };
    let ends = bytes.len().checked_sub("quote".len());
    let called = is(bytes.get(.."quote".len()), "quote")
        || is(ends.and_then(|at| bytes.get(at..)), "quote")
        || is(bytes.get(.."bbcodequote".len()), "bbcodequote");
    let lower = || class.to_ascii_lowercase();
    called && !OFFERS.iter().any(|word| lower().contains(word))
}

fn is_time(element: Element) -> bool {
    let Element { page, id, .. } = element;
    let told = held::TIME | held::TITLE | held::CONTENT;
    page.tag(id) == Tag::Time && page.end(id) > id + 1
        || element.has(held::ITEM_PROP) && names_time(page, id)
        || element.has(told) && machine_time(page, id).is_some()
        || element.has(held::TITLE)
            && page
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

fn is_author(element: Element) -> bool {
    use Tag::*;
    let Element { page, id, .. } = element;
    if matches!(
        page.tag(id),
        Li | Article | Tr | Section | Body | Ul | Ol | Table | Form | Img
    ) {
        return false;
    }
    let rel = || page.attr(id, Attr::Rel).unwrap_or("");
    let prop = || page.attr(id, Attr::ItemProp).unwrap_or("");
    element.says(says::AUTHOR)
        || element.has(held::REL) && rel().split_ascii_whitespace().any(|word| word == "author")
        || element.has(held::ITEM_PROP) && matches!(prop(), "author" | "creator")
        || page.tag(id) == A
            && page.attr(id, Attr::Href).is_some_and(leads_to_person)
            && !is_in_running_text(element)
}

/// Whether text goes on to both sides of a link: it speaks of somebody, who need not be its author.
fn is_in_running_text(element: Element) -> bool {
    let Element { page, id, .. } = element;
    let beside = |other: NodeId| {
        let is_sibling = page.is_text(other) && page.parent(other) == page.parent(id);
        if is_sibling { element.words(other) } else { 0 }
    };
    let (before, after) = (id.checked_sub(1).map_or(0, beside), beside(page.end(id)));
    before.min(after) > 0 && before + after >= MIN_RUNNING
}

/// Whether a class says that what is in it is somebody's name.
fn names_author(class: &str, [before, last]: [&str; 2]) -> bool {
    static PEOPLE: Names = Names::of(&[
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
    ]);
    PEOPLE.have(last)
        || class == "name"
        || matches!(last, "name" | "Name" | "link") && PEOPLE.have(before)
}

/// Whether an address is that of a person's own page, by the words that engines use there.
pub(crate) fn leads_to_person(href: &str) -> bool {
    const SEGMENTS: &[&str] = &[
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
        "/by/",
        "/writer/",
    ];
    /// Up to their first mark, and from it on.
    const PARTS: &[(&str, &str)] = &[
        ("user?id", "="),
        ("mode", "=viewprofile"),
        ("showuser", "="),
        ("member", ".php"),
        ("action", "=profile"),
        ("action", "=viewprofile"),
        ("mod", "=space"),
        ("space", "-uid-"),
        ("userid", "="),
        ("view", "_user"),
        ("profile", ".php"),
        ("profile", ".asp"),
        ("blogger", ".com/profile"),
    ];
    let bytes = href.as_bytes();
    let is_at = |start: usize, place: &str| {
        let part = bytes.get(start..start + place.len());
        part.is_some_and(|part| part.eq_ignore_ascii_case(place.as_bytes()))
    };
    // What they begin with, but for a letter, is in few places of an address.
    bytes.iter().enumerate().any(|(at, byte)| match byte {
        b'/' => {
            let next = bytes.get(at + 1).map(u8::to_ascii_lowercase);
            let mut begun = SEGMENTS
                .iter()
                .filter(|place| place.as_bytes().get(1) == next.as_ref());
            begun.any(|place| is_at(at, place))
        }
        // So end the names that stand before these.
        b'=' | b'.' | b'-' | b'_'
            if at > 0
                && bytes.get(at - 1).is_some_and(|byte| {
                    matches!(byte.to_ascii_lowercase(), b'd' | b'e' | b'n' | b'r' | b'w')
                }) =>
        {
            let mut ends = PARTS
                .iter()
                .filter(|(_, mark)| mark.as_bytes().first() == Some(byte));
            ends.any(|(before, rest)| {
                let start = at.checked_sub(before.len());
                is_at(at, rest) && start.is_some_and(|start| is_at(start, before))
            })
        }
        _ => false,
    })
}

fn is_anchor(element: Element) -> bool {
    let Element { page, id, .. } = element;
    if page.tag(id) != Tag::A {
        return element.has(held::NAME) && native_id(page, id).is_some();
    }
    let rel = page.attr(id, Attr::Rel).unwrap_or("");
    let marked =
        element.says(says::LINK) || rel.split_ascii_whitespace().any(|word| word == "bookmark");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_people() {
        for (href, expected) in [
            ("/user/7", true),
            ("http://a.test/forum/Member.php?u=7", true),
            ("memberlist.php?mode=viewprofile&u=2", true),
            ("/index.php?action=profile;u=3", true),
            ("https://a.test/@ann", true),
            ("user?id=ann", true),
            ("https://www.blogger.com/profile/12", true),
            ("/userguide/7", false),
            ("/t/7?id=user", false),
            ("php", false),
            ("/", false),
            ("=", false),
            ("/a.php?mode=viewprofile", true),
            ("//a.test/space-uid-7.html", true),
            ("/?view_user=7", true),
            ("/x.php?mod=space&uid=7", true),
        ] {
            assert_eq!(leads_to_person(href), expected, "{href}");
        }
    }
}
