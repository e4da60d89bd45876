//! Posts by HTML's own words: `article`, and an `article` in another as what is said to it.

use crate::post::{Evidence, PostKind};
use crate::record::{Context, Record, regions};
use crate::repeated;
use crate::report::Reason;
use crate::snapshot::NodeId;
use crate::subject::Subject;
use crate::survey::{Sums, native_id};
use crate::tags::{Attr, Tag};
use crate::vocabulary::{self, Property, Scope, Vocabulary};

/// Nodes at the beginning of an article among which its heading is.
const MAX_HEAD: usize = 40;

/// How far above its articles a feed may be.
const MAX_FEED: usize = 3;

/// HTML's own elements.
const SEMANTIC: Vocabulary = Vocabulary {
    evidence: Evidence::Semantic,
    needs: 0,
    scope,
    property,
    address: |_, _| None,
};

/// Every article on the page; one that only holds another's text is that article's body.
pub(crate) fn records(cx: &Context) -> Vec<Record> {
    let mut records = vocabulary::records(cx, &SEMANTIC);
    let regions = regions(&records);
    let own: Vec<Sums> = regions
        .iter()
        .map(|region| region.sums(&cx.survey))
        .collect();
    for place in (1..records.len()).rev() {
        let Some(inner) = records.get(place).map(Record::range) else {
            continue;
        };
        let holder = records
            .iter()
            .take(place)
            .rposition(|outer| outer.end >= inner.end);
        let (Some(holder), Some(own)) = (holder, own.get(place)) else {
            continue;
        };
        let told = own.times > 0 && own.authors > 0 || native_id(cx.page, inner.start).is_some();
        let Some(outer) = records.get_mut(holder).filter(|_| !told) else {
            continue;
        };
        // A teaser of another article may stand in an article too; it is not most of it.
        if own.plain * 2 >= cx.survey.sums(outer.range()).plain {
            outer.body = Some(inner.start);
            records.remove(place);
        }
    }
    if is_catalogue(cx, &records) {
        cx.notes.leave_out_records(Reason::Links, &records);
        return Vec::new();
    }
    for record in &mut records {
        if record.kind == PostKind::Article && (is_turn(cx, record) || is_fed(cx, record)) {
            record.kind = PostKind::Post;
        }
    }
    records
}

/// Whether the articles of a page are goods with a price, or rows that lead elsewhere.
fn is_catalogue(cx: &Context, records: &[Record]) -> bool {
    let mut places = records.iter().map(Record::range);
    let priced = records
        .iter()
        .filter(|record| repeated::has_price(cx, record.range()));
    records.len() >= 3
        && (priced.count() * 10 >= records.len() * 6
            || repeated::is_list_of_titles(cx, &mut places))
}

/// Blogs and forums both call things posts; a blog's have headings.
fn is_turn(cx: &Context, record: &Record) -> bool {
    let around = std::iter::once(record.root)
        .chain(cx.page.ancestors(record.root))
        .take(4);
    let is_post = around.filter_map(|id| cx.survey.subject(id)).next() == Some(Subject::Post);
    let is_title = |id: NodeId| matches!(cx.page.tag(id), Tag::H1 | Tag::H2 | Tag::H3);
    let sums = cx.survey.sums(record.range());
    is_post && sums.times + sums.authors > 0 && !record.range().take(MAX_HEAD).any(is_title)
}

/// Whether a record is one of a feed as ARIA means it, without a heading: a stream, not a blog.
fn is_fed(cx: &Context, record: &Record) -> bool {
    let is_feed = |up: NodeId| cx.page.attr(up, Attr::Role) == Some("feed");
    let mut above = cx.page.ancestors(record.root).take(MAX_FEED);
    let mut head = record.range().take(MAX_HEAD);
    above.any(is_feed) && !head.any(|id| cx.page.tag(id).is_heading())
}

fn scope(cx: &Context, id: NodeId, inside: Option<PostKind>) -> Option<Scope> {
    let is_article =
        cx.page.tag(id) == Tag::Article || cx.page.attr(id, Attr::Role) == Some("article");
    let is_thing = cx.survey.subject(id) == Some(Subject::Thing);
    (is_article && !is_thing).then(|| {
        Scope::Post(match (cx.survey.subject(id), inside) {
            (Some(Subject::Comment), _) | (_, Some(_)) => PostKind::Comment,
            _ => PostKind::Article,
        })
    })
}

/// `time` and `rel` say the same outside of articles; they are read where every record's are.
fn property(_: &Context, _: NodeId) -> Option<Property> {
    None
}
