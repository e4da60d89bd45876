//! Parts of the widget that only some readers use: each a script of its own that is asked for once.

use std::cell::Cell;

use js_sys::{Error, Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Where the parts are from.
#[derive(Default)]
pub struct Parts {
    /// Gives a promise of a part's module, or of the error, by its name; the same one however often it is asked.
    load: Option<Function>,
    told: Cell<bool>,
    /// What chooses and searches.
    pub select: Select,
}

/// How the page gets a [`Selection`](crate::widget::Selection).
#[derive(Default)]
pub struct Select {
    /// Gives a promise of it, for what it may ask of the page and the panel's element; of `undefined` where it
    /// cannot be had.
    pub load: Option<Function>,
    /// Whether the page's address names terms, so that it is needed at once.
    pub linked: bool,
}

impl Parts {
    /// Parts that `load` gives promises of. Where it is no function there are none.
    pub fn new(load: &JsValue, select: Select) -> Self {
        Self {
            load: load.dyn_ref().cloned(),
            told: Cell::default(),
            select,
        }
    }

    /// Begins to load the part `name`, which will be wanted soon.
    pub fn ask(&self, name: &str) {
        // What comes of it is heard by whoever gets it.
        let _ = self.call(name);
    }

    /// The module of the part `name`; `None` when it cannot be had, which the console is told once.
    pub async fn get(&self, name: &str) -> Option<JsValue> {
        let module = match self.call(name) {
            Ok(promise) => JsFuture::from(promise).await,
            Err(fault) => Err(fault),
        };
        match module {
            Ok(module) if !module.has_type::<Error>() => Some(module),
            Ok(fault) | Err(fault) => {
                if !self.told.replace(true) {
                    crate::warn(&format!(
                        "Groundswell: its part '{name}' could not be loaded: {fault:?}"
                    ));
                }
                None
            }
        }
    }

    fn call(&self, name: &str) -> Result<Promise, JsValue> {
        let load = self.load.as_ref().ok_or("there is none")?;
        load.call1(&JsValue::UNDEFINED, &name.into())?.dyn_into()
    }
}
