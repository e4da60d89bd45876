//! Posts that the page's owner marked. What an owner says is never weighed against anything.

use crate::dates;
use crate::post::{Evidence, PostKind};
use crate::read;
use crate::record::{Context, Record};
use crate::snapshot::{NodeId, mark};
use crate::subject;
use crate::survey::machine_time;
use crate::tags::Attr;

/// The marked posts, with what is marked inside each.
pub(crate) fn records(cx: &Context) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for id in cx.page.all() {
        let marks = cx.page.marks(id);
        if marks == 0 {
            continue;
        }
        while open
            .last()
            .is_some_and(|up| records.get(*up).is_none_or(|up| up.end <= id))
        {
            open.pop();
        }
        if marks & mark::POST != 0 {
            let kind = subject::kind(cx, id).unwrap_or(PostKind::Post);
            open.push(records.len());
            records.push(Record::new(cx.page, id, kind, Evidence::Owner));
        }
        if let Some(record) = open.last().and_then(|up| records.get_mut(*up)) {
            note(cx, record, id, marks);
        }
    }
    records
}

fn note(cx: &Context, record: &mut Record, id: NodeId, marks: u8) {
    if marks & mark::TEXT != 0 {
        record.body.get_or_insert(id);
    }
    if marks & mark::AUTHOR != 0 && record.author.is_none() {
        record.author = Some(read::line(cx, id)).filter(|name| !name.is_empty());
    }
    if marks & mark::TIME != 0 && record.time.is_none() {
        record.time = machine_time(cx.page, id).or_else(|| dates::to_iso(&read::line(cx, id)));
    }
    if marks & mark::PERMALINK != 0 && record.permalink.is_none() {
        let href = cx.page.attr(id, Attr::Href);
        record.permalink = href.and_then(|href| cx.page.join(href));
    }
}
