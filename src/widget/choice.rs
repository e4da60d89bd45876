//! The term that the reader chose: what it shows in the cloud, in the list of posts and in the page.

use groundswell_protocol::PostId;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::Widget;
use crate::highlight;
use crate::page::{Page, PagePost};
use crate::panel::{Line, MAX_LISTED};
use crate::terms::{Term, best_with};

impl Widget {
    /// Chooses a term; choosing it again clears it.
    pub(super) fn choose_term(&self, term: u32) {
        let key = self.page.borrow().vocabulary.borrow().key(term).to_owned();
        if self.chosen.borrow().as_deref() == Some(&key) {
            self.clear_choice();
            return;
        }
        self.chosen.replace(Some(key.clone()));
        self.refresh_choice();
        self.mark_chosen();
        self.announce("groundswell:select", &JsValue::from_str(&key));
    }

    pub(super) fn clear_choice(&self) {
        let key = self.chosen.replace(None);
        highlight::clear();
        if let Some((view, panel)) = self.cloud() {
            view.set_chosen(Vec::new(), None);
            // What had the focus goes away: it comes back to the word that led there.
            if panel.clear_selection() {
                let term = key.and_then(|k| self.page.borrow().vocabulary.borrow().find(&k));
                view.focus(term);
            }
        }
        self.announce("groundswell:select", &JsValue::NULL);
    }

    /// Shows the chosen term as the page is now.
    pub(super) fn refresh_choice(&self) {
        let Some((view, panel)) = self.cloud() else {
            return;
        };
        let Some(key) = self.chosen.borrow().clone() else {
            return;
        };
        let page = self.page.borrow();
        let term = page.vocabulary.borrow().find(&key);
        let posts = term.map_or(Vec::new(), |term| best_with(&page, term, &self.ratings));
        let Some(term) = term.filter(|_| !posts.is_empty()) else {
            drop(posts);
            drop(page);
            self.clear_choice();
            return;
        };
        let lines: Vec<Line> = posts
            .iter()
            .take(MAX_LISTED)
            .map(|p| self.line(p))
            .collect();
        view.set_chosen(vec![term], Some(vec![term]));
        panel.show_selection(&self.status(&page, term, &posts), &lines, posts.len());
    }

    fn status(&self, page: &Page, term: u32, posts: &[&PagePost]) -> String {
        let said = |post: &&PagePost| {
            post.terms
                .binary_search_by_key(&term, |t| t.0)
                .ok()
                .and_then(|i| post.terms.get(i))
                .map_or(0, |t| t.1)
        };
        let term = Term {
            id: term,
            label: page.vocabulary.borrow().label(term).to_owned(),
            weight: 0.0,
            count: posts.iter().map(said).sum(),
            posts: u32::try_from(posts.len()).unwrap_or(u32::MAX),
        };
        let figures = term.figures(&self.strings);
        self.strings
            .with("chosen", &[("term", &term.label), ("figures", &figures)])
    }

    fn line(&self, post: &PagePost) -> Line {
        let day = post.time.as_deref().and_then(|time| self.strings.day(time));
        let shown = self.ratings.shown(post.id);
        let raters = shown.tally.raters();
        let rated = (raters > 0 && !shown.unseen).then(|| self.strings.count("rated", raters));
        let about: Vec<String> = [post.author.clone(), day, rated]
            .into_iter()
            .flatten()
            .collect();
        let heading = if post.heading.is_empty() {
            self.strings.text("untitled")
        } else {
            post.heading.clone()
        };
        Line {
            post: post.id,
            heading,
            about: about.join(" · "),
        }
    }

    /// Marks the places that say the term, until another is chosen.
    pub(super) fn mark_chosen(&self) {
        let Some(key) = self.chosen.borrow().clone() else {
            return;
        };
        let page = self.page.borrow();
        let vocabulary = page.vocabulary.clone();
        let Some(term) = vocabulary.borrow().find(&key) else {
            return;
        };
        let places = highlight::places(page.posts_with(term));
        drop(page);
        self.theme.show_marks();
        let this = self.this.clone();
        spawn_local(async move {
            let wanted = {
                let key = key.clone();
                move || {
                    this.upgrade()
                        .is_some_and(|w| w.chosen.borrow().as_deref() == Some(&key))
                }
            };
            highlight::mark(&places, term, &vocabulary, wanted).await;
        });
    }

    /// Scrolls to a post and puts the focus on its control.
    pub(super) fn visit(&self, post: PostId) {
        let root = {
            let page = self.page.borrow();
            page.posts
                .iter()
                .find(|p| p.id == post)
                .map(|p| p.root.clone())
        };
        let Some(root) = root else { return };
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Start);
        let calm = self
            .window
            .match_media("(prefers-reduced-motion: reduce)")
            .ok()
            .flatten();
        if !calm.is_some_and(|m| m.matches()) {
            options.set_behavior(web_sys::ScrollBehavior::Smooth);
        }
        root.scroll_into_view_with_scroll_into_view_options(&options);
        self.controls.focus(post);
    }
}
