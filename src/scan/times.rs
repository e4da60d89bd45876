//! When each post was written: which of the times in a record is that.
//!
//! A record may show when its author joined, when it was edited and what others wrote when. What tells
//! them apart is what stands before a time, what the elements around it are called, and that the time
//! looked for stands at the same place in every record of a set.

mod candidates;
mod hints;
#[cfg(all(test, feature = "html"))]
mod tests;

use crate::dates::{self, Day, Order};
use crate::fields;
use crate::found::Found;
use crate::record::{Context, Record, Region};
use crate::tags::{Attr, Tag};
use crate::url::Url;
use crate::words::Hash;

use candidates::{Candidate, Value, candidates};
pub(crate) use hints::is_elsewhere;

/// Places that are told apart within a set.
const PLACES: usize = 1024;

/// Notes for every record when it was written, if the page says so.
pub(crate) fn fill(cx: &Context, found: &mut Found, regions: &[Region]) {
    let sets = found.set_count();
    let mut members: Vec<Vec<(usize, Vec<Candidate>)>> = Vec::new();
    members.resize_with(sets, Vec::new);
    let records = found.records.iter().zip(regions).zip(&found.sets);
    for (at, ((record, region), set)) in records.enumerate() {
        if record.time.is_none()
            && let Some(set) = members.get_mut(*set)
        {
            set.push((at, told_or_any(cx, record, region)));
        }
    }
    for set in members {
        if set.iter().all(|(_, candidates)| candidates.is_empty()) {
            continue;
        }
        let chosen = choose(set);
        let readings = orders(cx, found, &chosen);
        for (at, value) in chosen {
            if let Some(record) = found.records.get_mut(at) {
                note(cx, record, value, &readings);
            }
        }
    }
    if let Some(article) = found.only_article()
        && article.time.is_none()
    {
        article.time = in_head(cx);
    }
}

/// The times at the place where the record has its time, or else all of its times.
fn told_or_any(cx: &Context, record: &Record, region: &Region) -> Vec<Candidate> {
    let place = record.time_place.map(|node| cx.page.subtree(node));
    let told = place.map(|range| candidates(cx, record, &region.within(range)));
    told.filter(|times| !times.is_empty())
        .unwrap_or_else(|| candidates(cx, record, region))
}

/// When the one article of a page was published, as the page's head has it.
fn in_head(cx: &Context) -> Option<String> {
    const NAMES: [&str; 8] = [
        "article:published_time",
        "og:published_time",
        "og:article:published_time",
        "datepublished",
        "pubdate",
        "publish-date",
        "dc.date.issued",
        "parsely-pub-date",
    ];
    let page = cx.page;
    let names = |id| {
        [Attr::Property, Attr::Name, Attr::ItemProp]
            .into_iter()
            .filter_map(move |name| page.attr(id, name))
    };
    let published = |id: &u32| {
        page.tag(*id) == Tag::Meta
            && names(*id).any(|name| NAMES.iter().any(|known| name.eq_ignore_ascii_case(known)))
    };
    page.all()
        .filter(published)
        .find_map(|id| dates::to_iso(page.attr(id, Attr::Content)?))
}

fn note(cx: &Context, record: &mut Record, value: Value, orders: &[(char, Order)]) {
    match value {
        Value::Machine(iso) => record.time = Some(iso),
        Value::Shown(shown) => {
            let order = match shown.day {
                Day::Numbers(_, mark) => orders
                    .iter()
                    .find(|(known, _)| *known == mark)
                    .map(|(_, order)| *order),
                _ => None,
            };
            record.shown_time =
                dates::resolve(&shown, order.unwrap_or(Order::Dmy), cx.page.moment());
        }
    }
}

/// For each record the candidate at the place that speaks loudest in all of the set.
fn choose(set: Vec<(usize, Vec<Candidate>)>) -> Vec<(usize, Value)> {
    let slot = |place: Hash| (place.0 % PLACES as u64) as usize;
    let mut weights = vec![0_u32; PLACES];
    for (_, candidates) in &set {
        for (n, candidate) in candidates.iter().enumerate() {
            let again = candidates
                .iter()
                .take(n)
                .any(|before| before.place == candidate.place);
            if let Some(weight) = weights.get_mut(slot(candidate.place)).filter(|_| !again) {
                *weight = weight.saturating_add(candidate.score);
            }
        }
    }
    let weight = |candidate: &Candidate| weights.get(slot(candidate.place)).copied().unwrap_or(0);
    let best = |candidates: Vec<Candidate>| {
        // Of equals the first.
        candidates
            .into_iter()
            .rev()
            .max_by_key(|candidate| (weight(candidate), candidate.score))
    };
    set.into_iter()
        .filter_map(|(at, candidates)| Some((at, best(candidates)?.value)))
        .collect()
}

/// The order of the numbers in a set's dates, for each mark between them.
fn orders(cx: &Context, found: &Found, chosen: &[(usize, Value)]) -> Vec<(char, Order)> {
    let mut written: Vec<(char, Vec<_>)> = Vec::new();
    let mut half_days = false;
    for (_, value) in chosen {
        let Value::Shown(shown) = value else { continue };
        half_days |= shown.half_days;
        if let Day::Numbers(numbers, mark) = shown.day {
            match written.iter_mut().find(|(known, _)| *known == mark) {
                Some((_, dates)) => dates.push(numbers),
                None => written.push((mark, vec![numbers])),
            }
        }
    }
    if written.is_empty() {
        return Vec::new();
    }
    let root = chosen
        .first()
        .and_then(|(at, _)| found.records.get(*at))
        .map_or(0, |record| record.root);
    let lang = fields::lang(cx.page, root).unwrap_or_default();
    let host = Url::parse(cx.page.url()).map_or("", |url| url.host);
    let today = cx.page.moment().map(|now| now.today() + 1);
    let decided = written.into_iter().map(|(mark, dates)| {
        let expected = dates::expected(&lang, host, mark, half_days);
        (mark, dates::decide(&dates, today, expected))
    });
    decided.collect()
}
