//! The rating controls of a page: one reserved box per post, filled when the reader comes near it.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use groundswell_protocol::{PostId, RatingValue};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use web_sys::{Document, Element, IntersectionObserverEntry};

use crate::dom::{make, set, toggle};
use crate::handles::Sightings;
use crate::page::PagePost;
use crate::posts::PostMap;
use crate::rating_control::RatingControl;
use crate::ratings::Ratings;
use crate::slices::Slices;
use crate::strings::Strings;
use crate::theme::Theme;

/// Our element in the page.
const TAG: &str = "groundswell-rating";

/// The attribute that ties a box to its post.
const POST: &str = "post";

/// How near the viewport a post must be for its control to be built and its tally followed.
const NEAR: &str = "50% 0px";

/// How often a control comes back that the page threw out. A page that does so again and again wants it
/// gone, and is not fought.
const MOST_RETURNS: u32 = 20;

#[wasm_bindgen(module = "/browser.js")]
extern "C" {
    /// Where in a post a control stands.
    type Seat;
    #[wasm_bindgen(static_method_of = Seat, js_name = isSeen)]
    fn is_seen(post: &Element) -> bool;
    #[wasm_bindgen(static_method_of = Seat)]
    fn find(body: &Element) -> Element;
    #[wasm_bindgen(static_method_of = Seat)]
    fn take(host: &Element, place: &Element, body: &Element, before: Option<&Element>);
}

/// What the reader or the viewport did.
pub enum Happening {
    /// A value was clicked.
    Chosen(PostId, RatingValue),
    /// A post came in sight, or left it.
    Sighted(PostId, bool),
}

/// All rating controls of the page.
pub struct Controls {
    document: Document,
    theme: Rc<Theme>,
    strings: Rc<Strings>,
    ratings: Rc<Ratings>,
    boxes: RefCell<PostMap<Place>>,
    /// How often a post's control came back.
    returns: RefCell<PostMap<u32>>,
    /// Posts in sight whose controls are still to be built.
    unfilled: RefCell<Vec<PostId>>,
    sightings: Sightings,
    tell: Box<dyn Fn(Happening)>,
    this: Weak<Controls>,
}

/// The place kept for a control, and the control once it was needed.
struct Place {
    host: Element,
    body: Element,
    before: Option<Element>,
    control: Option<RatingControl>,
}

impl Controls {
    /// No controls yet; `tell` hears what happens to those that come.
    ///
    /// # Errors
    /// Where the browser has no `IntersectionObserver`.
    pub fn new(
        document: &Document,
        theme: &Rc<Theme>,
        strings: &Rc<Strings>,
        ratings: &Rc<Ratings>,
        tell: impl Fn(Happening) + 'static,
    ) -> Result<Rc<Self>, JsValue> {
        // The observer needs the controls it reports to, and they need the observer: the way back is
        // a link that is set once both are there.
        let link: Rc<RefCell<Weak<Self>>> = Rc::default();
        let seen = link.clone();
        let sightings = Sightings::within(NEAR, move |entries| {
            if let Some(controls) = seen.borrow().upgrade() {
                controls.sighted(&entries);
            }
        })?;
        let controls = Rc::new_cyclic(|this| Self {
            document: document.clone(),
            theme: theme.clone(),
            strings: strings.clone(),
            ratings: ratings.clone(),
            boxes: RefCell::default(),
            returns: RefCell::default(),
            unfilled: RefCell::default(),
            sightings,
            tell: Box::new(tell),
            this: this.clone(),
        });
        link.replace(Rc::downgrade(&controls));
        Ok(controls)
    }

    /// Keeps one box for each post, and none for posts that are gone.
    pub fn place(&self, posts: &[PagePost]) {
        self.remove_others(posts);
        self.add(posts);
    }

    /// The same where posts went and came.
    pub fn exchange(&self, gone: &[PostId], came: &[&PagePost]) {
        for id in gone {
            if !came.iter().any(|post| post.id == *id) {
                self.remove(*id);
            }
        }
        for post in came {
            let is_elsewhere = |kept: &Place| kept.body != post.body;
            if self.boxes.borrow().get(&post.id).is_some_and(is_elsewhere) {
                self.remove(post.id);
            }
        }
        self.add(came.iter().copied());
    }

    fn remove(&self, post: PostId) {
        let kept = self.boxes.borrow_mut().remove(&post);
        if let Some(kept) = kept {
            self.take_away(&kept.host);
        }
    }

    fn take_away(&self, host: &Element) {
        self.sightings.forget(host);
        host.remove();
    }

    /// Whether any boxes are kept.
    pub fn any(&self) -> bool {
        !self.boxes.borrow().is_empty()
    }

    /// Whether any of `post` is in the window.
    pub fn is_in_view(post: &Element) -> bool {
        Seat::is_seen(post)
    }

    fn has(&self, post: PostId) -> bool {
        self.boxes.borrow().contains_key(&post)
    }

    /// Keeps one box for each of these posts, whatever others there are.
    pub fn add<'a>(&self, posts: impl IntoIterator<Item = &'a PagePost>) {
        let is_new = |post: &&PagePost| !self.has(post.id) && post.body.is_connected();
        let new = posts.into_iter().filter(is_new);
        // All are asked for before the page is written to: else it would be styled anew for each.
        let new: Vec<_> = new.map(|post| (post, Seat::find(&post.body))).collect();
        for (post, place) in new {
            self.place_one(post, &place);
        }
    }

    fn remove_others(&self, posts: &[PagePost]) {
        if !self.any() {
            return;
        }
        let current: PostMap<&Element> = posts.iter().map(|p| (p.id, &p.body)).collect();
        self.boxes.borrow_mut().retain(|id, kept| {
            let stays = current.get(id).is_some_and(|body| **body == kept.body);
            if !stays {
                self.take_away(&kept.host);
            }
            stays
        });
    }

    /// Puts boxes back that the page took out of posts that are still there.
    pub fn bring_back(&self, lost: &[Element]) {
        let boxes = self.boxes.borrow();
        for host in lost {
            let Some(post) = post_of(host) else { continue };
            let ours = boxes.get(&post).filter(|kept| kept.host == *host);
            let Some(kept) = ours.filter(|_| host.parent_element().is_none()) else {
                continue;
            };
            let mut returns = self.returns.borrow_mut();
            let times = returns.entry(post).or_default();
            if kept.body.is_connected() && *times < MOST_RETURNS {
                *times += 1;
                let place = Seat::find(&kept.body);
                Seat::take(host, &place, &kept.body, kept.before.as_ref());
            }
        }
    }

    fn place_one(&self, post: &PagePost, place: &Element) {
        if self.has(post.id) {
            return;
        }
        let Ok(host) = make(&self.document, TAG, "") else {
            return;
        };
        set(&host, POST, &post.id.to_string());
        Seat::take(&host, place, &post.body, post.before.as_ref());
        self.theme.house(host.get_root_node());
        self.sightings.watch(&host);
        let kept = Place {
            host: host.into(),
            body: post.body.clone(),
            before: post.before.clone(),
            control: None,
        };
        self.boxes.borrow_mut().insert(post.id, kept);
    }

    fn sighted(&self, entries: &[IntersectionObserverEntry]) {
        for entry in entries {
            let Some(post) = post_of(&entry.target()) else {
                continue;
            };
            if entry.is_intersecting() {
                self.fill_soon(post);
            }
            (self.tell)(Happening::Sighted(post, entry.is_intersecting()));
        }
    }

    /// Builds the control of `post` in a slice: many may come in sight at once.
    fn fill_soon(&self, post: PostId) {
        let is_first = self.unfilled.borrow().is_empty();
        self.unfilled.borrow_mut().push(post);
        let Some(controls) = self.this.upgrade().filter(|_| is_first) else {
            return;
        };
        spawn_local(async move {
            let mut slices = Slices::begin();
            // The first number has the browser read how numbers are written, which takes a slice of its own and more.
            slices.pause().await;
            controls.strings.number(0);
            loop {
                slices.pause_if_due().await;
                // It stays in the list meanwhile, so that nobody else begins.
                let Some(post) = controls.unfilled.borrow().first().copied() else {
                    break;
                };
                controls.fill(post);
                controls
                    .unfilled
                    .borrow_mut()
                    .retain(|other| *other != post);
            }
        });
    }

    /// Builds the control of `post` unless it stands already.
    fn fill(&self, post: PostId) {
        let mut boxes = self.boxes.borrow_mut();
        let Some(kept) = boxes.get_mut(&post) else {
            return;
        };
        if kept.control.is_some() || self.ratings.is_hidden(post) {
            return;
        }
        let this = self.this.clone();
        let choose = move |value| {
            if let Some(controls) = this.upgrade() {
                (controls.tell)(Happening::Chosen(post, value));
            }
        };
        let kind = self.ratings.kind();
        let control = RatingControl::build(&kept.host, kind, &self.theme, &self.strings, choose);
        if let Ok(control) = control {
            self.show_in(&control, post);
            kept.control = Some(control);
        }
    }

    /// Shows anew how `post` stands, if its control was built; takes it away where the post is hidden.
    pub fn show(&self, post: PostId) {
        let hidden = self.ratings.is_hidden(post);
        let (host, gone) = {
            let mut boxes = self.boxes.borrow_mut();
            let Some(kept) = boxes.get_mut(&post) else {
                return;
            };
            if let Some(control) = kept.control.as_ref().filter(|_| !hidden) {
                self.show_in(control, post);
            }
            (kept.host.clone(), kept.control.take_if(|_| hidden))
        };
        // Only now that nothing is borrowed: the page may hear that the focus was lost, and act on us.
        let came_back = !hidden && host.has_attribute("hidden");
        toggle(&host, "hidden", hidden);
        if came_back {
            // Said anew where it stands: the observer may have missed that it was away.
            self.sightings.forget(&host);
            self.sightings.watch(&host);
        }
        if gone.is_some()
            && let Some(root) = host.shadow_root()
        {
            root.set_text_content(None);
        }
    }

    fn show_in(&self, control: &RatingControl, post: PostId) {
        control.show(
            &self.ratings.shown(post),
            self.ratings.refusal(post).as_ref(),
        );
    }

    /// Says at `post` why its rating was not taken.
    pub fn refuse(&self, post: PostId, reason: &str) {
        let boxes = self.boxes.borrow();
        if let Some(control) = boxes.get(&post).and_then(|kept| kept.control.as_ref()) {
            self.show_in(control, post);
            control.refuse(reason);
        }
    }

    /// Says at `post` what the reader should know of their rating.
    pub fn note(&self, post: PostId, text: &str) {
        let boxes = self.boxes.borrow();
        if let Some(control) = boxes.get(&post).and_then(|kept| kept.control.as_ref()) {
            control.note(text);
        }
    }

    /// Puts the keyboard focus into the control of `post`, without scrolling.
    pub fn focus(&self, post: PostId) {
        self.fill(post);
        let control = |kept: &Place| kept.control.as_ref().and_then(RatingControl::first_button);
        let button = self.boxes.borrow().get(&post).and_then(control);
        // Only now that nothing is borrowed: the page may hear of the focus, and act on us.
        if let Some(button) = button {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = button.focus_with_options(&options);
        }
    }

    /// Shows anew how every post stands whose control was built.
    pub fn show_all(&self) {
        let posts: Vec<PostId> = self.boxes.borrow().keys().copied().collect();
        for post in posts {
            self.show(post);
        }
    }

    /// Builds every control anew: posts are rated in another way than was thought.
    pub fn rebuild(&self) {
        let built: Vec<PostId> = {
            let mut boxes = self.boxes.borrow_mut();
            let built = boxes
                .iter_mut()
                .filter_map(|(id, kept)| kept.control.take().map(|_| *id));
            built.collect()
        };
        for post in built {
            self.fill(post);
        }
    }

    /// Takes all controls out of the page.
    pub fn clear(&self) {
        for kept in self.boxes.take().into_values() {
            kept.host.remove();
        }
    }
}

fn post_of(host: &Element) -> Option<PostId> {
    host.get_attribute(POST)?.parse().ok()
}
