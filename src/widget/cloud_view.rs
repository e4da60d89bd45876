//! The cloud as people meet it: an ordered list of buttons, and the canvas that is its picture.
//!
//! The pointer works on the ink of the canvas; keyboard and screen reader work on the list, whose
//! buttons lie over their words. What the canvas shows is decided here, and drawn by `www/cloud/picture.mjs`.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};

use groundswell_cloud::{Engine, Layout, LayoutOptions, Neighbours, Placement, Relation, Word};
use groundswell_layout::measure::masks;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, Element, HtmlCanvasElement, HtmlElement, Window};

use crate::dom::{append, make, set};
use crate::figures::Figures;
use crate::handles::{Listener, Resizes};
use crate::page::Period;
use crate::parts::Parts;
use crate::picture::{CloudPart, Drawn, Palette, Stress};
use crate::slices::Slices;
use crate::strings::Strings;
use crate::take_away;
use crate::terms::Term;

#[path = "pointing.rs"]
mod pointing;

/// The part that only an open cloud needs.
const PART: &str = "cloud";

/// CSS weight of the words: heavy enough for colour to show in small ones.
const FONT_WEIGHT: &str = "600";

/// Smallest word in CSS px: below it people cannot read (ANSI/HFES 100 asks for 10 at arm's length).
const MIN_SIZE: f32 = 10.0;

/// Room beside each word, em: with the quarter that its neighbour adds, somewhat more than a space, for
/// words on one line must not read as a phrase.
const PADDING: f32 = 0.22;

/// CSS px of the canvas for each word that is shown, and the least and most words.
const AREA_PER_WORD: f64 = 1_400.0;
const WORDS: std::ops::RangeInclusive<f64> = 15.0..=200.0;

/// Words placed between two looks at the clock.
const WORDS_PER_STEP: usize = 4;

/// The words, their places, and where the reader is among them.
pub struct CloudView {
    window: Window,
    strings: Rc<Strings>,
    figure: HtmlElement,
    canvas: HtmlCanvasElement,
    parts: Rc<Parts>,
    /// Once what draws is there.
    drawn: RefCell<Option<Drawn>>,
    /// When the page's posts were written.
    times: RefCell<Vec<f64>>,
    list: HtmlElement,
    shown: RefCell<Shown>,
    palette: RefCell<Palette>,
    /// Place of the word under the pointer or the focus.
    hovered: Cell<Option<usize>>,
    /// Place of the word whose figures were shown last, while pointer or focus are on it.
    carded: Cell<Option<usize>>,
    chosen: RefCell<Vec<u32>>,
    bright: RefCell<Option<Vec<u32>>>,
    generation: Cell<u32>,
    asks: Asks,
    handles: RefCell<Vec<Listener>>,
    resizes: RefCell<Option<Resizes>>,
    /// Whether words are measured by fonts that are no longer the page's.
    stale: Cell<bool>,
    this: Weak<CloudView>,
}

/// What the view asks of whoever knows the page.
pub struct Asks {
    /// A term was chosen, perhaps beside those that are.
    pub choose: Box<dyn Fn(u32, bool)>,
    /// There is other room for words, or they are of other sizes.
    pub resized: Rc<dyn Fn()>,
    /// What is known of a term.
    pub figures: Box<dyn Fn(u32) -> Figures>,
    /// The posts of a period are to count, or all of them.
    pub narrow: Box<dyn Fn(Option<Period>)>,
}

#[derive(Default)]
struct Shown {
    terms: Vec<Term>,
    placed: Vec<Placement>,
    buttons: Vec<HtmlElement>,
    /// Where arrow keys lead, once one was pressed.
    neighbours: OnceCell<Neighbours>,
    width: f64,
    height: f64,
    /// The layout's own, to keep words from growing and shrinking without need.
    scale: Option<f32>,
}

impl CloudView {
    /// An empty cloud in a new `<figure>`.
    ///
    /// # Errors
    /// Where the browser cannot make the elements.
    pub fn build(
        window: &Window,
        document: &Document,
        strings: &Rc<Strings>,
        parts: &Rc<Parts>,
        asks: Asks,
    ) -> Result<Rc<Self>, JsValue> {
        let figure = make(document, "figure", "cloud")?;
        let canvas: HtmlCanvasElement = make(document, "canvas", "picture")?.unchecked_into();
        set(&canvas, "aria-hidden", "true");
        let list = make(document, "ol", "words")?;
        set(&list, "aria-label", &strings.text("words"));
        for child in [canvas.as_ref(), list.as_ref()] {
            append(&figure, child);
        }
        let resized = asks.resized.clone();
        let view = Rc::new_cyclic(|this| Self {
            window: window.clone(),
            strings: strings.clone(),
            figure,
            canvas,
            parts: parts.clone(),
            drawn: RefCell::default(),
            times: RefCell::default(),
            list,
            shown: RefCell::default(),
            palette: RefCell::default(),
            hovered: Cell::default(),
            carded: Cell::default(),
            chosen: RefCell::default(),
            bright: RefCell::default(),
            generation: Cell::default(),
            asks,
            handles: RefCell::default(),
            resizes: RefCell::default(),
            stale: Cell::default(),
            this: this.clone(),
        });
        view.listen();
        view.listen_to_fonts(document, resized.clone());
        let resizes = Resizes::of(&view.figure, move || resized())?;
        view.resizes.replace(Some(resizes));
        Ok(view)
    }

    /// The element to put where the cloud should be.
    pub fn element(&self) -> &HtmlElement {
        &self.figure
    }

    /// How many words there is room for; none where the figure is not to be seen.
    pub fn capacity(&self) -> usize {
        let (width, height) = self.room();
        if width < 1.0 || height < 1.0 {
            return 0;
        }
        (width * height / AREA_PER_WORD).clamp(*WORDS.start(), *WORDS.end()) as usize
    }

    /// The figure's inner size in CSS px.
    fn room(&self) -> (f64, f64) {
        (
            f64::from(self.figure.client_width()),
            f64::from(self.figure.client_height()),
        )
    }

    /// Whether the picture fits the room there is now, in the fonts there are now.
    pub fn fits(&self) -> bool {
        let shown = self.shown.borrow();
        (shown.width, shown.height) == self.room() && !self.stale.get()
    }

    /// Takes new colours, and lets the words take them.
    pub fn set_palette(&self, palette: Palette) {
        if self.palette.replace(palette.clone()) != palette {
            self.dress(true);
        }
    }

    /// Marks the `chosen` terms; those that are not `bright` step back, where any are.
    pub fn set_chosen(&self, chosen: Vec<u32>, bright: Option<Vec<u32>>) {
        self.chosen.replace(chosen);
        self.bright.replace(bright);
        self.press_buttons();
        self.dress(false);
    }

    fn press_buttons(&self) {
        let chosen = self.chosen.borrow();
        for (button, shown) in self.buttons() {
            let pressed = if chosen.contains(&shown) {
                "true"
            } else {
                "false"
            };
            // Writing it again would make the browser look at all of them.
            if button.get_attribute("aria-pressed").as_deref() != Some(pressed) {
                set(&button, "aria-pressed", pressed);
            }
        }
    }

    /// Puts the focus onto the button of `term`; onto the first where it is not shown.
    pub fn focus(&self, term: Option<u32>) {
        let buttons = self.buttons();
        let own = buttons
            .iter()
            .position(|(_, id)| Some(*id) == term)
            .unwrap_or(0);
        for (i, (button, _)) in buttons.iter().enumerate() {
            button.set_tab_index(if i == own { 0 } else { -1 });
        }
        if let Some((button, _)) = buttons.get(own) {
            let _ = button.focus();
        }
    }

    fn buttons(&self) -> Vec<(HtmlElement, u32)> {
        let shown = self.shown.borrow();
        let ids = shown
            .placed
            .iter()
            .map(|p| shown.terms.get(p.word).map_or(0, |t| t.id));
        shown.buttons.iter().cloned().zip(ids).collect()
    }

    /// Lays out and paints `terms`, heaviest first; words that stay keep close to where they were, others come
    /// beside those to which `relations`, by place, tie them.
    /// `done` is called once the words are painted, unless newer ones came before.
    pub fn show(&self, terms: Vec<Term>, relations: Vec<Relation>, done: impl FnOnce() + 'static) {
        let generation = self.generation.get().wrapping_add(1);
        self.generation.set(generation);
        let Some(view) = self.this.upgrade() else {
            return;
        };
        self.parts.ask(PART);
        spawn_local(async move {
            let family = view.family();
            let (width, height) = view.room();
            let layout = view
                .lay_out((&terms, &relations), &family, width, height, generation)
                .await;
            let Some(Layout { placed, scale, .. }) = layout else {
                return;
            };
            view.prepare().await;
            if !view.is_current(generation) {
                return;
            }
            let focused = view.focused_term();
            view.shown.replace(Shown {
                terms,
                placed,
                scale: Some(scale),
                width,
                height,
                ..Shown::default()
            });
            view.hovered.set(None);
            view.carded.set(None);
            view.list_words(focused);
            view.draw(&family);
            done();
        });
    }

    /// Makes what draws, once that is there. Without it there is the list alone.
    async fn prepare(&self) {
        if self.drawn.borrow().is_some() {
            return;
        }
        if let Some(part) = self.parts.get(PART).await {
            let part: CloudPart = part.unchecked_into();
            let mut drawn = self.drawn.borrow_mut();
            let drawn = drawn.get_or_insert_with(|| Drawn::new(&part, &self.figure, &self.canvas));
            drawn.timeline.set(&self.times.borrow());
        }
    }

    /// Opens the ways to take the cloud along behind `button`, or closes them; whether there are any.
    pub async fn offer(&self, button: &HtmlElement) -> bool {
        let Some(module) = self.parts.get(take_away::PART).await else {
            return false;
        };
        let drawn = self.drawn.borrow();
        let Some(drawn) = &*drawn else {
            return false;
        };
        let terms = &self.shown.borrow().terms;
        take_away::toggle(
            module.unchecked_ref(),
            button,
            &drawn.picture,
            terms,
            self.strings.table(),
        );
        true
    }

    /// Takes the times of the page's posts, in milliseconds since 1970.
    pub fn set_times(&self, times: Vec<f64>) {
        if let Some(drawn) = &*self.drawn.borrow() {
            drawn.timeline.set(&times);
        }
        self.times.replace(times);
    }

    /// Shows what is laid out.
    fn draw(&self, family: &str) {
        if let Some(drawn) = &*self.drawn.borrow() {
            drawn.card.hide();
            let shown = self.shown.borrow();
            let room = (shown.width, shown.height);
            drawn.lay(&shown.terms, &shown.placed, (FONT_WEIGHT, family), room);
        }
        self.dress(true);
    }

    /// Shows words in the colours that they have now: gliding if wanted, else at once.
    fn dress(&self, glide: bool) {
        let drawn = self.drawn.borrow();
        let Some(drawn) = &*drawn else { return };
        let (shown, palette) = (self.shown.borrow(), self.palette.borrow());
        let (chosen, bright) = (self.chosen.borrow(), self.bright.borrow());
        let mut shades = Vec::new();
        for (place, placed) in shown.placed.iter().enumerate() {
            let Some(term) = shown.terms.get(placed.word) else {
                continue;
            };
            let stress = if chosen.contains(&term.id) || self.hovered.get() == Some(place) {
                Stress::Strong
            } else if bright
                .as_ref()
                .is_some_and(|bright| !bright.contains(&term.id))
            {
                Stress::Back
            } else {
                Stress::None
            };
            shades.push(palette.shade(placed.word, shown.terms.len(), stress));
        }
        drawn.picture.dress(palette.colours(), &shades, glide);
    }

    /// Whether `generation` is still the one to show.
    fn is_current(&self, generation: u32) -> bool {
        self.generation.get() == generation
    }

    async fn lay_out(
        &self,
        (terms, relations): (&[Term], &[Relation]),
        family: &str,
        width: f64,
        height: f64,
        generation: u32,
    ) -> Option<Layout> {
        self.stale.set(false);
        let mut slices = Slices::begin();
        let options = LayoutOptions {
            width: width as f32,
            height: height as f32,
            min_size: MIN_SIZE,
            padding: PADDING,
            scale: self.shown.borrow().scale,
            ..LayoutOptions::default()
        };
        let words = self.words(terms, family, &options);
        slices.pause_if_due().await;
        let mut engine = Engine::with_relations(&words, relations, &options);
        while !engine.step(WORDS_PER_STEP) {
            slices.pause_if_due().await;
            if !self.is_current(generation) {
                return None;
            }
        }
        self.is_current(generation).then(|| engine.finish())
    }

    /// The words with their ink and with where they were before.
    fn words(&self, terms: &[Term], family: &str, options: &LayoutOptions) -> Vec<Word> {
        let labels: Vec<&str> = terms.iter().map(|t| t.label.as_str()).collect();
        let shown = self.shown.borrow();
        let words = terms
            .iter()
            .zip(masks(&labels, "normal", FONT_WEIGHT, family));
        let words = words.map(|(term, mask)| {
            let before = shown.placement_of(term.id);
            Word {
                wish: before.map(|placed| shown.centre_now(placed, options)),
                was: before.map(|placed| placed.size),
                ..Word::new(mask, term.weight)
            }
        });
        words.collect()
    }

    /// The page's own font.
    fn family(&self) -> String {
        let style = self.window.get_computed_style(&self.figure).ok().flatten();
        let family = style.and_then(|s| s.get_property_value("font-family").ok());
        family
            .filter(|f| !f.is_empty())
            .unwrap_or_else(|| "sans-serif".to_owned())
    }

    /// Paints anew, as the device's pixels may be others.
    pub fn paint(&self) {
        if let Some(drawn) = &*self.drawn.borrow() {
            drawn.picture.paint();
        }
    }

    /// One button per word, lying over it, in the order of weight.
    fn list_words(&self, focused: Option<u32>) {
        self.list.set_text_content(None);
        let buttons = match self.window.document() {
            Some(document) => self.make_buttons(&document).unwrap_or_default(),
            None => Vec::new(),
        };
        if let Some(first) = buttons.first() {
            first.set_tab_index(0);
        }
        self.shown.borrow_mut().buttons = buttons;
        self.press_buttons();
        if focused.is_some() {
            self.focus(focused);
        }
    }

    fn make_buttons(&self, document: &Document) -> Result<Vec<HtmlElement>, JsValue> {
        let shown = self.shown.borrow();
        let mut buttons = Vec::with_capacity(shown.placed.len());
        for (i, placement) in shown.placed.iter().enumerate() {
            let Some(term) = shown.terms.get(placement.word) else {
                continue;
            };
            let item = make(document, "li", "")?;
            let button = make(document, "button", "word")?;
            set(&button, "type", "button");
            set(&button, "data-place", &i.to_string());
            let name = [
                ("term", term.label.as_str()),
                ("figures", &term.figures(&self.strings)),
            ];
            button.set_text_content(Some(&self.strings.with("word", &name)));
            button.set_tab_index(-1);
            lie_over(&button, placement);
            append(&item, &button);
            append(&self.list, &item);
            buttons.push(button);
        }
        Ok(buttons)
    }

    fn focused_term(&self) -> Option<u32> {
        let root: web_sys::ShadowRoot = self.list.get_root_node().dyn_into().ok()?;
        let active = root.active_element()?;
        let place = place_of(&active)?;
        let shown = self.shown.borrow();
        Some(shown.terms.get(shown.placed.get(place)?.word)?.id)
    }
}

impl Shown {
    /// Where a term is.
    fn placement_of(&self, term: u32) -> Option<&Placement> {
        let of_term = |p: &&Placement| self.terms.get(p.word).is_some_and(|t| t.id == term);
        self.placed.iter().find(of_term)
    }

    /// The centre of a word, scaled to the room that there is now.
    fn centre_now(&self, placed: &Placement, options: &LayoutOptions) -> (f32, f32) {
        let (x, y) = placed.centre();
        let (width, height) = (self.width as f32, self.height as f32);
        (
            x * options.width / width.max(1.0),
            y * options.height / height.max(1.0),
        )
    }
}

fn place_of(element: &Element) -> Option<usize> {
    element.get_attribute("data-place")?.parse().ok()
}

fn lie_over(button: &HtmlElement, at: &Placement) {
    let style = button.style();
    let px = |v: f32| [&(v.round() as i32).to_string(), "px"].concat();
    for (name, value) in [
        ("left", px(at.x0)),
        ("top", px(at.y0)),
        ("width", px(at.x1 - at.x0)),
        ("height", px(at.y1 - at.y0)),
    ] {
        let _ = style.set_property(name, &value);
    }
}
