//! Reading a part of a page by what was learnt of it.

use super::looks::{is_run, look, nested, span};
use super::{Key, Known, Living, Seen};
use crate::body::{self, Saying};
use crate::found::Found;
use crate::identity::{self, Place};
use crate::microdata::MICRODATA;
use crate::order;
use crate::post::{Evidence, PostKind};
use crate::rdfa::RDFA;
use crate::record::{Context, Record, Region, regions, sort};
use crate::snapshot::{NodeId, PageSnapshot};
use crate::talk;
use crate::words::Hash;
use crate::{engines, fields, microformats, permalink, quotes, scan, vocabulary};

/// Words outside of posts in a part that changed; more of them could be an article.
const MOST_QUIET_WORDS: u32 = 30;

impl Living {
    /// The records in a part of the page that begins at `from`. `around` is the innermost record that the
    /// part is in: words of no record in the part are words of that one. `is_next` is whether nothing stands
    /// before the part in what it is in, or what belongs to a record already.
    pub fn look(
        &self,
        part: &PageSnapshot,
        from: NodeId,
        around: Option<Key>,
        is_next: bool,
    ) -> Option<Vec<Seen>> {
        if self.is_blind {
            return None;
        }
        let mut cx = Context::new(part);
        if !self.rows.have(&engines::recognise(&cx)) {
            return None;
        }
        let known = engines::read(&mut cx, &self.rows);
        let mut unread = Vec::new();
        let (mut records, sets) = if self.has(Evidence::Talk) {
            let talk = talk::read(&cx);
            unread = talk.unread;
            signed_in(&cx, from, talk.records, is_next)?
        } else {
            self.records_in(&cx, from, known)?
        };
        let may_be_quiet = around.is_none() && !self.has(Evidence::Talk);
        if leftover(&cx, from, &records) > if may_be_quiet { MOST_QUIET_WORDS } else { 0 } {
            return None;
        }
        let regions = regions(&records);
        let mut seen = Vec::with_capacity(records.len());
        let around = around.and_then(|key| self.records.get(key as usize)?.as_ref()?.set);
        for ((record, region), set) in records.iter_mut().zip(&regions).zip(sets) {
            seen.push(self.read(&cx, record, region, set, &unread)?);
        }
        for (seen, is_inside) in seen
            .iter_mut()
            .zip(nested(&records.iter().collect::<Vec<_>>()))
        {
            seen.known.is_nested = is_inside || around == seen.known.set;
        }
        Some(seen)
    }

    /// The records of a part with their sets.
    fn records_in(
        &self,
        cx: &Context,
        from: NodeId,
        known: Vec<Vec<Record>>,
    ) -> Option<(Vec<Record>, Vec<usize>)> {
        let mut all = self.told_in(cx, from, known)?;
        for (number, set) in self.sets.iter().enumerate() {
            for record in set.records_in(cx, from)? {
                if all.iter().all(|(known, _)| known.root != record.root) {
                    all.push((record, number));
                }
            }
        }
        order::sort_by(&mut all, |(record, _)| (record.root.into(), 0));
        let (mut records, sets): (Vec<Record>, Vec<usize>) = all.into_iter().unzip();
        sort(&mut records);
        Some((records, sets))
    }

    /// What a part says of itself and what the rows of engines see in it, each in the set of its looks.
    /// `None`: something that the page had none of.
    fn told_in(
        &self,
        cx: &Context,
        from: NodeId,
        known: Vec<Vec<Record>>,
    ) -> Option<Vec<(Record, usize)>> {
        let mut found = Found::default();
        if self.has(Evidence::Owner) {
            return Some(Vec::new());
        }
        if self.has(Evidence::Microdata) {
            found.insert(told(cx, from, vocabulary::records(cx, &MICRODATA)));
            found.insert(told(cx, from, vocabulary::records(cx, &RDFA)));
        }
        if self.has(Evidence::Microformats) {
            found.insert(told(cx, from, microformats::records(cx)));
        }
        for records in known {
            scan::accept_known(cx, &mut found, records);
        }
        let here = found
            .records
            .into_iter()
            .filter(|record| record.root >= from);
        let with_set = |record: Record| {
            let look = look(cx, record.root);
            let mut sets = self.sets.iter();
            let set = sets.position(|set| set.evidence == record.evidence && set.looks_so(look));
            let is_whole = record.kind != PostKind::Article && !is_run(cx, &record);
            Some((record, set.filter(|_| is_whole)?))
        };
        here.map(with_set).collect()
    }

    fn has(&self, evidence: Evidence) -> bool {
        self.sets.iter().any(|set| set.evidence == evidence)
    }

    /// Fills in what a record says, as a scan does. `signatures` are texts that are none of it.
    fn read(
        &self,
        cx: &Context,
        record: &mut Record,
        region: &Region,
        set: usize,
        signatures: &[NodeId],
    ) -> Option<Seen> {
        let of_set = self.sets.get(set).filter(|set| set.is_pattern())?;
        if record.body.is_none()
            && let Some(place) = of_set.place
        {
            record.body = Some(body::at_place(cx, region, place)?);
        }
        permalink::fill(cx, &mut [(record, region)]);
        record.kind = of_set.kind;
        fields::fill(cx, record, region);
        of_set.names.read(cx, record, region)?;
        of_set.times.read(cx, record, region)?;
        let is_signed = of_set.evidence == Evidence::Talk;
        let sayings = if is_signed {
            Vec::new()
        } else {
            body::sayings(cx, region)
        };
        let by_engine: Vec<_> = sayings
            .iter()
            .filter(|(saying, _)| of_set.is_template(saying.key))
            .collect();
        let has_sentence = by_engine.iter().any(|(saying, _)| saying.is_long());
        let mut unread: Vec<NodeId> = by_engine.iter().map(|(_, node)| *node).collect();
        unread.extend(signatures);
        let (record, region) = (&*record, std::slice::from_ref(region));
        unread.extend(quotes::unread(cx, std::slice::from_ref(record), region));
        let region = region.first()?;
        unread.sort_unstable();
        let text = scan::text(cx, record, region, &|id| unread.binary_search(&id).is_ok());
        if text.is_empty() && has_sentence {
            // Authors may repeat themselves: all records together tell.
            return None;
        }
        let facts = [scan::facts(cx, record, region, &text)];
        let locator = identity::settle(&Place::of(cx.page), &facts).pop()??;
        let mut said: Vec<Saying> = sayings.into_iter().map(|(saying, _)| saying).collect();
        order::sort_by(&mut said, Saying::order);
        said.dedup();
        let span = span(cx, record);
        let known = Known {
            span,
            set: Some(set),
            is_nested: false,
            name: Hash::of(&locator),
            said,
        };
        let post = (!text.is_empty()).then(|| scan::post(cx, record, region, text, locator));
        Some(Seen { post, span, known })
    }
}

/// Those of these records that are in the part and tell enough of themselves.
pub(super) fn told(cx: &Context, from: NodeId, records: Vec<Record>) -> Vec<Record> {
    let mut records: Vec<Record> = records
        .into_iter()
        .filter(|record| record.root >= from)
        .collect();
    let regions = regions(&records);
    let mut own = regions.iter().map(|region| region.sums(&cx.survey));
    records.retain(|record| {
        let own = own.next().unwrap_or_default();
        record.evidence == Evidence::Owner || vocabulary::is_told(cx, record, own)
    });
    records
}

/// The comments in a part of a talk page, all of the one set that such a page has. `None` where the first
/// may have begun before the part.
fn signed_in(
    cx: &Context,
    from: NodeId,
    mut records: Vec<Record>,
    is_next: bool,
) -> Option<(Vec<Record>, Vec<usize>)> {
    sort(&mut records);
    let is_here = records.iter().all(|record| record.root >= from);
    let is_inside = |record: &Record| cx.page.parent(record.root).is_some_and(|up| up >= from);
    let sets = vec![0; records.len()];
    (is_here && (is_next || records.iter().all(is_inside))).then_some((records, sets))
}

/// Words that are in no record, counted high where a time or a name says that there could be one.
fn leftover(cx: &Context, from: NodeId, records: &[Record]) -> u32 {
    let mut outside = Region {
        range: from..cx.page.all().end,
        holes: Vec::new(),
    };
    for record in records {
        if outside
            .holes
            .last()
            .is_none_or(|hole| hole.end <= record.root)
        {
            outside.holes.push(record.range());
        }
    }
    let sums = outside.sums(&cx.survey);
    match sums.times + sums.authors {
        0 => sums.words,
        _ => u32::MAX,
    }
}
