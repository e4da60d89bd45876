//! How many posts keep their locator when their page changes: `stability FOLDER`, of pairs as the
//! example `judge` reads them.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::collections::BTreeMap;

use groundswell_scan::{Post, from_document, scan};
use scraper::{Html, Node};

const ADVERT: &str =
    "<div class='box-4'><p>Buy two chairs now and pay for three of them!</p></div>";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("stability FOLDER")?;
    let mut held = [0; 4];
    let mut posts = 0;
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut shared = 0;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|ending| ending != "html") {
            continue;
        }
        let html = String::from_utf8_lossy(&std::fs::read(&path)?).into_owned();
        let gold: serde_json::Value =
            serde_json::from_slice(&std::fs::read(path.with_extension("json"))?)?;
        let url = gold["url"].as_str().unwrap_or("http://page.test/");
        let document = Html::parse_document(&html);
        let (page, nodes) = from_document(url, &document);
        let before = scan(&page);
        let roots: Vec<_> = before
            .iter()
            .map(|post| nodes[post.root as usize])
            .collect();
        let tracked = [
            url,
            if url.contains('?') { "&" } else { "?" },
            "utm_source=x&fbclid=y",
        ]
        .concat();
        let after = [
            read(url, &html),
            read(&tracked, &track(&html)),
            read(url, &reversed(document.clone(), &roots)),
            read(url, &with_adverts(document.clone(), &roots)),
        ];
        posts += before.len();
        for (held, after) in held.iter_mut().zip(&after) {
            let count = before.iter().filter(|post| is_held(post, after)).count();
            if count < before.len() {
                println!("{} {count}/{}", path.display(), before.len());
            }
            *held += count;
        }
        for post in before {
            let known = names.insert(post.locator, url.to_owned());
            shared += usize::from(known.is_some());
        }
    }
    for (what, held) in ["again", "tracked", "reversed", "advert"].iter().zip(held) {
        println!("{what}: {held}/{posts} = {:.3}", held as f64 / posts as f64);
    }
    println!("shared locators: {shared}");
    Ok(())
}

fn read(url: &str, html: &str) -> Vec<Post> {
    scan(&from_document(url, &Html::parse_document(html)).0)
}

fn is_held(post: &Post, after: &[Post]) -> bool {
    after
        .iter()
        .any(|other| other.locator == post.locator && other.text == post.text)
}

/// Every address in a double-quoted `href` with a tracking parameter.
fn track(html: &str) -> String {
    let mut parts = html.split("href=\"");
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let (address, rest) = part.split_once('"').unwrap_or((part, ""));
        let (page, fragment) = address.split_once('#').unwrap_or((address, ""));
        let joint = if page.contains('?') { "&amp;" } else { "?" };
        let plain = page.is_empty() || page.contains(':') && !page.starts_with("http");
        let tracking = if plain {
            String::new()
        } else {
            [joint, "utm_source=x"].concat()
        };
        let hash = if address.contains('#') { "#" } else { "" };
        out += &["href=\"", page, &tracking, hash, fragment, "\"", rest].concat();
    }
    out
}

/// The page with the records beside each other in reverse order, each with the anchor before it.
fn reversed(mut document: Html, roots: &[ego_tree::NodeId]) -> String {
    let mut groups: BTreeMap<String, Vec<ego_tree::NodeId>> = BTreeMap::new();
    for root in roots {
        let parent = document.tree.get(*root).and_then(|node| node.parent());
        groups
            .entry(format!("{:?}", parent.map(|parent| parent.id())))
            .or_default()
            .push(*root);
    }
    for group in groups.into_values() {
        let mut places = Vec::new();
        for root in &group {
            let mut node = document.tree.get_mut(*root).unwrap();
            let comment = Node::Comment(scraper::node::Comment {
                comment: "place".into(),
            });
            places.push(node.insert_before(comment).id());
        }
        for (place, root) in places.iter().zip(group.iter().rev()) {
            document
                .tree
                .get_mut(*place)
                .unwrap()
                .insert_id_after(*root);
        }
    }
    document.html()
}

/// The page with an advert before every second record.
fn with_adverts(mut document: Html, roots: &[ego_tree::NodeId]) -> String {
    for root in roots.iter().skip(1).step_by(2) {
        let comment = Node::Comment(scraper::node::Comment {
            comment: "advert".into(),
        });
        document.tree.get_mut(*root).unwrap().insert_before(comment);
    }
    document.html().replace("<!--advert-->", ADVERT)
}
