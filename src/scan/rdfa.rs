//! Posts described in RDFa: `typeof`, `property`, `rel` and `resource`, in schema.org's terms or in
//! those of SIOC and Dublin Core, which Drupal wrote before.

use crate::attributes::held;
use crate::microdata;
use crate::post::{Evidence, PostKind};
use crate::record::Context;
use crate::snapshot::NodeId;
use crate::tags::{Attr, Tag};
use crate::vocabulary::{Property, Scope, Vocabulary};

/// The same descriptions as in microdata, in other attributes.
pub(crate) const RDFA: Vocabulary = Vocabulary {
    evidence: Evidence::Microdata,
    needs: held::TYPE_OF,
    scope,
    property,
    address,
};

fn scope(cx: &Context, id: NodeId, _inside: Option<PostKind>) -> Option<Scope> {
    let types = cx.page.attr(id, Attr::TypeOf)?;
    // A page's own type says what the page is, not where on it.
    if matches!(cx.page.tag(id), Tag::Html | Tag::Body) {
        return None;
    }
    // `sioc:Item` and `sioc:Post` are on every teaser as well and say nothing.
    let old = types.split_ascii_whitespace().find_map(|name| match name {
        "sioct:Comment" => Some(PostKind::Comment),
        "sioct:BlogPost" => Some(PostKind::Article),
        "sioct:BoardPost" => Some(PostKind::Post),
        _ => None,
    });
    let kind = microdata::kind_of(types).or(old);
    Some(kind.map_or(Scope::Other, Scope::Post))
}

fn property(cx: &Context, id: NodeId) -> Option<Property> {
    let told = [Attr::Property, Attr::Rel];
    let names = told.iter().filter_map(|place| cx.page.attr(id, *place));
    names
        .flat_map(str::split_ascii_whitespace)
        .find_map(|name| match name {
            "content:encoded" => Some(Property::Body),
            "dc:title" | "dcterms:title" => Some(Property::Title),
            "sioc:has_creator" => Some(Property::Author),
            "dc:date" | "dc:created" | "dcterms:created" => Some(Property::Time),
            // `rel=author` may be the byline of a page; only with a prefix is it a property.
            "author" | "url" if cx.page.attr(id, Attr::Property).is_none() => None,
            name => microdata::property_of(name.rsplit(['/', '#', ':']).next()?),
        })
}

fn address<'a>(cx: &'a Context, id: NodeId) -> Option<&'a str> {
    [Attr::Resource, Attr::About]
        .iter()
        .find_map(|place| cx.page.attr(id, *place))
}

#[cfg(all(test, feature = "html"))]
mod tests {
    use crate::{PostKind, from_html, scan};

    fn check(html: &str, expected: &[(PostKind, &str, &str, &str)]) {
        let posts = scan(&from_html("http://a.test/node/4", html));
        let found: Vec<_> = posts
            .iter()
            .map(|post| {
                (
                    post.kind,
                    post.author.as_deref().unwrap_or("-"),
                    post.locator.as_str(),
                    post.text.as_str(),
                )
            })
            .collect();
        assert_eq!(found, expected, "{html}");
    }

    #[test]
    fn comments_in_schema_org_terms() {
        let comment = |n: u32, name: &str, s: &str| {
            format!(
                "<div typeof={s}Comment resource='/node/4#note-{n}x'><span property={s}author typeof={s}Person><i property={s}name>{name}</i></span>
                 <time property={s}dateCreated datetime=2024-01-0{n}>x</time><div property={s}text>Said by number {n}.</div></div>"
            )
        };
        for prefix in ["", "schema:", "http://schema.org/"] {
            check(
                &format!(
                    "<main vocab=http://schema.org/>{}{}</main>",
                    comment(1, "Ann", prefix),
                    comment(2, "Bob", prefix)
                ),
                &[
                    (
                        PostKind::Comment,
                        "Ann",
                        "a.test/node/4#note-1x",
                        "Said by number 1.",
                    ),
                    (
                        PostKind::Comment,
                        "Bob",
                        "a.test/node/4#note-2x",
                        "Said by number 2.",
                    ),
                ],
            );
        }
    }

    #[test]
    fn comments_as_drupal_wrote_them() {
        let comment = |n: u32, name: &str| {
            format!(
                "<div class=comment about='/comment/{n}#comment-{n}' typeof='sioc:Post sioct:Comment'><h3 property=dc:title>Title {n}</h3>
                 <span property='dc:date dc:created' content=2024-01-0{n}T10:00:00>x</span><span rel=sioc:has_creator><a href=/user/{n}>{name}</a></span>
                 <div property=content:encoded>Said by number {n}.</div></div>"
            )
        };
        check(
            &(comment(1, "Ann") + &comment(2, "Bob")),
            &[
                (
                    PostKind::Comment,
                    "Ann",
                    "a.test/comment/1#1",
                    "Said by number 1.",
                ),
                (
                    PostKind::Comment,
                    "Bob",
                    "a.test/comment/2#2",
                    "Said by number 2.",
                ),
            ],
        );
    }
}
