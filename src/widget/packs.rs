//! The packs of languages: each a file that is asked for once, when the first post in its language is there.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use groundswell_text::{Language, Pack, Stemmer, Vocabulary};
use js_sys::{Error, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::slices::Slices;

#[wasm_bindgen]
extern "C" {
    /// A pack's module, as `www/languages.mjs` wraps it.
    type PackFile;
    #[wasm_bindgen(method, getter)]
    fn data(this: &PackFile) -> Vec<u8>;
    #[wasm_bindgen(method, catch)]
    fn stem(this: &PackFile, words: &[u8]) -> Result<Vec<u8>, JsValue>;
}

/// What is known of each language's pack.
#[derive(Default)]
pub struct Packs {
    /// Gives a promise of a language's file, or of the error, by its tag.
    load: Option<Function>,
    slots: RefCell<[Slot; Language::ALL.len()]>,
    told: Cell<bool>,
}

#[derive(Clone, Default)]
enum Slot {
    #[default]
    Unasked,
    Asked(Promise),
    Here(Rc<Pack>),
    Missing,
}

impl Packs {
    /// Packs that `load` gives promises of. Where it is no function there are none.
    pub fn new(load: &JsValue) -> Self {
        Self {
            load: load.dyn_ref().cloned(),
            ..Self::default()
        }
    }

    /// Packs that are there already.
    #[cfg(all(test, target_arch = "wasm32"))]
    pub fn of(packs: impl IntoIterator<Item = Pack>) -> Self {
        let known = Self::default();
        for pack in packs {
            known.set(pack.language(), Slot::Here(Rc::new(pack)));
        }
        known
    }

    /// Begins to load the pack of `language`, unless it was asked for before.
    pub fn ask(&self, language: Language) {
        if matches!(self.slot(language), Slot::Unasked) {
            let promise = self.load.as_ref().and_then(|load| {
                let promise = load.call1(&JsValue::UNDEFINED, &language.tag().into());
                promise.ok()?.dyn_into().ok()
            });
            self.set(language, promise.map_or(Slot::Missing, Slot::Asked));
        }
    }

    /// The pack of `language`, asked for where it was not; `None` when it cannot be had.
    pub async fn get(&self, language: Language) -> Option<Rc<Pack>> {
        self.ask(language);
        if let Slot::Asked(promise) = self.slot(language) {
            let file = JsFuture::from(promise).await;
            match file.and_then(|file| open(language, file)) {
                Ok(pack) => self.set(language, Slot::Here(Rc::new(pack))),
                Err(error) => self.miss(language, &error),
            }
        }
        self.here(language)
    }

    /// The pack of `language`, if it has been loaded.
    pub fn here(&self, language: Language) -> Option<Rc<Pack>> {
        match self.slot(language) {
            Slot::Here(pack) => Some(pack),
            _ => None,
        }
    }

    /// Makes terms of all forms of words that are new, language by language, each with its pack where that can be had.
    pub async fn settle(&self, vocabulary: &RefCell<Vocabulary>, slices: &mut Slices) {
        for language in Language::ALL.into_iter().chain([Language::Unknown]) {
            if !vocabulary.borrow().is_open(language) {
                continue;
            }
            let pack = slices.wait(self.get(language)).await;
            // To read a pack is a slice of its own.
            slices.pause().await;
            match pack {
                Some(pack) => {
                    while vocabulary.borrow_mut().settle_some(&pack) {
                        slices.pause_if_due().await;
                    }
                }
                None => {
                    while vocabulary.borrow_mut().settle_some_plainly(language) {
                        slices.pause_if_due().await;
                    }
                }
            }
            slices.pause_if_due().await;
        }
    }

    /// Words are counted without it; the console is told once, whatever else is missing.
    fn miss(&self, language: Language, error: &JsValue) {
        self.set(language, Slot::Missing);
        if !self.told.replace(true) {
            let tag = language.tag();
            crate::warn(&format!(
                "Groundswell: words in the language '{tag}' are counted as they are written; its file could not be \
                 loaded: {error:?}"
            ));
        }
    }

    fn slot(&self, language: Language) -> Slot {
        let slots = self.slots.borrow();
        slots
            .get(language as usize)
            .map_or(Slot::Missing, Slot::clone)
    }

    fn set(&self, language: Language, slot: Slot) {
        if let Some(place) = self.slots.borrow_mut().get_mut(language as usize) {
            *place = slot;
        }
    }
}

fn open(language: Language, file: JsValue) -> Result<Pack, JsValue> {
    if file.has_type::<Error>() {
        return Err(file);
    }
    let file: PackFile = file.unchecked_into();
    let data = String::from_utf8(file.data()).map_err(|_| "its lists are no text")?;
    Ok(Pack::new(language, &data, Box::new(File(file))))
}

struct File(PackFile);

impl Stemmer for File {
    fn stem(&self, words: &str) -> Option<String> {
        String::from_utf8(self.0.stem(words.as_bytes()).ok()?).ok()
    }
}
