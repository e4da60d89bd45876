//! Showing what was counted: the cloud with its frame, when it is there, laid out anew and coloured.

use std::rc::Rc;

use groundswell_rank::Lens;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

use super::Widget;
use crate::cloud_view::{Asks, CloudView};
use crate::dom;
use crate::figures::{Figures, figures};
use crate::handles::Timer;
use crate::options::CloudPlace;
use crate::page::PagePost;
use crate::palette::palette;
use crate::panel::{Action, INLINE_TAG, Inline, Panel};
use crate::slices::{self, Slices, now};
use crate::terms::{heaviest, moments, relations};
use crate::theme::is_dark;

/// How long tallies must stand still before words are weighed by them anew, milliseconds.
const REWEIGH_MS: i32 = 400;

/// How long the cloud must keep its size before words are laid out for it, milliseconds.
const RESIZED_MS: i32 = 100;

/// How often the cloud's frame comes back at once that the page threw out. A page that does so again and again wants
/// it gone, and is not fought.
const MOST_RETURNS: u32 = 20;

/// A frame that was there for less was thrown out, milliseconds; one that was there longer went with a part of the page.
const SHORT_MS: f64 = 10_000.0;

impl Widget {
    /// Shows what was counted.
    pub(super) fn show_words(&self) {
        let torn = self.cloud().filter(|(_, panel)| !panel.is_connected());
        if let Some((_, panel)) = torn {
            // The page replaced what it stood in, and with it what tells of a period.
            self.cloud.replace(None);
            self.page.borrow_mut().set_period(None);
            self.note_loss(&panel);
        }
        let any = self
            .page
            .borrow()
            .posts
            .iter()
            .any(|post| !post.terms.is_empty());
        if any || self.cloud.borrow().is_some() {
            self.show_cloud();
        }
        if !self.announced.replace(true) {
            self.announce("groundswell:ready", &self.found());
        }
    }

    /// A frame is gone. Where the page throws each one out, what is chosen is undone: nobody could do that any more.
    fn note_loss(&self, panel: &Panel) {
        let is_quick = now() - self.shown_at.get() < SHORT_MS;
        match (panel.is_thrown_out(), is_quick) {
            (true, true) => self.losses.set(self.losses.get() + 1),
            (true, false) => self.losses.set(0),
            (false, _) => {}
        }
        if self.losses.get() > MOST_RETURNS {
            self.end_selection();
        }
    }

    /// Makes the cloud's frame if it is not there yet, and shows the page's words in it.
    fn show_cloud(&self) {
        if self.options.cloud == CloudPlace::Off || self.losses.get() > MOST_RETURNS {
            return;
        }
        if self.cloud.borrow().is_none() {
            self.shown_at.set(now());
            // Asked before there is anything new that the browser would have to lay out first.
            let (free, width) = self.free_width();
            match self.build_cloud() {
                Ok(cloud) => {
                    cloud.1.open_if_welcome(free, width);
                    self.cloud.replace(Some(cloud));
                    self.attach_selection();
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
        self.refresh_selection(true);
    }

    /// What the cloud asks.
    fn asks(&self) -> Asks {
        let chosen = self.this.clone();
        let asked = self.this.clone();
        let narrowed = self.this.clone();
        Asks {
            choose: Box::new(move |term, adds| {
                if let Some(widget) = chosen.upgrade() {
                    widget.choose_term(term, adds);
                }
            }),
            resized: Rc::new(self.weakly(|widget| {
                if widget.cloud().is_some_and(|(view, _)| !view.fits()) {
                    widget.lay_out_after(RESIZED_MS);
                }
            })),
            figures: Box::new(move |term| match asked.upgrade() {
                Some(widget) => figures(
                    &widget.page.borrow(),
                    &widget.ratings,
                    &widget.strings,
                    term,
                ),
                None => Figures::default(),
            }),
            narrow: Box::new(move |period| {
                if let Some(widget) = narrowed.upgrade() {
                    widget.page.borrow_mut().set_period(period);
                    widget.lay_out();
                    widget.refresh_selection(true);
                }
            }),
        }
    }

    fn build_cloud(&self) -> Result<(Rc<CloudView>, Rc<Panel>), JsValue> {
        let view = CloudView::build(
            &self.window,
            &self.document,
            &self.strings,
            &self.parts,
            self.asks(),
        )?;
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

    /// How much of the window's width is free beside the posts, and all of it, CSS px.
    fn free_width(&self) -> (f64, f64) {
        let width = self.window.inner_width().ok().and_then(|w| w.as_f64());
        let width = width.unwrap_or(0.0);
        let page = self.page.borrow();
        let edge = |post: &PagePost| post.root.get_bounding_client_rect().right();
        let right = page.posts.iter().take(20).map(edge).fold(0.0, f64::max);
        (width - right, width)
    }

    /// Weighs the words and gives them to the cloud, if it is to be seen. Not before the reader sees what they did.
    pub(super) fn lay_out(&self) {
        let (Some(widget), Some((view, panel))) = (self.this.upgrade(), self.cloud()) else {
            return;
        };
        if !panel.is_open() {
            return;
        }
        let turn = view.begin();
        if view.has_room() {
            view.ask();
        }
        spawn_local(async move {
            slices::shown().await;
            let mut slices = Slices::begin();
            if !widget.gone.get() && view.is_current(turn) {
                widget.recolour();
                widget.weigh(&view, &panel, turn, &mut slices).await;
            }
        });
    }

    async fn weigh(&self, view: &CloudView, panel: &Panel, turn: u32, slices: &mut Slices) {
        if !view.has_room() {
            return;
        }
        let moments = moments(&self.page.borrow());
        slices.wait(view.prepare(moments)).await;
        slices.pause().await;
        let capacity = view.take_room();
        if capacity == 0 || self.gone.get() || !view.is_current(turn) {
            return;
        }
        let lens = self.lens.get();
        slices.pause_if_due().await;
        let terms = heaviest(&self.page.borrow(), lens, &self.ratings, capacity);
        slices.pause_if_due().await;
        let relations = relations(&self.page.borrow(), &terms);
        slices.pause_if_due().await;
        if !view.is_current(turn) {
            return;
        }
        let is_bare = self.page.borrow().is_period_bare();
        panel.note(&match lens {
            _ if is_bare => self.strings.text("no-posts"),
            Lens::Trending if terms.is_empty() => self.strings.text("still"),
            _ => String::new(),
        });
        let painted = self.weakly(|widget| {
            widget.refresh_selection(false);
            if let Some(performance) = widget.window.performance() {
                let _ = performance.mark("groundswell:painted");
            }
        });
        view.show(turn, terms, relations, painted);
    }

    pub(super) fn recolour(&self) {
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
        let dark = match panel.is_ground_dark(&self.window) {
            // The owner's ground is of the other brightness than the page's text tells.
            Some(ground) if ground != dark => {
                panel.set_dark(ground);
                ground
            }
            _ => dark,
        };
        view.set_palette(palette(
            self.lens.get(),
            dark,
            forced.is_some_and(|m| m.matches()),
        ));
    }

    /// Weighs words anew once the tallies stand still, where tallies matter.
    pub(super) fn reweigh_soon(&self) {
        if matches!(self.lens.get(), Lens::Valued | Lens::Divided) {
            self.lay_out_after(REWEIGH_MS);
        }
    }

    /// Lays out what there is by then, unless it is told again before.
    fn lay_out_after(&self, wait: i32) {
        let timer = Timer::after(&self.window, wait, self.weakly(Self::lay_out));
        self.reweigh.replace(timer);
    }

    /// What the reader did in the panel.
    fn act(&self, action: Action) {
        match action {
            Action::Opened => self.lay_out(),
            Action::Lens(lens) => self.set_lens(lens),
            Action::TakeAway(button) => self.offer(button),
            Action::Entered => self.with_selection(|_| ()),
        }
    }

    /// Opens the ways to take the cloud along, or closes them.
    fn offer(&self, button: HtmlElement) {
        let (Some((view, panel)), strings) = (self.cloud(), self.strings.clone()) else {
            return;
        };
        spawn_local(async move {
            if !view.offer(&button).await {
                panel.note(&strings.text("take-failed"));
            }
        });
    }

    fn set_lens(&self, lens: Lens) {
        self.lens.set(lens);
        if let Some((_, panel)) = self.cloud() {
            panel.show_lens(lens);
        }
        self.lay_out();
    }
}
