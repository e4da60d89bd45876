//! Posts on pages of engines whose markup is known, from a table of data.
//!
//! An engine that millions of pages are written by says where its posts are as plainly as a
//! vocabulary does, by names that its themes keep for years. The table knows them; `landmarks` tells
//! which engines wrote a page, `matcher` reads it by their selectors, and `join` settles how what
//! they say stands to what a page says of itself: its own description tells that something is a post,
//! by whom and when; the engine's row knows better where its text is, and what in it is a quote or a
//! signature. Whatever a row does not say is found as in any other record.

mod join;
mod landmarks;
mod matcher;
mod selector;
mod table;

pub(crate) use join::join;

use crate::author;
use crate::dates;
use crate::likes;
use crate::post::Evidence;
use crate::read;
use crate::record::{Context, Record};
use crate::survey::machine_time;
use crate::tags::Attr;
use crate::words;
use matcher::{Field, Hit, Matcher, Place, Sight};
use table::Row;

/// The rows of the engines that wrote a page.
#[derive(Clone, Default)]
pub(crate) struct Rows(Vec<&'static Row>);

impl Rows {
    /// Whether all of these are among them.
    pub(crate) fn have(&self, others: &Self) -> bool {
        let known = |other: &&Row| self.0.iter().any(|row| std::ptr::eq(*row, *other));
        others.0.iter().all(known)
    }
}

/// Which engines wrote a page.
pub(crate) fn recognise(cx: &Context) -> Rows {
    Rows(landmarks::recognise(cx))
}

/// The records that each engine's row sees, in document order. What the rows know to be quotes and
/// signatures is marked as such.
pub(crate) fn read(cx: &mut Context, rows: &Rows) -> Vec<Vec<Record>> {
    let Rows(rows) = rows;
    if rows.is_empty() {
        return Vec::new();
    }
    let sights = Matcher::new(rows).look(cx.page, &cx.survey);
    let mut sets = Vec::new();
    for (row, sight) in rows.iter().zip(sights) {
        let records = records(cx, row, &sight);
        if records.iter().any(|record| has_words(cx, record)) {
            cx.survey.set_apart(cx.page, &sight.left_out, &sight.quotes);
            sets.push(records);
        }
    }
    sets
}

/// The hits that have a body. One without words, such as a picture alone, is a post of which nothing
/// is left; no other step is to make one of its frame.
fn records(cx: &Context, row: &Row, sight: &Sight) -> Vec<Record> {
    sight
        .hits
        .iter()
        .filter_map(|hit| record(cx, row.name, hit))
        .collect()
}

fn has_words(cx: &Context, record: &Record) -> bool {
    let body = record.body.unwrap_or(record.root);
    cx.survey.sums(cx.page.subtree(body)).words > 0
}

fn record(cx: &Context, engine: &'static str, hit: &Hit) -> Option<Record> {
    let body = hit.field(Field::Body)?.node;
    let mut record = Record::new(cx.page, hit.root, hit.kind, Evidence::Engine);
    record.engine = Some(engine);
    record.end = hit.end;
    record.body = Some(body);
    let said = |field| hit.field(field).map(|place| value(cx, place));
    record.author = hit
        .field(Field::Author)
        .and_then(|place| author::clean_name(&name(cx, place)));
    record.title = said(Field::Title).filter(|title| !title.is_empty());
    record.likes = hit
        .field(Field::Likes)
        .and_then(|place| likes::number(shown(cx, place).trim()));
    record.time = hit.field(Field::Time).and_then(|place| time(cx, place));
    record.time_place = hit.field(Field::Time).map(|place| place.node);
    record.permalink = hit.field(Field::Link).and_then(|place| link(cx, place));
    Some(record)
}

/// What is at a place, on one line.
fn value(cx: &Context, place: Place) -> String {
    match place.take {
        Some(attr) => cx.page.attr(place.node, attr).unwrap_or("").to_owned(),
        None => read::line(cx, place.node),
    }
}

/// The name at a place; some engines make it a button.
fn name(cx: &Context, place: Place) -> String {
    match value(cx, place) {
        name if name.is_empty() => words::squeeze(&shown(cx, place)),
        name => name,
    }
}

/// What is at a place, a button's text included.
fn shown(cx: &Context, place: Place) -> String {
    match place.take {
        Some(_) => value(cx, place),
        None => cx.page.raw_text(place.node),
    }
}

/// The time at a place, or the first one in it.
fn time(cx: &Context, place: Place) -> Option<String> {
    if place.take.is_some() {
        // More may follow behind a comma, or behind the time.
        let text = value(cx, place);
        let first = |end: &[char]| dates::to_iso(text.split(end).next().unwrap_or(""));
        return dates::to_iso(&text)
            .or_else(|| first(&[',']))
            .or_else(|| first(&[' ']));
    }
    let mut inside = cx.page.subtree(place.node);
    inside
        .find_map(|id| machine_time(cx.page, id))
        .or_else(|| dates::to_iso(&value(cx, place)))
}

/// The address at a place: that of its link, or of the first one in it.
fn link(cx: &Context, place: Place) -> Option<String> {
    let href = match place.take {
        Some(Attr::Id | Attr::Name) => {
            let fragment = ["#", &value(cx, place)].concat();
            return cx.page.join(&fragment);
        }
        Some(attr) => cx.page.attr(place.node, attr),
        None => {
            let mut inside = cx.page.subtree(place.node);
            inside.find_map(|id| cx.page.attr(id, Attr::Href))
        }
    };
    href.filter(|href| !href.is_empty() && *href != "#")
        .and_then(|href| cx.page.join(href))
}

#[cfg(all(test, feature = "html"))]
mod tests;
