//! Page snapshot to posts: finds every contribution on a page, with its text, author, time, address
//! and an identity that lasts.
//!
//! Pure: no browser, no clock. The widget writes a [`PageSnapshot`] from the page's DOM; tests and
//! tools write one from HTML by `from_html` (feature `html`).
//!
//! ```
//! # #[cfg(feature = "html")] {
//! use groundswell_scan::{PostKind, from_html, scan};
//!
//! let html = "<article id=post-7><h1>Coffee</h1><time datetime=2024-05-01>May</time>
//!     <p>The new machine in the lobby is a wonder.</p></article>";
//! let posts = scan(&from_html("https://blog.test/coffee/?utm_source=mail", html));
//! assert_eq!(posts[0].kind, PostKind::Article);
//! assert_eq!(posts[0].text, "The new machine in the lobby is a wonder.");
//! assert_eq!(posts[0].locator, "blog.test/coffee");
//! # }
//! ```
//!
//! # Identity
//!
//! A post's `locator` is what its ratings are kept under, for ever. It is the first of these that
//! the post has and shares with no other post on the page:
//!
//! 1. its permalink, canonical, with the fragment if that is a name that an engine gave (one with
//!    a number). A link to the site alone is none; one to the page it is on without a fragment is
//!    none either, unless the address has the post's own number in it;
//! 2. of the one article that a page is about, the page's canonical address. The page is about its
//!    only article, or the only one without an address elsewhere;
//! 3. the page's canonical address, `#` and what the engine calls the post: a number in the
//!    element's id or `data-*-id`, or an anchor inside or just before it;
//! 4. the page's canonical address, `#~` and a hash of author and first words; of posts with fewer
//!    than twelve words, of the time too.
//!
//! An engine's name that is but words of engines and one number counts as that number:
//! `#comment-12`, `#div-comment-12` and `#c12` are one.
//!
//! Canonical means: host without `www.`, `m.`, default port; path without final slash, index file
//! and page number, written out; query without tracking, session, paging and order, sorted; of the
//! fragment a route (`#/topic/5`), by which an app of a single page says what it shows. A
//! page's own `rel=canonical` takes the place of its address if the address itself says as much: it
//! has all of the other's path and beyond that only words for variants (`amp`, `print`). Hosts that
//! the owner calls one, by [`PageSnapshot::with_hosts`], are called by the first of them.
//!
//! A post with the same locator and the same text as another is that post, shown twice, and left
//! out. A place in the page, or the order of posts, is never part of a locator.

mod article;
mod attributes;
mod author;
mod body;
mod canonical;
mod classes;
mod clues;
mod dates;
mod engines;
mod fields;
mod found;
#[cfg(feature = "html")]
mod html;
mod identity;
mod json;
mod jsonld;
mod kin;
mod kind;
mod likes;
mod living;
mod microdata;
mod microformats;
mod names;
mod order;
mod owner;
mod permalink;
mod post;
mod prose;
mod quotes;
mod rdfa;
mod read;
mod record;
mod repeated;
mod report;
mod runs;
mod scan;
mod semantic;
mod snapshot;
mod subject;
mod survey;
mod tags;
mod talk;
mod thread;
mod times;
mod turns;
mod url;
mod vocabulary;
mod words;

pub use dates::Moment;
#[cfg(feature = "html")]
pub use html::{from_document, from_html};
pub use living::{Key, Living, Seen, Span};
pub use post::{Evidence, Post, PostKind};
pub use report::{LeftOut, MAX_LEFT_OUT, Reason, Report};
pub use scan::{report, scan, scan_in_turns};
pub use snapshot::{MAX_NODES, MAX_TEXT, NodeId, PageReader, PageSnapshot};
pub use tags::{ATTRIBUTES, FOLDABLE, TAGS, inline_tags};
pub use turns::{Pause, Rest, Resting};

#[cfg(all(test, feature = "html"))]
mod hostile;
#[cfg(all(test, feature = "html"))]
mod lasting;
#[cfg(all(test, feature = "html"))]
mod tests;
