//! What a scan teaches of its page.

use super::looks::{look, nested, own_look, span};
use super::set::Set;
use super::{Key, Known, Living};
use crate::body::{Pattern, Saying};
use crate::found::Found;
use crate::post::{Evidence, Post};
use crate::record::{Context, Record};
use crate::survey::clue;
use crate::turns::{self, Pause};
use crate::words::Hash;
use crate::{engines, names, times};

/// Records of a set that are read alone to see whether that comes to the same.
const SAMPLES: usize = 2;

/// What a scan says beside its records.
pub(crate) struct Learnt<'a> {
    /// What is known of the engines that wrote the page.
    pub(crate) rows: engines::Rows,
    /// What the records of each set have in common.
    pub(crate) habits: Vec<Habits>,
    /// In document order.
    pub(crate) posts: &'a [Post],
}

/// What the records of a set have in common.
pub(crate) struct Habits {
    pub(crate) pattern: Pattern,
    pub(crate) names: names::Habit,
    pub(crate) times: times::Habit,
}

impl Living {
    /// Learns from a scan.
    pub(crate) async fn learn(
        cx: &Context<'_>,
        found: &Found,
        learnt: Learnt<'_>,
        pause: Pause<'_>,
    ) -> Self {
        let Learnt {
            rows,
            habits,
            posts,
        } = learnt;
        let mut living = Self {
            rows,
            is_blind: has_shared_names(found, posts),
            learnt: found.records.len(),
            ..Self::default()
        };
        let mut said_by: Vec<Vec<(Vec<Saying>, bool)>> = Vec::new();
        for (number, habits) in habits.into_iter().enumerate() {
            let members: Vec<&Record> = found.of_set(number).collect();
            let said = said(&habits.pattern, members.len()).into_iter();
            said_by.push(said.zip(nested(&members)).collect());
            living.sets.push(Set::of(cx, &members, habits));
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
                span: span(cx, record),
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

    fn name(&mut self, posts: &[Post]) {
        for post in posts {
            let place = self.records.partition_point(|known| {
                known
                    .as_ref()
                    .is_some_and(|known| known.span.first < post.root)
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
            while let Some((record, set)) = records.next_if(|(record, _)| record.root == id) {
                own = Some((*set, record.engine.is_some()));
            }
            if cx.page.is_text(id) || cx.survey.has(id, clue::SKIP) {
                continue;
            }
            let (look, own_look) = (look(cx, id), own_look(cx, id));
            let is_marked = cx.page.classes(id).next().is_some();
            for (number, set) in self.sets.iter_mut().enumerate() {
                if own.is_none() && is_marked && set.own_looks.contains(&own_look) {
                    set.distrust();
                }
                // Where a row tells, it does not matter what else looks so, nor what else tells of it.
                let is_told = match set.evidence {
                    Evidence::Engine => own.is_none_or(|(_, by_row)| by_row),
                    Evidence::Talk => true,
                    _ => false,
                };
                if own.is_none_or(|(own, _)| own != number)
                    && !is_told
                    && let Ok(place) = set.looks.binary_search(&look)
                {
                    set.looks.remove(place);
                }
            }
        }
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
            self.sets
                .get_mut(number)
                .into_iter()
                .for_each(Set::distrust);
        }
    }

    /// Whether a record that is read alone is the post that the scan found.
    fn reads_alike(&self, cx: &Context, found: &Found, posts: &[Post], record: &Record) -> bool {
        let is_around = |other: &Record| other.root < record.root && other.contains(record);
        let around = found.records.iter().rposition(is_around);
        let (part, from) = cx.page.part(record.root, record.end);
        let seen = self.look(&part, from, around.map(|place| place as Key), true);
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
