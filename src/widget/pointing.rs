//! Pointer, touch and keyboard on the cloud: which word is meant, whose figures are shown, where the focus goes.

use std::rc::Rc;

use groundswell_cloud::{Direction, Neighbours, hit};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, EventTarget, KeyboardEvent, MouseEvent, PointerEvent};

use super::CloudView;
use crate::figures::Figures;
use crate::handles::Listener;
use crate::page::Period;
use crate::picture::Card;
use crate::slices;
use crate::word_list::place_of;

/// Where the pointer is, CSS px of the window, and whether that is on the card.
#[derive(Clone, Copy)]
pub(super) struct Pointer {
    x: i32,
    y: i32,
    on_card: bool,
}

/// Of which term a card is, and what called it up.
#[derive(Clone, Copy)]
pub(super) struct CardOf {
    term: u32,
    by: By,
}

/// What calls a card up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// The pointer is on the word or on the card.
    Pointer,
    /// The word has the focus.
    Focus,
    /// A finger was on the word: it stays until it is closed.
    Tap,
}

impl CloudView {
    pub(super) fn listen(&self) {
        let moved = self.weakly(|view, event: MouseEvent| view.point(&event));
        let left = self.weakly(|view, event: MouseEvent| {
            // A finger that is lifted leaves too.
            if !view.is_touch(&event) {
                view.pointer.set(None);
                view.let_go(By::Pointer);
            }
        });
        let downed = self.weakly(|view, event: MouseEvent| {
            view.touched.set(view.is_touch(&event));
        });
        let clicked = self.weakly(|view, event: MouseEvent| {
            match view.under(event.client_x(), event.client_y()) {
                Some(place) => view.choose_place(place, &event),
                None => {
                    view.hide_card();
                }
            }
        });
        let pressed = self.weakly(|view, event: MouseEvent| {
            if let Some(place) = view.button_place(&event) {
                view.choose_place(place, &event);
            }
        });
        let focused = self.weakly(|view, event: web_sys::Event| view.focus_came(&event));
        let blurred = self.weakly(|view, _: web_sys::Event| view.let_go(By::Focus));
        let narrowed = self.weakly(|view, _: web_sys::Event| view.narrow());
        let keyed = self.weakly(|view, event: KeyboardEvent| view.key(&event));
        let mut handles = self.handles.borrow_mut();
        handles.push(Listener::new(&self.figure, "pointermove", moved));
        handles.push(Listener::new(&self.figure, "pointerleave", left));
        handles.push(Listener::new(&self.figure, "pointerdown", downed));
        handles.push(Listener::new(&self.canvas, "click", clicked));
        handles.push(Listener::new(self.list.element(), "click", pressed));
        handles.push(Listener::new(self.list.element(), "focusin", focused));
        handles.push(Listener::new(self.list.element(), "focusout", blurred));
        handles.push(Listener::new(self.list.element(), "keydown", keyed));
        handles.push(Listener::new(&self.figure, "span", narrowed));
    }

    /// Hears when fonts have come: what was measured before was measured by others.
    pub(super) fn listen_to_fonts(&self, document: &Document, resized: Rc<dyn Fn()>) {
        let fonts = js_sys::Reflect::get(document, &"fonts".into());
        if let Ok(fonts) = fonts.and_then(JsValue::dyn_into::<EventTarget>) {
            let came = self.weakly(move |view, _: web_sys::Event| {
                view.stale.set(true);
                resized();
            });
            let heard = Listener::new(&fonts, "loadingdone", came);
            self.handles.borrow_mut().push(heard);
        }
    }

    fn weakly<E>(&self, run: impl Fn(&Self, E) + 'static) -> impl Fn(E) + 'static {
        let this = self.this.clone();
        move |event| {
            if let Some(view) = this.upgrade() {
                run(&view, event);
            }
        }
    }

    /// Whether a finger did it. Clicks are plain mouse events in Firefox before 129 and in older WebKit, and where
    /// scripts make them.
    fn is_touch(&self, event: &MouseEvent) -> bool {
        match event.dyn_ref::<PointerEvent>() {
            Some(event) => event.pointer_type() == "touch",
            None => self.touched.get(),
        }
    }

    /// The place of the word under the pointer, on pages that are zoomed or scaled by their styles too.
    fn under(&self, x: i32, y: i32) -> Option<usize> {
        let (figure, frame) = (&self.figure, self.figure.get_bounding_client_rect());
        let inner = |at: i32, start: f64, shown: f64, own: i32, border: i32| {
            ((f64::from(at) - start) * f64::from(own) / shown - f64::from(border)) as f32
        };
        let (width, height) = (figure.offset_width(), figure.offset_height());
        let (left, top) = (figure.client_left(), figure.client_top());
        let x = inner(x, frame.left(), frame.width(), width, left);
        let y = inner(y, frame.top(), frame.height(), height, top);
        hit(&self.shown.borrow().placed, x, y)
    }

    fn button_place(&self, event: &web_sys::Event) -> Option<usize> {
        place_of(&event.target()?.dyn_into().ok()?)
    }

    /// Chooses the word at `place`. Its figures are told where it is chosen, and stay but where nothing else would show
    /// them: on screens that are touched.
    fn choose_place(&self, place: usize, event: &MouseEvent) {
        let Some(term) = self.term_at(place) else {
            return;
        };
        self.pointed.set(Some(term));
        self.focused.set(Some(term));
        self.hide_card();
        let adds = event.ctrl_key() || event.meta_key() || event.shift_key();
        (self.asks.choose)(term, adds);
        if self.is_touch(event) {
            self.show_card_soon(place, By::Tap);
        }
    }

    fn term_at(&self, place: usize) -> Option<u32> {
        let shown = self.shown.borrow();
        let term = shown.terms.get(shown.placed.get(place)?.word)?;
        Some(term.id)
    }

    /// The pointer is on the word at `place`, or on none, unless it is on the card.
    fn point(&self, event: &MouseEvent) {
        let (x, y, on_card) = (event.client_x(), event.client_y(), self.on_card(event));
        let pointer = (!self.is_touch(event)).then_some(Pointer { x, y, on_card });
        self.pointer.set(pointer);
        if on_card {
            return;
        }
        let place = self.under(x, y);
        self.stress(place);
        let term = place.and_then(|place| self.term_at(place));
        let is_new = self.pointed.replace(term) != term;
        match place {
            Some(place) if is_new => self.show_card_soon(place, By::Pointer),
            Some(_) => {}
            None if self.is_card_by(By::Pointer) => self.with_card(Card::leave),
            None => {}
        }
    }

    /// The focus came to a word. To the one that was chosen last it comes back, and its figures were told then.
    fn focus_came(&self, event: &web_sys::Event) {
        let place = self.button_place(event);
        self.stress(place);
        let Some(place) = place else { return };
        let term = self.term_at(place);
        let is_told = self.focused.replace(term) == term;
        let drawn = self.drawn.borrow();
        let is_closing = drawn.as_ref().is_some_and(|drawn| drawn.card.closing());
        if !is_told && !is_closing {
            self.show_card_soon(place, By::Focus);
        }
    }

    /// Words have other places now, and the focus is still on the word of the term `focused`. The card that was `open`
    /// stays with its word; without scrolling, for the reader may look at something else by now.
    pub(super) fn stay(&self, focused: Option<u32>, open: Option<CardOf>) {
        let (term, by) = match open {
            Some(CardOf {
                term,
                by: By::Pointer,
            }) => return self.point_again(term),
            Some(CardOf { term, by: By::Tap }) => (Some(term), By::Tap),
            _ => (focused, By::Focus),
        };
        let Some(place) = self.place_of(term) else {
            let under = self.pointer.get().and_then(|it| self.under(it.x, it.y));
            return self.stress(under);
        };
        self.stress(Some(place));
        if open.is_some() {
            self.show_again(place, by);
        }
    }

    /// The pointer is where it was: on the card of the term `term`, on the word of that or of another one, or on none.
    fn point_again(&self, term: u32) {
        let Some(Pointer { x, y, on_card }) = self.pointer.get() else {
            return self.stress(None);
        };
        let kept = self.place_of(Some(term)).filter(|_| on_card);
        let place = kept.or_else(|| self.under(x, y));
        self.stress(place);
        self.pointed
            .set(place.and_then(|place| self.term_at(place)));
        if let Some(place) = place {
            self.show_again(place, By::Pointer);
        }
    }

    fn show_again(&self, place: usize, by: By) {
        self.next_card();
        self.show_card(place, by, false);
    }

    fn place_of(&self, term: Option<u32>) -> Option<usize> {
        let shown = self.shown.borrow();
        let mut buttons = shown.buttons.iter();
        buttons.position(|it| Some(it.term) == term)
    }

    /// The reader chose some of the posts, or all again.
    fn narrow(&self) {
        let span = match &*self.drawn.borrow() {
            Some(drawn) => drawn.timeline.span(),
            None => None,
        };
        let period = span.and_then(|span| match *span {
            [from, to] => Some(Period { from, to }),
            _ => None,
        });
        (self.asks.narrow)(period);
    }

    /// The pointer or the focus is on no word any more.
    fn let_go(&self, by: By) {
        self.stress(None);
        match by {
            By::Focus => &self.focused,
            By::Pointer | By::Tap => &self.pointed,
        }
        .set(None);
        // What the other one called up stays with that (WCAG 2.2, 1.4.13).
        if self.is_card_by(by) {
            self.with_card(Card::quit);
        }
    }

    fn is_card_by(&self, by: By) -> bool {
        self.card.get().is_some_and(|card| card.by == by)
    }

    fn on_card(&self, event: &web_sys::Event) -> bool {
        let drawn = self.drawn.borrow();
        let (Some(drawn), Some(target)) = (&*drawn, event.target()) else {
            return false;
        };
        drawn.card.holds(&target)
    }

    /// Lets the card do something else than what it was still to show.
    fn with_card(&self, run: impl Fn(&Card)) {
        self.next_card();
        if let Some(drawn) = &*self.drawn.borrow() {
            run(&drawn.card);
        }
    }

    pub(super) fn next_card(&self) -> u32 {
        let turn = self.card_turn.get().wrapping_add(1);
        self.card_turn.set(turn);
        self.card_due.set(false);
        turn
    }

    /// Takes the card away; which one there was, or was to be.
    pub(super) fn hide_card(&self) -> Option<CardOf> {
        let due = self.card_due.get();
        self.next_card();
        let drawn = self.drawn.borrow();
        let open = drawn.as_ref().is_some_and(|drawn| drawn.card.hide());
        self.card.take().filter(|_| open || due)
    }

    /// Shows the figures of the word at `place`, and scrolls to them if the reader just `asked` for them.
    fn show_card(&self, place: usize, by: By, asked: bool) {
        let button = self.buttons().into_iter().nth(place);
        let button = button.filter(|_| by != By::Pointer);
        let shown = self.shown.borrow();
        let placed = shown.placed.get(place);
        let term = placed.and_then(|p| shown.terms.get(p.word));
        let (Some(p), Some(term), Some(drawn)) = (placed, term, &*self.drawn.borrow()) else {
            return;
        };
        self.card.set(Some(CardOf { term: term.id, by }));
        let Figures { lines, times } = (self.asks.figures)(term.id);
        let (all, ink) = (self.times.borrow(), [p.x0, p.y0, p.x1, p.y1]);
        let button = button.as_ref().map(|(button, _)| button);
        let (card, tapped) = (&drawn.card, by == By::Tap);
        card.show(
            &term.label,
            lines,
            &times,
            &all,
            &ink,
            button,
            tapped,
            asked,
        );
    }

    /// The same after the reader saw what they did, and unless they did something else by then.
    fn show_card_soon(&self, place: usize, by: By) {
        let turn = self.next_card();
        self.card_due.set(true);
        self.card
            .set(self.term_at(place).map(|term| CardOf { term, by }));
        let Some(view) = self.this.upgrade() else {
            return;
        };
        spawn_local(async move {
            slices::shown().await;
            if view.card_turn.get() == turn {
                view.card_due.set(false);
                view.show_card(place, by, true);
            }
        });
    }

    /// Lets the word at `place` stand out.
    fn stress(&self, place: Option<usize>) {
        let cursor = if place.is_some() {
            "pointer"
        } else {
            "default"
        };
        let _ = self.figure.style().set_property("cursor", cursor);
        if self.hovered.replace(place) != place {
            self.dress(false);
        }
    }

    /// Arrow keys go where the eye goes, Home and End to the heaviest and the lightest word; one word is in the
    /// tab order.
    fn key(&self, event: &KeyboardEvent) {
        let Some(place) = self.button_place(event) else {
            return;
        };
        if event.alt_key() || event.ctrl_key() || event.meta_key() {
            return;
        }
        let buttons = self.buttons();
        let next = match event.key().as_str() {
            "ArrowLeft" => self.next(place, Direction::Left),
            "ArrowUp" => self.next(place, Direction::Up),
            "ArrowRight" => self.next(place, Direction::Right),
            "ArrowDown" => self.next(place, Direction::Down),
            "Home" => 0,
            "End" => buttons.len().saturating_sub(1),
            _ => return,
        };
        event.prevent_default();
        if let (Some((from, _)), Some((to, _))) = (buttons.get(place), buttons.get(next)) {
            from.set_tab_index(-1);
            to.set_tab_index(0);
            let _ = to.focus();
        }
    }

    /// The next place in a direction; where there is none, the same.
    fn next(&self, place: usize, direction: Direction) -> usize {
        let shown = self.shown.borrow();
        let neighbours = shown
            .neighbours
            .get_or_init(|| Neighbours::new(&shown.placed));
        neighbours.next(place, direction).unwrap_or(place)
    }
}
