//! What the browser keeps for us between visits: the page origin's local storage, where it may be used.

use web_sys::Window;

/// Prefix of every key, so that a page's own keys are never touched.
const PREFIX: &str = "groundswell:";

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

    /// The full name under which `name` is kept.
    pub fn key(&self, name: &str) -> String {
        [PREFIX, name, ":", &self.scope].concat()
    }

    /// Whether the browser lets us keep anything at all.
    pub fn works(&self) -> bool {
        self.storage.is_some()
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
}
