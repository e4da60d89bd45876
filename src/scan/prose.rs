//! What stands in an article and is not its text: captions, boxes of links to other pages, ways to
//! share it, notes on who wrote it, and what is shown twice.
//!
//! Structure tells most of it: what holds a picture, where links lead, what stands before the first
//! and after the last paragraph. Class names tell the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::canonical;
use crate::post::{Evidence, PostKind};
use crate::record::{Context, Record, Region};
use crate::snapshot::NodeId;
use crate::survey::clue;
use crate::tags::{Attr, Tag};
use crate::url::Url;
use crate::words::{self, Hash, Names};

/// A box beside the text has no more words than this.
const MAX_BOX: u32 = 150;

/// A paragraph that plainly is text has so many words that are not in links.
const MIN_TOLD: u32 = 20;

/// The line above a list of links has no more words than this.
const MAX_LEAD: u32 = 6;

/// A line that stands on the page several times for no other reason than its template is as short.
const MAX_LABEL: u32 = 6;

/// A paragraph with so many words is not said twice.
const MIN_TWICE: u32 = 8;

/// How class names that call something no part of the text begin.
static FIRST: Names = Names::of(&[
    "ad",
    "ads",
    "advert",
    "caption",
    "gallery",
    "lightbox",
    "newsletter",
    "outbrain",
    "promo",
    "recommended",
    "related",
    "taboola",
]);

/// How they end.
static LAST: Names = Names::of(&[
    "ad",
    "ads",
    "advert",
    "advertisement",
    "attribution",
    "authorbio",
    "authorbox",
    "bio",
    "caption",
    "captions",
    "copyright",
    "credit",
    "credits",
    "disclaimer",
    "gallery",
    "keypoints",
    "lightbox",
    "newsletter",
    "promo",
    "readmore",
    "recommended",
    "related",
    "relatedposts",
    "signup",
    "slideshow",
    "sponsor",
    "sponsored",
    "subscribe",
    "taboola",
    "tags",
]);

/// Parts of addresses that put a page before other people.
const SHARES: &[&str] = &[
    "whatsapp:",
    "//wa.me/",
    "/sharer",
    "/intent/",
    "/share?",
    "/sharearticle",
    "/pin/create",
    "/submit?",
    "mailto:?",
];

/// One stretch of text in one block.
struct Paragraph {
    block: NodeId,
    texts: Range<usize>,
    words: u32,
    linked: u32,
    look: Hash,
    /// All of it is set off from the text by its type.
    is_note: bool,
}

impl Paragraph {
    fn is_told(&self) -> bool {
        !self.is_note && self.words >= self.linked * 2 + MIN_TOLD
    }
}

/// The text nodes of articles that are none of their text, ascending. `regions` are those of
/// `records`.
pub(crate) fn unread(cx: &Context, records: &[Record], regions: &[Region]) -> Vec<NodeId> {
    let of_others = |record: &Record| {
        record.kind != PostKind::Article
            || matches!(record.evidence, Evidence::Owner | Evidence::Talk)
    };
    let mut unread = Vec::new();
    for (record, region) in records.iter().zip(regions) {
        if !of_others(record) {
            let body = record.body.unwrap_or(record.root);
            let (texts, boxed) = boxes(cx, &region.within(cx.page.subtree(body)), body);
            unread.extend(boxed);
            unread.extend(notes(cx, &texts));
        }
    }
    unread
}

/// From the first to the last paragraph of an article: names and times in there are told.
pub(crate) fn told(cx: &Context, region: &Region) -> Range<NodeId> {
    let texts: Vec<NodeId> = region.nodes().filter(|id| is_read(cx, *id)).collect();
    let paragraphs = paragraphs(cx, &texts);
    let mut told = paragraphs.iter().filter(|paragraph| paragraph.is_told());
    let Some(first) = told.next() else {
        return 0..0;
    };
    let last = told.next_back().unwrap_or(first);
    first.block..cx.page.end(last.block)
}

fn is_read(cx: &Context, id: NodeId) -> bool {
    cx.page.is_text(id)
        && !cx.survey.has(id, clue::SKIP | clue::CODE | clue::QUOTE)
        && !words::is_blank(cx.page.text(id))
}

/// What tells boxes, counted once.
struct Inside<'a> {
    cx: &'a Context<'a>,
    from: NodeId,
    /// Before each node: links to other sites, and elements that a figure may be made for.
    before: Vec<[u32; 2]>,
}

impl<'a> Inside<'a> {
    fn of(cx: &'a Context, body: NodeId) -> Self {
        let mut sum = [0, 0];
        let mut before = vec![sum];
        for id in cx.page.subtree(body) {
            let tag = cx.page.tag(id);
            let href = || cx.page.attr(id, Attr::Href);
            let leads_away = tag == Tag::A && href().is_some_and(|href| !is_same_site(cx, href));
            let is_shown = matches!(tag, Tag::Table | Tag::Blockquote | Tag::Pre);
            sum = [sum[0] + u32::from(leads_away), sum[1] + u32::from(is_shown)];
            before.push(sum);
        }
        Self {
            cx,
            from: body,
            before,
        }
    }

    fn counts(&self, id: NodeId) -> [u32; 2] {
        let at = |id: NodeId| self.before.get(id.saturating_sub(self.from) as usize);
        let (start, end) = (at(id), at(self.cx.page.end(id)));
        let [links, shown] = start.copied().unwrap_or_default();
        let [more_links, more_shown] = end.copied().unwrap_or_default();
        [more_links - links, more_shown - shown]
    }

    fn is_box(&self, id: NodeId, words: u32) -> bool {
        let tag = self.cx.page.tag(id);
        match tag {
            Tag::Figcaption => return true,
            Tag::Figure => return self.counts(id)[1] == 0,
            Tag::Aside | Tag::Footer if words <= MAX_BOX => return true,
            Tag::A => return words <= MAX_LABEL && shares(self.cx, id),
            _ => {}
        }
        words <= MAX_BOX && is_called_box(self.cx, id)
            || matches!(tag, Tag::P | Tag::Ul | Tag::Ol | Tag::Div) && self.is_linking(id)
    }

    /// Whether an element holds little else than links within the site.
    fn is_linking(&self, id: NodeId) -> bool {
        let sums = self.cx.survey.sums(self.cx.page.subtree(id));
        sums.linked > 0 && sums.linked * 10 >= sums.words * 8 && self.counts(id)[0] == 0
    }

    /// Where in `texts` the line begins that stands above a list of links.
    fn lead(&self, id: NodeId, texts: &[NodeId]) -> usize {
        let (page, none) = (self.cx.page, texts.len());
        let list = matches!(page.tag(id), Tag::Ul | Tag::Ol | Tag::Div);
        let Some(block) = texts.last().and_then(|last| block(self.cx, *last)) else {
            return none;
        };
        let is_short = self.cx.survey.sums(page.subtree(block)).words <= MAX_LEAD;
        if list && is_short && page.end(block) <= id && self.is_linking(id) {
            return texts.partition_point(|text| *text < block);
        }
        none
    }
}

/// The texts of a body that are in no box, and those that are.
fn boxes(cx: &Context, region: &Region, body: NodeId) -> (Vec<NodeId>, Vec<NodeId>) {
    let all = region.sums(&cx.survey).words;
    let inside = Inside::of(cx, body);
    let (mut texts, mut boxed) = (Vec::new(), Vec::new());
    let mut end = 0;
    for id in region.nodes() {
        if is_read(cx, id) {
            if id < end { &mut boxed } else { &mut texts }.push(id);
        } else if id >= end && id != body && !cx.page.is_text(id) {
            let words = cx.survey.sums(cx.page.subtree(id)).words;
            if words > 0 && words * 3 <= all && inside.is_box(id, words) {
                end = cx.page.end(id);
                let lead = inside.lead(id, &texts);
                boxed.extend(texts.drain(lead..));
            }
        }
    }
    (texts, boxed)
}

fn shares(cx: &Context, id: NodeId) -> bool {
    let href = cx.page.attr(id, Attr::Href).unwrap_or("");
    let href = href.to_ascii_lowercase();
    SHARES.iter().any(|part| href.contains(part))
}

fn is_called_box(cx: &Context, id: NodeId) -> bool {
    let of_page = |name: &str| {
        let is_word = |part: &&str| !part.bytes().all(|b| b.is_ascii_digit());
        let (mut first, mut before, mut last) = ("", "", "");
        for part in words::parts(name).filter(is_word) {
            first = if first.is_empty() { part } else { first };
            (before, last) = (last, part);
        }
        FIRST.have(first) || LAST.have(last) || LAST.have_joined(before, last)
    };
    // Bootstrap's name for what only a printer shows.
    let mut printed = cx.page.classes(id).filter(|class| class.starts_with("d-"));
    let on_paper = printed.next() == Some("d-none") && printed.all(|c| c.starts_with("d-print"));
    let printed = on_paper
        && cx
            .page
            .classes(id)
            .any(|class| class.starts_with("d-print"));
    printed
        || cx
            .page
            .classes(id)
            .chain(cx.page.attr(id, Attr::Id))
            .any(of_page)
}

/// Whether a link leads to another page of this site.
pub(crate) fn leads_inside(cx: &Context, link: NodeId) -> bool {
    let href = cx.page.attr(link, Attr::Href);
    href.is_some_and(|href| !href.starts_with('#') && is_same_site(cx, href))
}

/// Whether a link leads to a numbered place on this page.
pub(crate) fn leads_here(cx: &Context, link: NodeId) -> bool {
    let there = cx.page.attr(link, Attr::Href);
    let there = there.filter(|href| href.contains('#'));
    let there = there.and_then(|href| cx.page.join(href));
    let (page, _) = cx.page.url().split_once('#').unwrap_or((cx.page.url(), ""));
    there.is_some_and(|there| {
        let place = there
            .strip_prefix(page)
            .and_then(|rest| rest.strip_prefix('#'));
        place.is_some_and(|name| name.bytes().any(|b| b.is_ascii_digit()))
    })
}

/// Whether a reference leads to a page of this site.
fn is_same_site(cx: &Context, reference: &str) -> bool {
    let there = cx.page.join(reference);
    let there = there.as_deref().and_then(Url::parse);
    let here = Url::parse(cx.page.url());
    there
        .zip(here)
        .is_some_and(|(there, here)| site(&canonical::host(there)) == site(&canonical::host(here)))
}

/// The part of a host that its owner registered, as far as its shape tells: of two labels, or of
/// three where both of the last are short (`co.uk`).
fn site(host: &str) -> &str {
    let mut dots = host.rmatch_indices('.').map(|(at, _)| at);
    let (last, second, third) = (dots.next(), dots.next(), dots.next());
    let is_short =
        |last: usize| host.len() - last == 3 && last - second.map_or(0, |at| at + 1) <= 3;
    let start = if last.is_some_and(is_short) {
        third
    } else {
        second
    };
    start.and_then(|at| host.get(at + 1..)).unwrap_or(host)
}

/// What of an article's paragraphs stands there twice, or before and after its text to say
/// something about it.
fn notes(cx: &Context, texts: &[NodeId]) -> Vec<NodeId> {
    let paragraphs = paragraphs(cx, texts);
    let mut times: BTreeMap<Hash, u32> = BTreeMap::new();
    for paragraph in &paragraphs {
        *times.entry(paragraph.look).or_default() += 1;
    }
    let is_again = |paragraph: &&Paragraph| times.get(&paragraph.look).copied().unwrap_or(0) > 1;
    let words = |of: &mut dyn Iterator<Item = &Paragraph>| of.map(|of| of.words).sum::<u32>();
    // Where much comes again, such as in a plan for each day of the week, that is the text.
    let is_plan =
        words(&mut paragraphs.iter().filter(is_again)) * 4 > words(&mut paragraphs.iter());
    let first = paragraphs.iter().position(Paragraph::is_told);
    let last = paragraphs.iter().rposition(Paragraph::is_told);
    let (first, last) = (first.unwrap_or(0), last.unwrap_or(paragraphs.len()));
    let mut seen = BTreeSet::new();
    let mut unread = Vec::new();
    for (place, paragraph) in paragraphs.iter().enumerate() {
        let again = !seen.insert(paragraph.look);
        let count = times.get(&paragraph.look).copied().unwrap_or(0);
        let is_heading = cx.page.tag(paragraph.block).is_heading();
        let outside = place < first || place > last;
        let linking = place > last && paragraph.linked * 2 >= paragraph.words.max(1);
        let repeated =
            !is_plan && (is_label(cx, paragraph, count) || again && paragraph.words >= MIN_TWICE);
        if repeated || outside && !is_heading && (paragraph.is_note || linking) {
            unread.extend(texts.get(paragraph.texts.clone()).unwrap_or_default());
        }
    }
    unread
}

/// Whether a line that is on the page so many times is of its template.
fn is_label(cx: &Context, paragraph: &Paragraph, count: u32) -> bool {
    let least = match cx.page.tag(paragraph.block) {
        Tag::Div | Tag::Section | Tag::Aside => 2,
        Tag::P => 4,
        _ => return false,
    };
    count >= least && (1..=MAX_LABEL).contains(&paragraph.words)
}

fn paragraphs(cx: &Context, texts: &[NodeId]) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    for (place, id) in texts.iter().enumerate() {
        let block = block(cx, *id).unwrap_or(0);
        if paragraphs.last().is_none_or(|last| last.block != block) {
            paragraphs.push(Paragraph {
                block,
                texts: place..place,
                words: 0,
                linked: 0,
                look: Hash::START,
                is_note: true,
            });
        }
        let Some(last) = paragraphs.last_mut() else {
            continue;
        };
        let words = cx.survey.words(*id);
        last.texts.end = place + 1;
        last.words += words;
        last.linked += if cx.survey.has(*id, clue::LINK) {
            words
        } else {
            0
        };
        last.look = words::words(cx.page.text(*id)).fold(last.look, Hash::text);
        last.is_note &= is_set_off(cx, *id);
    }
    paragraphs
}

fn block(cx: &Context, id: NodeId) -> Option<NodeId> {
    cx.page.ancestors(id).find(|up| cx.page.tag(*up).is_block())
}

/// Whether a text is in another type than what is told.
fn is_set_off(cx: &Context, id: NodeId) -> bool {
    let inline = cx
        .page
        .ancestors(id)
        .take_while(|up| !cx.page.tag(*up).is_block());
    let mut tags = inline.map(|up| cx.page.tag(up));
    tags.any(|tag| matches!(tag, Tag::Em | Tag::I | Tag::Small))
}

#[cfg(all(test, feature = "html"))]
mod tests {
    use super::*;
    use crate::{from_html, scan};

    const SAID: &str = "The council met on Tuesday and spoke until midnight about the old bridge, which has been closed since the flood.";
    const MORE: &str = "Nobody knew what another one would cost, so they asked an engineer to look at its stones before the winter comes.";

    const LAST_STONE: &str = "The last stone was laid in the year of the great fire, they say, by a mason who could not swim.";

    /// Checks what remains of an article between, before and after whose paragraphs something stands.
    fn check(before: &str, between: &str, after: &str, expected: &str) {
        let html = format!(
            "<article><time datetime=2024-05-01></time><div class=entry-content>{before}<p>{SAID}</p>{between}<p>{MORE}</p>{after}</div></article>"
        );
        let posts = scan(&from_html("https://news.a.test/bridge", &html));
        let texts: Vec<_> = posts.iter().map(|post| post.text.as_str()).collect();
        let expected = expected.replace("SAID", SAID).replace("MORE", MORE);
        assert_eq!(texts, [expected], "{html}");
    }

    fn check_between(between: &str, expected: &str) {
        check("", between, "", expected);
    }

    #[test]
    fn boxes_are_no_text() {
        for html in [
            "<figure><img><figcaption>The bridge in spring</figcaption></figure>",
            "<div class=photo-wrap><img><div class=imageCaption>The bridge in spring</div></div>",
            "<aside>Three bridges worth a walk</aside>",
            "<h3>More on this</h3><ul><li><a href=/mill>The mill is open</a><li><a href=https://www.a.test/ford>A new ford</a></ul>",
            "<p>See also: <a href=/mill>The mill by the river is open again</a></p>",
            "<div><a href='https://net.test/sharer?u=x'>Tell friends</a></div>",
            "<div class='keyPoints box-2'>The bridge stays closed</div>",
            "<div class='d-none d-print-block'>Printed from our page</div>",
        ] {
            check_between(html, "SAID\nMORE");
        }
    }

    #[test]
    fn what_is_told_stays() {
        check_between(
            "<figure><table><tr><td>Stones</table></figure>",
            "SAID\nStones\nMORE",
        );
        check_between(
            "<ul><li><a href=https://shop.test/1>Boots at a shop</a></ul>",
            "SAID\nBoots at a shop\nMORE",
        );
        check_between(
            "<p>Ask <a href=https://uni.test/people/ann>Ann Lee</a>, 7 May 2024.",
            "SAID\nAsk Ann Lee, 7 May 2024.\nMORE",
        );
        check_between("<p><em>Nobody came.</em>", "SAID\nNobody came.\nMORE");
    }

    #[test]
    fn notes_stand_before_and_after() {
        check(
            "<p><em>Our series on rivers, told every week.</em>",
            "",
            "<p><i>Ann Lee writes about rivers.</i><p><a href=https://b.test/>Her book on mills</a>",
            "SAID\nMORE",
        );
    }

    #[test]
    fn what_is_shown_twice_counts_once() {
        let label = "<div>Go on below</div>";
        check(
            label,
            label,
            LAST_STONE,
            &["SAID\nMORE\n", LAST_STONE].concat(),
        );
        let twice = "<div>The bridge is closed until the end of May</div>";
        check(
            "",
            &twice.repeat(2),
            LAST_STONE,
            &[
                "SAID\nThe bridge is closed until the end of May\nMORE\n",
                LAST_STONE,
            ]
            .concat(),
        );
        let day = "<div>Eat a soup of beans and seven leeks</div>";
        check(
            "",
            &day.repeat(7),
            "",
            &[
                "SAID\n",
                &"Eat a soup of beans and seven leeks\n".repeat(7),
                "MORE",
            ]
            .concat(),
        );
    }

    #[test]
    fn a_site_is_told_by_its_host() {
        for (host, expected) in [
            ("www.a.test", "a.test"),
            ("news.paper.co.uk", "paper.co.uk"),
            ("paper.co.uk", "paper.co.uk"),
            ("localhost", "localhost"),
        ] {
            assert_eq!(site(host), expected);
        }
    }
}
