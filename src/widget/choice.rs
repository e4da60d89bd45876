//! What is chosen and searched for, between `www/select/`, which does both, and the page's words.

use std::cell::RefCell;
use std::rc::Weak;

use groundswell_protocol::PostId;
use groundswell_text::Language;
use js_sys::{Array, Object, Reflect, Uint32Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Element;

use super::Widget;
use crate::highlight;
use crate::page::Page;
use crate::terms::best_of;

/// Elements that a post of several siblings may be.
const MAX_SIBLINGS: usize = 50;

#[wasm_bindgen]
extern "C" {
    /// `www/select/select.mjs` at work.
    #[derive(Clone)]
    pub type Selection;
    #[wasm_bindgen(method, catch)]
    fn choose(this: &Selection, term: u32, adds: bool) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn attach(this: &Selection, section: &Element) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn refresh(this: &Selection, changed: bool) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn destroy(this: &Selection) -> Result<(), JsValue>;
}

impl Widget {
    /// Lets the selection do something, once it is there.
    pub(super) fn with_selection(&self, run: impl FnOnce(&Selection) + 'static) {
        let known = self.selection.borrow().clone();
        if let Some(selection) = known {
            return run(&selection);
        }
        let (Some(widget), Some((_, panel))) = (self.this.upgrade(), self.cloud()) else {
            return;
        };
        spawn_local(async move {
            let asked = Asked {
                widget: widget.this.clone(),
                posts: RefCell::default(),
            };
            let load = widget.parts.select.load.as_ref();
            let Some(Ok(promise)) =
                load.map(|load| load.call2(&JsValue::NULL, &asked.into(), panel.section()))
            else {
                return;
            };
            let loaded = JsFuture::from(js_sys::Promise::from(promise)).await;
            let Some(selection) = loaded.ok().filter(JsValue::is_object) else {
                return;
            };
            let selection = Selection::from(selection);
            if widget.gone.get() {
                let _ = selection.destroy();
                return;
            }
            widget.selection.replace(Some(selection.clone()));
            // The page may have replaced what the panel stood in meanwhile.
            if let Some((_, now)) = widget.cloud()
                && now.section() != panel.section()
            {
                let _ = selection.attach(now.section());
            }
            run(&selection);
        });
    }

    /// Chooses a term, alone or beside those that are.
    pub(super) fn choose_term(&self, term: u32, adds: bool) {
        self.with_selection(move |selection| {
            let _ = selection.choose(term, adds);
        });
    }

    /// Gives the selection the panel that was made, or begins one that the page's address asks for.
    pub(super) fn attach_selection(&self) {
        let Some((_, panel)) = self.cloud() else {
            return;
        };
        let known = self.selection.borrow().clone();
        if let Some(selection) = known {
            let _ = selection.attach(panel.section());
        } else if self.parts.select.linked {
            panel.open();
            self.with_selection(|_| ());
        }
    }

    /// Tells the selection that words or ratings are others; `changed` where words or posts may be.
    pub(super) fn refresh_selection(&self, changed: bool) {
        let known = self.selection.borrow().clone();
        if let Some(selection) = known {
            let _ = selection.refresh(changed);
        }
    }

    pub(super) fn end_selection(&self) {
        if let Some(selection) = self.selection.take() {
            let _ = selection.destroy();
        }
        highlight::clear();
    }
}

/// What the selection asks of the page. Posts are told by their number among those that were told last.
#[wasm_bindgen]
pub struct Asked {
    widget: Weak<Widget>,
    posts: RefCell<Vec<Known>>,
}

/// A post that the selection was told of.
struct Known {
    id: PostId,
    root: Element,
    body: Element,
    language: Language,
}

#[wasm_bindgen]
impl Asked {
    /// The page's posts and terms: `texts` has heading, author and time of each post, `places` its root and body,
    /// `said` how many terms it says, which, and how often each; `names` key and label of each term, `hidden` those
    /// that are not shown, `beyond` the posts beyond the reader's period. Texts end with a zero character each.
    pub fn facts(&self) -> Object {
        let facts = Object::new();
        if let Some(widget) = self.widget.upgrade() {
            let page = widget.page.borrow();
            self.posts.replace(known(&page));
            // Fails for objects that are sealed only.
            let set = |name: &str, value: &JsValue| Reflect::set(&facts, &name.into(), value);
            let _ = set("texts", &texts(&page).into());
            let _ = set("places", &places(&page));
            let _ = set("said", &said(&page));
            let _ = set("names", &names(&page).into());
            let _ = set("hidden", &hidden(&page));
            let _ = set("beyond", &beyond(&page));
        }
        facts
    }

    /// The posts among `posts`, best rated first, each followed by how many rated it as far as that may be seen.
    pub fn best(&self, posts: &[u32]) -> Vec<u32> {
        let Some(widget) = self.widget.upgrade() else {
            return Vec::new();
        };
        let known = self.posts.borrow();
        let ids: Vec<(u32, PostId)> = posts
            .iter()
            .filter_map(|at| Some((*at, known.get(*at as usize)?.id)))
            .collect();
        let only: Vec<PostId> = ids.iter().map(|(_, id)| *id).collect();
        let mut best = Vec::with_capacity(ids.len() * 2);
        for (at, id) in best_of(&only, &widget.ratings)
            .into_iter()
            .filter_map(|i| ids.get(i))
        {
            let shown = widget.ratings.shown(*id);
            let raters = if shown.unseen {
                0
            } else {
                shown.tally.raters()
            };
            best.extend([*at, raters]);
        }
        best
    }

    /// Lets `chosen` terms stand out in the cloud, and all but the `bright` ones step back.
    pub fn show(&self, chosen: Vec<u32>, bright: Option<Vec<u32>>) {
        if let Some((view, _)) = self.widget.upgrade().and_then(|widget| widget.cloud()) {
            view.set_chosen(chosen, bright);
        }
    }

    /// Marks where `posts` say one of `terms`, instead of what was marked before unless these are `more` of it.
    pub fn mark(&self, terms: Vec<u32>, posts: &[u32], more: bool) {
        let Some(widget) = self.widget.upgrade() else {
            return;
        };
        if !more {
            widget.marking.set(widget.marking.get().wrapping_add(1));
            highlight::clear();
        }
        if terms.is_empty() {
            return;
        }
        let turn = widget.marking.get();
        let known = self.posts.borrow();
        let posts = posts.iter().filter_map(|at| known.get(*at as usize));
        let posts: Vec<(Element, Language)> = posts
            .flat_map(|post| {
                let parts = parts(&post.root, &post.body).into_iter();
                parts.map(|part| (part, post.language))
            })
            .collect();
        widget.theme.show_marks();
        let vocabulary = widget.page.borrow().vocabulary.clone();
        let this = self.widget.clone();
        spawn_local(async move {
            let wanted = move || {
                this.upgrade()
                    .is_some_and(|widget| widget.marking.get() == turn)
            };
            highlight::mark(&posts, &terms, &vocabulary, wanted).await;
        });
    }

    /// Puts the focus on a post's control; where the panel `covers` the post, that steps aside.
    pub fn visit(&self, post: u32, covers: bool) {
        let known = self.posts.borrow().get(post as usize).map(|p| p.id);
        let (Some(widget), Some(id)) = (self.widget.upgrade(), known) else {
            return;
        };
        if let Some((_, panel)) = widget.cloud().filter(|_| covers) {
            panel.step_aside();
        }
        widget.controls.focus(id);
    }

    /// Puts the focus on a term in the cloud, or on the first where it is not shown; `quietly` after the pointer.
    pub fn focus(&self, term: Option<u32>, quietly: bool) {
        if let Some((view, _)) = self.widget.upgrade().and_then(|widget| widget.cloud()) {
            view.focus(term, quietly);
        }
    }
}

fn known(page: &Page) -> Vec<Known> {
    let known = page.posts.iter().map(|post| Known {
        id: post.id,
        root: post.root.clone(),
        body: post.body.clone(),
        language: post.language,
    });
    known.collect()
}

/// The elements of a post: its root, and where it is a run of siblings all of them up to the one with its body.
fn parts(root: &Element, body: &Element) -> Vec<Element> {
    let mut parts = Vec::new();
    let mut next = Some(root.clone());
    while let Some(part) = next.filter(|_| parts.len() < MAX_SIBLINGS) {
        next = part.next_element_sibling();
        let is_last = part.contains(Some(body));
        parts.push(part);
        if is_last {
            return parts;
        }
    }
    vec![root.clone()]
}

fn texts(page: &Page) -> String {
    let mut texts = String::new();
    for post in &page.posts {
        let (author, time) = (post.author.as_deref(), post.time.as_deref());
        for text in [Some(post.heading.as_str()), author, time] {
            // What a page says must not look like the end of it.
            texts.extend(text.unwrap_or("").chars().filter(|c| *c != '\0'));
            texts.push('\0');
        }
    }
    texts
}

fn places(page: &Page) -> Array {
    let places = Array::new();
    for post in &page.posts {
        places.push(&post.root);
        places.push(&post.body);
    }
    places
}

fn said(page: &Page) -> Uint32Array {
    let mut said = Vec::new();
    for post in &page.posts {
        said.push(post.terms.len() as u32);
        for (term, count) in &post.terms {
            said.extend([*term, *count]);
        }
    }
    Uint32Array::from(said.as_slice())
}

fn names(page: &Page) -> String {
    let vocabulary = page.vocabulary.borrow();
    let mut names = String::new();
    for term in 0..vocabulary.len() as u32 {
        for name in [vocabulary.key(term), vocabulary.label(term)] {
            names.push_str(name);
            names.push('\0');
        }
    }
    names
}

fn beyond(page: &Page) -> Uint32Array {
    let posts = page.posts.iter().enumerate();
    let beyond = posts.filter(|(_, post)| !page.counts(post));
    let beyond: Vec<u32> = beyond.map(|(at, _)| at as u32).collect();
    Uint32Array::from(beyond.as_slice())
}

fn hidden(page: &Page) -> Uint32Array {
    let vocabulary = page.vocabulary.borrow();
    let hidden = vocabulary.hidden();
    Uint32Array::from(hidden.as_slice())
}
