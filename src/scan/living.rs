//! Pages that change: what a scan learnt of a page, and reading a part that changed by that alone.
//!
//! A scan weighs the whole page. When a post is added to a thousand, nearly all of that is known: what
//! a post's element looks like, where its text is, which words are the engine's. [`Living::look`] reads
//! a part of the page by this, with the code that a scan reads with; [`Living::change`] takes over what
//! changed. Both say `None` where only a scan can tell.
//!
//! Invariant: what they say is what a scan of the whole page would say, but for what a post answers.
//! Whatever could tip the scales of one (a text that becomes the engine's, a shared name, the mark of
//! another engine) makes them say `None`, and after many changes a scan is due in any case.

use crate::body::{self, Pattern, Saying};
use crate::found::Found;
use crate::identity::{self, Place};
use crate::microdata::MICRODATA;
use crate::order;
use crate::post::{Evidence, Post, PostKind};
use crate::record::{Context, Record, Region, regions, sort};
use crate::snapshot::{NodeId, PageSnapshot};
use crate::survey::clue;
use crate::tags::Attr;
use crate::turns::{self, Pause};
use crate::words::Hash;
use crate::{
    engines, fields, microformats, owner, permalink, quotes, repeated, scan, semantic, times,
    vocabulary,
};

/// Records that a set has before it serves as a pattern: shares of few tip easily.
const MIN_RECORDS: usize = 8;

/// Changes after which a scan is due, beside half the records of the page.
const MOST_CHANGES: usize = 16;

/// Share of a page's records, in percent, that may be gone at once.
const MOST_GONE: usize = 30;

/// Words outside of posts in a part that changed; more of them could be an article.
const MOST_QUIET_WORDS: u32 = 30;

/// Records of a set that are read alone to see whether that comes to the same.
const SAMPLES: usize = 2;

/// A record of the page, by a number that it keeps while it is there.
pub type Key = u32;

/// What was learnt of a page.
#[derive(Default)]
pub struct Living {
    /// What is known of the engines that wrote the page.
    rows: engines::Rows,
    sets: Vec<Set>,
    /// By key.
    records: Vec<Option<Known>>,
    /// What the records are called, ascending.
    names: Vec<Hash>,
    /// Records that the scan found.
    learnt: usize,
    /// Records that came or went since.
    changes: usize,
    /// Whether nothing but a scan will do.
    is_blind: bool,
}

/// What a scan says beside its records.
pub(crate) struct Learnt<'a> {
    /// What is known of the engines that wrote the page.
    pub(crate) rows: engines::Rows,
    /// What the records of each set have in common.
    pub(crate) patterns: Vec<Pattern>,
    /// In document order.
    pub(crate) posts: &'a [Post],
}

/// Records that are alike.
struct Set {
    evidence: Evidence,
    kind: PostKind,
    /// What the elements of its records look like, ascending.
    looks: Vec<Hash>,
    /// The same without what is around them, where that alone is evidence.
    own_looks: Vec<Hash>,
    place: Option<Hash>,
    /// Ascending by key.
    sayings: Vec<Saying>,
    records: usize,
    /// How many of its records are in others of it.
    nested: usize,
}

struct Known {
    root: NodeId,
    /// `None`: of a set from which nothing can be learnt.
    set: Option<usize>,
    /// Whether it is in another record of its set.
    is_nested: bool,
    name: Hash,
    said: Vec<Saying>,
}

/// A record in a part of the page.
pub struct Seen {
    /// The post, with its nodes in the part's snapshot and without what it answers; `None` if nothing is left of it without quotes,
    /// buttons and hidden text.
    pub post: Option<Post>,
    /// The element that holds all of the record.
    pub root: NodeId,
    known: Known,
}

impl Living {
    /// Knows where the records of a scan are, and nothing of them.
    pub(crate) fn blind(found: &Found) -> Self {
        let known = |record: &Record| {
            Some(Known {
                root: record.root,
                set: None,
                is_nested: false,
                name: Hash::START,
                said: Vec::new(),
            })
        };
        Self {
            records: found.records.iter().map(known).collect(),
            is_blind: true,
            ..Self::default()
        }
    }

    /// Learns from a scan.
    pub(crate) async fn learn(
        cx: &Context<'_>,
        found: &Found,
        learnt: Learnt<'_>,
        pause: Pause<'_>,
    ) -> Self {
        let Learnt {
            rows,
            patterns,
            posts,
        } = learnt;
        let mut living = Self {
            rows,
            is_blind: has_shared_names(found, posts),
            learnt: found.records.len(),
            ..Self::default()
        };
        let mut said_by: Vec<Vec<(Vec<Saying>, bool)>> = Vec::new();
        for (number, pattern) in patterns.into_iter().enumerate() {
            let members: Vec<&Record> = found.of_set(number).collect();
            let said = said(&pattern, members.len()).into_iter();
            said_by.push(said.zip(nested(&members)).collect());
            living.sets.push(Set::of(cx, &members, pattern));
        }
        living.forget_ambiguous(cx, found, pause).await;
        let mut next: Vec<usize> = vec![0; living.sets.len()];
        for (record, number) in found.records.iter().zip(&found.sets) {
            let at = next.get_mut(*number);
            let said = at.and_then(|at| {
                *at += 1;
                let of_set = said_by.get_mut(*number)?;
                Some(std::mem::take(of_set.get_mut(*at - 1)?))
            });
            let set = said.is_some().then_some(*number);
            let (said, is_nested) = said.unwrap_or_default();
            living.records.push(Some(Known {
                root: record.root,
                set,
                is_nested,
                name: Hash::START,
                said,
            }));
        }
        living.name(posts);
        living.doubt(cx, found, posts);
        living
    }

    /// The root of every record that a scan found, by key.
    pub fn roots(&self) -> impl Iterator<Item = NodeId> {
        self.records.iter().flatten().map(|known| known.root)
    }

    /// Reads a few records of each set alone: a set whose records look otherwise then is no pattern. Much
    /// of what a scan finds, it finds by looking at a whole set.
    fn doubt(&mut self, cx: &Context, found: &Found, posts: &[Post]) {
        let mut wrong: Vec<usize> = Vec::new();
        for number in 0..self.sets.len() {
            let members: Vec<&Record> = found.of_set(number).collect();
            let some = members
                .first()
                .into_iter()
                .chain(members.iter().rev().take(SAMPLES));
            if !some
                .into_iter()
                .all(|record| self.reads_alike(cx, found, posts, record))
            {
                wrong.push(number);
            }
        }
        for number in wrong {
            if let Some(set) = self.sets.get_mut(number) {
                set.looks.clear();
            }
        }
    }

    /// Whether a record that is read alone is the post that the scan found.
    fn reads_alike(&self, cx: &Context, found: &Found, posts: &[Post], record: &Record) -> bool {
        let is_around = |other: &Record| other.root < record.root && other.contains(record);
        let around = found.records.iter().rposition(is_around);
        let (part, from) = cx.page.part(record.root);
        let seen = self.look(&part, from, around.map(|place| place as Key));
        let alone = seen
            .as_ref()
            .and_then(|seen| seen.first())
            .map(|seen| seen.post.as_ref());
        let place = posts.binary_search_by_key(&record.root, |post| post.root);
        let known = place.ok().and_then(|place| posts.get(place));
        let placeless = |post: &Post| Post {
            root: 0,
            body: 0,
            before: None,
            reply_to: None,
            ..post.clone()
        };
        alone.is_some_and(|alone| alone.map(placeless) == known.map(placeless))
    }

    fn name(&mut self, posts: &[Post]) {
        for post in posts {
            let place = self.records.partition_point(|known| {
                known.as_ref().is_some_and(|known| known.root < post.root)
            });
            if let Some(Some(known)) = self.records.get_mut(place) {
                known.name = Hash::of(&post.locator);
                self.names.push(known.name);
            }
        }
        self.names.sort_unstable();
    }

    /// What looks like records and is none teaches nothing. Where posts were found only by repeating, such
    /// elements may be posts after the next change.
    async fn forget_ambiguous(&mut self, cx: &Context<'_>, found: &Found, pause: Pause<'_>) {
        let mut records = found.records.iter().zip(&found.sets).peekable();
        for id in cx.page.all() {
            turns::rest_at(id as usize, pause).await;
            let mut own = None;
            while let Some((_, set)) = records.next_if(|(record, _)| record.root == id) {
                own = Some(*set);
            }
            if cx.page.is_text(id) || cx.survey.has(id, clue::SKIP) {
                continue;
            }
            let (look, own_look) = (look(cx, id), own_look(cx, id));
            let is_marked = cx.page.classes(id).next().is_some();
            for (number, set) in self.sets.iter_mut().enumerate() {
                if own.is_none() && is_marked && set.own_looks.contains(&own_look) {
                    set.looks.clear();
                }
                let is_told = own.is_none() && set.evidence == Evidence::Engine;
                if own != Some(number)
                    && !is_told
                    && let Ok(place) = set.looks.binary_search(&look)
                {
                    set.looks.remove(place);
                }
            }
        }
    }

    /// The records in a part of the page that begins at `from`. `around` is the innermost record that the
    /// part is in: words of no record in the part are words of that one.
    pub fn look(
        &self,
        part: &PageSnapshot,
        from: NodeId,
        around: Option<Key>,
    ) -> Option<Vec<Seen>> {
        if self.is_blind {
            return None;
        }
        let mut cx = Context::new(part);
        if !self.rows.have(&engines::recognise(&cx)) {
            return None;
        }
        let known = engines::read(&mut cx, &self.rows);
        let (mut records, sets) = self.records_in(&cx, from, known)?;
        if leftover(&cx, from, &records)
            > if around.is_some() {
                0
            } else {
                MOST_QUIET_WORDS
            }
        {
            return None;
        }
        let regions = regions(&records);
        let mut seen = Vec::with_capacity(records.len());
        let around = around.and_then(|key| self.records.get(key as usize)?.as_ref()?.set);
        for ((record, region), set) in records.iter_mut().zip(&regions).zip(sets) {
            seen.push(self.read(&cx, record, region, set)?);
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
        let mut all = self.known_in(cx, from, known)?;
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

    /// What the rows of engines see in a part, each in the set of its looks. `None`: something that the
    /// page had none of.
    fn known_in(
        &self,
        cx: &Context,
        from: NodeId,
        known: Vec<Vec<Record>>,
    ) -> Option<Vec<(Record, usize)>> {
        let mut found = Found::default();
        for records in known {
            scan::accept_known(cx, &mut found, records);
        }
        let here = found
            .records
            .into_iter()
            .filter(|record| record.root >= from);
        let with_set = |record: Record| {
            let look = look(cx, record.root);
            let looks_so = |set: &Set| {
                set.evidence == Evidence::Engine && set.looks.binary_search(&look).is_ok()
            };
            let is_whole =
                record.kind != PostKind::Article && record.end == cx.page.end(record.root);
            Some((
                record,
                self.sets.iter().position(looks_so).filter(|_| is_whole)?,
            ))
        };
        here.map(with_set).collect()
    }

    /// Fills in what a record says, as a scan does.
    fn read(&self, cx: &Context, record: &mut Record, region: &Region, set: usize) -> Option<Seen> {
        let of_set = self.sets.get(set).filter(|set| set.is_pattern())?;
        if record.body.is_none()
            && let Some(place) = of_set.place
        {
            record.body = Some(body::at_place(cx, region, place)?);
        }
        permalink::fill(cx, &mut [(record, region)]);
        record.kind = of_set.kind;
        fields::fill(cx, record, region);
        let mut alone = Found::default();
        alone.insert(vec![record.clone()]);
        times::fill(cx, &mut alone, std::slice::from_ref(region));
        record.time = alone.records.pop()?.time;
        let sayings = body::sayings(cx, region);
        let is_template = |saying: &Saying| {
            let known = of_set.said(saying.key);
            known.is_some_and(|known| known.is_template(of_set.records))
        };
        let mut unread: Vec<NodeId> = sayings
            .iter()
            .filter(|(saying, _)| is_template(saying))
            .map(|(_, node)| *node)
            .collect();
        let (record, region) = (&*record, std::slice::from_ref(region));
        unread.extend(quotes::unread(cx, std::slice::from_ref(record), region));
        let region = region.first()?;
        unread.sort_unstable();
        let text = scan::text(cx, record, region, &|id| unread.binary_search(&id).is_ok());
        let facts = [scan::facts(cx, record, region, &text)];
        let locator = identity::settle(&Place::of(cx.page), &facts).pop()??;
        let mut said: Vec<Saying> = sayings.into_iter().map(|(saying, _)| saying).collect();
        order::sort_by(&mut said, Saying::order);
        said.dedup();
        let known = Known {
            root: record.root,
            set: Some(set),
            is_nested: false,
            name: Hash::of(&locator),
            said,
        };
        let post = (!text.is_empty()).then(|| scan::post(cx, record, region, text, locator));
        Some(Seen {
            root: record.root,
            post,
            known,
        })
    }

    /// Takes over that records went and others came. The keys of those that came, in their order.
    pub fn change(&mut self, gone: &[Key], came: &[&Seen]) -> Option<Vec<Key>> {
        let there = self.names.len();
        let lost = gone.len().saturating_sub(came.len());
        self.changes += gone.len().max(came.len());
        if lost * 100 > there * MOST_GONE || self.changes > MOST_CHANGES + self.learnt / 2 {
            return None;
        }
        let before: Vec<_> = self.sets.iter().map(Set::scales).collect();
        for key in gone {
            self.forget(*key)?;
        }
        let mut keys = Vec::with_capacity(came.len());
        for seen in came {
            keys.push(self.take(seen)?);
        }
        let is_steady = self.sets.iter().all(Set::is_steady);
        let after = self.sets.iter().map(Set::scales);
        (is_steady && after.eq(before)).then_some(keys)
    }

    fn forget(&mut self, key: Key) -> Option<()> {
        let known = self.records.get_mut(key as usize)?.take()?;
        let set = self.sets.get_mut(known.set?)?;
        // What was taken for no post because of others may be one without them.
        if set.looks.is_empty() {
            return None;
        }
        set.forget(&known);
        if let Ok(place) = self.names.binary_search(&known.name) {
            self.names.remove(place);
        }
        Some(())
    }

    fn take(&mut self, seen: &Seen) -> Option<Key> {
        let known = &seen.known;
        self.sets.get_mut(known.set?)?.take(known);
        if seen.post.is_some() {
            // Two of one name: what each is called then, all of them decide.
            let place = self.names.binary_search(&known.name).err()?;
            self.names.insert(place, known.name);
        }
        let key = Key::try_from(self.records.len()).ok()?;
        self.records.push(Some(Known {
            said: known.said.clone(),
            ..*known
        }));
        Some(key)
    }
}

impl Set {
    fn of(cx: &Context, members: &[&Record], pattern: Pattern) -> Self {
        let mut looks: Vec<Hash> = members.iter().map(|record| look(cx, record.root)).collect();
        looks.sort_unstable();
        looks.dedup();
        let mined = members
            .iter()
            .filter(|record| record.evidence == Evidence::Repeated);
        let mut own_looks: Vec<Hash> = mined.map(|record| own_look(cx, record.root)).collect();
        own_looks.sort_unstable();
        own_looks.dedup();
        let evidence = members
            .first()
            .map_or(Evidence::Density, |record| record.evidence);
        // What was missed by an engine's row is missed again.
        if evidence == Evidence::Engine && members.iter().any(|record| record.evidence != evidence)
        {
            looks.clear();
        }
        Self {
            evidence,
            kind: members.first().map_or(PostKind::Post, |record| record.kind),
            looks,
            own_looks,
            place: pattern.place,
            sayings: pattern.sayings,
            records: members.len(),
            nested: nested(members).into_iter().filter(|is| *is).count(),
        }
    }

    fn is_pattern(&self) -> bool {
        self.records >= MIN_RECORDS
            && matches!(
                self.evidence,
                Evidence::Owner
                    | Evidence::Microdata
                    | Evidence::Microformats
                    | Evidence::Engine
                    | Evidence::Semantic
                    | Evidence::Repeated
            )
    }

    /// The records of this set in a part. `None`: there may be some of which it is not sure.
    fn records_in(&self, cx: &Context, from: NodeId) -> Option<Vec<Record>> {
        let is_here = |record: &Record| record.root >= from;
        let looks_so = |id: NodeId| self.looks.binary_search(&look(cx, id)).is_ok();
        let described = match self.evidence {
            Evidence::Owner => owner::records(cx),
            Evidence::Microdata => vocabulary::records(cx, &MICRODATA),
            Evidence::Microformats => microformats::records(cx),
            Evidence::Semantic => semantic::records(cx),
            Evidence::Engine => Vec::new(),
            _ => {
                let alike: Vec<NodeId> = (from..cx.page.all().end)
                    .filter(|id| !cx.page.is_text(*id) && looks_so(*id))
                    .collect();
                let is_strange = |id: NodeId| {
                    self.own_looks.contains(&own_look(cx, id))
                        && !cx.survey.has(id, clue::SKIP)
                        && alike.binary_search(&id).is_err()
                };
                let mut marked =
                    (from..cx.page.all().end).filter(|id| cx.page.classes(*id).next().is_some());
                return (!marked.any(is_strange)).then(|| mined(cx, &alike));
            }
        };
        let described: Vec<Record> = described.into_iter().filter(is_here).collect();
        let regions = regions(&described);
        let mut kept = Vec::new();
        for (record, region) in described.into_iter().zip(&regions) {
            let own = region.sums(&cx.survey);
            let owned = record.evidence == Evidence::Owner;
            if !owned && !vocabulary::is_told(cx, &record, own) {
                continue;
            }
            if !looks_so(record.root) || record.kind == PostKind::Article {
                return None;
            }
            kept.push(record);
        }
        Some(kept)
    }

    fn said(&self, key: Hash) -> Option<&Saying> {
        let place = self.sayings.binary_search_by_key(&key, |saying| saying.key);
        self.sayings.get(place.ok()?)
    }

    /// What must not tip: what the engine says and not the authors, and whether there are answers.
    fn scales(&self) -> (Vec<Hash>, bool) {
        (self.template(), self.nested > 0)
    }

    /// Whether the records in others are so many that the set cannot be taken for one of the outer ones
    /// alone, which have more words each.
    fn is_steady(&self) -> bool {
        self.evidence != Evidence::Repeated || self.nested == 0 || self.nested * 4 > self.records
    }

    /// What the engine says, and not the authors.
    fn template(&self) -> Vec<Hash> {
        let by_engine = self
            .sayings
            .iter()
            .filter(|saying| saying.is_template(self.records));
        by_engine.map(|saying| saying.key).collect()
    }

    fn take(&mut self, known: &Known) {
        self.records += 1;
        self.nested += usize::from(known.is_nested);
        for said in &known.said {
            match self
                .sayings
                .binary_search_by_key(&said.key, |saying| saying.key)
            {
                Ok(place) => {
                    if let Some(saying) = self.sayings.get_mut(place) {
                        saying.records += 1;
                    }
                }
                Err(place) => self.sayings.insert(
                    place,
                    Saying {
                        records: 1,
                        ..*said
                    },
                ),
            }
        }
    }

    fn forget(&mut self, known: &Known) {
        self.records = self.records.saturating_sub(1);
        self.nested -= usize::from(known.is_nested).min(self.nested);
        for said in &known.said {
            let place = self
                .sayings
                .binary_search_by_key(&said.key, |saying| saying.key);
            if let Some(saying) = place.ok().and_then(|place| self.sayings.get_mut(place)) {
                saying.records = saying.records.saturating_sub(1);
            }
        }
    }
}

/// Which of these records, in document order, are in others of them.
fn nested(records: &[&Record]) -> Vec<bool> {
    let mut end = 0;
    let is_nested = |record: &&Record| {
        let is_nested = record.root < end;
        end = end.max(record.end);
        is_nested
    };
    records.iter().map(is_nested).collect()
}

/// Which of these elements are posts like those that repeat on the page.
fn mined(cx: &Context, alike: &[NodeId]) -> Vec<Record> {
    let all: Vec<Record> = alike
        .iter()
        .map(|id| Record::new(cx.page, *id, PostKind::Post, Evidence::Repeated))
        .collect();
    let own = regions(&all)
        .into_iter()
        .map(|region| region.sums(&cx.survey));
    let posts = alike.iter().zip(own);
    posts
        .filter_map(|(id, own)| repeated::another(cx, *id, own))
        .collect()
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

/// What each record of a set says, of which `said` names the keys.
fn said(pattern: &Pattern, records: usize) -> Vec<Vec<Saying>> {
    let mut all = vec![Vec::new(); records];
    for (record, key) in &pattern.said {
        let place = pattern
            .sayings
            .binary_search_by_key(key, |saying| saying.key);
        let saying = place.ok().and_then(|place| pattern.sayings.get(place));
        if let (Some(said), Some(saying)) = (all.get_mut(*record), saying) {
            said.push(*saying);
        }
    }
    all
}

/// What an element and the one around it look like: tags, and classes without numbers.
fn look(cx: &Context, id: NodeId) -> Hash {
    let around = cx
        .page
        .parent(id)
        .map_or(Hash::START, |up| own_look(cx, up));
    around.number(own_look(cx, id).0)
}

fn own_look(cx: &Context, id: NodeId) -> Hash {
    let plain = |class: &&str| !class.bytes().any(|b| b.is_ascii_digit());
    let classes = cx.page.classes(id).filter(plain);
    let sum = classes.fold(0, |sum: u64, class| sum.wrapping_add(Hash::of(class).0));
    let described = [Attr::ItemType, Attr::ItemProp, Attr::Role];
    let described = described.map(|name| cx.page.attr(id, name).unwrap_or(""));
    let look = Hash::START.number(cx.page.tag(id) as u64).number(sum);
    described.iter().fold(look, |look, value| look.text(value))
}

/// Whether names of posts were settled among them.
fn has_shared_names(found: &Found, posts: &[Post]) -> bool {
    let is_settled = |post: &Post| post.locator.contains("#~") && post.permalink.is_some();
    posts.iter().any(is_settled) || posts.len() < found.records.len() && has_twins(found, posts)
}

/// Whether a record without a post may be one that is shown twice.
fn has_twins(found: &Found, posts: &[Post]) -> bool {
    let mut places = posts.iter().map(|post| post.root);
    let mut next = places.next();
    found.records.iter().any(|record| {
        if next == Some(record.root) {
            next = places.next();
            return false;
        }
        record.permalink.is_some() || record.author.is_some()
    })
}

#[cfg(all(test, feature = "html"))]
#[path = "living_tests.rs"]
mod living_tests;
