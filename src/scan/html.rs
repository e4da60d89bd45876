//! Snapshots from HTML text, without a browser: for tests, benchmarks and command lines.
//!
//! What a browser knows from styles is guessed from `hidden`, `aria-hidden` and inline styles.

use ego_tree::iter::Edge;
use scraper::Html;
use scraper::node::{Element, Node};

use crate::snapshot::{Builder, NodeId, PageSnapshot, mark};
use crate::tags::{ATTRIBUTES, Attr, FOLDABLE, TAGS, Tag};

/// The attribute by which an owner names the parts of a post; `data-groundswell-post` and so on.
const OWNER: &str = "data-groundswell";

/// The snapshot that the widget would take of this page.
///
/// An element's `data-groundswell="post"` (or `text`, `author`, `time`, `permalink`, `skip`) is its
/// owner's mark.
pub fn from_html(url: &str, html: &str) -> PageSnapshot {
    from_document(url, &Html::parse_document(html)).0
}

/// The same of a document that is parsed already, with the document's node for each of the
/// snapshot's.
pub fn from_document(url: &str, document: &Html) -> (PageSnapshot, Vec<ego_tree::NodeId>) {
    let mut nodes = Vec::new();
    let mut builder = Builder::new(url);
    let mut open: Vec<NodeId> = Vec::new();
    // Depth below an element that is not descended into; 0 is outside of all.
    let mut skipped = 0_usize;
    for edge in document.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element) if skipped == 0 => {
                    let parent = open.last().copied().unwrap_or(NodeId::MAX);
                    let Some(id) = add_element(&mut builder, parent, element) else {
                        break;
                    };
                    nodes.push(node.id());
                    open.push(id);
                    skipped = usize::from(!is_descended_into(element));
                }
                Node::Element(_) => skipped += 1,
                Node::Text(text) if skipped == 0 => {
                    let Some(parent) = open.last() else { continue };
                    if builder.text(*parent, text, false).is_none() {
                        break;
                    }
                    nodes.push(node.id());
                }
                _ => {}
            },
            Edge::Close(node) => {
                if !node.value().is_element() {
                    continue;
                }
                if skipped <= 1 {
                    open.pop();
                }
                skipped = skipped.saturating_sub(1);
            }
        }
    }
    (builder.finish(), nodes)
}

fn add_element(builder: &mut Builder, parent: NodeId, element: &Element) -> Option<NodeId> {
    let tag = TAGS.iter().position(|name| *name == element.name());
    let tag = tag.and_then(Tag::at).unwrap_or(Tag::Unknown);
    let id = builder.element(parent, tag, is_hidden(element), owner_marks(element))?;
    for (place, name) in ATTRIBUTES.iter().enumerate() {
        if let (Some(name), Some(value)) = (Attr::at(place), element.attr(name)) {
            builder.attribute(name, value)?;
        }
    }
    Some(id)
}

fn is_descended_into(element: &Element) -> bool {
    match element.name() {
        "script" => element.attr("type") == Some("application/ld+json"),
        "style" | "noscript" | "template" | "svg" => false,
        _ => true,
    }
}

/// Whether an element is hidden, and not as what a reader may unfold.
fn is_hidden(element: &Element) -> bool {
    is_unseen(element) && !is_foldable(element.attr("class").unwrap_or(""))
}

fn is_foldable(classes: &str) -> bool {
    let classes = classes.to_ascii_lowercase();
    let mut words = classes.split(|c: char| c.is_whitespace() || matches!(c, '-' | '_'));
    words.any(|word| FOLDABLE.iter().any(|begin| word.starts_with(begin)))
}

fn is_unseen(element: &Element) -> bool {
    let style = element
        .attr("style")
        .unwrap_or("")
        .replace(' ', "")
        .to_ascii_lowercase();
    element.attr("hidden").is_some()
        || element.attr("aria-hidden") == Some("true")
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}

fn owner_marks(element: &Element) -> u8 {
    let words = element.attr(OWNER).unwrap_or("").split_ascii_whitespace();
    words.fold(0, |marks, word| {
        marks
            | match word {
                "post" => mark::POST,
                "text" => mark::TEXT,
                "author" => mark::AUTHOR,
                "time" => mark::TIME,
                "permalink" => mark::PERMALINK,
                "skip" => mark::SKIP,
                _ => 0,
            }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_the_widget_takes() {
        let html = r#"<div data-groundswell="post skip" data-other=1 id=a>one<p hidden>two</p>
            <svg><text>no</text></svg><script>no</script><b>three</b></div>"#;
        let page = from_html("http://a.test/", html);
        let div = page.all().find(|id| page.marks(*id) != 0).unwrap();
        assert_eq!(page.marks(div), mark::POST | mark::SKIP);
        assert_eq!(page.attr(div, Attr::Id), Some("a"));
        let seen: String = page
            .subtree(div)
            .filter(|id| !page.is_hidden(*id))
            .map(|id| page.text(id))
            .collect();
        assert_eq!(
            seen.split_whitespace().collect::<Vec<_>>(),
            ["one", "three"]
        );
    }

    #[test]
    fn what_is_folded_away_is_read() {
        for (class, is_read) in [
            ("comment__children", true),
            ("Replies", true),
            ("menu", false),
            ("comment", false),
            ("unreplied", false),
        ] {
            let html = format!("<div class={class} style='display: none'>folded");
            let page = from_html("http://a.test/", &html);
            let div = page.all().find(|id| page.tag(*id) == Tag::Div).unwrap();
            assert_eq!(!page.is_hidden(div), is_read, "{class}");
        }
    }

    #[test]
    fn survives_a_deep_page() {
        let page = from_html("", &"<div>".repeat(2_000));
        assert!(page.len() >= 2_000);
    }
}
