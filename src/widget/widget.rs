//! The whole widget on one page: who hears of what, and what happens then.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use groundswell_protocol::{PostId, RatingValue};
use groundswell_rank::Lens;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{CustomEvent, CustomEventInit, Document, MutationRecord, Window};

use crate::client::Client;
use crate::cloud_view::CloudView;
use crate::controls::{Controls, Happening};
use crate::dom::{self, is_own};
use crate::handles::{Listener, Mutations, Timer};
use crate::highlight;
use crate::identity::PageToken;
use crate::looks::Looks;
use crate::options::{CloudPlace, HubChoice, Options};
use crate::page::{Page, PagePost};
use crate::palette::palette;
use crate::panel::{Action, INLINE_TAG, Inline, Panel};
use crate::ratings::Ratings;
use crate::slices::now;
use crate::storage::Shelf;
use crate::strings::Strings;
use crate::sync::{News, Sync};
use crate::terms::{HiddenTerms, heaviest};
use crate::theme::{Theme, is_dark};

#[path = "choice.rs"]
mod choice;

/// How long the page must stand still before it is looked at again, milliseconds.
const STILL_MS: i32 = 300;

/// At most this share of the time goes into looking at a page that never stands still.
const SHARE_OF_TIME: f64 = 0.1;

/// How long tallies must stand still before words are weighed by them anew, milliseconds.
const REWEIGH_MS: i32 = 400;

/// The widget of one page.
pub struct Widget {
    window: Window,
    document: Document,
    options: Options,
    strings: Rc<Strings>,
    theme: Rc<Theme>,
    shelf: Shelf,
    ratings: Rc<Ratings>,
    controls: Rc<Controls>,
    sync: RefCell<Option<Rc<Sync>>>,
    looks: RefCell<Option<Rc<Looks>>>,
    page: RefCell<Page>,
    cloud: RefCell<Option<(Rc<CloudView>, Rc<Panel>)>>,
    lens: Cell<Lens>,
    hidden_terms: RefCell<HiddenTerms>,
    chosen: RefCell<Option<String>>,
    reading: Cell<bool>,
    stale: Cell<bool>,
    gone: Cell<bool>,
    announced: Cell<bool>,
    rested_at: Cell<f64>,
    rescan: RefCell<Option<Timer>>,
    reweigh: RefCell<Option<Timer>>,
    mutations: RefCell<Option<Mutations>>,
    listeners: RefCell<Vec<Listener>>,
    this: Weak<Widget>,
}

impl Widget {
    /// Begins to work on the page; `base` is the address of the script's own folder, `page_token` how the
    /// page says who its reader is.
    ///
    /// # Errors
    /// Where there is no document, or the browser lacks what we stand on.
    pub fn mount(
        options: Options,
        page_token: Option<PageToken>,
        base: &str,
        css: &str,
        strings: Strings,
    ) -> Result<Rc<Self>, JsValue> {
        let window = dom::window().ok_or("no window")?;
        let document = dom::document().ok_or("no document")?;
        let hub = match &options.hub {
            HubChoice::Origin => Some(base.to_owned()),
            HubChoice::At(address) => Some(with_slash(address)),
            HubChoice::None => None,
        };
        let scope = [
            hub.as_deref().unwrap_or("none"),
            "#",
            options.space.as_str(),
        ]
        .concat();
        let shelf = Shelf::new(&window, &scope);
        let kind = options.rating.unwrap_or_default();
        let ratings = Rc::new(Ratings::new(shelf.clone(), kind, hub.is_some()));
        let theme = Rc::new(Theme::new(&document, css)?);
        let strings = Rc::new(strings);
        let link: Rc<RefCell<Weak<Self>>> = Rc::default();
        let heard = link.clone();
        let controls = Controls::new(&document, &theme, &strings, &ratings, move |happening| {
            if let Some(widget) = heard.borrow().upgrade() {
                widget.happened(happening);
            }
        })?;
        let widget = Rc::new_cyclic(|this| Self {
            window,
            document,
            options,
            strings,
            theme,
            shelf,
            ratings,
            controls,
            sync: RefCell::default(),
            looks: RefCell::default(),
            page: RefCell::default(),
            cloud: RefCell::default(),
            lens: Cell::new(Lens::Frequent),
            hidden_terms: RefCell::default(),
            chosen: RefCell::default(),
            reading: Cell::default(),
            stale: Cell::default(),
            gone: Cell::default(),
            announced: Cell::default(),
            rested_at: Cell::default(),
            rescan: RefCell::default(),
            reweigh: RefCell::default(),
            mutations: RefCell::default(),
            listeners: RefCell::default(),
            this: this.clone(),
        });
        link.replace(Rc::downgrade(&widget));
        widget.tie_to(hub, page_token);
        widget.watch()?;
        widget.read_page();
        Ok(widget)
    }

    /// Keeps ratings in step with the hub at `address`, if there is one.
    fn tie_to(&self, address: Option<String>, page_token: Option<PageToken>) {
        let Some(address) = address else {
            return self.keep();
        };
        let space = self.options.space.clone();
        let client = Rc::new(Client::new(&self.window, &address, space, page_token));
        let this = self.this.clone();
        let tell = move |news| {
            if let Some(widget) = this.upgrade() {
                widget.hear(news);
            }
        };
        let sync = Sync::start(&self.window, client.clone(), self.ratings.clone(), tell);
        self.sync.replace(Some(sync));
        // Without an observer there would have been no controls.
        let looks = Looks::start(&self.window, client, self.shelf.clone()).ok();
        self.looks.replace(looks);
    }

    /// Hears of changes of the page and of what colours it should have.
    fn watch(&self) -> Result<(), JsValue> {
        let this = self.this.clone();
        let mutations = Mutations::of(&self.document, move |records| {
            if let Some(widget) = this.upgrade()
                && records.iter().any(concerns_posts)
            {
                widget.read_soon();
            }
        })?;
        self.mutations.replace(Some(mutations));
        for query in ["(prefers-color-scheme: dark)", "(forced-colors: active)"] {
            if let Some(media) = self.window.match_media(query)? {
                let recolour = self.weakly(Self::recolour);
                self.listeners
                    .borrow_mut()
                    .push(Listener::plain(&media, "change", recolour));
            }
        }
        // Zoom and a move to another screen change the ratio; both come as a resize.
        let repaint = self.weakly(|widget| {
            if let Some((view, _)) = widget.cloud() {
                view.paint();
            }
        });
        self.listeners
            .borrow_mut()
            .push(Listener::plain(&self.window, "resize", repaint));
        Ok(())
    }

    fn weakly(&self, run: impl Fn(&Self) + 'static) -> impl Fn() + 'static {
        let this = self.this.clone();
        move || {
            if let Some(widget) = this.upgrade() {
                run(&widget);
            }
        }
    }

    fn cloud(&self) -> Option<(Rc<CloudView>, Rc<Panel>)> {
        self.cloud.borrow().clone()
    }

    /// Looks at the page again once it stands still, and never so often that it would show.
    fn read_soon(&self) {
        let rest = (self.rested_at.get() - now()).max(0.0) as i32;
        let timer = Timer::after(
            &self.window,
            STILL_MS.max(rest),
            self.weakly(Self::read_page),
        );
        self.rescan.replace(timer);
    }

    /// Looks at the page now; if that is under way already, once more after it.
    fn read_page(&self) {
        if self.reading.replace(true) {
            self.stale.set(true);
            return;
        }
        let Some(widget) = self.this.upgrade() else {
            return;
        };
        spawn_local(async move {
            let begun = now();
            let vocabulary = widget.page.borrow().vocabulary.clone();
            let page = Page::read(&widget.document, &widget.options, vocabulary).await;
            match page {
                Ok(page) if widget.gone.get() => drop(page),
                Ok(page) => widget.take(page),
                Err(fault) => {
                    crate::warn(&format!("Groundswell: the page cannot be read: {fault:?}"));
                }
            }
            widget
                .rested_at
                .set(now() + (now() - begun) / SHARE_OF_TIME);
            widget.reading.set(false);
            if widget.stale.replace(false) && !widget.gone.get() {
                widget.read_soon();
            }
        });
    }

    /// Works with what was found on the page.
    fn take(&self, page: Page) {
        self.controls.place(&page.posts);
        let ids = page.posts.iter().map(|post| post.id).collect();
        let any = page.posts.iter().any(|post| !post.terms.is_empty());
        if let Some(looks) = &*self.looks.borrow() {
            looks.set_posts(&page.posts);
        }
        self.page.replace(page);
        if let Some(sync) = &*self.sync.borrow() {
            sync.set_posts(ids);
        }
        if self.cloud().is_some_and(|(_, panel)| !panel.is_connected()) {
            // The page replaced what it stood in.
            self.cloud.replace(None);
        }
        if any || self.cloud.borrow().is_some() {
            self.show_cloud();
            self.mark_chosen();
        }
        if !self.announced.replace(true) {
            self.announce("groundswell:ready", &self.found());
        }
    }

    fn found(&self) -> js_sys::Object {
        let detail = js_sys::Object::new();
        let page = self.page.borrow();
        for (name, n) in [
            ("posts", page.posts.len()),
            ("terms", page.vocabulary.borrow().len()),
        ] {
            let _ = js_sys::Reflect::set(&detail, &name.into(), &JsValue::from(n as u32));
        }
        detail
    }

    fn announce(&self, name: &str, detail: &JsValue) {
        let init = CustomEventInit::new();
        init.set_detail(detail);
        if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &init) {
            let _ = self.document.dispatch_event(&event);
        }
    }

    /// Makes the cloud's frame if it is not there yet, and shows the page's words in it.
    fn show_cloud(&self) {
        if self.options.cloud == CloudPlace::Off {
            return;
        }
        if self.cloud.borrow().is_none() {
            match self.build_cloud() {
                Ok(cloud) => {
                    self.cloud.replace(Some(cloud));
                    self.open_cloud();
                }
                Err(fault) => {
                    crate::warn(&format!(
                        "Groundswell: no word cloud in this browser: {fault:?}"
                    ));
                    return;
                }
            }
        }
        self.recolour();
        self.lay_out();
        self.refresh_choice();
    }

    fn build_cloud(&self) -> Result<(Rc<CloudView>, Rc<Panel>), JsValue> {
        let chosen = self.this.clone();
        let choose = move |term| {
            if let Some(widget) = chosen.upgrade() {
                widget.choose_term(term);
            }
        };
        let resized = self.weakly(|widget| {
            if widget.cloud().is_some_and(|(view, _)| !view.fits()) {
                widget.lay_out();
            }
        });
        let view = CloudView::build(&self.window, &self.document, &self.strings, choose, resized)?;
        let acted = self.this.clone();
        let tell = move |action| {
            if let Some(widget) = acted.upgrade() {
                widget.act(action);
            }
        };
        let place = self.place_of_cloud()?;
        let panel = Panel::build(
            &self.document,
            place,
            &self.theme,
            &self.strings,
            self.shelf.clone(),
            &view,
            tell,
        )?;
        panel.show_lens(self.lens.get());
        Ok((view, panel))
    }

    /// The owner's element for the cloud; one at the end of the page's main part where it should be
    /// inline and there is none.
    fn place_of_cloud(&self) -> Result<Option<Inline>, JsValue> {
        let own = self.document.query_selector(INLINE_TAG)?;
        if own.is_some() || self.options.cloud != CloudPlace::Inline {
            return Ok(own.map(|element| Inline {
                element,
                ours: false,
            }));
        }
        let main = self.document.query_selector("main, [role=main]")?;
        let parent = main.or_else(|| self.document.body().map(Into::into));
        let element = dom::make(&self.document, INLINE_TAG, "")?;
        if let Some(parent) = parent {
            dom::append(&parent, &element);
        }
        Ok(Some(Inline {
            element: element.into(),
            ours: true,
        }))
    }

    fn open_cloud(&self) {
        let Some((_, panel)) = self.cloud() else {
            return;
        };
        let width = self
            .window
            .inner_width()
            .ok()
            .and_then(|w| w.as_f64())
            .unwrap_or(0.0);
        let page = self.page.borrow();
        let edge = |post: &PagePost| post.root.get_bounding_client_rect().right();
        let right = page.posts.iter().take(20).map(edge).fold(0.0, f64::max);
        panel.open_if_welcome(width - right, width);
    }

    /// Weighs the words and gives them to the cloud, if it is to be seen.
    fn lay_out(&self) {
        let Some((view, panel)) = self.cloud() else {
            return;
        };
        let capacity = view.capacity();
        if !panel.is_open() || capacity == 0 {
            return;
        }
        let terms = heaviest(
            &self.page.borrow(),
            self.lens.get(),
            &self.ratings,
            &self.hidden_terms.borrow(),
            capacity,
        );
        let painted = self.weakly(|widget| {
            widget.refresh_choice();
            if let Some(performance) = widget.window.performance() {
                let _ = performance.mark("groundswell:painted");
            }
        });
        view.show(terms, painted);
    }

    fn recolour(&self) {
        let Some((view, panel)) = self.cloud() else {
            return;
        };
        let dark = is_dark(&self.window, self.options.theme);
        let forced = self
            .window
            .match_media("(forced-colors: active)")
            .ok()
            .flatten();
        panel.set_dark(dark);
        view.set_palette(palette(
            self.lens.get(),
            dark,
            forced.is_some_and(|m| m.matches()),
        ));
    }

    /// What happened at a rating control.
    fn happened(&self, happening: Happening) {
        match happening {
            Happening::Chosen(post, value) => self.rate(post, value),
            Happening::Sighted(post, seen) => {
                if let Some(sync) = &*self.sync.borrow() {
                    sync.set_in_sight(post, seen);
                }
            }
        }
    }

    fn rate(&self, post: PostId, value: RatingValue) {
        if self.sign_on_first(post) && self.ratings.shown(post).mine == Some(value) {
            // Clicked again to sign on, not to take the rating back.
            return;
        }
        if self.ratings.choose(post, value).is_err() {
            self.controls.refuse(post, &self.strings.text("full"));
            return;
        }
        self.controls.show(post);
        self.reweigh_soon();
        match &*self.sync.borrow() {
            Some(sync) => sync.flush(),
            None => self.keep(),
        }
        self.announce("groundswell:rate", &JsValue::from_str(&post.to_string()));
    }

    /// Makes ratings last where there is no hub to send them to.
    fn keep(&self) {
        let (ratings, controls) = (self.ratings.clone(), self.controls.clone());
        spawn_local(async move {
            ratings.refresh().await;
            controls.show_all();
        });
    }

    /// Opens the hub's window where the reader must be known before a rating of `post` is taken; whether
    /// so. The rating waits for it like for a hub that is away.
    fn sign_on_first(&self, post: PostId) -> bool {
        let sync = self.sync.borrow().clone();
        let Some(sync) = sync.filter(|sync| sync.must_sign_on()) else {
            return false;
        };
        let this = self.this.clone();
        sync.sign_on(move |blocked| {
            if let Some(widget) = this.upgrade() {
                let key = if blocked {
                    "sign-on-blocked"
                } else {
                    "sign-on"
                };
                widget.controls.note(post, &widget.strings.text(key));
            }
        });
        true
    }

    /// What the hub said.
    fn hear(&self, news: News) {
        match news {
            News::Post(post) => self.controls.show(post),
            News::Kind => self.controls.rebuild(),
            News::Outbox => self.controls.show_all(),
            News::HiddenTerms(texts) => {
                self.hidden_terms.replace(HiddenTerms::new(&texts));
                self.lay_out();
                return;
            }
        }
        self.reweigh_soon();
    }

    /// Weighs words anew once the tallies stand still, where tallies matter.
    fn reweigh_soon(&self) {
        if self.lens.get() == Lens::Valued {
            let timer = Timer::after(&self.window, REWEIGH_MS, self.weakly(Self::lay_out));
            self.reweigh.replace(timer);
        }
    }

    /// What the reader did in the panel.
    fn act(&self, action: Action) {
        match action {
            Action::Opened => self.lay_out(),
            Action::Lens(lens) => self.set_lens(lens),
            Action::Clear => self.clear_choice(),
            Action::Visit(post) => self.visit(post),
        }
    }

    fn set_lens(&self, lens: Lens) {
        self.lens.set(lens);
        if let Some((_, panel)) = self.cloud() {
            panel.show_lens(lens);
        }
        self.recolour();
        self.lay_out();
    }

    /// Takes everything out of the page again.
    pub fn destroy(&self) {
        self.gone.set(true);
        self.mutations.replace(None);
        self.listeners.borrow_mut().clear();
        self.rescan.replace(None);
        self.reweigh.replace(None);
        if let Some(sync) = self.sync.replace(None) {
            sync.stop();
        }
        if let Some(looks) = self.looks.replace(None) {
            looks.stop();
        }
        highlight::clear();
        self.controls.clear();
        if let Some((_, panel)) = self.cloud.replace(None) {
            panel.remove();
        }
    }
}

/// Whether a change may have brought or taken posts: not where it is ours, or only about ours.
fn concerns_posts(record: &MutationRecord) -> bool {
    let foreign = |list: web_sys::NodeList| {
        (0..list.length())
            .filter_map(|i| list.get(i))
            .any(|node| !is_own(&node))
    };
    let target = record.target();
    !target.is_some_and(|t| is_own(&t))
        && (foreign(record.added_nodes()) || foreign(record.removed_nodes()))
}

fn with_slash(address: &str) -> String {
    if address.ends_with('/') {
        address.to_owned()
    } else {
        [address, "/"].concat()
    }
}
