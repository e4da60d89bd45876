//! The posts of this page with their counted terms.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use groundswell_protocol::PostId;
use groundswell_scan::{Key, Living, Post, Seen, Span, scan_in_turns};
use groundswell_text::{Language, Reading, Rules, Together, Unread, Vocabulary};
use js_sys::Date;
use wasm_bindgen::JsValue;
use web_sys::{Document, Element, Node};

use crate::changes::{Changes, Part};
use crate::options::Options;
use crate::packs::Packs;
use crate::posts::PostMap;
use crate::segmenter::BrowserSegmenter;
use crate::slices::{self, Slices};
use crate::snapshot::{self, Taken};

/// Longest excerpt that stands for a post without a title, in characters.
const EXCERPT_CHARS: usize = 80;

/// A post, and where it stands in the page.
pub struct PagePost {
    /// Its number among the records of the page.
    key: Key,
    /// Its identity, shared with the hub.
    pub id: PostId,
    /// The element that holds all of it.
    pub root: Element,
    /// The element whose end is the place of its rating control.
    pub body: Element,
    /// The child of `body` that the control goes before: there, other posts begin.
    pub before: Option<Element>,
    /// Its title, or else its first words.
    pub heading: String,
    /// Who wrote it.
    pub author: Option<String>,
    /// When, as ISO 8601.
    pub time: Option<String>,
    /// The same in milliseconds since 1970, once it was asked for.
    moment: OnceCell<Option<f64>>,
    /// Its language, for finding its words again.
    pub language: Language,
    /// Its text, until its words are read.
    unread: Option<Unread>,
    /// How long the text is, and a hash of it: a post that is found again with the same is not read again.
    mark: (usize, u32),
    /// Its words in order, once they are read.
    pub reading: Reading,
    /// Whether its terms are known.
    counted: bool,
    /// Its number among those that are being counted.
    turn: Option<usize>,
    /// How often it says which term, by term.
    pub terms: Vec<(u32, u32)>,
    /// How many words stand before each of them, where it is said first.
    pub firsts: Vec<u32>,
}

impl PagePost {
    /// When it was written, in milliseconds since 1970, as far as known.
    pub fn moment(&self) -> Option<f64> {
        // The browser's reading of times costs more than all that is done with them.
        *self.moment.get_or_init(|| moment_of(self.time.as_deref()?))
    }
}

/// What a look at the parts of a page that changed comes to. A post that was read again went and came.
#[derive(Default)]
pub struct Exchange {
    /// The posts that went.
    pub gone: Vec<PostId>,
    /// The numbers of those that came, ascending.
    pub came: Vec<Key>,
}

impl Exchange {
    /// Whether there was nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.gone.is_empty() && self.came.is_empty()
    }
}

/// From one moment up to another that is no longer in it, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Period {
    /// The first.
    pub from: f64,
    /// The first after it.
    pub to: f64,
}

/// What was found on the page at one moment.
#[derive(Default)]
pub struct Page {
    /// In the order of the document.
    pub posts: Vec<PagePost>,
    /// The terms of all posts, of earlier looks at the page too: a term keeps its identity.
    pub vocabulary: Rc<RefCell<Vocabulary>>,
    packs: Rc<Packs>,
    url: String,
    living: Living,
    fallback: Language,
    period: Option<Period>,
}

impl Page {
    /// A page that nothing is known of yet. The browser will tell its words where there is no space between them.
    pub fn unread() -> Self {
        let vocabulary = Vocabulary::with_segmenter(Rc::new(BrowserSegmenter));
        Self {
            vocabulary: Rc::new(RefCell::new(vocabulary)),
            ..Self::default()
        }
    }

    /// Looks at the document as it is now, in slices. From then on `changes` tells what is to be read again.
    ///
    /// # Errors
    /// As [`snapshot::take`].
    pub async fn read(
        document: &Document,
        options: &Options,
        vocabulary: Rc<RefCell<Vocabulary>>,
        packs: Rc<Packs>,
        changes: &Changes,
    ) -> Result<Self, JsValue> {
        let Some(root) = document.document_element() else {
            return Ok(Self::default());
        };
        let url = document.url()?;
        let mut slices = Slices::begin();
        changes.forget();
        let taken = snapshot::take(&root, &url, &options.selectors, &mut slices).await?;
        slices.note("groundswell:snapshot");
        let (found, living) = scan_in_turns(&taken.page, &mut || slices.rest()).await;
        slices.note("groundswell:scan");
        slices.pause().await;
        let spans: Vec<Span> = living.spans().collect();
        changes.learn(&taken.walk, &spans);
        let mut page = Self {
            posts: Vec::new(),
            vocabulary,
            packs,
            fallback: page_language(&root, options),
            url,
            living,
            period: None,
        };
        for post in found {
            let key = spans.partition_point(|span| span.first < post.root) as Key;
            page.posts.extend(page.post(&taken, post, key));
            slices.pause_if_due().await;
        }
        Ok(page)
    }

    /// Reads what changed, and nothing else. `None` where all of the page must be read to tell.
    pub fn update(
        &mut self,
        document: &Document,
        options: &Options,
        changes: &Changes,
    ) -> Option<Exchange> {
        let begun = slices::now();
        let parts = changes.take()?;
        let root = document.document_element()?;
        let mut gone = changes.gone();
        let mut came: Vec<(Taken, Vec<Seen>)> = Vec::new();
        for part in 0..parts {
            came.push(self.read_part(&root, options, changes, part, &mut gone)?);
        }
        gone.sort_unstable();
        gone.dedup();
        if gone.is_empty() && came.iter().all(|(_, seen)| seen.is_empty()) {
            slices::note("groundswell:rescan", slices::now() - begun);
            return Some(Exchange::default());
        }
        let exchange = self.exchange(&gone, came, changes)?;
        slices::note("groundswell:rescan", slices::now() - begun);
        Some(exchange)
    }

    /// The records in one part; those that were known there go to `gone`.
    fn read_part(
        &self,
        root: &Element,
        options: &Options,
        changes: &Changes,
        part: Part,
        gone: &mut Vec<Key>,
    ) -> Option<(Taken, Vec<Seen>)> {
        let mut look = || {
            let selectors = &options.selectors;
            let taken = snapshot::take_part(root, &self.url, selectors, changes, part);
            let (taken, from) = taken.ok().flatten()?;
            let (around, is_next) = (changes.around(part), changes.follows(part));
            let seen = self.living.look(&taken.page, from, around, is_next)?;
            gone.extend(changes.inside(&taken.walk, from));
            Some((taken, seen))
        };
        if let Some(found) = look() {
            return Some(found);
        }
        changes.around(part)?;
        changes.widen(part);
        look()
    }

    /// Takes posts out and others in.
    fn exchange(
        &mut self,
        gone: &[Key],
        came: Vec<(Taken, Vec<Seen>)>,
        changes: &Changes,
    ) -> Option<Exchange> {
        let all: Vec<&Seen> = came.iter().flat_map(|(_, seen)| seen).collect();
        let mut keys = self.living.change(gone, &all)?.into_iter();
        changes.drop_posts(gone);
        let mut exchange = Exchange::default();
        if !gone.is_empty() {
            let is_gone = |post: &mut PagePost| gone.binary_search(&post.key).is_ok();
            let posts = self.posts.extract_if(.., is_gone);
            exchange.gone = posts.map(|post| post.id).collect();
        }
        for (taken, seen) in came {
            for (Seen { span, post, .. }, key) in seen.into_iter().zip(&mut keys) {
                changes.add(&taken.walk, span, key);
                if let Some(post) = post.and_then(|post| self.post(&taken, post, key)) {
                    exchange.came.push(key);
                    self.insert(post);
                }
            }
        }
        Some(exchange)
    }

    fn insert(&mut self, post: PagePost) {
        let before = |other: &PagePost| is_before(&other.root, &post.root);
        // Most come at the end, and to compare places in a long list takes the browser long.
        let place = match self.posts.last() {
            Some(last) if !before(last) => self.posts.partition_point(before),
            _ => self.posts.len(),
        };
        self.posts.insert(place, post);
    }

    /// The posts with these keys, ascending.
    pub fn posts_of(&self, keys: &[Key]) -> Vec<&PagePost> {
        let is_one = |post: &&PagePost| keys.binary_search(&post.key).is_ok();
        self.posts.iter().filter(is_one).collect()
    }

    fn post(&self, taken: &Taken, post: Post, key: Key) -> Option<PagePost> {
        let (root, body) = (taken.element(post.root)?, taken.element(post.body)?);
        let declared = post
            .lang
            .as_deref()
            .map_or(self.fallback, Language::from_tag);
        let language = Language::guess(&post.text, declared);
        self.packs.ask(language);
        Some(PagePost {
            key,
            id: PostId::from_locator(&post.locator),
            root,
            body,
            before: post.before.and_then(|node| taken.element(node)),
            heading: post.title.unwrap_or_else(|| excerpt(&post.text)),
            author: post.author,
            time: post.time,
            moment: OnceCell::new(),
            language,
            mark: (post.text.len(), mark(&post.text)),
            unread: Some(Unread::new(post.text, language)),
            reading: Reading::default(),
            counted: false,
            turn: None,
            terms: Vec::new(),
            firsts: Vec::new(),
        })
    }

    /// Lets the posts of a period count, or all of them.
    pub fn set_period(&mut self, period: Option<Period>) {
        self.period = period;
    }

    /// Whether a post counts.
    pub fn counts(&self, post: &PagePost) -> bool {
        let is_in = |Period { from, to }| post.moment().is_some_and(|at| from <= at && at < to);
        self.period.is_none_or(is_in)
    }

    /// Whether a period was chosen in which nobody wrote.
    pub fn is_period_bare(&self) -> bool {
        self.period.is_some() && self.counting().next().is_none()
    }

    /// The posts that count, in the order of the document.
    pub fn counting(&self) -> impl Iterator<Item = &PagePost> {
        self.posts.iter().filter(|post| self.counts(post))
    }

    /// Takes over which posts count, and what was counted of the same ones at an earlier look.
    pub fn keep_counts(&mut self, earlier: &mut Self) {
        self.period = earlier.period;
        if !Rc::ptr_eq(&self.vocabulary, &earlier.vocabulary) {
            return;
        }
        let known = earlier.posts.iter_mut().filter(|post| post.counted);
        let mut known: PostMap<_> = known.map(|post| (post.id, post)).collect();
        for post in &mut self.posts {
            if let Some(earlier) = known.remove(&post.id)
                && (earlier.mark, earlier.language) == (post.mark, post.language)
            {
                post.unread = None;
                post.reading = std::mem::take(&mut earlier.reading);
                post.terms = std::mem::take(&mut earlier.terms);
                post.firsts = std::mem::take(&mut earlier.firsts);
                post.counted = true;
            }
        }
    }

    /// Whether all words are counted.
    pub fn is_counted(&self) -> bool {
        self.posts.iter().all(|post| post.counted)
    }

    /// Reads a part of the words of the post at `at`, if that is still to be done, or else goes on to the next post;
    /// `false` where there is no such post.
    pub fn read_words(&mut self, at: &mut usize) -> bool {
        let Some(post) = self.posts.get_mut(*at) else {
            return false;
        };
        let mut vocabulary = self.vocabulary.borrow_mut();
        if let Some(unread) = &mut post.unread {
            let Some(reading) = vocabulary.read_some(unread) else {
                return true;
            };
            post.reading = reading;
            post.unread = None;
        }
        *at += 1;
        true
    }

    /// Begins to count the terms of all posts whose words were read: which terms have several words is told by all
    /// posts together.
    pub fn begin_counting(&mut self) -> Together {
        let mut readings = Vec::new();
        for post in &mut self.posts {
            post.turn = post.unread.is_none().then_some(readings.len());
            if post.turn.is_some() {
                readings.push(post.reading.clone());
            }
        }
        Together::new(readings)
    }

    /// Ends what [`begin_counting`](Self::begin_counting) began. Posts that came meanwhile are still to be counted.
    pub fn end_counting(&mut self, counting: Together) {
        let mut counts = counting.counts();
        for post in &mut self.posts {
            let turn = post.turn.take().and_then(|turn| counts.get_mut(turn));
            let Some(counts) = turn.map(std::mem::take) else {
                continue;
            };
            post.firsts = counts.iter().map(|counted| counted.first).collect();
            let terms = counts.iter().map(|counted| (counted.term, counted.count));
            post.terms = terms.collect();
            post.counted = true;
        }
    }

    /// Lets other rules hold: all is to be counted anew, without reading it again.
    pub fn set_rules(&mut self, rules: Rules) {
        self.vocabulary.borrow_mut().set_rules(rules);
        for post in &mut self.posts {
            post.counted = false;
        }
    }

    /// Whether the page is another by now: its address is, but for where on the page one is.
    pub fn is_left(&self, document: &Document) -> bool {
        document
            .url()
            .is_ok_and(|url| name_of(&url) != name_of(&self.url))
    }
}

/// FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo): tells texts of one post apart.
fn mark(text: &str) -> u32 {
    let bytes = text.bytes().map(u32::from);
    bytes.fold(0x811c_9dc5, |hash, byte| {
        (hash ^ byte).wrapping_mul(0x0100_0193)
    })
}

/// Length of `YYYY-MM-DD`.
const DAY: usize = 10;

fn moment_of(time: &str) -> Option<f64> {
    // A browser takes a day alone for one in UTC, which is another one west of it.
    let moment = match time.len() {
        DAY => Date::parse(&[time, "T00:00"].concat()),
        _ => Date::parse(time),
    };
    Some(moment).filter(|moment| moment.is_finite())
}

fn page_language(root: &Element, options: &Options) -> Language {
    let tag = root.get_attribute("lang").filter(|lang| !lang.is_empty());
    tag.as_ref()
        .or(options.language.as_ref())
        .map_or(Language::Unknown, |t| Language::from_tag(t))
}

/// Whether an element comes before another one in the document.
fn is_before(one: &Element, other: &Element) -> bool {
    one.compare_document_position(other) & Node::DOCUMENT_POSITION_FOLLOWING != 0
}

/// An address without its fragment, unless that is a route: what single-page apps show by `#/topic/5`.
fn name_of(url: &str) -> &str {
    match url.split_once('#') {
        Some((page, fragment)) if !fragment.starts_with(['/', '!']) => page,
        _ => url,
    }
}

/// The first words of `text`, up to a whole word.
fn excerpt(text: &str) -> String {
    let words = text.split_whitespace();
    let mut excerpt = String::new();
    for word in words {
        if !excerpt.is_empty() && excerpt.chars().count() + word.chars().count() > EXCERPT_CHARS {
            excerpt.push('…');
            break;
        }
        if !excerpt.is_empty() {
            excerpt.push(' ');
        }
        excerpt.extend(word.chars().take(EXCERPT_CHARS));
    }
    excerpt
}

#[cfg(test)]
mod tests {
    use super::{EXCERPT_CHARS, excerpt, name_of};

    #[test]
    fn a_place_on_a_page_is_no_other_page_but_a_route_is() {
        assert_eq!(name_of("http://a.test/x#c5"), name_of("http://a.test/x"));
        assert_ne!(name_of("http://a.test/x#/5"), name_of("http://a.test/x#/6"));
        assert_ne!(name_of("http://a.test/x#!a"), name_of("http://a.test/x"));
    }

    #[test]
    fn an_excerpt_ends_with_a_whole_word() {
        assert_eq!(excerpt("  one\n two "), "one two");
        assert_eq!(excerpt(""), "");
        let long = excerpt(&"word ".repeat(100));
        assert!(
            long.ends_with("word…") && long.chars().count() <= EXCERPT_CHARS + 1,
            "{long}"
        );
        assert!(excerpt(&"x".repeat(10_000)).chars().count() <= EXCERPT_CHARS + 1);
    }
}
