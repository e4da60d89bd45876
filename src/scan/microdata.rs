//! Posts described by schema.org's terms in `item*` attributes.

use crate::post::{Evidence, PostKind};
use crate::record::Context;
use crate::snapshot::NodeId;
use crate::tags::Attr;
use crate::vocabulary::{Property, Scope, Vocabulary};

/// schema.org in microdata, or in RDFa Lite, which says the same in other attributes.
pub(crate) const MICRODATA: Vocabulary = Vocabulary {
    evidence: Evidence::Microdata,
    scope,
    property,
};

/// The kind of post that a schema.org type stands for. Types that contain posts, or that are
/// rated and sold rather than said, are none.
pub(crate) fn kind_of(types: &str) -> Option<PostKind> {
    types.split_ascii_whitespace().find_map(|name| {
        match name.rsplit(['/', '#', ':']).next().unwrap_or(name) {
            "Article"
            | "NewsArticle"
            | "BlogPosting"
            | "TechArticle"
            | "ScholarlyArticle"
            | "OpinionNewsArticle"
            | "AnalysisNewsArticle"
            | "ReportageNewsArticle"
            | "BackgroundNewsArticle"
            | "ReviewNewsArticle"
            | "LiveBlogPosting"
            | "Report" => Some(PostKind::Article),
            "DiscussionForumPosting" | "SocialMediaPosting" | "Question" | "Answer" => {
                Some(PostKind::Post)
            }
            "Comment" | "UserComments" => Some(PostKind::Comment),
            _ => None,
        }
    })
}

fn scope(cx: &Context, id: NodeId, _inside: Option<PostKind>) -> Option<Scope> {
    let scoped = cx.page.attr(id, Attr::ItemScope).is_some();
    let types = cx.page.attr(id, Attr::ItemType).filter(|_| scoped);
    let types = types.or(cx.page.attr(id, Attr::TypeOf));
    match types.and_then(kind_of) {
        Some(kind) => Some(Scope::Post(kind)),
        None => (scoped || types.is_some()).then_some(Scope::Other),
    }
}

fn property(cx: &Context, id: NodeId) -> Option<Property> {
    let names = cx
        .page
        .attr(id, Attr::ItemProp)
        .or(cx.page.attr(id, Attr::Property))?;
    names.split_ascii_whitespace().find_map(|name| {
        Some(match name.rsplit(':').next().unwrap_or(name) {
            "articleBody" | "text" | "commentText" => Property::Body,
            "headline" | "name" => Property::Title,
            "author" | "creator" => Property::Author,
            "datePublished" | "dateCreated" | "commentTime" => Property::Time,
            "url" | "mainEntityOfPage" => Property::Permalink,
            "upvoteCount" => Property::Likes,
            _ => return None,
        })
    })
}
