//! Posts described by schema.org's terms in the page's JSON-LD.
//!
//! A description has no place on the page. It is joined to an element by the id in its address, or
//! by the first words of its text; the article a page is about needs no join, being found by other
//! steps, and only has its facts filled in from here.

use crate::canonical;
use crate::dates;
use crate::json::Json;
use crate::likes;
use crate::microdata;
use crate::order;
use crate::post::{Evidence, PostKind};
use crate::record::{Context, Record};
use crate::snapshot::NodeId;
use crate::survey::clue;
use crate::tags::{Attr, Tag};
use crate::url::Url;
use crate::words::{self, Hash};

/// Words by which a description's text is looked for on the page.
const FIRST_WORDS: usize = 5;

/// Descriptions taken from one page.
const MAX_DESCRIPTIONS: usize = 5_000;

/// How far above a post's text the rest of it may be, and the words that it may have.
const FRAME_LEVELS: usize = 3;
const FRAME_WORDS: u32 = 8;

/// Headings, nodes in one and words of one that a described title is looked for in.
const MAX_HEADINGS: usize = 200;
const HEADING_NODES: usize = 20;
const MAX_TITLE_WORDS: usize = 40;

/// What JSON-LD says of one post.
#[derive(Clone, Debug)]
pub(crate) struct Description {
    kind: PostKind,
    text: Option<String>,
    facts: Facts,
    /// The place of the description that it is said to.
    above: Option<usize>,
}

/// What JSON-LD knows of a post beside its text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    title: Option<String>,
    author: Option<String>,
    time: Option<String>,
    permalink: Option<String>,
    likes: Option<i32>,
}

impl Facts {
    /// Fills in what the record does not know.
    pub(crate) fn fill(&self, record: &mut Record) {
        let keep = |place: &mut Option<String>, fact: &Option<String>| {
            if place.is_none() {
                place.clone_from(fact);
            }
        };
        keep(&mut record.title, &self.title);
        keep(&mut record.hearsay, &self.author);
        keep(&mut record.time, &self.time);
        keep(&mut record.permalink, &self.permalink);
        record.likes = record.likes.or(self.likes);
    }
}

/// Everything the page's JSON-LD describes.
pub(crate) fn descriptions(cx: &Context) -> Vec<Description> {
    let mut found = Vec::new();
    for id in cx.page.all() {
        if cx.page.tag(id) == Tag::Script
            && let Some(json) = Json::parse(&cx.page.raw_text(id))
        {
            walk(cx, &json, &mut found);
        }
    }
    found
}

fn walk(cx: &Context, json: &Json, found: &mut Vec<Description>) {
    let people = people(json);
    let mut open = vec![(json, None)];
    while let Some((value, above)) = open.pop() {
        if found.len() >= MAX_DESCRIPTIONS {
            return;
        }
        let mut inside = above;
        if let Some(mut described) = describe(cx, value, &people) {
            described.above = above;
            // What is said to an article answers nobody.
            inside = Some(found.len()).filter(|_| described.kind != PostKind::Article);
            found.push(described);
        }
        let values = value.inside().into_iter().rev();
        open.extend(values.map(|value| (value, inside)));
    }
}

/// The names of those who are described apart and referred to by their `@id`, in the order of its hash.
fn people(json: &Json) -> Vec<(&str, &str)> {
    let mut people = Vec::new();
    let mut open = vec![json];
    while let Some(value) = open.pop() {
        let text = |key| value.get(key).and_then(Json::text);
        people.extend(text("@id").zip(text("name")));
        open.extend(value.inside());
    }
    order::sort_by(&mut people, |(id, _)| (Hash::of(id).0, 0));
    people
}

fn describe(cx: &Context, json: &Json, people: &[(&str, &str)]) -> Option<Description> {
    let types = json.get("@type")?;
    let kind = microdata::kind_of(types.text()?).or_else(|| {
        types
            .inside()
            .iter()
            .find_map(|name| microdata::kind_of(name.text()?))
    })?;
    let text = |keys: &[&str]| {
        let value = keys.iter().find_map(|key| json.get(key)?.text());
        value.map(words::squeeze).filter(|value| !value.is_empty())
    };
    let address = text(&["url", "@id"]).or_else(|| {
        let page = json.get("mainEntityOfPage")?;
        page.text()
            .or_else(|| page.get("@id")?.text())
            .map(str::to_owned)
    });
    let votes = text(&["upvoteCount"]).and_then(|likes| likes::number(&likes));
    Some(Description {
        kind,
        text: text(&["articleBody", "text", "commentText"]),
        facts: Facts {
            title: text(&["headline", "name"]),
            author: json
                .get("author")
                .or(json.get("creator"))
                .and_then(|author| name(author, people)),
            time: text(&["datePublished", "dateCreated"]).and_then(|time| dates::to_iso(&time)),
            permalink: address.and_then(|address| cx.page.join(&address)),
            likes: votes.or_else(|| likes_in(json)),
        },
        above: None,
    })
}

/// A person's name: a text, the `name` of an object or of the first in a list, or that of who is
/// referred to.
fn name(author: &Json, people: &[(&str, &str)]) -> Option<String> {
    let first = match author {
        Json::List(list) => list.first()?,
        other => other,
    };
    let referred = || {
        let id = first.get("@id")?.text()?;
        let hash = Hash::of(id);
        let at = people.partition_point(|(known, _)| Hash::of(known) < hash);
        let named = people.get(at..)?.iter();
        let alike = named.take_while(|(known, _)| Hash::of(known) == hash);
        let names = alike.filter(|(known, _)| *known == id);
        names.map(|(_, name)| *name).min()
    };
    let told = first.get("name").unwrap_or(first).text();
    let name = words::squeeze(told.or_else(referred)?);
    Some(name).filter(|name| !name.is_empty() && !name.contains("://"))
}

/// How many liked it, of all that is counted.
fn likes_in(json: &Json) -> Option<i32> {
    let counted = json.get("interactionStatistic")?;
    let all = match counted {
        Json::List(list) => list.iter().collect(),
        one => vec![one],
    };
    let is_like = |one: &&Json| {
        let kind = one.get("interactionType");
        let kind = kind.and_then(|kind| kind.text().or_else(|| kind.get("@type")?.text()));
        kind.is_some_and(|kind| kind.ends_with("LikeAction") && !kind.ends_with("DislikeAction"))
    };
    let like = all.into_iter().find(is_like)?;
    likes::number(like.get("userInteractionCount")?.text()?)
}

/// What is said of the one article that the page is about, if it is said of one.
pub(crate) fn page_article(cx: &Context, descriptions: &[Description]) -> Option<Facts> {
    let here = canonical::canonical(cx.page.url());
    let is_here = |facts: &Facts| {
        let there = facts.permalink.as_deref().map(canonical::canonical);
        there.is_none_or(|there| there == here)
    };
    let mut articles = descriptions
        .iter()
        .filter(|found| found.kind == PostKind::Article);
    let facts = articles
        .find(|found| is_here(&found.facts))
        .map(|found| &found.facts)?;
    is_on_page(cx, facts).then(|| facts.clone())
}

/// Whether half of a described title's words are in the page's title or headings: templates may
/// describe the article of another page.
fn is_on_page(cx: &Context, facts: &Facts) -> bool {
    let Some(title) = facts.title.as_deref() else {
        return true;
    };
    let hash = |word: &str| Hash::of(&words::lower(word));
    let headings = cx.page.all().filter(|id| {
        let tag = cx.page.tag(*id);
        tag.is_heading() || tag == Tag::Title
    });
    let mut shown: Vec<Hash> = Vec::new();
    for heading in headings.take(MAX_HEADINGS) {
        let texts = cx.page.subtree(heading).take(HEADING_NODES);
        shown.extend(
            texts
                .flat_map(|id| words::words(cx.page.text(id)).take(MAX_TITLE_WORDS))
                .map(hash),
        );
    }
    shown.sort_unstable();
    let told: Vec<Hash> = words::words(title)
        .take(MAX_TITLE_WORDS)
        .map(hash)
        .collect();
    let found = told.iter().filter(|word| shown.binary_search(word).is_ok());
    shown.is_empty() || found.count() * 2 >= told.len()
}

/// The records whose place on the page is known.
pub(crate) fn records(cx: &Context, descriptions: &[Description]) -> Vec<Record> {
    let places = Places::of(cx, descriptions);
    let mut records: Vec<Record> = Vec::new();
    let mut bodies: Vec<NodeId> = Vec::new();
    let joined: Vec<Option<NodeId>> = descriptions
        .iter()
        .map(|found| places.body(cx, found))
        .collect();
    for (found, body) in descriptions.iter().zip(&joined) {
        if let Some(body) = *body {
            let mut record = Record::new(cx.page, body, found.kind, Evidence::JsonLd);
            record.body = Some(body);
            record.answers = found.above.and_then(|up| joined.get(up).copied().flatten());
            found.facts.fill(&mut record);
            records.push(record);
            bodies.push(body);
        }
    }
    bodies.sort_unstable();
    for record in &mut records {
        record.root = exclusive(cx, &bodies, record.root);
        record.end = cx.page.end(record.root);
    }
    records
}

/// The highest element around a body that holds no other body; of a body that stands alone, the
/// highest of the next few that has hardly more words.
fn exclusive(cx: &Context, bodies: &[NodeId], body: NodeId) -> NodeId {
    let mut root = body;
    if bodies.len() < 2 {
        let words = |id| cx.survey.sums(cx.page.subtree(id)).plain;
        let most = words(body) + words(body) / 8 + FRAME_WORDS;
        let is_frame = |up: &NodeId| words(*up) <= most && cx.page.tag(*up) != Tag::Body;
        let frame = cx
            .page
            .ancestors(body)
            .take(FRAME_LEVELS)
            .take_while(is_frame);
        return frame.last().unwrap_or(body);
    }
    for up in cx.page.ancestors(body) {
        let from = bodies.partition_point(|other| *other < up);
        let to = bodies.partition_point(|other| *other < cx.page.end(up));
        if to - from > 1 {
            break;
        }
        root = up;
    }
    root
}

/// Where ids and first words are on the page.
struct Places {
    ids: Vec<(Hash, NodeId)>,
    words: Vec<(Hash, NodeId)>,
}

impl Places {
    fn of(cx: &Context, descriptions: &[Description]) -> Self {
        let mut places = Self {
            ids: Vec::new(),
            words: Vec::new(),
        };
        if descriptions.iter().all(|found| found.text.is_none()) {
            return places;
        }
        let mut recent: Vec<(NodeId, Hash, usize)> = Vec::new();
        for id in cx.page.all() {
            if let Some(name) = cx.page.attr(id, Attr::Id) {
                places.ids.push((Hash::of(name), id));
            }
            if !cx.page.is_text(id) || cx.survey.has(id, clue::SKIP) {
                continue;
            }
            let mut starts = true;
            for word in words::words(cx.page.text(id)).take(FIRST_WORDS) {
                if starts {
                    recent.push((id, Hash::START, 0));
                    starts = false;
                }
                recent.iter_mut().for_each(|entry| {
                    *entry = (entry.0, entry.1.text(&words::lower(word)), entry.2 + 1);
                });
                let full = recent.iter().filter(|entry| entry.2 == FIRST_WORDS);
                places.words.extend(full.map(|entry| (entry.1, entry.0)));
                recent.retain(|entry| entry.2 < FIRST_WORDS);
            }
        }
        for found in [&mut places.ids, &mut places.words] {
            order::sort_by(found, |(hash, node)| (hash.0, (*node).into()));
        }
        places
    }

    /// The element that holds a description's text and little else.
    fn body(&self, cx: &Context, found: &Description) -> Option<NodeId> {
        let text = found.text.as_deref()?;
        let count = words::count(text);
        let by_words = || {
            let first = words::words(text).take(FIRST_WORDS);
            if count < FIRST_WORDS as u32 {
                return None;
            }
            let hash = first.fold(Hash::START, |hash, word| hash.text(&words::lower(word)));
            only(&self.words, hash).map(|node| grow(cx, node, count))
        };
        by_words().or_else(|| {
            let fragment = Url::parse(found.facts.permalink.as_deref()?)?.fragment?;
            let element = only(&self.ids, Hash::of(fragment))?;
            let words = cx.survey.sums(cx.page.subtree(element)).words;
            (words >= count && words <= count * 3 + 20).then_some(element)
        })
    }
}

/// The one place of a hash; of several, none is sure.
fn only(places: &[(Hash, NodeId)], hash: Hash) -> Option<NodeId> {
    let at = places.partition_point(|place| place.0 < hash);
    let here = places.get(at).filter(|place| place.0 == hash)?;
    let next = places.get(at + 1).filter(|place| place.0 == hash);
    next.is_none().then_some(here.1)
}

/// The element around a text that has as many words as the description says.
fn grow(cx: &Context, text: NodeId, count: u32) -> NodeId {
    let words = |id: NodeId| cx.survey.sums(cx.page.subtree(id)).words;
    let mut body = cx.page.parent(text).unwrap_or(text);
    for up in cx.page.ancestors(body) {
        if words(body) * 10 >= count * 9 || words(up) > count + count / 8 {
            break;
        }
        body = up;
    }
    body
}

#[cfg(all(test, feature = "html"))]
mod tests {
    use crate::{Evidence, PostKind, from_html, scan};

    #[test]
    fn joins_a_forum_to_its_elements() {
        let html = r#"<script type="application/ld+json">{"@context":"https://schema.org",
            "@type":"DiscussionForumPosting","author":{"name":"Ann"},"datePublished":"2024-01-02T10:00",
            "text":"Who has the key of the small meeting room?","url":"/t/5","comment":[
            {"@type":"Comment","author":[{"name":"Bob"}],"text":"I gave it back to reception this morning.",
             "url":"/t/5#c8","upvoteCount":3}]}</script>
            <main><div><b>Ann</b><p>Who has the <i>key</i> of the small meeting room?</div>
            <div><b>Bob</b><p>I gave it back to reception this morning.</div></main>"#;
        let posts = scan(&from_html("https://a.test/t/5", html));
        let told: Vec<_> = posts
            .iter()
            .map(|p| (p.kind, p.evidence, p.author.as_deref()))
            .collect();
        let by = Evidence::JsonLd;
        assert_eq!(
            told,
            [
                (PostKind::Post, by, Some("Ann")),
                (PostKind::Comment, by, Some("Bob"))
            ]
        );
        assert_eq!(posts[1].locator, "a.test/t/5#8");
        assert_eq!((posts[1].likes, posts[0].likes), (Some(3), None));
        assert_eq!(posts[0].text, "Who has the key of the small meeting room?");
    }

    #[test]
    fn a_graph_with_answers_and_people_apart() {
        let html = r##"<script type="application/ld+json">{"@graph":[{"@type":"QAPage","mainEntity":{"@type":"Question",
            "author":{"@id":"#ann"},"text":"Who has the key of the small meeting room?","@id":"#q5",
            "interactionStatistic":[{"@type":"InteractionCounter","interactionType":{"@type":"LikeAction"},"userInteractionCount":7}],
            "acceptedAnswer":{"@type":"Answer","author":"Bob","text":"I gave it back to reception this morning.","url":"#a6",
            "comment":{"@type":"Comment","author":"Ann","text":"They say that they have seen nobody.","url":"#c7"}}}},
            {"@type":"Person","@id":"#ann","name":"Ann"}]}</script>
            <main><div id=q5>Who has the key of the small meeting room?</div>
            <div id=a6>I gave it back to reception this morning.</div><div id=c7>They say that they have seen nobody.</div></main>"##;
        let posts = scan(&from_html("https://a.test/q", html));
        let told: Vec<_> = posts
            .iter()
            .map(|p| {
                (
                    p.kind,
                    p.author.as_deref().unwrap_or("-"),
                    p.likes,
                    p.reply_to.as_deref(),
                )
            })
            .collect();
        let (q, a) = (posts[0].locator.as_str(), posts[1].locator.as_str());
        let expected = [
            (PostKind::Post, "Ann", Some(7), None),
            (PostKind::Post, "Bob", None, Some(q)),
            (PostKind::Comment, "Ann", None, Some(a)),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn what_the_page_shows_counts_more_than_what_a_script_says() {
        let html = r#"<script type="application/ld+json">{"@type":"Comment","author":"Eve",
            "text":"I gave it back to reception this morning."}</script>
            <main><div class=comment><b class=author>Bob</b><p>I gave it back to reception this morning.</div></main>"#;
        let posts = scan(&from_html("https://a.test/t/5", html));
        assert_eq!(posts[0].author.as_deref(), Some("Bob"));
    }

    #[test]
    fn an_article_that_is_not_on_the_page_makes_none() {
        let article = |title: &str| {
            format!(
                r#"<title>Sign in</title><script type="application/ld+json">{{"@type":"Article","headline":"{title}"}}</script>
                <main><h1>Sign in</h1><p>{}</main>"#,
                "By going on you agree to all that we wrote down elsewhere, which is much. "
                    .repeat(6)
            )
        };
        assert_eq!(
            scan(&from_html(
                "https://a.test/",
                &article("Ten recipes for summer")
            )),
            []
        );
        assert_eq!(
            scan(&from_html("https://a.test/", &article("Sign in"))).len(),
            1
        );
    }

    #[test]
    fn a_description_without_its_element_is_no_post() {
        let html = r#"<script type="application/ld+json">{"@type":"Comment","author":"Ann",
            "text":"Words that are nowhere on this page"}</script><p>Something else."#;
        assert_eq!(scan(&from_html("https://a.test/", html)), []);
    }
}
