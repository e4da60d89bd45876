//! The posts of this page with their counted terms.

use std::cell::RefCell;
use std::rc::Rc;

use groundswell_protocol::PostId;
use groundswell_scan::{Post, scan};
use groundswell_text::{Language, TermCount, Vocabulary, count};
use wasm_bindgen::JsValue;
use web_sys::{Document, Element};

use crate::options::Options;
use crate::slices::Slices;
use crate::snapshot;

/// Longest excerpt that stands for a post without a title, in characters.
const EXCERPT_CHARS: usize = 80;

/// A post, and where it stands in the page.
pub struct PagePost {
    /// Its identity, shared with the hub.
    pub id: PostId,
    /// The element that holds all of it.
    pub root: Element,
    /// The element whose end is the place of its rating control.
    pub body: Element,
    /// Its title, or else its first words.
    pub heading: String,
    /// Who wrote it.
    pub author: Option<String>,
    /// When, as ISO 8601.
    pub time: Option<String>,
    /// Its language, for finding its words again.
    pub language: Language,
    /// How often it says which term, by term.
    pub terms: Vec<(u32, u32)>,
}

/// What was found on the page at one moment.
#[derive(Default)]
pub struct Page {
    /// In the order of the document.
    pub posts: Vec<PagePost>,
    /// The terms of all posts, of earlier looks at the page too: a term keeps its identity.
    pub vocabulary: Rc<RefCell<Vocabulary>>,
}

impl Page {
    /// Looks at the document as it is now, in slices.
    ///
    /// # Errors
    /// As [`snapshot::take`].
    pub async fn read(
        document: &Document,
        options: &Options,
        vocabulary: Rc<RefCell<Vocabulary>>,
    ) -> Result<Self, JsValue> {
        let Some(root) = document.document_element() else {
            return Ok(Self::default());
        };
        let url = document.url()?;
        let taken = snapshot::take(&root, &url, &options.selectors).await?;
        let found = scan(&taken.page);
        let mut slices = Slices::begin();
        slices.pause().await;
        let fallback = page_language(&root, options);
        let mut page = Self {
            posts: Vec::new(),
            vocabulary,
        };
        for post in found {
            if let (Some(root), Some(body)) = (taken.element(post.root), taken.element(post.body)) {
                page.add(post, root, body, fallback);
            }
            slices.pause_if_due().await;
        }
        Ok(page)
    }

    fn add(&mut self, post: Post, root: Element, body: Element, fallback: Language) {
        let declared = post.lang.as_deref().map_or(fallback, Language::from_tag);
        let language = Language::guess(&post.text, declared);
        let counts = count(&post.text, language, &mut self.vocabulary.borrow_mut());
        let terms = counts
            .iter()
            .map(|TermCount { term, count }| (*term, *count))
            .collect();
        self.posts.push(PagePost {
            id: PostId::from_locator(&post.locator),
            root,
            body,
            heading: post.title.unwrap_or_else(|| excerpt(&post.text)),
            author: post.author,
            time: post.time,
            language,
            terms,
        });
    }

    /// The posts that say `term`, in the order of the document.
    pub fn posts_with(&self, term: u32) -> impl Iterator<Item = &PagePost> {
        self.posts
            .iter()
            .filter(move |p| p.terms.binary_search_by_key(&term, |t| t.0).is_ok())
    }
}

fn page_language(root: &Element, options: &Options) -> Language {
    let tag = root.get_attribute("lang").filter(|lang| !lang.is_empty());
    tag.as_ref()
        .or(options.language.as_ref())
        .map_or(Language::Unknown, |t| Language::from_tag(t))
}

/// The first words of `text`, up to a whole word.
fn excerpt(text: &str) -> String {
    let words = text.split_whitespace();
    let mut excerpt = String::new();
    for word in words {
        if !excerpt.is_empty() && excerpt.chars().count() + word.chars().count() > EXCERPT_CHARS {
            excerpt.push('…');
            break;
        }
        if !excerpt.is_empty() {
            excerpt.push(' ');
        }
        excerpt.extend(word.chars().take(EXCERPT_CHARS));
    }
    excerpt
}

#[cfg(test)]
mod tests {
    use super::{EXCERPT_CHARS, excerpt};

    #[test]
    fn an_excerpt_ends_with_a_whole_word() {
        assert_eq!(excerpt("  one\n two "), "one two");
        assert_eq!(excerpt(""), "");
        let long = excerpt(&"word ".repeat(100));
        assert!(
            long.ends_with("word…") && long.chars().count() <= EXCERPT_CHARS + 1,
            "{long}"
        );
        assert!(excerpt(&"x".repeat(10_000)).chars().count() <= EXCERPT_CHARS + 1);
    }
}
