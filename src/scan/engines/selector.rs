//! The tiny language in which the table points at elements.
//!
//! `tag`, `.class`, `.class-start*`, `#id`, `#start0` (an id of that start and a number), `[attr]`,
//! `[attr=value]`, `[attr^start]` and `[attr~part]`, one after the other for one element. A space
//! stands between an element and one somewhere in it, ` > ` between an element and its child. A
//! final `@attr` takes that attribute of the element instead of its text, `^^n` the n-th element
//! above it, and `+n` the n elements that follow it as well.

use crate::snapshot::{NodeId, PageSnapshot};
use crate::tags::{ATTRIBUTES, Attr, TAGS, Tag};

/// How far above an element what it must be in is looked for.
const MAX_LEVELS: usize = 16;

/// Bytes of an attribute's value from which on it is not looked at: no engine writes such.
const MAX_VALUE: usize = 2_048;

/// What one attribute of an element must be like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Has,
    Is,
    Starts,
    Holds,
    /// One of its words is it.
    Word,
    /// One of its words starts so.
    WordStarts,
    /// It starts so and goes on with a digit.
    Numbered,
}

#[derive(Clone, Copy, Debug)]
struct Test {
    attr: Attr,
    how: How,
    text: &'static str,
}

/// What one element must be like.
#[derive(Debug, Default)]
struct Step {
    /// It is the parent, not just somewhere above, of the element of the next step.
    is_parent: bool,
    tag: Option<Tag>,
    tests: Vec<Test>,
}

/// Which elements are meant, and what of them.
#[derive(Debug)]
pub(super) struct Selector {
    /// From the element itself outwards.
    steps: Vec<Step>,
    /// The attribute that is meant, if it is not the element's text.
    pub(super) take: Option<Attr>,
    /// How many levels above the element the one is that is meant.
    up: usize,
    /// How many of the elements after it belong to it.
    more: usize,
    /// The classes that it and what is above it must have, as [`sign`]s.
    signs: u64,
}

/// A bit for a class, by little of it: the classes of an element and of all above it are kept together
/// as such, so that most selectors that do not match are known without looking at these.
pub(super) fn sign(class: &str) -> u64 {
    let bytes = class.as_bytes();
    let at = |place: usize| u32::from(bytes.get(place).copied().unwrap_or(0));
    let mix = at(0) * 5 + at(bytes.len() / 2) * 3 + at(bytes.len().saturating_sub(1)) * 11;
    1 << ((mix + bytes.len() as u32) % u64::BITS)
}

impl Selector {
    /// `None` where the text is not of the language.
    pub(super) fn parse(text: &'static str) -> Option<Self> {
        let (path, name) = text.trim().split_once('@').unwrap_or((text.trim(), ""));
        let take = match name {
            "" => None,
            name => Some(attribute(name)?),
        };
        let (path, more) = path.split_once('+').unwrap_or((path, "0"));
        let (path, up) = path.split_once("^^").unwrap_or((path, "0"));
        let mut steps = Vec::new();
        let mut is_parent = false;
        for part in path.split_ascii_whitespace().rev() {
            if part == ">" {
                is_parent = true;
                continue;
            }
            steps.push(Step {
                is_parent,
                ..step(part)?
            });
            is_parent = false;
        }
        let tests = steps.iter().flat_map(|step| &step.tests);
        let signs = tests
            .filter(|test| test.attr == Attr::Class && test.how == How::Word)
            .fold(0, |all, test| all | sign(test.text));
        (!steps.is_empty()).then_some(Self {
            signs,
            steps,
            take,
            up: up.parse().ok()?,
            more: more.parse().ok()?,
        })
    }

    /// A class that every element meant has, if there is one.
    pub(super) fn class(&self) -> Option<&'static str> {
        let tests = &self.steps.first()?.tests;
        let is_class = |test: &&Test| test.attr == Attr::Class && test.how == How::Word;
        tests.iter().find(is_class).map(|test| test.text)
    }

    /// What is meant by an element that matches: the elements from the first to before the second.
    pub(super) fn meant(&self, page: &PageSnapshot, id: NodeId) -> (NodeId, NodeId) {
        let above = std::iter::once(id).chain(page.ancestors(id));
        let first = above.take(self.up + 1).last().unwrap_or(id);
        let parent = page.parent(first).map_or(0, |up| page.end(up));
        let mut end = page.end(first);
        let mut left = self.more;
        while left > 0 && end < parent {
            left -= usize::from(!page.is_text(end));
            end = page.end(end);
        }
        (first, end)
    }

    /// Whether it can match an element, by the classes of it and of all above it.
    pub(super) fn may_match(&self, signs: u64) -> bool {
        self.signs & !signs == 0
    }

    pub(super) fn matches(&self, page: &PageSnapshot, id: NodeId) -> bool {
        let Some((own, around)) = self.steps.split_first() else {
            return false;
        };
        if !own.matches(page, id) {
            return false;
        }
        let mut above = page.ancestors(id).take(MAX_LEVELS);
        around.iter().all(|step| match step.is_parent {
            true => above.next().is_some_and(|up| step.matches(page, up)),
            false => above.any(|up| step.matches(page, up)),
        })
    }
}

impl Step {
    fn matches(&self, page: &PageSnapshot, id: NodeId) -> bool {
        self.tag.is_none_or(|tag| page.tag(id) == tag)
            && self.tests.iter().all(|test| test.holds(page, id))
    }
}

impl Test {
    fn holds(&self, page: &PageSnapshot, id: NodeId) -> bool {
        let Some(value) = page.attr(id, self.attr).filter(|v| v.len() <= MAX_VALUE) else {
            return false;
        };
        let mut words = value.split_ascii_whitespace();
        match self.how {
            How::Has => true,
            How::Is => value == self.text,
            How::Starts => value.starts_with(self.text),
            How::Holds => value.contains(self.text),
            How::Word => {
                value == self.text
                    || value.len() > self.text.len() && words.any(|word| word == self.text)
            }
            How::WordStarts => words.any(|word| word.starts_with(self.text)),
            How::Numbered => value
                .strip_prefix(self.text)
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())),
        }
    }
}

fn step(text: &'static str) -> Option<Step> {
    let mut step = Step::default();
    let mut rest = text;
    let end = rest.find(['.', '#', '[']).unwrap_or(rest.len());
    if end > 0 {
        let (name, after) = rest.split_at(end);
        let place = TAGS.iter().position(|tag| *tag == name)?;
        step.tag = Some(Tag::at(place)?);
        rest = after;
    }
    while !rest.is_empty() {
        let (mark, after) = rest.split_at(1);
        let end = match mark {
            "[" => after.find(']')?,
            _ => after.find(['.', '#', '[']).unwrap_or(after.len()),
        };
        let (name, after) = after.split_at(end);
        step.tests.push(test(mark, name)?);
        rest = after.strip_prefix(']').unwrap_or(after);
    }
    Some(step)
}

fn test(mark: &str, name: &'static str) -> Option<Test> {
    let (attr, how, text) = match mark {
        "." => match name.strip_suffix('*') {
            Some(start) => (Attr::Class, How::WordStarts, start),
            None => (Attr::Class, How::Word, name),
        },
        "#" => match name.strip_suffix('0') {
            Some(start) => (Attr::Id, How::Numbered, start),
            None => (Attr::Id, How::Is, name),
        },
        _ => match name.find(['=', '^', '~']) {
            None => (attribute(name)?, How::Has, ""),
            Some(at) => {
                let (attr, text) = name.split_at(at);
                let how = match text.get(..1)? {
                    "=" => How::Is,
                    "^" => How::Starts,
                    _ => How::Holds,
                };
                (attribute(attr)?, how, text.get(1..)?)
            }
        },
    };
    Some(Test { attr, how, text })
}

fn attribute(name: &str) -> Option<Attr> {
    Attr::at(ATTRIBUTES.iter().position(|known| *known == name)?)
}

#[cfg(all(test, feature = "html"))]
mod tests {
    use super::*;

    fn check(selector: &'static str, html: &str, expected: &[&str]) {
        let page = crate::from_html("http://a.test/", html);
        let found = Selector::parse(selector).map(|parsed| {
            let meant = page.all().filter(|id| parsed.matches(&page, *id));
            meant
                .filter_map(|id| page.attr(id, Attr::Id))
                .collect::<Vec<_>>()
        });
        assert_eq!(found.as_deref(), Some(expected), "{selector}");
    }

    #[test]
    fn points_at_elements() {
        let html = "<div id=p1 class='post odd'><p id=a><b id=b class=name-x>x</b></p></div>
            <p id=px class=post title=there><i><b id=c>x</b></i></p>";
        check("b", html, &["b", "c"]);
        check(".post", html, &["p1", "px"]);
        check("p.post", html, &["px"]);
        check(".post.odd", html, &["p1"]);
        check(".name-*", html, &["b"]);
        check("#p0", html, &["p1"]);
        check("#a", html, &["a"]);
        check("[title]", html, &["px"]);
        check("[title=there]", html, &["px"]);
        check("[title^the]", html, &["px"]);
        check("p[title~ere]", html, &["px"]);
        check("[title=the]", html, &[]);
        check(".post b", html, &["b", "c"]);
        check(".post > b", html, &[]);
        check("p > b", html, &["b"]);
        check("div p b", html, &["b"]);
    }

    #[test]
    fn means_what_is_above_and_after() {
        let html = "<ul><li id=a><b>x</b></li> <li id=b>y</li><li id=c>z</li></ul>";
        let page = crate::from_html("http://a.test/", html);
        let id = |name| {
            page.all()
                .find(|id| page.attr(*id, Attr::Id) == Some(name))
                .unwrap()
        };
        let bold = page.all().find(|id| page.tag(*id) == Tag::B).unwrap();
        for (selector, first, end) in [
            ("b", bold, page.end(bold)),
            ("b^^1", id("a"), page.end(id("a"))),
            ("b^^1+1", id("a"), page.end(id("b"))),
            ("b^^1+9", id("a"), page.end(id("c"))),
        ] {
            let meant = Selector::parse(selector).unwrap().meant(&page, bold);
            assert_eq!(meant, (first, end), "{selector}");
        }
    }

    #[test]
    fn what_is_not_of_the_language_is_refused() {
        for text in ["", "nosuchtag", "[nosuch]", ".a@nosuch", "[title", ".a^^x"] {
            assert!(Selector::parse(text).is_none(), "{text}");
        }
        let selector = Selector::parse("time@datetime").unwrap();
        assert_eq!(selector.take, Some(Attr::Datetime));
    }

    #[test]
    fn a_value_that_no_engine_writes_is_not_looked_at() {
        let long = "x".repeat(MAX_VALUE);
        check(".a", &format!("<b id=b class='a {long}'>"), &[]);
        let deep = "<div>".repeat(MAX_LEVELS);
        check(".a b", &format!("<div class=a>{deep}<b id=b>"), &[]);
    }
}
