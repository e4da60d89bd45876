//! What texts are about, for scripts: the terms of posts that a page's own code has.

use std::cell::RefCell;
use std::rc::Rc;

use groundswell_rank::{PostTerms, weigh};
use groundswell_text::{Language, TermCount, Together, Unread, Vocabulary};
use js_sys::{Array, Date, Reflect};
use wasm_bindgen::prelude::*;

use crate::inspect::object;
use crate::options_of;
use crate::packs::Packs;
use crate::segmenter::BrowserSegmenter;
use crate::slices::Slices;
use crate::terms::author_number;

/// Of a post only what weighs its words.
struct Given {
    unread: Unread,
    time: Option<f64>,
    author: u32,
}

/// The `most` heaviest terms of `posts`, as `www/groundswell.mjs` documents them, heaviest first. `dataset` has the rules,
/// the lens and the language of the script tag; `pack` gives a promise of a language's pack.
#[wasm_bindgen(js_name = termsOf)]
pub async fn terms_of(posts: Array, dataset: JsValue, pack: JsValue, most: usize) -> Array {
    let (options, _) = options_of(&dataset);
    let packs = Packs::new(&pack);
    let tag = options.language.as_deref();
    let fallback = tag.map_or(Language::Unknown, Language::from_tag);
    let posts = posts.iter().map(|post| given(&post, fallback, &packs));
    let mut posts: Vec<Given> = posts.collect();

    let mut vocabulary = Vocabulary::with_segmenter(Rc::new(BrowserSegmenter));
    vocabulary.set_rules(options.rules);
    let vocabulary = RefCell::new(vocabulary);
    let mut slices = Slices::begin();
    let mut readings = Vec::new();
    for post in &mut posts {
        let reading = loop {
            let some = vocabulary.borrow_mut().read_some(&mut post.unread);
            slices.pause_if_due().await;
            if let Some(reading) = some {
                break reading;
            }
        };
        readings.push(reading);
    }
    packs.settle(&vocabulary, &mut slices).await;
    let mut together = Together::new(readings);
    while together.step(&mut vocabulary.borrow_mut()) {
        slices.pause_if_due().await;
    }

    let counts = together.counts();
    let split = |counts: &Vec<TermCount>| {
        let terms: Vec<_> = counts.iter().map(|one| (one.term, one.count)).collect();
        let firsts: Vec<_> = counts.iter().map(|one| one.first).collect();
        (terms, firsts)
    };
    let counts: Vec<_> = counts.iter().map(split).collect();
    let weighed = posts.iter().zip(&counts);
    let weighed = weighed.map(|(post, (terms, firsts))| PostTerms {
        terms,
        firsts,
        time: post.time,
        author: post.author,
        ..PostTerms::default()
    });
    let weighed: Vec<_> = weighed.collect();
    let vocabulary = vocabulary.into_inner();
    let hidden = vocabulary.hidden();
    let common = |term| vocabulary.common(term);
    let wanted = most.saturating_add(hidden.len());
    let terms = weigh(options.lens, &weighed, &common, wanted).into_iter();
    let shown = terms.filter(|term| !hidden.contains(&term.term)).take(most);
    let named = shown.map(|term| {
        object([
            ("key", vocabulary.key(term.term).into()),
            ("label", vocabulary.label(term.term).into()),
            ("count", term.count.into()),
            ("posts", term.posts.into()),
            ("weight", term.weight.into()),
        ])
    });
    named.collect()
}

/// What is no text is an empty one; what is no time is none.
fn given(post: &JsValue, fallback: Language, packs: &Packs) -> Given {
    let text = |name: &str| Reflect::get(post, &name.into()).ok()?.as_string();
    let declared = text("lang").map_or(fallback, |tag| Language::from_tag(&tag));
    let said = text("text").unwrap_or_default();
    let language = Language::guess(&said, declared);
    packs.ask(language);
    let time = text("time").map(|time| Date::parse(&time) / 1000.0);
    Given {
        unread: Unread::new(said, language),
        time: time.filter(|time| time.is_finite()),
        author: text("author").as_deref().map_or(0, author_number),
    }
}
