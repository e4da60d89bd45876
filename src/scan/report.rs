//! What a scan says of itself: its posts, and what looked like posts and was left out.

use std::cell::RefCell;

use crate::order;
use crate::post::Post;
use crate::record::Record;
use crate::snapshot::{NodeId, PageSnapshot};

/// The most that is told of one page, so that a page of thousands of almost-posts stays readable.
pub const MAX_LEFT_OUT: usize = 200;

/// Why something that looked like posts is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Most of its words are links: a list that leads elsewhere.
    Links,
    /// It says too little.
    Words,
    /// Too few of its kind show an author, a time or an address.
    Evidence,
    /// It stands apart from the discussion on the page.
    Elsewhere,
    /// It is a part of a post, or wraps one.
    Part,
    /// It is a teaser of another page.
    Teaser,
    /// The page describes it as posts, and most of them have no words, author or time.
    Unreliable,
    /// Nothing is left of it without quotes, buttons and hidden text.
    Empty,
}

impl Reason {
    /// The reason as one word in lower case, for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Links => "links",
            Self::Words => "words",
            Self::Evidence => "evidence",
            Self::Elsewhere => "elsewhere",
            Self::Part => "part",
            Self::Teaser => "teaser",
            Self::Unreliable => "unreliable",
            Self::Empty => "empty",
        }
    }
}

/// Something that looked like posts and was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The first of them.
    pub root: NodeId,
    /// How many alike were left out for this reason.
    pub count: u32,
    /// Why.
    pub reason: Reason,
}

impl LeftOut {
    /// A CSS selector that takes it and its like, as far as its names are plain.
    pub fn selector(&self, page: &PageSnapshot) -> String {
        let is_plain = |class: &&str| {
            let mut letters = class.chars();
            letters.next().is_some_and(char::is_alphabetic)
                && letters.all(|c| c.is_alphabetic() || matches!(c, '-' | '_'))
        };
        let mut selector = page.tag_name(self.root).to_owned();
        if let Some(class) = page.classes(self.root).find(is_plain) {
            selector.push('.');
            selector.push_str(class);
        }
        selector
    }
}

/// The posts of a page, and what was left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// As [`scan`](crate::scan) gives them.
    pub posts: Vec<Post>,
    /// In document order, each at most once, nothing inside of a post or of another;
    /// [`MAX_LEFT_OUT`] at most.
    pub left_out: Vec<LeftOut>,
}

/// What the steps of a scan leave out, noted only where somebody asks.
#[derive(Default)]
pub(crate) struct Notes(Option<RefCell<Vec<LeftOut>>>);

impl Notes {
    pub(crate) fn kept() -> Self {
        Self(Some(RefCell::default()))
    }

    /// Notes that elements alike were left out, of which `root` is the first.
    pub(crate) fn leave_out(&self, reason: Reason, root: Option<NodeId>, count: usize) {
        if let (Some(notes), Some(root)) = (&self.0, root) {
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            notes.borrow_mut().push(LeftOut {
                root,
                count,
                reason,
            });
        }
    }

    /// The same for records.
    pub(crate) fn leave_out_records(&self, reason: Reason, records: &[Record]) {
        let first = records.iter().map(|record| record.root).min();
        self.leave_out(reason, first, records.len());
    }

    /// What is to be told of it beside `posts`.
    pub(crate) fn told(self, page: &PageSnapshot, posts: &[Post]) -> Vec<LeftOut> {
        let mut all = self.0.map(RefCell::into_inner).unwrap_or_default();
        // What is wider says it for what is inside; of equally wide ones the greater group.
        order::sort_by(&mut all, |left| (left.root.into(), (!left.count).into()));
        let mut covered = 0;
        let mut next_post = 0;
        all.retain(|left| {
            let end = page.end(left.root);
            while let Some(post) = posts.get(next_post).filter(|post| post.root <= left.root) {
                covered = covered.max(page.end(post.root));
                next_post += 1;
            }
            let wraps_post = posts.get(next_post).is_some_and(|post| post.root < end);
            let is_told = left.root >= covered && !wraps_post;
            if is_told {
                covered = end;
            }
            is_told
        });
        all.truncate(MAX_LEFT_OUT);
        all
    }
}

#[cfg(all(test, feature = "html"))]
mod tests {
    use super::*;
    use crate::{from_html, report, scan};

    const URL: &str = "https://blog.test/";

    fn comments(count: usize) -> String {
        (0..count)
            .map(|i| {
                format!(
                    "<div class=comment id=comment-{i}><a class=author href=/u/{i}>Ann {i}</a>
                     <time datetime=2024-01-0{i}>then</time>
                     <p>The kitchen needs a second kettle before winter, said number {i}.</div>"
                )
            })
            .collect()
    }

    fn links(count: usize) -> String {
        (0..count)
            .map(|i| {
                format!(
                    "<div class=card><a href=/a{i}>A headline that leads to page {i}</a>
                     <a class=author href=/u/{i}>Bo</a>
                     <time datetime=2024-02-0{i}>then</time></div>"
                )
            })
            .collect()
    }

    fn reasons(report: &Report) -> Vec<(Reason, u32)> {
        let told = report.left_out.iter();
        told.map(|left| (left.reason, left.count)).collect()
    }

    #[test]
    fn a_list_of_links_is_told_once_with_its_reason() {
        let html = format!("<main>{}</main><nav2>{}</nav2>", comments(4), links(5));
        let told = report(&from_html(URL, &html));
        assert_eq!(told.posts.len(), 4);
        assert_eq!(reasons(&told), [(Reason::Links, 5)]);
        let page = from_html(URL, &html);
        assert_eq!(told.left_out[0].selector(&page), "div.card");
    }

    #[test]
    fn the_report_holds_the_posts_of_the_scan() {
        let page = from_html(URL, &(comments(3) + &links(3)));
        assert_eq!(report(&page).posts, scan(&page));
    }

    #[test]
    fn a_comment_of_nothing_but_a_button_is_told() {
        let empty = "<div class=comment id=comment-9><a class=author href=/u/9>Bo</a>
            <time datetime=2024-01-09>then</time><button>Reply</button></div>";
        let html = comments(3) + empty;
        let told = report(&from_html(URL, &html));
        assert_eq!(told.posts.len(), 3);
        assert_eq!(reasons(&told), [(Reason::Empty, 1)]);
    }

    #[test]
    fn no_more_is_told_than_the_limit() {
        let page = from_html(URL, &"<p>".repeat(MAX_LEFT_OUT + 5));
        let notes = Notes::kept();
        for root in page
            .all()
            .filter(|id| page.parent(*id).is_some_and(|up| up > 0))
        {
            notes.leave_out(Reason::Words, Some(root), 1);
        }
        assert_eq!(notes.told(&page, &[]).len(), MAX_LEFT_OUT);
    }
}
