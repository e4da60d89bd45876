//! Posts described by microformats: `h-entry` and `h-cite`, and the older `hentry`.

use crate::attributes::held;
use crate::author;
use crate::classes::says;
use crate::post::{Evidence, PostKind};
use crate::record::{Context, Record};
use crate::snapshot::NodeId;
use crate::tags::{Attr, Tag};
use crate::vocabulary::{self, Property, Scope, Vocabulary};

/// How far above its entries a feed may begin.
const FEED_LEVELS: usize = 8;

/// Microformats of both generations.
const MICROFORMATS: Vocabulary = Vocabulary {
    evidence: Evidence::Microformats,
    needs: held::CLASS,
    scope,
    property,
    address: |_, _| None,
};

/// Every entry on the page. One without an author is by whom its feed is.
pub(crate) fn records(cx: &Context) -> Vec<Record> {
    if cx.survey.classes().said & says::MICROFORMAT == 0 {
        return Vec::new();
    }
    let mut records = vocabulary::records(cx, &MICROFORMATS);
    let mut feed: Option<(NodeId, Option<String>)> = None;
    for place in 0..records.len() {
        let Some(record) = records.get(place).filter(|record| record.author.is_none()) else {
            continue;
        };
        let is_feed = |up: &NodeId| cx.page.classes(*up).any(|class| class == "h-feed");
        let Some(up) = cx
            .page
            .ancestors(record.root)
            .take(FEED_LEVELS)
            .find(is_feed)
        else {
            continue;
        };
        if feed.as_ref().is_none_or(|(known, _)| *known != up) {
            feed = Some((up, feed_author(cx, up, &records)));
        }
        if let (Some(record), Some((_, author))) = (records.get_mut(place), &feed) {
            record.author.clone_from(author);
        }
    }
    records
}

/// The author that a feed names outside of its entries.
fn feed_author(cx: &Context, feed: NodeId, records: &[Record]) -> Option<String> {
    let mut id = feed;
    while id < cx.page.end(feed) {
        let at = records.partition_point(|record| record.root < id);
        if let Some(entry) = records.get(at).filter(|entry| entry.root == id) {
            id = entry.end;
            continue;
        }
        if cx.page.classes(id).any(|class| class == "p-author") {
            return author::clean_name(&vocabulary::name(cx, id));
        }
        id += 1;
    }
    None
}

fn scope(cx: &Context, id: NodeId, inside: Option<PostKind>) -> Option<Scope> {
    // A theme's class on the whole page describes no post.
    if cx.survey.class(id).says & says::MICROFORMAT == 0
        || matches!(cx.page.tag(id), Tag::Body | Tag::Html)
    {
        return None;
    }
    let mut found = None;
    for class in cx.page.classes(id) {
        let here = match class {
            // WordPress calls every sort of entry so, a forum's turns among them.
            "type-topic" | "type-reply" => return Some(Scope::Post(PostKind::Post)),
            "h-entry" | "hentry" | "h-cite" if inside.is_some() => Scope::Post(PostKind::Comment),
            "h-entry" | "hentry" => Scope::Post(PostKind::Article),
            "h-card" | "vcard" | "h-event" | "h-cite" => Scope::Other,
            _ => continue,
        };
        if found != Some(Scope::Post(PostKind::Comment)) {
            found = Some(here);
        }
    }
    found
}

/// Whether a class opens anything, as a bit of [`says`].
pub(crate) fn said(class: &str) -> u16 {
    match class {
        "h-entry" | "hentry" | "h-cite" | "h-card" | "vcard" | "h-event" => says::MICROFORMAT,
        _ => 0,
    }
}

fn property(cx: &Context, id: NodeId) -> Option<Property> {
    let by_class = cx.page.classes(id).find_map(|class| {
        Some(match class {
            "e-content" | "entry-content" | "p-content" => Property::Body,
            "p-name" | "entry-title" => Property::Title,
            "p-author" | "author" => Property::Author,
            "dt-published" | "published" => Property::Time,
            "u-url" => Property::Permalink,
            _ => return None,
        })
    });
    let rel = cx.page.attr(id, Attr::Rel).unwrap_or("");
    let is_bookmark = || rel.split_ascii_whitespace().any(|word| word == "bookmark");
    by_class.or_else(|| is_bookmark().then_some(Property::Permalink))
}

#[cfg(all(test, feature = "html"))]
mod tests {
    use crate::{PostKind, from_html, scan};

    #[test]
    fn notes_of_one_author_and_what_is_cited_below_them() {
        let note = |n: u32| {
            format!(
                "<div class=h-entry><a class=u-url href=/n/{n}><time class=dt-published datetime=2024-05-0{n}>x</time></a>
                 <p class=e-content>The note with the number {n}, about the garden and its many flowers, after rain.</p>
                 <div class='u-comment h-cite'><a class='p-author h-card' href=http://b.test/>Bob</a>
                 <a class=u-url href=http://b.test/{n}><time class=dt-published datetime=2024-05-09>x</time></a>
                 <p class=e-content>Which flowers? I know {n}.</p></div></div>"
            )
        };
        let html = format!(
            "<div class=h-feed><a class='p-author h-card' href=/>Ann</a>{}{}</div>",
            note(1),
            note(2)
        );
        let posts = scan(&from_html("http://a.test/", &html));
        let told: Vec<_> = posts
            .iter()
            .map(|post| {
                (
                    post.kind,
                    post.author.as_deref().unwrap_or("-"),
                    post.locator.as_str(),
                )
            })
            .collect();
        let expected = [
            (PostKind::Article, "Ann", "a.test/n/1"),
            (PostKind::Comment, "Bob", "b.test/1"),
            (PostKind::Article, "Ann", "a.test/n/2"),
            (PostKind::Comment, "Bob", "b.test/2"),
        ];
        assert_eq!(told, expected);
    }
}
