//! The cloud's frame: launcher, search field, lens switch, and room for what is chosen, which `www/select/` fills.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use groundswell_rank::Lens;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{
    Document, Element, Event, HtmlElement, HtmlInputElement, KeyboardEvent, ShadowRoot, Window,
};

use crate::cloud_view::CloudView;
use crate::dom::{append, make, make_with_text, set, shadow, write};
use crate::handles::Listener;
use crate::icons::{self, icon};
use crate::storage::Shelf;
use crate::strings::Strings;
use crate::theme::{Theme, is_ground_dark};

/// Our element for the panel, and the one an owner puts where the cloud should stand.
const PANEL_TAG: &str = "groundswell-panel";
/// See [`PANEL_TAG`].
pub const INLINE_TAG: &str = "groundswell-cloud";

/// Name on the shelf of whether the reader opened or closed the panel.
const STATE: &str = "panel";

/// What the reader made of the panel's size: its names on the shelf and in the style sheet.
const SIZES: [(&str, &str); 2] = [("panel-width", "--_wide"), ("panel-height", "--_tall")];

/// Attribute of our host that says which colours it takes.
const THEME: &str = "data-gsw-theme";

/// Where the status line keeps what is to be said of the cloud as a whole.
const NOTE: &str = "data-note";

/// Width that the open panel takes with its margins, CSS px; as in the style sheet.
const PANEL_ROOM: f64 = 424.0;

/// The code of keys that go to an input method.
const COMPOSING: u32 = 229;

/// What the reader did in the panel.
pub enum Action {
    /// Opened it: the cloud is needed now.
    Opened,
    /// Chose a lens.
    Lens(Lens),
    /// Wants to take the cloud along; opens behind this button.
    TakeAway(HtmlElement),
    /// Came to it with pointer or focus: they may choose or search next.
    Entered,
}

/// An element in the page for the cloud to stand in.
pub struct Inline {
    /// The element.
    pub element: Element,
    /// Whether we made it, and so take it away again.
    pub ours: bool,
}

/// The frame around the cloud.
pub struct Panel {
    host: Element,
    owned: bool,
    /// What we put the frame into.
    parent: RefCell<Option<Element>>,
    section: HtmlElement,
    launcher: Option<HtmlElement>,
    lenses: Vec<(Lens, HtmlElement)>,
    selection: HtmlElement,
    status: HtmlElement,
    shelf: Shelf,
    tell: Box<dyn Fn(Action)>,
    handles: RefCell<Vec<Listener>>,
}

impl Panel {
    /// Builds the frame around `view`: in `inline` where there is such an element, else at the edge of
    /// the window behind a launcher.
    ///
    /// # Errors
    /// Where the browser cannot make the elements.
    pub fn build(
        document: &Document,
        inline: Option<Inline>,
        theme: &Theme,
        strings: &Rc<Strings>,
        shelf: Shelf,
        view: &CloudView,
        tell: impl Fn(Action) + 'static,
    ) -> Result<Rc<Self>, JsValue> {
        let floats = inline.is_none();
        let (host, owned) = match inline {
            Some(inline) => (inline.element, inline.ours),
            None => (make(document, PANEL_TAG, "")?.into(), true),
        };
        let root = shadow(&host)?;
        theme.adopt(&root);
        root.set_text_content(None);
        let launcher = if floats {
            Some(make_launcher(document, strings)?)
        } else {
            None
        };
        let parts = Parts::make(document, strings, floats)?;
        parts.assemble(
            &root,
            launcher.as_ref(),
            view.element(),
            &strings.text("lens"),
        );
        let close = parts.close.clone();
        let take = parts.take.clone();
        let panel = Rc::new(Self {
            host,
            owned,
            parent: RefCell::default(),
            section: parts.section,
            launcher,
            lenses: parts.lenses,
            selection: parts.selection,
            status: parts.status,
            shelf,
            tell: Box::new(tell),
            handles: RefCell::default(),
        });
        panel.listen(close.as_ref(), &take);
        if floats && let Some(body) = document.body() {
            panel.restore_size();
            append(&body, &panel.host);
        }
        let parent = panel.host.parent_element().filter(|_| owned);
        panel.parent.replace(parent);
        Ok(panel)
    }

    fn listen(self: &Rc<Self>, close: Option<&HtmlElement>, take: &HtmlElement) {
        let mut handles = self.handles.borrow_mut();
        if let Some(launcher) = &self.launcher {
            handles.push(self.on(launcher, |panel| panel.open_by_hand()));
        }
        if let Some(close) = close {
            handles.push(self.on(close, |panel| panel.close_by_hand()));
        }
        let button = take.clone();
        handles.push(self.on(take, move |panel| {
            (panel.tell)(Action::TakeAway(button.clone()));
        }));
        for (lens, button) in &self.lenses {
            let lens = *lens;
            handles.push(self.on(button, move |panel| (panel.tell)(Action::Lens(lens))));
        }
        type Answer = fn(&Panel);
        let heard: [(&str, Answer); 4] = [
            ("focusin", |panel| (panel.tell)(Action::Entered)),
            ("pointerenter", |panel| (panel.tell)(Action::Entered)),
            ("sized", Self::keep_size),
            // As the reader left it, for the next page.
            ("fold", |panel| panel.set_open(false)),
        ];
        for (kind, run) in heard {
            let this = Rc::downgrade(self);
            handles.push(Listener::plain(&self.section, kind, move || {
                if let Some(panel) = this.upgrade() {
                    run(&panel);
                }
            }));
        }
        let this = Rc::downgrade(self);
        handles.push(Listener::new(
            &self.section,
            "keydown",
            move |event: KeyboardEvent| {
                if let Some(panel) = this.upgrade() {
                    panel.key(&event);
                }
            },
        ));
    }

    fn on(self: &Rc<Self>, target: &HtmlElement, run: impl Fn(&Self) + 'static) -> Listener {
        let this: Weak<Self> = Rc::downgrade(self);
        Listener::new(target, "click", move |_: Event| {
            if let Some(panel) = this.upgrade() {
                run(&panel);
            }
        })
    }

    /// Escape closes the panel, unless there was something to undo in it, or it ends an input method's composition.
    fn key(&self, event: &KeyboardEvent) {
        // With 229 too, where a browser takes the composition to be over by then.
        let composes = event.is_composing() || event.key_code() == COMPOSING;
        if event.key() == "Escape" && !composes && self.launcher.is_some() {
            event.stop_propagation();
            self.close_by_hand();
        }
    }

    /// The element that holds everything but the launcher.
    pub fn section(&self) -> &HtmlElement {
        &self.section
    }

    /// Whether the page still has the frame.
    pub fn is_connected(&self) -> bool {
        self.host.is_connected()
    }

    /// Whether the page took just the frame out of where we had put it, and not all that was around it.
    pub fn is_thrown_out(&self) -> bool {
        let parent = self.parent.borrow();
        !self.is_connected() && parent.as_ref().is_some_and(|it| it.is_connected())
    }

    /// Whether the cloud can be seen.
    pub fn is_open(&self) -> bool {
        !self.section.hidden()
    }

    /// Opens at once where it covers nothing that the reader needs, or where the reader had it open.
    /// `free` is the width beside the posts, `whole` that of the window, CSS px.
    pub fn open_if_welcome(&self, free: f64, whole: f64) {
        let welcome = match self.shelf.get(STATE).as_deref() {
            Some("closed") => false,
            Some("open") => whole >= 2.0 * PANEL_ROOM,
            _ => free >= PANEL_ROOM,
        };
        if welcome || self.launcher.is_none() {
            self.set_open(true);
        }
    }

    fn open_by_hand(&self) {
        self.shelf.set(STATE, "open");
        self.set_open(true);
        (self.tell)(Action::Opened);
        if let Some((_, button)) = self.lenses.first() {
            let _ = button.focus();
        }
    }

    fn close_by_hand(&self) {
        self.shelf.set(STATE, "closed");
        self.set_open(false);
        if let Some(launcher) = &self.launcher {
            let _ = launcher.focus();
        }
    }

    fn keep_size(&self) {
        for (name, property) in SIZES {
            let size = self.section.style().get_property_value(property);
            match size.ok().as_deref().and_then(|s| s.strip_suffix("px")) {
                Some(px) => {
                    self.shelf.set(name, px);
                }
                None => self.shelf.remove(name),
            }
        }
    }

    /// As large as the reader made it, as far as the style sheet finds that right for the window.
    fn restore_size(&self) {
        for (name, property) in SIZES {
            let px: Option<u16> = self.shelf.get(name).and_then(|px| px.parse().ok());
            if let Some(px) = px {
                let size = [&px.to_string(), "px"].concat();
                let _ = self.section.style().set_property(property, &size);
            }
        }
    }

    /// Closes until it is opened again, for what it covers is to be seen; what the reader wants stays remembered.
    pub fn step_aside(&self) {
        if self.launcher.is_some() {
            self.set_open(false);
        }
    }

    /// Opens it because the page's address asks for what is in it.
    pub fn open(&self) {
        self.set_open(true);
    }

    fn set_open(&self, open: bool) {
        self.section.set_hidden(!open);
        if let Some(launcher) = &self.launcher {
            launcher.set_hidden(open);
        }
    }

    /// Shows which lens is in use.
    pub fn show_lens(&self, lens: Lens) {
        for (own, button) in &self.lenses {
            set(
                button,
                "aria-pressed",
                if *own == lens { "true" } else { "false" },
            );
        }
    }

    /// Takes the colours of a light or a dark page.
    pub fn set_dark(&self, dark: bool) {
        set(&self.host, THEME, if dark { "dark" } else { "light" });
    }

    /// Whether what the words stand on is dark, as far as it is seen to be a colour.
    pub fn is_ground_dark(&self, window: &Window) -> Option<bool> {
        let style = window.get_computed_style(&self.section).ok().flatten()?;
        is_ground_dark(&style.get_property_value("background-color").ok()?)
    }

    /// Says something of the cloud as a whole, or nothing; what is chosen goes before it, and leaves it when it goes.
    pub fn note(&self, text: &str) {
        set(&self.status, NOTE, text);
        if self.selection.hidden() {
            write(&self.status, text);
        }
    }

    /// Takes the frame out of the page.
    pub fn remove(&self) {
        if self.owned {
            self.host.remove();
        } else if let Some(root) = self.host.shadow_root() {
            root.set_text_content(None);
            let _ = self.host.remove_attribute(THEME);
        }
    }
}

/// The pieces of a panel before it stands.
struct Parts {
    section: HtmlElement,
    lenses: Vec<(Lens, HtmlElement)>,
    close: Option<HtmlElement>,
    seek: HtmlElement,
    selection: HtmlElement,
    status: HtmlElement,
    take: HtmlElement,
}

impl Parts {
    fn make(document: &Document, strings: &Strings, closable: bool) -> Result<Self, JsValue> {
        let section = make(
            document,
            "section",
            if closable { "panel" } else { "inline" },
        )?;
        set(&section, "aria-label", &strings.text("cloud"));
        strings.mark(&section);
        set(&section, "part", "panel");
        section.set_hidden(true);
        let mut lenses = Vec::new();
        for lens in Lens::ALL {
            let button = make_with_text(document, "button", "lens", &strings.text(lens.name()))?;
            set(&button, "type", "button");
            lenses.push((lens, button));
        }
        let close = if closable {
            Some(icon_button(document, icons::CROSS, &strings.text("close"))?)
        } else {
            None
        };
        let seek: HtmlInputElement = make(document, "input", "seek")?.unchecked_into();
        seek.set_type("search");
        seek.set_autocomplete("off");
        for name in ["aria-label", "placeholder"] {
            set(&seek, name, &strings.text("search"));
        }
        let selection = make(document, "div", "selection")?;
        selection.set_hidden(true);
        let status = make(document, "p", "status")?;
        set(&status, "role", "status");
        let take = make_with_text(document, "button", "take", &strings.text("take"))?;
        set(&take, "type", "button");
        set(&take, "aria-expanded", "false");
        Ok(Self {
            section,
            lenses,
            close,
            seek: seek.into(),
            selection,
            status,
            take,
        })
    }

    fn assemble(
        &self,
        root: &ShadowRoot,
        launcher: Option<&HtmlElement>,
        figure: &HtmlElement,
        lenses: &str,
    ) {
        let Some(document) = self.section.owner_document() else {
            return;
        };
        if let Some(launcher) = launcher {
            append(root, launcher);
        }
        let Ok(inside) = make(&document, "div", "inside") else {
            return;
        };
        if let Ok(head) = self.head(&document, lenses) {
            append(&inside, &head);
        }
        append(&inside, &self.seek);
        append(&inside, figure);
        // Outside of what is hidden: a live region that was not there before is not announced.
        append(&inside, &self.status);
        append(&inside, &self.selection);
        if let Ok(foot) = make(&document, "div", "foot") {
            append(&foot, &self.take);
            append(&inside, &foot);
        }
        append(&self.section, &inside);
        append(root, &self.section);
    }

    fn head(&self, document: &Document, name: &str) -> Result<HtmlElement, JsValue> {
        let head = make(document, "div", "head")?;
        let switch = make(document, "div", "lenses")?;
        set(&switch, "role", "group");
        set(&switch, "aria-label", name);
        for (_, button) in &self.lenses {
            append(&switch, button);
        }
        append(&head, &switch);
        if let Some(close) = &self.close {
            append(&head, close);
        }
        Ok(head)
    }
}

fn make_launcher(document: &Document, strings: &Strings) -> Result<HtmlElement, JsValue> {
    let launcher = make(document, "button", "launcher")?;
    set(&launcher, "type", "button");
    set(&launcher, "part", "launcher");
    strings.mark(&launcher);
    set(&launcher, "title", &strings.text("open"));
    append(&launcher, icon(document, icons::CLOUD)?.as_ref());
    append(
        &launcher,
        make_with_text(document, "span", "", &strings.text("cloud"))?.as_ref(),
    );
    Ok(launcher)
}

fn icon_button(document: &Document, path: &str, name: &str) -> Result<HtmlElement, JsValue> {
    let button = make(document, "button", "close")?;
    set(&button, "type", "button");
    set(&button, "aria-label", name);
    append(&button, icon(document, path)?.as_ref());
    Ok(button)
}
