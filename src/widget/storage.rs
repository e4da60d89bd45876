//! What the browser keeps for us between visits: the page origin's local storage, where it may be used.

use js_sys::Object;
use web_sys::Window;

/// Prefix of every key, so that a page's own keys are never touched.
const PREFIX: &str = "groundswell:";

/// Stands between the name of a set and a line of it.
const LINE: &str = " ";

/// Named values that survive the tab, as far as the browser allows. Where storage is blocked or full,
/// writing is a no-op and reading finds nothing.
#[derive(Clone)]
pub struct Shelf {
    storage: Option<web_sys::Storage>,
    scope: String,
}

impl Shelf {
    /// Keys are kept apart by `scope`: the hub's address and the space.
    pub fn new(window: &Window, scope: &str) -> Self {
        // Throws where the browser's settings or a sandbox forbid storage.
        let storage = window.local_storage().ok().flatten();
        Self {
            storage,
            scope: scope.to_owned(),
        }
    }

    /// Like [`new`](Self::new) for what goes with the tab.
    pub fn of_tab(window: &Window, scope: &str) -> Self {
        Self {
            storage: window.session_storage().ok().flatten(),
            scope: scope.to_owned(),
        }
    }

    /// What keeps our names apart from those of other hubs and spaces.
    pub fn scope(&self) -> &str {
        &self.scope
    }

    /// The full name under which `name` is kept.
    pub fn key(&self, name: &str) -> String {
        [PREFIX, name, ":", &self.scope].concat()
    }

    /// The value kept under `name`.
    pub fn get(&self, name: &str) -> Option<String> {
        self.storage.as_ref()?.get_item(&self.key(name)).ok()?
    }

    /// Keeps `value` under `name`; whether the browser took it.
    pub fn set(&self, name: &str, value: &str) -> bool {
        self.storage
            .as_ref()
            .is_some_and(|s| s.set_item(&self.key(name), value).is_ok())
    }

    /// Forgets what is kept under `name`.
    pub fn remove(&self, name: &str) {
        if let Some(storage) = &self.storage {
            let _ = storage.remove_item(&self.key(name));
        }
    }

    /// Adds `line` to the set kept under `name`; whether the browser took it. Each line has an entry of
    /// its own, so that tabs may add and remove at the same moment.
    pub fn add_line(&self, name: &str, line: &str) -> bool {
        self.set(&[name, line].join(LINE), "")
    }

    /// Takes `line` out of the set kept under `name`.
    pub fn remove_line(&self, name: &str, line: &str) {
        self.remove(&[name, line].join(LINE));
    }

    /// At most `most` lines of the set kept under `name`, in no order.
    pub fn lines(&self, name: &str, most: usize) -> Vec<String> {
        let Some(storage) = &self.storage else {
            return Vec::new();
        };
        let keys = Object::keys(storage.as_ref()).into_iter();
        keys.filter_map(|key| self.line_of(name, &key.as_string()?))
            .take(most)
            .collect()
    }

    /// The line that is kept under the full name `key`, if that is one of the set under `name`.
    pub fn line_of(&self, name: &str, key: &str) -> Option<String> {
        let rest = key.strip_prefix(PREFIX)?.strip_prefix(name)?;
        let line = rest.strip_prefix(LINE)?.strip_suffix(&self.scope)?;
        line.strip_suffix(':').map(str::to_owned)
    }
}
