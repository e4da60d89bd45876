//! The words of a post as one reads them.

use crate::record::{Context, Region};
use crate::snapshot::NodeId;
use crate::survey::clue;
use crate::tags::Tag;
use crate::words;

/// The text of a region: blocks separated by newlines, without what is not read, code, quotes and
/// what `leave_out` names.
pub(crate) fn text(cx: &Context, region: &Region, leave_out: impl Fn(NodeId) -> bool) -> String {
    let mut out = String::new();
    let mut open_blocks: Vec<NodeId> = Vec::new();
    let mut new_line = false;
    for id in region.nodes() {
        while open_blocks.last().is_some_and(|end| *end <= id) {
            open_blocks.pop();
            new_line = true;
        }
        if !cx.page.is_text(id) {
            if cx.page.tag(id).is_block() {
                new_line = true;
                open_blocks.push(cx.page.end(id));
            }
            continue;
        }
        if cx.survey.has(id, clue::SKIP | clue::CODE | clue::QUOTE) || leave_out(id) {
            continue;
        }
        let text = cx.page.text(id);
        if new_line && !words::is_blank(text) {
            end_line(&mut out);
            new_line = false;
        }
        words::push_squeezed(&mut out, text);
        if text.ends_with(words::is_space) && !out.is_empty() && !out.ends_with(['\n', ' ']) {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn end_line(out: &mut String) {
    out.truncate(out.trim_end_matches(' ').len());
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// The text of one element on one line, quotes and hidden parts left out.
pub(crate) fn line(cx: &Context, id: NodeId) -> String {
    let region = Region {
        range: cx.page.subtree(id),
        holes: Vec::new(),
    };
    text(cx, &region, |_| false).replace('\n', " ")
}

/// The element in which a control fits at the end of `body`: itself, or the nearest one above or
/// below it where HTML allows one.
pub(crate) fn place_for_control(cx: &Context, body: NodeId) -> NodeId {
    let page = cx.page;
    let inside = page.ancestors(body).find(|up| is_clickable(page.tag(*up)));
    let mut place = inside.and_then(|link| page.parent(link)).unwrap_or(body);
    loop {
        let tag = page.tag(place);
        if !page.is_text(place) && !tag.refuses_control() {
            return place;
        }
        // A row's or list's last cell or item is inside the post; what is above may be another's.
        let last = matches!(
            tag,
            Tag::Tr | Tag::Table | Tag::Tbody | Tag::Ul | Tag::Ol | Tag::Dl
        )
        .then(|| widest_child(cx, place))
        .flatten();
        match last.or_else(|| page.parent(place)) {
            Some(next) if next > place => return place_below(cx, next),
            Some(next) => place = next,
            None => return place,
        }
    }
}

fn place_below(cx: &Context, from: NodeId) -> NodeId {
    let mut place = from;
    while cx.page.tag(place).refuses_control() {
        match widest_child(cx, place) {
            Some(child) => place = child,
            None => return from,
        }
    }
    place
}

/// The child element with most words.
fn widest_child(cx: &Context, id: NodeId) -> Option<NodeId> {
    cx.page
        .children(id)
        .filter(|child| !cx.page.is_text(*child) && !is_clickable(cx.page.tag(*child)))
        .max_by_key(|child| cx.survey.sums(cx.page.subtree(*child)).plain)
}

fn is_clickable(tag: Tag) -> bool {
    matches!(tag, Tag::A | Tag::Button | Tag::Label | Tag::Summary)
}

#[cfg(all(test, feature = "html"))]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str) {
        let page = crate::from_html("http://a.test/", html);
        let cx = Context::new(&page);
        let region = Region {
            range: page.all(),
            holes: Vec::new(),
        };
        assert_eq!(text(&cx, &region, |_| false), expected, "{html}");
    }

    #[test]
    fn reads_like_a_person() {
        check(
            "<p>a <b>b</b>c\n d<p>e<br>f<button>g</button>",
            "a bc d\ne\nf",
        );
        check("<ul><li> a<li>b </ul> c", "a\nb\nc");
        check("a<pre>b</pre>c<span hidden>d</span>", "a\nc");
        check("<div class=quote>a</div>b", "b");
    }

    #[test]
    fn a_control_never_lands_in_a_link_or_row() {
        for (html, expected) in [
            ("<div><p id=x>a</p></div>", Tag::Div),
            ("<section><a id=x><b>a</b></a></section>", Tag::Section),
            ("<a><div id=x>a</div></a>", Tag::Body),
            ("<table><tr id=x><td>a<td>b c d</table>", Tag::Td),
            ("<table id=x><tr><td>a</table>", Tag::Td),
            ("<ul id=x><li>a</ul>", Tag::Li),
        ] {
            let page = crate::from_html("http://a.test/", html);
            let cx = Context::new(&page);
            let body = page
                .all()
                .find(|id| page.attr(*id, crate::tags::Attr::Id).is_some());
            let place = place_for_control(&cx, body.unwrap());
            assert_eq!(page.tag(place), expected, "{html}");
        }
    }
}
