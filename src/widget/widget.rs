//! The whole widget on one page: who hears of what, and what happens then.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use groundswell_protocol::{PostId, RatingValue};
use groundswell_rank::Lens;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{CustomEvent, CustomEventInit, Document, EventTarget, Window};

use crate::changes::{CONTENT, Changes, LOST};
use crate::client::Client;
use crate::cloud_view::CloudView;
use crate::controls::{Controls, Happening};
use crate::dom;
use crate::handles::{Listener, Timer};
use crate::identity::PageToken;
use crate::looks::Looks;
use crate::options::{HubChoice, Options};
use crate::packs::Packs;
use crate::page::Page;
use crate::panel::Panel;
use crate::parts::Parts;
use crate::ratings::Ratings;
use crate::slices::{self, now};
use crate::storage::Shelf;
use crate::strings::Strings;
use crate::sync::{News, Sync};
use crate::theme::Theme;

#[path = "choice.rs"]
mod choice;
#[path = "counting.rs"]
mod counting;
#[path = "placing.rs"]
mod placing;
#[path = "showing.rs"]
mod showing;

pub use choice::Selection;

/// How long the page must stand still before all of it is looked at again, milliseconds.
const STILL_MS: i32 = 300;

/// How long that is waited for where it never does, milliseconds.
const MOST_WAIT_MS: f64 = 2_000.0;

/// From a change to a look at what changed, milliseconds.
const SOON_MS: i32 = 50;

/// The same where only looks changed, which animations do all the time.
const LATER_MS: i32 = 400;

/// How long after its address a page may take to change, milliseconds: what is on it until then belongs
/// to the page before.
const ARRIVAL_MS: i32 = 1_000;

/// At most this share of the time goes into looking at a page that never stands still.
const SHARE_OF_TIME: f64 = 0.1;

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
    packs: Rc<Packs>,
    parts: Rc<Parts>,
    counting: Cell<bool>,
    count_again: Cell<bool>,
    cloud: RefCell<Option<(Rc<CloudView>, Rc<Panel>)>>,
    /// When the cloud's frame was made, and how often the page has thrown one out soon after.
    shown_at: Cell<f64>,
    losses: Cell<u32>,
    lens: Cell<Lens>,
    selection: RefCell<Option<Selection>>,
    marking: Cell<u32>,
    reading: Cell<bool>,
    stale: Cell<bool>,
    gone: Cell<bool>,
    announced: Cell<bool>,
    rested_at: Cell<f64>,
    rescan: RefCell<Option<Timer>>,
    rescan_asked: Cell<Option<f64>>,
    update: RefCell<Option<(i32, Timer)>>,
    arrival: RefCell<Option<Timer>>,
    reweigh: RefCell<Option<Timer>>,
    changes: RefCell<Option<Rc<Changes>>>,
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
        css: &JsValue,
        strings: Strings,
        packs: Packs,
        parts: Parts,
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
        let lens = options.lens;
        let kind = options.rating.unwrap_or_default();
        let ratings = Rc::new(Ratings::new(shelf.clone(), kind, hub.is_some()));
        ratings.set_display(options.tallies);
        let theme = Rc::new(Theme::new(css)?);
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
            page: RefCell::new(Page::unread()),
            packs: Rc::new(packs),
            parts: Rc::new(parts),
            counting: Cell::default(),
            count_again: Cell::default(),
            cloud: RefCell::default(),
            shown_at: Cell::default(),
            losses: Cell::default(),
            lens: Cell::new(lens),
            selection: RefCell::default(),
            marking: Cell::default(),
            reading: Cell::default(),
            stale: Cell::default(),
            gone: Cell::default(),
            announced: Cell::default(),
            rested_at: Cell::default(),
            rescan: RefCell::default(),
            rescan_asked: Cell::default(),
            update: RefCell::default(),
            arrival: RefCell::default(),
            reweigh: RefCell::default(),
            changes: RefCell::default(),
            listeners: RefCell::default(),
            this: this.clone(),
        });
        link.replace(Rc::downgrade(&widget));
        let rules = widget.options.rules.clone();
        widget.page.borrow_mut().set_rules(rules);
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
        let changes = Changes::watch(move |bits| {
            if let Some(widget) = this.upgrade() {
                widget.changed(bits);
            }
        });
        self.changes.replace(Some(Rc::new(changes)));
        self.watch_address();
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

    /// Hears when the page is left for another without a load.
    fn watch_address(&self) {
        let window: &EventTarget = &self.window;
        let navigation = js_sys::Reflect::get(window, &"navigation".into());
        let navigation = navigation
            .ok()
            .and_then(|it| it.dyn_into::<EventTarget>().ok());
        let navigated = navigation
            .iter()
            .map(|target| (target, "currententrychange"));
        let always = [(window, "popstate"), (window, "hashchange")];
        for (target, kind) in always.into_iter().chain(navigated) {
            // Most pages change right after their address, and are looked at then.
            let arrived = self.weakly(|widget| {
                let look = widget.weakly(|widget| {
                    if widget.page.borrow().is_left(&widget.document) {
                        widget.read_soon();
                    }
                });
                let timer = Timer::after(&widget.window, ARRIVAL_MS, look);
                widget.arrival.replace(timer);
            });
            self.listeners
                .borrow_mut()
                .push(Listener::plain(target, kind, arrived));
        }
    }

    /// Something in the page changed, of the sorts that `bits` say.
    fn changed(&self, bits: u32) {
        let wait = if bits & (CONTENT | LOST) != 0 {
            SOON_MS
        } else {
            LATER_MS
        };
        // A wait is not begun anew at every change: pages that never stand still are looked at too.
        let is_sooner = self
            .update
            .borrow()
            .as_ref()
            .is_none_or(|(due, _)| wait < *due);
        if is_sooner {
            let timer = Timer::after(&self.window, wait, self.weakly(Self::look_at_changes));
            self.update.replace(timer.map(|timer| (wait, timer)));
        }
    }

    /// Looks at what changed, or at all of the page where that does not do.
    fn look_at_changes(&self) {
        self.update.replace(None);
        let Some(changes) = self.changes.borrow().clone() else {
            return;
        };
        self.controls.bring_back(&changes.lost());
        if self.reading.get() {
            self.stale.set(true);
            return;
        }
        if self.page.borrow().is_left(&self.document) {
            return self.read_soon();
        }
        let told = {
            let mut page = self.page.borrow_mut();
            page.update(&self.document, &self.options, &changes)
        };
        match told {
            Some(exchange) => {
                let torn = self.cloud().is_some_and(|(_, panel)| !panel.is_connected());
                if torn || !exchange.is_empty() {
                    self.show_exchange(&exchange);
                }
            }
            None => self.read_soon(),
        }
    }

    /// Looks at the page again once it stands still, and never so often that it would show.
    fn read_soon(&self) {
        let rest = (self.rested_at.get() - now()).max(0.0) as i32;
        let asked = self.rescan_asked.get().unwrap_or_else(now);
        self.rescan_asked.set(Some(asked));
        if self.rescan.borrow().is_some() && now() - asked > MOST_WAIT_MS {
            return;
        }
        let timer = Timer::after(
            &self.window,
            STILL_MS.max(rest),
            self.weakly(Self::read_page),
        );
        self.rescan.replace(timer);
    }

    /// Looks at the page now; if that is under way already, once more after it.
    fn read_page(&self) {
        self.rescan.replace(None);
        self.rescan_asked.set(None);
        if self.reading.replace(true) {
            self.stale.set(true);
            return;
        }
        let (Some(widget), Some(changes)) = (self.this.upgrade(), self.changes.borrow().clone())
        else {
            return;
        };
        spawn_local(async move {
            // What called us had its own work, and the module was made ready just before.
            slices::breathe().await;
            if widget.gone.get() {
                return;
            }
            let begun = now();
            let vocabulary = widget.page.borrow().vocabulary.clone();
            let packs = widget.packs.clone();
            let (document, options) = (&widget.document, &widget.options);
            let page = Page::read(document, options, vocabulary, packs, &changes).await;
            if !widget.announced.get() {
                // Frameworks take over what their server wrote, and must find it as it was written.
                slices::settled().await;
            }
            match page {
                Ok(page) if widget.gone.get() => drop(page),
                Ok(page) => widget.take(page).await,
                Err(fault) => {
                    crate::warn(&format!("Groundswell: the page cannot be read: {fault:?}"));
                }
            }
            widget
                .rested_at
                .set(now() + (now() - begun) / SHARE_OF_TIME);
            widget.reading.set(false);
            if widget.stale.replace(false) && !widget.gone.get() {
                widget.look_at_changes();
            }
        });
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
            News::Rules(space) => {
                let mut rules = self.options.rules.clone();
                rules.extend(&space);
                self.page.borrow_mut().set_rules(rules);
                return self.count_words();
            }
        }
        self.reweigh_soon();
    }

    /// Takes everything out of the page again.
    pub fn destroy(&self) {
        self.gone.set(true);
        self.changes.replace(None);
        self.update.replace(None);
        self.arrival.replace(None);
        self.listeners.borrow_mut().clear();
        self.rescan.replace(None);
        self.reweigh.replace(None);
        if let Some(sync) = self.sync.replace(None) {
            sync.stop();
        }
        if let Some(looks) = self.looks.replace(None) {
            looks.stop();
        }
        self.end_selection();
        self.controls.clear();
        if let Some((_, panel)) = self.cloud.replace(None) {
            panel.remove();
        }
        // Not by its end alone: work that rests keeps it for a while.
        self.theme.leave_all();
    }
}

fn with_slash(address: &str) -> String {
    if address.ends_with('/') {
        address.to_owned()
    } else {
        [address, "/"].concat()
    }
}
