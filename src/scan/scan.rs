//! The steps from a snapshot to its posts, in the order of their evidence.

use crate::body::{self, Alignment};
use crate::found::Found;
use crate::identity::{self, Facts, Place};
use crate::microdata::MICRODATA;
use crate::post::{Evidence, Post, PostKind};
use crate::rdfa::RDFA;
use crate::record::{Context, Record, Region};
use crate::report::{Notes, Reason, Report};
use crate::snapshot::{NodeId, PageSnapshot};
use crate::survey::clue;
use crate::{
    article, engines, fields, jsonld, kin, kind, microformats, owner, permalink, quotes, read,
    repeated, semantic, talk, thread, times, vocabulary,
};

/// Every post on the page, in document order. A comment below a post is a post of its own and no
/// part of the other's text.
pub fn scan(page: &PageSnapshot) -> Vec<Post> {
    posts(&mut Context::new(page))
}

/// The same without what is known of engines.
#[cfg(test)]
pub(crate) fn scan_without_engines(page: &PageSnapshot) -> Vec<Post> {
    settled(&Context::new(page), Vec::new())
}

/// The same, with what looked like posts and was left out.
pub fn report(page: &PageSnapshot) -> Report {
    let mut cx = Context {
        notes: Notes::kept(),
        ..Context::new(page)
    };
    let posts = posts(&mut cx);
    let left_out = cx.notes.told(page, &posts);
    Report { posts, left_out }
}

fn posts(cx: &mut Context) -> Vec<Post> {
    let engines = engines::read(cx);
    settled(cx, engines)
}

fn settled(cx: &Context, engines: Vec<Vec<Record>>) -> Vec<Post> {
    let talk = talk::read(cx);
    let is_talk = talk.records.len() >= 2;
    let mut found = if is_talk {
        Found::of(talk.records)
    } else {
        find(cx, engines)
    };
    let regions = found.regions();
    let mut unread = place_bodies(cx, &mut found, &regions);
    add_kin(cx, &mut found);
    let regions = found.regions();
    if is_talk {
        unread.extend(talk.unread);
    }
    unread.extend(quotes::unread(cx, &found.records, &regions));
    unread.sort_unstable();
    let has_article = found.of_kind(PostKind::Article).next().is_some();
    for set in 0..found.set_count() {
        let of_set = found.records.iter_mut().zip(&regions).zip(&found.sets);
        let mut of_set: Vec<_> = of_set
            .filter_map(|(pair, number)| (*number == set).then_some(pair))
            .collect();
        permalink::fill(cx, &mut of_set);
        let mut of_set: Vec<_> = of_set.into_iter().map(|(record, _)| record).collect();
        kind::settle(cx, &mut of_set, has_article);
    }
    for (record, region) in found.records.iter_mut().zip(&regions) {
        fields::fill(cx, record, region);
    }
    times::fill(cx, &mut found, &regions);
    finish(cx, &found, &regions, &unread)
}

/// Adds what looks like the records of a discussion and was missed for being written differently.
fn add_kin(cx: &Context, found: &mut Found) {
    for set in 0..found.set_count() {
        let members: Vec<Record> = found.of_set(set).cloned().collect();
        let turns = members
            .iter()
            .all(|record| record.kind != PostKind::Article);
        if turns
            && members
                .iter()
                .all(|record| !matches!(record.evidence, Evidence::Owner | Evidence::Talk))
        {
            let kin = kin::records(cx, found, &members);
            found.insert(kin);
        }
    }
}

fn find(cx: &Context, engines: Vec<Vec<Record>>) -> Found {
    let mut found = Found::default();
    let owned = owner::records(cx);
    if !owned.is_empty() {
        found.accept(cx, owned);
        return found;
    }
    let descriptions = jsonld::descriptions(cx);
    for set in by_kind(jsonld::records(cx, &descriptions)) {
        found.accept(cx, set);
    }
    let described = [&MICRODATA, &RDFA].map(|words| vocabulary::records(cx, words));
    for records in described.into_iter().chain([microformats::records(cx)]) {
        accept_reliable(cx, &mut found, records);
    }
    for records in engines {
        let fresh = engines::join(cx, &mut found, records);
        let [articles, posts, comments] = by_kind(fresh);
        // Where a page tells which articles it is about, many more are teasers of others.
        if found.article_count() == 0 || articles.len() <= found.article_count() {
            found.accept(cx, vocabulary::reliable(cx, articles));
        }
        found.accept(cx, posts);
        found.accept(cx, comments);
    }
    accept_reliable(cx, &mut found, semantic::records(cx));
    for set in repeated::sets(cx) {
        found.accept(cx, set);
    }
    let facts = jsonld::page_article(cx, &descriptions);
    if found
        .records
        .iter()
        .all(|record| record.kind == PostKind::Comment)
    {
        let article = article::record(cx, &found, facts.is_some());
        found.accept(cx, article.into_iter().collect());
    }
    if let (Some(facts), Some(article)) = (facts, found.only_article()) {
        facts.fill(article);
    }
    found
}

fn accept_reliable(cx: &Context, found: &mut Found, records: Vec<Record>) {
    for set in by_kind(records) {
        let set = vocabulary::reliable(cx, set);
        found.accept(cx, article::without_teasers(cx, set));
    }
}

fn by_kind(records: Vec<Record>) -> [Vec<Record>; 3] {
    let mut sets = [Vec::new(), Vec::new(), Vec::new()];
    let [articles, posts, comments] = &mut sets;
    for record in records {
        match record.kind {
            PostKind::Article => articles.push(record),
            PostKind::Post => posts.push(record),
            PostKind::Comment => comments.push(record),
        }
    }
    sets
}

/// Finds each record's body, set by set; the engine's own words are the result, ascending.
fn place_bodies(cx: &Context, found: &mut Found, regions: &[Region]) -> Vec<NodeId> {
    let mut template = Vec::new();
    for set in 0..found.set_count() {
        if found
            .of_set(set)
            .any(|record| record.evidence == Evidence::Talk)
        {
            continue;
        }
        let members: Vec<usize> = (0..found.records.len())
            .filter(|i| found.sets.get(*i) == Some(&set))
            .collect();
        let of_set: Vec<Region> = members
            .iter()
            .filter_map(|i| regions.get(*i))
            .cloned()
            .collect();
        let aligned = match of_set.as_slice() {
            [only] => Alignment {
                bodies: vec![article::densest(cx, only).map(|main| main.body)],
                template: Vec::new(),
            },
            _ => body::align(cx, &of_set),
        };
        template.extend(aligned.template);
        for (member, body) in members.iter().zip(aligned.bodies) {
            if let Some(record) = found.records.get_mut(*member) {
                record.body = record.body.or(body);
            }
        }
    }
    template
}

fn finish(cx: &Context, found: &Found, regions: &[Region], unread: &[NodeId]) -> Vec<Post> {
    let records = found.records.as_slice();
    let is_unread = |id: NodeId| unread.binary_search(&id).is_ok();
    let texts: Vec<String> = records
        .iter()
        .zip(regions)
        .map(|(record, region)| text(cx, record, region, &is_unread))
        .collect();
    let place = Place::of(cx.page);
    let subject = subject(&place, records);
    let facts: Vec<Facts> = records
        .iter()
        .zip(regions)
        .zip(&texts)
        .enumerate()
        .map(|(number, ((record, region), text))| Facts {
            kind: record.kind,
            permalink: record.permalink.as_deref(),
            native_id: permalink::engine_id(cx.page, record, region),
            author: record.author.as_deref(),
            time: record.time.as_deref(),
            text,
            is_page: subject == Some(number),
        })
        .collect();
    let locators = identity::settle(&place, &facts);
    let answers = thread::answers(cx, records, regions, &found.sets);
    let answered = |up: usize| locators.get(up).cloned().flatten();
    let answers: Vec<Option<String>> = answers.into_iter().map(|up| answered(up?)).collect();
    let whole = |number: usize| {
        let (record, region) = (records.get(number)?, regions.get(number)?);
        let text = texts.get(number)?;
        if text.is_empty() {
            cx.notes.leave_out(Reason::Empty, Some(record.root), 1);
            return None;
        }
        let locator = locators.get(number).cloned().flatten()?;
        Some(Post {
            reply_to: answers.get(number).cloned().flatten(),
            ..post(cx, record, region, text.clone(), locator)
        })
    };
    (0..records.len()).filter_map(whole).collect()
}

/// The article that the page is about: the only one, or the only one without an address elsewhere.
fn subject(place: &Place, records: &[Record]) -> Option<usize> {
    let only = |mut articles: Vec<usize>| articles.pop().filter(|_| articles.is_empty());
    let is_article = |number: &usize| {
        records
            .get(*number)
            .is_some_and(|record| record.kind == PostKind::Article)
    };
    let is_here = |number: &usize| {
        let record = records.get(*number);
        record.is_some_and(|record| {
            record
                .permalink
                .as_deref()
                .is_none_or(|link| place.is_here(link))
        })
    };
    let articles: Vec<usize> = (0..records.len()).filter(is_article).collect();
    only(articles.clone()).or_else(|| only(articles.into_iter().filter(is_here).collect()))
}

fn text(
    cx: &Context,
    record: &Record,
    region: &Region,
    is_unread: &dyn Fn(NodeId) -> bool,
) -> String {
    let body = record.body.unwrap_or(record.root);
    let here = region.sums_in(&cx.survey, cx.page.subtree(body));
    let all = region.sums(&cx.survey);
    // Where the body could not be told from its frame, times and names are not part of the text.
    let whole = !matches!(record.evidence, Evidence::Owner | Evidence::Talk)
        && (body == record.root || all.times > 0 && here.times == all.times);
    let apart = clue::IN_TIME | clue::IN_AUTHOR;
    let leave_out = |id| is_unread(id) || whole && cx.survey.has(id, apart);
    let range = if record.body.is_some() {
        cx.page.subtree(body)
    } else {
        record.range()
    };
    let text = read::text(cx, &region.within(range), leave_out);
    without_title(text, record.title.as_deref())
}

/// A text without its first line if that is the title.
fn without_title(text: String, title: Option<&str>) -> String {
    match text.split_once('\n') {
        Some((first, rest)) if Some(first.trim_end()) == title => rest.to_owned(),
        _ => text,
    }
}

/// The child of `body` in which the first post inside it begins.
fn first_answer(cx: &Context, region: &Region, body: NodeId) -> Option<NodeId> {
    let inside = region.within(cx.page.subtree(body));
    let answer = inside.holes.first()?.start;
    cx.page
        .children(body)
        .find(|child| cx.page.end(*child) > answer)
}

fn post(cx: &Context, record: &Record, region: &Region, text: String, locator: String) -> Post {
    let end = record.control.or(record.body).unwrap_or(record.root);
    let body = read::place_for_control(cx, end);
    Post {
        kind: record.kind,
        root: record.root,
        body,
        before: first_answer(cx, region, body),
        text,
        title: record.title.clone(),
        author: record.author.clone(),
        time: record.time.clone().or_else(|| record.shown_time.clone()),
        permalink: record.permalink.clone(),
        likes: record.likes,
        reply_to: None,
        lang: fields::lang(cx.page, record.root),
        locator,
        evidence: record.evidence,
        engine: record.engine,
    }
}
