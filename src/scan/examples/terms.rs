//! Prints what an HTML file talks about, as its cloud would show it: `terms FILE [HOW MANY]`, a line for each term
//! with its label, key, posts, uses and weight, heaviest first.
//!
//! `cargo run -p groundswell-scan --features html --example terms -- page.html`
//!
//! Posts are found, read, settled by the packs of their languages and weighed as in the page; what the browser
//! knows of scripts without spaces comes from ICU.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::rc::Rc;

use groundswell_rank::{Lens, PostTerms, weigh};
use groundswell_scan::{from_html, scan};
use groundswell_text::{IcuSegmenter, Language, Pack, Reading, Vocabulary};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("terms FILE [HOW MANY]")?;
    let limit = arguments.next().map_or(Ok(30), |limit| limit.parse())?;
    let html = String::from_utf8_lossy(&std::fs::read(file)?).into_owned();
    let mut vocabulary = Vocabulary::with_segmenter(Rc::new(IcuSegmenter::new()));
    let readings = read(&html, &mut vocabulary);
    for language in Language::ALL {
        if vocabulary.is_open(language)
            && let Some(pack) = Pack::linked(language)
        {
            vocabulary.settle(&pack);
        }
    }
    vocabulary.settle_rest();
    print(&readings, &mut vocabulary, limit);
    Ok(())
}

/// Reads the words of all posts, each in its own language, and tells which languages those are.
fn read(html: &str, vocabulary: &mut Vocabulary) -> Vec<(Reading, u32)> {
    let page = from_html("http://page.test/", html);
    let mut languages: BTreeMap<&str, usize> = BTreeMap::new();
    let mut authors: Vec<String> = Vec::new();
    let mut readings = Vec::new();
    for post in scan(&page) {
        let declared = post
            .lang
            .as_deref()
            .map_or(Language::Unknown, Language::from_tag);
        let language = Language::guess(&post.text, declared);
        *languages.entry(language.tag()).or_default() += 1;
        let author = post.author.map_or(0, |name| number(name, &mut authors));
        readings.push((vocabulary.read(&post.text, language), author));
    }
    let languages: Vec<String> = languages
        .iter()
        .map(|(tag, posts)| format!("{tag} {posts}"))
        .collect();
    println!("posts by language: {}", languages.join(", "));
    readings
}

/// A number for each author, from 1.
fn number(name: String, authors: &mut Vec<String>) -> u32 {
    let at = authors.iter().position(|known| *known == name);
    let at = at.unwrap_or_else(|| {
        authors.push(name);
        authors.len() - 1
    });
    u32::try_from(at + 1).unwrap_or(0)
}

fn print(readings: &[(Reading, u32)], vocabulary: &mut Vocabulary, limit: usize) {
    let read: Vec<&Reading> = readings.iter().map(|(reading, _)| reading).collect();
    let counts = vocabulary.counts_together(&read);
    let counts: Vec<Vec<(u32, u32)>> = counts
        .iter()
        .map(|counts| {
            counts
                .iter()
                .map(|counted| (counted.term, counted.count))
                .collect()
        })
        .collect();
    let posts: Vec<PostTerms<'_>> = counts
        .iter()
        .zip(readings)
        .map(|(terms, &(_, author))| PostTerms {
            terms,
            author,
            ..PostTerms::default()
        })
        .collect();
    let weighed = weigh(
        Lens::Frequent,
        &posts,
        &|term| vocabulary.common(term),
        limit,
    );
    for term in weighed {
        println!(
            "{}\t{}\t{}\t{}\t{:.1}",
            vocabulary.label(term.term),
            vocabulary.key(term.term),
            term.posts,
            term.count,
            term.weight
        );
    }
}
