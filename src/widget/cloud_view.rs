//! The cloud as people meet it: an ordered list of buttons, and the canvas that is its picture.
//!
//! The pointer works on the ink of the canvas; keyboard and screen reader work on the list, whose
//! buttons lie over their words. What the canvas shows is decided here, and drawn by `www/cloud/picture.mjs`.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};

use groundswell_cloud::{
    Engine, Layout, LayoutOptions, Mask, Neighbours, Placement, Relation, Word,
};
use groundswell_layout::measure::masks;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, FocusOptions, HtmlCanvasElement, HtmlElement, Window};

use crate::dom::{append, make, set};
use crate::figures::Figures;
use crate::handles::{Listener, Resizes};
use crate::page::Period;
use crate::parts::Parts;
use crate::picture::{CloudPart, Drawn, Palette, Stress};
use crate::slices::Slices;
use crate::strings::Strings;
use crate::take_away::{self, TakeAway};
use crate::terms::Term;
use crate::word_list::{WordButton, WordList};

#[path = "pointing.rs"]
mod pointing;

use pointing::{CardOf, Pointer};

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

/// Words measured between two looks at the clock.
const WORDS_PER_STEP: usize = 8;

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
    list: WordList,
    shown: RefCell<Shown>,
    palette: RefCell<Palette>,
    /// Place of the word under the pointer or the focus.
    hovered: Cell<Option<usize>>,
    /// The terms whose words the pointer and the focus are on, and whose figures were told for that: a card that the
    /// reader took away does not come back by itself.
    pointed: Cell<Option<u32>>,
    focused: Cell<Option<u32>>,
    /// The card that was asked for last, unless it was taken away by us.
    card: Cell<Option<CardOf>>,
    /// Counts what is asked of the card, which is shown later.
    card_turn: Cell<u32>,
    /// Whether it is still to be shown.
    card_due: Cell<bool>,
    /// Whether the last pointer that was pressed is a finger.
    touched: Cell<bool>,
    /// Where the pointer is, while it is over the figure.
    pointer: Cell<Option<Pointer>>,
    chosen: RefCell<Vec<u32>>,
    bright: RefCell<Option<Vec<u32>>>,
    generation: Cell<u32>,
    /// The room that words were last laid out for, perhaps not to the end yet.
    room_taken: Cell<(f64, f64)>,
    /// Whether a layout was begun that has yet to look how much room there is.
    room_due: Cell<bool>,
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
    buttons: Vec<WordButton>,
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
        let list = WordList::build(document, &strings.text("words"))?;
        append(&figure, &canvas);
        append(&figure, list.element());
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
            pointed: Cell::default(),
            focused: Cell::default(),
            card: Cell::default(),
            card_turn: Cell::default(),
            card_due: Cell::default(),
            touched: Cell::default(),
            pointer: Cell::default(),
            chosen: RefCell::default(),
            bright: RefCell::default(),
            generation: Cell::default(),
            room_taken: Cell::default(),
            room_due: Cell::default(),
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

    /// Takes the room there is now: for how many words it is, and for none where the figure is not to be seen.
    pub fn take_room(&self) -> usize {
        self.room_due.set(false);
        let (width, height) = self.room();
        self.room_taken.set((width, height));
        if !self.has_room() {
            return 0;
        }
        (width * height / AREA_PER_WORD).clamp(*WORDS.start(), *WORDS.end()) as usize
    }

    /// Whether the figure is to be seen.
    pub fn has_room(&self) -> bool {
        let (width, height) = self.room();
        width >= 1.0 && height >= 1.0
    }

    /// The figure's inner size in CSS px.
    fn room(&self) -> (f64, f64) {
        (
            f64::from(self.figure.client_width()),
            f64::from(self.figure.client_height()),
        )
    }

    /// Whether the picture fits the room there is now, in the fonts there are now, or will soon.
    pub fn fits(&self) -> bool {
        self.room_due.get() || (self.room_taken.get() == self.room() && !self.stale.get())
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

    /// Puts the focus onto the button of `term`; onto the first where it is not shown. `quietly` after the pointer:
    /// nothing scrolls, and no ring is drawn.
    pub fn focus(&self, term: Option<u32>, quietly: bool) {
        let buttons = self.buttons();
        let own = buttons
            .iter()
            .position(|(_, id)| Some(*id) == term)
            .unwrap_or(0);
        for (i, (button, _)) in buttons.iter().enumerate() {
            button.set_tab_index(if i == own { 0 } else { -1 });
        }
        if let Some((button, _)) = buttons.get(own) {
            let options = FocusOptions::new();
            options.set_prevent_scroll(quietly);
            if quietly {
                let _ = js_sys::Reflect::set(&options, &"focusVisible".into(), &JsValue::FALSE);
            }
            let _ = button.focus_with_options(&options);
        }
    }

    fn buttons(&self) -> Vec<(HtmlElement, u32)> {
        let shown = self.shown.borrow();
        let buttons = shown.buttons.iter();
        buttons.map(|it| (it.button.clone(), it.term)).collect()
    }

    /// Begins a layout: those that were begun before come to nothing.
    pub fn begin(&self) -> u32 {
        let turn = self.generation.get().wrapping_add(1);
        self.generation.set(turn);
        self.room_due.set(true);
        turn
    }

    /// Whether `turn` is still the one to show.
    pub fn is_current(&self, turn: u32) -> bool {
        self.generation.get() == turn
    }

    /// Lays out and paints `terms`, heaviest first; words that stay keep close to where they were, others come
    /// beside those to which `relations`, by place, tie them.
    /// `done` is called once the words are painted, unless another `turn` than this one [began](Self::begin) before.
    pub fn show(
        &self,
        turn: u32,
        terms: Vec<Term>,
        relations: Vec<Relation>,
        done: impl FnOnce() + 'static,
    ) {
        let Some(view) = self.this.upgrade() else {
            return;
        };
        let (width, height) = self.room_taken.get();
        spawn_local(async move {
            let family = view.family();
            let layout = view
                .lay_out((&terms, &relations), &family, width, height, turn)
                .await;
            let Some(Layout { placed, scale, .. }) = layout else {
                return;
            };
            let Some(names) = view.names(&terms, &placed, turn).await else {
                return;
            };
            let focused = view.focused_term();
            let shown = Shown {
                terms,
                placed,
                scale: Some(scale),
                width,
                height,
                ..Shown::default()
            };
            let before = view.shown.replace(shown).buttons;
            view.hovered.set(None);
            let open = view.hide_card();
            view.list_words(&before, names, focused);
            view.draw(&family);
            view.stay(focused, open);
            done();
        });
    }

    /// What the buttons of the words are called, made in slices; `None` where another turn began.
    async fn names(&self, terms: &[Term], placed: &[Placement], turn: u32) -> Option<Vec<String>> {
        let mut slices = Slices::begin();
        let mut names = Vec::with_capacity(placed.len());
        for term in placed.iter().filter_map(|at| terms.get(at.word)) {
            slices.pause_if_due().await;
            let figures = term.figures(&self.strings);
            let values = [("term", term.label.as_str()), ("figures", &figures)];
            names.push(self.strings.with("word", &values));
        }
        slices.pause_if_due().await;
        self.is_current(turn).then_some(names)
    }

    /// Begins to load what draws.
    pub fn ask(&self) {
        self.parts.ask(PART);
    }

    /// Makes what draws, once that is there, and gives it the `times` of the page's posts, in milliseconds since 1970.
    /// Only then it is known how much room the words have. Without it there is the list alone.
    pub async fn prepare(&self, times: Vec<f64>) {
        if let Some(drawn) = &*self.drawn.borrow() {
            drawn.timeline.set(&times);
        }
        self.times.replace(times);
        if self.drawn.borrow().is_some() {
            return;
        }
        let Some(part) = self.parts.get(PART).await else {
            return;
        };
        // The page may have taken the cloud away meanwhile, and somebody else have made this.
        if self.figure.is_connected() && self.drawn.borrow().is_none() {
            let part: CloudPart = part.unchecked_into();
            let drawn = Drawn::new(&part, &self.figure, &self.canvas);
            drawn.timeline.set(&self.times.borrow());
            self.drawn.replace(Some(drawn));
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
        let module: &TakeAway = module.unchecked_ref();
        module.toggle(button, &drawn.picture, self.strings.table());
        true
    }

    /// Shows what is laid out.
    fn draw(&self, family: &str) {
        if let Some(drawn) = &*self.drawn.borrow() {
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
        let words = self.words(terms, family, &options, &mut slices).await;
        let mut engine = Engine::with_relations(&words, relations, &options);
        slices.pause_if_due().await;
        while !engine.step(1) {
            slices.pause_if_due().await;
            if !self.is_current(generation) {
                return None;
            }
        }
        self.is_current(generation).then(|| engine.finish())
    }

    /// The words with their ink and with where they were before.
    async fn words(
        &self,
        terms: &[Term],
        family: &str,
        options: &LayoutOptions,
        slices: &mut Slices,
    ) -> Vec<Word> {
        let mut words = Vec::with_capacity(terms.len());
        for terms in terms.chunks(WORDS_PER_STEP) {
            let labels: Vec<&str> = terms.iter().map(|t| t.label.as_str()).collect();
            let masks = masks(&labels, "normal", FONT_WEIGHT, family);
            words.extend(self.wished(terms, masks, options));
            slices.pause_if_due().await;
        }
        words
    }

    fn wished(&self, terms: &[Term], masks: Vec<Mask>, options: &LayoutOptions) -> Vec<Word> {
        let shown = self.shown.borrow();
        let words = terms.iter().zip(masks).map(|(term, mask)| {
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

    /// One button per word, lying over it, in the order of weight: those that were there `before`, and new ones.
    fn list_words(&self, before: &[WordButton], names: Vec<String>, focused: Option<u32>) {
        let buttons = self.told_buttons(before, names);
        // Nothing is borrowed: a button that goes and had the focus lets us hear of it.
        self.list.show(before, &buttons, focused);
        let is_kept = |button: &WordButton| Some(button.term) == focused;
        let stop = buttons.iter().position(is_kept);
        for (i, kept) in buttons.iter().enumerate() {
            let index = if i == stop.unwrap_or(0) { 0 } else { -1 };
            if kept.button.tab_index() != index {
                kept.button.set_tab_index(index);
            }
        }
        self.shown.borrow_mut().buttons = buttons;
        self.press_buttons();
        if focused.is_some() && stop.is_none() {
            self.focus(focused, false);
        }
    }

    fn told_buttons(&self, before: &[WordButton], names: Vec<String>) -> Vec<WordButton> {
        let shown = self.shown.borrow();
        let words = shown.placed.iter().zip(names).enumerate();
        let told = words.filter_map(|(place, (at, name))| {
            let term = shown.terms.get(at.word)?;
            let mut button = self.list.button(before, term.id)?;
            button.tell(place, name, at);
            Some(button)
        });
        told.collect()
    }

    fn focused_term(&self) -> Option<u32> {
        let root: web_sys::ShadowRoot = self.list.element().get_root_node().dyn_into().ok()?;
        let active = root.active_element()?;
        let shown = self.shown.borrow();
        let mut buttons = shown.buttons.iter();
        Some(buttons.find(|it| *it.button == active)?.term)
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
