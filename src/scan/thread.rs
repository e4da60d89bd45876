//! Which post a post answers: as its markup says, by an indent, or by where it is nested.

use crate::identity::engine_name;
use crate::order;
use crate::permalink;
use crate::post::PostKind;
use crate::record::{Context, Record, Region};
use crate::snapshot::NodeId;
use crate::survey::clue;
use crate::tags::{Attr, Tag};
use crate::url::Url;
use crate::words::{self, Hash};

/// Nodes at the beginning of a record among which its depth is told.
const HEAD: usize = 10;

/// For each record the place of the one it answers. `sets` are those of the records, which are in
/// document order.
pub(crate) fn answers(
    cx: &Context,
    records: &[Record],
    regions: &[Region],
    sets: &[usize],
) -> Vec<Option<usize>> {
    let names = Names::of(cx, records, regions);
    let mut indents = by_indent(cx, records, sets);
    let mut nested = by_nesting(cx, records, sets);
    let pairs = records.iter().zip(regions).enumerate();
    pairs
        .map(|(place, (record, region))| {
            let described = || enclosing(records, record.answers?);
            let told = described().or_else(|| names.told(cx, place, record, region));
            let indent = indents.get_mut(place).and_then(Option::take);
            let nested = nested.get_mut(place).and_then(Option::take);
            let is_turn = |up: &usize| {
                let kind = records.get(*up).map(|up| up.kind);
                *up != place && kind.is_some_and(|kind| kind != PostKind::Article)
            };
            told.or(indent).or(nested).filter(is_turn)
        })
        .collect()
}

/// The innermost record around a node.
fn enclosing(records: &[Record], node: NodeId) -> Option<usize> {
    let before = records.partition_point(|record| record.root <= node);
    let is_around = |record: &Record| record.range().contains(&node);
    records.get(..before)?.iter().rposition(is_around)
}

/// What the engine calls the records of a page.
struct Names {
    /// Sorted.
    places: Vec<(Hash, usize)>,
}

impl Names {
    fn of(cx: &Context, records: &[Record], regions: &[Region]) -> Self {
        let named = records.iter().zip(regions).enumerate();
        let mut places: Vec<(Hash, usize)> = named
            .filter_map(|(place, (record, region))| {
                let id = permalink::engine_id(cx.page, record, region)?;
                Some((Hash::of(engine_name(id)), place))
            })
            .collect();
        order::sort_by(&mut places, |(hash, place)| (hash.0, *place as u64));
        Self { places }
    }

    /// The one record of a name.
    fn place(&self, name: &str) -> Option<usize> {
        let hash = Hash::of(engine_name(name));
        let at = self.places.partition_point(|(known, _)| *known < hash);
        let (_, place) = self.places.get(at).filter(|(known, _)| *known == hash)?;
        let next = self.places.get(at + 1).filter(|(known, _)| *known == hash);
        next.is_none().then_some(*place)
    }

    /// The record that another names as the one it answers: in an attribute of its root, by a link
    /// that says so, or by the source of a quote, of several the last.
    fn told(&self, cx: &Context, place: usize, record: &Record, region: &Region) -> Option<usize> {
        let other = |name: &str| self.place(name).filter(|up| *up != place);
        let by_root = [Attr::DataParentId, Attr::DataParent]
            .iter()
            .find_map(|name| other(cx.page.attr(record.root, *name)?));
        by_root.or_else(|| {
            let links = region.nodes().filter(|id| cx.page.tag(*id) == Tag::A);
            let mut quoted = None;
            for id in links {
                let href = cx.page.attr(id, Attr::Href).unwrap_or("");
                let is_quote = cx.survey.has(id, clue::QUOTE);
                if !is_quote && !says_reply(cx, id) {
                    continue;
                }
                match other(name_in(href)) {
                    Some(up) if !is_quote => return Some(up),
                    Some(up) if up < place => quoted = Some(up),
                    _ => {}
                }
            }
            quoted
        })
    }
}

/// What an address calls a post: its fragment, or else the last value of its query or segment of
/// its path.
fn name_in(href: &str) -> &str {
    let (page, fragment) = href.split_once('#').unwrap_or((href, ""));
    let numbered = |text: &str| text.bytes().any(|b| b.is_ascii_digit());
    if numbered(fragment) {
        return fragment;
    }
    let is_address = Url::parse(page).is_some() || page.starts_with(['/', '?', '.']);
    let last = page.trim_end_matches('/').rsplit(['/', '=']).next();
    last.filter(|_| is_address).unwrap_or("")
}

/// Whether a link is marked as leading to what is answered.
fn says_reply(cx: &Context, id: NodeId) -> bool {
    let rel = cx.page.attr(id, Attr::Rel).unwrap_or("");
    let is_marked = |name: &str| {
        let name = name.to_ascii_lowercase();
        let plain: String = words::parts(&name).collect();
        [
            "inreplyto",
            "uinreplyto",
            "replyto",
            "parent",
            "parentlink",
            "replyreference",
            "toparent",
        ]
        .contains(&plain.as_str())
    };
    rel.split_ascii_whitespace().any(is_marked) || cx.page.classes(id).any(is_marked)
}

/// Threads that are flat lists in which each post says how deep it is.
fn by_indent(cx: &Context, records: &[Record], sets: &[usize]) -> Vec<Option<usize>> {
    let depths: Vec<Option<u32>> = records.iter().map(|record| depth(cx, record)).collect();
    by_depth(records, sets, &depths, |_, _| true)
}

/// Threads in which answers are nested: in the post itself, or in what holds the post.
fn by_nesting(cx: &Context, records: &[Record], sets: &[usize]) -> Vec<Option<usize>> {
    let levels = levels(cx);
    let depths: Vec<Option<u32>> = records
        .iter()
        .map(|record| levels.get(record.root as usize).copied())
        .collect();
    by_depth(records, sets, &depths, |up, record| {
        let holds = |id: NodeId| cx.page.subtree(id).contains(&record.root);
        let around = cx.page.parent(up.root);
        holds(up.root) || around.is_some_and(|around| holds(around) && is_alike(cx, up, record))
    })
}

/// Where an answer is written like what it answers, and not what is answered above all the rest.
fn is_alike(cx: &Context, up: &Record, record: &Record) -> bool {
    cx.page.tag(up.root) == cx.page.tag(record.root) && up.kind == record.kind
}

/// For each record the last one of its set before it that is less deep, as far as `holds` allows.
fn by_depth(
    records: &[Record],
    sets: &[usize],
    depths: &[Option<u32>],
    holds: impl Fn(&Record, &Record) -> bool,
) -> Vec<Option<usize>> {
    let count = sets.iter().max().map_or(0, |last| last + 1);
    let mut open: Vec<Vec<(u32, usize)>> = vec![Vec::new(); count];
    let mut answers = vec![None; records.len()];
    for (place, ((record, set), depth)) in records.iter().zip(sets).zip(depths).enumerate() {
        let (Some(open), Some(depth)) = (open.get_mut(*set), depth) else {
            continue;
        };
        while open.last().is_some_and(|(above, _)| above >= depth) {
            open.pop();
        }
        let above = open.last().map(|(_, up)| *up);
        let answered = above.filter(|up| records.get(*up).is_some_and(|up| holds(up, record)));
        if let Some(answer) = answers.get_mut(place) {
            *answer = answered;
        }
        open.push((*depth, place));
    }
    answers
}

/// For each node how many are above it.
fn levels(cx: &Context) -> Vec<u32> {
    let mut levels: Vec<u32> = Vec::with_capacity(cx.page.len());
    for id in cx.page.all() {
        let above = cx.page.parent(id).and_then(|up| levels.get(up as usize));
        levels.push(above.map_or(0, |above| above + 1));
    }
    levels
}

/// How deep in its thread a record says it is: in an attribute, by a class such as `depth-2`, or by
/// the width of an empty cell or image before it.
fn depth(cx: &Context, record: &Record) -> Option<u32> {
    let page = cx.page;
    let number = |text: &str| text.trim().parse::<u32>().ok();
    record.range().take(HEAD).find_map(|id| {
        let told = [
            Attr::DataDepth,
            Attr::DataLevel,
            Attr::Indent,
            Attr::AriaLevel,
        ];
        let attribute = told.iter().find_map(|name| number(page.attr(id, *name)?));
        let class = || {
            page.classes(id).find_map(|class| {
                let (name, depth) = class.rsplit_once(['-', '_'])?;
                let is_depth = matches!(
                    name,
                    "depth" | "level" | "indent" | "comment-depth" | "comment-level"
                );
                number(depth).filter(|_| is_depth)
            })
        };
        let width = || {
            let in_cell = page.tag(id) == Tag::Img
                && page
                    .parent(id)
                    .is_some_and(|up| page.tag(up) == Tag::Td && page.end(up) - up == 2);
            number(page.attr(id, Attr::Width)?).filter(|_| in_cell)
        };
        attribute.or_else(class).or_else(width)
    })
}

#[cfg(all(test, feature = "html"))]
mod tests {
    use crate::{from_html, scan};

    /// Checks which post each answers, as numbers of posts from 1 on, 0 for none.
    fn check(html: &str, expected: &[usize]) {
        let posts = scan(&from_html("http://a.test/x", html));
        let answered = |post: &crate::Post| {
            let up = post.reply_to.as_ref()?;
            posts.iter().position(|other| other.locator == *up)
        };
        let found: Vec<usize> = posts
            .iter()
            .map(|post| answered(post).map_or(0, |up| up + 1))
            .collect();
        assert_eq!(found, expected, "{html}");
    }

    fn said(n: u32) -> String {
        format!(
            "<b class=author>A{n}</b><time datetime=2024-01-0{n}>x</time><p>Some words of number {n}, said once.</p>"
        )
    }

    #[test]
    fn answers_nested_in_what_they_answer() {
        let item = |n: u32, below: &str| {
            format!("<li class=comment id=c{n}>{}<ul>{below}</ul></li>", said(n))
        };
        let list = item(1, &item(2, &item(3, ""))) + &item(4, &item(5, ""));
        check(&format!("<ol>{list}</ol>"), &[0, 1, 2, 0, 4]);
    }

    #[test]
    fn answers_nested_beside_what_they_answer() {
        let item = |n: u32, below: &str| {
            format!(
                "<div><div class=comment id=c{n}>{}</div><div class=children>{below}</div></div>",
                said(n)
            )
        };
        let list = item(1, &(item(2, "") + &item(3, ""))) + &item(4, "");
        check(&format!("<section>{list}</section>"), &[0, 1, 1, 0]);
    }

    #[test]
    fn answers_in_a_flat_list_by_their_depth() {
        let depths = [0, 1, 2, 1, 0];
        let rows = |row: &dyn Fn(u32, u32) -> String| -> String {
            (1..).zip(depths).map(|(n, depth)| row(n, depth)).collect()
        };
        let expected = &[0, 1, 2, 1, 0];
        let by_class = |n, depth| {
            format!(
                "<div class='comment depth-{}' id=c{n}>{}</div>",
                depth + 1,
                said(n)
            )
        };
        check(&rows(&by_class), expected);
        let by_attribute = |n, depth| {
            format!(
                "<div class=comment data-depth={depth} id=c{n}>{}</div>",
                said(n)
            )
        };
        check(&rows(&by_attribute), expected);
        let by_width = |n, depth| {
            format!(
                "<tr class=comment id=c{n}><td><img src=s.gif width={}></td><td>{}</td></tr>",
                depth * 40,
                said(n)
            )
        };
        check(&format!("<table>{}</table>", rows(&by_width)), expected);
    }

    #[test]
    fn answers_that_name_what_they_answer() {
        let parents = [0, 1, 1, 3];
        let rows = |row: &dyn Fn(u32, u32) -> String| -> String {
            (1..).zip(parents).map(|(n, up)| row(n, up)).collect()
        };
        let expected = &[0, 1, 1, 3];
        let by_attribute = |n, up| {
            format!(
                "<div class=comment data-parent-id={up} id=c{n}>{}</div>",
                said(n)
            )
        };
        check(&rows(&by_attribute), expected);
        let by_link = |n, up| {
            format!(
                "<div class=comment id=c{n}>{}<a class=in-reply-to href=#c{up}>x</a></div>",
                said(n)
            )
        };
        check(&rows(&by_link), expected);
        let by_quote = |n, up| {
            format!(
                "<div class=comment id=c{n}><div class=quote><a href=/x?page=1#c{up}>A</a> wrote</div>{}</div>",
                said(n)
            )
        };
        check(&rows(&by_quote), expected);
    }
}
