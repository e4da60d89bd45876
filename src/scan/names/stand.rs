//! How well a place in the records of a set stands as that of their authors' names.

use super::{CHANGES, MAX_WORDS, MIN_RECORDS, Text};
use crate::record::Context;
use crate::snapshot::NodeId;
use crate::survey::clue;
use crate::tags::Tag;
use crate::words::{self, Hash};

/// How the texts at one place stand as names, by how many records.
pub(super) struct Stand {
    records: usize,
    texts: usize,
    /// Records that have a text there.
    single: usize,
    named: usize,
    /// Different names, and how many of them are left if so many records go as are reckoned with.
    different: usize,
    lasting: usize,
    /// Texts that come first in their records, and that are beside a time.
    led: usize,
    timed: usize,
    /// What the place itself is worth.
    worth: u32,
}

impl Stand {
    pub(super) fn of(cx: &Context, group: &[Text], records: usize) -> Self {
        let mut names: Vec<Hash> = group.iter().filter_map(|text| text.name).collect();
        let named = names.len();
        names.sort_unstable();
        let mut times: Vec<usize> = names.chunk_by(|a, b| a == b).map(<[Hash]>::len).collect();
        let different = times.len();
        times.sort_unstable();
        let mut gone = 0;
        let lasting = times.iter().filter(|times| {
            gone += **times;
            gone > records / CHANGES
        });
        let lasting = lasting.count();
        let timed = group.iter().filter(|text| is_beside_time(cx, text.node));
        let mut stand = Self {
            records,
            texts: group.len(),
            single: group.chunk_by(|a, b| a.record == b.record).count(),
            named,
            different,
            lasting,
            led: group.iter().filter(|text| text.rank == 0).count(),
            timed: 0,
            worth: group.first().map_or(0, |first| worth(cx, first.node)),
        };
        // To look around a text takes longer than all else.
        if stand.fits((records / CHANGES) as isize) {
            stand.timed = timed.count();
        }
        stand
    }

    /// Whether what stands there are names, if so many records of the set came or went as speaks for it, or,
    /// where less than none, against it.
    fn fits(&self, changes: isize) -> bool {
        let records = self.records as isize;
        let different = match changes {
            0.. => self.different + changes.unsigned_abs(),
            _ => self.lasting,
        };
        // One that has no text there counts most, and one of which the text there is no name.
        records + changes >= MIN_RECORDS as isize
            && self.single + changes.max(0).unsigned_abs() >= self.texts
            && self.single as isize * 10 + changes * 8 >= records * 8
            && self.named as isize * 10 + changes * 9 >= self.single as isize * 9
            && different >= 2
            && different * 8 >= self.records.saturating_add_signed(-changes).min(40)
    }

    /// How much the place is set off as those of names are, if so many records came or went; `None` if what
    /// stands there are no names.
    pub(super) fn score(&self, changes: isize) -> Option<u32> {
        let most = |n: usize| {
            let is_most = n as isize * 10 + changes * 8 >= self.single as isize * 8;
            2 * u32::from(is_most)
        };
        self.fits(changes)
            .then(|| self.worth + most(self.led) + most(self.timed))
    }
}

/// How much a text's own place is set off as those of names are.
fn worth(cx: &Context, text: NodeId) -> u32 {
    let parent = cx.page.parent(text);
    let set_off = parent.map(|up| cx.page.tag(up)).is_some_and(|tag| {
        matches!(tag, Tag::B | Tag::Strong | Tag::Cite | Tag::A | Tag::Dt) || tag.is_heading()
    });
    let set_off = set_off || parent.is_some_and(|up| cx.page.classes(up).any(is_heavy));
    let mut above = cx.page.ancestors(text).take(2);
    let called = above.any(|up| cx.page.classes(up).any(calls_name));
    let joined = cx.survey.has(text, clue::TIME);
    2 * u32::from(set_off) + 3 * u32::from(called) + 2 * u32::from(joined)
}

/// Whether a class makes what is in it stand out, as utility classes say it.
fn is_heavy(class: &str) -> bool {
    words::parts(class).any(|part| matches!(part, "bold" | "semibold" | "medium" | "strong"))
}

/// Whether a class calls what is in it a name.
fn calls_name(class: &str) -> bool {
    const NAMES: &[&str] = &[
        "name",
        "nick",
        "author",
        "autor",
        "user",
        "who",
        "from",
        "sender",
        "person",
        "by",
        "imya",
        "avtor",
        "nom",
        "nombre",
        "nome",
        "naam",
        "namn",
        "verfasser",
    ];
    words::parts(class).any(|part| NAMES.iter().any(|name| part.eq_ignore_ascii_case(name)))
}

/// Nodes between a name and the time beside it.
const REACH: NodeId = 8;

/// Whether a time is right before or after a text.
fn is_beside_time(cx: &Context, node: NodeId) -> bool {
    let is_said =
        |id: &NodeId| cx.survey.words(*id) > MAX_WORDS && !cx.survey.has(*id, clue::IN_TIME);
    let is_time = |id: NodeId| cx.survey.has(id, clue::IN_TIME);
    let mut after = (node + 1..node + 1 + REACH).take_while(|id| !is_said(id));
    if cx.survey.has(node, clue::TIME) {
        return true;
    }
    let mut before = (node.saturating_sub(REACH)..node)
        .rev()
        .take_while(|id| !is_said(id));
    after.any(is_time) || before.any(is_time)
}
