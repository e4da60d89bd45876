//! One look over the whole page: what each node hints at ([`clues`]) and sums over every subtree.
//!
//! Invariant: everything later asks here in constant time; no step counts a subtree again.

use std::ops::Range;

use crate::attributes::{attributes, held};
use crate::classes::{Class, Classes};
use crate::clues::{Element, clues};
pub(crate) use crate::clues::{clue, leads_to_person, machine_time, native_id};
use crate::snapshot::{NodeId, PageSnapshot};
use crate::subject::{self, Subject};
use crate::tags::{Attr, Tag};
use crate::turns::{self, Pause, Work};
use crate::{times, words};

/// Nodes of an element that holds a time and little else.
const MAX_TIME_NODES: NodeId = 10;

/// Elements above a time that say what it is.
const TIME_LEVELS: usize = 3;

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
    /// Links of several words that are neither a time nor a name: titles of other pages.
    pub(crate) titles: u32,
}

impl Sums {
    #[inline]
    fn combine(self, other: Self, f: impl Fn(u32, u32) -> u32) -> Self {
        Self {
            words: f(self.words, other.words),
            linked: f(self.linked, other.linked),
            plain: f(self.plain, other.plain),
            times: f(self.times, other.times),
            authors: f(self.authors, other.authors),
            anchors: f(self.anchors, other.anchors),
            titles: f(self.titles, other.titles),
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
#[derive(Default)]
pub(crate) struct Survey {
    clues: Vec<u16>,
    subjects: Vec<Option<Subject>>,
    /// `sums[i]` is what was counted before node `i`.
    sums: Vec<Sums>,
    /// `words[i]` are the words before node `i`, read or not.
    words: Vec<u32>,
    /// The attributes of each node, as bits of [`held`].
    held: Vec<u16>,
    classes: Classes,
    /// The attributes that any node has.
    any_held: u16,
}

impl Survey {
    pub(crate) fn of<'a>(page: &'a PageSnapshot, pause: Pause<'a>) -> Work<'a, Self> {
        Box::pin(Self::made(page, pause))
    }

    async fn made(page: &PageSnapshot, pause: Pause<'_>) -> Self {
        let mut survey = Self {
            clues: Vec::with_capacity(page.len()),
            subjects: Vec::with_capacity(page.len()),
            sums: Vec::new(),
            words: word_sums(page, pause).await,
            held: Vec::with_capacity(page.len()),
            classes: Classes::with_room(page.len()),
            any_held: 0,
        };
        for id in page.all() {
            if turns::is_due(id as usize) {
                turns::rest(pause).await;
            }
            survey.add(page, id);
        }
        survey.unmark_other_times(page);
        survey.mark_linked_times(page);
        survey.count(page);
        survey
    }

    fn add(&mut self, page: &PageSnapshot, id: NodeId) {
        let held = attributes(page, id);
        let class = self.classes.push(page, id, held & held::CLASS != 0);
        let has_id = held & held::ID != 0;
        let name = has_id.then(|| page.attr(id, Attr::Id)).flatten();
        let subject = name.map_or(class.subject, |name| {
            subject::with_name(class.subject, name)
        });
        let above = page.parent(id).map_or(0, |parent| self.clues(parent));
        let element = Element {
            page,
            id,
            held,
            says: class.says,
            words: &self.words,
        };
        self.clues.push(clues(element, above));
        self.subjects.push(subject);
        self.held.push(held);
        self.any_held |= held;
    }

    /// The words of a text, read or not.
    pub(crate) fn words(&self, id: NodeId) -> u32 {
        let before = |at: usize| self.words.get(at).copied().unwrap_or(0);
        before(id as usize + 1).saturating_sub(before(id as usize))
    }

    /// Whether a node has an attribute of these groups.
    pub(crate) fn holds(&self, id: NodeId, held: u16) -> bool {
        self.held
            .get(id as usize)
            .is_some_and(|all| all & held != 0)
    }

    /// Whether any node has.
    pub(crate) fn any_holds(&self, held: u16) -> bool {
        self.any_held & held != 0
    }

    /// What the classes of a node say.
    pub(crate) fn class(&self, id: NodeId) -> Class {
        self.classes.of(id)
    }

    pub(crate) fn classes(&self) -> &Classes {
        &self.classes
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

    /// When somebody joined, was last seen or wrote last elsewhere is no time of a post: it stays out
    /// of the text, and speaks for nothing.
    fn unmark_other_times(&mut self, page: &PageSnapshot) {
        for id in page.all() {
            if self.has(id, clue::TIME)
                && is_other_time(page, id)
                && let Some(clues) = self.clues.get_mut(id as usize)
            {
                *clues &= !clue::TIME;
            }
        }
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
            sum = sum.plus(counted(self.words(id), self.clues(id)));
        }
        self.sums.push(sum);
    }
}

/// Whether the names of the small elements around a time say that it is that of no post.
fn is_other_time(page: &PageSnapshot, id: NodeId) -> bool {
    let small = |up: &NodeId| page.end(*up) - up <= MAX_TIME_NODES;
    let above = page.ancestors(id).take(TIME_LEVELS).take_while(small);
    std::iter::once(id)
        .chain(above)
        .any(|up| times::is_elsewhere(page, up))
}

/// For each node, the words before it, read or not.
async fn word_sums(page: &PageSnapshot, pause: Pause<'_>) -> Vec<u32> {
    let mut sum = 0;
    let mut sums = Vec::with_capacity(page.len() + 1);
    for id in page.all() {
        if turns::is_due(id as usize) {
            turns::rest(pause).await;
        }
        sums.push(sum);
        sum += words::count(page.text(id));
    }
    sums.push(sum);
    sums
}

fn counted(words: u32, clues: u16) -> Sums {
    let has = |clue| u32::from(clues & clue != 0);
    if clues & (clue::SKIP | clue::QUOTE) != 0 {
        return Sums::default();
    }
    let apart = clues & (clue::LINK | clue::IN_TIME | clue::IN_AUTHOR) != 0;
    Sums {
        words,
        linked: words * has(clue::LINK),
        plain: if apart { 0 } else { words },
        times: has(clue::TIME),
        authors: has(clue::AUTHOR),
        anchors: has(clue::ANCHOR),
        titles: has(clue::TITLE),
    }
}

#[cfg(all(test, feature = "html"))]
mod tests {
    use super::*;

    fn check(html: &str, expected: Sums) {
        let page = crate::from_html("http://a.test/", html);
        let found = crate::record::Context::new(&page).survey.sums(page.all());
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
