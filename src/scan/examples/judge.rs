//! Judges the scanner on saved pages: `judge FOLDER [NAME]`.
//!
//! The folder holds pairs `NAME.html` and `NAME.json`, the latter with `url` and either
//! `articleBody` or `posts` (`text`, `author`, `time`, `permalinks`, `quoted`). A post is found if a
//! text shares words with it at F1 of 0.8. With NAME, what is missing and what is spurious is shown.
//! Figures are also told by halves, every second page: rules made on the first half are checked on
//! the second.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::time::Instant;

use groundswell_scan::{Post, from_html, scan};
use serde_json::Value;

/// Words in common at which a text counts as found.
const MATCH: f64 = 0.8;

/// Times a page is scanned; the fastest counts.
const RUNS: usize = 5;

#[derive(Default)]
struct Totals {
    found: usize,
    said: usize,
    gold: usize,
    macro_f1: Vec<f64>,
    article_f1: Vec<f64>,
    false_posts: usize,
    millis: Vec<f64>,
    fields: HashMap<&'static str, (usize, usize)>,
    /// Words in the texts of matched posts, and those of them that the wanted text has not.
    words: usize,
    foreign: usize,
    /// Words that matched posts quote, and those of them that are in the text all the same.
    quoted: usize,
    counted_twice: usize,
    halves: [Half; 2],
    /// The posts found, and those said and wanted, by what wrote the page.
    engines: BTreeMap<String, (usize, usize)>,
}

/// The figures of every second page.
#[derive(Default)]
struct Half {
    found: usize,
    said_and_gold: usize,
    macro_f1: Vec<f64>,
    article_f1: Vec<f64>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("judge FOLDER [NAME]")?;
    let only = arguments.next();
    let mut pages: Vec<PathBuf> = std::fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "html"))
        .collect();
    pages.sort();
    let mut totals = Totals::default();
    for (place, path) in pages.into_iter().enumerate() {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if only
            .as_ref()
            .is_none_or(|only| name.starts_with(only.as_str()))
        {
            judge(&name, &path, place % 2, &mut totals, only.is_some())?;
        }
    }
    report(totals);
    Ok(())
}

fn judge(
    name: &str,
    path: &Path,
    half: usize,
    totals: &mut Totals,
    verbose: bool,
) -> Result<(), Box<dyn std::error::Error>> {
    let html = String::from_utf8_lossy(&std::fs::read(path)?).into_owned();
    let gold: Value = serde_json::from_slice(&std::fs::read(path.with_extension("json"))?)?;
    let url = gold["url"].as_str().unwrap_or("http://page.test/");
    let page = from_html(url, &html);
    let mut best = f64::MAX;
    let mut posts = Vec::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        posts = scan(&page);
        best = best.min(start.elapsed().as_secs_f64() * 1000.0);
    }
    totals.millis.push(best);
    let kinds: Vec<String> = posts
        .iter()
        .map(|p| format!("{:?}/{:?}", p.kind, p.evidence))
        .collect();
    let mut counts: Vec<(String, usize)> = Vec::new();
    for kind in kinds {
        match counts.iter_mut().find(|(k, _)| *k == kind) {
            Some((_, n)) => *n += 1,
            None => counts.push((kind, 1)),
        }
    }
    if let Some(body) = gold["articleBody"].as_str() {
        // The article is the longest text; comments on the page are no part of this gold.
        let articles = posts.iter().max_by_key(|post| post.text.len());
        let f1 = articles.map_or(0.0, |post| f1(&bag(&post.text), &bag(body)));
        totals.article_f1.push(f1);
        totals.halves[half].article_f1.push(f1);
        println!(
            "{name:32} article {f1:.3}  {best:6.2} ms {:6} nodes {counts:?}",
            page.len()
        );
        if verbose {
            for post in &posts {
                println!(
                    "--- {:?} {:?} {:?} {:?}\n{}",
                    post.kind, post.title, post.author, post.time, post.text
                );
            }
            println!("=== gold\n{body}");
        }
        return Ok(());
    }
    let engine = gold["engine"].as_str().unwrap_or("unknown").to_owned();
    let wanted = gold["posts"].as_array().cloned().unwrap_or_default();
    if wanted.is_empty() {
        totals.false_posts += posts.len();
        println!(
            "{name:32} negative: {} false  {best:6.2} ms {:6} nodes {counts:?}",
            posts.len(),
            page.len()
        );
        if verbose {
            for post in &posts {
                println!(
                    "--- {:?} {:?} {:?} {:?}\n{}",
                    post.kind, post.title, post.author, post.time, post.text
                );
            }
        }
        return Ok(());
    }
    let pairs = pair(&posts, &wanted);
    let (found, said, gold) = (pairs.len(), posts.len(), wanted.len());
    let score = 2.0 * found as f64 / (said + gold) as f64;
    println!(
        "{name:32} F1 {score:.3} found {found}/{gold} said {said}  {best:6.2} ms {:6} nodes {counts:?}",
        page.len()
    );
    totals.found += found;
    totals.said += said;
    totals.gold += gold;
    totals.macro_f1.push(score);
    let of_engine = totals.engines.entry(engine).or_default();
    of_engine.0 += found;
    of_engine.1 += said + gold;
    let of_half = &mut totals.halves[half];
    of_half.found += found;
    of_half.said_and_gold += said + gold;
    of_half.macro_f1.push(score);
    for (post, gold) in &pairs {
        purity(&posts[*post], &wanted[*gold], totals, verbose);
        fields(&posts[*post], &wanted[*gold], totals, verbose);
    }
    if verbose {
        for (i, post) in posts
            .iter()
            .enumerate()
            .filter(|(i, _)| !pairs.iter().any(|(p, _)| p == i))
        {
            println!(
                "+++ spurious {i} {:?} {:?} {:?} {:?}\n{}",
                post.kind, post.evidence, post.author, post.locator, post.text
            );
        }
        for (i, gold) in wanted
            .iter()
            .enumerate()
            .filter(|(i, _)| !pairs.iter().any(|(_, g)| g == i))
        {
            println!(
                "--- missing {i} {} {}\n{}",
                gold["kind"],
                gold["author"],
                gold["text"].as_str().unwrap_or("")
            );
        }
    }
    Ok(())
}

/// Pairs of a found and a wanted post, in the order of the page.
fn pair(posts: &[Post], wanted: &[Value]) -> Vec<(usize, usize)> {
    let bags: Vec<_> = posts.iter().map(|post| bag(&post.text)).collect();
    let mut candidates = Vec::new();
    for (g, gold) in wanted.iter().enumerate() {
        let text = gold["text"].as_str().unwrap_or("");
        for (p, found) in bags.iter().enumerate() {
            let score = f1(found, &bag(text));
            if score >= MATCH {
                candidates.push((score, p, g));
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, p, g) in candidates {
        if !pairs.iter().any(|(a, b)| *a == p || *b == g) {
            pairs.push((p, g));
        }
    }
    pairs
}

/// Counts the words that are in the text of a post and not its author's.
fn purity(post: &Post, gold: &Value, totals: &mut Totals, verbose: bool) {
    let (text, wanted) = (bag(&post.text), bag(gold["text"].as_str().unwrap_or("")));
    let foreign = beyond(&text, &wanted);
    let quoted = beyond(&bag(gold["quoted"].as_str().unwrap_or("")), &wanted);
    totals.words += size(&text);
    totals.foreign += size(&foreign);
    totals.quoted += size(&quoted);
    totals.counted_twice += common(&foreign, &quoted);
    if verbose && !foreign.is_empty() {
        let mut words: Vec<_> = foreign.keys().collect();
        words.sort();
        println!("??? foreign: {words:?}");
    }
}

fn fields(post: &Post, gold: &Value, totals: &mut Totals, verbose: bool) {
    let mut count = |name, right: Option<bool>, shown: String| {
        let Some(right) = right else { return };
        let entry = totals.fields.entry(name).or_default();
        entry.0 += usize::from(right);
        entry.1 += 1;
        if verbose && !right {
            println!("??? {name}: {shown}");
        }
    };
    let author = gold["author"].as_str().map(|name| {
        post.author
            .as_deref()
            .is_some_and(|a| a.trim() == name.trim())
    });
    count(
        "author",
        author,
        format!("{:?} for {}", post.author, gold["author"]),
    );
    let time = gold["time"].as_str().map(|time| {
        let day = |t: &str| t.chars().take(10).collect::<String>();
        post.time.as_deref().is_some_and(|t| day(t) == day(time))
    });
    count(
        "time (day)",
        time,
        format!("{:?} for {}", post.time, gold["time"]),
    );
    let minute = gold["time"].as_str().filter(|time| time.len() > 10);
    let minute = minute.map(|time| post.time.as_deref().is_some_and(|t| same_minute(t, time)));
    count(
        "time (minute)",
        minute,
        format!("{:?} for {}", post.time, gold["time"]),
    );
    let links = gold["permalinks"]
        .as_array()
        .filter(|links| !links.is_empty())
        .map(|links| {
            let plain = |link: &str| {
                link.split("://")
                    .nth(1)
                    .unwrap_or(link)
                    .replace("www.", "")
                    .trim_end_matches('/')
                    .to_owned()
            };
            post.permalink.as_deref().is_some_and(|p| {
                links
                    .iter()
                    .filter_map(Value::as_str)
                    .any(|l| plain(l) == plain(p))
            })
        });
    let article_here = post.permalink.is_none() && format!("{:?}", post.kind) == "Article";
    count(
        "permalink",
        links.map(|right| right || article_here),
        format!("{:?} for {}", post.permalink, gold["permalinks"]),
    );
    let likes = gold["likes"]
        .as_i64()
        .map(|likes| post.likes.map(i64::from) == Some(likes));
    count(
        "likes",
        likes,
        format!("{:?} for {}", post.likes, gold["likes"]),
    );
    let kind = gold["kind"]
        .as_str()
        .map(|kind| format!("{:?}", post.kind).to_lowercase() == kind);
    count(
        "kind",
        kind,
        format!("{:?} for {}", post.kind, gold["kind"]),
    );
}

/// Whether two times are the same minute: of the world if both say their zone, else of the clock.
fn same_minute(a: &str, b: &str) -> bool {
    let (Some((a, a_zone)), Some((b, b_zone))) = (minute(a), minute(b)) else {
        return false;
    };
    match (a_zone, b_zone) {
        (Some(a_zone), Some(b_zone)) => a - a_zone == b - b_zone,
        _ => a == b,
    }
}

/// The minutes of `YYYY-MM-DDTHH:MM` since any fixed day, and those that its zone is ahead.
fn minute(iso: &str) -> Option<(i64, Option<i64>)> {
    let number = |range| {
        iso.get(range)
            .and_then(|digits: &str| digits.parse::<i64>().ok())
    };
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    // Days of a calendar in which March is the first month.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day;
    let zone = iso.get(16..)?;
    let zone = zone.find(['Z', '+', '-']).and_then(|at| zone.get(at..));
    let digits = |zone: &str| zone.replace(':', "");
    let zone = zone.map(|zone| match digits(zone).parse::<i64>() {
        Ok(hours) if zone.len() <= 3 => hours * 60,
        Ok(both) => both / 100 * 60 + both % 100,
        Err(_) => 0,
    });
    Some(((days * 24 + number(11..13)?) * 60 + number(14..16)?, zone))
}

fn bag(text: &str) -> Bag {
    let mut bag = HashMap::new();
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        *bag.entry(word.to_lowercase()).or_default() += 1;
    }
    bag
}

type Bag = HashMap<String, usize>;

fn size(bag: &Bag) -> usize {
    bag.values().sum()
}

fn common(a: &Bag, b: &Bag) -> usize {
    a.iter()
        .map(|(word, n)| n.min(b.get(word).unwrap_or(&0)))
        .sum()
}

/// What `a` has and `b` has not.
fn beyond(a: &Bag, b: &Bag) -> Bag {
    a.iter()
        .map(|(word, n)| (word.clone(), n.saturating_sub(*b.get(word).unwrap_or(&0))))
        .filter(|(_, n)| *n > 0)
        .collect()
}

fn f1(a: &Bag, b: &Bag) -> f64 {
    let total = size(a) + size(b);
    if total == 0 {
        1.0
    } else {
        2.0 * common(a, b) as f64 / total as f64
    }
}

fn report(mut totals: Totals) {
    let mean = |list: &[f64]| list.iter().sum::<f64>() / list.len().max(1) as f64;
    totals.millis.sort_by(f64::total_cmp);
    let at = |share: f64| {
        totals
            .millis
            .get(((totals.millis.len() - 1) as f64 * share) as usize)
            .copied()
            .unwrap_or(0.0)
    };
    let perfect = totals.macro_f1.iter().filter(|f1| **f1 == 1.0).count();
    println!(
        "\nposts: micro F1 {:.3} macro {:.3} perfect {perfect}/{} spurious {}; articles F1 {:.3}; false posts {}; ms p50 {:.2} p95 {:.2} max {:.2}",
        2.0 * totals.found as f64 / (totals.said + totals.gold).max(1) as f64,
        mean(&totals.macro_f1),
        totals.macro_f1.len(),
        totals.said - totals.found,
        mean(&totals.article_f1),
        totals.false_posts,
        at(0.5),
        at(0.95),
        at(1.0),
    );
    let percent = |part: usize, all: usize| 100.0 * part as f64 / all.max(1) as f64;
    println!(
        "  foreign words {}/{} = {:.2} %; quoted words counted {}/{} = {:.2} %",
        totals.foreign,
        totals.words,
        percent(totals.foreign, totals.words),
        totals.counted_twice,
        totals.quoted,
        percent(totals.counted_twice, totals.quoted),
    );
    for (name, half) in ["first", "second"].into_iter().zip(&totals.halves) {
        println!(
            "  {name} half: micro {:.3} macro {:.3}; articles {:.3}",
            2.0 * half.found as f64 / half.said_and_gold.max(1) as f64,
            mean(&half.macro_f1),
            mean(&half.article_f1),
        );
    }
    println!("  F1 by what wrote the page:");
    for (engine, (found, said_and_gold)) in &totals.engines {
        let f1 = 2.0 * *found as f64 / (*said_and_gold).max(1) as f64;
        println!("    {engine:28} {f1:.3}");
    }
    let mut fields: Vec<_> = totals.fields.into_iter().collect();
    fields.sort();
    for (name, (right, all)) in fields {
        println!("  {name}: {right}/{all} = {:.3}", right as f64 / all as f64);
    }
}
