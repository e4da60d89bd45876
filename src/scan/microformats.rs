//! Posts described by microformats: `h-entry` and `h-cite`, and the older `hentry`.

use crate::post::{Evidence, PostKind};
use crate::record::Context;
use crate::snapshot::NodeId;
use crate::tags::{Attr, Tag};
use crate::vocabulary::{Property, Scope, Vocabulary};

/// Microformats of both generations.
pub(crate) const MICROFORMATS: Vocabulary = Vocabulary {
    evidence: Evidence::Microformats,
    scope,
    property,
};

fn scope(cx: &Context, id: NodeId, inside: Option<PostKind>) -> Option<Scope> {
    // A theme's class on the whole page describes no post.
    if matches!(cx.page.tag(id), Tag::Body | Tag::Html) {
        return None;
    }
    let mut found = None;
    for class in cx.page.classes(id) {
        let here = match class {
            "h-entry" | "hentry" | "h-cite" if inside.is_some() => Scope::Post(PostKind::Comment),
            "h-entry" | "hentry" => Scope::Post(PostKind::Article),
            "h-card" | "vcard" | "h-event" | "h-cite" => Scope::Other,
            _ => continue,
        };
        if found != Some(Scope::Post(PostKind::Comment)) {
            found = Some(here);
        }
    }
    found
}

fn property(cx: &Context, id: NodeId) -> Option<Property> {
    let by_class = cx.page.classes(id).find_map(|class| {
        Some(match class {
            "e-content" | "entry-content" | "p-content" => Property::Body,
            "p-name" | "entry-title" => Property::Title,
            "p-author" | "author" => Property::Author,
            "dt-published" | "published" => Property::Time,
            "u-url" => Property::Permalink,
            _ => return None,
        })
    });
    let rel = cx.page.attr(id, Attr::Rel).unwrap_or("");
    let is_bookmark = || rel.split_ascii_whitespace().any(|word| word == "bookmark");
    by_class.or_else(|| is_bookmark().then_some(Property::Permalink))
}
