//! Posts by HTML's own words: `article`, and an `article` in another as what is said to it.

use crate::post::{Evidence, PostKind};
use crate::record::Context;
use crate::snapshot::NodeId;
use crate::subject::{self, Subject};
use crate::tags::{Attr, Tag};
use crate::vocabulary::{Property, Scope, Vocabulary};

/// HTML's own elements.
pub(crate) const SEMANTIC: Vocabulary = Vocabulary {
    evidence: Evidence::Semantic,
    scope,
    property,
};

fn scope(cx: &Context, id: NodeId, inside: Option<PostKind>) -> Option<Scope> {
    let is_article =
        cx.page.tag(id) == Tag::Article || cx.page.attr(id, Attr::Role) == Some("article");
    is_article.then(|| {
        Scope::Post(match (subject::of(cx.page, id), inside) {
            (Some(Subject::Comment), _) | (_, Some(_)) => PostKind::Comment,
            (Some(Subject::Post), _) => PostKind::Post,
            _ => PostKind::Article,
        })
    })
}

/// `time` and `rel` say the same outside of articles; they are read where every record's are.
fn property(_: &Context, _: NodeId) -> Option<Property> {
    None
}
