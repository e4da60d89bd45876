//! The steps from a snapshot to its posts, in the order of their evidence.

use std::ops::Range;

use crate::body::{Alignment, Pattern, Pieces};
use crate::found::Found;
use crate::identity::{self, Facts, Place};
use crate::living::{Habits, Learnt, Living};
use crate::microdata::MICRODATA;
use crate::post::{Evidence, Post, PostKind};
use crate::rdfa::RDFA;
use crate::record::{Context, Record, Region};
use crate::report::{Notes, Reason, Report};
use crate::snapshot::{NodeId, PageSnapshot};
use crate::survey::clue;
use crate::turns::{self, Pause, Work};
use crate::{
    article, engines, fields, jsonld, kin, kind, microformats, names, owner, permalink, prose,
    quotes, read, repeated, semantic, talk, thread, times, vocabulary,
};

/// Words of a line that says by whom and when, beside the name and the time.
const MAX_BYLINE: u32 = 8;

/// How far above a time such a line is.
const BYLINE_LEVELS: usize = 4;

/// Every post on the page, in document order. A comment below a post is a post of its own and no
/// part of the other's text.
pub fn scan(page: &PageSnapshot) -> Vec<Post> {
    at_once(&mut Context::new(page))
}

/// The same without what is known of engines.
#[cfg(test)]
pub(crate) fn scan_without_engines(page: &PageSnapshot) -> Vec<Post> {
    let cx = Context::new(page);
    let scan = turns::at_once(Box::pin(settled(&cx, Vec::new(), &mut turns::never)));
    scan.map(|scan| scan.posts).unwrap_or_default()
}

/// The same with what was learnt of the page, asking `pause` now and then whether to let the page react.
pub async fn scan_in_turns(page: &PageSnapshot, pause: Pause<'_>) -> (Vec<Post>, Living) {
    let mut cx = Context::in_turns(page, pause).await;
    let rows = engines::recognise(&cx);
    let Scan {
        posts,
        found,
        habits,
    } = whole(&mut cx, &rows, pause).await;
    let learnt = Learnt {
        rows,
        habits,
        posts: &posts,
    };
    let living = Living::learn(&cx, &found, learnt, pause).await;
    (posts, living)
}

/// The same, with what looked like posts and was left out.
pub fn report(page: &PageSnapshot) -> Report {
    let mut cx = Context {
        notes: Notes::kept(),
        ..Context::new(page)
    };
    let posts = at_once(&mut cx);
    let left_out = cx.notes.told(page, &posts);
    Report { posts, left_out }
}

fn at_once(cx: &mut Context) -> Vec<Post> {
    let rows = engines::recognise(cx);
    let scan = turns::at_once(whole(cx, &rows, &mut turns::never));
    scan.map(|scan| scan.posts).unwrap_or_default()
}

/// What a scan comes to.
struct Scan {
    posts: Vec<Post>,
    found: Found,
    /// What the records of each set have in common.
    habits: Vec<Habits>,
}

fn whole<'a>(cx: &'a mut Context<'_>, rows: &'a engines::Rows, pause: Pause<'a>) -> Work<'a, Scan> {
    Box::pin(async move {
        let engines = engines::read(cx, rows);
        turns::rest(pause).await;
        settled(cx, engines, pause).await
    })
}

async fn settled(cx: &Context<'_>, engines: Vec<Vec<Record>>, pause: Pause<'_>) -> Scan {
    let talk = talk::read(cx);
    let is_talk = talk.records.len() >= 2;
    let mut found = if is_talk {
        Found::of(talk.records)
    } else {
        find(cx, engines, pause).await
    };
    let regions = found.regions();
    let (mut unread, patterns) = place_bodies(cx, &mut found, &regions, pause).await;
    turns::rest(pause).await;
    add_kin(cx, &mut found);
    let regions = found.regions();
    turns::rest(pause).await;
    if is_talk {
        unread.extend(talk.unread);
    }
    unread.extend(quotes::unread(cx, &found.records, &regions));
    turns::rest(pause).await;
    unread.extend(prose::unread(cx, &found.records, &regions));
    unread.sort_unstable();
    let has_article = found.of_kind(PostKind::Article).next().is_some();
    for set in 0..found.set_count() {
        turns::rest(pause).await;
        let of_set = found.records.iter_mut().zip(&regions).zip(&found.sets);
        let mut of_set: Vec<_> = of_set
            .filter_map(|(pair, number)| (*number == set).then_some(pair))
            .collect();
        permalink::fill(cx, &mut of_set);
        let mut of_set: Vec<_> = of_set.into_iter().map(|(record, _)| record).collect();
        kind::settle(cx, &mut of_set, has_article);
    }
    for (step, (record, region)) in found.records.iter_mut().zip(&regions).enumerate() {
        turns::rest_among(step, pause).await;
        fields::fill(cx, record, region);
    }
    let mut names = Vec::with_capacity(found.set_count());
    for set in 0..found.set_count() {
        turns::rest(pause).await;
        let of_set = found.records.iter_mut().zip(&regions).zip(&found.sets);
        let mut of_set: Vec<_> = of_set
            .filter_map(|(pair, number)| (*number == set).then_some(pair))
            .collect();
        names.push(names::fill(cx, &mut of_set));
        // What is read alone is not freed: a set in which there is something to be freed is read whole.
        names::free(&mut of_set);
    }
    turns::rest(pause).await;
    let mut gathered = Vec::with_capacity(found.records.len());
    for (step, (record, region)) in found.records.iter().zip(&regions).enumerate() {
        turns::rest_among(step, pause).await;
        gathered.push(times::gather(cx, record, region));
    }
    let times = times::fill(cx, &mut found, gathered);
    turns::rest(pause).await;
    let habits = patterns.into_iter().zip(names).zip(times);
    let habits = habits.map(|((pattern, names), times)| Habits {
        pattern,
        names,
        times,
    });
    let posts = finish(cx, &found, &regions, &unread, pause).await;
    Scan {
        posts,
        habits: habits.collect(),
        found,
    }
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

async fn find(cx: &Context<'_>, engines: Vec<Vec<Record>>, pause: Pause<'_>) -> Found {
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
    turns::rest(pause).await;
    let described = [&MICRODATA, &RDFA].map(|words| vocabulary::records(cx, words));
    for records in described.into_iter().chain([microformats::records(cx)]) {
        accept_reliable(cx, &mut found, records);
        turns::rest(pause).await;
    }
    for records in engines {
        accept_known(cx, &mut found, records);
    }
    turns::rest(pause).await;
    accept_reliable(cx, &mut found, semantic::records(cx));
    turns::rest(pause).await;
    for set in repeated::sets(cx) {
        turns::rest(pause).await;
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

/// Takes in what an engine's row sees.
pub(crate) fn accept_known(cx: &Context, found: &mut Found, records: Vec<Record>) {
    let fresh = engines::join(cx, found, records);
    let [articles, posts, comments] = by_kind(fresh);
    // Where a page tells which articles it is about, many more are teasers of others.
    if found.article_count() == 0 || articles.len() <= found.article_count() {
        found.accept(cx, vocabulary::reliable(cx, articles));
    }
    found.accept(cx, posts);
    found.accept(cx, comments);
}

fn accept_reliable(cx: &Context, found: &mut Found, records: Vec<Record>) {
    for set in by_kind(records) {
        let set = article::without_teasers(cx, vocabulary::reliable(cx, set));
        // Where a page describes what it is about, more articles are teasers of others.
        let is_more = |record: &Record| {
            record.evidence == Evidence::Semantic
                && (record.kind == PostKind::Article || cx.survey.sums(record.range()).times == 0)
        };
        let told = found.article_count();
        if told > 0 && set.len() > told && set.iter().all(is_more) {
            cx.notes.leave_out_records(Reason::Teaser, &set);
        } else {
            found.accept(cx, set);
        }
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
async fn place_bodies(
    cx: &Context<'_>,
    found: &mut Found,
    regions: &[Region],
    pause: Pause<'_>,
) -> (Vec<NodeId>, Vec<Pattern>) {
    let (mut template, mut patterns) = (Vec::new(), Vec::new());
    for set in 0..found.set_count() {
        let members = members(found, set);
        let of_set: Vec<Region> = members
            .iter()
            .filter_map(|i| regions.get(*i))
            .cloned()
            .collect();
        let mut pieces = Pieces::default();
        if of_set.len() > 1 {
            for (step, region) in of_set.iter().enumerate() {
                turns::rest_among(step, pause).await;
                pieces.take(cx, step, region);
            }
        }
        turns::rest(pause).await;
        let aligned = align(cx, &of_set, pieces);
        template.extend(aligned.template);
        patterns.push(aligned.pattern);
        for (member, body) in members.iter().zip(aligned.bodies) {
            if let Some(record) = found.records.get_mut(*member) {
                record.body = record.body.or(body);
            }
        }
    }
    (template, patterns)
}

/// The records of a set whose bodies are to be found.
fn members(found: &Found, set: usize) -> Vec<usize> {
    let is_talk = |record: &Record| record.evidence == Evidence::Talk;
    if found.of_set(set).any(is_talk) {
        return Vec::new();
    }
    let of_set = (0..found.records.len()).filter(|i| found.sets.get(*i) == Some(&set));
    of_set.collect()
}

fn align(cx: &Context, regions: &[Region], pieces: Pieces) -> Alignment {
    match regions {
        [] => Alignment::default(),
        [only] => Alignment {
            bodies: vec![article::densest(cx, only).map(|main| main.body)],
            ..Alignment::default()
        },
        _ => pieces.align(cx, regions),
    }
}

async fn finish(
    cx: &Context<'_>,
    found: &Found,
    regions: &[Region],
    unread: &[NodeId],
    pause: Pause<'_>,
) -> Vec<Post> {
    let records = found.records.as_slice();
    let is_unread = |id: NodeId| unread.binary_search(&id).is_ok();
    let mut texts = Vec::with_capacity(records.len());
    for (step, (record, region)) in records.iter().zip(regions).enumerate() {
        turns::rest_among(step, pause).await;
        texts.push(text(cx, record, region, &is_unread));
    }
    let place = Place::of(cx.page);
    let subject = subject(&place, records);
    let mut known: Vec<Facts> = Vec::with_capacity(records.len());
    let mut names = Vec::with_capacity(records.len());
    for (number, ((record, region), text)) in records.iter().zip(regions).zip(&texts).enumerate() {
        turns::rest_among(number, pause).await;
        let facts = Facts {
            is_page: subject == Some(number),
            ..facts(cx, record, region, text)
        };
        names.push(identity::names(&place, &facts));
        known.push(facts);
    }
    turns::rest(pause).await;
    let locators = identity::settle_named(&names, &known);
    turns::rest(pause).await;
    let answers = thread::answers(cx, records, regions, &found.sets);
    let answered = |up: usize| locators.get(up).cloned().flatten();
    let answers: Vec<Option<String>> = answers.into_iter().map(|up| answered(up?)).collect();
    let is_mined = |record: &&Record| record.evidence == Evidence::Repeated;
    let mut told = found.of_kind(PostKind::Article).filter(|of| !is_mined(of));
    let is_one = told.next().is_some() && told.next().is_none();
    let whole = |number: usize| {
        let (record, region) = (records.get(number)?, regions.get(number)?);
        let text = texts.get(number)?;
        // Beside the article that a page is about, what leads to other pages are teasers of them.
        if is_one && record.kind == PostKind::Article && is_mined(&record) {
            cx.notes.leave_out(Reason::Teaser, Some(record.root), 1);
            return None;
        }
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
    let mut posts = Vec::with_capacity(records.len());
    for number in 0..records.len() {
        turns::rest_among(number, pause).await;
        posts.extend(whole(number));
    }
    posts
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

/// What is known of a post that is not all that its page is about.
pub(crate) fn facts<'a>(
    cx: &'a Context,
    record: &'a Record,
    region: &Region,
    text: &'a str,
) -> Facts<'a> {
    Facts {
        kind: record.kind,
        permalink: record.permalink.as_deref(),
        native_id: permalink::engine_id(cx.page, record, region),
        author: record.author.as_deref(),
        time: record.time.as_deref(),
        text,
        is_page: false,
    }
}

/// The words of a record, without those that `is_unread`.
pub(crate) fn text(
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
    let range = if record.body.is_some() {
        cx.page.subtree(body)
    } else {
        record.range()
    };
    let region = region.within(range);
    let told = match record.kind {
        PostKind::Article if whole => prose::told(cx, &region),
        _ => 0..0,
    };
    let line = match record.kind {
        PostKind::Post | PostKind::Comment if whole => byline(cx, &region, body),
        _ => 0..0,
    };
    let is_apart = |id| whole && cx.survey.has(id, apart) && !told.contains(&id);
    let is_name = |id| record.author_place == Some(id) || line.contains(&id);
    let leave_out = |id| is_unread(id) || is_name(id) || is_apart(id);
    let text = read::text(cx, &region, leave_out);
    without_title(text, record.title.as_deref())
}

/// The line in a body that says by whom and when it was written, with the few words between.
fn byline(cx: &Context, region: &Region, body: NodeId) -> Range<NodeId> {
    let all = region.sums(&cx.survey);
    let is_line = |up: &NodeId| {
        let plain = region.sums_in(&cx.survey, cx.page.subtree(*up)).plain;
        let mut inside = cx.page.subtree(*up).skip(1);
        *up > body
            && plain <= MAX_BYLINE.min(all.plain.saturating_sub(1))
            && !inside.any(|id| !cx.page.is_text(id) && cx.page.tag(id).is_block())
    };
    let tells = |up: &NodeId| {
        let sums = region.sums_in(&cx.survey, cx.page.subtree(*up));
        sums.times == all.times && sums.authors > 0
    };
    let time = region.nodes().find(|id| cx.survey.has(*id, clue::TIME));
    let above = time.into_iter().flat_map(|time| cx.page.ancestors(time));
    let line = above.take(BYLINE_LEVELS).take_while(is_line).filter(tells);
    line.last().map_or(0..0, |line| cx.page.subtree(line))
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

pub(crate) fn post(
    cx: &Context,
    record: &Record,
    region: &Region,
    text: String,
    locator: String,
) -> Post {
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
