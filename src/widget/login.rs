//! Signing on in a window of the hub, where the hub wants to know who somebody is before it takes anything.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use js_sys::{Object, encode_uri_component};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{MessageEvent, Url, Window};

use crate::handles::{Listener, Timer};
use crate::identity::{Session, unix_seconds};
use crate::standing::text;

/// The window's name: a second click comes back to it.
const NAME: &str = "groundswell-login";

/// What it looks like.
const FEATURES: &str = "popup,width=480,height=640";

/// How often we look whether the reader closed it, milliseconds. Nothing else tells.
const LOOK_MS: i32 = 500;

/// What the hub's message says that it is.
const KIND: &str = "groundswell:signed-on";

/// How signing on ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The hub knows the reader now.
    SignedOn(Session),
    /// The browser did not open the window.
    Blocked,
    /// The window was closed before.
    Closed,
}

/// The window, while it is open.
#[derive(Default)]
pub struct Login {
    open: RefCell<Option<Open>>,
}

struct Open {
    popup: Window,
    tell: Rc<dyn Fn(Outcome)>,
    _message: Listener,
    look: Option<Timer>,
}

impl Login {
    /// Opens the window of the hub at `base`. Must be called while a click is being handled: browsers open
    /// none otherwise.
    pub fn open(self: &Rc<Self>, window: &Window, base: &str, tell: impl Fn(Outcome) + 'static) {
        let own = window.location().origin().unwrap_or_default();
        let origin = String::from(encode_uri_component(&own));
        let url = [base, "v1/login?origin=", &origin].concat();
        let popup = window.open_with_url_and_target_and_features(&url, NAME, FEATURES);
        let Some(popup) = popup.ok().flatten() else {
            // After the click was handled, which shows the rating.
            return spawn_local(async move { tell(Outcome::Blocked) });
        };
        let hub = Url::new(base).map(|url| url.origin()).unwrap_or_default();
        let this = Rc::downgrade(self);
        let heard = move |event: MessageEvent| {
            if let Some(login) = this.upgrade() {
                login.hear(&event, &hub);
            }
        };
        self.open.replace(Some(Open {
            popup,
            tell: Rc::new(tell),
            _message: Listener::new(window, "message", heard),
            look: None,
        }));
        look_later(window, Rc::downgrade(self));
    }

    fn hear(&self, event: &MessageEvent, hub: &str) {
        let from_popup = self.open.borrow().as_ref().is_some_and(|open| {
            event
                .source()
                .is_some_and(|source| Object::is(&source, &open.popup))
        });
        if from_popup
            && event.origin() == hub
            && let Some(session) = read_message(&event.data())
        {
            self.end(Outcome::SignedOn(session));
        }
    }

    fn end(&self, outcome: Outcome) {
        if let Some(open) = self.open.replace(None) {
            (open.tell)(outcome);
        }
    }

    /// Waits for the window no longer.
    pub fn stop(&self) {
        self.open.replace(None);
    }
}

fn look_later(window: &Window, this: Weak<Login>) {
    let Some(login) = this.upgrade() else { return };
    let again = window.clone();
    let look = Timer::after(window, LOOK_MS, move || {
        let Some(login) = this.upgrade() else { return };
        let closed = |open: &Open| open.popup.closed().unwrap_or(true);
        if login.open.borrow().as_ref().is_some_and(closed) {
            login.end(Outcome::Closed);
        } else {
            look_later(&again, this);
        }
    });
    if let Some(open) = &mut *login.open.borrow_mut() {
        open.look = look;
    }
}

/// What the hub's window says, if it is that.
pub fn read_message(data: &JsValue) -> Option<Session> {
    if text(data, "type")? != KIND {
        return None;
    }
    // The window is for those who must be known.
    Session::read(data, unix_seconds()).filter(|session| session.verified)
}
