//! Posts described by schema.org's terms in `item*` attributes.

use crate::attributes::held;
use crate::post::{Evidence, PostKind};
use crate::record::Context;
use crate::snapshot::NodeId;
use crate::tags::Attr;
use crate::vocabulary::{Property, Scope, Vocabulary};

/// schema.org in microdata.
pub(crate) const MICRODATA: Vocabulary = Vocabulary {
    evidence: Evidence::Microdata,
    needs: held::ITEM_SCOPE,
    scope,
    property,
    address,
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
            | "AdvertiserContentArticle"
            | "SatiricalArticle"
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
    cx.page.attr(id, Attr::ItemScope)?;
    let kind = cx.page.attr(id, Attr::ItemType).and_then(kind_of);
    Some(kind.map_or(Scope::Other, Scope::Post))
}

fn property(cx: &Context, id: NodeId) -> Option<Property> {
    let names = cx.page.attr(id, Attr::ItemProp)?;
    names
        .split_ascii_whitespace()
        .find_map(|name| property_of(name.rsplit([':', '/']).next().unwrap_or(name)))
}

fn address<'a>(cx: &'a Context, id: NodeId) -> Option<&'a str> {
    cx.page.attr(id, Attr::ItemId)
}

/// What a property of schema.org is of a post.
pub(crate) fn property_of(name: &str) -> Option<Property> {
    Some(match name {
        "articleBody" | "text" | "commentText" => Property::Body,
        "headline" | "name" => Property::Title,
        "author" | "creator" => Property::Author,
        "datePublished" | "dateCreated" | "commentTime" => Property::Time,
        "url" | "mainEntityOfPage" => Property::Permalink,
        "upvoteCount" => Property::Likes,
        _ => return None,
    })
}

#[cfg(all(test, feature = "html"))]
mod tests {
    use crate::{from_html, scan};

    fn check(html: &str, expected: &[(&str, &str)]) {
        let posts = scan(&from_html("http://a.test/x", html));
        let found: Vec<_> = posts
            .iter()
            .map(|post| (post.author.as_deref().unwrap_or("-"), post.text.as_str()))
            .collect();
        assert_eq!(found, expected, "{html}");
    }

    #[test]
    fn what_stands_elsewhere_belongs_by_reference() {
        check(
            "<p id=by itemprop=author>Ann</p><p id=when><time itemprop=dateCreated datetime=2024-01-02>x</time></p>
             <div itemscope itemtype=http://schema.org/Comment itemref='by when gone'><div itemprop=text>Said once.</div></div>",
            &[("Ann", "Said once.")],
        );
    }

    #[test]
    fn references_in_circles_are_survived() {
        let circle = "<div id=a itemscope itemtype=http://schema.org/Comment itemref='b a'><i itemprop=author>Ann</i><p itemprop=text>One.</div>
             <div id=b itemscope itemtype=http://schema.org/Comment itemref='a b'><i itemprop=author>Bob</i><p itemprop=text>Two.</div>";
        check(circle, &[("Ann", "One."), ("Bob", "Two.")]);
        let many: String = (0..2_000)
            .map(|n| {
                format!(
                    "<div id=n{n} itemscope itemtype=http://schema.org/Comment itemref='{}'>",
                    "n0 n1 n2 ".repeat(20)
                )
            })
            .collect();
        let _ = scan(&from_html(
            "http://a.test/x",
            &(many + "<p itemprop=text>One."),
        ));
    }

    #[test]
    fn comments_as_they_were_described_of_old() {
        check(
            "<div itemscope itemtype=http://schema.org/UserComments><b itemprop=creator itemscope itemtype=http://schema.org/Person><i itemprop=name>Ann</i></b>
             <time itemprop=commentTime datetime=2024-01-02>x</time><div itemprop=commentText>Said once.</div></div>",
            &[("Ann", "Said once.")],
        );
    }
}
