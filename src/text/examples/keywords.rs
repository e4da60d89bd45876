//! The first terms of documents, each taken for a page of its own: what `cargo xtask bench keywords` judges.
//!
//! `cargo run -p groundswell-text --release --example keywords -- LANGUAGE [HOW MANY] < DOCUMENTS`
//!
//! Documents are parted by bytes 0; of each the terms go out on a line, parted by tabs, heaviest first.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::env;
use std::io::{Read as _, stdin};

use groundswell_rank::{Lens, PostTerms, weigh};
use groundswell_text::{Language, Pack, Vocabulary};

fn main() {
    let mut args = env::args().skip(1);
    let language = Language::from_tag(&args.next().unwrap_or_default());
    let limit = args.next().map_or(10, |limit| limit.parse().unwrap());
    let mut documents = String::new();
    stdin().read_to_string(&mut documents).unwrap();
    let pack = Pack::linked(language);
    for document in documents.split('\0') {
        println!(
            "{}",
            keywords(document, language, pack.as_ref(), limit).join("\t")
        );
    }
}

fn keywords(document: &str, language: Language, pack: Option<&Pack>, limit: usize) -> Vec<String> {
    let mut vocabulary = Vocabulary::new();
    let reading = vocabulary.read(document, language);
    if let Some(pack) = pack {
        vocabulary.settle(pack);
    }
    vocabulary.settle_rest();
    let counts = vocabulary.counts_together(&[&reading]);
    let terms = counts
        .iter()
        .flatten()
        .map(|counted| (counted.term, counted.count));
    let terms: Vec<(u32, u32)> = terms.collect();
    let firsts = counts.iter().flatten().map(|counted| counted.first);
    let firsts: Vec<u32> = firsts.collect();
    let post = PostTerms {
        terms: &terms,
        firsts: &firsts,
        ..PostTerms::default()
    };
    let weighed = weigh(
        Lens::Frequent,
        &[post],
        &|term| vocabulary.common(term),
        limit,
    );
    let label = |term| vocabulary.label(term).to_owned();
    weighed.into_iter().map(|term| label(term.term)).collect()
}
