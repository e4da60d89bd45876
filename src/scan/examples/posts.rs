//! Prints the posts of an HTML file: `posts FILE [URL]`, one line each, then its text, and what
//! was left out.
#![allow(clippy::print_stdout)]

use groundswell_scan::{from_html, report};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("posts FILE [URL]")?;
    let url = arguments
        .next()
        .unwrap_or_else(|| "http://page.test/".to_owned());
    let html = String::from_utf8_lossy(&std::fs::read(file)?).into_owned();
    let page = from_html(&url, &html);
    let found = report(&page);
    for post in found.posts {
        println!(
            "{:?} {:?} root {} body {} | {} | {} | {} | likes {:?} | {} | {}",
            post.kind,
            post.evidence,
            post.root,
            post.body,
            post.title.as_deref().unwrap_or("-"),
            post.author.as_deref().unwrap_or("-"),
            post.time.as_deref().unwrap_or("-"),
            post.likes,
            post.permalink.as_deref().unwrap_or("-"),
            post.locator,
        );
        for line in post.text.lines() {
            println!("    {line}");
        }
    }
    for left in found.left_out {
        println!(
            "left out: {} x node {}: {}",
            left.count,
            left.root,
            left.reason.name()
        );
    }
    Ok(())
}
