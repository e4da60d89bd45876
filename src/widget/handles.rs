//! Things registered with the browser that unregister themselves when dropped.

use std::cell::Cell;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::*;
use web_sys::{
    Element, Event, EventTarget, IntersectionObserverEntry, IntersectionObserverInit,
    ResizeObserver, Window,
};

#[wasm_bindgen(module = "/browser.js")]
extern "C" {
    /// An `IntersectionObserver` that tells of what was never in sight only when it comes there.
    type Sight;
    #[wasm_bindgen(constructor, catch)]
    fn new(told: &JsValue, options: &IntersectionObserverInit) -> Result<Sight, JsValue>;
    #[wasm_bindgen(method)]
    fn observe(this: &Sight, element: &Element);
    #[wasm_bindgen(method)]
    fn unobserve(this: &Sight, element: &Element);
    #[wasm_bindgen(method)]
    fn disconnect(this: &Sight);
}

thread_local! {
    static STOPPED: Cell<bool> = const { Cell::new(false) };
}

/// From now on nothing that the browser calls reaches our code: its memory cannot be trusted any more.
pub fn stop_all() {
    STOPPED.set(true);
}

/// Whether [`stop_all`] was called.
pub fn stopped() -> bool {
    STOPPED.get()
}

/// An event listener; dropping it takes it off its target.
pub struct Listener {
    target: EventTarget,
    kind: &'static str,
    closure: JsValue,
    // Kept alive for as long as the browser may call it.
    _owner: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `handle` for every event of `kind` at `target`. `E` must be the event's own type.
    pub fn new<E: JsCast>(
        target: &EventTarget,
        kind: &'static str,
        mut handle: impl FnMut(E) + 'static,
    ) -> Self {
        Self::attach(
            target,
            kind,
            Box::new(move |event| handle(event.unchecked_into())),
        )
    }

    /// Apart, because all of it would be in the page once for each kind of handler.
    fn attach(target: &EventTarget, kind: &'static str, mut handle: Box<dyn FnMut(Event)>) -> Self {
        let owner = Closure::<dyn FnMut(Event)>::new(move |event| {
            if !stopped() {
                handle(event);
            }
        });
        let closure = owner.as_ref().clone();
        // Cannot fail: the arguments are a string and a function.
        let _ = target.add_event_listener_with_callback(kind, closure.unchecked_ref());
        Self {
            target: target.clone(),
            kind,
            closure,
            _owner: owner,
        }
    }

    /// Like [`new`](Self::new) where the event itself says nothing more.
    pub fn plain(
        target: &EventTarget,
        kind: &'static str,
        mut handle: impl FnMut() + 'static,
    ) -> Self {
        Self::attach(target, kind, Box::new(move |_| handle()))
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self
            .target
            .remove_event_listener_with_callback(self.kind, self.closure.unchecked_ref());
    }
}

/// A pending `setTimeout`; dropping it cancels it.
pub struct Timer {
    window: Window,
    id: i32,
    _closure: Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls `run` once after `delay` milliseconds.
    pub fn after(window: &Window, delay: i32, run: impl FnOnce() + 'static) -> Option<Self> {
        Self::boxed(window, delay, Box::new(run))
    }

    fn boxed(window: &Window, delay: i32, run: Box<dyn FnOnce()>) -> Option<Self> {
        let closure = Closure::once(move || {
            if !stopped() {
                run();
            }
        });
        let id = window
            .set_timeout_with_callback_and_timeout_and_arguments_0(
                closure.as_ref().unchecked_ref(),
                delay,
            )
            .ok()?;
        Some(Self {
            window: window.clone(),
            id,
            _closure: closure,
        })
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.window.clear_timeout_with_handle(self.id);
    }
}

/// A `ResizeObserver` of one element.
pub struct Resizes {
    observer: ResizeObserver,
    _closure: Closure<dyn FnMut()>,
}

impl Resizes {
    /// Calls `handle` whenever the content box of `element` has another size.
    pub fn of(element: &Element, mut handle: impl FnMut() + 'static) -> Result<Self, JsValue> {
        let closure = Closure::<dyn FnMut()>::new(move || {
            if !stopped() {
                handle();
            }
        });
        let observer = ResizeObserver::new(closure.as_ref().unchecked_ref())?;
        observer.observe(element);
        Ok(Self {
            observer,
            _closure: closure,
        })
    }
}

impl Drop for Resizes {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// What of the page is in the viewport.
pub struct Sightings {
    observer: Sight,
    _closure: Closure<dyn FnMut(js_sys::Array)>,
}

impl Sightings {
    /// Calls `handle` when a watched element comes within `margin` (CSS, as for `rootMargin`) of the
    /// viewport or leaves it again.
    pub fn within(
        margin: &str,
        handle: impl FnMut(Vec<IntersectionObserverEntry>) + 'static,
    ) -> Result<Self, JsValue> {
        let init = IntersectionObserverInit::new();
        init.set_root_margin(margin);
        Self::with(&init, handle)
    }

    /// Calls `handle` when a watched element shows more or less than one of `shares` of itself.
    pub fn of_shares(
        shares: &[f64],
        handle: impl FnMut(Vec<IntersectionObserverEntry>) + 'static,
    ) -> Result<Self, JsValue> {
        let init = IntersectionObserverInit::new();
        let shares: js_sys::Array = shares.iter().copied().map(JsValue::from).collect();
        init.set_threshold(&shares);
        Self::with(&init, handle)
    }

    fn with(
        init: &IntersectionObserverInit,
        mut handle: impl FnMut(Vec<IntersectionObserverEntry>) + 'static,
    ) -> Result<Self, JsValue> {
        let closure = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
            if !stopped() {
                handle(entries.iter().map(JsCast::unchecked_into).collect());
            }
        });
        let observer = Sight::new(closure.as_ref(), init)?;
        Ok(Self {
            observer,
            _closure: closure,
        })
    }

    /// Starts to watch `element`.
    pub fn watch(&self, element: &Element) {
        self.observer.observe(element);
    }

    /// Stops watching `element`.
    pub fn forget(&self, element: &Element) {
        self.observer.unobserve(element);
    }
}

impl Drop for Sightings {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
