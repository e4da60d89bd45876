//! When each post was written: which of the times in a record is that.
//!
//! A record may show when its author joined, when it was edited and what others wrote when. What tells
//! them apart is what stands before a time, what the elements around it are called, and that the time
//! looked for stands at the same place in every record of a set.

mod candidates;
mod habit;
mod hints;
#[cfg(all(test, feature = "html"))]
mod tests;

use crate::dates;
use crate::found::Found;
use crate::record::{Context, Record, Region};
use crate::tags::{Attr, Tag};

pub(crate) use candidates::Candidate;
use candidates::candidates;
pub(crate) use habit::Habit;
pub(crate) use hints::is_elsewhere;

/// The times of which one may be the record's, unless that is known.
pub(crate) fn gather(cx: &Context, record: &Record, region: &Region) -> Option<Vec<Candidate>> {
    let is_open = record.time.is_none();
    is_open.then(|| told_or_any(cx, record, region))
}

/// Notes for every record when it was written, if the page says so, by what was gathered of each; and what each set
/// teaches of that.
pub(crate) fn fill(
    cx: &Context,
    found: &mut Found,
    gathered: Vec<Option<Vec<Candidate>>>,
) -> Vec<Habit> {
    let sets = found.set_count();
    let mut members: Vec<Vec<(usize, Vec<Candidate>)>> = Vec::new();
    members.resize_with(sets, Vec::new);
    for (at, (candidates, set)) in gathered.into_iter().zip(&found.sets).enumerate() {
        if let (Some(candidates), Some(set)) = (candidates, members.get_mut(*set)) {
            set.push((at, candidates));
        }
    }
    let mut habits = Vec::with_capacity(sets);
    for set in members {
        if set.iter().all(|(_, candidates)| candidates.is_empty()) {
            habits.push(Habit::none());
            continue;
        }
        let (mut habit, chosen) = Habit::of(set);
        habit.learn_orders(cx, found, &chosen);
        for (at, value) in chosen {
            if let Some(record) = found.records.get_mut(at) {
                habit.note(cx, record, value);
            }
        }
        habits.push(habit);
    }
    if let Some(article) = found.only_article()
        && article.time.is_none()
    {
        article.time = in_head(cx);
    }
    habits
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
