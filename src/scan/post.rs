//! What the scanner finds.

use crate::snapshot::NodeId;

/// What sort of contribution a post is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostKind {
    /// A text of its own: blog entry, news story, wiki page, or its excerpt on an index page.
    Article,
    /// A turn in a discussion where all are equal: forum post, question, answer.
    Post,
    /// Said below something else.
    Comment,
}

impl PostKind {
    /// The kind as one word in lower case, for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Post => "post",
            Self::Comment => "comment",
        }
    }
}

/// Why the scanner takes something for a post, the strongest reason first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// The page's owner said so.
    Owner,
    /// A schema.org description in the page's JSON-LD.
    JsonLd,
    /// A schema.org description in `item*` attributes, or in those of RDFa.
    Microdata,
    /// `h-entry`, `h-cite` or `hentry` classes.
    Microformats,
    /// The markup of an engine that is known.
    Engine,
    /// A link to a user and a time, with which comments on a wiki's talk pages end.
    Talk,
    /// HTML's own `article`.
    Semantic,
    /// It repeats, each time with words, an author, a time or an address of its own.
    Repeated,
    /// The one long text on the page.
    Density,
}

impl Evidence {
    /// The reason as one word in lower case, for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::JsonLd => "jsonld",
            Self::Microdata => "microdata",
            Self::Microformats => "microformats",
            Self::Engine => "engine",
            Self::Talk => "talk",
            Self::Semantic => "semantic",
            Self::Repeated => "repeated",
            Self::Density => "density",
        }
    }
}

/// One contribution found on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// What sort of contribution it is.
    pub kind: PostKind,
    /// The element that holds all of the post.
    pub root: NodeId,
    /// The element at whose end a rating control fits: never directly in a table, row or list,
    /// never in a link or button.
    pub body: NodeId,
    /// The child of `body` that the control goes before: there, other posts begin.
    pub before: Option<NodeId>,
    /// The words as one reads them, blocks separated by newlines, without navigation, buttons,
    /// hidden text, code, quotes of others and other posts.
    pub text: String,
    /// The heading, if it has one.
    pub title: Option<String>,
    /// The author's name as shown.
    pub author: Option<String>,
    /// When it was written, as ISO 8601 and as precisely as the page says: to the second, minute,
    /// day, month or year. A time of day without a zone is the one that the page shows.
    pub time: Option<String>,
    /// Its absolute address, if it has one of its own.
    pub permalink: Option<String>,
    /// The likes (votes, points) that the page shows for it, less those against it.
    pub likes: Option<i32>,
    /// The locator of the post on this page that it answers. What is said to the article a page is
    /// about, and to nobody's comment, answers none.
    pub reply_to: Option<String>,
    /// The language that the page declares for it.
    pub lang: Option<String>,
    /// What the post is called for ever; see [the rules](crate#identity).
    pub locator: String,
    /// Why it was taken for a post.
    pub evidence: Evidence,
    /// The engine whose known markup told where the post's parts are, whatever else speaks for it.
    pub engine: Option<&'static str>,
}
