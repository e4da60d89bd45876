//! Pointer, touch and keyboard on the cloud: which word is meant, whose figures are shown, where the focus goes.

use std::rc::Rc;

use groundswell_cloud::{Direction, Neighbours, hit};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, EventTarget, KeyboardEvent, PointerEvent};

use super::{CloudView, place_of};
use crate::figures::Figures;
use crate::handles::Listener;
use crate::page::Period;
use crate::picture::Card;

impl CloudView {
    pub(super) fn listen(&self) {
        let moved = self.weakly(|view, event: PointerEvent| view.point(&event));
        let left = self.weakly(|view, event: PointerEvent| {
            // A finger that is lifted leaves too.
            if event.pointer_type() != "touch" {
                view.let_go();
            }
        });
        let clicked = self.weakly(|view, event: PointerEvent| match view.under(&event) {
            Some(place) => view.choose_place(place, &event),
            None => view.with_card(Card::hide),
        });
        let pressed = self.weakly(|view, event: PointerEvent| {
            if let Some(place) = view.button_place(&event) {
                view.choose_place(place, &event);
            }
        });
        let focused = self.weakly(|view, event: web_sys::Event| view.focus_came(&event));
        let blurred = self.weakly(|view, _: web_sys::Event| view.let_go());
        let narrowed = self.weakly(|view, _: web_sys::Event| view.narrow());
        let keyed = self.weakly(|view, event: KeyboardEvent| view.key(&event));
        let mut handles = self.handles.borrow_mut();
        handles.push(Listener::new(&self.figure, "pointermove", moved));
        handles.push(Listener::new(&self.figure, "pointerleave", left));
        handles.push(Listener::new(&self.canvas, "click", clicked));
        handles.push(Listener::new(&self.list, "click", pressed));
        handles.push(Listener::new(&self.list, "focusin", focused));
        handles.push(Listener::new(&self.list, "focusout", blurred));
        handles.push(Listener::new(&self.list, "keydown", keyed));
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

    /// The place of the word under the pointer.
    fn under(&self, event: &PointerEvent) -> Option<usize> {
        let frame = self.figure.get_bounding_client_rect();
        let x = f64::from(event.client_x()) - frame.left() - f64::from(self.figure.client_left());
        let y = f64::from(event.client_y()) - frame.top() - f64::from(self.figure.client_top());
        hit(&self.shown.borrow().placed, x as f32, y as f32)
    }

    fn button_place(&self, event: &web_sys::Event) -> Option<usize> {
        place_of(&event.target()?.dyn_into().ok()?)
    }

    /// Chooses the word at `place`. Its figures are told where it is chosen, and stay but where nothing else would show
    /// them: on screens that are touched.
    fn choose_place(&self, place: usize, event: &PointerEvent) {
        let Some(term) = self.term_at(place) else {
            return;
        };
        self.carded.set(Some(place));
        self.with_card(Card::hide);
        let adds = event.ctrl_key() || event.meta_key() || event.shift_key();
        (self.asks.choose)(term, adds);
        if event.pointer_type() == "touch" {
            self.show_card(place, None, true);
        }
    }

    fn term_at(&self, place: usize) -> Option<u32> {
        let shown = self.shown.borrow();
        let term = shown.terms.get(shown.placed.get(place)?.word)?;
        Some(term.id)
    }

    /// The pointer is on the word at `place`, or on none, unless it is on the card.
    fn point(&self, event: &PointerEvent) {
        let place = self.under(event);
        if self.on_card(event) {
            return;
        }
        self.stress(place);
        match place {
            Some(place) if self.carded.get() != Some(place) => self.show_card(place, None, false),
            Some(_) => {}
            None => self.with_card(Card::leave),
        }
        self.carded.set(place);
    }

    /// The focus came to a word. To the one that was chosen last it comes back, and its figures were told then.
    fn focus_came(&self, event: &web_sys::Event) {
        let place = self.button_place(event);
        self.stress(place);
        let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        if let Some(place) = place
            && self.carded.replace(Some(place)) != Some(place)
        {
            self.show_card(place, target.as_ref(), false);
        }
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

    /// Neither pointer nor focus are on a word.
    fn let_go(&self) {
        self.stress(None);
        self.carded.set(None);
        self.with_card(Card::quit);
    }

    fn on_card(&self, event: &web_sys::Event) -> bool {
        let drawn = self.drawn.borrow();
        let (Some(drawn), Some(target)) = (&*drawn, event.target()) else {
            return false;
        };
        drawn.card.holds(&target)
    }

    fn with_card(&self, run: impl Fn(&Card)) {
        if let Some(drawn) = &*self.drawn.borrow() {
            run(&drawn.card);
        }
    }

    /// Shows the figures of the word at `place`; `by` is its button, if that has the focus.
    fn show_card(&self, place: usize, by: Option<&Element>, tapped: bool) {
        let shown = self.shown.borrow();
        let placed = shown.placed.get(place);
        let term = placed.and_then(|p| shown.terms.get(p.word));
        let (Some(p), Some(term), Some(drawn)) = (placed, term, &*self.drawn.borrow()) else {
            return;
        };
        let Figures { lines, times } = (self.asks.figures)(term.id);
        let (all, ink) = (self.times.borrow(), [p.x0, p.y0, p.x1, p.y1]);
        let card = &drawn.card;
        card.show(&term.label, lines, &times, &all, &ink, by, tapped);
    }

    /// Lets the word at `place` stand out.
    fn stress(&self, place: Option<usize>) {
        if self.hovered.replace(place) == place {
            return;
        }
        let cursor = if place.is_some() {
            "pointer"
        } else {
            "default"
        };
        let _ = self.figure.style().set_property("cursor", cursor);
        self.dress(false);
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
        let buttons = self.shown.borrow().buttons.clone();
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
        if let (Some(from), Some(to)) = (buttons.get(place), buttons.get(next)) {
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
