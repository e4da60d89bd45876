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
//! A post's `locator` is what its ratings are kept under, for ever:
//!
//! 1. its permalink, canonical, with the fragment if that has a number;
//! 2. else, of the one article that a page is about, the page's canonical address;
//! 3. else the page's canonical address, `#` and what the engine calls the post: a number in the
//!    element's id or `data-*-id`, or an anchor inside or just before it;
//! 4. else the page's canonical address, `#~` and a hash of author, time and first words.
//!
//! Canonical means: host without `www.` and default port, path without final slash, index file and
//! page number, and query without tracking, session, paging and order. Posts on one page that would
//! share a locator all fall back to the fourth rule. A place in the page is never part of it.

mod article;
mod body;
mod dates;
mod fields;
mod found;
#[cfg(feature = "html")]
mod html;
mod identity;
mod json;
mod jsonld;
mod kin;
mod microdata;
mod microformats;
mod owner;
mod post;
mod quotes;
mod read;
mod record;
mod repeated;
mod report;
mod scan;
mod semantic;
mod snapshot;
mod subject;
mod survey;
mod tags;
mod url;
mod vocabulary;
mod words;

#[cfg(feature = "html")]
pub use html::from_html;
pub use post::{Evidence, Post, PostKind};
pub use report::{LeftOut, MAX_LEFT_OUT, Reason, Report};
pub use scan::{report, scan};
pub use snapshot::{MAX_NODES, MAX_TEXT, NodeId, PageSnapshot};
pub use tags::{ATTRIBUTES, TAGS};

#[cfg(all(test, feature = "html"))]
mod tests;
